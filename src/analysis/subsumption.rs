//! Finds, among many conditions, one that is true whenever another is.
//!
//! Comparing each pair would be quadratic. Instead each condition is entered under one part of its own,
//! the rarest, and looked up by what the parts of the other condition imply: the same test, a list with the
//! same value, each shorter start, each wider domain, each weaker bound. What is found so is compared in
//! full.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::implication::{Implication, Operands};
use crate::condition::{
    Check, Normal, Number, NumberCheck, Rules, Subject, TextCheck, Truth, Wanted,
};
use crate::visitor::Field;

/// By what part a condition is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'r> {
    /// This test, by its number.
    Same(u32),
    /// A list that has this text.
    Item(u32, &'r str),
    Start(u32, &'r str),
    End(u32, &'r str),
    Host(u32, &'r str),
    Tag(u32, &'r str),
    /// A list that has this number.
    Number(u32, Number),
    AtLeast(u32, Number),
    AtMost(u32, Number),
    State(u32),
    Known(&'r Field),
    /// No condition at all.
    Always,
}

/// A condition that is entered.
#[derive(Clone, Copy)]
struct Entry {
    place: usize,
    /// A test of another part that nothing but itself implies: most conditions that are found under a common
    /// part are excluded by it.
    exact: Option<u32>,
}

/// Conditions by a part of theirs.
pub(super) struct Subsumption<'r> {
    rules: &'r Rules,
    operands: &'r Operands,
    /// How many conditions of the workspace have each test.
    frequency: &'r [u32],
    entries: BTreeMap<Key<'r>, Vec<Entry>>,
    /// The lengths of the starts and ends that are entered, by what is looked at.
    starts: BTreeMap<u32, BTreeSet<usize>>,
    ends: BTreeMap<u32, BTreeSet<usize>>,
    /// For each condition the last one that it was compared with.
    compared: BTreeMap<usize, usize>,
}

impl<'r> Subsumption<'r> {
    pub(super) fn new(rules: &'r Rules, operands: &'r Operands, frequency: &'r [u32]) -> Self {
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

    /// Enters a condition, by its place among all.
    pub(super) fn insert(&mut self, place: usize, condition: &Normal) {
        let parts = parts(condition);
        let rarest = parts.iter().min_by_key(|part| self.frequency_of(part));
        let mut keys = Vec::new();
        match rarest {
            Some(part) => self.keys_of_part(part, &mut keys),
            None => keys.push(Key::Always),
        }
        let others = parts.iter().filter(|part| Some(*part) != rarest);
        let exact = others
            .filter_map(|part| self.exact_test(part))
            .min_by_key(|test| self.frequency.get(*test as usize).copied());
        for key in keys {
            match key {
                Key::Start(sight, text) => {
                    self.starts.entry(sight).or_default().insert(text.len());
                }
                Key::End(sight, text) => {
                    self.ends.entry(sight).or_default().insert(text.len());
                }
                _ => {}
            }
            let entries = self.entries.entry(key).or_default();
            // A list may have equal keys.
            if entries.last().is_none_or(|last| last.place != place) {
                entries.push(Entry { place, exact });
            }
        }
    }

    /// Finds the first condition, in the order in which they were entered, that is true whenever this one
    /// is.
    pub(super) fn find(
        &mut self,
        place: usize,
        condition: &Normal,
        conditions: &[Option<Normal>],
        implication: &mut Implication<'_>,
    ) -> Option<usize> {
        let mut keys = vec![Key::Always];
        for part in parts(condition) {
            self.implied_keys(part, &mut keys);
        }
        let mut tests: Vec<u32> = parts(condition).iter().filter_map(test_of).collect();
        tests.sort_unstable();
        let mut found: Option<usize> = None;
        for key in keys {
            let candidates = match key {
                // All weaker bounds.
                Key::AtLeast(sight, _) => {
                    let weakest = Key::AtLeast(sight, Number::new(f64::NEG_INFINITY));
                    self.entries.range(weakest..=key)
                }
                Key::AtMost(sight, _) => {
                    let weakest = Key::AtMost(sight, Number::new(f64::INFINITY));
                    self.entries.range(key..=weakest)
                }
                key => self.entries.range(key..=key),
            };
            for candidate in candidates.flat_map(|(_, entries)| entries) {
                if !implication.budget.take(1) {
                    return found;
                }
                let is_excluded =
                    candidate.exact.is_some_and(|test| tests.binary_search(&test).is_err());
                let is_later = found.is_some_and(|found| candidate.place >= found);
                if is_excluded || is_later {
                    continue;
                }
                let wide = conditions.get(candidate.place).and_then(Option::as_ref);
                let is_known = self.compared.insert(candidate.place, place) == Some(place);
                if !is_known && wide.is_some_and(|wide| implication.holds(condition, wide)) {
                    found = Some(candidate.place);
                }
            }
        }
        found
    }

    /// The test of a part that is a text or a truth value alone.
    fn exact_test(&self, part: &Normal) -> Option<u32> {
        let test = test_of(part)?;
        let check = &self.rules.predicate(test)?.check;
        let is_exact = matches!(check, Check::Text(TextCheck::Equal(_)) | Check::Boolean(_));
        let Normal::Leaf(wanted) = part else {
            return None;
        };
        (is_exact && wanted.values.is_only(Truth::True)).then_some(test)
    }

    fn frequency_of(&self, part: &Normal) -> u64 {
        match part {
            Normal::Leaf(wanted) => {
                self.frequency.get(wanted.predicate as usize).copied().unwrap_or(0).into()
            }
            Normal::All(parts) => {
                parts.iter().map(|part| self.frequency_of(part)).min().unwrap_or(u64::MAX)
            }
            Normal::Any(parts) => parts.iter().map(|part| self.frequency_of(part)).sum(),
        }
    }

    /// The keys under which a part is entered: of `any` those of each alternative.
    fn keys_of_part(&self, part: &Normal, keys: &mut Vec<Key<'r>>) {
        match part {
            Normal::Leaf(wanted) => self.keys_of_test(*wanted, keys),
            Normal::Any(parts) => parts.iter().for_each(|part| self.keys_of_part(part, keys)),
            Normal::All(parts) => {
                parts.first().into_iter().for_each(|part| self.keys_of_part(part, keys));
            }
        }
    }

    fn keys_of_test(&self, wanted: Wanted, keys: &mut Vec<Key<'r>>) {
        keys.push(Key::Same(wanted.predicate));
        let Some(predicate) = self.rules.predicate(wanted.predicate) else {
            return;
        };
        let sight = match predicate.subject {
            Subject::State(state) => return keys.push(Key::State(state)),
            Subject::Sight(sight) => self.operands.of(sight),
        };
        if !wanted.values.has(Truth::True) {
            return;
        }
        match &predicate.check {
            Check::Text(TextCheck::OneOf(texts)) => {
                keys.extend(texts.iter().map(|text| Key::Item(sight, text)));
            }
            Check::Text(TextCheck::StartsWith(text)) => keys.push(Key::Start(sight, text)),
            Check::Text(TextCheck::EndsWith(text)) => keys.push(Key::End(sight, text)),
            Check::Text(TextCheck::WithinHost(text)) => keys.push(Key::Host(sight, text)),
            Check::Text(TextCheck::WithinTag(text)) => keys.push(Key::Tag(sight, text)),
            Check::Number(NumberCheck::OneOf(numbers)) => {
                keys.extend(numbers.iter().map(|number| Key::Number(sight, *number)));
            }
            Check::Number(NumberCheck::AtLeast(bound) | NumberCheck::Above(bound)) => {
                keys.push(Key::AtLeast(sight, *bound));
            }
            Check::Number(NumberCheck::AtMost(bound) | NumberCheck::Below(bound)) => {
                keys.push(Key::AtMost(sight, *bound));
            }
            Check::Exists(true) => {
                let field = self.rules.sight(sight).map(|sight| &sight.field);
                keys.extend(field.map(Key::Known));
            }
            _ => {}
        }
    }

    /// The keys of tests that a part implies.
    fn implied_keys(&self, part: &Normal, keys: &mut Vec<Key<'r>>) {
        match part {
            Normal::Leaf(wanted) => self.keys_implied_by_test(*wanted, keys),
            // What is implied by all of them is implied by the first.
            Normal::Any(parts) => {
                parts.first().into_iter().for_each(|part| self.implied_keys(part, keys));
            }
            Normal::All(parts) => parts.iter().for_each(|part| self.implied_keys(part, keys)),
        }
    }

    fn keys_implied_by_test(&self, wanted: Wanted, keys: &mut Vec<Key<'r>>) {
        keys.push(Key::Same(wanted.predicate));
        let Some(predicate) = self.rules.predicate(wanted.predicate) else {
            return;
        };
        let sight = match predicate.subject {
            Subject::State(state) => return keys.push(Key::State(state)),
            Subject::Sight(sight) => self.operands.of(sight),
        };
        let field = self.rules.sight(sight).map(|sight| &sight.field);
        keys.extend(field.map(Key::Known));
        if !wanted.values.is_only(Truth::True) {
            return;
        }
        match &predicate.check {
            Check::Text(TextCheck::Equal(text)) => self.keys_of_value(sight, text, keys),
            Check::Text(TextCheck::OneOf(texts)) => {
                texts.first().into_iter().for_each(|text| self.keys_of_value(sight, text, keys));
            }
            Check::Text(TextCheck::StartsWith(text)) => self.starts_of(sight, text, keys),
            Check::Text(TextCheck::EndsWith(text)) => {
                self.ends_of(sight, text, keys);
                keys.extend(below_dots(text).map(|domain| Key::Host(sight, domain)));
            }
            Check::Text(TextCheck::WithinHost(text)) => {
                self.ends_of(sight, text, keys);
                keys.extend(below_dots(text).map(|domain| Key::Host(sight, domain)));
            }
            Check::Text(TextCheck::WithinTag(text)) => {
                keys.extend(wider_tags(text).map(|tag| Key::Tag(sight, tag)));
            }
            Check::Number(check) => {
                let (least, most) = match check {
                    NumberCheck::OneOf(numbers) => {
                        let first = numbers.first().copied();
                        keys.extend(first.map(|first| Key::Number(sight, first)));
                        (first, first)
                    }
                    NumberCheck::AtLeast(bound) | NumberCheck::Above(bound) => (Some(*bound), None),
                    NumberCheck::AtMost(bound) | NumberCheck::Below(bound) => (None, Some(*bound)),
                };
                keys.extend(least.map(|bound| Key::AtLeast(sight, bound)));
                keys.extend(most.map(|bound| Key::AtMost(sight, bound)));
            }
            _ => {}
        }
    }

    fn keys_of_value(&self, sight: u32, text: &'r str, keys: &mut Vec<Key<'r>>) {
        keys.push(Key::Item(sight, text));
        self.starts_of(sight, text, keys);
        self.ends_of(sight, text, keys);
        keys.push(Key::Host(sight, text));
        keys.extend(below_dots(text).map(|domain| Key::Host(sight, domain)));
        keys.extend(wider_tags(text).map(|tag| Key::Tag(sight, tag)));
    }

    fn starts_of(&self, sight: u32, text: &'r str, keys: &mut Vec<Key<'r>>) {
        let lengths = self.starts.get(&sight).into_iter().flat_map(|set| set.range(..=text.len()));
        keys.extend(lengths.filter_map(|n| text.get(..*n)).map(|start| Key::Start(sight, start)));
    }

    fn ends_of(&self, sight: u32, text: &'r str, keys: &mut Vec<Key<'r>>) {
        let lengths = self.ends.get(&sight).into_iter().flat_map(|set| set.range(..=text.len()));
        let ends = lengths.filter_map(|n| text.get(text.len() - n..));
        keys.extend(ends.map(|end| Key::End(sight, end)));
    }
}

/// The parts that must all be true.
fn parts(condition: &Normal) -> &[Normal] {
    match condition {
        Normal::All(parts) => parts,
        part => std::slice::from_ref(part),
    }
}

/// The test of a part that is no more than a test.
fn test_of(part: &Normal) -> Option<u32> {
    match part {
        Normal::Leaf(wanted) => Some(wanted.predicate),
        Normal::All(_) | Normal::Any(_) => None,
    }
}

/// The domains that a host is below: what follows each of its dots.
fn below_dots(host: &str) -> impl Iterator<Item = &str> {
    host.match_indices('.').filter_map(|(dot, _)| host.get(dot + 1..))
}

/// A tag and the wider ones: what comes before each of its hyphens.
fn wider_tags(tag: &str) -> impl Iterator<Item = &str> {
    let shorter = tag.match_indices('-').filter_map(|(hyphen, _)| tag.get(..hyphen));
    shorter.chain([tag])
}
