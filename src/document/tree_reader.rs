//! Reads the tree of a document, or parts of it one after the other.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess};
use serde::{Deserialize, Deserializer};

use crate::document::chunked_list::{ChunkedList, ChunkedListBuilder};
use crate::document::{Entry, Node};
use crate::time::TOML_DATETIME;

/// The most levels of nesting. A deeper document counts as broken syntax, as it does for `serde_json`. A condition of 32
/// levels needs 70 of them.
const DEEPEST: usize = 128;

/// The key under which `serde_json` passes numbers if any crate of the program has enabled its feature
/// `arbitrary_precision`.
pub(crate) const JSON_NUMBER: &str = "$serde_json::private::Number";

/// Reads values recursively. All lists and objects that are not finished yet share one growing vector each for items and
/// entries, so that no unfinished list has an allocation of its own.
#[derive(Default)]
pub(crate) struct TreeReader<'de> {
    items: Vec<Node<'de>>,
    entries: Vec<Entry<'de>>,
    depth: usize,
}

/// Turns a value into something. By default it receives the tree of the value. A sink for a large list or object can take
/// its parts one by one, so that a tree of all of them never exists.
pub(crate) trait Sink<'de>: Sized {
    type Value;

    fn take_node(self, node: Node<'de>) -> Self::Value;

    fn take_list<A: SeqAccess<'de>>(
        self,
        reading: &mut TreeReader<'de>,
        list: A,
    ) -> Result<Self::Value, A::Error> {
        reading.list(list).map(|node| self.take_node(node))
    }

    fn take_object<A: MapAccess<'de>>(
        self,
        reading: &mut TreeReader<'de>,
        object: A,
    ) -> Result<Self::Value, A::Error> {
        reading.object(object).map(|node| self.take_node(node))
    }
}

/// A sink that returns the tree.
struct WholeTree;

impl<'de> Sink<'de> for WholeTree {
    type Value = Node<'de>;

    fn take_node(self, node: Node<'de>) -> Node<'de> {
        node
    }
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        TreeReader::default().seed(WholeTree).deserialize(deserializer)
    }
}

impl<'de> TreeReader<'de> {
    /// Returns a seed that reads the next value into a sink.
    pub(crate) fn seed<T: Sink<'de>>(
        &mut self,
        taker: T,
    ) -> impl DeserializeSeed<'de, Value = T::Value> {
        NextEntry { reading: self, taker }
    }

    /// Returns a seed that reads the tree of the next value.
    pub(crate) fn next(&mut self) -> impl DeserializeSeed<'de, Value = Node<'de>> {
        self.seed(WholeTree)
    }

    /// Passes the tree of each item of a list to `take`.
    pub(crate) fn each_item<A: SeqAccess<'de>>(
        &mut self,
        mut list: A,
        mut take: impl FnMut(&mut Self, Node<'de>),
    ) -> Result<(), A::Error> {
        self.descend()?;
        while let Some(item) = list.next_element_seed(self.next())? {
            take(self, item);
        }
        self.depth -= 1;
        Ok(())
    }

    /// Reads the value of each entry of an object with `value`, and passes the entry to `take`. Returns a node if the
    /// object represents another value: some formats pass dates and large numbers as objects with a reserved key.
    pub(crate) fn each_entry<A: MapAccess<'de>>(
        &mut self,
        mut object: A,
        mut value: impl FnMut(&mut Self, &str, &mut A) -> Result<Node<'de>, A::Error>,
        mut take: impl FnMut(&mut Self, Entry<'de>),
    ) -> Result<Option<Node<'de>>, A::Error> {
        self.descend()?;
        while let Some(key) = object.next_key_seed(KeyVisitor)? {
            let value = value(self, &key, &mut object)?;
            // Only a value of the right type makes the key reserved: a document may have a key of this name.
            let represented = match (&*key, value) {
                (TOML_DATETIME, date @ Node::Text(_)) => date,
                (JSON_NUMBER, Node::Text(number)) => number_of(&number)?,
                (_, value) => {
                    take(self, (key, value));
                    continue;
                }
            };
            self.depth -= 1;
            return Ok(Some(represented));
        }
        self.depth -= 1;
        Ok(None)
    }

    fn list<A: SeqAccess<'de>>(&mut self, list: A) -> Result<Node<'de>, A::Error> {
        let mut items = ChunkedListBuilder::default();
        self.each_item(list, |reading, item| items.push(&mut reading.items, item))?;
        Ok(Node::List(items.finish(&mut self.items)))
    }

    fn object<A: MapAccess<'de>>(&mut self, object: A) -> Result<Node<'de>, A::Error> {
        let mut entries = ChunkedListBuilder::default();
        let value =
            |reading: &mut Self, _: &str, object: &mut A| object.next_value_seed(reading.next());
        let represented = self.each_entry(object, value, |reading, entry| {
            entries.push(&mut reading.entries, entry);
        })?;
        let entries: ChunkedList<Entry<'de>> = entries.finish(&mut self.entries);
        Ok(represented.unwrap_or(Node::Map(entries)))
    }

    fn descend<E: de::Error>(&mut self) -> Result<(), E> {
        if self.depth == DEEPEST {
            return Err(E::custom(format_args!("nested more than {DEEPEST} levels deep")));
        }
        self.depth += 1;
        Ok(())
    }
}

/// Reads a number that a format passes as text. Whole numbers stay exact.
fn number_of<'de, E: de::Error>(text: &str) -> Result<Node<'de>, E> {
    let whole = text.parse::<i128>().map(|number| Node::Integer(number.into()));
    let number = whole.or_else(|_| text.parse().map(Node::Float));
    number.map_err(|_| E::invalid_value(de::Unexpected::Str(text), &"a number"))
}

/// Reads the next value into a sink.
struct NextEntry<'r, 'de, T> {
    reading: &'r mut TreeReader<'de>,
    taker: T,
}

impl<'de, T: Sink<'de>> DeserializeSeed<'de> for NextEntry<'_, 'de, T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Sink<'de>> de::Visitor<'de> for NextEntry<'_, 'de, T> {
    type Value = T::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document")
    }

    fn visit_unit<E>(self) -> Result<T::Value, E> {
        Ok(self.taker.take_node(Node::Null))
    }

    fn visit_none<E>(self) -> Result<T::Value, E> {
        Ok(self.taker.take_node(Node::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<T::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<T::Value, E> {
        Ok(self.taker.take_node(Node::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<T::Value, E> {
        Ok(self.taker.take_node(Node::Integer(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<T::Value, E> {
        Ok(self.taker.take_node(Node::Integer(value.into())))
    }

    fn visit_i128<E>(self, value: i128) -> Result<T::Value, E> {
        Ok(self.taker.take_node(Node::Integer(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<T::Value, E> {
        Ok(self.taker.take_node(Node::Float(value)))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<T::Value, E> {
        Ok(self.taker.take_node(Node::Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<T::Value, E> {
        Ok(self.taker.take_node(Node::Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_string<E>(self, text: String) -> Result<T::Value, E> {
        Ok(self.taker.take_node(Node::Text(Cow::Owned(text))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T::Value, A::Error> {
        self.taker.take_list(self.reading, list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T::Value, A::Error> {
        self.taker.take_object(self.reading, object)
    }
}

/// Reads a key, borrowed if the format allows it.
struct KeyVisitor;

impl<'de> DeserializeSeed<'de> for KeyVisitor {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> de::Visitor<'de> for KeyVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }

    fn visit_string<E>(self, key: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key))
    }
}
