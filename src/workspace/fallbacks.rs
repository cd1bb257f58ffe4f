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
    let mut visited_by = vec![0_usize; groups.len()];
    for start in 0..groups.len() {
        let walk = start + 1;
        let mut here = start;
        let cycle = loop {
            match visited_by.get_mut(here) {
                Some(mark) if *mark == 0 => *mark = walk,
                Some(mark) if *mark == walk => break Some(here),
                _ => break None,
            }
            match next.get(here).copied().flatten() {
                Some(fallback) => here = fallback.index(),
                None => break None,
            }
        };
        // A walk ends at the first group that it has seen, which is on the cycle. The groups before
        // it only lead there.
        if let Some(entry) = cycle {
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
    let follow = |index: usize| next.get(index).copied().flatten().map(Ix::index);
    let around = |start: usize| {
        let rest = std::iter::successors(follow(start), move |index| follow(*index));
        std::iter::once(start).chain(rest.take_while(move |index| *index != start))
    };
    // Any group of the cycle may be met first. The first one in the document makes the report
    // independent of that.
    let first = around(entry).min().unwrap_or(entry);
    let name = |index: usize| groups.get(index).map_or("", |group| group.id.as_str());
    let mut path: Vec<&str> = around(first).map(name).collect();
    path.push(name(first));
    let cycle = format!("`{}`", path.join("` → `"));
    report.add(&at.index(first).key("fallback"), ProblemKind::FallbackCycle, &cycle);
}
