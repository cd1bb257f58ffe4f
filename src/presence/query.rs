//! The queries of decisions to a presence. Bits and counts answer them if the roster is the presence's own. Otherwise
//! agents are looked up by id.

use std::sync::Arc;

use crate::heartbeat::Heartbeat;
use crate::ix::{AgentIx, GroupIx, Ix, ListIx, MemberIx};
use crate::presence::counters::{Bits, Counts};
use crate::presence::leases::{ExpiredLeases, LeaseEnd};
use crate::presence::{AgentState, Presence};
use crate::roster::Roster;
use crate::status::{AgentStatus, GroupStatus};
use crate::time::Timestamp;

impl Presence {
    /// Returns the first end of a lease after an instant.
    pub(crate) fn next_expiry(&self, after: Timestamp) -> Option<Timestamp> {
        self.leases.first_after(LeaseEnd::from_instant(Some(after))).timestamp()
    }

    /// Returns the heartbeat of an agent of a roster. An agent whose lease has expired at the instant is offline.
    pub(crate) fn heartbeat(
        &self,
        roster: &Arc<Roster>,
        agent: AgentIx,
        at: Option<Timestamp>,
    ) -> Heartbeat {
        // Leases are checked at each query, because nothing removes them by itself.
        let state = self.state_of(roster, agent);
        match state.until.has_passed(LeaseEnd::from_instant(at)) {
            true => Heartbeat { status: AgentStatus::Offline, ..state.heartbeat() },
            false => state.heartbeat(),
        }
    }

    /// Returns the load of an agent of a roster.
    pub(crate) fn load(&self, roster: &Arc<Roster>, agent: AgentIx) -> u32 {
        self.state_of(roster, agent).load
    }

    /// Returns the last heartbeat of an agent of a roster. The roster may be another one than the presence's own. An
    /// agent whom this presence does not know is offline.
    fn state_of(&self, roster: &Arc<Roster>, agent: AgentIx) -> AgentState {
        let own = match self.belongs_to(roster) {
            true => Some(agent),
            false => self.roster.agent_of(roster, agent),
        };
        own.and_then(|agent| agent.get(&self.agents).copied()).unwrap_or_default()
    }

    /// Returns the status of a member list, without regard to a schedule ([rule A1](crate::_rules#a1)).
    ///
    /// Takes constant time while no lease has expired, and after all have expired. In the time between, it examines
    /// members until it finds one whose lease has not expired.
    #[inline]
    pub(crate) fn status(
        &self,
        roster: &Arc<Roster>,
        list: ListIx,
        at: Option<Timestamp>,
    ) -> GroupStatus {
        let now = LeaseEnd::from_instant(at);
        match self.leases.expired(now) {
            // The first arm: the counters of another roster have other lists.
            _ if !self.belongs_to(roster) => self.status_by_ids(roster, list, at),
            ExpiredLeases::None => self.counters.all(list).status(),
            ExpiredLeases::All => self.counters.lasting(list).status(),
            ExpiredLeases::Some => self.status_by_leases(list, now),
        }
    }

    #[cold]
    fn status_by_ids(
        &self,
        roster: &Arc<Roster>,
        list: ListIx,
        at: Option<Timestamp>,
    ) -> GroupStatus {
        match self.eligible(roster, list, at).next() {
            // One eligible member is enough. Only if there is none, the members must be counted to
            // tell busy from offline.
            Some(_) => GroupStatus::Available,
            None => self.count_each(roster, list, at).status(),
        }
    }

    fn status_by_leases(&self, list: ListIx, now: LeaseEnd) -> GroupStatus {
        // The bits say who has room. Leases are checked until one is found that has not expired.
        if self.is_any_online(list, self.counters.with_room(list), now) {
            GroupStatus::Available
        } else if self.is_any_online(list, self.counters.online(list), now) {
            GroupStatus::Busy
        } else {
            GroupStatus::Offline
        }
    }

    /// Returns `true` if the lease of any member of a list whose bit is set has not expired.
    fn is_any_online(&self, list: ListIx, bits: &[u64], now: LeaseEnd) -> bool {
        let members = self.roster.member_list(list);
        let positions = (0..)
            .step_by(u64::BITS as usize)
            .zip(bits)
            .flat_map(|(start, word)| Bits(*word).map(move |bit| MemberIx::new(start + bit)));
        positions
            .filter_map(|position| members.get(position))
            .any(|agent| self.is_online(agent, now))
    }

    /// Returns `true` if an agent has no lease, or one that has not expired.
    pub(super) fn is_online(&self, agent: AgentIx, now: LeaseEnd) -> bool {
        agent.get(&self.agents).is_some_and(|state| !state.until.has_passed(now))
    }

    /// Returns how many agents of a group, or of the workspace, are online and have room. Takes constant time while no
    /// lease has expired, and after all have expired. Otherwise it examines each member.
    pub(crate) fn count(
        &self,
        roster: &Arc<Roster>,
        group: Option<GroupIx>,
        at: Option<Timestamp>,
    ) -> Counts {
        let list = roster.list_index(group);
        match self.leases.expired(LeaseEnd::from_instant(at)) {
            ExpiredLeases::None if self.belongs_to(roster) => self.counters.all(list),
            ExpiredLeases::All if self.belongs_to(roster) => self.counters.lasting(list),
            _ => self.count_each(roster, list, at),
        }
    }

    fn count_each(&self, roster: &Arc<Roster>, list: ListIx, at: Option<Timestamp>) -> Counts {
        let mut count = Counts::default();
        for agent in roster.member_list(list).iter() {
            let heartbeat = self.heartbeat(roster, agent, at);
            if heartbeat.status == AgentStatus::Online && !roster.is_automatic(agent) {
                count.add(roster.has_room(agent, heartbeat.load));
            }
        }
        count
    }
}
