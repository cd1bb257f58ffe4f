//! Findings about agents, groups and the picker.

use crate::analysis::budget::Budget;
use crate::analysis::group_facts::GroupFacts;
use crate::analysis::settings::check_group_settings;
use crate::analysis::triggers::Triggers;
use crate::analysis::{Finding, Truncated};
use crate::group::Group;
use crate::ix::{GroupIx, Ix};
use crate::settings::{PickerMode, Source};
use crate::text::{LanguageTag, LocalizedText};
use crate::workspace::{CheckedGroup, Workspace};

/// The most groups that are easy to choose from. More are reported.
const MAX_IDEAL_CHOICES: usize = 3;

/// The most steps for looking up texts in languages. A workspace of many languages has as many
/// look-ups for each of its groups.
const MAX_STEPS: usize = 2_000_000;

pub(super) fn check_groups(
    workspace: &Workspace,
    facts: &GroupFacts,
    triggers: &Triggers,
    list: &mut Vec<Finding>,
) {
    let mut translations = Translations::new(workspace);
    check_picker(workspace, &mut translations, list);
    let in_a_group = have_group(workspace);
    for (agent, is_in_one) in workspace.agents().iter().zip(in_a_group) {
        if !is_in_one {
            list.push(Finding::AgentInNoGroup { agent: agent.id.clone() });
        }
    }
    let reached = reached_groups(workspace, triggers);
    let groups = GroupIx::all(workspace.groups().len()).zip(workspace.groups());
    for ((index, group), is_reached) in groups.zip(reached) {
        check_group(workspace, facts, index, is_reached, &mut translations, list);
        check_group_settings(workspace, facts, index, group, list);
    }
    translations.budget.report("names, for languages without a text", list);
}

fn check_picker(
    workspace: &Workspace,
    translations: &mut Translations<'_>,
    list: &mut Vec<Finding>,
) {
    if let Some(question) = &workspace.picker().question {
        let languages = translations.missing(question);
        if !languages.is_empty() {
            list.push(Finding::UntranslatedQuestion { languages });
        }
    }
    let offered = workspace.groups().iter().filter(|group| may_be_offered(workspace, group));
    let groups: Vec<_> = offered.map(|group| group.id.clone()).collect();
    if groups.len() > MAX_IDEAL_CHOICES {
        list.push(Finding::ManyChoices { groups });
    }
}

fn check_group(
    workspace: &Workspace,
    facts: &GroupFacts,
    index: GroupIx,
    is_reached: bool,
    translations: &mut Translations<'_>,
    list: &mut Vec<Finding>,
) {
    let Some(group) = workspace.group_at(index) else {
        return;
    };
    let id = || group.id.clone();
    let languages = translations.missing(&group.name);
    if !languages.is_empty() {
        list.push(Finding::MissingTranslation { group: id(), languages });
    }
    if !facts.has_members(index) {
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

/// Returns `true` if the picker can offer the group to visitors, whoever is online.
fn may_be_offered(workspace: &Workspace, group: &Group) -> bool {
    workspace.picker().mode != PickerMode::Off && group.enabled && !group.private
}

/// The languages of the workspace, for which texts are looked up.
struct Translations<'w> {
    workspace: &'w Workspace,
    /// The steps of looking up one text in each language. A look-up shortens a tag subtag by
    /// subtag, so long tags count more.
    steps: usize,
    budget: Budget,
}

impl<'w> Translations<'w> {
    fn new(workspace: &'w Workspace) -> Self {
        let languages = &workspace.draft().languages;
        let steps = languages.iter().map(|language| 1 + language.as_str().len() / 16).sum();
        Self { workspace, steps, budget: Budget::new(MAX_STEPS) }
    }

    /// Returns the languages for which a text has no translation of its own.
    fn missing(&mut self, text: &LocalizedText) -> Truncated<LanguageTag> {
        let default = self.workspace.default_language();
        let languages = &self.workspace.draft().languages;
        // Each language is compared with each tag of the text, so the cost is a product.
        let is_examined = self.budget.take(self.steps.saturating_mul(text.iter().count()));
        self.budget.count(is_examined);
        let languages = languages.iter().filter(|_| is_examined);
        languages.filter(|language| !text.has_own_text(language.as_str(), default)).collect()
    }
}

/// Returns for each agent whether they are a member of a group.
fn have_group(workspace: &Workspace) -> Vec<bool> {
    let mut found = vec![false; workspace.agents().len()];
    for members in workspace.members().iter() {
        match members {
            None => found.fill(true),
            Some(members) => {
                for member in members {
                    if let Some(has_group) = member.get_mut(&mut found) {
                        *has_group = true;
                    }
                }
            }
        }
    }
    found
}

/// Returns for each group whether a visitor can reach it: a source can name it, or a reached group
/// falls back or escalates to it. A disabled group cannot be chosen, but it passes visitors on.
fn reached_groups(workspace: &Workspace, triggers: &Triggers) -> Vec<bool> {
    let precedence = workspace.precedence();
    let has = |source: Source| precedence.contains(&source);
    // Codes and assignments come from pages and hosts, and can name any group.
    let by_name = has(Source::Assignment) || has(Source::GroupCode);
    let mut reached = vec![false; workspace.groups().len()];
    let mut open: Vec<GroupIx> = GroupIx::all(workspace.groups().len())
        .zip(workspace.groups())
        .filter(|(_, group)| {
            let picked = has(Source::Selection) && may_be_offered(workspace, group);
            group.enabled && (by_name || picked)
        })
        .map(|(index, _)| index)
        .collect();
    // The default group takes visitors whom no source assigns, whatever `precedence` has.
    open.extend(workspace.default_index());
    if has(Source::Trigger) {
        let live = workspace.checked_triggers().iter().enumerate();
        let live = live.filter(|(index, _)| triggers.can_win(*index));
        open.extend(live.map(|(_, checked)| checked.target));
    }
    // Depth-first search over fallbacks and escalations.
    while let Some(index) = open.pop() {
        match index.get_mut(&mut reached) {
            // Each group is visited once, so the search is linear and ends although escalations may
            // form cycles.
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        open.extend(workspace.checked_group(index).and_then(CheckedGroup::fallback));
        let escalations = workspace.group_at(index).map_or(&[][..], |group| &group.escalation);
        open.extend(escalations.iter().filter_map(|to| workspace.group_index(to.to.as_str())));
    }
    reached
}
