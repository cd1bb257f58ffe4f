//! A leaf in its checked form: what is looked at, and a test that takes no more parsing.

use std::cmp::Ordering;

use crate::condition::pattern::Pattern;
use crate::condition::{Position, Truth};
use crate::ix::{GroupIx, ScheduleIx};
use crate::visitor::{Field, FieldValue, TextRef, ValueHead, ValueRef, with_owned_value};

/// What the evaluation of conditions asks of a decision; the router answers, so that a group's
/// state can depend on presence without a circle between the rooms.
pub(crate) trait Facts {
    /// Shows what the operand with this number in the rules sees of the visitor; nothing where that is
    /// not known.
    fn with_value<R>(&self, operand: u32, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R;

    /// The same by its value head.
    #[inline]
    fn head(&self, operand: u32) -> ValueHead {
        self.cached_head(operand).unwrap_or_else(|| self.resolve(operand))
    }

    /// The same where it was looked at before; it may be forgotten.
    fn cached_head(&self, operand: u32) -> Option<ValueHead>;

    /// The same, where it was not looked at before.
    fn resolve(&self, operand: u32) -> ValueHead;

    /// The text of a operand that was glanced at, where it is shown as the visitor gives it.
    fn cached_text(&self, operand: u32) -> Option<&str>;

    /// What a field of the visitor shows, exactly as given.
    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>>;

    /// Notes that a test has gone along so many bytes of a text.
    fn count_bytes_read(&self, bytes: usize);

    /// How many bytes tests have gone along: about as many nanoseconds, at most.
    fn bytes_read(&self) -> usize;

    /// Whether tests have gone along so many bytes that a search may be worth it.
    #[inline(always)]
    fn may_search_field(&self) -> bool {
        self.bytes_read() >= MIN_BYTES_READ_TO_SEARCH
    }

    /// Whether a text stands somewhere in what a operand shows, from one search for all texts that tests compare
    /// it with; nothing where a single test finds out sooner.
    fn search_field(&self, operand: u32, position: Position, text: &[u8]) -> Option<Truth>;

    /// The state with this number in the rules.
    fn state(&self, number: u32) -> StateSet;

    /// The state that a field stands for; nothing where it is a field of the visitor.
    fn state_of(&self, field: &Field) -> Option<StateSet>;
}

/// A state of the workspace that conditions look at, by dense number of schedule or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Schedule(ScheduleIx),
    Group(GroupIx),
    Staff,
}

/// One word of a state, as a bit; a set of words is their sum.
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

/// A checked leaf, without what stands in the place of unknown: equal leaves are one predicate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CompiledPredicate {
    pub(crate) operand: OperandRef,
    pub(crate) op: CompiledOp,
}

/// What is looked at, by its number in the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OperandRef {
    Field(u32),
    State(u32),
}

/// A field in the form in which it is compared: resolved at most once a decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Operand {
    pub(crate) field: Field,
    /// In lower case ([rule C3](crate::_rules#c3)).
    pub(crate) lowercase: bool,
}

/// A test in its checked form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CompiledOp {
    Exists(bool),
    Boolean(bool),
    Number(NumberOp),
    /// In the form of the operand, on both sides.
    Text(TextOp),
    /// Boxed, so that the others are no larger than a text.
    Matches(Box<Pattern>),
    /// The set of words that hold.
    State(StateSet),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NumberOp {
    /// One of these, ascending; boxed once more, so that checks of texts are the largest.
    OneOf(Box<Box<[Number]>>),
    AtLeast(Number),
    AtMost(Number),
    Above(Number),
    Below(Number),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TextOp {
    Equal(Box<str>),
    /// One of these, ascending.
    OneOf(Box<[Box<str>]>),
    Contains(Box<str>),
    StartsWith(Box<str>),
    EndsWith(Box<str>),
    /// The domain or a subdomain.
    WithinHost(Box<str>),
    /// The tag or a narrower one.
    WithinTag(Box<str>),
}

impl TextOp {
    /// What a text is compared with.
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

/// A finite number, with one zero.
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
        self.0.total_cmp(&other.0)
    }
}

impl CompiledPredicate {
    /// Whether it holds: unknown where the field is not known, or of another type than the test's.
    pub(crate) fn truth(&self, facts: &impl Facts) -> Truth {
        match (self.operand, &self.op) {
            (OperandRef::State(number), CompiledOp::State(words)) => {
                Truth::from(facts.state(number).0 & words.0 != 0)
            }
            (OperandRef::State(_), _) => Truth::Unknown,
            (OperandRef::Field(operand), check) => {
                let searched = match check {
                    CompiledOp::Text(check) if facts.may_search_field() => {
                        check.search(operand, facts)
                    }
                    _ => None,
                };
                searched.unwrap_or_else(|| {
                    facts.with_value(operand, |shown| {
                        facts.count_bytes_read(shown.map_or(0, |shown| check.bytes_to_read(shown)));
                        check.truth(shown)
                    })
                })
            }
        }
    }
}

