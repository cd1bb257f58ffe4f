//! The items of a workspace that a finding concerns.

use crate::id::{AgentId, AssertionId, GroupId, RoleId, ScheduleId, TriggerId};

/// An item with an id that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is the noun of its name")]
pub enum FindingSubject {
    Agent(AgentId),
    Group(GroupId),
    Trigger(TriggerId),
    Schedule(ScheduleId),
    Role(RoleId),
    Assertion(AssertionId),
}

impl FindingSubject {
    /// Returns the id of the item.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Agent(id) => id.as_str(),
            Self::Group(id) => id.as_str(),
            Self::Trigger(id) => id.as_str(),
            Self::Schedule(id) => id.as_str(),
            Self::Role(id) => id.as_str(),
            Self::Assertion(id) => id.as_str(),
        }
    }

    /// Returns the word for the kind of item in texts for people.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Self::Agent(_) => "agent",
            Self::Group(_) => "group",
            Self::Trigger(_) => "trigger",
            Self::Schedule(_) => "schedule",
            Self::Role(_) => "role",
            Self::Assertion(_) => "assertion",
        }
    }
}
