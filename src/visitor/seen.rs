//! What a field shows to conditions.

use std::borrow::Cow;
use std::ops::Deref;

use crate::visitor::prepared::FIELD_BYTES;

/// What a field shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Seen<'s> {
    Text(SeenText<'s>),
    Number(f64),
    Boolean(bool),
    List(Items<'s>),
}

/// A text as it is compared: borrowed from the visitor where it stands there like that.
#[derive(Clone, Debug)]
pub(crate) enum SeenText<'s> {
    Given(&'s str),
    /// Lower-cased, and short enough for the stack.
    Short {
        bytes: [u8; SHORT],
        len: u8,
    },
    Made(String),
}

/// Codes, words and most names fit.
const SHORT: usize = 30;

impl Deref for SeenText<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Given(text) => text,
            // Copied from ASCII text, so it is always text.
            Self::Short { bytes, len } => {
                let bytes = bytes.get(..usize::from(*len)).unwrap_or_default();
                std::str::from_utf8(bytes).unwrap_or_default()
            }
            Self::Made(text) => text,
        }
    }
}

impl PartialEq for SeenText<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<'s> From<Cow<'s, str>> for SeenText<'s> {
    fn from(text: Cow<'s, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Self::Given(text),
            Cow::Owned(text) => Self::Made(text),
        }
    }
}

impl<'s> SeenText<'s> {
    /// The text in lower case (rule C3).
    pub(crate) fn folded(self) -> Self {
        match self {
            Self::Given(text) => fold(text),
            other => Self::Made(folded(&other)),
        }
    }
}

/// Lower-cases for comparisons, without allocation where that is possible.
fn fold(text: &str) -> SeenText<'_> {
    if !text.is_ascii() {
        return SeenText::Made(folded(text));
    }
    if !text.bytes().any(|b| b.is_ascii_uppercase()) {
        return SeenText::Given(text);
    }
    let mut bytes = [0; SHORT];
    match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
        (Some(room), Ok(len)) => {
            room.copy_from_slice(text.as_bytes());
            room.make_ascii_lowercase();
            SeenText::Short { bytes, len }
        }
        _ => SeenText::Made(text.to_ascii_lowercase()),
    }
}

/// Lower case by rule C3: every character's full Unicode lower case, without looking at its
/// neighbours.
pub(crate) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// The items of a list that count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Items<'s> {
    items: &'s [Cow<'s, str>],
    folds: bool,
}

impl<'s> Items<'s> {
    pub(super) fn new(items: &'s [Cow<'s, str>]) -> Self {
        Self { items, folds: false }
    }

    /// Each item; `None` stands for one that is too long and so not known.
    pub(crate) fn iter(self) -> impl Iterator<Item = Option<SeenText<'s>>> {
        self.items.iter().map(move |item| {
            let item = SeenText::Given(item);
            let known = item.len() <= FIELD_BYTES;
            known.then(|| if self.folds { item.folded() } else { item })
        })
    }
}

impl Seen<'_> {
    /// The same with its texts in lower case.
    pub(crate) fn folded(self) -> Self {
        match self {
            Self::Text(text) => Self::Text(text.folded()),
            Self::List(items) => Self::List(Items { folds: true, ..items }),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_for_a_comparison_is_folding_for_good() {
        let long = "A".repeat(100);
        for text in ["", "abc", "FR", "İstanbul", "ΟΔΟΣ", "Straße", "É", &long] {
            assert_eq!(&*fold(text), folded(text), "{text}");
            assert_eq!(&*fold(text).folded(), folded(text), "{text}");
        }
    }

    #[test]
    fn characters_do_not_look_at_their_neighbours() {
        assert_eq!(folded("ΟΔΟΣ"), "οδοσ");
        assert_eq!(folded("İ"), "i\u{307}");
    }
}
