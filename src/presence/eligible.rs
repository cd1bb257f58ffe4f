//! Who of a group may be told: found a word of members at a time, so that a list costs little.

use std::sync::Arc;

use crate::presence::Presence;
use crate::presence::counters::Bits;
use crate::presence::leases::{ExpiredLeases, LeaseEnd};
use crate::roster::{MemberList, Roster};
use crate::status::AgentStatus;
use crate::time::Timestamp;

impl Presence {
    /// The agents of a row who are online and have room, in the order of the row.
    pub(crate) fn eligible<'a>(
        &'a self,
        roster: &'a Arc<Roster>,
        row: u32,
        at: Option<Timestamp>,
    ) -> Eligible<'a> {
        let now = LeaseEnd::from_instant(at);
        let marks = if !self.belongs_to(roster) {
            CandidateBits::ByIds { roster, at }
        } else if self.leases.expired(now) == ExpiredLeases::None {
            CandidateBits::Sure(self.rows.with_room(row))
        } else {
            CandidateBits::Leased(self.rows.with_room(row), now)
        };
        Eligible {
            presence: self,
            row: roster.member_list(row),
            marks,
            start: 0,
            bits: Bits(0),
            next: 0,
        }
    }
}

/// Agents of a row who are online and have room, in the order of the row.
pub(crate) struct Eligible<'a> {
    presence: &'a Presence,
    row: MemberList<'a>,
    marks: CandidateBits<'a>,
    /// The position where the word in hand starts, and what is left of it.
    start: u32,
    bits: Bits,
    /// Where the next word starts.
    next: u32,
}

/// Where a bit for each agent of a row comes from.
#[derive(Clone, Copy)]
enum CandidateBits<'a> {
    /// The presence has noted them.
    Sure(&'a [u64]),
    /// The same, but leases have ended.
    Leased(&'a [u64], LeaseEnd),
    /// The presence is of another roster and must be asked for each agent.
    ByIds { roster: &'a Arc<Roster>, at: Option<Timestamp> },
}

impl Eligible<'_> {
    /// The bits of the positions from one on.
    fn word(&self, start: u32) -> Option<u64> {
        let word = |words: &[u64]| words.get((start / u64::BITS) as usize).copied();
        match self.marks {
            CandidateBits::Sure(words) => word(words),
            CandidateBits::Leased(words, now) => {
                Some(self.only(start, word(words)?, |agent| self.presence.is_online(agent, now)))
            }
            CandidateBits::ByIds { roster, at } => {
                self.row.get(start)?;
                Some(self.only(start, u64::MAX, |agent| {
                    let beat = self.presence.beat(roster, agent, at);
                    beat.status == AgentStatus::Online && roster.has_room(agent, beat.load)
                }))
            }
        }
    }

    /// Those of a word for whose agents something holds.
    fn only(&self, start: u32, word: u64, holds: impl Fn(u32) -> bool) -> u64 {
        let kept = Bits(word).filter(|bit| self.row.get(start + bit).is_some_and(&holds));
        kept.fold(0, |word, bit| word | 1 << bit)
    }
}

impl Iterator for Eligible<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        loop {
            if let Some(bit) = self.bits.next() {
                return self.row.get(self.start + bit);
            }
            self.start = self.next;
            self.bits = Bits(self.word(self.start)?);
            self.next += u64::BITS;
        }
    }
}
