//! The one door to the tables: a row is written, what is derived follows, and the row as it was
//! comes back.

use std::collections::{BTreeMap, BTreeSet};

use smallvec::SmallVec;

use crate::beat::Beat;
use crate::desk::fairness::Rank;
use crate::desk::state::rows::{
    AgentRow, CallRow, ConversationRow, Home, Key, Seat, Team, Telling,
};
use crate::desk::state::{Entry, State};
use crate::status::Status;
use crate::time::Timestamp;

/// Replaces or removes a row.
fn swap<K: Ord, V>(table: &mut BTreeMap<K, V>, key: K, row: Option<V>) -> Option<V> {
    match row {
        Some(row) => table.insert(key, row),
        None => table.remove(&key),
    }
}

/// The groups through which nobody else can be told of a call, ascending.
pub(crate) type Blocked = SmallVec<[Team; 1]>;

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
            Entry::Telling(key, row) => Entry::Telling(key, self.put_telling(key, row)),
            Entry::Refusal(key, row) => {
                let (call, agent) = key;
                match row {
                    Some(_) => self.refusals_of.insert((agent, call)),
                    None => self.refusals_of.remove(&(agent, call)),
                };
                Entry::Refusal(key, swap(&mut self.refusals, key, row))
            }
            Entry::Asked(key, row) => Entry::Asked(key, swap(&mut self.asked, key, row)),
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
                state.now = self.now;
                Entry::All(Box::new(std::mem::replace(self, *state)))
            }
        }
    }

    fn put_agent(&mut self, agent: u32, row: AgentRow) -> AgentRow {
        let Some(before) = self.agents.get(agent as usize).copied() else {
            return row;
        };
        self.each_rank(agent, |ranks, rank| {
            ranks.remove(&rank);
        });
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
        self.each_rank(agent, |ranks, rank| {
            ranks.insert(rank);
        });
        if self.has_agent(agent) {
            self.presence.put(agent, Beat::new(row.status).load(row.load()));
        }
        self.agenda.agents.insert(agent);
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
        let teams = self.chart.teams(agent).map(|(team, _)| team);
        let crossed = teams.filter(|team| {
            let roster = self.router.roster();
            let count = self.presence.count(roster, team.group(), Some(self.now));
            crosses(was_online, is_online, count.online)
                || room_counts && crosses(had_room, has_room, count.with_room)
        });
        let crossed: Vec<Team> = crossed.collect();
        self.agenda.teams.extend(crossed);
    }

    /// Whether an agent who stands so may take another conversation.
    pub(crate) fn has_room(&self, agent: u32, row: &AgentRow) -> bool {
        self.has_agent(agent) && self.router.roster().has_room(agent, row.load())
    }

    /// Does something to an agent's place in each team that may ask the agent.
    fn each_rank(&mut self, agent: u32, mut change: impl FnMut(&mut BTreeSet<Rank>, Rank)) {
        let chart = std::sync::Arc::clone(&self.chart);
        for (team, stand) in chart.teams(agent) {
            if let Some(rank) = self.rank(agent, team, stand) {
                if let Some(ranks) = self.ranks_mut(team) {
                    change(ranks, rank);
                }
            }
        }
    }

    /// An agent's place among those whom a team may ask; none for one whom it may not.
    fn rank(&self, agent: u32, team: Team, stand: (u32, u32)) -> Option<Rank> {
        let row = self.agent_row(agent);
        let manner = self.manner(team);
        let is_eligible = row.status == Status::Online
            && self.has_room(agent, &row)
            && (!manner.is_broadcast() || row.notices < manner.max_notices);
        let turns = || team.group().and_then(|group| self.turns.get(&(group, agent)).copied());
        is_eligible
            .then(|| Rank::new(manner.strategy, agent, &row, stand, turns().unwrap_or_default()))
    }

    fn ranks_mut(&mut self, team: Team) -> Option<&mut BTreeSet<Rank>> {
        match team {
            Team::Group(group) => self.ranks.get_mut(group as usize),
            Team::Workspace => self.ranks.last_mut(),
        }
    }

    /// The agents whom a team may ask, in its order.
    pub(crate) fn ranks(&self, team: Team) -> impl Iterator<Item = u32> {
        self.ranks_of(team).into_iter().flatten().map(|rank| rank.agent)
    }

    /// How many they are.
    pub(crate) fn ranked(&self, team: Team) -> usize {
        self.ranks_of(team).map_or(0, BTreeSet::len)
    }

    fn ranks_of(&self, team: Team) -> Option<&BTreeSet<Rank>> {
        match team {
            Team::Workspace => self.ranks.last(),
            Team::Group(group) if self.has_group(group) => self.ranks.get(group as usize),
            Team::Group(_) => None,
        }
    }

    fn put_turns(&mut self, (group, agent): (u32, u32), row: Option<u64>) -> Option<u64> {
        let team = Team::Group(group);
        let stand = self.chart.stand(agent, team);
        if let Some(rank) = stand.and_then(|stand| self.rank(agent, team, stand)) {
            self.ranks_mut(team).into_iter().for_each(|ranks| {
                ranks.remove(&rank);
            });
        }
        let before = swap(&mut self.turns, (group, agent), row);
        if let Some(rank) = stand.and_then(|stand| self.rank(agent, team, stand)) {
            self.ranks_mut(team).into_iter().for_each(|ranks| {
                ranks.insert(rank);
            });
        }
        before
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
            self.agenda.agents.insert(seat.agent);
        }
        before
    }

    fn put_telling(&mut self, key: (u64, u32), row: Option<Telling>) -> Option<Telling> {
        let (conversation, agent) = key;
        if let Some(telling) = &row {
            self.tellings_of.insert((agent, conversation));
            self.told_of.insert((telling.call, agent));
            self.deadlines.extend(self.offer_deadline(key, telling.until));
        }
        let before = swap(&mut self.tellings, key, row);
        if let Some(telling) = before.as_ref().filter(|_| row.is_none()) {
            self.tellings_of.remove(&(agent, conversation));
            self.told_of.remove(&(telling.call, agent));
            if let Some(deadline) = self.offer_deadline(key, telling.until) {
                self.deadlines.remove(&deadline);
            }
            self.agenda.agents.insert(agent);
            // Every call of the conversation may ask the agent now.
            let keys: Vec<Key> = self.calls_of(conversation).map(|call| call.key).collect();
            self.agenda.calls.extend(keys);
        }
        before
    }

    fn put_call(&mut self, number: u64, row: Option<Box<CallRow>>) -> Option<Box<CallRow>> {
        if let Some(before) = self.calls.get(&number).cloned() {
            self.index_call(&before, false);
        }
        let before = swap(&mut self.calls, number, row.map(|row| *row));
        if let Some(call) = self.calls.get(&number).cloned() {
            self.index_call(&call, true);
            let has_freed = |before: &CallRow| {
                call.tellings == 0 && before.tellings > 0
                    || call.added.len() > before.added.len()
                    || self.blocked(before).iter().any(|team| self.is_free(&call, *team))
            };
            if before.as_ref().is_none_or(has_freed) {
                self.agenda.calls.insert(call.key);
            }
        }
        before.map(Box::new)
    }

    /// Enters a call into what is derived, or takes it out.
    fn index_call(&mut self, call: &CallRow, enter: bool) {
        let key = call.key;
        let blocked = self.blocked(call);
        change(&mut self.open, (call.home, blocked), key, enter);
        if call.waits() {
            change(&mut self.waiting, call.home, key, enter);
        }
        for group in &call.added {
            if self.is_free(call, Team::Group(*group)) {
                change(&mut self.added, *group, key, enter);
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

    fn put_door(&mut self, schedule: u32, row: Option<Timestamp>) -> Option<Timestamp> {
        let place = self.doors.get_mut(schedule as usize)?;
        let before = std::mem::replace(place, row);
        before.into_iter().for_each(|at| {
            self.doors_in_order.remove(&(at, schedule));
        });
        self.doors_in_order.extend(row.map(|at| (at, schedule)));
        before
    }
}

fn count<K: Ord>(counts: &mut BTreeMap<K, u32>, of: K, enter: bool) {
    let count = counts.get(&of).copied().unwrap_or_default();
    let count = if enter { count.saturating_add(1) } else { count.saturating_sub(1) };
    swap(counts, of, Some(count).filter(|count| *count > 0));
}

fn change<K: Ord>(sets: &mut BTreeMap<K, BTreeSet<Key>>, of: K, key: Key, enter: bool) {
    if enter {
        sets.entry(of).or_default().insert(key);
    } else if let std::collections::btree_map::Entry::Occupied(mut set) = sets.entry(of) {
        set.get_mut().remove(&key);
        if set.get().is_empty() {
            set.remove();
        }
    }
}
