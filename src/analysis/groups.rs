//! Findings of agents, groups and what holds for all of them.

use crate::analysis::Finding;
use crate::analysis::triggers::catch_all;
use crate::group::{Group, Members};
use crate::settings::{PickerMode, Source};
use crate::text::{LanguageTag, LocalizedText};
use crate::workspace::{CheckedGroup, Workspace};

/// More groups to choose from are hard on visitors.
const IDEAL_CHOICES: usize = 3;

pub(super) fn look(workspace: &Workspace, list: &mut Vec<Finding>) {
    list.extend(workspace.beyond_plan().into_iter().map(Finding::OverPlan));
    look_at_picker(workspace, list);
    let in_a_group = in_a_group(workspace);
    for (agent, is_in_one) in workspace.agents().iter().zip(in_a_group) {
        if !is_in_one {
            list.push(Finding::AgentInNoGroup { agent: agent.id.clone() });
        }
    }
    let reached = reached(workspace);
    for (group, is_reached) in workspace.groups().iter().zip(reached) {
        look_at_group(workspace, group, is_reached, list);
    }
}

fn look_at_picker(workspace: &Workspace, list: &mut Vec<Finding>) {
    if let Some(question) = &workspace.picker().question {
        let languages = missing(workspace, question);
        if !languages.is_empty() {
            list.push(Finding::UntranslatedQuestion { languages });
        }
    }
    let offered = workspace.groups().iter().filter(|group| may_be_offered(workspace, group));
    let groups: Vec<_> = offered.map(|group| group.id.clone()).collect();
    if groups.len() > IDEAL_CHOICES {
        list.push(Finding::ManyChoices { groups });
    }
}

fn look_at_group(workspace: &Workspace, group: &Group, is_reached: bool, list: &mut Vec<Finding>) {
    let id = || group.id.clone();
    let languages = missing(workspace, &group.name);
    if !languages.is_empty() {
        list.push(Finding::MissingTranslation { group: id(), languages });
    }
    let is_empty = match &group.agents {
        Members::All => workspace.agents().is_empty(),
        Members::Listed(members) => members.is_empty(),
    };
    if is_empty {
        list.push(Finding::EmptyGroup { group: id() });
    }
    if group.enabled && !is_reached {
        list.push(Finding::UnreachedGroup { group: id() });
    }
    let fallback = group.fallback.as_ref().and_then(|fallback| workspace.group(fallback));
    if let Some(fallback) = fallback.filter(|fallback| group.enabled && !fallback.enabled) {
        list.push(Finding::DisabledFallback { group: id(), fallback: fallback.id.clone() });
    }
}

/// Whether visitors may pick a group, whoever is online.
fn may_be_offered(workspace: &Workspace, group: &Group) -> bool {
    workspace.picker().mode != PickerMode::Off && group.enabled && !group.private
}

/// The languages of the workspace in which visitors do not get a text of their own.
fn missing(workspace: &Workspace, text: &LocalizedText) -> Vec<LanguageTag> {
    let default = workspace.default_language();
    let languages = workspace.draft().languages.iter();
    languages.filter(|language| !text.has(language.as_str(), default)).cloned().collect()
}

/// For each agent whether a group has them.
fn in_a_group(workspace: &Workspace) -> Vec<bool> {
    let mut found = vec![false; workspace.agents().len()];
    for members in workspace.members().iter() {
        match members {
            None => found.fill(true),
            Some(members) => {
                for member in members {
                    if let Some(place) = found.get_mut(*member as usize) {
                        *place = true;
                    }
                }
            }
        }
    }
    found
}

/// For each group whether something leads to it: a source can name it, or a group that is led to
/// passes on to it. A disabled group is passed through, not chosen.
fn reached(workspace: &Workspace) -> Vec<bool> {
    let precedence = workspace.precedence();
    let has = |source: Source| precedence.contains(&source);
    // Codes and assignments come from outside and can name any group.
    let by_name = has(Source::Assignment) || has(Source::GroupCode);
    let mut reached = vec![false; workspace.groups().len()];
    let mut open: Vec<u32> = (0..)
        .zip(workspace.groups())
        .filter(|(_, group)| {
            let picked = has(Source::Selection) && may_be_offered(workspace, group);
            group.enabled && (by_name || picked)
        })
        .map(|(place, _)| place)
        .collect();
    open.extend(workspace.default_place());
    if has(Source::Trigger) {
        let last = catch_all(workspace).unwrap_or(usize::MAX);
        let triggers = workspace.triggers().iter().zip(workspace.checked_triggers()).enumerate();
        let live = triggers.filter(|(n, (trigger, checked))| {
            let target = workspace.group_at(checked.target);
            *n <= last && trigger.enabled && target.is_some_and(|target| target.enabled)
        });
        open.extend(live.map(|(_, (_, checked))| checked.target));
    }
    while let Some(place) = open.pop() {
        match reached.get_mut(place as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        open.extend(workspace.checked_group(place).and_then(CheckedGroup::fallback));
        let escalations = workspace.group_at(place).map_or(&[][..], |group| &group.escalation);
        open.extend(escalations.iter().filter_map(|to| workspace.group_place(to.to.as_str())));
    }
    reached
}
