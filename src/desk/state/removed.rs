//! Agents and groups that the workspace no longer has.
//!
//! When a workspace is replaced, an agent or a group may disappear while a conversation, an offer or a request still
//! names it. Its index then comes after the last index of the workspace, in the order in which it was met.

use std::collections::BTreeMap;

use crate::id::{AgentId, GroupId};

/// The agents and groups that the workspace no longer has.
#[derive(Clone, Debug, Default)]
pub(super) struct Removed {
    pub(super) agents: RemovedIds<AgentId>,
    pub(super) groups: RemovedIds<GroupId>,
}

/// Ids in the order in which they were added, found in logarithmic time.
#[derive(Clone, Debug)]
pub(super) struct RemovedIds<T> {
    pub(super) list: Vec<T>,
    positions: BTreeMap<T, usize>,
}

impl<T: Ord + Clone> RemovedIds<T> {
    /// Returns the position of an id.
    pub(super) fn find(&self, id: &T) -> Option<usize> {
        self.positions.get(id).copied()
    }

    /// Adds an id. Returns its position.
    pub(super) fn push(&mut self, id: &T) -> usize {
        // Positions are never reused, so an index stays valid as long as the workspace.
        let position = self.list.len();
        self.positions.insert(id.clone(), position);
        self.list.push(id.clone());
        position
    }
}

impl Removed {
    /// Returns `true` if every id has the form that a workspace allows.
    pub(super) fn are_well_formed(&self) -> bool {
        self.agents.list.iter().all(AgentId::is_well_formed)
            && self.groups.list.iter().all(GroupId::is_well_formed)
    }
}

impl<T> Default for RemovedIds<T> {
    fn default() -> Self {
        Self { list: Vec::new(), positions: BTreeMap::new() }
    }
}
