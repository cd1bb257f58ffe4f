//! The three-valued logic (Kleene's strong one): one place for it all.

use std::fmt;
use std::ops::Not;

use serde::{Deserialize, Serialize};

/// True, false, or unknown ([rule C2](crate::_rules#c2)).
///
/// In the order false, unknown, true: `all` is the least of its parts, `any` the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is the value of its name")]
pub enum Truth {
    False,
    Unknown,
    True,
}

impl Truth {
    /// False if any part is false, else unknown if any is unknown, else true; parts after the first
    /// false one are not looked at.
    #[must_use]
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut least = Self::True;
        for part in parts {
            least = least.min(part);
            if least == Self::False {
                break;
            }
        }
        least
    }

    /// True if any part is true, else unknown if any is unknown, else false; parts after the first
    /// true one are not looked at.
    #[must_use]
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut greatest = Self::False;
        for part in parts {
            greatest = greatest.max(part);
            if greatest == Self::True {
                break;
            }
        }
        greatest
    }

    /// The value, with another in the place of unknown.
    #[must_use]
    pub fn or(self, if_unknown: Self) -> Self {
        if self == Self::Unknown { if_unknown } else { self }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::False => "false",
            Self::Unknown => "unknown",
            Self::True => "true",
        })
    }
}
