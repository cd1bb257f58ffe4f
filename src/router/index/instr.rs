//! One step of a program, in twelve bytes: mostly a test that needs no other memory to be decided.
//!
//! Short texts, numbers and the ends of long texts stand in the step itself. What does not fit is
//! decided by the predicate that the step names.

use smallvec::SmallVec;

use crate::condition::{
    BYTES_OF_ITEM, CompiledOp, Facts, Number, NumberOp, OperandRef, Position, Requirement, RuleSet,
    TextOp, Truth, TruthSet,
};
use crate::swar;
use crate::visitor::{TextRef, ValueHead, ValueRef, ValueType};

/// A test, or what joins tests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instr {
    opcode: Opcode,
    /// Of a test, the values that are wanted, and of a short text its length in the higher bits.
    values: u8,
    /// Of a test that is decided here.
    operand: u16,
    /// Of a short text or a number, its word. Of a longer text, its predicate; its length and its last
    /// two bytes. Of what joins, how many steps follow that are joined.
    low: u32,
    high: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opcode {
    /// The first step of a program: all that follow must hold. It names the trigger, too.
    Program,
    All,
    Any,
    Known,
    NotKnown,
    Yes,
    No,
    /// A text of up to eight bytes.
    Word,
    /// One of some such texts.
    Words,
    Equal,
    StartsWith,
    /// Any other test of a text.
    Text,
    AtLeast,
    AtMost,
    Above,
    Below,
    /// Any other predicate: of states, too.
    Other,
}

/// The words that steps compare with, one set after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct WordPool(Box<[u64]>);

impl WordPool {
    pub(super) fn new(words: Vec<u64>) -> Self {
        Self(words.into())
    }

    /// Those of a step.
    #[inline(always)]
    fn words(&self, step: &Instr) -> &[u64] {
        let start = step.low as usize;
        self.0.get(start..start + step.high as usize).unwrap_or_default()
    }
}

/// Nothing was ever seen of it.
const NO_OPERAND: u16 = u16::MAX;

const VALUES: u8 = 0b111;
const LENGTH_AT: u32 = 3;

/// Sets of more words are left to the predicate, which searches.
const MAX_WORDS: usize = 16;

impl Instr {
    /// The start of a trigger's program, and whether one decision may find it more than once.
    pub(super) fn program(trigger: u32, again: bool) -> Self {
        Self { opcode: Opcode::Program, values: again.into(), operand: 0, low: 0, high: trigger }
    }

    /// Of the start of a program, whether one decision may find it more than once.
    #[inline(always)]
    pub(super) fn may_repeat(&self) -> bool {
        self.values != 0
    }

    /// What joins the steps that follow it.
    pub(super) fn joined(all: bool) -> Self {
        let kind = if all { Opcode::All } else { Opcode::Any };
        Self { opcode: kind, values: 0, operand: 0, low: 0, high: 0 }
    }

    /// Says how many steps follow that belong to it.
    pub(super) fn close(&mut self, steps: u32) {
        self.low = steps;
    }

    /// A test. Words that it takes are put with the others.
    pub(super) fn for_requirement(
        wanted: Requirement,
        rules: &RuleSet,
        words: &mut Vec<u64>,
    ) -> Self {
        let other = Self {
            opcode: Opcode::Other,
            values: wanted.values.bits(),
            operand: NO_OPERAND,
            low: wanted.predicate,
            high: 0,
        };
        Self::for_operand(wanted, other, rules, words).unwrap_or(other)
    }

