//! Signature file with superimposed coding (Faloutsos, Christodoulakis 1984): 64 bits that exclude most
//! triggers before their programs run.
//!
//! Idea: a few fields with few distinct values, and a few numbers in buckets, get some bits each: one for
//! each class of values, one for "another value", one for "not known". The visitor's signature sets one bit
//! for each field. A trigger's signature sets the bits of all classes with which it may fire. The trigger is
//! excluded unless its signature contains the visitor's, which is one AND and one comparison.
//!
//! Drawback: a match is necessary only, and fields of many values get too few bits to exclude anything.
//! Computing the visitor's signature resolves all these fields. "What falls short" in `benches/RESULTS.md`
//! lists what was tried: signatures for few triggers, earlier or later checks, and fewer fields, all without
//! gain.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::condition::{
    CompiledOp, Facts, Nnf, Number, NumberOp, OperandRef, Requirement, RuleSet, TextOp, Truth,
};
use crate::ix::OperandIx;
use crate::router::index::segment_tree::{KeyRange, sort_key};
use crate::router::index::selectivity::to_f32;
use crate::router::index::statistics::{OperandStatistics, Statistics};
use crate::swar;
use crate::visitor::{ValueRef, ValueType};

/// The assignment of the 64 bits to fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Signatures {
    fields: Box<[SignatureField]>,
}

#[derive(Clone, Debug)]
struct SignatureField {
    operand: OperandIx,
    /// All bits of the field. The lowest one means "not known"; for texts the next one means "another value".
    mask: u64,
    classes: ValueClasses,
}

#[derive(Clone, Debug)]
enum ValueClasses {
    Texts(TextClasses),
    /// The ascending bounds of the buckets as sort keys. Each bucket has one bit, starting with `lowest`.
    Numbers {
        cuts: Box<[u64]>,
        lowest: u32,
    },
}

/// The classes of texts.
#[derive(Clone, Debug, Default)]
struct TextClasses {
    /// Values of up to eight bytes as packed words, ascending, and the bit of each.
    words: Box<[u64]>,
    bits: Box<[u8]>,
    /// Longer values, ascending, each with its bit.
    longer: Box<[(Box<[u8]>, u8)]>,
    /// The bits that mean a single value.
    single: u64,
    /// The bit of all other values.
    other: u8,
}

impl TextClasses {
    /// Returns the bit of a value.
    fn bit(&self, value: &[u8]) -> u64 {
        if let Some(word) = swar::pack_short(value) {
            return self.bit_of_packed(word);
        }
        // Sorted instead of hashed: there are at most 64 values, and most are short and found above.
        let index = self.longer.binary_search_by(|(known, _)| (**known).cmp(value));
        let bit = index.ok().and_then(|index| self.longer.get(index)).map(|(_, bit)| bit);
        1 << *bit.unwrap_or(&self.other)
    }

    #[inline]
    fn bit_of_packed(&self, word: u64) -> u64 {
        let index = self.words.binary_search(&word).ok();
        1 << *index.and_then(|index| self.bits.get(index)).unwrap_or(&self.other)
    }
}

/// A field with more distinct values than this gets no bits, because its classes would exclude little. The
/// limit was not measured.
const MAX_VALUES: usize = 64;

/// The most fields, because the visitor's signature has to resolve each of them.
const MAX_FIELDS: usize = 8;

/// The cost of resolving one more field, in programs run. Set by the commit "Spend less on seeing fields, and
/// guard only with fields that pay"; the figure is not on record.
const FIELD_COST: f32 = 0.4;

