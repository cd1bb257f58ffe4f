//! The answers to an offer or a notice: accepting ([rule D2](crate::_rules#d2)) and declining
//! ([rule D3](crate::_rules#d3)).

use crate::desk::event::EventKind;
use crate::desk::refusal::Refusal;
use crate::desk::rules::Decider;
use crate::id::{AgentId, ConversationId};

impl Decider<'_> {
    pub(super) fn accept(&mut self, id: &ConversationId, agent: &AgentId) -> Result<(), Refusal> {
        let (conversation, index) = (self.conversation(id)?, self.agent(agent)?);
        let Some(offer) = self.state.offers.get(&(conversation, index)).copied() else {
            // A closed offer leaves no row that says why. Participants show that somebody was
            // faster.
            let is_taken = self.state.participants(conversation).next().is_some();
            return Err(if is_taken { Refusal::Taken } else { Refusal::NotInvited });
        };
        // The offer itself already counts as load. The agent may have got more conversations by force since then.
        let mut row = self.state.agent_row(index);
        row.offers = row.offers.saturating_sub(offer.is_offer.into());
        if !self.state.has_room(index, &row) {
            return Err(Refusal::NoRoom);
        }
        let group = self.state.team_id(offer.team);
        let (conversation, agent) = (id.clone(), agent.clone());
        self.emit(EventKind::Joined { conversation, group, agent, forced: false });
        Ok(())
    }

    pub(super) fn decline(&mut self, id: &ConversationId, agent: &AgentId) -> Result<(), Refusal> {
        let (conversation, index) = (self.conversation(id)?, self.agent(agent)?);
        let offer = self.state.offers.get(&(conversation, index));
        let team = offer.map(|offer| offer.team).ok_or(Refusal::NotInvited)?;
        let (conversation, group, agent) = self.ids(conversation, team, index);
        self.emit(EventKind::Declined { conversation, group, agent });
        Ok(())
    }
}
