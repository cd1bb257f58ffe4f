//! Checks a draft and turns it into a workspace (rules [W1](crate::_rules#w1),
//! [W2](crate::_rules#w2)). All problems are collected.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::condition::{ConditionCompiler, IdResolver as _};
use crate::document::PRIORITIES;
use crate::draft::{Draft, SCHEMA};
use crate::error::{Diagnostics, ItemKind, Limit, PathRef, ProblemKind, Problems};
use crate::ix::{GroupIx, Ix};
use crate::schedule::{self, Hours};
use crate::settings::Source;
use crate::vocabulary::form::PRIORITY;
use crate::workspace::index::{IdIndex, IdPositions};
use crate::workspace::sorted::SortedIds;
use crate::workspace::texts::{check_tags, check_text};
use crate::workspace::{
    Checked, CheckedGroup, CheckedTrigger, Listed, Workspace, fallbacks, people,
};

impl Draft {
    /// Checks the draft and turns it into a workspace.
    ///
    /// # Errors
    ///
    /// Returns every problem in the order of the document: those that reading found and those that
    /// the check finds. No part of an invalid document is loaded.
    ///
    /// ```
    /// use frontdesk::Draft;
    /// let draft: Draft = serde_json::from_str(
    ///     r#"{"groups": [{"id": "sales", "nmae": "Sales", "fallback": "slaes"}],
    ///         "triggers": [{"id": "t", "assign_to": "sales", "when": {"field": "contry", "is": "FR"}}]}"#)?;
    /// assert_eq!(
    ///     draft.check().unwrap_err().to_string(),
    ///     "groups[0].fallback: there is no group `slaes`; did you mean `sales`?\n\
    ///      groups[0].nmae: there is no key `nmae` here; did you mean `name`?\n\
    ///      triggers[0].when.field: there is no field `contry`; did you mean `country`?"
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn check(self) -> Result<Workspace, Problems> {
        self.try_check().map_err(|unsound| unsound.problems)
    }

    /// Checks the draft like [`check`](Self::check), and returns it with the problems if it is
    /// invalid.
    pub(crate) fn try_check(mut self) -> Result<Workspace, Box<CheckFailure>> {
        // The problems of reading stay in the list, so one report has all problems in the order of
        // the document.
        let mut report = std::mem::take(&mut self.unread);
        // A workspace keeps no reference to earlier versions, which would never be freed.
        self.base = None;
        // After too many problems reading stopped, so the rest of the document is missing.
        if !report.is_over_limit() {
            report.start_check();
            let parts = check(&self, &mut report);
            if report.is_empty() {
                return Ok(parts.into_workspace(self));
            }
        }
        Err(Box::new(CheckFailure { draft: self, problems: report.into_problems() }))
    }
}

/// A draft that failed the check.
pub(crate) struct CheckFailure {
    /// The draft, as far as it could be read.
    pub(crate) draft: Draft,
    /// The problems of the document.
    pub(crate) problems: Problems,
}

impl TryFrom<Draft> for Workspace {
    type Error = Problems;

    fn try_from(draft: Draft) -> Result<Self, Problems> {
        draft.check()
    }
}

/// The results of the check other than the draft itself.
struct CheckedParts {
    agents_by_id: SortedIds,
    groups_by_id: SortedIds,
    schedules_by_id: SortedIds,
    hours: Vec<Hours>,
    groups: Vec<CheckedGroup>,
    members: Vec<Listed>,
    triggers: Vec<CheckedTrigger>,
    default_group: Option<GroupIx>,
    rules: crate::condition::RuleSet,
}

impl CheckedParts {
    fn into_workspace(self, mut draft: Draft) -> Workspace {
        // A workspace lives long, and a process may hold many, so spare capacity is returned.
        draft.schedules.shrink_to_fit();
        draft.agents.shrink_to_fit();
        draft.groups.shrink_to_fit();
        draft.triggers.shrink_to_fit();
        Workspace(Arc::new(Checked {
            agents_by_id: self.agents_by_id,
            groups_by_id: self.groups_by_id,
            schedules_by_id: self.schedules_by_id,
            hours: self.hours.into(),
            groups: self.groups.into(),
            members: self.members.into(),
            triggers: self.triggers.into(),
            default_group: self.default_group,
            rules: self.rules,
            draft,
        }))
    }
}

