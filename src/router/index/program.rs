//! The programs: the conditions as a compact bytecode, one program after the other. They decide in the end.
//!
//! Idea: an interpreter over an array of fixed-size instructions in prefix order. A junction knows how many
//! instructions belong to it, so skipping it takes one addition. The parts of an `all` are sorted so that a
//! failure is found early: by cost, divided by the probability that the part decides. A condition has one
//! value in whatever order its parts are evaluated.
//!
//! Drawback: the order is fixed when the rules are compiled, and a wrong estimate costs time. "Try tests of
//! fields first that others look at too" is the commit that added the cost of resolving a field;
//! `benches/RESULTS.md`, "What falls short", lists what was tried.

use smallvec::SmallVec;

use crate::condition::{CompiledOp, CompiledPredicate, Facts, Nnf, OperandRef, RuleSet, TextOp};
use crate::ix::{Ix, TriggerIx};
use crate::router::index::instr::{Instr, WordPool};
use crate::router::index::postings::{MAX_NUMBERS, ProgramOffset};
use crate::router::index::selectivity::Selectivity;

/// The programs of the triggers, in list order.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    instrs: Box<[Instr]>,
    words: WordPool,
    /// The number of programs.
    programs: usize,
}

/// Writes programs.
#[derive(Debug, Default)]
pub(super) struct ProgramWriter {
    instrs: Vec<Instr>,
    words: Vec<u64>,
    programs: usize,
    has_overflown: bool,
}

/// How the index lists a trigger.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ProgramListing {
    /// The part of an `all` that the trigger is listed under.
    pub(super) found_by: Option<usize>,
    /// Whether one decision may find the trigger more than once.
    pub(super) may_repeat: bool,
}

impl ProgramWriter {
    /// Writes the program of a trigger, and returns its offset. The part that the trigger is listed under
    /// comes last: it nearly always holds when the program runs.
    pub(super) fn add(
        &mut self,
        trigger: TriggerIx,
        when: Option<&Nnf>,
        listed: ProgramListing,
        selectivity: &Selectivity<'_>,
        rules: &RuleSet,
    ) -> ProgramOffset {
        let ProgramListing { found_by, may_repeat } = listed;
        let start = self.instrs.len();
        self.programs += 1;
        self.instrs.push(Instr::program(trigger, may_repeat));
        match when {
            // The program itself is an `all`, so its parts need no junction of their own.
            Some(Nnf::All(parts)) => self.write_parts(parts, true, found_by, selectivity, rules),
            Some(part) => self.write_part(part, selectivity, rules),
            None => {}
        }
        self.close(start);
        // `finish` refuses programs with more instructions than offsets can count.
        ProgramOffset::new(u32::try_from(start).unwrap_or(u32::MAX))
    }

    /// Returns `None` if the numbers do not fit.
    pub(super) fn finish(self) -> Option<Program> {
        let Self { instrs, words, programs, has_overflown } = self;
        (!has_overflown && instrs.len() <= MAX_NUMBERS).then(|| Program {
            instrs: instrs.into(),
            words: WordPool::new(words),
            programs,
        })
    }

    fn write_part(&mut self, part: &Nnf, selectivity: &Selectivity<'_>, rules: &RuleSet) {
        match part {
            Nnf::Leaf(requirement) => {
                self.instrs.push(Instr::for_requirement(*requirement, rules, &mut self.words));
            }
            Nnf::All(parts) => self.write_junction(parts, true, selectivity, rules),
            Nnf::Any(parts) => self.write_junction(parts, false, selectivity, rules),
        }
    }

    fn write_junction(
        &mut self,
        parts: &[Nnf],
        all: bool,
        selectivity: &Selectivity<'_>,
        rules: &RuleSet,
    ) {
        let opened = self.instrs.len();
        self.instrs.push(Instr::junction(all));
        self.write_parts(parts, all, None, selectivity, rules);
        self.close(opened);
    }

