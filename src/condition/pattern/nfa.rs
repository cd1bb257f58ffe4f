//! A nondeterministic automaton of an expression, over the symbols of its alphabet (Thompson 1968).
//!
//! It answers one question, whether the expression is found anywhere in a text; so it has no captures, and
//! no order among the ways through it.

use std::collections::BTreeMap;
use std::ptr;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::condition::pattern::alphabet::{Alphabet, Ranges, Symbols};

/// The most states: one for each character that an expression may take after another, and one for each
/// choice and assertion.
pub(super) const MOST_STATES: usize = 1_000;

#[derive(Clone, Debug)]
pub(super) struct Nfa {
    pub(super) alphabet: Alphabet,
    states: Box<[State]>,
    start: u16,
    sets: Box<[Symbols]>,
    /// What assertions ask of each symbol; nothing where there are none.
    traits: Box<[Traits]>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Found.
    Match,
    /// Takes one character of a set.
    Takes {
        set: u16,
        next: u16,
    },
    /// Goes either way.
    Split(u16, u16),
    Look(Look, u16),
}

/// What assertions ask of a character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Traits(u8);

impl Traits {
    const LINE_FEED: u8 = 1;
    const CARRIAGE_RETURN: u8 = 2;
    const WORD_ASCII: u8 = 4;
    const WORD: u8 = 8;

    fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    /// As a number below 16.
    pub(super) fn number(self) -> u16 {
        self.0.into()
    }
}

/// Where in a text an automaton is: what stands before; nothing at the start.
pub(super) type Before = Option<Traits>;

/// Too large.
#[derive(Debug)]
pub(super) struct TooLarge;

impl Nfa {
    /// Of a parsed expression; `steps` grows by what that takes.
    pub(super) fn new(hir: &Hir, steps: &mut usize) -> Result<Self, TooLarge> {
        let mut compiler = Compiler::default();
        let start = compiler.add(State::Match).and_then(|found| compiler.part(hir, found));
        *steps += compiler.steps + compiler.states.len();
        let start = start?;
        let mut sets = compiler.sets;
        let taken = sets.len();
        let asked = [
            (Traits::LINE_FEED, vec![(0xa, 0xa)]),
            (Traits::CARRIAGE_RETURN, vec![(0xd, 0xd)]),
            (Traits::WORD_ASCII, vec![(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)]),
            (Traits::WORD, if compiler.asks_for_words { words() } else { Vec::new() }),
        ];
        if compiler.looks {
            sets.extend(asked.iter().map(|(_, set)| set.clone()));
        }
        let (alphabet, mut sets) = Alphabet::new(&sets, steps).ok_or(TooLarge)?;
        let of_traits = sets.split_off(taken);
        let traits = |symbol: usize| {
            let symbol = u8::try_from(symbol).unwrap_or(u8::MAX);
            let has = of_traits.iter().zip(&asked).filter(|(set, _)| set.has(symbol));
            Traits(has.fold(0, |bits, (_, (bit, _))| bits | bit))
        };
        *steps += alphabet.size();
        Ok(Self {
            traits: (0..alphabet.size()).map(traits).collect(),
            alphabet,
            states: compiler.states.into(),
            start,
            sets: sets.into(),
        })
    }

    pub(super) fn size(&self) -> usize {
        self.states.len()
    }

    /// Puts in where a search starts, and says whether that alone is a match.
    pub(super) fn start(&self, into: &mut States) -> bool {
        into.clear();
        self.reach(self.start, None, into)
    }

    /// Where a search is after one more symbol, given where it was; nothing stands for the end. True where
    /// the expression was found. A search may also start anew behind each symbol.
    ///
    /// Assertions that look ahead wait in the set until it is known what comes.
    pub(super) fn advance(
        &self,
        from: &mut States,
        before: Before,
        symbol: Option<u8>,
        into: &mut States,
    ) -> bool {
        into.clear();
        let after = symbol.map(|symbol| self.traits_of(symbol));
        let mut place = 0;
        while let Some(state) = from.list().get(place).copied() {
            place += 1;
            match self.states.get(usize::from(state)) {
                Some(State::Look(look, next))
                    if holds(*look, before, after) && self.reach(*next, before, from) =>
                {
                    return true;
                }
                Some(State::Takes { set, next }) => {
                    let takes = self.sets.get(usize::from(*set)).zip(symbol);
                    if takes.is_some_and(|(set, symbol)| set.has(symbol))
                        && self.reach(*next, after, into)
                    {
                        return true;
                    }
                }
                _ => {}
            }
        }
        symbol.is_some() && self.reach(self.start, after, into)
    }

    /// The states of a set that wait for a character or for what comes, ascending; true where some wait for
    /// what comes.
    pub(super) fn waiting(&self, states: &States, list: &mut Vec<u16>) -> bool {
        list.clear();
        let mut looks = false;
        for state in states.list() {
            match self.states.get(usize::from(*state)) {
                Some(State::Takes { .. }) => list.push(*state),
                Some(State::Look(..)) => {
                    looks = true;
                    list.push(*state);
                }
                _ => {}
            }
        }
        list.sort_unstable();
        looks
    }

