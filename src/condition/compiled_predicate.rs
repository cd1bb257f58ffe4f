//! A predicate in its compiled form: the operand and an operator whose value needs no more parsing.

use std::cmp::Ordering;

use crate::condition::pattern::Pattern;
use crate::condition::{MatchPosition, Truth};
use crate::ix::{GroupIx, OperandIx, ScheduleIx, StateIx};
use crate::visitor::{Field, FieldValue, TextRef, ValueHead, ValueRef, with_owned_value};

/// What the evaluation of conditions reads. The router implements it, so that the state of a group can depend
/// on presence without a circle of imports.
pub(crate) trait Facts {
    /// Calls `then` with the visitor's value for an operand, or with `None` if it is unknown.
    fn with_value<R>(&self, operand: OperandIx, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R;

    /// Returns the value head of an operand.
    #[inline]
    fn head(&self, operand: OperandIx) -> ValueHead {
        self.cached_head(operand).unwrap_or_else(|| self.resolve(operand))
    }

    /// Returns the value head of an operand if it is cached. The caller resolves the operand otherwise.
    fn cached_head(&self, operand: OperandIx) -> Option<ValueHead>;

    /// Resolves an operand that is not cached.
    fn resolve(&self, operand: OperandIx) -> ValueHead;

    /// Returns the text of a cached operand if the visitor's own text is compared without a change.
    fn cached_text(&self, operand: OperandIx) -> Option<&str>;

    /// Returns the value of a field, exactly as the visitor gives it.
    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>>;

    /// Counts bytes of text that a test has read.
    fn count_bytes_read(&self, bytes: usize);

    /// Returns how many bytes of text the tests have read. One byte takes at most about a nanosecond.
    fn bytes_read(&self) -> usize;

    /// Returns `true` once tests have read so many bytes that one search for all texts may be cheaper.
    #[inline(always)]
    fn may_search_field(&self) -> bool {
        self.bytes_read() >= MIN_BYTES_READ_TO_SEARCH
    }

    /// Returns whether a text occurs in an operand, from one search for all texts that tests compare the
    /// operand with. Returns `None` if a single test is cheaper.
    fn search_field(
        &self,
        operand: OperandIx,
        position: MatchPosition,
        text: &[u8],
    ) -> Option<Truth>;

    /// Returns the current value of a state.
    fn state(&self, state: StateIx) -> StateSet;

    /// Returns the value of the state that a field names, or `None` if it is a field of the visitor.
    fn state_of(&self, field: &Field) -> Option<StateSet>;
}

/// A state of the workspace that conditions read, by the index of its schedule or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WorkspaceState {
    Schedule(ScheduleIx),
    Group(GroupIx),
    Staff,
}

/// A set of state words, one bit each. The value of a state is a set of one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StateSet(pub(crate) u8);

impl StateSet {
    pub(crate) const OPEN: Self = Self(1);
    pub(crate) const CLOSED: Self = Self(2);
    pub(crate) const AVAILABLE: Self = Self(4);
    pub(crate) const BUSY: Self = Self(8);
    pub(crate) const OFFLINE: Self = Self(16);
    pub(crate) const ONLINE: Self = Self(32);

    const WORDS: [(&'static str, Self); 6] = [
        ("open", Self::OPEN),
        ("closed", Self::CLOSED),
        ("available", Self::AVAILABLE),
        ("busy", Self::BUSY),
        ("offline", Self::OFFLINE),
        ("online", Self::ONLINE),
    ];

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, bit)| *bit)
    }

    pub(crate) fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, bit)| *bit == self).map_or("", |(word, _)| word)
    }
}

/// A compiled predicate, without its `if_unknown`. Equal predicates of a rule set are stored once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CompiledPredicate {
    pub(crate) operand: OperandRef,
    pub(crate) op: CompiledOp,
}

/// The left side of a predicate, as an index of the rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OperandRef {
    Field(OperandIx),
    State(StateIx),
}

/// A field in the form in which it is compared. A decision resolves it at most once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Operand {
    pub(crate) field: Field,
    /// Whether text is compared in lower case ([rule C3](crate::_rules#c3)).
    pub(crate) lowercase: bool,
}

