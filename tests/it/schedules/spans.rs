//! Spans of a day: ends, midnight, overlaps.

use frontdesk::schedule::Weekday::{self, Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
use frontdesk::{Draft, Field, Group, Presence, Router, Schedule, Trigger, Visitor};
use frontdesk::presence::GroupStatus;

use crate::schedules::{assert_changes, at, millis, weekly};

/// Monday 2026-11-23 to Thursday.
const FROM: &str = "2026-11-23T00:00:00Z";
const TO: &str = "2026-11-26T00:00:00Z";

#[test]
fn a6_the_start_is_included_and_the_end_excluded() {
    let hours = weekly("Europe/Paris", &[(Monday, &["09:00-12:30"])]);
    let (start, end) = (at("2026-11-23T09:00:00+01:00"), at("2026-11-23T12:30:00+01:00"));
    assert!(!hours.is_open(millis(start, -1)));
    assert!(hours.is_open(start));
    assert!(hours.is_open(millis(end, -1)));
    assert!(!hours.is_open(end));
    assert_eq!(hours.next_change(millis(start, -1)), Some(start));
    assert_eq!(hours.next_change(start), Some(end));
    assert_eq!(hours.next_change(millis(end, -1)), Some(end));
    assert_eq!(hours.next_change(end), Some(at("2026-11-30T09:00:00+01:00")));
}

#[test]
fn a6_an_end_at_midnight_can_be_written_in_two_ways() {
    for span in ["18:00-00:00", "18:00-24:00"] {
        let hours = weekly("UTC", &[(Monday, &[span])]);
        assert_changes(
            &hours,
            FROM,
            TO,
            &[("2026-11-23T18:00:00Z", true), ("2026-11-24T00:00:00Z", false)],
        );
    }
}

#[test]
fn a6_a_whole_day_is_open_from_midnight_to_midnight() {
    let hours = weekly("UTC", &[(Tuesday, &["00:00-24:00"])]);
    assert_changes(
        &hours,
        FROM,
        TO,
        &[("2026-11-24T00:00:00Z", true), ("2026-11-25T00:00:00Z", false)],
    );
    // As long as a day can be: to the same minute of the next date, less one.
    let hours = weekly("UTC", &[(Monday, &["12:00-11:59"])]);
    assert_changes(
        &hours,
        FROM,
        TO,
        &[("2026-11-23T12:00:00Z", true), ("2026-11-24T11:59:00Z", false)],
    );
}

#[test]
fn a6_an_end_before_the_start_lies_on_the_next_date() {
    let hours = weekly("UTC", &[(Monday, &["22:00-06:00"])]);
    assert_changes(
        &hours,
        FROM,
        TO,
        &[("2026-11-23T22:00:00Z", true), ("2026-11-24T06:00:00Z", false)],
    );
    // From Sunday into Monday.
    let hours = weekly("UTC", &[(Sunday, &["22:00-06:00"])]);
    assert!(hours.is_open(at("2026-11-23T05:59:59.999Z")));
    assert!(!hours.is_open(at("2026-11-23T06:00:00Z")));
    assert!(!hours.is_open(at("2026-11-22T05:00:00Z")), "Saturday has no night");
}

#[test]
fn a6_spans_that_meet_at_midnight_are_one() {
    let hours = weekly("UTC", &[(Monday, &["18:00-00:00"]), (Tuesday, &["00:00-06:00"])]);
    assert_changes(
        &hours,
        FROM,
        TO,
        &[("2026-11-23T18:00:00Z", true), ("2026-11-24T06:00:00Z", false)],
    );
    let hours = weekly("UTC", &[(Monday, &["09:00-12:00", "12:00-13:00"])]);
    assert_changes(
        &hours,
        FROM,
        TO,
        &[("2026-11-23T09:00:00Z", true), ("2026-11-23T13:00:00Z", false)],
    );
}

#[test]
fn a6_spans_may_overlap() {
    for spans in [
        &["09:00-12:00", "11:00-14:00"][..],
        &["11:00-14:00", "09:00-12:00"],
        &["09:00-14:00", "10:00-11:00"],
        &["09:00-14:00", "09:00-14:00"],
        &["09:00-10:00", "13:00-14:00", "09:30-13:30"],
    ] {
        let hours = weekly("UTC", &[(Monday, spans)]);
        assert_changes(
            &hours,
            FROM,
            TO,
            &[("2026-11-23T09:00:00Z", true), ("2026-11-23T14:00:00Z", false)],
        );
    }
    // The tail of a night and the morning.
    let hours = weekly("UTC", &[(Monday, &["22:00-06:00"]), (Tuesday, &["05:00-09:00"])]);
    assert_changes(
        &hours,
        FROM,
        TO,
        &[("2026-11-23T22:00:00Z", true), ("2026-11-24T09:00:00Z", false)],
    );
}

#[test]
fn a6_always_open_and_never_open_have_no_next_change() {
    let whole_days = Weekday::ALL.map(|day| (day, &["00:00-24:00"][..]));
    // Open all the time by spans that meet, overlap, and run past midnight.
    let pieces: [(Weekday, &[&str]); 7] = [
        (Monday, &["06:00-00:00"]),
        (Tuesday, &["00:00-12:00", "11:00-24:00"]),
        (Wednesday, &["00:00-23:00", "22:00-05:00"]),
        (Thursday, &["04:00-24:00"]),
        (Friday, &["00:00-24:00"]),
        (Saturday, &["00:00-12:00", "12:00-24:00"]),
        (Sunday, &["00:00-24:00", "23:00-06:00"]),
    ];
    for instant in [FROM, "2026-03-29T00:59:59Z", "2026-10-25T00:30:00Z", "1900-01-01T00:00:00Z"] {
        for days in [&whole_days, &pieces] {
            let always = weekly("Europe/Paris", days);
            assert!(always.is_open(at(instant)), "{instant}");
            assert_eq!(always.next_change(at(instant)), None, "{instant}");
        }
        let never = weekly("Europe/Paris", &[]);
        assert!(!never.is_open(at(instant)), "{instant}");
        assert_eq!(never.next_change(at(instant)), None, "{instant}");
    }
}

#[test]
fn a6_one_minute_that_is_missing_in_a_week_is_found() {
    let mut days = Weekday::ALL.map(|day| (day, &["00:00-24:00"][..]));
    days[6].1 = &["00:00-23:59"];
    let hours = weekly("UTC", &days);
    assert_changes(
        &hours,
        "2026-11-23T00:00:00Z",
        "2026-11-30T12:00:00Z",
        &[("2026-11-29T23:59:00Z", false), ("2026-11-30T00:00:00Z", true)],
    );
}

#[test]
fn a6_without_an_instant_a_schedule_is_closed() {
    let whole_days = Weekday::ALL.map(|day| (day, ["00:00-24:00"]));
    let always = whole_days
        .into_iter()
        .fold(Schedule::new("always", "UTC"), |schedule, (day, spans)| schedule.on(day, spans));
    let draft = Draft::new()
        .schedule(always)
        .group(Group::new("kept", "Kept").schedule("always"))
        .group(Group::new("free", "Free"))
        .trigger(Trigger::new("open", "kept").when(Field::schedule("always").is("open")))
        .trigger(Trigger::new("closed", "free").when(Field::schedule("always").is("closed")));
    let router = Router::new(draft.check().unwrap());
    let presence = Presence::everyone_online(&router);
    assert_eq!(router.status("kept", &presence, None), Some(GroupStatus::Closed));
    assert_eq!(router.status("kept", &presence, at(FROM)), Some(GroupStatus::Offline));
    assert_eq!(router.status("free", &presence, None), Some(GroupStatus::Offline));
    let group = |visitor: &Visitor<'_>| {
        router.route(visitor, &presence).to_record().group.map(|group| group.to_string())
    };
    assert_eq!(group(&Visitor::undated()).as_deref(), Some("free"));
    assert_eq!(group(&Visitor::at(at(FROM))).as_deref(), Some("kept"));
}

#[test]
fn hours_are_found_by_the_id_of_their_schedule() {
    let draft = Draft::new()
        .schedule(Schedule::new("b", "UTC").on(Monday, ["01:00-02:00"]))
        .schedule(Schedule::new("a", "UTC").on(Monday, ["03:00-04:00"]));
    let workspace = draft.check().unwrap();
    let instant = at("2026-11-23T01:30:00Z");
    assert!(workspace.hours("b").unwrap().is_open(instant));
    assert!(!workspace.hours("a").unwrap().is_open(instant));
    assert!(workspace.hours("c").is_none());
}
