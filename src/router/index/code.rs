//! The triggers' conditions as words, one program after the other: what decides in the end.
//!
//! The parts of an `all` stand in the order that finds out soonest: cheap ones that seldom hold
//! come first. A condition is true whatever order its parts are looked at in.

use std::cmp::Ordering;

use crate::condition::{Check, Normal, Predicate, Rules, TextCheck, Values, Wanted};
use crate::router::index::odds::Odds;

/// The programs of some triggers, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Code {
    words: Box<[u32]>,
}

/// Programs while they are written.
#[derive(Debug, Default)]
pub(super) struct Writing {
    words: Vec<u32>,
    has_overflown: bool,
}

/// The two highest bits of a word say what it is.
const KIND: u32 = 0b11 << 30;
/// A leaf: three bits of values that are wanted, the rest is the predicate's number.
const LEAF: u32 = 0b00 << 30;
/// An `all` or `any`; the rest is how many words its parts take.
const ALL: u32 = 0b01 << 30;
const ANY: u32 = 0b10 << 30;

const VALUES_AT: u32 = 27;
const MOST_PREDICATES: u32 = 1 << VALUES_AT;

impl Writing {
    /// Writes the program of a trigger, and says where it starts.
    pub(super) fn add(
        &mut self,
        trigger: u32,
        when: Option<&Normal>,
        odds: &Odds<'_>,
        rules: &Rules,
    ) -> u32 {
        let start = self.words.len();
        self.words.extend([trigger, 0]);
        match when {
            Some(Normal::All(parts)) => self.parts(parts, true, odds, rules),
            Some(part) => self.part(part, odds, rules),
            None => {}
        }
        self.close(start + 1, 0);
        u32::try_from(start).unwrap_or_else(|_| {
            self.has_overflown = true;
            0
        })
    }

    /// Nothing where numbers did not fit.
    pub(super) fn finish(self) -> Option<Code> {
        (!self.has_overflown).then(|| Code { words: self.words.into() })
    }

    fn part(&mut self, part: &Normal, odds: &Odds<'_>, rules: &Rules) {
        match part {
            Normal::Leaf(wanted) => {
                self.has_overflown |= wanted.predicate >= MOST_PREDICATES;
                let values = u32::from(wanted.values.number()) << VALUES_AT;
                self.words.push(LEAF | values | wanted.predicate & (MOST_PREDICATES - 1));
            }
            Normal::All(parts) => self.joined(parts, true, odds, rules),
            Normal::Any(parts) => self.joined(parts, false, odds, rules),
        }
    }

    fn joined(&mut self, parts: &[Normal], all: bool, odds: &Odds<'_>, rules: &Rules) {
        let opened = self.words.len();
        self.words.push(0);
        self.parts(parts, all, odds, rules);
        self.close(opened, if all { ALL } else { ANY });
    }

    fn parts(&mut self, parts: &[Normal], all: bool, odds: &Odds<'_>, rules: &Rules) {
        let mut ranked: Vec<(f32, &Normal)> = parts
            .iter()
            .map(|part| {
                let holds = odds.of(part);
                let decides = if all { 1.0 - holds } else { holds };
                (cost(part, rules) / decides.max(0.01), part)
            })
            .collect();
        ranked.sort_by(|one, other| one.0.partial_cmp(&other.0).unwrap_or(Ordering::Equal));
        for (_, part) in ranked {
            self.part(part, odds, rules);
        }
    }

    /// Writes how many words follow the one at a place.
    fn close(&mut self, place: usize, kind: u32) {
        let length = u32::try_from(self.words.len() - place - 1).unwrap_or(u32::MAX);
        self.has_overflown |= length & KIND != 0;
        if let Some(word) = self.words.get_mut(place) {
            *word = kind | length & !KIND;
        }
    }
}

/// What it takes to find out a part, a test of a code being 1.
fn cost(part: &Normal, rules: &Rules) -> f32 {
    match part {
        Normal::All(parts) | Normal::Any(parts) => parts.iter().map(|part| cost(part, rules)).sum(),
        Normal::Leaf(wanted) => rules.predicate(wanted.predicate).map_or(1.0, cost_of_test),
    }
}

fn cost_of_test(predicate: &Predicate) -> f32 {
    match &predicate.check {
        Check::Exists(_) | Check::Boolean(_) | Check::Number(_) => 1.0,
        Check::Text(TextCheck::Contains(_)) => 8.0,
        Check::Text(_) => 1.5,
        Check::Matches(_) => 60.0,
        Check::State(_) => 30.0,
    }
}

impl Code {
    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The trigger whose program starts at a place.
    pub(super) fn trigger(&self, program: u32) -> Option<u32> {
        self.words.get(program as usize).copied()
    }

    /// Whether the trigger whose program starts at a place fires.
    pub(super) fn is_true(&self, program: u32, mut holds: impl FnMut(Wanted) -> bool) -> bool {
        let start = program as usize + 2;
        let length = self.words.get(start - 1).map_or(0, |length| *length as usize);
        let words = self.words.get(start..start + length);
        words.is_some_and(|words| all(words, &mut holds))
    }
}

fn all(mut words: &[u32], holds: &mut impl FnMut(Wanted) -> bool) -> bool {
    while let Some((word, rest)) = words.split_first() {
        let (holds, rest) = part(*word, rest, holds);
        if !holds {
            return false;
        }
        words = rest;
    }
    true
}

fn any(mut words: &[u32], holds: &mut impl FnMut(Wanted) -> bool) -> bool {
    while let Some((word, rest)) = words.split_first() {
        let (holds, rest) = part(*word, rest, holds);
        if holds {
            return true;
        }
        words = rest;
    }
    false
}

/// Whether a part holds, and what follows it.
fn part<'w>(
    word: u32,
    rest: &'w [u32],
    holds: &mut impl FnMut(Wanted) -> bool,
) -> (bool, &'w [u32]) {
    if word & KIND == LEAF {
        return (holds(wanted(word)), rest);
    }
    let (parts, rest) = rest.split_at_checked((word & !KIND) as usize).unwrap_or_default();
    (if word & KIND == ALL { all(parts, holds) } else { any(parts, holds) }, rest)
}

fn wanted(word: u32) -> Wanted {
    Wanted {
        predicate: word & (MOST_PREDICATES - 1),
        values: Values::of_number((word >> VALUES_AT & 7) as u8),
    }
}
