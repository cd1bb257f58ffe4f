//! The table of the keys of an object, and the form of the value of each key.
//!
//! The readers, their messages, the canonical form, the vocabulary page and the JSON Schemas use these tables.

use crate::vocabulary::alias::{Alias, KeyAnswer, answer};

/// An object of documents: its keys, and the words of other systems for them.
pub(crate) struct ObjectSpec {
    /// The noun for the object, with its article: "a group".
    pub(crate) noun: &'static str,
    /// The path of the object: `groups[]`. Empty for the whole document.
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
        // An object has few keys, so a scan is enough.
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
    /// Nothing is set. The value null has this meaning, too.
    Nothing,
    /// A value. The function writes it as JSON.
    Value(fn() -> String),
    /// A description. No value of the key has this meaning.
    Described(&'static str),
}

/// The type of a value in a document, as every format has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

/// The form of the value of a key.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// The text in messages and on the vocabulary page.
    pub(crate) description: &'static str,
    pub(crate) kind: FormKind,
}

/// The values that a key takes.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "schema"),
    allow(dead_code, reason = "only the JSON Schemas need the keys of nested objects")
)]
pub(crate) enum FormKind {
    Boolean,
    /// Any text.
    Text,
    /// A text, or an object of texts by language tag.
    Localized,
    /// The id of an item other than a group.
    Id,
    GroupId,
    LanguageTag,
    TimeZone,
    /// A date `YYYY-MM-DD`.
    Date,
    /// An instant (RFC 3339).
    Instant,
    /// A span of opening hours, `HH:MM-HH:MM`.
    Span,
    /// One of the words that the function returns.
    Keyword(fn() -> Vec<&'static str>),
    /// A whole number of a range, with both ends.
    Whole {
        least: u32,
        most: u64,
    },
    /// A whole number from -100 to 100.
    Priority,
    /// A whole number of seconds or a fraction of them.
    Seconds,
    /// The version of the form of documents.
    SchemaVersion,
    /// A whole number from 1, null or `never`.
    WholeOrNever,
    /// A list whose items have one form.
    List(&'static Form),
    /// A list of objects that have these keys.
    Objects(&'static ObjectSpec),
    /// An object with these keys.
    Object(&'static ObjectSpec),
    /// `all`, or a list of ids and of objects with these keys.
    Members(&'static ObjectSpec),
    Condition,
    /// An object of heartbeats by agent.
    Presence,
    /// An object of values by name.
    Attributes,
}

impl Form {
    /// Returns the types that the value may have.
    pub(crate) fn shapes(self) -> &'static [Shape] {
        match self.kind {
            FormKind::Boolean => &[Shape::Boolean],
            FormKind::Text
            | FormKind::Id
            | FormKind::GroupId
            | FormKind::LanguageTag
            | FormKind::TimeZone
            | FormKind::Date
            | FormKind::Instant
            | FormKind::Span
            | FormKind::Keyword(_) => &[Shape::Text],
            FormKind::Localized => &[Shape::Text, Shape::Object],
            FormKind::Whole { .. }
            | FormKind::Priority
            | FormKind::Seconds
            | FormKind::SchemaVersion => &[Shape::Number],
            FormKind::WholeOrNever => &[Shape::Number, Shape::Null, Shape::Text],
            FormKind::List(_) | FormKind::Objects(_) => &[Shape::List],
            FormKind::Members(_) => &[Shape::Text, Shape::List],
            // A list in the place of a condition is reported, and then read as conditions to combine.
            FormKind::Condition => &[Shape::Object, Shape::List],
            FormKind::Object(_) | FormKind::Presence | FormKind::Attributes => &[Shape::Object],
        }
    }

    /// Returns `true` if a value of a type can have this form.
    pub(crate) fn takes(self, shape: Shape) -> bool {
        // A necessary condition only: the reader of the key checks the value itself.
        self.shapes().contains(&shape)
    }

    /// Returns the form of the items of a list.
    pub(crate) fn item(&'static self) -> &'static Self {
        match self.kind {
            FormKind::List(item) => item,
            // Other lists hold objects, which are read by their keys and not by a form.
            _ => self,
        }
    }

    /// Returns the smallest whole number.
    pub(crate) fn least(self) -> u32 {
        match self.kind {
            FormKind::Whole { least, .. } => least,
            FormKind::WholeOrNever => 1,
            _ => 0,
        }
    }

    /// Creates a form from its description and its kind.
    pub(super) const fn new(words: &'static str, kind: FormKind) -> Self {
        Self { description: words, kind }
    }

    /// Returns the form of an object with these keys.
    pub(crate) const fn object(keys: &'static ObjectSpec) -> Self {
        Self::new("an object", FormKind::Object(keys))
    }

    /// Returns the form of a list of objects with these keys.
    pub(crate) const fn objects(keys: &'static ObjectSpec) -> Self {
        Self::new("a list of objects", FormKind::Objects(keys))
    }

    /// Returns the form of the members of a group.
    pub(crate) const fn members(keys: &'static ObjectSpec) -> Self {
        Self::new("`all` or a list of agents", FormKind::Members(keys))
    }

    /// Returns the form of one of several keywords. `words` lists them as messages do.
    pub(crate) const fn keyword(words: &'static str, keywords: fn() -> Vec<&'static str>) -> Self {
        Self::new(words, FormKind::Keyword(keywords))
    }

    /// Returns the form of a list whose items have this form.
    pub(crate) const fn list(words: &'static str, item: &'static Form) -> Self {
        Self::new(words, FormKind::List(item))
    }
}
