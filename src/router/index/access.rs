//! By what a trigger is looked up: the test of it that must hold and holds for the fewest visitors.
//!
//! A leaf is looked up by itself, an `all` by its best part, an `any` by all of its parts, and a
//! negation not at all, unless it is a positive test in disguise (`not visits at_least 5`). There is
//! no normal form of clauses, so nothing grows.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use crate::condition::{
    CompiledOp, Nnf, NumberOp, OperandRef, Requirement, RuleSet, TextOp, Truth,
};
use crate::router::index::grams::Grams;
use crate::router::index::literals;
use crate::router::index::numbers::{Range, order};
use crate::router::index::odds::Odds;
use crate::visitor::Field;

/// One thing that a visitor may show, under which triggers are listed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key<'r> {
    /// By its number in the rules.
    pub(super) operand: u32,
    pub(super) shows: Shows<'r>,
}

/// What it is. Where a table finds it, the trigger's program has the last word in any case.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shows<'r> {
    /// This text: sufficient, up to equal hashes.
    Equal(&'r str),
    /// A text that begins so: sufficient, up to equal hashes.
    Start(&'r str),
    /// A text that ends so: sufficient, up to equal hashes.
    End(&'r str),
    /// A text with this part, and with what else of others: the table finds windows of it, which is
    /// necessary only.
    Part(Cow<'r, str>, Grams),
    /// A host in this domain: sufficient, up to equal hashes.
    Domain(&'r str),
    /// A tag that is this one or narrower: sufficient, up to equal hashes.
    Tag(&'r str),
    /// A number in this range: necessary, since ranges reach over their ends.
    Number(Range),
    /// Sufficient.
    Boolean(bool),
    /// Anything, or nothing: sufficient.
    Known(bool),
}

/// The keys of a trigger: it can only be true of visitors who show one of them.
#[derive(Clone, Debug)]
pub(super) struct Access<'r> {
    pub(super) odds: f32,
    pub(super) keys: SmallVec<[Key<'r>; 2]>,
    /// The part of an `all` that they are the keys of, where it is one alone.
    pub(super) part: Option<usize>,
}

impl Access<'_> {
    /// Whether one decision may find the trigger more than once: under several keys, at several places of a
    /// text, or in several items of a list, which attributes alone can be.
    pub(super) fn may_be_met_again(&self, rules: &RuleSet) -> bool {
        let is_of_text = |shows: &Shows<'_>| {
            !matches!(shows, Shows::Number(_) | Shows::Boolean(_) | Shows::Known(_))
        };
        let is_attribute = |operand: u32| {
            rules
                .operand(operand)
                .is_some_and(|operand| matches!(operand.field, Field::Attribute(_)))
        };
        match &*self.keys {
            [key] => {
                matches!(key.shows, Shows::Part(..))
                    || is_of_text(&key.shows) && is_attribute(key.operand)
            }
            _ => true,
        }
    }
}

/// How a condition is looked up; nothing where it cannot be.
pub(super) fn access<'r>(normal: &Nnf, odds: &Odds<'r>) -> Option<Access<'r>> {
    match normal {
        Nnf::Leaf(wanted) => of_leaf(*wanted, odds),
        Nnf::Any(parts) => {
            let mut union = Access { odds: 0.0, keys: SmallVec::new(), part: None };
            for part in parts {
                let part = access(part, odds)?;
                union.odds = (union.odds + part.odds).min(1.0);
                union.keys.extend(part.keys);
            }
            Some(union)
        }
        Nnf::All(parts) => {
            let of_parts = parts.iter().enumerate().filter_map(|(place, part)| {
                Some(Access { part: Some(place), ..access(part, odds)? })
            });
            let mut best = of_parts
                .chain(of_ranges(parts, odds))
                .min_by(|one, other| one.odds.total_cmp(&other.odds))?;
            for key in &mut best.keys {
                if let Shows::Part(part, grams) = &mut key.shows {
                    if grams.is_empty() {
                        *grams = of_other_parts(parts, key.operand, part, odds);
                    }
                }
            }
            Some(best)
        }
    }
}

fn of_leaf<'r>(wanted: Requirement, odds: &Odds<'r>) -> Option<Access<'r>> {
    let predicate = odds.rules().predicate(wanted.predicate)?;
    let OperandRef::Field(operand) = predicate.operand else {
        return None;
    };
    let key = |shows| Key { operand, shows };
    let one = |shows| smallvec![key(shows)];
    let is_true = wanted.values.is_only(Truth::True);
    if !is_true && !wanted.values.is_only(Truth::False) {
        return None;
    }
    let keys: SmallVec<[Key<'r>; 2]> = match &predicate.op {
        CompiledOp::Exists(expected) => one(Shows::Known(*expected == is_true)),
        CompiledOp::Boolean(expected) => one(Shows::Boolean(*expected == is_true)),
        CompiledOp::Number(NumberOp::OneOf(numbers)) if is_true => {
            let points = numbers.iter().map(|number| Range::point(order(*number)));
            points.map(|point| key(Shows::Number(point))).collect()
        }
        CompiledOp::Number(check) => {
            let range = if is_true { Range::of(check) } else { Range::against(check) };
            one(Shows::Number(range?))
        }
        CompiledOp::Text(test) if is_true => match test {
            TextOp::Equal(value) => one(Shows::Equal(value)),
            TextOp::OneOf(values) => values.iter().map(|value| key(Shows::Equal(value))).collect(),
            TextOp::Contains(part) => one(Shows::Part(Cow::Borrowed(part), Grams::default())),
            TextOp::StartsWith(start) => one(Shows::Start(start)),
            TextOp::EndsWith(end) => one(Shows::End(end)),
            TextOp::WithinHost(domain) => one(Shows::Domain(domain)),
            TextOp::WithinTag(tag) => one(Shows::Tag(tag)),
        },
        CompiledOp::Matches(pattern) if is_true => {
            let parts = literals::of(pattern)?.into_iter().map(Cow::Owned);
            parts.map(|part| key(Shows::Part(part, Grams::default()))).collect()
        }
        CompiledOp::Text(_) | CompiledOp::Matches(_) | CompiledOp::State(_) => return None,
    };
    Some(Access { odds: odds.of_leaf(wanted), keys, part: None })
}

