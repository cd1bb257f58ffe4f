//! The agents of a member list who are online and have room, found by bitmaps: 64 members at a time.

use std::sync::Arc;

use crate::ix::{AgentIx, ListIx, MemberIx};
use crate::presence::Presence;
use crate::presence::counters::Bits;
use crate::presence::leases::{ExpiredLeases, LeaseEnd};
use crate::roster::{MemberList, Roster};
use crate::status::AgentStatus;
use crate::time::Timestamp;

impl Presence {
    /// Returns the agents of a member list who are online and have room, in the order of the list.
    pub(crate) fn eligible<'a>(
        &'a self,
        roster: &'a Arc<Roster>,
        list: ListIx,
        at: Option<Timestamp>,
    ) -> Eligible<'a> {
        let now = LeaseEnd::from_instant(at);
        // The cheapest source that is right: the bits alone if no lease can have expired, the bits
        // with a check of each lease, or a look-up by id in a presence of another roster.
        let bits = if !self.belongs_to(roster) {
            CandidateBits::ByIds { roster, at }
        } else if self.leases.expired(now) == ExpiredLeases::None {
            CandidateBits::Sure(self.counters.with_room(list))
        } else {
            CandidateBits::Leased(self.counters.with_room(list), now)
        };
        Eligible {
            presence: self,
            members: roster.member_list(list),
            source: bits,
            start: 0,
            bits: Bits(0),
            next: 0,
        }
    }
}

/// Agents of a member list who are online and have room, in the order of the list.
pub(crate) struct Eligible<'a> {
    presence: &'a Presence,
    members: MemberList<'a>,
    source: CandidateBits<'a>,
    /// The position at which the current word starts, and its remaining bits.
    start: u32,
    bits: Bits,
    /// The position at which the next word starts.
    next: u32,
}

/// The source of the bit of each member.
#[derive(Clone, Copy)]
enum CandidateBits<'a> {
    /// The bits of the presence, which are right while no lease has expired.
    Sure(&'a [u64]),
    /// The bits of the presence. Leases have expired, so each agent is checked.
    Leased(&'a [u64], LeaseEnd),
    /// The presence belongs to another roster, so each agent is looked up by id.
    ByIds { roster: &'a Arc<Roster>, at: Option<Timestamp> },
}

impl Eligible<'_> {
    /// Returns the bits of 64 positions; `None` after the last word.
    fn word(&self, start: u32) -> Option<u64> {
        let word = |words: &[u64]| words.get((start / u64::BITS) as usize).copied();
        match self.source {
            CandidateBits::Sure(words) => word(words),
            CandidateBits::Leased(words, now) => Some(self.filter_bits(
                start,
                word(words)?,
                |agent| self.presence.is_online(agent, now),
            )),
            CandidateBits::ByIds { roster, at } => {
                // There are no bits for this roster. The word ends the iteration once its first
                // position has no member.
                self.members.get(MemberIx::new(start))?;
                // All 64 positions are candidates. `filter_bits` drops those without a member.
                Some(self.filter_bits(start, u64::MAX, |agent| {
                    let heartbeat = self.presence.heartbeat(roster, agent, at);
                    heartbeat.status == AgentStatus::Online
                        && roster.has_room(agent, heartbeat.load)
                }))
            }
        }
    }

    /// Returns the bits of a word whose agents pass a check.
    fn filter_bits(&self, start: u32, word: u64, holds: impl Fn(AgentIx) -> bool) -> u64 {
        let member = |bit: &u32| self.members.get(MemberIx::new(start + bit));
        let kept = Bits(word).filter(|bit| member(bit).is_some_and(&holds));
        kept.fold(0, |word, bit| word | 1 << bit)
    }
}

impl Iterator for Eligible<'_> {
    type Item = AgentIx;

    #[inline]
    fn next(&mut self) -> Option<AgentIx> {
        loop {
            if let Some(bit) = self.bits.next() {
                return self.members.get(MemberIx::new(self.start + bit));
            }
            self.start = self.next;
            // Words are computed on demand: a caller that wants one agent reads no further.
            self.bits = Bits(self.word(self.start)?);
            self.next += u64::BITS;
        }
    }
}
