//! Writes rows: replaces one row of a table, updates the derived tables, and returns the previous row.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::desk::state::pools::Pool;
use crate::desk::state::rows::{
    AgentRow, ConversationRow, Offer, OfferRoutes, Participant, QueueKey, RequestRow,
    RequestTarget, ScheduleState, ServingTeam,
};
use crate::desk::state::{Deadline, RowWrite, State};
use crate::heartbeat::Heartbeat;
use crate::ix::{AgentIx, ConversationNo, EventNo, GroupIx, Ix, RequestNo, RouteIx, ScheduleIx};
use crate::status::AgentStatus;

/// Replaces or removes an entry of a table. Returns the previous one.
pub(super) fn replace_entry<K: Ord, V>(
    table: &mut BTreeMap<K, V>,
    key: K,
    row: Option<V>,
) -> Option<V> {
    match row {
        Some(row) => table.insert(key, row),
        None => table.remove(&key),
    }
}

impl State {
    /// Writes a row and, in a transaction, logs the previous one.
    pub(crate) fn write(&mut self, entry: RowWrite) {
        let before = self.replace_row(entry);
        let target = match &before {
            RowWrite::Request(_, Some(request)) => Some(request.target),
            _ => None,
        };
        if let Some(undo_log) = &mut self.undo_log {
            undo_log.push(before);
        }
        // Invariant V7: the row goes with the last request that was announced. This is a write of its own, so that it
        // is undone, too.
        let unneeded = target.filter(|target| !self.ever_announced.contains_key(target));
        if let Some(target) = unneeded.filter(|target| self.service.contains_key(target)) {
            self.write(RowWrite::Service(target, None));
        }
    }

