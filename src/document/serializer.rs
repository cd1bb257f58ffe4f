//! A tree as a serializer of serde: turns a value into the tree of its document.

use std::borrow::Cow;
use std::fmt::Display;

use serde::de::value::Error;
use serde::ser::{
    self, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};
use serde::{Serialize, Serializer};

use crate::document::Node;

/// Returns the tree of a value. A value that cannot be written, such as a condition that is too deep, becomes null. The
/// check of the value reports it.
pub(crate) fn tree(value: &(impl Serialize + ?Sized)) -> Node<'static> {
    value.serialize(NodeSerializer).unwrap_or(Node::Null)
}

/// Writes one value.
struct NodeSerializer;

/// Writes a list, a tuple or a tuple variant.
#[derive(Default)]
struct ListSerializer {
    variant: Option<&'static str>,
    items: Vec<Node<'static>>,
}

/// Writes a map, a struct or a struct variant.
#[derive(Default)]
struct ObjectSerializer {
    variant: Option<&'static str>,
    entries: Vec<(Cow<'static, str>, Node<'static>)>,
    key: Cow<'static, str>,
}

/// Puts a node under the name of its variant if it belongs to one, as serde's externally tagged form does.
fn tagged(variant: Option<&'static str>, node: Node<'static>) -> Node<'static> {
    match variant {
        Some(variant) => Node::Map([(variant.into(), node)].into()),
        None => node,
    }
}

macro_rules! numbers {
    ($($method:ident: $number:ty => $node:ident,)*) => {$(
        fn $method(self, value: $number) -> Result<Node<'static>, Error> {
            Ok(Node::$node(value.into()))
        }
    )*};
}

impl Serializer for NodeSerializer {
    type Ok = Node<'static>;
    type Error = Error;
    type SerializeSeq = ListSerializer;
    type SerializeTuple = ListSerializer;
    type SerializeTupleStruct = ListSerializer;
    type SerializeTupleVariant = ListSerializer;
    type SerializeMap = ObjectSerializer;
    type SerializeStruct = ObjectSerializer;
    type SerializeStructVariant = ObjectSerializer;

    numbers! {
        serialize_i8: i8 => Integer,
        serialize_i16: i16 => Integer,
        serialize_i32: i32 => Integer,
        serialize_i64: i64 => Integer,
        serialize_i128: i128 => Integer,
        serialize_u8: u8 => Integer,
        serialize_u16: u16 => Integer,
        serialize_u32: u32 => Integer,
        serialize_u64: u64 => Integer,
        serialize_f32: f32 => Float,
        serialize_f64: f64 => Float,
        serialize_bool: bool => Bool,
    }

    fn serialize_char(self, value: char) -> Result<Node<'static>, Error> {
        Ok(Node::Text(value.to_string().into()))
    }

    fn serialize_str(self, value: &str) -> Result<Node<'static>, Error> {
        Ok(Node::Text(value.to_owned().into()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Node<'static>, Error> {
        Ok(Node::List(value.iter().map(|byte| Node::Integer((*byte).into())).collect()))
    }

    fn serialize_none(self) -> Result<Node<'static>, Error> {
        Ok(Node::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Node<'static>, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Node<'static>, Error> {
        Ok(Node::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Node<'static>, Error> {
        Ok(Node::Null)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Node<'static>, Error> {
        Ok(Node::Text(variant.into()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<Node<'static>, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Node<'static>, Error> {
        Ok(tagged(Some(variant), value.serialize(self)?))
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<ListSerializer, Error> {
        Ok(ListSerializer::default())
    }

    fn serialize_tuple(self, _len: usize) -> Result<ListSerializer, Error> {
        Ok(ListSerializer::default())
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _len: usize,
    ) -> Result<ListSerializer, Error> {
        Ok(ListSerializer::default())
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<ListSerializer, Error> {
        Ok(ListSerializer { variant: Some(variant), ..ListSerializer::default() })
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<ObjectSerializer, Error> {
        Ok(ObjectSerializer::default())
    }

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<ObjectSerializer, Error> {
        Ok(ObjectSerializer::default())
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<ObjectSerializer, Error> {
        Ok(ObjectSerializer { variant: Some(variant), ..ObjectSerializer::default() })
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<Node<'static>, Error> {
        Ok(Node::Text(value.to_string().into()))
    }
}

impl ListSerializer {
    fn push(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        self.items.push(value.serialize(NodeSerializer)?);
        Ok(())
    }

    fn finish(self) -> Node<'static> {
        tagged(self.variant, Node::List(self.items.into()))
    }
}

impl ObjectSerializer {
    fn push(
        &mut self,
        key: Cow<'static, str>,
        value: &(impl Serialize + ?Sized),
    ) -> Result<(), Error> {
        self.entries.push((key, value.serialize(NodeSerializer)?));
        Ok(())
    }

    fn finish(self) -> Node<'static> {
        tagged(self.variant, Node::Map(self.entries.into()))
    }
}

macro_rules! lists {
    ($($list:ident: $push:ident,)*) => {$(
        impl $list for ListSerializer {
            type Ok = Node<'static>;
            type Error = Error;

            fn $push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.push(value)
            }

            fn end(self) -> Result<Node<'static>, Error> {
                Ok(self.finish())
            }
        }
    )*};
}

lists! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}

macro_rules! objects {
    ($($object:ident),*) => {$(
        impl $object for ObjectSerializer {
            type Ok = Node<'static>;
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), Error> {
                self.push(key.into(), value)
            }

            fn end(self) -> Result<Node<'static>, Error> {
                Ok(self.finish())
            }
        }
    )*};
}

objects!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for ObjectSerializer {
    type Ok = Node<'static>;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        match key.serialize(NodeSerializer)? {
            Node::Text(key) => self.key = key,
            other => return Err(ser::Error::custom(format_args!("`{}` is no key", other.found()))),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = std::mem::take(&mut self.key);
        self.push(key, value)
    }

    fn end(self) -> Result<Node<'static>, Error> {
        Ok(self.finish())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Serialize)]
    enum UnsupportedType {
        Plain,
        Holding(u8),
        Pair(i64, &'static str),
        Named { a: char },
    }

    #[test]
    fn every_shape_is_written_as_json_has_it() {
        let odd = (
            [
                UnsupportedType::Plain,
                UnsupportedType::Holding(1),
                UnsupportedType::Pair(-2, "x"),
                UnsupportedType::Named { a: 'é' },
            ],
            (Some(1.5_f32), None::<u8>, (), u64::MAX, -1_i128),
            BTreeMap::from([("key", vec![true])]),
        );
        let json = serde_json::to_string(&odd).unwrap();
        assert_eq!(serde_json::to_string(&tree(&odd)).unwrap(), json);
        assert_eq!(tree(&odd), serde_json::from_str(&json).unwrap());
    }

    #[test]
    fn what_cannot_be_written_is_null() {
        assert_eq!(tree(&BTreeMap::from([(1, 2)])), Node::Null);
    }
}
