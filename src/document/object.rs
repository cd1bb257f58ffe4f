//! Reading values and objects of a tree; what does not fit is reported, and reading goes on.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::document::chunked_list::{ChunkedList, push};
use crate::document::node::{Entry, Node};
use crate::error::{Diagnostics, PathRef, ProblemKind};
use crate::vocabulary::{Alias, KeyAnswer, ObjectSpec, Shape, ValueAnswer, answer};

/// What it costs to look a word up among those of other systems, in the unit of the budget for
/// suggestions: the tables hold some thousand letters, of which most words are told by their first.
pub(crate) const ALIAS_COST: usize = 200;

/// An object's known keys with their values; unknown and repeated keys have been reported.
pub(crate) struct Object<'de> {
    entries: Vec<Entry<'de>>,
    /// Keys for which something else stood that has been reported: they are not missing, too.
    said_otherwise: Vec<&'static str>,
}

/// Reads an object that takes the keys of this table.
pub(crate) fn object<'de>(
    node: Node<'de>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
    spec: &'static ObjectSpec,
) -> Option<Object<'de>> {
    let entries = entries(node, at, report, "an object")?;
    Some(match known_once(&entries, spec.key_names) {
        Some(_) => Object::from_entries(entries.into_vec()),
        None => keep(entries, spec, at, report),
    })
}

/// Which of the words the keys are, the first of them as the lowest bit, where each key is one of them
/// and stands once, as most do.
pub(crate) fn known_once(entries: &ChunkedList<Entry<'_>>, words: &[&str]) -> Option<u32> {
    let mut known = 0;
    // No object has as many keys as a long list.
    for (key, _) in entries.as_short()? {
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

/// Keeps the first entry of each key that is taken; reports the others. The value of a key that is
/// misspelt, or that another system calls so, is read as that of the right key.
fn keep<'de>(
    entries: ChunkedList<Entry<'de>>,
    spec: &'static ObjectSpec,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Object<'de> {
    let mut object = Object::from_entries(Vec::new());
    // Of the keys that are taken there are few; of others a document may have any number.
    let mut taken: Vec<&'static str> = spec
        .key_names
        .iter()
        .copied()
        .filter(|word| entries.iter().any(|(key, _)| key == word))
        .collect();
    let (mut known, mut unknown) = (0_u64, BTreeSet::new());
    for (key, node) in entries {
        let bit = place_of(&key, spec.key_names).map_or(0, |place| 1_u64 << place);
        // Among problems that are not kept any more, not every repeated key need be told from others.
        let is_new = match bit {
            0 if report.is_over_limit() => !unknown.contains(&key),
            0 => unknown.insert(key.clone()),
            _ => known & bit == 0,
        };
        known |= bit;
        if !is_new {
            report.add(&at.key(&key), ProblemKind::RepeatedKey, &key);
        } else if bit != 0 {
            object.entries.push((key, node));
        } else if let Some(right) =
            report_unknown(&key, &node, spec, &taken, &mut object, at, report)
        {
            taken.push(right);
            object.entries.push((Cow::Borrowed(right), node));
        }
    }
    object
}

/// Reports a key that the object does not have. Gives the key as which its value is to be read.
fn report_unknown(
    key: &str,
    node: &Node<'_>,
    spec: &'static ObjectSpec,
    taken: &[&str],
    object: &mut Object<'_>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Option<&'static str> {
    let (place, kind) = (at.key(key), ProblemKind::UnknownKey);
    let answer = if report.spend(ALIAS_COST) { spec.answer(key) } else { None };
    let is_free = |word: &str| !taken.contains(&word) && !object.said_otherwise.contains(&word);
    let right = match answer {
        Some(KeyAnswer::Key(right)) => Some(*right),
        Some(_) => None,
        None => report.nearest(key, spec.key_names.iter().copied()),
    };
    let taken_word = match answer {
        Some(KeyAnswer::Opposite(opposite)) => Some(*opposite),
        _ => right,
    };
    if let Some(word) = taken_word.filter(|word| !is_free(word)) {
        report.add_hint(&place, kind, key, &format!("`{word}` stands here already"));
        return None;
    }
    if let Some(right) = right {
        let form = spec.key(right)?.form;
        if node.shape() == Shape::List && form.takes(Shape::List) && form.takes(Shape::Object) {
            report.add_hint(&place, kind, key, &joined_in(right));
        } else if form.takes(node.shape()) || answer.is_none() {
            report.add_with(&place, kind, key, right);
        } else {
            let hint = format!("write `{right}` with {}", form.description);
            report.add_hint(&place, kind, key, &hint);
            report.leave_unread(&at.key(right));
            object.said_otherwise.push(right);
            return None;
        }
        report.mark_as_read();
        report.rename(&at.key(right), &[key]);
        return Some(right);
    }
    match answer {
        Some(KeyAnswer::Opposite(right)) => {
            let hint = match node {
                Node::Bool(value) => format!("write `\"{right}\": {}`", !value),
                _ => format!("write `{right}`, which says the opposite, with true or false"),
            };
            report.add_hint(&place, kind, key, &hint);
        }
        Some(KeyAnswer::Advice(advice)) => report.add_hint(&place, kind, key, advice),
        Some(KeyAnswer::Instead(right, advice)) => {
            report.add_hint(&place, kind, key, advice);
            if is_free(right) {
                report.leave_unread(&at.key(right));
                object.said_otherwise.push(right);
            }
        }
        // A visitor has more keys than a message lists.
        _ if spec.key_names.contains(&"attributes") => {
            let hint = "what only your site knows stands in `attributes`";
            report.add_hint(&place, kind, key, hint);
        }
        _ => report.add_listing(&place, kind, key, spec.key_names.iter().copied()),
    }
    None
}

/// What to write where a list of conditions stands in the place of one.
pub(crate) fn joined_in(key: &str) -> String {
    format!("write `\"{key}\": {{\"all\": […]}}`, or `any` in the place of `all`")
}

impl<'de> Object<'de> {
    /// An object of which only the keys that are taken count.
    pub(crate) fn from_entries(entries: Vec<Entry<'de>>) -> Self {
        Self { entries, said_otherwise: Vec::new() }
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
        at: &PathRef<'_>,
        report: &mut Diagnostics,
    ) -> Option<Node<'de>> {
        let node = self.take(key);
        if node.is_none() && !self.said_otherwise.contains(&key) {
            report.add(&at.key(key), ProblemKind::MissingKey, "");
        }
        node
    }
}

/// Reads an object with keys of the writer's choice: names per language, days of the week.
pub(crate) fn entries<'de>(
    node: Node<'de>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
    expected: &'static str,
) -> Option<ChunkedList<Entry<'de>>> {
    match node {
        Node::Map(entries) => Some(entries),
        other => {
            report.add(at, ProblemKind::WrongType { expected }, &other.found());
            None
        }
    }
}