impl Signatures {
    pub(super) fn new(statistics: &Statistics<'_>, triggers: usize) -> Self {
        let fit = statistics
            .operands()
            .filter_map(|(operand, statistics)| BitAllocation::new(operand, statistics))
            .collect();
        let mut allocations: BinaryHeap<BitAllocation> = select_fields(fit, triggers).into();
        let mut settled = Vec::new();
        let mut left = u64::BITS;
        while let Some(mut allocation) = allocations.pop() {
            // Greedy: each bit goes to the field for which it excludes most.
            let more = if allocation.bits == 0 { MIN_BITS } else { 1 };
            if allocation.bits == allocation.most || more > left {
                settled.extend((allocation.bits > 0).then_some(allocation));
                continue;
            }
            left -= more;
            allocation.bits += more;
            allocations.push(allocation);
        }
        // A heap does not order equal elements, so the fields are sorted by operand: the bits must not depend
        // on it.
        settled.sort_by_key(|allocation| allocation.operand);
        let mut lowest = 0;
        let fields = settled.iter().map(|allocation| {
            let field = allocation.field(lowest);
            lowest += allocation.bits;
            field
        });
        Self { fields: fields.collect() }
    }

    /// Computes the visitor's signature.
    pub(super) fn visitor_signature(&self, facts: &impl Facts) -> u64 {
        self.fields.iter().fold(0, |word, field| word | field.visitor_bit(facts))
    }

    /// The signature of a trigger without a condition, which excludes nobody.
    pub(super) const UNCONSTRAINED: u64 = u64::MAX;

    /// Computes the signature of a condition.
    pub(super) fn trigger_signature(&self, condition: &Nnf, rules: &RuleSet) -> u64 {
        match condition {
            // A visitor must be in a class that every part of an `all` allows, or that any part of an `any`
            // allows.
            Nnf::All(parts) => parts.iter().fold(Self::UNCONSTRAINED, |signature, part| {
                signature & self.trigger_signature(part, rules)
            }),
            Nnf::Any(parts) => parts
                .iter()
                .fold(0, |signature, part| signature | self.trigger_signature(part, rules)),
            Nnf::Leaf(requirement) => self.requirement_signature(*requirement, rules),
        }
    }

    fn requirement_signature(&self, requirement: Requirement, rules: &RuleSet) -> u64 {
        let Some(predicate) = rules.predicate(requirement.predicate) else {
            return Self::UNCONSTRAINED;
        };
        let OperandRef::Field(operand) = predicate.operand else {
            return Self::UNCONSTRAINED;
        };
        let field = self.fields.binary_search_by_key(&operand, |field| field.operand);
        let Some(field) = field.ok().and_then(|index| self.fields.get(index)) else {
            return Self::UNCONSTRAINED;
        };
        let (of_true, of_false) = field.bits_of_op(&predicate.op);
        let mut bits = 0;
        for (truth, of_truth) in
            [(Truth::True, of_true), (Truth::False, of_false), (Truth::Unknown, field.unknown())]
        {
            if requirement.values.has(truth) {
                bits |= of_truth;
            }
        }
        // The bits of all other fields are set, so this requirement excludes nobody by them.
        bits | !field.mask
    }
}

impl SignatureField {
    fn unknown(&self) -> u64 {
        // Isolates the lowest bit.
        self.mask & self.mask.wrapping_neg()
    }

    fn known(&self) -> u64 {
        self.mask & !self.unknown()
    }

    /// Returns the bit of the visitor's value, or 0 if the classes do not distinguish its type.
    fn visitor_bit(&self, facts: &impl Facts) -> u64 {
        let head = facts.head(self.operand);
        match (head.value_type(), &self.classes) {
            (ValueType::UNKNOWN, _) => self.unknown(),
            (ValueType::TEXT, ValueClasses::Texts(texts))
                if swar::is_packed(head.word(), head.length()) =>
            {
                texts.bit_of_packed(head.word())
            }
            (ValueType::TEXT, ValueClasses::Texts(texts)) => {
                facts.with_value(self.operand, |value| match value {
                    Some(ValueRef::Text(text)) => texts.bit(text.bytes()),
                    _ => 0,
                })
            }
            (ValueType::NUMBER, ValueClasses::Numbers { cuts, lowest }) => {
                bucket(cuts, *lowest, sort_key(Number::new(head.number_value())))
            }
            _ => 0,
        }
    }

