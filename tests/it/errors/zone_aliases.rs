//! Zones that are not found, and what they may have meant (rule W2b), word for word.

use crate::errors::texts;

#[test]
fn w2b_zones() {
    let of = |zone: &str| texts(&format!(r#"{{"schedules": [{{"id": "s", "zone": "{zone}"}}], "groups": []}}"#));
    let place = "an offset does not know summer time, name the place, as `Europe/Paris`";
    for (zone, answer) in [
        ("GMT+2", format!("{place}; 2 hours ahead of UTC all year is `Etc/GMT-2`")),
        ("UTC+2", format!("{place}; 2 hours ahead of UTC all year is `Etc/GMT-2`")),
        ("+01:00", format!("{place}; 1 hour ahead of UTC all year is `Etc/GMT-1`")),
        ("GMT-5", format!("{place}; 5 hours behind UTC all year is `Etc/GMT+5`")),
        ("UTC+5:30", format!("{place} or `Asia/Kolkata`")),
        ("+0015", place.to_owned()),
        ("Etc/GMT-15:00", "a zone is written as `Europe/Paris` is".to_owned()),
        ("UTC+0", "did you mean `UTC`?".to_owned()),
        ("Z", "did you mean `UTC`?".to_owned()),
        (
            "IST",
            "an abbreviation is no one zone, name the place: `Asia/Kolkata`, `Europe/Dublin` and \
             `Asia/Jerusalem` use it"
                .to_owned(),
        ),
        (
            "CEST",
            "an abbreviation is no one zone, name the place: `Europe/Paris`, `Europe/Berlin` and \
             `Europe/Madrid` use it"
                .to_owned(),
        ),
        ("JST", "an abbreviation is no one zone, name the place, as `Asia/Tokyo`".to_owned()),
        ("Paris", "did you mean `Europe/Paris`?".to_owned()),
        ("new york", "did you mean `America/New_York`?".to_owned()),
        ("Eastern Time (US & Canada)", "did you mean `America/New_York`?".to_owned()),
        ("W. Europe Standard Time", "did you mean `Europe/Berlin`?".to_owned()),
        (
            "Louisville",
            "several zones are called after it, such as `America/Kentucky/Louisville` and \
             `America/Louisville`"
                .to_owned(),
        ),
        (
            "local",
            "the same document must be read alike everywhere; name the zone of the office".to_owned(),
        ),
        ("Mars/Base", "a zone is written as `Europe/Paris` is".to_owned()),
    ] {
        assert_eq!(of(zone), [format!("schedules[0].zone: there is no time zone `{zone}`; {answer}")]);
    }
}
