//! Selects the access path of a trigger: the predicate (or predicates) under which the index lists it.
//!
//! Idea: a trigger can only fire if certain predicates are true, so it is listed under one of them, the one
//! that is true for the fewest visitors by [`Selectivity`]. A predicate gives its own key. An `all` takes its
//! best part, and an `any` the keys of all its parts. A negation has no key, unless it is a positive test in
//! disguise (`not visits at_least 5`).
//!
//! Conditions are not expanded to a normal form of clauses, so nothing grows. The drawback: a trigger that
//! consists of negations or states alone has no access path, and is tried for every visitor
//! ([`residual`](super::residual)). `DESIGN.md`, "Alternatives that were not taken", compares counting indices and
//! decision trees.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use crate::condition::{
    CompiledOp, Nnf, NumberOp, OperandRef, Requirement, RuleSet, TextOp, Truth,
};
use crate::ix::OperandIx;
use crate::router::index::required_literals;
use crate::router::index::segment_tree::{KeyRange, sort_key};
use crate::router::index::selectivity::Selectivity;
use crate::router::index::trigrams::Trigrams;
use crate::visitor::Field;

/// A key of the index: triggers are listed under what an operand must be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct IndexKey<'r> {
    pub(super) operand: OperandIx,
    pub(super) kind: KeyKind<'r>,
}

/// What the operand must be. The program of a trigger decides in the end, whatever a key finds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum KeyKind<'r> {
    /// The text equals this one: sufficient, up to hash collisions.
    Equal(&'r str),
    /// The text starts with this one: sufficient, up to hash collisions.
    Start(&'r str),
    /// The text ends with this one: sufficient, up to hash collisions.
    End(&'r str),
    /// The text contains this substring, and the given trigrams of others. The window index may return false
    /// positives; the program re-checks.
    Part(Cow<'r, str>, Trigrams),
    /// The host is within this domain: sufficient, up to hash collisions.
    Domain(&'r str),
    /// The language tag equals this one or is narrower: sufficient, up to hash collisions.
    Tag(&'r str),
    /// The number is in this range: necessary only, because the segment tree widens ranges.
    Number(KeyRange),
    /// The boolean has this value: sufficient.
    Boolean(bool),
    /// The operand is known, or is not known: sufficient.
    Known(bool),
}

/// The keys of a trigger. It can only fire for visitors who match one of them.
#[derive(Clone, Debug)]
pub(super) struct AccessPath<'r> {
    pub(super) selectivity: f32,
    pub(super) keys: SmallVec<[IndexKey<'r>; 2]>,
    /// The part of an `all` that the keys belong to, if it is a single part.
    pub(super) part: Option<usize>,
}

impl AccessPath<'_> {
    /// Returns `true` if one decision may find the trigger more than once: under several keys, at several
    /// offsets of a text, or in several items of a list. Only attributes are lists.
    pub(super) fn may_repeat(&self, rules: &RuleSet) -> bool {
        let is_of_text = |kind: &KeyKind<'_>| {
            !matches!(kind, KeyKind::Number(_) | KeyKind::Boolean(_) | KeyKind::Known(_))
        };
        let is_attribute = |operand: OperandIx| {
            rules
                .operand(operand)
                .is_some_and(|operand| matches!(operand.field, Field::Attribute(_)))
        };
        match &*self.keys {
            // Only a substring occurs at several offsets. Any other single key is looked up once for each
            // text.
            [key] => {
                matches!(key.kind, KeyKind::Part(..))
                    || is_of_text(&key.kind) && is_attribute(key.operand)
            }
            _ => true,
        }
    }
}

/// Returns the access path of a condition, or `None` if it has none.
pub(super) fn access_path<'r>(nnf: &Nnf, selectivity: &Selectivity<'r>) -> Option<AccessPath<'r>> {
    match nnf {
        Nnf::Leaf(requirement) => path_of_requirement(*requirement, selectivity),
        // Every part needs a key: a part without one could fire for visitors whom no key finds.
        Nnf::Any(parts) => {
            let mut union = AccessPath { selectivity: 0.0, keys: SmallVec::new(), part: None };
            for part in parts {
                let part = access_path(part, selectivity)?;
                // The union bound. Parts may hold together, so the sum is an overestimate.
                union.selectivity = (union.selectivity + part.selectivity).min(1.0);
                union.keys.extend(part.keys);
            }
            Some(union)
        }
        Nnf::All(parts) => {
            let of_parts = parts.iter().enumerate().filter_map(|(index, part)| {
                Some(AccessPath { part: Some(index), ..access_path(part, selectivity)? })
            });
            // One part is enough, because all parts must be true.
            let mut best = of_parts
                .chain(path_of_ranges(parts, selectivity))
                .min_by(|one, other| one.selectivity.total_cmp(&other.selectivity))?;
            for key in &mut best.keys {
                if let KeyKind::Part(part, grams) = &mut key.kind {
                    // An inner `all` may have chosen trigrams already; its substrings are more specific.
                    if grams.is_empty() {
                        *grams = trigrams_of_siblings(parts, key.operand, part, selectivity);
                    }
                }
            }
            Some(best)
        }
    }
}

fn path_of_requirement<'r>(
    requirement: Requirement,
    selectivity: &Selectivity<'r>,
) -> Option<AccessPath<'r>> {
    let predicate = selectivity.rules().predicate(requirement.predicate)?;
    let OperandRef::Field(operand) = predicate.operand else {
        return None;
    };
    let key = |kind| IndexKey { operand, kind };
    let one = |kind| smallvec![key(kind)];
    let is_true = requirement.values.is_only(Truth::True);
    // A requirement that accepts unknown holds for visitors without the field, whom no key of a value finds.
    if !is_true && !requirement.values.is_only(Truth::False) {
        return None;
    }
    let keys: SmallVec<[IndexKey<'r>; 2]> = match &predicate.op {
        CompiledOp::Exists(expected) => one(KeyKind::Known(*expected == is_true)),
        CompiledOp::Boolean(expected) => one(KeyKind::Boolean(*expected == is_true)),
        CompiledOp::Number(NumberOp::OneOf(numbers)) if is_true => {
            let points = numbers.iter().map(|number| KeyRange::point(sort_key(*number)));
            points.map(|point| key(KeyKind::Number(point))).collect()
        }
        CompiledOp::Number(op) => {
            // A bound that must not hold is a bound on the other side, so negated numbers have a key.
            let range = if is_true { KeyRange::satisfying(op) } else { KeyRange::violating(op) };
            one(KeyKind::Number(range?))
        }
        CompiledOp::Text(test) if is_true => match test {
            TextOp::Equal(value) => one(KeyKind::Equal(value)),
            TextOp::OneOf(values) => {
                values.iter().map(|value| key(KeyKind::Equal(value))).collect()
            }
            TextOp::Contains(part) => one(KeyKind::Part(Cow::Borrowed(part), Trigrams::default())),
            TextOp::StartsWith(start) => one(KeyKind::Start(start)),
            TextOp::EndsWith(end) => one(KeyKind::End(end)),
            TextOp::WithinHost(domain) => one(KeyKind::Domain(domain)),
            TextOp::WithinTag(tag) => one(KeyKind::Tag(tag)),
        },
        CompiledOp::Matches(pattern) if is_true => {
            let parts = required_literals::required_literals(pattern)?.into_iter().map(Cow::Owned);
            parts.map(|part| key(KeyKind::Part(part, Trigrams::default()))).collect()
        }
        // A text that must differ from a value is true for most visitors. This also holds for an expression
        // that must not match, and states have no values to hash.
        CompiledOp::Text(_) | CompiledOp::Matches(_) | CompiledOp::State(_) => return None,
    };
    Some(AccessPath { selectivity: selectivity.requirement(requirement), keys, part: None })
}

