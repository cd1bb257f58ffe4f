//! One search for all tests of one field, once single tests have read too much.
//!
//! Each test of a text reads it once. That is linear in the tests and in the bytes, but not in the sum of both:
//! 100,000 tests of a list of 256 items of 8 KB would read 200 GB. So once a decision has read
//! much ([`Facts::has_read_much`](crate::condition::Facts)), and [`TIMES`] times what a field shows, that field is searched through
//! for all texts that any test compares it with ([`AhoCorasick`]); from then on each test is answered from that.
//!
//! This allocates. No ordinary decision comes to it.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::OnceLock;

use crate::condition::{
    AhoCorasick, CompiledOp, Occurrences, OperandRef, Position, RuleSet, TextOp, Truth,
};
use crate::visitor::ValueRef;

/// The automata of a router, each made when it is first asked for.
#[derive(Debug)]
pub(super) struct FieldAutomata {
    /// The predicates that compare texts, by their operands.
    predicates: Box<[(u32, u32)]>,
    /// For each operand; nothing inside where its texts are too many.
    of_sights: Box<[OnceLock<Option<Box<AhoCorasick>>>]>,
}

/// What one decision has found by searching, by operand.
#[derive(Debug, Default)]
pub(super) struct FieldSearches(OnceCell<Box<RefCell<BTreeMap<u32, Occurrences>>>>);

/// A field is searched when single tests have read so many times as much.
const TIMES: usize = 16;

/// A search takes about as long as so many single tests.
const TIMES_OF_SEARCH: usize = 32;

impl FieldAutomata {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let of_text = rules.predicate_indices().filter_map(|number| {
            let predicate = rules.predicate(number)?;
            match (predicate.operand, &predicate.op) {
                (OperandRef::Field(operand), CompiledOp::Text(_)) => Some((operand, number)),
                _ => None,
            }
        });
        let mut predicates: Vec<(u32, u32)> = of_text.collect();
        predicates.sort_unstable();
        let of_sights = rules.operands().map(|_| OnceLock::new()).collect();
        Self { predicates: predicates.into(), of_sights }
    }

    fn automaton(&self, operand: u32, rules: &RuleSet) -> Option<&AhoCorasick> {
        let make = || {
            let start = self.predicates.partition_point(|(of, _)| *of < operand);
            let end = self.predicates.partition_point(|(of, _)| *of <= operand);
            let of_sight = self.predicates.get(start..end).unwrap_or_default();
            let checks = of_sight.iter().filter_map(|(_, number)| rules.predicate(*number));
            AhoCorasick::new(checks.flat_map(|predicate| texts(&predicate.op))).map(Box::new)
        };
        self.of_sights.get(operand as usize)?.get_or_init(make).as_deref()
    }
}

/// The texts of a test that a search can answer.
fn texts(check: &CompiledOp) -> impl Iterator<Item = &str> {
    let texts = match check {
        CompiledOp::Text(TextOp::WithinHost(_) | TextOp::WithinTag(_)) => &[][..],
        CompiledOp::Text(check) => check.texts(),
        _ => &[],
    };
    texts.iter().map(|text| &**text)
}

impl FieldSearches {
    /// Whether a text stands somewhere in what a operand shows, or in one of the items; `see` shows it,
    /// `read` counts the bytes that the decision has read. Nothing where a single test finds out sooner.
    #[cold]
    #[inline(never)]
    pub(super) fn truth(
        &self,
        (operand, position, text): (u32, Position, &[u8]),
        automata: &FieldAutomata,
        rules: &RuleSet,
        read: usize,
        see: impl FnOnce(&mut dyn FnMut(ValueRef<'_>)),
    ) -> Option<(Truth, usize)> {
        let mut searched = self.0.get_or_init(Box::default).borrow_mut();
        let mut bytes = 0;
        let occurrences = match searched.entry(operand) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let mut found = None;
                see(&mut |shown| {
                    let size = shown.text_bytes();
                    if read >= size.saturating_mul(TIMES) {
                        bytes = size.saturating_mul(TIMES_OF_SEARCH);
                        found = automata.automaton(operand, rules).map(|texts| texts.search(shown));
                    }
                });
                entry.insert(found?)
            }
        };
        let truth = match occurrences.has(automata.automaton(operand, rules)?, position, text)? {
            true => Truth::True,
            // Rule C5.
            false if occurrences.has_unknown => Truth::Unknown,
            false => Truth::False,
        };
        Some((truth, bytes + text.len()))
    }
}
