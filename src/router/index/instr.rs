//! The instruction format: a bytecode instruction of twelve bytes, which mostly decides a test without other
//! memory.
//!
//! Short texts, numbers and the last bytes of longer texts are stored in the instruction itself. What does
//! not fit is decided by the predicate that the instruction refers to. The drawback is one more
//! representation of each operator; tests compare it with the plain evaluator. "Decide tests from a glance at
//! what a field shows" is the commit that replaced the evaluation by way of the predicate; the figures of
//! that time are not on record.

use smallvec::SmallVec;

use crate::condition::{CompiledOp, Number, NumberOp, OperandRef, Requirement, RuleSet, TextOp};
use crate::ix::{OperandIx, PredicateIx, TriggerIx};
use crate::swar;

/// One instruction: a test, or a junction of the instructions after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instr {
    pub(super) opcode: Opcode,
    /// For a test, the accepted truth values; for a short text also its length, in the higher bits.
    pub(super) truth_values: u8,
    /// The operand of a test that is decided from the value head: its index in 16 bits.
    pub(super) operand: u16,
    /// The meaning depends on the opcode. Short text or number: the two halves of its word. Longer text:
    /// `low` is its predicate, and `high` holds its length and its last two bytes. Set of short texts: start
    /// and length in the word pool. Program and junction: `low` is the number of instructions that belong to
    /// it. Program: `high` is the trigger.
    pub(super) low: u32,
    pub(super) high: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opcode {
    /// The first instruction of a program. All instructions that belong to it must hold.
    Program,
    All,
    Any,
    Known,
    NotKnown,
    IsTrue,
    IsFalse,
    /// The text equals one of up to eight bytes.
    ShortText,
    /// The text equals one of several texts of up to eight bytes.
    ShortTexts,
    Equal,
    StartsWith,
    /// Any other operator on texts.
    Text,
    AtLeast,
    AtMost,
    Above,
    Below,
    /// Any other predicate, including those of states.
    Predicate,
}

/// The constants of instructions that compare with several short texts.
#[derive(Clone, Debug, Default)]
pub(super) struct WordPool(Box<[u64]>);

impl WordPool {
    pub(super) fn new(words: Vec<u64>) -> Self {
        Self(words.into())
    }

    /// Returns the constants of an instruction.
    #[inline(always)]
    pub(super) fn words(&self, instr: &Instr) -> &[u64] {
        let start = instr.low as usize;
        self.0.get(start..start + instr.high as usize).unwrap_or_default()
    }
}

/// Sentinel: this instruction reads no operand. The cache never has a head for it.
const NO_OPERAND: u16 = u16::MAX;

pub(super) const VALUES_MASK: u8 = 0b111;
pub(super) const LENGTH_SHIFT: u32 = 3;

/// A larger set is left to the predicate, which does a binary search. The limit was not measured.
const MAX_WORDS: usize = 16;

impl Instr {
    /// Starts the program of a trigger. `may_repeat` says whether one decision may find it more than once.
    pub(super) fn program(trigger: TriggerIx, may_repeat: bool) -> Self {
        Self {
            opcode: Opcode::Program,
            truth_values: may_repeat.into(),
            operand: 0,
            low: 0,
            high: trigger.number(),
        }
    }

    /// Returns `true` for the first instruction of a program.
    pub(super) fn starts_program(&self) -> bool {
        self.opcode == Opcode::Program
    }

    /// Returns `true` if one decision may find the program of this first instruction more than once.
    #[inline(always)]
    pub(super) fn may_repeat(&self) -> bool {
        self.truth_values != 0
    }

    /// Joins the instructions that follow.
    pub(super) fn junction(all: bool) -> Self {
        let opcode = if all { Opcode::All } else { Opcode::Any };
        Self { opcode, truth_values: 0, operand: 0, low: 0, high: 0 }
    }

    /// Sets the number of instructions that belong to this one.
    pub(super) fn set_count(&mut self, steps: u32) {
        self.low = steps;
    }

    /// Encodes a requirement. Adds the constants that it needs to `words`.
    pub(super) fn for_requirement(
        requirement: Requirement,
        rules: &RuleSet,
        words: &mut Vec<u64>,
    ) -> Self {
        // The general instruction, for everything that does not fit.
        let other = Self {
            opcode: Opcode::Predicate,
            truth_values: requirement.values.bits(),
            operand: NO_OPERAND,
            low: requirement.predicate.number(),
            high: 0,
        };
        // Falling back is always possible, because the predicate itself is the exact test.
        Self::for_operand(requirement, other, rules, words).unwrap_or(other)
    }

