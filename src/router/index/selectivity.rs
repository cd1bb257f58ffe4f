//! Selectivity estimates: how likely a predicate is to be true for a visitor.
//!
//! Idea: as in a query optimizer, but without data. What visitors are like is not known when rules are
//! compiled, so the rules themselves are the sample: if half of the triggers that compare a field ask for one
//! value, half of the visitors are assumed to have it. The estimates are smoothed towards a tenth if there
//! are few predicates (additive smoothing).
//!
//! Drawback: rules that do not mirror the traffic give wrong estimates, which cost time only. Statistics of
//! real traffic were not tried, because the core stores no data.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::condition::{
    CompiledOp, CompiledPredicate, Nnf, NumberOp, OperandRef, Requirement, RuleSet, TextOp, Truth,
};
use crate::ix::{Ix, OperandIx, PredicateIx};
use crate::router::index::hashing::Hashing;
use crate::router::index::prefixes::Lengths;
use crate::router::index::segment_tree::{KeyRange, sort_key};
use crate::router::index::statistics::{OperandStatistics, Statistics};

/// Estimated probabilities, from 0 to 1.
#[derive(Debug)]
pub(super) struct Selectivity<'c> {
    statistics: &'c Statistics<'c>,
    hashing: Hashing,
    /// For each operand, the share of its values and prefixes that start with each prefix.
    prefix_shares: Vec<PrefixShares>,
}

#[derive(Debug, Default)]
struct PrefixShares(HashMap<u64, f32, FixedState>);

/// The weight of the prior, in predicates: with fewer predicates the prior dominates, with more of them the
/// rules do. Chosen with the first version of the index; not measured on its own.
const PRIOR_WEIGHT: f32 = 8.0;

impl<'c> Selectivity<'c> {
    pub(super) fn new(statistics: &'c Statistics<'c>, hashing: Hashing) -> Self {
        let starts =
            statistics.operands().map(|(_, operand)| PrefixShares::new(operand, hashing)).collect();
        Self { statistics, hashing, prefix_shares: starts }
    }

