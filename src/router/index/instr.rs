//! The instruction format: a bytecode instruction of twelve bytes, which mostly decides a test without other
//! memory.
//!
//! Short texts, numbers and the last bytes of longer texts are stored in the instruction itself. What does
//! not fit is decided by the predicate that the instruction refers to. The drawback is one more
//! representation of each operator; tests compare it with the plain evaluator. "Decide tests from a glance at
//! what a field shows" is the commit that replaced the evaluation by way of the predicate; the figures of
//! that time are not on record.

use smallvec::SmallVec;

use crate::condition::{
    BYTES_OF_ITEM, CompiledOp, Facts, MatchPosition, Number, NumberOp, OperandRef, Requirement,
    RuleSet, TextOp, Truth, TruthSet,
};
use crate::ix::{OperandIx, PredicateIx, TriggerIx};
use crate::swar;
use crate::visitor::{TextRef, ValueHead, ValueRef, ValueType};

/// One instruction: a test, or a junction of the instructions after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instr {
    opcode: Opcode,
    /// For a test, the accepted truth values; for a short text also its length, in the higher bits.
    truth_values: u8,
    /// The operand of a test that is decided from the value head: its index in 16 bits.
    operand: u16,
    /// The meaning depends on the opcode. Short text or number: the two halves of its word. Longer text:
    /// `low` is its predicate, and `high` holds its length and its last two bytes. Set of short texts: start
    /// and length in the word pool. Program and junction: `low` is the number of instructions that belong to
    /// it. Program: `high` is the trigger.
    low: u32,
    high: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opcode {
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
    fn words(&self, instr: &Instr) -> &[u64] {
        let start = instr.low as usize;
        self.0.get(start..start + instr.high as usize).unwrap_or_default()
    }
}

/// Sentinel: this instruction reads no operand. The cache never has a head for it.
const NO_OPERAND: u16 = u16::MAX;

