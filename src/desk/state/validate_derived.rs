//! The invariants of the derived tables, V9 to V17 of the [module documentation](super). Each derived table is
//! computed from the tables in the plainest way and compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::desk::state::pools::Pool;
use crate::desk::state::rows::{
    OpenCount, QueueKey, RequestRow, RequestTarget, ScheduleState, ServingTeam,
};
use crate::desk::state::validate::{Violation, check};
use crate::desk::state::{Deadline, State, Worklist};
use crate::ix::{AgentIx, GroupIx, RouteIx, ScheduleIx, keys_with};
use crate::status::AgentStatus;
use crate::time::Timestamp;
use crate::workspace::CheckedGroup;

impl State {
    /// Checks the invariants of the derived tables.
    pub(super) fn validate_derived(&self) -> Result<(), Violation> {
        self.validate_agent_counts()?;
        self.validate_request_counts()?;
        self.validate_reordered_keys()?;
        self.validate_target_counts()?;
        self.validate_deadlines()?;
        self.validate_presence()?;
        self.validate_serving_groups()?;
        self.validate_candidates()?;
        self.validate_pools()?;
        self.validate_queues()?;
        let is_at_rest = self.worklist == Worklist::default()
            && self.undo_log.is_none()
            && self.now == self.clock.unwrap_or(Timestamp::MIN);
        check(17, is_at_rest, "work is in progress")
    }

    /// V9: what agent rows count.
    fn validate_agent_counts(&self) -> Result<(), Violation> {
        let mut counts: BTreeMap<AgentIx, (u32, u32, u32)> = BTreeMap::new();
        for participant in self.participants.values() {
            counts.entry(participant.agent).or_default().0 += 1;
        }
        for ((_, agent), offer) in &self.offers {
            let (_, offers, notices) = counts.entry(*agent).or_default();
            *(if offer.is_offer { offers } else { notices }) += 1;
        }
        // Counts are taken out of the map, so what remains belongs to agents without a row.
        let is_counted = AgentIx::all(self.agents.len()).zip(&self.agents).all(|(agent, row)| {
            let count = counts.remove(&agent).unwrap_or_default();
            count == (row.conversations, row.offers, row.notices)
        });
        check(9, is_counted && counts.is_empty(), "an agent row counts wrongly")
    }

    /// V9: what request rows count.
    fn validate_request_counts(&self) -> Result<(), Violation> {
        let is_counted = |request: &RequestRow| {
            let number = request.key.request;
            let offers = self.offers.values().filter(|offer| offer.request == number).count();
            let refusals = self.refusals.range(keys_with(number)).count();
            let routes = self.escalations.range(keys_with(number)).map(|((_, route), _)| *route);
            let next_step = self.next_step_from(number, request.target, 0);
            offers == request.open_offers as usize
                && refusals == request.refusals as usize
                && routes.eq((1..=request.escalations).map(RouteIx::new))
                && next_step == request.next_step
        };
        let numbers_are_keys =
            self.requests.iter().all(|(number, request)| *number == request.key.request);
        let are_counted = self.requests.values().all(is_counted);
        check(9, numbers_are_keys && are_counted, "a request row counts wrongly")
    }

    /// V10: the same keys in another order.
    fn validate_reordered_keys(&self) -> Result<(), Violation> {
        let participants = self.participants.iter();
        let by_agent = participants
            .map(|((conversation, event), participant)| (participant.agent, *conversation, *event));
        let fits = self.participants_by_agent == by_agent.collect();
        check(10, fits, "`participants_by_agent` differs from `participants`")?;
        let by_agent = self.offers.keys().map(|(conversation, agent)| (*agent, *conversation));
        let fits = self.offers_by_agent == by_agent.collect();
        check(10, fits, "`offers_by_agent` differs from `offers`")?;
        let by_request = self.offers.iter().map(|((_, agent), offer)| (offer.request, *agent));
        let fits = self.offers_by_request == by_request.collect();
        check(10, fits, "`offers_by_request` differs from `offers`")?;
        let by_agent = self.refusals.keys().map(|(request, agent)| (*agent, *request));
        let fits = self.refusals_by_agent == by_agent.collect();
        check(10, fits, "`refusals_by_agent` differs from `refusals`")?;
        let requests = self.requests.values();
        let by_conversation =
            requests.map(|request| (request.key.conversation, request.key.request));
        let fits = self.requests_by_conversation == by_conversation.collect();
        check(10, fits, "`requests_by_conversation` differs from `requests`")?;
        let escalations = self.escalations.iter();
        let by_group = escalations.map(|((request, route), group)| ((*request, *group), *route));
        let fits = self.escalations_by_group == by_group.collect();
        check(10, fits, "`escalations_by_group` differs from `escalations`")?;
        let by_id = self.conversations.iter().map(|(number, row)| (row.id.clone(), *number));
        let fits = self.conversations_by_id == by_id.collect();
        check(10, fits, "`conversations_by_id` differs from `conversations`")?;
        let by_age = self.last_agents.iter().map(|(id, (event, _))| (*event, id.clone()));
        let fits = self.visitors_by_age == by_age.collect();
        check(10, fits, "`visitors_by_age` differs from `last_agents`")?;
        let by_age = self.commands.iter().map(|(id, (first, _))| (*first, id.clone()));
        let fits = self.commands_by_age == by_age.collect();
        check(10, fits, "`commands_by_age` differs from `commands`")
    }

