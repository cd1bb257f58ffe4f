//! What another workspace does to the state ([rule D12](crate::_rules#d12)).

use std::sync::Arc;

use crate::desk::apply::Inapplicable;
use crate::desk::state::rows::{OfferRoutes, QueueKey, ServingTeam};
use crate::desk::state::{RowWrite, State};
use crate::router::Router;
use crate::status::AgentStatus;
use crate::time::Timestamp;

impl State {
    /// Moves to another router. Agents, groups and conversations that are there in both go on; what
    /// is open of the others stays until events end it.
    pub(super) fn replaced(
        &mut self,
        at: Timestamp,
        router: Arc<Router>,
    ) -> Result<(), Inapplicable> {
        // By the times of the workspace that has been in force.
        let refused: Vec<u64> = self.requests.keys().copied().collect();
        refused.into_iter().for_each(|call| self.end_round(call));
        let mut next = Self::from_snapshot(&self.snapshot(), router).map_err(|_| Inapplicable)?;
        next.track_schedules(at);
        next.now = at;
        let agents = u32::try_from(next.router.roster().agent_count()).unwrap_or(u32::MAX);
        for agent in 0..agents {
            self.reconcile_agent(&mut next, agent);
        }
        let calls: Vec<u64> = next.requests.keys().copied().collect();
        calls.into_iter().for_each(|call| next.end_lost_invitation(call));
        self.write(RowWrite::All(Box::new(next)));
        self.recheck_everything();
        Ok(())
    }

    /// Everything may have consequences.
    pub(crate) fn recheck_everything(&mut self) {
        let keys = self.requests.values().map(|call| (call.key, OfferRoutes::From(0)));
        self.worklist.calls.extend(keys);
        let agents = u32::try_from(self.router.roster().agent_count()).unwrap_or(u32::MAX);
        for agent in 0..agents {
            self.worklist.find_work_for(agent, QueueKey::FIRST);
            self.worklist.maybe_ineligible.insert(agent);
        }
        self.worklist.services.extend(self.service.keys().map(|home| home.team()));
    }

    /// An agent who has gained room is asked again; one who can be asked by a group anew has at
    /// least its floor of turns.
    fn reconcile_agent(&self, next: &mut Self, agent: u32) {
        let row = next.agent_row(agent);
        let before = self.living_agent(&next.agent_id(agent));
        let had_room = before.is_some_and(|before| self.has_room(before, &self.agent_row(before)));
        let has_room = next.has_room(agent, &row);
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
                    .is_some_and(|(b, team)| self.membership.position(b, team).is_some())
        };
        let chart = Arc::clone(&next.membership);
        let anew: Vec<ServingTeam> =
            chart.teams(agent).map(|(team, _)| team).filter(|team| !was_asked(*team)).collect();
        for team in anew {
            next.raise_to_floor(agent, team);
        }
    }
}
