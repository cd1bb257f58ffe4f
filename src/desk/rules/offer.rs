//! Offers and notices of a request (rules [D1](crate::_rules#d1), [D3](crate::_rules#d3), [D4](crate::_rules#d4),
//! [D11](crate::_rules#d11)), and the announcement that it waits (rules [D4](crate::_rules#d4),
//! [D10](crate::_rules#d10)).

use std::collections::BTreeSet;

use crate::desk::event::EventKind;
use crate::desk::rules::Decider;
use crate::desk::state::rows::{OfferRoutes, QueueKey, RequestRow, RequestTarget, ServingTeam};
use crate::ix::{AgentIx, RouteIx};

/// How long an offer is open if its group does not say, in seconds.
const OFFER_SECONDS: u32 = 30;

impl Decider<'_> {
    /// Emits the next event of a request. Offers it by the first of some routes by which an agent can be asked. If
    /// there is none, announces that it waits once every route was tried. Further events of the request follow after
    /// the consequences of this one.
    pub(super) fn serve_request(&mut self, key: QueueKey, routes: OfferRoutes) {
        let Some(request) = self.state.requests.get(&key.request) else {
            return;
        };
        let (first, last) = match routes {
            OfferRoutes::From(first) => (first.number(), request.escalations),
            OfferRoutes::Only(route) => (route.number(), route.number()),
            OfferRoutes::Done => return self.queue(key),
        };
        let mut all = (first..=last).map(RouteIx::new);
        // One event at a time: each offer changes who has room, so the next route is tried on the
        // state after it.
        let used = all.find(|route| self.offer_by_route(key, *route, None));
        match (used.map(RouteIx::number), routes) {
            (Some(route), OfferRoutes::From(_)) if route < last => {
                let next = OfferRoutes::From(RouteIx::new(route.saturating_add(1)));
                self.state.worklist.requests.insert((key, next));
            }
            // The announcement is an entry of its own. Other requests that come first in the order
            // may still take or free agents before it.
            (None, _) => drop(self.state.worklist.requests.insert((key, OfferRoutes::Done))),
            _ => {}
        }
    }

    /// Asks the agent who transferred the conversation, since no route leads to anybody else, or announces that the
    /// request waits.
    fn queue(&mut self, key: QueueKey) {
        // Whether an agent was asked is seen by the number of events, because several functions
        // below may or may not emit one.
        let before = self.events.len();
        let request = self.state.requests.get(&key.request);
        let routes = request
            .and_then(|request| Some(self.state.routes_with(request, request.transferred_by?)));
        if let Some(routes) = routes {
            self.ask_transferring_agent(key, routes.into_iter());
        }
        if self.events.len() == before {
            self.announce(key);
        }
    }

    /// Offers a request to some agents only: those for whom something has changed.
    pub(super) fn offer_to_agents(&mut self, key: QueueKey, agents: &[AgentIx]) {
        let Some(request) = self.state.requests.get(&key.request) else {
            return;
        };
        let routes = agents.iter().flat_map(|agent| self.state.routes_with(request, *agent));
        // A set: several agents may be reachable by one route, and routes are tried in their order.
        let routes: BTreeSet<RouteIx> = routes.collect();
        let used = routes.iter().find(|route| self.offer_by_route(key, **route, Some(agents)));
        if used.is_none() {
            self.ask_transferring_agent(key, routes.into_iter());
        }
    }

    /// Offers a request by a route. Returns `true` if an agent was asked.
    fn offer_by_route(
        &mut self,
        key: QueueKey,
        route: RouteIx,
        agents: Option<&[AgentIx]>,
    ) -> bool {
        let before = self.events.len();
        let request = self.state.requests.get(&key.request);
        let team = request.and_then(|request| self.state.team_of_route(request, route));
        if let Some(team) = team.filter(|team| self.state.is_free(key.request, *team)) {
            self.offer_to_team(key, team, agents);
        }
        self.events.len() > before
    }

    fn offer_to_team(&mut self, key: QueueKey, team: ServingTeam, agents: Option<&[AgentIx]>) {
        let Some(request) = self.state.requests.get(&key.request) else {
            return;
        };
        let state = &*self.state;
        // With all strategies but `broadcast` one agent is asked at a time, and the strategy
        // decides who. The agents who have changed only show that there may be somebody to ask.
        if !state.offer_policy(team).is_broadcast() {
            if let Some(agent) = self.pick(key, team) {
                self.offer(key, team, agent);
            }
            return;
        }
        // The agent who transferred the conversation is asked last (rule D7), by
        // `ask_transferring_agent`.
        let is_offerable = |agent: &AgentIx| {
            request.transferred_by != Some(*agent) && state.is_offerable(request, *agent)
        };
        let notified: Vec<AgentIx> = match agents {
            None => state.candidates(team).filter(is_offerable).collect(),
            Some(agents) => {
                let may_ask = |agent: &AgentIx| state.may_ask(team, *agent);
                let able = agents.iter().copied().filter(may_ask).filter(is_offerable);
                let mut able: Vec<AgentIx> = able.collect();
                // The notice lists agents in the order of the members, however the agents came to
                // be on the worklist.
                able.sort_by_key(|agent| state.membership.position(*agent, team));
                able
            }
        };
        self.notify(key, team, &notified);
    }

    /// [Rule D11](crate::_rules#d11): picks the visitor's last agent if the group is sticky, and otherwise the first
    /// agent by the strategy.
    fn pick(&mut self, key: QueueKey, team: ServingTeam) -> Option<AgentIx> {
        let state = &*self.state;
        let request = state.requests.get(&key.request)?;
        let last = match state.offer_policy(team).sticky {
            true => state.last_agent(key.conversation),
            false => None,
        };
        let is_offerable = |agent: &AgentIx| {
            request.transferred_by != Some(*agent)
                && state.may_ask(team, *agent)
                && state.is_offerable(request, *agent)
        };
        // The last agent may be a member or not, and online or not. If the agent cannot be asked,
        // the strategy decides as usual.
        last.filter(is_offerable).or_else(|| self.state.next_agent(key.request, team))
    }

    /// [Rule D7](crate::_rules#d7): asks the agent who transferred the conversation, if nobody else has an offer.
    fn ask_transferring_agent(&mut self, key: QueueKey, routes: impl Iterator<Item = RouteIx>) {
        let state = &*self.state;
        let request = state.requests.get(&key.request).filter(|request| request.waits());
        let asked = request.and_then(|request| Some((request, request.transferred_by?)));
        let Some((request, agent)) = asked else {
            return;
        };
        let mut teams = routes.filter_map(|route| state.team_of_route(request, route));
        let team =
            teams.find(|team| state.may_ask(*team, agent) && state.is_offerable(request, agent));
        match team {
            Some(team) if state.offer_policy(team).is_broadcast() => {
                self.notify(key, team, &[agent]);
            }
            Some(team) => self.offer(key, team, agent),
            None => {}
        }
    }

    fn notify(&mut self, key: QueueKey, team: ServingTeam, agents: &[AgentIx]) {
        if agents.is_empty() {
            return;
        }
        let agents = agents.iter().map(|agent| self.state.agent_id(*agent)).collect();
        let conversation = self.state.conversation_id(key.conversation);
        let group = self.state.team_id(team);
        self.emit(EventKind::Notified { conversation, group, agents });
    }

    fn offer(&mut self, key: QueueKey, team: ServingTeam, agent: AgentIx) {
        let seconds = self.state.offer_policy(team).offer_seconds.unwrap_or(OFFER_SECONDS);
        // The end is written into the event, so a later change of the setting does not change
        // open offers.
        let until = self.state.expiry(self.state.now, seconds);
        let (conversation, group, agent) = self.ids(key.conversation, team, agent);
        self.emit(EventKind::Offered { conversation, group, agent, until });
    }

    /// Rules [D4](crate::_rules#d4), [D10](crate::_rules#d10): announces that a request has begun to wait.
    fn announce(&mut self, key: QueueKey) {
        let state = &*self.state;
        let request = state.requests.get(&key.request);
        let unannounced = request.filter(|request| request.waits() && !request.is_announced());
        let Some(request) = unannounced else {
            return;
        };
        let conversation = state.conversation_id(key.conversation);
        // Nobody serves, or the queue is full: both mean that the visitor leaves a message for the
        // chosen group.
        let serving = state.serving(request.target).filter(|_| !self.queue_is_full(request));
        let kind = match serving {
            Some(team) => EventKind::Queued { conversation, group: state.team_id(team) },
            None => {
                let group = state.team_id(request.target.team());
                EventKind::MessageTaken { conversation, group }
            }
        };
        self.emit(kind);
    }

    /// [Rule D10](crate::_rules#d10): returns `true` if as many requests wait for the chosen group as it allows.
    fn queue_is_full(&self, request: &RequestRow) -> bool {
        let RequestTarget::Chosen(ServingTeam::Group(chosen)) = request.target else {
            return false;
        };
        let group = self.state.router.workspace().group_at(chosen);
        let limit = group.and_then(|group| group.max_waiting);
        let waiting = self.state.queued.get(&chosen).copied().unwrap_or_default();
        limit.is_some_and(|limit| waiting >= limit)
    }
}