    fn write_parts(
        &mut self,
        parts: &[Nnf],
        all: bool,
        last: Option<usize>,
        selectivity: &Selectivity<'_>,
        rules: &RuleSet,
    ) {
        // The expected cost of a decision: the cost of the part divided by the probability that it ends the
        // junction.
        let rank = |index, part| {
            let holds = selectivity.condition(part);
            let decides = if all { 1.0 - holds } else { holds };
            // A part that hardly ever decides goes last. The bound keeps the quotient finite.
            let cost = cost(part, selectivity) / decides.max(0.01);
            if last == Some(index) { f32::INFINITY } else { cost }
        };
        let mut ranked: SmallVec<[(f32, &Nnf); 8]> =
            parts.iter().enumerate().map(|(index, part)| (rank(index, part), part)).collect();
        // A stable sort: parts of equal rank keep the order of the document, so programs are reproducible.
        ranked.sort_by(|one, other| one.0.total_cmp(&other.0));
        for (_, part) in ranked {
            self.write_part(part, selectivity, rules);
        }
    }

    /// Sets the number of instructions that belong to the one at an offset.
    fn close(&mut self, opened: usize) {
        let count = u32::try_from(self.instrs.len() - opened - 1);
        self.has_overflown |= count.is_err();
        if let Some(instr) = self.instrs.get_mut(opened) {
            instr.set_count(count.unwrap_or_default());
        }
    }
}

/// Estimates the cost of evaluating a part. Comparing a short value costs 1.
fn cost(part: &Nnf, selectivity: &Selectivity<'_>) -> f32 {
    match part {
        Nnf::All(parts) | Nnf::Any(parts) => parts.iter().map(|part| cost(part, selectivity)).sum(),
        Nnf::Leaf(requirement) => selectivity
            .rules()
            .predicate(requirement.predicate)
            .map_or(1.0, |predicate| requirement_cost(predicate, selectivity)),
    }
}

/// The estimated time to run a program that ends with its first test, in nanoseconds. `benches/RESULTS.md`
/// has a scan of few triggers, whose time grows by about this much for each.
const PROGRAM_NANOS: usize = 6;

/// The estimated speed of the fastest substring search. It is an upper bound, so the time of a scan is never
/// overestimated.
const BYTES_PER_NANO: usize = 16;

/// Returns the offset of the program after this one.
fn next_program(program: ProgramOffset, tests: &[Instr]) -> ProgramOffset {
    let instrs = u32::try_from(tests.len() + 1).unwrap_or(u32::MAX);
    ProgramOffset::new(program.number().saturating_add(instrs))
}

/// The cost of resolving a field, in short comparisons. Only the first test of a decision pays it, so it is
/// divided by the number of tests that use the operand. The weight is that of the commit "Try tests of fields
/// first that others look at too", which gives no figure.
const RESOLUTION_COST: f32 = 3.0;

fn requirement_cost(predicate: &CompiledPredicate, selectivity: &Selectivity<'_>) -> f32 {
    let resolution = match predicate.operand {
        OperandRef::Field(operand) => RESOLUTION_COST / selectivity.operand_uses(operand).max(1.0),
        OperandRef::State(_) => 0.0,
    };
    // The weights are relative estimates in short comparisons; only their order matters much. A state may
    // count the members of a group, and an expression reads the whole text.
    resolution
        + match &predicate.op {
            CompiledOp::Exists(_) | CompiledOp::Boolean(_) | CompiledOp::Number(_) => 1.0,
            CompiledOp::Text(TextOp::Contains(_)) => 6.0,
            CompiledOp::Text(_) => 1.5,
            CompiledOp::Matches(_) => 60.0,
            CompiledOp::State(_) => 30.0,
        }
}

impl Program {
    /// Returns the number of instructions.
    pub(super) fn len(&self) -> usize {
        self.instrs.len()
    }

    /// Returns the trigger of a program.
    ///
    /// An offset at which no program starts breaks an invariant: the search then finds no trigger.
    pub(super) fn trigger(&self, program: ProgramOffset) -> Option<TriggerIx> {
        let first = program.get(&self.instrs);
        debug_assert!(first.is_some_and(Instr::starts_program), "no program starts at {program:?}");
        first.map(Instr::trigger)
    }

    /// Returns the first instruction of a program, and its tests.
    #[inline(always)]
    pub(super) fn program(&self, program: ProgramOffset) -> Option<(&Instr, &[Instr])> {
        let (start, rest) = self.instrs.get(program.index()..)?.split_first()?;
        Some((start, rest.get(..start.count()).unwrap_or_default()))
    }

