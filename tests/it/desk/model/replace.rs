//! Another workspace under a running Desk (rule D12).

use frontdesk::{Draft, Router};
use frontdesk::presence::AgentStatus;
use serde_json::{Value, json};

use super::read;
use super::state::{Call, Model, Telling};

impl Model {
    pub(super) fn replace(&mut self, document: &Value) {
        let workspace = read::<Draft>(document).check().expect("a valid workspace");
        // By the times of the workspace that was in force.
        self.end_rounds();
        let keys = json!({"version": workspace.version(), "digest": null});
        self.router = Router::new(workspace);
        self.emit("workspace_replaced", keys);
        self.forget_who_is_gone();
        self.heed_room();
        while self.withdraw_first_unfit() {}
        self.end_invitations();
        self.take_out_who_is_gone();
        self.route_again();
    }

    fn forget_who_is_gone(&mut self) {
        let router = self.router.clone();
        let workspace = router.workspace();
        self.people.retain(|person| workspace.agent(person.id.as_str()).is_some());
        self.floors.retain(|floor| workspace.group(floor.group.as_str()).is_some());
        for call in self.conversations.iter_mut().flat_map(|known| &mut known.calls) {
            call.asked_last.take_if(|agent| workspace.agent(agent.as_str()).is_none());
            call.refused.retain(|agent| workspace.agent(agent.as_str()).is_some());
        }
        let members = |group: &str| {
            let group = workspace.group(group)?;
            Some(self.members(Some(group)))
        };
        let mut turns = self.turns.clone();
        turns.retain(|turns| members(&turns.group).is_some_and(|m| m.contains(&turns.agent)));
        self.turns = turns;
    }

    /// Whether a call's group is gone or disabled.
    fn is_orphan(&self, call: &Call) -> bool {
        call.group.as_deref().is_some_and(|group| self.living(group).is_none())
    }

    /// Withdraws the first telling of an agent who is no longer eligible.
    fn withdraw_first_unfit(&mut self) -> bool {
        for key in self.calls_in_order() {
            let (_, call) = self.call(key);
            let is_orphan = self.is_orphan(call);
            let unfit = call.told.iter().find(|telling| is_orphan || !self.is_fit(telling));
            if let Some(agent) = unfit.map(|telling| telling.agent.clone()) {
                self.withdraw(key, &agent);
                return true;
            }
        }
        false
    }

    fn is_fit(&self, telling: &Telling) -> bool {
        let agent = telling.agent.as_str();
        let is_member = match &telling.group {
            Some(id) => self.living(id).is_some_and(|group| {
                self.members(Some(group)).iter().any(|member| member == agent)
            }),
            None => true,
        };
        is_member
            && self.status(agent) == AgentStatus::Online
            && self.has_room(agent, usize::from(telling.is_offer))
    }

    fn end_invitations(&mut self) {
        let orphans: Vec<u64> = self
            .calls_in_order()
            .into_iter()
            .filter(|key| {
                let (_, call) = self.call(*key);
                call.is_invited && self.is_orphan(call)
            })
            .collect();
        for conversation in &mut self.conversations {
            conversation.calls.retain(|call| !orphans.contains(&call.key));
        }
    }

    fn take_out_who_is_gone(&mut self) {
        let ids: Vec<String> = self.conversations.iter().map(|c| c.id.clone()).collect();
        for id in ids {
            let inside = self.conversation(&id).expect("it is open").inside.clone();
            let agents = self.workspace().agents();
            let is_gone = |agent: &str| !agents.iter().any(|known| known.id == *agent);
            let gone: Vec<String> =
                inside.into_iter().map(|inside| inside.agent).filter(|a| is_gone(a)).collect();
            for agent in &gone {
                self.withdraw_invitations(&id, agent);
                let gone = self.leave(&id, agent);
                self.reopen_if_empty(&id, &gone);
            }
        }
    }

    fn route_again(&mut self) {
        for key in self.calls_in_order() {
            let (conversation, call) = self.call(key);
            if self.is_orphan(call) {
                let id = conversation.id.clone();
                self.route(&id);
            }
        }
    }
}
