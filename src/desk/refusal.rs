//! Reasons to refuse a command.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a [`Command`](crate::desk::Command) was refused: the first reason that applies, in this order
/// ([rule D0](crate::_rules#d0)). A refusal changes nothing.
///
/// ```
/// use frontdesk::desk::Refusal;
/// assert_eq!(serde_json::to_string(&Refusal::NotInvited)?, r#""not_invited""#);
/// assert_eq!(Refusal::NotInvited.to_string(), "the agent is not told of the conversation at this moment");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Refusal {
    /// The id of the command, or of the conversation that arrives, is not 1 to 128 printable ASCII
    /// characters without space and quotes. Commands that are read cannot have such an id.
    InvalidId,
    /// The instant is earlier than the last event ([rule D13](crate::_rules#d13)).
    TimeWentBack,
    /// The desk has no conversation with this id. Closed conversations are forgotten ([rule D15](crate::_rules#d15)).
    UnknownConversation,
    /// The workspace has no agent with this id. It may be the agent who acts.
    UnknownAgent,
    /// The workspace has no group with this id, or the group is disabled.
    UnknownGroup,
    /// The agent who acts is not in the conversation and does not have the permission `assign_visitors` (rules
    /// [D5](crate::_rules#d5), [D7](crate::_rules#d7)).
    NotPermitted,
    /// The conversation exists already, the group is invited already, or the agent is in the conversation already.
    Exists,
    /// The agent or another agent is in the conversation already ([rule D2](crate::_rules#d2)).
    Taken,
    /// The agent has no open offer or notice of the conversation ([rule D2](crate::_rules#d2)).
    NotInvited,
    /// The agent has as many conversations as allowed, or is offline (rules [D2](crate::_rules#d2),
    /// [D7](crate::_rules#d7)).
    NoRoom,
    /// The agent is not in the conversation, or no agent of the group is ([rule D6](crate::_rules#d6)).
    NotAMember,
    /// No agent would be left in the conversation ([rule D6](crate::_rules#d6)).
    LastAgent,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidId => {
                "an id is not 1 to 128 printable ASCII characters without space and quotes"
            }
            Self::TimeWentBack => "the instant is before that of the last event",
            Self::UnknownConversation => "there is no such conversation",
            Self::UnknownAgent => "there is no such agent",
            Self::UnknownGroup => "there is no such group, or it is disabled",
            Self::NotPermitted => "whoever acts is not inside and may not assign visitors",
            Self::Exists => "it is there already",
            Self::Taken => "the conversation has been accepted already",
            Self::NotInvited => "the agent is not told of the conversation at this moment",
            Self::NoRoom => "the agent has no room, or is offline",
            Self::NotAMember => "nobody whom it names is in the conversation",
            Self::LastAgent => "nobody would be left in the conversation: close or transfer it",
        })
    }
}

impl std::error::Error for Refusal {}