impl Operand {
    /// Whether a check holds for what the field shows, once and without keeping anything.
    pub(crate) fn truth(&self, check: &CompiledOp, seen: Option<FieldValue<'_>>) -> Truth {
        with_owned_value(seen, self.lowercase, |shown| check.truth(shown))
    }
}

/// So many bytes are read by single tests before a field is searched for all texts at once.
const MIN_BYTES_READ_TO_SEARCH: usize = 1 << 18;

/// To compare an item of a list takes about as long as to go along so many bytes.
pub(crate) const BYTES_OF_ITEM: usize = 2;

impl CompiledOp {
    /// Whether it holds for what a field shows, in the form of the operand.
    #[inline(always)]
    fn truth(&self, shown: Option<ValueRef<'_>>) -> Truth {
        match (self, shown) {
            (Self::Exists(expected), shown) => Truth::from(shown.is_some() == *expected),
            (Self::Boolean(expected), Some(ValueRef::Boolean(value))) => {
                Truth::from(value == *expected)
            }
            (Self::Number(check), Some(ValueRef::Number(value))) => Truth::from(check.holds(value)),
            (Self::Text(_) | Self::Matches(_), Some(ValueRef::Text(text))) => {
                self.truth_of_text(text)
            }
            (Self::Matches(pattern), Some(ValueRef::List(items))) => pattern.truth_of_list(items),
            // Rule C5: one element is enough. An element that is too long is not known.
            (Self::Text(check), Some(ValueRef::List(items))) => {
                let mut truth = Truth::False;
                items.while_wanted(|item| {
                    let of_item = |item| Truth::from(check.holds(item));
                    truth = truth.max(item.map_or(Truth::Unknown, of_item));
                    truth != Truth::True
                });
                truth
            }
            _ => Truth::Unknown,
        }
    }

    /// How many bytes it goes along, at most; of an expression a byte for each step.
    fn bytes_to_read(&self, shown: ValueRef<'_>) -> usize {
        match self {
            Self::Text(TextOp::Contains(_)) => shown.text_bytes(),
            Self::Text(_) => shown.item_count().saturating_mul(BYTES_OF_ITEM),
            Self::Matches(pattern) => pattern.steps_for(shown.text_bytes()),
            Self::Exists(_) | Self::Boolean(_) | Self::Number(_) | Self::State(_) => 0,
        }
    }

    /// Whether a test of texts holds for a text: unknown where that is longer than an expression reads, and
    /// for other tests.
    #[inline(always)]
    pub(crate) fn truth_of_text(&self, text: TextRef<'_>) -> Truth {
        match self {
            Self::Text(check) => Truth::from(check.holds(text)),
            Self::Matches(pattern) => pattern.truth(text.text()),
            _ => Truth::Unknown,
        }
    }
}

impl NumberOp {
    pub(super) fn holds(&self, value: f64) -> bool {
        match self {
            Self::OneOf(numbers) => numbers.binary_search(&Number::new(value)).is_ok(),
            Self::AtLeast(bound) => value >= bound.0,
            Self::AtMost(bound) => value <= bound.0,
            Self::Above(bound) => value > bound.0,
            Self::Below(bound) => value < bound.0,
        }
    }
}

impl TextOp {
    /// Whether it holds for what a operand shows, where a search has found that out.
    pub(crate) fn search(&self, operand: u32, facts: &impl Facts) -> Option<Truth> {
        let search = |position, text: &str| facts.search_field(operand, position, text.as_bytes());
        match self {
            Self::Equal(text) => search(Position::Whole, text),
            Self::Contains(part) => search(Position::Anywhere, part),
            Self::StartsWith(start) => search(Position::Start, start),
            Self::EndsWith(end) => search(Position::End, end),
            Self::OneOf(texts) => {
                let mut each = texts.iter().map(|text| search(Position::Whole, text));
                each.try_fold(Truth::False, |truth, of_text| Some(truth.max(of_text?)))
            }
            Self::WithinHost(_) | Self::WithinTag(_) => None,
        }
    }

    /// Texts are compared as bytes: UTF-8 keeps order, starts and ends.
    pub(crate) fn holds(&self, text: TextRef<'_>) -> bool {
        let bytes = text.bytes();
        match self {
            Self::Equal(other) => bytes == other.as_bytes(),
            Self::OneOf(others) => {
                others.binary_search_by(|other| other.as_bytes().cmp(bytes)).is_ok()
            }
            Self::Contains(part) => text.text().contains(&**part),
            Self::StartsWith(start) => bytes.starts_with(start.as_bytes()),
            Self::EndsWith(end) => bytes.ends_with(end.as_bytes()),
            Self::WithinHost(domain) => bytes
                .strip_suffix(domain.as_bytes())
                .is_some_and(|below| below.is_empty() || below.ends_with(b".")),
            Self::WithinTag(tag) => bytes
                .strip_prefix(tag.as_bytes())
                .is_some_and(|narrower| narrower.is_empty() || narrower.starts_with(b"-")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workspace of twenty triggers has some sixty predicates; a process, many workspaces.
    #[cfg(target_pointer_width = "64")]
    #[test]
    fn predicates_are_small() {
        assert_eq!(size_of::<CompiledPredicate>(), 32);
    }
}
