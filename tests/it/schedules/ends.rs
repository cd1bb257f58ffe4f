//! The ends of the calendar: the years 0000 and 9999.

use frontdesk::Timestamp;
use frontdesk::schedule::Weekday::{self, Friday, Saturday};

use crate::schedules::{assert_changes, at, checked, weekly, written};

#[test]
fn a6_the_first_day_of_the_calendar() {
    // 0000-01-01 is a Saturday.
    let hours = weekly("UTC", &[(Saturday, &["00:00-06:00"])]);
    assert!(hours.is_open(Timestamp::MIN));
    assert_changes(
        &hours,
        "0000-01-01T00:00:00Z",
        "0000-01-09T00:00:00Z",
        &[
            ("0000-01-01T06:00:00Z", false),
            ("0000-01-08T00:00:00Z", true),
            ("0000-01-08T06:00:00Z", false),
        ],
    );
    // In the west it is still Friday, a day that no date of four digits names.
    let hours = weekly("America/New_York", &[(Friday, &["18:00-23:00"])]);
    assert!(hours.is_open(Timestamp::MIN));
    let close = hours.next_change(Timestamp::MIN).unwrap();
    // Local mean time: four hours, 56 minutes and two seconds behind.
    assert_eq!(close, at("0000-01-01T03:56:02Z"));
}

#[test]
fn a6_before_there_were_zones_clocks_kept_local_mean_time() {
    // Paris was nine minutes and 21 seconds ahead.
    let hours = weekly("Europe/Paris", &[(Saturday, &["09:00-18:00"])]);
    assert_changes(
        &hours,
        "0000-01-01T00:00:21Z",
        "0000-01-02T00:00:00Z",
        &[("0000-01-01T08:50:39Z", true), ("0000-01-01T17:50:39Z", false)],
    );
}

#[test]
fn a6_the_last_day_of_the_calendar() {
    // 9999-12-31 is a Friday.
    let hours = weekly("UTC", &[(Friday, &["09:00-17:00"])]);
    assert_eq!(hours.next_change(at("9999-12-31T12:00:00Z")), Some(at("9999-12-31T17:00:00Z")));
    assert_eq!(hours.next_change(at("9999-12-31T17:00:00Z")), None);
    assert_eq!(hours.next_change(Timestamp::MAX), None);

    let hours = weekly("America/New_York", &[(Friday, &["09:00-17:00"])]);
    assert_eq!(hours.next_change(at("9999-12-31T15:00:00Z")), Some(at("9999-12-31T22:00:00Z")));
    let evening = weekly("America/New_York", &[(Friday, &["18:00-22:00"])]);
    assert!(evening.is_open(at("9999-12-31T23:30:00Z")));
    assert_eq!(evening.next_change(at("9999-12-31T23:30:00Z")), None);

    // In the east it is the year 10000 already.
    let east = weekly("Pacific/Kiritimati", &[(Saturday, &["00:00-06:00"])]);
    assert!(east.is_open(at("9999-12-31T12:00:00Z")));
    assert!(!east.is_open(Timestamp::MAX));
    assert_eq!(east.next_change(at("9999-12-31T12:00:00Z")), Some(at("9999-12-31T16:00:00Z")));
}

#[test]
fn a6_always_and_never_at_both_ends() {
    let whole_days = Weekday::ALL.map(|day| (day, &["00:00-24:00"][..]));
    for zone in ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        for instant in [Timestamp::MIN, Timestamp::MAX] {
            let always = weekly(zone, &whole_days);
            assert!(always.is_open(instant));
            assert_eq!(always.next_change(instant), None);
            let never = weekly(zone, &[]);
            assert!(!never.is_open(instant));
            assert_eq!(never.next_change(instant), None);
        }
    }
}

#[test]
fn a6_exceptions_at_both_ends() {
    let schedule = written("UTC", &[])
        .exception("0000-01-01", ["12:00-13:00"])
        .exception("9999-12-31", ["12:00-24:00"]);
    let hours = checked(schedule);
    assert_eq!(hours.next_change(Timestamp::MIN), Some(at("0000-01-01T12:00:00Z")));
    assert_eq!(hours.next_change(at("0000-01-01T13:00:00Z")), Some(at("9999-12-31T12:00:00Z")));
    assert!(hours.is_open(Timestamp::MAX));
    assert_eq!(hours.next_change(at("9999-12-31T12:00:00Z")), None);
}

#[test]
fn a6_daylight_saving_goes_on_as_its_rule_says() {
    let hours = weekly("Europe/Paris", &[(Friday, &["12:00-13:00"])]);
    assert!(hours.is_open(at("9999-07-30T10:30:00Z")), "in summer two hours ahead");
    assert!(hours.is_open(at("9999-12-24T11:30:00Z")), "in winter one");
}
