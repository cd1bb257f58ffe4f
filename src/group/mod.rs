//! Groups: named sets of agents that visitors are sent to, with the settings of how they are
//! served.

use serde::{Serialize, Serializer};

use crate::document::{
    Cursor, DocumentObject, Node, ReadNode, document_object, keyword, keywords, plain_objects,
};
use crate::id::{AgentId, GroupId, ScheduleId};
use crate::text::LocalizedText;
use crate::vocabulary::aliases::{keys, values};
use crate::vocabulary::{Form, form};

/// The default of [`Group::retry_seconds`].
// The Desk and the canonical document share these defaults. A document omits values that equal
// them.
pub(crate) const RETRY_SECONDS: u32 = 60;
/// The default of [`Group::max_notices`].
pub(crate) const MAX_NOTICES: u32 = 20;
/// The default of [`Group::reassign`].
const REASSIGN: Reassign = Reassign::AfterSeconds(120);

document_object! {
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
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Group: GROUP, "a group", "groups[]", keys::GROUP;

    /// The group's id, unique among the groups of a workspace. Pages carry it as the group code.
    pub id as "id": GroupId = required("".into()), form::GROUP_CODE,
        "Unique among groups: the code that a site puts before the widget's snippet.",
        r#""fr-sales""#;
    /// The name that visitors and agents see.
    pub name as "name": LocalizedText = required("".into()), form::LOCALIZED,
        "The name that visitors and agents see.", r#"{"fr": "Ventes", "en": "Sales"}"#;
    /// The members, in the order of rank: the first has the highest rank.
    pub agents as "agents": Members = default(Members::Listed(Vec::new())), Form::members(&MEMBER),
        "The members, in the order of rank; `all` is every agent, including later ones.",
        r#"["ana", {"id": "ben", "weight": 2}]"#;
    /// If `true`, visitors cannot see or select the group. Group codes, triggers and assignments
    /// still reach it.
    pub private as "private": bool = default(false), form::BOOLEAN,
        "If true, the picker hides the group; codes, triggers and assignments still reach it.",
        "true";
    /// If `false`, no visitor is sent to the group.
    pub enabled as "enabled": bool = default(true), form::BOOLEAN,
        "A disabled group gets no visitors.", "false";
    /// The id of the schedule with the group's opening hours. `None` means always open.
    pub schedule as "schedule": Option<ScheduleId> = optional, form::SCHEDULE_ID,
        "The schedule with its opening hours; always open without it.", r#""office""#;
    /// The group that answers when this one is unavailable.
    pub fallback as "fallback": Option<GroupId> = optional, form::GROUP_CODE,
        "The group that answers when this one is unavailable.", r#""support""#;
    /// If `true`, a busy group passes visitors on to the first of its fallbacks that is available.
    pub overflow as "overflow": bool = default(false), form::BOOLEAN,
        "If true, the group passes visitors on to the first available fallback while it is busy.", "true";
    /// How the members to notify are chosen.
    pub strategy as "strategy": Strategy = default(Strategy::Broadcast), STRATEGY,
        "How the members to notify are chosen.", r#""least_busy""#;
    /// Desk: how many seconds an offer stays open. If it is `None`, an offer stays open for 30
    /// seconds and a notice has no end.
    pub offer_seconds as "offer_seconds": Option<u32> =
        otherwise("30 for an offer; a notice has no end"), form::COUNT,
        "Desk: how many seconds an offer stays open.", "45";
    /// Desk: after how many seconds a member who declined a request may get it again.
    pub retry_seconds as "retry_seconds": u32 = default(RETRY_SECONDS), form::COUNT,
        "Desk: after how many seconds a member who declined may be asked again.", "90";
    /// Desk: how long after an agent went offline their conversations return to the queue.
    pub reassign as "reassign_after_seconds": Reassign = default(REASSIGN),
        form::WHOLE_OR_NEVER,
        "Desk: after how many seconds the conversations of an agent who went offline wait again.", "300";
    /// Desk: further groups that may serve a waiting conversation, each with the time after which
    /// it may.
    pub escalation as "escalation": Vec<Escalation> = default(Vec::new()), Form::objects(&ESCALATION),
        "Desk: further groups that may serve a conversation that has waited long enough.",
        r#"[{"after_seconds": 60, "to": "support"}]"#;
    /// Desk: the most conversations that may wait for the group. `None` means no limit.
    pub max_waiting as "max_waiting": Option<u32> = optional, form::COUNT,
        "Desk: the most conversations that may wait for the group.", "25";
    /// Desk: the most notices that may be open for one agent.
    pub max_notices as "max_notices": u32 = default(MAX_NOTICES), form::COUNT,
        "Desk: the most notices that may be open for one agent.", "5";
    /// Desk: if `true`, a returning visitor is offered first to the agent who served them last.
    pub sticky as "sticky": bool = default(false), form::BOOLEAN,
        "Desk: if true, a returning visitor is offered first to the agent who served them last.", "true";
}