    /// What stands before the place behind a symbol.
    pub(super) fn traits_of(&self, symbol: u8) -> Traits {
        self.traits.get(usize::from(symbol)).copied().unwrap_or_default()
    }

    /// Adds a state and what is reached from it without a character; true where that is a match.
    fn reach(&self, state: u16, before: Before, into: &mut States) -> bool {
        let mut state = state;
        loop {
            if into.add(state) {
                match self.states.get(usize::from(state)) {
                    Some(State::Match) => return true,
                    Some(State::Split(one, other)) => {
                        into.push_open(*other);
                        state = *one;
                        continue;
                    }
                    // Known at once, so that a search that is anchored ends where it fails.
                    Some(State::Look(Look::Start, next)) if before.is_none() => {
                        state = *next;
                        continue;
                    }
                    Some(State::Look(Look::Start, _)) => into.take_back(),
                    _ => {}
                }
            }
            match into.pop_open() {
                Some(next) => state = next,
                None => return false,
            }
        }
    }
}

/// A set of states, with the order in which they came, and those still to be looked at. All of it lies on
/// the stack, so that a search allocates nothing.
pub(super) struct States {
    has: [u64; (MOST_STATES + 1).div_ceil(64)],
    list: [u16; MOST_STATES + 1],
    len: usize,
    open: [u16; MOST_STATES + 1],
    open_len: usize,
}

impl States {
    pub(super) const NONE: Self = Self {
        has: [0; (MOST_STATES + 1).div_ceil(64)],
        list: [0; MOST_STATES + 1],
        len: 0,
        open: [0; MOST_STATES + 1],
        open_len: 0,
    };

    fn clear(&mut self) {
        self.has = Self::NONE.has;
        self.len = 0;
        self.open_len = 0;
    }

    /// In the order in which they came.
    pub(super) fn list(&self) -> &[u16] {
        self.list.get(..self.len).unwrap_or_default()
    }

    /// The set that a list was of.
    pub(super) fn set(&mut self, list: &[u16]) {
        self.clear();
        for state in list {
            self.add(*state);
        }
    }

    /// False where it was there.
    fn add(&mut self, state: u16) -> bool {
        let (word, bit) = (usize::from(state / 64), 1 << (state % 64));
        let Some(word) = self.has.get_mut(word).filter(|word| **word & bit == 0) else {
            return false;
        };
        *word |= bit;
        if let Some(place) = self.list.get_mut(self.len) {
            *place = state;
            self.len += 1;
        }
        true
    }

    /// Takes the last state off the list: an assertion that fails whatever comes.
    fn take_back(&mut self) {
        self.len = self.len.saturating_sub(1);
    }

    fn push_open(&mut self, state: u16) {
        if let Some(place) = self.open.get_mut(self.open_len) {
            *place = state;
            self.open_len += 1;
        }
    }

    fn pop_open(&mut self) -> Option<u16> {
        self.open_len = self.open_len.checked_sub(1)?;
        self.open.get(self.open_len).copied()
    }
}

/// Whether an assertion holds between two characters; nothing stands for the ends of the text.
fn holds(look: Look, before: Before, after: Option<Traits>) -> bool {
    let is = |side: Option<Traits>, bit| side.is_some_and(|traits| traits.has(bit));
    let (line_feed, carriage_return) = (Traits::LINE_FEED, Traits::CARRIAGE_RETURN);
    let word = |bit| (is(before, bit), is(after, bit));
    match look {
        Look::Start => before.is_none(),
        Look::End => after.is_none(),
        Look::StartLF => before.is_none() || is(before, line_feed),
        Look::EndLF => after.is_none() || is(after, line_feed),
        Look::StartCRLF => {
            before.is_none()
                || is(before, line_feed)
                || is(before, carriage_return) && !is(after, line_feed)
        }
        Look::EndCRLF => {
            after.is_none()
                || is(after, carriage_return)
                || is(after, line_feed) && !is(before, carriage_return)
        }
        _ => {
            let bit = if is_ascii_look(look) { Traits::WORD_ASCII } else { Traits::WORD };
            match (look, word(bit)) {
                (Look::WordAscii | Look::WordUnicode, (one, other)) => one != other,
                (Look::WordAsciiNegate | Look::WordUnicodeNegate, (one, other)) => one == other,
                (Look::WordStartAscii | Look::WordStartUnicode, (one, other)) => !one && other,
                (Look::WordEndAscii | Look::WordEndUnicode, (one, other)) => one && !other,
                (Look::WordStartHalfAscii | Look::WordStartHalfUnicode, (one, _)) => !one,
                (_, (_, other)) => !other,
            }
        }
    }
}

