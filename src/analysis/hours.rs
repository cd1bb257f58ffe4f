//! Fallbacks that are closed at the same hours.

use std::collections::BTreeMap;

use crate::analysis::Finding;
use crate::schedule::Hours;
use crate::time::{DAY_MILLIS, Timestamp};
use crate::workspace::Workspace;

/// The most fallbacks that are followed; what is further away counts as helping, so that nothing is
/// said of it.
const CHAIN: usize = 32;

/// The most pairs of schedules that are compared; what is left counts as helping, too.
const PAIRS: usize = 5_000;

/// Mondays, 2026-01-05 and 2026-07-06, on which weeks begin that are compared: two zones may differ by
/// another offset in winter than in summer.
const WINTER: i64 = 1_767_571_200_000;
const SUMMER: i64 = 1_783_296_000_000;

pub(super) fn look(workspace: &Workspace, list: &mut Vec<Finding>) {
    let mut pairs = Pairs { workspace, known: BTreeMap::new() };
    for (group, checked) in workspace.groups().iter().zip(workspace.checked_groups()) {
        let fallback = group.fallback.as_ref().filter(|_| group.enabled);
        let (Some(schedule), Some(id), Some(place)) =
            (checked.schedule(), fallback, checked.fallback())
        else {
            continue;
        };
        if let Some(except_on) = pairs.never_helps(schedule, place) {
            list.push(Finding::FallbackClosedToo {
                group: group.id.clone(),
                fallback: id.clone(),
                except_on,
            });
        }
    }
}

/// How two schedules lie to each other, each pair looked at once.
struct Pairs<'w> {
    workspace: &'w Workspace,
    known: BTreeMap<(u32, u32), Help>,
}

/// Whether hours are open while others are closed.
#[derive(Clone)]
enum Help {
    /// In a usual week.
    Weekly,
    /// Around these dates only.
    On(Vec<String>),
}

impl Pairs<'_> {
    /// Where a chain of fallbacks is closed whenever a schedule is, by the hours of a week: the dates
    /// around which it is not. Nothing where it helps, or where the schedule never closes.
    fn never_helps(&mut self, schedule: u32, first: u32) -> Option<Vec<String>> {
        let week = self.workspace.hours_at(schedule)?.weekly_only();
        let start = Timestamp::from_unix_millis(WINTER);
        let closes = !week.is_open(start) || week.next_change(start).is_some();
        let mut dates = Vec::new();
        let mut next = Some(first);
        for _ in 0..CHAIN {
            let Some(place) = next else {
                dates.sort();
                dates.dedup();
                // A chain of disabled groups is another finding.
                return closes.then_some(dates);
            };
            let group = self.workspace.checked_group(place)?;
            next = group.fallback();
            if !group.enabled {
                continue;
            }
            match self.help(schedule, group.schedule()?)? {
                Help::Weekly => return None,
                Help::On(more) => dates.extend(more),
            }
        }
        None
    }

    fn help(&mut self, closed: u32, other: u32) -> Option<Help> {
        if closed == other {
            return Some(Help::On(Vec::new()));
        }
        if let Some(known) = self.known.get(&(closed, other)) {
            return Some(known.clone());
        }
        if self.known.len() == PAIRS {
            return Some(Help::Weekly);
        }
        let hours = self.workspace.hours_at(closed)?;
        let other_hours = self.workspace.hours_at(other)?;
        let (week, other_week) = (hours.weekly_only(), other_hours.weekly_only());
        let in_a_week =
            |start: i64| is_open_while(&other_week, &week, start, start + 7 * DAY_MILLIS);
        let help = if [WINTER, SUMMER].into_iter().any(in_a_week) {
            Help::Weekly
        } else {
            let mut days: Vec<i64> = hours.exception_days().collect();
            days.extend(other_hours.exception_days());
            // A day of either zone, with the tail of its last span.
            days.retain(|day| {
                let midnight = day * DAY_MILLIS;
                let (from, to) = (midnight - DAY_MILLIS, midnight + 3 * DAY_MILLIS);
                is_open_while(other_hours, hours, from, to)
            });
            Help::On(days.into_iter().map(date).collect())
        };
        self.known.insert((closed, other), help.clone());
        Some(help)
    }
}

/// Whether hours are open at an instant of a stretch at which others are closed.
fn is_open_while(open: &Hours, closed: &Hours, from: i64, to: i64) -> bool {
    let (mut at, to) = (Timestamp::from_unix_millis(from), Timestamp::from_unix_millis(to));
    while at < to {
        if open.is_open(at) && !closed.is_open(at) {
            return true;
        }
        match [open.next_change(at), closed.next_change(at)].into_iter().flatten().min() {
            Some(next) => at = next,
            None => return false,
        }
    }
    false
}

fn date(day: i64) -> String {
    let midnight = Timestamp::from_unix_millis(day * DAY_MILLIS).to_string();
    midnight.split('T').next().unwrap_or_default().to_owned()
}
