//! The fingerprint of a workspace: SHA-256 of its canonical document.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::document::{tree, write_json};
use crate::workspace::Workspace;

/// The fingerprint of a workspace, by which an event log names it.
///
/// It is the SHA-256 (FIPS 180-4) of the canonical document as compact JSON, with its `$schema`, in hexadecimal. It is
/// equal on every platform and in every version that writes the same canonical document. Any tool can compute it.
/// Numbers with a fraction have the fewest digits; from 1e16 on and below 1e-5 they have a signed exponent.
///
/// ```
/// use frontdesk::{Draft, Group};
/// use frontdesk::desk::Digest;
/// let workspace = Draft::new().group(Group::new("sales", "Sales")).check()?;
/// // printf %s '{"schema":1,"version":1,"languages":["en"],"groups":[{"id":"sales","name":"Sales"}]}' | sha256sum
/// let digest = Digest::from_workspace(&workspace);
/// assert_eq!(digest.to_string(), "e6511cb9a70458ae18587fa61ee8b5698c441eecaa657294e3fc43d7447e8da5");
/// assert_eq!(digest.to_string().parse(), Ok(digest));
/// # Ok::<(), frontdesk::Problems>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// The text is not a digest: a digest is 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 hexadecimal digits in lower case")]
pub struct InvalidDigest;

impl Digest {
    /// Computes the digest of a workspace. It writes the whole document.
    #[must_use]
    pub fn from_workspace(workspace: &Workspace) -> Self {
        // The document is hashed while it is written. The text of a workspace of 2,000,000 triggers
        // would otherwise exist in memory only to be hashed.
        let mut hash = HashWriter(Sha256::new());
        // Writing into a hash never fails.
        let _ = write_json(&tree(workspace), &mut hash);
        Self(hash.0.finalize().into())
    }
}

/// Hashes what is written, without keeping it.
struct HashWriter(Sha256);

impl fmt::Write for HashWriter {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
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
        // Upper case is rejected: one digest has one text, so logs can be compared as texts.
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
