//! The consequences of a change ([rule D4](crate::_rules#d4)): agents who can no longer take a request lose their offers
//! of it, and waiting requests that can be offered now are offered at once, in order.
//!
//! # Algorithm
//!
//! A fixed point over the worklist of the state. Each step takes the entry that comes first by the rules, emits at
//! most one event or a few of one kind, and applies them; the writes put new entries on the worklist. Requests and
//! agents are merged in the order of [rule D4](crate::_rules#d4): a request that has changed is tried against all
//! agents, an agent who has changed against the first request that can be offered to them.

use std::collections::BTreeSet;

use crate::desk::event::EventKind;
use crate::desk::rules::Decider;
use crate::desk::state::StampedSet;
use crate::desk::state::rows::{OfferRoutes, QueueKey, RequestTarget, ServingTeam};
use crate::ix::{AgentIx, GroupIx, RouteIx};
use crate::status::AgentStatus;

/// For each agent of whom something has changed, the first request that can be offered to the agent.
type FirstRequests = BTreeSet<(QueueKey, AgentIx)>;

/// Returns `true` if a request comes before the first request of an agent. The announcement that a request waits
/// comes after everything else of the request.
fn is_before(
    (request, routes): (QueueKey, OfferRoutes),
    first: Option<(QueueKey, AgentIx)>,
) -> bool {
    first.is_none_or(|(key, _)| request < key || request == key && routes != OfferRoutes::Done)
}

