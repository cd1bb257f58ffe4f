//! Kleene's strong three-valued logic.

use std::fmt;
use std::ops::Not;

use serde::{Deserialize, Serialize};

/// True, false, or unknown ([rule C2](crate::_rules#c2)).
///
/// The values are ordered false, unknown, true: `all` is the minimum of its parts and `any` the maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is the value of its name")]
pub enum Truth {
    False,
    Unknown,
    True,
}

impl Truth {
    /// Returns false if any part is false, otherwise unknown if any is unknown, otherwise true. Parts after
    /// the first false one are not evaluated.
    #[must_use]
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut least = Self::True;
        for part in parts {
            // In Kleene's logic `all` is the minimum of false < unknown < true.
            least = least.min(part);
            if least == Self::False {
                break;
            }
        }
        least
    }

    /// Returns true if any part is true, otherwise unknown if any is unknown, otherwise false. Parts after
    /// the first true one are not evaluated.
    #[must_use]
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut greatest = Self::False;
        for part in parts {
            // In Kleene's logic `any` is the maximum.
            greatest = greatest.max(part);
            if greatest == Self::True {
                break;
            }
        }
        greatest
    }

    /// Replaces unknown by another value.
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
            // A negation adds no knowledge.
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
