//! The commands of a desk.

use serde::Deserialize;
use serde::de::{self, Deserializer};

use crate::document::{exchanged, flattened, is_false, with_derived_reader};
use crate::draft::Draft;
use crate::id::{AgentId, CommandId, ConversationId, GroupId};
use crate::status::AgentStatus;
use crate::time::Timestamp;
use crate::visitor::Visitor;
use crate::workspace::Workspace;

with_derived_reader! {
    /// A command to a [`Desk`](crate::desk::Desk): an action, and an optional id by which a repetition is recognized
    /// ([rule D14](crate::_rules#d14)).
    ///
    /// ```
    /// use frontdesk::Visitor;
    /// use frontdesk::desk::{Command, TimedCommand};
    /// let arrival = Command::arrive("c1", Visitor::undated().group_code("sales")).priority(1).id("cmd-17");
    /// let line = r#"{"at": "2026-11-22T10:00:00Z", "do": "arrive", "id": "cmd-17", "conversation": "c1",
    ///                "visitor": {"group_code": "sales"}, "priority": 1}"#;
    /// assert_eq!(serde_json::from_str::<TimedCommand>(line)?.command, arrival);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct Command {
        /// What the desk is to do.
        #[serde(flatten, deserialize_with = "flattened")]
        pub action: Action,
        /// An id that makes the command idempotent. A second command with an equal id does nothing; its result names
        /// the events of the first one.
        #[serde(default, deserialize_with = "maybe_id", skip_serializing_if = "Option::is_none")]
        pub id: Option<CommandId>,
    }
}

with_derived_reader! {
    /// A command and its instant: one line of a file of commands.
    ///
    /// # Errors
    ///
    /// Reading fails if a required key of the action is missing, if the id of a conversation or a command is not well
    /// formed, or if a workspace has problems:
    ///
    /// ```
    /// # use frontdesk::desk::TimedCommand;
    /// let line = r#"{"at": "2026-11-22T10:00:00Z", "do": "close", "conversation": "c 1"}"#;
    /// let error = serde_json::from_str::<TimedCommand>(line).unwrap_err();
    /// assert!(error.to_string().starts_with(
    ///     "`c 1` is not 1 to 128 printable ASCII characters without space and quotes"));
    /// ```
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct TimedCommand {
        /// The instant of the command.
        pub at: Timestamp,
        /// The command.
        #[serde(flatten, deserialize_with = "flattened")]
        pub command: Command,
    }
}

exchanged!(Command, TimedCommand, Action, LeaveTarget);

with_derived_reader! {
    /// What a desk is to do. On the wire the key `do` names the action.
    #[derive(Clone, Debug, PartialEq)]
    #[serde(tag = "do", rename_all = "snake_case")]
    #[non_exhaustive]
    #[allow(missing_docs, reason = "each field is what its name and the variant's line say")]
    pub enum Action {
        /// Sets the status of an agent who has changed it or whose lease has expired ([rule D8](crate::_rules#d8)).
        Presence { agent: AgentId, status: AgentStatus },
        /// Opens a conversation for a visitor, or continues one whose visitor was asked to pick a group
        /// ([rule D1](crate::_rules#d1)). The instant of the command counts; the visitor's own `at` is ignored.
        Arrive {
            #[serde(deserialize_with = "id")]
            conversation: ConversationId,
            visitor: Box<Visitor<'static>>,
            /// Conversations with a higher priority are offered first ([rule D4](crate::_rules#d4)).
            #[serde(default)]
            priority: i64,
        },
        /// An agent with an offer or a notice takes the conversation ([rule D2](crate::_rules#d2)).
        Accept {
            #[serde(deserialize_with = "id")]
            conversation: ConversationId,
            agent: AgentId,
        },
        /// An agent with an offer or a notice does not take the conversation ([rule D3](crate::_rules#d3)).
        Decline {
            #[serde(deserialize_with = "id")]
            conversation: ConversationId,
            agent: AgentId,
        },
        /// An agent in the conversation invites another group ([rule D5](crate::_rules#d5)).
        Invite {
            #[serde(deserialize_with = "id")]
            conversation: ConversationId,
            by: AgentId,
            group: GroupId,
        },
        /// Transfers the conversation to a group ([rule D7](crate::_rules#d7)).
        Transfer {
            #[serde(deserialize_with = "id")]
            conversation: ConversationId,
            by: AgentId,
            group: GroupId,
        },
        /// Assigns the conversation to an agent by name ([rule D7](crate::_rules#d7)).
        Assign {
            #[serde(deserialize_with = "id")]
            conversation: ConversationId,
            by: AgentId,
            agent: AgentId,
            /// Assigns even if the agent has no room, provided that `by` may assign visitors.
            #[serde(default, skip_serializing_if = "is_false")]
            force: bool,
        },
        /// An agent leaves, or all agents who joined through a group ([rule D6](crate::_rules#d6)).
        Leave {
            #[serde(deserialize_with = "id")]
            conversation: ConversationId,
            #[serde(flatten, deserialize_with = "flattened")]
            who: LeaveTarget,
        },
        /// Closes the conversation.
        Close {
            #[serde(deserialize_with = "id")]
            conversation: ConversationId,
        },
        /// Carries out what is due, and nothing else ([rule D13](crate::_rules#d13)).
        Tick,
        /// Replaces the workspace ([rule D12](crate::_rules#d12)).
        Workspace {
            #[serde(deserialize_with = "workspace")]
            workspace: Workspace,
        },
    }
}

