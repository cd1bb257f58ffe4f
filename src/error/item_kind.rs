//! The kinds of items of a workspace.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A kind of items that have ids. The items of `expect` have names instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs, reason = "the name of each variant says all")]
pub enum ItemKind {
    Agent,
    Group,
    Schedule,
    Role,
    Trigger,
    Expectation,
    Assertion,
}

impl ItemKind {
    /// Returns the key of the list that holds the items in a workspace.
    #[must_use]
    pub fn list(self) -> &'static str {
        match self {
            Self::Agent => "agents",
            Self::Group => "groups",
            Self::Schedule => "schedules",
            Self::Role => "roles",
            Self::Trigger => "triggers",
            Self::Expectation => "expect",
            Self::Assertion => "assertions",
        }
    }
}

impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Agent => "agent",
            Self::Group => "group",
            Self::Schedule => "schedule",
            Self::Role => "role",
            Self::Trigger => "trigger",
            Self::Expectation => "case",
            Self::Assertion => "assertion",
        })
    }
}
