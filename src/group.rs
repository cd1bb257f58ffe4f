//! Groups: named sets of agents that visitors are sent to, with the settings of how they are
//! served.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::document::{is_false, is_true};
use crate::id::{AgentId, GroupId, ScheduleId};
use crate::text::LocalizedText;

/// A named set of agents that visitors are sent to. Its id is the *group code* that a site puts
/// before the widget's snippet.
///
/// ```
/// use frontdesk::{Group, Strategy};
/// let group = Group::new("fr-support", [("fr", "Assistance"), ("en", "FR support team")])
///     .agents(["a1", "a2"])
///     .private()
///     .schedule("office")
///     .fallback("general")
///     .strategy(Strategy::LeastBusy);
/// assert!(group.private && group.enabled);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Group {
    /// The group's id, unique among the groups of a workspace. Pages carry it as the group code.
    pub id: GroupId,
    /// The name that visitors and agents see.
    pub name: LocalizedText,
    /// The members, in the order of rank: the first has the highest rank.
    #[serde(skip_serializing_if = "Members::is_empty")]
    pub agents: Members,
    /// If `true`, visitors cannot see or select the group. Group codes, triggers and assignments
    /// still reach it.
    #[serde(skip_serializing_if = "is_false")]
    pub private: bool,
    /// If `false`, no visitor is sent to the group.
    #[serde(skip_serializing_if = "is_true")]
    pub enabled: bool,
    /// The id of the schedule with the group's opening hours. `None` means always open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<ScheduleId>,
    /// The group that answers when this one is unavailable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<GroupId>,
    /// If `true`, a busy group passes visitors on to the first of its fallbacks that is available.
    #[serde(skip_serializing_if = "is_false")]
    pub overflow: bool,
    /// How the members to notify are chosen.
    #[serde(skip_serializing_if = "Strategy::is_default")]
    pub strategy: Strategy,
    /// Desk: how many seconds an offer stays open. If it is `None`, an offer stays open for 30
    /// seconds and a notice has no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_seconds: Option<u32>,
    /// Desk: after how many seconds a member who declined a request may get it again.
    #[serde(skip_serializing_if = "is_60")]
    pub retry_seconds: u32,
    /// Desk: how long after an agent went offline their conversations return to the queue.
    #[serde(rename = "reassign_after_seconds", skip_serializing_if = "Reassign::is_default")]
    pub reassign: Reassign,
    /// Desk: further groups that may serve a waiting conversation, each with the time after which
    /// it may.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub escalation: Vec<Escalation>,
    /// Desk: the most conversations that may wait for the group. `None` means no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_waiting: Option<u32>,
    /// Desk: the most notices that may be open for one agent.
    #[serde(skip_serializing_if = "is_20")]
    pub max_notices: u32,
    /// Desk: if `true`, a returning visitor is offered first to the agent who served them last.
    #[serde(skip_serializing_if = "is_false")]
    pub sticky: bool,
}

/// A setting of a group that is a whole number from 1.
pub(crate) struct CountSetting {
    pub(crate) key: &'static str,
    pub(crate) get: fn(&Group) -> Option<u32>,
    /// Sets the number, or the default if there is none.
    pub(crate) set: fn(&mut Group, Option<u32>),
}

/// Declares settings that are whole numbers: those without a default value, which null unsets, and the others.
macro_rules! counts {
    (optional { $($optional:ident)* } with_default { $($field:ident $default:expr;)* }) => {
        impl Group {
            /// The settings that are whole numbers from 1, in the order in which they are read.
            pub(crate) const COUNTS: &'static [CountSetting] = &[
                $(CountSetting {
                    key: stringify!($optional),
                    get: |group| group.$optional,
                    set: |group, number| group.$optional = number,
                },)*
                $(CountSetting {
                    key: stringify!($field),
                    get: |group| Some(group.$field),
                    set: |group, number| group.$field = number.unwrap_or($default),
                },)*
            ];
        }
    };
}

counts! {
    optional { offer_seconds max_waiting }
    with_default {
        retry_seconds RETRY_SECONDS;
        max_notices MAX_NOTICES;
    }
}

/// A setting of a group that is true or false.
pub(crate) struct Switch {
    pub(crate) key: &'static str,
    pub(crate) set: fn(&mut Group, bool),
}

