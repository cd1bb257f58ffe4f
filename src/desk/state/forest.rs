//! Which groups fall back to which: a forest, for each group has one fallback and no chain leads back.
//! It answers which marked group is nearest up a chain without walking the chain.

use std::collections::{BTreeMap, BTreeSet};

/// The forest of fallbacks, in preorder and cut into heavy paths (Sleator and Tarjan 1983): a chain
/// from any group up to its root touches at most logarithmically many of them.
#[derive(Debug)]
pub(crate) struct Forest {
    fallback: Box<[Option<u32>]>,
    /// The place of a group in preorder, and behind the last group that falls back to it.
    spans: Box<[(u32, u32)]>,
    /// The heavy path of a group, and its position there; the top of a path has position 0.
    places: Box<[(u32, u32)]>,
    /// The groups of each path, the top first.
    paths: Vec<Vec<u32>>,
}

impl Forest {
    pub(super) fn new(fallback: &[Option<u32>]) -> Self {
        let count = fallback.len();
        let mut below = vec![Vec::new(); count];
        let mut roots = Vec::new();
        for (group, to) in (0_u32..).zip(fallback) {
            match to.and_then(|to| below.get_mut(to as usize)) {
                Some(below) => below.push(group),
                None => roots.push(group),
            }
        }
        let of = |group: u32| below.get(group as usize).into_iter().flatten().copied();
        // Each group comes after its fallback.
        let mut order = roots.clone();
        let mut next = 0;
        while let Some(group) = order.get(next).copied() {
            order.extend(of(group));
            next += 1;
        }
        let mut sizes = vec![1_u32; count];
        for group in order.iter().rev() {
            let size = 1 + of(*group).filter_map(|g| sizes.get(g as usize)).sum::<u32>();
            set(&mut sizes, *group, size);
        }
        let size = |group: u32| sizes.get(group as usize).copied().unwrap_or(1);
        let (mut spans, mut places) = (vec![(0, 0); count], vec![(0, 0); count]);
        let mut paths: Vec<Vec<u32>> = Vec::new();
        let mut first = 0;
        for root in roots {
            set(&mut spans, root, (first, first + size(root)));
            first += size(root);
            start_path(&mut paths, &mut places, root);
        }
        for group in order {
            let (start, _) = spans.get(group as usize).copied().unwrap_or_default();
            let mut first = start + 1;
            let heavy = of(group).max_by_key(|below| size(*below));
            for child in of(group) {
                set(&mut spans, child, (first, first + size(child)));
                first += size(child);
                let (path, position) = places.get(group as usize).copied().unwrap_or_default();
                match paths.get_mut(path as usize).filter(|_| heavy == Some(child)) {
                    Some(groups) => {
                        groups.push(child);
                        set(&mut places, child, (path, position + 1));
                    }
                    None => start_path(&mut paths, &mut places, child),
                }
            }
        }
        Self { fallback: fallback.into(), spans: spans.into(), places: places.into(), paths }
    }

    pub(crate) fn fallback(&self, group: u32) -> Option<u32> {
        self.fallback.get(group as usize).copied().flatten()
    }

    /// The places in preorder of a group and all that fall back to it, near or far.
    pub(crate) fn span(&self, group: u32) -> std::ops::Range<u32> {
        self.spans.get(group as usize).map_or(0..0, |(start, end)| *start..*end)
    }

    /// Whether a group is another, or falls back to it, near or far.
    pub(crate) fn leads_to(&self, group: u32, to: u32) -> bool {
        self.span(to).contains(&self.span(group).start)
    }
}

fn set<T>(list: &mut [T], place: u32, value: T) {
    if let Some(old) = list.get_mut(place as usize) {
        *old = value;
    }
}

fn start_path(paths: &mut Vec<Vec<u32>>, places: &mut [(u32, u32)], group: u32) {
    let path = u32::try_from(paths.len()).unwrap_or(u32::MAX);
    set(places, group, (path, 0));
    paths.push(vec![group]);
}

/// Which groups of a forest are marked, and for some groups, the *members*, which marked one is
/// nearest: the group itself or the first up its chain.
///
/// Finding takes logarithmic time, and so does each member whose nearest marked group is another one
/// after a change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    /// The positions of marked groups on each heavy path.
    on_path: BTreeMap<u32, BTreeSet<u32>>,
    nearest: BTreeMap<u32, Option<u32>>,
    /// Members by the marked group that is nearest, in preorder.
    members: BTreeMap<Option<u32>, BTreeSet<(u32, u32)>>,
}

impl Marks {
    pub(crate) fn contains(&self, forest: &Forest, group: u32) -> bool {
        let place = forest.places.get(group as usize);
        place.is_some_and(|(path, position)| {
            self.on_path.get(path).is_some_and(|marked| marked.contains(position))
        })
    }

    /// The marked group that is nearest to a group.
    pub(crate) fn find(&self, forest: &Forest, group: u32) -> Option<u32> {
        let mut next = Some(group);
        while let Some((path, position)) = next.and_then(|g| forest.places.get(g as usize)) {
            let groups = forest.paths.get(*path as usize);
            let marked = self.on_path.get(path).and_then(|on| on.range(..=position).next_back());
            if let Some(marked) = marked {
                return groups.and_then(|groups| groups.get(*marked as usize)).copied();
            }
            let top = groups.and_then(|groups| groups.first());
            next = top.and_then(|top| forest.fallback(*top));
        }
        None
    }

