//! Findings about settings without effect, roles without agents and unused schedules.
//!
//! The settings of a disabled group or trigger are not examined, because it is disabled on purpose.
//! Values that repeat the default are not reported.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::group_facts::GroupFacts;
use crate::analysis::triggers::Triggers;
use crate::analysis::{Finding, FindingSubject, NoEffect, Replacement, SettingFinding};
use crate::condition::Condition;
use crate::error::PathRef;
use crate::group::{Group, MAX_NOTICES, Members, Strategy};
use crate::ix::{GroupIx, Ix};
use crate::settings::{PickerMode, PickerSettings, Source};
use crate::visitor::Field;
use crate::workspace::{CheckedGroup, Workspace};

/// The most fallbacks that are followed to find an enabled one. A longer chain counts as enabled.
const MAX_CHAIN: usize = 32;

/// Examines the settings of the whole workspace.
pub(super) fn check_settings(workspace: &Workspace, triggers: &Triggers, list: &mut Vec<Finding>) {
    // Without group routing none of these settings has an effect. That is one finding about the
    // plan.
    if workspace.draft().plan.group_routing {
        check_picker(workspace, triggers, list);
        check_sources(workspace, triggers, list);
    }
    check_agent_languages(workspace, list);
    check_roles(workspace, list);
    check_schedules(workspace, list);
}

fn push(
    list: &mut Vec<Finding>,
    about: Vec<FindingSubject>,
    at: &PathRef<'_>,
    reason: NoEffect,
    instead: Vec<Replacement>,
) {
    let path = at.to_path();
    let found = SettingFinding { about, path, reason, instead };
    list.push(Finding::SettingWithoutEffect(Box::new(found)));
}

fn check_picker(workspace: &Workspace, triggers: &Triggers, list: &mut Vec<Finding>) {
    let picker = workspace.picker();
    let at = PathRef::ROOT.key("picker");
    let mode = at.key("mode");
    let mut add = |at: &PathRef<'_>, reason, instead| push(list, Vec::new(), at, reason, instead);
    let question = at.key("question");
    if picker.mode == PickerMode::Off {
        let PickerSettings { hide_unavailable, question: text, .. } = picker;
        if text.is_some() {
            let on = vec![Replacement::text(mode.to_path(), "optional")];
            add(&question, NoEffect::PickerOff, on);
        }
        if *hide_unavailable {
            let hides = at.key("hide_unavailable");
            add(&hides, NoEffect::PickerOff, vec![Replacement::remove(hides.to_path())]);
        }
        return;
    }
    let off = || vec![Replacement::text(mode.to_path(), "off")];
    // Availability varies, so only groups that can never be offered are excluded.
    let is_offered = |group: &&Group| group.enabled && !group.private;
    let offered = workspace.groups().iter().filter(is_offered).count();
    if offered == 0 {
        add(&mode, NoEffect::PickerWithoutGroups, off());
    } else if offered == 1 && picker.question.is_some() {
        add(
            &question,
            NoEffect::QuestionWithoutChoice,
            vec![Replacement::remove(question.to_path())],
        );
    }
    if offered > 0 && !workspace.precedence().contains(&Source::Selection) {
        add(&mode, NoEffect::SelectionUnused, off());
    }
    // An optional picker is shown even then, and a selection may precede the triggers.
    let is_required = picker.mode == PickerMode::Required;
    if offered > 0 && is_required && catch_all_is_tried(workspace, triggers) {
        let optional = vec![Replacement::text(mode.to_path(), "optional")];
        add(&mode, NoEffect::PickerAfterCatchAll, optional);
    }
}

/// Returns `true` if a trigger takes every visitor before the picker and the default group.
fn catch_all_is_tried(workspace: &Workspace, triggers: &Triggers) -> bool {
    workspace.precedence().contains(&Source::Trigger) && triggers.catch_all(workspace).is_some()
}

