//! Another workspace under a running desk ([rule D12](crate::_rules#d12)).

use std::sync::Arc;

use crate::desk::digest::Digest;
use crate::desk::event::EventKind;
use crate::desk::rules::Run;
use crate::desk::state::rows::{Key, Team, Telling};
use crate::status::Status;
use crate::workspace::Workspace;

impl Run<'_> {
    pub(super) fn replace(&mut self, workspace: &Workspace) {
        let router = Arc::new(self.state.router.replace(workspace.clone()));
        let digest = Digest::of(workspace);
        self.router = Some((digest, router));
        self.emit(EventKind::WorkspaceReplaced { version: workspace.version(), digest });
        self.withdraw_ineligible();
        self.see_off_the_gone();
        self.route_again();
    }

    /// Does what may be left to do in the middle of an answer, of whatever command. Whether there was
    /// nothing.
    pub(super) fn catch_up(&mut self) -> bool {
        self.withdraw_where(Self::is_told_by_nobody);
        self.see_off_the_gone();
        self.route_again();
        self.state.look_at_everything();
        self.settle();
        self.events.is_empty()
    }

    /// Whether somebody is told who is gone, or through a group that is gone or without them.
    fn is_told_by_nobody(&self, agent: u32, telling: &Telling) -> bool {
        self.state.chart.stand(agent, telling.team).is_none()
            || telling.team.group().is_some_and(|group| !self.state.is_enabled(group))
    }

    fn withdraw_ineligible(&mut self) {
        self.withdraw_where(|run, agent, telling| !run.is_still_eligible(agent, telling));
    }

    /// In the order of [rule D4](crate::_rules#d4), those of a call in the order of telling.
    fn withdraw_where(&mut self, is_lost: impl Fn(&Self, u32, &Telling) -> bool) {
        for key in self.calls_in_order() {
            let told = self.state.calls.get(&key.call).map(|call| self.state.told_of(call));
            for (told, telling) in told.unwrap_or_default() {
                if self.is_lost(key.call) || is_lost(self, told.1, &telling) {
                    self.withdraw(told, &telling);
                }
            }
        }
    }

    /// Whether the group of a call is gone or disabled.
    fn is_lost(&self, call: u64) -> bool {
        let team = self.state.calls.get(&call).map(|call| call.home.team());
        team.and_then(Team::group).is_some_and(|group| !self.state.is_enabled(group))
    }

    fn is_still_eligible(&self, agent: u32, telling: &Telling) -> bool {
        let state = &*self.state;
        let mut row = state.agent_row(agent);
        // The room of an offer is its own.
        row.offers = row.offers.saturating_sub(telling.is_offer.into());
        row.status == Status::Online
            && state.has_room(agent, &row)
            && state.chart.stand(agent, telling.team).is_some()
            && telling.team.group().is_none_or(|group| state.is_enabled(group))
    }

    fn see_off_the_gone(&mut self) {
        let seats = self.state.seats.iter();
        let gone = seats.filter(|(_, seat)| !self.state.has_agent(seat.agent));
        let gone: Vec<(u64, u32)> = gone.map(|((number, _), seat)| (*number, seat.agent)).collect();
        for (conversation, agent) in gone {
            self.see_off_for_good(conversation, agent);
        }
    }

    /// Calls whose chosen group is gone or disabled.
    fn route_again(&mut self) {
        for key in self.calls_in_order() {
            self.find_again(key.conversation);
        }
    }

    /// Routes a conversation again whose call is of a group that is gone or disabled.
    pub(super) fn find_again(&mut self, conversation: u64) {
        let main = self.state.main_call(conversation).map(|call| call.key.call);
        if main.is_some_and(|call| self.is_lost(call)) {
            self.route(conversation);
        }
    }

    fn calls_in_order(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.state.calls.values().map(|call| call.key).collect();
        keys.sort_unstable();
        keys
    }
}