    /// V11: requests by target.
    fn validate_target_counts(&self) -> Result<(), Violation> {
        let chosen = |request: &RequestRow| match request.target {
            RequestTarget::Chosen(team) => team.group(),
            RequestTarget::Invited(_) => None,
        };
        let positions = self.requests.values().filter_map(chosen);
        let positions = positions.map(|group| (self.membership.forest.span(group).start, group));
        check(11, self.chosen_counts == counted(positions), "`chosen_counts` is wrong")?;
        let announced = self.requests.values().filter(|request| request.is_announced());
        let fits = self.announced == counted(announced.clone().map(|request| request.target));
        check(11, fits, "`announced` is wrong")?;
        let counts_for_limit =
            |request: &&RequestRow| request.announced.is_some_and(|said| said.queued);
        let queued = announced.filter(counts_for_limit).filter_map(chosen);
        check(11, self.queued == counted(queued), "`queued` is wrong")?;
        let ever = self.requests.values().filter(|request| request.announced.is_some());
        let fits = self.ever_announced == counted(ever.map(|request| request.target));
        check(11, fits, "`ever_announced` is wrong")?;
        let mut waiting: BTreeMap<RequestTarget, BTreeSet<QueueKey>> = BTreeMap::new();
        for request in self.requests.values().filter(|request| request.waits()) {
            waiting.entry(request.target).or_default().insert(request.key);
        }
        let fits = self.waiting.len() == waiting.len()
            && self.waiting.iter().zip(&waiting).all(|((target, keys), (of, expected))| {
                target == of && keys.iter().eq(expected.iter().copied())
            });
        check(11, fits, "`waiting` is wrong")
    }

    /// V12: what becomes due.
    fn validate_deadlines(&self) -> Result<(), Violation> {
        let offers =
            self.offers.iter().filter_map(|(k, offer)| self.offer_deadline(*k, offer.until));
        let participants =
            self.participants.iter().filter_map(|((conversation, _), participant)| {
                self.participant_deadline(*conversation, participant)
            });
        let requests = self.requests.values();
        let escalations = requests.filter_map(|request| self.escalation_deadline(request));
        let expected: BTreeSet<Deadline> = offers.chain(participants).chain(escalations).collect();
        check(12, self.deadlines == expected, "`deadlines` is wrong")?;
        let retries = self.requests.values().filter_map(|request| self.retry(request));
        check(12, self.retries == retries.collect(), "`retries` is wrong")?;
        let schedules = ScheduleIx::all(self.schedules.len()).zip(&self.schedules);
        let changes = schedules
            .filter_map(|(schedule, state): (_, &ScheduleState)| Some((state.next?, schedule)));
        let fits = self.schedule_changes_by_time == changes.collect();
        check(12, fits, "`schedule_changes_by_time` is wrong")
    }

    /// V13: the presence.
    fn validate_presence(&self) -> Result<(), Violation> {
        let roster = self.router.roster();
        let fits = AgentIx::all(roster.agent_count()).all(|agent| {
            let (row, heartbeat) =
                (self.agent_row(agent), self.presence.heartbeat(roster, agent, Some(self.now)));
            (heartbeat.status, heartbeat.load) == (row.status, row.load())
        });
        check(13, fits, "the presence differs from the agent rows")
    }

    /// Returns how many agents of a group are online, and how many of them have room, by their rows.
    fn count_online(&self, group: GroupIx) -> (usize, usize) {
        let members = self.router.roster().members(group).iter();
        let online = members.filter(|agent| self.agent_row(*agent).status == AgentStatus::Online);
        let online: Vec<AgentIx> = online.collect();
        let with_room =
            online.iter().filter(|agent| self.has_room(**agent, &self.agent_row(**agent)));
        (online.len(), with_room.count())
    }

