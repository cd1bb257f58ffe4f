//! What follows from a change ([rule D4](crate::_rules#d4)): whoever can no longer be told is told no more, and waiting
//! calls that can now be served are served at once, in order.

use std::collections::BTreeSet;

use crate::desk::event::EventKind;
use crate::desk::rules::Run;
use crate::desk::state::Stamped;
use crate::desk::state::rows::{Home, Key, Lanes, Team};
use crate::status::Status;

/// The first call that each agent of whom something has changed may be told of.
type Firsts = BTreeSet<(Key, u32)>;

/// Whether a call is looked at before the first call of an agent. That it waits is said of a call last.
fn is_before((call, lanes): (Key, Lanes), first: Option<(Key, u32)>) -> bool {
    first.is_none_or(|(key, _)| call < key || call == key && lanes != Lanes::Done)
}

impl Run<'_> {
    /// Until nothing follows any more, or an answer is full.
    pub(super) fn settle(&mut self) {
        self.look_at_retries();
        let mut firsts = Firsts::new();
        while !self.is_stuck {
            self.is_cut = self.most.is_some_and(|most| self.events.len() >= most);
            if self.is_cut {
                return;
            }
            if !self.state.agenda.unsure.is_empty() {
                self.withdraw_lost();
                continue;
            }
            if let Some(home) = self.state.agenda.homes.pop_first() {
                self.review(home);
                continue;
            }
            if let Some(group) = self.state.agenda.escalated.pop_first() {
                self.review_escalated(group);
                continue;
            }
            if let Some(team) = self.state.agenda.services.pop_first() {
                self.say_service(team);
                continue;
            }
            while let Some((agent, from)) = self.state.agenda.agents.pop_first() {
                firsts.extend(self.state.next_for(agent, from).map(|key| (key, agent)));
            }
            let call = self.state.agenda.calls.first().copied();
            let first = firsts.first().copied();
            match (call, first) {
                (Some((call, lanes)), first) if is_before((call, lanes), first) => {
                    self.state.agenda.calls.pop_first();
                    // An agent may be told of it by an earlier lane.
                    let is_first_of_agent = first.is_some_and(|(key, _)| key == call);
                    self.serve(call, if is_first_of_agent { Lanes::From(0) } else { lanes });
                }
                (_, Some((key, agent))) => self.serve_agents(&mut firsts, key, agent),
                (_, None) => return,
            }
        }
    }

    /// Serves the first call that an agent may be told of, and all other agents of whom something has
    /// changed and whose first it is. Whatever comes before it they were told of, or cannot be.
    fn serve_agents(&mut self, firsts: &mut Firsts, key: Key, agent: u32) {
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
            agents.into_iter().for_each(|agent| self.state.agenda.look_for(agent, key));
        }
    }

    /// Rules [D2](crate::_rules#d2), [D8](crate::_rules#d8): an agent who is not online is told of nothing; one
    /// without room has no notices.
    fn withdraw_lost(&mut self) {
        let state = &mut *self.state;
        let mut lost = Vec::new();
        while let Some(agent) = state.agenda.unsure.pop_first() {
            let row = state.agent_row(agent);
            let is_online = row.status == Status::Online;
            let loses_notices = row.notices > 0 && !(is_online && state.has_room(agent, &row));
            if state.has_agent(agent) && (loses_notices || row.offers > 0 && !is_online) {
                let told = state.told_to(agent).into_iter();
                lost.extend(told.filter(|(_, telling)| !is_online || !telling.is_offer));
            }
        }
        lost.sort_by_key(|(_, telling)| {
            (state.calls.get(&telling.call).map(|call| call.key), telling.told)
        });
        for (key, telling) in lost {
            self.withdraw(key, &telling);
        }
    }

    /// [Rule D4](crate::_rules#d4): service of a group has begun or ended while calls wait that were told otherwise.
    /// What was said in this instant is looked at again in the next.
    fn say_service(&mut self, team: Team) {
        let changed = self.state.changed_service(team).filter(|_| self.state.may_say_service(team));
        if let Some(serving) = changed {
            let group = self.state.team_id(team);
            let serving = serving.and_then(|serving| self.state.team_id(serving));
            self.emit(EventKind::ServiceChanged { group, serving });
        }
    }

    /// Calls may be served by another group than before: whichever are fewer are looked at, the calls or
    /// the agents who may be told of them.
    fn review(&mut self, home: Home) {
        let state = &mut *self.state;
        state.agenda.services.extend(state.service.contains_key(&home).then(|| home.team()));
        let Some(team) = state.serving(home) else {
            return;
        };
        let open: usize = state.open_to(home, team).map(Stamped::len).sum();
        if open <= state.ranked(team) {
            let open: Vec<Key> =
                state.open_to(home, team).flat_map(Stamped::iter).copied().collect();
            state.agenda.calls.extend(open.into_iter().map(|key| (key, Lanes::Only(0))));
        } else {
            self.look_for_agents(team);
        }
    }

    /// The same of calls that were escalated to a group.
    fn review_escalated(&mut self, group: u32) {
        let (state, team) = (&mut *self.state, Team::Group(group));
        let Some(calls) = state.escalated_to(group).filter(|_| state.serves(group)) else {
            return;
        };
        if calls.len() <= state.ranked(team) {
            let lane = |key: &Key| Some((*key, *state.escalated.get(&(key.call, group))?));
            let calls: Vec<(Key, u32)> = calls.iter().filter_map(lane).collect();
            let calls = calls.into_iter().map(|(key, lane)| (key, Lanes::Only(lane)));
            state.agenda.calls.extend(calls);
        } else {
            self.look_for_agents(team);
        }
    }

    fn look_for_agents(&mut self, team: Team) {
        let agents: Vec<u32> = self.state.ranks(team).collect();
        agents.into_iter().for_each(|agent| self.state.agenda.look_for(agent, Key::FIRST));
    }
}
