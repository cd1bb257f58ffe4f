//! Who is online and how loaded, at one moment.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

use crate::beat::{Beat, PresenceRecord};
use crate::id::{AgentId, Names};
use crate::roster::Roster;
use crate::status::Status;
use crate::time::Timestamp;

/// Who is online and how loaded, at one moment. Owned by the host, which sets a [`Beat`] when it
/// hears of an agent, and passes it in with each question.
///
/// It keeps, per group, what a status needs, and knows which agents and memberships it was built
/// for: with a [`Router`](crate::Router) whose roster differs it is read by ids, slower and never
/// wrong, until it [follows](Self::follow) that router.
///
/// ```
/// use frontdesk::{Agent, Beat, Draft, Group, Presence, Router, Standing, Status, Timestamp};
/// let router = Router::new(
///     Draft::new()
///         .agent(Agent::new("a1").max_conversations(1))
///         .group(Group::new("sales", "Sales").agents(["a1"]))
///         .check()?,
/// );
/// let at: Timestamp = "2026-11-22T10:00:00Z".parse()?;
/// let mut presence = Presence::new(&router);
/// assert_eq!(router.status("sales", &presence, at), Some(Standing::Offline));
/// presence.set("a1", Beat::online().until(at))?;
/// assert_eq!(router.status("sales", &presence, at), Some(Standing::Offline), "the lease has ended");
/// presence.set("a1", Beat::online().load(1))?;
/// assert_eq!(router.status("sales", &presence, at), Some(Standing::Busy));
/// assert!(presence.set("a2", Beat::new(Status::Online)).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Presence {
    roster: Arc<Roster>,
    beats: Box<[Beat]>,
    /// Of each group with listed members.
    groups: Box<[Tally]>,
    /// Of the whole workspace, and so of each group that every agent is in.
    staff: Tally,
    /// The ends of the leases of agents who are online.
    leases: BTreeSet<(Timestamp, u32)>,
}

/// An agent that the workspace does not have.
///
/// ```
/// # use frontdesk::{Beat, Draft, Presence, Router};
/// # let router = Router::new(Draft::new().check()?);
/// let error = Presence::new(&router).set("a9", Beat::online()).unwrap_err();
/// assert_eq!(error.to_string(), "there is no agent `a9`");
/// # Ok::<(), frontdesk::Problems>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no agent `{}`", .0.as_str().escape_debug())]
pub struct UnknownAgent(pub AgentId);

/// How many members are online, and how many of them have room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) online: u32,
    pub(crate) with_room: u32,
}

/// Counts of all who are online, and of those without a lease.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    all: Count,
    lasting: Count,
}

impl Count {
    fn add(&mut self, has_room: bool) {
        self.online += 1;
        self.with_room += u32::from(has_room);
    }

    fn remove(&mut self, has_room: bool) {
        self.online = self.online.saturating_sub(1);
        self.with_room = self.with_room.saturating_sub(u32::from(has_room));
    }
}

impl Tally {
    fn change(&mut self, lasting: bool, change: impl Fn(&mut Count)) {
        change(&mut self.all);
        if lasting {
            change(&mut self.lasting);
        }
    }
}

impl Presence {
    /// Everybody offline.
    pub(crate) fn of(roster: &Arc<Roster>) -> Self {
        Self {
            roster: Arc::clone(roster),
            beats: vec![Beat::default(); roster.agent_count()].into(),
            groups: vec![Tally::default(); roster.group_count()].into(),
            staff: Tally::default(),
            leases: BTreeSet::new(),
        }
    }

    /// Everybody online, without load and lease.
    pub(crate) fn of_everyone(roster: &Arc<Roster>) -> Self {
        let mut presence = Self::of(roster);
        for agent in (0..).take(roster.agent_count()) {
            presence.put(agent, Beat::online());
        }
        presence
    }

    /// Moves to another roster: the beats of agents who are in both go along.
    pub(crate) fn move_to(&mut self, roster: &Arc<Roster>) {
        if Arc::ptr_eq(&self.roster, roster) {
            return;
        }
        let mut moved = Self::of(roster);
        for (agent, beat) in self.known_beats() {
            if let Some(place) = roster.agent(agent.as_str()) {
                moved.put(place, *beat);
            }
        }
        *self = moved;
    }

    /// Takes note of an agent's sign of life. True if status or load are others than those of the
    /// last beat: one that only prolongs a lease is no news. Whether a lease has ended meanwhile is
    /// not looked at, for there is no instant here; [`lapse`](Self::lapse) first, if that is news.
    ///
    /// # Errors
    ///
    /// [`UnknownAgent`] for an id that the workspace does not have: configuration always lags
    /// presence somewhere, and nothing changes.
    pub fn set(&mut self, agent: impl Names<AgentId>, beat: Beat) -> Result<bool, UnknownAgent> {
        let Some(place) = self.roster.agent(agent.as_text()) else {
            return Err(UnknownAgent(agent.as_text().into()));
        };
        Ok(self.put(place, beat))
    }

    /// Sets every beat of a record, in its order; reports the agents that the workspace does not
    /// have, and takes the others.
    pub fn set_all(&mut self, record: &PresenceRecord) -> Vec<UnknownAgent> {
        record.iter().filter_map(|(agent, beat)| self.set(agent, *beat).err()).collect()
    }

    /// Whether it was built for a router's agents and memberships, so that it is read at full speed.
    #[must_use]
    pub(crate) fn is_of(&self, roster: &Arc<Roster>) -> bool {
        Arc::ptr_eq(&self.roster, roster)
    }