    fn for_operand(
        wanted: Requirement,
        other: Self,
        rules: &RuleSet,
        words: &mut Vec<u64>,
    ) -> Option<Self> {
        let predicate = rules.predicate(wanted.predicate)?;
        let OperandRef::Field(operand) = predicate.operand else {
            return None;
        };
        let step =
            |kind| Some(Self { opcode: kind, operand: u16::try_from(operand).ok()?, ..other });
        let of_word =
            |kind, word: u64| Some(Self { low: low(word), high: low(word >> 32), ..step(kind)? });
        let of_number = |kind, number: Number| of_word(kind, number.value().to_bits());
        match &predicate.op {
            CompiledOp::Exists(true) => step(Opcode::Known),
            CompiledOp::Exists(false) => step(Opcode::NotKnown),
            CompiledOp::Boolean(true) => step(Opcode::Yes),
            CompiledOp::Boolean(false) => step(Opcode::No),
            CompiledOp::Number(NumberOp::AtLeast(bound)) => of_number(Opcode::AtLeast, *bound),
            CompiledOp::Number(NumberOp::AtMost(bound)) => of_number(Opcode::AtMost, *bound),
            CompiledOp::Number(NumberOp::Above(bound)) => of_number(Opcode::Above, *bound),
            CompiledOp::Number(NumberOp::Below(bound)) => of_number(Opcode::Below, *bound),
            CompiledOp::Text(TextOp::Equal(text)) => match swar::pack_short(text.as_bytes()) {
                Some(word) => {
                    let length = u8::try_from(text.len()).ok()? << LENGTH_AT;
                    let step = of_word(Opcode::Word, word)?;
                    Some(Self { values: step.values | length, ..step })
                }
                None => step(Opcode::Equal)?.with_end(text).or(step(Opcode::Text)),
            },
            CompiledOp::Text(TextOp::StartsWith(text)) => {
                step(Opcode::StartsWith)?.with_end(text).or(step(Opcode::Text))
            }
            CompiledOp::Text(TextOp::OneOf(texts)) => match pack_all(texts) {
                Some(set) => {
                    let start = u32::try_from(words.len()).ok()?;
                    let count = u32::try_from(set.len()).ok()?;
                    words.extend(set);
                    Some(Self { low: start, high: count, ..step(Opcode::Words)? })
                }
                None => step(Opcode::Text),
            },
            CompiledOp::Text(_) => step(Opcode::Text),
            CompiledOp::Number(NumberOp::OneOf(_))
            | CompiledOp::Matches(_)
            | CompiledOp::State(_) => None,
        }
    }

    /// The length and the last two bytes of a text.
    fn with_end(self, text: &str) -> Option<Self> {
        let length = u16::try_from(text.len()).ok()?;
        let end = u16::from_le_bytes(*text.as_bytes().last_chunk()?);
        Some(Self { high: u32::from(length) | u32::from(end) << 16, ..self })
    }

    /// Whether it joins the steps that follow it.
    pub(super) fn joins(&self) -> bool {
        matches!(self.opcode, Opcode::All | Opcode::Any)
    }

    /// Whether that is an `all`.
    pub(super) fn joins_all(&self) -> bool {
        self.opcode == Opcode::All
    }

    /// The operand whose texts a test goes along; nothing where it tests in less time.
    pub(super) fn reads(&self, rules: &RuleSet) -> Option<u32> {
        if !matches!(self.opcode, Opcode::Text | Opcode::Other) {
            return None;
        }
        let predicate = rules.predicate(self.low)?;
        match (predicate.operand, &predicate.op) {
            (
                OperandRef::Field(operand),
                CompiledOp::Text(TextOp::Contains(_)) | CompiledOp::Matches(_),
            ) => Some(operand),
            _ => None,
        }
    }

    /// Of the start of a program, its trigger.
    pub(super) fn trigger(&self) -> u32 {
        self.high
    }

    /// How many steps follow that belong to it.
    pub(super) fn count(&self) -> usize {
        self.low as usize
    }

    /// Whether a test holds. Most fields were seen by another test before.
    #[inline(always)]
    pub(super) fn holds(&self, words: &WordPool, rules: &RuleSet, facts: &impl Facts) -> bool {
        match facts.cached_head(self.operand.into()) {
            Some(head) => self.holds_for(head, words, rules, facts),
            None => self.holds_unresolved(words, rules, facts),
        }
    }

    #[inline(never)]
    fn holds_unresolved(&self, words: &WordPool, rules: &RuleSet, facts: &impl Facts) -> bool {
        if self.opcode == Opcode::Other {
            return self.other_holds(rules, facts);
        }
        self.holds_for(facts.resolve(self.operand.into()), words, rules, facts)
    }

    #[inline(never)]
    fn other_holds(&self, rules: &RuleSet, facts: &impl Facts) -> bool {
        rules.is_met(Requirement { predicate: self.low, values: self.values() }, facts)
    }

