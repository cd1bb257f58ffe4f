//! A cursor: one value of a document, its path, and the list of diagnostics that takes what is wrong with it.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use serde::{Deserialize, Deserializer, de};

use crate::document::chunked_list::{ChunkedList, push};
use crate::document::node::{Entry, Node};
use crate::error::{Diagnostics, PathRef, ProblemKind};
use crate::vocabulary::{Alias, ValueAnswer, answer};

/// The cost of a search for a word among those of other systems, in the unit of the budget for suggestions. The
/// tables hold some thousand letters, and the first letter rules out most of the words.
pub(crate) const ALIAS_COST: usize = 200;

/// A value of a document that is about to be read. Each method reads the value as one type. If the value has another
/// type, the method reports it at the path and returns `None`, so that reading goes on.
pub(crate) struct Cursor<'c, 'de> {
    pub(crate) node: Node<'de>,
    pub(crate) path: PathRef<'c>,
    pub(crate) diagnostics: &'c mut Diagnostics,
}

impl<'c, 'de> Cursor<'c, 'de> {
    /// Creates a cursor on the root of a document.
    pub(crate) fn root(node: Node<'de>, diagnostics: &'c mut Diagnostics) -> Self {
        Self { node, path: PathRef::ROOT, diagnostics }
    }

    #[inline]
    pub(crate) fn new(
        node: Node<'de>,
        path: PathRef<'c>,
        diagnostics: &'c mut Diagnostics,
    ) -> Self {
        Self { node, path, diagnostics }
    }

    /// Reports a problem with the value. The message shows the value.
    pub(crate) fn report(&mut self, kind: ProblemKind) {
        self.diagnostics.add(&self.path, kind, &self.node.found());
    }

    /// Reports that the value has another type than is expected.
    #[cold]
    pub(crate) fn report_type(&mut self, expected: &'static str) {
        self.report(ProblemKind::WrongType { expected });
    }

    #[inline]
    pub(crate) fn text(mut self, expected: &'static str) -> Option<Cow<'de, str>> {
        match self.node {
            Node::Text(text) => Some(text),
            _ => {
                self.report_type(expected);
                None
            }
        }
    }

    #[inline]
    pub(crate) fn boolean(mut self) -> Option<bool> {
        match self.node {
            Node::Bool(value) => Some(value),
            _ => {
                self.report_type("true or false");
                None
            }
        }
    }

    /// Reads a finite number.
    #[inline]
    pub(crate) fn number(mut self) -> Option<f64> {
        match self.node {
            Node::Integer(number) => Some(approximate(number.value())),
            Node::Float(value) if value.is_finite() => Some(value),
            Node::Float(value) => {
                self.diagnostics.add(&self.path, ProblemKind::NotFinite, &value.to_string());
                None
            }
            _ => {
                self.report_type("a number");
                None
            }
        }
    }

    /// Reads a whole number of a range. `3.0` is whole too, because JSON has only one type of numbers.
    pub(crate) fn whole(
        mut self,
        range: RangeInclusive<u64>,
        expected: &'static str,
    ) -> Option<u64> {
        let value = match &self.node {
            Node::Integer(number) => u64::try_from(number.value()).ok(),
            Node::Float(value) => whole_of(*value),
            _ => {
                self.report_type(expected);
                return None;
            }
        };
        let value = value.filter(|value| range.contains(value));
        if value.is_none() {
            self.report(ProblemKind::OutOfRange { expected });
        }
        value
    }

    /// Reads a whole number from `least` (0 or 1) to the largest of 32 bits.
    pub(crate) fn count_from(self, least: u32) -> Option<u32> {
        let expected = if least == 0 {
            "a whole number from 0 to 4294967295"
        } else {
            "a whole number from 1 to 4294967295"
        };
        let range = u64::from(least)..=u64::from(u32::MAX);
        self.whole(range, expected).and_then(|value| u32::try_from(value).ok())
    }

    /// Reads one of several words.
    pub(crate) fn keyword<T: Copy>(
        self,
        expected: &'static str,
        unknown: ProblemKind,
        words: &[(&str, T)],
        aliases: &'static [Alias<ValueAnswer>],
    ) -> Option<T> {
        let Self { node, path, diagnostics } = self;
        let text = Cursor { node, path, diagnostics: &mut *diagnostics }.text(expected)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|&(_, value)| value);
        if found.is_none() {
            let words = words.iter().map(|(word, _)| *word);
            add_unknown_value(&path, unknown, &text, words, aliases, diagnostics);
        }
        found
    }

    /// Reads a list. [`ListCursor::read_each`] then reads its items.
    #[inline]
    pub(crate) fn list(mut self, expected: &'static str) -> Option<ListCursor<'c, 'de>> {
        match self.node {
            Node::List(items) => {
                Some(ListCursor { items, path: self.path, diagnostics: self.diagnostics })
            }
            _ => {
                self.report_type(expected);
                None
            }
        }
    }

