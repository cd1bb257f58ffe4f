//! Another workspace under a running Desk (rule D12).

use frontdesk::{Draft, Router};
use frontdesk::presence::AgentStatus;
use serde_json::{Value, json};

use super::read;
use super::state::{Request, Model, OpenOffer};

impl Model {
    pub(super) fn replace(&mut self, document: &Value) {
        let workspace = read::<Draft>(document).check().expect("a valid workspace");
        // By the times of the workspace that was in force.
        self.end_rounds();
        let keys = json!({"version": workspace.version(), "digest": null});
        self.router = Router::new(workspace);
        self.emit("workspace_replaced", keys);
        self.forget_removed_agents();
        self.on_room_gained();
        while self.withdraw_first_unfit() {}
        self.end_invitations();
        self.remove_removed_participants();
        self.route_again();
    }

    fn forget_removed_agents(&mut self) {
        let router = self.router.clone();
        let workspace = router.workspace();
        self.agent_states.retain(|agent_state| workspace.agent(agent_state.id.as_str()).is_some());
        self.floors.retain(|floor| workspace.group(floor.group.as_str()).is_some());
        for request in self.conversations.iter_mut().flat_map(|known| &mut known.requests) {
            request.asked_last.take_if(|agent| workspace.agent(agent.as_str()).is_none());
            request.refused.retain(|agent| workspace.agent(agent.as_str()).is_some());
        }
        let members = |group: &str| {
            let group = workspace.group(group)?;
            Some(self.members(Some(group)))
        };
        let mut turns = self.turns.clone();
        turns.retain(|turns| members(&turns.group).is_some_and(|m| m.contains(&turns.agent)));
        self.turns = turns;
    }

    /// Whether a request's group is gone or disabled.
    fn is_orphan(&self, request: &Request) -> bool {
        request.group.as_deref().is_some_and(|group| self.enabled_group(group).is_none())
    }

    /// Withdraws the first offer or notice of an agent who is no longer eligible.
    fn withdraw_first_unfit(&mut self) -> bool {
        for key in self.requests_in_order() {
            let (_, request) = self.request(key);
            let is_orphan = self.is_orphan(request);
            let unfit = request.offers.iter().find(|offer| is_orphan || !self.is_fit(offer));
            if let Some(agent) = unfit.map(|offer| offer.agent.clone()) {
                self.withdraw(key, &agent);
                return true;
            }
        }
        false
    }

    fn is_fit(&self, offer: &OpenOffer) -> bool {
        let agent = offer.agent.as_str();
        let is_member = match &offer.group {
            Some(id) => self.enabled_group(id).is_some_and(|group| {
                self.members(Some(group)).iter().any(|member| member == agent)
            }),
            None => true,
        };
        is_member
            && self.status(agent) == AgentStatus::Online
            && self.has_room(agent, usize::from(offer.is_exclusive))
    }

    fn end_invitations(&mut self) {
        let orphans: Vec<u64> = self
            .requests_in_order()
            .into_iter()
            .filter(|key| {
                let (_, request) = self.request(*key);
                request.is_invited && self.is_orphan(request)
            })
            .collect();
        for conversation in &mut self.conversations {
            conversation.requests.retain(|request| !orphans.contains(&request.key));
        }
    }

    fn remove_removed_participants(&mut self) {
        let ids: Vec<String> = self.conversations.iter().map(|c| c.id.clone()).collect();
        for id in ids {
            let participants = self.conversation(&id).expect("it is open").participants.clone();
            let agents = self.workspace().agents();
            let is_gone = |agent: &str| !agents.iter().any(|known| known.id == *agent);
            let gone: Vec<String> =
                participants.into_iter().map(|participant| participant.agent).filter(|a| is_gone(a)).collect();
            for agent in &gone {
                self.withdraw_invitations(&id, agent);
                let gone = self.leave(&id, agent);
                self.reopen_if_empty(&id, &gone);
            }
        }
    }

    fn route_again(&mut self) {
        for key in self.requests_in_order() {
            let (conversation, request) = self.request(key);
            if self.is_orphan(request) {
                let id = conversation.id.clone();
                self.route(&id);
            }
        }
    }
}
