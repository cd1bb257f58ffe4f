//! Fallbacks that are closed at the same hours.

use super::{NONE, lines};

const OFFICE: &str = r#"{"id": "office", "zone": "Europe/Paris", "weekly": {
    "mon": ["09:00-12:00", "14:00-18:00"], "fri": ["22:00-06:00"]}}"#;

/// Group `a` keeps office hours and falls back to `b`, which may fall back to `c`.
fn document(schedules: &str, b: &str, c: &str) -> String {
    format!(
        r#"{{"agents": [{{"id": "x"}}], "schedules": [{schedules}],
        "groups": [
            {{"id": "a", "name": "A", "agents": "all", "schedule": "office", "fallback": "b"}},
            {{"id": "b", "name": "B", "agents": "all"{b}}},
            {{"id": "c", "name": "C", "agents": "all"{c}}}]}}"#
    )
}

fn other(schedule: &str, b: &str) -> Vec<String> {
    document_with(&format!("{OFFICE}, {schedule}"), b)
}

fn document_with(schedules: &str, b: &str) -> Vec<String> {
    lines(&document(schedules, b, ""))
}

fn closed_too(except: &str) -> [String; 1] {
    [format!(
        "fallback_closed_too [a b] group `a` falls back to `b`, which is closed whenever `a` \
         is, by the hours of a week{except}"
    )]
}

#[test]
fn a_fallback_with_the_same_hours_or_fewer() {
    assert_eq!(document_with(OFFICE, r#", "schedule": "office""#), closed_too(""));
    let schedule = r#", "schedule": "other""#;
    let fewer = r#"{"id": "other", "zone": "Europe/Paris", "weekly": {"mon": ["10:00-11:00"]}}"#;
    assert_eq!(other(fewer, schedule), closed_too(""));
    let never = r#"{"id": "other", "zone": "UTC"}"#;
    assert_eq!(other(never, schedule), closed_too(""));
    // The tail of a night lies on the next day.
    let tail = r#"{"id": "other", "zone": "Europe/Paris", "weekly": {"sat": ["05:00-06:00"]}}"#;
    assert_eq!(other(tail, schedule), closed_too(""));
}

#[test]
fn a_fallback_that_is_open_at_another_hour() {
    assert_eq!(document_with(OFFICE, ""), NONE);
    let schedule = r#", "schedule": "other""#;
    for weekly in
        [r#"{"mon": ["12:59-14:01"]}"#, r#"{"sat": ["05:00-06:01"]}"#, r#"{"sun": ["00:00-24:00"]}"#]
    {
        let open = format!(r#"{{"id": "other", "zone": "Europe/Paris", "weekly": {weekly}}}"#);
        assert_eq!(other(&open, schedule), NONE, "{weekly}");
    }
    // In another zone the same spans lie at other hours.
    let london = OFFICE.replace("office", "other").replace("Paris", "London");
    assert_eq!(other(&london, schedule), NONE);
}

#[test]
fn zones_are_compared_in_summer_and_in_winter() {
    let week = |id: &str, zone: &str, spans: &str| {
        format!(r#"{{"id": "{id}", "zone": "{zone}", "weekly": {{"mon": ["{spans}"]}}}}"#)
    };
    let schedules = |spans: &str| {
        [week("office", "Europe/Paris", "09:00-18:00"), week("other", "UTC", spans)].join(", ")
    };
    let schedule = r#", "schedule": "other""#;
    // 9 to 18 in Paris is 8 to 17 in winter and 7 to 16 in summer.
    assert_eq!(document_with(&schedules("08:00-16:00"), schedule), closed_too(""));
    assert_eq!(document_with(&schedules("08:00-17:00"), schedule), NONE);
    assert_eq!(document_with(&schedules("07:00-16:00"), schedule), NONE);
}

#[test]
fn dates_with_hours_of_their_own_are_told() {
    let schedule = r#", "schedule": "other""#;
    let holiday = |id: &str, dates: &str| {
        format!(
            r#"{{"id": "{id}", "zone": "UTC", "weekly": {{"wed": ["09:00-18:00"]}},
            "exceptions": [{dates}]}}"#
        )
    };
    // 2026-12-30 is a Wednesday.
    let closed = r#"{"date": "2026-12-30", "spans": []}"#;
    let longer = r#"{"date": "2026-12-30", "spans": ["08:00-18:00"]}"#;
    let extra = r#"{"date": "2027-01-03", "spans": ["09:00-10:00"]}"#;
    let found = |office: &str, of_other: &str| {
        document_with(&format!("{}, {}", holiday("office", office), holiday("other", of_other)), schedule)
    };
    assert_eq!(found("", ""), closed_too(""));
    assert_eq!(found("", closed), closed_too(""));
    assert_eq!(found(closed, ""), closed_too(", except around `2026-12-30`"));
    assert_eq!(found("", longer), closed_too(", except around `2026-12-30`"));
    assert_eq!(
        found(closed, extra),
        closed_too(", except around `2026-12-30`, `2027-01-03`")
    );
    assert_eq!(found(closed, closed), closed_too(""));
}

#[test]
fn a_group_that_never_closes_needs_no_help() {
    let always = r#"{"id": "office", "zone": "UTC", "weekly": {
        "mon": ["00:00-24:00"], "tue": ["00:00-24:00"], "wed": ["00:00-24:00"],
        "thu": ["00:00-24:00"], "fri": ["00:00-24:00"], "sat": ["00:00-24:00"], "sun": ["00:00-24:00"]}}"#;
    assert_eq!(document_with(always, r#", "schedule": "office""#), NONE);
}

#[test]
fn the_whole_chain_counts() {
    let same = r#", "schedule": "office", "fallback": "c""#;
    assert_eq!(lines(&document(OFFICE, same, "")), NONE);
    let closed = lines(&document(OFFICE, same, r#", "schedule": "office""#));
    assert_eq!(closed[0], closed_too("")[0]);
    assert!(closed[1].starts_with("fallback_closed_too [b c]"), "{closed:?}");
    // A disabled group is passed by.
    let disabled = r#", "fallback": "c", "enabled": false"#;
    let found = lines(&document(OFFICE, disabled, r#", "schedule": "office""#));
    assert!(found.iter().any(|line| line.starts_with("fallback_closed_too [a b]")), "{found:?}");
}
