//! The trait of the types that the keys of a document hold, and its implementation for basic types.
//!
//! A key takes the reader of its Rust type. The [form](Form) of the key adds what the type does not say: the words of
//! messages and the smallest number.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde::{Deserialize, Deserializer};

use crate::document::Node;
use crate::document::cursor::{Cursor, deserialize_alone, whole_of};
use crate::error::ProblemKind;
use crate::id::{AgentId, AssertionId, GroupId, RoleId, ScheduleId, TriggerId};
use crate::text::{LanguageTag, LocalizedText};
use crate::vocabulary::{Alias, Form, FormKind, ValueAnswer, form};

/// A type whose values stand in documents.
pub(crate) trait ReadNode: Sized {
    /// Reads a value. If the value cannot be read, reports the reason and returns `None`.
    fn read(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self>;

    /// Returns the substitute for an item of a list that cannot be read. Later checks report nothing about it.
    fn placeholder() -> Self;

    /// Returns the value if it is a whole number. Documents are checked when they are read, but code can set any
    /// number, so that a draft is checked again.
    fn whole_number(&self) -> Option<u32> {
        None
    }

    /// Reads a list of values. An item that cannot be read is replaced, so that the indices of later items are right.
    fn read_list(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Vec<Self>> {
        let expected = match form.kind {
            FormKind::Objects(_) => "a list",
            _ => form.description,
        };
        let items = cursor.list(expected)?;
        let item = form.item();
        Some(items.read_each(|cursor| Self::read(cursor, item).unwrap_or_else(Self::placeholder)))
    }
}

impl<T: ReadNode> ReadNode for Vec<T> {
    fn read(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
        T::read_list(cursor, form)
    }

    fn placeholder() -> Self {
        Self::new()
    }
}

/// A key without a default value: null is the same as an absent key.
impl<T: ReadNode> ReadNode for Option<T> {
    fn read(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
        match cursor.node {
            Node::Null => None,
            _ => T::read(cursor, form).map(Some),
        }
    }

    fn placeholder() -> Self {
        None
    }

    fn whole_number(&self) -> Option<u32> {
        self.as_ref()?.whole_number()
    }
}

impl ReadNode for bool {
    fn read(cursor: Cursor<'_, '_>, _: &'static Form) -> Option<Self> {
        cursor.boolean()
    }

    fn placeholder() -> Self {
        false
    }
}

impl ReadNode for u32 {
    fn read(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
        cursor.count_from(form.least())
    }

    fn placeholder() -> Self {
        1
    }

    fn whole_number(&self) -> Option<u32> {
        Some(*self)
    }
}

/// A priority: a whole number from -100 to 100.
impl ReadNode for i32 {
    fn read(mut cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
        let number = match &cursor.node {
            Node::Integer(number) => Self::try_from(number.value()).ok(),
            // `3.0` is whole, too, because JSON has only one type of numbers.
            Node::Float(value) => whole_of(value.abs())
                .and_then(|number| Self::try_from(number).ok())
                .map(|number| if *value < 0.0 { -number } else { number }),
            _ => {
                cursor.report_type(form.description);
                return None;
            }
        };
        let number = number.filter(|number| PRIORITIES.contains(number));
        if number.is_none() {
            cursor.report(ProblemKind::OutOfRange { expected: form.description });
        }
        number
    }

    fn placeholder() -> Self {
        0
    }
}

/// The priorities of triggers.
pub(crate) const PRIORITIES: RangeInclusive<i32> = -100..=100;

impl ReadNode for u64 {
    fn read(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
        cursor.whole(Self::from(form.least())..=Self::MAX, form.description)
    }

    fn placeholder() -> Self {
        1
    }
}

impl ReadNode for String {
    fn read(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
        let expected = match form.kind {
            // Whether a text names a zone or a date is checked later, with a message of its own.
            FormKind::TimeZone | FormKind::Date => "text",
            _ => form.description,
        };
        cursor.text(expected).map(Cow::into_owned)
    }

    fn placeholder() -> Self {
        Self::new()
    }
}

macro_rules! read_from_text {
    ($($name:ty),*) => {$(
        impl ReadNode for $name {
            fn read(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
                cursor.text(form.description).map(|text| Self::from(&*text))
            }

            fn placeholder() -> Self {
                Self::from("")
            }
        }
    )*};
}

read_from_text!(AgentId, AssertionId, GroupId, RoleId, ScheduleId, TriggerId, LanguageTag);

impl ReadNode for LocalizedText {
    fn read(mut cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
        if let Node::Text(text) = &cursor.node {
            return Some(Self::from(&**text));
        }
        if !matches!(cursor.node, Node::Map(_)) {
            cursor.report_type(form.description);
            return None;
        }
        let object = cursor.entries(form.description)?;
        let mut texts: Vec<(LanguageTag, Box<str>)> = Vec::with_capacity(object.entries.len());
        let mut seen = BTreeSet::new();
        for (key, node) in object.entries {
            let path = object.path.key(&key);
            let tag = LanguageTag::from(&*key);
            if !seen.insert(tag.as_str().to_ascii_lowercase()) {
                object.diagnostics.add(&path, ProblemKind::RepeatedKey, &key);
                continue;
            }
            let text = Cursor::new(node, path, &mut *object.diagnostics).text("text");
            // A text that cannot be read is kept as missing, so that its language is still checked.
            texts.push((tag, text.unwrap_or_default().into()));
        }
        Some(Self::translated(texts))
    }

    fn placeholder() -> Self {
        Self::from("")
    }
}

/// Reads the form that the text has in a workspace.
///
/// # Errors
///
/// Returns all problems of the text in one text.
impl<'de> Deserialize<'de> for LocalizedText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_alone(deserializer, |cursor| Self::read(cursor, &form::LOCALIZED))
    }
}

/// A value that documents write as one of a few keywords.
pub(crate) trait Keyword: Copy + 'static {
    /// Each value with its keyword.
    const WORDS: &'static [(&'static str, Self)];
    /// The words of other systems.
    const ALIASES: &'static [Alias<ValueAnswer>];

    /// Returns the problem of a word that is not among the keywords.
    fn unknown(expected: &'static str) -> ProblemKind {
        ProblemKind::UnknownWord { expected }
    }

    /// Reads one keyword.
    fn read_keyword(cursor: Cursor<'_, '_>, form: &'static Form) -> Option<Self> {
        let expected = form.description;
        cursor.keyword(expected, Self::unknown(expected), Self::WORDS, Self::ALIASES)
    }
}

/// Returns the keywords of a type.
pub(crate) fn keywords<K: Keyword>() -> Vec<&'static str> {
    K::WORDS.iter().map(|(word, _)| *word).collect()
}
