//! The presence of agents: who is online, and with how many conversations.
//!
//! Other files extend [`Presence`]: `query` with the queries of decisions, `eligible` with the agents who can be
//! asked, and `router/presence.rs` with the constructors that need a router. `counters` and `leases` are derived from
//! the heartbeats.

mod counters;
mod eligible;
mod leases;
mod query;

use std::fmt;
use std::sync::Arc;

pub use crate::heartbeat::{Heartbeat, PresenceRecord};
pub use crate::status::{AgentStatus, GroupStatus};
pub(crate) use counters::Counts;
pub(crate) use eligible::Eligible;

use crate::id::{AgentId, AsId};
use crate::ix::{AgentIx, Ix, MemberIx};
use crate::roster::{EVERYBODY, Membership, Roster};
use crate::time::Timestamp;

use counters::{AgentFlags, GroupCounters};
use leases::{LeaseEnd, Leases};

/// The presence of agents: who is online, and with how many conversations.
///
/// The host owns it. It sets a [`Heartbeat`] whenever it hears from an agent, and passes the presence to each decision.
///
/// A presence is built for the agents and memberships of one [`Router`](crate::Router). It can be used with a router
/// whose agents or memberships differ: decisions then look agents up by id, which gives the right result but is slower,
/// until the presence [follows](Self::follow) that router.
///
/// A heartbeat allocates nothing. The status of a group is found in constant time, however many members it has. Leases
/// expire by themselves. An expired lease only costs time: each status examines the members with expired leases, until
/// a new heartbeat comes or [`expire_leases`](Self::expire_leases) is called.
///
/// ```
/// use frontdesk::{Agent, Draft, Group, Heartbeat, Presence, Router, Timestamp};
/// use frontdesk::presence::{AgentStatus, GroupStatus};
/// let router = Router::new(
///     Draft::new()
///         .agent(Agent::new("a1").max_conversations(1))
///         .group(Group::new("sales", "Sales").agents(["a1"]))
///         .check()?,
/// );
/// let at: Timestamp = "2026-11-22T10:00:00Z".parse()?;
/// let mut presence = Presence::new(&router);
/// assert_eq!(router.status("sales", &presence, at), Some(GroupStatus::Offline));
/// presence.set("a1", Heartbeat::online().until(at))?;
/// assert_eq!(router.status("sales", &presence, at), Some(GroupStatus::Offline), "the lease has ended");
/// presence.set("a1", Heartbeat::online().load(1))?;
/// assert_eq!(router.status("sales", &presence, at), Some(GroupStatus::Busy));
/// assert!(presence.set("a2", Heartbeat::new(AgentStatus::Online)).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Presence {
    roster: Arc<Roster>,
    /// The last heartbeat of each agent.
    agents: Box<[AgentState]>,
    counters: GroupCounters,
    leases: Leases,
}

/// A heartbeat in 16 bytes: a host may have a presence for each of a hundred thousand workspaces.
#[derive(Clone, Copy)]
struct AgentState {
    until: LeaseEnd,
    load: u32,
    status: AgentStatus,
}

/// The workspace has no agent with this id.
///
/// ```
/// # use frontdesk::{Draft, Heartbeat, Presence, Router};
/// # let router = Router::new(Draft::new().check()?);
/// let error = Presence::new(&router).set("a9", Heartbeat::online()).unwrap_err();
/// assert_eq!(error.to_string(), "there is no agent `a9`");
/// # Ok::<(), frontdesk::Problems>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no agent `{}`", .0.as_str().escape_debug())]
pub struct UnknownAgent(pub AgentId);

impl Presence {
    /// Returns the presence while every agent is offline.
    pub(crate) fn for_roster(roster: &Arc<Roster>) -> Self {
        Self {
            roster: Arc::clone(roster),
            agents: vec![AgentState::default(); roster.agent_count()].into(),
            counters: GroupCounters::new(roster),
            leases: Leases::new(roster.agent_count()),
        }
    }

    /// Returns the presence while every agent is online, without load and lease.
    pub(crate) fn all_online(roster: &Arc<Roster>) -> Self {
        let mut presence = Self::for_roster(roster);
        for agent in AgentIx::all(roster.agent_count()) {
            presence.record(agent, Heartbeat::online());
        }
        presence
    }

    /// Moves to another roster. The heartbeats of agents who are in both are kept.
    pub(crate) fn move_to(&mut self, roster: &Arc<Roster>) {
        if self.belongs_to(roster) {
            return;
        }
        // Indices and lists of the two rosters differ, so counters and leases are built anew from
        // the heartbeats.
        let mut moved = Self::for_roster(roster);
        for (before, state) in self.reported() {
            if let Some(agent) = roster.agent_of(&self.roster, before) {
                moved.record(agent, state.heartbeat());
            }
        }
        *self = moved;
    }

    /// Records a heartbeat. Returns `true` if the agent's status or load has changed; a heartbeat that only renews the
    /// lease returns `false`.
    ///
    /// The method has no instant, so it does not notice that a lease has expired in the meantime. If that matters, call
    /// [`expire_leases`](Self::expire_leases) first.
    ///
    /// # Errors
    ///
    /// [`UnknownAgent`] if the workspace has no agent with this id. The presence does not change. This happens in
    /// normal operation whenever an agent is known to the host before the configuration has reached this process.
    pub fn set(
        &mut self,
        agent: impl AsId<AgentId>,
        heartbeat: Heartbeat,
    ) -> Result<bool, UnknownAgent> {
        let Some(index) = self.roster.agent(agent.as_text()) else {
            return Err(UnknownAgent(agent.as_text().into()));
        };
        Ok(self.record(index, heartbeat))
    }

