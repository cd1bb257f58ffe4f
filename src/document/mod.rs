//! Documents: a tree that keeps the order, repeated keys and wrong types, so that reading reports all problems at once,
//! and the declaration of the objects that documents hold.
//!
//! # Files
//!
//! - `node`, `chunked_list`: the tree. `tree_reader` builds it from any serde format, `serializer` from a Rust value, and
//!   `deserializer` passes it to derived readers. `json` writes it.
//! - `cursor`, `object`: reading the tree with a path and diagnostics. `object` extends `Cursor` with objects.
//! - `read_node`: the types of keys. `declare`: the macro that declares an object.

mod chunked_list;
mod cursor;
pub(crate) mod declare;
mod deserializer;
mod json;
mod node;
mod object;
mod read_node;
mod serializer;
mod tree_reader;

use serde::{Deserialize, Deserializer, de};

use crate::error::{Diagnostics, PathRef, ProblemKind, escape_within};

pub(crate) use chunked_list::{ChunkedList, Collector, push};
pub(crate) use cursor::{
    ALIAS_COST, Cursor, EntriesCursor, ListCursor, add_unknown_value, approximate,
    deserialize_alone, whole_of,
};
pub(crate) use declare::{
    DocumentObject, document_object, keys, keyword, object_serde, plain_objects,
};
pub(crate) use deserializer::NodeDeserializer;
pub(crate) use json::write_json;
pub(crate) use node::{Entry, Node};
pub(crate) use object::{ObjectCursor, known_once, place_of};
pub(crate) use read_node::{Keyword, PRIORITIES, ReadNode, keywords};
pub(crate) use serializer::tree;
pub(crate) use tree_reader::{JSON_NUMBER, Sink, TreeReader};

/// Reads an object of a document that programs exchange. The last value of a repeated key counts, as in most readers of
/// JSON. A list is refused, because a derived reader would take it for an object.
pub(crate) fn exchanged_object<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<NodeDeserializer<'de, D::Error>, D::Error> {
    match Node::deserialize(deserializer)?.with_last_keys() {
        Node::List(_) => Err(de::Error::invalid_type(de::Unexpected::Seq, &"an object")),
        node => Ok(NodeDeserializer::new(node)),
    }
}

/// A type with the reader that serde derives, without the rules of this crate for whole documents.
pub(crate) trait ReadDerived<'de>: Sized {
    fn read_derived<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error>;
}

/// Reads a part whose keys are among those of the object around it, for `#[serde(flatten)]`.
pub(crate) fn flattened<'de, D: Deserializer<'de>, T: ReadDerived<'de>>(
    source: D,
) -> Result<T, D::Error> {
    T::read_derived(source)
}

/// Defines a public type with a derived `Serialize` and a derived reader, [`ReadDerived`], that its own
/// `Deserialize` calls.
///
/// The reader is derived on a private copy of the definition. Serde's attribute `remote = "Self"` needs no
/// copy, but gives the type public functions `serialize` and `deserialize` beside those of the traits.
macro_rules! with_derived_reader {
    ($(
        $(#[doc = $doc:literal])*
        #[derive($($derived:ident),*)]
        $(#[$attribute:meta])*
        pub $kind:ident $name:ident $(<$lifetime:lifetime>)? { $($body:tt)* }
    )*) => {$(
        $(#[doc = $doc])*
        #[derive($($derived,)* serde::Serialize)]
        $(#[$attribute])*
        pub $kind $name $(<$lifetime>)? { $($body)* }

        const _: () = {
            type Target$(<$lifetime>)? = $name$(<$lifetime>)?;

            #[derive($($derived,)* serde::Deserialize)]
            #[serde(remote = "Target")]
            $(#[$attribute])*
            #[allow(missing_docs, unreachable_pub, reason = "it is a copy")]
            $kind Reader $(<$lifetime>)? { $($body)* }

            impl<'de$(: $lifetime, $lifetime)?> crate::document::ReadDerived<'de>
                for $name$(<$lifetime>)?
            {
                fn read_derived<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                    Reader::deserialize(source)
                }
            }
        };
    )*};
}

pub(crate) use with_derived_reader;

/// Implements `Deserialize` for what programs exchange: unknown and repeated keys are ignored. The format must be
/// self-describing, because absent keys have no position in one that is not.
macro_rules! exchanged {
    ($($record:ty),*) => {$(
        impl<'de> serde::Deserialize<'de> for $record {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                use crate::document::{ReadDerived, exchanged_object};
                Self::read_derived(exchanged_object(source)?)
            }
        }
    )*};
}

pub(crate) use exchanged;

/// Reads a part of a document with the derived reader of a type, which stops at its first error.
pub(crate) fn read_strictly<'n, T: Deserialize<'n>>(node: Node<'n>) -> Result<T, String> {
    let source = NodeDeserializer::<de::value::Error>::new(node);
    T::deserialize(source).map_err(|error| error.to_string())
}

/// The most characters of the reason why a part of a sample cannot be read.
const REASON_CHARS: usize = 200;

/// Reports that a part of a sample cannot be read.
pub(crate) fn report_invalid(path: &PathRef<'_>, reason: &str, diagnostics: &mut Diagnostics) {
    let reason = escape_within(reason, REASON_CHARS).into();
    diagnostics.add(path, ProblemKind::InvalidSample { reason }, "");
}

/// Returns `true` for `false`: a key that has its default is not written.
pub(crate) fn is_false(value: &bool) -> bool {
    !value
}
