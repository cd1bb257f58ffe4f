//! What to write instead, as an edit of the document.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::condition::Condition;
use crate::error::{DocumentPath, PathSegment};

/// An edit of the document that a finding proposes: what its writer may have meant.
///
/// Serialised, it is an operation of JSON Patch (RFC 6902), so that a tool can apply it to the document.
/// The places are those of the canonical document ([rule W5](crate::_rules#w5)).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Replacement {
    /// Where the document changes.
    pub place: DocumentPath,
    /// What stands there afterwards.
    pub edit: Edit,
}

/// What stands at a place after an edit.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Edit {
    /// This condition, in the place of the one that is there.
    Condition(Condition),
    /// This text, in the place of the value that is there, or of the default if there is none.
    Text(String),
    /// The same value under this key.
    Rename(String),
    /// Nothing: the key or the item is removed.
    Remove,
}

impl Replacement {
    pub(super) fn condition(place: DocumentPath, condition: impl Into<Condition>) -> Self {
        Self { place, edit: Edit::Condition(condition.into()) }
    }

    pub(super) fn text(place: DocumentPath, text: impl Into<String>) -> Self {
        Self { place, edit: Edit::Text(text.into()) }
    }

    pub(super) fn rename(place: DocumentPath, key: impl Into<String>) -> Self {
        Self { place, edit: Edit::Rename(key.into()) }
    }

    pub(super) fn remove(place: DocumentPath) -> Self {
        Self { place, edit: Edit::Remove }
    }
}

impl Serialize for Replacement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let path = pointer(self.place.steps());
        let fields = if self.edit == Edit::Remove { 2 } else { 3 };
        let mut object = serializer.serialize_struct("Replacement", fields)?;
        match &self.edit {
            Edit::Condition(condition) => {
                object.serialize_field("op", "replace")?;
                object.serialize_field("path", &path)?;
                object.serialize_field("value", condition)?;
            }
            Edit::Text(text) => {
                // `add` replaces what an object has under the key; an item of a list is replaced.
                let is_item = matches!(self.place.steps().last(), Some(PathSegment::Index(_)));
                object.serialize_field("op", if is_item { "replace" } else { "add" })?;
                object.serialize_field("path", &path)?;
                object.serialize_field("value", text)?;
            }
            Edit::Rename(key) => {
                let around = self.place.steps().split_last().map_or(&[][..], |(_, around)| around);
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

/// A place as a JSON Pointer (RFC 6901).
fn pointer(steps: &[PathSegment]) -> String {
    let step = |step: &PathSegment| match step {
        PathSegment::Key(key) => format!("/{}", escaped(key)),
        PathSegment::Index(index) => format!("/{index}"),
    };
    steps.iter().map(step).collect()
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