    /// Records every heartbeat of a document, in its order. Returns the agents that the workspace does not have; the
    /// others are recorded.
    pub fn set_all(&mut self, record: &PresenceRecord) -> Vec<UnknownAgent> {
        record.iter().filter_map(|(agent, heartbeat)| self.set(agent, *heartbeat).err()).collect()
    }

    /// Returns `true` if the presence was built for a roster. It is then read by index, not by id.
    #[must_use]
    pub(crate) fn belongs_to(&self, roster: &Arc<Roster>) -> bool {
        Arc::ptr_eq(&self.roster, roster)
    }

    /// Returns the last heartbeat of an agent. An agent without one is offline. An expired lease is not considered.
    ///
    /// # Errors
    ///
    /// [`UnknownAgent`] if the workspace has no agent with this id.
    pub fn get(&self, agent: impl AsId<AgentId>) -> Result<Heartbeat, UnknownAgent> {
        let index = self.roster.agent(agent.as_text());
        index
            .and_then(|index| index.get(&self.agents))
            .map(|state| state.heartbeat())
            .ok_or_else(|| UnknownAgent(agent.as_text().into()))
    }

    /// Sets every agent offline whose lease has expired. Returns these agents in the order in which the leases ended.
    ///
    /// Decisions do not need this: an expired lease counts as offline even if nothing has removed it yet. They are
    /// faster if few expired leases are left.
    pub fn expire_leases(&mut self, now: Timestamp) -> Vec<AgentId> {
        let ended = self.leases.expired_agents(LeaseEnd::from_instant(Some(now)));
        for agent in &ended {
            // The load is kept: the conversations of an agent do not end with the lease.
            let load = agent.get(&self.agents).map_or(0, |state| state.load);
            self.record(*agent, Heartbeat::new(AgentStatus::Offline).load(load));
        }
        ended.iter().filter_map(|agent| self.roster.agent_id(*agent).map(AgentId::from)).collect()
    }

    /// Returns the heartbeats as a document. Agents who are offline without load or lease are left out.
    #[must_use]
    pub fn to_record(&self) -> PresenceRecord {
        self.heartbeats().collect()
    }

    fn heartbeats(&self) -> impl Iterator<Item = (&str, Heartbeat)> {
        self.reported()
            .filter_map(|(agent, state)| Some((self.roster.agent_id(agent)?, state.heartbeat())))
    }

    /// Returns the agents whose heartbeat differs from the default.
    fn reported(&self) -> impl Iterator<Item = (AgentIx, AgentState)> {
        AgentIx::all(self.agents.len())
            .zip(self.agents.iter().copied())
            .filter(|(_, state)| state.heartbeat() != Heartbeat::default())
    }

    /// Records a heartbeat. Returns `true` if status or load have changed. An index that the roster does not have is
    /// ignored.
    pub(crate) fn record(&mut self, agent: AgentIx, heartbeat: Heartbeat) -> bool {
        let Some(state) = agent.get_mut(&mut self.agents) else {
            return false;
        };
        let after = AgentState::from_heartbeat(heartbeat);
        // The old state is needed for the counters, which are updated by the difference.
        let before = std::mem::replace(state, after);
        // Most heartbeats only renew a lease. They touch the tree of leases and no counter.
        if before.lease() != after.lease() {
            self.leases.set(agent, after.lease());
        }
        let is_news = (before.status, before.load) != (after.status, after.load);
        // The counts of groups depend on whether there is a lease, not on its end.
        if is_news || before.has_lease() != after.has_lease() {
            self.update_counters(agent, before, after);
        }
        is_news
    }

    fn update_counters(&mut self, agent: AgentIx, before: AgentState, after: AgentState) {
        // An automatic agent is not staff, so that no counter and no bit knows of them.
        if self.roster.is_automatic(agent) {
            return;
        }
        let flags_of = |state: AgentState| state.flags(self.roster.has_room(agent, state.load));
        let (was, is) = (flags_of(before), flags_of(after));
        // A load that changes without filling or freeing the agent changes no counter.
        if was != is {
            let everybody = Membership { list: EVERYBODY, position: MemberIx::new(agent.number()) };
            self.counters.update(everybody, was, is);
            for membership in self.roster.memberships(agent) {
                self.counters.update(*membership, was, is);
            }
        }
    }
}

impl fmt::Debug for Presence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.heartbeats()).finish()
    }
}

impl AgentState {
    fn from_heartbeat(heartbeat: Heartbeat) -> Self {
        Self {
            until: LeaseEnd::until(heartbeat.until),
            load: heartbeat.load,
            status: heartbeat.status,
        }
    }

    fn heartbeat(self) -> Heartbeat {
        Heartbeat::new(self.status).load(self.load).until(self.until.timestamp())
    }

    /// Returns the end of the lease of an agent who is online.
    fn lease(self) -> LeaseEnd {
        if self.status == AgentStatus::Online { self.until } else { LeaseEnd::NEVER }
    }

    fn has_lease(self) -> bool {
        self.lease() != LeaseEnd::NEVER
    }

    fn flags(self, with_room: bool) -> AgentFlags {
        match self.status {
            AgentStatus::Online => AgentFlags::Online { with_room, has_lease: self.has_lease() },
            AgentStatus::Away | AgentStatus::Invisible | AgentStatus::Offline => {
                AgentFlags::NotOnline
            }
        }
    }
}

impl Default for AgentState {
    fn default() -> Self {
        Self::from_heartbeat(Heartbeat::default())
    }
}
