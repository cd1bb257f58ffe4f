//! Nondeterministic automaton of an expression over the symbols of its alphabet (Thompson 1968).
//!
//! It answers one question: does the expression match somewhere in a text? It therefore has no captures and
//! no priorities between alternatives.

use std::collections::BTreeMap;
use std::ptr;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::condition::pattern::alphabet::{Alphabet, Ranges, Symbols};

/// The most states: one for each character that an expression consumes in sequence, and one for each choice
/// and assertion. A bound for the stack memory of [`NfaStateSet`] and for the time of each character.
pub(super) const MAX_STATES: usize = 1_000;

#[derive(Clone, Debug)]
pub(super) struct Nfa {
    pub(super) alphabet: Alphabet,
    states: Box<[NfaState]>,
    start: u16,
    sets: Box<[Symbols]>,
    /// What assertions ask of each symbol; all zero if there are no assertions.
    traits: Box<[Traits]>,
}

#[derive(Clone, Copy, Debug)]
enum NfaState {
    /// The expression matches.
    Match,
    /// Consumes one character of a set.
    Consume { set: u16, next: u16 },
    /// Continues with both states.
    Split(u16, u16),
    /// Continues if an assertion holds at this position.
    Look(Look, u16),
}

/// The properties of a character that assertions ask for.
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

    /// Returns the properties as a number below 16.
    pub(super) fn number(self) -> u16 {
        self.0.into()
    }
}

/// The properties of the previous character; `None` at the start of the text.
pub(super) type LookBehind = Option<Traits>;

/// The expression needs more states, sets or symbols than are allowed.
#[derive(Debug)]
pub(super) struct TooLarge;

