//! The requests that each team can offer to its agents, in the order of [rule D4](crate::_rules#d4).
//!
//! # Idea
//!
//! Requests are kept in *pools*: those with the same target and the same blocked routes. A request moves to another
//! pool when one of its routes is blocked or freed. A pool as a whole moves to the queue of another team when that
//! team begins to serve its target. A queue orders its pools by their first request, so the first request of all is
//! found without an examination of the others.
//!
//! # Drawback
//!
//! A request is in the pool of its target and once more in the pool of each escalation. When the first request of a
//! pool changes, the pool moves within its queue, which costs logarithmic time.

use crate::desk::state::State;
use crate::desk::state::pools::{Blocked, Pool, PooledRequests};
use crate::desk::state::rows::{
    Offer, OfferRoutes, OpenCount, QueueKey, RequestTarget, ServingTeam,
};
use crate::desk::state::stamped_set::StampedSet;
use crate::ix::{GroupIx, RequestNo};

impl State {
    /// Returns `true` if the offers that are open do not keep a team from a further offer of a request. A broadcast
    /// goes on while no offer is open; an offer needs the route for itself.
    pub(crate) fn is_free(&self, request: RequestNo, team: ServingTeam) -> bool {
        let open = self.queues.open_counts.get(&(request, team));
        open.is_none_or(|open| self.leaves_free(team, *open))
    }

    /// Returns `true` if so many open offers and notices do not keep a team from a further offer.
    fn leaves_free(&self, team: ServingTeam, open: OpenCount) -> bool {
        if self.offer_policy(team).is_broadcast() {
            open.offers == 0
        } else {
            open.offers_and_notices == 0
        }
    }

    /// Counts an offer or notice that begins or ends.
    pub(super) fn count_open(&mut self, offer: &Offer, begins: bool) {
        let key = (offer.request, offer.team);
        let mut open = self.queues.open_counts.get(&key).copied().unwrap_or_default();
        let was_free = self.leaves_free(offer.team, open);
        open.count(offer.is_offer, begins);
        let is_free = self.leaves_free(offer.team, open);
        // Counts of 0 are removed, so the table is as large as the number of routes with open offers.
        match open.offers_and_notices {
            0 => self.queues.open_counts.remove(&key),
            _ => self.queues.open_counts.insert(key, open),
        };
        if was_free != is_free {
            self.change_route(offer.request, offer.team, is_free);
        }
    }

    /// Blocks or frees the route of a request through a team.
    fn change_route(&mut self, number: RequestNo, team: ServingTeam, is_free: bool) {
        let row = self.requests.get(&number);
        // A request that has been removed is in no pool.
        let Some((key, target)) = row.map(|row| (row.key, row.target)) else {
            return;
        };
        let is_escalated =
            |group: &GroupIx| self.escalations_by_group.contains_key(&(number, *group));
        if let Some(group) = team.group().filter(is_escalated) {
            self.change_pool(Pool::Escalated(group), key, is_free);
        }
        if self.may_serve(target, team) {
            // The blocked teams are part of the pool's key. So the request leaves its pool before they change, and
            // enters another pool afterwards.
            self.index_target(key, target, false);
            let mut blocked = self.queues.blocked.remove(&number).unwrap_or_default();
            // This toggles the team, because the function is called only if the route has changed.
            match blocked.binary_search(&team) {
                Ok(n) => {
                    blocked.remove(n);
                }
                Err(n) => blocked.insert(n, team),
            }
            if !blocked.is_empty() {
                self.queues.blocked.insert(number, blocked);
            }
            self.index_target(key, target, true);
        }
        if is_free {
            // Only a route that leads to a serving team can make an offer.
            if let Some(route) = self.route_of(number, target, team) {
                self.worklist.requests.insert((key, OfferRoutes::Only(route)));
            }
        }
    }

    /// Returns `true` if a team may at some time serve a target: it is the team of the target or one of its fallbacks.
    pub(super) fn may_serve(&self, target: RequestTarget, team: ServingTeam) -> bool {
        match (target, team) {
            (RequestTarget::Chosen(ServingTeam::Group(chosen)), ServingTeam::Group(group)) => {
                self.membership.forest.leads_to(chosen, group)
            }
            (target, team) => target.team() == team,
        }
    }

    /// Inserts a request into the pool of its target, or removes it.
    pub(super) fn index_target(&mut self, key: QueueKey, target: RequestTarget, insert: bool) {
        let blocked = self.queues.blocked.get(&key.request).cloned().unwrap_or_default();
        self.change_pool(Pool::Target(target, blocked), key, insert);
    }

    /// Inserts a request into a pool, or removes it.
    pub(super) fn change_pool(&mut self, pool: Pool, key: QueueKey, insert: bool) {
        let (team, stamp) = (self.team_of_pool(&pool), self.stamp());
        let requests = &mut self.queues.pools.entry(pool.clone()).or_default().requests;
        let before = requests.first();
        if insert {
            requests.insert(key, stamp);
        } else {
            requests.remove(&key);
        }
        let after = requests.first();
        // No pool is empty, so a request exists if and only if a pool does.
        if after.is_none() {
            self.queues.pools.remove(&pool);
        }
        // A queue orders pools by their first requests. A change behind the first request does not move the pool.
        if let Some(team) = team.filter(|_| before != after) {
            self.change_queue(team, &pool, before, after);
        }
    }