    /// Returns the bits of the classes for which an operator may be true, and of those for which it may be
    /// false.
    fn bits_of_op(&self, op: &CompiledOp) -> (u64, u64) {
        let known = self.known();
        match (op, &self.classes) {
            (CompiledOp::Exists(true), _) => (known, self.unknown()),
            (CompiledOp::Exists(false), _) => (self.unknown(), known),
            (CompiledOp::Text(TextOp::Equal(value)), ValueClasses::Texts(texts)) => {
                self.bits_of_values(texts, std::slice::from_ref(value))
            }
            (CompiledOp::Text(TextOp::OneOf(values)), ValueClasses::Texts(texts)) => {
                self.bits_of_values(texts, values)
            }
            (CompiledOp::Number(op), ValueClasses::Numbers { cuts, lowest }) => {
                let within = |range: KeyRange| {
                    if range.is_empty() { 0 } else { buckets(cuts, *lowest, range) }
                };
                match op {
                    NumberOp::OneOf(numbers) => {
                        let points =
                            numbers.iter().map(|number| KeyRange::point(sort_key(*number)));
                        (points.fold(0, |bits, point| bits | within(point)), known)
                    }
                    op => {
                        let bits = |range: Option<KeyRange>| range.map_or(known, within);
                        (bits(KeyRange::satisfying(op)), bits(KeyRange::violating(op)))
                    }
                }
            }
            _ => (known, known),
        }
    }

    fn bits_of_values(&self, texts: &TextClasses, values: &[Box<str>]) -> (u64, u64) {
        // A value without a bit of its own counts as "another value".
        let held = values.iter().fold(0, |held, value| held | texts.bit(value.as_bytes()));
        // A class of several values may hold for one of them and not for another, so only classes of a single
        // value are excluded when the operator must be false.
        (held, self.known() & !(held & texts.single))
    }
}

fn bucket(cuts: &[u64], lowest: u32, key: u64) -> u64 {
    let class = cuts.partition_point(|cut| *cut <= key);
    u32::try_from(class).map_or(0, |class| 1_u64.checked_shl(lowest + class).unwrap_or(0))
}

fn buckets(cuts: &[u64], lowest: u32, range: KeyRange) -> u64 {
    let (first, last) = (bucket(cuts, lowest, range.min), bucket(cuts, lowest, range.max));
    // All bits from the first to the last.
    (last | last.wrapping_sub(1)) & !first.wrapping_sub(1)
}

/// The number of bits that a field has got so far.
struct BitAllocation<'c> {
    operand: OperandIx,
    statistics: &'c OperandStatistics<'c>,
    bits: u32,
    most: u32,
}

/// The fewest useful bits: "not known" and two classes.
const MIN_BITS: u32 = 3;

impl<'c> BitAllocation<'c> {
    fn new(operand: OperandIx, statistics: &'c OperandStatistics<'c>) -> Option<Self> {
        let (texts, mut bounds) = (statistics.values.len(), statistics.bounds.clone());
        bounds.dedup();
        let classes = if bounds.len() > texts { bounds.len() + 1 } else { texts + 1 };
        let is_fit = bounds.len() > texts || (1..=MAX_VALUES).contains(&texts);
        let most = u32::try_from(classes + 1).unwrap_or(u32::MAX).min(24);
        is_fit.then_some(Self { operand, statistics, bits: 0, most })
    }

    /// Returns the benefit of one more bit: the number of predicates that use the field, divided by the
    /// growth of its classes.
    fn marginal_benefit(&self) -> f32 {
        // 1/n - 1/(n + 1) = 1/(n (n + 1)): what one more of n equally likely classes excludes.
        let classes = to_f32(self.bits.max(1) as usize);
        to_f32(self.statistics.uses as usize) / (classes * (classes + 1.0))
    }

