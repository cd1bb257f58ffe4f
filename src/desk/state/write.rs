//! The one door to the tables: a row is written, what is derived follows, and the row as it was
//! comes back.

use std::collections::{BTreeMap, BTreeSet};

use crate::desk::state::queues::Pool;
use crate::desk::state::rows::{
    AgentRow, ConversationRow, Offer, OfferRoutes, Participant, QueueKey, RequestRow,
    RequestTarget, ScheduleState, ServingTeam,
};
use crate::desk::state::{RowWrite, State};
use crate::heartbeat::Heartbeat;
use crate::status::AgentStatus;

/// Replaces or removes a row.
pub(super) fn swap<K: Ord, V>(table: &mut BTreeMap<K, V>, key: K, row: Option<V>) -> Option<V> {
    match row {
        Some(row) => table.insert(key, row),
        None => table.remove(&key),
    }
}

impl State {
    /// Writes a row and remembers how it was, where that is wanted.
    pub(crate) fn write(&mut self, entry: RowWrite) {
        let before = self.replace_row(entry);
        let home = match &before {
            RowWrite::Request(_, Some(call)) => Some(call.target),
            _ => None,
        };
        if let Some(journal) = &mut self.undo_log {
            journal.push(before);
        }
        // With the last call that was announced goes what was said to it.
        let unneeded = home.filter(|home| !self.heard.contains_key(home));
        if let Some(home) = unneeded.filter(|home| self.service.contains_key(home)) {
            self.write(RowWrite::Service(home, None));
        }
    }

    /// Writes a row; what comes back undoes it.
    pub(super) fn replace_row(&mut self, entry: RowWrite) -> RowWrite {
        self.steps.count();
        match entry {
            RowWrite::Clock(version, clock) => {
                let version = std::mem::replace(&mut self.version, version);
                RowWrite::Clock(version, std::mem::replace(&mut self.clock, clock))
            }
            RowWrite::Agent(agent, row) => RowWrite::Agent(agent, self.replace_agent(agent, row)),
            RowWrite::Conversation(key, row) => {
                RowWrite::Conversation(key, self.replace_conversation(key, row))
            }
            RowWrite::Participant(key, row) => {
                RowWrite::Participant(key, self.replace_participant(key, row))
            }
            RowWrite::Request(key, row) => RowWrite::Request(key, self.replace_request(key, row)),
            RowWrite::Escalation(key, row) => {
                RowWrite::Escalation(key, self.replace_escalation(key, row))
            }
            RowWrite::Offer(key, row) => RowWrite::Offer(key, self.replace_offer(key, row)),
            RowWrite::Refusal(key, row) => {
                let (call, agent) = key;
                match row {
                    Some(_) => self.refusals_by_agent.insert((agent, call)),
                    None => self.refusals_by_agent.remove(&(agent, call)),
                };
                let before = swap(&mut self.refusals, key, row);
                if row.is_none() {
                    self.release_of_call(call, agent);
                }
                RowWrite::Refusal(key, before)
            }
            RowWrite::Asked(key, row) => {
                let before = swap(&mut self.asked, key, row);
                if row.is_none() {
                    self.release_of_call(key.0, key.1);
                }
                RowWrite::Asked(key, before)
            }
            RowWrite::Service(home, row) => {
                RowWrite::Service(home, swap(&mut self.service, home, row))
            }
            RowWrite::ServiceChange(team, row) => {
                RowWrite::ServiceChange(team, swap(&mut self.service_changes, team, row))
            }
            RowWrite::TurnCount(key, row) => RowWrite::TurnCount(key, self.put_turns(key, row)),
            RowWrite::TurnFloor(key, row) => {
                RowWrite::TurnFloor(key, swap(&mut self.turn_floors, key, row))
            }
            RowWrite::Schedule(key, row) => {
                RowWrite::Schedule(key, self.replace_schedule(key, row))
            }
            RowWrite::LastAgent(key, row) => {
                if let Some((seq, _)) = &row {
                    self.visitors_by_age.insert(*seq, key.clone());
                }
                let new = row.as_ref().map(|(seq, _)| *seq);
                let before = swap(&mut self.last_agents, key.clone(), row);
                if let Some((seq, _)) = before.as_ref().filter(|(seq, _)| Some(*seq) != new) {
                    self.visitors_by_age.remove(seq);
                }
                RowWrite::LastAgent(key, before)
            }
            RowWrite::Cause(key, row) => {
                let new = row.map(|(first, _)| first);
                new.into_iter().for_each(|first| {
                    self.causes_by_age.insert(first, key.clone());
                });
                let before = swap(&mut self.causes, key.clone(), row);
                if let Some((first, _)) = before.filter(|(first, _)| Some(*first) != new) {
                    self.causes_by_age.remove(&first);
                }
                RowWrite::Cause(key, before)
            }
            RowWrite::All(mut state) => {
                // What goes on is the work under way.
                std::mem::swap(&mut state.undo_log, &mut self.undo_log);
                std::mem::swap(&mut state.worklist, &mut self.worklist);
                std::mem::swap(&mut state.steps, &mut self.steps);
                state.now = self.now;
                RowWrite::All(Box::new(std::mem::replace(self, *state)))
            }
        }
    }

