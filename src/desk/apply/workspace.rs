//! Applies the replacement of the workspace ([rule D12](crate::_rules#d12)).

use std::sync::Arc;

use crate::desk::apply::Inapplicable;
use crate::desk::state::rows::{OfferRoutes, QueueKey, ServingTeam};
use crate::desk::state::{RowWrite, State};
use crate::ix::{AgentIx, RequestNo, RouteIx};
use crate::router::Router;
use crate::status::AgentStatus;
use crate::time::Timestamp;

impl State {
    /// Moves the state to another router by means of a snapshot. Agents, groups and conversations that both workspaces
    /// have continue. Open requests and offers of the others stay until events end them.
    pub(super) fn replaced(
        &mut self,
        at: Timestamp,
        router: Arc<Router>,
    ) -> Result<(), Inapplicable> {
        // The retry times of the previous workspace decide which rounds have ended.
        // Indices of agents and groups are positions in one workspace and mean others in the next
        // one. The snapshot names everything by id, so it is the way from one to the other.
        let requests: Vec<RequestNo> = self.requests.keys().copied().collect();
        requests.into_iter().for_each(|request| self.end_round(request));
        let mut next = Self::from_snapshot(&self.snapshot(), router).map_err(|_| Inapplicable)?;
        next.track_schedules(at);
        next.now = at;
        for agent in AgentIx::all(next.router.roster().agent_count()) {
            self.reconcile_agent(&mut next, agent);
        }
        let requests: Vec<RequestNo> = next.requests.keys().copied().collect();
        requests.into_iter().for_each(|request| next.end_lost_invitation(request));
        // One write replaces the whole state, so a rollback puts the old one back at no cost.
        self.write(RowWrite::All(Box::new(next)));
        self.recheck_everything();
        Ok(())
    }

    /// Puts every request, every agent and every announced team on the worklist.
    pub(crate) fn recheck_everything(&mut self) {
        let routes = OfferRoutes::From(RouteIx::MIN);
        let keys = self.requests.values().map(|request| (request.key, routes));
        self.worklist.requests.extend(keys);
        for agent in AgentIx::all(self.router.roster().agent_count()) {
            self.worklist.find_work_for(agent, QueueKey::FIRST);
            self.worklist.maybe_ineligible.insert(agent);
        }
        self.worklist.services.extend(self.service.keys().map(|target| target.team()));
    }

    /// Removes the refusals of an agent who has gained room by the new workspace, and raises the agent's turns to the
    /// floor of each team that could not ask the agent before.
    fn reconcile_agent(&self, next: &mut Self, agent: AgentIx) {
        let row = next.agent_row(agent);
        let before = self.current_agent(&next.agent_id(agent));
        let had_room = before.is_some_and(|before| self.has_room(before, &self.agent_row(before)));
        let has_room = next.has_room(agent, &row);
        // A higher `max_conversations` gives room like the end of a conversation does, with the
        // same consequence for refusals.
        if has_room && !had_room {
            next.lift_refusals(agent);
        }
        if row.status != AgentStatus::Online || !has_room {
            return;
        }
        let was_asked = |team: ServingTeam| {
            let group = team.group().map(|group| next.group_id(group));
            let team = self.team(group.as_ref());
            had_room
                && before
                    .zip(team)
                    .is_some_and(|(before, team)| self.membership.position(before, team).is_some())
        };
        let membership = Arc::clone(&next.membership);
        let teams = membership.teams(agent).map(|(team, _)| team);
        let new_teams: Vec<ServingTeam> = teams.filter(|team| !was_asked(*team)).collect();
        for team in new_teams {
            next.raise_to_floor(agent, team);
        }
    }
}
