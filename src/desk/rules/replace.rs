//! Another workspace under a running desk ([rule D12](crate::_rules#d12)).

use std::sync::Arc;

use crate::desk::digest::Digest;
use crate::desk::event::EventKind;
use crate::desk::rules::Decider;
use crate::desk::state::rows::{Offer, QueueKey, ServingTeam};
use crate::status::AgentStatus;
use crate::workspace::Workspace;

impl Decider<'_> {
    pub(super) fn replace(&mut self, workspace: &Workspace) {
        let router = Arc::new(self.state.router.replace(workspace.clone()));
        let digest = Digest::from_workspace(workspace);
        self.router = Some((digest, router));
        self.emit(EventKind::WorkspaceReplaced { version: workspace.version(), digest });
        self.withdraw_ineligible();
        self.remove_gone_agents();
        self.route_again();
    }

    /// Does what may be left to do in the middle of an answer, of whatever command. Whether there was
    /// nothing.
    pub(super) fn catch_up(&mut self) -> bool {
        self.withdraw_where(Self::has_no_offering_team);
        self.remove_gone_agents();
        self.route_again();
        self.state.recheck_everything();
        self.settle();
        self.events.is_empty()
    }

    /// Whether somebody is told who is gone, or through a group that is gone or without them.
    fn has_no_offering_team(&self, agent: u32, telling: &Offer) -> bool {
        self.state.membership.position(agent, telling.team).is_none()
            || telling.team.group().is_some_and(|group| !self.state.is_enabled(group))
    }

    fn withdraw_ineligible(&mut self) {
        self.withdraw_where(|run, agent, telling| !run.is_still_eligible(agent, telling));
    }

    /// In the order of [rule D4](crate::_rules#d4), those of a call in the order of telling.
    fn withdraw_where(&mut self, is_lost: impl Fn(&Self, u32, &Offer) -> bool) {
        for key in self.requests_in_order() {
            let told = self
                .state
                .requests
                .get(&key.request)
                .map(|call| self.state.offers_of_request(call));
            for (told, telling) in told.unwrap_or_default() {
                if self.is_lost(key.request) || is_lost(self, told.1, &telling) {
                    self.withdraw(told, &telling);
                }
            }
        }
    }

    /// Whether the group of a call is gone or disabled.
    fn is_lost(&self, call: u64) -> bool {
        let team = self.state.requests.get(&call).map(|call| call.target.team());
        team.and_then(ServingTeam::group).is_some_and(|group| !self.state.is_enabled(group))
    }

    fn is_still_eligible(&self, agent: u32, telling: &Offer) -> bool {
        let state = &*self.state;
        let mut row = state.agent_row(agent);
        // The room of an offer is its own.
        row.offers = row.offers.saturating_sub(telling.is_offer.into());
        row.status == AgentStatus::Online
            && state.has_room(agent, &row)
            && state.membership.position(agent, telling.team).is_some()
            && telling.team.group().is_none_or(|group| state.is_enabled(group))
    }

    fn remove_gone_agents(&mut self) {
        let seats = self.state.participants.iter();
        let gone = seats.filter(|(_, seat)| !self.state.has_agent(seat.agent));
        let gone: Vec<(u64, u32)> = gone.map(|((number, _), seat)| (*number, seat.agent)).collect();
        for (conversation, agent) in gone {
            self.emit_left_finally(conversation, agent);
        }
    }

    /// Calls whose chosen group is gone or disabled.
    fn route_again(&mut self) {
        for key in self.requests_in_order() {
            self.reroute_if_orphaned(key.conversation);
        }
    }

    /// Routes a conversation again whose call is of a group that is gone or disabled.
    pub(super) fn reroute_if_orphaned(&mut self, conversation: u64) {
        let main = self.state.main_request(conversation).map(|call| call.key.request);
        if main.is_some_and(|call| self.is_lost(call)) {
            self.route(conversation);
        }
    }

    fn requests_in_order(&self) -> Vec<QueueKey> {
        let mut keys: Vec<QueueKey> = self.state.requests.values().map(|call| call.key).collect();
        keys.sort_unstable();
        keys
    }
}
