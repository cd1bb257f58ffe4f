//! A document as it stands on the wire: a tree that keeps order, repeated keys and wrong types, so
//! that reading can complain about all of them at once.

mod deserializer;
mod json;
mod node;
mod object;
mod reading;
mod writer;

use serde::{Deserialize, Deserializer};

pub(crate) use deserializer::Source;
pub(crate) use json::write_json;
pub(crate) use node::{Entry, Node};
pub(crate) use object::{
    Object, approximate, boolean, count_from, entries, known_once, list, number, object, place_of,
    text, whole, whole_of, word,
};
pub(crate) use reading::{JSON_NUMBER, Reading, Taker};
pub(crate) use writer::tree;

/// A source in which of each repeated key the last counts, as in most readers of JSON.
pub(crate) fn last_keys<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Source<'de, D::Error>, D::Error> {
    Node::deserialize(deserializer).map(|node| Source::of(node.with_last_keys()))
}

/// Serde both ways for what programs exchange, where unknown and repeated keys are ignored; for
/// types that derive their reading with `#[serde(remote = "Self")]`. It takes a format that describes
/// itself: keys that are left out have no place in one that does not.
macro_rules! exchanged {
    ($($record:ty),*) => {$(
        impl<'de> serde::Deserialize<'de> for $record {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                <$record>::deserialize(crate::document::last_keys(source)?)
            }
        }

        impl serde::Serialize for $record {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                <$record>::serialize(self, serializer)
            }
        }
    )*};
}

pub(crate) use exchanged;

/// Reads a part of a document with a type's own reader, which stops at its first error.
pub(crate) fn read_strictly<'n, T: Deserialize<'n>>(node: Node<'n>) -> Result<T, String> {
    let source = Source::<serde::de::value::Error>::of(node);
    T::deserialize(source).map_err(|error| error.to_string())
}

/// For keys that are left out where they stand at their default.
pub(crate) fn is_false(value: &bool) -> bool {
    !value
}

/// For keys that are left out where they stand at their default.
pub(crate) fn is_true(value: &bool) -> bool {
    *value
}
