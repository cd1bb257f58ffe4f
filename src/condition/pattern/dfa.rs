//! A deterministic automaton of an expression: one table look-up for each character of a text.
//!
//! The subset construction (Rabin, Scott 1959), done in full when a workspace is checked, so that a decision
//! builds nothing. Some expressions have exponentially many states: they are given up early, and run as
//! nondeterministic ones.

use std::collections::BTreeMap;
use std::mem;

use crate::condition::pattern::alphabet::Alphabet;
use crate::condition::pattern::nfa::{Before, Nfa, States};

#[derive(Clone, Debug)]
pub(super) struct Dfa {
    alphabet: Alphabet,
    /// For each state a row: the next state for each symbol, and last for the end of the text. States are
    /// numbered by where their rows start.
    next: Box<[u16]>,
    width: u16,
    start: u16,
}

/// The most entries of a table: 64 KiB.
const MOST_ENTRIES: usize = 1 << 15;

/// Tables of up to 8 KiB count as near.
const MOST_NEAR: usize = 1 << 12;

/// The most steps of the construction: a few milliseconds. What has a table that is not too large mostly takes
/// less than a tenth.
const MOST_STEPS: usize = 1 << 19;

/// No text that goes on from here is a match.
const DEAD: u16 = 0;

impl Dfa {
    /// Nothing where it is too large; `steps` grows by what that took.
    pub(super) fn new(nfa: &Nfa, steps: &mut usize) -> Option<Self> {
        let mut building = DfaBuilder::new(nfa)?;
        let table = building.run();
        *steps += building.steps;
        let start = table?;
        let DfaBuilder { next, width, .. } = building;
        Some(Self { alphabet: nfa.alphabet.clone(), next: next.into(), width, start })
    }

    /// Whether its table does not stay near the processor when many expressions are used in turn.
    pub(super) fn is_large(&self) -> bool {
        self.next.len() > MOST_NEAR
    }

    /// Whether the expression is found in a text.
    pub(super) fn is_match(&self, text: &str) -> bool {
        let found = self.width;
        let mut state = self.start;
        let bytes = text.as_bytes();
        let mut place = 0;
        while state > found {
            let Some(byte) = bytes.get(place) else {
                return self.next(state, self.width - 1) == found;
            };
            let symbol = match self.alphabet.ascii(*byte) {
                Some(symbol) => {
                    place += 1;
                    symbol
                }
                None => {
                    let Some(character) = text.get(place..).and_then(|rest| rest.chars().next())
                    else {
                        return false;
                    };
                    place += character.len_utf8();
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
    /// The states by their sets, each with what stands before where that counts.
    numbers: BTreeMap<Box<[u16]>, u16>,
    /// Sets whose rows are still to be made, in order.
    open: Vec<(Box<[u16]>, Before)>,
    steps: usize,
}

/// Stands behind a set for which it does not count what stands before.
const ANYTHING: u16 = u16::MAX;

impl<'n> DfaBuilder<'n> {
    fn new(nfa: &'n Nfa) -> Option<Self> {
        let width = u16::try_from(nfa.alphabet.size() + 1).ok()?;
        let next = Vec::new();
        Some(Self { nfa, width, next, numbers: BTreeMap::new(), open: Vec::new(), steps: 0 })
    }

    /// Makes the rows, and tells the first state.
    fn run(&mut self) -> Option<u16> {
        let (mut from, mut into, mut list) = (States::NONE, States::NONE, Vec::new());
        // The rows of the states from which nothing, and from which everything is a match.
        self.next.resize(usize::from(self.width), DEAD);
        self.next.resize(2 * usize::from(self.width), self.width);
        if self.nfa.start(&mut into) {
            return Some(self.width);
        }
        let start = self.number(&into, None, &mut list)?;
        let mut done = 0;
        while let Some((set, before)) = self.open.get_mut(done).map(mem::take) {
            done += 1;
            let symbols = (0..self.width - 1).map(|symbol| u8::try_from(symbol).ok());
            for symbol in symbols.chain([None]) {
                from.set(&set);
                let found = self.nfa.advance(&mut from, before, symbol, &mut into);
                self.steps += from.list().len() + into.list().len() + 1;
                let next = if found {
                    self.width
                } else {
                    match symbol {
                        Some(symbol) => {
                            let before = Some(self.nfa.traits_of(symbol));
                            self.number(&into, before, &mut list)?
                        }
                        None => DEAD,
                    }
                };
                self.next.push(next);
            }
        }
        Some(start)
    }

    /// The number of a state; nothing where there are too many.
    fn number(&mut self, states: &States, before: Before, list: &mut Vec<u16>) -> Option<u16> {
        let looks = self.nfa.waiting(states, list);
        if list.is_empty() {
            return Some(DEAD);
        }
        // To look a set up takes some comparisons of all of it.
        self.steps += list.len();
        let set = list.len();
        let before = before.filter(|_| looks);
        list.push(match before {
            Some(traits) => traits.number(),
            // Where assertions wait, the start of the text is a place of its own.
            None if looks => ANYTHING - 1,
            None => ANYTHING,
        });
        if let Some(number) = self.numbers.get(&**list) {
            return Some(*number);
        }
        let row = (self.numbers.len() + 2) * usize::from(self.width);
        if row + usize::from(self.width) > MOST_ENTRIES || self.steps > MOST_STEPS {
            return None;
        }
        let number = u16::try_from(row).ok()?;
        self.numbers.insert(list.as_slice().into(), number);
        self.open.push((list.get(..set)?.into(), before));
        Some(number)
    }
}
