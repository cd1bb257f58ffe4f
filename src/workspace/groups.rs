//! The properties of groups that decisions read, in a compact table. A `Group` itself spans several
//! cache lines.

use crate::group::{Group, Members};
use crate::ix::{GroupIx, ScheduleIx};

/// The switches of a group, and its references. The largest index means that there is no reference.
#[derive(Clone, Copy, Debug)]
#[repr(align(16))]
pub(crate) struct CheckedGroup {
    schedule: ScheduleIx,
    fallback: GroupIx,
    pub(crate) enabled: bool,
    pub(crate) private: bool,
    pub(crate) overflow: bool,
    /// `true` if every agent is a member.
    pub(crate) has_all_agents: bool,
}

impl CheckedGroup {
    pub(super) fn new(
        group: &Group,
        schedule: Option<ScheduleIx>,
        fallback: Option<GroupIx>,
    ) -> Self {
        Self {
            // A sentinel in place of an `Option` keeps the entry at 16 bytes, four in a cache line.
            // The limits of a document keep every index far below it.
            schedule: schedule.unwrap_or(ScheduleIx::MAX),
            fallback: fallback.unwrap_or(GroupIx::MAX),
            enabled: group.enabled,
            private: group.private,
            overflow: group.overflow,
            has_all_agents: group.agents == Members::All,
        }
    }

    /// Returns the schedule of the opening hours.
    pub(crate) fn schedule(&self) -> Option<ScheduleIx> {
        (self.schedule != ScheduleIx::MAX).then_some(self.schedule)
    }

    /// Returns the group that answers if this one is unavailable.
    pub(crate) fn fallback(&self) -> Option<GroupIx> {
        (self.fallback != GroupIx::MAX).then_some(self.fallback)
    }
}
