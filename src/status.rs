//! The statuses of agents and groups.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The status that an agent has set.
///
/// Only an online agent counts for the [`GroupStatus`] of a group and gets visitors. Agents who are away or invisible
/// count as offline ([rule A1](crate::_rules#a1)).
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
    /// Each status with its keyword.
    pub(crate) const WORDS: [(&'static str, Self); 4] = [
        ("online", Self::Online),
        ("away", Self::Away),
        ("invisible", Self::Invisible),
        ("offline", Self::Offline),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, status)| *status == self).map_or("", |(word, _)| word)
    }
}

impl fmt::Display for AgentStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The status of a group at an instant ([rule A1](crate::_rules#a1)). The picker shows it, conditions test it, and
/// fallbacks depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupStatus {
    /// A member is online and has room.
    Available,
    /// Members are online, and each has as many conversations as allowed.
    Busy,
    /// No member is online.
    Offline,
    /// The group has a schedule, and the schedule is closed.
    Closed,
}

impl GroupStatus {
    /// Returns `true` if the group can serve: it is available or busy.
    #[must_use]
    pub fn serves(self) -> bool {
        // A busy group serves: visitors wait in its queue, because somebody is there to come to
        // them (rule A2).
        matches!(self, Self::Available | Self::Busy)
    }

    pub(crate) fn as_str(self) -> &'static str {
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
        f.write_str(self.as_str())
    }
}