fn check_sources(workspace: &Workspace, triggers: &Triggers, list: &mut Vec<Finding>) {
    let enabled = workspace.triggers().iter().filter(|trigger| trigger.enabled);
    let unused: Vec<FindingSubject> = match workspace.precedence().contains(&Source::Trigger) {
        true => Vec::new(),
        false => enabled.map(|trigger| FindingSubject::Trigger(trigger.id.clone())).collect(),
    };
    if !unused.is_empty() {
        push(list, unused, &PathRef::ROOT.key("triggers"), NoEffect::TriggersUnused, Vec::new());
    }
    let Some(default) = workspace.default_group() else {
        return;
    };
    let catch_all =
        triggers.catch_all(workspace).filter(|_| catch_all_is_tried(workspace, triggers));
    let target = catch_all.and_then(|index| workspace.checked_triggers().get(index));
    // A trigger to the default group itself is reported as redundant.
    if target.is_some_and(|checked| Some(checked.target) != workspace.default_index()) {
        let at = PathRef::ROOT.key("default_group");
        let about = vec![FindingSubject::Group(default.id.clone())];
        push(
            list,
            about,
            &at,
            NoEffect::DefaultAfterCatchAll,
            vec![Replacement::remove(at.to_path())],
        );
    }
}

/// Reports one finding for all agents with languages.
fn check_agent_languages(workspace: &Workspace, list: &mut Vec<Finding>) {
    let speakers = workspace.agents().iter().filter(|agent| !agent.languages.is_empty());
    let about: Vec<FindingSubject> =
        speakers.map(|agent| FindingSubject::Agent(agent.id.clone())).collect();
    let first = workspace.agents().iter().position(|agent| !agent.languages.is_empty());
    if let Some(first) = first {
        let agents = PathRef::ROOT.key("agents");
        let at = agents.index(first);
        push(list, about, &at.key("languages"), NoEffect::AgentLanguages, Vec::new());
    }
}

fn check_roles(workspace: &Workspace, list: &mut Vec<Finding>) {
    // Every agent has a role, so the used roles are those of the agents.
    let used: BTreeSet<&str> = workspace.agents().iter().map(|agent| agent.role.as_str()).collect();
    let at = PathRef::ROOT.key("roles");
    for (n, role) in workspace.draft().roles.iter().enumerate() {
        if !used.contains(role.id.as_str()) {
            list.push(Finding::UnusedRole { role: role.id.clone(), path: at.index(n).to_path() });
        }
    }
}

fn check_schedules(workspace: &Workspace, list: &mut Vec<Finding>) {
    let draft = workspace.draft();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    used.extend(draft.groups.iter().filter_map(|group| Some(group.schedule.as_ref()?.as_str())));
    let of_triggers = draft.triggers.iter().filter_map(|trigger| trigger.when.as_ref());
    let of_assertions = draft.assertions.iter().filter_map(|assertion| assertion.when.as_ref());
    of_triggers.chain(of_assertions).for_each(|when| collect_schedules(when, &mut used));
    let at = PathRef::ROOT.key("schedules");
    for (n, schedule) in draft.schedules.iter().enumerate() {
        if !used.contains(schedule.id.as_str()) {
            let (schedule, path) = (schedule.id.clone(), at.index(n).to_path());
            list.push(Finding::UnusedSchedule { schedule, path });
        }
    }
}

fn collect_schedules<'c>(part: &'c Condition, used: &mut BTreeSet<&'c str>) {
    match part {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| collect_schedules(part, used));
        }
        Condition::Not(part) => collect_schedules(part, used),
        Condition::Predicate(predicate) => {
            if let Field::Schedule(id) = predicate.field() {
                used.insert(id.as_str());
            }
        }
    }
}

