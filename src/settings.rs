//! Settings of the whole workspace: the picker, the order of sources, the plan and the roles.

pub use crate::group::{Escalation, Reassign};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::document::{is_false, is_true};
use crate::id::RoleId;
use crate::text::LocalizedText;

/// The way in which a visitor got a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An agent or the host's server assigned the group ([rule R2](crate::_rules#r2)).
    Assignment,
    /// The visitor selected the group in the picker ([rule R3](crate::_rules#r3)).
    Selection,
    /// The page carries the group's code ([rule R4](crate::_rules#r4)).
    GroupCode,
    /// The condition of a trigger is true for the visitor ([rule R5](crate::_rules#r5)).
    Trigger,
    /// No other source yielded a group, and the workspace has a default group
    /// ([rule R8](crate::_rules#r8)).
    Default,
}

impl Source {
    /// The sources that `precedence` may name, in their default order.
    pub const ORDER: [Self; 4] =
        [Self::Assignment, Self::Selection, Self::GroupCode, Self::Trigger];

    /// Returns the keyword that documents use for the source.
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

/// The settings of the widget's picker, in which visitors select a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PickerSettings {
    /// Whether visitors may or must select a group.
    #[serde(skip_serializing_if = "PickerMode::is_off")]
    pub mode: PickerMode,
    /// If `true`, the picker leaves out groups that cannot serve now.
    #[serde(skip_serializing_if = "is_false")]
    pub hide_unavailable: bool,
    /// The question that the picker asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<LocalizedText>,
}

/// Whether visitors may or must select a group in the picker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PickerMode {
    /// Visitors see no groups and cannot select one.
    #[default]
    Off,
    /// Visitors may select a group.
    Optional,
    /// A visitor for whom no other source yields a group must select one
    /// ([rule R7](crate::_rules#r7)).
    Required,
}

impl PickerMode {
    fn is_off(&self) -> bool {
        *self == Self::Off
    }
}

impl PickerSettings {
    /// Creates picker settings with this mode, without a question, in which every public group is
    /// shown.
    #[must_use]
    pub fn new(mode: PickerMode) -> Self {
        Self { mode, ..Self::default() }
    }

    /// Sets the question that the picker asks.
    #[must_use]
    pub fn question(mut self, question: impl Into<LocalizedText>) -> Self {
        self.question = Some(question.into());
        self
    }

    /// Leaves out groups that cannot serve now.
    #[must_use]
    pub fn hide_unavailable(mut self) -> Self {
        self.hide_unavailable = true;
        self
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The limits of the tenant's plan. They apply to changes and never prevent loading a workspace
/// ([rule W3](crate::_rules#w3)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// The most agents that the workspace may have. `None` means no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_agents: Option<u32>,
    /// The most groups that the workspace may have. `None` means no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_groups: Option<u32>,
    /// If `false`, visitors are not sent to groups at all ([rule R11](crate::_rules#r11)).
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
    /// The role's id, unique among the roles of a workspace. `admin` and `agent` are built in.
    pub id: RoleId,
    /// What agents with this role may change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<Permission>,
}

impl Role {
    /// Creates a role with these permissions.
    #[must_use]
    pub fn new(id: impl Into<RoleId>, permissions: impl IntoIterator<Item = Permission>) -> Self {
        Self { id: id.into(), permissions: permissions.into_iter().collect() }
    }
}

/// A permission: what an agent may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Permission {
    /// Permission to change groups.
    ManageGroups,
    /// Permission to change triggers, expectations and assertions.
    ManageTriggers,
    /// Permission to change agents.
    ManageAgents,
    /// Permission to change schedules, roles, the picker, languages, the precedence of sources and
    /// the default group.
    ManageSettings,
    /// Permission to assign visitors to groups and to transfer them.
    AssignVisitors,
}

impl Permission {
    /// Every permission. The role `admin` has all of them.
    pub const ALL: [Self; 5] = [
        Self::ManageGroups,
        Self::ManageTriggers,
        Self::ManageAgents,
        Self::ManageSettings,
        Self::AssignVisitors,
    ];

    /// Each permission with the keyword that documents use for it.
    pub(crate) const WORDS: [(&'static str, Self); 5] = [
        ("manage_groups", Self::ManageGroups),
        ("manage_triggers", Self::ManageTriggers),
        ("manage_agents", Self::ManageAgents),
        ("manage_settings", Self::ManageSettings),
        ("assign_visitors", Self::AssignVisitors),
    ];

    /// Returns the keyword that documents use for the permission.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        // One table for reading and writing, so the two cannot differ. Every permission is in it.
        Self::WORDS.iter().find(|(_, permission)| *permission == self).map_or("", |(word, _)| word)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
