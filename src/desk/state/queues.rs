//! Which calls each group could tell its agents of, in the order of [rule D4](crate::_rules#d4).
//!
//! Calls are kept in *pools*: those that ask for the same and are told through the same groups. A call
//! moves to another pool when a lane of it is blocked or freed, and a pool moves to the queue of
//! another group when that one comes to serve it, as a whole. A queue orders its pools by their first
//! call, so that the first call of all is found without looking at the others.

use std::collections::{BTreeMap, BTreeSet};

use smallvec::SmallVec;

use crate::desk::state::State;
use crate::desk::state::cursors::{Cursor, Stamped};
use crate::desk::state::rows::{
    Offer, OfferRoutes, Open, QueueKey, RequestRow, RequestTarget, ServingTeam,
};

/// The groups up a call's chain through which nobody else can be told of it, ascending.
pub(crate) type Blocked = SmallVec<[ServingTeam; 1]>;

/// What calls of one pool have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pool {
    /// They ask for the same, and the same groups are blocked.
    Home(RequestTarget, Blocked),
    /// They were escalated to a group that is not blocked.
    Escalated(u32),
}

/// The calls of a pool.
#[derive(Clone, Debug, Default)]
pub(super) struct PooledRequests {
    pub(super) calls: Stamped<QueueKey>,
    /// The change by which the pool came into the queue that it is in.
    pub(super) moved: u64,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Queues {
    /// Every open call, and each once more for each escalation that is not blocked.
    pools: BTreeMap<Pool, PooledRequests>,
    /// The pools of which a group can tell now, by their first call.
    queues: BTreeMap<ServingTeam, BTreeSet<(QueueKey, Pool)>>,
    /// The first calls of the queues of groups that every agent is in.
    of_everyone: BTreeSet<(QueueKey, ServingTeam)>,
    /// What is open of a call through a group.
    through: BTreeMap<(u64, ServingTeam), Open>,
    /// The blocked groups of a call, where there are any.
    blocked: BTreeMap<u64, Blocked>,
}

impl State {
    /// Whether somebody else may be told through a group, as far as the call goes: a broadcast goes
    /// on while nothing is offered, an offer needs the lane for itself.
    pub(crate) fn is_free(&self, call: u64, team: ServingTeam) -> bool {
        self.queues.through.get(&(call, team)).is_none_or(|open| self.leaves_free(team, *open))
    }

    fn leaves_free(&self, team: ServingTeam, open: Open) -> bool {
        if self.offer_policy(team).is_broadcast() {
            open.offers == 0
        } else {
            open.open_offers == 0
        }
    }

    /// Counts an offer or notice that begins or ends.
    pub(super) fn count_through(&mut self, telling: &Offer, begins: bool) {
        let of = (telling.call, telling.team);
        let mut open = self.queues.through.get(&of).copied().unwrap_or_default();
        let was_free = self.leaves_free(telling.team, open);
        open.count(telling.is_offer, begins);
        let is_free = self.leaves_free(telling.team, open);
        match open.open_offers {
            0 => self.queues.through.remove(&of),
            _ => self.queues.through.insert(of, open),
        };
        if was_free != is_free {
            self.change_lane(telling.call, telling.team, is_free);
        }
    }

    /// A lane of a call is blocked or freed.
    fn change_lane(&mut self, number: u64, team: ServingTeam, is_free: bool) {
        let Some((key, home)) = self.requests.get(&number).map(|call| (call.key, call.target))
        else {
            return;
        };
        let escalated = team.group().filter(|group| self.escalated.contains_key(&(number, *group)));
        if let Some(group) = escalated {
            self.change_pool(Pool::Escalated(group), key, is_free);
        }
        if self.may_come_to_serve(home, team) {
            self.index_home(key, home, false);
            let mut blocked = self.queues.blocked.remove(&number).unwrap_or_default();
            match blocked.binary_search(&team) {
                Ok(place) => {
                    blocked.remove(place);
                }
                Err(place) => blocked.insert(place, team),
            }
            if !blocked.is_empty() {
                self.queues.blocked.insert(number, blocked);
            }
            self.index_home(key, home, true);
        }
        if is_free {
            if let Some(lane) = self.route_of(number, home, team) {
                self.worklist.calls.insert((key, OfferRoutes::Only(lane)));
            }
        }
    }

