//! Checked opening hours: whether they are open at an instant, and when they change next
//! ([rule A6](crate::_rules#a6)).

use crate::schedule::span::{DAY, Span};
use crate::schedule::week::Week;
use crate::schedule::zone::Zone;
use crate::time::{DAY_MILLIS, Timestamp};

const MINUTE_MILLIS: i64 = 60_000;

/// The length of the window in which a change is searched at a time. Two weeks, because a span that lies in a skipped
/// hour occurs again a week later, and two days for the offsets of time zones.
const WINDOW_DAYS: i64 = 16;

/// Checked opening hours.
#[derive(Clone, Debug)]
pub struct Hours {
    zone: Zone,
    week: Week<Span>,
    /// The spans of dates that differ from their day of the week, ascending by days since 1970.
    exceptions: Box<[(i64, Box<[Span]>)]>,
    /// `true` if any span runs past midnight. Only then the spans of the day before matter.
    overnight: bool,
}

impl Hours {
    pub(super) fn new(
        zone: Zone,
        week: Week<Span>,
        mut exceptions: Vec<(i64, Box<[Span]>)>,
    ) -> Self {
        // An exception that changes nothing would only cost time.
        exceptions.retain(|(day, spans)| weekday(*day).is_none_or(|n| week.on(n) != &**spans));
        exceptions.sort_by_key(|(day, _)| *day);
        let dates = week.iter().chain(exceptions.iter().map(|(_, spans)| &**spans));
        let overnight = dates.flatten().any(|span| span.end > DAY);
        Self { zone, week, exceptions: exceptions.into(), overnight }
    }

