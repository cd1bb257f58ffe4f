//! Typed ids: one newtype of text for each kind of item, so ids of different kinds cannot be
//! confused.
//!
//! An id in a [`Draft`](crate::Draft) is unchecked text. Every id of a
//! [`Workspace`](crate::Workspace) is well formed ([`GroupId::is_well_formed`] and its
//! counterparts).

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most characters of a group id, which is also the group code that pages carry.
pub(crate) const GROUP_ID_CHARS: usize = 64;

/// The most characters of every other id.
pub(crate) const ID_CHARS: usize = 128;

/// Anything that identifies one item: its typed id or a string. Other id types are rejected at
/// compile time:
///
/// ```
/// # use frontdesk::{Draft, Group, GroupId};
/// # let workspace = Draft::new().group(Group::new("sales", "Sales")).check()?;
/// assert!(workspace.group("sales").is_some());
/// assert!(workspace.group(&GroupId::from("sales")).is_some());
/// # Ok::<(), frontdesk::Problems>(())
/// ```
///
/// ```compile_fail
/// # use frontdesk::{AgentId, Draft, Group};
/// # let workspace = Draft::new().group(Group::new("sales", "Sales")).check()?;
/// workspace.group(&AgentId::from("sales"));
/// # Ok::<(), frontdesk::Problems>(())
/// ```
pub trait AsId<I> {
    /// Returns the text of the id.
    fn as_text(&self) -> &str;
}

// Only strings name items of every kind. A typed id implements the trait for its own kind alone, so
// the compiler rejects ids of other kinds.
impl<I> AsId<I> for str {
    fn as_text(&self) -> &str {
        self
    }
}

impl<I> AsId<I> for String {
    fn as_text(&self) -> &str {
        self
    }
}

impl<I, N: AsId<I> + ?Sized> AsId<I> for &N {
    fn as_text(&self) -> &str {
        (**self).as_text()
    }
}

/// The built-in role of agents for whom no role is given. It has no permission.
pub(crate) const AGENT_ROLE: &str = "agent";

/// The text of a role's id. `None` is the role `agent`: most agents have it, and a workspace of
/// many agents saves an allocation for each.
#[derive(Clone)]
struct RoleText(Option<Box<str>>);

impl Deref for RoleText {
    type Target = str;

    fn deref(&self) -> &str {
        self.0.as_deref().unwrap_or(AGENT_ROLE)
    }
}

impl<T: AsRef<str> + Into<Box<str>>> From<T> for RoleText {
    fn from(text: T) -> Self {
        // The text decides on the representation, so equal ids are equal however they were made.
        Self((text.as_ref() != AGENT_ROLE).then(|| text.into()))
    }
}

impl PartialEq for RoleText {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for RoleText {}

impl PartialOrd for RoleText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for RoleText {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl Hash for RoleText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

/// The most characters of a malformed id that the error repeats.
const MAX_ECHOED_CHARS: usize = 128;

/// The error for a text that is not a well-formed id.
///
/// ```
/// use frontdesk::{AgentId, GroupId};
/// let error = GroupId::new("fr support").unwrap_err();
/// assert_eq!(error.to_string(), "`fr support` is not 1 to 64 of the characters `A-Z a-z 0-9 . _ ~ -`");
/// assert_eq!("ana".parse(), AgentId::new("ana"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not {expected}")]
pub struct InvalidId {
    /// The text, cut to [`MAX_ECHOED_CHARS`], with control characters escaped.
    found: Box<str>,
    expected: &'static str,
}

impl InvalidId {
    fn new(text: &str, expected: &'static str) -> Self {
        let mut found: String =
            // The text is not trusted: it may be long, and control characters could forge lines of
            // a log.
            text.chars().take(MAX_ECHOED_CHARS).flat_map(char::escape_debug).collect();
        if text.chars().nth(MAX_ECHOED_CHARS).is_some() {
            found.push('…');
        }
        Self { found: found.into(), expected }
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $text:ty, $well_formed:path, $rule:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($text);

        impl $name {
            /// Creates an id and checks its form. `From` takes any text;
            /// [`Draft::check`](crate::Draft::check) and the readers of documents reject it if it
            /// is malformed.
            ///
            /// # Errors
            ///
            #[doc = concat!("[`InvalidId`] if the text is not ", $rule, ".")]
            pub fn new(text: impl AsRef<str>) -> Result<Self, InvalidId> {
                text.as_ref().parse()
            }

            /// Returns the text of the id.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            #[doc = concat!("Returns `true` if a checked workspace accepts this id: ", $rule, ".")]
            #[must_use]
            pub fn is_well_formed(&self) -> bool {
                $well_formed(&self.0)
            }
        }

        /// Checks the form, like `new`.
        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                // The text is not changed, not even by trimming: an id in a log must equal the id
                // in the document.
                if $well_formed(text) { Ok(text.into()) } else { Err(InvalidId::new(text, $rule)) }
            }
        }

