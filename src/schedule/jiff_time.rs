//! Conversions to and from the types of the crate `jiff`.

use jiff::tz::Offset;

use crate::time::Timestamp;

/// The offset in milliseconds.
pub(super) fn millis(offset: Offset) -> i64 {
    i64::from(offset.seconds()) * 1000
}

/// Jiff's instants end some hours before the year 10000; the last of them stands for the rest.
pub(super) fn instant(at: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(at.unix_millis()).unwrap_or(jiff::Timestamp::MAX)
}
