//! The members of a group.

use serde::{Serialize, Serializer};

use crate::document::{Cursor, DocumentObject, Node, ReadNode, document_object};
use crate::id::AgentId;
use crate::vocabulary::aliases::keys;
use crate::vocabulary::{Form, form};

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
        self.serialize_object(serializer)
    }
}
