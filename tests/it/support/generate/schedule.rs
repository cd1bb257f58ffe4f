//! Schedules, and the instants near which all happens.

use frontdesk::{Schedule, Timestamp};
use frontdesk::schedule::{Exception, Weekday};
use jiff::Span;
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::words::{Taste, taste};

/// Where and when a case happens, a zone and an instant near which its clocks turn, and with which
/// words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Era {
    zone: &'static str,
    base: i64,
    pub(super) taste: Taste,
}

const ERAS: &[(&str, &str)] = &[
    ("Europe/Paris", "2026-03-29T01:00:00Z"),
    ("Europe/Paris", "2026-10-25T01:00:00Z"),
    ("Europe/Dublin", "2026-10-25T01:00:00Z"),
    ("America/New_York", "2026-03-08T07:00:00Z"),
    ("America/New_York", "2026-11-01T06:00:00Z"),
    ("America/Havana", "2024-11-03T05:00:00Z"),
    ("America/Sao_Paulo", "2018-11-04T03:00:00Z"),
    ("America/St_Johns", "2006-04-02T03:31:00Z"),
    ("Africa/Cairo", "2024-04-25T22:00:00Z"),
    ("Africa/Casablanca", "2026-02-15T02:00:00Z"),
    ("Antarctica/Troll", "2026-03-29T01:00:00Z"),
    ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
    ("Pacific/Chatham", "2026-09-26T14:00:00Z"),
    // A date that was skipped, twice.
    ("Pacific/Apia", "2011-12-30T10:00:00Z"),
    ("Pacific/Kwajalein", "1993-08-21T12:00:00Z"),
    // Offsets with seconds.
    ("Europe/Amsterdam", "1937-06-30T23:40:28Z"),
    ("Africa/Monrovia", "1972-01-07T00:44:30Z"),
    ("Europe/Paris", "1911-03-10T23:50:39Z"),
    ("Asia/Kathmandu", "1970-01-01T00:00:00Z"),
    ("Asia/Kolkata", "0000-01-10T00:00:00Z"),
    ("Europe/Paris", "2099-10-25T01:00:00Z"),
    ("Pacific/Kiritimati", "9999-12-01T00:00:00Z"),
];

const OTHER_ZONES: &[&str] = &["UTC", "Asia/Kathmandu", "Etc/GMT+12", "Pacific/Kiritimati"];

const STARTS: &[&str] = &[
    "00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00", "08:59", "09:00", "12:30",
    "18:00", "22:00", "23:30", "23:59",
];

const ENDS: &[&str] = &[
    "24:00", "00:00", "00:01", "00:30", "01:00", "02:00", "02:30", "03:00", "09:00", "12:30",
    "18:00", "22:00", "23:59",
];

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How far from the turn: few, so that instants meet.
const STEPS: &[i64] = &[
    0,
    1,
    -1,
    MINUTE,
    -MINUTE,
    30 * MINUTE,
    -30 * MINUTE,
    HOUR,
    -HOUR,
    HOUR - 1,
    2 * HOUR,
    DAY,
    -DAY,
];

pub(crate) fn era() -> impl Strategy<Value = Era> {
    (select(ERAS), taste()).prop_map(|((zone, base), taste)| {
        let base: Timestamp = base.parse().expect("an instant");
        Era { zone, base: base.unix_millis(), taste }
    })
}

/// Near the era's turn: at one of few steps, on a full minute, or anywhere.
pub(crate) fn instant(era: Era) -> impl Strategy<Value = Timestamp> {
    let step = prop_oneof![
        4 => select(STEPS),
        2 => (-72_i64..72, select(&[0_i64, 30, 59][..]))
            .prop_map(|(hours, minutes)| hours * HOUR + minutes * MINUTE),
        2 => -4 * DAY..4 * DAY,
    ];
    step.prop_map(move |step| Timestamp::from_unix_millis(era.base + step))
}

pub(crate) fn schedule(id: &'static str, era: Era) -> impl Strategy<Value = Schedule> {
    let zone = prop_oneof![3 => Just(era.zone), 1 => select(OTHER_ZONES)];
    (zone, week(), exceptions(era)).prop_map(move |(zone, week, exceptions)| {
        let mut schedule = Schedule::new(id, zone);
        for (day, spans) in Weekday::ALL.into_iter().zip(&week) {
            schedule = schedule.on(day, spans.iter().map(String::as_str));
        }
        for exception in exceptions {
            let spans: Vec<&str> = exception.spans.iter().map(String::as_str).collect();
            schedule = schedule.exception(exception.date.clone(), spans);
        }
        schedule
    })
}

/// Each day by itself, every day alike, or one day alone.
fn week() -> impl Strategy<Value = Vec<Vec<String>>> {
    let alike = vec(span(), 0..3).prop_map(|spans| vec![spans; 7]);
    let always = Just(vec![vec!["00:00-24:00".to_owned()]; 7]);
    let one_day = (0..7_usize, vec(span(), 1..3)).prop_map(|(day, spans)| {
        (0..7).map(|n| if n == day { spans.clone() } else { Vec::new() }).collect()
    });
    prop_oneof![4 => vec(vec(span(), 0..3), 7), 3 => alike, 1 => always, 1 => one_day]
}

/// A span starts and ends at different times.
fn span() -> impl Strategy<Value = String> {
    let from = |start: &'static str| ENDS.iter().map(move |end| (start, *end));
    let pairs = STARTS.iter().flat_map(|start| from(start)).filter(|(start, end)| start != end);
    select(pairs.collect::<Vec<_>>()).prop_map(|(start, end)| format!("{start}-{end}"))
}

/// Single dates near the turn, now and then one far off, or weeks of them.
fn exceptions(era: Era) -> impl Strategy<Value = Vec<Exception>> {
    let first = date_of(era);
    let on = move |days: i64, spans: &[String]| {
        let date = first.checked_add(Span::new().days(days)).expect("eras keep away from the ends");
        Exception::new(date.to_string(), spans.iter().map(String::as_str))
    };
    let days = prop_oneof![6 => -3_i64..5, 1 => 10_i64..25];
    let near = proptest::collection::btree_map(days, vec(span(), 0..3), 0..4)
        .prop_map(move |spans| spans.iter().map(|(days, spans)| on(*days, spans)).collect());
    let holidays =
        (-3_i64..5, 14_i64..24, vec(span(), 0..2)).prop_map(move |(start, count, spans)| {
            (start..start + count).map(|n| on(n, &spans)).collect()
        });
    prop_oneof![12 => near, 1 => holidays]
}

fn date_of(era: Era) -> Date {
    let instant = jiff::Timestamp::from_millisecond(era.base).expect("an instant of jiff's");
    jiff::tz::Offset::UTC.to_datetime(instant).date()
}
