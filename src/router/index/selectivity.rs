//! How likely a test is to hold for a visitor, guessed from the rules alone.
//!
//! A trigger is looked up by the test of it that holds for the fewest visitors. What visitors are
//! like is not known when rules are compiled, so the rules stand for them: a value that is half of
//! what triggers ask of a field is taken for half of the traffic. A wrong guess costs time only.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::condition::{
    CompiledOp, CompiledPredicate, Nnf, NumberOp, OperandRef, Requirement, RuleSet, TextOp, Truth,
};
use crate::router::index::hashing::Hashing;
use crate::router::index::prefixes::Lengths;
use crate::router::index::segment_tree::{KeyRange, sort_key};
use crate::router::index::statistics::{OperandStatistics, Statistics};

/// Guesses, from 0 to 1.
#[derive(Debug)]
pub(super) struct Selectivity<'c> {
    census: &'c Statistics<'c>,
    hashing: Hashing,
    /// For each operand, how many of its values and starts begin with each start.
    starts: Vec<Starts>,
}

#[derive(Debug, Default)]
struct Starts(HashMap<u64, f32, FixedState>);

/// Until there are about this many tests of a kind, what is usual weighs more than what they say.
const USUAL: f32 = 8.0;

impl<'c> Selectivity<'c> {
    pub(super) fn new(census: &'c Statistics<'c>, hashing: Hashing) -> Self {
        let starts = census.operands().map(|(_, operand)| Starts::new(operand, hashing)).collect();
        Self { census, hashing, starts }
    }

    pub(super) fn rules(&self) -> &'c RuleSet {
        self.census.rules
    }

    /// How many tests look at a operand.
    pub(super) fn weight_of(&self, operand: u32) -> f32 {
        self.census.operand(operand).map_or(0.0, |operand| counted(operand.uses as usize))
    }

    /// That a leaf has a value that is wanted.
    pub(super) fn requirement(&self, wanted: Requirement) -> f32 {
        let Some(predicate) = self.census.rules.predicate(wanted.predicate) else {
            return 0.0;
        };
        let of_true = self.predicate_is_true(predicate, wanted.predicate);
        let add = |truth, share: f32| if wanted.values.has(truth) { share } else { 0.0 };
        let known = 1.0 - UNKNOWN;
        let of_known = add(Truth::True, of_true) + add(Truth::False, 1.0 - of_true);
        known * of_known + add(Truth::Unknown, UNKNOWN)
    }

    /// That a condition is true, as if its parts had nothing to do with each other.
    pub(super) fn condition(&self, normal: &Nnf) -> f32 {
        match normal {
            Nnf::All(parts) => parts.iter().map(|part| self.condition(part)).product(),
            Nnf::Any(parts) => {
                1.0 - parts.iter().map(|part| 1.0 - self.condition(part)).product::<f32>()
            }
            Nnf::Leaf(wanted) => self.requirement(*wanted),
        }
    }

    fn predicate_is_true(&self, predicate: &CompiledPredicate, number: u32) -> f32 {
        let OperandRef::Field(place) = predicate.operand else {
            return 0.5;
        };
        let Some(operand) = self.census.operand(place) else {
            return 0.5;
        };
        match &predicate.op {
            CompiledOp::Exists(expected) => {
                if *expected {
                    1.0 - UNKNOWN
                } else {
                    UNKNOWN
                }
            }
            CompiledOp::Boolean(_) | CompiledOp::State(_) => 0.5,
            CompiledOp::Number(NumberOp::OneOf(numbers)) => {
                let share = |number| self.range(place, KeyRange::point(sort_key(number)));
                numbers.iter().map(|number| share(*number)).sum::<f32>().min(1.0)
            }
            CompiledOp::Number(check) => {
                KeyRange::satisfying(check).map_or(0.5, |range| self.range(place, range))
            }
            CompiledOp::Text(TextOp::Equal(value)) => self.value(operand, value),
            CompiledOp::Text(TextOp::OneOf(values)) => {
                values.iter().map(|value| self.value(operand, value)).sum::<f32>().min(1.0)
            }
            CompiledOp::Text(TextOp::StartsWith(start)) => self.prefix(place, start),
            CompiledOp::Text(TextOp::Contains(part)) => {
                let share = guess(self.census.uses(number), operand.part_uses);
                share.max(short_substring(part.len()))
            }
            CompiledOp::Text(_) => guess(self.census.uses(number), operand.part_uses),
            CompiledOp::Matches(_) => 0.3,
        }
    }

    fn value(&self, operand: &OperandStatistics<'_>, value: &str) -> f32 {
        let known = operand.values.get(&self.hashing.text(value.as_bytes()));
        guess(known.map_or(0, |(_, uses)| *uses), operand.value_uses)
    }

    fn prefix(&self, operand: u32, start: &str) -> f32 {
        let starts = self.starts.get(operand as usize);
        let share =
            starts.and_then(|starts| starts.0.get(&self.hashing.text(start.as_bytes())).copied());
        share.unwrap_or(0.1)
    }

    /// That a number lies in a range: the share of the rules' bounds that do.
    pub(super) fn range(&self, operand: u32, range: KeyRange) -> f32 {
        let bounds = self.census.operand(operand).map_or(&[][..], |operand| &operand.bounds);
        let below = bounds.partition_point(|bound| *bound < range.least);
        let within = bounds.partition_point(|bound| *bound <= range.most).saturating_sub(below);
        (counted(within) + 1.0) / (counted(bounds.len()) + 2.0)
    }
}

/// The share of visitors of whom a field is not known.
const UNKNOWN: f32 = 0.1;

/// The share of a test among those of its kind; a tenth where there are few.
fn guess(uses: u32, of: u32) -> f32 {
    (counted(uses as usize) + 0.1 * USUAL) / (counted(of as usize) + USUAL)
}

/// Texts of a few letters stand in most texts.
fn short_substring(bytes: usize) -> f32 {
    match bytes {
        0 | 1 => 0.7,
        2 => 0.3,
        3 => 0.02,
        _ => 0.0,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a guess needs no more")]
pub(super) fn counted(count: usize) -> f32 {
    count as f32
}

impl Starts {
    fn new(operand: &OperandStatistics<'_>, hashing: Hashing) -> Self {
        if operand.starts.is_empty() {
            return Self::default();
        }
        let lengths = Lengths::new(operand.starts.iter().map(|(start, _)| start.as_bytes()));
        let hashes = operand.starts.iter().map(|(start, _)| hashing.text(start.as_bytes()));
        let mut counts: HashMap<u64, u32, FixedState> = hashes.map(|hash| (hash, 0)).collect();
        let values = operand.values.values().copied();
        let mut total = 0_u32;
        for (text, uses) in operand.starts.iter().copied().chain(values) {
            total = total.saturating_add(uses);
            lengths.starts_of(text.as_bytes(), hashing, |hash| {
                if let Some(count) = counts.get_mut(&hash) {
                    *count = count.saturating_add(uses);
                }
            });
        }
        let shares = counts.into_iter().map(|(hash, count)| (hash, guess(count, total)));
        Self(shares.collect())
    }
}