    pub(super) fn rules(&self) -> &'c RuleSet {
        self.statistics.rules
    }

    /// Returns how many predicates use an operand.
    pub(super) fn operand_uses(&self, operand: OperandIx) -> f32 {
        self.statistics.operand(operand).map_or(0.0, |operand| to_f32(operand.uses as usize))
    }

    /// Returns the probability that a predicate has one of the required values.
    pub(super) fn requirement(&self, requirement: Requirement) -> f32 {
        let Some(predicate) = self.statistics.rules.predicate(requirement.predicate) else {
            return 0.0;
        };
        let of_true = self.predicate_is_true(predicate, requirement.predicate);
        let add = |truth, share: f32| if requirement.values.has(truth) { share } else { 0.0 };
        let known = 1.0 - UNKNOWN_SHARE;
        // The law of total probability over known and unknown values.
        let of_known = add(Truth::True, of_true) + add(Truth::False, 1.0 - of_true);
        known * of_known + add(Truth::Unknown, UNKNOWN_SHARE)
    }

    /// Returns the probability that a condition is true, as if its parts were independent.
    pub(super) fn condition(&self, condition: &Nnf) -> f32 {
        match condition {
            Nnf::All(parts) => parts.iter().map(|part| self.condition(part)).product(),
            Nnf::Any(parts) => {
                1.0 - parts.iter().map(|part| 1.0 - self.condition(part)).product::<f32>()
            }
            Nnf::Leaf(requirement) => self.requirement(*requirement),
        }
    }

    fn predicate_is_true(&self, predicate: &CompiledPredicate, index: PredicateIx) -> f32 {
        // Rules do not show how often a state is true.
        let OperandRef::Field(field) = predicate.operand else {
            return 0.5;
        };
        let Some(operand) = self.statistics.operand(field) else {
            return 0.5;
        };
        match &predicate.op {
            CompiledOp::Exists(expected) => {
                if *expected {
                    1.0 - UNKNOWN_SHARE
                } else {
                    UNKNOWN_SHARE
                }
            }
            CompiledOp::Boolean(_) | CompiledOp::State(_) => 0.5,
            CompiledOp::Number(NumberOp::OneOf(numbers)) => {
                let share = |number| self.range(field, KeyRange::point(sort_key(number)));
                numbers.iter().map(|number| share(*number)).sum::<f32>().min(1.0)
            }
            CompiledOp::Number(op) => {
                KeyRange::satisfying(op).map_or(0.5, |range| self.range(field, range))
            }
            CompiledOp::Text(TextOp::Equal(value)) => self.value(operand, value),
            CompiledOp::Text(TextOp::OneOf(values)) => {
                values.iter().map(|value| self.value(operand, value)).sum::<f32>().min(1.0)
            }
            CompiledOp::Text(TextOp::StartsWith(start)) => self.prefix(field, start),
            CompiledOp::Text(TextOp::Contains(part)) => {
                let share = smoothed_share(self.statistics.uses(index), operand.part_uses);
                share.max(short_substring(part.len()))
            }
            CompiledOp::Text(_) => smoothed_share(self.statistics.uses(index), operand.part_uses),
            // An expression that passed the index mostly contains its literal. An estimate, not measured.
            CompiledOp::Matches(_) => 0.3,
        }
    }

    fn value(&self, operand: &OperandStatistics<'_>, value: &str) -> f32 {
        let known = operand.values.get(&self.hashing.text(value.as_bytes()));
        smoothed_share(known.map_or(0, |(_, uses)| *uses), operand.value_uses)
    }

    fn prefix(&self, operand: OperandIx, start: &str) -> f32 {
        let starts = operand.get(&self.prefix_shares);
        let share =
            starts.and_then(|starts| starts.0.get(&self.hashing.text(start.as_bytes())).copied());
        // The prior of `smoothed_share`.
        share.unwrap_or(0.1)
    }

    /// Returns the probability that a number is in a range: the share of the rules' bounds that are.
    pub(super) fn range(&self, operand: OperandIx, range: KeyRange) -> f32 {
        let bounds = self.statistics.operand(operand).map_or(&[][..], |operand| &operand.bounds);
        let below = bounds.partition_point(|bound| *bound < range.min);
        let within = bounds.partition_point(|bound| *bound <= range.max).saturating_sub(below);
        // Laplace's rule of succession: no range gets the probability 0 or 1.
        (to_f32(within) + 1.0) / (to_f32(bounds.len()) + 2.0)
    }
}

/// The assumed share of visitors whose field is not known. Not measured; it only has to be small.
const UNKNOWN_SHARE: f32 = 0.1;

/// Returns the smoothed share of predicates: a tenth if there are none.
fn smoothed_share(uses: u32, of: u32) -> f32 {
    (to_f32(uses as usize) + 0.1 * PRIOR_WEIGHT) / (to_f32(of as usize) + PRIOR_WEIGHT)
}

/// Returns the share of texts that contain a substring of so few bytes. The shares are rough estimates for URLs, not
/// measured. They keep short substrings from being chosen as access paths.
fn short_substring(bytes: usize) -> f32 {
    match bytes {
        0 | 1 => 0.7,
        2 => 0.3,
        3 => 0.02,
        _ => 0.0,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a guess needs no more")]
pub(super) fn to_f32(count: usize) -> f32 {
    count as f32
}

impl PrefixShares {
    fn new(operand: &OperandStatistics<'_>, hashing: Hashing) -> Self {
        if operand.starts.is_empty() {
            return Self::default();
        }
        let lengths = Lengths::new(operand.starts.iter().map(|(start, _)| start.as_bytes()));
        let hashes = operand.starts.iter().map(|(start, _)| hashing.text(start.as_bytes()));
        let mut counts: HashMap<u64, u32, FixedState> = hashes.map(|hash| (hash, 0)).collect();
        let values = operand.values.values().copied();
        let mut total = 0_u32;
        // Whole values count as well, because a visitor with such a value has its prefixes, too.
        for (text, uses) in operand.starts.iter().copied().chain(values) {
            total = total.saturating_add(uses);
            lengths.prefix_hashes(text.as_bytes(), hashing, |hash| {
                if let Some(count) = counts.get_mut(&hash) {
                    *count = count.saturating_add(uses);
                }
            });
        }
        let shares = counts.into_iter().map(|(hash, count)| (hash, smoothed_share(count, total)));
        Self(shares.collect())
    }
}
