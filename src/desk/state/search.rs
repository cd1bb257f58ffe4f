//! Searches for the first request to be offered to an agent, and for the first agent to be asked about a request. Both
//! continue at a cursor, where the last search ended.
//!
//! # Idea
//!
//! A candidate before the cursor was excluded, most often by a refusal, and is still excluded unless something has
//! changed for it. Three kinds of changes are recorded: an element was inserted into a
//! [`StampedSet`](super::StampedSet), an obstacle between an agent and a conversation has ended (the agent is
//! *released*), and refusals have expired with time. So many refusals at the front of a queue are not examined again by
//! every search. Tests of the desk count this: 800 refusals cost at most twice the steps of 50.
//!
//! # Drawback
//!
//! Every end of an obstacle must be reported to [`State::release`]. A debug build repeats each search without its
//! cursor and asserts that the result is the same.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::desk::ordering::CandidateRank;
use crate::desk::state::State;
use crate::desk::state::pools::{Pool, PooledRequests};
use crate::desk::state::rows::{QueueKey, RequestRow, ServingTeam};
use crate::desk::state::stamped_set::Cursor;
use crate::ix::{AgentIx, ConversationNo, GroupIx, RequestNo, keys_with};
use crate::time::Timestamp;

/// The most requests with expired refusals that are examined to keep a cursor. If more have expired, the search
/// begins at the first request.
const MAX_RETRIES: usize = 8;

impl State {
    /// Returns the number of the next change.
    pub(super) fn stamp(&mut self) -> u64 {
        self.changes = self.changes.saturating_add(1);
        self.changes
    }

    /// Records that an obstacle has ended which kept an agent from offers of a conversation: a refusal, an offer, a
    /// notice, or that the agent was in it.
    pub(super) fn release(&mut self, conversation: ConversationNo, agent: AgentIx) {
        let stamp = self.stamp();
        // A conversation that has ended has no requests to search for.
        let Some(row) = self.conversations.get(&conversation) else {
            return;
        };
        // This is the least key that a request of the conversation can have. The cursor of the agent moves back to it,
        // because any of these requests may be offerable now.
        let first = QueueKey {
            urgency: Reverse(row.priority),
            arrived: row.arrived,
            conversation,
            request: RequestNo::MIN,
        };
        if let Some(cursor) = self.cursors.of_agents.get_mut(&agent) {
            cursor.end = Some(cursor.end.map_or(first, |end| end.min(first)));
        }
        // An agent is listed once for each conversation, under the last change. Otherwise each offer and refusal of a
        // long conversation would add an entry.
        if let Some(before) = self.cursors.last_released.insert((conversation, agent), stamp) {
            self.cursors.released.remove(&(conversation, before));
        }
        self.cursors.released.insert((conversation, stamp), agent);
    }

    /// Releases an agent from the conversation of a request.
    pub(super) fn release_from_request(&mut self, request: RequestNo, agent: AgentIx) {
        if let Some(conversation) = self.requests.get(&request).map(|row| row.key.conversation) {
            self.release(conversation, agent);
        }
    }

    /// Releases the agents for whom an obstacle ends when a request begins to wait: the agent who transferred the
    /// conversation, and those whose refusals have expired.
    pub(super) fn release_for_waiting(&mut self, request: &RequestRow) {
        let conversation = request.key.conversation;
        if let Some(agent) = request.transferred_by {
            self.release(conversation, agent);
        }
        // Refusals that have expired are still in the table. No write removes them, so no write releases these agents.
        if self.all_have_refused(request) {
            let refusals = self.refusals.range(keys_with(request.key.request));
            let agents: Vec<AgentIx> = refusals.map(|((_, agent), _)| *agent).collect();
            agents.into_iter().for_each(|agent| self.release(conversation, agent));
        }
    }

    /// Forgets the searches for a request that has ended.
    pub(super) fn forget_request_cursors(&mut self, request: RequestNo) {
        // `Workspace` is less than every `Group`, so this range has the searches in all teams.
        let of_request =
            (request, ServingTeam::Workspace)..=(request, ServingTeam::Group(GroupIx::MAX));
        let keys: Vec<(RequestNo, ServingTeam)> =
            self.cursors.of_requests.range(of_request).map(|(key, _)| *key).collect();
        for key in keys {
            self.cursors.of_requests.remove(&key);
        }
    }

