//! Opening hours: the [`Schedule`] of a document, and its checked [`Hours`].

mod check;
mod hours;
#[cfg(feature = "tz")]
mod jiff_time;
#[cfg(feature = "analysis")]
mod minutes;
#[cfg(feature = "tz")]
mod offsets;
mod span;
mod week;
mod zone;

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

pub(crate) use check::check;
pub use hours::Hours;
#[cfg(feature = "analysis")]
pub(crate) use minutes::OpenMinutes;
pub(crate) use span::minutes_of_span;

use crate::document::{Cursor, DocumentObject, ReadNode, document_object, keys, plain_objects};
use crate::id::ScheduleId;
use crate::vocabulary::aliases::keys;
use crate::vocabulary::{Form, form};
use week::Week;

document_object! {
    /// Opening hours in a document: spans of wall-clock time for the days of a week in a time zone, and dates that differ.
    ///
    /// A span is a text `HH:MM-HH:MM`, with the start but without the end. A span that ends before it starts runs past
    /// midnight. `24:00` is allowed as an end ([rule A6](crate::_rules#a6)). [`Draft::check`](crate::Draft::check) reads
    /// the spans and reports problems.
    ///
    /// ```
    /// use frontdesk::{Draft, Group, Schedule};
    /// use frontdesk::schedule::Weekday;
    /// let office = Schedule::new("office", "Europe/Paris")
    ///     .on(Weekday::Monday, ["09:00-12:30", "13:30-18:00"])
    ///     .on(Weekday::Friday, ["22:00-06:00"])
    ///     .exception("2026-12-25", []);
    /// let workspace = Draft::new()
    ///     .schedule(office)
    ///     .group(Group::new("support", "Support").schedule("office"))
    ///     .check()?;
    /// let hours = workspace.hours("office").unwrap();
    /// assert!(hours.is_open("2026-11-23T09:00:00+01:00".parse()?));
    /// assert!(!hours.is_open("2026-11-23T12:30:00+01:00".parse()?));
    /// let next = hours.next_change("2026-11-23T09:00:00+01:00".parse()?);
    /// assert_eq!(next, Some("2026-11-23T12:30:00+01:00".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Schedule: SCHEDULE, "a schedule", "schedules[]", keys::SCHEDULE;

    /// The id, which is unique among schedules.
    pub id as "id": ScheduleId = required("".into()), form::ID,
        "Unique among schedules.", r#""office""#;
    /// A time zone of the IANA database, such as `Europe/Paris` or `UTC`.
    pub zone as "zone": String = required(String::new()), form::ZONE,
        "A zone of the IANA time zone database.", r#""Europe/Paris""#;
    /// The spans of each day of the week.
    pub weekly as "weekly": Weekly = default(Weekly::default()), Form::object(&WEEKLY),
        "The spans of each day of the week; a day that is left out is closed.",
        r#"{"mon": ["09:00-12:30", "13:30-18:00"], "fri": ["22:00-06:00"]}"#;
    /// Dates with spans of their own.
    pub exceptions as "exceptions": Vec<Exception> = default(Vec::new()), Form::objects(&EXCEPTION),
        "Dates with spans of their own.", r#"[{"date": "2026-12-25", "spans": []}]"#;
}

plain_objects!(Schedule, Exception);

/// The spans of each day of a week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weekly(Week<String>);

document_object! {
    /// A date with spans that replace those of its day of the week. A span of the day before that runs past midnight
    /// is kept.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Exception: EXCEPTION, "an exception", "schedules[].exceptions[]", keys::EXCEPTION;

    /// The date as `YYYY-MM-DD`.
    pub date as "date": String = required(String::new()), form::DATE,
        "The date of these spans; TOML needs no quotes.", r#""2026-12-24""#;
    /// The spans of the date. Without spans the date is closed.
    pub spans as "spans": Vec<String> = required(Vec::new()), form::SPANS,
        "The spans of the date; none if it is closed.", r#"["09:00-12:00"]"#;
}

keys! {
    WEEKLY, "a week", "schedules[].weekly", keys::WEEKLY;
    "mon": Vec<String> = default(Vec::new()), form::SPANS,
        "The spans of Monday.", r#"["09:00-12:30", "13:30-18:00"]"#;
    "tue": Vec<String> = default(Vec::new()), form::SPANS,
        "The spans of Tuesday.", r#"["09:00-18:00"]"#;
    "wed": Vec<String> = default(Vec::new()), form::SPANS,
        "The spans of Wednesday.", r#"["00:00-24:00"]"#;
    "thu": Vec<String> = default(Vec::new()), form::SPANS,
        "The spans of Thursday.", r#"["18:00-24:00"]"#;
    "fri": Vec<String> = default(Vec::new()), form::SPANS,
        "The spans of Friday; one may run past midnight.", r#"["22:00-06:00"]"#;
    "sat": Vec<String> = default(Vec::new()), form::SPANS,
        "The spans of Saturday.", r#"["10:00-16:00"]"#;
    "sun": Vec<String> = default(Vec::new()), form::SPANS,
        "The spans of Sunday.", "[]";
}

impl ReadNode for Weekly {
    fn read(cursor: Cursor<'_, '_>, _: &'static Form) -> Option<Self> {
        let mut keys = cursor.object(&WEEKLY)?;
        let mut weekly = Self::default();
        for day in Weekday::ALL {
            let spans = keys.take(day.key()).and_then(|cursor| Vec::read(cursor, &form::SPANS));
            weekly.set(day, spans.unwrap_or_default());
        }
        Some(weekly)
    }

    fn placeholder() -> Self {
        Self::default()
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is the day of its name")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// All days, Monday first.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Monday => "mon",
            Self::Tuesday => "tue",
            Self::Wednesday => "wed",
            Self::Thursday => "thu",
            Self::Friday => "fri",
            Self::Saturday => "sat",
            Self::Sunday => "sun",
        }
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl Weekly {
    /// Returns the spans of a day.
    #[must_use]
    pub fn on(&self, day: Weekday) -> &[String] {
        self.0.on(day as usize)
    }

    pub(crate) fn set(&mut self, day: Weekday, spans: Vec<String>) {
        self.0.set(day as usize, spans);
    }
}

impl Serialize for Weekly {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        // Days without spans are omitted, because a closed day is the default.
        for day in Weekday::ALL {
            let spans = self.on(day);
            if !spans.is_empty() {
                map.serialize_entry(day.key(), spans)?;
            }
        }
        map.end()
    }
}

impl Schedule {
    /// Creates a schedule that is never open.
    #[must_use]
    pub fn new(id: impl Into<ScheduleId>, zone: impl Into<String>) -> Self {
        Self { id: id.into(), zone: zone.into(), ..Self::without_keys() }
    }

    /// Sets the spans of a day of the week.
    #[must_use]
    pub fn on<'t>(mut self, day: Weekday, spans: impl IntoIterator<Item = &'t str>) -> Self {
        self.weekly.set(day, spans.into_iter().map(str::to_owned).collect());
        self
    }

    /// Adds a date with spans of its own.
    #[must_use]
    pub fn exception<'t>(
        mut self,
        date: impl Into<String>,
        spans: impl IntoIterator<Item = &'t str>,
    ) -> Self {
        self.exceptions.push(Exception::new(date, spans));
        self
    }
}

impl Exception {
    /// Creates an exception for a date, given as `YYYY-MM-DD`.
    #[must_use]
    pub fn new<'t>(date: impl Into<String>, spans: impl IntoIterator<Item = &'t str>) -> Self {
        Self { date: date.into(), spans: spans.into_iter().map(str::to_owned).collect() }
    }
}
