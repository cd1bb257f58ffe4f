//! Conversions to and from the types of the crate `jiff`.

use jiff::tz::Offset;

use crate::time::Timestamp;

/// Converts an offset to milliseconds.
pub(super) fn millis(offset: Offset) -> i64 {
    i64::from(offset.seconds()) * 1000
}

/// Converts an instant. The instants of jiff end some hours before the year 10000; later ones become the last one.
pub(super) fn instant(at: Timestamp) -> jiff::Timestamp {
    // No zone changes its clock in these hours, so the last instant of jiff has their offset.
    jiff::Timestamp::from_millisecond(at.unix_millis()).unwrap_or(jiff::Timestamp::MAX)
}
