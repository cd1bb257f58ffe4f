//! The agents whom each group may ask, in the order of its strategy ([rule D11](crate::_rules#d11)).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::desk::ordering::CandidateRank;
use crate::desk::state::State;
use crate::desk::state::cursors::{Keys, Stamped};
use crate::desk::state::rows::{AgentRow, ServingTeam};
use crate::group::Strategy;
use crate::status::AgentStatus;

/// Orders of agents. A group that lists its agents has one of its own. Groups that every agent is in
/// share theirs, so that an agent has no row for each of them, however many there are; only turns are
/// each group's own affair, from its first turn on.
#[derive(Clone, Debug)]
pub(crate) struct Ranks {
    listed: Vec<Stamped<CandidateRank>>,
    by_position: Stamped<CandidateRank>,
    by_load: Stamped<CandidateRank>,
    by_idle: Stamped<CandidateRank>,
    by_turns: BTreeMap<u32, Stamped<CandidateRank>>,
    /// By how many notices an agent has open: whoever has fewer than a group's limit is told.
    by_notices: BTreeMap<u32, BTreeSet<u32>>,
}

/// Agents in the order in which a team asks them.
pub(crate) enum InOrder<'a> {
    Ranked(Keys<'a, CandidateRank>),
    Sorted(std::vec::IntoIter<u32>),
}

impl Iterator for InOrder<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        match self {
            Self::Ranked(ranks) => ranks.next().map(|rank| rank.agent),
            Self::Sorted(agents) => agents.next(),
        }
    }
}

impl Ranks {
    pub(super) fn new(groups: usize) -> Self {
        Self {
            listed: vec![Stamped::default(); groups],
            by_position: Stamped::default(),
            by_load: Stamped::default(),
            by_idle: Stamped::default(),
            by_turns: BTreeMap::new(),
            by_notices: BTreeMap::new(),
        }
    }
}

impl State {
    /// Whether an agent who stands so is online and has room.
    pub(super) fn is_eligible(&self, agent: u32, row: &AgentRow) -> bool {
        row.status == AgentStatus::Online && self.has_room(agent, row)
    }

    /// Enters an agent into the order of each team that may ask the agent, or takes the agent out.
    pub(super) fn index_agent(&mut self, agent: u32, enter: bool) {
        let row = self.agent_row(agent);
        if !self.is_eligible(agent, &row) {
            return;
        }
        let chart = Arc::clone(&self.membership);
        let enter = enter.then(|| self.stamp());
        for (group, stand) in chart.listed(agent) {
            let rank = self.rank(agent, ServingTeam::Group(group), stand);
            change(self.ranks.listed.get_mut(group as usize), rank, enter);
        }
        let rank = |strategy| Some(CandidateRank::new(strategy, agent, &row, (agent, 1), 0));
        change(Some(&mut self.ranks.by_position), rank(Strategy::Ranked), enter);
        change(Some(&mut self.ranks.by_load), rank(Strategy::LeastBusy), enter);
        change(Some(&mut self.ranks.by_idle), rank(Strategy::LongestIdle), enter);
        for (group, ranks) in &mut self.ranks.by_turns {
            self.steps.count();
            let turns = self.turn_counts.get(&(*group, agent)).copied().unwrap_or_default();
            let rank = CandidateRank::new(Strategy::RoundRobin, agent, &row, (agent, 1), turns);
            change(Some(ranks), Some(rank), enter);
        }
        let notified = self.ranks.by_notices.entry(row.notices).or_default();
        if enter.is_some() {
            notified.insert(agent);
        } else {
            notified.remove(&agent);
        }
        if notified.is_empty() {
            self.ranks.by_notices.remove(&row.notices);
        }
    }

    /// An agent's place among those whom a team may ask; none for one whom it may not.
    fn rank(&self, agent: u32, team: ServingTeam, stand: (u32, u32)) -> Option<CandidateRank> {
        self.steps.count();
        let row = self.agent_row(agent);
        let manner = self.offer_policy(team);
        let is_asked = self.is_eligible(agent, &row)
            && (!manner.is_broadcast() || row.notices < manner.max_notices);
        let turns =
            || team.group().and_then(|group| self.turn_counts.get(&(group, agent)).copied());
        is_asked.then(|| {
            CandidateRank::new(manner.strategy, agent, &row, stand, turns().unwrap_or_default())
        })
    }

