//! The triggers' conditions as steps, one program after the other: what decides in the end.
//!
//! The parts of an `all` stand in the order that finds out soonest: cheap ones that seldom hold
//! come first. A condition is true whatever order its parts are looked at in.

use smallvec::SmallVec;

use crate::condition::{CompiledOp, CompiledPredicate, Facts, Nnf, OperandRef, RuleSet, TextOp};
use crate::router::index::instr::{Instr, WordPool};
use crate::router::index::postings::MAX_NUMBERS;
use crate::router::index::selectivity::Selectivity;

/// The programs of some triggers, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    instrs: Box<[Instr]>,
    words: WordPool,
    /// How many programs there are.
    programs: usize,
}

/// Programs while they are written.
#[derive(Debug, Default)]
pub(super) struct ProgramWriter {
    steps: Vec<Instr>,
    words: Vec<u64>,
    programs: usize,
    has_overflown: bool,
}

/// How a trigger is listed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Listing {
    /// The part of an `all` that it is found by.
    pub(super) found_by: Option<usize>,
    /// Whether one decision may find it more than once.
    pub(super) again: bool,
}

impl ProgramWriter {
    /// Writes the program of a trigger, and says where it starts. The part that it is found by is
    /// nearly sure to hold when it is run, so it comes last.
    pub(super) fn add(
        &mut self,
        trigger: u32,
        when: Option<&Nnf>,
        listed: Listing,
        odds: &Selectivity<'_>,
        rules: &RuleSet,
    ) -> u32 {
        let Listing { found_by, again } = listed;
        let start = self.steps.len();
        self.programs += 1;
        self.steps.push(Instr::program(trigger, again));
        match when {
            Some(Nnf::All(parts)) => self.parts(parts, true, found_by, odds, rules),
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
    pub(super) fn finish(self) -> Option<Program> {
        let Self { steps, words, programs, has_overflown } = self;
        (!has_overflown && steps.len() <= MAX_NUMBERS).then(|| Program {
            instrs: steps.into(),
            words: WordPool::new(words),
            programs,
        })
    }

    fn part(&mut self, part: &Nnf, odds: &Selectivity<'_>, rules: &RuleSet) {
        match part {
            Nnf::Leaf(wanted) => {
                self.steps.push(Instr::for_requirement(*wanted, rules, &mut self.words));
            }
            Nnf::All(parts) => self.joined(parts, true, odds, rules),
            Nnf::Any(parts) => self.joined(parts, false, odds, rules),
        }
    }

    fn joined(&mut self, parts: &[Nnf], all: bool, odds: &Selectivity<'_>, rules: &RuleSet) {
        let opened = self.steps.len();
        self.steps.push(Instr::joined(all));
        self.parts(parts, all, None, odds, rules);
        self.close(opened);
    }

    fn parts(
        &mut self,
        parts: &[Nnf],
        all: bool,
        last: Option<usize>,
        odds: &Selectivity<'_>,
        rules: &RuleSet,
    ) {
        let rank = |place, part| {
            let holds = odds.condition(part);
            let decides = if all { 1.0 - holds } else { holds };
            let cost = cost(part, odds) / decides.max(0.01);
            if last == Some(place) { f32::INFINITY } else { cost }
        };
        let mut ranked: SmallVec<[(f32, &Nnf); 8]> =
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
fn cost(part: &Nnf, odds: &Selectivity<'_>) -> f32 {
    match part {
        Nnf::All(parts) | Nnf::Any(parts) => parts.iter().map(|part| cost(part, odds)).sum(),
        Nnf::Leaf(wanted) => odds
            .rules()
            .predicate(wanted.predicate)
            .map_or(1.0, |leaf| requirement_cost(leaf, odds)),
    }
}

/// What it takes to run a program that ends with its first test.
const PROGRAM_NANOS: usize = 6;

/// So fast the fastest tests go along a text.
const BYTES_PER_NANO: usize = 16;

/// Where the program after one starts.
fn after(place: u32, tests: &[Instr]) -> u32 {
    place.saturating_add(u32::try_from(tests.len() + 1).unwrap_or(u32::MAX))
}

/// To look at a field costs more than most tests, but only the first time: it is the less likely to
/// be the first time, the more tests look at it.
const RESOLUTION_COST: f32 = 3.0;

fn requirement_cost(predicate: &CompiledPredicate, odds: &Selectivity<'_>) -> f32 {
    let look = match predicate.operand {
        OperandRef::Field(operand) => RESOLUTION_COST / odds.weight_of(operand).max(1.0),
        OperandRef::State(_) => 0.0,
    };
    look + match &predicate.op {
        CompiledOp::Exists(_) | CompiledOp::Boolean(_) | CompiledOp::Number(_) => 1.0,
        CompiledOp::Text(TextOp::Contains(_)) => 6.0,
        CompiledOp::Text(_) => 1.5,
        CompiledOp::Matches(_) => 60.0,
        CompiledOp::State(_) => 30.0,
    }
}

impl Program {
    /// How many steps there are.
    pub(super) fn len(&self) -> usize {
        self.instrs.len()
    }

    /// The trigger whose program starts at a place.
    pub(super) fn trigger(&self, program: u32) -> Option<u32> {
        self.instrs.get(program as usize).map(Instr::trigger)
    }

    /// The program that starts at a place: its first step, and its tests.
    #[inline(always)]
    pub(super) fn program(&self, place: u32) -> Option<(&Instr, &[Instr])> {
        let (start, rest) = self.instrs.get(place as usize..)?.split_first()?;
        Some((start, rest.get(..start.count()).unwrap_or_default()))
    }

    /// How many programs start with a test that goes along the texts of each operand.
    pub(super) fn reader_counts(&self, rules: &RuleSet) -> Vec<u32> {
        let mut readers = vec![0_u32; rules.operands().len()];
        let mut place = 0;
        while let Some((_, tests)) = self.program(place) {
            let first = tests.iter().find(|step| !step.joins());
            let operand = first.and_then(|step| step.reads(rules));
            if let Some(count) = operand.and_then(|operand| readers.get_mut(operand as usize)) {
                *count += 1;
            }
            place = after(place, tests);
        }
        readers
    }

    /// What it takes at least to try all programs, in nanoseconds more or less, where some of them go along
    /// a text of so many bytes.
    pub(super) fn least_nanos(&self, readers: usize, bytes: usize) -> usize {
        let of_programs = self.programs.saturating_mul(PROGRAM_NANOS);
        of_programs.saturating_add(readers.saturating_mul(bytes / BYTES_PER_NANO))
    }

    /// The first program from one on and before `best` that is wanted and true, each tried in order, or
    /// `best`. Where that may take only so long, in nanoseconds more or less: the program to go on with.
    pub(super) fn first_of(
        &self,
        rules: &RuleSet,
        facts: &impl Facts,
        (from, best): (u32, u32),
        nanos: Option<usize>,
        mut is_wanted: impl FnMut(u32, &Instr) -> bool,
    ) -> Result<u32, u32> {
        let most = nanos.map(|nanos| facts.bytes_read().saturating_add(nanos));
        let (mut place, mut nanos) = (from, 0_usize);
        while place < best {
            let Some((start, tests)) = self.program(place) else {
                break;
            };
            if most.is_some_and(|most| facts.bytes_read().saturating_add(nanos) > most) {
                return Err(place);
            }
            if is_wanted(place, start) {
                if self.all_true(tests, rules, facts) {
                    return Ok(place);
                }
                nanos += PROGRAM_NANOS;
            }
            place = after(place, tests);
        }
        Ok(best)
    }

    /// The trigger of the first program that is true, each of them tried.
    pub(super) fn first(&self, rules: &RuleSet, facts: &impl Facts) -> Option<u32> {
        let mut steps = &*self.instrs;
        while let [start, rest @ ..] = steps {
            let (tests, next) = rest.split_at_checked(start.count())?;
            if self.all_true(tests, rules, facts) {
                return Some(start.trigger());
            }
            steps = next;
        }
        None
    }

    /// Whether the tests of a program hold. Most programs end with their first test.
    #[inline(always)]
    pub(super) fn all_true(&self, tests: &[Instr], rules: &RuleSet, facts: &impl Facts) -> bool {
        match tests {
            [] => true,
            [first, ..] if first.joins() => self.join(true, tests, rules, facts),
            [first, rest @ ..] => {
                first.holds(&self.words, rules, facts)
                    && (rest.is_empty() || self.join(true, rest, rules, facts))
            }
        }
    }

    /// Whether steps hold that an `all` or an `any` joins.
    #[inline(never)]
    fn join(&self, all: bool, mut steps: &[Instr], rules: &RuleSet, facts: &impl Facts) -> bool {
        while let [step, rest @ ..] = steps {
            let holds = if step.joins() {
                let (joined, after) = rest.split_at_checked(step.count()).unwrap_or_default();
                steps = after;
                self.join(step.joins_all(), joined, rules, facts)
            } else {
                steps = rest;
                step.holds(&self.words, rules, facts)
            };
            if holds != all {
                return holds;
            }
        }
        all
    }
}
