//! Spans and zones that mean something else than they seem to, and schedules that nothing uses.

use super::{NONE, lines};

/// A document whose group has this schedule.
fn document(schedule: &str) -> String {
    format!(
        r#"{{"agents": [{{"id": "x"}}], "schedules": [{{"id": "s", {schedule}}}],
        "groups": [{{"id": "a", "name": "A", "agents": "all", "schedule": "s"}}]}}"#
    )
}

#[test]
fn a_span_that_ends_a_minute_before_midnight() {
    let closed = |span: &str, meant: &str, more: &str| {
        [format!(
            "closed_last_minute [s] schedule `s`: `{span}` is closed in the last minute of the day; what \
             was meant may be `{meant}`{more}"
        )]
    };
    let of = |schedule: &str| lines(&document(&format!(r#""zone": "UTC", {schedule}"#)));
    assert_eq!(
        of(r#""weekly": {"mon": ["00:00-23:59"]}"#),
        closed("00:00-23:59", "00:00-24:00", "")
    );
    assert_eq!(
        of(r#""weekly": {"mon": ["09:00-12:00", "13:00-23:59"], "tue": ["00:00-23:59"]},
            "exceptions": [{"date": "2026-12-24", "spans": ["10:00-23:59"]}]"#),
        closed("13:00-23:59", "13:00-24:00", " (and 2 more spans)")
    );
    for fine in [
        r#""weekly": {"mon": ["00:00-24:00"]}"#,
        r#""weekly": {"mon": ["18:00-00:00"]}"#,
        r#""weekly": {"mon": ["18:00-23:58"]}"#,
        // Another span has the minute.
        r#""weekly": {"mon": ["09:00-23:59", "22:00-02:00"]}"#,
        r#""weekly": {"mon": ["09:00-23:59", "23:59-24:00"]}"#,
    ] {
        assert_eq!(of(fine), NONE, "{fine}");
    }
}

#[test]
fn a_zone_with_the_sign_of_posix() {
    let of = |zone: &str| {
        lines(&document(&format!(r#""zone": "{zone}", "weekly": {{"mon": ["09:00-10:00"]}}"#)))
    };
    assert_eq!(
        of("Etc/GMT+2"),
        ["zone_behind_utc [s] schedule `s`: the zone `Etc/GMT+2` is 2 hours behind UTC, not ahead of it, \
          and has no summer time; best name a city, as `Europe/Paris` does; what was meant may be \
          `Etc/GMT-2`"]
    );
    assert!(of("Etc/GMT+1")[0].contains("is 1 hour behind UTC"));
    assert_eq!(of("Etc/GMT+12").len(), 1);
    for fine in ["Etc/GMT-2", "Etc/GMT+0", "Etc/GMT", "UTC", "Europe/Paris", "America/Port-au-Prince"] {
        assert_eq!(of(fine), NONE, "{fine}");
    }
}

#[test]
fn the_hours_are_as_the_finding_says() {
    use frontdesk::Timestamp;
    let workspace = super::workspace(&document(
        r#""zone": "Etc/GMT+2", "weekly": {"mon": ["00:00-23:59"]}"#,
    ));
    let hours = workspace.hours("s").unwrap();
    let is_open = |at: &str| hours.is_open(at.parse::<Timestamp>().unwrap());
    // Monday in a zone that is two hours behind, but for its last minute.
    assert!(!is_open("2026-11-23T01:59:00Z") && is_open("2026-11-23T02:00:00Z"));
    assert!(is_open("2026-11-24T01:58:00Z") && !is_open("2026-11-24T01:59:00Z"));
}

#[test]
fn a_schedule_that_nothing_uses() {
    let document = |group: &str, more: &str| {
        format!(
            r#"{{"agents": [{{"id": "x"}}],
            "schedules": [{{"id": "s", "zone": "UTC", "weekly": {{"mon": ["09:00-10:00"]}}}}],
            "groups": [{{"id": "a", "name": "A", "agents": "all"{group}}}]{more}}}"#
        )
    };
    assert_eq!(
        lines(&document("", "")),
        ["unused_schedule [s] no group has the schedule `s`, and no condition names it"]
    );
    let when = r#"{"any": [{"not": {"field": "schedule.s", "is": "open"}}]}"#;
    let trigger = format!(r#", "triggers": [{{"id": "t", "assign_to": "a", "when": {when}}}]"#);
    let assertion = format!(r#", "assertions": [{{"never": ["a"], "when": {when}}}]"#);
    for (group, more) in
        [(r#", "schedule": "s""#, ""), ("", trigger.as_str()), ("", assertion.as_str())]
    {
        assert_eq!(lines(&document(group, more)), NONE, "{group} {more}");
    }
}
