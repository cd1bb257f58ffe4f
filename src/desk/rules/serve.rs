//! Telling of a call (rules D1, D3, D4, D11), and saying that it waits (rules D4, D10).

use crate::desk::event::EventKind;
use crate::desk::rules::Run;
use crate::desk::state::rows::{CallRow, Home, Key, Team};
use crate::group::Strategy;

/// How long an offer holds where its group does not say, in seconds.
const OFFER_SECONDS: u32 = 30;

impl Run<'_> {
    /// The next event of a call: it is told to whoever may hear of it now, of some agents only where
    /// only they are new; if nobody is told, it waits, and that is said. What else there is of the call
    /// comes after what that leads to.
    pub(super) fn serve(&mut self, key: Key, agents: Option<&[u32]>) {
        let before = self.events.len();
        let Some(call) = self.state.calls.get(&key.call) else {
            return;
        };
        let lanes = self.state.lanes(call);
        let free = lanes.iter().filter(|team| self.state.is_free(call, **team));
        let free: Vec<Team> = free.copied().collect();
        for team in free {
            self.tell(key, team, agents);
            if self.events.len() > before {
                self.state.agenda.calls.extend((lanes.len() > 1).then_some(key));
                return;
            }
        }
        self.ask_last(key, lanes.iter().copied());
        self.announce(key);
    }

    fn tell(&mut self, key: Key, team: Team, agents: Option<&[u32]>) {
        let Some(call) = self.state.calls.get(&key.call) else {
            return;
        };
        let state = &*self.state;
        let may_hear =
            |agent: &u32| call.asked_last != Some(*agent) && state.may_hear(call, *agent);
        if state.manner(team).strategy == Strategy::Broadcast {
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
        } else if let Some(agent) = self.pick(call, team, may_hear) {
            self.offer(key, team, agent);
        }
    }

    /// Rule D11: the visitor's last agent, where the group is sticky, then the strategy's first.
    fn pick(&self, call: &CallRow, team: Team, may_hear: impl Fn(&u32) -> bool) -> Option<u32> {
        let state = &*self.state;
        let last = match state.manner(team).sticky {
            true => state.last_agent(call.key.conversation),
            false => None,
        };
        last.filter(|agent| state.may_ask(team, *agent) && may_hear(agent))
            .or_else(|| state.ranks(team).find(may_hear))
    }

    /// Rule D7: who handed a conversation over is asked when nobody else is told.
    fn ask_last(&mut self, key: Key, mut teams: impl Iterator<Item = Team>) {
        let state = &*self.state;
        let call = state.calls.get(&key.call).filter(|call| call.waits());
        let Some((call, agent)) = call.and_then(|call| Some((call, call.asked_last?))) else {
            return;
        };
        let may_ask = |team: Team| state.may_ask(team, agent) && state.may_hear(call, agent);
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

    /// Rules D4, D10: a call begins to wait.
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

    /// Rule D10: as many as may wait for the chosen group are waiting.
    fn is_one_too_many(&self, call: &CallRow) -> bool {
        let Home::Chosen(Team::Group(chosen)) = call.home else {
            return false;
        };
        let most = self.state.router.workspace().group_at(chosen).and_then(|g| g.max_waiting);
        let waiting = self.state.queued.get(&chosen).copied().unwrap_or_default();
        most.is_some_and(|most| waiting >= most)
    }
}
