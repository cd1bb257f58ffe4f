//! What follows from a change ([rule D4](crate::_rules#d4)): whoever can no longer be told is told no more, and waiting
//! calls that can now be served are served at once, in order.

use std::collections::BTreeSet;

use crate::desk::event::EventKind;
use crate::desk::rules::Decider;
use crate::desk::state::Stamped;
use crate::desk::state::rows::{OfferRoutes, QueueKey, RequestTarget, ServingTeam};
use crate::status::AgentStatus;

/// The first call that each agent of whom something has changed may be told of.
type FirstServed = BTreeSet<(QueueKey, u32)>;

/// Whether a call is looked at before the first call of an agent. That it waits is said of a call last.
fn is_before((call, lanes): (QueueKey, OfferRoutes), first: Option<(QueueKey, u32)>) -> bool {
    first.is_none_or(|(key, _)| call < key || call == key && lanes != OfferRoutes::Done)
}

impl Decider<'_> {
    /// Until nothing follows any more, or an answer is full.
    pub(super) fn settle(&mut self) {
        self.look_at_retries();
        let mut firsts = FirstServed::new();
        while !self.is_stuck {
            self.is_cut = self.max_events.is_some_and(|most| self.events.len() >= most);
            if self.is_cut {
                return;
            }
            if !self.state.worklist.maybe_ineligible.is_empty() {
                self.withdraw_lost();
                continue;
            }
            if let Some(home) = self.state.worklist.targets.pop_first() {
                self.review(home);
                continue;
            }
            if let Some(group) = self.state.worklist.escalated.pop_first() {
                self.review_escalated(group);
                continue;
            }
            if let Some(team) = self.state.worklist.services.pop_first() {
                self.emit_service_changed(team);
                continue;
            }
            while let Some((agent, from)) = self.state.worklist.agents.pop_first() {
                firsts.extend(self.state.next_for(agent, from).map(|key| (key, agent)));
            }
            let call = self.state.worklist.calls.first().copied();
            let first = firsts.first().copied();
            match (call, first) {
                (Some((call, lanes)), first) if is_before((call, lanes), first) => {
                    self.state.worklist.calls.pop_first();
                    // An agent may be told of it by an earlier lane.
                    let is_first_of_agent = first.is_some_and(|(key, _)| key == call);
                    self.serve(call, if is_first_of_agent { OfferRoutes::From(0) } else { lanes });
                }
                (_, Some((key, agent))) => self.serve_agents(&mut firsts, key, agent),
                (_, None) => return,
            }
        }
    }

    /// Serves the first call that an agent may be told of, and all other agents of whom something has
    /// changed and whose first it is. Whatever comes before it they were told of, or cannot be.
    fn serve_agents(&mut self, firsts: &mut FirstServed, key: QueueKey, agent: u32) {
        firsts.pop_first();
        let now = self.state.next_for(agent, key);
        if now != Some(key) {
            // Another was faster.
            firsts.extend(now.map(|key| (key, agent)));
            return;
        }
        let mut agents = vec![agent];
        while let Some((_, other)) = firsts.first().filter(|(other, _)| *other == key).copied() {
            firsts.pop_first();
            agents.push(other);
        }
        let before = self.events.len();
        self.serve_with(key, &agents);
        // Never: but who is told of nothing would come up for ever.
        debug_assert!(self.events.len() > before, "{key:?}");
        if self.events.len() > before {
            agents.into_iter().for_each(|agent| self.state.worklist.find_work_for(agent, key));
        }
    }

    /// Rules [D2](crate::_rules#d2), [D8](crate::_rules#d8): an agent who is not online is told of nothing; one
    /// without room has no notices.
    fn withdraw_lost(&mut self) {
        let state = &mut *self.state;
        let mut lost = Vec::new();
        while let Some(agent) = state.worklist.maybe_ineligible.pop_first() {
            let row = state.agent_row(agent);
            let is_online = row.status == AgentStatus::Online;
            let loses_notices = row.notices > 0 && !(is_online && state.has_room(agent, &row));
            if state.has_agent(agent) && (loses_notices || row.offers > 0 && !is_online) {
                let told = state.offers_to_agent(agent).into_iter();
                lost.extend(told.filter(|(_, telling)| !is_online || !telling.is_offer));
            }
        }
        lost.sort_by_key(|(_, telling)| {
            (state.requests.get(&telling.call).map(|call| call.key), telling.event)
        });
        for (key, telling) in lost {
            self.withdraw(key, &telling);
        }
    }

    /// [Rule D4](crate::_rules#d4): service of a group has begun or ended while calls wait that were told otherwise.
    /// What was said in this instant is looked at again in the next.
    fn emit_service_changed(&mut self, team: ServingTeam) {
        let changed = self.state.changed_service(team).filter(|_| self.state.may_say_service(team));
        if let Some(serving) = changed {
            let group = self.state.team_id(team);
            let serving = serving.and_then(|serving| self.state.team_id(serving));
            self.emit(EventKind::ServiceChanged { group, serving });
        }
    }

    /// Calls may be served by another group than before: whichever are fewer are looked at, the calls or
    /// the agents who may be told of them.
    fn review(&mut self, home: RequestTarget) {
        let state = &mut *self.state;
        state.worklist.services.extend(state.service.contains_key(&home).then(|| home.team()));
        let Some(team) = state.serving(home) else {
            return;
        };
        let open: usize = state.open_to(home, team).map(Stamped::len).sum();
        if open <= state.ranked(team) {
            let open: Vec<QueueKey> =
                state.open_to(home, team).flat_map(Stamped::iter).copied().collect();
            state.worklist.calls.extend(open.into_iter().map(|key| (key, OfferRoutes::Only(0))));
        } else {
            self.find_agents_for(team);
        }
    }

    /// The same of calls that were escalated to a group.
    fn review_escalated(&mut self, group: u32) {
        let (state, team) = (&mut *self.state, ServingTeam::Group(group));
        let Some(calls) = state.escalated_to(group).filter(|_| state.serves(group)) else {
            return;
        };
        if calls.len() <= state.ranked(team) {
            let lane = |key: &QueueKey| Some((*key, *state.escalated.get(&(key.request, group))?));
            let calls: Vec<(QueueKey, u32)> = calls.iter().filter_map(lane).collect();
            let calls = calls.into_iter().map(|(key, lane)| (key, OfferRoutes::Only(lane)));
            state.worklist.calls.extend(calls);
        } else {
            self.find_agents_for(team);
        }
    }

    fn find_agents_for(&mut self, team: ServingTeam) {
        let agents: Vec<u32> = self.state.ranks(team).collect();
        agents
            .into_iter()
            .for_each(|agent| self.state.worklist.find_work_for(agent, QueueKey::FIRST));
    }
}
