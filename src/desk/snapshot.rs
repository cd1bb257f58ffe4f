//! The whole state of a desk as a document, by ids.

use serde::{Deserialize, Serialize};

use crate::desk::digest::Digest;
use crate::desk::retention::Retention;
use crate::document::{exchanged, with_derived_reader};
use crate::id::{AgentId, CommandId, ConversationId, GroupId};
use crate::status::AgentStatus;
use crate::time::Timestamp;
use crate::visitor::Visitor;

with_derived_reader! {
    /// The whole state of a [`Desk`](crate::desk::Desk), serde both ways: with the events after it, it gives an
    /// equal desk ([invariant I8](crate::_rules#i8)).
    ///
    /// What is in it is the desk's own affair and may grow; unknown and repeated keys are ignored.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Snapshot {
        pub(super) version: u64,
        pub(super) at: Option<Timestamp>,
        pub(super) workspace: Digest,
        pub(super) memory: Retention,
        pub(super) agents: Vec<AgentState>,
        pub(super) conversations: Vec<ConversationState>,
        /// Snapshots of before have neither this nor the next list.
        #[serde(default)]
        pub(super) service: Vec<ServiceState>,
        #[serde(default)]
        pub(super) service_changes: Vec<Option<GroupId>>,
        pub(super) turns: Vec<TurnState>,
        pub(super) floors: Vec<FloorState>,
        pub(super) visitors: Vec<VisitorState>,
        pub(super) commands: Vec<CommandState>,
    }
}

exchanged!(Snapshot);

impl Snapshot {
    /// The number of the last event that is in it.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Which workspace it was taken under: the router of that one restores it.
    #[must_use]
    pub fn workspace(&self) -> Digest {
        self.workspace
    }
}

impl Snapshot {
    /// Takes out what only snapshots of before have. Whether there was any.
    pub(super) fn forget_old_form(&mut self) -> bool {
        let calls = self.conversations.iter_mut().flat_map(|known| &mut known.calls);
        let mut is_old = false;
        for said in calls.filter_map(|call| call.announced.as_mut()) {
            is_old |= said.served.take().is_some();
        }
        is_old
    }
}

/// Why a snapshot was not restored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// It was taken under another workspace: restore it with that one's router, and replace the
    /// workspace by a command.
    #[error("the snapshot was taken under workspace {expected}, not {found}")]
    OtherWorkspace {
        /// That of the snapshot.
        expected: Digest,
        /// That of the router.
        found: Digest,
    },
    /// It contradicts itself.
    #[error("the snapshot contradicts itself: {0}")]
    Inconsistent(&'static str),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct AgentState {
    pub(super) agent: AgentId,
    pub(super) status: AgentStatus,
    pub(super) since: Timestamp,
    pub(super) idle: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ConversationState {
    pub(super) number: u64,
    pub(super) conversation: ConversationId,
    pub(super) visitor: Visitor<'static>,
    pub(super) priority: i64,
    pub(super) arrived: Timestamp,
    pub(super) chosen: Option<GroupId>,
    pub(super) inside: Vec<SeatState>,
    pub(super) calls: Vec<CallState>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SeatState {
    pub(super) seq: u64,
    pub(super) agent: AgentId,
    pub(super) group: Option<GroupId>,
    pub(super) asked: Option<GroupId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct CallState {
    pub(super) number: u64,
    pub(super) group: Option<GroupId>,
    pub(super) invited: bool,
    pub(super) opened: Timestamp,
    pub(super) escalated: Vec<GroupId>,
    pub(super) told: Vec<TellingState>,
    pub(super) refused: Vec<RefusalState>,
    pub(super) last_refusal: Option<Timestamp>,
    #[serde(default)]
    pub(super) rounds: u32,
    #[serde(default)]
    pub(super) asked: Vec<AgentId>,
    pub(super) asked_last: Option<AgentId>,
    pub(super) announced: Option<AnnouncedState>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct TellingState {
    pub(super) agent: AgentId,
    pub(super) group: Option<GroupId>,
    /// The first instant in snapshots of before, which have none.
    #[serde(default = "long_ago")]
    pub(super) at: Timestamp,
    pub(super) until: Option<Timestamp>,
    pub(super) offer: bool,
    pub(super) told: (u64, u32),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct RefusalState {
    pub(super) agent: AgentId,
    pub(super) at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct AnnouncedState {
    pub(super) queued: bool,
    #[serde(default = "long_ago")]
    pub(super) at: Timestamp,
    #[serde(default = "yes")]
    pub(super) stands: bool,
    /// In snapshots of before; now it is said once for all calls of a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) served: Option<bool>,
}

fn yes() -> bool {
    true
}

fn long_ago() -> Timestamp {
    Timestamp::MIN
}

/// What calls that wait were told of who serves them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ServiceState {
    pub(super) group: Option<GroupId>,
    pub(super) invited: bool,
    pub(super) served: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct TurnState {
    pub(super) group: GroupId,
    pub(super) agent: AgentId,
    pub(super) turns: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct FloorState {
    pub(super) group: GroupId,
    pub(super) turns: u64,
    pub(super) weight: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct VisitorState {
    pub(super) visitor: String,
    pub(super) agent: AgentId,
    pub(super) seq: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct CommandState {
    pub(super) id: CommandId,
    pub(super) first: u64,
    pub(super) last: u64,
}
