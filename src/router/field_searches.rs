//! Searches one field for the texts of all tests at once, after single tests have read too much.
//!
//! Each test of a text reads it once. That is linear in the tests and in the bytes, but not in their sum:
//! 100,000 tests of a list of 256 items of 8 KB would read 200 GB. Once a decision has read much
//! ([`may_search_field`](crate::condition::Facts::may_search_field)), and [`MIN_READS_BEFORE_SEARCH`] times
//! the size of a field, the field is searched for all texts that any test compares it with ([`AhoCorasick`]).
//! Later tests look the result up.
//!
//! The drawback: a search allocates. No ordinary decision makes one.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::OnceLock;

use crate::condition::{
    AhoCorasick, CompiledOp, MatchPosition, Occurrences, OperandRef, RuleSet, TextOp, Truth,
};
use crate::ix::{Ix, OperandIx, PredicateIx};
use crate::visitor::ValueRef;

/// The automata of a router. Each is built when a decision first needs it.
#[derive(Debug)]
pub(super) struct FieldAutomata {
    /// The predicates that compare texts, sorted by operand.
    predicates: Box<[(OperandIx, PredicateIx)]>,
    /// The automaton of each operand; `None` inside if its texts are too many.
    by_operand: Box<[OnceLock<Option<Box<AhoCorasick>>>]>,
}

/// The results of the searches of one decision, by operand.
#[derive(Debug, Default)]
pub(super) struct FieldSearches(OnceCell<Box<RefCell<BTreeMap<OperandIx, Occurrences>>>>);

/// A field is searched when single tests have read it this many times. Not measured; chosen so that the single
/// tests and the search together cost at most three times as much as the search alone.
const MIN_READS_BEFORE_SEARCH: usize = 16;

/// A search costs about as much as this many single tests. `benches/instructions` counts hostile lists at
/// three sizes.
const SEARCH_COST_IN_READS: usize = 32;

impl FieldAutomata {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let of_text = rules.predicate_indices().filter_map(|index| {
            let predicate = rules.predicate(index)?;
            match (predicate.operand, &predicate.op) {
                (OperandRef::Field(operand), CompiledOp::Text(_)) => Some((operand, index)),
                _ => None,
            }
        });
        let mut predicates: Vec<(OperandIx, PredicateIx)> = of_text.collect();
        // The predicates of one operand become one range, which `automaton` finds by binary search.
        predicates.sort_unstable();
        let by_operand = rules.operands().map(|_| OnceLock::new()).collect();
        Self { predicates: predicates.into(), by_operand }
    }

    fn automaton(&self, operand: OperandIx, rules: &RuleSet) -> Option<&AhoCorasick> {
        let make = || {
            let start = self.predicates.partition_point(|(of, _)| *of < operand);
            let end = self.predicates.partition_point(|(of, _)| *of <= operand);
            let of_operand = self.predicates.get(start..end).unwrap_or_default();
            let checks = of_operand.iter().filter_map(|(_, predicate)| rules.predicate(*predicate));
            AhoCorasick::new(checks.flat_map(|predicate| searchable_texts(&predicate.op)))
                .map(Box::new)
        };
        operand.get(&self.by_operand)?.get_or_init(make).as_deref()
    }
}

/// Returns the texts of an operator that a search can answer.
fn searchable_texts(check: &CompiledOp) -> impl Iterator<Item = &str> {
    let texts = match check {
        // `within` also needs a border beside the text, which an occurrence does not show.
        CompiledOp::Text(TextOp::WithinHost(_) | TextOp::WithinTag(_)) => &[][..],
        CompiledOp::Text(check) => check.texts(),
        _ => &[],
    };
    texts.iter().map(|text| &**text)
}

impl FieldSearches {
    /// Returns whether a text occurs in the value of an operand, or in one of its items, and how many bytes
    /// that read. `read_value` calls its argument with the value; `bytes_read` is the number of bytes that the
    /// decision has read. Returns `None` if a single test is cheaper.
    #[cold]
    #[inline(never)]
    pub(super) fn truth(
        &self,
        (operand, position, text): (OperandIx, MatchPosition, &[u8]),
        automata: &FieldAutomata,
        rules: &RuleSet,
        bytes_read: usize,
        read_value: impl FnOnce(&mut dyn FnMut(ValueRef<'_>)),
    ) -> Option<(Truth, usize)> {
        let mut searched = self.0.get_or_init(Box::default).borrow_mut();
        // Stays 0 if the field was searched before: only the first query pays for the search.
        let mut bytes = 0;
        let occurrences = match searched.entry(operand) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let mut found = None;
                read_value(&mut |value| {
                    let size = value.text_bytes();
                    // A large field must have been read more often, because its search costs more.
                    if bytes_read >= size.saturating_mul(MIN_READS_BEFORE_SEARCH) {
                        bytes = size.saturating_mul(SEARCH_COST_IN_READS);
                        found = automata.automaton(operand, rules).map(|texts| texts.search(value));
                    }
                });
                entry.insert(found?)
            }
        };
        let truth = match occurrences.has(automata.automaton(operand, rules)?, position, text)? {
            true => Truth::True,
            // Rule C5: an item that is too long is unknown.
            false if occurrences.has_unknown => Truth::Unknown,
            false => Truth::False,
        };
        // Finding the text in the trie reads each of its bytes once.
        Some((truth, bytes + text.len()))
    }
}
