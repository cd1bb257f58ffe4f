//! The groups that can serve now, and the group that serves each group.

use crate::desk::state::fallback_forest::NearestMarked;
use crate::desk::state::membership::MembershipIndex;
use crate::ix::{GroupIx, Ix};

/// The groups that can serve, and the group that serves each group.
///
/// # Invariants
///
/// 1. A group is marked in `serving` if it is enabled and open and one of its agents is online. It is marked in
///    `available` if, besides, one of them has room. A group of all agents is marked in `available` even while nobody
///    has room: otherwise all of these groups would change together, mostly without effect. If no group of the
///    workspace overflows, no group is marked in `available`.
/// 2. The members of `serving` are all groups. The members of `available` are the groups that overflow, can serve and
///    are not available.
/// 3. A group is served by the nearest group in `serving`. If that group is a member of `available`, it is served by
///    the nearest group there instead, if one exists and any agent of the workspace has room.
#[derive(Clone, Debug)]
pub(crate) struct ServingGroups {
    pub(super) serving: NearestMarked,
    pub(super) available: NearestMarked,
    pub(super) servers: Vec<Option<GroupIx>>,
}

impl ServingGroups {
    /// Returns the table for agents who are all offline, so no group can serve.
    pub(super) fn new(membership: &MembershipIndex, groups: usize) -> Self {
        let mut serving = NearestMarked::default();
        // Invariant 2: every group is a member of `serving`.
        for group in GroupIx::all(groups) {
            serving.set_member(&membership.forest, group, true);
        }
        Self { serving, available: NearestMarked::default(), servers: vec![None; groups] }
    }

    /// Returns the group that serves a group. Nobody serves a group that the workspace does not have.
    pub(super) fn server(&self, group: GroupIx) -> Option<GroupIx> {
        group.get(&self.servers).copied().flatten()
    }
}