    /// Returns the group that serves a group by [rule A2](crate::_rules#a2): by a walk up the chain of
    /// fallbacks.
    fn walk_to_server(&self, chosen: GroupIx) -> Option<GroupIx> {
        let workspace = self.router.workspace();
        let fallback = |group: &GroupIx| workspace.checked_group(*group)?.fallback();
        let may_serve = |group: GroupIx| {
            let schedule = workspace.checked_group(group).and_then(CheckedGroup::schedule);
            self.is_enabled(group)
                && schedule.is_none_or(|schedule| self.is_schedule_open(schedule))
        };
        // This does not use the forest of fallbacks, so an error in the forest cannot hide itself.
        let chain = std::iter::successors(Some(chosen), fallback);
        let mut rest =
            chain.skip_while(|group| !may_serve(*group) || self.count_online(*group).0 == 0);
        let first = rest.next()?;
        let overflows = workspace.group_at(first).is_some_and(|group| group.overflow);
        if !overflows || self.count_online(first).1 > 0 {
            return Some(first);
        }
        let available = rest.find(|group| may_serve(*group) && self.count_online(*group).1 > 0);
        available.or(Some(first))
    }

    /// V14: who serves each group.
    fn validate_serving_groups(&self) -> Result<(), Violation> {
        let groups = GroupIx::all(self.router.roster().group_count());
        let mut groups = groups.map(|group| (self.serving_groups.server(group), group));
        let fits = groups.all(|(server, group)| server == self.walk_to_server(group));
        check(14, fits, "`serving_groups` differs from a walk up the fallbacks")
    }

    /// V15: who may be asked, in order.
    fn validate_candidates(&self) -> Result<(), Violation> {
        let groups = GroupIx::all(self.router.roster().group_count()).map(ServingTeam::Group);
        let fits = groups.chain([ServingTeam::Workspace]).all(|team| {
            let agents = AgentIx::all(self.router.roster().agent_count());
            let mut expected: Vec<AgentIx> =
                agents.filter(|agent| self.may_ask(team, *agent)).collect();
            expected.sort_by_key(|agent| self.rank_in(*agent, team));
            self.candidates(team).eq(expected.iter().copied())
                && self.candidate_count(team) == expected.len()
        });
        check(15, fits, "`candidates` differs from the eligible agents")
    }

    /// V16: requests in pools.
    fn validate_pools(&self) -> Result<(), Violation> {
        let mut open_counts = BTreeMap::new();
        for offer in self.offers.values() {
            let count: &mut OpenCount = open_counts.entry((offer.request, offer.team)).or_default();
            count.count(offer.is_offer, true);
        }
        check(16, self.queues.open_counts == open_counts, "`open_counts` is wrong")?;
        let mut blocked_teams = BTreeMap::new();
        let mut pools: BTreeMap<Pool, BTreeSet<QueueKey>> = BTreeMap::new();
        for request in self.requests.values() {
            let (key, target) = (request.key, request.target);
            let teams = open_counts.keys().filter(|(number, _)| *number == key.request);
            let teams = teams.map(|(_, team)| *team).filter(|team| self.may_serve(target, *team));
            let blocked = teams.filter(|team| !self.is_free(key.request, *team));
            let blocked: smallvec::SmallVec<[ServingTeam; 1]> = blocked.collect();
            pools.entry(Pool::Target(target, blocked.clone())).or_default().insert(key);
            if !blocked.is_empty() {
                blocked_teams.insert(key.request, blocked);
            }
            for (_, group) in self.escalations.range(keys_with(key.request)) {
                if self.is_free(key.request, ServingTeam::Group(*group)) {
                    pools.entry(Pool::Escalated(*group)).or_default().insert(key);
                }
            }
        }
        check(16, self.queues.blocked == blocked_teams, "`blocked` is wrong")?;
        let fits = self.queues.pools.len() == pools.len()
            && self.queues.pools.iter().zip(&pools).all(|((pool, pooled), (of, expected))| {
                pool == of && pooled.requests.iter().eq(expected)
            });
        check(16, fits, "`pools` is wrong")
    }

    /// V16: pools in queues.
    fn validate_queues(&self) -> Result<(), Violation> {
        let mut queues: BTreeMap<ServingTeam, BTreeSet<(QueueKey, Pool)>> = BTreeMap::new();
        for (pool, pooled) in &self.queues.pools {
            if let Some((team, first)) = self.team_of_pool(pool).zip(pooled.requests.first()) {
                queues.entry(team).or_default().insert((first, pool.clone()));
            }
        }
        check(16, self.queues.queues == queues, "`queues` is wrong")?;
        let shared = queues.iter().filter(|(team, _)| self.membership.has_all_agents(**team));
        let firsts = shared.filter_map(|(team, queue)| Some((queue.first()?.0, *team)));
        check(16, self.queues.of_all_agents == firsts.collect(), "`of_all_agents` is wrong")
    }
}

/// Returns how many times each key occurs.
fn counted<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, u32> {
    let mut counts = BTreeMap::new();
    keys.for_each(|key| *counts.entry(key).or_default() += 1);
    counts
}
