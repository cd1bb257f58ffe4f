//! What a field shows to tests: borrowed, in the case in which it is compared.

use std::borrow::Cow;

use crate::visitor::folded::{Folded, fold};
use crate::visitor::prepared::FIELD_BYTES;

/// What a field shows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shown<'s> {
    Text(ShownText<'s>),
    Number(f64),
    Boolean(bool),
    List(Items<'s>),
}

/// A text. Comparing takes its bytes; as text it need not be looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ShownText<'s> {
    Text(&'s str),
    /// Of a text, made somewhere in a buffer.
    Bytes(&'s [u8]),
}

/// The items of a list that count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Items<'s> {
    items: &'s [Cow<'s, str>],
    folds: bool,
}

impl Shown<'_> {
    /// How many items it has; none where it is no list.
    pub(crate) fn items(self) -> usize {
        match self {
            Self::List(items) => items.items.len(),
            Self::Text(_) | Self::Number(_) | Self::Boolean(_) => 0,
        }
    }

    /// How many bytes of text it has.
    pub(crate) fn size(self) -> usize {
        match self {
            Self::Text(text) => text.bytes().len(),
            Self::List(items) => items.size(),
            Self::Number(_) | Self::Boolean(_) => 0,
        }
    }
}

impl<'s> ShownText<'s> {
    pub(crate) fn bytes(self) -> &'s [u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    pub(crate) fn text(self) -> &'s str {
        match self {
            Self::Text(text) => text,
            Self::Bytes(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
        }
    }
}

impl<'s> Items<'s> {
    pub(super) fn new(items: &'s [Cow<'s, str>]) -> Self {
        Self { items, folds: false }
    }

    pub(super) fn in_lower_case(items: &'s [Cow<'s, str>]) -> Self {
        Self { items, folds: true }
    }

    /// How many bytes those have that are known.
    fn size(self) -> usize {
        self.items.iter().filter_map(|item| known_item(item)).map(str::len).sum()
    }

    /// Shows the items one by one, for as long as that is wanted; nothing stands for one that is too
    /// long and so not known.
    pub(crate) fn while_wanted(self, mut show: impl FnMut(Option<ShownText<'_>>) -> bool) {
        for item in self.items {
            let item = known_item(item);
            let folded = item.filter(|_| self.folds).map_or(Folded::Same, fold);
            let text = match &folded {
                Folded::Same => item.map(ShownText::Text),
                folded => folded.shown(),
            };
            if !show(text) {
                break;
            }
        }
    }
}

/// An item, unless it is too long to be looked at.
pub(crate) fn known_item(item: &str) -> Option<&str> {
    Some(item).filter(|item| item.len() <= FIELD_BYTES)
}
