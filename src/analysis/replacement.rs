//! Proposed edits of the document.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::condition::Condition;
use crate::error::{DocumentPath, PathSegment};

/// A proposed edit of the document: what its author probably meant.
///
/// It is serialised as an operation of JSON Patch (RFC 6902), so tools can apply it. The paths
/// refer to the canonical document ([rule W5](crate::_rules#w5)).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Replacement {
    /// The path of the element that is edited.
    pub path: DocumentPath,
    /// The edit of that element.
    pub edit: Edit,
}

/// An edit of one element of a document.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Edit {
    /// Replaces the condition with this one.
    Condition(Condition),
    /// Sets the value, or the default if there is no value, to this text.
    Text(String),
    /// Moves the value to this key of the object.
    Rename(String),
    /// Removes the key or the item.
    Remove,
}

impl Replacement {
    pub(super) fn condition(path: DocumentPath, condition: impl Into<Condition>) -> Self {
        Self { path, edit: Edit::Condition(condition.into()) }
    }

    pub(super) fn text(path: DocumentPath, text: impl Into<String>) -> Self {
        Self { path, edit: Edit::Text(text.into()) }
    }

    pub(super) fn rename(path: DocumentPath, key: impl Into<String>) -> Self {
        Self { path, edit: Edit::Rename(key.into()) }
    }

    pub(super) fn remove(path: DocumentPath) -> Self {
        Self { path, edit: Edit::Remove }
    }
}

impl Serialize for Replacement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let path = pointer(self.path.segments());
        let fields = if self.edit == Edit::Remove { 2 } else { 3 };
        let mut object = serializer.serialize_struct("Replacement", fields)?;
        match &self.edit {
            Edit::Condition(condition) => {
                object.serialize_field("op", "replace")?;
                object.serialize_field("path", &path)?;
                object.serialize_field("value", condition)?;
            }
            Edit::Text(text) => {
                // `add` sets or replaces the value of a key of an object. In a list it would
                // insert, so an item is replaced instead.
                let is_item = matches!(self.path.segments().last(), Some(PathSegment::Index(_)));
                object.serialize_field("op", if is_item { "replace" } else { "add" })?;
                object.serialize_field("path", &path)?;
                object.serialize_field("value", text)?;
            }
            Edit::Rename(key) => {
                let around =
                    self.path.segments().split_last().map_or(&[][..], |(_, around)| around);
                // RFC 6902 has no operation that renames a key, so the value is moved within its
                // object.
                object.serialize_field("op", "move")?;
                object.serialize_field("from", &path)?;
                let to = format!("{}/{}", pointer(around), escaped(key));
                object.serialize_field("path", &to)?;
            }
            Edit::Remove => {
                object.serialize_field("op", "remove")?;
                object.serialize_field("path", &path)?;
            }
        }
        object.end()
    }
}

/// Returns a path as a JSON Pointer (RFC 6901).
fn pointer(steps: &[PathSegment]) -> String {
    let step = |step: &PathSegment| match step {
        PathSegment::Key(key) => format!("/{}", escaped(key)),
        PathSegment::Index(index) => format!("/{index}"),
    };
    steps.iter().map(step).collect()
}

/// Escapes a key for a JSON Pointer (RFC 6901, section 3).
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
