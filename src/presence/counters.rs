//! Who of each row is online and has room: a bit for each agent, in the order of the row, and counts.

use crate::roster::{Membership, Roster};
use crate::status::GroupStatus;

/// How many are online, and how many of them have room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) online: u32,
    pub(crate) with_room: u32,
}

/// What rows note of an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AgentFlags {
    NotOnline,
    Online { with_room: bool, has_lease: bool },
}

/// Bits and counts of all rows.
#[derive(Clone)]
pub(super) struct GroupCounters {
    tallies: Box<[CounterPair]>,
    /// Where the words of each row start, and behind the last one where they end.
    starts: Box<[usize]>,
    /// Who is online, row after row; each begins a word of its own.
    online: Box<[u64]>,
    /// Who of them has room.
    with_room: Box<[u64]>,
}

/// A row's counts of all who are online, and of those without a lease: on one line of memory, with
/// nothing beside them that a status does not need.
#[derive(Clone, Copy, Default)]
#[repr(align(16))]
struct CounterPair {
    all: Counts,
    lasting: Counts,
}

impl Counts {
    /// How a group stands of whose members so many are online ([rule A1](crate::_rules#a1)).
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
        self.online = self.online.saturating_sub(1);
        self.with_room = self.with_room.saturating_sub(u32::from(with_room));
    }
}

impl GroupCounters {
    /// Nobody online.
    pub(super) fn new(roster: &Roster) -> Self {
        let mut words = 0;
        let ends = roster.member_lists().map(|row| {
            words += row.len().div_ceil(u64::BITS as usize);
            words
        });
        let starts: Box<[usize]> = std::iter::once(0).chain(ends).collect();
        Self {
            tallies: vec![CounterPair::default(); starts.len() - 1].into(),
            starts,
            online: vec![0; words].into(),
            with_room: vec![0; words].into(),
        }
    }

    /// Notes how the agent of a seat stands, who stood otherwise before.
    pub(super) fn note(&mut self, seat: Membership, before: AgentFlags, after: AgentFlags) {
        let row = seat.row as usize;
        let (Some(tally), Some(start)) = (self.tallies.get_mut(row), self.starts.get(row)) else {
            return;
        };
        if let AgentFlags::Online { with_room, has_lease } = before {
            tally.change(has_lease, |count| count.remove(with_room));
        }
        if let AgentFlags::Online { with_room, has_lease } = after {
            tally.change(has_lease, |count| count.add(with_room));
        }
        let word = start + (seat.position / u64::BITS) as usize;
        let bit = 1 << (seat.position % u64::BITS);
        // A bit that stays as it is is not touched.
        if before.is_online() != after.is_online() {
            flip(&mut self.online, word, bit);
        }
        if before.has_room() != after.has_room() {
            flip(&mut self.with_room, word, bit);
        }
    }

    /// How many of a row are online, while no lease has ended.
    pub(super) fn all(&self, row: u32) -> Counts {
        self.tallies.get(row as usize).map_or(Counts::default(), |tally| tally.all)
    }

    /// How many of a row are online once every lease has ended.
    pub(super) fn lasting(&self, row: u32) -> Counts {
        self.tallies.get(row as usize).map_or(Counts::default(), |tally| tally.lasting)
    }

    /// A bit for each of a row: who is online, leases aside.
    pub(super) fn online(&self, row: u32) -> &[u64] {
        self.words(row, &self.online)
    }

    /// A bit for each of a row: who is online and has room, leases aside.
    pub(super) fn with_room(&self, row: u32) -> &[u64] {
        self.words(row, &self.with_room)
    }

    fn words<'a>(&self, row: u32, bits: &'a [u64]) -> &'a [u64] {
        match self.starts.get(row as usize..) {
            Some([start, end, ..]) => bits.get(*start..*end),
            _ => None,
        }
        .unwrap_or_default()
    }
}

fn flip(words: &mut [u64], word: usize, bit: u64) {
    if let Some(word) = words.get_mut(word) {
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

/// The numbers of the bits of a word that are set, ascending.
pub(super) struct Bits(pub(super) u64);

impl Iterator for Bits {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        if self.0 == 0 {
            return None;
        }
        let lowest = self.0.trailing_zeros();
        self.0 &= self.0 - 1;
        Some(lowest)
    }
}