impl Nfa {
    /// Compiles a parsed expression. Adds the cost to `steps`.
    pub(super) fn new(hir: &Hir, steps: &mut usize) -> Result<Self, TooLarge> {
        let mut compiler = NfaCompiler::default();
        let start = compiler.add(NfaState::Match).and_then(|found| compiler.compile(hir, found));
        *steps += compiler.steps + compiler.states.len();
        let start = start?;
        let mut sets = compiler.sets;
        let taken = sets.len();
        let traits_by_set = [
            (Traits::LINE_FEED, vec![(0xa, 0xa)]),
            (Traits::CARRIAGE_RETURN, vec![(0xd, 0xd)]),
            (Traits::WORD_ASCII, vec![(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)]),
            (Traits::WORD, if compiler.needs_unicode_words { word_ranges() } else { Vec::new() }),
        ];
        if compiler.has_assertions {
            // Only with assertions, because these sets divide the alphabet into more symbols.
            sets.extend(traits_by_set.iter().map(|(_, set)| set.clone()));
        }
        let (alphabet, mut sets) = Alphabet::new(&sets, steps).ok_or(TooLarge)?;
        let of_traits = sets.split_off(taken);
        let traits = |symbol: usize| {
            let symbol = u8::try_from(symbol).unwrap_or(u8::MAX);
            let has = of_traits.iter().zip(&traits_by_set).filter(|(set, _)| set.has(symbol));
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

    /// Sets `into` to the start of a search. Returns `true` if the empty prefix is already a match.
    pub(super) fn start(&self, into: &mut NfaStateSet) -> bool {
        into.clear();
        self.reach(self.start, None, into)
    }

    /// Advances a search by one symbol, or to the end of the text (`None`). Returns `true` if the expression
    /// matches. The search is not anchored: it also starts anew after each symbol.
    ///
    /// An assertion that looks ahead stays in the set until the next symbol is known.
    pub(super) fn advance(
        &self,
        from: &mut NfaStateSet,
        before: LookBehind,
        symbol: Option<u8>,
        into: &mut NfaStateSet,
    ) -> bool {
        into.clear();
        let after = symbol.map(|symbol| self.traits_of(symbol));
        // The list grows while assertions are resolved, so it is read by position.
        let mut position = 0;
        while let Some(state) = from.list().get(position).copied() {
            position += 1;
            match self.states.get(usize::from(state)) {
                Some(NfaState::Look(look, next))
                    if look_holds(*look, before, after) && self.reach(*next, before, from) =>
                {
                    return true;
                }
                Some(NfaState::Consume { set, next }) => {
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
        // The search is not anchored: a match may start after each character.
        symbol.is_some() && self.reach(self.start, after, into)
    }

    /// Lists the states of a set that wait for a character or for an assertion, ascending. Returns `true` if
    /// an assertion waits.
    pub(super) fn waiting(&self, states: &NfaStateSet, list: &mut Vec<u16>) -> bool {
        list.clear();
        let mut has_assertions = false;
        for state in states.list() {
            match self.states.get(usize::from(*state)) {
                Some(NfaState::Consume { .. }) => list.push(*state),
                Some(NfaState::Look(..)) => {
                    has_assertions = true;
                    list.push(*state);
                }
                _ => {}
            }
        }
        list.sort_unstable();
        has_assertions
    }

    /// Returns what assertions see of a symbol.
    pub(super) fn traits_of(&self, symbol: u8) -> Traits {
        self.traits.get(usize::from(symbol)).copied().unwrap_or_default()
    }

    /// Adds a state and all states that are reached from it without a character (epsilon closure). Returns
    /// `true` if one of them is a match.
    fn reach(&self, state: u16, before: LookBehind, into: &mut NfaStateSet) -> bool {
        let mut state = state;
        loop {
            if into.add(state) {
                match self.states.get(usize::from(state)) {
                    Some(NfaState::Match) => return true,
                    Some(NfaState::Split(one, other)) => {
                        // One branch is followed at once, the other one waits on the stack: no recursion.
                        into.push_open(*other);
                        state = *one;
                        continue;
                    }
                    // `^` is decided at once, so that an anchored search ends as soon as it fails.
                    Some(NfaState::Look(Look::Start, next)) if before.is_none() => {
                        state = *next;
                        continue;
                    }
                    // The assertion has failed for good, so the state must not wait in the set.
                    Some(NfaState::Look(Look::Start, _)) => into.pop(),
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

/// A sparse set of states in insertion order, and a stack of states still to visit. It lies on the stack, so
/// a search allocates nothing.
pub(super) struct NfaStateSet {
    has: [u64; (MAX_STATES + 1).div_ceil(64)],
    list: [u16; MAX_STATES + 1],
    len: usize,
    open: [u16; MAX_STATES + 1],
    open_len: usize,
}

impl NfaStateSet {
    pub(super) const NONE: Self = Self {
        has: [0; (MAX_STATES + 1).div_ceil(64)],
        list: [0; MAX_STATES + 1],
        len: 0,
        open: [0; MAX_STATES + 1],
        open_len: 0,
    };

    fn clear(&mut self) {
        self.has = Self::NONE.has;
        self.len = 0;
        self.open_len = 0;
    }

    /// Returns the states in insertion order.
    pub(super) fn list(&self) -> &[u16] {
        self.list.get(..self.len).unwrap_or_default()
    }

    /// Replaces the set by the states of a list.
    pub(super) fn set(&mut self, list: &[u16]) {
        self.clear();
        for state in list {
            self.add(*state);
        }
    }

    /// Returns `false` if the set already had the state.
    fn add(&mut self, state: u16) -> bool {
        let (word, bit) = (usize::from(state / 64), 1 << (state % 64));
        let Some(word) = self.has.get_mut(word).filter(|word| **word & bit == 0) else {
            return false;
        };
        *word |= bit;
        // The list has room for every state, because each is added once at most.
        if let Some(position) = self.list.get_mut(self.len) {
            *position = state;
            self.len += 1;
        }
        true
    }

    /// Removes the last state: an assertion that has failed.
    fn pop(&mut self) {
        self.len = self.len.saturating_sub(1);
    }

    fn push_open(&mut self, state: u16) {
        if let Some(position) = self.open.get_mut(self.open_len) {
            *position = state;
            self.open_len += 1;
        }
    }

    fn pop_open(&mut self) -> Option<u16> {
        self.open_len = self.open_len.checked_sub(1)?;
        self.open.get(self.open_len).copied()
    }
}

/// Returns `true` if an assertion holds between two characters; `None` is an end of the text.
fn look_holds(look: Look, before: LookBehind, after: Option<Traits>) -> bool {
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

/// Returns the characters of `\w`.
fn word_ranges() -> Ranges {
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

/// Compiles an expression from its end to its start, so that each state knows the next one.
#[derive(Default)]
struct NfaCompiler {
    states: Vec<NfaState>,
    sets: Vec<Ranges>,
    numbers: BTreeMap<Ranges, u16>,
    /// The sets of classes by their address. Repetition copies references to one class, so the address avoids
    /// comparing 1,500 ranges again.
    classes: BTreeMap<usize, u16>,
    has_assertions: bool,
    needs_unicode_words: bool,
    steps: usize,
}

impl NfaCompiler {
    fn add(&mut self, state: NfaState) -> Result<u16, TooLarge> {
        if self.states.len() >= MAX_STATES {
            return Err(TooLarge);
        }
        self.states.push(state);
        u16::try_from(self.states.len() - 1).map_err(|_| TooLarge)
    }

    fn add_consume(&mut self, set: Ranges, next: u16) -> Result<u16, TooLarge> {
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
        self.add(NfaState::Consume { set, next })
    }

    /// Compiles a part that continues with the state `next`, and returns its first state. The parser limits
    /// the depth of the recursion.
    fn compile(&mut self, hir: &Hir, next: u16) -> Result<u16, TooLarge> {
        match hir.kind() {
            HirKind::Empty => Ok(next),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).map_err(|_| TooLarge)?;
                // From the end, because each state needs the next one.
                let mut characters = text.chars().rev().map(u32::from);
                characters.try_fold(next, |next, c| self.add_consume(vec![(c, c)], next))
            }
            HirKind::Class(class) => {
                // A repetition compiles its part many times, and its class is then at one address.
                let position = ptr::from_ref(class).addr();
                match self.classes.get(&position) {
                    Some(set) => self.add(NfaState::Consume { set: *set, next }),
                    None => {
                        let state = self.add_consume(ranges(class), next)?;
                        if let Some(NfaState::Consume { set, .. }) = self.states.last() {
                            self.classes.insert(position, *set);
                        }
                        Ok(state)
                    }
                }
            }
            HirKind::Look(look) => {
                self.has_assertions = true;
                let of_lines = matches!(
                    look,
                    Look::Start
                        | Look::End
                        | Look::StartLF
                        | Look::EndLF
                        | Look::StartCRLF
                        | Look::EndCRLF
                );
                // The characters of `\w` have many ranges, so they are added to the alphabet only if an
                // assertion needs them.
                self.needs_unicode_words |= !of_lines && !is_ascii_look(*look);
                self.add(NfaState::Look(*look, next))
            }
            HirKind::Capture(capture) => self.compile(&capture.sub, next),
            HirKind::Concat(parts) => {
                parts.iter().rev().try_fold(next, |next, part| self.compile(part, next))
            }
            HirKind::Alternation(parts) => {
                let Some((last, others)) = parts.split_last() else {
                    return Ok(next);
                };
                let last = self.compile(last, next)?;
                others.iter().rev().try_fold(last, |other, part| {
                    let part = self.compile(part, next)?;
                    self.add(NfaState::Split(part, other))
                })
            }
            HirKind::Repetition(repetition) => {
                let (min, sub) = (repetition.min, &repetition.sub);
                let first = match repetition.max {
                    None => {
                        // The state of the loop is added first, as a placeholder, because the part must lead
                        // back to it.
                        let loop_state = self.add(NfaState::Split(next, next))?;
                        let part = self.compile(sub, loop_state)?;
                        if let Some(state) = self.states.get_mut(usize::from(loop_state)) {
                            *state = NfaState::Split(part, next);
                        }
                        loop_state
                    }
                    Some(max) => self.repeated(max.saturating_sub(min), next, |this, after| {
                        let part = this.compile(sub, after)?;
                        // A part that consumes nothing needs no choice. Otherwise each optional repetition
                        // may also leave to `next`.
                        if part == after { Ok(part) } else { this.add(NfaState::Split(part, next)) }
                    })?,
                };
                self.repeated(min, first, |this, after| this.compile(sub, after))
            }
        }
    }

    /// Compiles a part `count` times. Once is enough for a part that consumes nothing.
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