    /// Returns `true` if the hours are open at an instant: the wall clock of the zone is in a span of that date, with
    /// the start but without the end, or in a span of the date before that runs past midnight. An hour that a change
    /// of the clock repeats counts both times; an hour that it skips does not occur.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        // Converting the instant to local time is unambiguous, in contrast to the other direction.
        // A repeated hour therefore needs no care here.
        let local = at.unix_millis() + self.zone.offset_millis(at);
        self.is_open_locally(local)
    }

    /// Returns the next instant at which the hours open or close; `None` if they never change again.
    #[must_use]
    pub fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        // The state at the start decides what counts as a change: the first instant with the
        // opposite state.
        let open = self.is_open(at);
        let uniform = self.week_is_uniform();
        let mut from = at;
        loop {
            let to = later(from, WINDOW_DAYS);
            if let Some(change) = self.change_between(from, to, open) {
                return Some(change);
            }
            if self.is_open(to) != open {
                return Some(to);
            }
            // A week that is sometimes open and sometimes closed shows a change in the next window without exceptions.
            // A uniform week changes only by an exception, so the search continues at the next one.
            from = if uniform { self.before_exception_from(to)? } else { to };
            if from == Timestamp::MAX {
                return None;
            }
        }
    }

    /// Returns the dates that differ from their day of the week, in days since 1970.
    pub(crate) fn exception_days(&self) -> impl Iterator<Item = i64> {
        self.exceptions.iter().map(|(day, _)| *day)
    }

    /// Returns the milliseconds by which wall clocks of the zone are ahead of UTC.
    pub(super) fn offset_millis(&self, at: Timestamp) -> i64 {
        self.zone.offset_millis(at)
    }

    /// Returns the next instant at which the offset of the zone may change.
    pub(super) fn next_transition(&self, after: Timestamp) -> Option<Timestamp> {
        self.zone.next_transition(after)
    }

    /// Returns the spans that start on a date if no exception counts.
    pub(super) fn weekly_spans(&self, day: i64) -> &[Span] {
        weekday(day).map_or(&[], |n| self.week.on(n))
    }

    pub(super) fn weekly_span_count(&self) -> usize {
        self.week.iter().map(<[Span]>::len).sum()
    }

    /// Returns the spans of each exception.
    pub(super) fn exception_spans(&self) -> impl Iterator<Item = &[Span]> {
        self.exceptions.iter().map(|(_, spans)| &**spans)
    }

    /// Returns the instant two days before the next exception, or `from` if that is later; `None` if there are no more
    /// exceptions.
    fn before_exception_from(&self, from: Timestamp) -> Option<Timestamp> {
        let day = from.unix_millis().div_euclid(DAY_MILLIS);
        // Two days of margin: a zone is up to 14 hours from UTC, and a span of the day before may
        // run past midnight.
        let next = self.exceptions.partition_point(|(exception, _)| *exception < day - 2);
        let (exception, _) = self.exceptions.get(next)?;
        Some(from.max(Timestamp::from_unix_millis((exception - 2) * DAY_MILLIS)))
    }

    /// Returns the first instant after `from` and not after `to` at which the state differs from `open`.
    fn change_between(&self, from: Timestamp, to: Timestamp, open: bool) -> Option<Timestamp> {
        let mut from = from;
        while from < to {
            let offset = self.zone.offset_millis(from);
            let transition = self.zone.next_transition(from).filter(|transition| *transition < to);
            let end = transition.unwrap_or(to);
            if let Some(change) = self.change_at_offset(from, end, offset, open) {
                return Some(change);
            }
            let transition = transition?;
            // A change of the clock can skip the start or the end of a span, so the transition
            // itself must be checked.
            if self.is_open(transition) != open {
                return Some(transition);
            }
            from = transition;
        }
        None
    }

    /// Returns the first change in a period with one offset from UTC. There the state can only change at the start or
    /// the end of a span and at midnight.
    fn change_at_offset(
        &self,
        from: Timestamp,
        end: Timestamp,
        offset: i64,
        open: bool,
    ) -> Option<Timestamp> {
        let first = from.unix_millis() + offset;
        let last = end.unix_millis() + offset;
        let mut day = first.div_euclid(DAY_MILLIS);
        while day * DAY_MILLIS < last {
            let edges = self.spans(day).iter().flat_map(|span| [span.start, span.end.min(DAY)]);
            let tails = self.spans(day - 1).iter().map(|span| span.end.saturating_sub(DAY));
            let change = edges
                .chain(tails)
                // Midnight, from which on the spans of another date count.
                .chain([0])
                .map(|minute| day * DAY_MILLIS + i64::from(minute) * MINUTE_MILLIS)
                .filter(|local| (first + 1..last).contains(local))
                // An edge need not be a change: another span may continue there.
                .filter(|local| self.is_open_locally(*local) != open)
                .min();
            if let Some(local) = change {
                return Some(Timestamp::from_unix_millis(local - offset));
            }
            day += 1;
        }
        None
    }

    /// Returns `true` if the hours are open at a wall-clock time, in milliseconds since 1970-01-01T00:00.
    fn is_open_locally(&self, local: i64) -> bool {
        let day = local.div_euclid(DAY_MILLIS);
        let minute = local.rem_euclid(DAY_MILLIS) / MINUTE_MILLIS;
        let mut today = self.spans(day).iter();
        today.any(|span| (i64::from(span.start)..i64::from(span.end)).contains(&minute))
            || self.overnight && self.runs_into(day, minute)
    }

    /// Returns `true` if a span of the date before has not ended yet.
    fn runs_into(&self, day: i64, minute: i64) -> bool {
        let mut before = self.spans(day - 1).iter();
        before.any(|span| minute < i64::from(span.end) - i64::from(DAY))
    }

    /// Returns the spans that start on a date.
    pub(super) fn spans(&self, day: i64) -> &[Span] {
        if let Ok(n) = self.exceptions.binary_search_by_key(&day, |(day, _)| *day) {
            return self.exceptions.get(n).map_or(&[], |(_, spans)| spans);
        }
        self.weekly_spans(day)
    }

    /// Returns `true` if a week without exceptions is open all the time or closed all the time.
    fn week_is_uniform(&self) -> bool {
        let mut spans: Vec<(u32, u32)> = Vec::new();
        for (weekday, of_day) in (0..).zip(self.week.iter()) {
            let midnight = weekday * u32::from(DAY);
            spans.extend(
                of_day.iter().map(|s| (midnight + u32::from(s.start), midnight + u32::from(s.end))),
            );
        }
        if spans.is_empty() {
            return true;
        }
        let week = 7 * u32::from(DAY);
        // A span that runs past Sunday continues on Monday, so the beginning of the week is covered.
        let past = spans.iter().map(|(_, end)| end.saturating_sub(week)).max().unwrap_or(0);
        spans.sort_unstable();
        let covered = spans.iter().try_fold(past, |covered, (start, end)| {
            (*start <= covered).then_some(covered.max(*end))
        });
        covered.is_some_and(|covered| covered >= week)
    }
}

/// Returns the position of a date in a week that starts on Monday. 1970-01-01 was a Thursday.
fn weekday(day: i64) -> Option<usize> {
    usize::try_from((day + 3).rem_euclid(7)).ok()
}

fn later(at: Timestamp, days: i64) -> Timestamp {
    Timestamp::from_unix_millis(at.unix_millis().saturating_add(days * DAY_MILLIS))
}
