//! Dates on which other spans hold.

use frontdesk::schedule::Weekday::{self, Friday, Monday, Saturday, Sunday, Thursday};
use frontdesk::Schedule;
use frontdesk::schedule::Hours;

use crate::schedules::{assert_changes, at, checked, millis, weekly, written};

/// Nights of every day, 22:00 to 06:00, and dates that differ.
fn nights(exceptions: &[(&str, &[&str])]) -> Hours {
    let week = Weekday::ALL.map(|day| (day, &["22:00-06:00"][..]));
    with(written("UTC", &week), exceptions)
}

fn with(schedule: Schedule, exceptions: &[(&str, &[&str])]) -> Hours {
    checked(
        exceptions.iter().fold(schedule, |schedule, (date, spans)| {
            schedule.exception(*date, spans.iter().copied())
        }),
    )
}

#[test]
fn a6_an_exception_replaces_the_spans_of_its_date() {
    let office = written("UTC", &[(Thursday, &["09:00-12:00", "13:00-18:00"])]);
    let hours = with(office, &[("2026-11-26", &["10:00-11:00"])]);
    assert_changes(
        &hours,
        "2026-11-26T00:00:00Z",
        "2026-12-04T00:00:00Z",
        &[
            ("2026-11-26T10:00:00Z", true),
            ("2026-11-26T11:00:00Z", false),
            ("2026-12-03T09:00:00Z", true),
            ("2026-12-03T12:00:00Z", false),
            ("2026-12-03T13:00:00Z", true),
            ("2026-12-03T18:00:00Z", false),
        ],
    );
}

#[test]
fn a6_an_exception_keeps_the_tail_of_the_day_before() {
    let hours = nights(&[("2026-12-25", &[])]);
    assert_changes(
        &hours,
        "2026-12-24T12:00:00Z",
        "2026-12-27T00:00:00Z",
        &[
            ("2026-12-24T22:00:00Z", true),
            // The tail of the 24th stays; the night of the 25th is gone with its tail on the 26th.
            ("2026-12-25T06:00:00Z", false),
            ("2026-12-26T22:00:00Z", true),
        ],
    );
}

#[test]
fn a6_an_exception_has_a_tail_of_its_own() {
    let hours = nights(&[("2026-12-31", &["20:00-10:00"])]);
    assert_changes(
        &hours,
        "2026-12-31T00:00:00Z",
        "2027-01-02T00:00:00Z",
        &[
            ("2026-12-31T06:00:00Z", false),
            ("2026-12-31T20:00:00Z", true),
            ("2027-01-01T10:00:00Z", false),
            ("2027-01-01T22:00:00Z", true),
        ],
    );
    // It reaches into another exception.
    let hours = nights(&[("2026-12-31", &["20:00-10:00"]), ("2027-01-01", &[])]);
    assert_changes(
        &hours,
        "2026-12-31T12:00:00Z",
        "2027-01-03T00:00:00Z",
        &[
            ("2026-12-31T20:00:00Z", true),
            ("2027-01-01T10:00:00Z", false),
            ("2027-01-02T22:00:00Z", true),
        ],
    );
}

#[test]
fn a6_exceptions_need_no_order() {
    let office = || written("UTC", &[(Monday, &["09:00-18:00"]), (Friday, &["09:00-18:00"])]);
    let hours = with(
        office(),
        &[("2026-12-28", &[]), ("2026-11-23", &["08:00-09:00"]), ("2026-12-25", &[])],
    );
    assert_eq!(hours.next_change(at("2026-11-23T00:00:00Z")), Some(at("2026-11-23T08:00:00Z")));
    assert_eq!(hours.next_change(at("2026-12-21T18:00:00Z")), Some(at("2027-01-01T09:00:00Z")));
}

