//! How far a search has come: an agent's for the first call to be told of, and a call's for the first
//! agent to ask. What lies before its end was excluded then, by a refusal most often, and is so still;
//! what has changed since is looked at again. So a long row of refusals is not stepped over each time.

use std::collections::BTreeMap;

use crate::desk::ordering::CandidateRank;
use crate::desk::state::State;
use crate::desk::state::queues::PooledRequests;
use crate::desk::state::rows::{QueueKey, RequestRow, ServingTeam};
use crate::time::Timestamp;

/// An ordered set that knows in which order its elements were entered.
#[derive(Clone, Debug)]
pub(crate) struct Stamped<K> {
    by_key: BTreeMap<K, u64>,
    by_stamp: BTreeMap<u64, K>,
}

impl<K> Default for Stamped<K> {
    fn default() -> Self {
        Self { by_key: BTreeMap::new(), by_stamp: BTreeMap::new() }
    }
}

impl<K: Ord + Copy> Stamped<K> {
    pub(super) fn insert(&mut self, key: K, stamp: u64) {
        if let Some(before) = self.by_key.insert(key, stamp) {
            self.by_stamp.remove(&before);
        }
        self.by_stamp.insert(stamp, key);
    }

    pub(super) fn remove(&mut self, key: &K) {
        if let Some(stamp) = self.by_key.remove(key) {
            self.by_stamp.remove(&stamp);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.by_key.len()
    }

    pub(super) fn first(&self) -> Option<K> {
        self.by_key.first_key_value().map(|(key, _)| *key)
    }

    /// The elements, ascending.
    pub(crate) fn iter(&self) -> Keys<'_, K> {
        self.by_key.keys()
    }

    /// The elements from one on, ascending.
    pub(super) fn from(&self, key: K) -> impl Iterator<Item = K> {
        self.by_key.range(key..).map(|(key, _)| *key)
    }

    fn entered_since(&self, stamp: u64) -> impl Iterator<Item = K> {
        self.by_stamp.range(stamp.saturating_add(1)..).map(|(_, key)| *key)
    }

    /// The first element before `most` that fits. Before the end of a cursor only those can fit that were
    /// entered or `released` since it was set; they are looked at in turn with the elements from the first
    /// on, so that a cursor never makes it worse.
    pub(super) fn find(
        &self,
        cursor: Option<&Cursor<K>>,
        released: impl Iterator<Item = K>,
        most: Option<K>,
        fits: impl Fn(K) -> bool,
    ) -> Option<K> {
        let is_below = |key: K, end: Option<K>| end.is_none_or(|end| key < end);
        let mut all = self.by_key.keys().copied().take_while(|key| is_below(*key, most));
        let Some(cursor) = cursor else {
            return all.find(|key| fits(*key));
        };
        let mut changed = self.entered_since(cursor.stamp).chain(released);
        let mut best = most;
        let mut is_found = false;
        loop {
            let key = all.next()?;
            if fits(key) {
                return Some(key);
            }
            match changed.next() {
                Some(key) => {
                    if is_below(key, cursor.end) && is_below(key, best) && fits(key) {
                        (best, is_found) = (Some(key), true);
                    }
                }
                None => break,
            }
        }
        if is_found {
            return best;
        }
        let mut rest = self.from(cursor.end?).take_while(|key| is_below(*key, most));
        rest.find(|key| fits(*key))
    }
}

/// The elements of an ordered set.
pub(crate) type Keys<'a, K> = std::collections::btree_map::Keys<'a, K, u64>;

/// How far a search has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<K> {
    /// What comes before it was excluded; nothing where all was.
    end: Option<K>,
    /// The last change before the search.
    stamp: u64,
    /// The instant of the search.
    at: Timestamp,
}

/// What searches have come to. Nothing of it is part of the state: without it they begin anew.
#[derive(Clone, Debug, Default)]
pub(super) struct Cursors {
    of_agents: BTreeMap<u32, Cursor<QueueKey>>,
    of_calls: BTreeMap<(u64, ServingTeam), Cursor<CandidateRank>>,
    /// By conversation and change: agents for whom something that kept them from its calls has ended.
    released: BTreeMap<(u64, u64), u32>,
    /// By conversation and agent: the last such change.
    last_released: BTreeMap<(u64, u32), u64>,
}

/// How many calls whose refusals have come to count no more are looked at one by one.
const MOST_RETRIES: usize = 8;

impl State {
    /// The number of a change.
    pub(super) fn stamp(&mut self) -> u64 {
        self.changes = self.changes.saturating_add(1);
        self.changes
    }

    /// Something has ended that kept an agent from being told of a conversation's calls: a refusal, an
    /// offer or a notice, having been inside.
    pub(super) fn release(&mut self, conversation: u64, agent: u32) {
        let stamp = self.stamp();
        let Some(row) = self.conversations.get(&conversation) else {
            return;
        };
        let first = QueueKey {
            urgency: std::cmp::Reverse(row.priority),
            arrived: row.arrived,
            conversation,
            request: 0,
        };
        if let Some(cursor) = self.cursors.of_agents.get_mut(&agent) {
            cursor.end = Some(cursor.end.map_or(first, |end| end.min(first)));
        }
        if let Some(before) = self.cursors.last_released.insert((conversation, agent), stamp) {
            self.cursors.released.remove(&(conversation, before));
        }
        self.cursors.released.insert((conversation, stamp), agent);
    }

