//! How much of a text expressions read, if all uses together would take too long.

/// The share of a text that expressions read.
#[derive(Clone, Copy, Debug)]
pub(in crate::condition) struct ReadShare {
    /// The steps that all uses may take for one visitor.
    pub(super) allowed: usize,
    /// The steps that they take if each reads as much as it may alone.
    pub(super) taken: usize,
    /// The steps that they take together for each byte.
    pub(super) steps_per_byte: usize,
}

/// The most bytes of all items of a list: 256 items of 8,192 bytes.
const MAX_LIST_BYTES: usize = 256 * 8_192;

impl ReadShare {
    /// Returns how many of these bytes are read.
    pub(super) fn for_text(self, bytes: usize) -> usize {
        if self.taken <= self.allowed {
            return bytes;
        }
        // All uses read less in one proportion, so no expression gets less because of its position. `taken` is
        // above `allowed` and therefore not zero.
        (bytes.saturating_mul(self.allowed) / self.taken).min(bytes)
    }

    /// Returns how many bytes of a list are read: as many as all uses together may read of one, and at least
    /// those of a text.
    pub(super) fn for_list(self, bytes: usize) -> usize {
        self.allowed
            .checked_div(self.steps_per_byte)
            .unwrap_or(MAX_LIST_BYTES)
            .clamp(bytes, MAX_LIST_BYTES)
    }
}