    fn for_operand(
        requirement: Requirement,
        other: Self,
        rules: &RuleSet,
        words: &mut Vec<u64>,
    ) -> Option<Self> {
        let predicate = rules.predicate(requirement.predicate)?;
        let OperandRef::Field(operand) = predicate.operand else {
            return None;
        };
        let instr =
            // An operand beyond 16 bits falls back to the general instruction.
            |opcode| Some(Self { opcode, operand: u16::try_from(operand.number()).ok()?, ..other });
        let of_word = |opcode, word: u64| {
            Some(Self { low: low(word), high: low(word >> 32), ..instr(opcode)? })
        };
        let of_number = |opcode, number: Number| of_word(opcode, number.value().to_bits());
        match &predicate.op {
            CompiledOp::Exists(true) => instr(Opcode::Known),
            CompiledOp::Exists(false) => instr(Opcode::NotKnown),
            CompiledOp::Boolean(true) => instr(Opcode::IsTrue),
            CompiledOp::Boolean(false) => instr(Opcode::IsFalse),
            CompiledOp::Number(NumberOp::AtLeast(bound)) => of_number(Opcode::AtLeast, *bound),
            CompiledOp::Number(NumberOp::AtMost(bound)) => of_number(Opcode::AtMost, *bound),
            CompiledOp::Number(NumberOp::Above(bound)) => of_number(Opcode::Above, *bound),
            CompiledOp::Number(NumberOp::Below(bound)) => of_number(Opcode::Below, *bound),
            CompiledOp::Text(TextOp::Equal(text)) => match swar::pack_short(text.as_bytes()) {
                Some(word) => {
                    // A length of at most eight fits in the five bits above the truth values.
                    let length = u8::try_from(text.len()).ok()? << LENGTH_SHIFT;
                    let instr = of_word(Opcode::ShortText, word)?;
                    Some(Self { truth_values: instr.truth_values | length, ..instr })
                }
                // A single zero byte has no two last bytes, and the length of a very long text does not fit in
                // 16 bits. The general operator compares both.
                None => instr(Opcode::Equal)?.with_end(text).or(instr(Opcode::Text)),
            },
            CompiledOp::Text(TextOp::StartsWith(text)) => {
                instr(Opcode::StartsWith)?.with_end(text).or(instr(Opcode::Text))
            }
            // Several short texts are compared with the word of the value head, without reading the text.
            CompiledOp::Text(TextOp::OneOf(texts)) => match pack_all(texts) {
                Some(set) => {
                    let start = u32::try_from(words.len()).ok()?;
                    let count = u32::try_from(set.len()).ok()?;
                    words.extend(set);
                    Some(Self { low: start, high: count, ..instr(Opcode::ShortTexts)? })
                }
                None => instr(Opcode::Text),
            },
            CompiledOp::Text(_) => instr(Opcode::Text),
            // Lists of numbers, expressions and states are rare or do not fit, so they go through their
            // predicate.
            CompiledOp::Number(NumberOp::OneOf(_))
            | CompiledOp::Matches(_)
            | CompiledOp::State(_) => None,
        }
    }

    /// Stores the length and the last two bytes of a text.
    fn with_end(self, text: &str) -> Option<Self> {
        let length = u16::try_from(text.len()).ok()?;
        let end = u16::from_le_bytes(*text.as_bytes().last_chunk()?);
        Some(Self { high: u32::from(length) | u32::from(end) << 16, ..self })
    }

    /// Returns `true` if this instruction joins the ones that follow.
    pub(super) fn is_junction(&self) -> bool {
        matches!(self.opcode, Opcode::All | Opcode::Any)
    }

    /// Returns `true` if this junction is an `all`.
    pub(super) fn is_all(&self) -> bool {
        self.opcode == Opcode::All
    }

    /// Returns the operand whose texts this test scans, or `None` if the test takes constant time.
    pub(super) fn scanned_operand(&self, rules: &RuleSet) -> Option<OperandIx> {
        if !matches!(self.opcode, Opcode::Text | Opcode::Predicate) {
            return None;
        }
        let predicate = rules.predicate(self.predicate())?;
        match (predicate.operand, &predicate.op) {
            (
                OperandRef::Field(operand),
                CompiledOp::Text(TextOp::Contains(_)) | CompiledOp::Matches(_),
            ) => Some(operand),
            _ => None,
        }
    }

    /// Returns the trigger of a program's first instruction.
    pub(super) fn trigger(&self) -> TriggerIx {
        TriggerIx::new(self.high)
    }

    /// Returns the predicate of a test that is not decided from the instruction alone.
    #[inline(always)]
    pub(super) fn predicate(&self) -> PredicateIx {
        PredicateIx::new(self.low)
    }

    /// Returns how many instructions belong to this one.
    pub(super) fn count(&self) -> usize {
        self.low as usize
    }
}

/// Packs texts into words, if they are few and short.
fn pack_all(texts: &[Box<str>]) -> Option<SmallVec<[u64; MAX_WORDS]>> {
    let words = texts.iter().map(|text| swar::pack_short(text.as_bytes()));
    words.collect::<Option<_>>().filter(|_| texts.len() <= MAX_WORDS)
}

#[expect(clippy::cast_possible_truncation, reason = "only the lower half is used")]
fn low(word: u64) -> u32 {
    word as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The program of a trigger with three tests fits in one cache line.
    #[test]
    fn steps_are_small() {
        assert_eq!(size_of::<Instr>(), 12);
    }
}
