//! The one door to the tables: a row is written, what is derived follows, and the row as it was
//! comes back.

use std::collections::{BTreeMap, BTreeSet};

use crate::beat::Beat;
use crate::desk::state::queues::Pool;
use crate::desk::state::rows::{
    AgentRow, CallRow, ConversationRow, Door, Home, Key, Lanes, Seat, Team, Telling,
};
use crate::desk::state::{Entry, State};
use crate::status::Status;

/// Replaces or removes a row.
pub(super) fn swap<K: Ord, V>(table: &mut BTreeMap<K, V>, key: K, row: Option<V>) -> Option<V> {
    match row {
        Some(row) => table.insert(key, row),
        None => table.remove(&key),
    }
}

impl State {
    /// Writes a row and remembers how it was, where that is wanted.
    pub(crate) fn write(&mut self, entry: Entry) {
        let before = self.put(entry);
        let home = match &before {
            Entry::Call(_, Some(call)) => Some(call.home),
            _ => None,
        };
        if let Some(journal) = &mut self.journal {
            journal.push(before);
        }
        // With the last call that was announced goes what was said to it.
        let unneeded = home.filter(|home| !self.heard.contains_key(home));
        if let Some(home) = unneeded.filter(|home| self.service.contains_key(home)) {
            self.write(Entry::Service(home, None));
        }
    }

    /// Writes a row; what comes back undoes it.
    pub(super) fn put(&mut self, entry: Entry) -> Entry {
        self.steps.count();
        match entry {
            Entry::Clock(version, clock) => {
                let version = std::mem::replace(&mut self.version, version);
                Entry::Clock(version, std::mem::replace(&mut self.clock, clock))
            }
            Entry::Agent(agent, row) => Entry::Agent(agent, self.put_agent(agent, row)),
            Entry::Conversation(key, row) => {
                Entry::Conversation(key, self.put_conversation(key, row))
            }
            Entry::Seat(key, row) => Entry::Seat(key, self.put_seat(key, row)),
            Entry::Call(key, row) => Entry::Call(key, self.put_call(key, row)),
            Entry::Escalation(key, row) => Entry::Escalation(key, self.put_escalation(key, row)),
            Entry::Telling(key, row) => Entry::Telling(key, self.put_telling(key, row)),
            Entry::Refusal(key, row) => {
                let (call, agent) = key;
                match row {
                    Some(_) => self.refusals_of.insert((agent, call)),
                    None => self.refusals_of.remove(&(agent, call)),
                };
                let before = swap(&mut self.refusals, key, row);
                if row.is_none() {
                    self.release_of_call(call, agent);
                }
                Entry::Refusal(key, before)
            }
            Entry::Asked(key, row) => {
                let before = swap(&mut self.asked, key, row);
                if row.is_none() {
                    self.release_of_call(key.0, key.1);
                }
                Entry::Asked(key, before)
            }
            Entry::Service(home, row) => Entry::Service(home, swap(&mut self.service, home, row)),
            Entry::ServiceChange(team, row) => {
                Entry::ServiceChange(team, swap(&mut self.service_changes, team, row))
            }
            Entry::Turns(key, row) => Entry::Turns(key, self.put_turns(key, row)),
            Entry::Floor(key, row) => Entry::Floor(key, swap(&mut self.floors, key, row)),
            Entry::Door(key, row) => Entry::Door(key, self.put_door(key, row)),
            Entry::LastAgent(key, row) => {
                if let Some((seq, _)) = &row {
                    self.visitors_by_age.insert(*seq, key.clone());
                }
                let new = row.as_ref().map(|(seq, _)| *seq);
                let before = swap(&mut self.last_agents, key.clone(), row);
                if let Some((seq, _)) = before.as_ref().filter(|(seq, _)| Some(*seq) != new) {
                    self.visitors_by_age.remove(seq);
                }
                Entry::LastAgent(key, before)
            }
            Entry::Cause(key, row) => {
                let new = row.map(|(first, _)| first);
                new.into_iter().for_each(|first| {
                    self.causes_by_age.insert(first, key.clone());
                });
                let before = swap(&mut self.causes, key.clone(), row);
                if let Some((first, _)) = before.filter(|(first, _)| Some(*first) != new) {
                    self.causes_by_age.remove(&first);
                }
                Entry::Cause(key, before)
            }
            Entry::All(mut state) => {
                // What goes on is the work under way.
                std::mem::swap(&mut state.journal, &mut self.journal);
                std::mem::swap(&mut state.agenda, &mut self.agenda);
                std::mem::swap(&mut state.steps, &mut self.steps);
                state.now = self.now;
                Entry::All(Box::new(std::mem::replace(self, *state)))
            }
        }
    }

