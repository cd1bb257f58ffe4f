//! Transfers to a group and assignments to an agent by name ([rule D7](crate::_rules#d7)).

use crate::agent::ADMIN_ROLE;
use crate::desk::event::EventKind;
use crate::desk::refusal::Refusal;
use crate::desk::rules::Decider;
use crate::id::{AgentId, ConversationId, GroupId};
use crate::ix::{AgentIx, ConversationNo};
use crate::settings::Permission;
use crate::status::AgentStatus;

impl Decider<'_> {
    pub(super) fn transfer(
        &mut self,
        id: &ConversationId,
        by: &AgentId,
        group: &GroupId,
    ) -> Result<(), Refusal> {
        let (conversation, who) = (self.conversation(id)?, self.agent(by)?);
        // All refusals are decided before the first event. A command is done as a whole or not at
        // all.
        self.group(group)?;
        self.permit(conversation, who)?;
        let inside: Vec<AgentIx> = self
            .state
            .participants(conversation)
            .map(|(_, participant)| participant.agent)
            .collect();
        for agent in inside {
            self.emit_left(conversation, agent);
        }
        let (conversation, group, by) = (id.clone(), group.clone(), Some(by.clone()));
        self.emit(EventKind::Transferred { conversation, group, by });
        Ok(())
    }

    pub(super) fn assign(
        &mut self,
        id: &ConversationId,
        by: &AgentId,
        agent: &AgentId,
        force: bool,
    ) -> Result<(), Refusal> {
        let (conversation, who) = (self.conversation(id)?, self.agent(by)?);
        let index = self.agent(agent)?;
        self.permit(conversation, who)?;
        if self.state.participant(conversation, index).is_some() {
            return Err(Refusal::Exists);
        }
        let offer = self.state.offers.get(&(conversation, index)).copied();
        // Room is computed on a copy of the row without the offer of this conversation.
        let mut row = self.state.agent_row(index);
        // An offer of this conversation already counts as load.
        if offer.is_some_and(|offer| offer.is_offer) {
            row.offers = row.offers.saturating_sub(1);
        }
        let has_room = self.state.has_room(index, &row);
        let may_force = force && self.may_assign(who);
        // Only an agent who is offline cannot be assigned by name (rule D7). One who is away or
        // invisible can.
        if row.status == AgentStatus::Offline || !has_room && !may_force {
            return Err(Refusal::NoRoom);
        }
        // An agent with an offer joins through its team, as if the agent had accepted.
        let offered = offer.map(|offer| offer.team);
        let chosen = self.state.conversations.get(&conversation).map(|row| row.chosen);
        let group = offered.or(chosen).and_then(|team| self.state.team_id(team));
        let (conversation, agent) = (id.clone(), agent.clone());
        self.emit(EventKind::Joined { conversation, group, agent, forced: !has_room });
        Ok(())
    }

    /// Permits participants, and agents whose role may assign visitors.
    fn permit(&self, conversation: ConversationNo, who: AgentIx) -> Result<(), Refusal> {
        let is_inside = self.state.participant(conversation, who).is_some();
        if is_inside || self.may_assign(who) { Ok(()) } else { Err(Refusal::NotPermitted) }
    }

    fn may_assign(&self, who: AgentIx) -> bool {
        let workspace = self.state.router.workspace();
        let Some(agent) = workspace.agent_at(who) else {
            return false;
        };
        let roles = &workspace.draft().roles;
        agent.role == ADMIN_ROLE
            || roles.iter().any(|role| {
                role.id == agent.role && role.permissions.contains(&Permission::AssignVisitors)
            })
    }
}
