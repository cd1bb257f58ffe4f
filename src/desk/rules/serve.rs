//! Telling of a call (rules [D1](crate::_rules#d1), [D3](crate::_rules#d3), [D4](crate::_rules#d4),
//! [D11](crate::_rules#d11)), and saying that it waits (rules [D4](crate::_rules#d4), [D10](crate::_rules#d10)).

use std::collections::BTreeSet;

use crate::desk::event::EventKind;
use crate::desk::rules::Run;
use crate::desk::state::rows::{CallRow, Home, Key, Lanes, Team};

/// How long an offer holds where its group does not say, in seconds.
const OFFER_SECONDS: u32 = 30;

impl Run<'_> {
    /// The next event of a call: it is told by the first of some lanes by which somebody may hear of it
    /// now; if nobody is told, it waits, and that is said once every lane was tried. What else there is of
    /// the call comes after what that leads to.
    pub(super) fn serve(&mut self, key: Key, lanes: Lanes) {
        let Some(call) = self.state.calls.get(&key.call) else {
            return;
        };
        let (first, last) = match lanes {
            Lanes::From(first) => (first, call.escalations),
            Lanes::Only(lane) => (lane, lane),
            Lanes::Done => return self.let_wait(key),
        };
        let told = (first..=last).find(|lane| self.tell_by(key, *lane, None));
        match (told, lanes) {
            (Some(lane), Lanes::From(_)) if lane < last => {
                self.state.agenda.calls.insert((key, Lanes::From(lane.saturating_add(1))));
            }
            (None, _) => drop(self.state.agenda.calls.insert((key, Lanes::Done))),
            _ => {}
        }
    }

    /// Nobody could be told by any lane: whoever handed a call over is asked; else it waits.
    fn let_wait(&mut self, key: Key) {
        let before = self.events.len();
        let call = self.state.calls.get(&key.call);
        let asked_last = call.and_then(|call| Some(self.state.lanes_with(call, call.asked_last?)));
        if let Some(lanes) = asked_last {
            self.ask_last(key, lanes.into_iter());
        }
        if self.events.len() == before {
            self.announce(key);
        }
    }

    /// The same where only some agents are new.
    pub(super) fn serve_with(&mut self, key: Key, agents: &[u32]) {
        let Some(call) = self.state.calls.get(&key.call) else {
            return;
        };
        let lanes: BTreeSet<u32> =
            agents.iter().flat_map(|agent| self.state.lanes_with(call, *agent)).collect();
        let told = lanes.iter().find(|lane| self.tell_by(key, **lane, Some(agents)));
        if told.is_none() {
            self.ask_last(key, lanes.into_iter());
        }
    }

    /// Tells of a call by a lane. Whether anybody was told.
    fn tell_by(&mut self, key: Key, lane: u32, agents: Option<&[u32]>) -> bool {
        let before = self.events.len();
        let call = self.state.calls.get(&key.call);
        let team = call.and_then(|call| self.state.team_of(call, lane));
        if let Some(team) = team.filter(|team| self.state.is_free(key.call, *team)) {
            self.tell(key, team, agents);
        }
        self.events.len() > before
    }

    fn tell(&mut self, key: Key, team: Team, agents: Option<&[u32]>) {
        let Some(call) = self.state.calls.get(&key.call) else {
            return;
        };
        let state = &*self.state;
        if !state.manner(team).is_broadcast() {
            if let Some(agent) = self.pick(key, team) {
                self.offer(key, team, agent);
            }
            return;
        }
        let may_hear =
            |agent: &u32| call.asked_last != Some(*agent) && state.may_hear(call, *agent);
        let told: Vec<u32> = match agents {
            None => state.ranks(team).filter(may_hear).collect(),
            Some(agents) => {
                let may_ask = |agent: &u32| state.may_ask(team, *agent);
                let able = agents.iter().copied().filter(may_ask).filter(may_hear);
                let mut able: Vec<u32> = able.collect();
                able.sort_by_key(|agent| state.chart.stand(*agent, team));
                able
            }
        };
        self.notify(key, team, &told);
    }

    /// [Rule D11](crate::_rules#d11): the visitor's last agent, where the group is sticky, then the strategy's first.
    fn pick(&mut self, key: Key, team: Team) -> Option<u32> {
        let state = &*self.state;
        let call = state.calls.get(&key.call)?;
        let last = match state.manner(team).sticky {
            true => state.last_agent(key.conversation),
            false => None,
        };
        let may_hear = |agent: &u32| {
            let is_last = call.asked_last == Some(*agent);
            !is_last && state.may_ask(team, *agent) && state.may_hear(call, *agent)
        };
        last.filter(may_hear).or_else(|| self.state.next_agent(key.call, team))
    }

    /// [Rule D7](crate::_rules#d7): who handed a conversation over is asked when nobody else is told.
    fn ask_last(&mut self, key: Key, lanes: impl Iterator<Item = u32>) {
        let state = &*self.state;
        let call = state.calls.get(&key.call).filter(|call| call.waits());
        let Some((call, agent)) = call.and_then(|call| Some((call, call.asked_last?))) else {
            return;
        };
        let may_ask = |team: Team| state.may_ask(team, agent) && state.may_hear(call, agent);
        let mut teams = lanes.filter_map(|lane| state.team_of(call, lane));
        let team = teams.find(|team| may_ask(*team));
        match team {
            Some(team) if state.manner(team).is_broadcast() => self.notify(key, team, &[agent]),
            Some(team) => self.offer(key, team, agent),
            None => {}
        }
    }

    fn notify(&mut self, key: Key, team: Team, agents: &[u32]) {
        if agents.is_empty() {
            return;
        }
        let agents = agents.iter().map(|agent| self.state.agent_id(*agent)).collect();
        let (conversation, group) = (self.id(key.conversation), self.state.team_id(team));
        self.emit(EventKind::Notified { conversation, group, agents });
    }

    fn offer(&mut self, key: Key, team: Team, agent: u32) {
        let seconds = self.state.manner(team).offer_seconds.unwrap_or(OFFER_SECONDS);
        let until = self.state.ends(self.state.now, seconds);
        let (conversation, group, agent) = self.names(key.conversation, team, agent);
        self.emit(EventKind::Offered { conversation, group, agent, until });
    }

    /// Rules [D4](crate::_rules#d4), [D10](crate::_rules#d10): a call begins to wait.
    fn announce(&mut self, key: Key) {
        let state = &*self.state;
        let call = state.calls.get(&key.call);
        let Some(call) = call.filter(|call| call.waits() && !call.is_announced()) else {
            return;
        };
        let conversation = self.id(key.conversation);
        let serving = state.serving(call.home).filter(|_| !self.is_one_too_many(call));
        let kind = match serving {
            Some(team) => EventKind::Queued { conversation, group: state.team_id(team) },
            None => {
                let group = state.team_id(call.home.team());
                EventKind::MessageTaken { conversation, group }
            }
        };
        self.emit(kind);
    }

    /// [Rule D10](crate::_rules#d10): as many as may wait for the chosen group are waiting.
    fn is_one_too_many(&self, call: &CallRow) -> bool {
        let Home::Chosen(Team::Group(chosen)) = call.home else {
            return false;
        };
        let most = self.state.router.workspace().group_at(chosen).and_then(|g| g.max_waiting);
        let waiting = self.state.queued.get(&chosen).copied().unwrap_or_default();
        most.is_some_and(|most| waiting >= most)
    }
}