    fn put_agent(&mut self, agent: u32, row: AgentRow) -> AgentRow {
        let Some(before) = self.agents.get(agent as usize).copied() else {
            return row;
        };
        self.index_agent(agent, false);
        let moves = (before.status, before.since) != (row.status, row.since);
        if moves {
            self.each_seat_deadline(agent, |deadlines, deadline| {
                deadlines.remove(&deadline);
            });
        }
        if let Some(place) = self.agents.get_mut(agent as usize) {
            *place = row;
        }
        if moves {
            self.each_seat_deadline(agent, |deadlines, deadline| {
                deadlines.insert(deadline);
            });
        }
        self.index_agent(agent, true);
        if self.has_agent(agent) {
            self.presence.put(agent, Beat::new(row.status).load(row.load()));
        }
        let was_eligible = self.is_eligible(agent, &before);
        let gains = !was_eligible || self.chart.frees_notices(before.notices, row.notices);
        if gains && self.is_eligible(agent, &row) {
            self.agenda.look_for(agent, Key::FIRST);
        }
        self.agenda.unsure.insert(agent);
        self.note_crossings(agent, &before, &row);
        before
    }

    /// Groups that have their first agent online, or none any more, and such with room where groups
    /// overflow, stand otherwise now.
    fn note_crossings(&mut self, agent: u32, before: &AgentRow, after: &AgentRow) {
        let stood = |row: &AgentRow| {
            let is_online = row.status == Status::Online;
            (is_online, is_online && self.has_room(agent, row))
        };
        let ((was_online, had_room), (is_online, has_room)) = (stood(before), stood(after));
        let room_counts = self.chart.overflows && had_room != has_room;
        if was_online == is_online && !room_counts {
            return;
        }
        let crosses = |was: bool, is: bool, count: u32| was != is && count == u32::from(is);
        let count =
            |group: Option<u32>| self.presence.count(self.router.roster(), group, Some(self.now));
        let has_crossed = |group: u32| {
            let count = count(Some(group));
            crosses(was_online, is_online, count.online)
                || room_counts && crosses(had_room, has_room, count.with_room)
        };
        let listed = self.chart.listed(agent).map(|(group, _)| group);
        let mut crossed: Vec<u32> = listed.filter(|group| has_crossed(*group)).collect();
        let of_all = count(None);
        let is_known = self.has_agent(agent);
        if is_known && crosses(was_online, is_online, of_all.online) {
            crossed.extend(self.chart.of_everyone());
            self.agenda.homes.insert(Home::Chosen(Team::Workspace));
        }
        let passes_on = is_known && room_counts && crosses(had_room, has_room, of_all.with_room);
        // While nobody has room no group is available that lists its agents.
        if passes_on && has_room {
            self.pass_to_everyone();
        }
        self.stand_anew(crossed);
        if passes_on && !has_room {
            self.pass_to_everyone();
        }
    }

    /// Whether an agent who stands so may take another conversation.
    pub(crate) fn has_room(&self, agent: u32, row: &AgentRow) -> bool {
        self.has_agent(agent) && self.router.roster().has_room(agent, row.load())
    }

    fn put_conversation(
        &mut self,
        key: u64,
        row: Option<ConversationRow>,
    ) -> Option<ConversationRow> {
        if let Some(row) = &row {
            self.by_id.insert(row.id.clone(), key);
        } else if let Some(before) = self.conversations.get(&key) {
            self.by_id.remove(&before.id);
            self.forget_released(key);
        }
        swap(&mut self.conversations, key, row)
    }

    fn each_seat_deadline(
        &mut self,
        agent: u32,
        mut change: impl FnMut(&mut BTreeSet<super::Deadline>, super::Deadline),
    ) {
        let of_agent = (agent, 0, 0)..=(agent, u64::MAX, u64::MAX);
        let deadlines: Vec<_> = self
            .seats_of
            .range(of_agent)
            .filter_map(|(_, conversation, event)| {
                let seat = self.seats.get(&(*conversation, *event))?;
                self.seat_deadline(*conversation, seat)
            })
            .collect();
        for deadline in deadlines {
            change(&mut self.deadlines, deadline);
        }
    }

    fn put_seat(&mut self, key: (u64, u64), row: Option<Seat>) -> Option<Seat> {
        let (conversation, event) = key;
        if let Some(seat) = &row {
            self.seats_of.insert((seat.agent, conversation, event));
            self.deadlines.extend(self.seat_deadline(conversation, seat));
        }
        let before = swap(&mut self.seats, key, row);
        if let Some(seat) = before.as_ref().filter(|_| row.is_none()) {
            self.seats_of.remove(&(seat.agent, conversation, event));
            if let Some(deadline) = self.seat_deadline(conversation, seat) {
                self.deadlines.remove(&deadline);
            }
            self.release(conversation, seat.agent);
            self.look_at_calls(conversation, seat.agent, None);
        }
        before
    }

    fn put_telling(&mut self, key: (u64, u32), row: Option<Telling>) -> Option<Telling> {
        let (conversation, agent) = key;
        if let Some(telling) = &row {
            self.tellings_of.insert((agent, conversation));
            self.told_of.insert((telling.call, agent));
            self.deadlines.extend(self.offer_deadline(key, telling.until));
            self.count_through(telling, true);
        }
        let before = swap(&mut self.tellings, key, row);
        if let Some(telling) = before.as_ref().filter(|_| row.is_none()) {
            self.tellings_of.remove(&(agent, conversation));
            self.told_of.remove(&(telling.call, agent));
            if let Some(deadline) = self.offer_deadline(key, telling.until) {
                self.deadlines.remove(&deadline);
            }
            self.count_through(telling, false);
            self.release(conversation, agent);
            self.look_at_calls(conversation, agent, Some(telling.call));
        }
        before
    }