    fn field(&self, lowest: u32) -> SignatureField {
        let mask = (u64::MAX >> (u64::BITS - self.bits)) << lowest;
        let statistics = self.statistics;
        let is_of_numbers = statistics.bounds.len() > statistics.values.len();
        let classes = if is_of_numbers {
            self.numbers(lowest + 1)
        } else {
            ValueClasses::Texts(self.texts(lowest + 1))
        };
        SignatureField { operand: self.operand, mask, classes }
    }

    /// Assigns values to bits: the most frequent ones get bits of their own while there are any. The others
    /// go to the bit with the least use, so that all bits are used about equally.
    fn texts(&self, other: u32) -> TextClasses {
        let mut values: Vec<(&str, u32)> = self.statistics.values.values().copied().collect();
        values.sort_by(|one, next| next.1.cmp(&one.1).then_with(|| one.0.cmp(next.0)));
        let mut loads = vec![(0_u64, 0_u32); (self.bits - 2) as usize];
        let mut words = Vec::new();
        let mut longer = Vec::new();
        for (value, uses) in values {
            let lightest = (other + 1..).zip(&mut loads).min_by_key(|(_, load)| load.0);
            let Some((bit, load)) = lightest else {
                continue;
            };
            load.0 += u64::from(uses) + 1;
            load.1 += 1;
            let bit = u8::try_from(bit).unwrap_or_default();
            match swar::pack_short(value.as_bytes()) {
                Some(word) => words.push((word, bit)),
                None => longer.push((value.as_bytes().into(), bit)),
            }
        }
        words.sort_unstable();
        longer.sort_unstable();
        let single = (other + 1..).zip(&loads).filter(|(_, load)| load.1 == 1);
        TextClasses {
            words: words.iter().map(|(word, _)| *word).collect(),
            bits: words.iter().map(|(_, bit)| *bit).collect(),
            longer: longer.into(),
            single: single.fold(0, |single, (bit, _)| single | 1 << bit),
            other: u8::try_from(other).unwrap_or_default(),
        }
    }

    /// Cuts the numbers into buckets with about equally many of the rules' bounds.
    fn numbers(&self, lowest: u32) -> ValueClasses {
        let bounds = &self.statistics.bounds;
        // One bit means "not known".
        let buckets = (self.bits - 1) as usize;
        let cut = |number: usize| bounds.get(bounds.len() * number / buckets).copied();
        let mut cuts: Vec<u64> = (1..buckets).filter_map(cut).collect();
        cuts.dedup();
        ValueClasses::Numbers { cuts: cuts.into(), lowest }
    }
}

/// Selects the fields that exclude more triggers than resolving them costs.
fn select_fields(
    mut allocations: Vec<BitAllocation<'_>>,
    triggers: usize,
) -> Vec<BitAllocation<'_>> {
    let mut left = to_f32(triggers);
    let passing = |allocation: &BitAllocation<'_>| {
        // A trigger that tests the field passes for one of the classes, a trigger that does not test it
        // always passes.
        let use_share =
            (to_f32(allocation.statistics.uses as usize) / to_f32(triggers).max(1.0)).min(1.0);
        1.0 - use_share * (1.0 - 1.0 / to_f32(allocation.most as usize))
    };
    allocations.sort_by(|one, other| {
        passing(one).total_cmp(&passing(other)).then(one.operand.cmp(&other.operand))
    });
    let worth = allocations.iter().take_while(|allocation| {
        let excluded = left * (1.0 - passing(allocation));
        left -= excluded;
        excluded >= FIELD_COST
    });
    let count = worth.count();
    allocations.truncate(count.min(MAX_FIELDS));
    allocations
}

impl PartialEq for BitAllocation<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for BitAllocation<'_> {}

impl PartialOrd for BitAllocation<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for BitAllocation<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.marginal_benefit()
            .total_cmp(&other.marginal_benefit())
            .then_with(|| other.operand.cmp(&self.operand))
    }
}
