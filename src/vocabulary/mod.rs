//! The words of documents: each key with its form, default, meaning and an example, and for each word of another
//! system the word or the advice that is correct here.
//!
//! The readers, their messages and the vocabulary page use these tables, so they cannot contradict each other. The
//! fields and operators themselves are declared with their types (`visitor::field_table`, `condition::keys`). The
//! words of other systems for them are here.

pub(crate) mod aliases;
mod codes;
pub(crate) mod form;
mod spelling;
#[cfg(feature = "tz")]
mod zones;

pub(crate) use codes::country_code;
pub(crate) use form::{Form, FormKind, Shape};
pub(crate) use spelling::{is_negation_of, matches_spelling, spelling_key, without_negation};
#[cfg(feature = "tz")]
pub(crate) use zones::{ZoneAnswer, answer_zone};

/// An object of documents: its keys, and the words of other systems for them.
pub(crate) struct ObjectSpec {
    /// The noun for the object, with its article: "a group".
    pub(crate) noun: &'static str,
    /// Its path: `groups[]`; empty for the whole document.
    pub(crate) path: &'static str,
    /// The names of the keys, in the order of the canonical document.
    pub(crate) key_names: &'static [&'static str],
    /// The keys, in the order of `key_names`.
    pub(crate) keys: &'static [KeySpec],
    /// The words of other systems for the keys.
    pub(crate) aliases: &'static [Alias<KeyAnswer>],
}

impl ObjectSpec {
    /// Returns the key with a name.
    pub(crate) fn key(&self, word: &str) -> Option<&'static KeySpec> {
        self.keys.iter().find(|key| key.word == word)
    }

    /// Returns what is correct here for a key of another system.
    pub(crate) fn answer(&self, word: &str) -> Option<&'static KeyAnswer> {
        answer(self.aliases, word)
    }
}

/// A key of an object.
pub(crate) struct KeySpec {
    pub(crate) word: &'static str,
    pub(crate) form: Form,
    pub(crate) default: DefaultValue,
    /// The meaning of the key, in one line for people who write documents.
    pub(crate) meaning: &'static str,
    /// An example of a value, in JSON.
    pub(crate) example: &'static str,
}

/// What holds if a key is left out.
#[derive(Clone, Copy)]
pub(crate) enum DefaultValue {
    /// The key is required.
    Required,
    /// Nothing is set. The value null means the same.
    Nothing,
    /// A value. The function writes it as JSON.
    Value(fn() -> String),
    /// What the words say: no value that a document can hold means the same.
    Described(&'static str),
}

/// Words of other systems that have one answer here.
pub(crate) struct Alias<A: 'static> {
    /// The words, separated by spaces. They are compared by their [spelling key](spelling_key).
    pub(crate) spellings: &'static str,
    pub(crate) answer: A,
}

const fn alias<A>(words: &'static str, answer: A) -> Alias<A> {
    Alias { spellings: words, answer }
}

/// Looks a word up in a table of words of other systems.
pub(crate) fn answer<A>(aliases: &'static [Alias<A>], word: &str) -> Option<&'static A> {
    let word = spelling_key(word)?;
    // The tables are small and only read for words that are wrong, so a linear scan is enough. Comparing the
    // first byte rejects most words.
    let first = word.as_bytes().first();
    let is_word = |known: &str| known.as_bytes().first() == first && matches_spelling(&word, known);
    let alias = aliases.iter().find(|alias| alias.spellings.split(' ').any(is_word))?;
    Some(&alias.answer)
}

/// What is correct here for a key of another system.
#[derive(Clone, Copy)]
pub(crate) enum KeyAnswer {
    /// A key that takes the value as it is.
    Key(&'static str),
    /// A switch with the opposite meaning.
    Opposite(&'static str),
    /// Advice in words.
    Advice(&'static str),
    /// A required key that says this in another form, and advice in words. The key is then not reported as missing.
    Instead(&'static str, &'static str),
}

/// What is correct here for an operator of another system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperatorAnswer {
    /// An operator that takes the value as it is.
    Operator(&'static str),
    /// `not` around a condition with this operator.
    Not(&'static str),
    /// This operator with `ignore_case`.
    IgnoringCase(&'static str),
    /// `all` or `any` (the first word) of one condition for each value, with an operator (the second word).
    Each(&'static str, &'static str),
    /// `not` around the condition that [`Each`](Self::Each) describes.
    NotEach(&'static str, &'static str),
    /// `contains` for a substring of a text, `is` for an item of a list.
    Includes,
    /// `exists` with this value.
    Exists(bool),
    /// `is` with this boolean.
    IsBoolean(bool),
    /// `at_least` and `at_most` in `all`.
    Between,
    /// `not` around `at_least` and `at_most` in `all`.
    NotBetween,
    /// Advice in words.
    Advice(&'static str),
}

/// What is correct here for a field of another system.
#[derive(Clone, Copy)]
pub(crate) enum FieldAnswer {
    /// A field.
    Field(&'static str),
    /// The prefix of a field, such as `page.query.`, before the name that the author wrote.
    Named(&'static str),
    /// The prefix of a field and a fixed name: `page.query.` and `gclid`.
    OfName(&'static str, &'static str),
    /// Advice in words.
    Advice(&'static str),
}

/// What is correct here for a word of another system that is a value: a strategy, a mode, a state.
#[derive(Clone, Copy)]
pub(crate) enum ValueAnswer {
    /// A word.
    Word(&'static str),
    /// Advice in words.
    Advice(&'static str),
}