/// Returns trigrams of the other substrings that an `all` requires of an operand, the least likely substrings
/// first.
fn trigrams_of_siblings(
    parts: &[Nnf],
    operand: OperandIx,
    part: &str,
    selectivity: &Selectivity<'_>,
) -> Trigrams {
    let contained = parts.iter().filter_map(|other| match other {
        Nnf::Leaf(requirement) if requirement.values.is_only(Truth::True) => {
            let predicate = selectivity.rules().predicate(requirement.predicate)?;
            match &predicate.op {
                CompiledOp::Text(TextOp::Contains(other))
                    if predicate.operand == OperandRef::Field(operand) && **other != *part =>
                {
                    Some((selectivity.requirement(*requirement), &**other))
                }
                _ => None,
            }
        }
        _ => None,
    });
    let mut contained: SmallVec<[(f32, &str); 4]> = contained.collect();
    contained.sort_by(|one, other| one.0.total_cmp(&other.0));
    Trigrams::from_substrings(contained.into_iter().map(|(_, other)| other))
}

/// Returns the access path of the bounds that an `all` sets for one number, as one range.
fn path_of_ranges<'r>(parts: &[Nnf], selectivity: &Selectivity<'r>) -> Option<AccessPath<'r>> {
    // Found by linear search: an `all` rarely bounds more than a few different numbers.
    let mut ranges: SmallVec<[(OperandIx, KeyRange, u32); 4]> = SmallVec::new();
    for part in parts {
        let Nnf::Leaf(requirement) = part else {
            continue;
        };
        let predicate = selectivity.rules().predicate(requirement.predicate);
        let (Some(OperandRef::Field(operand)), Some(CompiledOp::Number(op))) = (
            predicate.map(|predicate| predicate.operand),
            predicate.map(|predicate| &predicate.op),
        ) else {
            continue;
        };
        let range = if requirement.values.is_only(Truth::True) {
            KeyRange::satisfying(op)
        } else if requirement.values.is_only(Truth::False) {
            KeyRange::violating(op)
        } else {
            None
        };
        let Some(range) = range else {
            continue;
        };
        match ranges.iter_mut().find(|(known, ..)| *known == operand) {
            // All bounds must hold, so their intersection must.
            Some((_, joined, count)) => {
                *joined = joined.intersection(range);
                *count += 1;
            }
            None => ranges.push((operand, range, 1)),
        }
    }
    // A single bound is a key of its own already.
    let joined = ranges.into_iter().filter(|(.., count)| *count > 1);
    let accesses = joined.map(|(operand, range, _)| AccessPath {
        // Bounds that exclude each other never hold. The segment tree leaves the range out, so the trigger
        // costs nothing.
        selectivity: if range.is_empty() { 0.0 } else { selectivity.range(operand, range) },
        keys: smallvec![IndexKey { operand, kind: KeyKind::Number(range) }],
        part: None,
    });
    accesses.min_by(|one, other| one.selectivity.total_cmp(&other.selectivity))
}