// A table of settings lets the reader and the check iterate over them, so a new setting cannot be
// forgotten in one of them.
macro_rules! switches {
    ($($field:ident)*) => {
        impl Group {
            /// The settings that are true or false, in the order in which they are read.
            pub(crate) const SWITCHES: &'static [Switch] = &[$(Switch {
                key: stringify!($field),
                set: |group, value| group.$field = value,
            }),*];
        }
    };
}

switches! { private enabled overflow sticky }

/// The default of [`Group::retry_seconds`].
pub(crate) const RETRY_SECONDS: u32 = 60;
/// The default of [`Group::max_notices`].
pub(crate) const MAX_NOTICES: u32 = 20;
/// The default of [`Group::reassign`].
const REASSIGN_SECONDS: u32 = 120;

fn is_60(seconds: &u32) -> bool {
    *seconds == RETRY_SECONDS
}

fn is_20(notices: &u32) -> bool {
    *notices == MAX_NOTICES
}

/// The members of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Members {
    /// Every agent of the workspace, including agents that are added later, in the order of the
    /// agents.
    All,
    /// The listed agents, in the order of rank.
    Listed(Vec<Member>),
}

/// A member of a group: an agent and their weight.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Member {
    /// The id of the agent.
    pub id: AgentId,
    /// The agent's share of turns under the strategy `weighted`, at least 1. Weight 2 gets two
    /// turns for each turn of weight 1.
    pub weight: u32,
}

/// How the members of a group to notify of a visitor are chosen (rules [A4](crate::_rules#a4),
/// [A5](crate::_rules#a5)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Strategy {
    /// Notifies every eligible member. The first to accept gets the conversation.
    #[default]
    Broadcast,
    /// Notifies the first eligible member in the order of rank.
    Ranked,
    /// Notifies the eligible member with the least load, the highest rank among equals.
    LeastBusy,
    /// Notifies the eligible members in turn. This needs a `Desk`, which remembers the turns. The
    /// router by itself notifies every eligible member.
    RoundRobin,
    /// Notifies the eligible members in turn, in proportion to their weights. This needs a `Desk`,
    /// which remembers the turns.
    Weighted,
    /// Notifies the eligible member who has been idle longest. This needs a `Desk`, which remembers
    /// when each became idle.
    LongestIdle,
}

/// How long after an agent went offline their conversations return to the queue. The default is 120
/// seconds. Documents hold a number of seconds, `null` or `"never"`. [`Never`](Self::Never) is
/// written as `"never"`, because TOML has no null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reassign {
    /// The conversations return to the queue after this many seconds, at least 1.
    AfterSeconds(u32),
    /// The conversations stay with the agent.
    Never,
}

/// A further group that may serve a conversation that has waited long enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Escalation {
    /// How many seconds the conversation must have waited, at least 1.
    pub after_seconds: u32,
    /// The id of the group that may then serve it.
    pub to: GroupId,
}