/// An operator with its compiled value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CompiledOp {
    Exists(bool),
    Boolean(bool),
    Number(NumberOp),
    /// The text is in lower case if the operand is.
    Text(TextOp),
    /// The text matches the expression. It is boxed, so that the other variants stay as small as a text.
    Matches(Box<Pattern>),
    /// The set of words for which the predicate is true.
    State(StateSet),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NumberOp {
    /// One of these numbers, ascending. Boxed twice, so that operators on texts stay the largest variant.
    OneOf(Box<Box<[Number]>>),
    AtLeast(Number),
    AtMost(Number),
    Above(Number),
    Below(Number),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TextOp {
    Equal(Box<str>),
    /// One of these texts, ascending.
    OneOf(Box<[Box<str>]>),
    Contains(Box<str>),
    StartsWith(Box<str>),
    EndsWith(Box<str>),
    /// The domain or one of its subdomains.
    WithinHost(Box<str>),
    /// The tag or a narrower one.
    WithinTag(Box<str>),
}

impl TextOp {
    /// Returns the texts that values are compared with.
    pub(crate) fn texts(&self) -> &[Box<str>] {
        match self {
            Self::OneOf(texts) => texts,
            Self::Equal(text)
            | Self::Contains(text)
            | Self::StartsWith(text)
            | Self::EndsWith(text)
            | Self::WithinHost(text)
            | Self::WithinTag(text) => std::slice::from_ref(text),
        }
    }
}

/// A finite number. Negative zero is stored as zero, so equal numbers have equal bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number(f64);

impl Number {
    pub(crate) fn new(value: f64) -> Self {
        // -0.0 + 0.0 is 0.0.
        Self(value + 0.0)
    }

    pub(crate) fn value(self) -> f64 {
        self.0
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        // No number is NaN or negative zero, so the total order agrees with `<` and `==`.
        self.0.total_cmp(&other.0)
    }
}

impl CompiledPredicate {
    /// Evaluates the predicate: unknown if the field is not known or its type is not that of the operator.
    pub(crate) fn truth(&self, facts: &impl Facts) -> Truth {
        match (self.operand, &self.op) {
            (OperandRef::State(state), CompiledOp::State(words)) => {
                // The state is one bit, and `words` is the set of bits for which the predicate is true.
                Truth::from(facts.state(state).0 & words.0 != 0)
            }
            // The check of the draft allows no other operator on a state, so this breaks an invariant.
            (OperandRef::State(_), _) => Truth::Unknown,
            (OperandRef::Field(operand), op) => {
                // Only operators on texts can be answered by a search, and only after much has been read.
                let searched = match op {
                    CompiledOp::Text(op) if facts.may_search_field() => op.search(operand, facts),
                    _ => None,
                };
                searched.unwrap_or_else(|| {
                    facts.with_value(operand, |value| {
                        // Counted before the test runs, and for the whole value, so that the bound holds
                        // however the test ends.
                        facts.count_bytes_read(value.map_or(0, |value| op.bytes_to_read(value)));
                        op.truth(value)
                    })
                })
            }
        }
    }
}

impl Operand {
    /// Evaluates an operator on the value of the field, once and without caching.
    pub(crate) fn truth(&self, op: &CompiledOp, value: Option<FieldValue<'_>>) -> Truth {
        with_owned_value(value, self.lowercase, |value| op.truth(value))
    }
}

/// Single tests read this many bytes before a field is searched for all texts at once: 256 KiB, which
/// ordinary decisions never reach. `benches/instructions` counts hostile decisions with lists of three sizes.
const MIN_BYTES_READ_TO_SEARCH: usize = 1 << 18;

/// Comparing an item of a list costs about as much as reading this many bytes. An estimate, not measured.
pub(crate) const BYTES_OF_ITEM: usize = 2;

impl CompiledOp {
    /// Evaluates the operator on a value that is in the form of the operand.
    #[inline(always)]
    fn truth(&self, value: Option<ValueRef<'_>>) -> Truth {
        match (self, value) {
            (Self::Exists(expected), value) => Truth::from(value.is_some() == *expected),
            (Self::Boolean(expected), Some(ValueRef::Boolean(value))) => {
                Truth::from(value == *expected)
            }
            (Self::Number(op), Some(ValueRef::Number(value))) => Truth::from(op.holds(value)),
            (Self::Text(_) | Self::Matches(_), Some(ValueRef::Text(text))) => {
                self.truth_of_text(text)
            }
            (Self::Matches(pattern), Some(ValueRef::List(items))) => pattern.truth_of_list(items),
            // Rule C5: one matching item is enough. An item that is too long is unknown.
            (Self::Text(op), Some(ValueRef::List(items))) => {
                let mut truth = Truth::False;
                items.for_each_while(|item| {
                    let of_item = |item| Truth::from(op.holds(item));
                    // The maximum is Kleene's `any`: true is above unknown, and unknown is above false.
                    truth = truth.max(item.map_or(Truth::Unknown, of_item));
                    truth != Truth::True
                });
                truth
            }
            _ => Truth::Unknown,
        }
    }

    /// Returns how many bytes the operator reads at most. A step of an expression counts as a byte.
    fn bytes_to_read(&self, value: ValueRef<'_>) -> usize {
        match self {
            Self::Text(TextOp::Contains(_)) => value.text_bytes(),
            Self::Text(_) => value.item_count().saturating_mul(BYTES_OF_ITEM),
            Self::Matches(pattern) => pattern.steps_for(value.text_bytes()),
            Self::Exists(_) | Self::Boolean(_) | Self::Number(_) | Self::State(_) => 0,
        }
    }

    /// Evaluates an operator on a text: unknown if the text is longer than the expression reads, and for
    /// operators on other types.
    #[inline(always)]
    pub(crate) fn truth_of_text(&self, text: TextRef<'_>) -> Truth {
        match self {
            Self::Text(op) => Truth::from(op.holds(text)),
            Self::Matches(pattern) => pattern.truth(text.text()),
            _ => Truth::Unknown,
        }
    }
}

impl NumberOp {
    pub(super) fn holds(&self, value: f64) -> bool {
        match self {
            // The list is sorted and free of duplicates, which the compiler of conditions has ensured.
            // `Number::new` makes negative zero equal to zero, as `==` does.
            Self::OneOf(numbers) => numbers.binary_search(&Number::new(value)).is_ok(),
            Self::AtLeast(bound) => value >= bound.0,
            Self::AtMost(bound) => value <= bound.0,
            Self::Above(bound) => value > bound.0,
            Self::Below(bound) => value < bound.0,
        }
    }
}

impl TextOp {
    /// Evaluates the operator through a search of the operand for all texts, if there is one.
    pub(crate) fn search(&self, operand: OperandIx, facts: &impl Facts) -> Option<Truth> {
        let search = |position, text: &str| facts.search_field(operand, position, text.as_bytes());
        match self {
            Self::Equal(text) => search(MatchPosition::Whole, text),
            Self::Contains(part) => search(MatchPosition::Anywhere, part),
            Self::StartsWith(start) => search(MatchPosition::Start, start),
            Self::EndsWith(end) => search(MatchPosition::End, end),
            Self::OneOf(texts) => {
                // The maximum is Kleene's `any`. If the automaton lacks one text, the single test decides
                // instead.
                let mut each = texts.iter().map(|text| search(MatchPosition::Whole, text));
                each.try_fold(Truth::False, |truth, of_text| Some(truth.max(of_text?)))
            }
            Self::WithinHost(_) | Self::WithinTag(_) => None,
        }
    }

    /// Texts are compared as bytes, because UTF-8 preserves order, prefixes and suffixes.
    pub(crate) fn holds(&self, text: TextRef<'_>) -> bool {
        let bytes = text.bytes();
        match self {
            Self::Equal(other) => bytes == other.as_bytes(),
            Self::OneOf(others) => {
                others.binary_search_by(|other| other.as_bytes().cmp(bytes)).is_ok()
            }
            // The search of `str` takes linear time (two-way algorithm). The other operators compare at fixed
            // positions.
            Self::Contains(part) => text.text().contains(&**part),
            Self::StartsWith(start) => bytes.starts_with(start.as_bytes()),
            Self::EndsWith(end) => bytes.ends_with(end.as_bytes()),
            Self::WithinHost(domain) => bytes
                .strip_suffix(domain.as_bytes())
                // The boundary is a dot, so `evil-example.fr` is not within `example.fr`.
                .is_some_and(|below| below.is_empty() || below.ends_with(b".")),
            Self::WithinTag(tag) => bytes
                .strip_prefix(tag.as_bytes())
                // The boundary is a hyphen, so `fra` is not within `fr`.
                .is_some_and(|narrower| narrower.is_empty() || narrower.starts_with(b"-")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A process may hold many workspaces, and one of twenty triggers has some sixty predicates.
    #[cfg(target_pointer_width = "64")]
    #[test]
    fn predicates_are_small() {
        assert_eq!(size_of::<CompiledPredicate>(), 32);
    }
}