fn is_ascii_look(look: Look) -> bool {
    matches!(
        look,
        Look::WordAscii
            | Look::WordAsciiNegate
            | Look::WordStartAscii
            | Look::WordEndAscii
            | Look::WordStartHalfAscii
            | Look::WordEndHalfAscii
    )
}

/// The characters of words: what `\w` is.
fn words() -> Ranges {
    let parsed = regex_syntax::parse(r"\w");
    match parsed.as_ref().map(Hir::kind) {
        Ok(HirKind::Class(class)) => ranges(class),
        _ => Vec::new(),
    }
}

fn ranges(class: &Class) -> Ranges {
    match class {
        Class::Unicode(class) => {
            class.iter().map(|range| (range.start().into(), range.end().into())).collect()
        }
        Class::Bytes(class) => {
            class.iter().map(|range| (range.start().into(), range.end().into())).collect()
        }
    }
}

/// States while they are made, from the end of the expression to its start.
#[derive(Default)]
struct Compiler {
    states: Vec<State>,
    sets: Vec<Ranges>,
    numbers: BTreeMap<Ranges, u16>,
    /// The sets of classes, by where they lie in memory.
    classes: BTreeMap<usize, u16>,
    looks: bool,
    asks_for_words: bool,
    steps: usize,
}

impl Compiler {
    fn add(&mut self, state: State) -> Result<u16, TooLarge> {
        if self.states.len() >= MOST_STATES {
            return Err(TooLarge);
        }
        self.states.push(state);
        u16::try_from(self.states.len() - 1).map_err(|_| TooLarge)
    }

    fn takes(&mut self, set: Ranges, next: u16) -> Result<u16, TooLarge> {
        self.steps += set.len();
        let set = match self.numbers.get(&set) {
            Some(number) => *number,
            None => {
                let number = u16::try_from(self.sets.len()).map_err(|_| TooLarge)?;
                self.sets.push(set.clone());
                self.numbers.insert(set, number);
                number
            }
        };
        self.add(State::Takes { set, next })
    }

    /// The state from which a part leads to another state. The parser limits how deep parts are.
    fn part(&mut self, hir: &Hir, next: u16) -> Result<u16, TooLarge> {
        match hir.kind() {
            HirKind::Empty => Ok(next),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).map_err(|_| TooLarge)?;
                let mut characters = text.chars().rev().map(u32::from);
                characters.try_fold(next, |next, c| self.takes(vec![(c, c)], next))
            }
            HirKind::Class(class) => {
                // A part that is repeated is the same class again and again.
                let place = ptr::from_ref(class).addr();
                match self.classes.get(&place) {
                    Some(set) => self.add(State::Takes { set: *set, next }),
                    None => {
                        let state = self.takes(ranges(class), next)?;
                        if let Some(State::Takes { set, .. }) = self.states.last() {
                            self.classes.insert(place, *set);
                        }
                        Ok(state)
                    }
                }
            }
            HirKind::Look(look) => {
                self.looks = true;
                let of_lines = matches!(
                    look,
                    Look::Start
                        | Look::End
                        | Look::StartLF
                        | Look::EndLF
                        | Look::StartCRLF
                        | Look::EndCRLF
                );
                self.asks_for_words |= !of_lines && !is_ascii_look(*look);
                self.add(State::Look(*look, next))
            }
            HirKind::Capture(capture) => self.part(&capture.sub, next),
            HirKind::Concat(parts) => {
                parts.iter().rev().try_fold(next, |next, part| self.part(part, next))
            }
            HirKind::Alternation(parts) => {
                let Some((last, others)) = parts.split_last() else {
                    return Ok(next);
                };
                let last = self.part(last, next)?;
                others.iter().rev().try_fold(last, |other, part| {
                    let part = self.part(part, next)?;
                    self.add(State::Split(part, other))
                })
            }
            HirKind::Repetition(repetition) => {
                let (min, sub) = (repetition.min, &repetition.sub);
                let first = match repetition.max {
                    None => {
                        let again = self.add(State::Split(next, next))?;
                        let part = self.part(sub, again)?;
                        if let Some(state) = self.states.get_mut(usize::from(again)) {
                            *state = State::Split(part, next);
                        }
                        again
                    }
                    Some(max) => self.repeated(max.saturating_sub(min), next, |this, after| {
                        let part = this.part(sub, after)?;
                        if part == after { Ok(part) } else { this.add(State::Split(part, next)) }
                    })?,
                };
                self.repeated(min, first, |this, after| this.part(sub, after))
            }
        }
    }

    /// Does something so many times over; of a part that takes nothing once is enough.
    fn repeated(
        &mut self,
        count: u32,
        next: u16,
        mut once: impl FnMut(&mut Self, u16) -> Result<u16, TooLarge>,
    ) -> Result<u16, TooLarge> {
        let mut first = next;
        for _ in 0..count {
            let before = first;
            first = once(self, before)?;
            if first == before {
                break;
            }
        }
        Ok(first)
    }
}
