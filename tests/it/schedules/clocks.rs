//! Days on which wall clocks move.

use frontdesk::schedule::Weekday::{Friday, Monday, Saturday, Sunday, Thursday};

use crate::schedules::{assert_changes, at, weekly};

/// 2026-03-29, 02:00 becomes 03:00.
const PARIS_SPRING: (&str, &str) = ("2026-03-28T12:00:00+01:00", "2026-03-30T12:00:00+02:00");
/// 2026-10-25, 03:00 becomes 02:00.
const PARIS_AUTUMN: (&str, &str) = ("2026-10-24T12:00:00+02:00", "2026-10-26T12:00:00+01:00");

#[test]
fn a6_a_skipped_hour_never_comes() {
    let (from, to) = PARIS_SPRING;
    let hours = weekly("Europe/Paris", &[(Sunday, &["02:00-03:00"])]);
    assert_changes(&hours, from, to, &[]);
    // It comes again a week later.
    assert_eq!(hours.next_change(at(from)), Some(at("2026-04-05T02:00:00+02:00")));

    let hours = weekly("Europe/Paris", &[(Sunday, &["02:30-04:00"])]);
    assert_changes(
        &hours,
        from,
        to,
        &[("2026-03-29T03:00:00+02:00", true), ("2026-03-29T04:00:00+02:00", false)],
    );
    let hours = weekly("Europe/Paris", &[(Sunday, &["01:30-02:30"])]);
    assert_changes(
        &hours,
        from,
        to,
        &[("2026-03-29T01:30:00+01:00", true), ("2026-03-29T03:00:00+02:00", false)],
    );
    // Around it, one span after the other.
    let hours = weekly("Europe/Paris", &[(Sunday, &["01:00-02:15", "02:45-04:00"])]);
    assert_changes(
        &hours,
        from,
        to,
        &[("2026-03-29T01:00:00+01:00", true), ("2026-03-29T04:00:00+02:00", false)],
    );
}

#[test]
fn a6_in_a_repeated_hour_both_passes_count() {
    let (from, to) = PARIS_AUTUMN;
    let hours = weekly("Europe/Paris", &[(Sunday, &["02:00-03:00"])]);
    assert_changes(
        &hours,
        from,
        to,
        &[("2026-10-25T02:00:00+02:00", true), ("2026-10-25T03:00:00+01:00", false)],
    );
    let hours = weekly("Europe/Paris", &[(Sunday, &["02:15-02:30"])]);
    assert_changes(
        &hours,
        from,
        to,
        &[
            ("2026-10-25T02:15:00+02:00", true),
            ("2026-10-25T02:30:00+02:00", false),
            ("2026-10-25T02:15:00+01:00", true),
            ("2026-10-25T02:30:00+01:00", false),
        ],
    );
    let hours = weekly("Europe/Paris", &[(Sunday, &["02:30-04:00"])]);
    assert_changes(
        &hours,
        from,
        to,
        &[
            ("2026-10-25T02:30:00+02:00", true),
            ("2026-10-25T02:00:00+01:00", false),
            ("2026-10-25T02:30:00+01:00", true),
            ("2026-10-25T04:00:00+01:00", false),
        ],
    );
    let hours = weekly("Europe/Paris", &[(Sunday, &["01:00-02:30"])]);
    assert_changes(
        &hours,
        from,
        to,
        &[
            ("2026-10-25T01:00:00+02:00", true),
            ("2026-10-25T02:30:00+02:00", false),
            ("2026-10-25T02:00:00+01:00", true),
            ("2026-10-25T02:30:00+01:00", false),
        ],
    );
}

#[test]
fn a6_a_night_is_an_hour_shorter_in_spring_and_longer_in_autumn() {
    let hours = weekly("Europe/Paris", &[(Saturday, &["22:00-06:00"]), (Sunday, &["22:00-06:00"])]);
    let (from, to) = PARIS_SPRING;
    assert_changes(
        &hours,
        from,
        to,
        &[
            ("2026-03-28T22:00:00+01:00", true),
            ("2026-03-29T06:00:00+02:00", false),
            ("2026-03-29T22:00:00+02:00", true),
            ("2026-03-30T06:00:00+02:00", false),
        ],
    );
    let (from, to) = PARIS_AUTUMN;
    assert_changes(
        &hours,
        from,
        to,
        &[
            ("2026-10-24T22:00:00+02:00", true),
            ("2026-10-25T06:00:00+01:00", false),
            ("2026-10-25T22:00:00+01:00", true),
            ("2026-10-26T06:00:00+01:00", false),
        ],
    );
    // A night that ends in the hour that moves.
    let hours = weekly("Europe/Paris", &[(Saturday, &["22:00-02:30"])]);
    let (from, to) = PARIS_SPRING;
    assert_changes(
        &hours,
        from,
        to,
        &[("2026-03-28T22:00:00+01:00", true), ("2026-03-29T03:00:00+02:00", false)],
    );
    let (from, to) = PARIS_AUTUMN;
    assert_changes(
        &hours,
        from,
        to,
        &[
            ("2026-10-24T22:00:00+02:00", true),
            ("2026-10-25T02:30:00+02:00", false),
            ("2026-10-25T02:00:00+01:00", true),
            ("2026-10-25T02:30:00+01:00", false),
        ],
    );
}