/// Checks every part in the order of the document, and computes what the workspace keeps of it.
/// After a problem the results are incomplete and are dropped.
fn check(draft: &Draft, report: &mut Diagnostics) -> CheckedParts {
    if draft.schema != SCHEMA {
        let found = draft.schema.to_string();
        report.add(&PathRef::ROOT.key("schema"), ProblemKind::UnknownSchema, &found);
    }
    check_limits(draft, report);
    check_languages(draft, report);
    check_precedence(draft, report);
    people::check_counts(draft, &PathRef::ROOT, report);
    // Ids are indexed before any reference is resolved, because references may point forwards.
    let index = index(draft, report);
    let schedules_at = PathRef::ROOT.key("schedules");
    let hours = draft
        .schedules
        .iter()
        .enumerate()
        .filter_map(|(n, schedule)| schedule::check(schedule, &schedules_at.index(n), report));
    let hours = hours.collect();
    people::check_roles(&draft.roles, report);
    people::check_agents(&draft.agents, &index, report);
    let (groups, members) = people::check_groups(&draft.groups, &draft.agents, &index, report);
    let next: Vec<Option<GroupIx>> = groups.iter().map(CheckedGroup::fallback).collect();
    // Cycles need the resolved fallbacks of all groups.
    fallbacks::check(&draft.groups, &next, &PathRef::ROOT.key("groups"), report);
    let default_group = check_default_group(draft, &index, report);
    check_question(draft, report);
    let mut checker = ConditionCompiler::new(&index, draft.triggers.len() + draft.groups.len());
    let triggers = check_triggers(draft, &index, &mut checker, report);
    // The conditions of triggers and groups share one rule set. Assertions are compiled when they
    // are tried, so they cost a running workspace nothing.
    let rules = checker.into_rule_set();
    check_assertions(draft, &index, report);
    CheckedParts {
        agents_by_id: index.agents.into_sorted(),
        groups_by_id: index.groups.into_sorted(),
        schedules_by_id: index.schedules.into_sorted(),
        hours,
        groups,
        members,
        triggers,
        default_group,
        rules,
    }
}

fn index<'d>(draft: &'d Draft, report: &mut Diagnostics) -> IdIndex<'d> {
    let roles = draft.roles.iter().map(|role| role.id.as_str());
    let schedules = draft.schedules.iter().map(|schedule| schedule.id.as_str());
    let agents = draft.agents.iter().map(|agent| agent.id.as_str());
    let groups = draft.groups.iter().map(|group| group.id.as_str());
    let triggers = draft.triggers.iter().map(|trigger| trigger.id.as_str());
    // No item refers to triggers, but their ids must be unique.
    check_ids(ItemKind::Trigger, "triggers", triggers, report);
    IdIndex {
        roles: check_ids(ItemKind::Role, "roles", roles, report),
        schedules: check_ids(ItemKind::Schedule, "schedules", schedules, report),
        agents: check_ids(ItemKind::Agent, "agents", agents, report),
        groups: check_ids(ItemKind::Group, "groups", groups, report),
    }
}

/// Checks the form of ids and that each occurs once.
fn check_ids<'d>(
    noun: ItemKind,
    list: &'static str,
    ids: impl Iterator<Item = &'d str>,
    report: &mut Diagnostics,
) -> IdPositions<'d> {
    let list = PathRef::ROOT.key(list);
    let positions = IdPositions::new(ids);
    for (n, id) in positions.ids().iter().enumerate() {
        if !is_well_formed(noun, id) {
            report.add(&list.index(n).key("id"), ProblemKind::InvalidId(noun), id);
        }
    }
    // The first item with an id is right. Each later one is reported.
    for n in positions.repeated() {
        let id = positions.ids().get(n).copied().unwrap_or_default();
        report.add(&list.index(n).key("id"), ProblemKind::DuplicateId(noun), id);
    }
    positions
}

fn is_well_formed(noun: ItemKind, id: &str) -> bool {
    match noun {
        ItemKind::Group => crate::id::is_group_id(id),
        _ => crate::id::is_id(id),
    }
}

fn check_limits(draft: &Draft, report: &mut Diagnostics) {
    for (key, count, limit) in [
        ("agents", draft.agents.len(), Limit::Agents),
        ("groups", draft.groups.len(), Limit::Groups),
        ("triggers", draft.triggers.len(), Limit::Triggers),
    ] {
        if count > limit.most() {
            report.add(&PathRef::ROOT.key(key), ProblemKind::Limit(limit), &count.to_string());
        }
    }
}