impl Decider<'_> {
    /// Emits events until nothing follows any more or the outcome is full.
    pub(super) fn settle(&mut self) {
        self.recheck_retries();
        // Invariant: an agent whose situation has changed is either on the worklist or in `firsts`.
        // If both are empty and no request is on the worklist, the state is settled.
        let mut firsts = FirstRequests::new();
        while !self.is_stuck {
            self.is_cut = self.max_events.is_some_and(|most| self.events.len() >= most);
            if self.is_cut {
                return;
            }
            // Withdrawals come before offers: an offer to an agent who is about to lose all offers
            // would be an event too many.
            if !self.state.worklist.maybe_ineligible.is_empty() {
                self.withdraw_from_unavailable_agents();
                continue;
            }
            // Targets and escalations only put entries on the worklist. They run before the merge
            // below, or a request could be missed that comes first in the order.
            if let Some(target) = self.state.worklist.targets.pop_first() {
                self.recheck_target(target);
                continue;
            }
            if let Some(group) = self.state.worklist.escalated.pop_first() {
                self.recheck_escalated(group);
                continue;
            }
            if let Some(team) = self.state.worklist.services.pop_first() {
                self.emit_service_changed(team);
                continue;
            }
            while let Some((agent, from)) = self.state.worklist.agents.pop_first() {
                firsts.extend(self.state.next_request_for(agent, from).map(|key| (key, agent)));
            }
            let request = self.state.worklist.requests.first().copied();
            let first = firsts.first().copied();
            match (request, first) {
                (Some((request, routes)), first) if is_before((request, routes), first) => {
                    self.state.worklist.requests.pop_first();
                    // An earlier route may lead to the agent.
                    let is_first_of_agent = first.is_some_and(|(key, _)| key == request);
                    let all = OfferRoutes::From(RouteIx::MIN);
                    self.serve_request(request, if is_first_of_agent { all } else { routes });
                }
                (_, Some((key, agent))) => self.serve_agents(&mut firsts, key, agent),
                (_, None) => return,
            }
        }
    }

    /// Offers the first request of an agent to this agent and to all others on the list whose first request it is.
    /// Earlier requests were offered to them before or cannot be.
    fn serve_agents(&mut self, firsts: &mut FirstRequests, key: QueueKey, agent: AgentIx) {
        firsts.pop_first();
        let now = self.state.next_request_for(agent, key);
        if now != Some(key) {
            // The request was offered to another agent in the meantime.
            // Only this agent is searched for again. Its next request cannot come before `key`, so
            // the order of rule D4 is kept.
            firsts.extend(now.map(|key| (key, agent)));
            return;
        }
        let mut agents = vec![agent];
        while let Some((_, other)) = firsts.first().filter(|(other, _)| *other == key).copied() {
            firsts.pop_first();
            // A broadcast notifies all of them with one event.
            agents.push(other);
        }
        let before = self.events.len();
        self.offer_to_agents(key, &agents);
        // An agent without an event must not come up again: the loop would not end.
        debug_assert!(self.events.len() > before, "{key:?}");
        if self.events.len() > before {
            agents.into_iter().for_each(|agent| self.state.worklist.find_work_for(agent, key));
        }
    }

    /// Rules [D2](crate::_rules#d2), [D8](crate::_rules#d8): withdraws all offers and notices from agents who are not
    /// online, and the notices from agents without room.
    fn withdraw_from_unavailable_agents(&mut self) {
        let state = &mut *self.state;
        let mut lost = Vec::new();
        while let Some(agent) = state.worklist.maybe_ineligible.pop_first() {
            let row = state.agent_row(agent);
            let is_online = row.status == AgentStatus::Online;
            // An offer has taken its room already, so an agent without room keeps it. A notice
            // takes no room, and accepting it would be refused (rule D2).
            let loses_notices = row.notices > 0 && !(is_online && state.has_room(agent, &row));
            if state.has_agent(agent) && (loses_notices || row.offers > 0 && !is_online) {
                let offers = state.offers_to_agent(agent).into_iter();
                lost.extend(offers.filter(|(_, offer)| !is_online || !offer.is_offer));
            }
        }
        // The worklist is ordered by agent. The events must be in the order of the requests (rule
        // D4).
        lost.sort_by_key(|(_, offer)| {
            (state.requests.get(&offer.request).map(|request| request.key), offer.event)
        });
        for (key, offer) in lost {
            self.withdraw(key, &offer);
        }
    }

    /// [Rule D4](crate::_rules#d4): emits that service of a team has begun or ended, if requests wait to which
    /// the opposite was announced. If that was emitted in this instant already, the next instant does it.
    fn emit_service_changed(&mut self, team: ServingTeam) {
        let may_announce = self.state.may_announce_service(team);
        // The comparison is with what was last announced, not with the state before: a service that
        // ends and begins again within one outcome is no news.
        let changed = self.state.changed_service(team).filter(|_| may_announce);
        if let Some(serving) = changed {
            let group = self.state.team_id(team);
            let serving = serving.and_then(|serving| self.state.team_id(serving));
            self.emit(EventKind::ServiceChanged { group, serving });
        }
    }

    /// Puts the requests for a target on the worklist, which another team may serve now, or the agents of that team,
    /// whichever are fewer.
    fn recheck_target(&mut self, target: RequestTarget) {
        let state = &mut *self.state;
        let is_announced = state.service.contains_key(&target);
        state.worklist.services.extend(is_announced.then(|| target.team()));
        let Some(team) = state.serving(target) else {
            return;
        };
        // Either side finds all new pairs of request and agent, so the smaller one is enough. This
        // keeps the return of one agent to a long queue cheap, and the opening of a large team with
        // an empty queue, too.
        let open: usize = state.offerable_through(target, team).map(StampedSet::len).sum();
        if open <= state.candidate_count(team) {
            let pools = state.offerable_through(target, team);
            let open: Vec<QueueKey> = pools.flat_map(StampedSet::iter).copied().collect();
            // Route 0 is the serving team. The routes of escalations have not changed.
            let routes = OfferRoutes::Only(RouteIx::MIN);
            state.worklist.requests.extend(open.into_iter().map(|key| (key, routes)));
        } else {
            self.find_work_for_agents_of(team);
        }
    }

    /// Puts the requests on the worklist that were escalated to a group, or the agents of the group, whichever are
    /// fewer.
    fn recheck_escalated(&mut self, group: GroupIx) {
        let (state, team) = (&mut *self.state, ServingTeam::Group(group));
        let Some(requests) = state.escalated_to(group).filter(|_| state.serves(group)) else {
            return;
        };
        if requests.len() <= state.candidate_count(team) {
            let route = |key: &QueueKey| {
                let route = *state.escalations_by_group.get(&(key.request, group))?;
                Some((*key, OfferRoutes::Only(route)))
            };
            let requests: Vec<(QueueKey, OfferRoutes)> =
                requests.iter().filter_map(route).collect();
            state.worklist.requests.extend(requests);
        } else {
            self.find_work_for_agents_of(team);
        }
    }

    fn find_work_for_agents_of(&mut self, team: ServingTeam) {
        let agents: Vec<AgentIx> = self.state.candidates(team).collect();
        let worklist = &mut self.state.worklist;
        agents.into_iter().for_each(|agent| worklist.find_work_for(agent, QueueKey::FIRST));
    }
}
