//! Contradictions: conditions that can never be true because predicates of one field exclude each
//! other.
//!
//! Every reported contradiction is certain. Not every contradiction is found: predicates of
//! different fields are not compared, and regular expressions are compared only with lists of
//! values.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::budget::Budget;
use crate::analysis::constraints::{ConstrainedPredicate, conflict_of_states, conflict_of_tests};
use crate::analysis::group_facts::GroupFacts;
use crate::condition::{ExprId, Nnf, OperandRef, Requirement, RuleSet};
use crate::ix::StateIx;
use crate::visitor::Field;
use crate::workspace::Workspace;

/// The subject of a predicate. Predicates of different subjects do not exclude each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject<'r> {
    Field(&'r Field),
    State(StateIx),
}

/// A search for predicates that exclude each other.
pub(super) struct Contradictions<'w> {
    rules: &'w RuleSet,
    facts: &'w GroupFacts,
    /// The predicates that must all hold on the current path through the condition, by subject.
    tests: BTreeMap<Subject<'w>, Vec<Requirement>>,
    pub(super) budget: Budget,
}

impl<'w> Contradictions<'w> {
    /// The most steps that all conditions of a workspace may take together. A step is a comparison
    /// of two predicates, or of a value with a predicate. It is a bound on the worst case: ordinary
    /// documents take a small part of it.
    const MAX_STEPS: usize = 10_000_000;

    pub(super) fn new(workspace: &'w Workspace, facts: &'w GroupFacts) -> Self {
        Self {
            rules: workspace.rules(),
            facts,
            tests: BTreeMap::new(),
            budget: Budget::new(Self::MAX_STEPS),
        }
    }

    /// Returns the tests of a condition that exclude each other, so that it can never be true.
    pub(super) fn check_condition(&mut self, condition: &Nnf) -> Option<Vec<Requirement>> {
        self.tests.clear();
        let conflict = self.check_part(condition);
        self.budget.count(!self.budget.is_spent());
        conflict
    }

    /// Returns the predicates that make a part false, together with those collected from the
    /// enclosing parts.
    fn check_part(&mut self, part: &Nnf) -> Option<Vec<Requirement>> {
        match part {
            Nnf::Leaf(requirement) => {
                self.check_all(std::slice::from_ref(&Nnf::Leaf(*requirement)))
            }
            Nnf::All(parts) => self.check_all(parts),
            // An `any` contradicts only if each alternative does. The first alternative without a
            // conflict decides.
            Nnf::Any(parts) => {
                let mut found: Vec<Requirement> = Vec::new();
                for part in parts {
                    let conflict = self.check_part(part)?;
                    found.extend(
                        conflict
                            .into_iter()
                            .filter(|requirement| !found.contains(requirement))
                            .collect::<Vec<_>>(),
                    );
                    found.truncate(MAX_NAMED);
                }
                Some(found)
            }
        }
    }

    /// Adds the leaves of an `all`, checks the subjects that they change, then descends. The leaves
    /// are removed again on the way back.
    fn check_all(&mut self, parts: &[Nnf]) -> Option<Vec<Requirement>> {
        let leaves = parts.iter().filter_map(|part| match part {
            Nnf::Leaf(requirement) => Some(*requirement),
            _ => None,
        });
        let leaves: Vec<(Subject<'w>, Requirement)> =
            leaves.filter_map(|requirement| Some((self.key(requirement)?, requirement))).collect();
        for (key, requirement) in &leaves {
            self.tests.entry(*key).or_default().push(*requirement);
        }
        // Other subjects were checked with the enclosing parts and have not changed.
        let touched: BTreeSet<Subject<'_>> = leaves.iter().map(|(key, _)| *key).collect();
        let conflict = touched.into_iter().find_map(|key| self.check_subject(key));
        let conflict = conflict.or_else(|| {
            let joined = parts.iter().filter(|part| !matches!(part, Nnf::Leaf(_)));
            joined.into_iter().find_map(|part| self.check_part(part))
        });
        for (key, _) in leaves.iter().rev() {
            self.tests.get_mut(key).and_then(Vec::pop);
        }
        conflict
    }

    fn key(&self, requirement: Requirement) -> Option<Subject<'w>> {
        Some(match self.rules.predicate(requirement.predicate)?.operand {
            OperandRef::Field(operand) => Subject::Field(&self.rules.operand(operand)?.field),
            OperandRef::State(state) => Subject::State(state),
        })
    }

    /// Checks the collected predicates of one subject.
    fn check_subject(&mut self, key: Subject<'_>) -> Option<Vec<Requirement>> {
        let requirement = self.tests.get(&key)?;
        // Without steps nothing is claimed, because a reported contradiction must be certain.
        if !self.budget.take(requirement.len()) {
            return None;
        }
        let tests = requirement
            .iter()
            .filter_map(|requirement| ConstrainedPredicate::new(self.rules, *requirement));
        let tests: Vec<ConstrainedPredicate<'_>> = tests.collect();
        match key {
            Subject::Field(field) => conflict_of_tests(field, &tests, &mut self.budget),
            Subject::State(state) => {
                conflict_of_states(self.rules.state(state)?, &tests, self.facts)
            }
        }
    }
}

/// The most predicates that a finding names.
const MAX_NAMED: usize = 4;

/// Returns the negation normal form of a trigger's condition. A trigger without condition is an
/// `all` of nothing, which is true for every visitor.
pub(super) fn to_nnf(rules: &RuleSet, program: Option<ExprId>) -> Nnf {
    // An empty conjunction is true.
    program.map_or(Nnf::All(Vec::new()), |program| rules.to_nnf(program))
}
