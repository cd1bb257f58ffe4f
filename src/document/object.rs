//! Reading values and objects of a tree; what does not fit is reported, and reading goes on.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::document::node::{Entry, Node};
use crate::error::{At, ProblemKind, Report};

/// An object's known keys with their values; unknown and repeated keys have been reported.
pub(crate) struct Object<'de> {
    entries: Vec<Entry<'de>>,
}

/// Reads an object that takes these keys.
pub(crate) fn object<'de>(
    node: Node<'de>,
    at: &At<'_>,
    report: &mut Report,
    keys: &[&str],
) -> Option<Object<'de>> {
    let mut entries = entries(node, at, report, "an object")?;
    if known_once(&entries, keys).is_none() {
        keep(&mut entries, keys, at, report);
    }
    Some(Object { entries })
}

/// Which of the words the keys are, the first of them as the lowest bit, where each key is one of them
/// and stands once, as most do.
pub(crate) fn known_once(entries: &[Entry<'_>], words: &[&str]) -> Option<u32> {
    let mut known = 0;
    for (key, _) in entries {
        let bit = 1_u32.checked_shl(place_of(key, words)?)?;
        if known & bit != 0 {
            return None;
        }
        known |= bit;
    }
    Some(known)
}

/// The place of a key among words.
pub(crate) fn place_of(key: &str, words: &[&str]) -> Option<u32> {
    (0..).zip(words).find(|(_, word)| **word == key).map(|(place, _)| place)
}

/// Keeps the first entry of each key that is taken.
fn keep(entries: &mut Vec<Entry<'_>>, keys: &[&str], at: &At<'_>, report: &mut Report) {
    // Of the keys that are taken there are few; of others a document may have any number.
    let mut taken = vec![false; keys.len()];
    let mut unknown = BTreeSet::new();
    entries.retain(|(key, _)| {
        let place = place_of(key, keys).and_then(|place| taken.get_mut(place as usize));
        let is_taken = place.is_some();
        let is_new = match place {
            Some(is_there) => !std::mem::replace(is_there, true),
            None => unknown.insert(key.clone()),
        };
        if !is_new {
            report.add(&at.key(key), ProblemKind::RepeatedKey, key);
        } else if !is_taken {
            report.add_unknown(&at.key(key), ProblemKind::UnknownKey, key, keys.iter().copied());
        }
        is_new && is_taken
    });
}

impl<'de> Object<'de> {
    /// An object of which only the keys that are taken count.
    pub(crate) fn of(entries: Vec<Entry<'de>>) -> Self {
        Self { entries }
    }

    /// The value of a key, if it is there.
    pub(crate) fn take(&mut self, key: &str) -> Option<Node<'de>> {
        let place = self.entries.iter().position(|(k, _)| k == key)?;
        Some(self.entries.swap_remove(place).1)
    }

    /// The same for a key whose default is "none": null says so too.
    pub(crate) fn take_nullable(&mut self, key: &str) -> Option<Node<'de>> {
        self.take(key).filter(|node| !matches!(node, Node::Null))
    }

    /// All that is left.
    pub(crate) fn into_entries(self) -> Vec<Entry<'de>> {
        self.entries
    }

    /// The value of a key that must be there.
    pub(crate) fn require(
        &mut self,
        key: &str,
        at: &At<'_>,
        report: &mut Report,
    ) -> Option<Node<'de>> {
        let node = self.take(key);
        if node.is_none() {
            report.add(&at.key(key), ProblemKind::MissingKey, "");
        }
        node
    }
}

/// Reads an object with keys of the writer's choice: names per language, days of the week.
pub(crate) fn entries<'de>(
    node: Node<'de>,
    at: &At<'_>,
    report: &mut Report,
    expected: &'static str,
) -> Option<Vec<Entry<'de>>> {
    match node {
        Node::Map(entries) => Some(entries.into_vec()),
        other => {
            report.add(at, ProblemKind::WrongType { expected }, &other.found());
            None
        }
    }
}

