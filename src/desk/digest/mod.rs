//! A workspace's fingerprint: SHA-256 of its canonical document.
//!
//! The writer is this crate's own: a log must stay readable with every set of features, and there is no
//! JSON writer among its dependencies.

mod json;

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

use crate::sha256::Sha256;
use crate::workspace::Workspace;

/// A workspace's fingerprint, by which a log names it: the SHA-256 of the canonical document as
/// compact JSON, its `$schema` included, in hexadecimal. Equal on every platform and in every version that writes the same
/// canonical document, and made by any tool (of numbers with a fraction the fewest digits count, from
/// 1e16 on and below 1e-5 with a signed exponent):
///
/// ```
/// use frontdesk::{Digest, Draft, Group};
/// let workspace = Draft::new().group(Group::new("sales", "Sales")).check()?;
/// // printf %s '{"schema":1,"version":1,"languages":["en"],"groups":[{"id":"sales","name":"Sales"}]}' | sha256sum
/// let digest = Digest::of(&workspace);
/// assert_eq!(digest.to_string(), "e6511cb9a70458ae18587fa61ee8b5698c441eecaa657294e3fc43d7447e8da5");
/// assert_eq!(digest.to_string().parse(), Ok(digest));
/// # Ok::<(), frontdesk::Problems>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// A text that is no digest: 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 hexadecimal digits in lower case")]
pub struct InvalidDigest;

impl Digest {
    /// The digest of a workspace. It takes a walk through the whole document.
    #[must_use]
    pub fn of(workspace: &Workspace) -> Self {
        let mut hash = Sha256::default();
        json::write(workspace, &mut |bytes| hash.update(bytes));
        Self(hash.finish())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = InvalidDigest;

    fn from_str(text: &str) -> Result<Self, InvalidDigest> {
        let mut bytes = [0; 32];
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(InvalidDigest);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair.iter().try_fold(0, |byte, digit| {
                let value = match digit {
                    b'0'..=b'9' => digit - b'0',
                    b'a'..=b'f' => digit - b'a' + 10,
                    _ => return Err(InvalidDigest),
                };
                Ok(byte << 4 | value)
            })?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
