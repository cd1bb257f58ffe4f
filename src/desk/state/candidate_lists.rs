//! The ordered sets of eligible agents, one for each order in which a team can ask them.

use std::collections::{BTreeMap, BTreeSet};

use crate::desk::ordering::CandidateRank;
use crate::desk::state::stamped_set::StampedSet;
use crate::ix::{AgentIx, GroupIx};

/// The ordered sets of eligible agents.
#[derive(Clone, Debug)]
pub(crate) struct CandidateLists {
    /// The candidates of each group that lists its agents; empty for the other groups.
    pub(super) listed: Vec<StampedSet<CandidateRank>>,
    // All eligible agents, shared by the groups that every agent is in.
    pub(super) by_position: StampedSet<CandidateRank>,
    pub(super) by_load: StampedSet<CandidateRank>,
    pub(super) by_idle: StampedSet<CandidateRank>,
    /// All eligible agents, for each group of all agents that has counted a turn.
    pub(super) by_turns: BTreeMap<GroupIx, StampedSet<CandidateRank>>,
    /// Eligible agents by their number of open notices. A broadcast reaches those with fewer than the group's limit.
    pub(super) by_notices: BTreeMap<u32, BTreeSet<AgentIx>>,
}

impl CandidateLists {
    /// Returns lists without candidates.
    pub(super) fn new(groups: usize) -> Self {
        Self {
            listed: vec![StampedSet::default(); groups],
            by_position: StampedSet::default(),
            by_load: StampedSet::default(),
            by_idle: StampedSet::default(),
            by_turns: BTreeMap::new(),
            by_notices: BTreeMap::new(),
        }
    }
}