    /// Whether a team can ever be the one that serves what a call asks for.
    fn may_come_to_serve(&self, home: RequestTarget, team: ServingTeam) -> bool {
        match (home, team) {
            (RequestTarget::Chosen(ServingTeam::Group(chosen)), ServingTeam::Group(group)) => {
                self.membership.forest.leads_to(chosen, group)
            }
            (home, team) => home.team() == team,
        }
    }

    /// Enters a call into the pool of what it asks for, or takes it out.
    pub(super) fn index_home(&mut self, key: QueueKey, home: RequestTarget, enter: bool) {
        let blocked = self.queues.blocked.get(&key.request).cloned().unwrap_or_default();
        self.change_pool(Pool::Home(home, blocked), key, enter);
    }

    /// Enters a call into a pool, or takes it out.
    pub(super) fn change_pool(&mut self, pool: Pool, key: QueueKey, enter: bool) {
        let (server, stamp) = (self.server(&pool), self.stamp());
        let keys = &mut self.queues.pools.entry(pool.clone()).or_default().calls;
        let before = keys.first();
        if enter {
            keys.insert(key, stamp);
        } else {
            keys.remove(&key);
        }
        let after = keys.first();
        if after.is_none() {
            self.queues.pools.remove(&pool);
        }
        if let Some(team) = server.filter(|_| before != after) {
            self.change_queue(team, &pool, before, after);
        }
    }

    /// The group that tells of a pool now.
    fn server(&self, pool: &Pool) -> Option<ServingTeam> {
        match pool {
            // Whoever is asked is online, and so the workspace serves.
            Pool::Home(RequestTarget::Chosen(ServingTeam::Workspace), blocked) => {
                Some(ServingTeam::Workspace).filter(|team| !blocked.contains(team))
            }
            Pool::Home(home, blocked) => self.serving(*home).filter(|team| !blocked.contains(team)),
            Pool::Escalated(group) => self.serves(*group).then_some(ServingTeam::Group(*group)),
        }
    }

    fn change_queue(
        &mut self,
        team: ServingTeam,
        pool: &Pool,
        before: Option<QueueKey>,
        after: Option<QueueKey>,
    ) {
        self.steps.count();
        let queue = self.queues.queues.entry(team).or_default();
        let first = queue.first().map(|(key, _)| *key);
        if let Some(key) = before {
            queue.remove(&(key, pool.clone()));
        }
        if let Some(key) = after {
            queue.insert((key, pool.clone()));
        }
        let first_now = queue.first().map(|(key, _)| *key);
        if first_now.is_none() {
            self.queues.queues.remove(&team);
        }
        if first != first_now && self.membership.has_everyone(team) {
            if let Some(key) = first {
                self.queues.of_everyone.remove(&(key, team));
            }
            self.queues.of_everyone.extend(first_now.map(|key| (key, team)));
        }
    }

    /// Another group serves by now: the pools go over to its queue.
    pub(super) fn move_queue(
        &mut self,
        home: RequestTarget,
        before: Option<ServingTeam>,
        after: Option<ServingTeam>,
    ) {
        let stamp = self.stamp();
        let pools =
            self.pools_of(home).map(|(blocked, pool)| (blocked.clone(), pool.calls.first()));
        for (blocked, first) in pools.collect::<Vec<_>>() {
            if let Some(pool) = self.queues.pools.get_mut(&Pool::Home(home, blocked.clone())) {
                pool.moved = stamp;
            }
            for (team, enter) in [(before, false), (after, true)] {
                if let Some(team) = team.filter(|team| !blocked.contains(team)) {
                    let pool = Pool::Home(home, blocked.clone());
                    let (before, after) = if enter { (None, first) } else { (first, None) };
                    self.change_queue(team, &pool, before, after);
                }
            }
        }
    }

    /// A group has come to serve by itself, or serves no more: so for what invites it or was escalated
    /// to it.
    pub(super) fn pass_own_queues(&mut self, group: u32, serves: bool) {
        let (own, team) = (RequestTarget::Invited(group), Some(ServingTeam::Group(group)));
        let (before, after) = if serves { (None, team) } else { (team, None) };
        self.move_queue(own, before, after);
        let pool = Pool::Escalated(group);
        let stamp = self.stamp();
        let calls = self.queues.pools.get_mut(&pool);
        let first = calls.and_then(|calls| {
            calls.moved = stamp;
            calls.calls.first()
        });
        let (before, after) = if serves { (None, first) } else { (first, None) };
        if first.is_some() {
            self.change_queue(ServingTeam::Group(group), &pool, before, after);
        }
        self.worklist.targets.insert(own);
        self.worklist.escalated.insert(group);
    }