    /// An agent is told of a conversation no more, or inside no more: other calls of it may ask the agent.
    fn look_at_calls(&mut self, conversation: u64, agent: u32, except: Option<u64>) {
        let mut calls = self.calls_of(conversation).filter(|call| Some(call.key.call) != except);
        if let Some(first) = calls.next().map(|call| call.key) {
            drop(calls);
            self.agenda.look_for(agent, first);
        }
    }

    fn put_escalation(&mut self, (call, number): (u64, u32), row: Option<u32>) -> Option<u32> {
        let before = swap(&mut self.escalations, (call, number), row);
        let key = self.calls.get(&call).map(|call| call.key);
        if let (Some(group), Some(key)) = (before, key) {
            self.escalated.remove(&(call, group));
            self.change_pool(Pool::Escalated(group), key, false);
        }
        if let (Some(group), Some(key)) = (row, key) {
            self.escalated.insert((call, group), number);
            if self.is_free(call, Team::Group(group)) {
                self.change_pool(Pool::Escalated(group), key, true);
            }
            self.agenda.calls.insert((key, Lanes::Only(number)));
        }
        before
    }

    fn put_call(&mut self, number: u64, row: Option<Box<CallRow>>) -> Option<Box<CallRow>> {
        if let Some(before) = self.calls.get(&number).cloned() {
            self.index_call(&before, false);
        }
        let before = swap(&mut self.calls, number, row.map(|row| *row));
        if before.is_some() && !self.calls.contains_key(&number) {
            self.forget_call_cursors(number);
        }
        if let Some(call) = self.calls.get(&number).cloned() {
            self.index_call(&call, true);
            match &before {
                None => drop(self.agenda.calls.insert((call.key, Lanes::From(0)))),
                Some(before) if call.waits() && !before.waits() => {
                    // Whose offer or notice was the last one, its lane is looked at where it is free now.
                    self.agenda.calls.insert((call.key, Lanes::Done));
                    self.release_waiting(&call);
                    if self.refusals_are_over(&call) {
                        self.look_at_refused(&call);
                    }
                }
                Some(_) => {}
            }
        }
        before.map(Box::new)
    }

    /// Enters a call into what is derived, or takes it out.
    fn index_call(&mut self, call: &CallRow, enter: bool) {
        let key = call.key;
        self.index_home(key, call.home, enter);
        if let Home::Chosen(Team::Group(group)) = call.home {
            let place = self.chart.forest.span(group).start;
            count(&mut self.asked_for, (place, group), enter);
        }
        if call.waits() {
            let waiting = self.waiting.entry(call.home).or_default();
            if enter {
                waiting.insert(key);
            } else {
                waiting.remove(&key);
            }
            if waiting.is_empty() {
                self.waiting.remove(&call.home);
            }
        }
        if call.is_announced() {
            count(&mut self.announced, call.home, enter);
        }
        if call.announced.is_some() {
            count(&mut self.heard, call.home, enter);
        }
        let counts =
            call.is_announced() && call.announced.is_some_and(|announced| announced.queued);
        if let (Home::Chosen(Team::Group(group)), true) = (call.home, counts) {
            count(&mut self.queued, group, enter);
        }
        let of = (key.conversation, key.call);
        if enter {
            self.calls_of.insert(of);
        } else {
            self.calls_of.remove(&of);
        }
        let (escalation, retry) = (self.escalation_deadline(call), self.retry(call));
        if enter {
            self.deadlines.extend(escalation);
            self.retries.extend(retry);
        } else {
            escalation.into_iter().for_each(|due| {
                self.deadlines.remove(&due);
            });
            retry.into_iter().for_each(|due| {
                self.retries.remove(&due);
            });
        }
    }

    fn put_door(&mut self, schedule: u32, row: Door) -> Door {
        let Some(place) = self.doors.get_mut(schedule as usize) else {
            return row;
        };
        let before = std::mem::replace(place, row);
        if let Some(at) = before.next {
            self.doors_in_order.remove(&(at, schedule));
        }
        self.doors_in_order.extend(row.next.map(|at| (at, schedule)));
        if before.is_open != row.is_open {
            let chart = std::sync::Arc::clone(&self.chart);
            self.stand_anew(chart.of_schedule(schedule).iter().copied());
        }
        before
    }
}

fn count<K: Ord>(counts: &mut BTreeMap<K, u32>, of: K, enter: bool) {
    let count = counts.get(&of).copied().unwrap_or_default();
    let count = if enter { count.saturating_add(1) } else { count.saturating_sub(1) };
    swap(counts, of, Some(count).filter(|count| *count > 0));
}