    /// Counts for each operand the programs whose first test scans its texts.
    pub(super) fn reader_counts(&self, rules: &RuleSet) -> Vec<u32> {
        let mut readers = vec![0_u32; rules.operands().len()];
        let mut program = ProgramOffset::FIRST;
        while let Some((_, tests)) = self.program(program) {
            // Only the first test counts, because most programs end with it and the result is a lower bound.
            let first = tests.iter().find(|instr| !instr.is_junction());
            let operand = first.and_then(|instr| instr.scanned_operand(rules));
            if let Some(count) = operand.and_then(|operand| operand.get_mut(&mut readers)) {
                *count += 1;
            }
            program = next_program(program, tests);
        }
        readers
    }

    /// Returns a lower bound of the time to try all programs, in nanoseconds. `readers` of them scan a text
    /// of so many bytes.
    pub(super) fn min_scan_nanos(&self, readers: usize, bytes: usize) -> usize {
        // Every program runs its first test; only some of these tests read the long text.
        let of_programs = self.programs.saturating_mul(PROGRAM_NANOS);
        of_programs.saturating_add(readers.saturating_mul(bytes / BYTES_PER_NANO))
    }

    /// Tries programs in order, from `start` to before `best`, and returns the first one that is wanted and
    /// true, or `best`. If `nanos` is given and spent before, returns the program to continue with as an
    /// error.
    pub(super) fn first_of(
        &self,
        rules: &RuleSet,
        facts: &impl Facts,
        (start, best): (ProgramOffset, ProgramOffset),
        nanos: Option<usize>,
        mut is_wanted: impl FnMut(ProgramOffset, &Instr) -> bool,
    ) -> Result<ProgramOffset, ProgramOffset> {
        let most = nanos.map(|nanos| facts.bytes_read().saturating_add(nanos));
        let (mut program, mut nanos) = (start, 0_usize);
        while program < best {
            let Some((first, tests)) = self.program(program) else {
                break;
            };
            // The estimate counts programs, and the bytes that tests have really read.
            if most.is_some_and(|most| facts.bytes_read().saturating_add(nanos) > most) {
                return Err(program);
            }
            if is_wanted(program, first) {
                if self.all_true(tests, rules, facts) {
                    return Ok(program);
                }
                nanos += PROGRAM_NANOS;
            }
            program = next_program(program, tests);
        }
        Ok(best)
    }

    /// Returns the trigger of the first program that is true. Tries each of them.
    pub(super) fn first(&self, rules: &RuleSet, facts: &impl Facts) -> Option<TriggerIx> {
        // Programs lie one after the other, so a scan needs no offsets.
        let mut instrs = &*self.instrs;
        while let [start, rest @ ..] = instrs {
            let (tests, next) = rest.split_at_checked(start.count())?;
            if self.all_true(tests, rules, facts) {
                return Some(start.trigger());
            }
            instrs = next;
        }
        None
    }

    /// Returns `true` if all tests of a program hold. Most programs end with their first test, so that one is
    /// inlined.
    #[inline(always)]
    pub(super) fn all_true(&self, tests: &[Instr], rules: &RuleSet, facts: &impl Facts) -> bool {
        match tests {
            [] => true,
            [first, ..] if first.is_junction() => self.evaluate_junction(true, tests, rules, facts),
            // The first test is inlined here, and the rest runs out of line.
            [first, rest @ ..] => {
                first.holds(&self.words, rules, facts)
                    && (rest.is_empty() || self.evaluate_junction(true, rest, rules, facts))
            }
        }
    }

    /// Evaluates the instructions of a junction.
    #[inline(never)]
    fn evaluate_junction(
        &self,
        all: bool,
        mut instrs: &[Instr],
        rules: &RuleSet,
        facts: &impl Facts,
    ) -> bool {
        while let [instr, rest @ ..] = instrs {
            let holds = if instr.is_junction() {
                let (joined, after) = rest.split_at_checked(instr.count()).unwrap_or_default();
                instrs = after;
                self.evaluate_junction(instr.is_all(), joined, rules, facts)
            } else {
                instrs = rest;
                instr.holds(&self.words, rules, facts)
            };
            // An `all` ends at the first part that fails, an `any` at the first part that holds.
            if holds != all {
                return holds;
            }
        }
        all
    }
}
