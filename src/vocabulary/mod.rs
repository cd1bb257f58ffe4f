//! The words of documents: each key with its form, default, meaning and an example, and the words of
//! other systems with what is right here.
//!
//! The readers, their messages and the vocabulary page use these tables, so that none of them can
//! fall behind. Fields and operators stand beside the types that they name (`visitor::fields`,
//! `condition::words`); what other systems call them stands here.

pub(crate) mod aliases;
mod codes;
mod form;
mod objects;
mod spelling;
#[cfg(feature = "tz")]
mod zones;

pub(crate) use codes::country_code;
pub(crate) use form::{Form, Shape};
pub(crate) use objects::{
    AGENT, ASSERTION, DOCUMENT, ESCALATION, EXCEPTION, EXPECTATION, GROUP, MEMBER, PAGE, PICKER,
    PLAN, ROLE, SCHEDULE, TRIGGER, VISITOR, WEEKLY, WORKSPACE,
};
pub(crate) use spelling::{is_negation_of, matches_spelling, spelling_key, without_negation};
#[cfg(feature = "tz")]
pub(crate) use zones::{ZoneAnswer, answer_zone};

/// An object of documents: its keys, and what other systems call them.
pub(crate) struct ObjectSpec {
    /// What it is, with its article: "a group".
    pub(crate) noun: &'static str,
    /// Where it stands: `groups[]`; empty for the whole document.
    pub(crate) path: &'static str,
    /// The words of its keys, in the order of the canonical document.
    pub(crate) key_names: &'static [&'static str],
    /// Its keys, in the same order.
    pub(crate) keys: &'static [KeySpec],
    /// The words of other systems.
    pub(crate) aliases: &'static [Alias<KeyAnswer>],
}

impl ObjectSpec {
    /// The key of this word.
    pub(crate) fn key(&self, word: &str) -> Option<&'static KeySpec> {
        self.keys.iter().find(|key| key.word == word)
    }

    /// What is right here for the word of another system.
    pub(crate) fn answer(&self, word: &str) -> Option<&'static KeyAnswer> {
        answer(self.aliases, word)
    }
}

/// A key of an object.
pub(crate) struct KeySpec {
    pub(crate) word: &'static str,
    pub(crate) form: Form,
    pub(crate) default: DefaultValue,
    /// One line for people who write documents.
    pub(crate) meaning: &'static str,
    /// A value, in JSON.
    pub(crate) example: &'static str,
}

/// What holds where a key is left out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum DefaultValue {
    /// The key is required.
    Required,
    /// Nothing is set; null says so, too.
    Nothing,
    /// This value, in JSON.
    Value(&'static str),
    /// What the words say; there is no value that could be written for it.
    Described(&'static str),
}

/// Words of other systems that have one answer here.
pub(crate) struct Alias<A: 'static> {
    /// The words, with a space between two. They are compared loosely: without case, and letters and
    /// digits only where there are any.
    pub(crate) spellings: &'static str,
    pub(crate) answer: A,
}

const fn alias<A>(words: &'static str, answer: A) -> Alias<A> {
    Alias { spellings: words, answer }
}

/// What is right for the word of another system.
pub(crate) fn answer<A>(aliases: &'static [Alias<A>], word: &str) -> Option<&'static A> {
    let word = spelling_key(word)?;
    // Most words are told by their first byte.
    let first = word.as_bytes().first();
    let is_word = |known: &str| known.as_bytes().first() == first && matches_spelling(&word, known);
    let alias = aliases.iter().find(|alias| alias.spellings.split(' ').any(is_word))?;
    Some(&alias.answer)
}

/// What is right for a key of another system.
#[derive(Clone, Copy)]
pub(crate) enum KeyAnswer {
    /// This key, with the same value.
    Key(&'static str),
    /// The switch that says the opposite.
    Opposite(&'static str),
    /// Something else, in words.
    Advice(&'static str),
    /// The same, for what this required key says otherwise.
    Instead(&'static str, &'static str),
}

/// What is right for an operator of another system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperatorAnswer {
    /// This operator, with the same value.
    Operator(&'static str),
    /// `not` around a condition with this operator.
    Not(&'static str),
    /// This operator with `ignore_case`.
    IgnoringCase(&'static str),
    /// One condition for each value, with this operator, in `all` or `any`.
    Each(&'static str, &'static str),
    /// `not` around such conditions.
    NotEach(&'static str, &'static str),
    /// `contains` for a part of a text, `is` for an item of a list.
    Includes,
    /// `exists` with this value.
    Exists(bool),
    /// `is` with this boolean.
    IsBoolean(bool),
    /// `at_least` and `at_most` in `all`.
    Between,
    /// `not` around that.
    NotBetween,
    /// Something else, in words.
    Advice(&'static str),
}

/// What is right for a field of another system.
#[derive(Clone, Copy)]
pub(crate) enum FieldAnswer {
    /// This field.
    Field(&'static str),
    /// The field of this start with the name that follows: `page.query.`.
    Named(&'static str),
    /// The same with a name of its own: `page.query.` and `gclid`.
    OfName(&'static str, &'static str),
    /// Something else, in words.
    Advice(&'static str),
}

/// What is right for a word that stands for a value: a strategy, a mode, a state.
#[derive(Clone, Copy)]
pub(crate) enum ValueAnswer {
    /// This word.
    Word(&'static str),
    /// Something else, in words.
    Advice(&'static str),
}
