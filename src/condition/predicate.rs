//! A leaf in its checked form: what is looked at, and a test that takes no more parsing.

use std::cmp::Ordering;

use crate::condition::pattern::Pattern;
use crate::condition::{Position, Truth};
use crate::visitor::{Field, Glance, Seen, Shown, ShownText, show_once};

/// What the evaluation of conditions asks of a decision; the router answers, so that a group's
/// state can depend on presence without a circle between the rooms.
pub(crate) trait Facts {
    /// Shows what the sight with this number in the rules sees of the visitor; nothing where that is
    /// not known.
    fn see<R>(&self, sight: u32, then: impl FnOnce(Option<Shown<'_>>) -> R) -> R;

    /// The same at a glance.
    #[inline]
    fn glance(&self, sight: u32) -> Glance {
        self.glanced(sight).unwrap_or_else(|| self.look(sight))
    }

    /// The same where it was looked at before; it may be forgotten.
    fn glanced(&self, sight: u32) -> Option<Glance>;

    /// The same, where it was not looked at before.
    fn look(&self, sight: u32) -> Glance;

    /// The text of a sight that was glanced at, where it is shown as the visitor gives it.
    fn given(&self, sight: u32) -> Option<&str>;

    /// What a field of the visitor shows, exactly as given.
    fn look_at(&self, field: &Field) -> Option<Seen<'_>>;

    /// Notes that a test has gone along so many bytes of a text.
    fn charge(&self, bytes: usize);

    /// How many bytes tests have gone along: about as many nanoseconds, at most.
    fn charged(&self) -> usize;

    /// Whether tests have gone along so many bytes that a search may be worth it.
    #[inline(always)]
    fn has_read_much(&self) -> bool {
        self.charged() >= READ_AT_LEAST
    }

    /// Whether a text stands somewhere in what a sight shows, from one search for all texts that tests compare
    /// it with; nothing where a single test finds out sooner.
    fn search(&self, sight: u32, position: Position, text: &[u8]) -> Option<Truth>;

    /// The state with this number in the rules.
    fn state(&self, number: u32) -> StateBit;

    /// The state that a field stands for; nothing where it is a field of the visitor.
    fn state_of(&self, field: &Field) -> Option<StateBit>;
}

/// A state of the workspace that conditions look at, by dense number of schedule or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Schedule(u32),
    Group(u32),
    Staff,
}

/// One word of a state, as a bit; a set of words is their sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StateBit(pub(crate) u8);

impl StateBit {
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

    pub(super) fn of(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, bit)| *bit)
    }

    pub(crate) fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, bit)| *bit == self).map_or("", |(word, _)| word)
    }
}

/// A checked leaf, without what stands in the place of unknown: equal leaves are one predicate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Predicate {
    pub(crate) subject: Subject,
    pub(crate) check: Check,
}

/// What is looked at, by its number in the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    Sight(u32),
    State(u32),
}

/// A field in the form in which it is compared: resolved at most once a decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sight {
    pub(crate) field: Field,
    /// In lower case (rule C3).
    pub(crate) folds: bool,
}

/// A test in its checked form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Check {
    Exists(bool),
    Boolean(bool),
    Number(NumberCheck),
    /// In the form of the sight, on both sides.
    Text(TextCheck),
    /// Boxed, so that the others are no larger than a text.
    Matches(Box<Pattern>),
    /// The set of words that hold.
    State(StateBit),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NumberCheck {
    /// One of these, ascending; boxed once more, so that checks of texts are the largest.
    OneOf(Box<Box<[Number]>>),
    AtLeast(Number),
    AtMost(Number),
    Above(Number),
    Below(Number),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TextCheck {
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

impl TextCheck {
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

impl Predicate {
    /// Whether it holds: unknown where the field is not known, or of another type than the test's.
    pub(crate) fn truth(&self, facts: &impl Facts) -> Truth {
        match (self.subject, &self.check) {
            (Subject::State(number), Check::State(words)) => {
                Truth::from(facts.state(number).0 & words.0 != 0)
            }
            (Subject::State(_), _) => Truth::Unknown,
            (Subject::Sight(sight), check) => {
                let searched = match check {
                    Check::Text(check) if facts.has_read_much() => check.search(sight, facts),
                    _ => None,
                };
                searched.unwrap_or_else(|| {
                    facts.see(sight, |shown| {
                        facts.charge(shown.map_or(0, |shown| check.bytes_of(shown)));
                        check.truth(shown)
                    })
                })
            }
        }
    }
}

impl Sight {
    /// Whether a check holds for what the field shows, once and without keeping anything.
    pub(crate) fn truth(&self, check: &Check, seen: Option<Seen<'_>>) -> Truth {
        show_once(seen, self.folds, |shown| check.truth(shown))
    }
}

/// So many bytes are read by single tests before a field is searched for all texts at once.
const READ_AT_LEAST: usize = 1 << 18;

/// To compare an item of a list takes about as long as to go along so many bytes.
pub(crate) const BYTES_OF_ITEM: usize = 2;

impl Check {
    /// Whether it holds for what a field shows, in the form of the sight.
    #[inline(always)]
    fn truth(&self, shown: Option<Shown<'_>>) -> Truth {
        match (self, shown) {
            (Self::Exists(expected), shown) => Truth::from(shown.is_some() == *expected),
            (Self::Boolean(expected), Some(Shown::Boolean(value))) => {
                Truth::from(value == *expected)
            }
            (Self::Number(check), Some(Shown::Number(value))) => Truth::from(check.holds(value)),
            (Self::Text(_) | Self::Matches(_), Some(Shown::Text(text))) => self.truth_of_text(text),
            (Self::Matches(pattern), Some(Shown::List(items))) => pattern.truth_of_list(items),
            // Rule C5: one element is enough. An element that is too long is not known.
            (Self::Text(check), Some(Shown::List(items))) => {
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
    fn bytes_of(&self, shown: Shown<'_>) -> usize {
        match self {
            Self::Text(TextCheck::Contains(_)) => shown.size(),
            Self::Text(_) => shown.items().saturating_mul(BYTES_OF_ITEM),
            Self::Matches(pattern) => pattern.steps_for(shown.size()),
            Self::Exists(_) | Self::Boolean(_) | Self::Number(_) | Self::State(_) => 0,
        }
    }

    /// Whether a test of texts holds for a text: unknown where that is longer than an expression reads, and
    /// for other tests.
    #[inline(always)]
    pub(crate) fn truth_of_text(&self, text: ShownText<'_>) -> Truth {
        match self {
            Self::Text(check) => Truth::from(check.holds(text)),
            Self::Matches(pattern) => pattern.truth(text.text()),
            _ => Truth::Unknown,
        }
    }
}

impl NumberCheck {
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

impl TextCheck {
    /// Whether it holds for what a sight shows, where a search has found that out.
    pub(crate) fn search(&self, sight: u32, facts: &impl Facts) -> Option<Truth> {
        let search = |position, text: &str| facts.search(sight, position, text.as_bytes());
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
    pub(crate) fn holds(&self, text: ShownText<'_>) -> bool {
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
        assert_eq!(size_of::<Predicate>(), 32);
    }
}