#[test]
fn a6_both_days_in_new_york() {
    // 2026-03-08, 02:00 becomes 03:00; 2026-11-01, 02:00 becomes 01:00.
    let hours = weekly("America/New_York", &[(Sunday, &["01:30-02:30"])]);
    assert_changes(
        &hours,
        "2026-03-07T12:00:00-05:00",
        "2026-03-09T00:00:00-04:00",
        &[("2026-03-08T01:30:00-05:00", true), ("2026-03-08T03:00:00-04:00", false)],
    );
    assert_changes(
        &hours,
        "2026-10-31T12:00:00-04:00",
        "2026-11-02T00:00:00-05:00",
        &[
            ("2026-11-01T01:30:00-04:00", true),
            ("2026-11-01T01:00:00-05:00", false),
            ("2026-11-01T01:30:00-05:00", true),
            ("2026-11-01T02:30:00-05:00", false),
        ],
    );
}

#[test]
fn a6_where_midnight_itself_is_skipped_or_repeated() {
    // Havana 2026: on March 8, 00:00 becomes 01:00; on November 1, 01:00 becomes 00:00.
    let spring = ("2026-03-07T12:00:00-05:00", "2026-03-09T00:00:00-04:00");
    let autumn = ("2026-10-31T12:00:00-04:00", "2026-11-02T00:00:00-05:00");

    let hours = weekly("America/Havana", &[(Sunday, &["00:00-00:30"])]);
    assert_changes(&hours, spring.0, spring.1, &[]);
    assert_changes(
        &hours,
        autumn.0,
        autumn.1,
        &[
            ("2026-11-01T00:00:00-04:00", true),
            ("2026-11-01T00:30:00-04:00", false),
            ("2026-11-01T00:00:00-05:00", true),
            ("2026-11-01T00:30:00-05:00", false),
        ],
    );

    let hours = weekly("America/Havana", &[(Saturday, &["23:00-00:30"])]);
    assert_changes(
        &hours,
        spring.0,
        spring.1,
        &[("2026-03-07T23:00:00-05:00", true), ("2026-03-08T01:00:00-04:00", false)],
    );
    assert_changes(
        &hours,
        autumn.0,
        autumn.1,
        &[
            ("2026-10-31T23:00:00-04:00", true),
            ("2026-11-01T00:30:00-04:00", false),
            ("2026-11-01T00:00:00-05:00", true),
            ("2026-11-01T00:30:00-05:00", false),
        ],
    );

    let hours = weekly("America/Havana", &[(Sunday, &["00:00-24:00"])]);
    assert_changes(&hours, spring.0, spring.1, &[("2026-03-08T01:00:00-04:00", true)]);
    assert_changes(&hours, autumn.0, autumn.1, &[("2026-11-01T00:00:00-04:00", true)]);
}

#[test]
fn a6_where_a_saturday_evening_is_repeated() {
    // Beirut 2026: on March 29, 00:00 becomes 01:00; on October 25, 00:00 becomes Saturday 23:00.
    let spring = ("2026-03-28T12:00:00+02:00", "2026-03-29T23:00:00+03:00");
    let autumn = ("2026-10-24T12:00:00+03:00", "2026-10-25T23:00:00+02:00");

    let hours = weekly("Asia/Beirut", &[(Saturday, &["22:00-23:30"])]);
    assert_changes(
        &hours,
        autumn.0,
        autumn.1,
        &[
            ("2026-10-24T22:00:00+03:00", true),
            ("2026-10-24T23:30:00+03:00", false),
            ("2026-10-24T23:00:00+02:00", true),
            ("2026-10-24T23:30:00+02:00", false),
        ],
    );
    for span in ["18:00-00:00", "18:00-24:00"] {
        let hours = weekly("Asia/Beirut", &[(Saturday, &[span])]);
        assert_changes(
            &hours,
            autumn.0,
            autumn.1,
            &[("2026-10-24T18:00:00+03:00", true), ("2026-10-25T00:00:00+02:00", false)],
        );
        assert_changes(
            &hours,
            spring.0,
            spring.1,
            &[("2026-03-28T18:00:00+02:00", true), ("2026-03-29T01:00:00+03:00", false)],
        );
    }
    let hours = weekly("Asia/Beirut", &[(Sunday, &["00:00-08:00"])]);
    assert_changes(
        &hours,
        autumn.0,
        autumn.1,
        &[("2026-10-25T00:00:00+02:00", true), ("2026-10-25T08:00:00+02:00", false)],
    );
    assert_changes(
        &hours,
        spring.0,
        spring.1,
        &[("2026-03-29T01:00:00+03:00", true), ("2026-03-29T08:00:00+03:00", false)],
    );
}

