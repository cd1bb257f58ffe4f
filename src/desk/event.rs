//! What happened at a desk: the log that a host keeps.

use crate::decision::DecisionRecord;
use crate::desk::digest::Digest;
use crate::document::{exchanged, flattened, with_derived_reader};
use crate::id::{AgentId, CommandId, ConversationId, GroupId};
use crate::status::AgentStatus;
use crate::time::Timestamp;
use crate::visitor::Visitor;

with_derived_reader! {
    /// One thing that happened at a [`Desk`](crate::desk::Desk): one line of its log.
    ///
    /// Unknown and repeated keys are ignored when it is read, so that two versions can run side by side.
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
        /// Its number: from 1 without gaps. The number of its last event is a desk's version.
        pub seq: u64,
        /// When it happened: for what was due, the instant at which it was.
        pub at: Timestamp,
        /// What happened.
        #[serde(flatten, deserialize_with = "flattened")]
        pub kind: EventKind,
        /// The id of the command that caused it, where that has one ([rule D14](crate::_rules#d14)). What was due
        /// before a command is not caused by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cause: Option<CommandId>,
    }
}

exchanged!(Event, EventKind);

with_derived_reader! {
    /// What happened. On the wire the key `event` names it. The group is null where no group takes the
    /// visitor ([rule D17](crate::_rules#d17)).
    #[derive(Clone, Debug, PartialEq)]
    #[serde(tag = "event", rename_all = "snake_case")]
    #[non_exhaustive]
    #[allow(missing_docs, reason = "each field is what its name and the variant's line say")]
    pub enum EventKind {
        /// An agent's status is another one ([rule D8](crate::_rules#d8)).
        PresenceChanged { agent: AgentId, status: AgentStatus },
        /// A visitor opened a conversation, or went on with one that was asked ([rule D1](crate::_rules#d1)). A host
        /// that may not store facts of its visitors keeps the visitor's id alone; what is routed again later is
        /// routed by what was kept.
        Arrived {
            conversation: ConversationId,
            #[serde(default)]
            visitor: Box<Visitor<'static>>,
            #[serde(default)]
            priority: i64,
        },
        /// The router has decided; whom the desk tells is in its own events.
        Routed { conversation: ConversationId, decision: Box<DecisionRecord> },
        /// The visitor must pick: a later arrival of the same conversation goes on.
        Asked { conversation: ConversationId },
        /// Agents hear of the conversation; the first to accept gets it.
        Notified { conversation: ConversationId, group: Option<GroupId>, agents: Vec<AgentId> },
        /// One agent is offered the conversation. The offer holds while now is before `until`.
        Offered {
            conversation: ConversationId,
            group: Option<GroupId>,
            agent: AgentId,
            until: Timestamp,
        },
        /// An offer or a notice has ended without an answer ([rule D3](crate::_rules#d3)).
        OfferExpired { conversation: ConversationId, group: Option<GroupId>, agent: AgentId },
        /// An agent does not take it ([rule D3](crate::_rules#d3)).
        Declined { conversation: ConversationId, group: Option<GroupId>, agent: AgentId },
        /// An offer or a notice was taken back.
        Withdrawn { conversation: ConversationId, group: Option<GroupId>, agent: AgentId },
        /// It begins to wait; the group is the one that serves ([rule D4](crate::_rules#d4)).
        Queued { conversation: ConversationId, group: Option<GroupId> },
        /// It begins to wait where nobody serves, or beyond `max_waiting`; the group is the chosen one
        /// (rules [D4](crate::_rules#d4), [D10](crate::_rules#d10)).
        MessageTaken { conversation: ConversationId, group: Option<GroupId> },
        /// While conversations wait for a group, chosen or invited, service of it has begun or ended:
        /// said once for all of them ([rule D4](crate::_rules#d4)). The group is null for visitors whom no group takes.
        ServiceChanged {
            group: Option<GroupId>,
            /// Who serves it now; null where nobody does, and where the whole workspace does.
            serving: Option<GroupId>,
        },
        /// An agent is in the conversation from now on, by a group or by name (rules [D2](crate::_rules#d2),
        /// [D7](crate::_rules#d7)).
        Joined {
            conversation: ConversationId,
            group: Option<GroupId>,
            agent: AgentId,
            /// Beyond the agent's room.
            #[serde(default)]
            forced: bool,
        },
        /// An agent is in it no more.
        Left { conversation: ConversationId, agent: AgentId },
        /// Another group is asked to join ([rule D5](crate::_rules#d5)).
        Invited {
            conversation: ConversationId,
            group: GroupId,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            by: Option<AgentId>,
        },
        /// It was handed over to a group ([rule D7](crate::_rules#d7)).
        Transferred {
            conversation: ConversationId,
            group: GroupId,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            by: Option<AgentId>,
        },
        /// It has waited so long that another group may serve it, too ([rule D9](crate::_rules#d9)).
        Escalated { conversation: ConversationId, group: GroupId },
        /// It is over, and leaves the state ([rule D15](crate::_rules#d15)).
        Closed { conversation: ConversationId },
        /// The workspace is another one ([rule D12](crate::_rules#d12)).
        WorkspaceReplaced {
            /// That of the document.
            version: u64,
            /// That of the canonical document, by which a router is looked up.
            digest: Digest,
        },
    }
}