with_derived_reader! {
    /// Who leaves a conversation ([rule D6](crate::_rules#d6)): on the wire one of the keys `agent` and `group`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[serde(rename_all = "snake_case", try_from = "LeaveTargetKeys")]
    pub enum LeaveTarget {
        /// One agent.
        Agent(AgentId),
        /// All agents who joined through a group.
        Group(GroupId),
    }
}

#[derive(Deserialize)]
struct LeaveTargetKeys {
    #[serde(default)]
    agent: Option<AgentId>,
    #[serde(default)]
    group: Option<GroupId>,
}

impl TryFrom<LeaveTargetKeys> for LeaveTarget {
    type Error = &'static str;

    fn try_from(keys: LeaveTargetKeys) -> Result<Self, Self::Error> {
        // Both keys at once would be ambiguous, and a flattened enum of serde would silently take
        // one of them.
        match (keys.agent, keys.group) {
            (Some(agent), None) => Ok(Self::Agent(agent)),
            (None, Some(group)) => Ok(Self::Group(group)),
            _ => Err("`leave` takes either `agent` or `group`"),
        }
    }
}

impl TimedCommand {
    /// Creates a command at an instant.
    #[must_use]
    pub fn new(at: Timestamp, command: Command) -> Self {
        Self { at, command }
    }
}

impl Command {
    /// Sets the status of an agent.
    #[must_use]
    pub fn presence(agent: impl Into<AgentId>, status: AgentStatus) -> Self {
        Action::Presence { agent: agent.into(), status }.into()
    }

    /// Opens a conversation for a visitor, with priority 0.
    #[must_use]
    pub fn arrive(conversation: impl Into<ConversationId>, visitor: Visitor<'_>) -> Self {
        let visitor = Box::new(visitor.into_owned());
        Action::Arrive { conversation: conversation.into(), visitor, priority: 0 }.into()
    }

    /// Lets an agent accept a conversation.
    #[must_use]
    pub fn accept(conversation: impl Into<ConversationId>, agent: impl Into<AgentId>) -> Self {
        Action::Accept { conversation: conversation.into(), agent: agent.into() }.into()
    }

    /// Lets an agent decline a conversation.
    #[must_use]
    pub fn decline(conversation: impl Into<ConversationId>, agent: impl Into<AgentId>) -> Self {
        Action::Decline { conversation: conversation.into(), agent: agent.into() }.into()
    }

    /// Lets an agent invite another group into a conversation.
    #[must_use]
    pub fn invite(
        conversation: impl Into<ConversationId>,
        by: impl Into<AgentId>,
        group: impl Into<GroupId>,
    ) -> Self {
        let (conversation, by, group) = (conversation.into(), by.into(), group.into());
        Action::Invite { conversation, by, group }.into()
    }

