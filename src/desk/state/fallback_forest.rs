//! The forest of fallbacks, cut into heavy paths, and sets of marked groups in it.
//!
//! Every group has at most one fallback and no chain of fallbacks leads back to its start, so the groups form a
//! forest. The question is: which marked group is nearest up the chain of a group?
//!
//! # Algorithm
//!
//! Heavy-path decomposition (Sleator and Tarjan, *A data structure for dynamic trees*, 1983). Each group continues
//! the path of its fallback if it has the most groups below it, and begins a new path otherwise. A chain from any
//! group to its root then touches at most log2(n) + 1 paths. The marked groups of a path are an ordered set of
//! positions, so a search needs one look-up for each path instead of one step for each group.
//!
//! For the *members* of a [`NearestMarked`] the answer is stored. If a group is marked, only members below it can get
//! another answer; in preorder these are one range of those who had the next mark up the chain.
//!
//! # Drawback
//!
//! The forest is built for one workspace and never changes. Marking a group costs logarithmic time for each member
//! whose answer changes, which may be all groups of the workspace. A walk up the chain would cost nothing to keep, but
//! linear time for each question. The tests in `growth.rs` assert that a change of a status which changes no server
//! costs at most twice as many steps in a chain of 800 groups as in a chain of 50.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::ix::{GroupIx, Ix, PathIx, PreorderIx};

/// The forest of fallbacks in preorder, with its heavy paths.
///
/// Its tables have one entry for each group of the workspace. A group that the workspace does not have has no fallback
/// and an empty range of positions.
#[derive(Debug)]
pub(crate) struct FallbackForest {
    fallbacks: Box<[Option<GroupIx>]>,
    /// The subtree of each group: its position in preorder, and the position after its last descendant.
    spans: Box<[Range<PreorderIx>]>,
    /// The position of each group on its heavy path.
    path_positions: Box<[PathPosition]>,
    /// The groups of each path from the top down.
    paths: Vec<Vec<GroupIx>>,
}

/// A position on a heavy path. The group at the top of a path has position 0.
#[derive(Clone, Copy, Debug)]
struct PathPosition {
    path: PathIx,
    position: u32,
}

const EMPTY_SPAN: Range<PreorderIx> = PreorderIx::MIN..PreorderIx::MIN;

impl FallbackForest {
    pub(super) fn new(fallbacks: &[Option<GroupIx>]) -> Self {
        let count = fallbacks.len();
        let mut below = vec![Vec::new(); count];
        let mut roots = Vec::new();
        for (group, fallback) in GroupIx::all(count).zip(fallbacks) {
            match fallback.and_then(|fallback| fallback.get_mut(&mut below)) {
                Some(below) => below.push(group),
                None => roots.push(group),
            }
        }
        let children = |group: GroupIx| group.get(&below).into_iter().flatten().copied();
        // Breadth first: each group comes after its fallback.
        let mut order = roots.clone();
        let mut next = 0;
        while let Some(group) = order.get(next).copied() {
            order.extend(children(group));
            next += 1;
        }
        let mut sizes = vec![1_u32; count];
        let size_of = |sizes: &[u32], group: GroupIx| group.get(sizes).copied().unwrap_or(1);
        // In reverse order: the sizes of all children are known before the size of their parent.
        for group in order.iter().rev() {
            let size = 1 + children(*group).map(|child| size_of(&sizes, child)).sum::<u32>();
            set(&mut sizes, *group, size);
        }
        let top = PathPosition { path: PathIx::MIN, position: 0 };
        let mut forest = Self {
            fallbacks: fallbacks.into(),
            spans: vec![EMPTY_SPAN; count].into(),
            path_positions: vec![top; count].into(),
            paths: Vec::new(),
        };
        let mut first = 0;
        // The trees follow each other in preorder. Each takes as many positions as it has groups.
        for root in roots {
            first = forest.set_span(root, first, size_of(&sizes, root));
            forest.start_path(root);
        }
        for group in order {
            let mut first = forest.span(group).start.number() + 1;
            // Every child but the heaviest has at most half of the groups of its parent's subtree. So a chain changes
            // its path at most log2(n) times.
            let heavy = children(group).max_by_key(|child| size_of(&sizes, *child));
            for child in children(group) {
                first = forest.set_span(child, first, size_of(&sizes, child));
                if heavy == Some(child) {
                    forest.continue_path(group, child);
                } else {
                    forest.start_path(child);
                }
            }
        }
        forest
    }

    /// Sets the span of a group. Returns the position after it.
    fn set_span(&mut self, group: GroupIx, start: u32, size: u32) -> u32 {
        let end = start + size;
        set(&mut self.spans, group, PreorderIx::new(start)..PreorderIx::new(end));
        end
    }

