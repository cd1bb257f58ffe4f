//! Time zones. Their data is part of the program, so results are equal on every machine.

#[cfg(feature = "tz")]
pub(super) use bundled::Zone;
#[cfg(not(feature = "tz"))]
pub(super) use none::Zone;

#[cfg(feature = "tz")]
mod bundled {
    use std::sync::Arc;

    use jiff::tz::{TimeZone, TimeZoneDatabase};

    use crate::schedule::jiff_time::{instant, millis};
    use crate::schedule::offsets::OffsetTable;
    use crate::time::Timestamp;

    /// A time zone of the IANA database.
    #[derive(Clone, Debug)]
    pub(in crate::schedule) struct Zone {
        zone: TimeZone,
        offsets: Arc<OffsetTable>,
    }

    impl Zone {
        pub(in crate::schedule) fn find(name: &str) -> Option<Self> {
            // The bundled database, never the one of the system: equal documents must give equal
            // decisions on every machine.
            let zone = TimeZoneDatabase::bundled().get(name).ok()?;
            Some(Self { offsets: OffsetTable::for_zone(&zone), zone })
        }

        /// Returns the names of all zones.
        pub(in crate::schedule) fn names() -> Vec<String> {
            TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect()
        }

        /// Returns the milliseconds by which wall clocks are ahead of UTC at an instant.
        pub(in crate::schedule) fn offset_millis(&self, at: Timestamp) -> i64 {
            let known = self.offsets.offset_millis(at);
            // Years outside the table are rare in practice, so they may take the slow path.
            known.unwrap_or_else(|| millis(self.zone.to_offset(instant(at))))
        }

        /// Returns the next instant at which the offset may change.
        pub(in crate::schedule) fn next_transition(&self, after: Timestamp) -> Option<Timestamp> {
            let next = self.zone.following(instant(after)).next()?;
            Some(Timestamp::from_unix_millis(next.timestamp().as_millisecond()))
        }
    }
}

#[cfg(not(feature = "tz"))]
mod none {
    use crate::time::Timestamp;

    /// A type without values: without the feature `tz` no zone exists.
    #[derive(Clone, Debug)]
    pub(in crate::schedule) enum Zone {}

    impl Zone {
        pub(in crate::schedule) fn offset_millis(&self, _: Timestamp) -> i64 {
            match *self {}
        }

        pub(in crate::schedule) fn next_transition(&self, _: Timestamp) -> Option<Timestamp> {
            match *self {}
        }
    }
}
