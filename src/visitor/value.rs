//! The value of a field: `FieldValue` as the visitor gives it or as it is derived, and `ValueRef` as
//! operators read it.

use std::borrow::Cow;
use std::ops::Deref;

use crate::visitor::inline_str::InlineStr;
use crate::visitor::limits::MAX_FIELD_BYTES;
use crate::visitor::lowercase::{Lowercased, to_lowercase_inline};
use crate::visitor::text_ref::TextRef;

/// The value of a field, as the visitor gives it or as it is derived.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FieldValue<'s> {
    Text(FieldText<'s>),
    Number(f64),
    Boolean(bool),
    /// The items that count.
    List(&'s [Cow<'s, str>]),
}

/// A text, borrowed from the visitor if possible.
#[derive(Clone, Debug)]
pub(crate) enum FieldText<'s> {
    Borrowed(&'s str),
    Inline(InlineStr<22>),
    Owned(Box<str>),
}

impl Deref for FieldText<'_> {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Inline(inline) => inline.text_ref().text(),
            Self::Owned(text) => text,
        }
    }
}

impl PartialEq for FieldText<'_> {
    fn eq(&self, other: &Self) -> bool {
        // Texts are equal however they are stored.
        **self == **other
    }
}

impl<'s> From<Cow<'s, str>> for FieldText<'s> {
    fn from(text: Cow<'s, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Self::Borrowed(text),
            Cow::Owned(text) => Self::Owned(text.into()),
        }
    }
}

#[cfg(feature = "url")]
impl FieldText<'_> {
    /// Copies a borrowed text.
    #[inline]
    pub(super) fn into_owned<'o>(self) -> FieldText<'o> {
        match self {
            Self::Borrowed(text) => FieldText::Owned(text.into()),
            Self::Inline(inline) => FieldText::Inline(inline),
            Self::Owned(text) => FieldText::Owned(text),
        }
    }
}

/// The value of a field as operators read it: borrowed, and in lower case if the operand requires that.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ValueRef<'s> {
    Text(TextRef<'s>),
    Number(f64),
    Boolean(bool),
    List(ListRef<'s>),
}

/// The items of a list that count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ListRef<'s> {
    items: &'s [Cow<'s, str>],
    lowercase: bool,
}

impl ValueRef<'_> {
    /// Returns the number of items; 0 if it is not a list.
    #[inline]
    pub(crate) fn item_count(self) -> usize {
        match self {
            Self::List(items) => items.items.len(),
            Self::Text(_) | Self::Number(_) | Self::Boolean(_) => 0,
        }
    }

    /// Returns the bytes of all texts.
    #[inline]
    pub(crate) fn text_bytes(self) -> usize {
        match self {
            Self::Text(text) => text.bytes().len(),
            // Items beyond the limit are unknown to every test and never read.
            Self::List(items) => items.known_bytes(),
            Self::Number(_) | Self::Boolean(_) => 0,
        }
    }
}

impl<'s> ListRef<'s> {
    #[inline]
    pub(super) fn new(items: &'s [Cow<'s, str>]) -> Self {
        Self { items, lowercase: false }
    }

    #[inline]
    pub(super) fn lowercased(items: &'s [Cow<'s, str>]) -> Self {
        Self { items, lowercase: true }
    }

    /// Returns the bytes of the items that are known.
    fn known_bytes(self) -> usize {
        self.items.iter().filter_map(|item| known_item(item)).map(str::len).sum()
    }

    /// Calls `visit` with each item while it returns `true`. An item that is too long is unknown: `None`.
    pub(crate) fn for_each_while(self, mut visit: impl FnMut(Option<TextRef<'_>>) -> bool) {
        for item in self.items {
            // An item beyond the limit is passed on as unknown, because it could match.
            let item = known_item(item);
            // Converted again for each test: a cache of all items would have to allocate.
            let lowered =
                item.filter(|_| self.lowercase).map_or(Lowercased::Unchanged, to_lowercase_inline);
            let text = match &lowered {
                Lowercased::Unchanged => item.map(TextRef::Text),
                lowered => lowered.text_ref(),
            };
            if !visit(text) {
                break;
            }
        }
    }
}

/// Returns an item unless it is too long.
#[inline]
pub(crate) fn known_item(item: &str) -> Option<&str> {
    Some(item).filter(|item| item.len() <= MAX_FIELD_BYTES)
}
