//! The eligible agents of each team, in the order of its strategy ([rule D11](crate::_rules#d11)).
//!
//! # Idea
//!
//! A group that lists its agents has an ordered set of its own. All groups that every agent is in share one set for
//! each strategy, because the order is the same in all of them. Only turns differ between these groups, so a group
//! that counts turns gets a set of its own with its first turn.
//!
//! # Drawback
//!
//! An agent whose status changes is updated in each group that lists the agent, and in each group of all agents that
//! has counted a turn. Broadcast groups of all agents have no ordered set: their candidates are collected and sorted
//! for each notice, which costs as much as the notice itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::desk::ordering::CandidateRank;
use crate::desk::state::State;
use crate::desk::state::membership::Position;
use crate::desk::state::rows::{AgentRow, ServingTeam};
use crate::desk::state::stamped_set::{Keys, StampedSet};
use crate::group::Strategy;
use crate::ix::{AgentIx, GroupIx, Ix};
use crate::status::AgentStatus;

/// The agents whom a team may ask, in its order.
pub(crate) enum CandidateIter<'a> {
    Ranked(Keys<'a, CandidateRank>),
    Sorted(std::vec::IntoIter<AgentIx>),
}

impl Iterator for CandidateIter<'_> {
    type Item = AgentIx;

    fn next(&mut self) -> Option<AgentIx> {
        match self {
            Self::Ranked(ranks) => ranks.next().map(|rank| rank.agent),
            Self::Sorted(agents) => agents.next(),
        }
    }
}

impl State {
    /// Returns `true` if an agent with a row is online and has room.
    pub(super) fn is_eligible(&self, agent: AgentIx, row: &AgentRow) -> bool {
        row.status == AgentStatus::Online && self.has_room(agent, row)
    }

    /// Inserts an agent into the list of each team that may ask the agent, or removes the agent from it.
    pub(super) fn index_agent(&mut self, agent: AgentIx, insert: bool) {
        // The rank follows from the row. So an agent is removed while the old row is in the table, and inserted after
        // the new row is.
        let row = self.agent_row(agent);
        if !self.is_eligible(agent, &row) {
            return;
        }
        // A clone of the `Arc`, so that the loop can change the lists while it reads the memberships.
        let membership = Arc::clone(&self.membership);
        let stamp = insert.then(|| self.stamp());
        for (group, position) in membership.listed(agent) {
            let rank = self.rank(agent, ServingTeam::Group(group), position);
            update(group.get_mut(&mut self.candidates.listed), rank, stamp);
        }
        let position = Position::in_all_agents(agent);
        let rank = |strategy| Some(CandidateRank::new(strategy, agent, &row, position, 0));
        update(Some(&mut self.candidates.by_position), rank(Strategy::Ranked), stamp);
        update(Some(&mut self.candidates.by_load), rank(Strategy::LeastBusy), stamp);
        update(Some(&mut self.candidates.by_idle), rank(Strategy::LongestIdle), stamp);
        // Turns differ by group, so the agent has a rank of its own in each of these lists.
        for (group, list) in &mut self.candidates.by_turns {
            self.work.count();
            let turns = self.turn_counts.get(&(*group, agent)).copied().unwrap_or_default();
            let rank = CandidateRank::new(Strategy::RoundRobin, agent, &row, position, turns);
            update(Some(list), Some(rank), stamp);
        }
        let notified = self.candidates.by_notices.entry(row.notices).or_default();
        if insert {
            notified.insert(agent);
        } else {
            notified.remove(&agent);
        }
        // Empty sets are removed, so a query visits only numbers of notices that some agent has.
        if notified.is_empty() {
            self.candidates.by_notices.remove(&row.notices);
        }
    }

    /// Returns the rank of an agent among those whom a team may ask; `None` if it may not ask the agent.
    fn rank(&self, agent: AgentIx, team: ServingTeam, position: Position) -> Option<CandidateRank> {
        self.work.count();
        let row = self.agent_row(agent);
        let policy = self.offer_policy(team);
        let is_candidate = self.is_eligible(agent, &row)
            && (!policy.is_broadcast() || row.notices < policy.max_notices);
        // A closure, because an agent who may not be asked needs no look-up of turns.
        let turns = || team.group().map_or(0, |group| self.turn_count(group, agent));
        is_candidate.then(|| CandidateRank::new(policy.strategy, agent, &row, position, turns()))
    }

    /// Returns the rank of an agent in a team; `None` if the agent is not in it or may not be asked.
    pub(super) fn rank_in(&self, agent: AgentIx, team: ServingTeam) -> Option<CandidateRank> {
        self.rank(agent, team, self.membership.position(agent, team)?)
    }

