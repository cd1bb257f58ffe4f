//! Deterministic automaton of an expression: one table look-up for each character of a text.
//!
//! Algorithm: the subset construction (Rabin, Scott 1959), done in full when a workspace is checked, so that
//! a decision builds nothing. Lazy construction, which engines for general use do, would need memory that
//! changes in a decision.
//!
//! Drawback: some expressions have exponentially many states. Their construction is given up early, and they
//! run as nondeterministic automata.

use std::collections::BTreeMap;
use std::mem;

use crate::condition::pattern::alphabet::Alphabet;
use crate::condition::pattern::nfa::{LookBehind, Nfa, NfaStateSet};

#[derive(Clone, Debug)]
pub(super) struct Dfa {
    alphabet: Alphabet,
    /// One row for each state: the next state for each symbol, then the next state at the end of the text. A
    /// state is the offset of its row, which saves a multiplication for each character.
    next: Box<[u16]>,
    row_width: u16,
    start: u16,
}

/// The most entries of a table: 64 KiB. `cargo bench --bench expressions` shows an expression within the
/// limit and one beyond it.
const MAX_ENTRIES: usize = 1 << 15;

/// Tables of up to 8 KiB count as cached. The limit itself was not measured.
const MAX_CACHED_ENTRIES: usize = 1 << 12;

/// The most steps of the construction. An automaton whose table is within the limit mostly takes less than a
/// tenth of them.
const MAX_STEPS: usize = 1 << 19;

/// The state from which no continuation matches.
const DEAD: u16 = 0;

impl Dfa {
    /// Returns `None` if the automaton is too large. Adds the cost of the construction to `steps`.
    pub(super) fn new(nfa: &Nfa, steps: &mut usize) -> Option<Self> {
        let mut builder = DfaBuilder::new(nfa)?;
        let table = builder.run();
        *steps += builder.steps;
        let start = table?;
        let DfaBuilder { next, width, .. } = builder;
        Some(Self { alphabet: nfa.alphabet.clone(), next: next.into(), row_width: width, start })
    }

    /// Returns `true` if the table does not stay in the processor's cache when many expressions are used in
    /// turn.
    pub(super) fn is_large(&self) -> bool {
        self.next.len() > MAX_CACHED_ENTRIES
    }

    /// Returns `true` if the expression matches somewhere in the text.
    pub(super) fn is_match(&self, text: &str) -> bool {
        // Row 0 is the dead state and row 1 the match. A state is the offset of its row, so the match is one
        // row width.
        let found = self.row_width;
        let mut state = self.start;
        let bytes = text.as_bytes();
        let mut offset = 0;
        // The two states up to `found` are final: no match is possible, or a match was found.
        while state > found {
            let Some(byte) = bytes.get(offset) else {
                // The last column is the end of the text, which assertions may require.
                return self.next(state, self.row_width - 1) == found;
            };
            // An ASCII character needs no decoding.
            let symbol = match self.alphabet.ascii(*byte) {
                Some(symbol) => {
                    offset += 1;
                    symbol
                }
                None => {
                    let Some(character) = text.get(offset..).and_then(|rest| rest.chars().next())
                    else {
                        return false;
                    };
                    offset += character.len_utf8();
                    self.alphabet.symbol(character)
                }
            };
            state = self.next(state, symbol.into());
        }
        state == found
    }

    #[inline(always)]
    fn next(&self, state: u16, symbol: u16) -> u16 {
        self.next.get(usize::from(state) + usize::from(symbol)).copied().unwrap_or(DEAD)
    }
}

struct DfaBuilder<'n> {
    nfa: &'n Nfa,
    width: u16,
    next: Vec<u16>,
    /// The rows of the states that were found, by their sets of NFA states and, if an assertion needs it, the
    /// kind of the previous character.
    numbers: BTreeMap<Box<[u16]>, u16>,
    /// The sets whose rows still have to be computed, in order.
    open: Vec<(Box<[u16]>, LookBehind)>,
    steps: usize,
}

/// Marks a set for which the previous character does not matter.
const ANYTHING: u16 = u16::MAX;

impl<'n> DfaBuilder<'n> {
    fn new(nfa: &'n Nfa) -> Option<Self> {
        let width = u16::try_from(nfa.alphabet.size() + 1).ok()?;
        let next = Vec::new();
        Some(Self { nfa, width, next, numbers: BTreeMap::new(), open: Vec::new(), steps: 0 })
    }

    /// Computes all rows, and returns the start state.
    fn run(&mut self) -> Option<u16> {
        let (mut from, mut into, mut list) = (NfaStateSet::NONE, NfaStateSet::NONE, Vec::new());
        // Rows 0 and 1 are the dead state and the state of a match.
        // The dead state leads to itself, and so does the match: a search stays in them.
        self.next.resize(usize::from(self.width), DEAD);
        self.next.resize(2 * usize::from(self.width), self.width);
        // The expression matches the empty prefix, and therefore every text.
        if self.nfa.start(&mut into) {
            return Some(self.width);
        }
        let start = self.state_row(&into, None, &mut list)?;
        let mut done = 0;
        while let Some((set, before)) = self.open.get_mut(done).map(mem::take) {
            done += 1;
            let symbols = (0..self.width - 1).map(|symbol| u8::try_from(symbol).ok());
            // `None` is the end of the text, which has the last column of the row.
            for symbol in symbols.chain([None]) {
                // Copied for each symbol, because resolving assertions adds states to the set.
                from.set(&set);
                let found = self.nfa.advance(&mut from, before, symbol, &mut into);
                self.steps += from.list().len() + into.list().len() + 1;
                let next = if found {
                    self.width
                } else {
                    match symbol {
                        Some(symbol) => {
                            let before = Some(self.nfa.traits_of(symbol));
                            self.state_row(&into, before, &mut list)?
                        }
                        None => DEAD,
                    }
                };
                self.next.push(next);
            }
        }
        Some(start)
    }

    /// Returns the row of a state, which is a new one if the set is new. Returns `None` if there are too
    /// many.
    fn state_row(
        &mut self,
        states: &NfaStateSet,
        before: LookBehind,
        list: &mut Vec<u16>,
    ) -> Option<u16> {
        let has_assertions = self.nfa.waiting(states, list);
        if list.is_empty() {
            return Some(DEAD);
        }
        // Looking a set up compares all of it a few times.
        self.steps += list.len();
        // The previous character is appended to the set, so that one map finds both.
        let set = list.len();
        // The previous character distinguishes states only if an assertion may ask for it.
        let before = before.filter(|_| has_assertions);
        list.push(match before {
            Some(traits) => traits.number(),
            // Where assertions wait, the start of the text differs from every other position.
            None if has_assertions => ANYTHING - 1,
            None => ANYTHING,
        });
        if let Some(number) = self.numbers.get(&**list) {
            return Some(*number);
        }
        // Two rows are the dead state and the match, which have no set.
        let row = (self.numbers.len() + 2) * usize::from(self.width);
        // Both limits are needed: a large set of states takes long even if the table is still small.
        if row + usize::from(self.width) > MAX_ENTRIES || self.steps > MAX_STEPS {
            return None;
        }
        let number = u16::try_from(row).ok()?;
        self.numbers.insert(list.as_slice().into(), number);
        self.open.push((list.get(..set)?.into(), before));
        Some(number)
    }
}
