//! Answering what one is told of: accepting ([rule D2](crate::_rules#d2)) and declining ([rule D3](crate::_rules#d3)).

use crate::desk::event::EventKind;
use crate::desk::refusal::Refusal;
use crate::desk::rules::Decider;
use crate::id::{AgentId, ConversationId};

impl Decider<'_> {
    pub(super) fn accept(&mut self, id: &ConversationId, agent: &AgentId) -> Result<(), Refusal> {
        let (conversation, place) = (self.conversation(id)?, self.agent(agent)?);
        let Some(telling) = self.state.offers.get(&(conversation, place)).copied() else {
            let is_taken = self.state.participants(conversation).next().is_some();
            return Err(if is_taken { Refusal::Taken } else { Refusal::NotInvited });
        };
        // An offer has its own room, unless more was taken by force.
        let mut row = self.state.agent_row(place);
        row.offers = row.offers.saturating_sub(telling.is_offer.into());
        if !self.state.has_room(place, &row) {
            return Err(Refusal::NoRoom);
        }
        let group = self.state.team_id(telling.team);
        let (conversation, agent) = (id.clone(), agent.clone());
        self.emit(EventKind::Joined { conversation, group, agent, forced: false });
        Ok(())
    }

    pub(super) fn decline(&mut self, id: &ConversationId, agent: &AgentId) -> Result<(), Refusal> {
        let (conversation, place) = (self.conversation(id)?, self.agent(agent)?);
        let telling = self.state.offers.get(&(conversation, place));
        let team = telling.map(|telling| telling.team).ok_or(Refusal::NotInvited)?;
        let (conversation, group, agent) = self.names(conversation, team, place);
        self.emit(EventKind::Declined { conversation, group, agent });
        Ok(())
    }
}
