//! Who is online and how loaded, at one moment.

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
use crate::roster::{EVERYBODY, Membership, Roster};
use crate::time::Timestamp;

use counters::{AgentFlags, GroupCounters};
use leases::{LeaseEnd, Leases};

/// Who is online and how loaded, at one moment. Owned by the host, which sets a [`Heartbeat`] when it
/// hears of an agent, and passes it in with each question.
///
/// It keeps, per group, what a status needs, and knows which agents and memberships it was built
/// for: with a [`Router`](crate::Router) whose roster differs it is read by ids, slower and never
/// wrong, until it [follows](Self::follow) that router.
///
/// A beat allocates nothing, and how a group stands is found in constant time, however many are in
/// it. Leases end by themselves; what is kept of those that have ended only costs time, for each
/// status passes over the members concerned, until a new beat comes or [`expire_leases`](Self::expire_leases) is
/// called.
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
    /// The last beat of each agent.
    kept: Box<[AgentState]>,
    rows: GroupCounters,
    leases: Leases,
}

/// A beat, as small as it can be: there may be a hundred thousand tenants.
#[derive(Clone, Copy)]
struct AgentState {
    until: LeaseEnd,
    load: u32,
    status: AgentStatus,
}

/// An agent that the workspace does not have.
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
    /// Everybody offline.
    pub(crate) fn for_roster(roster: &Arc<Roster>) -> Self {
        Self {
            roster: Arc::clone(roster),
            kept: vec![AgentState::default(); roster.agent_count()].into(),
            rows: GroupCounters::new(roster),
            leases: Leases::new(roster.agent_count()),
        }
    }

    /// Everybody online, without load and lease.
    pub(crate) fn all_online(roster: &Arc<Roster>) -> Self {
        let mut presence = Self::for_roster(roster);
        for agent in (0..).take(roster.agent_count()) {
            presence.record(agent, Heartbeat::online());
        }
        presence
    }

    /// Moves to another roster: the beats of agents who are in both go along.
    pub(crate) fn move_to(&mut self, roster: &Arc<Roster>) {
        if self.belongs_to(roster) {
            return;
        }
        let mut moved = Self::for_roster(roster);
        for (before, kept) in self.reported() {
            if let Some(agent) = roster.agent_of(&self.roster, before) {
                moved.record(agent, kept.heartbeat());
            }
        }
        *self = moved;
    }

    /// Takes note of an agent's sign of life. True if status or load are others than those of the
    /// last beat: one that only prolongs a lease is no news. Whether a lease has ended meanwhile is
    /// not looked at, for there is no instant here; [`expire_leases`](Self::expire_leases) first, if that is news.
    ///
    /// # Errors
    ///
    /// [`UnknownAgent`] for an id that the workspace does not have: configuration always lags
    /// presence somewhere, and nothing changes.
    pub fn set(
        &mut self,
        agent: impl AsId<AgentId>,
        beat: Heartbeat,
    ) -> Result<bool, UnknownAgent> {
        let Some(place) = self.roster.agent(agent.as_text()) else {
            return Err(UnknownAgent(agent.as_text().into()));
        };
        Ok(self.record(place, beat))
    }

    /// Sets every beat of a record, in its order; reports the agents that the workspace does not
    /// have, and takes the others.
    pub fn set_all(&mut self, record: &PresenceRecord) -> Vec<UnknownAgent> {
        record.iter().filter_map(|(agent, beat)| self.set(agent, *beat).err()).collect()
    }

    /// Whether it was built for a router's agents and memberships, so that it is read at full speed.
    #[must_use]
    pub(crate) fn belongs_to(&self, roster: &Arc<Roster>) -> bool {
        Arc::ptr_eq(&self.roster, roster)
    }

    /// An agent's last beat; offline where there was none.
    ///
    /// # Errors
    ///
    /// [`UnknownAgent`] for an id that the workspace does not have.
    pub fn get(&self, agent: impl AsId<AgentId>) -> Result<Heartbeat, UnknownAgent> {
        let place = self.roster.agent(agent.as_text());
        place
            .and_then(|place| self.kept.get(place as usize))
            .map(|kept| kept.heartbeat())
            .ok_or_else(|| UnknownAgent(agent.as_text().into()))
    }

    /// Sets everybody whose lease has ended offline, and names them in the order in which the leases
    /// ended. Decisions do not need it, they look at leases themselves; they are faster when few
    /// leases have ended.
    pub fn expire_leases(&mut self, now: Timestamp) -> Vec<AgentId> {
        let ended = self.leases.expired_agents(LeaseEnd::from_instant(Some(now)));
        for agent in &ended {
            let load = self.kept.get(*agent as usize).map_or(0, |kept| kept.load);
            self.record(*agent, Heartbeat::new(AgentStatus::Offline).load(load));
        }
        ended.iter().filter_map(|agent| self.roster.agent_id(*agent).map(AgentId::from)).collect()
    }

    /// Every beat that says more than "offline", as a document.
    #[must_use]
    pub fn to_record(&self) -> PresenceRecord {
        self.heartbeats().collect()
    }

    fn heartbeats(&self) -> impl Iterator<Item = (&str, Heartbeat)> {
        self.reported()
            .filter_map(|(agent, kept)| Some((self.roster.agent_id(agent)?, kept.heartbeat())))
    }

    /// What says more than "offline".
    fn reported(&self) -> impl Iterator<Item = (u32, AgentState)> {
        (0..)
            .zip(self.kept.iter().copied())
            .filter(|(_, kept)| kept.heartbeat() != Heartbeat::default())
    }

    /// Whether status or load are others than before.
    pub(crate) fn record(&mut self, agent: u32, beat: Heartbeat) -> bool {
        let Some(kept) = self.kept.get_mut(agent as usize) else {
            return false;
        };
        let after = AgentState::from_heartbeat(beat);
        let before = std::mem::replace(kept, after);
        if before.lease() != after.lease() {
            self.leases.set(agent, after.lease());
        }
        let is_news = (before.status, before.load) != (after.status, after.load);
        // What only prolongs a lease is no news to groups.
        if is_news || before.has_lease() != after.has_lease() {
            self.update_counters(agent, before, after);
        }
        is_news
    }

    fn update_counters(&mut self, agent: u32, before: AgentState, after: AgentState) {
        let mark = |kept: AgentState| kept.flags(self.roster.has_room(agent, kept.load));
        let (was, is) = (mark(before), mark(after));
        if was != is {
            self.rows.note(Membership { row: EVERYBODY, position: agent }, was, is);
            for seat in self.roster.memberships(agent) {
                self.rows.note(*seat, was, is);
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
    fn from_heartbeat(beat: Heartbeat) -> Self {
        Self { until: LeaseEnd::until(beat.until), load: beat.load, status: beat.status }
    }

    fn heartbeat(self) -> Heartbeat {
        Heartbeat::new(self.status).load(self.load).until(self.until.timestamp())
    }

    /// The end of a lease that somebody online has.
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
