//! The order in which each strategy asks the eligible agents of a team ([rule D11](crate::_rules#d11)).

use std::cmp::Ordering;

use crate::desk::state::membership::Position;
use crate::desk::state::rows::AgentRow;
use crate::group::Strategy;
use crate::ix::{AgentIx, MemberIx};
use crate::time::Timestamp;

/// The largest number of a desk: 2^53 - 1, the largest integer that every reader of JSON keeps exactly
/// ([rule B3](crate::_rules#b3)).
pub(crate) const LAST_NUMBER: u64 = (1 << 53) - 1;

/// Turns divided by weight. Two ratios are compared exactly, by cross-multiplication.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoadRatio {
    pub(crate) turns: u64,
    pub(crate) weight: u32,
}

impl LoadRatio {
    pub(crate) const NONE: Self = Self { turns: 0, weight: 1 };

    /// Returns the fewest turns with which an agent of a weight has at least this ratio.
    pub(crate) fn turns_for(self, weight: u32) -> u64 {
        // 128 bits hold the product of any 64-bit count with any 32-bit weight. Floating point
        // would round, and two hosts could then order agents differently.
        let turns =
            (u128::from(self.turns) * u128::from(weight)).div_ceil(u128::from(self.weight.max(1)));
        u64::try_from(turns).unwrap_or(LAST_NUMBER).min(LAST_NUMBER)
    }
}

impl Ord for LoadRatio {
    fn cmp(&self, other: &Self) -> Ordering {
        // a/b < c/d if and only if a*d < c*b, because weights are positive.
        let left = u128::from(self.turns) * u128::from(other.weight);
        left.cmp(&(u128::from(other.turns) * u128::from(self.weight)))
    }
}

impl PartialOrd for LoadRatio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for LoadRatio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for LoadRatio {}

/// The sort key of an eligible agent in a team. The agent with the smallest key is asked first. Ties are broken by the
/// order of the members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CandidateRank {
    share: LoadRatio,
    idle: Timestamp,
    position: MemberIx,
    pub(crate) agent: AgentIx,
}

impl CandidateRank {
    pub(crate) fn new(
        strategy: Strategy,
        agent: AgentIx,
        row: &AgentRow,
        position: Position,
        turns: u64,
    ) -> Self {
        let (share, idle) = match strategy {
            // A constant ratio and instant leave the order to the position of the member.
            Strategy::Broadcast | Strategy::Ranked => (LoadRatio::NONE, Timestamp::MIN),
            // Ties of the load go to the agent who has been idle longest (rule D11).
            Strategy::LeastBusy => (LoadRatio { turns: row.load().into(), weight: 1 }, row.idle),
            Strategy::LongestIdle => (LoadRatio::NONE, row.idle),
            Strategy::RoundRobin => (LoadRatio { turns, weight: 1 }, Timestamp::MIN),
            Strategy::Weighted => (LoadRatio { turns, weight: position.weight }, Timestamp::MIN),
        };
        Self { share, idle, position: position.member, agent }
    }
}

/// Returns the weight by which a strategy divides the turns of a member.
pub(crate) fn weight_of(strategy: Strategy, weight: u32) -> u32 {
    if strategy == Strategy::Weighted { weight } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_compared_exactly() {
        let share = |turns, weight| LoadRatio { turns, weight };
        assert_eq!(share(1, 2), share(2, 4));
        assert!(share(u64::MAX, u32::MAX) > share(u64::MAX - 1, u32::MAX));
        assert!(share(1, 3) < share(334, 1_000));
        assert_eq!(share(5, 3).turns_for(2), 4, "4/2 is the least that is at least 5/3");
        assert_eq!(share(6, 3).turns_for(2), 4);
        assert_eq!(share(u64::MAX, 1).turns_for(u32::MAX), LAST_NUMBER, "where numbers end");
    }
}
