//! Findings about fallbacks that are closed during the same hours as their group.

use std::collections::BTreeMap;

use crate::analysis::budget::Budget;
use crate::analysis::{Finding, Truncated};
use crate::ix::{GroupIx, ScheduleIx};
use crate::schedule::{Hours, OpenMinutes};
use crate::time::{DAY_MILLIS, Timestamp};
use crate::workspace::Workspace;

/// The most fallbacks that are followed. A longer chain counts as helping, so it is not reported.
const MAX_CHAIN: usize = 32;

/// The most steps for comparing schedules. A step is a span of one of them, or 64 minutes (one word
/// of the bitmap).
const MAX_STEPS: usize = 20_000_000;

/// The Mondays 2026-01-05 and 2026-07-06, in milliseconds since 1970, on which the compared weeks
/// begin. One is in winter and one in summer, because the offsets of two zones can differ by
/// season.
const WEEKS: [i64; 2] = [1_767_571_200_000, 1_783_296_000_000];
const WEEK_MINUTES: usize = 7 * 24 * 60;

/// The compared minutes around a date with hours of its own: the day before, because zones differ,
/// and the spans that run past midnight.
const DATE_WINDOW_MINUTES: usize = 4 * 24 * 60;

pub(super) fn check_fallback_hours(workspace: &Workspace, list: &mut Vec<Finding>) {
    let mut cache = CoverageCache {
        workspace,
        coverages: BTreeMap::new(),
        results: BTreeMap::new(),
        weeks: None,
        budget: Budget::new(MAX_STEPS),
    };
    for (group, checked) in workspace.groups().iter().zip(workspace.checked_groups()) {
        let fallback = group.fallback.as_ref().filter(|_| group.enabled);
        let (Some(schedule), Some(id), Some(index)) =
            (checked.schedule(), fallback, checked.fallback())
        else {
            continue;
        };
        let never_helps = cache.never_helps(schedule, index);
        cache.budget.count(!cache.budget.is_spent());
        if let Some(except_on) = never_helps {
            list.push(Finding::FallbackClosedToo {
                group: group.id.clone(),
                fallback: id.clone(),
                except_on,
            });
        }
    }
    cache.budget.report("groups with a schedule, against the hours of their fallbacks", list);
}

/// The coverage of one schedule by another. Each pair is compared once.
struct CoverageCache<'w> {
    workspace: &'w Workspace,
    coverages: BTreeMap<(ScheduleIx, ScheduleIx), Coverage>,
    /// The results for a schedule and the first group of a chain of fallbacks. Many groups may
    /// share both.
    results: BTreeMap<(ScheduleIx, GroupIx), Option<Truncated<String>>>,
    /// The weeks of the schedule that was compared last, because it is compared with a whole chain.
    weeks: Option<(ScheduleIx, [OpenMinutes; 2])>,
    budget: Budget,
}

/// The times at which one schedule is open while another is closed.
#[derive(Clone)]
enum Coverage {
    /// It is open while the other is closed in an ordinary week.
    Weekly,
    /// It is open while the other is closed only around these dates, in days since 1970.
    On(Box<[i64]>),
}

impl CoverageCache<'_> {
    /// Checks a chain of fallbacks. If it is closed whenever the schedule is, by the hours of a
    /// week, this returns the dates around which it is open. Returns `None` if the chain helps or
    /// if the schedule never closes.
    fn never_helps(&mut self, schedule: ScheduleIx, first: GroupIx) -> Option<Truncated<String>> {
        if let Some(found) = self.results.get(&(schedule, first)) {
            return found.clone();
        }
        let found = self.search(schedule, first);
        self.results.insert((schedule, first), found.clone());
        found
    }

    fn search(&mut self, schedule: ScheduleIx, first: GroupIx) -> Option<Truncated<String>> {
        if self.weeks.as_ref().is_none_or(|(known, _)| *known != schedule) {
            let hours = self.workspace.hours_at(schedule)?;
            let [winter, summer] = WEEKS;
            let weeks = [self.week(hours, winter)?, self.week(hours, summer)?];
            self.weeks = Some((schedule, weeks));
        }
        let (_, weeks) = self.weeks.as_ref()?;
        if weeks.iter().all(OpenMinutes::is_always_open) {
            return None;
        }
        let mut dates: Vec<i64> = Vec::new();
        let mut next = Some(first);
        for _ in 0..MAX_CHAIN {
            let Some(index) = next else {
                dates.sort_unstable();
                dates.dedup();
                // A chain of disabled groups is reported as another finding.
                return Some(Truncated::from_list(&dates, |day| date(*day)));
            };
            let group = self.workspace.checked_group(index)?;
            next = group.fallback();
            if !group.enabled {
                continue;
            }
            // Sorting and merging the dates takes a few steps for each of them.
            if !self.budget.take(4 * dates.len()) {
                return None;
            }
            match self.coverage(schedule, group.schedule()?)? {
                Coverage::Weekly => return None,
                Coverage::On(more) => dates.extend(more),
            }
        }
        None
    }

    fn coverage(&mut self, closed: ScheduleIx, other: ScheduleIx) -> Option<&Coverage> {
        if !self.coverages.contains_key(&(closed, other)) {
            let coverage = self.compare(closed, other)?;
            self.coverages.insert((closed, other), coverage);
        }
        self.coverages.get(&(closed, other))
    }

    fn compare(&mut self, closed: ScheduleIx, other: ScheduleIx) -> Option<Coverage> {
        let (hours, other) = (self.workspace.hours_at(closed)?, self.workspace.hours_at(other)?);
        for (n, start) in WEEKS.into_iter().enumerate() {
            let open = self.week(other, start)?;
            // `search` has computed these weeks for the schedule. They are looked up again, because
            // `week` needs the cache mutably.
            let (_, weeks) = self.weeks.as_ref().filter(|(known, _)| *known == closed)?;
            if weeks.get(n).is_some_and(|closed| open.is_open_while_closed(closed)) {
                return Some(Coverage::Weekly);
            }
        }
        let mut days: Vec<i64> = hours.exception_days().chain(other.exception_days()).collect();
        days.sort_unstable();
        days.dedup();
        let mut helped = Vec::new();
        for day in days {
            // The window begins a day early, because in some zones a day begins 14 hours before
            // that day of UTC.
            let from = Timestamp::from_unix_millis((day - 1) * DAY_MILLIS);
            let closed = self.minutes(hours, from, DATE_WINDOW_MINUTES, true)?;
            let open = self.minutes(other, from, DATE_WINDOW_MINUTES, true)?;
            if open.is_open_while_closed(&closed) {
                helped.push(day);
            }
        }
        Some(Coverage::On(helped.into()))
    }

    fn week(&mut self, hours: &Hours, start: i64) -> Option<OpenMinutes> {
        self.minutes(hours, Timestamp::from_unix_millis(start), WEEK_MINUTES, false)
    }

    /// Returns the open minutes of a period as a bitmap, or `None` if the budget is spent.
    fn minutes(
        &mut self,
        hours: &Hours,
        from: Timestamp,
        minutes: usize,
        with_exceptions: bool,
    ) -> Option<OpenMinutes> {
        let steps = hours.span_count() + minutes / 64;
        self.budget.take(steps).then(|| hours.open_minutes(from, minutes, with_exceptions))
    }
}

/// Formats a day, given in days since 1970, as `YYYY-MM-DD`.
fn date(day: i64) -> String {
    let midnight = Timestamp::from_unix_millis(day * DAY_MILLIS).to_string();
    midnight.split('T').next().unwrap_or_default().to_owned()
}
