//! The ends of the leases of agents.
//!
//! # Algorithm
//!
//! A tournament tree with eight children for each node: a leaf is the end of one agent's lease, and each inner node is
//! the first end below it. The root is the first end of all. Expired leases are found from the root down, without
//! visiting subtrees in which no lease has expired. The eight children of a node share a cache line.
//!
//! # Drawback
//!
//! A heartbeat that prolongs a lease changes a path of the tree: log8(n) cache lines. It stops at the first node whose
//! minimum does not change, which is most often the first one. The last end of all is only an upper bound, so the tree
//! may return `Some` although all leases have expired. A decision is then still right, but takes longer.

use crate::ix::{AgentIx, Ix};
use crate::time::Timestamp;

/// The end of a lease, or the instant of a query, in milliseconds. Two values after the last timestamp have special
/// meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LeaseEnd(i64);

impl LeaseEnd {
    /// The end of an agent without a lease.
    pub(super) const NEVER: Self = Self(i64::MAX);
    /// The instant of a query without an instant: every lease has expired, and agents without a lease are present.
    const UNDATED: Self = Self(i64::MAX - 1);
    /// Before every instant.
    const ORIGIN: Self = Self(i64::MIN);

    /// Returns the instant of a query.
    pub(super) fn from_instant(at: Option<Timestamp>) -> Self {
        // Without an instant nobody can know that a lease still runs, so every lease counts as
        // expired.
        at.map_or(Self::UNDATED, |at| Self(at.unix_millis()))
    }

    /// Returns the end of a lease.
    pub(super) fn until(until: Option<Timestamp>) -> Self {
        until.map_or(Self::NEVER, |until| Self(until.unix_millis()))
    }

    /// Returns `true` if a lease with this end has expired at an instant.
    pub(super) fn has_passed(self, at: Self) -> bool {
        self <= at
    }

    /// Returns the timestamp that was given to [`until`](Self::until).
    pub(super) fn timestamp(self) -> Option<Timestamp> {
        (self != Self::NEVER).then(|| Timestamp::from_unix_millis(self.0))
    }
}

/// The ends of the leases of all agents, as a tournament tree.
///
/// The nodes are numbered level by level from the root, which is 0. The leaves come last, in the order of the agents.
/// Entry n of `nodes` holds the values of the children of node n.
#[derive(Clone)]
pub(super) struct Leases {
    nodes: Box<[Node]>,
    /// The value of the root: the first end of all.
    first: LeaseEnd,
    /// An upper bound of all ends.
    last: LeaseEnd,
}

const FANOUT: usize = 8;

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Node([LeaseEnd; FANOUT]);

/// How many leases of a presence have expired at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExpiredLeases {
    None,
    Some,
    All,
}

impl Leases {
    /// Returns the tree of agents without leases.
    pub(super) fn new(agents: usize) -> Self {
        // Each node except the root is the child of an inner node, so the inner nodes are (leaves - 1) / 7, rounded up.
        // A single leaf still needs a parent.
        let inner = agents.saturating_sub(1).div_ceil(FANOUT - 1).max(agents.min(1));
        let node = Node([LeaseEnd::NEVER; FANOUT]);
        Self { nodes: vec![node; inner].into(), first: LeaseEnd::NEVER, last: LeaseEnd::ORIGIN }
    }

    /// Sets the end of an agent's lease, which is [`NEVER`](LeaseEnd::NEVER) for an agent without a lease.
    pub(super) fn set(&mut self, agent: AgentIx, end: LeaseEnd) {
        self.set_leaf(agent, end);
        // No lease is left, so the bound can start anew. Otherwise it only grows: the exact maximum
        // would need a second tree.
        if self.first == LeaseEnd::NEVER {
            self.last = LeaseEnd::ORIGIN;
        } else if end != LeaseEnd::NEVER {
            self.last = self.last.max(end);
        }
    }

