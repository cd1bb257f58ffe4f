//! The tree of a document.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::document::chunked_list::ChunkedList;
use crate::vocabulary::Shape;

/// A value of a document as it was written. Equal trees have the same text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node<'de> {
    Null,
    Bool(bool),
    Integer(Integer),
    Float(f64),
    Text(Cow<'de, str>),
    List(ChunkedList<Node<'de>>),
    /// The entries in the order of the document, with repeated keys.
    Map(ChunkedList<Entry<'de>>),
}

/// A key with its value.
pub(crate) type Entry<'de> = (Cow<'de, str>, Node<'de>);

/// A whole number. It is stored as bytes, which need no alignment of 16, so that a node takes 24 bytes and not 32.
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
    /// Returns what an error message shows of the value.
    pub(crate) fn found(&self) -> Cow<'_, str> {
        match self {
            Self::Null => "null".into(),
            Self::Bool(true) => "true".into(),
            Self::Bool(false) => "false".into(),
            Self::Integer(number) => number.to_string().into(),
            Self::Float(number) => number.to_string().into(),
            // With quotation marks, so that the text `"true"` differs from the value `true`.
            Self::Text(text) => format!("\"{text}\"").into(),
            Self::List(_) => "[…]".into(),
            Self::Map(_) => "{…}".into(),
        }
    }

    /// Returns the type of the value.
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

    /// Returns the value without its items and entries, for errors that only name its type.
    pub(crate) fn outline(&self) -> Node<'_> {
        match self {
            Self::Null => Node::Null,
            Self::Bool(value) => Node::Bool(*value),
            Self::Integer(number) => Node::Integer(*number),
            Self::Float(number) => Node::Float(*number),
            Self::Text(text) => Node::Text(Cow::Borrowed(text)),
            Self::List(_) => Node::List(ChunkedList::default()),
            Self::Map(_) => Node::Map(ChunkedList::default()),
        }
    }

    /// Returns the value with owned texts.
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

    /// Keeps only the last value of each repeated key, at the position of the first.
    pub(crate) fn with_last_keys(mut self) -> Self {
        self.keep_last_keys();
        self
    }

    fn keep_last_keys(&mut self) {
        match self {
            Self::List(items) => items.iter_mut().for_each(Self::keep_last_keys),
            Self::Map(entries) => {
                keep_last(entries);
                entries.iter_mut().for_each(|(_, value)| value.keep_last_keys());
            }
            _ => {}
        }
    }
}

/// In an object of at most so many keys, each key is compared with all others. This needs no memory.
const FEW_KEYS: usize = 16;

/// Removes the earlier values of repeated keys from an object. It sorts indices, because a copy or a map of the keys would
/// take more memory than the object.
fn keep_last(entries: &mut ChunkedList<Entry<'_>>) {
    let is_repeated = |n, key: &str| entries.iter().take(n).any(|(earlier, _)| earlier == key);
    if entries.len() <= FEW_KEYS
        && !entries.iter().enumerate().any(|(n, (key, _))| is_repeated(n, key))
    {
        return;
    }
    let key = |n: usize| entries.get(n).map(|(key, _)| &**key);
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_unstable_by(|&one, &other| key(one).cmp(&key(other)).then(one.cmp(&other)));
    let runs = order.chunk_by(|&one, &other| key(one) == key(other));
    let ends = runs.filter_map(|run| Some((*run.first()?, *run.last()?)));
    let repeated: Vec<(usize, usize)> = ends.filter(|(first, last)| first != last).collect();
    if repeated.is_empty() {
        return;
    }
    let mut is_first = vec![false; entries.len()];
    for run in order.chunk_by(|&one, &other| key(one) == key(other)) {
        if let Some(is_first) = run.first().and_then(|&first| is_first.get_mut(first)) {
            *is_first = true;
        }
    }
    for (first, last) in repeated {
        let value = entries.get_mut(last).map(|(_, value)| std::mem::replace(value, Node::Null));
        if let (Some((_, place)), Some(value)) = (entries.get_mut(first), value) {
            *place = value;
        }
    }
    let kept = std::mem::take(entries).into_iter().zip(is_first).filter(|(_, is_first)| *is_first);
    *entries = kept.map(|(entry, _)| entry).collect();
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
            Self::List(items) => serializer.collect_seq(items.iter()),
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
