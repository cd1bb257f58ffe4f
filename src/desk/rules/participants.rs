//! Commands that change who takes part: status ([rule D8](crate::_rules#d8)), invitations
//! ([rule D5](crate::_rules#d5)), leaving ([rule D6](crate::_rules#d6)) and closing.

use crate::desk::command::LeaveTarget;
use crate::desk::event::EventKind;
use crate::desk::refusal::Refusal;
use crate::desk::rules::Decider;
use crate::desk::state::rows::{RequestTarget, ServingTeam};
use crate::id::{AgentId, ConversationId, GroupId};
use crate::ix::{AgentIx, ConversationNo};
use crate::status::AgentStatus;

impl Decider<'_> {
    pub(super) fn presence(&mut self, agent: &AgentId, status: AgentStatus) -> Result<(), Refusal> {
        let index = self.agent(agent)?;
        // A status that does not change causes no event, so repeated heartbeats do not fill the log
        // (rule D8).
        if self.state.agent_row(index).status != status {
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
        let index = self.group(group)?;
        if self.state.participant(conversation, who).is_none() {
            return Err(Refusal::NotPermitted);
        }
        let target = RequestTarget::Invited(index);
        if self.state.requests_of(conversation).any(|request| request.target == target) {
            return Err(Refusal::Exists);
        }
        let (conversation, group, by) = (id.clone(), group.clone(), Some(by.clone()));
        self.emit(EventKind::Invited { conversation, group, by });
        Ok(())
    }

    pub(super) fn leave(&mut self, id: &ConversationId, who: &LeaveTarget) -> Result<(), Refusal> {
        let conversation = self.conversation(id)?;
        let goes: Box<dyn Fn(AgentIx, ServingTeam) -> bool> = match who {
            LeaveTarget::Agent(agent) => {
                let index = self.agent(agent)?;
                Box::new(move |agent, _| agent == index)
            }
            LeaveTarget::Group(group) => {
                let index = self.state.group(group).ok_or(Refusal::UnknownGroup)?;
                // A group that the workspace no longer has can still be named while it has participants.
                let came = |team: ServingTeam| team == ServingTeam::Group(index);
                let mut inside =
                    self.state.participants(conversation).map(|(_, participant)| participant.group);
                if !self.state.has_group(index) && !inside.any(came) {
                    return Err(Refusal::UnknownGroup);
                }
                Box::new(move |_, group| group == ServingTeam::Group(index))
            }
        };
        let inside = self.state.participants(conversation).count();
        let participants =
            self.state.participants(conversation).map(|(_, participant)| participant);
        let leaving: Vec<AgentIx> = participants
            .filter(|participant| goes(participant.agent, participant.group))
            .map(|participant| participant.agent)
            .collect();
        if leaving.is_empty() {
            return Err(Refusal::NotAMember);
        }
        // The last agent must close or transfer the conversation. Otherwise a visitor could be left
        // alone by mistake.
        if leaving.len() == inside {
            return Err(Refusal::LastAgent);
        }
        for agent in leaving {
            self.emit_left(conversation, agent);
        }
        Ok(())
    }

    pub(super) fn emit_left(&mut self, conversation: ConversationNo, agent: AgentIx) {
        let (conversation, agent) =
            (self.state.conversation_id(conversation), self.state.agent_id(agent));
        self.emit(EventKind::Left { conversation, agent });
    }

    /// Emits that an agent has left who will not come back (rules [D8](crate::_rules#d8), [D12](crate::_rules#d12)).
    /// If it is the last participant, the offers of the invitations are withdrawn first, so the log alone shows
    /// who is asked ([rule B4](crate::_rules#b4)).
    pub(super) fn emit_left_finally(&mut self, conversation: ConversationNo, agent: AgentIx) {
        if self.state.participants(conversation).all(|(_, participant)| participant.agent == agent)
        {
            let requests = self.state.requests_of(conversation);
            let offers: Vec<_> =
                requests.flat_map(|request| self.state.offers_of_request(request)).collect();
            for (key, offer) in offers {
                self.withdraw(key, &offer);
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