const VALUES_MASK: u8 = 0b111;
const LENGTH_SHIFT: u32 = 3;

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

    /// Returns, for the first instruction of a program, whether one decision may find it more than once.
    #[inline(always)]
    pub(super) fn may_repeat(&self) -> bool {
        self.truth_values != 0
    }

    /// Joins the instructions that follow.
    pub(super) fn junction(all: bool) -> Self {
        let opcode = if all { Opcode::All } else { Opcode::Any };
        Self { opcode: opcode, truth_values: 0, operand: 0, low: 0, high: 0 }
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
        let other = Self {
            opcode: Opcode::Predicate,
            truth_values: requirement.values.bits(),
            operand: NO_OPERAND,
            low: requirement.predicate.number(),
            high: 0,
        };
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
        let instr = |opcode| {
            Some(Self { opcode: opcode, operand: u16::try_from(operand.number()).ok()?, ..other })
        };
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
                    let length = u8::try_from(text.len()).ok()? << LENGTH_SHIFT;
                    let instr = of_word(Opcode::ShortText, word)?;
                    Some(Self { truth_values: instr.truth_values | length, ..instr })
                }
                None => instr(Opcode::Equal)?.with_end(text).or(instr(Opcode::Text)),
            },
            CompiledOp::Text(TextOp::StartsWith(text)) => {
                instr(Opcode::StartsWith)?.with_end(text).or(instr(Opcode::Text))
            }
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

    /// Returns how many instructions belong to this one.
    pub(super) fn count(&self) -> usize {
        self.low as usize
    }

    /// Returns `true` if a test holds. The operand has mostly been resolved by an earlier test, so the common
    /// case is one load and a comparison.
    #[inline(always)]
    pub(super) fn holds(&self, words: &WordPool, rules: &RuleSet, facts: &impl Facts) -> bool {
        match facts.cached_head(self.operand()) {
            Some(head) => self.holds_for(head, words, rules, facts),
            None => self.holds_unresolved(words, rules, facts),
        }
    }

    // Kept out of line, so that the common case stays small enough to be inlined.
    #[inline(never)]
    fn holds_unresolved(&self, words: &WordPool, rules: &RuleSet, facts: &impl Facts) -> bool {
        if self.opcode == Opcode::Predicate {
            return self.predicate_holds(rules, facts);
        }
        self.holds_for(facts.resolve(self.operand()), words, rules, facts)
    }

    #[inline(never)]
    fn predicate_holds(&self, rules: &RuleSet, facts: &impl Facts) -> bool {
        rules.is_met(Requirement { predicate: self.predicate(), values: self.values() }, facts)
    }

    #[inline(never)]
    fn holds_for(
        &self,
        head: ValueHead,
        words: &WordPool,
        rules: &RuleSet,
        facts: &impl Facts,
    ) -> bool {
        let value_type = head.value_type();
        let (fits, of) = match self.opcode {
            Opcode::ShortText => (self.is_word(head), ValueType::TEXT),
            Opcode::ShortTexts => (self.is_one_of_words(head, words), ValueType::TEXT),
            Opcode::Equal | Opcode::StartsWith | Opcode::Text if value_type == ValueType::TEXT => {
                return self.values().has(self.truth_of_text(head, rules, facts));
            }
            Opcode::Equal | Opcode::StartsWith | Opcode::Text => (false, ValueType::TEXT),
            Opcode::AtLeast => (head.number_value() >= self.number(), ValueType::NUMBER),
            Opcode::AtMost => (head.number_value() <= self.number(), ValueType::NUMBER),
            Opcode::Above => (head.number_value() > self.number(), ValueType::NUMBER),
            Opcode::Below => (head.number_value() < self.number(), ValueType::NUMBER),
            Opcode::IsTrue => (head.is_true(), ValueType::BOOLEAN),
            Opcode::IsFalse => (!head.is_true(), ValueType::BOOLEAN),
            Opcode::Known => (value_type != ValueType::UNKNOWN, value_type),
            Opcode::NotKnown => (value_type == ValueType::UNKNOWN, value_type),
            Opcode::Predicate => return self.predicate_holds(rules, facts),
            Opcode::Program | Opcode::All | Opcode::Any => (false, value_type),
        };
        let truth = if value_type == of {
            Truth::from(fits)
        } else if value_type == ValueType::LIST && of == ValueType::TEXT {
            self.truth_of_list(words, rules, facts)
        } else {
            Truth::Unknown
        };
        self.values().has(truth)
    }

    fn values(&self) -> TruthSet {
        TruthSet::from_bits(self.truth_values & VALUES_MASK)
    }

    /// Returns the operand of a test. [`NO_OPERAND`] becomes an index beyond every cache.
    #[inline(always)]
    fn operand(&self) -> OperandIx {
        OperandIx::new(self.operand.into())
    }

    /// Returns the predicate of a test that is not decided from the instruction alone.
    #[inline(always)]
    fn predicate(&self) -> PredicateIx {
        PredicateIx::new(self.low)
    }

    fn word(&self) -> u64 {
        u64::from(self.low) | u64::from(self.high) << 32
    }

    fn number(&self) -> f64 {
        f64::from_bits(self.word())
    }

    #[inline(always)]
    fn is_word(&self, head: ValueHead) -> bool {
        head.equals(ValueHead::short_text((self.truth_values >> LENGTH_SHIFT).into(), self.word()))
    }

    /// Packed texts contain no zero byte. A text that differs only by zero bytes at its end is therefore
    /// longer than its packed length.
    #[inline(always)]
    fn is_one_of_words(&self, head: ValueHead, words: &WordPool) -> bool {
        words.words(self).contains(&head.word())
            && head.length() == swar::packed_length(head.word())
    }

    /// Evaluates a test that reads a whole text. Most texts have another length or end differently, which is
    /// decided without reading them.
    #[inline(never)]
    fn truth_of_text(&self, head: ValueHead, rules: &RuleSet, facts: &impl Facts) -> Truth {
        if self.opcode == Opcode::Text {
            return self.truth_of_text_op(rules, facts);
        }
        if !self.may_have_length(head.length()) {
            return Truth::False;
        }
        match facts.cached_text(self.operand()) {
            Some(text) => Truth::from(self.text_matches(text.as_bytes(), rules)),
            None => facts.with_value(self.operand(), |value| match value {
                Some(ValueRef::Text(text)) => Truth::from(self.text_matches(text.bytes(), rules)),
                _ => Truth::False,
            }),
        }
    }

    #[inline(always)]
    fn may_have_length(&self, length: usize) -> bool {
        let own = (self.high & 0xffff) as usize;
        length == own || length > own && self.opcode != Opcode::Equal
    }

    /// Returns `true` if a text of a possible length equals the constant or starts with it. The last two
    /// bytes are compared first, because most texts differ there.
    #[inline(always)]
    fn text_matches(&self, text: &[u8], rules: &RuleSet) -> bool {
        let start = text.get(..(self.high & 0xffff) as usize).unwrap_or_default();
        let end = start.last_chunk().map(|end| u16::from_le_bytes(*end).into());
        end == Some(self.high >> 16) && self.needle(rules) == Some(start)
    }

    /// Evaluates any other operator on texts.
    #[inline(never)]
    fn truth_of_text_op(&self, rules: &RuleSet, facts: &impl Facts) -> Truth {
        let Some(text_op) = self.text_op(rules) else {
            return Truth::False;
        };
        // Only a substring test reads more bytes than its own constant has.
        let reads = matches!(text_op, TextOp::Contains(_));
        if reads && facts.may_search_field() {
            if let Some(truth) = text_op.search(self.operand(), facts) {
                return truth;
            }
        }
        let holds = |text: TextRef<'_>| {
            if reads {
                facts.count_bytes_read(text.bytes().len());
            }
            Truth::from(text_op.holds(text))
        };
        match facts.cached_text(self.operand()) {
            Some(text) => holds(TextRef::Text(text)),
            None => facts.with_value(self.operand(), |value| match value {
                Some(ValueRef::Text(text)) => holds(text),
                _ => Truth::False,
            }),
        }
    }

    fn text_op<'r>(&self, rules: &'r RuleSet) -> Option<&'r TextOp> {
        match &rules.predicate(self.predicate())?.op {
            CompiledOp::Text(text_op) => Some(text_op),
            _ => None,
        }
    }

    /// Returns the constant of a longer text.
    #[inline(always)]
    fn needle<'r>(&self, rules: &'r RuleSet) -> Option<&'r [u8]> {
        match &rules.predicate(self.predicate())?.op {
            CompiledOp::Text(TextOp::Equal(needle) | TextOp::StartsWith(needle)) => {
                Some(needle.as_bytes())
            }
            _ => None,
        }
    }

    /// Evaluates the test through one search of the operand for all texts, if there is one.
    fn search(&self, words: &WordPool, rules: &RuleSet, facts: &impl Facts) -> Option<Truth> {
        let operand = self.operand();
        let is_item = |word: u64, length: usize| {
            facts.search_field(
                operand,
                MatchPosition::Whole,
                unpack(word, length, &mut [0; swar::BYTES]),
            )
        };
        match self.opcode {
            Opcode::ShortText => is_item(self.word(), (self.truth_values >> LENGTH_SHIFT).into()),
            Opcode::ShortTexts => {
                let mut each =
                    words.words(self).iter().map(|word| is_item(*word, swar::packed_length(*word)));
                each.try_fold(Truth::False, |truth, of_word| Some(truth.max(of_word?)))
            }
            _ => self.text_op(rules)?.search(operand, facts),
        }
    }

    /// Evaluates a test on a list by [rule C5](crate::_rules#c5): one matching item is enough, and an item
    /// that is too long is unknown.
    #[cold]
    #[inline(never)]
    fn truth_of_list(&self, words: &WordPool, rules: &RuleSet, facts: &impl Facts) -> Truth {
        let holds = |text: TextRef<'_>| {
            let head = ValueHead::text(text.bytes());
            match self.opcode {
                Opcode::ShortText => self.is_word(head),
                Opcode::ShortTexts => self.is_one_of_words(head, words),
                Opcode::Text => self.text_op(rules).is_some_and(|text_op| {
                    if matches!(text_op, TextOp::Contains(_)) {
                        facts.count_bytes_read(text.bytes().len());
                    }
                    text_op.holds(text)
                }),
                _ => self.may_have_length(head.length()) && self.text_matches(text.bytes(), rules),
            }
        };
        let searched = facts.may_search_field().then(|| self.search(words, rules, facts));
        if let Some(truth) = searched.flatten() {
            return truth;
        }
        let mut truth = Truth::False;
        facts.with_value(self.operand(), |value| {
            facts.count_bytes_read(
                value.map_or(0, ValueRef::item_count).saturating_mul(BYTES_OF_ITEM),
            );
            if let Some(ValueRef::List(items)) = value {
                items.for_each_while(|item| {
                    let of_item = |item| Truth::from(holds(item));
                    truth = truth.max(item.map_or(Truth::Unknown, of_item));
                    truth != Truth::True
                });
            }
        });
        truth
    }
}

/// Returns the bytes of a packed text.
fn unpack(word: u64, length: usize, bytes: &mut [u8; swar::BYTES]) -> &[u8] {
    *bytes = word.to_le_bytes();
    bytes.get(..length).unwrap_or_default()
}

/// Packs texts into words, if they are few and short.
fn pack_all(texts: &[Box<str>]) -> Option<SmallVec<[u64; MAX_WORDS]>> {
    let words = texts.iter().map(|text| swar::pack_short(text.as_bytes()));
    words.collect::<Option<_>>().filter(|_| texts.len() <= MAX_WORDS)
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is requirement")]
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
