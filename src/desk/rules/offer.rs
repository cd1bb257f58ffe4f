//! Telling of a call (rules [D1](crate::_rules#d1), [D3](crate::_rules#d3), [D4](crate::_rules#d4),
//! [D11](crate::_rules#d11)), and saying that it waits (rules [D4](crate::_rules#d4), [D10](crate::_rules#d10)).

use std::collections::BTreeSet;

use crate::desk::event::EventKind;
use crate::desk::rules::Decider;
use crate::desk::state::rows::{OfferRoutes, QueueKey, RequestRow, RequestTarget, ServingTeam};

/// How long an offer holds where its group does not say, in seconds.
const OFFER_SECONDS: u32 = 30;

impl Decider<'_> {
    /// The next event of a call: it is told by the first of some lanes by which somebody may hear of it
    /// now; if nobody is told, it waits, and that is said once every lane was tried. What else there is of
    /// the call comes after what that leads to.
    pub(super) fn serve(&mut self, key: QueueKey, lanes: OfferRoutes) {
        let Some(call) = self.state.requests.get(&key.request) else {
            return;
        };
        let (first, last) = match lanes {
            OfferRoutes::From(first) => (first, call.escalations),
            OfferRoutes::Only(lane) => (lane, lane),
            OfferRoutes::Done => return self.queue(key),
        };
        let told = (first..=last).find(|lane| self.offer_by_route(key, *lane, None));
        match (told, lanes) {
            (Some(lane), OfferRoutes::From(_)) if lane < last => {
                self.state.worklist.calls.insert((key, OfferRoutes::From(lane.saturating_add(1))));
            }
            (None, _) => drop(self.state.worklist.calls.insert((key, OfferRoutes::Done))),
            _ => {}
        }
    }

    /// Nobody could be told by any lane: whoever handed a call over is asked; else it waits.
    fn queue(&mut self, key: QueueKey) {
        let before = self.events.len();
        let call = self.state.requests.get(&key.request);
        let asked_last = call.and_then(|call| Some(self.state.routes_with(call, call.asked_last?)));
        if let Some(lanes) = asked_last {
            self.ask_last_again(key, lanes.into_iter());
        }
        if self.events.len() == before {
            self.announce(key);
        }
    }

    /// The same where only some agents are new.
    pub(super) fn serve_with(&mut self, key: QueueKey, agents: &[u32]) {
        let Some(call) = self.state.requests.get(&key.request) else {
            return;
        };
        let lanes: BTreeSet<u32> =
            agents.iter().flat_map(|agent| self.state.routes_with(call, *agent)).collect();
        let told = lanes.iter().find(|lane| self.offer_by_route(key, **lane, Some(agents)));
        if told.is_none() {
            self.ask_last_again(key, lanes.into_iter());
        }
    }

    /// Tells of a call by a lane. Whether anybody was told.
    fn offer_by_route(&mut self, key: QueueKey, lane: u32, agents: Option<&[u32]>) -> bool {
        let before = self.events.len();
        let call = self.state.requests.get(&key.request);
        let team = call.and_then(|call| self.state.team_of_route(call, lane));
        if let Some(team) = team.filter(|team| self.state.is_free(key.request, *team)) {
            self.offer_to_team(key, team, agents);
        }
        self.events.len() > before
    }

    fn offer_to_team(&mut self, key: QueueKey, team: ServingTeam, agents: Option<&[u32]>) {
        let Some(call) = self.state.requests.get(&key.request) else {
            return;
        };
        let state = &*self.state;
        if !state.offer_policy(team).is_broadcast() {
            if let Some(agent) = self.pick(key, team) {
                self.offer(key, team, agent);
            }
            return;
        }
        let may_hear =
            |agent: &u32| call.asked_last != Some(*agent) && state.is_offerable(call, *agent);
        let told: Vec<u32> = match agents {
            None => state.ranks(team).filter(may_hear).collect(),
            Some(agents) => {
                let may_ask = |agent: &u32| state.may_ask(team, *agent);
                let able = agents.iter().copied().filter(may_ask).filter(may_hear);
                let mut able: Vec<u32> = able.collect();
                able.sort_by_key(|agent| state.membership.position(*agent, team));
                able
            }
        };
        self.notify(key, team, &told);
    }

    /// [Rule D11](crate::_rules#d11): the visitor's last agent, where the group is sticky, then the strategy's first.
    fn pick(&mut self, key: QueueKey, team: ServingTeam) -> Option<u32> {
        let state = &*self.state;
        let call = state.requests.get(&key.request)?;
        let last = match state.offer_policy(team).sticky {
            true => state.last_agent(key.conversation),
            false => None,
        };
        let may_hear = |agent: &u32| {
            let is_last = call.asked_last == Some(*agent);
            !is_last && state.may_ask(team, *agent) && state.is_offerable(call, *agent)
        };
        last.filter(may_hear).or_else(|| self.state.next_agent(key.request, team))
    }

    /// [Rule D7](crate::_rules#d7): who handed a conversation over is asked when nobody else is told.
    fn ask_last_again(&mut self, key: QueueKey, lanes: impl Iterator<Item = u32>) {
        let state = &*self.state;
        let call = state.requests.get(&key.request).filter(|call| call.waits());
        let Some((call, agent)) = call.and_then(|call| Some((call, call.asked_last?))) else {
            return;
        };
        let may_ask =
            |team: ServingTeam| state.may_ask(team, agent) && state.is_offerable(call, agent);
        let mut teams = lanes.filter_map(|lane| state.team_of_route(call, lane));
        let team = teams.find(|team| may_ask(*team));
        match team {
            Some(team) if state.offer_policy(team).is_broadcast() => {
                self.notify(key, team, &[agent]);
            }
            Some(team) => self.offer(key, team, agent),
            None => {}
        }
    }

    fn notify(&mut self, key: QueueKey, team: ServingTeam, agents: &[u32]) {
        if agents.is_empty() {
            return;
        }
        let agents = agents.iter().map(|agent| self.state.agent_id(*agent)).collect();
        let (conversation, group) = (self.id(key.conversation), self.state.team_id(team));
        self.emit(EventKind::Notified { conversation, group, agents });
    }

    fn offer(&mut self, key: QueueKey, team: ServingTeam, agent: u32) {
        let seconds = self.state.offer_policy(team).offer_seconds.unwrap_or(OFFER_SECONDS);
        let until = self.state.ends(self.state.now, seconds);
        let (conversation, group, agent) = self.names(key.conversation, team, agent);
        self.emit(EventKind::Offered { conversation, group, agent, until });
    }

    /// Rules [D4](crate::_rules#d4), [D10](crate::_rules#d10): a call begins to wait.
    fn announce(&mut self, key: QueueKey) {
        let state = &*self.state;
        let call = state.requests.get(&key.request);
        let Some(call) = call.filter(|call| call.waits() && !call.is_announced()) else {
            return;
        };
        let conversation = self.id(key.conversation);
        let serving = state.serving(call.target).filter(|_| !self.queue_is_full(call));
        let kind = match serving {
            Some(team) => EventKind::Queued { conversation, group: state.team_id(team) },
            None => {
                let group = state.team_id(call.target.team());
                EventKind::MessageTaken { conversation, group }
            }
        };
        self.emit(kind);
    }

    /// [Rule D10](crate::_rules#d10): as many as may wait for the chosen group are waiting.
    fn queue_is_full(&self, call: &RequestRow) -> bool {
        let RequestTarget::Chosen(ServingTeam::Group(chosen)) = call.target else {
            return false;
        };
        let most = self.state.router.workspace().group_at(chosen).and_then(|g| g.max_waiting);
        let waiting = self.state.queued.get(&chosen).copied().unwrap_or_default();
        most.is_some_and(|most| waiting >= most)
    }
}
