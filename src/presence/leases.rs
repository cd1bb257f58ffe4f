//! When leases end, kept so that only those that have ended are looked at.

use crate::time::Timestamp;

/// An instant as leases see it: in milliseconds, and two more that no timestamp has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LeaseEnd(i64);

impl LeaseEnd {
    /// When somebody without a lease stops being there.
    pub(super) const NEVER: Self = Self(i64::MAX);
    /// The instant of who has none: every lease has ended, and who has no lease is still there.
    const UNDATED: Self = Self(i64::MAX - 1);
    /// Before everything.
    const ORIGIN: Self = Self(i64::MIN);

    /// The instant of a question.
    pub(super) fn from_instant(at: Option<Timestamp>) -> Self {
        at.map_or(Self::UNDATED, |at| Self(at.unix_millis()))
    }

    /// The end of a lease.
    pub(super) fn until(until: Option<Timestamp>) -> Self {
        until.map_or(Self::NEVER, |until| Self(until.unix_millis()))
    }

    /// Whether a lease that ends then has ended at an instant.
    pub(super) fn has_passed(self, at: Self) -> bool {
        self <= at
    }

    /// What was given to [`until`](Self::until).
    pub(super) fn timestamp(self) -> Option<Timestamp> {
        (self != Self::NEVER).then(|| Timestamp::from_unix_millis(self.0))
    }
}

/// The ends of the leases of so many agents.
///
/// They are the leaves of a tree, and each node above is the first of those below it. A node has
/// eight children, which share a cache line, so that a beat comes by few of them and moves nothing.
/// The nodes are numbered level by level from the root, 0: the leaves, in agent order, come last, and
/// line n holds the children of node n.
#[derive(Clone)]
pub(super) struct Leases {
    lines: Box<[Node]>,
    /// The root: the first end of all.
    first: LeaseEnd,
    /// None of them is later; not always the last one.
    last: LeaseEnd,
}

const FANOUT: usize = 8;

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Node([LeaseEnd; FANOUT]);

/// How the leases of a presence stand at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExpiredLeases {
    None,
    Some,
    All,
}

impl Leases {
    /// No lease.
    pub(super) fn new(agents: usize) -> Self {
        // Each node but the root is the child of one; without leaves the root stands for none.
        let inner = agents.saturating_sub(1).div_ceil(FANOUT - 1).max(agents.min(1));
        let line = Node([LeaseEnd::NEVER; FANOUT]);
        Self { lines: vec![line; inner].into(), first: LeaseEnd::NEVER, last: LeaseEnd::ORIGIN }
    }

    /// Sets when an agent's lease ends: [`NEVER`](Moment::NEVER) where they have none.
    pub(super) fn set(&mut self, agent: u32, end: LeaseEnd) {
        self.set_leaf(agent, end);
        if self.first == LeaseEnd::NEVER {
            self.last = LeaseEnd::ORIGIN;
        } else if end != LeaseEnd::NEVER {
            self.last = self.last.max(end);
        }
    }

    fn set_leaf(&mut self, agent: u32, end: LeaseEnd) {
        let mut node = self.lines.len() + agent as usize;
        let mut first = end;
        while let Some(sibling) = node.checked_sub(1) {
            let parent = sibling / FANOUT;
            let Some(Node(line)) = self.lines.get_mut(parent) else {
                return;
            };
            match line.get_mut(sibling % FANOUT) {
                // Then nothing above it changes either.
                Some(known) if *known == first => return,
                Some(known) => *known = first,
                None => return,
            }
            first = line.iter().copied().fold(LeaseEnd::NEVER, LeaseEnd::min);
            node = parent;
        }
        self.first = first;
    }

    /// Whether any of them has ended, without looking at them.
    pub(super) fn expired(&self, at: LeaseEnd) -> ExpiredLeases {
        if !self.first.has_passed(at) {
            ExpiredLeases::None
        } else if self.last.has_passed(at) {
            ExpiredLeases::All
        } else {
            ExpiredLeases::Some
        }
    }

    /// The agents whose leases have ended, in the order of their ends.
    pub(super) fn expired_agents(&self, at: LeaseEnd) -> Vec<u32> {
        let mut ended = Vec::new();
        self.collect_expired(0, at, &mut ended);
        ended.sort_unstable();
        ended.into_iter().map(|(_, agent)| agent).collect()
    }

