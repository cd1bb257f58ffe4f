//! The events of a desk. A host keeps them in a log.

use crate::decision::DecisionRecord;
use crate::desk::digest::Digest;
use crate::document::{exchanged, flattened, with_derived_reader};
use crate::id::{AgentId, CommandId, ConversationId, GroupId};
use crate::status::AgentStatus;
use crate::time::Timestamp;
use crate::visitor::Visitor;

with_derived_reader! {
    /// An event of a [`Desk`](crate::desk::Desk): one line of its log.
    ///
    /// Unknown and repeated keys are ignored when it is read, so two versions of this crate can run side by side.
    ///
    /// ```
    /// use frontdesk::desk::{Event, EventKind};
    /// let line = r#"{"seq":3,"at":"2026-11-22T10:00:00Z","event":"offered","conversation":"c1","group":"sales","agent":"a1","until":"2026-11-22T10:00:30Z","cause":"cmd-17"}"#;
    /// let event: Event = serde_json::from_str(line)?;
    /// assert!(matches!(&event.kind, EventKind::Offered { agent, .. } if *agent == "a1"));
    /// assert_eq!(serde_json::to_string(&event)?, line);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct Event {
        /// The number of the event. Numbers begin at 1 and have no gaps. The number of the last event is the desk's
        /// version.
        pub seq: u64,
        /// The instant of the event. If it was due before the command, this is the instant at which it was due.
        pub at: Timestamp,
        /// What happened.
        #[serde(flatten, deserialize_with = "flattened")]
        pub kind: EventKind,
        /// The id of the command that caused the event, if the command has one ([rule D14](crate::_rules#d14)). Events
        /// that were due before a command are not caused by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cause: Option<CommandId>,
    }
}

exchanged!(Event, EventKind);

with_derived_reader! {
    /// What happened. On the wire the key `event` names it. The group is `null` if no group takes the visitor
    /// ([rule D17](crate::_rules#d17)).
    #[derive(Clone, Debug, PartialEq)]
    #[serde(tag = "event", rename_all = "snake_case")]
    #[non_exhaustive]
    #[allow(missing_docs, reason = "each field is what its name and the variant's line say")]
    pub enum EventKind {
        /// The status of an agent has changed ([rule D8](crate::_rules#d8)).
        PresenceChanged { agent: AgentId, status: AgentStatus },
        /// A visitor has opened a conversation, or has continued one after being asked to pick a group
        /// ([rule D1](crate::_rules#d1)). A host that must not store facts about visitors keeps the visitor's id alone;
        /// if the conversation is routed again later, only the stored facts count.
        Arrived {
            conversation: ConversationId,
            #[serde(default)]
            visitor: Box<Visitor<'static>>,
            #[serde(default)]
            priority: i64,
        },
        /// The router has decided. Later events say who gets offers.
        Routed { conversation: ConversationId, decision: Box<DecisionRecord> },
        /// The visitor must pick a group. A later arrival with the id of this conversation continues it.
        Asked { conversation: ConversationId },
        /// Agents have got a notice of the conversation. The first one who accepts gets it.
        Notified { conversation: ConversationId, group: Option<GroupId>, agents: Vec<AgentId> },
        /// One agent has got an offer of the conversation. The offer is open until the instant `until`, exclusive.
        Offered {
            conversation: ConversationId,
            group: Option<GroupId>,
            agent: AgentId,
            until: Timestamp,
        },
        /// An offer or a notice has expired without an answer ([rule D3](crate::_rules#d3)).
        OfferExpired { conversation: ConversationId, group: Option<GroupId>, agent: AgentId },
        /// An agent has declined an offer or a notice ([rule D3](crate::_rules#d3)).
        Declined { conversation: ConversationId, group: Option<GroupId>, agent: AgentId },
        /// The desk has withdrawn an offer or a notice.
        Withdrawn { conversation: ConversationId, group: Option<GroupId>, agent: AgentId },
        /// The conversation has begun to wait. The group is the one that serves it ([rule D4](crate::_rules#d4)).
        Queued { conversation: ConversationId, group: Option<GroupId> },
        /// The conversation has begun to wait although no group serves it or `max_waiting` is reached, so the host
        /// takes a message. The group is the chosen one (rules [D4](crate::_rules#d4), [D10](crate::_rules#d10)).
        MessageTaken { conversation: ConversationId, group: Option<GroupId> },
        /// Service of a group has begun or ended while conversations wait for it, as the chosen or an invited group.
        /// One event speaks for all of them ([rule D4](crate::_rules#d4)). The group is `null` for visitors whom no
        /// group takes.
        ServiceChanged {
            group: Option<GroupId>,
            /// The group that serves it now. It is `null` if no group does, and if the whole workspace does.
            serving: Option<GroupId>,
        },
        /// An agent has joined the conversation, through a group or by name (rules [D2](crate::_rules#d2),
        /// [D7](crate::_rules#d7)).
        Joined {
            conversation: ConversationId,
            group: Option<GroupId>,
            agent: AgentId,
            /// `true` if the agent had no room.
            #[serde(default)]
            forced: bool,
        },
        /// An agent has left the conversation.
        Left { conversation: ConversationId, agent: AgentId },
        /// Another group was invited ([rule D5](crate::_rules#d5)).
        Invited {
            conversation: ConversationId,
            group: GroupId,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            by: Option<AgentId>,
        },
        /// The conversation was transferred to a group ([rule D7](crate::_rules#d7)).
        Transferred {
            conversation: ConversationId,
            group: GroupId,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            by: Option<AgentId>,
        },
        /// The conversation has waited so long that another group may serve it too ([rule D9](crate::_rules#d9)).
        Escalated { conversation: ConversationId, group: GroupId },
        /// The conversation has ended and leaves the state ([rule D15](crate::_rules#d15)).
        Closed { conversation: ConversationId },
        /// The workspace was replaced ([rule D12](crate::_rules#d12)).
        WorkspaceReplaced {
            /// The version of the new document.
            version: u64,
            /// The digest of the new canonical document, by which a router is looked up.
            digest: Digest,
        },
    }
}