impl Group {
    /// Creates a public, enabled group that has no members and is always open.
    #[must_use]
    pub fn new(id: impl Into<GroupId>, name: impl Into<LocalizedText>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            agents: Members::Listed(Vec::new()),
            private: false,
            enabled: true,
            schedule: None,
            fallback: None,
            overflow: false,
            strategy: Strategy::default(),
            offer_seconds: None,
            retry_seconds: RETRY_SECONDS,
            reassign: Reassign::default(),
            escalation: Vec::new(),
            max_waiting: None,
            max_notices: MAX_NOTICES,
            sticky: false,
        }
    }

    /// Sets the members, in the order of rank. A tuple `("a1", 2)` is a member with a weight.
    #[must_use]
    pub fn agents<M: Into<Member>>(mut self, members: impl IntoIterator<Item = M>) -> Self {
        self.agents = Members::Listed(members.into_iter().map(Into::into).collect());
        self
    }

    /// Makes every agent a member, including agents that are added later.
    #[must_use]
    pub fn all_agents(mut self) -> Self {
        self.agents = Members::All;
        self
    }

    /// Hides the group from visitors: they cannot see or select it.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Disables the group: no visitor is sent to it.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }

    /// Sets the schedule with the group's opening hours.
    #[must_use]
    pub fn schedule(mut self, id: impl Into<ScheduleId>) -> Self {
        self.schedule = Some(id.into());
        self
    }

    /// Sets the group that answers when this one is unavailable.
    #[must_use]
    pub fn fallback(mut self, id: impl Into<GroupId>) -> Self {
        self.fallback = Some(id.into());
        self
    }

    /// Lets the group, while it is busy, pass visitors on to the first of its fallbacks that is
    /// available.
    #[must_use]
    pub fn overflow(mut self) -> Self {
        self.overflow = true;
        self
    }

    /// Sets how the members to notify are chosen.
    #[must_use]
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// Desk: sets how many seconds an offer stays open, at least 1.
    #[must_use]
    pub fn offer_seconds(mut self, seconds: u32) -> Self {
        self.offer_seconds = Some(seconds);
        self
    }

    /// Desk: sets after how many seconds a member who declined a request may get it again, at least
    /// 1.
    #[must_use]
    pub fn retry_seconds(mut self, seconds: u32) -> Self {
        self.retry_seconds = seconds;
        self
    }

    /// Desk: sets how long after an agent went offline their conversations return to the queue.
    #[must_use]
    pub fn reassign(mut self, reassign: Reassign) -> Self {
        self.reassign = reassign;
        self
    }

    /// Desk: sets the most conversations that may wait for the group, at least 1.
    #[must_use]
    pub fn max_waiting(mut self, most: u32) -> Self {
        self.max_waiting = Some(most);
        self
    }

    /// Desk: sets the most notices that may be open for one agent, at least 1.
    #[must_use]
    pub fn max_notices(mut self, most: u32) -> Self {
        self.max_notices = most;
        self
    }

    /// Desk: offers a returning visitor first to the agent who served them last.
    #[must_use]
    pub fn sticky(mut self) -> Self {
        self.sticky = true;
        self
    }

    /// Adds a further group that may serve a conversation once it has waited `after_seconds`.
    #[must_use]
    pub fn escalation(mut self, after_seconds: u32, to: impl Into<GroupId>) -> Self {
        self.escalation.push(Escalation { after_seconds, to: to.into() });
        self
    }
}

impl Escalation {
    pub(crate) fn new(after_seconds: u32, to: GroupId) -> Self {
        Self { after_seconds, to }
    }
}

impl Member {
    /// Creates a member of weight 1.
    #[must_use]
    pub fn new(id: impl Into<AgentId>) -> Self {
        Self { id: id.into(), weight: 1 }
    }

    /// Sets the member's weight, at least 1.
    #[must_use]
    pub fn weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }
}

impl From<&str> for Member {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for Member {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

impl From<AgentId> for Member {
    fn from(id: AgentId) -> Self {
        Self::new(id)
    }
}

impl From<&AgentId> for Member {
    fn from(id: &AgentId) -> Self {
        Self::new(id)
    }
}

impl From<(&str, u32)> for Member {
    fn from((id, weight): (&str, u32)) -> Self {
        Self::new(id).weight(weight)
    }
}

impl Members {
    fn is_empty(&self) -> bool {
        // A group of all agents is not empty, even if the workspace has no agents.
        *self == Self::Listed(Vec::new())
    }
}

impl Strategy {
    /// The words of documents.
    pub(crate) const WORDS: [(&'static str, Self); 6] = [
        ("broadcast", Self::Broadcast),
        ("ranked", Self::Ranked),
        ("least_busy", Self::LeastBusy),
        ("round_robin", Self::RoundRobin),
        ("weighted", Self::Weighted),
        ("longest_idle", Self::LongestIdle),
    ];

    fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Returns `true` if the router can choose the one agent to notify by itself. The other
    /// strategies notify everyone or need the history that a `Desk` keeps.
    pub(crate) fn picks_without_history(self) -> bool {
        matches!(self, Self::Ranked | Self::LeastBusy)
    }
}

impl Reassign {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Reassign {
    fn default() -> Self {
        Self::AfterSeconds(REASSIGN_SECONDS)
    }
}

impl Serialize for Reassign {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::AfterSeconds(seconds) => serializer.serialize_u32(*seconds),
            // TOML cannot write null, so both formats use the word.
            Self::Never => serializer.serialize_str("never"),
        }
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("all"),
            Self::Listed(members) => serializer.collect_seq(members),
        }
    }
}

impl Serialize for Member {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Weight 1 is the default: the canonical document holds the bare id.
        if self.weight == 1 {
            return self.id.serialize(serializer);
        }
        let mut object = serializer.serialize_struct("Member", 2)?;
        object.serialize_field("id", &self.id)?;
        object.serialize_field("weight", &self.weight)?;
        object.end()
    }
}
