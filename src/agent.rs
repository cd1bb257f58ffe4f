//! Agents: the people who answer visitors.

use serde::Serialize;

pub(crate) use crate::id::AGENT_ROLE;
use crate::id::{AgentId, RoleId};
use crate::text::LanguageTag;

/// A person who answers visitors. An agent can be a member of several groups.
///
/// ```
/// use frontdesk::Agent;
/// let agent = Agent::new("a1").name("Agent One").role("admin").max_conversations(3);
/// assert_eq!(agent.display_name(), "Agent One");
/// assert_eq!(Agent::new("user:7").display_name(), "user:7");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Agent {
    /// The agent's id, unique among the agents of a workspace.
    pub id: AgentId,
    /// The name that people see. If it is `None`, the id is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the agent may change: `admin`, `agent` (the default), or a role of the workspace.
    #[serde(skip_serializing_if = "is_agent")]
    pub role: RoleId,
    /// The languages that the agent speaks, as BCP 47 tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<LanguageTag>,
    /// The most conversations that the agent has at a time. `None` means no limit. With 0 the agent
    /// never has room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_conversations: Option<u32>,
}

/// The built-in role that has every permission.
pub(crate) const ADMIN_ROLE: &str = "admin";

fn is_agent(role: &RoleId) -> bool {
    // The default role is not written, so documents without roles stay short.
    *role == AGENT_ROLE
}

impl Agent {
    /// Creates an agent with the role `agent`, without name, languages and limit.
    #[must_use]
    pub fn new(id: impl Into<AgentId>) -> Self {
        Self {
            id: id.into(),
            name: None,
            role: AGENT_ROLE.into(),
            languages: Vec::new(),
            max_conversations: None,
        }
    }

    /// Returns the name, or the id if the agent has no name.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.id.as_str())
    }

    /// Sets the name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the role.
    #[must_use]
    pub fn role(mut self, role: impl Into<RoleId>) -> Self {
        self.role = role.into();
        self
    }

    /// Sets the languages that the agent speaks.
    #[must_use]
    pub fn languages<T: Into<LanguageTag>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.languages = tags.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the most conversations that the agent has at a time.
    #[must_use]
    pub fn max_conversations(mut self, most: u32) -> Self {
        self.max_conversations = Some(most);
        self
    }
}
