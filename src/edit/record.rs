//! The changes of an edit, as data.

use std::fmt;

use crate::document::{exchanged, flattened, with_derived_reader};
use crate::edit::DocumentValue;
use crate::error::{ItemKind, escape, escape_within};

with_derived_reader! {
    /// One difference between a workspace and its next version (rules [E1](crate::_rules#e1),
    /// [E5](crate::_rules#e5)). It can be stored with serde, and its `Display` is one line of an
    /// audit log.
    ///
    /// The list of changes describes the whole difference except the version. To apply it to a list
    /// of the workspace, first remove the deleted and the moved items. Then insert the created and
    /// the moved items at their new indices, in the order of the changes. Items with changed keys
    /// stay where this leaves them.
    ///
    /// ```
    /// use frontdesk::{Draft, Group};
    /// use frontdesk::edit::Actor;
    /// let workspace = Draft::new().group(Group::new("sales", "Sales")).check()?;
    /// let mut draft = workspace.edit();
    /// draft.group_mut("sales")?.private = true;
    /// let changed = workspace.change(Actor::Host, draft)?;
    /// let [change] = &changed.changes[..] else { panic!() };
    /// assert_eq!(change.to_string(), "group `sales`: `private` set to true");
    /// assert_eq!(
    ///     serde_json::to_string(change)?,
    ///     r#"{"change":"changed","noun":"group","id":"sales","key":"private","new":true}"#
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Clone, Debug, PartialEq)]
    #[serde(tag = "change", rename_all = "snake_case")]
    #[non_exhaustive]
    pub enum Change {
        /// An item that only the new version has.
        Created {
            /// The new item.
            #[serde(flatten, deserialize_with = "flattened")]
            item: ItemRef,
            /// The item's index in the new list, from 0.
            #[serde(rename = "place")]
            index: usize,
            /// The item's whole value.
            value: DocumentValue,
        },
        /// A changed key, of an item that both versions have or of the workspace itself.
        Changed {
            /// The item, or `None` for a key of the workspace itself.
            #[serde(flatten)]
            item: Option<ItemRef>,
            /// The key, such as `fallback` or `picker.mode`.
            key: String,
            /// The old value. `None` means the default.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            old: Option<DocumentValue>,
            /// The new value. `None` means the default.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            new: Option<DocumentValue>,
        },
        /// An item whose order among the items of both versions changed. The fewest items that
        /// explain the new order count as moved.
        Moved {
            /// The moved item.
            #[serde(flatten, deserialize_with = "flattened")]
            item: ItemRef,
            /// The item's index in the old list, from 0.
            from: usize,
            /// The item's index in the new list, from 0.
            to: usize,
        },
        /// An item that only the old version has.
        Deleted {
            /// The deleted item.
            #[serde(flatten, deserialize_with = "flattened")]
            item: ItemRef,
            /// The item's index in the old list, from 0.
            #[serde(rename = "place")]
            index: usize,
            /// The item's whole value.
            value: DocumentValue,
        },
    }
}

exchanged!(Change, ItemRef);

with_derived_reader! {
    /// A reference to an item of a workspace by its kind and id.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    #[non_exhaustive]
    pub struct ItemRef {
        /// The kind of the item.
        #[serde(rename = "noun")]
        pub kind: ItemKind,
        /// The id of the item, or the name of an expectation. An expectation or assertion without
        /// one is identified by its path, such as `expect[3]`: in the old list if it was deleted,
        /// otherwise in the new list.
        pub id: String,
    }
}

impl Change {
    /// Returns the item that changed, or `None` for a key of the workspace itself.
    #[must_use]
    pub fn item(&self) -> Option<&ItemRef> {
        match self {
            Self::Created { item, .. } | Self::Moved { item, .. } | Self::Deleted { item, .. } => {
                Some(item)
            }
            Self::Changed { item, .. } => item.as_ref(),
        }
    }

    /// Returns the changed key, or `None` if the change is not one of a key.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Changed { key, .. } => Some(key),
            _ => None,
        }
    }
}

/// The most characters of a value that one line of an audit log repeats.
const VALUE_CHARS: usize = 240;

impl fmt::Display for ItemRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind, escape(&self.id))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One line of a log must stay readable, whatever the size of the value. The change itself
        // holds all of it.
        let cut = |value: &DocumentValue| escape_within(&value.to_string(), VALUE_CHARS);
        match self {
            Self::Created { item, index, value } => {
                write!(f, "{item} created at {}[{index}]: {}", item.kind.list(), cut(value))
            }
            Self::Deleted { item, index, value } => {
                write!(f, "{item} deleted from {}[{index}]: {}", item.kind.list(), cut(value))
            }
            Self::Moved { item, from, to } => {
                let list = item.kind.list();
                write!(f, "{item} moved from {list}[{from}] to {list}[{to}]")
            }
            Self::Changed { item, key, old, new } => {
                if let Some(item) = item {
                    write!(f, "{item}: ")?;
                }
                write!(f, "`{key}` ")?;
                match (old, new) {
                    (Some(old), Some(new)) => {
                        write!(f, "changed from {} to {}", cut(old), cut(new))
                    }
                    (None, Some(new)) => write!(f, "set to {}", cut(new)),
                    (Some(old), None) => write!(f, "unset, it was {}", cut(old)),
                    (None, None) => f.write_str("unchanged"),
                }
            }
        }
    }
}
