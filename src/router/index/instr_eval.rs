//! Evaluates single instructions of a program.
//!
//! The common case, a short value whose head is cached, is inlined into the loop over the instructions. Everything
//! else is kept out of line, so that the loop stays small ("What falls short" in `benches/RESULTS.md`: tests that were
//! inlined in full made the loop slower).

use crate::condition::{
    BYTES_OF_ITEM, CompiledOp, Facts, MatchPosition, Requirement, RuleSet, TextOp, Truth, TruthSet,
};
use crate::ix::OperandIx;
use crate::router::index::instr::{Instr, LENGTH_SHIFT, Opcode, VALUES_MASK, WordPool};
use crate::swar;
use crate::visitor::{TextRef, ValueHead, ValueRef, ValueType};

impl Instr {
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
            // These read the text itself. The length and the end, which the instruction holds, mostly decide
            // before that.
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
            // `exists` is never unknown, so the value's own type is the one that is required.
            Opcode::Known => (value_type != ValueType::UNKNOWN, value_type),
            Opcode::NotKnown => (value_type == ValueType::UNKNOWN, value_type),
            Opcode::Predicate => return self.predicate_holds(rules, facts),
            Opcode::Program | Opcode::All | Opcode::Any => (false, value_type),
        };
        // A value of another type makes a test unknown, except that a list is tested item by item.
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

    /// Returns the operand of a test. `NO_OPERAND` becomes an index beyond every cache.
    #[inline(always)]
    fn operand(&self) -> OperandIx {
        OperandIx::new(self.operand.into())
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

    /// Returns `true` if a text equals one of the constants. Packed texts contain no zero byte, so a text that
    /// differs only by zero bytes at its end is longer than its packed length.
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
        // A prefix may be followed by anything; an equal text has the length of the constant.
        let own = (self.high & 0xffff) as usize;
        length == own || length > own && self.opcode != Opcode::Equal
    }

    /// Returns `true` if a text of a possible length equals the constant or starts with it. The last two
    /// bytes are compared first, because most texts differ there.
    #[inline(always)]
    fn text_matches(&self, text: &[u8], rules: &RuleSet) -> bool {
        let start = text.get(..(self.high & 0xffff) as usize).unwrap_or_default();
        // The instruction holds the end, so most texts are rejected without reading the constant in the rule
        // set.
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
        // One search of the whole list decides this test and all later ones on it.
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
                    // The maximum is Kleene's `any`. The loop ends at the first matching item.
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
