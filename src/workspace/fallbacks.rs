//! Cycles of fallbacks.

use crate::error::{Diagnostics, PathRef, ProblemKind};
use crate::group::Group;
use crate::ix::{GroupIx, Ix};

/// Reports each cycle once, at its first group in the document. `next` is each group's fallback.
pub(super) fn check(
    groups: &[Group],
    next: &[Option<GroupIx>],
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) {
    // The number of the walk that visited each group, from 1. A walk that meets itself has found a
    // cycle; one that meets an earlier walk stops. Each group is visited once.
    let mut met = vec![0_usize; groups.len()];
    for start in 0..groups.len() {
        let walk = start + 1;
        let mut here = start;
        let circle = loop {
            match met.get_mut(here) {
                Some(mark) if *mark == 0 => *mark = walk,
                Some(mark) if *mark == walk => break Some(here),
                _ => break None,
            }
            match next.get(here).copied().flatten() {
                Some(fallback) => here = fallback.index(),
                None => break None,
            }
        };
        if let Some(entry) = circle {
            report_cycle(groups, next, entry, at, report);
        }
    }
}

fn report_cycle(
    groups: &[Group],
    next: &[Option<GroupIx>],
    entry: usize,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) {
    let follow = |place: usize| next.get(place).copied().flatten().map(Ix::index);
    let around = |start: usize| {
        let rest = std::iter::successors(follow(start), move |place| follow(*place));
        std::iter::once(start).chain(rest.take_while(move |place| *place != start))
    };
    let first = around(entry).min().unwrap_or(entry);
    let name = |place: usize| groups.get(place).map_or("", |group| group.id.as_str());
    let mut path: Vec<&str> = around(first).map(name).collect();
    path.push(name(first));
    let circle = format!("`{}`", path.join("` → `"));
    report.add(&at.index(first).key("fallback"), ProblemKind::FallbackCycle, &circle);
}
