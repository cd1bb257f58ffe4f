//! Agents come and go: status ([rule D8](crate::_rules#d8)), invitations ([rule D5](crate::_rules#d5)), leaving
//! ([rule D6](crate::_rules#d6)), closing.

use crate::desk::command::Leaving;
use crate::desk::event::EventKind;
use crate::desk::refusal::Refusal;
use crate::desk::rules::Run;
use crate::desk::state::rows::{Home, Team};
use crate::id::{AgentId, ConversationId, GroupId};
use crate::status::Status;

impl Run<'_> {
    pub(super) fn presence(&mut self, agent: &AgentId, status: Status) -> Result<(), Refusal> {
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
        if self.state.seat(conversation, who).is_none() {
            return Err(Refusal::NotPermitted);
        }
        let home = Home::Invited(place);
        if self.state.calls_of(conversation).any(|call| call.home == home) {
            return Err(Refusal::Exists);
        }
        let (conversation, group, by) = (id.clone(), group.clone(), Some(by.clone()));
        self.emit(EventKind::Invited { conversation, group, by });
        Ok(())
    }

    pub(super) fn leave(&mut self, id: &ConversationId, who: &Leaving) -> Result<(), Refusal> {
        let conversation = self.conversation(id)?;
        let goes: Box<dyn Fn(u32, Team) -> bool> = match who {
            Leaving::Agent(agent) => {
                let place = self.agent(agent)?;
                Box::new(move |agent, _| agent == place)
            }
            Leaving::Group(group) => {
                let place = self.state.group(group).ok_or(Refusal::UnknownGroup)?;
                // Also of a group that is gone while people are inside through it.
                let came = |team: Team| team == Team::Group(place);
                let mut inside = self.state.seats(conversation).map(|(_, seat)| seat.group);
                if !self.state.has_group(place) && !inside.any(came) {
                    return Err(Refusal::UnknownGroup);
                }
                Box::new(move |_, group| group == Team::Group(place))
            }
        };
        let inside = self.state.seats(conversation).count();
        let seats = self.state.seats(conversation).map(|(_, seat)| seat);
        let leaving: Vec<u32> =
            seats.filter(|seat| goes(seat.agent, seat.group)).map(|seat| seat.agent).collect();
        if leaving.is_empty() {
            return Err(Refusal::NotAMember);
        }
        if leaving.len() == inside {
            return Err(Refusal::LastAgent);
        }
        for agent in leaving {
            self.see_off(conversation, agent);
        }
        Ok(())
    }

    pub(super) fn see_off(&mut self, conversation: u64, agent: u32) {
        let (conversation, agent) = (self.id(conversation), self.state.agent_id(agent));
        self.emit(EventKind::Left { conversation, agent });
    }

    /// An agent goes who will not come back (rules [D8](crate::_rules#d8), [D12](crate::_rules#d12)). With the last
    /// one end the invitations of the conversation, so that the log alone tells who is asked
    /// ([rule B4](crate::_rules#b4)).
    pub(super) fn see_off_for_good(&mut self, conversation: u64, agent: u32) {
        if self.state.seats(conversation).all(|(_, seat)| seat.agent == agent) {
            let calls = self.state.calls_of(conversation);
            let told: Vec<_> = calls.flat_map(|call| self.state.told_of(call)).collect();
            for (key, telling) in told {
                self.withdraw(key, &telling);
            }
        }
        self.see_off(conversation, agent);
        self.find_again(conversation);
    }

    pub(super) fn close(&mut self, id: &ConversationId) -> Result<(), Refusal> {
        self.conversation(id)?;
        self.emit(EventKind::Closed { conversation: id.clone() });
        Ok(())
    }
}
