//! The tree.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::vocabulary::Shape;

/// A value of a document, as written. Equal trees are written alike.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node<'de> {
    Null,
    Bool(bool),
    Integer(Integer),
    Float(f64),
    Text(Cow<'de, str>),
    List(Box<[Node<'de>]>),
    /// In the order of the document, repeated keys included.
    Map(Box<[Entry<'de>]>),
}

/// A key with its value.
pub(crate) type Entry<'de> = (Cow<'de, str>, Node<'de>);

/// A whole number, kept in bytes: trees are no larger for it than for their texts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Integer([u8; 16]);

impl Integer {
    pub(crate) fn value(self) -> i128 {
        i128::from_ne_bytes(self.0)
    }
}

impl<N: Into<i128>> From<N> for Integer {
    fn from(value: N) -> Self {
        Self(value.into().to_ne_bytes())
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

impl fmt::Debug for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

impl<'de> Node<'de> {
    /// What an error repeats of it.
    pub(crate) fn found(&self) -> Cow<'_, str> {
        match self {
            Self::Null => "null".into(),
            Self::Bool(true) => "true".into(),
            Self::Bool(false) => "false".into(),
            Self::Integer(number) => number.to_string().into(),
            Self::Float(number) => number.to_string().into(),
            // In its quotes: `"true"` is a text where true or false is expected.
            Self::Text(text) => format!("\"{text}\"").into(),
            Self::List(_) => "[…]".into(),
            Self::Map(_) => "{…}".into(),
        }
    }

    /// Its form.
    pub(crate) fn shape(&self) -> Shape {
        match self {
            Self::Null => Shape::Null,
            Self::Bool(_) => Shape::Boolean,
            Self::Integer(_) | Self::Float(_) => Shape::Number,
            Self::Text(_) => Shape::Text,
            Self::List(_) => Shape::List,
            Self::Map(_) => Shape::Object,
        }
    }

    /// The same, borrowing nothing.
    pub(crate) fn into_owned(self) -> Node<'static> {
        match self {
            Self::Null => Node::Null,
            Self::Bool(value) => Node::Bool(value),
            Self::Integer(number) => Node::Integer(number),
            Self::Float(number) => Node::Float(number),
            Self::Text(text) => Node::Text(Cow::Owned(text.into_owned())),
            Self::List(items) => Node::List(items.into_iter().map(Self::into_owned).collect()),
            Self::Map(entries) => Node::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned()))
                    .collect(),
            ),
        }
    }

    /// The same with the last of each repeated key only, at the place of the first.
    pub(crate) fn with_last_keys(self) -> Self {
        match self {
            Self::List(items) => Self::List(items.into_iter().map(Self::with_last_keys).collect()),
            Self::Map(entries) => {
                let mut places: BTreeMap<Cow<'de, str>, usize> = BTreeMap::new();
                let mut kept: Vec<Entry<'de>> = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    let value = value.with_last_keys();
                    match places.get(&key).and_then(|&n| kept.get_mut(n)) {
                        Some(entry) => entry.1 = value,
                        None => {
                            places.insert(key.clone(), kept.len());
                            kept.push((key, value));
                        }
                    }
                }
                Self::Map(kept.into())
            }
            leaf => leaf,
        }
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            // Formats take narrow numbers at least.
            Self::Integer(number) => {
                let value = number.value();
                match (u64::try_from(value), i64::try_from(value)) {
                    (Ok(value), _) => serializer.serialize_u64(value),
                    (_, Ok(value)) => serializer.serialize_i64(value),
                    _ => serializer.serialize_i128(value),
                }
            }
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, value)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document is read whole before it is made sense of.
    #[cfg(target_pointer_width = "64")]
    #[test]
    fn trees_are_small() {
        assert_eq!((size_of::<Node<'_>>(), size_of::<Entry<'_>>()), (24, 48));
    }

    #[test]
    fn lists_in_objects_in_lists_keep_apart() {
        let text = r#"[{"a":[1,{"b":[]},[2,3]],"a":{}},-4,[{"c":{"d":[null,true]}}],"e"]"#;
        let node: Node<'_> = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&node).unwrap(), text);
    }
}