/// What else an `all` asks the text of a operand to contain, the least likely first.
fn of_other_parts(parts: &[Nnf], operand: u32, part: &str, odds: &Odds<'_>) -> Grams {
    let contained = parts.iter().filter_map(|other| match other {
        Nnf::Leaf(wanted) if wanted.values.is_only(Truth::True) => {
            let predicate = odds.rules().predicate(wanted.predicate)?;
            match &predicate.op {
                CompiledOp::Text(TextOp::Contains(other))
                    if predicate.operand == OperandRef::Field(operand) && **other != *part =>
                {
                    Some((odds.of_leaf(*wanted), &**other))
                }
                _ => None,
            }
        }
        _ => None,
    });
    let mut contained: SmallVec<[(f32, &str); 4]> = contained.collect();
    contained.sort_by(|one, other| one.0.total_cmp(&other.0));
    Grams::of(contained.into_iter().map(|(_, other)| other))
}

/// The bounds that an `all` sets for one number, in one range.
fn of_ranges<'r>(parts: &[Nnf], odds: &Odds<'r>) -> Option<Access<'r>> {
    let mut ranges: SmallVec<[(u32, Range, u32); 4]> = SmallVec::new();
    for part in parts {
        let Nnf::Leaf(wanted) = part else {
            continue;
        };
        let leaf = odds.rules().predicate(wanted.predicate);
        let (Some(OperandRef::Field(operand)), Some(CompiledOp::Number(check))) =
            (leaf.map(|leaf| leaf.operand), leaf.map(|leaf| &leaf.op))
        else {
            continue;
        };
        let range = if wanted.values.is_only(Truth::True) {
            Range::of(check)
        } else if wanted.values.is_only(Truth::False) {
            Range::against(check)
        } else {
            None
        };
        let Some(range) = range else {
            continue;
        };
        match ranges.iter_mut().find(|(known, ..)| *known == operand) {
            Some((_, joined, count)) => {
                *joined = joined.and(range);
                *count += 1;
            }
            None => ranges.push((operand, range, 1)),
        }
    }
    let joined = ranges.into_iter().filter(|(.., count)| *count > 1);
    let accesses = joined.map(|(operand, range, _)| Access {
        odds: if range.is_empty() { 0.0 } else { odds.of_range(operand, range) },
        keys: smallvec![Key { operand, shows: Shows::Number(range) }],
        part: None,
    });
    accesses.min_by(|one, other| one.odds.total_cmp(&other.odds))
}
