//! Opening hours (rule A6): open at an instant, next change.

mod clocks;
mod ends;
mod exceptions;
mod spans;

use frontdesk::{Draft, Schedule, Timestamp};
use frontdesk::schedule::{Hours, Weekday};

/// The checked hours of a schedule.
fn checked(schedule: Schedule) -> Hours {
    let id = schedule.id.clone();
    let workspace = Draft::new().schedule(schedule).check().unwrap();
    workspace.hours(id).unwrap().clone()
}

/// Hours in a zone, with spans on some days of the week.
fn weekly(zone: &str, days: &[(Weekday, &[&str])]) -> Hours {
    checked(written(zone, days))
}

fn written(zone: &str, days: &[(Weekday, &[&str])]) -> Schedule {
    days.iter().fold(Schedule::new("s", zone), |schedule, (day, spans)| {
        schedule.on(*day, spans.iter().copied())
    })
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn millis(from: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_unix_millis(from.unix_millis() + millis)
}

/// From one instant to another the hours change exactly here: `(instant, open from then on)`.
/// Asked minute by minute, they say the same.
#[track_caller]
fn assert_changes(hours: &Hours, from: &str, to: &str, expected: &[(&str, bool)]) {
    let (from, to) = (at(from), at(to));
    let mut found = Vec::new();
    let mut here = from;
    while let Some(change) = hours.next_change(here).filter(|change| *change < to) {
        assert!(change > here, "{change} is not after {here}");
        found.push((change, hours.is_open(change)));
        assert_ne!(hours.is_open(change), hours.is_open(millis(change, -1)), "{change}");
        here = change;
    }
    let expected: Vec<_> = expected.iter().map(|(text, open)| (at(text), *open)).collect();
    assert_eq!(found, expected);
    let mut open = hours.is_open(from);
    let mut left = found.iter().peekable();
    let mut minute = from;
    while minute < to {
        while let Some((_, now)) = left.next_if(|(change, _)| *change <= minute) {
            open = *now;
        }
        assert_eq!(hours.is_open(minute), open, "{minute}");
        minute = millis(minute, 60_000);
    }
}