#[test]
fn a6_a_zone_that_once_moved_at_midnight() {
    // Asunción: on 2023-10-01, 00:00 became 01:00; on 2024-03-24, 00:00 became Saturday 23:00.
    let hours = weekly("America/Asuncion", &[(Saturday, &["23:15-00:45"])]);
    assert_changes(
        &hours,
        "2023-09-30T12:00:00-04:00",
        "2023-10-01T12:00:00-03:00",
        &[("2023-09-30T23:15:00-04:00", true), ("2023-10-01T01:00:00-03:00", false)],
    );
    assert_changes(
        &hours,
        "2024-03-23T12:00:00-03:00",
        "2024-03-24T12:00:00-04:00",
        &[
            ("2024-03-23T23:15:00-03:00", true),
            ("2024-03-23T23:00:00-04:00", false),
            ("2024-03-23T23:15:00-04:00", true),
            ("2024-03-24T00:45:00-04:00", false),
        ],
    );
}

#[test]
fn a6_half_an_hour_can_be_skipped_or_repeated_too() {
    // Lord Howe: on 2026-10-04, 02:00 becomes 02:30; on 2026-04-05, 02:00 becomes 01:30.
    let hours = weekly("Australia/Lord_Howe", &[(Sunday, &["01:45-02:15"])]);
    assert_changes(
        &hours,
        "2026-10-03T12:00:00+10:30",
        "2026-10-04T12:00:00+11:00",
        &[("2026-10-04T01:45:00+10:30", true), ("2026-10-04T02:30:00+11:00", false)],
    );
    assert_changes(
        &hours,
        "2026-04-04T12:00:00+11:00",
        "2026-04-05T12:00:00+10:30",
        &[
            ("2026-04-05T01:45:00+11:00", true),
            ("2026-04-05T01:30:00+10:30", false),
            ("2026-04-05T01:45:00+10:30", true),
            ("2026-04-05T02:15:00+10:30", false),
        ],
    );
}

#[test]
fn a6_a_skipped_day_never_comes() {
    // Samoa went from Thursday 2011-12-29 to Saturday 2011-12-31.
    let around = ("2011-12-29T00:00:00-10:00", "2012-01-01T00:00:00+14:00");
    let friday = weekly("Pacific/Apia", &[(Friday, &["00:00-24:00"])]);
    assert_changes(&friday, around.0, around.1, &[]);
    assert_eq!(friday.next_change(at(around.0)), Some(at("2012-01-06T00:00:00+14:00")));

    let thursday = weekly("Pacific/Apia", &[(Thursday, &["09:00-00:00"])]);
    assert_changes(
        &thursday,
        around.0,
        around.1,
        &[("2011-12-29T09:00:00-10:00", true), ("2011-12-31T00:00:00+14:00", false)],
    );
    // Thursday's night is lost with the Friday in which it would lie.
    let thursday_night = weekly("Pacific/Apia", &[(Thursday, &["22:00-06:00"])]);
    assert_changes(
        &thursday_night,
        around.0,
        around.1,
        &[("2011-12-29T22:00:00-10:00", true), ("2011-12-31T00:00:00+14:00", false)],
    );
    // Of Friday's night the part that lies on Saturday's date is left.
    let friday_night = weekly("Pacific/Apia", &[(Friday, &["22:00-06:00"])]);
    assert_changes(
        &friday_night,
        around.0,
        around.1,
        &[("2011-12-31T00:00:00+14:00", true), ("2011-12-31T06:00:00+14:00", false)],
    );
}

#[test]
fn a6_a_repeated_date_counts_twice() {
    // Alaska had 1867-10-18 twice as clocks went from the Russian to the American side.
    let hours = weekly("America/Juneau", &[(Friday, &["16:00-17:00"])]);
    let first = hours.next_change(at("1867-10-17T00:00:00Z")).unwrap();
    let closed = hours.next_change(first).unwrap();
    let second = hours.next_change(closed).unwrap();
    assert_eq!(closed.unix_millis() - first.unix_millis(), 3_600_000);
    assert_eq!(second.unix_millis() - first.unix_millis(), 86_400_000);
}

#[test]
fn a6_a_whole_year_agrees_quarter_by_quarter() {
    let hours = weekly(
        "Europe/Paris",
        &[
            (Monday, &["09:00-12:30", "13:30-18:00"]),
            (Friday, &["22:00-06:00"]),
            (Sunday, &["02:15-02:45", "00:00-01:00"]),
        ],
    );
    let mut here = at("2026-01-01T00:00:00Z");
    let end = at("2027-01-01T00:00:00Z");
    let mut changes = 0;
    while let Some(change) = hours.next_change(here).filter(|change| *change < end) {
        let open = hours.is_open(here);
        // Every change is at a full quarter of an hour here.
        for quarter in (here.unix_millis()..change.unix_millis()).step_by(900_000) {
            assert_eq!(hours.is_open(frontdesk::Timestamp::from_unix_millis(quarter)), open);
        }
        assert_ne!(hours.is_open(change), open);
        here = change;
        changes += 1;
    }
    // Of 52 Mondays four changes each, of 52 Fridays two, of 52 Sundays four; the skipped span of
    // one Sunday is missing, and the repeated one of another comes twice. The year ends on a
    // Thursday.
    assert_eq!(changes, 52 * 4 + 52 * 2 + 52 * 4);
}
