//! The status of groups and which of their agents are eligible, by the Desk's own presence (rules A1 to A3, D1).

use frontdesk::{Group, Heartbeat, Members, Presence, Strategy, Timestamp};
use frontdesk::presence::{AgentStatus, GroupStatus};

use super::state::{Request, Model};

/// The agents that a request is offered to: those of a group, or all (D17).
#[derive(Clone, Copy, Debug)]
pub(super) struct CandidateGroup<'a> {
    pub(super) group: Option<&'a Group>,
}

impl CandidateGroup<'_> {
    pub(super) fn id(&self) -> Option<String> {
        self.group.map(|group| group.id.to_string())
    }

    pub(super) fn strategy(&self) -> Strategy {
        self.group.map_or(Strategy::Broadcast, |group| group.strategy)
    }

    pub(super) fn max_notices(&self) -> usize {
        self.group.map_or(20, |group| group.max_notices as usize)
    }

    pub(super) fn notice_seconds(&self) -> Option<u32> {
        self.group.and_then(|group| group.offer_seconds)
    }
}

impl Model {
    /// The conversations that an agent is in plus the offers open to it (D1).
    pub(crate) fn load(&self, agent: &str) -> usize {
        let participants = self.conversations.iter().filter(|c| c.has_participant(agent)).count();
        participants + self.open_offers(agent, true)
    }

    pub(crate) fn notices(&self, agent: &str) -> usize {
        self.open_offers(agent, false)
    }

    fn open_offers(&self, agent: &str, exclusive: bool) -> usize {
        let requests = self.conversations.iter().flat_map(|conversation| &conversation.requests);
        let offers = requests.flat_map(|request| &request.offers);
        offers.filter(|offer| offer.agent == agent && offer.is_exclusive == exclusive).count()
    }

    /// Whether an agent has room, so much of its load aside.
    pub(super) fn has_room(&self, agent: &str, aside: usize) -> bool {
        let Some(known) = self.workspace().agent(agent) else { return false };
        let most = known.max_conversations;
        most.is_none_or(|most| self.load(agent) - aside < most as usize)
    }

    pub(crate) fn is_eligible(&self, agent: &str) -> bool {
        self.status(agent) == AgentStatus::Online && self.has_room(agent, 0)
    }

    pub(crate) fn group(&self, id: &str) -> Option<&Group> {
        self.workspace().groups().iter().find(|group| group.id.as_str() == id)
    }

    /// The group of an id, if it exists and is enabled.
    pub(super) fn enabled_group(&self, id: &str) -> Option<&Group> {
        self.group(id).filter(|group| group.enabled)
    }

    /// The members in their order; everybody where there is no group.
    pub(crate) fn members(&self, group: Option<&Group>) -> Vec<String> {
        match group.map(|group| &group.agents) {
            Some(Members::Listed(members)) => members.iter().map(|m| m.id.to_string()).collect(),
            Some(Members::All) | None => {
                self.workspace().agents().iter().map(|agent| agent.id.to_string()).collect()
            }
        }
    }

    /// A1
    pub(crate) fn status_of_group(&self, group: &Group) -> GroupStatus {
        if let Some(schedule) = &group.schedule {
            let hours = self.workspace().hours(schedule).expect("a checked schedule exists");
            if !hours.is_open(self.now) {
                return GroupStatus::Closed;
            }
        }
        let members = self.members(Some(group));
        let online: Vec<_> =
            members.iter().filter(|agent| self.status(agent) == AgentStatus::Online).collect();
        if online.is_empty() {
            GroupStatus::Offline
        } else if online.iter().any(|agent| self.has_room(agent, 0)) {
            GroupStatus::Available
        } else {
            GroupStatus::Busy
        }
    }

    pub(super) fn serves(&self, group: &Group) -> bool {
        group.enabled && self.status_of_group(group).serves()
    }

    /// A2
    pub(crate) fn serving(&self, chosen: &Group) -> Option<&Group> {
        let first = self.chain(chosen).into_iter().find(|group| self.serves(group))?;
        if first.overflow && self.status_of_group(first) == GroupStatus::Busy {
            let available = self.chain(first).into_iter().find(|group| {
                group.enabled && self.status_of_group(group) == GroupStatus::Available
            });
            return available.or(Some(first));
        }
        Some(first)
    }

    /// A group, its fallback, the fallback of that, and so on.
    fn chain(&self, group: &Group) -> Vec<&Group> {
        let mut chain = Vec::new();
        let mut next = self.group(group.id.as_str());
        while let Some(group) = next {
            chain.push(group);
            next = group.fallback.as_ref().and_then(|id| self.group(id.as_str()));
        }
        chain
    }

    /// A request's groups now (D4, D5, D9, D17): whoever serves it, then those it was escalated to.
    pub(super) fn candidate_groups(&self, request: &Request) -> Vec<CandidateGroup<'_>> {
        if request.group.is_none() {
            return vec![CandidateGroup { group: None }];
        }
        let escalated = request.escalated.iter().filter_map(|id| self.group(id));
        let mut groups: Vec<&Group> = self.answers(request.is_invited, request.group.as_deref());
        for group in escalated.filter(|group| self.serves(group)) {
            if !groups.iter().any(|known| known.id == group.id) {
                groups.push(group);
            }
        }
        groups.into_iter().map(|group| CandidateGroup { group: Some(group) }).collect()
    }

    /// The group that answers for a chosen or an invited one, if any does.
    pub(super) fn answers(&self, is_invited: bool, group: Option<&str>) -> Vec<&Group> {
        let group = group.and_then(|id| self.group(id));
        let answers = match is_invited {
            true => group.filter(|group| self.serves(group)),
            false => group.and_then(|group| self.serving(group)),
        };
        answers.into_iter().collect()
    }

    /// Whether somebody answers for a chosen or invited group; for the workspace, whether anybody is
    /// online.
    pub(super) fn is_served(&self, is_invited: bool, group: Option<&str>) -> bool {
        match group {
            Some(_) => !self.answers(is_invited, group).is_empty(),
            None => self.members(None).iter().any(|agent| self.status(agent) == AgentStatus::Online),
        }
    }

    /// Each group with each member who is online and has room.
    pub(super) fn eligible_anywhere(&self) -> Vec<(String, String)> {
        let mut eligible = Vec::new();
        for group in self.workspace().groups() {
            for agent in self.members(Some(group)) {
                if self.is_eligible(&agent) {
                    eligible.push((group.id.to_string(), agent));
                }
            }
        }
        eligible
    }

    /// The Desk's own presence, as the router reads it.
    pub(crate) fn presence(&self) -> Presence {
        let mut presence = Presence::new(&self.router);
        for agent_state in &self.agent_states {
            let load = u32::try_from(self.load(&agent_state.id)).expect("few conversations");
            let beat = Heartbeat::new(agent_state.status).load(load);
            presence.set(agent_state.id.as_str(), beat).expect("people are agents");
        }
        presence
    }

    /// When an agent last joined or left a conversation or came online.
    pub(super) fn idle_since(&self, agent: &str) -> Option<Timestamp> {
        let agent_state = self.agent_states.iter().find(|agent_state| agent_state.id == agent)?;
        agent_state.came_online.max(agent_state.moved)
    }
}
