//! Which members of each list are online and have room: one bit for each member, and counts.
//!
//! # Idea
//!
//! The counts give the status of a group in constant time. Each count exists twice: for all agents, and for agents
//! without a lease. The first one is right while no lease has expired, the second one after all have expired. The bits
//! are used in the time between, and to find the agents.
//!
//! # Drawback
//!
//! A heartbeat updates each list that the agent is in, but only if the status, the room or the lease has changed.

use crate::ix::{Ix, ListIx};
use crate::roster::{Membership, Roster};
use crate::status::GroupStatus;

/// The number of agents who are online, and the number of these agents who have room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) online: u32,
    pub(crate) with_room: u32,
}

/// The state of an agent as the bits and counts record it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AgentFlags {
    NotOnline,
    Online { with_room: bool, has_lease: bool },
}

/// The bits and counts of all member lists.
#[derive(Clone)]
pub(super) struct GroupCounters {
    counters: Box<[CounterPair]>,
    /// The index of the first word of each list, and a last entry for the end.
    starts: Box<[usize]>,
    /// The bits of the agents who are online, list after list. Each list begins with a word of its own.
    online: Box<[u64]>,
    /// The bits of the agents who are online and have room.
    with_room: Box<[u64]>,
}

/// The counts of a list: for all agents who are online, and for those without a lease. They are aligned, so a status
/// reads one cache line.
#[derive(Clone, Copy, Default)]
#[repr(align(16))]
struct CounterPair {
    all: Counts,
    lasting: Counts,
}

impl Counts {
    /// Returns the status of a group with these counts, without regard to its schedule ([rule A1](crate::_rules#a1)).
    pub(super) fn status(self) -> GroupStatus {
        match self {
            Self { online: 0, .. } => GroupStatus::Offline,
            Self { with_room: 0, .. } => GroupStatus::Busy,
            Self { .. } => GroupStatus::Available,
        }
    }

    pub(super) fn add(&mut self, with_room: bool) {
        self.online += 1;
        self.with_room += u32::from(with_room);
    }

    fn remove(&mut self, with_room: bool) {
        // Saturating, so a faulty update can never make a count wrap around to a huge number.
        self.online = self.online.saturating_sub(1);
        self.with_room = self.with_room.saturating_sub(u32::from(with_room));
    }
}

impl GroupCounters {
    /// Returns the counters while nobody is online.
    pub(super) fn new(roster: &Roster) -> Self {
        // Each list starts with a word of its own, so the words of a list can be read without
        // masks.
        let mut words = 0;
        let ends = roster.member_lists().map(|list| {
            words += list.len().div_ceil(u64::BITS as usize);
            words
        });
        let starts: Box<[usize]> = std::iter::once(0).chain(ends).collect();
        Self {
            counters: vec![CounterPair::default(); starts.len() - 1].into(),
            starts,
            online: vec![0; words].into(),
            with_room: vec![0; words].into(),
        }
    }

    /// Updates one membership of an agent whose flags have changed.
    pub(super) fn update(&mut self, membership: Membership, before: AgentFlags, after: AgentFlags) {
        let Membership { list, position } = membership;
        let (Some(counter), Some(start)) =
            (list.get_mut(&mut self.counters), list.get(&self.starts))
        else {
            return;
        };
        // The old flags are removed and the new ones added. Both cases in one place keep the counts
        // and the bits consistent.
        if let AgentFlags::Online { with_room, has_lease } = before {
            counter.change(has_lease, |count| count.remove(with_room));
        }
        if let AgentFlags::Online { with_room, has_lease } = after {
            counter.change(has_lease, |count| count.add(with_room));
        }
        let word = start + position.index() / u64::BITS as usize;
        let bit = 1 << (position.number() % u64::BITS);
        // Most changes concern one of the two bits; the other word need not be loaded.
        if before.is_online() != after.is_online() {
            flip(&mut self.online, word, bit);
        }
        if before.has_room() != after.has_room() {
            flip(&mut self.with_room, word, bit);
        }
    }

    /// Returns the counts of a member list. The lists come from the roster for which the counters were made, so each
    /// list has counts. A list without counts would count as one in which nobody is online.
    #[inline]
    fn pair(&self, list: ListIx) -> CounterPair {
        let counters = list.get(&self.counters);
        debug_assert!(counters.is_some(), "{list:?} has counts");
        counters.copied().unwrap_or_default()
    }

    /// Returns the counts of a list while no lease has expired.
    pub(super) fn all(&self, list: ListIx) -> Counts {
        self.pair(list).all
    }

    /// Returns the counts of a list once every lease has expired.
    pub(super) fn lasting(&self, list: ListIx) -> Counts {
        self.pair(list).lasting
    }

    /// Returns a bit for each member of a list, set if the member is online. Expired leases are not considered.
    pub(super) fn online(&self, list: ListIx) -> &[u64] {
        self.words(list, &self.online)
    }

    /// Returns a bit for each member of a list, set if the member is online and has room. Expired leases are not
    /// considered.
    pub(super) fn with_room(&self, list: ListIx) -> &[u64] {
        self.words(list, &self.with_room)
    }

    fn words<'a>(&self, list: ListIx, bits: &'a [u64]) -> &'a [u64] {
        match self.starts.get(list.index()..) {
            Some([start, end, ..]) => bits.get(*start..*end),
            _ => None,
        }
        .unwrap_or_default()
    }
}

fn flip(words: &mut [u64], word: usize, bit: u64) {
    if let Some(word) = words.get_mut(word) {
        // The caller has compared the flags, so the bit is known to change. A flip needs no branch
        // on the direction.
        *word ^= bit;
    }
}

impl AgentFlags {
    fn is_online(self) -> bool {
        matches!(self, Self::Online { .. })
    }

    fn has_room(self) -> bool {
        matches!(self, Self::Online { with_room: true, .. })
    }
}

impl CounterPair {
    fn change(&mut self, has_lease: bool, change: impl Fn(&mut Counts)) {
        change(&mut self.all);
        if !has_lease {
            change(&mut self.lasting);
        }
    }
}

/// Iterates over the numbers of the set bits of a word, ascending.
pub(super) struct Bits(pub(super) u64);

impl Iterator for Bits {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        if self.0 == 0 {
            return None;
        }
        let lowest = self.0.trailing_zeros();
        // Clears the lowest set bit (Kernighan's method).
        self.0 &= self.0 - 1;
        Some(lowest)
    }
}