    fn start_path(&mut self, group: GroupIx) {
        let path = PathIx::from_usize(self.paths.len());
        set(&mut self.path_positions, group, PathPosition { path, position: 0 });
        self.paths.push(vec![group]);
    }

    fn continue_path(&mut self, group: GroupIx, child: GroupIx) {
        let Some(PathPosition { path, position }) = self.path_position(group) else {
            return;
        };
        if let Some(groups) = path.get_mut(&mut self.paths) {
            groups.push(child);
        }
        set(&mut self.path_positions, child, PathPosition { path, position: position + 1 });
    }

    pub(crate) fn fallback(&self, group: GroupIx) -> Option<GroupIx> {
        group.get(&self.fallbacks).copied().flatten()
    }

    /// Returns the positions in preorder of a group and of all groups that fall back to it, directly or not.
    pub(crate) fn span(&self, group: GroupIx) -> Range<PreorderIx> {
        group.get(&self.spans).cloned().unwrap_or(EMPTY_SPAN)
    }

    /// Returns `true` if both groups are the same or `group` falls back to `to`, directly or not.
    pub(crate) fn leads_to(&self, group: GroupIx, to: GroupIx) -> bool {
        self.span(to).contains(&self.span(group).start)
    }

    fn path_position(&self, group: GroupIx) -> Option<PathPosition> {
        group.get(&self.path_positions).copied()
    }

    /// Returns the groups of a heavy path. The paths come from [`path_position`](Self::path_position), so each
    /// exists; an empty path would end a search without a result.
    fn path(&self, path: PathIx) -> &[GroupIx] {
        let groups = path.get(&self.paths);
        debug_assert!(groups.is_some(), "every position lies on a path");
        groups.map_or(&[], Vec::as_slice)
    }
}

fn set<T>(table: &mut [T], group: GroupIx, value: T) {
    if let Some(entry) = group.get_mut(table) {
        *entry = value;
    }
}

/// The marked groups of a forest. For some groups, the *members*, it stores the nearest marked group: the member
/// itself or the first one up its chain of fallbacks.
///
/// A search takes logarithmic time. So does each member whose nearest marked group changes with a mark.
#[derive(Clone, Debug, Default)]
pub(crate) struct NearestMarked {
    /// The positions of marked groups on each heavy path.
    marked: BTreeMap<PathIx, BTreeSet<u32>>,
    nearest: BTreeMap<GroupIx, Option<GroupIx>>,
    /// Members by their nearest marked group, in preorder.
    members: BTreeMap<Option<GroupIx>, BTreeSet<(PreorderIx, GroupIx)>>,
}

impl NearestMarked {
    pub(crate) fn contains(&self, forest: &FallbackForest, group: GroupIx) -> bool {
        forest.path_position(group).is_some_and(|PathPosition { path, position }| {
            self.marked.get(&path).is_some_and(|marked| marked.contains(&position))
        })
    }

    /// Finds the nearest marked group of any group.
    pub(crate) fn find(&self, forest: &FallbackForest, group: GroupIx) -> Option<GroupIx> {
        let mut next = Some(group);
        while let Some(at) = next.and_then(|group| forest.path_position(group)) {
            let groups = forest.path(at.path);
            // Positions grow from the top down, so the last marked one up to this position is the nearest.
            let marked = self.marked.get(&at.path);
            if let Some(marked) = marked.and_then(|on| on.range(..=at.position).next_back()) {
                return groups.get(*marked as usize).copied();
            }
            // The rest of this path has no mark, so the search continues above its top.
            next = groups.first().and_then(|top| forest.fallback(*top));
        }
        None
    }

    /// Returns the stored nearest marked group of a member.
    pub(crate) fn nearest(&self, member: GroupIx) -> Option<GroupIx> {
        self.nearest.get(&member).copied().flatten()
    }

    /// Returns the members whose nearest marked group is `marked`.
    pub(crate) fn members(&self, marked: GroupIx) -> Vec<GroupIx> {
        let members = self.members.get(&Some(marked)).into_iter().flatten();
        members.map(|(_, member)| *member).collect()
    }

    /// Returns every marked group with each member whose nearest marked group it is.
    pub(crate) fn all_members(&self) -> Vec<(GroupIx, GroupIx)> {
        let members = self.members.iter().filter_map(|(marked, of)| Some(((*marked)?, of)));
        members.flat_map(|(marked, of)| of.iter().map(move |(_, m)| (marked, *m))).collect()
    }