    /// Returns the team that can offer the requests of a pool now.
    pub(super) fn team_of_pool(&self, pool: &Pool) -> Option<ServingTeam> {
        match pool {
            // An agent who can be asked is online, so the workspace serves.
            Pool::Target(RequestTarget::Chosen(ServingTeam::Workspace), blocked) => {
                Some(ServingTeam::Workspace).filter(|team| !blocked.contains(team))
            }
            Pool::Target(target, blocked) => {
                self.serving(*target).filter(|team| !blocked.contains(team))
            }
            Pool::Escalated(group) => self.serves(*group).then_some(ServingTeam::Group(*group)),
        }
    }

    /// Moves a pool within the queue of a team after its first request has changed. `None` means that the pool was not
    /// in the queue before, or is not in it afterwards.
    fn change_queue(
        &mut self,
        team: ServingTeam,
        pool: &Pool,
        before: Option<QueueKey>,
        after: Option<QueueKey>,
    ) {
        self.work.count();
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
        // `of_all_agents` has the first request of the queue, so it changes with it.
        if first != first_now && self.membership.has_all_agents(team) {
            if let Some(key) = first {
                self.queues.of_all_agents.remove(&(key, team));
            }
            self.queues.of_all_agents.extend(first_now.map(|key| (key, team)));
        }
    }

    /// Moves the pools of a target from the queue of one team to that of another.
    pub(super) fn move_queue(
        &mut self,
        target: RequestTarget,
        before: Option<ServingTeam>,
        after: Option<ServingTeam>,
    ) {
        let stamp = self.stamp();
        let pools = self.pools_of(target);
        let pools = pools.map(|(blocked, pool)| (blocked.clone(), pool.requests.first()));
        // The list is collected first, because the loop changes the pools that it is read from.
        for (blocked, first) in pools.collect::<Vec<_>>() {
            let pool = Pool::Target(target, blocked.clone());
            if let Some(pool) = self.queues.pools.get_mut(&pool) {
                // A cursor that was set before has not seen this pool in the queue. The number makes the next search
                // ignore it.
                pool.moved = stamp;
            }
            if let Some(team) = before.filter(|team| !blocked.contains(team)) {
                self.change_queue(team, &pool, first, None);
            }
            if let Some(team) = after.filter(|team| !blocked.contains(team)) {
                self.change_queue(team, &pool, None, first);
            }
        }
    }

    /// Updates the pools that a group serves without its fallbacks, after it has begun or ceased to serve: the
    /// requests that invite it and those that were escalated to it.
    pub(super) fn update_own_queues(&mut self, group: GroupIx, serves: bool) {
        let (target, team) = (RequestTarget::Invited(group), Some(ServingTeam::Group(group)));
        let (before, after) = if serves { (None, team) } else { (team, None) };
        self.move_queue(target, before, after);
        let pool = Pool::Escalated(group);
        let stamp = self.stamp();
        let pooled = self.queues.pools.get_mut(&pool);
        let first = pooled.and_then(|pooled| {
            pooled.moved = stamp;
            pooled.requests.first()
        });
        let (before, after) = if serves { (None, first) } else { (first, None) };
        if first.is_some() {
            self.change_queue(ServingTeam::Group(group), &pool, before, after);
        }
        self.worklist.targets.insert(target);
        self.worklist.escalated.insert(group);
    }

    /// Returns the pools of a target with their blocked teams.
    fn pools_of(&self, target: RequestTarget) -> impl Iterator<Item = (&Blocked, &PooledRequests)> {
        // The empty list of blocked teams is the least one, so the range begins with the first pool of the target.
        let from = Pool::Target(target, Blocked::new());
        self.queues.pools.range(from..).map_while(move |(pool, pooled)| match pool {
            Pool::Target(of, blocked) if *of == target => Some((blocked, pooled)),
            _ => None,
        })
    }

    /// Returns the requests for a target that can be offered through a team that serves it.
    pub(crate) fn offerable_through(
        &self,
        target: RequestTarget,
        team: ServingTeam,
    ) -> impl Iterator<Item = &StampedSet<QueueKey>> {
        self.pools_of(target)
            .filter(move |(blocked, _)| !blocked.contains(&team))
            .map(|(_, pooled)| &pooled.requests)
    }

    /// Returns the requests that were escalated to a group and can be offered through it.
    pub(crate) fn escalated_to(&self, group: GroupIx) -> Option<&StampedSet<QueueKey>> {
        self.queues.pools.get(&Pool::Escalated(group)).map(|pooled| &pooled.requests)
    }

    /// Returns `true` if a request is open that a group may serve: the group is its target or a fallback of it, or the
    /// request was escalated to it.
    pub(crate) fn has_requests_for(&self, group: GroupIx) -> bool {
        self.work.count();
        let span = self.membership.forest.span(group);
        // In preorder the groups that fall back to this one are a single range. So one look-up replaces a visit of each
        // of them.
        let chosen = (span.start, GroupIx::MIN)..(span.end, GroupIx::MIN);
        self.escalated_to(group).is_some()
            || self.pools_of(RequestTarget::Invited(group)).next().is_some()
            || self.chosen_counts.range(chosen).next().is_some()
    }
}
