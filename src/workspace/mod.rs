//! Workspaces: checked configurations, for which visitors are routed.

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
use crate::ix::{AgentIx, GroupIx, Ix, ScheduleIx};
use crate::schedule::Hours;
use crate::settings::{PickerSettings, Source};
use crate::trigger::Trigger;
use crate::workspace::sorted::SortedIds;

/// The whole configuration of one customer, checked: ids are well formed and unique, every
/// reference names an item, and every value has the right type.
///
/// Only [`Draft::check`] creates a workspace. It is cheap to clone. It serialises to the canonical
/// document, which omits every value that equals its default. Reading that document yields an equal
/// workspace ([rule W5](crate::_rules#w5)).
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
    default_group: Option<GroupIx>,
    rules: RuleSet,
}

/// The listed members of a group, in the order of members. `None` means every agent.
pub(crate) type Listed = Option<Box<[AgentIx]>>;

/// The resolved references of a trigger.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CheckedTrigger {
    pub(crate) target: GroupIx,
    /// The compiled condition. `None` is true for every visitor.
    pub(crate) when: Option<ExprId>,
}

impl Workspace {
    /// Returns the version of the document.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.0.draft.version
    }

    /// Returns the workspace as a draft, for reading. [`edit`](Self::edit) returns a draft for
    /// changes.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.0.draft
    }

    /// Returns a draft for changes that remembers this version. If somebody else has changed the
    /// workspace in the meantime, [`change`](Self::change) can then report what both sides changed
    /// ([rule E1](crate::_rules#e1)).
    #[must_use]
    pub fn edit(&self) -> Draft {
        self.draft().clone().based_on(self)
    }

    /// Returns the agents, in the order of the document.
    #[must_use]
    pub fn agents(&self) -> &[Agent] {
        &self.0.draft.agents
    }

    /// Returns the groups, in the order of the picker.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.0.draft.groups
    }

    /// Returns the triggers, in the order of priority.
    #[must_use]
    pub fn triggers(&self) -> &[Trigger] {
        &self.0.draft.triggers
    }

    /// Returns the agent with this id.
    #[must_use]
    pub fn agent(&self, id: impl AsId<AgentId>) -> Option<&Agent> {
        let index = self.0.agents_by_id.find(id.as_text(), self.agents(), |a| a.id.as_str())?;
        self.agents().get(index)
    }

    /// Returns the group with this id.
    #[must_use]
    pub fn group(&self, id: impl AsId<GroupId>) -> Option<&Group> {
        let index = self.0.groups_by_id.find(id.as_text(), self.groups(), |g| g.id.as_str())?;
        self.groups().get(index)
    }

    /// Returns the checked opening hours of the schedule with this id.
    #[must_use]
    pub fn hours(&self, id: impl AsId<ScheduleId>) -> Option<&Hours> {
        let schedules = &self.0.draft.schedules;
        let index = self.0.schedules_by_id.find(id.as_text(), schedules, |s| s.id.as_str())?;
        self.0.hours.get(index)
    }

    /// Returns the group of visitors for whom no source yields a group.
    #[must_use]
    pub fn default_group(&self) -> Option<&Group> {
        self.0.default_group?.get(self.groups())
    }

    /// Returns the language of plain texts. Visitors for whose language there is no text get this
    /// language, too.
    #[must_use]
    pub fn default_language(&self) -> &str {
        // A checked workspace has at least one language, so the default is never used.
        self.0.draft.languages.first().map_or("en", |tag| tag.as_str())
    }

    /// Returns the settings of the widget's picker.
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

    /// Returns the index of the default group.
    pub(crate) fn default_index(&self) -> Option<GroupIx> {
        self.0.default_group
    }

    /// Returns the index of the group with an id.
    pub(crate) fn group_index(&self, id: &str) -> Option<GroupIx> {
        let found = self.0.groups_by_id.find(id, self.groups(), |group| group.id.as_str());
        found.map(GroupIx::from_usize)
    }

    /// Returns the index of the schedule with an id.
    pub(crate) fn schedule_index(&self, id: &str) -> Option<ScheduleIx> {
        let schedules = &self.0.draft.schedules;
        let found = self.0.schedules_by_id.find(id, schedules, |schedule| schedule.id.as_str());
        found.map(ScheduleIx::from_usize)
    }

    /// Returns the checked hours of a schedule.
    pub(crate) fn hours_at(&self, schedule: ScheduleIx) -> Option<&Hours> {
        schedule.get(&self.0.hours)
    }

    pub(crate) fn all_hours(&self) -> &[Hours] {
        &self.0.hours
    }

    /// Returns a group. Returns `None` for an index that the workspace does not have, for example the index of a
    /// group that a desk remembers from an earlier workspace.
    pub(crate) fn group_at(&self, group: GroupIx) -> Option<&Group> {
        group.get(self.groups())
    }

    /// Returns the properties of a group that decisions read, or `None` like [`group_at`](Self::group_at).
    pub(crate) fn checked_group(&self, group: GroupIx) -> Option<&CheckedGroup> {
        group.get(&self.0.groups)
    }

    /// Returns an agent, or `None` like [`group_at`](Self::group_at).
    pub(crate) fn agent_at(&self, agent: AgentIx) -> Option<&Agent> {
        agent.get(self.agents())
    }

    pub(crate) fn checked_groups(&self) -> &[CheckedGroup] {
        &self.0.groups
    }

    /// Returns the listed members of each group. The list is shared because a roster may outlive
    /// the workspace.
    pub(crate) fn members(&self) -> &Arc<[Listed]> {
        &self.0.members
    }

    pub(crate) fn checked_triggers(&self) -> &[CheckedTrigger] {
        &self.0.triggers
    }
}

impl Draft {
    /// Remembers the version that the draft was taken from. It is meant for a draft that a host
    /// received as a document: the host looks up the version that the document names. The base is
    /// used only if its version is the draft's [`version`](Self::version).
    #[must_use]
    pub fn based_on(mut self, workspace: &Workspace) -> Self {
        // A trait object: the room `draft` comes before `workspace` and cannot name its types.
        self.base = Some(Base(Arc::clone(&workspace.0) as Arc<dyn Document + Send + Sync>));
        self
    }
}

impl Document for Checked {
    fn document(&self) -> &Draft {
        &self.draft
    }
}

/// Workspaces are equal if their canonical documents are.
impl PartialEq for Workspace {
    fn eq(&self, other: &Self) -> bool {
        // Clones share their content. Comparing the pointers first makes the common case free.
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
