//! Conditions that can never be true, as far as the tests of one field exclude each other.
//!
//! What is reported is certain, what is not is not: tests of different fields, and regular expressions, are
//! only compared where a list of values decides.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::budget::Budget;
use crate::analysis::constraints::{Test, conflict_of_states, conflict_of_tests};
use crate::analysis::group_facts::GroupFacts;
use crate::condition::{ExprId, Nnf, OperandRef, Requirement, RuleSet};
use crate::ix::StateIx;
use crate::visitor::Field;
use crate::workspace::Workspace;

/// What a test looks at: tests of different subjects do not exclude each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'r> {
    Field(&'r Field),
    State(StateIx),
}

/// Looks for tests that exclude each other.
pub(super) struct Contradictions<'w> {
    rules: &'w RuleSet,
    facts: &'w GroupFacts,
    /// The tests that must all hold, by what they look at.
    tests: BTreeMap<Key<'w>, Vec<Requirement>>,
    pub(super) budget: Budget,
}

impl<'w> Contradictions<'w> {
    /// The steps that all conditions of a workspace may cost together: a step is a comparison of two
    /// tests, or of a value with a test.
    const STEPS: usize = 10_000_000;

    pub(super) fn new(workspace: &'w Workspace, facts: &'w GroupFacts) -> Self {
        Self {
            rules: workspace.rules(),
            facts,
            tests: BTreeMap::new(),
            budget: Budget::new(Self::STEPS),
        }
    }

    /// Returns the tests of a condition that exclude each other, so that it can never be true.
    pub(super) fn of_condition(&mut self, condition: &Nnf) -> Option<Vec<Requirement>> {
        self.tests.clear();
        let conflict = self.in_part(condition);
        self.budget.count(!self.budget.is_spent());
        conflict
    }

    /// The tests that keep a part from being true together with those that are noted already.
    fn in_part(&mut self, part: &Nnf) -> Option<Vec<Requirement>> {
        match part {
            Nnf::Leaf(wanted) => self.in_all(std::slice::from_ref(&Nnf::Leaf(*wanted))),
            Nnf::All(parts) => self.in_all(parts),
            // All alternatives must be excluded; the first that is not settles it.
            Nnf::Any(parts) => {
                let mut found: Vec<Requirement> = Vec::new();
                for part in parts {
                    let conflict = self.in_part(part)?;
                    found.extend(
                        conflict
                            .into_iter()
                            .filter(|wanted| !found.contains(wanted))
                            .collect::<Vec<_>>(),
                    );
                    found.truncate(NAMED);
                }
                Some(found)
            }
        }
    }

    fn in_all(&mut self, parts: &[Nnf]) -> Option<Vec<Requirement>> {
        let leaves = parts.iter().filter_map(|part| match part {
            Nnf::Leaf(wanted) => Some(*wanted),
            _ => None,
        });
        let leaves: Vec<(Key<'w>, Requirement)> =
            leaves.filter_map(|wanted| Some((self.key(wanted)?, wanted))).collect();
        for (key, wanted) in &leaves {
            self.tests.entry(*key).or_default().push(*wanted);
        }
        let touched: BTreeSet<Key<'_>> = leaves.iter().map(|(key, _)| *key).collect();
        let conflict = touched.into_iter().find_map(|key| self.in_tests_of(key));
        let conflict = conflict.or_else(|| {
            let joined = parts.iter().filter(|part| !matches!(part, Nnf::Leaf(_)));
            joined.into_iter().find_map(|part| self.in_part(part))
        });
        for (key, _) in leaves.iter().rev() {
            self.tests.get_mut(key).and_then(Vec::pop);
        }
        conflict
    }

    fn key(&self, wanted: Requirement) -> Option<Key<'w>> {
        Some(match self.rules.predicate(wanted.predicate)?.operand {
            OperandRef::Field(operand) => Key::Field(&self.rules.operand(operand)?.field),
            OperandRef::State(state) => Key::State(state),
        })
    }

    fn in_tests_of(&mut self, key: Key<'_>) -> Option<Vec<Requirement>> {
        let wanted = self.tests.get(&key)?;
        if !self.budget.take(wanted.len()) {
            return None;
        }
        let tests = wanted.iter().filter_map(|wanted| Test::new(self.rules, *wanted));
        let tests: Vec<Test<'_>> = tests.collect();
        match key {
            Key::Field(field) => conflict_of_tests(field, &tests, &mut self.budget),
            Key::State(state) => conflict_of_states(self.rules.state(state)?, &tests, self.facts),
        }
    }
}

/// The most tests that a finding names.
const NAMED: usize = 4;

/// A trigger's condition in the form in which it is compared.
pub(super) fn normal(rules: &RuleSet, program: Option<ExprId>) -> Nnf {
    // No condition is an `all` of nothing.
    program.map_or(Nnf::All(Vec::new()), |program| rules.to_nnf(program))
}
