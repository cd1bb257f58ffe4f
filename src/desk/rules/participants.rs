//! Agents come and go: status ([rule D8](crate::_rules#d8)), invitations ([rule D5](crate::_rules#d5)), leaving
//! ([rule D6](crate::_rules#d6)), closing.

use crate::desk::command::LeaveTarget;
use crate::desk::event::EventKind;
use crate::desk::refusal::Refusal;
use crate::desk::rules::Decider;
use crate::desk::state::rows::{RequestTarget, ServingTeam};
use crate::id::{AgentId, ConversationId, GroupId};
use crate::status::AgentStatus;

impl Decider<'_> {
    pub(super) fn presence(&mut self, agent: &AgentId, status: AgentStatus) -> Result<(), Refusal> {
        let place = self.agent(agent)?;
        if self.state.agent_row(place).status != status {
            self.emit(EventKind::PresenceChanged { agent: agent.clone(), status });
        }
        Ok(())
    }

    pub(super) fn invite(
        &mut self,
        id: &ConversationId,
        by: &AgentId,
        group: &GroupId,
    ) -> Result<(), Refusal> {
        let (conversation, who) = (self.conversation(id)?, self.agent(by)?);
        let place = self.group(group)?;
        if self.state.participant(conversation, who).is_none() {
            return Err(Refusal::NotPermitted);
        }
        let home = RequestTarget::Invited(place);
        if self.state.requests_of(conversation).any(|call| call.target == home) {
            return Err(Refusal::Exists);
        }
        let (conversation, group, by) = (id.clone(), group.clone(), Some(by.clone()));
        self.emit(EventKind::Invited { conversation, group, by });
        Ok(())
    }

    pub(super) fn leave(&mut self, id: &ConversationId, who: &LeaveTarget) -> Result<(), Refusal> {
        let conversation = self.conversation(id)?;
        let goes: Box<dyn Fn(u32, ServingTeam) -> bool> = match who {
            LeaveTarget::Agent(agent) => {
                let place = self.agent(agent)?;
                Box::new(move |agent, _| agent == place)
            }
            LeaveTarget::Group(group) => {
                let place = self.state.group(group).ok_or(Refusal::UnknownGroup)?;
                // Also of a group that is gone while people are inside through it.
                let came = |team: ServingTeam| team == ServingTeam::Group(place);
                let mut inside = self.state.participants(conversation).map(|(_, seat)| seat.group);
                if !self.state.has_group(place) && !inside.any(came) {
                    return Err(Refusal::UnknownGroup);
                }
                Box::new(move |_, group| group == ServingTeam::Group(place))
            }
        };
        let inside = self.state.participants(conversation).count();
        let seats = self.state.participants(conversation).map(|(_, seat)| seat);
        let leaving: Vec<u32> =
            seats.filter(|seat| goes(seat.agent, seat.group)).map(|seat| seat.agent).collect();
        if leaving.is_empty() {
            return Err(Refusal::NotAMember);
        }
        if leaving.len() == inside {
            return Err(Refusal::LastAgent);
        }
        for agent in leaving {
            self.emit_left(conversation, agent);
        }
        Ok(())
    }

    pub(super) fn emit_left(&mut self, conversation: u64, agent: u32) {
        let (conversation, agent) = (self.id(conversation), self.state.agent_id(agent));
        self.emit(EventKind::Left { conversation, agent });
    }

    /// An agent goes who will not come back (rules [D8](crate::_rules#d8), [D12](crate::_rules#d12)). With the last
    /// one end the invitations of the conversation, so that the log alone tells who is asked
    /// ([rule B4](crate::_rules#b4)).
    pub(super) fn emit_left_finally(&mut self, conversation: u64, agent: u32) {
        if self.state.participants(conversation).all(|(_, seat)| seat.agent == agent) {
            let calls = self.state.requests_of(conversation);
            let told: Vec<_> = calls.flat_map(|call| self.state.offers_of_request(call)).collect();
            for (key, telling) in told {
                self.withdraw(key, &telling);
            }
        }
        self.emit_left(conversation, agent);
        self.reroute_if_orphaned(conversation);
    }

    pub(super) fn close(&mut self, id: &ConversationId) -> Result<(), Refusal> {
        self.conversation(id)?;
        self.emit(EventKind::Closed { conversation: id.clone() });
        Ok(())
    }
}
