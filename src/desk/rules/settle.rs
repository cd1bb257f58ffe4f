//! What follows from a change (rule D4): whoever can no longer be told is told no more, and waiting
//! calls that can now be served are served at once, in order.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::desk::event::EventKind;
use crate::desk::rules::Run;
use crate::desk::state::rows::{Home, Key, Team};
use crate::status::Status;

/// The first call that each agent of whom something has changed may be told of.
type Firsts = BTreeSet<(Key, u32)>;

impl Run<'_> {
    /// Until nothing follows any more.
    pub(super) fn settle(&mut self) {
        self.look_at_retries();
        let mut firsts = Firsts::new();
        while !self.is_stuck {
            if !self.state.agenda.unsure.is_empty() {
                self.withdraw_lost();
                continue;
            }
            if let Some(team) = self.state.agenda.teams.pop_first() {
                self.review(team);
                continue;
            }
            if let Some(team) = self.state.agenda.services.pop_first() {
                self.say_service(team);
                continue;
            }
            while let Some(agent) = self.state.agenda.agents.pop_first() {
                firsts.extend(self.state.next_for(agent).map(|key| (key, agent)));
            }
            let call = self.state.agenda.calls.first().copied();
            let first = firsts.first().copied();
            match (call, first) {
                (Some(call), first) if first.is_none_or(|(key, _)| call <= key) => {
                    self.state.agenda.calls.pop_first();
                    self.serve(call, None);
                }
                (_, Some((key, agent))) => self.serve_agents(&mut firsts, key, agent),
                (_, None) => return,
            }
        }
    }

    /// Serves the first call that an agent may be told of, and all other agents of whom something has
    /// changed and whose first it is.
    fn serve_agents(&mut self, firsts: &mut Firsts, key: Key, agent: u32) {
        firsts.pop_first();
        let now = self.state.next_for(agent);
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
        self.serve(key, Some(&agents));
        // Never: but who is told of nothing would come up for ever.
        debug_assert!(self.events.len() > before, "{key:?}");
        if self.events.len() > before {
            self.state.agenda.agents.extend(agents);
        }
    }

    /// Rules D2, D8: an agent who is not online is told of nothing; one without room has no notices.
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

    /// Rule D4: service of a group has begun or ended while calls wait that were told otherwise. What
    /// was said in this instant is looked at again in the next.
    fn say_service(&mut self, team: Team) {
        let changed = self.state.changed_service(team).filter(|_| self.state.may_say_service(team));
        if let Some(serving) = changed {
            let group = self.state.team_id(team);
            let serving = serving.and_then(|serving| self.state.team_id(serving));
            self.emit(EventKind::ServiceChanged { group, serving });
        }
    }

    /// A group stands otherwise: calls that it serves by now, or no more, are looked at.
    fn review(&mut self, team: Team) {
        let chart = Arc::clone(&self.state.chart);
        if let Team::Group(group) = team {
            for chosen in chart.served_by(group) {
                self.review_queue(Home::Chosen(Team::Group(chosen)));
            }
            self.review_queue(Home::Invited(group));
            let added = self.state.added.get(&group).filter(|_| self.state.serves(group));
            self.state
                .agenda
                .calls
                .extend(added.into_iter().flatten().copied().collect::<Vec<_>>());
        } else {
            self.review_queue(Home::Chosen(team));
        }
    }

    /// Calls that ask for the same may be served by another group than before: whichever are fewer are
    /// looked at, the calls or the agents who may be told of them.
    fn review_queue(&mut self, home: Home) {
        let state = &mut *self.state;
        state.agenda.services.extend(state.service.contains_key(&home).then(|| home.team()));
        let Some(team) = state.serving(home) else {
            return;
        };
        let open: usize = state.open_to(home, team).map(BTreeSet::len).sum();
        if open <= state.ranked(team) {
            let open: Vec<Key> = state.open_to(home, team).flatten().copied().collect();
            state.agenda.calls.extend(open);
        } else {
            let agents: Vec<u32> = state.ranks(team).collect();
            state.agenda.agents.extend(agents);
        }
    }
}