/// Reads a list.
pub(crate) fn list<'de>(
    node: Node<'de>,
    at: &At<'_>,
    report: &mut Report,
    expected: &'static str,
) -> Option<Box<[Node<'de>]>> {
    match node {
        Node::List(items) => Some(items),
        other => {
            report.add(at, ProblemKind::WrongType { expected }, &other.found());
            None
        }
    }
}

/// Reads a text.
pub(crate) fn text<'de>(
    node: Node<'de>,
    at: &At<'_>,
    report: &mut Report,
    expected: &'static str,
) -> Option<Cow<'de, str>> {
    match node {
        Node::Text(text) => Some(text),
        other => {
            report.add(at, ProblemKind::WrongType { expected }, &other.found());
            None
        }
    }
}

/// Reads one of a few words.
pub(crate) fn word<T: Copy>(
    node: Node<'_>,
    at: &At<'_>,
    report: &mut Report,
    expected: &'static str,
    words: &[(&str, T)],
) -> Option<T> {
    let text = text(node, at, report, expected)?;
    let found = words.iter().find(|(word, _)| *word == text).map(|&(_, value)| value);
    if found.is_none() {
        let right = words.iter().map(|(word, _)| *word);
        report.add_unknown(at, ProblemKind::UnknownWord { expected }, &text, right);
    }
    found
}

/// Reads true or false.
pub(crate) fn boolean(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Option<bool> {
    match node {
        Node::Bool(value) => Some(value),
        other => {
            let expected = "true or false";
            report.add(at, ProblemKind::WrongType { expected }, &other.found());
            None
        }
    }
}

/// Reads a finite number.
pub(crate) fn number(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Option<f64> {
    match node {
        Node::Integer(number) => Some(approximate(number.value())),
        Node::Float(value) if value.is_finite() => Some(value),
        Node::Float(value) => {
            report.add(at, ProblemKind::NotFinite, &value.to_string());
            None
        }
        other => {
            report.add(at, ProblemKind::WrongType { expected: "a number" }, &other.found());
            None
        }
    }
}

/// The number that is nearest: all numbers of conditions and visitors are IEEE 754 doubles, as
/// JSON's are in practice (RFC 8259, section 6).
#[expect(clippy::cast_precision_loss, reason = "the documented rounding of whole numbers")]
pub(crate) fn approximate(value: i128) -> f64 {
    value as f64
}

/// Reads a whole number of a range. `3.0` is whole too: JSON knows one kind of number.
pub(crate) fn whole(
    node: Node<'_>,
    at: &At<'_>,
    report: &mut Report,
    range: RangeInclusive<u64>,
    expected: &'static str,
) -> Option<u64> {
    let value = match &node {
        Node::Integer(number) => u64::try_from(number.value()).ok(),
        Node::Float(value) => whole_of(*value),
        other => {
            report.add(at, ProblemKind::WrongType { expected }, &other.found());
            return None;
        }
    };
    let value = value.filter(|value| range.contains(value));
    if value.is_none() {
        report.add(at, ProblemKind::OutOfRange { expected }, &node.found());
    }
    value
}

/// Reads a count: a whole number that is not less than 0 or 1, and not more than fits 32 bits.
pub(crate) fn count_from(
    least: u32,
    node: Node<'_>,
    at: &At<'_>,
    report: &mut Report,
) -> Option<u32> {
    let expected = if least == 0 {
        "a whole number from 0 to 4294967295"
    } else {
        "a whole number from 1 to 4294967295"
    };
    let range = u64::from(least)..=u64::from(u32::MAX);
    whole(node, at, report, range, expected).and_then(|value| u32::try_from(value).ok())
}

/// The whole number that a double stands for exactly.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked just before"
)]
pub(crate) fn whole_of(value: f64) -> Option<u64> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    (value.fract() == 0.0 && (0.0..=EXACT).contains(&value)).then_some(value as u64)
}
