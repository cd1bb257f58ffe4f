//! What holds for the whole workspace: the picker, the order of sources, the plan, roles.

pub use crate::group::{Escalation, Reassign};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::document::{is_false, is_true};
use crate::id::RoleId;
use crate::text::LocalizedText;

/// A way in which a visitor gets a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An agent or the host's server assigned it ([rule R2](crate::_rules#r2)).
    Assignment,
    /// The visitor picked it ([rule R3](crate::_rules#r3)).
    Selection,
    /// The page carries its code ([rule R4](crate::_rules#r4)).
    GroupCode,
    /// A trigger fits the visitor ([rule R5](crate::_rules#r5)).
    Trigger,
    /// No source yielded a group, and the workspace has a default one ([rule R8](crate::_rules#r8)).
    Default,
}

impl Source {
    /// The sources that `precedence` may name, in their default order.
    pub const ORDER: [Self; 4] =
        [Self::Assignment, Self::Selection, Self::GroupCode, Self::Trigger];

    /// The word of documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assignment => "assignment",
            Self::Selection => "selection",
            Self::GroupCode => "group_code",
            Self::Trigger => "trigger",
            Self::Default => "default",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the widget's picker does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PickerSettings {
    /// Whether visitors may or must pick.
    #[serde(skip_serializing_if = "PickerMode::is_off")]
    pub mode: PickerMode,
    /// Whether groups that cannot serve are left out.
    #[serde(skip_serializing_if = "is_false")]
    pub hide_unavailable: bool,
    /// What visitors are asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<LocalizedText>,
}

/// Whether visitors may or must pick a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PickerMode {
    /// They see no groups and cannot pick one.
    #[default]
    Off,
    /// They may pick one.
    Optional,
    /// A visitor whom no other source places must pick one ([rule R7](crate::_rules#r7)).
    Required,
}

impl PickerMode {
    fn is_off(&self) -> bool {
        *self == Self::Off
    }
}

impl PickerSettings {
    /// A picker of this mode, without a question, that shows every public group.
    #[must_use]
    pub fn new(mode: PickerMode) -> Self {
        Self { mode, ..Self::default() }
    }

    /// Sets what visitors are asked.
    #[must_use]
    pub fn question(mut self, question: impl Into<LocalizedText>) -> Self {
        self.question = Some(question.into());
        self
    }

    /// Leaves out groups that cannot serve.
    #[must_use]
    pub fn hide_unavailable(mut self) -> Self {
        self.hide_unavailable = true;
        self
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What the tenant's plan allows. Limits bind changes, never loading ([rule W3](crate::_rules#w3)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// The most agents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_agents: Option<u32>,
    /// The most groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_groups: Option<u32>,
    /// Whether visitors are sent to groups at all ([rule R11](crate::_rules#r11)).
    #[serde(skip_serializing_if = "is_true")]
    pub group_routing: bool,
}

impl Plan {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self { max_agents: None, max_groups: None, group_routing: true }
    }
}

/// A named set of permissions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Role {
    /// Unique among roles; `admin` and `agent` are built in.
    pub id: RoleId,
    /// What its agents may change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<Permission>,
}

impl Role {
    /// A role with these permissions.
    #[must_use]
    pub fn new(id: impl Into<RoleId>, permissions: impl IntoIterator<Item = Permission>) -> Self {
        Self { id: id.into(), permissions: permissions.into_iter().collect() }
    }
}

/// What an agent may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Permission {
    /// Groups.
    ManageGroups,
    /// Triggers.
    ManageTriggers,
    /// Agents.
    ManageAgents,
    /// Schedules, roles, picker and languages.
    ManageSettings,
    /// Assigning and transferring visitors.
    AssignVisitors,
}

impl Permission {
    /// Every permission: those of the role `admin`.
    pub const ALL: [Self; 5] = [
        Self::ManageGroups,
        Self::ManageTriggers,
        Self::ManageAgents,
        Self::ManageSettings,
        Self::AssignVisitors,
    ];

    pub(crate) const WORDS: [(&'static str, Self); 5] = [
        ("manage_groups", Self::ManageGroups),
        ("manage_triggers", Self::ManageTriggers),
        ("manage_agents", Self::ManageAgents),
        ("manage_settings", Self::ManageSettings),
        ("assign_visitors", Self::AssignVisitors),
    ];

    /// The word of documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, permission)| *permission == self).map_or("", |(word, _)| word)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