    #[inline(never)]
    fn holds_for(
        &self,
        head: ValueHead,
        words: &WordPool,
        rules: &RuleSet,
        facts: &impl Facts,
    ) -> bool {
        let sort = head.value_type();
        let (fits, of) = match self.opcode {
            Opcode::Word => (self.is_word(head), ValueType::TEXT),
            Opcode::Words => (self.is_one_of_words(head, words), ValueType::TEXT),
            Opcode::Equal | Opcode::StartsWith | Opcode::Text if sort == ValueType::TEXT => {
                return self.values().has(self.truth_in_full(head, rules, facts));
            }
            Opcode::Equal | Opcode::StartsWith | Opcode::Text => (false, ValueType::TEXT),
            Opcode::AtLeast => (head.number_value() >= self.number(), ValueType::NUMBER),
            Opcode::AtMost => (head.number_value() <= self.number(), ValueType::NUMBER),
            Opcode::Above => (head.number_value() > self.number(), ValueType::NUMBER),
            Opcode::Below => (head.number_value() < self.number(), ValueType::NUMBER),
            Opcode::Yes => (head.is_true(), ValueType::BOOLEAN),
            Opcode::No => (!head.is_true(), ValueType::BOOLEAN),
            Opcode::Known => (sort != ValueType::UNKNOWN, sort),
            Opcode::NotKnown => (sort == ValueType::UNKNOWN, sort),
            Opcode::Other => return self.other_holds(rules, facts),
            Opcode::Program | Opcode::All | Opcode::Any => (false, sort),
        };
        let truth = if sort == of {
            Truth::from(fits)
        } else if sort == ValueType::LIST && of == ValueType::TEXT {
            self.truth_of_list(words, rules, facts)
        } else {
            Truth::Unknown
        };
        self.values().has(truth)
    }

    fn values(&self) -> TruthSet {
        TruthSet::from_bits(self.values & VALUES)
    }

    fn word(&self) -> u64 {
        u64::from(self.low) | u64::from(self.high) << 32
    }

    fn number(&self) -> f64 {
        f64::from_bits(self.word())
    }

    #[inline(always)]
    fn is_word(&self, head: ValueHead) -> bool {
        head.equals(ValueHead::short_text((self.values >> LENGTH_AT).into(), self.word()))
    }

    /// No word has a zero, so a text that is like one of them but for zeros at its end is longer.
    #[inline(always)]
    fn is_one_of_words(&self, head: ValueHead, words: &WordPool) -> bool {
        words.words(self).contains(&head.word())
            && head.length() == swar::packed_length(head.word())
    }

    /// Of a test that takes all of a text. Most texts are too short or too long, or end otherwise.
    #[inline(never)]
    fn truth_in_full(&self, head: ValueHead, rules: &RuleSet, facts: &impl Facts) -> Truth {
        if self.opcode == Opcode::Text {
            return self.truth_of_other(rules, facts);
        }
        if !self.may_have_length(head.length()) {
            return Truth::False;
        }
        match facts.cached_text(self.operand.into()) {
            Some(text) => Truth::from(self.fits(text.as_bytes(), rules)),
            None => facts.with_value(self.operand.into(), |shown| match shown {
                Some(ValueRef::Text(text)) => Truth::from(self.fits(text.bytes(), rules)),
                _ => Truth::False,
            }),
        }
    }

    #[inline(always)]
    fn may_have_length(&self, length: usize) -> bool {
        let own = (self.high & 0xffff) as usize;
        length == own || length > own && self.opcode != Opcode::Equal
    }

    /// Whether a text of a length that may be is equal, or has the start. Most end otherwise.
    #[inline(always)]
    fn fits(&self, text: &[u8], rules: &RuleSet) -> bool {
        let start = text.get(..(self.high & 0xffff) as usize).unwrap_or_default();
        let end = start.last_chunk().map(|end| u16::from_le_bytes(*end).into());
        end == Some(self.high >> 16) && self.needle(rules) == Some(start)
    }

