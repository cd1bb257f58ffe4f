//! A tree as a deserializer of serde, for types that have a derived reader.

use std::marker::PhantomData;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use crate::document::Node;

/// Deserializes a value from a tree. The error type is a parameter, because callers have different ones.
pub(crate) struct NodeDeserializer<'n, E> {
    node: Node<'n>,
    error: PhantomData<E>,
}

impl<'n, E> NodeDeserializer<'n, E> {
    pub(super) fn new(node: Node<'n>) -> Self {
        Self { node, error: PhantomData }
    }
}

impl<'de, E: Error> IntoDeserializer<'de, E> for Node<'de> {
    type Deserializer = NodeDeserializer<'de, E>;

    fn into_deserializer(self) -> NodeDeserializer<'de, E> {
        NodeDeserializer::new(self)
    }
}

impl<'de, E: Error> Deserializer<'de> for NodeDeserializer<'de, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.node {
            Node::Null => visitor.visit_unit(),
            Node::Bool(value) => visitor.visit_bool(value),
            Node::Integer(number) => {
                let value = number.value();
                // Most derived readers take numbers of 64 bits only.
                match (u64::try_from(value), i64::try_from(value)) {
                    (Ok(value), _) => visitor.visit_u64(value),
                    (_, Ok(value)) => visitor.visit_i64(value),
                    _ => visitor.visit_i128(value),
                }
            }
            Node::Float(value) => visitor.visit_f64(value),
            Node::Text(text) => visitor.visit_string(text.into_owned()),
            Node::List(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            Node::Map(entries) => visitor.visit_map(MapDeserializer::new(entries.into_iter())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.node {
            Node::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    /// Refuses a list. A derived reader would take its items as the fields of the object.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        match self.node {
            Node::List(_) => Err(E::invalid_type(Unexpected::Seq, &visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        match self.node {
            Node::Text(word) => visitor.visit_enum(word.into_deserializer()),
            other => Err(E::custom(format_args!("expected a word, found `{}`", other.found()))),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}