#[test]
fn a6_an_exception_on_a_day_on_which_clocks_move() {
    let hours = with(
        Schedule::new("s", "Europe/Paris"),
        &[("2026-03-29", &["02:00-03:00", "02:30-03:30"]), ("2026-10-24", &["23:00-02:30"])],
    );
    assert_changes(
        &hours,
        "2026-03-28T12:00:00+01:00",
        "2026-03-30T12:00:00+02:00",
        &[("2026-03-29T03:00:00+02:00", true), ("2026-03-29T03:30:00+02:00", false)],
    );
    assert_changes(
        &hours,
        "2026-10-24T12:00:00+02:00",
        "2026-10-26T12:00:00+01:00",
        &[
            ("2026-10-24T23:00:00+02:00", true),
            ("2026-10-25T02:30:00+02:00", false),
            ("2026-10-25T02:00:00+01:00", true),
            ("2026-10-25T02:30:00+01:00", false),
        ],
    );
}

#[test]
fn a6_an_exception_on_a_day_that_never_was() {
    // Samoa had no 2011-12-30.
    let hours = with(
        Schedule::new("s", "Pacific/Apia"),
        &[
            ("2011-12-29", &["09:00-10:00"]),
            ("2011-12-30", &["09:00-10:00"]),
            ("2011-12-31", &["09:00-10:00"]),
        ],
    );
    assert_changes(
        &hours,
        "2011-12-29T00:00:00-10:00",
        "2012-01-01T00:00:00+14:00",
        &[
            ("2011-12-29T09:00:00-10:00", true),
            ("2011-12-29T10:00:00-10:00", false),
            ("2011-12-31T09:00:00+14:00", true),
            ("2011-12-31T10:00:00+14:00", false),
        ],
    );
    let only_then = with(Schedule::new("s", "Pacific/Apia"), &[("2011-12-30", &["00:00-24:00"])]);
    assert_eq!(only_then.next_change(at("2011-12-01T00:00:00Z")), None);
}

#[test]
fn a6_a_lone_exception_is_found_however_far_it_is() {
    let hours = with(Schedule::new("s", "Europe/Paris"), &[("2999-06-15", &["12:00-13:00"])]);
    assert_eq!(
        hours.next_change(at("0000-01-01T00:00:00Z")),
        Some(at("2999-06-15T12:00:00+02:00"))
    );
    assert_eq!(
        hours.next_change(at("2026-11-22T00:00:00Z")),
        Some(at("2999-06-15T12:00:00+02:00"))
    );
    assert_eq!(
        hours.next_change(at("2999-06-15T12:00:00+02:00")),
        Some(at("2999-06-15T13:00:00+02:00"))
    );
    assert_eq!(hours.next_change(at("2999-06-15T13:00:00+02:00")), None);

    let whole_days = Weekday::ALL.map(|day| (day, &["00:00-24:00"][..]));
    let closed_once = with(written("Pacific/Kiritimati", &whole_days), &[("2100-02-28", &[])]);
    assert_changes(
        &closed_once,
        "2100-02-26T00:00:00Z",
        "2100-03-02T00:00:00Z",
        &[("2100-02-28T00:00:00+14:00", false), ("2100-03-01T00:00:00+14:00", true)],
    );
    assert_eq!(
        closed_once.next_change(at("1970-01-01T00:00:00Z")),
        Some(at("2100-02-27T10:00:00Z"))
    );
}

#[test]
fn a6_exceptions_that_change_nothing_are_no_change() {
    let hours = with(Schedule::new("s", "UTC"), &[("2026-12-25", &[]), ("2027-12-25", &[])]);
    assert_eq!(hours.next_change(at("2026-11-22T00:00:00Z")), None);
    let whole_days = Weekday::ALL.map(|day| (day, &["00:00-24:00"][..]));
    let hours =
        with(written("UTC", &whole_days), &[("2026-12-25", &["00:00-12:00", "12:00-24:00"])]);
    assert_eq!(hours.next_change(at("2026-11-22T00:00:00Z")), None);
}

/// A date of August 2026.
fn august(day: u8) -> String {
    format!("2026-08-{day:02}")
}

#[test]
fn a6_the_next_change_after_weeks_of_holidays_is_the_day_of_the_return() {
    let office = written("UTC", &[(Monday, &["09:00-17:00"]), (Friday, &["09:00-17:00"])]);
    let closed = (1..=30).fold(office, |schedule, day| schedule.exception(august(day), []));
    let hours = checked(closed);
    let holiday = at("2026-08-01T12:00:00Z");
    assert!(!hours.is_open(holiday));
    assert_eq!(hours.next_change(holiday), Some(at("2026-08-31T09:00:00Z")));
}