    fn set_leaf(&mut self, agent: AgentIx, end: LeaseEnd) {
        // The number of the leaf. Its parent is (n - 1) / 8, as in a heap.
        let mut node = self.nodes.len() + agent.index();
        let mut first = end;
        while let Some(sibling) = node.checked_sub(1) {
            let parent = sibling / FANOUT;
            let Some(Node(line)) = self.nodes.get_mut(parent) else {
                return;
            };
            match line.get_mut(sibling % FANOUT) {
                // No node above changes either.
                Some(known) if *known == first => return,
                Some(known) => *known = first,
                None => return,
            }
            // The children share a cache line, so the minimum of all eight reads one line.
            first = line.iter().copied().fold(LeaseEnd::NEVER, LeaseEnd::min);
            node = parent;
        }
        self.first = first;
    }

    /// Returns how many leases have expired, in constant time.
    pub(super) fn expired(&self, at: LeaseEnd) -> ExpiredLeases {
        if !self.first.has_passed(at) {
            ExpiredLeases::None
        } else if self.last.has_passed(at) {
            ExpiredLeases::All
        } else {
            ExpiredLeases::Some
        }
    }

    /// Returns the agents whose leases have expired, in the order of the ends.
    pub(super) fn expired_agents(&self, at: LeaseEnd) -> Vec<AgentIx> {
        let mut ended = Vec::new();
        self.collect_expired(0, at, &mut ended);
        // By end and then by agent, so the order does not depend on the shape of the tree.
        ended.sort_unstable();
        ended.into_iter().map(|(_, agent)| agent).collect()
    }

    fn collect_expired(&self, node: usize, at: LeaseEnd, ended: &mut Vec<(LeaseEnd, AgentIx)>) {
        // A node whose first end has not passed has no expired lease below it, so its subtree is
        // skipped.
        for (child, end) in self.children(node).filter(|(_, end)| end.has_passed(at)) {
            match child.checked_sub(self.nodes.len()) {
                Some(agent) => ended.push((end, AgentIx::from_usize(agent))),
                None => self.collect_expired(child, at, ended),
            }
        }
    }

    /// Returns the first end after an instant.
    pub(super) fn first_after(&self, at: LeaseEnd) -> LeaseEnd {
        // While no lease has expired the root is the result.
        if self.first.has_passed(at) { self.first_below(0, at) } else { self.first }
    }

    fn first_below(&self, node: usize, at: LeaseEnd) -> LeaseEnd {
        let later = self.children(node).map(|(child, first)| match first.has_passed(at) {
            // A leaf has no children, so its expired end is dropped.
            true => self.first_below(child, at),
            false => first,
        });
        later.fold(LeaseEnd::NEVER, LeaseEnd::min)
    }

    fn children(&self, node: usize) -> impl Iterator<Item = (usize, LeaseEnd)> {
        let line = self.nodes.get(node).into_iter().flat_map(|Node(line)| line);
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

    /// Makes a number of agents and steps, each of which gives an agent a lease or ends it.
    fn steps() -> impl Strategy<Value = (usize, Vec<(usize, Option<i64>)>)> {
        // Around the counts at which the tree gets another level, or a node of its own for one leaf.
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
                leases.set(AgentIx::from_usize(agent), list[agent]);
                for now in [at(-1), at(7), at(13), at(20), LeaseEnd::from_instant(None)] {
                    let mut ended: Vec<_> =
                        (0..).zip(&list).filter(|(_, end)| end.has_passed(now)).collect();
                    ended.sort_by_key(|(_, end)| **end);
                    let ended: Vec<AgentIx> =
                        ended.into_iter().map(|(agent, _)| AgentIx::new(agent)).collect();
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
        leases.set(AgentIx::new(0), at(100));
        leases.set(AgentIx::new(1), at(5));
        assert_eq!(leases.expired(at(50)), ExpiredLeases::Some);
        leases.set(AgentIx::new(0), LeaseEnd::NEVER);
        leases.set(AgentIx::new(1), LeaseEnd::NEVER);
        assert_eq!(leases.expired(at(1_000)), ExpiredLeases::None);
        leases.set(AgentIx::new(2), at(5));
        assert_eq!(leases.expired(at(50)), ExpiredLeases::All);
        assert_eq!(leases.expired(LeaseEnd::from_instant(None)), ExpiredLeases::All);
    }
}
