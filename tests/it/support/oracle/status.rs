//! How agents and groups stand, who serves and who is told (rules A1 to A5, and the rules of a presence).

use frontdesk::{Agent, AgentId, Field, Group, Heartbeat, Members, Strategy};
use frontdesk::presence::{AgentStatus, GroupStatus};

use super::field::Seen;
use super::{Oracle, language};

impl<'a> Oracle<'a> {
    /// What the presence says of an agent; of two entries the last counts.
    fn beat(&self, agent: &Agent) -> Heartbeat {
        let beats = self.presence.iter();
        beats.filter(|(id, _)| **id == agent.id).map(|(_, beat)| *beat).last().unwrap_or_default()
    }

    pub(crate) fn is_online(&self, agent: &Agent) -> bool {
        let beat = self.beat(agent);
        let lease_runs = match (beat.until, self.visitor.at) {
            (None, _) => true,
            (Some(until), Some(at)) => at < until,
            (Some(_), None) => false,
        };
        beat.status == AgentStatus::Online && lease_runs && !agent.automatic
    }

    fn has_room(&self, agent: &Agent) -> bool {
        agent.max_conversations.is_none_or(|most| self.beat(agent).load < most)
    }

    /// A3
    pub(crate) fn is_eligible(&self, agent: &Agent) -> bool {
        self.is_online(agent) && self.has_room(agent)
    }

    /// The members of a group in member order.
    pub(crate) fn members(&self, group: &Group) -> Vec<&'a Agent> {
        let agents = self.workspace.agents();
        match &group.agents {
            Members::All => agents.iter().collect(),
            Members::Listed(members) => members
                .iter()
                .map(|member| agents.iter().find(|agent| agent.id == member.id))
                .map(|agent| agent.expect("a checked member exists"))
                .collect(),
        }
    }

    /// A1
    pub(crate) fn standing(&self, group: &Group) -> GroupStatus {
        if let Some(id) = &group.schedule {
            if !self.schedule_is_open(id) {
                return GroupStatus::Closed;
            }
        }
        let members = self.members(group);
        let online: Vec<_> = members.into_iter().filter(|agent| self.is_online(agent)).collect();
        if online.is_empty() {
            GroupStatus::Offline
        } else if online.iter().any(|agent| self.has_room(agent)) {
            GroupStatus::Available
        } else {
            GroupStatus::Busy
        }
    }

    /// A2: the group that answers for a chosen one.
    pub(crate) fn serving(&self, chosen: &Group) -> Option<&'a Group> {
        let chain = self.chain(chosen);
        let can_serve =
            |group: &Group| matches!(self.standing(group), GroupStatus::Available | GroupStatus::Busy);
        let first = chain.iter().find(|group| group.enabled && can_serve(group))?;
        if first.overflow && self.standing(first) == GroupStatus::Busy {
            let onward = self.chain(first);
            let is_free =
                |group: &&&Group| group.enabled && self.standing(group) == GroupStatus::Available;
            if let Some(available) = onward.iter().find(is_free) {
                return Some(available);
            }
        }
        Some(first)
    }

    /// A group, its fallback, the fallback of that, and so on.
    fn chain(&self, group: &Group) -> Vec<&'a Group> {
        let mut chain = Vec::new();
        let mut next = self.group(group.id.as_str());
        while let Some(group) = next {
            chain.push(group);
            next = group.fallback.as_ref().and_then(|id| self.group(id.as_str()));
        }
        chain
    }

    /// A4, A5: the eligible members in the strategy's order.
    pub(crate) fn candidates(&self, group: &Group) -> Vec<&'a AgentId> {
        let mut eligible: Vec<_> =
            self.members(group).into_iter().filter(|agent| self.is_eligible(agent)).collect();
        if group.strategy == Strategy::LeastBusy {
            eligible.sort_by_key(|agent| self.beat(agent).load);
        }
        // Speakers of the visitor's language come first; the sort is stable.
        eligible.sort_by_key(|agent| !self.is_preferred(group, agent));
        eligible.into_iter().map(|agent| &agent.id).collect()
    }

    /// A4: whether the group prefers those who speak the visitor's language, and the agent is one of them.
    fn is_preferred(&self, group: &Group, agent: &Agent) -> bool {
        let language = match self.see(&Field::Language) {
            Some(Seen::Text(tag)) if group.prefer_language_seconds.is_some() => tag,
            _ => return false,
        };
        agent.languages.iter().any(|spoken| {
            language::covers(spoken.as_str(), &language) || language::covers(&language, spoken.as_str())
        })
    }

    /// A4, A5: who is told, where the strategy picks nobody.
    pub(crate) fn told(&self, group: &Group) -> Vec<&'a AgentId> {
        let preferred: Vec<_> = self
            .members(group)
            .into_iter()
            .filter(|agent| self.is_eligible(agent) && self.is_preferred(group, agent))
            .map(|agent| &agent.id)
            .collect();
        if preferred.is_empty() { self.candidates(group) } else { preferred }
    }

    /// A4: the one who is picked, where the strategy picks one without memory.
    pub(crate) fn assignee(&self, serving: &Group) -> Option<&'a AgentId> {
        match serving.strategy {
            Strategy::Ranked | Strategy::LeastBusy => self.candidates(serving).first().copied(),
            _ => None,
        }
    }
}
