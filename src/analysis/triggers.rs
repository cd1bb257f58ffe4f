//! Findings about triggers and their order: triggers that never win, and triggers without effect.

use std::collections::BTreeMap;

use crate::analysis::Finding;
use crate::analysis::Replacement;
use crate::analysis::budget::Budget;
use crate::analysis::contradictions::{Contradictions, to_nnf};
use crate::analysis::group_facts::GroupFacts;
use crate::analysis::implication::{CanonicalOperands, Implication};
use crate::analysis::subsumption::Subsumption;
use crate::condition::{Condition, Nnf, Predicate, Requirement, Truth};
use crate::error::PathRef;
use crate::ix::{Ix, PredicateIx};
use crate::settings::{PickerMode, Source};
use crate::workspace::Workspace;

/// The most steps for comparing conditions: a fixed number, and a number for each predicate of a
/// trigger. A step is a visited entry of the index or a comparison of two predicates.
const MAX_STEPS: usize = 5_000_000;
const MAX_STEPS_PER_PREDICATE: usize = 200;

/// The triggers of a workspace that can win according to the document.
pub(super) struct Triggers {
    can_win: Vec<bool>,
    pub(super) findings: Vec<Finding>,
}

impl Triggers {
    /// Examines all triggers.
    pub(super) fn new(workspace: &Workspace, facts: &GroupFacts) -> Self {
        let mut triggers = Self { can_win: Vec::new(), findings: Vec::new() };
        triggers.check_targets(workspace);
        let conditions = triggers.check_contradictions(workspace, facts);
        triggers.check_catch_all(workspace);
        triggers.check_implications(workspace, &conditions);
        triggers
    }

    /// Returns `true` if nothing in the document prevents the trigger from winning.
    pub(super) fn can_win(&self, index: usize) -> bool {
        self.can_win.get(index).copied().unwrap_or(false)
    }

    /// Returns the index of the first trigger that fires for every visitor because it has no
    /// condition.
    pub(super) fn catch_all(&self, workspace: &Workspace) -> Option<usize> {
        let mut triggers = workspace.triggers().iter().zip(&self.can_win);
        triggers.position(|(trigger, can_win)| trigger.when.is_none() && *can_win)
    }

    fn check_targets(&mut self, workspace: &Workspace) {
        for (trigger, checked) in workspace.triggers().iter().zip(workspace.checked_triggers()) {
            let target = workspace.group_at(checked.target);
            let is_dead = target.is_some_and(|group| trigger.enabled && !group.enabled);
            self.can_win.push(trigger.enabled && !is_dead);
            if let Some(group) = target.filter(|_| is_dead) {
                let (trigger, group) = (trigger.id.clone(), group.id.clone());
                self.findings.push(Finding::DeadTarget { trigger, group });
            }
        }
    }

    /// Reports conditions that can never be true. Returns the other conditions in negation normal
    /// form.
    fn check_contradictions(
        &mut self,
        workspace: &Workspace,
        facts: &GroupFacts,
    ) -> Vec<Option<Nnf>> {
        let rules = workspace.rules();
        let mut contradictions = Contradictions::new(workspace, facts);
        let mut conditions = Vec::with_capacity(self.can_win.len());
        let triggers = workspace.triggers().iter().zip(workspace.checked_triggers());
        for (index, (trigger, checked)) in triggers.enumerate() {
            if !self.can_win(index) {
                conditions.push(None);
                continue;
            }
            let condition = to_nnf(rules, checked.when);
            let conflict = contradictions.check_condition(&condition);
            if let (Some(tests), Some(when)) = (conflict, &trigger.when) {
                self.exclude(index);
                conditions.push(None);
                // A contradiction of a single predicate is reported by the check of that predicate.
                if tests.len() > 1 {
                    self.findings.push(Finding::Contradictory {
                        trigger: trigger.id.clone(),
                        path: PathRef::ROOT.key("triggers").index(index).key("when").to_path(),
                        tests: predicate_texts(workspace, index, when, &tests),
                    });
                }
            } else {
                conditions.push(Some(condition));
            }
        }
        contradictions.budget.report("conditions, for contradictions", &mut self.findings);
        conditions
    }

    fn exclude(&mut self, index: usize) {
        if let Some(can_win) = self.can_win.get_mut(index) {
            *can_win = false;
        }
    }

    fn check_catch_all(&mut self, workspace: &Workspace) {
        let Some(first) = self.catch_all(workspace) else {
            return;
        };
        let after = workspace.triggers().iter().enumerate().skip(first + 1);
        let after: Vec<_> = after.filter(|(_, trigger)| trigger.enabled).collect();
        after.iter().for_each(|(index, _)| self.exclude(*index));
        if let Some(first) = workspace.triggers().get(first).filter(|_| !after.is_empty()) {
            let after = after.into_iter().map(|(_, trigger)| trigger.id.clone()).collect();
            self.findings.push(Finding::AfterCatchAll { first: first.id.clone(), after });
        }
    }