    /// The same of a call.
    pub(super) fn release_of_call(&mut self, call: u64, agent: u32) {
        if let Some(conversation) = self.requests.get(&call).map(|call| call.key.conversation) {
            self.release(conversation, agent);
        }
    }

    /// A call begins to wait. Whoever handed it over may be asked, and refusals may be over.
    pub(super) fn release_waiting(&mut self, call: &RequestRow) {
        let conversation = call.key.conversation;
        if let Some(agent) = call.asked_last {
            self.release(conversation, agent);
        }
        if self.all_have_refused(call) {
            let of = (call.key.request, 0)..=(call.key.request, u32::MAX);
            let agents: Vec<u32> = self.refusals.range(of).map(|((_, agent), _)| *agent).collect();
            agents.into_iter().for_each(|agent| self.release(conversation, agent));
        }
    }

    /// Forgets the searches for a call that is no more.
    pub(super) fn forget_call_cursors(&mut self, call: u64) {
        let of = (call, ServingTeam::Workspace)..=(call, ServingTeam::Group(u32::MAX));
        let keys: Vec<(u64, ServingTeam)> =
            self.cursors.of_calls.range(of).map(|(key, _)| *key).collect();
        for key in keys {
            self.cursors.of_calls.remove(&key);
        }
    }

    /// Forgets who was released from a conversation that is no more.
    pub(super) fn forget_released(&mut self, conversation: u64) {
        let of = (conversation, 0)..=(conversation, u64::MAX);
        let keys: Vec<((u64, u64), u32)> =
            self.cursors.released.range(of).map(|(key, agent)| (*key, *agent)).collect();
        for (key, agent) in keys {
            self.cursors.released.remove(&key);
            self.cursors.last_released.remove(&(conversation, agent));
        }
    }

    /// How far the search for an agent has come; none where too much may have changed with time.
    fn cursor_of_agent(&self, agent: u32) -> Option<Cursor<QueueKey>> {
        let mut cursor = *self.cursors.of_agents.get(&agent)?;
        let after = Timestamp::from_unix_millis(cursor.at.unix_millis().saturating_add(1));
        if after > self.now {
            return Some(cursor);
        }
        let over = self.retries.range((after, QueueKey::FIRST)..);
        let over = over.take_while(|(at, _)| *at <= self.now).map(|(_, key)| *key);
        for (n, key) in over.enumerate() {
            self.steps.count();
            if n >= MOST_RETRIES {
                return None;
            }
            if self.refusals.contains_key(&(key.request, agent)) {
                cursor.end = Some(cursor.end.map_or(key, |end| end.min(key)));
            }
        }
        Some(cursor)
    }

    /// The same of a call and a team.
    fn cursor_of_call(
        &self,
        call: &RequestRow,
        team: ServingTeam,
    ) -> Option<Cursor<CandidateRank>> {
        let cursor = *self.cursors.of_calls.get(&(call.key.request, team))?;
        let retry = self.retry_at(call);
        Some(cursor).filter(|cursor| retry.is_none_or(|at| at <= cursor.at || at > self.now))
    }

    /// The first call in the order of [rule D4](crate::_rules#d4), from one on, that an agent may be told of now.
    pub(crate) fn next_for(&mut self, agent: u32, from: QueueKey) -> Option<QueueKey> {
        if from > QueueKey::FIRST {
            return self.search_from(agent, from);
        }
        let (found, is_whole) = self.search(agent, self.cursor_of_agent(agent));
        debug_assert_eq!(found, self.steps.uncounted(|| self.search(agent, None).0), "{agent}");
        if is_whole {
            let cursor = Cursor { end: found, stamp: self.changes, at: self.now };
            self.cursors.of_agents.insert(agent, cursor);
        }
        found
    }

    /// The first call of a pool that an agent may be told of, before the best so far.
    pub(super) fn first_of_pool(
        &self,
        agent: u32,
        pool: &PooledRequests,
        cursor: Option<&Cursor<QueueKey>>,
        best: Option<QueueKey>,
    ) -> Option<QueueKey> {
        let cursor = cursor.filter(|cursor| pool.moved <= cursor.stamp);
        let may_hear = |call: &RequestRow| self.is_offerable(call, agent);
        let fits = |key: QueueKey| self.requests.get(&key.request).is_some_and(may_hear);
        pool.calls.find(cursor, std::iter::empty(), best, fits)
    }

    /// The agent whom a team asks first for a call, of those who may hear of it.
    pub(crate) fn next_agent(&mut self, number: u64, team: ServingTeam) -> Option<u32> {
        let call = self.requests.get(&number)?;
        let order = self.order(team)?;
        let cursor = self.cursor_of_call(call, team);
        let since = cursor.map_or(u64::MAX, |cursor| cursor.stamp).saturating_add(1);
        let conversation = call.key.conversation;
        let released = self.cursors.released.range((conversation, since)..);
        let released = released.take_while(|((of, _), _)| *of == conversation);
        let released = released.filter_map(|(_, agent)| self.rank_in(*agent, team));
        let fits = |rank: CandidateRank| {
            call.asked_last != Some(rank.agent) && self.is_offerable(call, rank.agent)
        };
        let found = order.find(cursor.as_ref(), released, None, fits);
        debug_assert_eq!(
            found,
            self.steps.uncounted(|| order.iter().copied().find(|rank| fits(*rank))),
            "{number} {team:?}"
        );
        let cursor = Cursor { end: found, stamp: self.changes, at: self.now };
        self.cursors.of_calls.insert((number, team), cursor);
        found.map(|rank| rank.agent)
    }
}