    /// An agent's last beat; offline where there was none.
    ///
    /// # Errors
    ///
    /// [`UnknownAgent`] for an id that the workspace does not have.
    pub fn get(&self, agent: impl Names<AgentId>) -> Result<Beat, UnknownAgent> {
        let place = self.roster.agent(agent.as_text());
        place
            .and_then(|place| self.beats.get(place as usize).copied())
            .ok_or_else(|| UnknownAgent(agent.as_text().into()))
    }

    /// Sets everybody whose lease has ended offline, and names them. Decisions do not need it, they
    /// look at leases themselves; they are faster when few leases have ended.
    pub fn lapse(&mut self, now: Timestamp) -> Vec<AgentId> {
        let ended: Vec<u32> = self.ended(Some(now)).collect();
        for agent in &ended {
            let load = self.beats.get(*agent as usize).map_or(0, |beat| beat.load);
            self.put(*agent, Beat::new(Status::Offline).load(load));
        }
        ended.iter().filter_map(|agent| self.roster.agent_id(*agent).cloned()).collect()
    }

    /// Every beat that says more than "offline", as a document.
    #[must_use]
    pub fn to_record(&self) -> PresenceRecord {
        self.known_beats().map(|(agent, beat)| (agent, *beat)).collect()
    }

    fn known_beats(&self) -> impl Iterator<Item = (&AgentId, &Beat)> {
        let beats = (0..).zip(&self.beats).filter(|(_, beat)| **beat != Beat::default());
        beats.filter_map(|(place, beat)| Some((self.roster.agent_id(place)?, beat)))
    }

    fn put(&mut self, agent: u32, beat: Beat) -> bool {
        let Some(known) = self.beats.get_mut(agent as usize) else {
            return false;
        };
        let before = std::mem::replace(known, beat);
        self.count(agent, before, Count::remove);
        self.count(agent, beat, Count::add);
        if let (Status::Online, Some(until)) = (before.status, before.until) {
            self.leases.remove(&(until, agent));
        }
        if let (Status::Online, Some(until)) = (beat.status, beat.until) {
            self.leases.insert((until, agent));
        }
        (before.status, before.load) != (beat.status, beat.load)
    }

    fn count(&mut self, agent: u32, beat: Beat, change: impl Fn(&mut Count, bool)) {
        if beat.status != Status::Online {
            return;
        }
        let has_room = self.roster.has_room(agent, beat.load);
        let lasting = beat.until.is_none();
        self.staff.change(lasting, |count| change(count, has_room));
        for group in self.roster.listed_groups_of(agent) {
            if let Some(tally) = self.groups.get_mut(*group as usize) {
                tally.change(lasting, |count| change(count, has_room));
            }
        }
    }

    /// The agents who say that they are online and whose lease has ended.
    fn ended(&self, at: Option<Timestamp>) -> impl Iterator<Item = u32> {
        let end = at.map_or(Bound::Unbounded, |at| Bound::Included((at, u32::MAX)));
        self.leases.range((Bound::Unbounded, end)).map(|(_, agent)| *agent)
    }

    /// The first end of a lease after an instant.
    pub(crate) fn next_end(&self, after: Timestamp) -> Option<Timestamp> {
        let later = (Bound::Excluded((after, u32::MAX)), Bound::Unbounded);
        self.leases.range(later).next().map(|(until, _)| *until)
    }

    /// An agent of a roster, as they stand at an instant.
    pub(crate) fn beat(&self, roster: &Arc<Roster>, agent: u32, at: Option<Timestamp>) -> Beat {
        let place = if Arc::ptr_eq(roster, &self.roster) {
            Some(agent)
        } else {
            roster.agent_id(agent).and_then(|id| self.roster.agent(id.as_str()))
        };
        let beat = place.and_then(|place| self.beats.get(place as usize).copied());
        let mut beat = beat.unwrap_or_default();
        // Without an instant every lease has ended.
        if beat.until.is_some_and(|until| at.is_none_or(|at| at >= until)) {
            beat.status = Status::Offline;
        }
        beat
    }

    /// How many of a group are online and have room; of the whole workspace without a group.
    pub(crate) fn tally(
        &self,
        roster: &Arc<Roster>,
        group: Option<u32>,
        at: Option<Timestamp>,
    ) -> Count {
        if !Arc::ptr_eq(roster, &self.roster) {
            return match group {
                Some(group) => self.tally_one_by_one(roster, roster.members(group), at),
                None => self.tally_one_by_one(roster, roster.agents(), at),
            };
        }
        let listed = group.filter(|group| !roster.has_everyone(*group));
        let tally = match listed {
            Some(group) => self.groups.get(group as usize).copied().unwrap_or_default(),
            None => self.staff,
        };
        if at.is_none() {
            return tally.lasting;
        }
        // Whichever are fewer are looked at: those whose lease has ended, or the members.
        if let Some(group) = listed {
            let members = roster.members(group);
            if self.ended(at).nth(members.size_hint().0).is_some() {
                return self.tally_one_by_one(roster, members, at);
            }
        }
        let mut count = tally.all;
        for agent in self.ended(at) {
            if listed.is_none_or(|group| roster.is_listed(agent, group)) {
                let load = self.beats.get(agent as usize).map_or(0, |beat| beat.load);
                count.remove(roster.has_room(agent, load));
            }
        }
        count
    }

    /// The same by looking at each of some agents.
    fn tally_one_by_one(
        &self,
        roster: &Arc<Roster>,
        agents: impl Iterator<Item = u32>,
        at: Option<Timestamp>,
    ) -> Count {
        let mut count = Count::default();
        for agent in agents {
            let beat = self.beat(roster, agent, at);
            if beat.status == Status::Online {
                count.add(roster.has_room(agent, beat.load));
            }
        }
        count
    }
}
