//! A compiled regular expression, and how much of a text it reads.

use std::cmp::Ordering;

use crate::condition::Truth;
#[cfg(feature = "regex")]
use crate::condition::pattern::engine::Engine;
use crate::condition::pattern::read_share::ReadShare;
use crate::visitor::ListRef;

/// A compiled regular expression. Two patterns are equal if their text and their case rule are equal.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub(super) key: PatternKey,
    /// The most bytes of a text that it reads.
    pub(super) most_bytes: usize,
    /// The most bytes of all items of a list that it reads together.
    pub(super) most_list_bytes: usize,
    #[cfg(feature = "regex")]
    pub(super) engine: std::sync::Arc<Engine>,
}

/// The text of an expression, and whether it ignores case.
pub(super) type PatternKey = (Box<str>, bool);

impl Pattern {
    /// Returns the text, and whether it ignores case.
    #[cfg(feature = "regex")]
    pub(crate) fn source(&self) -> (&str, bool) {
        (&self.key.0, self.key.1)
    }

    pub(crate) fn text(&self) -> &str {
        &self.key.0
    }

    #[cfg(feature = "regex")]
    pub(crate) fn ignores_case(&self) -> bool {
        self.key.1
    }

    /// Evaluates the expression on a text: unknown if the text is longer than it reads.
    pub(in crate::condition) fn truth(&self, text: &str) -> Truth {
        // Unknown instead of false: the part that was not read could match.
        if text.len() > self.most_bytes {
            return Truth::Unknown;
        }
        Truth::from(self.is_match(text))
    }

    /// Evaluates the expression on a list by [rule C5](crate::_rules#c5). Items beyond the bytes that it
    /// reads of a list are unknown.
    pub(in crate::condition) fn truth_of_list(&self, items: ListRef<'_>) -> Truth {
        let mut left = self.most_list_bytes;
        let mut truth = Truth::False;
        items.for_each_while(|item| {
            let read = item.and_then(|item| {
                // The first item that does not fit is unknown. A later, shorter one may still be read.
                left = left.checked_sub(item.bytes().len())?;
                Some(self.truth(item.text()))
            });
            truth = truth.max(read.unwrap_or(Truth::Unknown));
            truth != Truth::True
        });
        truth
    }

    /// Returns the most bytes of a text that it reads.
    pub(crate) fn most_bytes(&self) -> usize {
        self.most_bytes
    }

    /// Reduces what it reads if all uses of expressions together would take more steps than a decision may.
    pub(in crate::condition) fn limit(&mut self, share: ReadShare) {
        // The text first, because a list is read at least as far as a text.
        self.most_bytes = share.for_text(self.most_bytes);
        self.most_list_bytes = share.for_list(self.most_bytes);
    }

    #[cfg(feature = "regex")]
    pub(super) fn steps_of_byte(&self) -> usize {
        self.engine.steps_of_byte()
    }

    #[cfg(not(feature = "regex"))]
    pub(super) fn steps_of_byte(&self) -> usize {
        0
    }

    /// Returns the most steps that it takes for one visitor, if it reads as much as it may alone.
    #[cfg(feature = "regex")]
    pub(crate) fn most_steps(&self) -> usize {
        self.engine.most_steps()
    }

    #[cfg(not(feature = "regex"))]
    pub(crate) fn most_steps(&self) -> usize {
        0
    }

    /// Returns the most steps that it takes for a field of so many bytes.
    #[cfg(feature = "regex")]
    pub(in crate::condition) fn steps_for(&self, bytes: usize) -> usize {
        self.engine.steps_of_byte() * bytes.min(self.most_list_bytes)
    }

    #[cfg(not(feature = "regex"))]
    pub(in crate::condition) fn steps_for(&self, _: usize) -> usize {
        0
    }

    /// Returns `true` if it has too many states to read long texts.
    #[cfg(feature = "regex")]
    pub(crate) fn reads_short_texts_only(&self) -> bool {
        matches!(*self.engine, Engine::Nondeterministic(_))
    }

    #[cfg(not(feature = "regex"))]
    pub(crate) fn reads_short_texts_only(&self) -> bool {
        false
    }

    #[cfg(feature = "regex")]
    fn is_match(&self, text: &str) -> bool {
        self.engine.is_match(text)
    }

    #[cfg(not(feature = "regex"))]
    fn is_match(&self, _: &str) -> bool {
        false
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Pattern {}

impl PartialOrd for Pattern {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pattern {
    fn cmp(&self, other: &Self) -> Ordering {
        // The engine follows from the key, so it need not be compared.
        self.key.cmp(&other.key)
    }
}