        /// Takes any text. `new` checks its form.
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl AsId<Self> for $name {
            fn as_text(&self) -> &str {
                &self.0
            }
        }

        // `Borrow<str>` requires that hash, order and equality are those of the text.
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, text: &str) -> bool {
                &*self.0 == text
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                &*self.0 == *text
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // The form is not checked here: a draft must hold malformed ids, so the check
                // can report them with their paths.
                Cow::<str>::deserialize(deserializer).map(|text| Self(text.into()))
            }
        }
    };
}

id!(
    /// The id of a [`Group`](crate::Group): the *group code* that a site puts before the widget's
    /// snippet.
    ///
    /// ```
    /// use frontdesk::GroupId;
    /// assert!(GroupId::from("fr-support").is_well_formed());
    /// assert!(!GroupId::from("fr support").is_well_formed());
    /// ```
    GroupId,
    Box<str>,
    is_group_id,
    "1 to 64 of the characters `A-Z a-z 0-9 . _ ~ -`"
);
id!(
    /// The id of an [`Agent`](crate::Agent), such as an e-mail address or `user:7`.
    AgentId,
    Box<str>,
    is_id,
    "1 to 128 printable ASCII characters without space and quotes"
);
id!(
    /// The id of a [`Trigger`](crate::Trigger).
    TriggerId,
    Box<str>,
    is_id,
    "1 to 128 printable ASCII characters without space and quotes"
);
id!(
    /// The id of a [`Schedule`](crate::Schedule).
    ScheduleId,
    Box<str>,
    is_id,
    "1 to 128 printable ASCII characters without space and quotes"
);
id!(
    /// The id of a [`Role`](crate::Role). The roles `admin` and `agent` always exist.
    RoleId,
    RoleText,
    is_id,
    "1 to 128 printable ASCII characters without space and quotes"
);
id!(
    /// The id of an [`Assertion`](crate::expect::Assertion).
    AssertionId,
    Box<str>,
    is_id,
    "1 to 128 printable ASCII characters without space and quotes"
);

id!(
    /// The id of a conversation, which the host of a [`Desk`](crate::desk::Desk) chooses.
    ConversationId,
    Box<str>,
    is_id,
    "1 to 128 printable ASCII characters without space and quotes"
);
id!(
    /// The id of a [`Command`](crate::desk::Command). A [`Desk`](crate::desk::Desk) recognises a repeated
    /// command by it ([rule D14](crate::_rules#d14)).
    CommandId,
    Box<str>,
    is_id,
    "1 to 128 printable ASCII characters without space and quotes"
);

pub(crate) fn is_group_id(text: &str) -> bool {
    // These are the unreserved characters of RFC 3986, so a group code needs no escaping in a URL.
    (1..=GROUP_ID_CHARS).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'~' | b'-'))
}

pub(crate) fn is_id(text: &str) -> bool {
    // All characters are ASCII, so bytes and characters are equally many.
    (1..=ID_CHARS).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\''))
}
