//! What a field shows, as given or as made of what was given.

use std::borrow::Cow;
use std::ops::Deref;

use crate::visitor::folded::Piece;

/// What a field shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Seen<'s> {
    Text(SeenText<'s>),
    Number(f64),
    Boolean(bool),
    /// The items that count.
    List(&'s [Cow<'s, str>]),
}

/// A text: borrowed from the visitor where it stands there like that.
#[derive(Clone, Debug)]
pub(crate) enum SeenText<'s> {
    Given(&'s str),
    Short(Piece<22>),
    Made(Box<str>),
}

impl Deref for SeenText<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Given(text) => text,
            Self::Short(piece) => piece.shown().text(),
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
            Cow::Owned(text) => Self::Made(text.into()),
        }
    }
}

#[cfg(feature = "url")]
impl SeenText<'_> {
    /// The same without borrowing.
    pub(super) fn into_owned<'o>(self) -> SeenText<'o> {
        match self {
            Self::Given(text) => SeenText::Made(text.into()),
            Self::Short(piece) => SeenText::Short(piece),
            Self::Made(text) => SeenText::Made(text),
        }
    }
}