    /// Reads the entries of an object whose keys the author of the document chooses.
    #[inline]
    pub(crate) fn entries(mut self, expected: &'static str) -> Option<EntriesCursor<'c, 'de>> {
        match self.node {
            Node::Map(entries) => {
                Some(EntriesCursor { entries, path: self.path, diagnostics: self.diagnostics })
            }
            _ => {
                self.report_type(expected);
                None
            }
        }
    }
}

/// A list that is about to be read.
pub(crate) struct ListCursor<'c, 'de> {
    pub(crate) items: ChunkedList<Node<'de>>,
    pub(crate) path: PathRef<'c>,
    pub(crate) diagnostics: &'c mut Diagnostics,
}

/// Memory for at most so many items is reserved before they are read.
const MAX_RESERVED: usize = 1_024;

impl<'de> ListCursor<'_, 'de> {
    /// Reads every item. `read` returns a substitute for an item that it cannot read, so that the paths of later
    /// problems are right. Once more problems were found than are kept, the items are read only to count their
    /// problems: nobody needs the values any more.
    #[inline]
    pub(crate) fn read_each<T>(self, mut read: impl FnMut(Cursor<'_, 'de>) -> T) -> Vec<T> {
        let Self { items, path, diagnostics } = self;
        if items.as_short().is_some() && !diagnostics.is_over_limit() {
            let items = items.into_vec().into_iter().enumerate();
            return items
                .map(|(n, node)| read(Cursor::new(node, path.index(n), &mut *diagnostics)))
                .collect();
        }
        // The trees of a long list are freed one after the other as they are read.
        let mut kept = Vec::with_capacity(items.len().min(MAX_RESERVED));
        for (n, node) in items.into_iter().enumerate() {
            let item = read(Cursor::new(node, path.index(n), &mut *diagnostics));
            if !diagnostics.is_over_limit() {
                push(&mut kept, item);
            }
        }
        kept
    }

    /// Reads every item, and leaves out those that cannot be read.
    pub(crate) fn read_some<T>(
        self,
        mut read: impl FnMut(Cursor<'_, 'de>, &[T]) -> Option<T>,
    ) -> Vec<T> {
        let Self { items, path, diagnostics } = self;
        let mut kept = Vec::with_capacity(items.len().min(MAX_RESERVED));
        for (n, node) in items.into_iter().enumerate() {
            let item = read(Cursor::new(node, path.index(n), &mut *diagnostics), &kept);
            kept.extend(item);
        }
        kept
    }
}

/// The entries of an object that are about to be read.
pub(crate) struct EntriesCursor<'c, 'de> {
    pub(crate) entries: ChunkedList<Entry<'de>>,
    pub(crate) path: PathRef<'c>,
    pub(crate) diagnostics: &'c mut Diagnostics,
}

/// Reads one value outside a whole document, for hosts that keep groups and triggers in rows of their own.
pub(crate) fn deserialize_alone<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    read: impl FnOnce(Cursor<'_, '_>) -> Option<T>,
) -> Result<T, D::Error> {
    let node = Node::deserialize(deserializer)?;
    let mut diagnostics = Diagnostics::default();
    match read(Cursor::root(node, &mut diagnostics)) {
        Some(value) if diagnostics.is_empty() => Ok(value),
        _ => Err(de::Error::custom(diagnostics.into_problems())),
    }
}

/// Reports a text that is none of the words that stand for a value here.
pub(crate) fn add_unknown_value<'w, W>(
    path: &PathRef<'_>,
    kind: ProblemKind,
    found: &str,
    words: W,
    aliases: &'static [Alias<ValueAnswer>],
    diagnostics: &mut Diagnostics,
) where
    W: IntoIterator<Item = &'w str, IntoIter: Clone>,
{
    let known = if diagnostics.spend(ALIAS_COST) { answer(aliases, found) } else { None };
    match known {
        Some(ValueAnswer::Word(right)) => diagnostics.add_with(path, kind, found, right),
        Some(ValueAnswer::Advice(advice)) => diagnostics.add_hint(path, kind, found, advice),
        None => diagnostics.add_unknown(path, kind, found, words),
    }
}

/// Returns the nearest double. All numbers of conditions and visitors are IEEE 754 doubles, as JSON's are in practice
/// (RFC 8259, section 6).
#[expect(clippy::cast_precision_loss, reason = "the documented rounding of whole numbers")]
pub(crate) fn approximate(value: i128) -> f64 {
    value as f64
}

/// Returns the whole number that a double represents exactly.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked just before"
)]
pub(crate) fn whole_of(value: f64) -> Option<u64> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    (value.fract() == 0.0 && (0.0..=EXACT).contains(&value)).then_some(value as u64)
}