/// Examines the settings of a group.
pub(super) fn check_group_settings(
    workspace: &Workspace,
    facts: &GroupFacts,
    index: GroupIx,
    group: &Group,
    list: &mut Vec<Finding>,
) {
    if !group.enabled {
        return;
    }
    let groups = PathRef::ROOT.key("groups");
    let at = groups.index(index.index());
    let mut add = |at: &PathRef<'_>, reason, instead| {
        push(list, vec![FindingSubject::Group(group.id.clone())], at, reason, instead);
    };
    let mut leave_out = |key: &str, reason| {
        let at = at.key(key);
        // These settings have a default to which the removal of the key returns.
        add(&at, reason, vec![Replacement::remove(at.to_path())]);
    };
    if group.overflow {
        let reason = overflow_without_effect(workspace, facts, index);
        reason.into_iter().for_each(|reason| leave_out("overflow", reason));
    }
    if group.offer_seconds.is_some() && !facts.has_members(index) {
        leave_out("offer_seconds", NoEffect::OfferToNobody);
    }
    let is_broadcast = group.strategy == Strategy::Broadcast;
    if !is_broadcast && group.max_notices != MAX_NOTICES {
        leave_out("max_notices", NoEffect::NoticesWithoutBroadcast);
    }
    if is_broadcast && group.sticky {
        leave_out("sticky", NoEffect::StickyBroadcast);
    }
    check_weights(group, &at, &mut add);
    check_escalations(workspace, group, &at, &mut add);
}

/// Returns the reason why a group never passes visitors on while it is busy.
fn overflow_without_effect(
    workspace: &Workspace,
    facts: &GroupFacts,
    group: GroupIx,
) -> Option<NoEffect> {
    let fallback = |index: GroupIx| workspace.checked_group(index).and_then(CheckedGroup::fallback);
    let is_enabled =
        |index: &GroupIx| workspace.checked_group(*index).is_some_and(|group| group.enabled);
    let mut chain = std::iter::successors(fallback(group), |index| fallback(*index));
    // The check of the workspace has excluded cycles, so the chain ends. It is cut for its length.
    let first = chain.next();
    let Some(first) = first else {
        return Some(NoEffect::OverflowWithoutFallback);
    };
    let mut followed = std::iter::once(first).chain(chain.by_ref().take(MAX_CHAIN));
    if !followed.any(|index| is_enabled(&index)) && chain.next().is_none() {
        return Some(NoEffect::OverflowToDisabled);
    }
    // A group without members is reported as another finding.
    (facts.has_members(group) && !facts.may_be_busy(group)).then_some(NoEffect::OverflowNeverBusy)
}

type Add<'a> = dyn FnMut(&PathRef<'_>, NoEffect, Vec<Replacement>) + 'a;

fn check_weights(group: &Group, at: &PathRef<'_>, add: &mut Add<'_>) {
    let Members::Listed(members) = &group.agents else {
        return;
    };
    if group.strategy == Strategy::Weighted {
        return;
    }
    let agents = at.key("agents");
    let weighted = members.iter().enumerate().filter(|(_, member)| member.weight != 1);
    let edits: Vec<Replacement> = weighted
        .map(|(n, _)| Replacement::remove(agents.index(n).key("weight").to_path()))
        .collect();
    if let Some(first) = members.iter().position(|member| member.weight != 1) {
        add(&agents.index(first).key("weight"), NoEffect::WeightWithoutStrategy, edits);
    }
    // One finding for all weights of a group: they have one cause and one correction.
}

fn check_escalations(workspace: &Workspace, group: &Group, at: &PathRef<'_>, add: &mut Add<'_>) {
    let list = at.key("escalation");
    // Of several entries for one group only the earliest has an effect.
    let mut soonest: BTreeMap<&str, (u32, usize)> = BTreeMap::new();
    for (n, escalation) in group.escalation.iter().enumerate() {
        let entry = (escalation.after_seconds, n);
        let known = soonest.entry(escalation.to.as_str()).or_insert(entry);
        *known = entry.min(*known);
    }
    for (n, escalation) in group.escalation.iter().enumerate() {
        let at = list.index(n);
        let is_disabled = workspace.group(&escalation.to).is_some_and(|group| !group.enabled);
        let adds = soonest.get(escalation.to.as_str()).is_some_and(|(_, first)| *first == n);
        let reason = if is_disabled {
            NoEffect::EscalationToDisabled
        } else if !adds {
            NoEffect::RepeatedEscalation
        } else {
            continue;
        };
        add(&at, reason, vec![Replacement::remove(at.to_path())]);
    }
}
