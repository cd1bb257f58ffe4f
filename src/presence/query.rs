//! What decisions ask a presence: of its own roster by bits and counts, of another one by ids.

use std::sync::Arc;

use crate::heartbeat::Heartbeat;
use crate::presence::counters::{Bits, Counts};
use crate::presence::leases::{ExpiredLeases, LeaseEnd};
use crate::presence::{AgentState, Presence};
use crate::roster::Roster;
use crate::status::{AgentStatus, GroupStatus};
use crate::time::Timestamp;

impl Presence {
    /// The first end of a lease after an instant.
    pub(crate) fn next_expiry(&self, after: Timestamp) -> Option<Timestamp> {
        self.leases.first_after(LeaseEnd::from_instant(Some(after))).timestamp()
    }

    /// An agent of a roster, as they stand at an instant.
    pub(crate) fn beat(
        &self,
        roster: &Arc<Roster>,
        agent: u32,
        at: Option<Timestamp>,
    ) -> Heartbeat {
        let kept = self.state_of(roster, agent);
        match kept.until.has_passed(LeaseEnd::from_instant(at)) {
            true => Heartbeat { status: AgentStatus::Offline, ..kept.heartbeat() },
            false => kept.heartbeat(),
        }
    }

    /// What an agent of a roster has in hand.
    pub(crate) fn load(&self, roster: &Arc<Roster>, agent: u32) -> u32 {
        self.state_of(roster, agent).load
    }

    fn state_of(&self, roster: &Arc<Roster>, agent: u32) -> AgentState {
        let place = match self.belongs_to(roster) {
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
    pub(crate) fn status(
        &self,
        roster: &Arc<Roster>,
        row: u32,
        at: Option<Timestamp>,
    ) -> GroupStatus {
        let now = LeaseEnd::from_instant(at);
        match self.leases.expired(now) {
            _ if !self.belongs_to(roster) => self.status_by_ids(roster, row, at),
            ExpiredLeases::None => self.rows.all(row).status(),
            ExpiredLeases::All => self.rows.lasting(row).status(),
            ExpiredLeases::Some => self.status_by_leases(row, now),
        }
    }

    #[cold]
    fn status_by_ids(&self, roster: &Arc<Roster>, row: u32, at: Option<Timestamp>) -> GroupStatus {
        match self.eligible(roster, row, at).next() {
            Some(_) => GroupStatus::Available,
            None => self.count_each(roster, row, at).status(),
        }
    }

    fn status_by_leases(&self, row: u32, now: LeaseEnd) -> GroupStatus {
        if self.is_any_online(row, self.rows.with_room(row), now) {
            GroupStatus::Available
        } else if self.is_any_online(row, self.rows.online(row), now) {
            GroupStatus::Busy
        } else {
            GroupStatus::Offline
        }
    }

    /// Whether the lease of anybody who is marked in a row has not ended.
    fn is_any_online(&self, row: u32, marks: &[u64], now: LeaseEnd) -> bool {
        let row = self.roster.member_list(row);
        let positions = (0..)
            .step_by(u64::BITS as usize)
            .zip(marks)
            .flat_map(|(start, word)| Bits(*word).map(move |bit| start + bit));
        positions.filter_map(|position| row.get(position)).any(|agent| self.is_online(agent, now))
    }

    /// Whether somebody has no lease, or one that has not ended.
    pub(super) fn is_online(&self, agent: u32, now: LeaseEnd) -> bool {
        self.kept.get(agent as usize).is_some_and(|kept| !kept.until.has_passed(now))
    }

    /// How many of a group, or of the workspace, are online and have room: in constant time while no
    /// lease has ended, and when all have, else by looking at each.
    pub(crate) fn count(
        &self,
        roster: &Arc<Roster>,
        group: Option<u32>,
        at: Option<Timestamp>,
    ) -> Counts {
        let row = roster.list_index(group);
        match self.leases.expired(LeaseEnd::from_instant(at)) {
            ExpiredLeases::None if self.belongs_to(roster) => self.rows.all(row),
            ExpiredLeases::All if self.belongs_to(roster) => self.rows.lasting(row),
            _ => self.count_each(roster, row, at),
        }
    }

    fn count_each(&self, roster: &Arc<Roster>, row: u32, at: Option<Timestamp>) -> Counts {
        let mut count = Counts::default();
        for agent in roster.member_list(row).iter() {
            let beat = self.beat(roster, agent, at);
            if beat.status == AgentStatus::Online {
                count.add(roster.has_room(agent, beat.load));
            }
        }
        count
    }
}