    /// Transfers a conversation to a group.
    #[must_use]
    pub fn transfer(
        conversation: impl Into<ConversationId>,
        by: impl Into<AgentId>,
        group: impl Into<GroupId>,
    ) -> Self {
        let (conversation, by, group) = (conversation.into(), by.into(), group.into());
        Action::Transfer { conversation, by, group }.into()
    }

    /// Assigns a conversation to an agent by name, if the agent has room.
    #[must_use]
    pub fn assign(
        conversation: impl Into<ConversationId>,
        by: impl Into<AgentId>,
        agent: impl Into<AgentId>,
    ) -> Self {
        let (conversation, by, agent) = (conversation.into(), by.into(), agent.into());
        Action::Assign { conversation, by, agent, force: false }.into()
    }

    /// Lets an agent leave a conversation.
    #[must_use]
    pub fn leave(conversation: impl Into<ConversationId>, agent: impl Into<AgentId>) -> Self {
        let who = LeaveTarget::Agent(agent.into());
        Action::Leave { conversation: conversation.into(), who }.into()
    }

    /// Lets all agents leave a conversation who joined through a group.
    #[must_use]
    pub fn leave_group(conversation: impl Into<ConversationId>, group: impl Into<GroupId>) -> Self {
        let who = LeaveTarget::Group(group.into());
        Action::Leave { conversation: conversation.into(), who }.into()
    }

    /// Closes a conversation.
    #[must_use]
    pub fn close(conversation: impl Into<ConversationId>) -> Self {
        Action::Close { conversation: conversation.into() }.into()
    }

    /// Carries out what is due.
    #[must_use]
    pub fn tick() -> Self {
        Action::Tick.into()
    }

    /// Replaces the workspace.
    #[must_use]
    pub fn workspace(workspace: Workspace) -> Self {
        Action::Workspace { workspace }.into()
    }

    /// Sets the id by which a repetition of the command is recognized.
    #[must_use]
    pub fn id(mut self, id: impl Into<CommandId>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the priority of an arrival. It has no effect on other commands. A desk limits the priority to the integers
    /// that every reader of JSON keeps exactly: from -(2^53 - 1) to 2^53 - 1.
    #[must_use]
    pub fn priority(mut self, priority: i64) -> Self {
        if let Action::Arrive { priority: current, .. } = &mut self.action {
            *current = priority;
        }
        self
    }

    /// Returns `true` if the id of the command has the form that is required on the wire.
    pub(super) fn has_well_formed_id(&self) -> bool {
        self.id.as_ref().is_none_or(CommandId::is_well_formed)
    }

    /// Returns `true` if the id of a conversation that the command opens has the form that is required on the wire. All
    /// other ids are looked up, so they need no check.
    pub(super) fn opens_well_formed(&self) -> bool {
        match &self.action {
            Action::Arrive { conversation, .. } => conversation.is_well_formed(),
            _ => true,
        }
    }

    /// Lets an assignment exceed the agent's room. It has no effect on other commands.
    #[must_use]
    pub fn force(mut self) -> Self {
        if let Action::Assign { force, .. } = &mut self.action {
            *force = true;
        }
        self
    }
}

impl From<Action> for Command {
    fn from(action: Action) -> Self {
        Self { action, id: None }
    }
}

fn id<'de, D: Deserializer<'de>>(source: D) -> Result<ConversationId, D::Error> {
    ConversationId::new(ConversationId::deserialize(source)?.as_str()).map_err(de::Error::custom)
}

fn maybe_id<'de, D: Deserializer<'de>>(source: D) -> Result<Option<CommandId>, D::Error> {
    let id = Option::<CommandId>::deserialize(source)?;
    id.map(|id| CommandId::new(id.as_str())).transpose().map_err(de::Error::custom)
}

fn workspace<'de, D: Deserializer<'de>>(source: D) -> Result<Workspace, D::Error> {
    Draft::deserialize(source)?.check().map_err(de::Error::custom)
}
