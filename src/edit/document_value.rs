//! A value of a document, whatever its type is.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::{Node, tree, write_json};

/// A value of a document in its written form, whatever its type is: what a change removed or added.
/// Serde reads and writes it as that value. `Display` is JSON. Clones share the value.
///
/// ```
/// use frontdesk::edit::DocumentValue;
/// let value: DocumentValue = serde_json::from_str(r#"{"fr": "Aide", "en": "Help"}"#)?;
/// assert_eq!(value.to_string(), r#"{"fr":"Aide","en":"Help"}"#);
/// assert_eq!(serde_json::to_value(&value)?["en"], "Help");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentValue(Arc<Node<'static>>);

impl DocumentValue {
    pub(super) fn from_serialize(value: &(impl Serialize + ?Sized)) -> Self {
        Self(Arc::new(tree(value)))
    }

    pub(super) fn is_null(&self) -> bool {
        *self.0 == Node::Null
    }

    /// Returns the entries of an object, and an empty list for any other value.
    pub(super) fn into_entries(self) -> Vec<(String, Self)> {
        // The value is seldom shared, so its content is moved and not copied.
        match Arc::unwrap_or_clone(self.0) {
            Node::Map(entries) => {
                let entry =
                    |(key, value): (Cow<'_, str>, _)| (key.into_owned(), Self(Arc::new(value)));
                entries.into_iter().map(entry).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Serialize for DocumentValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for DocumentValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Node::deserialize(deserializer).map(|node| Self(Arc::new(node.into_owned())))
    }
}

impl fmt::Display for DocumentValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_json(&self.0, f)
    }
}
