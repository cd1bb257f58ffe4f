//! The properties of groups that decisions read, in a compact table. A `Group` itself spans several
//! cache lines.

use crate::group::{Group, Members};

/// The switches of a group, and its references as indices into the lists of the workspace.
#[derive(Clone, Copy, Debug)]
#[repr(align(16))]
pub(crate) struct CheckedGroup {
    schedule: u32,
    fallback: u32,
    pub(crate) enabled: bool,
    pub(crate) private: bool,
    pub(crate) overflow: bool,
    /// `true` if every agent is a member.
    pub(crate) has_all_agents: bool,
}

/// The index that stands for no reference. No list is this long.
const NONE: u32 = u32::MAX;

impl CheckedGroup {
    pub(super) fn new(group: &Group, schedule: Option<u32>, fallback: Option<u32>) -> Self {
        Self {
            schedule: schedule.unwrap_or(NONE),
            fallback: fallback.unwrap_or(NONE),
            enabled: group.enabled,
            private: group.private,
            overflow: group.overflow,
            has_all_agents: group.agents == Members::All,
        }
    }

    /// Returns the schedule of the opening hours.
    pub(crate) fn schedule(&self) -> Option<u32> {
        (self.schedule != NONE).then_some(self.schedule)
    }

    /// Returns the group that answers if this one is unavailable.
    pub(crate) fn fallback(&self) -> Option<u32> {
        (self.fallback != NONE).then_some(self.fallback)
    }
}
