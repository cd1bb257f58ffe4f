//! A named set of agents that visitors are sent to.

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
    /// Unique among groups; pages carry it.
    pub id: GroupId,
    /// What visitors and agents read.
    pub name: LocalizedText,
    /// Who is in it, in the order of rank.
    #[serde(skip_serializing_if = "Members::is_empty")]
    pub agents: Members,
    /// Visitors cannot see and select it; codes, triggers and assignments still reach it.
    #[serde(skip_serializing_if = "is_false")]
    pub private: bool,
    /// A disabled group gets nobody.
    #[serde(skip_serializing_if = "is_true")]
    pub enabled: bool,
    /// Its opening hours; always open where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<ScheduleId>,
    /// Who answers where it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<GroupId>,
    /// Whether it passes to the first available group of its fallbacks while it is busy.
    #[serde(skip_serializing_if = "is_false")]
    pub overflow: bool,
    /// Who of it is told.
    #[serde(skip_serializing_if = "Strategy::is_default")]
    pub strategy: Strategy,
    /// Desk: how long an offer holds. Unset, an offer holds 30 seconds and a notice has no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_seconds: Option<u32>,
    /// Desk: when those who refused may be asked again.
    #[serde(skip_serializing_if = "is_60")]
    pub retry_seconds: u32,
    /// Desk: when the conversations of an agent who went offline wait again.
    #[serde(rename = "reassign_after_seconds", skip_serializing_if = "Reassign::is_default")]
    pub reassign: Reassign,
    /// Desk: which groups may serve a waiting conversation, too, and when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub escalation: Vec<Escalation>,
    /// Desk: the most conversations that wait for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_waiting: Option<u32>,
    /// Desk: the most open notices of an agent.
    #[serde(skip_serializing_if = "is_20")]
    pub max_notices: u32,
    /// Desk: whether a returning visitor gets the last agent first.
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

pub(crate) const RETRY_SECONDS: u32 = 60;
pub(crate) const MAX_NOTICES: u32 = 20;
const REASSIGN_SECONDS: u32 = 120;

fn is_60(seconds: &u32) -> bool {
    *seconds == RETRY_SECONDS
}

fn is_20(notices: &u32) -> bool {
    *notices == MAX_NOTICES
}

/// Who is in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Members {
    /// Every agent of the workspace, later ones too, in the order of the agents.
    All,
    /// These, in the order of rank.
    Listed(Vec<Member>),
}

/// An agent in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Member {
    /// Who.
    pub id: AgentId,
    /// The share of turns that the strategy `weighted` gives, from 1.
    pub weight: u32,
}

/// Who of a group is told of a visitor (rules [A4](crate::_rules#a4), [A5](crate::_rules#a5)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Strategy {
    /// Every eligible member; the first to accept gets the conversation.
    #[default]
    Broadcast,
    /// The first eligible member in the order of rank.
    Ranked,
    /// The eligible member with the least load, ties by rank.
    LeastBusy,
    /// In turn; it takes a Desk to remember. Alone, the router tells every eligible member.
    RoundRobin,
    /// In turn by weight; it takes a Desk to remember.
    Weighted,
    /// Who has been idle longest; it takes a Desk to remember.
    LongestIdle,
}

/// When the conversations of an agent who went offline wait again: 120 seconds where nothing is
/// said. In documents a number of seconds, or null; written as `"never"`, for TOML has no null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reassign {
    /// After so many seconds, from 1.
    AfterSeconds(u32),
    /// They stay with the agent.
    Never,
}

/// A group that may serve a waiting conversation, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Escalation {
    /// How long it must have waited, from 1.
    pub after_seconds: u32,
    /// Which group may serve it then.
    pub to: GroupId,
}

impl Group {
    /// A public, enabled group that nobody is in and that is always open.
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

    /// Sets who is in it, in the order of rank; a member with a weight is `("a1", 2)`.
    #[must_use]
    pub fn agents<M: Into<Member>>(mut self, members: impl IntoIterator<Item = M>) -> Self {
        self.agents = Members::Listed(members.into_iter().map(Into::into).collect());
        self
    }

    /// Puts every agent in it, later ones too.
    #[must_use]
    pub fn all_agents(mut self) -> Self {
        self.agents = Members::All;
        self
    }

    /// Hides it from visitors.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Disables it.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }

    /// Sets its opening hours.
    #[must_use]
    pub fn schedule(mut self, id: impl Into<ScheduleId>) -> Self {
        self.schedule = Some(id.into());
        self
    }

    /// Sets who answers where it cannot.
    #[must_use]
    pub fn fallback(mut self, id: impl Into<GroupId>) -> Self {
        self.fallback = Some(id.into());
        self
    }

    /// Lets it pass to the first available group of its fallbacks while it is busy.
    #[must_use]
    pub fn overflow(mut self) -> Self {
        self.overflow = true;
        self
    }

    /// Sets who of it is told.
    #[must_use]
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// Desk: sets how long an offer holds, from 1 second.
    #[must_use]
    pub fn offer_seconds(mut self, seconds: u32) -> Self {
        self.offer_seconds = Some(seconds);
        self
    }

    /// Desk: sets when those who refused may be asked again, from 1 second.
    #[must_use]
    pub fn retry_seconds(mut self, seconds: u32) -> Self {
        self.retry_seconds = seconds;
        self
    }

    /// Desk: sets when the conversations of an agent who went offline wait again.
    #[must_use]
    pub fn reassign(mut self, reassign: Reassign) -> Self {
        self.reassign = reassign;
        self
    }

    /// Desk: sets the most conversations that wait for it, from 1.
    #[must_use]
    pub fn max_waiting(mut self, most: u32) -> Self {
        self.max_waiting = Some(most);
        self
    }

    /// Desk: sets the most open notices of an agent, from 1.
    #[must_use]
    pub fn max_notices(mut self, most: u32) -> Self {
        self.max_notices = most;
        self
    }

    /// Desk: gives a returning visitor the last agent first.
    #[must_use]
    pub fn sticky(mut self) -> Self {
        self.sticky = true;
        self
    }

    /// Adds a group that may serve a conversation, too, which has waited so long.
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
    /// A member of weight 1.
    #[must_use]
    pub fn new(id: impl Into<AgentId>) -> Self {
        Self { id: id.into(), weight: 1 }
    }

    /// Sets the weight.
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

    /// Whether the router alone picks one agent: it needs no memory.
    pub(crate) fn picks_alone(self) -> bool {
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
        if self.weight == 1 {
            return self.id.serialize(serializer);
        }
        let mut object = serializer.serialize_struct("Member", 2)?;
        object.serialize_field("id", &self.id)?;
        object.serialize_field("weight", &self.weight)?;
        object.end()
    }
}
