//! A checked configuration: the one that can be routed on.

mod check;
mod fallbacks;
mod groups;
mod index;
mod people;
mod permission_set;
mod plan;
mod sorted;
mod texts;

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

pub(crate) use check::CheckFailure;
pub(crate) use groups::CheckedGroup;
pub(crate) use permission_set::{PermissionSet, Roles};
pub use plan::{PlanExcess, PlanLimit};

use crate::agent::Agent;
use crate::condition::{ExprId, RuleSet};
use crate::draft::{Base, Document, Draft};
use crate::group::Group;
use crate::id::{AgentId, AsId, GroupId, ScheduleId};
use crate::schedule::Hours;
use crate::settings::{PickerSettings, Source};
use crate::trigger::Trigger;
use crate::workspace::sorted::SortedIds;

/// One customer's whole configuration, checked: ids are well formed and unique, every reference
/// leads somewhere, every rule has its type.
///
/// Made by [`Draft::check`] and by nothing else. Cheap to clone. Serialised, it is the canonical
/// document: what is left at its default is left out, and reading it again gives an equal workspace
/// ([rule W5](crate::_rules#w5)).
///
/// ```
/// use frontdesk::{Draft, Workspace};
/// let draft: Draft = serde_json::from_str(
///     r#"{"groups": [{"id": "sales", "name": "Sales", "private": false}]}"#)?;
/// let workspace: Workspace = draft.check()?;
/// assert_eq!(
///     serde_json::to_string(&workspace)?,
///     r#"{"schema":1,"version":1,"languages":["en"],"groups":[{"id":"sales","name":"Sales"}]}"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Workspace(Arc<Checked>);

struct Checked {
    draft: Draft,
    agents_by_id: SortedIds,
    groups_by_id: SortedIds,
    schedules_by_id: SortedIds,
    hours: Box<[Hours]>,
    groups: Box<[CheckedGroup]>,
    members: Arc<[Listed]>,
    triggers: Box<[CheckedTrigger]>,
    default_group: Option<u32>,
    rules: RuleSet,
}

/// The listed members of a group, in member order; none stands for every agent.
pub(crate) type Listed = Option<Box<[u32]>>;

/// A trigger's references.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CheckedTrigger {
    pub(crate) target: u32,
    /// None holds for every visitor.
    pub(crate) when: Option<ExprId>,
}

impl Workspace {
    /// Its version, as the document says.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.0.draft.version
    }

    /// The same as a draft: to read. [`edit`](Self::edit) gives one to change.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.0.draft
    }

    /// A draft of it to edit, which remembers what it was taken from: where somebody else was
    /// faster, [`change`](Self::change) can then say what both changed ([rule E1](crate::_rules#e1)).
    #[must_use]
    pub fn edit(&self) -> Draft {
        self.draft().clone().based_on(self)
    }

    /// The agents, in the order of the document.
    #[must_use]
    pub fn agents(&self) -> &[Agent] {
        &self.0.draft.agents
    }

    /// The groups, in the picker's order.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.0.draft.groups
    }

    /// The triggers, in the order of priority.
    #[must_use]
    pub fn triggers(&self) -> &[Trigger] {
        &self.0.draft.triggers
    }

    /// The agent with an id.
    #[must_use]
    pub fn agent(&self, id: impl AsId<AgentId>) -> Option<&Agent> {
        let place = self.0.agents_by_id.find(id.as_text(), self.agents(), |a| a.id.as_str())?;
        self.agents().get(place)
    }

    /// The group with an id.
    #[must_use]
    pub fn group(&self, id: impl AsId<GroupId>) -> Option<&Group> {
        let place = self.0.groups_by_id.find(id.as_text(), self.groups(), |g| g.id.as_str())?;
        self.groups().get(place)
    }

    /// The checked hours of the schedule with an id.
    #[must_use]
    pub fn hours(&self, id: impl AsId<ScheduleId>) -> Option<&Hours> {
        let schedules = &self.0.draft.schedules;
        let place = self.0.schedules_by_id.find(id.as_text(), schedules, |s| s.id.as_str())?;
        self.0.hours.get(place)
    }

    /// The group of visitors whom no source places.
    #[must_use]
    pub fn default_group(&self) -> Option<&Group> {
        self.groups().get(self.0.default_group? as usize)
    }

    /// The language of plain texts, and of visitors whose own has no text.
    #[must_use]
    pub fn default_language(&self) -> &str {
        self.0.draft.languages.first().map_or("en", |tag| tag.as_str())
    }

    /// What the widget's picker does.
    #[must_use]
    pub fn picker(&self) -> &PickerSettings {
        &self.0.draft.picker
    }

    pub(crate) fn precedence(&self) -> &[Source] {
        &self.0.draft.precedence
    }

    pub(crate) fn rules(&self) -> &RuleSet {
        &self.0.rules
    }

    pub(crate) fn default_place(&self) -> Option<u32> {
        self.0.default_group
    }

    pub(crate) fn group_place(&self, id: &str) -> Option<u32> {
        let place = self.0.groups_by_id.find(id, self.groups(), |group| group.id.as_str())?;
        u32::try_from(place).ok()
    }

    pub(crate) fn schedule_place(&self, id: &str) -> Option<u32> {
        let schedules = &self.0.draft.schedules;
        let place = self.0.schedules_by_id.find(id, schedules, |s| s.id.as_str())?;
        u32::try_from(place).ok()
    }

    pub(crate) fn hours_at(&self, place: u32) -> Option<&Hours> {
        self.0.hours.get(place as usize)
    }

    pub(crate) fn all_hours(&self) -> &[Hours] {
        &self.0.hours
    }

    pub(crate) fn group_at(&self, place: u32) -> Option<&Group> {
        self.groups().get(place as usize)
    }

    pub(crate) fn checked_group(&self, place: u32) -> Option<&CheckedGroup> {
        self.0.groups.get(place as usize)
    }

    pub(crate) fn checked_groups(&self) -> &[CheckedGroup] {
        &self.0.groups
    }

    /// The members of each group: shared, for a roster may outlive the workspace.
    pub(crate) fn members(&self) -> &Arc<[Listed]> {
        &self.0.members
    }

    pub(crate) fn checked_triggers(&self) -> &[CheckedTrigger] {
        &self.0.triggers
    }
}

impl Draft {
    /// Remembers what it was taken from, for a draft that comes back as a document: a host that keeps
    /// the versions of a workspace looks up the one that the document names. It counts only if it is
    /// of the [`version`](Self::version) that the draft says.
    #[must_use]
    pub fn based_on(mut self, workspace: &Workspace) -> Self {
        self.base = Some(Base(Arc::clone(&workspace.0) as Arc<dyn Document + Send + Sync>));
        self
    }
}

impl Document for Checked {
    fn document(&self) -> &Draft {
        &self.draft
    }
}

/// Equal if their canonical documents are.
impl PartialEq for Workspace {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.draft == other.0.draft
    }
}

impl Serialize for Workspace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.draft.serialize(serializer)
    }
}

impl fmt::Debug for Workspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workspace")
            .field("version", &self.version())
            .field("agents", &self.agents().len())
            .field("groups", &self.groups().len())
            .field("triggers", &self.triggers().len())
            .finish_non_exhaustive()
    }
}
