//! Statistics of the triggers: how often each predicate occurs, and with which values each operand is
//! compared.
//!
//! The index assumes that rules mirror the traffic that they are written for, so these counts are its only
//! knowledge of visitors: see [`Selectivity`](super::selectivity::Selectivity).

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::condition::{
    CompiledOp, CompiledPredicate, ExprId, Number, NumberOp, OperandRef, RuleSet, TextOp,
};
use crate::ix::{Ix, OperandIx, PredicateIx};
use crate::router::index::hashing::Hashing;
use crate::router::index::segment_tree::sort_key;

/// The counts of a set of triggers.
#[derive(Debug)]
pub(super) struct Statistics<'r> {
    pub(super) rules: &'r RuleSet,
    /// The number of occurrences of each predicate.
    uses: Vec<u32>,
    operands: Vec<OperandStatistics<'r>>,
}

/// The counts of one operand.
#[derive(Debug, Default)]
pub(super) struct OperandStatistics<'r> {
    /// The number of predicates that use the operand.
    pub(super) uses: u32,
    /// Whole values by hash, and the number of comparisons with each.
    pub(super) values: HashMap<u64, (&'r str, u32), FixedState>,
    pub(super) value_uses: u32,
    /// The prefixes, and the number of tests for each.
    pub(super) starts: Vec<(&'r str, u32)>,
    /// The number of tests for substrings.
    pub(super) part_uses: u32,
    /// The bounds of ranges, and points, as sort keys; ascending after [`Statistics::collect`].
    pub(super) bounds: Vec<u64>,
}

impl<'r> Statistics<'r> {
    /// Collects the statistics of conditions.
    pub(super) fn collect(
        conditions: impl Iterator<Item = ExprId>,
        rules: &'r RuleSet,
        hashing: Hashing,
    ) -> Self {
        // Counted by predicate first: each distinct predicate is then hashed once, however many triggers use
        // it.
        let uses = vec![0; rules.predicate_count()];
        let operands = rules.operands().map(|_| OperandStatistics::default()).collect();
        let mut statistics = Self { rules, uses, operands };
        for predicate in conditions.flat_map(|condition| rules.predicates_of(condition)) {
            if let Some(uses) = predicate.get_mut(&mut statistics.uses) {
                *uses = uses.saturating_add(1);
            }
        }
        statistics.finish(hashing);
        statistics
    }

    /// Sums the counts up by operand.
    fn finish(&mut self, hashing: Hashing) {
        let rules = self.rules;
        // Equal predicates are stored once, so each distinct one is added once with the number of its uses.
        for (predicate, uses) in PredicateIx::all(self.uses.len()).zip(&self.uses) {
            let Some(CompiledPredicate { operand: OperandRef::Field(operand), op }) =
                rules.predicate(predicate)
            else {
                continue;
            };
            if let Some(operand) = operand.get_mut(&mut self.operands).filter(|_| *uses > 0) {
                operand.add(op, *uses, hashing);
            }
        }
        for operand in &mut self.operands {
            // Range estimates and the quantiles of signatures need them in order.
            operand.bounds.sort_unstable();
        }
    }

    /// Returns the number of occurrences of a predicate. An index of another rule set breaks an invariant: it counts
    /// as unused.
    pub(super) fn uses(&self, predicate: PredicateIx) -> u32 {
        let found = predicate.get(&self.uses);
        debug_assert!(found.is_some(), "{predicate:?} is not of this rule set");
        found.copied().unwrap_or_default()
    }

    pub(super) fn operands(&self) -> impl Iterator<Item = (OperandIx, &OperandStatistics<'r>)> {
        OperandIx::all(self.operands.len()).zip(&self.operands)
    }

    /// Returns the counts of an operand. An index of another rule set breaks an invariant: callers then use the prior.
    pub(super) fn operand(&self, operand: OperandIx) -> Option<&OperandStatistics<'r>> {
        let found = operand.get(&self.operands);
        debug_assert!(found.is_some(), "{operand:?} is not of this rule set");
        found
    }
}

impl<'r> OperandStatistics<'r> {
    fn add(&mut self, op: &'r CompiledOp, uses: u32, hashing: Hashing) {
        self.uses = self.uses.saturating_add(uses);
        match op {
            CompiledOp::Text(TextOp::Equal(value)) => self.add_value(value, uses, hashing),
            CompiledOp::Text(TextOp::OneOf(values)) => {
                for value in values {
                    self.add_value(value, uses, hashing);
                }
            }
            CompiledOp::Text(TextOp::StartsWith(start)) => self.starts.push((start, uses)),
            CompiledOp::Text(_) | CompiledOp::Matches(_) => {
                self.part_uses = self.part_uses.saturating_add(uses);
            }
            CompiledOp::Number(NumberOp::OneOf(numbers)) => self.bounds.extend(keys_of(numbers)),
            CompiledOp::Number(
                NumberOp::AtLeast(bound)
                | NumberOp::AtMost(bound)
                | NumberOp::Above(bound)
                | NumberOp::Below(bound),
            ) => {
                // A bound that many triggers share counts as often, because many visitors are expected near
                // it. At most 64 times, which keeps the list short.
                let weight = uses.min(64) as usize;
                self.bounds.extend(std::iter::repeat_n(sort_key(*bound), weight));
            }
            CompiledOp::Exists(_) | CompiledOp::Boolean(_) | CompiledOp::State(_) => {}
        }
    }

    fn add_value(&mut self, value: &'r str, uses: u32, hashing: Hashing) {
        self.value_uses = self.value_uses.saturating_add(uses);
        let known = self.values.entry(hashing.text(value.as_bytes())).or_insert((value, 0));
        known.1 = known.1.saturating_add(uses);
    }
}

fn keys_of(numbers: &[Number]) -> impl Iterator<Item = u64> {
    numbers.iter().map(|number| sort_key(*number))
}
