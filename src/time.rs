//! Instants in whole milliseconds since 1970-01-01 UTC with their RFC 3339 text, and the Gregorian
//! calendar that both need.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde::de::{self, MapAccess};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The milliseconds of a day without leap seconds.
pub(crate) const DAY_MILLIS: i64 = 86_400_000;

/// An instant in whole milliseconds since 1970-01-01T00:00:00Z, from the year 0000 to the year
/// 9999.
///
/// Its text is RFC 3339 with an offset. Digits beyond the millisecond are cut off. A leap second
/// (`:60`) is read as the second before it. An instant that its offset moves out of the range of
/// years is clamped to [`MIN`](Self::MIN) or [`MAX`](Self::MAX).
///
/// ```
/// use frontdesk::Timestamp;
/// let at: Timestamp = "2026-11-22T11:00:00.1239+01:00".parse()?;
/// assert_eq!(at.to_string(), "2026-11-22T10:00:00.123Z");
/// assert!("2026-11-22 11:00".parse::<Timestamp>().is_err());
/// # Ok::<(), frontdesk::error::InvalidTimestamp>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The error for a text that is not an RFC 3339 instant with an offset.
///
/// ```
/// let error = "yesterday".parse::<frontdesk::Timestamp>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`yesterday` is not an instant such as `2026-11-22T10:00:00Z` (RFC 3339, with an offset)"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not an instant such as `2026-11-22T10:00:00Z` (RFC 3339, with an offset)", .0.escape_debug())]
pub struct InvalidTimestamp(String);

impl Timestamp {
    /// The earliest instant: 0000-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_167_219_200_000);
    /// The latest instant: 9999-12-31T23:59:59.999Z.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// Creates the instant `millis` milliseconds after 1970-01-01T00:00:00Z, or before it if the
    /// number is negative. The result is clamped to [`MIN`](Self::MIN) and [`MAX`](Self::MAX).
    #[must_use]
    pub fn from_unix_millis(millis: i64) -> Self {
        Self(millis.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Returns the milliseconds since 1970-01-01T00:00:00Z. Earlier instants are negative.
    #[must_use]
    pub fn unix_millis(self) -> i64 {
        self.0
    }

    /// Returns the instant `duration` later, at most [`MAX`](Self::MAX). Fractions of a millisecond
    /// are cut off.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        // Saturates at each step, so no duration can overflow.
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self::from_unix_millis(self.0.saturating_add(millis))
    }
}

impl Timestamp {
    /// Returns how long after `earlier` this instant is, and zero if it is not later. A host can
    /// set a timer to the result for [`valid_until`](crate::Situation::valid_until).
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl From<SystemTime> for Timestamp {
    /// Rounds down to the millisecond, towards the past.
    fn from(time: SystemTime) -> Self {
        let millis = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_nanos().div_ceil(1_000_000))
                .map_or(i64::MIN, |millis| -millis),
        };
        Self::from_unix_millis(millis)
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read_instant(text.as_bytes())
            .map(Self::from_unix_millis)
            .ok_or_else(|| InvalidTimestamp(text.chars().take(40).collect()))
    }
}

impl fmt::Display for Timestamp {
    /// Writes RFC 3339 in UTC, with milliseconds only if they are not zero.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = Date::from_days(self.0.div_euclid(DAY_MILLIS));
        // Euclidean: before 1970 the time of the day still counts from midnight.
        let time = self.0.rem_euclid(DAY_MILLIS);
        let (seconds, millis) = (time / 1000, time % 1000);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{date}T{hour:02}:{minute:02}:{second:02}")?;
        if millis != 0 {
            write!(f, ".{millis:03}")?;
        }
        f.write_str("Z")
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Any type, because `toml` passes dates as maps. Formats that are not self-describing must
        // be told the type.
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(InstantText)
        } else {
            deserializer.deserialize_str(InstantText)
        }
    }
}

struct InstantText;

impl<'de> de::Visitor<'de> for InstantText {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an instant such as `2026-11-22T10:00:00Z`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        text.parse().map_err(E::custom)
    }

    // The crate `toml` passes an unquoted date and time as a map with one reserved key.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Timestamp, A::Error> {
        match map.next_entry::<String, String>()? {
            Some((key, text)) if key == TOML_DATETIME => self.visit_str(&text),
            _ => Err(de::Error::invalid_type(de::Unexpected::Map, &self)),
        }
    }
}