    /// Of any other test of a text.
    #[inline(never)]
    fn truth_of_other(&self, rules: &RuleSet, facts: &impl Facts) -> Truth {
        let Some(check) = self.check(rules) else {
            return Truth::False;
        };
        // Other tests read no more than their own text.
        let reads = matches!(check, TextOp::Contains(_));
        if reads && facts.may_search_field() {
            if let Some(truth) = check.search(self.operand.into(), facts) {
                return truth;
            }
        }
        let holds = |text: TextRef<'_>| {
            if reads {
                facts.count_bytes_read(text.bytes().len());
            }
            Truth::from(check.holds(text))
        };
        match facts.cached_text(self.operand.into()) {
            Some(text) => holds(TextRef::Text(text)),
            None => facts.with_value(self.operand.into(), |shown| match shown {
                Some(ValueRef::Text(text)) => holds(text),
                _ => Truth::False,
            }),
        }
    }

    fn check<'r>(&self, rules: &'r RuleSet) -> Option<&'r TextOp> {
        match &rules.predicate(self.low)?.op {
            CompiledOp::Text(check) => Some(check),
            _ => None,
        }
    }

    /// The text that a longer one is compared with.
    #[inline(always)]
    fn needle<'r>(&self, rules: &'r RuleSet) -> Option<&'r [u8]> {
        match &rules.predicate(self.low)?.op {
            CompiledOp::Text(TextOp::Equal(needle) | TextOp::StartsWith(needle)) => {
                Some(needle.as_bytes())
            }
            _ => None,
        }
    }

    /// The same from one search for all tests of the operand, where that has been made.
    fn search(&self, words: &WordPool, rules: &RuleSet, facts: &impl Facts) -> Option<Truth> {
        let operand = self.operand.into();
        let is_item = |word: u64, length: usize| {
            facts.search_field(
                operand,
                Position::Whole,
                unpack(word, length, &mut [0; swar::BYTES]),
            )
        };
        match self.opcode {
            Opcode::Word => is_item(self.word(), (self.values >> LENGTH_AT).into()),
            Opcode::Words => {
                let mut each =
                    words.words(self).iter().map(|word| is_item(*word, swar::packed_length(*word)));
                each.try_fold(Truth::False, |truth, of_word| Some(truth.max(of_word?)))
            }
            _ => self.check(rules)?.search(operand, facts),
        }
    }

    /// [Rule C5](crate::_rules#c5): of a list, one item is enough, and one that is too long is not known.
    #[cold]
    #[inline(never)]
    fn truth_of_list(&self, words: &WordPool, rules: &RuleSet, facts: &impl Facts) -> Truth {
        let holds = |text: TextRef<'_>| {
            let head = ValueHead::text(text.bytes());
            match self.opcode {
                Opcode::Word => self.is_word(head),
                Opcode::Words => self.is_one_of_words(head, words),
                Opcode::Text => self.check(rules).is_some_and(|check| {
                    if matches!(check, TextOp::Contains(_)) {
                        facts.count_bytes_read(text.bytes().len());
                    }
                    check.holds(text)
                }),
                _ => self.may_have_length(head.length()) && self.fits(text.bytes(), rules),
            }
        };
        let searched = facts.may_search_field().then(|| self.search(words, rules, facts));
        if let Some(truth) = searched.flatten() {
            return truth;
        }
        let mut truth = Truth::False;
        facts.with_value(self.operand.into(), |shown| {
            facts.count_bytes_read(
                shown.map_or(0, ValueRef::item_count).saturating_mul(BYTES_OF_ITEM),
            );
            if let Some(ValueRef::List(items)) = shown {
                items.while_wanted(|item| {
                    let of_item = |item| Truth::from(holds(item));
                    truth = truth.max(item.map_or(Truth::Unknown, of_item));
                    truth != Truth::True
                });
            }
        });
        truth
    }
}

/// A word as the bytes of its text.
fn unpack(word: u64, length: usize, bytes: &mut [u8; swar::BYTES]) -> &[u8] {
    *bytes = word.to_le_bytes();
    bytes.get(..length).unwrap_or_default()
}

/// Texts as words, where they are few and short.
fn pack_all(texts: &[Box<str>]) -> Option<SmallVec<[u64; MAX_WORDS]>> {
    let words = texts.iter().map(|text| swar::pack_short(text.as_bytes()));
    words.collect::<Option<_>>().filter(|_| texts.len() <= MAX_WORDS)
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is wanted")]
fn low(word: u64) -> u32 {
    word as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A trigger of three tests lies in one line of the processor's cache.
    #[test]
    fn steps_are_small() {
        assert_eq!(size_of::<Instr>(), 12);
    }
}