    fn replace_agent(&mut self, agent: u32, row: AgentRow) -> AgentRow {
        let Some(before) = self.agents.get(agent as usize).copied() else {
            return row;
        };
        self.index_agent(agent, false);
        let moves = (before.status, before.since) != (row.status, row.since);
        if moves {
            self.for_each_participant_deadline(agent, |deadlines, deadline| {
                deadlines.remove(&deadline);
            });
        }
        if let Some(place) = self.agents.get_mut(agent as usize) {
            *place = row;
        }
        if moves {
            self.for_each_participant_deadline(agent, |deadlines, deadline| {
                deadlines.insert(deadline);
            });
        }
        self.index_agent(agent, true);
        if self.has_agent(agent) {
            self.presence.record(agent, Heartbeat::new(row.status).load(row.load()));
        }
        let was_eligible = self.is_eligible(agent, &before);
        let gains = !was_eligible || self.membership.frees_notices(before.notices, row.notices);
        if gains && self.is_eligible(agent, &row) {
            self.worklist.find_work_for(agent, QueueKey::FIRST);
        }
        self.worklist.maybe_ineligible.insert(agent);
        self.queue_affected_work(agent, &before, &row);
        before
    }

    /// Groups that have their first agent online, or none any more, and such with room where groups
    /// overflow, stand otherwise now.
    fn queue_affected_work(&mut self, agent: u32, before: &AgentRow, after: &AgentRow) {
        let stood = |row: &AgentRow| {
            let is_online = row.status == AgentStatus::Online;
            (is_online, is_online && self.has_room(agent, row))
        };
        let ((was_online, had_room), (is_online, has_room)) = (stood(before), stood(after));
        let room_counts = self.membership.overflows && had_room != has_room;
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
        let listed = self.membership.listed(agent).map(|(group, _)| group);
        let mut crossed: Vec<u32> = listed.filter(|group| has_crossed(*group)).collect();
        let of_all = count(None);
        let is_known = self.has_agent(agent);
        if is_known && crosses(was_online, is_online, of_all.online) {
            crossed.extend(self.membership.groups_of_all_agents());
            self.worklist.targets.insert(RequestTarget::Chosen(ServingTeam::Workspace));
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

    fn replace_conversation(
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

    fn for_each_participant_deadline(
        &mut self,
        agent: u32,
        mut change: impl FnMut(&mut BTreeSet<super::Deadline>, super::Deadline),
    ) {
        let of_agent = (agent, 0, 0)..=(agent, u64::MAX, u64::MAX);
        let deadlines: Vec<_> = self
            .participants_by_agent
            .range(of_agent)
            .filter_map(|(_, conversation, event)| {
                let seat = self.participants.get(&(*conversation, *event))?;
                self.seat_deadline(*conversation, seat)
            })
            .collect();
        for deadline in deadlines {
            change(&mut self.deadlines, deadline);
        }
    }

    fn replace_participant(
        &mut self,
        key: (u64, u64),
        row: Option<Participant>,
    ) -> Option<Participant> {
        let (conversation, event) = key;
        if let Some(seat) = &row {
            self.participants_by_agent.insert((seat.agent, conversation, event));
            self.deadlines.extend(self.seat_deadline(conversation, seat));
        }
        let before = swap(&mut self.participants, key, row);
        if let Some(seat) = before.as_ref().filter(|_| row.is_none()) {
            self.participants_by_agent.remove(&(seat.agent, conversation, event));
            if let Some(deadline) = self.seat_deadline(conversation, seat) {
                self.deadlines.remove(&deadline);
            }
            self.release(conversation, seat.agent);
            self.recheck_requests(conversation, seat.agent, None);
        }
        before
    }

    fn replace_offer(&mut self, key: (u64, u32), row: Option<Offer>) -> Option<Offer> {
        let (conversation, agent) = key;
        if let Some(telling) = &row {
            self.offers_by_agent.insert((agent, conversation));
            self.offers_by_request.insert((telling.call, agent));
            self.deadlines.extend(self.offer_deadline(key, telling.until));
            self.count_through(telling, true);
        }
        let before = swap(&mut self.offers, key, row);
        if let Some(telling) = before.as_ref().filter(|_| row.is_none()) {
            self.offers_by_agent.remove(&(agent, conversation));
            self.offers_by_request.remove(&(telling.call, agent));
            if let Some(deadline) = self.offer_deadline(key, telling.until) {
                self.deadlines.remove(&deadline);
            }
            self.count_through(telling, false);
            self.release(conversation, agent);
            self.recheck_requests(conversation, agent, Some(telling.call));
        }
        before
    }

    /// An agent is told of a conversation no more, or inside no more: other calls of it may ask the agent.
    fn recheck_requests(&mut self, conversation: u64, agent: u32, except: Option<u64>) {
        let mut calls =
            self.requests_of(conversation).filter(|call| Some(call.key.request) != except);
        if let Some(first) = calls.next().map(|call| call.key) {
            drop(calls);
            self.worklist.find_work_for(agent, first);
        }
    }

    fn replace_escalation(&mut self, (call, number): (u64, u32), row: Option<u32>) -> Option<u32> {
        let before = swap(&mut self.escalations, (call, number), row);
        let key = self.requests.get(&call).map(|call| call.key);
        if let (Some(group), Some(key)) = (before, key) {
            self.escalated.remove(&(call, group));
            self.change_pool(Pool::Escalated(group), key, false);
        }
        if let (Some(group), Some(key)) = (row, key) {
            self.escalated.insert((call, group), number);
            if self.is_free(call, ServingTeam::Group(group)) {
                self.change_pool(Pool::Escalated(group), key, true);
            }
            self.worklist.calls.insert((key, OfferRoutes::Only(number)));
        }
        before
    }

    fn replace_request(
        &mut self,
        number: u64,
        row: Option<Box<RequestRow>>,
    ) -> Option<Box<RequestRow>> {
        if let Some(before) = self.requests.get(&number).cloned() {
            self.index_request(&before, false);
        }
        let before = swap(&mut self.requests, number, row.map(|row| *row));
        if before.is_some() && !self.requests.contains_key(&number) {
            self.forget_call_cursors(number);
        }
        if let Some(call) = self.requests.get(&number).cloned() {
            self.index_request(&call, true);
            match &before {
                None => drop(self.worklist.calls.insert((call.key, OfferRoutes::From(0)))),
                Some(before) if call.waits() && !before.waits() => {
                    // Whose offer or notice was the last one, its lane is looked at where it is free now.
                    self.worklist.calls.insert((call.key, OfferRoutes::Done));
                    self.release_waiting(&call);
                    if self.all_have_refused(&call) {
                        self.recheck_refused(&call);
                    }
                }
                Some(_) => {}
            }
        }
        before.map(Box::new)
    }

    /// Enters a call into what is derived, or takes it out.
    fn index_request(&mut self, call: &RequestRow, enter: bool) {
        let key = call.key;
        self.index_home(key, call.target, enter);
        if let RequestTarget::Chosen(ServingTeam::Group(group)) = call.target {
            let place = self.membership.forest.span(group).start;
            count(&mut self.asked_for, (place, group), enter);
        }
        if call.waits() {
            let waiting = self.waiting.entry(call.target).or_default();
            if enter {
                waiting.insert(key);
            } else {
                waiting.remove(&key);
            }
            if waiting.is_empty() {
                self.waiting.remove(&call.target);
            }
        }
        if call.is_announced() {
            count(&mut self.announced, call.target, enter);
        }
        if call.announced.is_some() {
            count(&mut self.heard, call.target, enter);
        }
        let counts =
            call.is_announced() && call.announced.is_some_and(|announced| announced.queued);
        if let (RequestTarget::Chosen(ServingTeam::Group(group)), true) = (call.target, counts) {
            count(&mut self.queued, group, enter);
        }
        let of = (key.conversation, key.request);
        if enter {
            self.requests_by_conversation.insert(of);
        } else {
            self.requests_by_conversation.remove(&of);
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

    fn replace_schedule(&mut self, schedule: u32, row: ScheduleState) -> ScheduleState {
        let Some(place) = self.schedules.get_mut(schedule as usize) else {
            return row;
        };
        let before = std::mem::replace(place, row);
        if let Some(at) = before.next {
            self.schedule_changes_by_time.remove(&(at, schedule));
        }
        self.schedule_changes_by_time.extend(row.next.map(|at| (at, schedule)));
        if before.is_open != row.is_open {
            let chart = std::sync::Arc::clone(&self.membership);
            self.stand_anew(chart.groups_of_schedule(schedule).iter().copied());
        }
        before
    }
}

fn count<K: Ord>(counts: &mut BTreeMap<K, u32>, of: K, enter: bool) {
    let count = counts.get(&of).copied().unwrap_or_default();
    let count = if enter { count.saturating_add(1) } else { count.saturating_sub(1) };
    swap(counts, of, Some(count).filter(|count| *count > 0));
}
