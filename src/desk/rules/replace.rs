//! Another workspace for a desk in operation ([rule D12](crate::_rules#d12)).

use std::sync::Arc;

use crate::desk::digest::Digest;
use crate::desk::event::EventKind;
use crate::desk::rules::Decider;
use crate::desk::state::rows::{Offer, QueueKey, ServingTeam};
use crate::ix::{AgentIx, ConversationNo, RequestNo};
use crate::status::AgentStatus;
use crate::workspace::Workspace;

impl Decider<'_> {
    pub(super) fn replace(&mut self, workspace: &Workspace) {
        // The router is kept in the decision, because the event holds only the digest and applying
        // it needs the router.
        let router = Arc::new(self.state.router.replace(workspace.clone()));
        let digest = Digest::from_workspace(workspace);
        self.router = Some((digest, router));
        self.emit(EventKind::WorkspaceReplaced { version: workspace.version(), digest });
        // The order is that of rule D12: offers end first, then agents leave, then conversations
        // are routed again. Settling offers them at last.
        self.withdraw_ineligible();
        self.remove_missing_agents();
        self.reroute_orphaned();
    }

    /// Emits what may be left to follow from the state, which may be one in the middle of an outcome. Returns `true`
    /// if nothing was left.
    pub(super) fn catch_up(&mut self) -> bool {
        // Only offers that no state after a complete outcome has are withdrawn here. Agents who are
        // offline are handled by `settle`.
        self.withdraw_if(Self::has_no_offering_team);
        self.remove_missing_agents();
        self.reroute_orphaned();
        self.state.recheck_everything();
        self.settle();
        self.events.is_empty()
    }

    /// Returns `true` if an agent has an offer through a team that no longer exists or does not have the agent.
    fn has_no_offering_team(&self, agent: AgentIx, offer: &Offer) -> bool {
        self.state.membership.position(agent, offer.team).is_none()
            || offer.team.group().is_some_and(|group| !self.state.is_enabled(group))
    }

    fn withdraw_ineligible(&mut self) {
        self.withdraw_if(|decider, agent, offer| !decider.is_still_eligible(agent, offer));
    }

    /// Withdraws offers in the order of [rule D4](crate::_rules#d4), and those of one request in the order in which
    /// they were made. Offers of a request whose target is lost are always withdrawn.
    fn withdraw_if(&mut self, is_lost: impl Fn(&Self, AgentIx, &Offer) -> bool) {
        // The keys are copied because each withdrawal changes the tables.
        for key in self.requests_in_order() {
            let request = self.state.requests.get(&key.request);
            let offers = request.map(|request| self.state.offers_of_request(request));
            for ((conversation, agent), offer) in offers.unwrap_or_default() {
                if self.has_lost_target(key.request) || is_lost(self, agent, &offer) {
                    self.withdraw((conversation, agent), &offer);
                }
            }
        }
    }

    /// Returns `true` if the target group of a request is removed or disabled.
    fn has_lost_target(&self, request: RequestNo) -> bool {
        let team = self.state.requests.get(&request).map(|request| request.target.team());
        team.and_then(ServingTeam::group).is_some_and(|group| !self.state.is_enabled(group))
    }

    fn is_still_eligible(&self, agent: AgentIx, offer: &Offer) -> bool {
        let state = &*self.state;
        let mut row = state.agent_row(agent);
        // The offer itself already counts as load.
        row.offers = row.offers.saturating_sub(offer.is_offer.into());
        row.status == AgentStatus::Online
            && state.has_room(agent, &row)
            && state.membership.position(agent, offer.team).is_some()
            && offer.team.group().is_none_or(|group| state.is_enabled(group))
    }

    /// Emits that agents have left whom the workspace no longer has.
    fn remove_missing_agents(&mut self) {
        let participants = self.state.participants.iter();
        // All participants are read. A replacement reads the whole state in any case.
        let missing = participants.filter(|(_, row)| !self.state.has_agent(row.agent));
        let missing: Vec<(ConversationNo, AgentIx)> =
            missing.map(|((number, _), row)| (*number, row.agent)).collect();
        for (conversation, agent) in missing {
            self.emit_left_finally(conversation, agent);
        }
    }

    /// Routes every conversation again whose chosen group is removed or disabled.
    fn reroute_orphaned(&mut self) {
        for key in self.requests_in_order() {
            self.reroute_if_orphaned(key.conversation);
        }
    }

    /// Routes a conversation again if its request is for a group that is removed or disabled.
    pub(super) fn reroute_if_orphaned(&mut self, conversation: ConversationNo) {
        let main = self.state.main_request(conversation).map(|request| request.key.request);
        if main.is_some_and(|request| self.has_lost_target(request)) {
            self.route(conversation);
        }
    }

    fn requests_in_order(&self) -> Vec<QueueKey> {
        let requests = self.state.requests.values();
        let mut keys: Vec<QueueKey> = requests.map(|request| request.key).collect();
        keys.sort_unstable();
        keys
    }
}
