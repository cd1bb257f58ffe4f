//! Findings of triggers and where they stand: those that never win, and those that change nothing.

use std::collections::BTreeMap;

use crate::analysis::Finding;
use crate::analysis::Replacement;
use crate::analysis::budget::Budget;
use crate::analysis::contradictions::{Contradictions, normal};
use crate::analysis::group_facts::GroupFacts;
use crate::analysis::implication::{Implication, Operands};
use crate::analysis::subsumption::Subsumption;
use crate::condition::{Condition, Nnf, Predicate, Requirement, Truth};
use crate::error::PathRef;
use crate::ix::{Ix, PredicateIx};
use crate::settings::{PickerMode, Source};
use crate::workspace::Workspace;

/// The steps that comparing conditions may cost, so many and so many for each test of a trigger: a step is
/// a look at an entry of the index, or a comparison of two tests.
const STEPS: usize = 5_000_000;
const STEPS_EACH: usize = 200;

/// The triggers of a workspace that can win, as far as the document tells.
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

    /// Returns `true` if nothing in the document keeps the trigger from winning.
    pub(super) fn can_win(&self, place: usize) -> bool {
        self.can_win.get(place).copied().unwrap_or(false)
    }

    /// Returns the place of the first trigger that fires for every visitor, as it has no condition.
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

    /// Finds conditions that can never be true, and keeps the others in the form in which they are
    /// compared.
    fn check_contradictions(
        &mut self,
        workspace: &Workspace,
        facts: &GroupFacts,
    ) -> Vec<Option<Nnf>> {
        let rules = workspace.rules();
        let mut contradictions = Contradictions::new(workspace, facts);
        let mut conditions = Vec::with_capacity(self.can_win.len());
        let triggers = workspace.triggers().iter().zip(workspace.checked_triggers());
        for (place, (trigger, checked)) in triggers.enumerate() {
            if !self.can_win(place) {
                conditions.push(None);
                continue;
            }
            let condition = normal(rules, checked.when);
            let conflict = contradictions.of_condition(&condition);
            if let (Some(tests), Some(when)) = (conflict, &trigger.when) {
                self.lose(place);
                conditions.push(None);
                // A single test is a finding of its own.
                if tests.len() > 1 {
                    self.findings.push(Finding::Contradictory {
                        trigger: trigger.id.clone(),
                        place: PathRef::ROOT.key("triggers").index(place).key("when").place(),
                        tests: in_words(workspace, place, when, &tests),
                    });
                }
            } else {
                conditions.push(Some(condition));
            }
        }
        contradictions.budget.report("conditions, for contradictions", &mut self.findings);
        conditions
    }

    fn lose(&mut self, place: usize) {
        if let Some(can_win) = self.can_win.get_mut(place) {
            *can_win = false;
        }
    }

    fn check_catch_all(&mut self, workspace: &Workspace) {
        let Some(first) = self.catch_all(workspace) else {
            return;
        };
        let after = workspace.triggers().iter().enumerate().skip(first + 1);
        let after: Vec<_> = after.filter(|(_, trigger)| trigger.enabled).collect();
        after.iter().for_each(|(place, _)| self.lose(*place));
        if let Some(first) = workspace.triggers().get(first).filter(|_| !after.is_empty()) {
            let after = after.into_iter().map(|(_, trigger)| trigger.id.clone()).collect();
            self.findings.push(Finding::AfterCatchAll { first: first.id.clone(), after });
        }
    }

    /// Finds triggers that an earlier one beats whenever they are true, and those whose visitors go to the
    /// same group without them.
    fn check_implications(&mut self, workspace: &Workspace, conditions: &[Option<Nnf>]) {
        let rules = workspace.rules();
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
        let budget = Budget::new(STEPS.saturating_add(tests.saturating_mul(STEPS_EACH)));
        let operands = Operands::new(rules);
        let mut implication = Implication { rules, operands: &operands, budget };
        let id = |place: usize| workspace.triggers().get(place).map(|trigger| trigger.id.clone());
        let place_of = |place: usize| PathRef::ROOT.key("triggers").index(place).place();
        let mut earlier = Subsumption::new(rules, &operands, &frequency);
        for (place, condition) in conditions.iter().enumerate() {
            let Some(condition) = condition.as_ref().filter(|_| self.can_win(place)) else {
                continue;
            };
            let by = earlier.find(place, condition, conditions, &mut implication);
            implication.budget.count(!implication.budget.is_spent());
            match by.and_then(|by| Some((id(place)?, id(by)?))) {
                Some((trigger, by)) => {
                    self.lose(place);
                    let place = place_of(place);
                    self.findings.push(Finding::Shadowed { trigger, place, by });
                }
                None => earlier.insert(place, condition),
            }
        }
        let redundant = self.redundant(workspace, conditions, &frequency, &mut implication);
        for (place, covered_by) in redundant {
            let Some(trigger) = id(place) else {
                continue;
            };
            let (covered_by, place) = (covered_by.and_then(id), place_of(place));
            let instead = vec![Replacement::remove(place.clone())];
            self.findings.push(Finding::Redundant { trigger, place, covered_by, instead });
        }
        implication.budget.report("triggers, against those before them", &mut self.findings);
    }

    /// The triggers without which their visitors get the same group from a later trigger, or from the
    /// default group.
    fn redundant(
        &self,
        workspace: &Workspace,
        conditions: &[Option<Nnf>],
        frequency: &[u32],
        implication: &mut Implication<'_>,
    ) -> BTreeMap<usize, Option<usize>> {
        let target = |place: usize| workspace.checked_triggers().get(place).map(|t| t.target);
        // Without the trigger that beats it, one that never wins now may: it is not passed over.
        let may_win: Vec<usize> = (0..conditions.len())
            .filter(|place| conditions.get(*place).is_some_and(Option::is_some))
            .collect();
        let mut found = BTreeMap::new();
        // Runs of triggers to one group: between two of a run no other group is assigned.
        for run in may_win.chunk_by(|one, next| target(*one) == target(*next)) {
            let mut later = Subsumption::new(workspace.rules(), implication.operands, frequency);
            for place in run.iter().rev().filter(|place| run.len() > 1 && self.can_win(**place)) {
                let Some(condition) = conditions.get(*place).and_then(Option::as_ref) else {
                    continue;
                };
                if let Some(by) = later.find(*place, condition, conditions, implication) {
                    found.insert(*place, Some(by));
                } else {
                    later.insert(*place, condition);
                }
            }
        }
        if default_group_follows(workspace) {
            let is_default = |place: &&usize| target(**place) == workspace.default_place();
            let last = may_win.iter().rev().take_while(is_default);
            for place in last.filter(|place| self.can_win(**place)) {
                found.entry(*place).or_insert(None);
            }
        }
        found
    }
}