    /// The marked group that is nearest to a member.
    pub(crate) fn nearest(&self, member: u32) -> Option<u32> {
        self.nearest.get(&member).copied().flatten()
    }

    /// The members to which a marked group is nearest.
    pub(crate) fn members(&self, marked: u32) -> Vec<u32> {
        let members = self.members.get(&Some(marked)).into_iter().flatten();
        members.map(|(_, member)| *member).collect()
    }

    /// All members that a marked group is nearest to, with that.
    pub(crate) fn members_below(&self) -> Vec<(u32, u32)> {
        let members = self.members.iter().filter_map(|(marked, of)| Some(((*marked)?, of)));
        members.flat_map(|(marked, of)| of.iter().map(move |(_, m)| (marked, *m))).collect()
    }

    /// Marks a group or takes the mark away. Gives the members whose nearest marked group is another
    /// one now.
    pub(crate) fn set(&mut self, forest: &Forest, group: u32, is_marked: bool) -> Vec<u32> {
        let Some((path, position)) = forest.places.get(group as usize).copied() else {
            return Vec::new();
        };
        let above = forest.fallback(group).and_then(|fallback| self.find(forest, fallback));
        let (before, after) = match is_marked {
            true => (above, Some(group)),
            false => (Some(group), above),
        };
        let on_path = self.on_path.entry(path).or_default();
        let changes = if is_marked { on_path.insert(position) } else { on_path.remove(&position) };
        if on_path.is_empty() {
            self.on_path.remove(&path);
        }
        if !changes {
            return Vec::new();
        }
        let span = forest.span(group);
        let of = self.members.get(&before).into_iter();
        let moved: Vec<(u32, u32)> =
            of.flat_map(|of| of.range((span.start, 0)..(span.end, 0))).copied().collect();
        for (_, member) in &moved {
            self.put(forest, *member, Some(after));
        }
        moved.into_iter().map(|(_, member)| member).collect()
    }

    /// Makes a group a member, or no member any more.
    pub(crate) fn set_member(&mut self, forest: &Forest, group: u32, is_member: bool) {
        let nearest = is_member.then(|| self.find(forest, group));
        self.put(forest, group, nearest);
    }

    fn put(&mut self, forest: &Forest, member: u32, nearest: Option<Option<u32>>) {
        let of = (forest.span(member).start, member);
        let before = match nearest {
            Some(nearest) => self.nearest.insert(member, nearest),
            None => self.nearest.remove(&member),
        };
        if let Some(before) = before {
            let mut is_empty = false;
            if let Some(members) = self.members.get_mut(&before) {
                members.remove(&of);
                is_empty = members.is_empty();
            }
            if is_empty {
                self.members.remove(&before);
            }
        }
        if let Some(nearest) = nearest {
            self.members.entry(nearest).or_default().insert(of);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The marked group that is nearest, by walking up the chain.
    fn walked(fallback: &[Option<u32>], marked: &BTreeSet<u32>, group: u32) -> Option<u32> {
        let up = |group: &u32| fallback.get(*group as usize).copied().flatten();
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
            let fallback: Vec<Option<u32>> = (0..count)
                .map(|group| match draw(8) {
                    0 => None,
                    _ if round < 20 => group.checked_sub(1),
                    _ => (group > 0).then(|| draw(group)),
                })
                .collect();
            let forest = Forest::new(&fallback);
            let mut marks = Marks::default();
            let mut marked = BTreeSet::new();
            let members: BTreeSet<u32> = (0..count).filter(|_| draw(3) > 0).collect();
            members.iter().for_each(|member| marks.set_member(&forest, *member, true));
            for _ in 0..100 {
                let group = draw(count);
                let is_marked = draw(2) == 0;
                let before: BTreeMap<u32, Option<u32>> =
                    members.iter().map(|m| (*m, marks.nearest(*m))).collect();
                let moved: BTreeSet<u32> =
                    marks.set(&forest, group, is_marked).into_iter().collect();
                if is_marked {
                    marked.insert(group)
                } else {
                    marked.remove(&group)
                };
                for member in 0..count {
                    let nearest = walked(&fallback, &marked, member);
                    assert_eq!(marks.find(&forest, member), nearest, "{fallback:?} {marked:?}");
                    assert_eq!(marks.contains(&forest, member), marked.contains(&member));
                    if let Some(before) = before.get(&member) {
                        assert_eq!(marks.nearest(member), nearest);
                        assert_eq!(moved.contains(&member), *before != nearest);
                    }
                }
                let of_group: Vec<u32> = marks.members(group);
                assert!(of_group.iter().all(|m| walked(&fallback, &marked, *m) == Some(group)));
            }
            for (one, other) in (0..count).flat_map(|one| (0..count).map(move |other| (one, other)))
            {
                let leads = walked(&fallback, &[other].into(), one).is_some();
                assert_eq!(forest.leads_to(one, other), leads);
            }
        }
    }
}