/// The reserved key under which the crate `toml` passes an unquoted date.
pub(crate) const TOML_DATETIME: &str = "$__toml_private_datetime";

/// Parses the grammar of RFC 3339, section 5.6, such as `2026-11-22T10:00:00.123+01:00`. `T` and
/// `Z` may be lower case. Returns milliseconds since 1970-01-01T00:00:00Z.
fn read_instant(text: &[u8]) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let date = Date::read(date)?;
    let (clock, rest) = rest.split_at_checked(9)?;
    let [b'T' | b't', h1, h2, b':', m1, m2, b':', s1, s2] = clock else {
        return None;
    };
    let (hour, minute, second) =
        (parse_digits(&[*h1, *h2])?, parse_digits(&[*m1, *m2])?, parse_digits(&[*s1, *s2])?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (millis, rest) = read_fraction(rest)?;
    let offset_minutes = match rest {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (parse_digits(&[*h1, *h2])?, parse_digits(&[*m1, *m2])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let total = hours * 60 + minutes;
            if *sign == b'-' { -total } else { total }
        }
        _ => return None,
    };
    // A leap second has no place of its own in Unix time, so it is read as the second before it.
    let seconds = hour * 3600 + minute * 60 + second.min(59) - offset_minutes * 60;
    Some(date.days() * DAY_MILLIS + seconds * 1000 + millis)
}

fn read_fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some(rest) = text.strip_prefix(b".") else {
        return Some((0, text));
    };
    let count = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let (fraction, rest) = rest.split_at_checked(count)?;
    if fraction.is_empty() {
        return None;
    }
    let digit = |n: usize| fraction.get(n).map_or(0, |b| i64::from(b - b'0'));
    Some((digit(0) * 100 + digit(1) * 10 + digit(2), rest))
}

fn parse_digits(text: &[u8]) -> Option<i64> {
    text.iter()
        .try_fold(0, |number, b| b.is_ascii_digit().then(|| number * 10 + i64::from(b - b'0')))
}

/// A date of the proleptic Gregorian calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Date {
    year: i16,
    month: u8,
    day: u8,
}

impl Date {
    /// Parses `YYYY-MM-DD`. Returns `None` for a day that the calendar does not have.
    pub(crate) fn read(text: &[u8]) -> Option<Self> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
            return None;
        };
        let year = i16::try_from(parse_digits(&[*y1, *y2, *y3, *y4])?).ok()?;
        let month = u8::try_from(parse_digits(&[*m1, *m2])?).ok()?;
        let day = u8::try_from(parse_digits(&[*d1, *d2])?).ok()?;
        let date = Self { year, month, day };
        // The conversion there and back turns 31 April into 1 May, which shows that the day does
        // not exist.
        let exists = (1..=12).contains(&month) && day >= 1 && Self::from_days(date.days()) == date;
        exists.then_some(date)
    }

    /// Returns the days since 1970-01-01, by `days_from_civil` of Howard Hinnant's
    /// "chrono-compatible low-level date algorithms", in which March is the first month.
    pub(crate) fn days(self) -> i64 {
        let month = i64::from(self.month);
        // Counting years from March puts the leap day at the end of the year.
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// Returns the date `days` days after 1970-01-01, clamped to the years -32768 to 32767, by
    /// `civil_from_days` of that source.
    pub(crate) fn from_days(days: i64) -> Self {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self {
            year: i16::try_from(year).unwrap_or(if year < 0 { i16::MIN } else { i16::MAX }),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree_over_the_whole_range() {
        for days in -719_528..2_932_897 {
            assert_eq!(Date::from_days(days).days(), days);
        }
        assert_eq!(Date::from_days(-719_528).to_string(), "0000-01-01");
        assert_eq!(Date::from_days(2_932_896).to_string(), "9999-12-31");
    }

    #[test]
    fn a_day_that_no_calendar_has_is_no_date() {
        for wrong in
            ["2027-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-13-01", "26-1-1"]
        {
            assert!(Date::read(wrong.as_bytes()).is_none(), "{wrong}");
        }
        assert!(Date::read(b"2000-02-29").is_some());
    }
}
