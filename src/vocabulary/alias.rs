//! Aliases: the words of other systems, each with what is correct here.

use crate::vocabulary::spelling::{matches_spelling, spelling_key};

/// Words of other systems that have one answer here.
pub(crate) struct Alias<A: 'static> {
    /// The words, separated by spaces. They are compared by their [spelling key](spelling_key).
    pub(crate) spellings: &'static str,
    pub(crate) answer: A,
}

/// Creates an entry of a table.
pub(super) const fn alias<A>(words: &'static str, answer: A) -> Alias<A> {
    Alias { spellings: words, answer }
}

/// Looks a word up in a table of words of other systems.
pub(crate) fn answer<A>(aliases: &'static [Alias<A>], word: &str) -> Option<&'static A> {
    // The key is computed once for all words of the table.
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