    /// Marks a group or removes the mark. Returns the members whose nearest marked group has changed.
    pub(crate) fn set(
        &mut self,
        forest: &FallbackForest,
        group: GroupIx,
        is_marked: bool,
    ) -> Vec<GroupIx> {
        let Some(PathPosition { path, position }) = forest.path_position(group) else {
            return Vec::new();
        };
        let above = forest.fallback(group).and_then(|fallback| self.find(forest, fallback));
        let (before, after) = match is_marked {
            true => (above, Some(group)),
            false => (Some(group), above),
        };
        let marked = self.marked.entry(path).or_default();
        let changes = if is_marked { marked.insert(position) } else { marked.remove(&position) };
        if marked.is_empty() {
            self.marked.remove(&path);
        }
        if !changes {
            return Vec::new();
        }
        // Only the members below the group that had the next mark above it can get another answer.
        let span = forest.span(group);
        let members = self.members.get(&before).into_iter();
        let below = (span.start, GroupIx::MIN)..(span.end, GroupIx::MIN);
        let moved: Vec<(PreorderIx, GroupIx)> =
            members.flat_map(|members| members.range(below.clone())).copied().collect();
        for (_, member) in &moved {
            self.store(forest, *member, Some(after));
        }
        moved.into_iter().map(|(_, member)| member).collect()
    }

    /// Makes a group a member or ends its membership.
    pub(crate) fn set_member(&mut self, forest: &FallbackForest, group: GroupIx, is_member: bool) {
        let nearest = is_member.then(|| self.find(forest, group));
        self.store(forest, group, nearest);
    }

    /// Stores the nearest marked group of a member; `None` removes the member.
    fn store(
        &mut self,
        forest: &FallbackForest,
        member: GroupIx,
        nearest: Option<Option<GroupIx>>,
    ) {
        let entry = (forest.span(member).start, member);
        let before = match nearest {
            Some(nearest) => self.nearest.insert(member, nearest),
            None => self.nearest.remove(&member),
        };
        if let Some(before) = before {
            let mut is_empty = false;
            if let Some(members) = self.members.get_mut(&before) {
                members.remove(&entry);
                is_empty = members.is_empty();
            }
            // Empty sets are removed, so the table never has more entries than there are members.
            if is_empty {
                self.members.remove(&before);
            }
        }
        if let Some(nearest) = nearest {
            self.members.entry(nearest).or_default().insert(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Finds the nearest marked group by a walk up the chain.
    fn walked(
        fallback: &[Option<GroupIx>],
        marked: &BTreeSet<GroupIx>,
        group: GroupIx,
    ) -> Option<GroupIx> {
        let up = |group: &GroupIx| group.get(fallback).copied().flatten();
        std::iter::successors(Some(group), up).find(|group| marked.contains(group))
    }

    #[test]
    fn the_nearest_mark_is_what_walking_up_the_chain_finds() {
        let mut state = 1_u32;
        let mut draw = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % below.max(1)
        };
        for round in 0..60 {
            let count = 1 + draw(40);
            // Chains in the first rounds, then trees.
            let fallback: Vec<Option<GroupIx>> = (0..count)
                .map(|group| match draw(8) {
                    0 => None,
                    _ if round < 20 => group.checked_sub(1),
                    _ => (group > 0).then(|| draw(group)),
                })
                .map(|group| group.map(GroupIx::new))
                .collect();
            let forest = FallbackForest::new(&fallback);
            let mut marks = NearestMarked::default();
            let mut marked = BTreeSet::new();
            let members: BTreeSet<GroupIx> =
                (0..count).filter(|_| draw(3) > 0).map(GroupIx::new).collect();
            members.iter().for_each(|member| marks.set_member(&forest, *member, true));
            for _ in 0..100 {
                let group = GroupIx::new(draw(count));
                let is_marked = draw(2) == 0;
                let before: BTreeMap<GroupIx, Option<GroupIx>> =
                    members.iter().map(|m| (*m, marks.nearest(*m))).collect();
                let moved: BTreeSet<GroupIx> =
                    marks.set(&forest, group, is_marked).into_iter().collect();
                if is_marked {
                    marked.insert(group)
                } else {
                    marked.remove(&group)
                };
                for member in (0..count).map(GroupIx::new) {
                    let nearest = walked(&fallback, &marked, member);
                    assert_eq!(marks.find(&forest, member), nearest, "{fallback:?} {marked:?}");
                    assert_eq!(marks.contains(&forest, member), marked.contains(&member));
                    if let Some(before) = before.get(&member) {
                        assert_eq!(marks.nearest(member), nearest);
                        assert_eq!(moved.contains(&member), *before != nearest);
                    }
                }
                let of_group: Vec<GroupIx> = marks.members(group);
                assert!(of_group.iter().all(|m| walked(&fallback, &marked, *m) == Some(group)));
            }
            for (one, other) in (0..count).flat_map(|one| (0..count).map(move |other| (one, other)))
            {
                let (one, other) = (GroupIx::new(one), GroupIx::new(other));
                let leads = walked(&fallback, &[other].into(), one).is_some();
                assert_eq!(forest.leads_to(one, other), leads);
            }
        }
    }
}