/// Reads a list.
pub(crate) fn list<'de>(
    node: Node<'de>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
    expected: &'static str,
) -> Option<ChunkedList<Node<'de>>> {
    match node {
        Node::List(items) => Some(items),
        other => {
            report.add(at, ProblemKind::WrongType { expected }, &other.found());
            None
        }
    }
}

/// Reads the items of a list. One that cannot be read keeps its place, by what `read` gives for it, so that
/// the places of later problems are right. Once there are more problems than are kept, items are read only
/// to count their problems: what they are made into is not needed any more.
pub(crate) fn each_item<'de, T>(
    items: ChunkedList<Node<'de>>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
    mut read: impl FnMut(Node<'de>, &PathRef<'_>, &mut Diagnostics) -> T,
) -> Vec<T> {
    if items.as_short().is_some() && !report.is_over_limit() {
        let items = items.into_vec().into_iter().enumerate();
        return items.map(|(n, item)| read(item, &at.index(n), report)).collect();
    }
    // The trees of a long list are freed as they are read.
    let mut kept = Vec::with_capacity(items.len().min(SHORT));
    for (n, item) in items.into_iter().enumerate() {
        let item = read(item, &at.index(n), report);
        if !report.is_over_limit() {
            push(&mut kept, item);
        }
    }
    kept
}

/// Memory is set aside for so many items before they are read.
const SHORT: usize = 1_024;

/// Reads a text.
pub(crate) fn text<'de>(
    node: Node<'de>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
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
    at: &PathRef<'_>,
    report: &mut Diagnostics,
    expected: &'static str,
    words: &[(&str, T)],
    aliases: &'static [Alias<ValueAnswer>],
) -> Option<T> {
    let text = text(node, at, report, expected)?;
    let found = words.iter().find(|(word, _)| *word == text).map(|&(_, value)| value);
    if found.is_none() {
        let right = words.iter().map(|(word, _)| *word);
        add_unknown_value(at, ProblemKind::UnknownWord { expected }, &text, right, aliases, report);
    }
    found
}

/// Reports a word that is none of those that stand for a value here.
pub(crate) fn add_unknown_value<'w, W>(
    at: &PathRef<'_>,
    kind: ProblemKind,
    found: &str,
    words: W,
    aliases: &'static [Alias<ValueAnswer>],
    report: &mut Diagnostics,
) where
    W: IntoIterator<Item = &'w str, IntoIter: Clone>,
{
    let known = if report.spend(ALIAS_COST) { answer(aliases, found) } else { None };
    match known {
        Some(ValueAnswer::Word(right)) => report.add_with(at, kind, found, right),
        Some(ValueAnswer::Advice(advice)) => report.add_hint(at, kind, found, advice),
        None => report.add_unknown(at, kind, found, words),
    }
}

/// Reads true or false.
pub(crate) fn boolean(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<bool> {
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
pub(crate) fn number(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<f64> {
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
    at: &PathRef<'_>,
    report: &mut Diagnostics,
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
    at: &PathRef<'_>,
    report: &mut Diagnostics,
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
