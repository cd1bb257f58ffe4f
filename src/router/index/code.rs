//! The triggers' conditions as steps, one program after the other: what decides in the end.
//!
//! The parts of an `all` stand in the order that finds out soonest: cheap ones that seldom hold
//! come first. A condition is true whatever order its parts are looked at in.

use std::ops::Range;

use smallvec::SmallVec;

use crate::condition::{Check, Facts, Normal, Predicate, Rules, TextCheck};
use crate::router::index::odds::Odds;
use crate::router::index::step::{Kind, Step, Words};

/// The programs of some triggers, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Code {
    steps: Box<[Step]>,
    words: Words,
}

/// Programs while they are written.
#[derive(Debug, Default)]
pub(super) struct Writing {
    steps: Vec<Step>,
    words: Vec<u64>,
    has_overflown: bool,
}

impl Writing {
    /// Writes the program of a trigger, and says where it starts. The part that it is found by is
    /// nearly sure to hold when it is run, so it comes last.
    pub(super) fn add(
        &mut self,
        trigger: u32,
        when: Option<&Normal>,
        found_by: Option<usize>,
        odds: &Odds<'_>,
        rules: &Rules,
    ) -> u32 {
        let start = self.steps.len();
        self.steps.push(Step::program(trigger));
        match when {
            Some(Normal::All(parts)) => self.parts(parts, true, found_by, odds, rules),
            Some(part) => self.part(part, odds, rules),
            None => {}
        }
        self.close(start);
        u32::try_from(start).unwrap_or_else(|_| {
            self.has_overflown = true;
            0
        })
    }

    /// Nothing where numbers did not fit.
    pub(super) fn finish(self) -> Option<Code> {
        let Self { steps, words, has_overflown } = self;
        (!has_overflown).then(|| Code { steps: steps.into(), words: Words::new(words) })
    }

    fn part(&mut self, part: &Normal, odds: &Odds<'_>, rules: &Rules) {
        match part {
            Normal::Leaf(wanted) => self.steps.push(Step::of(*wanted, rules, &mut self.words)),
            Normal::All(parts) => self.joined(parts, true, odds, rules),
            Normal::Any(parts) => self.joined(parts, false, odds, rules),
        }
    }

    fn joined(&mut self, parts: &[Normal], all: bool, odds: &Odds<'_>, rules: &Rules) {
        let opened = self.steps.len();
        self.steps.push(Step::joined(all));
        self.parts(parts, all, None, odds, rules);
        self.close(opened);
    }

    fn parts(
        &mut self,
        parts: &[Normal],
        all: bool,
        last: Option<usize>,
        odds: &Odds<'_>,
        rules: &Rules,
    ) {
        let rank = |place, part| {
            let holds = odds.of(part);
            let decides = if all { 1.0 - holds } else { holds };
            let cost = cost(part, rules) / decides.max(0.01);
            if last == Some(place) { f32::INFINITY } else { cost }
        };
        let mut ranked: SmallVec<[(f32, &Normal); 8]> =
            parts.iter().enumerate().map(|(place, part)| (rank(place, part), part)).collect();
        ranked.sort_by(|one, other| one.0.total_cmp(&other.0));
        for (_, part) in ranked {
            self.part(part, odds, rules);
        }
    }

    /// Says how many steps follow the one at a place.
    fn close(&mut self, place: usize) {
        let count = u32::try_from(self.steps.len() - place - 1);
        self.has_overflown |= count.is_err();
        if let Some(step) = self.steps.get_mut(place) {
            step.close(count.unwrap_or_default());
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
    /// How many steps there are.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// The trigger whose program starts at a place.
    pub(super) fn trigger(&self, program: u32) -> Option<u32> {
        self.steps.get(program as usize).map(Step::trigger)
    }

    /// Whether the trigger whose program starts at a place fires. Most do not by their first test.
    #[inline]
    pub(super) fn is_true(&self, program: u32, rules: &Rules, facts: &impl Facts) -> bool {
        let mut start = program as usize;
        let end = start + 1 + self.steps.get(start).map_or(0, Step::count);
        start += 1;
        if let Some(first) = self.steps.get(start).filter(|step| start < end && !step.joins()) {
            if !first.holds(&self.words, rules, facts) {
                return false;
            }
            start += 1;
        }
        start == end || self.joined_hold(Kind::All, start..end, rules, facts)
    }

    /// The first program that is true of those that lie one after the other from the first on.
    pub(super) fn first(&self, rules: &Rules, facts: &impl Facts) -> Option<u32> {
        let mut program = 0;
        while let Some(step) = self.steps.get(program as usize) {
            if self.is_true(program, rules, facts) {
                return Some(program);
            }
            program += step.following() + 1;
        }
        None
    }

    /// Whether steps that an `all` or `any` joins hold.
    #[inline(never)]
    fn joined_hold(
        &self,
        join: Kind,
        steps: Range<usize>,
        rules: &Rules,
        facts: &impl Facts,
    ) -> bool {
        let all = join == Kind::All;
        let mut place = steps.start;
        while place < steps.end {
            let Some(step) = self.steps.get(place) else {
                return false;
            };
            place += 1;
            let holds = if step.joins() {
                let joined = place..place + step.count();
                place = joined.end;
                self.joined_hold(step.kind(), joined, rules, facts)
            } else {
                step.holds(&self.words, rules, facts)
            };
            if holds != all {
                return holds;
            }
        }
        all
    }
}
