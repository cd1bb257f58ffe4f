//! Handing over ([rule D7](crate::_rules#d7)): to a group, or to an agent by name.

use crate::agent::ADMIN_ROLE;
use crate::desk::event::EventKind;
use crate::desk::refusal::Refusal;
use crate::desk::rules::Decider;
use crate::id::{AgentId, ConversationId, GroupId};
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
        self.group(group)?;
        self.permit(conversation, who)?;
        let inside: Vec<u32> =
            self.state.participants(conversation).map(|(_, seat)| seat.agent).collect();
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
        let place = self.agent(agent)?;
        self.permit(conversation, who)?;
        if self.state.participant(conversation, place).is_some() {
            return Err(Refusal::Exists);
        }
        let telling = self.state.offers.get(&(conversation, place)).copied();
        let mut row = self.state.agent_row(place);
        // An offer of this conversation gives its room to it.
        if telling.is_some_and(|telling| telling.is_offer) {
            row.offers = row.offers.saturating_sub(1);
        }
        let has_room = self.state.has_room(place, &row);
        let may_force = force && self.may_assign(who);
        if row.status == AgentStatus::Offline || !has_room && !may_force {
            return Err(Refusal::NoRoom);
        }
        // Whoever is told of it joins as if by accepting.
        let told = telling.map(|telling| telling.team);
        let chosen = self.state.conversations.get(&conversation).map(|row| row.chosen);
        let group = told.or(chosen).and_then(|team| self.state.team_id(team));
        let (conversation, agent) = (id.clone(), agent.clone());
        self.emit(EventKind::Joined { conversation, group, agent, forced: !has_room });
        Ok(())
    }

    /// Whoever is inside, or may assign visitors.
    fn permit(&self, conversation: u64, who: u32) -> Result<(), Refusal> {
        let is_inside = self.state.participant(conversation, who).is_some();
        if is_inside || self.may_assign(who) { Ok(()) } else { Err(Refusal::NotPermitted) }
    }

    fn may_assign(&self, who: u32) -> bool {
        let workspace = self.state.router.workspace();
        let Some(agent) = workspace.agents().get(who as usize) else {
            return false;
        };
        let roles = &workspace.draft().roles;
        agent.role == ADMIN_ROLE
            || roles.iter().any(|role| {
                role.id == agent.role && role.permissions.contains(&Permission::AssignVisitors)
            })
    }
}
