//! Subsumption search: finds, among many conditions, one that is true whenever a given one is.
//!
//! Comparing each pair would be quadratic. Instead, each condition is indexed under the keys of its
//! rarest part. It is looked up by the keys that the parts of the other condition imply: the same
//! predicate, a list with the value, each shorter prefix, each wider domain, each weaker bound.
//! Candidates are then compared in full.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::implication::{CanonicalOperands, Implication};
use crate::condition::{
    CompiledOp, Nnf, Number, NumberOp, OperandRef, Requirement, RuleSet, TextOp, Truth,
};
use crate::ix::{Ix, OperandIx, PredicateIx, StateIx};
use crate::visitor::Field;

/// The key under which a part of a condition is indexed. The first number is the operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'r> {
    /// The predicate with this number.
    Same(PredicateIx),
    /// A list that has this text.
    Item(OperandIx, &'r str),
    Start(OperandIx, &'r str),
    End(OperandIx, &'r str),
    Host(OperandIx, &'r str),
    Tag(OperandIx, &'r str),
    /// A list that has this number.
    Number(OperandIx, Number),
    AtLeast(OperandIx, Number),
    AtMost(OperandIx, Number),
    State(StateIx),
    Known(&'r Field),
    /// The empty condition, which is always true.
    Always,
}

/// An indexed condition.
#[derive(Clone, Copy)]
struct Entry {
    index: usize,
    /// A predicate of another part that only itself implies. It excludes most of the conditions
    /// that share a common part.
    exact_predicate: Option<PredicateIx>,
}

/// An index of conditions by the keys of their rarest part.
pub(super) struct Subsumption<'r> {
    rules: &'r RuleSet,
    operands: &'r CanonicalOperands,
    /// The number of conditions of the workspace that have each predicate.
    frequency: &'r [u32],
    entries: BTreeMap<Key<'r>, Vec<Entry>>,
    /// The lengths of the indexed prefixes and suffixes, by operand. Only these lengths are looked
    /// up.
    starts: BTreeMap<OperandIx, BTreeSet<usize>>,
    ends: BTreeMap<OperandIx, BTreeSet<usize>>,
    /// The condition with which each indexed condition was last compared. It prevents that a pair
    /// is compared twice.
    compared: BTreeMap<usize, usize>,
}

impl<'r> Subsumption<'r> {
    pub(super) fn new(
        rules: &'r RuleSet,
        operands: &'r CanonicalOperands,
        frequency: &'r [u32],
    ) -> Self {
        Self {
            rules,
            operands,
            frequency,
            entries: BTreeMap::new(),
            starts: BTreeMap::new(),
            ends: BTreeMap::new(),
            compared: BTreeMap::new(),
        }
    }

    /// Adds a condition, which is given with its index among all conditions.
    pub(super) fn insert(&mut self, index: usize, condition: &Nnf) {
        let parts = parts(condition);
        // The rarest part leads to the fewest candidates, as in the choice of a posting list.
        let rarest = parts.iter().min_by_key(|part| self.frequency_of(part));
        let mut keys = Vec::new();
        match rarest {
            Some(part) => self.keys_of_part(part, &mut keys),
            None => keys.push(Key::Always),
        }
        // A second, exact part is a cheap filter before the full comparison.
        let others = parts.iter().filter(|part| Some(*part) != rarest);
        let exact_predicate = others
            .filter_map(|part| self.exact_test(part))
            .min_by_key(|test| test.get(self.frequency).copied());
        for key in keys {
            match key {
                Key::Start(operand, text) => {
                    self.starts.entry(operand).or_default().insert(text.len());
                }
                Key::End(operand, text) => {
                    self.ends.entry(operand).or_default().insert(text.len());
                }
                _ => {}
            }
            let entries = self.entries.entry(key).or_default();
            // A list may contain equal values.
            if entries.last().is_none_or(|last| last.index != index) {
                entries.push(Entry { index, exact_predicate });
            }
        }
    }

    /// Finds the first indexed condition that is true whenever this one is. First means the lowest
    /// index.
    pub(super) fn find(
        &mut self,
        index: usize,
        condition: &Nnf,
        conditions: &[Option<Nnf>],
        implication: &mut Implication<'_>,
    ) -> Option<usize> {
        let mut keys = vec![Key::Always];
        // Every condition implies the empty one.
        for part in parts(condition) {
            self.implied_keys(part, &mut keys);
        }
        // The predicates of the condition, sorted for the filter by `exact_predicate` below.
        let mut tests: Vec<PredicateIx> = parts(condition).iter().filter_map(test_of).collect();
        tests.sort_unstable();
        let mut found: Option<usize> = None;
        for key in keys {
            let candidates = match key {
                // All weaker bounds are implied.
                Key::AtLeast(operand, _) => {
                    // Keys of one kind and operand are adjacent and in the order of their bounds.
                    let weakest = Key::AtLeast(operand, Number::new(f64::NEG_INFINITY));
                    self.entries.range(weakest..=key)
                }
                Key::AtMost(operand, _) => {
                    let weakest = Key::AtMost(operand, Number::new(f64::INFINITY));
                    self.entries.range(key..=weakest)
                }
                key => self.entries.range(key..=key),
            };
            for candidate in candidates.flat_map(|(_, entries)| entries) {
                if !implication.budget.take(1) {
                    return found;
                }
                let is_excluded = candidate
                    .exact_predicate
                    .is_some_and(|test| tests.binary_search(&test).is_err());
                let is_later = found.is_some_and(|found| candidate.index >= found);
                if is_excluded || is_later {
                    continue;
                }
                // A candidate can be found under several keys. It is compared once.
                let wide = conditions.get(candidate.index).and_then(Option::as_ref);
                let is_known = self.compared.insert(candidate.index, index) == Some(index);
                if !is_known && wide.is_some_and(|wide| implication.holds(condition, wide)) {
                    found = Some(candidate.index);
                }
            }
        }
        found
    }

    /// Returns the predicate of a part that requires equality with one text or one truth value.
    fn exact_test(&self, part: &Nnf) -> Option<PredicateIx> {
        let test = test_of(part)?;
        let check = &self.rules.predicate(test)?.op;
        let is_exact = matches!(check, CompiledOp::Text(TextOp::Equal(_)) | CompiledOp::Boolean(_));
        let Nnf::Leaf(requirement) = part else {
            return None;
        };
        (is_exact && requirement.values.is_only(Truth::True)).then_some(test)
    }

    fn frequency_of(&self, part: &Nnf) -> u64 {
        match part {
            Nnf::Leaf(requirement) => {
                requirement.predicate.get(self.frequency).copied().unwrap_or(0).into()
            }
            Nnf::All(parts) => {
                parts.iter().map(|part| self.frequency_of(part)).min().unwrap_or(u64::MAX)
            }
            Nnf::Any(parts) => parts.iter().map(|part| self.frequency_of(part)).sum(),
        }
    }

    /// Adds the keys under which a part is indexed. An `any` is indexed under the keys of each
    /// alternative.
    fn keys_of_part(&self, part: &Nnf, keys: &mut Vec<Key<'r>>) {
        match part {
            Nnf::Leaf(requirement) => self.keys_of_test(*requirement, keys),
            Nnf::Any(parts) => parts.iter().for_each(|part| self.keys_of_part(part, keys)),
            Nnf::All(parts) => {
                // One part of a nested `all` is enough, because the whole implies it.
                parts.first().into_iter().for_each(|part| self.keys_of_part(part, keys));
            }
        }
    }

    fn keys_of_test(&self, requirement: Requirement, keys: &mut Vec<Key<'r>>) {
        keys.push(Key::Same(requirement.predicate));
        let Some(predicate) = self.rules.predicate(requirement.predicate) else {
            return;
        };
        let operand = match predicate.operand {
            OperandRef::State(state) => return keys.push(Key::State(state)),
            OperandRef::Field(operand) => self.operands.canonical(operand),
        };
        // Negative requirements are found only by their own predicate.
        if !requirement.values.has(Truth::True) {
            return;
        }
        match &predicate.op {
            CompiledOp::Text(TextOp::OneOf(texts)) => {
                keys.extend(texts.iter().map(|text| Key::Item(operand, text)));
            }
            CompiledOp::Text(TextOp::StartsWith(text)) => keys.push(Key::Start(operand, text)),
            CompiledOp::Text(TextOp::EndsWith(text)) => keys.push(Key::End(operand, text)),
            CompiledOp::Text(TextOp::WithinHost(text)) => keys.push(Key::Host(operand, text)),
            CompiledOp::Text(TextOp::WithinTag(text)) => keys.push(Key::Tag(operand, text)),
            CompiledOp::Number(NumberOp::OneOf(numbers)) => {
                keys.extend(numbers.iter().map(|number| Key::Number(operand, *number)));
            }
            CompiledOp::Number(NumberOp::AtLeast(bound) | NumberOp::Above(bound)) => {
                keys.push(Key::AtLeast(operand, *bound));
            }
            CompiledOp::Number(NumberOp::AtMost(bound) | NumberOp::Below(bound)) => {
                keys.push(Key::AtMost(operand, *bound));
            }
            CompiledOp::Exists(true) => {
                let field = self.rules.operand(operand).map(|operand| &operand.field);
                keys.extend(field.map(Key::Known));
            }
            _ => {}
        }
    }

    /// Adds the keys of the predicates that a part implies.
    fn implied_keys(&self, part: &Nnf, keys: &mut Vec<Key<'r>>) {
        match part {
            Nnf::Leaf(requirement) => self.keys_implied_by_test(*requirement, keys),
            // What every alternative implies, the first alternative implies.
            Nnf::Any(parts) => {
                parts.first().into_iter().for_each(|part| self.implied_keys(part, keys));
            }
            Nnf::All(parts) => parts.iter().for_each(|part| self.implied_keys(part, keys)),
        }
    }

    fn keys_implied_by_test(&self, requirement: Requirement, keys: &mut Vec<Key<'r>>) {
        keys.push(Key::Same(requirement.predicate));
        let Some(predicate) = self.rules.predicate(requirement.predicate) else {
            return;
        };
        let operand = match predicate.operand {
            OperandRef::State(state) => return keys.push(Key::State(state)),
            OperandRef::Field(operand) => self.operands.canonical(operand),
        };
        let field = self.rules.operand(operand).map(|operand| &operand.field);
        keys.extend(field.map(Key::Known));
        if !requirement.values.is_only(Truth::True) {
            return;
        }
        match &predicate.op {
            CompiledOp::Text(TextOp::Equal(text)) => self.keys_of_value(operand, text, keys),
            CompiledOp::Text(TextOp::OneOf(texts)) => {
                // What every value of the list implies, its first value implies.
                texts.first().into_iter().for_each(|text| self.keys_of_value(operand, text, keys));
            }
            CompiledOp::Text(TextOp::StartsWith(text)) => self.starts_of(operand, text, keys),
            CompiledOp::Text(TextOp::EndsWith(text)) => {
                self.ends_of(operand, text, keys);
                // A host with this suffix is within each domain that the suffix includes after a
                // dot.
                keys.extend(below_dots(text).map(|domain| Key::Host(operand, domain)));
            }
            CompiledOp::Text(TextOp::WithinHost(text)) => {
                self.ends_of(operand, text, keys);
                keys.extend(below_dots(text).map(|domain| Key::Host(operand, domain)));
            }
            CompiledOp::Text(TextOp::WithinTag(text)) => {
                keys.extend(wider_tags(text).map(|tag| Key::Tag(operand, tag)));
            }
            CompiledOp::Number(check) => {
                let (least, most) = match check {
                    NumberOp::OneOf(numbers) => {
                        let first = numbers.first().copied();
                        keys.extend(first.map(|first| Key::Number(operand, first)));
                        (first, first)
                    }
                    NumberOp::AtLeast(bound) | NumberOp::Above(bound) => (Some(*bound), None),
                    NumberOp::AtMost(bound) | NumberOp::Below(bound) => (None, Some(*bound)),
                };
                keys.extend(least.map(|bound| Key::AtLeast(operand, bound)));
                keys.extend(most.map(|bound| Key::AtMost(operand, bound)));
            }
            _ => {}
        }
    }

    fn keys_of_value(&self, operand: OperandIx, text: &'r str, keys: &mut Vec<Key<'r>>) {
        keys.push(Key::Item(operand, text));
        self.starts_of(operand, text, keys);
        self.ends_of(operand, text, keys);
        keys.push(Key::Host(operand, text));
        keys.extend(below_dots(text).map(|domain| Key::Host(operand, domain)));
        keys.extend(wider_tags(text).map(|tag| Key::Tag(operand, tag)));
    }

    fn starts_of(&self, operand: OperandIx, text: &'r str, keys: &mut Vec<Key<'r>>) {
        // Only lengths that occur in the index are tried, so a long text adds few keys.
        let lengths =
            self.starts.get(&operand).into_iter().flat_map(|set| set.range(..=text.len()));
        keys.extend(lengths.filter_map(|n| text.get(..*n)).map(|start| Key::Start(operand, start)));
    }

    fn ends_of(&self, operand: OperandIx, text: &'r str, keys: &mut Vec<Key<'r>>) {
        let lengths = self.ends.get(&operand).into_iter().flat_map(|set| set.range(..=text.len()));
        let ends = lengths.filter_map(|n| text.get(text.len() - n..));
        keys.extend(ends.map(|end| Key::End(operand, end)));
    }
}

/// Returns the parts of a condition that must all be true.
fn parts(condition: &Nnf) -> &[Nnf] {
    match condition {
        Nnf::All(parts) => parts,
        part => std::slice::from_ref(part),
    }
}

/// Returns the predicate of a part that is a single predicate.
fn test_of(part: &Nnf) -> Option<PredicateIx> {
    match part {
        Nnf::Leaf(requirement) => Some(requirement.predicate),
        Nnf::All(_) | Nnf::Any(_) => None,
    }
}

/// Returns the parent domains of a host: the texts after each of its dots.
fn below_dots(host: &str) -> impl Iterator<Item = &str> {
    host.match_indices('.').filter_map(|(dot, _)| host.get(dot + 1..))
}

/// Returns a tag and its wider tags: the texts before each of its hyphens.
fn wider_tags(tag: &str) -> impl Iterator<Item = &str> {
    let shorter = tag.match_indices('-').filter_map(|(hyphen, _)| tag.get(..hyphen));
    shorter.chain([tag])
}
