//! How a group serves visitors: the strategy, and settings of the Desk that are more than a number.

use serde::{Serialize, Serializer};

use crate::document::{Cursor, Node, ReadNode, document_object, keyword, keywords, plain_objects};
use crate::id::GroupId;
use crate::vocabulary::aliases::{keys, values};
use crate::vocabulary::{Form, form};

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

/// The form of a strategy in a document.
pub(super) const STRATEGY: Form = Form::keyword(
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
        Self::AfterSeconds(120)
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

/// Whether an agent whom the strategy of a group picks must accept a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AcceptMode {
    /// The agent gets an offer.
    #[default]
    Ask,
    /// The agent joins at once. The strategy `broadcast` picks nobody, so that it cannot have this.
    Assign,
}

/// The form of an acceptance mode in a document.
pub(super) const ACCEPT: Form = Form::keyword("`ask` or `assign`", keywords::<AcceptMode>);

keyword!(
    AcceptMode,
    Self::Ask,
    [("ask", Self::Ask), ("assign", Self::Assign)],
    values::ACCEPT_MODES
);
