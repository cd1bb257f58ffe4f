//! A value of a document, whatever its type.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::{Node, tree};

/// A value as a document writes it, whatever its type: what a change took away or put in. Serde both
/// ways as that value; `Display` is JSON.
///
/// ```
/// use frontdesk::Written;
/// let written: Written = serde_json::from_str(r#"{"fr": "Aide", "en": "Help"}"#)?;
/// assert_eq!(written.to_string(), r#"{"fr":"Aide","en":"Help"}"#);
/// assert_eq!(serde_json::to_value(&written)?["en"], "Help");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Written(Node<'static>);

impl Written {
    pub(super) fn of(value: &(impl Serialize + ?Sized)) -> Self {
        Self(tree(value))
    }

    pub(super) fn is_null(&self) -> bool {
        self.0 == Node::Null
    }

    /// The entries, where it is an object.
    pub(super) fn into_entries(self) -> Vec<(String, Self)> {
        match self.0 {
            Node::Map(entries) => {
                entries.into_iter().map(|(key, value)| (key.into_owned(), Self(value))).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Node::deserialize(deserializer).map(|node| Self(node.into_owned()))
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_json(&self.0, f)
    }
}

fn write_json(node: &Node<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match node {
        Node::Null => f.write_str("null"),
        Node::Bool(value) => write!(f, "{value}"),
        Node::Integer(number) => write!(f, "{number}"),
        Node::Float(number) => write!(f, "{number:?}"),
        Node::Text(text) => write_text(text, f),
        Node::List(items) => {
            f.write_str("[")?;
            for (n, item) in items.iter().enumerate() {
                f.write_str(if n == 0 { "" } else { "," })?;
                write_json(item, f)?;
            }
            f.write_str("]")
        }
        Node::Map(entries) => {
            f.write_str("{")?;
            for (n, (key, value)) in entries.iter().enumerate() {
                f.write_str(if n == 0 { "" } else { "," })?;
                write_text(key, f)?;
                f.write_str(":")?;
                write_json(value, f)?;
            }
            f.write_str("}")
        }
    }
}

fn write_text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            c if c < ' ' => write!(f, "\\u{:04x}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}
