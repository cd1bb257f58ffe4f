//! The words for how an agent and a group stand.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whether an agent answers at the moment.
///
/// Only an online agent counts for a group's [`GroupStatus`] and is told of visitors; away and
/// invisible agents are as good as offline here ([rule A1](crate::_rules#a1)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is the word of its name")]
pub enum AgentStatus {
    Online,
    Away,
    Invisible,
    #[default]
    Offline,
}

impl AgentStatus {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Away => "away",
            Self::Invisible => "invisible",
            Self::Offline => "offline",
        }
    }
}

impl fmt::Display for AgentStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A group's status at an instant ([rule A1](crate::_rules#a1)): the one that the picker shows, conditions see and
/// fallback follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupStatus {
    /// A member is online and has room.
    Available,
    /// Members are online, and each has as many conversations as they may have.
    Busy,
    /// No member is online.
    Offline,
    /// The group keeps a schedule, and by it the group is closed.
    Closed,
}

impl GroupStatus {
    /// Whether the group can serve: it is available or busy.
    #[must_use]
    pub fn serves(self) -> bool {
        matches!(self, Self::Available | Self::Busy)
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Busy => "busy",
            Self::Offline => "offline",
            Self::Closed => "closed",
        }
    }
}

impl fmt::Display for GroupStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
