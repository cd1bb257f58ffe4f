//! The offsets of a time zone from UTC as a table.
//!
//! # Idea
//!
//! The years from 2000 to 2069 are divided into boxes of about a hundred days. A box names the offset span in which it
//! begins; the span of an instant is that one or one of the next. The rules of a zone need a calendar computation,
//! which costs more than the rest of what a decision asks of a schedule.
//!
//! # Drawback
//!
//! Other years are computed by the rules. Building a table takes 13 to 20 µs and 2.7 KB for each zone, so tables are
//! shared.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::tz::TimeZone;

use crate::schedule::jiff_time::{instant, millis};
use crate::time::Timestamp;

/// 2000-01-01T00:00:00Z.
const START: i64 = 946_684_800_000;
/// The length of a box is two to this power, in milliseconds: about a hundred days.
const BOX_BITS: u32 = 33;
/// The number of boxes. They reach until 2069.
const BOXES: i64 = 256;
const END: i64 = START + (BOXES << BOX_BITS);

/// The offsets of one time zone.
#[derive(Debug)]
pub(super) struct OffsetTable {
    /// The index of the span in which each box begins.
    boxes: Box<[u16]>,
    /// The spans with one offset, in the order of time.
    spans: Box<[OffsetSpan]>,
}

#[derive(Clone, Copy, Debug)]
struct OffsetSpan {
    /// The end, in milliseconds since 1970.
    end: i64,
    offset_millis: i64,
}

/// The tables of the zones in use, by name. This is the only global state of the crate. An entry is a constant of the
/// time zone data, so no result depends on which entries exist. It is locked when a workspace is checked, and not by
/// decisions.
static OFFSET_TABLES: Mutex<BTreeMap<Box<str>, Arc<OffsetTable>>> = Mutex::new(BTreeMap::new());

impl OffsetTable {
    /// Returns the table of a zone of the database.
    pub(super) fn for_zone(zone: &TimeZone) -> Arc<Self> {
        // Zones without a name have no key to share a table by.
        let Some(name) = zone.iana_name() else {
            return Arc::new(Self::new(zone));
        };
        // A panic while the lock is held cannot leave a partial entry, because an entry is inserted
        // whole. So a poisoned lock is safe to use.
        let mut known = OFFSET_TABLES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = known.get(name) {
            return Arc::clone(table);
        }
        let table = Arc::new(Self::new(zone));
        known.insert(name.into(), Arc::clone(&table));
        table
    }

    fn new(zone: &TimeZone) -> Self {
        let start = instant(Timestamp::from_unix_millis(START));
        let mut offset_millis = millis(zone.to_offset(start));
        let mut spans: Vec<OffsetSpan> = Vec::new();
        for transition in zone.following(start) {
            let end = transition.timestamp().as_millisecond();
            if end >= END {
                break;
            }
            spans.push(OffsetSpan { end, offset_millis });
            offset_millis = millis(transition.offset());
        }
        spans.push(OffsetSpan { end: END, offset_millis });
        let boxes = (0..BOXES).map(|number| {
            let begin = START + (number << BOX_BITS);
            let index = spans.partition_point(|span| span.end <= begin);
            u16::try_from(index).unwrap_or(u16::MAX)
        });
        Self { boxes: boxes.collect(), spans: spans.into() }
    }

    /// Returns the milliseconds by which wall clocks are ahead of UTC; `None` for an instant outside the table.
    pub(super) fn offset_millis(&self, at: Timestamp) -> Option<i64> {
        let at = at.unix_millis();
        let number = usize::try_from((at - START) >> BOX_BITS).ok()?;
        // A box is shorter than the time between most transitions, so the search below takes one or
        // two steps.
        let first = usize::from(*self.boxes.get(number)?);
        let mut spans = self.spans.get(first..)?.iter();
        spans.find(|span| at < span.end).map(|span| span.offset_millis)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZoneDatabase;

    use super::*;

    #[test]
    fn every_zone_has_the_offsets_of_its_rules() {
        for name in TimeZoneDatabase::bundled().available() {
            let zone = TimeZoneDatabase::bundled().get(name.as_str()).unwrap();
            let table = OffsetTable::for_zone(&zone);
            let agree = |at: i64| {
                let at = Timestamp::from_unix_millis(at);
                let offset = millis(zone.to_offset(instant(at)));
                assert_eq!(table.offset_millis(at), Some(offset), "{name} {at}");
            };
            agree(START);
            agree(END - 1);
            for transition in zone.following(instant(Timestamp::from_unix_millis(START - 1))) {
                let at = transition.timestamp().as_millisecond();
                if at >= END {
                    break;
                }
                agree(at);
                agree((at - 1).max(START));
            }
            for number in 0..BOXES {
                agree(START + (number << BOX_BITS));
                agree(START + ((number + 1) << BOX_BITS) - 1);
            }
        }
    }

    #[test]
    fn other_times_are_not_known() {
        let paris = TimeZoneDatabase::bundled().get("Europe/Paris").unwrap();
        let table = OffsetTable::for_zone(&paris);
        for at in [Timestamp::MIN.unix_millis(), START - 1, END, Timestamp::MAX.unix_millis()] {
            assert_eq!(table.offset_millis(Timestamp::from_unix_millis(at)), None);
        }
    }

    #[test]
    fn equal_zones_are_held_once() {
        let of = |name| OffsetTable::for_zone(&TimeZoneDatabase::bundled().get(name).unwrap());
        assert!(Arc::ptr_eq(&of("Europe/Paris"), &of("Europe/Paris")));
        assert!(!Arc::ptr_eq(&of("Europe/Paris"), &of("Europe/Berlin")));
    }
}
