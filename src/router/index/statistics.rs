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
        let uses = vec![0; rules.predicate_count()];
        let operands = rules.operands().map(|_| OperandStatistics::default()).collect();
        let mut census = Self { rules, uses, operands };
        for predicate in conditions.flat_map(|condition| rules.predicates_of(condition)) {
            if let Some(uses) = census.uses.get_mut(predicate as usize) {
                *uses = uses.saturating_add(1);
            }
        }
        census.finish(hashing);
        census
    }

    /// Sums the counts up by operand.
    fn finish(&mut self, hashing: Hashing) {
        let rules = self.rules;
        for (number, uses) in (0..).zip(&self.uses) {
            let Some(CompiledPredicate { operand: OperandRef::Field(operand), op: check }) =
                rules.predicate(number)
            else {
                continue;
            };
            if let Some(operand) = self.operands.get_mut(*operand as usize).filter(|_| *uses > 0) {
                operand.add(check, *uses, hashing);
            }
        }
        for operand in &mut self.operands {
            operand.bounds.sort_unstable();
        }
    }

    pub(super) fn uses(&self, predicate: u32) -> u32 {
        self.uses.get(predicate as usize).copied().unwrap_or_default()
    }

    pub(super) fn operands(&self) -> impl Iterator<Item = (u32, &OperandStatistics<'r>)> {
        (0..).zip(&self.operands)
    }

    pub(super) fn operand(&self, number: u32) -> Option<&OperandStatistics<'r>> {
        self.operands.get(number as usize)
    }
}

impl<'r> OperandStatistics<'r> {
    fn add(&mut self, check: &'r CompiledOp, uses: u32, hashing: Hashing) {
        self.uses = self.uses.saturating_add(uses);
        match check {
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