    /// Reports triggers that are shadowed by an earlier one, and triggers that can be removed
    /// without changing the result.
    fn check_implications(&mut self, workspace: &Workspace, conditions: &[Option<Nnf>]) {
        let rules = workspace.rules();
        // `Subsumption` indexes each condition by its rarest part, for which it needs the
        // frequencies.
        let mut frequency = vec![0_u32; rules.predicate_count()];
        for checked in workspace.checked_triggers() {
            let tests = checked.when.into_iter().flat_map(|program| rules.predicates_of(program));
            for test in tests {
                if let Some(count) = test.get_mut(&mut frequency) {
                    *count = count.saturating_add(1);
                }
            }
        }
        let tests =
            frequency.iter().fold(0_usize, |sum, count| sum.saturating_add(*count as usize));
        let budget =
            Budget::new(MAX_STEPS.saturating_add(tests.saturating_mul(MAX_STEPS_PER_PREDICATE)));
        let operands = CanonicalOperands::new(rules);
        let mut implication = Implication { rules, operands: &operands, budget };
        let id = |index: usize| workspace.triggers().get(index).map(|trigger| trigger.id.clone());
        let path_of = |index: usize| PathRef::ROOT.key("triggers").index(index).to_path();
        let mut earlier = Subsumption::new(rules, &operands, &frequency);
        for (index, condition) in conditions.iter().enumerate() {
            let Some(condition) = condition.as_ref().filter(|_| self.can_win(index)) else {
                continue;
            };
            let by = earlier.find(index, condition, conditions, &mut implication);
            implication.budget.count(!implication.budget.is_spent());
            match by.and_then(|by| Some((id(index)?, id(by)?))) {
                Some((trigger, by)) => {
                    self.exclude(index);
                    let path = path_of(index);
                    self.findings.push(Finding::Shadowed { trigger, path, by });
                }
                // A trigger that is shadowed is not inserted: whatever it shadows, the earlier
                // trigger shadows as well.
                None => earlier.insert(index, condition),
            }
        }
        let redundant = self.redundant(workspace, conditions, &frequency, &mut implication);
        for (index, covered_by) in redundant {
            let Some(trigger) = id(index) else {
                continue;
            };
            let (covered_by, path) = (covered_by.and_then(id), path_of(index));
            let instead = vec![Replacement::remove(path.clone())];
            self.findings.push(Finding::Redundant { trigger, path, covered_by, instead });
        }
        implication.budget.report("triggers, against those before them", &mut self.findings);
    }

    /// Returns the triggers whose visitors get the same group without them: from a later trigger,
    /// or as the default group.
    fn redundant(
        &self,
        workspace: &Workspace,
        conditions: &[Option<Nnf>],
        frequency: &[u32],
        implication: &mut Implication<'_>,
    ) -> BTreeMap<usize, Option<usize>> {
        let target = |index: usize| workspace.checked_triggers().get(index).map(|t| t.target);
        // A shadowed trigger may win once the trigger that shadows it is removed, so it is not
        // skipped.
        let may_win: Vec<usize> = (0..conditions.len())
            .filter(|index| conditions.get(*index).is_some_and(Option::is_some))
            .collect();
        let mut found = BTreeMap::new();
        // Only triggers within a run to one group are compared: between two of them no other group
        // is assigned.
        for run in may_win.chunk_by(|one, next| target(*one) == target(*next)) {
            // The run is read backwards, so the index holds the triggers after the current one.
            let mut later = Subsumption::new(workspace.rules(), implication.operands, frequency);
            for index in run.iter().rev().filter(|index| run.len() > 1 && self.can_win(**index)) {
                let Some(condition) = conditions.get(*index).and_then(Option::as_ref) else {
                    continue;
                };
                if let Some(by) = later.find(*index, condition, conditions, implication) {
                    found.insert(*index, Some(by));
                } else {
                    later.insert(*index, condition);
                }
            }
        }
        if default_group_follows(workspace) {
            let is_default = |index: &&usize| target(**index) == workspace.default_index();
            let last = may_win.iter().rev().take_while(is_default);
            for index in last.filter(|index| self.can_win(**index)) {
                found.entry(*index).or_insert(None);
            }
        }
        found
    }
}

/// Returns `true` if a visitor for whom no trigger is true gets the default group. No source and no
/// required picker comes in between.
fn default_group_follows(workspace: &Workspace) -> bool {
    workspace.default_index().is_some()
        && workspace.precedence().last() == Some(&Source::Trigger)
        && workspace.picker().mode != PickerMode::Required
}

/// Returns the texts of predicates.
fn predicate_texts(
    workspace: &Workspace,
    index: usize,
    when: &Condition,
    tests: &[Requirement],
) -> Vec<String> {
    let rules = workspace.rules();
    let program = workspace.checked_triggers().get(index).and_then(|checked| checked.when);
    let numbers = program.into_iter().flat_map(|program| rules.predicates_of(program));
    // Both lists are in the order of the document.
    let mut predicates = Vec::new();
    collect_leaves(when, &mut predicates);
    let written: Vec<(PredicateIx, &Predicate)> = numbers.zip(predicates).collect();
    let in_words = |requirement: &Requirement| {
        let (_, predicate) = written.iter().find(|(number, _)| *number == requirement.predicate)?;
        let is_negated = !requirement.values.has(Truth::True);
        Some(if is_negated { format!("not {predicate}") } else { predicate.to_string() })
    };
    tests.iter().filter_map(in_words).collect()
}

fn collect_leaves<'c>(part: &'c Condition, predicates: &mut Vec<&'c Predicate>) {
    match part {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| collect_leaves(part, predicates));
        }
        Condition::Not(part) => collect_leaves(part, predicates),
        Condition::Predicate(predicate) => predicates.push(predicate),
    }
}