#[test]
fn a6_the_next_change_after_weeks_without_closing_is_the_end_of_them() {
    let office = written("UTC", &[(Monday, &["09:00-17:00"])]);
    let open =
        (1..=30).fold(office, |schedule, day| schedule.exception(august(day), ["00:00-24:00"]));
    let hours = checked(open);
    let change = hours.next_change(at("2026-08-01T12:00:00Z")).unwrap();
    assert_eq!(change, at("2026-08-31T00:00:00Z"));
    assert_ne!(hours.is_open(change), hours.is_open(at("2026-08-01T12:00:00Z")));
}

#[test]
fn a6_weeks_without_closing_in_a_schedule_that_is_else_never_open() {
    let open = (1..=30)
        .fold(Schedule::new("s", "UTC"), |s, day| s.exception(august(day), ["00:00-24:00"]));
    let hours = checked(open);
    assert_eq!(hours.next_change(at("2026-01-01T00:00:00Z")), Some(at("2026-08-01T00:00:00Z")));
    assert_eq!(hours.next_change(at("2026-08-01T00:00:00Z")), Some(at("2026-08-31T00:00:00Z")));
    assert_eq!(hours.next_change(at("2026-08-31T00:00:00Z")), None);
}

#[test]
fn a6_the_weekly_spans_come_back_after_an_exception() {
    let hours = weekly("UTC", &[(Saturday, &["09:00-10:00"]), (Sunday, &["09:00-10:00"])]);
    let excepted = with(
        written("UTC", &[(Saturday, &["09:00-10:00"]), (Sunday, &["09:00-10:00"])]),
        &[("2026-11-28", &[])],
    );
    let saturday = at("2026-11-28T09:30:00Z");
    assert!(hours.is_open(saturday) && !excepted.is_open(saturday));
    for instant in ["2026-11-21T09:30:00Z", "2026-11-29T09:30:00Z", "2026-12-05T09:30:00Z"] {
        assert!(hours.is_open(at(instant)) && excepted.is_open(at(instant)), "{instant}");
    }
}

#[test]
fn a6_the_next_change_after_a_long_closure_is_exact() {
    // Closed from the spring into the winter; the clocks move twice meanwhile.
    let closed_from_march = |zone: &str| {
        let week = Weekday::ALL.map(|day| (day, &["09:30-17:00"][..]));
        let dates = (3..=11).flat_map(|month| {
            let days = if [4, 6, 9, 11].contains(&month) { 30 } else { 31 };
            (1..=days).map(move |day| format!("2026-{month:02}-{day:02}"))
        });
        checked(dates.fold(written(zone, &week), |schedule, date| schedule.exception(date, [])))
    };
    let paris = closed_from_march("Europe/Paris");
    assert_changes(
        &paris,
        "2026-02-28T00:00:00+01:00",
        "2026-12-01T12:00:00+01:00",
        &[
            ("2026-02-28T09:30:00+01:00", true),
            ("2026-02-28T17:00:00+01:00", false),
            ("2026-12-01T09:30:00+01:00", true),
        ],
    );
    // From wherever in the closure it is asked, to the millisecond.
    let back = at("2026-12-01T09:30:00+01:00");
    let mut here = at("2026-03-01T00:00:00.001Z");
    while here < back {
        assert_eq!(paris.next_change(here), Some(back), "{here}");
        here = millis(here, 31 * 3_600_000 + 7);
    }
    assert_eq!(paris.next_change(millis(back, -1)), Some(back));
    let sydney = closed_from_march("Australia/Sydney");
    assert_eq!(
        sydney.next_change(at("2026-03-05T00:00:00+11:00")),
        Some(at("2026-12-01T09:30:00+11:00"))
    );
    // One day a week, of which half a year is left out.
    let mondays = (0..26).map(|n| millis(at("2026-01-05T00:00:00Z"), n * 7 * 86_400_000));
    let office = mondays.fold(written("UTC", &[(Monday, &["09:00-17:00"])]), |schedule, monday| {
        schedule.exception(&monday.to_string()[..10], [])
    });
    assert_eq!(
        checked(office).next_change(at("2026-01-01T00:00:00Z")),
        Some(at("2026-07-06T09:00:00Z"))
    );
}
