//! The open minutes of a period as a bitmap. Two schedules are compared 64 minutes at a time, whatever spans they have.

use crate::schedule::Hours;
use crate::schedule::span::Span;
use crate::time::{DAY_MILLIS, Timestamp};

const MINUTE_MILLIS: i64 = 60_000;

/// A bitmap over the minutes of a period: a bit is set if the hours are open in that minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenMinutes {
    words: Box<[u64]>,
    minutes: usize,
}

impl OpenMinutes {
    fn new(minutes: usize) -> Self {
        Self { words: vec![0; minutes.div_ceil(64)].into(), minutes }
    }

    /// Sets the bits of a range of minutes. The range is cut at the end of the period.
    fn open(&mut self, from: usize, to: usize) {
        let mut at = from;
        let to = to.min(self.minutes);
        while at < to {
            let (word, bit) = (at / 64, at % 64);
            // A word at a time: `count` ones, shifted to the first open minute of this word.
            // `count` is at least 1, so the shift is less than 64.
            let count = (to - at).min(64 - bit);
            let ones = u64::MAX >> (64 - count);
            if let Some(word) = self.words.get_mut(word) {
                *word |= ones << bit;
            }
            at += count;
        }
    }

    /// Returns `true` if a minute is open here that is closed in the other bitmap.
    pub(crate) fn is_open_while_closed(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).any(|(open, other)| open & !other != 0)
    }

    /// Returns `true` if no minute is closed.
    pub(crate) fn is_always_open(&self) -> bool {
        let open: u32 = self.words.iter().map(|word| word.count_ones()).sum();
        usize::try_from(open).is_ok_and(|open| open == self.minutes)
    }
}

impl Hours {
    /// Returns the open minutes of the period of `minutes` minutes from an instant on. Unless `with_exceptions`, only
    /// the days of the week count.
    ///
    /// The cost is linear in the spans of the days of the period. Wall clocks differ from UTC by whole
    /// minutes in every zone since 1972.
    pub(crate) fn open_minutes(
        &self,
        from: Timestamp,
        minutes: usize,
        with_exceptions: bool,
    ) -> OpenMinutes {
        let mut open = OpenMinutes::new(minutes);
        let first = from.unix_millis();
        let end = first + i64::try_from(minutes).unwrap_or(0) * MINUTE_MILLIS;
        let mut start = first;
        // Between two transitions of the zone local time is UTC plus one offset.
        while start < end {
            let at = Timestamp::from_unix_millis(start);
            let offset = self.offset_millis(at);
            let transition = self.next_transition(at).map(Timestamp::unix_millis);
            let stop = transition.filter(|stop| (start + 1..end).contains(stop)).unwrap_or(end);
            let mut add = |day: i64, span: &Span| {
                let midnight = day * DAY_MILLIS;
                // Local times are clipped to the part of the period that has this offset. The same
                // wall-clock time in another part is handled with the offset of that part.
                let from = (midnight + i64::from(span.start) * MINUTE_MILLIS).max(start + offset);
                let to = (midnight + i64::from(span.end) * MINUTE_MILLIS).min(stop + offset);
                let minute = |local: i64| usize::try_from((local - offset - first) / MINUTE_MILLIS);
                if let (true, Ok(from), Ok(to)) = (from < to, minute(from), minute(to)) {
                    open.open(from, to);
                }
            };
            // A span of the day before may run past midnight.
            let days = (start + offset).div_euclid(DAY_MILLIS) - 1
                ..=(stop + offset - 1).div_euclid(DAY_MILLIS);
            for day in days {
                let spans = if with_exceptions { self.spans(day) } else { self.weekly_spans(day) };
                spans.iter().for_each(|span| add(day, span));
            }
            start = stop;
        }
        open
    }

    /// Returns an upper bound of the number of spans in a week, which is the cost of comparing schedules.
    pub(crate) fn span_count(&self) -> usize {
        let of_exceptions = self.exception_spans().map(<[Span]>::len).max().unwrap_or(0);
        self.weekly_span_count() + of_exceptions
    }
}

#[cfg(all(test, feature = "tz"))]
mod tests {
    use crate::error::{Diagnostics, PathRef};
    use crate::schedule::{Schedule, Weekday, check};

    use super::*;

    fn hours(schedule: &Schedule) -> Hours {
        check(schedule, &PathRef::ROOT, &mut Diagnostics::default()).unwrap()
    }

    /// Compares every minute with `is_open`.
    fn agree(hours: &Hours, from: &str, minutes: usize) {
        let from: Timestamp = from.parse().unwrap();
        let open = hours.open_minutes(from, minutes, true);
        for minute in 0..minutes {
            let millis = from.unix_millis() + i64::try_from(minute).unwrap() * MINUTE_MILLIS;
            let at = Timestamp::from_unix_millis(millis);
            let bit = open.words[minute / 64] >> (minute % 64) & 1;
            assert_eq!(bit == 1, hours.is_open(at), "{at}");
        }
    }

    #[test]
    fn every_minute_is_that_of_the_hours() {
        let week = ["09:00-12:30", "13:30-18:00", "22:00-06:00"];
        let mut schedule = Schedule::new("s", "Europe/Paris")
            .exception("2026-03-29", ["01:00-03:30"])
            .exception("2026-10-25", ["02:15-02:45"])
            .exception("2026-12-25", []);
        for day in Weekday::ALL {
            schedule = schedule.on(day, week);
        }
        let paris = hours(&schedule);
        // A usual week, and the days around both changes of the clock and around a holiday.
        agree(&paris, "2026-01-05T00:00:00Z", 7 * 1_440);
        for date in ["2026-03-28T00:00:00Z", "2026-10-24T00:00:00Z", "2026-12-24T00:00:00Z"] {
            agree(&paris, date, 4 * 1_440);
        }
        for zone in ["Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "UTC"] {
            let mut schedule = schedule.clone();
            schedule.zone = zone.to_owned();
            agree(&hours(&schedule), "2026-03-07T00:01:00Z", 3 * 1_440 + 7);
        }
    }

    #[test]
    fn hours_are_compared_minute_by_minute() {
        let on_monday = |spans: &[&'static str]| {
            let schedule = Schedule::new("s", "UTC").on(Weekday::Monday, spans.iter().copied());
            let from = "2026-01-05T00:00:00Z".parse().unwrap();
            hours(&schedule).open_minutes(from, 1_440, false)
        };
        let (day, more) = (on_monday(&["09:00-18:00"]), on_monday(&["09:00-18:01"]));
        assert!(more.is_open_while_closed(&day));
        assert!(!day.is_open_while_closed(&more) && !day.is_open_while_closed(&day));
        assert!(on_monday(&["00:00-24:00"]).is_always_open());
        assert!(!on_monday(&["00:01-24:00"]).is_always_open() && !on_monday(&[]).is_always_open());
    }
}
