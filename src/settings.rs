//! Settings of the whole workspace: the picker, the order of sources, the plan and the roles.

pub use crate::group::{AcceptMode, Escalation, Reassign};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::document::{
    Cursor, DocumentObject, Keyword, ReadNode, document_object, keyword, keywords, plain_objects,
};
use crate::error::ProblemKind;
use crate::id::RoleId;
use crate::text::LocalizedText;
use crate::vocabulary::aliases::{keys, values};
use crate::vocabulary::{Alias, Form, ValueAnswer, form};

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
    // What a person chose comes before what the page says, and both before what the rules guess.
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

/// The form of the precedence of sources.
pub(crate) const SOURCES: Form =
    Form::list("a list of sources", &Form::keyword("a source", keywords::<Source>));

impl Keyword for Source {
    // Without `default`: the default group always comes last, so `precedence` cannot order it.
    const WORDS: &'static [(&'static str, Self)] = &[
        ("assignment", Self::Assignment),
        ("selection", Self::Selection),
        ("group_code", Self::GroupCode),
        ("trigger", Self::Trigger),
    ];
    const ALIASES: &'static [Alias<ValueAnswer>] = values::SOURCES;

    fn unknown(_: &'static str) -> ProblemKind {
        ProblemKind::UnknownSource
    }
}

impl ReadNode for Source {
    fn read(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
        Self::read_keyword(cursor, form)
    }

    fn placeholder() -> Self {
        Self::Default
    }

    /// Reads the sources. A repeated source is reported here, where its index in the document is known, and left out.
    fn read_list(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Vec<Self>> {
        let items = cursor.list(form.description)?;
        Some(items.read_some(|cursor, earlier| {
            let Cursor { node, path, diagnostics } = cursor;
            let source = Self::read(Cursor::new(node, path, &mut *diagnostics), form.item())?;
            let is_repeated = earlier.contains(&source);
            if is_repeated {
                diagnostics.add(&path, ProblemKind::RepeatedSource, source.as_str());
            }
            // Left out, so the check of the draft does not report it a second time.
            (!is_repeated).then_some(source)
        }))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

document_object! {
    /// The settings of the widget's picker, in which visitors select a group.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct PickerSettings: PICKER, "the picker", "picker", keys::PICKER;

    /// Whether visitors may or must select a group.
    pub mode as "mode": PickerMode = default(PickerMode::Off), MODE,
        "Whether visitors may select a group, or must if no source assigns one.",
        r#""required""#;
    /// If `true`, the picker leaves out groups that cannot serve now.
    pub hide_unavailable as "hide_unavailable": bool = default(false), form::BOOLEAN,
        "If true, the picker leaves out groups that cannot serve now.", "true";
    /// The question that the picker asks.
    pub question as "question": Option<LocalizedText> = optional, form::LOCALIZED,
        "The question that the picker asks.",
        r#"{"fr": "À qui parler ?", "en": "Whom do you want to talk to?"}"#;
}

plain_objects!(PickerSettings, Plan, Role);

impl Default for PickerSettings {
    fn default() -> Self {
        Self::without_keys()
    }
}

/// The form of the mode of the picker.
const MODE: Form = Form::keyword("`off`, `optional` or `required`", keywords::<PickerMode>);

keyword!(
    PickerMode,
    Self::Off,
    [("off", Self::Off), ("optional", Self::Optional), ("required", Self::Required)],
    values::PICKER_MODES
);

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
}

document_object! {
    /// The limits of the tenant's plan. They apply to changes and never prevent loading a workspace
    /// ([rule W3](crate::_rules#w3)).
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Plan: PLAN, "a plan", "plan", keys::PLAN;

    // Limits are checked on changes only: a tenant whose plan was reduced must still be routed.
    /// The most agents that the workspace may have. `None` means no limit.
    pub max_agents as "max_agents": Option<u32> = optional, form::WHOLE,
        "The most agents that the workspace may have after a change.", "25";
    /// The most groups that the workspace may have. `None` means no limit.
    pub max_groups as "max_groups": Option<u32> = optional, form::WHOLE,
        "The most groups that the workspace may have after a change.", "20";
    /// If `false`, visitors are not sent to groups at all ([rule R11](crate::_rules#r11)).
    pub group_routing as "group_routing": bool = default(true), form::BOOLEAN,
        "If false, visitors are not sent to groups at all.", "false";
}

impl Default for Plan {
    fn default() -> Self {
        Self::without_keys()
    }
}

document_object! {
    /// A named set of permissions.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Role: ROLE, "a role", "roles[]", keys::ROLE;

    /// The role's id, unique among the roles of a workspace. `admin` and `agent` are built in.
    pub id as "id": RoleId = required("".into()), form::ID,
        "Unique among roles; `admin` and `agent` are built in.", r#""team-lead""#;
    /// What agents with this role may change.
    pub permissions as "permissions": Vec<Permission> = default(Vec::new()), PERMISSIONS,
        "What its agents may change: `manage_groups`, `manage_triggers`, `manage_agents`, `manage_settings`, `assign_visitors`.",
        r#"["manage_groups", "assign_visitors"]"#;
}

/// The form of the permissions of a role.
const PERMISSIONS: Form =
    Form::list("a list of permissions", &Form::keyword("a permission", keywords::<Permission>));

impl Keyword for Permission {
    const WORDS: &'static [(&'static str, Self)] = &Self::WORDS;
    const ALIASES: &'static [Alias<ValueAnswer>] = values::PERMISSIONS;

    fn unknown(_: &'static str) -> ProblemKind {
        ProblemKind::UnknownPermission
    }
}

impl ReadNode for Permission {
    fn read(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
        Self::read_keyword(cursor, form)
    }

    fn placeholder() -> Self {
        Self::ManageGroups
    }

    /// Reads the permissions. An unknown permission is left out, because a placeholder would permit something.
    fn read_list(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Vec<Self>> {
        let items = cursor.list(form.description)?;
        Some(items.read_some(|cursor, _| Self::read(cursor, form.item())))
    }
}

impl Role {
    /// Creates a role with these permissions.
    #[must_use]
    pub fn new(id: impl Into<RoleId>, permissions: impl IntoIterator<Item = Permission>) -> Self {
        // The order and repetitions are kept, because they are part of the document. `PermissionSet` ignores both.
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
