//! What decisions ask of a group, small and side by side: a group itself takes lines of memory.

use crate::group::{Group, Members};

/// A group's switches, and its references as places in the workspace's lists.
#[derive(Clone, Copy, Debug)]
#[repr(align(16))]
pub(crate) struct CheckedGroup {
    schedule: u32,
    fallback: u32,
    pub(crate) enabled: bool,
    pub(crate) private: bool,
    pub(crate) overflow: bool,
    /// Whether every agent is in it.
    pub(crate) of_everyone: bool,
}

/// No list has so many places.
const NONE: u32 = u32::MAX;

impl CheckedGroup {
    pub(super) fn new(group: &Group, schedule: Option<u32>, fallback: Option<u32>) -> Self {
        Self {
            schedule: schedule.unwrap_or(NONE),
            fallback: fallback.unwrap_or(NONE),
            enabled: group.enabled,
            private: group.private,
            overflow: group.overflow,
            of_everyone: group.agents == Members::All,
        }
    }

    /// Its opening hours.
    pub(crate) fn schedule(&self) -> Option<u32> {
        (self.schedule != NONE).then_some(self.schedule)
    }

    /// Who answers where it cannot.
    pub(crate) fn fallback(&self) -> Option<u32> {
        (self.fallback != NONE).then_some(self.fallback)
    }
}