plain_objects!(Group);

/// The members of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Members {
    /// Every agent of the workspace, including agents that are added later, in the order of the
    /// agents.
    All,
    /// The listed agents, in the order of rank.
    Listed(Vec<Member>),
}

document_object! {
    /// A member of a group: an agent and their weight. A document can hold the id alone, which means
    /// weight 1.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Member: MEMBER, "a member of a group", "groups[].agents[]", keys::MEMBER;

    /// The id of the agent.
    pub id as "id": AgentId = required("".into()), form::AGENT_ID,
        "The id of the agent; the id alone, without an object, has weight 1.", r#""ben""#;
    /// The agent's share of turns under the strategy `weighted`, at least 1. Weight 2 gets two
    /// turns for each turn of weight 1.
    pub weight as "weight": u32 = default(1), form::COUNT,
        "The share of turns, compared with weight 1, for the strategy `weighted`.", "2";
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

document_object! {
    /// A further group that may serve a conversation that has waited long enough.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Escalation: ESCALATION, "an escalation", "groups[].escalation[]", keys::ESCALATION;

    /// How many seconds the conversation must have waited, at least 1.
    pub after_seconds as "after_seconds": u32 = required(1), form::COUNT,
        "How many seconds a conversation must have waited.", "60";
    /// The id of the group that may then serve it.
    pub to as "to": GroupId = required("".into()), form::GROUP_CODE,
        "The group that may then serve it, too.", r#""support""#;
}

plain_objects!(Escalation);

impl Group {
    /// Creates a public, enabled group that has no members and is always open.
    #[must_use]
    pub fn new(id: impl Into<GroupId>, name: impl Into<LocalizedText>) -> Self {
        // The defaults are declared once, with the keys, for documents and for code.
        Self { id: id.into(), name: name.into(), ..Self::without_keys() }
    }

    /// Sets the members, in the order of rank. A tuple `("a1", 2)` is a member with a weight.
    #[must_use]
    pub fn agents<M: Into<Member>>(mut self, members: impl IntoIterator<Item = M>) -> Self {
        // Replaces the members and does not add to them: a builder that is called twice has one
        // result.
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

impl ReadNode for Members {
    fn read(mut cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
        match &cursor.node {
            Node::Text(text) if text == "all" => Some(Self::All),
            Node::List(_) => Member::read_list(cursor, form).map(Self::Listed),
            _ => {
                cursor.report_type(form.description);
                None
            }
        }
    }

    fn placeholder() -> Self {
        Self::Listed(Vec::new())
    }
}

impl ReadNode for Member {
    fn read(mut cursor: Cursor<'_, '_>, _: &'static Form) -> Option<Self> {
        match &cursor.node {
            // Most members have no weight, so documents may hold the id alone.
            Node::Text(id) => Some(Self::new(&**id)),
            Node::Map(_) => Some(Self::read_object(cursor)),
            _ => {
                cursor.report_type("an agent, or an agent with a weight");
                None
            }
        }
    }

    fn placeholder() -> Self {
        Self::new("")
    }
}

/// The form of a strategy in a document.
const STRATEGY: Form = Form::keyword(
    "`broadcast`, `ranked`, `least_busy`, `round_robin`, `weighted` or `longest_idle`",
    keywords::<Strategy>,
);

keyword!(Strategy, Self::default(), Strategy::WORDS, values::STRATEGIES);

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

    /// Returns `true` if the router can choose the one agent to notify by itself. The other
    /// strategies notify everyone or need the history that a `Desk` keeps.
    pub(crate) fn picks_without_history(self) -> bool {
        // A router has no memory between decisions. Turns and idle times would make equal inputs
        // give different decisions.
        matches!(self, Self::Ranked | Self::LeastBusy)
    }
}

impl Default for Reassign {
    fn default() -> Self {
        REASSIGN
    }
}

impl ReadNode for Reassign {
    fn whole_number(&self) -> Option<u32> {
        match self {
            Self::AfterSeconds(seconds) => Some(*seconds),
            Self::Never => None,
        }
    }

    fn read(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
        match &cursor.node {
            // Null is an explicit value here and not an absent key: an absent key means 120
            // seconds.
            Node::Null => Some(Self::Never),
            Node::Text(text) if text == "never" => Some(Self::Never),
            // 0 is rejected: a short loss of the connection would take every conversation away from
            // the agent.
            _ => cursor.count_from(form.least()).map(Self::AfterSeconds),
        }
    }

    fn placeholder() -> Self {
        Self::default()
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
            // A list and the text `all` are two JSON types, so no id of an agent can be mistaken
            // for `all`.
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
        self.serialize_object(serializer)
    }
}
