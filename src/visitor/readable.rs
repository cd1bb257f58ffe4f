//! Implements reading for visitors and their parts, both with owned texts and with borrowed ones.

use serde::Deserialize;
use serde::de::Deserializer;

use crate::visitor::attributes::{self, Attributes, Value};
use crate::visitor::borrowed::{Borrowed, object};
use crate::visitor::{Page, Visitor};

macro_rules! readable {
    ($($noun:ident: $read:path;)*) => {$(
        impl<'de: 'a, 'a> Deserialize<'de> for Borrowed<$noun<'a>> {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                $read(source).map(Self)
            }
        }

        /// Reads a value that borrows nothing. [`Borrowed`] reads one that borrows its texts.
        impl<'de> Deserialize<'de> for $noun<'_> {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                $read(source).map(|noun: $noun<'de>| noun.into_owned())
            }
        }
    )*};
}

readable! {
    Visitor: object;
    Page: object;
    Attributes: attributes::read;
    Value: attributes::read_value;
}