    /// Writes the turns of an agent in a group.
    pub(super) fn replace_turns(
        &mut self,
        (group, agent): (GroupIx, AgentIx),
        row: Option<u64>,
    ) -> Option<u64> {
        // The list is ordered by turns, so the agent leaves it under the old count and enters it under the new one.
        self.index_turns(group, agent, false);
        let before = super::write::replace_entry(&mut self.turn_counts, (group, agent), row);
        self.index_turns(group, agent, true);
        before
    }

    /// Inserts an agent into the list of a group that orders by turns, or removes the agent from it.
    fn index_turns(&mut self, group: GroupIx, agent: AgentIx, insert: bool) {
        let team = ServingTeam::Group(group);
        let strategy = self.offer_policy(team).strategy;
        let counts_turns = matches!(strategy, Strategy::RoundRobin | Strategy::Weighted);
        let position = self.membership.position(agent, team);
        // The lists of the other strategies do not depend on turns.
        let Some(position) = position.filter(|_| counts_turns) else {
            return;
        };
        let rank = self.rank(agent, team, position);
        let stamp = insert.then(|| self.stamp());
        if !self.membership.has_all_agents(team) {
            update(group.get_mut(&mut self.candidates.listed), rank, stamp);
            return;
        }
        // The first turn of the group: until now it has shared the list by position.
        if !self.candidates.by_turns.contains_key(&group) {
            let agents = self.candidates.by_position.iter().map(|rank| rank.agent);
            let ranks = agents.filter_map(|agent| self.rank_in(agent, team));
            let mut list = StampedSet::default();
            for rank in ranks.collect::<Vec<_>>() {
                list.insert(rank, self.stamp());
            }
            self.candidates.by_turns.insert(group, list);
        }
        update(self.candidates.by_turns.get_mut(&group), rank, stamp);
    }

    /// Returns the agents whom a team may ask, in its order.
    pub(crate) fn candidates(&self, team: ServingTeam) -> CandidateIter<'_> {
        match self.candidate_list(team) {
            Some(list) => CandidateIter::Ranked(list.iter()),
            None => {
                // The sets are ordered by notices first, and a broadcast has the order of the document.
                let mut agents: Vec<AgentIx> = self.notifiable(team).flatten().copied().collect();
                agents.sort_unstable();
                CandidateIter::Sorted(agents.into_iter())
            }
        }
    }

    /// Returns the number of agents whom a team may ask.
    pub(crate) fn candidate_count(&self, team: ServingTeam) -> usize {
        match self.candidate_list(team) {
            Some(list) => list.len(),
            None => self.notifiable(team).map(BTreeSet::len).sum(),
        }
    }

    /// Returns the agents of a broadcast team of all agents who may get one more notice.
    fn notifiable(&self, team: ServingTeam) -> impl Iterator<Item = &BTreeSet<AgentIx>> {
        let limit = match team {
            // A removed group has no settings, so it would get those of the workspace and with them all agents.
            ServingTeam::Group(group) if !self.has_group(group) => 0,
            team => self.offer_policy(team).max_notices,
        };
        self.candidates.by_notices.range(..limit).map(|(_, agents)| agents)
    }

    /// Returns the ordered set of a team's candidates; `None` for the workspace, for a group that the workspace does
    /// not have, and for a broadcast group of all agents.
    pub(super) fn candidate_list(&self, team: ServingTeam) -> Option<&StampedSet<CandidateRank>> {
        let group = team.group().filter(|group| self.has_group(*group))?;
        if !self.membership.has_all_agents(team) {
            return group.get(&self.candidates.listed);
        }
        match self.offer_policy(team).strategy {
            Strategy::Broadcast => None,
            Strategy::Ranked => Some(&self.candidates.by_position),
            Strategy::LeastBusy => Some(&self.candidates.by_load),
            Strategy::LongestIdle => Some(&self.candidates.by_idle),
            Strategy::RoundRobin | Strategy::Weighted => {
                // Before the first turn of the group all counts are 0, and agents with equal turns are in the order of
                // their positions.
                self.candidates.by_turns.get(&group).or(Some(&self.candidates.by_position))
            }
        }
    }
}

/// Inserts a rank with the number of a change, or removes it if there is none.
fn update(
    list: Option<&mut StampedSet<CandidateRank>>,
    rank: Option<CandidateRank>,
    stamp: Option<u64>,
) {
    if let (Some(list), Some(rank)) = (list, rank) {
        match stamp {
            Some(stamp) => list.insert(rank, stamp),
            None => list.remove(&rank),
        }
    }
}
