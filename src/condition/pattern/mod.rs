//! Regular expressions, with what they may cost bounded when a workspace is checked.
//!
//! `regex-syntax` parses them, as it does for the crate `regex`. The automata are written here, because a workspace
//! is refused when its expressions may take too long for one visitor, and that needs a bound for each
//! expression before any text is seen. What was tried instead:
//!
//! - The crate `regex`, with small size limits: it does not tell how large an expression became, and its time is
//!   proportional to size times text. An expression of 38 bytes, `(?:[ab]{0,80}){0,5}a[ab]{60}[cd][ex]`, passes a
//!   limit of 256 KiB and took 85 to 140 ms for a text of 8 KB, fifty times as long as usual ones. A limit for the
//!   slowest case refuses honest expressions; one for the usual case allows seconds.
//! - Dense automata of the crate `regex-automata`, which do have a bound: they are over bytes, so each Unicode class
//!   is hundreds of states. `\w+@\w+` took 330 KB and 17 ms to compile, `\w{10}` more than 1 MB.
//!
//! Here an expression is compiled in full beforehand, over the characters that it tells apart ([`alphabet`]), which
//! makes `\w{10}` an automaton of twelve states. Tests hold it to the crate `regex`, with random expressions too.
//!
//! - Nearly all become a deterministic automaton ([`dfa`]): one table look-up a character, no memory.
//! - Of the others the states are exponentially many. They run as nondeterministic automata ([`nfa`]), each
//!   character in time proportional to the states, and read short texts only.
//!
//! The drawback: no search for literals before the automaton starts, which for long texts without any match is
//! several times faster. The index looks for literals anyway, before an expression is run.

#[cfg(feature = "regex")]
mod alphabet;
#[cfg(feature = "regex")]
mod dfa;
#[cfg(feature = "regex")]
mod engine;
#[cfg(feature = "regex")]
mod nfa;
mod patterns;
#[cfg(all(test, feature = "regex"))]
mod tests;
#[cfg(feature = "regex")]
mod weight;

use std::cmp::Ordering;

use crate::condition::Truth;
use crate::visitor::ListRef;

#[cfg(feature = "regex")]
use engine::Engine;
pub(crate) use patterns::most_steps;
pub(super) use patterns::{Patterns, Share};

/// A compiled regular expression; equal ones are equal by their text.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    key: PatternKey,
    /// How many bytes of a text it reads.
    most_bytes: usize,
    /// How many bytes of the items of a list it reads together.
    most_list_bytes: usize,
    #[cfg(feature = "regex")]
    engine: std::sync::Arc<Engine>,
}

/// The text of an expression, and whether it ignores case.
type PatternKey = (Box<str>, bool);

impl Pattern {
    /// Its text, and whether it ignores case.
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

    /// Whether it is found in a text; unknown where that is longer than it reads.
    pub(super) fn truth(&self, text: &str) -> Truth {
        if text.len() > self.most_bytes {
            return Truth::Unknown;
        }
        Truth::from(self.is_match(text))
    }

    /// [Rule C5](crate::_rules#c5), and a bound for all items together: those that lie beyond what it reads of a list
    /// are not known to it.
    pub(super) fn truth_of_list(&self, items: ListRef<'_>) -> Truth {
        let mut left = self.most_list_bytes;
        let mut truth = Truth::False;
        items.while_wanted(|item| {
            let read = item.and_then(|item| {
                left = left.checked_sub(item.bytes().len())?;
                Some(self.truth(item.text()))
            });
            truth = truth.max(read.unwrap_or(Truth::Unknown));
            truth != Truth::True
        });
        truth
    }

    /// How many bytes of a text it reads.
    pub(crate) fn most_bytes(&self) -> usize {
        self.most_bytes
    }

    /// Reads less of a field where all uses of expressions take more steps than a decision may.
    pub(super) fn limit(&mut self, share: Share) {
        self.most_bytes = share.for_text(self.most_bytes);
        self.most_list_bytes = share.for_list(self.most_bytes);
    }

    #[cfg(feature = "regex")]
    fn steps_of_byte(&self) -> usize {
        self.engine.steps_of_byte()
    }

    #[cfg(not(feature = "regex"))]
    fn steps_of_byte(&self) -> usize {
        0
    }

    /// The most steps that it takes for one visitor, if it reads as much as it may alone.
    #[cfg(feature = "regex")]
    pub(crate) fn most_steps(&self) -> usize {
        self.engine.most_steps()
    }

    #[cfg(not(feature = "regex"))]
    pub(crate) fn most_steps(&self) -> usize {
        0
    }

    /// How many steps it takes, at most, for a field of so many bytes.
    #[cfg(feature = "regex")]
    pub(super) fn steps_for(&self, bytes: usize) -> usize {
        self.engine.steps_of_byte() * bytes.min(self.most_list_bytes)
    }

    #[cfg(not(feature = "regex"))]
    pub(super) fn steps_for(&self, _: usize) -> usize {
        0
    }

    /// Whether it has too many states to read long texts.
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
        self.key.cmp(&other.key)
    }
}
