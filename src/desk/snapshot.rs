//! The state of a desk as a document. Agents and groups are named by their ids.

use serde::{Deserialize, Serialize};

use crate::desk::digest::Digest;
use crate::desk::retention::Retention;
use crate::document::{exchanged, with_derived_reader};
use crate::id::{AgentId, CommandId, ConversationId, GroupId};
use crate::status::AgentStatus;
use crate::time::Timestamp;
use crate::visitor::Visitor;

with_derived_reader! {
    /// The state of a [`Desk`](crate::desk::Desk), to be stored and restored with serde. A snapshot and the events
    /// after it give an equal desk ([invariant I8](crate::_rules#i8)).
    ///
    /// Its content is private and may grow in later versions. Unknown and repeated keys are ignored when it is read.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Snapshot {
        pub(super) version: u64,
        pub(super) at: Option<Timestamp>,
        pub(super) workspace: Digest,
        pub(super) memory: Retention,
        pub(super) agents: Vec<AgentState>,
        pub(super) conversations: Vec<ConversationState>,
        /// Snapshots of earlier versions have neither this list nor the next one.
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
    /// Returns the number of the last event that the snapshot includes.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Returns the digest of the workspace under which the snapshot was taken. A router of this workspace restores it.
    #[must_use]
    pub fn workspace(&self) -> Digest {
        self.workspace
    }
}

impl Snapshot {
    /// Removes the keys that only snapshots of earlier versions have. Returns `true` if there were any.
    pub(super) fn remove_old_keys(&mut self) -> bool {
        let requests =
            self.conversations.iter_mut().flat_map(|conversation| &mut conversation.requests);
        let mut is_old = false;
        for said in requests.filter_map(|request| request.announced.as_mut()) {
            // The caller must know whether there were any: a snapshot with old keys has no list of
            // services to compare.
            is_old |= said.served.take().is_some();
        }
        is_old
    }
}

/// Why a snapshot was not restored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The snapshot was taken under another workspace. Restore it with a router of that workspace, then replace the
    /// workspace by a command.
    #[error("the snapshot was taken under workspace {expected}, not {found}")]
    OtherWorkspace {
        /// The digest in the snapshot.
        expected: Digest,
        /// The digest of the router's workspace.
        found: Digest,
    },
    /// The snapshot contradicts itself.
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
    #[serde(rename = "inside")]
    pub(super) participants: Vec<ParticipantState>,
    #[serde(rename = "calls")]
    pub(super) requests: Vec<RequestState>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ParticipantState {
    pub(super) seq: u64,
    pub(super) agent: AgentId,
    pub(super) group: Option<GroupId>,
    pub(super) asked: Option<GroupId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct RequestState {
    pub(super) number: u64,
    pub(super) group: Option<GroupId>,
    pub(super) invited: bool,
    pub(super) opened: Timestamp,
    #[serde(rename = "escalated")]
    pub(super) escalations: Vec<GroupId>,
    #[serde(rename = "told")]
    pub(super) offers: Vec<OfferState>,
    #[serde(rename = "refused")]
    pub(super) refusals: Vec<RefusalState>,
    pub(super) last_refusal: Option<Timestamp>,
    #[serde(default)]
    pub(super) rounds: u32,
    #[serde(default, rename = "asked")]
    pub(super) cooldowns: Vec<AgentId>,
    #[serde(rename = "asked_last")]
    pub(super) transferred_by: Option<AgentId>,
    pub(super) announced: Option<AnnouncedState>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct OfferState {
    pub(super) agent: AgentId,
    pub(super) group: Option<GroupId>,
    /// When the offer was made. Snapshots of earlier versions do not have it, and get the earliest instant.
    #[serde(default = "long_ago")]
    pub(super) at: Timestamp,
    pub(super) until: Option<Timestamp>,
    #[serde(rename = "offer")]
    pub(super) is_offer: bool,
    #[serde(rename = "told")]
    pub(super) event: (u64, u32),
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
    #[serde(default = "yes", rename = "stands")]
    pub(super) is_current: bool,
    /// Only in snapshots of earlier versions. Now `service` has it once for all requests of a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) served: Option<bool>,
}

fn yes() -> bool {
    true
}

fn long_ago() -> Timestamp {
    Timestamp::MIN
}

/// Whether a target was served when this was last announced to its waiting requests.
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