fn check_languages(draft: &Draft, report: &mut Diagnostics) {
    let at = PathRef::ROOT.key("languages");
    if draft.languages.is_empty() {
        report.add(&at, ProblemKind::Empty, "languages");
    }
    check_tags(&draft.languages, &at, report);
}

fn check_precedence(draft: &Draft, report: &mut Diagnostics) {
    let at = PathRef::ROOT.key("precedence");
    for (n, source) in draft.precedence.iter().enumerate() {
        // The default group always comes last, so it cannot be ordered.
        if *source == Source::Default {
            report.add(&at.index(n), ProblemKind::UnknownSource, source.as_str());
        } else if draft.precedence.iter().take(n).any(|earlier| earlier == source) {
            report.add(&at.index(n), ProblemKind::RepeatedSource, source.as_str());
        }
    }
}

fn check_default_group(
    draft: &Draft,
    index: &IdIndex<'_>,
    report: &mut Diagnostics,
) -> Option<GroupIx> {
    let id = draft.default_group.as_ref()?;
    let at = PathRef::ROOT.key("default_group");
    let index = index.group(id.as_str(), &at, report)?;
    let group = index.get(&draft.groups)?;
    // The default group is the last resort, so it must be able to take every visitor (rule R8).
    if !group.enabled {
        report.add(&at, ProblemKind::DefaultGroupDisabled, id.as_str());
    }
    if group.private {
        report.add(&at, ProblemKind::DefaultGroupPrivate, id.as_str());
    }
    Some(index)
}

fn check_question(draft: &Draft, report: &mut Diagnostics) {
    let Some(question) = &draft.picker.question else {
        return;
    };
    let picker = PathRef::ROOT.key("picker");
    let at = picker.key("question");
    check_text(question, &at, report);
    // Disabled groups count, too: the question can stay in the document while a group is disabled.
    if draft.groups.iter().filter(|group| !group.private).count() < 2 {
        report.add(&at, ProblemKind::QuestionWithoutChoice, "");
    }
}

fn check_triggers(
    draft: &Draft,
    index: &IdIndex<'_>,
    checker: &mut ConditionCompiler<'_, IdIndex<'_>>,
    report: &mut Diagnostics,
) -> Vec<CheckedTrigger> {
    let list = PathRef::ROOT.key("triggers");
    let mut checked = Vec::with_capacity(draft.triggers.len());
    for (n, trigger) in draft.triggers.iter().enumerate() {
        let at = list.index(n);
        let target_at = at.key("assign_to");
        let id = trigger.assign_to.as_str();
        let target = index.group(id, &target_at, report);
        if !PRIORITIES.contains(&trigger.priority) {
            let kind = ProblemKind::OutOfRange { expected: PRIORITY.description };
            report.add(&at.key("priority"), kind, &trigger.priority.to_string());
        }
        let when = trigger.when.as_ref().map(|when| checker.check(when, &at.key("when"), report));
        // A trigger without a target is dropped. The document is rejected then, so the shifted
        // indices are never used.
        checked.extend(target.map(|target| CheckedTrigger { target, when }));
    }
    checked
}

fn check_assertions(draft: &Draft, index: &IdIndex<'_>, report: &mut Diagnostics) {
    let list = PathRef::ROOT.key("assertions");
    let mut seen = BTreeSet::new();
    // Only the form is checked. Every change searches for counterexamples.
    let mut checker = ConditionCompiler::new(index, draft.assertions.len());
    for (n, assertion) in draft.assertions.iter().enumerate() {
        let at = list.index(n);
        if let Some(id) = &assertion.id {
            let id_at = at.key("id");
            if !crate::id::is_id(id.as_str()) {
                report.add(&id_at, ProblemKind::InvalidId(ItemKind::Assertion), id.as_str());
            }
            if !seen.insert(id.as_str()) {
                report.add(&id_at, ProblemKind::DuplicateId(ItemKind::Assertion), id.as_str());
            }
        }
        if let Some(when) = &assertion.when {
            checker.check(when, &at.key("when"), report);
        }
        if assertion.is_empty() {
            report.add(&at, ProblemKind::EmptyAssertion, "");
        }
        for (key, groups) in [("never", &assertion.never), ("always", &assertion.always)] {
            let list = at.key(key);
            for (n, id) in groups.iter().enumerate() {
                index.groups.resolve(ItemKind::Group, id.as_str(), &list.index(n), report);
            }
        }
    }
}
