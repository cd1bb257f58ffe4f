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

use crate::id::ScheduleId;
use week::Week;

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Schedule {
    /// The id, which is unique among schedules.
    pub id: ScheduleId,
    /// A time zone of the IANA database, such as `Europe/Paris` or `UTC`.
    pub zone: String,
    /// The spans of each day of the week.
    #[serde(skip_serializing_if = "Weekly::is_empty")]
    pub weekly: Weekly,
    /// Dates with spans of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
}

/// The spans of each day of a week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weekly(Week<String>);

/// A date with spans that replace the spans of its day of the week. A span of the day before that runs past midnight
/// still counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Exception {
    /// The date as `YYYY-MM-DD`.
    pub date: String,
    /// The spans of the date. Without spans the date is closed.
    pub spans: Vec<String>,
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

    fn is_empty(&self) -> bool {
        *self == Self::default()
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
        Self { id: id.into(), zone: zone.into(), weekly: Weekly::default(), exceptions: Vec::new() }
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
