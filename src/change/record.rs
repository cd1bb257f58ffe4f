//! What an edit changed, as data.

use std::fmt;

use crate::change::DocumentValue;
use crate::document::{exchanged, flattened, with_derived_reader};
use crate::error::{ItemKind, shown, shown_within};

with_derived_reader! {
    /// One difference between a workspace and its next version (rules [E1](crate::_rules#e1),
    /// [E5](crate::_rules#e5)): a serde value to keep, whose `Display` is a line of an audit log.
    ///
    /// The list of them is the whole difference but for the version. In a list of the workspace, what was
    /// deleted and what was moved is taken out; then what was created and what was moved, in the order
    /// given, is put in, each at its place; what has changed keys stands where the others leave it.
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
        /// Something new.
        Created {
            /// What.
            #[serde(flatten, deserialize_with = "flattened")]
            item: ItemRef,
            /// Where it stands in the new list, from 0.
            place: usize,
            /// The whole of it.
            value: DocumentValue,
        },
        /// A key of something that both versions have, or of the workspace itself.
        Changed {
            /// What; the workspace where there is none.
            #[serde(flatten)]
            item: Option<ItemRef>,
            /// The key: `fallback`, `picker.mode`.
            key: String,
            /// What it was; none stands for its default.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            old: Option<DocumentValue>,
            /// What it is; none stands for its default.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            new: Option<DocumentValue>,
        },
        /// Something that stands elsewhere among those that both versions have. The fewest that explain
        /// the new order are moved.
        Moved {
            /// What.
            #[serde(flatten, deserialize_with = "flattened")]
            item: ItemRef,
            /// Where it stood in the old list, from 0.
            from: usize,
            /// Where it stands in the new list, from 0.
            to: usize,
        },
        /// Something that is gone.
        Deleted {
            /// What.
            #[serde(flatten, deserialize_with = "flattened")]
            item: ItemRef,
            /// Where it stood in the old list, from 0.
            place: usize,
            /// The whole of it.
            value: DocumentValue,
        },
    }
}

exchanged!(Change, ItemRef);

with_derived_reader! {
    /// One thing of a workspace, by its kind and id.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    #[non_exhaustive]
    pub struct ItemRef {
        /// Its kind.
        pub noun: ItemKind,
        /// Its id; the name of an expectation. Of an expectation or assertion that has none, its place,
        /// `expect[3]`: in the old list where it was deleted, else in the new one.
        pub id: String,
    }
}

impl Change {
    /// What changed; nothing where it is a key of the workspace itself.
    #[must_use]
    pub fn item(&self) -> Option<&ItemRef> {
        match self {
            Self::Created { item, .. } | Self::Moved { item, .. } | Self::Deleted { item, .. } => {
                Some(item)
            }
            Self::Changed { item, .. } => item.as_ref(),
        }
    }

    /// The key that changed, where one did.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Changed { key, .. } => Some(key),
            _ => None,
        }
    }
}

/// The most characters of a value that a line of a log repeats.
const VALUE_CHARS: usize = 240;

impl fmt::Display for ItemRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.noun, shown(&self.id))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cut = |value: &DocumentValue| shown_within(&value.to_string(), VALUE_CHARS);
        match self {
            Self::Created { item, place, value } => {
                write!(f, "{item} created at {}[{place}]: {}", item.noun.list(), cut(value))
            }
            Self::Deleted { item, place, value } => {
                write!(f, "{item} deleted from {}[{place}]: {}", item.noun.list(), cut(value))
            }
            Self::Moved { item, from, to } => {
                let list = item.noun.list();
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