    fn collect_expired(&self, node: usize, at: LeaseEnd, ended: &mut Vec<(LeaseEnd, u32)>) {
        for (child, end) in self.children(node).filter(|(_, end)| end.has_passed(at)) {
            match child.checked_sub(self.lines.len()) {
                Some(agent) => ended.extend(u32::try_from(agent).map(|agent| (end, agent))),
                None => self.collect_expired(child, at, ended),
            }
        }
    }

    /// The first end after an instant.
    pub(super) fn first_after(&self, at: LeaseEnd) -> LeaseEnd {
        if self.first.has_passed(at) { self.first_below(0, at) } else { self.first }
    }

    fn first_below(&self, node: usize, at: LeaseEnd) -> LeaseEnd {
        let later = self.children(node).map(|(child, first)| match first.has_passed(at) {
            // Below a leaf there is nothing.
            true => self.first_below(child, at),
            false => first,
        });
        later.fold(LeaseEnd::NEVER, LeaseEnd::min)
    }

    fn children(&self, node: usize) -> impl Iterator<Item = (usize, LeaseEnd)> {
        let line = self.lines.get(node).into_iter().flat_map(|Node(line)| line);
        (node * FANOUT + 1..).zip(line.copied())
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn at(millis: i64) -> LeaseEnd {
        LeaseEnd::from_instant(Some(Timestamp::from_unix_millis(millis)))
    }

    #[test]
    fn nobody_stays_after_an_undated_instant_but_who_has_no_lease() {
        let undated = LeaseEnd::from_instant(None);
        assert!(LeaseEnd::until(Some(Timestamp::MAX)).has_passed(undated));
        assert!(!LeaseEnd::until(None).has_passed(undated));
        assert!(!LeaseEnd::NEVER.has_passed(LeaseEnd::from_instant(Some(Timestamp::MAX))));
        for until in [None, Some(Timestamp::MIN), Some(Timestamp::MAX)] {
            assert_eq!(LeaseEnd::until(until).timestamp(), until);
        }
    }

    /// So many agents, of whom one after the other gets a lease or loses it.
    fn steps() -> impl Strategy<Value = (usize, Vec<(usize, Option<i64>)>)> {
        // Around the counts at which the tree gets another level, or a line of its own for one leaf.
        let counts = prop_oneof![0..12_usize, 60..70_usize, Just(75), 510..600_usize];
        counts.prop_flat_map(|count| {
            let end = prop::option::weighted(0.7, 0..20_i64);
            (Just(count), vec((0..count.max(1), end), 0..200))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..Default::default() })]

        #[test]
        fn they_say_what_a_list_of_them_says((count, steps) in steps()) {
            let mut leases = Leases::new(count);
            let mut list = vec![LeaseEnd::NEVER; count];
            for (agent, millis) in steps.into_iter().filter(|(agent, _)| *agent < count) {
                list[agent] = LeaseEnd::until(millis.map(Timestamp::from_unix_millis));
                leases.set(u32::try_from(agent).unwrap(), list[agent]);
                for now in [at(-1), at(7), at(13), at(20), LeaseEnd::from_instant(None)] {
                    let mut ended: Vec<_> =
                        (0..).zip(&list).filter(|(_, end)| end.has_passed(now)).collect();
                    ended.sort_by_key(|(_, end)| **end);
                    let ended: Vec<u32> = ended.into_iter().map(|(agent, _)| agent).collect();
                    let later = list.iter().copied().filter(|end| !end.has_passed(now));
                    prop_assert_eq!(leases.first_after(now), later.min().unwrap_or(LeaseEnd::NEVER));
                    let running = list.iter().any(|end| *end != LeaseEnd::NEVER && !end.has_passed(now));
                    match leases.expired(now) {
                        ExpiredLeases::None => prop_assert!(ended.is_empty()),
                        ExpiredLeases::Some => prop_assert!(!ended.is_empty()),
                        ExpiredLeases::All => prop_assert!(!ended.is_empty() && !running),
                    }
                    prop_assert_eq!(leases.expired_agents(now), ended);
                }
            }
        }
    }

    #[test]
    fn when_the_last_lease_is_gone_the_next_one_counts_alone() {
        let mut leases = Leases::new(3);
        leases.set(0, at(100));
        leases.set(1, at(5));
        assert_eq!(leases.expired(at(50)), ExpiredLeases::Some);
        leases.set(0, LeaseEnd::NEVER);
        leases.set(1, LeaseEnd::NEVER);
        assert_eq!(leases.expired(at(1_000)), ExpiredLeases::None);
        leases.set(2, at(5));
        assert_eq!(leases.expired(at(50)), ExpiredLeases::All);
        assert_eq!(leases.expired(LeaseEnd::from_instant(None)), ExpiredLeases::All);
    }
}