    /// Forgets who was released from a conversation that has ended.
    pub(super) fn forget_released(&mut self, conversation: ConversationNo) {
        let of_conversation = (conversation, 0)..=(conversation, u64::MAX);
        let keys: Vec<((ConversationNo, u64), AgentIx)> = self
            .cursors
            .released
            .range(of_conversation)
            .map(|(key, agent)| (*key, *agent))
            .collect();
        for (key, agent) in keys {
            self.cursors.released.remove(&key);
            self.cursors.last_released.remove(&(conversation, agent));
        }
    }

    /// Returns the cursor of an agent's search, moved back to the first request of which the agent's refusal has
    /// expired since. Returns `None` if the refusals of too many requests have expired.
    fn cursor_of_agent(&self, agent: AgentIx) -> Option<Cursor<QueueKey>> {
        let mut cursor = *self.cursors.of_agents.get(&agent)?;
        // The search itself has seen the refusals that had expired by its own instant.
        let after = Timestamp::from_unix_millis(cursor.at.unix_millis().saturating_add(1));
        if after > self.now {
            return Some(cursor);
        }
        let expired = self.retries.range((after, QueueKey::FIRST)..);
        let expired = expired.take_while(|(at, _)| *at <= self.now).map(|(_, key)| *key);
        for (n, key) in expired.enumerate() {
            self.work.count();
            // With many expired refusals, a search from the first request may be cheaper than this loop.
            if n >= MAX_RETRIES {
                return None;
            }
            if self.refusals.contains_key(&(key.request, agent)) {
                cursor.end = Some(cursor.end.map_or(key, |end| end.min(key)));
            }
        }
        Some(cursor)
    }

    /// Returns the cursor of a request's search in a team, unless the refusals of the request have expired since.
    fn cursor_of_request(
        &self,
        request: &RequestRow,
        team: ServingTeam,
    ) -> Option<Cursor<CandidateRank>> {
        let cursor = *self.cursors.of_requests.get(&(request.key.request, team))?;
        // If the refusals have expired since the search, each agent who refused may be asked again, at any rank.
        let retry = self.retry_at(request);
        Some(cursor).filter(|cursor| retry.is_none_or(|at| at <= cursor.at || at > self.now))
    }

    /// Finds the first request in the order of [rule D4](crate::_rules#d4), from `from` on, that can be offered to an
    /// agent now.
    pub(crate) fn next_request_for(&mut self, agent: AgentIx, from: QueueKey) -> Option<QueueKey> {
        if from > QueueKey::FIRST {
            // A search from a later request learns nothing about those before it. So it neither uses nor sets a cursor.
            return self.search_from(agent, from);
        }
        let (found, is_complete) = self.search(agent, self.cursor_of_agent(agent));
        // The results differ if a change that must call `release` does not.
        debug_assert_eq!(found, self.work.uncounted(|| self.search(agent, None).0), "{agent:?}");
        // A team that may not ask the agent now was skipped: nothing is known about its requests.
        if is_complete {
            let cursor = Cursor { end: found, stamp: self.changes, at: self.now };
            self.cursors.of_agents.insert(agent, cursor);
        }
        found
    }

    /// Finds the first request in the order of [rule D4](crate::_rules#d4) that can be offered to an agent now. Also
    /// returns whether the queue of every team of the agent was searched up to it.
    fn search(&self, agent: AgentIx, cursor: Option<Cursor<QueueKey>>) -> (Option<QueueKey>, bool) {
        let (mut best, mut is_complete) = (None, true);
        self.each_queue(agent, &mut best, |team, queue, best| {
            if !self.may_ask(team, agent) {
                // The requests of this team were not examined. A cursor behind them would hide them from the next
                // search.
                is_complete = false;
                return;
            }
            for (first, pool) in queue {
                self.work.count();
                // The queue is ordered by the first requests of its pools, so no later pool has an earlier request.
                if best.is_some_and(|best| best <= *first) {
                    break;
                }
                let pool = self.queues.pools.get(pool);
                let first = |pool| self.first_of_pool(agent, pool, cursor.as_ref(), *best);
                *best = pool.and_then(first).or(*best);
            }
        });
        (best, is_complete)
    }