    fn pools_of(&self, home: RequestTarget) -> impl Iterator<Item = (&Blocked, &PooledRequests)> {
        let from = Pool::Home(home, Blocked::new());
        self.queues.pools.range(from..).map_while(move |(pool, keys)| match pool {
            Pool::Home(of, blocked) if *of == home => Some((blocked, keys)),
            _ => None,
        })
    }

    /// The calls of which somebody could be told through the group that serves them.
    pub(crate) fn open_to(
        &self,
        home: RequestTarget,
        team: ServingTeam,
    ) -> impl Iterator<Item = &Stamped<QueueKey>> {
        self.pools_of(home)
            .filter(move |(blocked, _)| !blocked.contains(&team))
            .map(|(_, pool)| &pool.calls)
    }

    /// The calls that were escalated to a group through which somebody could be told of them.
    pub(crate) fn escalated_to(&self, group: u32) -> Option<&Stamped<QueueKey>> {
        self.queues.pools.get(&Pool::Escalated(group)).map(|pool| &pool.calls)
    }

    /// Whether a call is open that asks for a group or one that falls back to it, or was escalated to
    /// it.
    pub(crate) fn is_asked_for(&self, group: u32) -> bool {
        self.steps.count();
        let span = self.membership.forest.span(group);
        self.escalated_to(group).is_some()
            || self.pools_of(RequestTarget::Invited(group)).next().is_some()
            || self.asked_for.range((span.start, 0)..(span.end, 0)).next().is_some()
    }

    /// The first call in the order of [rule D4](crate::_rules#d4) that an agent may be told of now, and whether every
    /// queue of the agent's teams was searched up to it.
    pub(super) fn search(
        &self,
        agent: u32,
        cursor: Option<Cursor<QueueKey>>,
    ) -> (Option<QueueKey>, bool) {
        let (mut best, mut is_whole) = (None, true);
        self.each_queue(agent, &mut best, |team, queue, best| {
            if !self.may_ask(team, agent) {
                is_whole = false;
                return;
            }
            for (first, pool) in queue {
                self.steps.count();
                if best.is_some_and(|best| best <= *first) {
                    break;
                }
                let pool = self.queues.pools.get(pool);
                let first = |pool| self.first_of_pool(agent, pool, cursor.as_ref(), *best);
                *best = pool.and_then(first).or(*best);
            }
        });
        (best, is_whole)
    }

    /// The first call from one on.
    pub(super) fn search_from(&self, agent: u32, from: QueueKey) -> Option<QueueKey> {
        let mut best = None;
        self.each_queue(agent, &mut best, |team, queue, best| {
            if !self.may_ask(team, agent) {
                return;
            }
            for (first, pool) in queue {
                self.steps.count();
                if best.is_some_and(|best| best <= *first) {
                    break;
                }
                let keys = self.queues.pools.get(pool).into_iter();
                let keys = keys.flat_map(|pool| pool.calls.from(from));
                let mut keys = keys.take_while(|key| best.is_none_or(|best| *key < best));
                let may_hear = |call: &RequestRow| self.is_offerable(call, agent);
                let fits = |key: &QueueKey| self.requests.get(&key.request).is_some_and(may_hear);
                *best = keys.find(fits).or(*best);
            }
        });
        best
    }

    /// The queues of an agent's teams, but for those that begin behind the best so far.
    fn each_queue(
        &self,
        agent: u32,
        best: &mut Option<QueueKey>,
        mut look: impl FnMut(ServingTeam, &BTreeSet<(QueueKey, Pool)>, &mut Option<QueueKey>),
    ) {
        for (group, _) in self.membership.listed(agent) {
            let team = ServingTeam::Group(group);
            if let Some(queue) = self.queues.queues.get(&team) {
                look(team, queue, best);
            }
        }
        for (first, team) in &self.queues.of_everyone {
            if best.is_some_and(|best| best <= *first) {
                break;
            }
            if let Some(queue) = self.queues.queues.get(team) {
                look(*team, queue, best);
            }
        }
    }
}