    /// Writes a row. Returns the write that undoes it.
    pub(super) fn replace_row(&mut self, entry: RowWrite) -> RowWrite {
        self.work.count();
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
                let (request, agent) = key;
                match row {
                    Some(_) => self.refusals_by_agent.insert((agent, request)),
                    None => self.refusals_by_agent.remove(&(agent, request)),
                };
                let before = replace_entry(&mut self.refusals, key, row);
                if row.is_none() {
                    self.release_from_request(request, agent);
                }
                RowWrite::Refusal(key, before)
            }
            RowWrite::Cooldown(key, row) => {
                let (request, agent) = key;
                let before = replace_entry(&mut self.cooldowns, key, row);
                if row.is_none() {
                    self.release_from_request(request, agent);
                }
                RowWrite::Cooldown(key, before)
            }
            RowWrite::Service(target, row) => {
                RowWrite::Service(target, replace_entry(&mut self.service, target, row))
            }
            RowWrite::ServiceChange(team, row) => {
                RowWrite::ServiceChange(team, replace_entry(&mut self.service_changes, team, row))
            }
            RowWrite::TurnCount(key, row) => RowWrite::TurnCount(key, self.replace_turns(key, row)),
            RowWrite::TurnFloor(key, row) => {
                RowWrite::TurnFloor(key, replace_entry(&mut self.turn_floors, key, row))
            }
            RowWrite::Schedule(key, row) => {
                RowWrite::Schedule(key, self.replace_schedule(key, row))
            }
            RowWrite::LastAgent(key, row) => {
                if let Some((event, _)) = &row {
                    self.visitors_by_age.insert(*event, key.clone());
                }
                // The entry of the previous event is removed last, and only if the new row has another event.
                let new = row.as_ref().map(|(event, _)| *event);
                let before = replace_entry(&mut self.last_agents, key.clone(), row);
                if let Some((event, _)) = before.as_ref().filter(|(event, _)| Some(*event) != new) {
                    self.visitors_by_age.remove(event);
                }
                RowWrite::LastAgent(key, before)
            }
            RowWrite::Command(key, row) => {
                let new = row.map(|(first, _)| first);
                new.into_iter().for_each(|first| {
                    self.commands_by_age.insert(first, key.clone());
                });
                let before = replace_entry(&mut self.commands, key.clone(), row);
                if let Some((first, _)) = before.filter(|(first, _)| Some(*first) != new) {
                    self.commands_by_age.remove(&first);
                }
                RowWrite::Command(key, before)
            }
            RowWrite::All(mut state) => {
                // The work in progress continues on the new state.
                std::mem::swap(&mut state.undo_log, &mut self.undo_log);
                std::mem::swap(&mut state.worklist, &mut self.worklist);
                std::mem::swap(&mut state.work, &mut self.work);
                state.now = self.now;
                RowWrite::All(Box::new(std::mem::replace(self, *state)))
            }
        }
    }

    fn replace_agent(&mut self, agent: AgentIx, row: AgentRow) -> AgentRow {
        let before = self.agent_row(agent);
        // Each derived entry follows from the row, so it is removed before the row changes and inserted again
        // afterwards.
        self.index_agent(agent, false);
        // The deadlines of participants depend on when the agent went offline, and not on the load.
        let moves_deadlines = (before.status, before.since) != (row.status, row.since);
        if moves_deadlines {
            self.for_each_participant_deadline(agent, |deadlines, deadline| {
                deadlines.remove(&deadline);
            });
        }
        if let Some(entry) = agent.get_mut(&mut self.agents) {
            *entry = row;
        }
        if moves_deadlines {
            self.for_each_participant_deadline(agent, |deadlines, deadline| {
                deadlines.insert(deadline);
            });
        }
        self.index_agent(agent, true);
        if self.has_agent(agent) {
            self.presence.record(agent, Heartbeat::new(row.status).load(row.load()));
        }
        let was_eligible = self.is_eligible(agent, &before);
        // An agent who was eligible before can only gain from the end of a notice.
        let gains = !was_eligible || self.membership.frees_notices(before.notices, row.notices);
        if gains && self.is_eligible(agent, &row) {
            self.worklist.find_work_for(agent, QueueKey::FIRST);
        }
        self.worklist.maybe_ineligible.insert(agent);
        self.update_groups_of(agent, &before, &row);
        before
    }

    /// Updates the groups of an agent whose availability may have changed: the agent is the first one who has come
    /// online or the last one who has left. If any group overflows, the same goes for agents with room.
    fn update_groups_of(&mut self, agent: AgentIx, before: &AgentRow, after: &AgentRow) {
        let presence_of = |row: &AgentRow| {
            // Automatic agents are not staff, so that no status changes with them.
            let is_online =
                row.status == AgentStatus::Online && !self.router.roster().is_automatic(agent);
            (is_online, is_online && self.has_room(agent, row))
        };
        let ((was_online, had_room), (is_online, has_room)) =
            (presence_of(before), presence_of(after));
        let room_counts = self.membership.overflows && had_room != has_room;
        if was_online == is_online && !room_counts {
            return;
        }
        // The counts already include the change: 1 after the first one has come, 0 after the last one has left.
        let crosses = |was: bool, is: bool, count: u32| was != is && count == u32::from(is);
        let count = |group: Option<GroupIx>| {
            self.presence.count(self.router.roster(), group, Some(self.now))
        };
        let has_crossed = |group: GroupIx| {
            let count = count(Some(group));
            crosses(was_online, is_online, count.online)
                || room_counts && crosses(had_room, has_room, count.with_room)
        };
        let listed = self.membership.listed(agent).map(|(group, _)| group);
        let mut crossed: Vec<GroupIx> = listed.filter(|group| has_crossed(*group)).collect();
        let of_all = count(None);
        let is_known = self.has_agent(agent);
        if is_known && crosses(was_online, is_online, of_all.online) {
            crossed.extend(self.membership.groups_of_all_agents());
            self.worklist.targets.insert(RequestTarget::Chosen(ServingTeam::Workspace));
        }
        let changes_overflow =
            is_known && room_counts && crosses(had_room, has_room, of_all.with_room);
        // While nobody has room, no group is available that lists its agents. So groups are served by a group of all
        // agents again before the others change, and cease to be after it.
        if changes_overflow && has_room {
            self.update_overflow();
        }
        self.update_availability(crossed);
        if changes_overflow && !has_room {
            self.update_overflow();
        }
    }

    /// Returns `true` if an agent with a row may take another conversation.
    pub(crate) fn has_room(&self, agent: AgentIx, row: &AgentRow) -> bool {
        self.has_agent(agent) && self.router.roster().has_room(agent, row.load())
    }

    fn replace_conversation(
        &mut self,
        key: ConversationNo,
        row: Option<ConversationRow>,
    ) -> Option<ConversationRow> {
        if let Some(row) = &row {
            self.conversations_by_id.insert(row.id.clone(), key);
        } else if let Some(before) = self.conversations.get(&key) {
            self.conversations_by_id.remove(&before.id);
            self.forget_released(key);
        }
        replace_entry(&mut self.conversations, key, row)
    }

    fn for_each_participant_deadline(
        &mut self,
        agent: AgentIx,
        mut change: impl FnMut(&mut BTreeSet<Deadline>, Deadline),
    ) {
        let of_agent =
            (agent, ConversationNo::MIN, EventNo::MIN)..=(agent, ConversationNo::MAX, EventNo::MAX);
        let deadlines: Vec<_> = self
            .participants_by_agent
            .range(of_agent)
            .filter_map(|(_, conversation, event)| {
                let participant = self.participants.get(&(*conversation, *event))?;
                self.participant_deadline(*conversation, participant)
            })
            .collect();
        for deadline in deadlines {
            change(&mut self.deadlines, deadline);
        }
    }

    fn replace_participant(
        &mut self,
        key: (ConversationNo, EventNo),
        row: Option<Participant>,
    ) -> Option<Participant> {
        let (conversation, event) = key;
        if let Some(participant) = &row {
            self.participants_by_agent.insert((participant.agent, conversation, event));
            self.deadlines.extend(self.participant_deadline(conversation, participant));
        }
        let before = replace_entry(&mut self.participants, key, row);
        if let Some(participant) = before.as_ref().filter(|_| row.is_none()) {
            self.participants_by_agent.remove(&(participant.agent, conversation, event));
            // Deadlines are not stored with the rows. The same one is computed again, because `replace_agent` moves it
            // whenever the agent's row changes.
            if let Some(deadline) = self.participant_deadline(conversation, participant) {
                self.deadlines.remove(&deadline);
            }
            self.release(conversation, participant.agent);
            self.recheck_requests(conversation, participant.agent, None);
        }
        before
    }

    fn replace_offer(
        &mut self,
        key: (ConversationNo, AgentIx),
        row: Option<Offer>,
    ) -> Option<Offer> {
        let (conversation, agent) = key;
        if let Some(offer) = &row {
            self.offers_by_agent.insert((agent, conversation));
            self.offers_by_request.insert((offer.request, agent));
            self.deadlines.extend(self.offer_deadline(key, offer.until));
            self.count_open(offer, true);
        }
        let before = replace_entry(&mut self.offers, key, row);
        if let Some(offer) = before.as_ref().filter(|_| row.is_none()) {
            self.offers_by_agent.remove(&(agent, conversation));
            self.offers_by_request.remove(&(offer.request, agent));
            if let Some(deadline) = self.offer_deadline(key, offer.until) {
                self.deadlines.remove(&deadline);
            }
            self.count_open(offer, false);
            self.release(conversation, agent);
            self.recheck_requests(conversation, agent, Some(offer.request));
        }
        before
    }

    /// Notes that an agent has left a conversation or has lost an offer of it: its other requests may be offered to
    /// the agent.
    fn recheck_requests(
        &mut self,
        conversation: ConversationNo,
        agent: AgentIx,
        except: Option<RequestNo>,
    ) {
        let mut requests =
            self.requests_of(conversation).filter(|request| Some(request.key.request) != except);
        // The first request is enough, because the search for the agent continues from it.
        if let Some(first) = requests.next().map(|request| request.key) {
            drop(requests);
            self.worklist.find_work_for(agent, first);
        }
    }

    fn replace_escalation(
        &mut self,
        (request, route): (RequestNo, RouteIx),
        row: Option<GroupIx>,
    ) -> Option<GroupIx> {
        let before = replace_entry(&mut self.escalations, (request, route), row);
        let key = self.requests.get(&request).map(|request| request.key);
        if let (Some(group), Some(key)) = (before, key) {
            self.escalations_by_group.remove(&(request, group));
            self.change_pool(Pool::Escalated(group), key, false);
        }
        if let (Some(group), Some(key)) = (row, key) {
            self.escalations_by_group.insert((request, group), route);
            if self.is_free(request, ServingTeam::Group(group)) {
                self.change_pool(Pool::Escalated(group), key, true);
            }
            self.worklist.requests.insert((key, OfferRoutes::Only(route)));
        }
        before
    }

    fn replace_request(
        &mut self,
        number: RequestNo,
        row: Option<Box<RequestRow>>,
    ) -> Option<Box<RequestRow>> {
        if let Some(before) = self.requests.get(&number).cloned() {
            // A change of a request may move it within any derived table. So it is removed from all of them and
            // inserted again.
            self.index_request(&before, false);
        }
        let before = replace_entry(&mut self.requests, number, row.map(|row| *row));
        if before.is_some() && !self.requests.contains_key(&number) {
            self.forget_request_cursors(number);
        }
        if let Some(request) = self.requests.get(&number).cloned() {
            self.index_request(&request, true);
            match &before {
                None => {
                    let routes = OfferRoutes::From(RouteIx::MIN);
                    self.worklist.requests.insert((request.key, routes));
                }
                Some(before) if request.waits() && !before.waits() => {
                    // The route of the last offer was noted when it became free.
                    self.worklist.requests.insert((request.key, OfferRoutes::Done));
                    self.release_for_waiting(&request);
                    if self.all_have_refused(&request) {
                        self.recheck_refused(&request);
                    }
                }
                Some(_) => {}
            }
        }
        before.map(Box::new)
    }

    /// Inserts a request into the derived tables, or removes it.
    fn index_request(&mut self, request: &RequestRow, insert: bool) {
        let (key, target) = (request.key, request.target);
        self.index_target(key, target, insert);
        let is_queued = request.is_announced() && request.announced.is_some_and(|said| said.queued);
        if let RequestTarget::Chosen(ServingTeam::Group(group)) = target {
            let position = self.membership.forest.span(group).start;
            count(&mut self.chosen_counts, (position, group), insert);
            if is_queued {
                count(&mut self.queued, group, insert);
            }
        }
        if request.waits() {
            let waiting = self.waiting.entry(target).or_default();
            if insert {
                waiting.insert(key);
            } else {
                waiting.remove(&key);
            }
            // Only targets with waiting requests have an entry (invariant V11).
            if waiting.is_empty() {
                self.waiting.remove(&target);
            }
        }
        if request.is_announced() {
            count(&mut self.announced, target, insert);
        }
        if request.announced.is_some() {
            count(&mut self.ever_announced, target, insert);
        }
        let (escalation, retry) = (self.escalation_deadline(request), self.retry(request));
        let by_conversation = (key.conversation, key.request);
        if insert {
            self.requests_by_conversation.insert(by_conversation);
            self.deadlines.extend(escalation);
            self.retries.extend(retry);
        } else {
            self.requests_by_conversation.remove(&by_conversation);
            if let Some(escalation) = escalation {
                self.deadlines.remove(&escalation);
            }
            if let Some(retry) = retry {
                self.retries.remove(&retry);
            }
        }
    }

    fn replace_schedule(&mut self, schedule: ScheduleIx, row: ScheduleState) -> ScheduleState {
        let Some(entry) = schedule.get_mut(&mut self.schedules) else {
            return row;
        };
        let before = std::mem::replace(entry, row);
        if let Some(at) = before.next {
            self.schedule_changes_by_time.remove(&(at, schedule));
        }
        self.schedule_changes_by_time.extend(row.next.map(|at| (at, schedule)));
        // Groups depend on whether the schedule is open, and not on when it changes next.
        if before.is_open != row.is_open {
            let membership = Arc::clone(&self.membership);
            self.update_availability(membership.groups_of_schedule(schedule).iter().copied());
        }
        before
    }
}

/// Counts one more or one less. An entry that reaches 0 is removed.
fn count<K: Ord>(counts: &mut BTreeMap<K, u32>, key: K, insert: bool) {
    let count = counts.get(&key).copied().unwrap_or_default();
    let count = if insert { count.saturating_add(1) } else { count.saturating_sub(1) };
    replace_entry(counts, key, Some(count).filter(|count| *count > 0));
}