/// Whether a visitor whom no trigger takes gets the default group: no source and no picker comes between.
fn default_group_follows(workspace: &Workspace) -> bool {
    workspace.default_place().is_some()
        && workspace.precedence().last() == Some(&Source::Trigger)
        && workspace.picker().mode != PickerMode::Required
}

/// Tests as lines say them.
fn in_words(
    workspace: &Workspace,
    place: usize,
    when: &Condition,
    tests: &[Requirement],
) -> Vec<String> {
    let rules = workspace.rules();
    let program = workspace.checked_triggers().get(place).and_then(|checked| checked.when);
    let numbers = program.into_iter().flat_map(|program| rules.predicates_of(program));
    // Both are in the order of the document.
    let mut leaves = Vec::new();
    collect_leaves(when, &mut leaves);
    let written: Vec<(PredicateIx, &Predicate)> = numbers.zip(leaves).collect();
    let in_words = |wanted: &Requirement| {
        let (_, leaf) = written.iter().find(|(number, _)| *number == wanted.predicate)?;
        let is_negated = !wanted.values.has(Truth::True);
        Some(if is_negated { format!("not {leaf}") } else { leaf.to_string() })
    };
    tests.iter().filter_map(in_words).collect()
}

fn collect_leaves<'c>(part: &'c Condition, leaves: &mut Vec<&'c Predicate>) {
    match part {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| collect_leaves(part, leaves));
        }
        Condition::Not(part) => collect_leaves(part, leaves),
        Condition::Predicate(leaf) => leaves.push(leaf),
    }
}