    /// Finds the first request from `from` on that can be offered to an agent now.
    fn search_from(&self, agent: AgentIx, from: QueueKey) -> Option<QueueKey> {
        let mut best = None;
        self.each_queue(agent, &mut best, |team, queue, best| {
            if !self.may_ask(team, agent) {
                return;
            }
            for (first, pool) in queue {
                self.work.count();
                if best.is_some_and(|best| best <= *first) {
                    break;
                }
                let pooled = self.queues.pools.get(pool).into_iter();
                let keys = pooled.flat_map(|pooled| pooled.requests.from(from));
                // Only a request before the best one so far can improve the result.
                let mut keys = keys.take_while(|key| best.is_none_or(|best| *key < best));
                let is_offerable = |request: &RequestRow| self.is_offerable(request, agent);
                let fits =
                    |key: &QueueKey| self.requests.get(&key.request).is_some_and(is_offerable);
                *best = keys.find(fits).or(*best);
            }
        });
        best
    }

    /// Visits the queues of an agent's teams, except those that begin after the best request so far.
    fn each_queue(
        &self,
        agent: AgentIx,
        best: &mut Option<QueueKey>,
        mut visit: impl FnMut(ServingTeam, &BTreeSet<(QueueKey, Pool)>, &mut Option<QueueKey>),
    ) {
        for (group, _) in self.membership.listed(agent) {
            let team = ServingTeam::Group(group);
            if let Some(queue) = self.queues.queues.get(&team) {
                visit(team, queue, best);
            }
        }
        // These teams are ordered by their first requests. So the search ends early, however many groups have all
        // agents.
        for (first, team) in &self.queues.of_all_agents {
            if best.is_some_and(|best| best <= *first) {
                break;
            }
            if let Some(queue) = self.queues.queues.get(team) {
                visit(*team, queue, best);
            }
        }
    }

    /// Finds the first request of a pool, before `bound`, that can be offered to an agent.
    fn first_of_pool(
        &self,
        agent: AgentIx,
        pool: &PooledRequests,
        cursor: Option<&Cursor<QueueKey>>,
        bound: Option<QueueKey>,
    ) -> Option<QueueKey> {
        // The search has not seen a pool that has come into the queue since.
        let cursor = cursor.filter(|cursor| pool.moved <= cursor.stamp);
        let is_offerable = |request: &RequestRow| self.is_offerable(request, agent);
        let fits = |key: QueueKey| self.requests.get(&key.request).is_some_and(is_offerable);
        pool.requests.find(cursor, std::iter::empty(), bound, fits)
    }

    /// Finds the first agent, in the order of a team's strategy, to whom a request can be offered.
    pub(crate) fn next_agent(&mut self, number: RequestNo, team: ServingTeam) -> Option<AgentIx> {
        let request = self.requests.get(&number)?;
        let candidates = self.candidate_list(team)?;
        let cursor = self.cursor_of_request(request, team);
        // Without a cursor the search examines every agent, so no released agent needs to be added.
        let since = cursor.map_or(u64::MAX, |cursor| cursor.stamp).saturating_add(1);
        let conversation = request.key.conversation;
        let released = self.cursors.released.range((conversation, since)..);
        let released = released.take_while(|((of, _), _)| *of == conversation);
        let released = released.filter_map(|(_, agent)| self.rank_in(*agent, team));
        // The agent who transferred the conversation is asked last (rule D7), after this search has found nobody.
        let fits = |rank: CandidateRank| {
            request.transferred_by != Some(rank.agent) && self.is_offerable(request, rank.agent)
        };
        let found = candidates.find(cursor.as_ref(), released, None, fits);
        debug_assert_eq!(
            found,
            self.work.uncounted(|| candidates.iter().copied().find(|rank| fits(*rank))),
            "{number:?} {team:?}"
        );
        let cursor = Cursor { end: found, stamp: self.changes, at: self.now };
        self.cursors.of_requests.insert((number, team), cursor);
        found.map(|rank| rank.agent)
    }
}