    /// The same by the agent's own stand there.
    pub(super) fn rank_in(&self, agent: u32, team: ServingTeam) -> Option<CandidateRank> {
        self.rank(agent, team, self.membership.position(agent, team)?)
    }

    /// Writes the turns of an agent in a group.
    pub(super) fn put_turns(
        &mut self,
        (group, agent): (u32, u32),
        row: Option<u64>,
    ) -> Option<u64> {
        self.index_turns(group, agent, false);
        let before = super::write::swap(&mut self.turn_counts, (group, agent), row);
        self.index_turns(group, agent, true);
        before
    }

    fn index_turns(&mut self, group: u32, agent: u32, enter: bool) {
        let team = ServingTeam::Group(group);
        let strategy = self.offer_policy(team).strategy;
        let counts = matches!(strategy, Strategy::RoundRobin | Strategy::Weighted);
        let Some(stand) = self.membership.position(agent, team).filter(|_| counts) else {
            return;
        };
        let rank = self.rank(agent, team, stand);
        let enter = enter.then(|| self.stamp());
        if !self.membership.has_everyone(team) {
            change(self.ranks.listed.get_mut(group as usize), rank, enter);
            return;
        }
        if !self.ranks.by_turns.contains_key(&group) {
            let agents = self.ranks.by_position.iter().map(|rank| rank.agent);
            let ranks = agents.filter_map(|agent| self.rank(agent, team, (agent, 1)));
            let mut order = Stamped::default();
            for rank in ranks.collect::<Vec<_>>() {
                order.insert(rank, self.stamp());
            }
            self.ranks.by_turns.insert(group, order);
        }
        change(self.ranks.by_turns.get_mut(&group), rank, enter);
    }

    /// The agents whom a team may ask, in its order.
    pub(crate) fn ranks(&self, team: ServingTeam) -> InOrder<'_> {
        match self.order(team) {
            Some(ranks) => InOrder::Ranked(ranks.iter()),
            None => {
                let mut agents: Vec<u32> = self.notifiable(team).flatten().copied().collect();
                agents.sort_unstable();
                InOrder::Sorted(agents.into_iter())
            }
        }
    }

    /// How many they are.
    pub(crate) fn ranked(&self, team: ServingTeam) -> usize {
        match self.order(team) {
            Some(ranks) => ranks.len(),
            None => self.notifiable(team).map(BTreeSet::len).sum(),
        }
    }

    /// Of a team that every agent is in, those whom one more notice is not too many.
    fn notifiable(&self, team: ServingTeam) -> impl Iterator<Item = &BTreeSet<u32>> {
        let most = match team {
            ServingTeam::Group(group) if !self.has_group(group) => 0,
            team => self.offer_policy(team).max_notices,
        };
        self.ranks.by_notices.range(..most).map(|(_, agents)| agents)
    }

    pub(super) fn order(&self, team: ServingTeam) -> Option<&Stamped<CandidateRank>> {
        let group = team.group().filter(|group| self.has_group(*group))?;
        if !self.membership.has_everyone(team) {
            return self.ranks.listed.get(group as usize);
        }
        match self.offer_policy(team).strategy {
            Strategy::Broadcast => None,
            Strategy::Ranked => Some(&self.ranks.by_position),
            Strategy::LeastBusy => Some(&self.ranks.by_load),
            Strategy::LongestIdle => Some(&self.ranks.by_idle),
            Strategy::RoundRobin | Strategy::Weighted => {
                self.ranks.by_turns.get(&group).or(Some(&self.ranks.by_position))
            }
        }
    }
}

/// Enters a rank by the number of a change, or takes it out.
fn change(
    ranks: Option<&mut Stamped<CandidateRank>>,
    rank: Option<CandidateRank>,
    enter: Option<u64>,
) {
    if let (Some(ranks), Some(rank)) = (ranks, rank) {
        match enter {
            Some(stamp) => ranks.insert(rank, stamp),
            None => ranks.remove(&rank),
        }
    }
}
