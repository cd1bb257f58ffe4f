//! Agents: the people who answer visitors.

use crate::document::{DocumentObject, document_object, plain_objects};
pub(crate) use crate::id::AGENT_ROLE;
use crate::id::{AgentId, RoleId};
use crate::text::{LanguageTag, covers};
use crate::vocabulary::aliases::keys;
use crate::vocabulary::form;

document_object! {
    /// A person who answers visitors. An agent can be a member of several groups.
    ///
    /// ```
    /// use frontdesk::Agent;
    /// let agent = Agent::new("a1").name("Agent One").role("admin").max_conversations(3);
    /// assert_eq!(agent.display_name(), "Agent One");
    /// assert_eq!(Agent::new("user:7").display_name(), "user:7");
    /// ```
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Agent: AGENT, "an agent", "agents[]", keys::AGENT;

    /// The agent's id, unique among the agents of a workspace.
    pub id as "id": AgentId = required("".into()), form::ID,
        "Unique among agents; an e-mail address may be one.", r#""ana@shop.example""#;
    /// The name that people see. If it is `None`, the id is shown.
    pub name as "name": Option<String> = otherwise("the id"), form::TEXT,
        "The name that people see.", r#""Ana""#;
    /// What the agent may change: `admin`, `agent` (the default), or a role of the workspace.
    pub role as "role": RoleId = default(AGENT_ROLE.into()), form::ROLE_ID,
        "What the agent may change: `admin`, `agent` or a role of the workspace.", r#""admin""#;
    /// The languages that the agent speaks, as BCP 47 tags.
    pub languages as "languages": Vec<LanguageTag> = default(Vec::new()), form::TAGS,
        "The languages that the agent speaks.", r#"["fr", "en"]"#;
    // Status and load are not here: they change all the time, and hosts report them by heartbeats.
    /// The most conversations that the agent has at a time. `None` means no limit. With 0 the agent
    /// never has room.
    pub max_conversations as "max_conversations": Option<u32> = optional, form::WHOLE,
        "The most conversations that the agent has at a time; no limit without it.", "3";
    /// If `true`, the agent is a program, such as an assistant. Automatic agents never count as staff, and nobody routes
    /// to them ([rule A1](crate::_rules#a1)).
    pub automatic as "automatic": bool = default(false), form::BOOLEAN,
        "If true, the agent is a program, which never counts as staff and is never notified.", "true";
}

plain_objects!(Agent);

/// The built-in role that has every permission.
pub(crate) const ADMIN_ROLE: &str = "admin";

impl Agent {
    /// Creates an agent with the role `agent`, without name, languages and limit.
    #[must_use]
    pub fn new(id: impl Into<AgentId>) -> Self {
        // The defaults are declared once, with the keys, for documents and for code.
        Self { id: id.into(), ..Self::without_keys() }
    }

    /// Returns the name, or the id if the agent has no name.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.id.as_str())
    }

    /// Returns `true` if one of the agent's languages covers a language, or is covered by it
    /// ([rule A4](crate::_rules#a4)): an agent with `fr` speaks `fr-CA`, and one with `pt-BR` speaks `pt`.
    #[must_use]
    pub fn speaks(&self, language: &str) -> bool {
        self.languages
            .iter()
            .any(|spoken| covers(spoken.as_str(), language) || covers(language, spoken.as_str()))
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

    /// Makes the agent automatic: a program that never counts as staff.
    #[must_use]
    pub fn automatic(mut self) -> Self {
        self.automatic = true;
        self
    }

    /// Sets the most conversations that the agent has at a time.
    #[must_use]
    pub fn max_conversations(mut self, most: u32) -> Self {
        // 0 is allowed: such an agent can be online without ever being asked.
        self.max_conversations = Some(most);
        self
    }
}
