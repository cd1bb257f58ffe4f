//! What decisions ask a presence: of its own roster by bits and counts, of another one by ids.

use std::sync::Arc;

use crate::beat::Beat;
use crate::presence::leases::{Ended, Moment};
use crate::presence::rows::{Bits, Count};
use crate::presence::{Kept, Presence};
use crate::roster::Roster;
use crate::status::{Standing, Status};
use crate::time::Timestamp;

impl Presence {
    /// The first end of a lease after an instant.
    pub(crate) fn next_end(&self, after: Timestamp) -> Option<Timestamp> {
        self.leases.first_after(Moment::at(Some(after))).timestamp()
    }

    /// An agent of a roster, as they stand at an instant.
    pub(crate) fn beat(&self, roster: &Arc<Roster>, agent: u32, at: Option<Timestamp>) -> Beat {
        let kept = self.kept_of(roster, agent);
        match kept.until.has_come(Moment::at(at)) {
            true => Beat { status: Status::Offline, ..kept.beat() },
            false => kept.beat(),
        }
    }

    /// What an agent of a roster has in hand.
    pub(crate) fn load(&self, roster: &Arc<Roster>, agent: u32) -> u32 {
        self.kept_of(roster, agent).load
    }

    fn kept_of(&self, roster: &Arc<Roster>, agent: u32) -> Kept {
        let place = match self.is_of(roster) {
            true => Some(agent),
            false => self.roster.agent_of(roster, agent),
        };
        place.and_then(|place| self.kept.get(place as usize).copied()).unwrap_or_default()
    }

    /// How the agents of a row stand ([rule A1](crate::_rules#a1)): a group's, schedules aside, or the whole
    /// workspace's.
    ///
    /// In constant time while no lease has ended, and when all have. Between, each member whose lease
    /// has ended may have to be passed over, until one is found whose lease has not.
    #[inline]
    pub(crate) fn standing(
        &self,
        roster: &Arc<Roster>,
        row: u32,
        at: Option<Timestamp>,
    ) -> Standing {
        let now = Moment::at(at);
        match self.leases.ended(now) {
            _ if !self.is_of(roster) => self.standing_by_ids(roster, row, at),
            Ended::None => self.rows.all(row).standing(),
            Ended::All => self.rows.lasting(row).standing(),
            Ended::Some => self.standing_by_leases(row, now),
        }
    }

    #[cold]
    fn standing_by_ids(&self, roster: &Arc<Roster>, row: u32, at: Option<Timestamp>) -> Standing {
        match self.eligible(roster, row, at).next() {
            Some(_) => Standing::Available,
            None => self.count_each(roster, row, at).standing(),
        }
    }

    fn standing_by_leases(&self, row: u32, now: Moment) -> Standing {
        if self.is_any_there(row, self.rows.with_room(row), now) {
            Standing::Available
        } else if self.is_any_there(row, self.rows.online(row), now) {
            Standing::Busy
        } else {
            Standing::Offline
        }
    }

    /// Whether the lease of anybody who is marked in a row has not ended.
    fn is_any_there(&self, row: u32, marks: &[u64], now: Moment) -> bool {
        let row = self.roster.row(row);
        let positions = (0..)
            .step_by(u64::BITS as usize)
            .zip(marks)
            .flat_map(|(start, word)| Bits(*word).map(move |bit| start + bit));
        positions.filter_map(|position| row.get(position)).any(|agent| self.is_there(agent, now))
    }

    /// Whether somebody has no lease, or one that has not ended.
    pub(super) fn is_there(&self, agent: u32, now: Moment) -> bool {
        self.kept.get(agent as usize).is_some_and(|kept| !kept.until.has_come(now))
    }

    /// How many of a group, or of the workspace, are online and have room: in constant time while no
    /// lease has ended, and when all have, else by looking at each.
    pub(crate) fn count(
        &self,
        roster: &Arc<Roster>,
        group: Option<u32>,
        at: Option<Timestamp>,
    ) -> Count {
        let row = roster.row_of(group);
        match self.leases.ended(Moment::at(at)) {
            Ended::None if self.is_of(roster) => self.rows.all(row),
            Ended::All if self.is_of(roster) => self.rows.lasting(row),
            _ => self.count_each(roster, row, at),
        }
    }

    fn count_each(&self, roster: &Arc<Roster>, row: u32, at: Option<Timestamp>) -> Count {
        let mut count = Count::default();
        for agent in roster.row(row).iter() {
            let beat = self.beat(roster, agent, at);
            if beat.status == Status::Online {
                count.add(roster.has_room(agent, beat.load));
            }
        }
        count
    }
}
