//! Seeded hashing of texts, of their prefixes and of windows in them: multiply and fold, as in wyhash and
//! foldhash.
//!
//! Idea: a block of eight bytes is combined with the state by one 64 x 64 -> 128 bit multiplication, whose
//! halves are folded by xor. [`PrefixHash`] is an incremental hash: the hash of each longer prefix continues
//! the one before. Windows of up to sixteen bytes take one multiplication.
//!
//! A hash only says where to look. Whatever is found is evaluated in full, so two texts with one hash cost
//! time and never a wrong answer. The seed prevents authors of rules from choosing such texts. The drawback:
//! it is not a cryptographic hash, so the seed itself must not be known beforehand.

use crate::swar::load_u64;

/// The key of a table: half of a hash. Texts with equal keys share a list.
pub(super) type HashKey = u32;

/// Returns the key of a hash: its upper half, because a multiplicative hash mixes the upper bits best.
pub(super) fn key(hash: u64) -> HashKey {
    (hash >> 32) as HashKey
}

/// The hash functions of one router.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hashing {
    initial: u64,
    multiplier: u64,
}

/// The hash of a prefix that grows with the text, eight bytes at a time.
#[derive(Clone, Copy)]
pub(super) struct PrefixHash {
    hash: u64,
    /// The number of bytes that are hashed.
    done: usize,
}

/// The number of bytes that are hashed at once.
pub(super) const BLOCK: usize = 8;

impl Hashing {
    pub(super) fn new(seed: u64) -> Self {
        // An odd factor is never zero. A zero would give every text one hash.
        Self { initial: split_mix(seed), multiplier: split_mix(seed ^ 0x9e37_79b9_7f4a_7c15) | 1 }
    }

    pub(super) fn start_prefix(self) -> PrefixHash {
        PrefixHash { hash: self.initial, done: 0 }
    }

    /// Returns the hash of a prefix of the text. Each prefix must be at least as long as the one before.
    #[inline]
    pub(super) fn start(self, run: &mut PrefixHash, start: &[u8]) -> u64 {
        // The last block is not folded into the state. The last eight bytes are hashed instead, even if they
        // overlap the block before, so no length needs a loop over single bytes.
        while run.done + BLOCK < start.len() {
            run.hash = folded_multiply(run.hash ^ load_u64(start, run.done), self.multiplier);
            run.done += BLOCK;
        }
        let last = start.last_chunk().map(|last| u64::from_le_bytes(*last));
        let last = last.unwrap_or_else(|| load_u64(start, 0));
        // The length is part of the hash: the last block may overlap the one before, and short texts are
        // padded with zeros.
        folded_multiply(run.hash ^ last, self.multiplier ^ (start.len() as u64).rotate_left(32))
    }

    /// Returns the hash of a whole text. A text is its own longest prefix, so both have one hash.
    pub(super) fn text(self, text: &[u8]) -> u64 {
        self.start(&mut self.start_prefix(), text)
    }

    /// Returns the hash of a text of up to eight bytes that is packed in a word.
    #[inline]
    pub(super) fn short_text(self, word: u64, length: usize) -> u64 {
        folded_multiply(self.initial ^ word, self.multiplier ^ (length as u64).rotate_left(32))
    }

    /// Returns the hash of a number. `kind` separates different uses.
    pub(super) fn number(self, number: u64, kind: u64) -> u64 {
        folded_multiply(number ^ self.initial, self.multiplier ^ kind.rotate_left(32))
    }

    /// Returns the hash of the first `bytes` bytes of a text, at most sixteen, or `None` if the text is
    /// shorter.
    #[inline]
    pub(super) fn window(self, text: &[u8], bytes: usize) -> Option<u64> {
        let (first, last) = if bytes < BLOCK {
            if text.len() < bytes {
                return None;
            }
            // Eight bytes are loaded at once, and those after the window are cleared: no loop over single
            // bytes.
            (first_bytes(load_u64(text, 0), bytes), 0)
        } else {
            let last = text.get(bytes - BLOCK..bytes)?.first_chunk()?;
            (load_u64(text, 0), u64::from_le_bytes(*last))
        };
        Some(folded_multiply(
            first ^ self.initial,
            last ^ self.multiplier ^ (bytes as u64).rotate_left(32),
        ))
    }
}

#[cfg(test)]
impl Hashing {
    /// Returns two-block texts that all have one hash: the second block cancels the change of the first.
    pub(super) fn texts_of_one_hash(self, count: usize) -> Vec<String> {
        let wanted = 0x4142_4344_4546_4748
            ^ folded_multiply(self.initial ^ load_u64(b"0000-abc", 0), self.multiplier);
        let text = |n: u32| {
            let first = format!("{n:08}");
            let second = wanted
                ^ folded_multiply(self.initial ^ load_u64(first.as_bytes(), 0), self.multiplier);
            let second = String::from_utf8(second.to_le_bytes().to_vec()).ok()?;
            second.chars().all(|letter| !letter.is_control()).then(|| first + &second)
        };
        (0..).filter_map(text).take(count).collect()
    }
}

/// Returns the first bytes of a word, up to seven.
fn first_bytes(word: u64, count: usize) -> u64 {
    // A shift by all 64 bits would overflow, so the count is capped.
    word & !(u64::MAX << (count.min(BLOCK - 1) * 8))
}

/// Folds both halves of a product: each bit of the result depends on every bit of the factors.
#[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
fn folded_multiply(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Mixes the bits of a seed by SplitMix64 (Steele, Lea, Flood 2014).
fn split_mix(seed: u64) -> u64 {
    let mut word = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const TEXT: &[u8] = b"shop1.example.com/fr/shoes/boots/acme-blue-hat-p0000123";

    #[test]
    fn a_start_hashes_like_the_text_that_it_is() {
        let hashing = Hashing::new(7);
        for step in 1..12 {
            let mut run = hashing.start_prefix();
            for length in (0..=TEXT.len()).step_by(step) {
                let start = &TEXT[..length];
                assert_eq!(hashing.start(&mut run, start), hashing.text(start), "{length}");
            }
        }
    }

    #[test]
    fn every_byte_of_a_text_or_window_counts() {
        let hashing = Hashing::new(7);
        for length in 1..=TEXT.len() {
            let text = &TEXT[..length];
            let mut hashes = HashSet::from([hashing.text(text)]);
            let mut windows = HashSet::from([hashing.window(text, length.min(16))]);
            for offset in 0..length {
                let mut other = text.to_vec();
                other[offset] ^= 1;
                assert!(hashes.insert(hashing.text(&other)), "{length} {offset}");
                let is_new = windows.insert(hashing.window(&other, length.min(16)));
                assert_eq!(is_new, offset < 16, "{length} {offset}");
            }
        }
    }

    #[test]
    fn a_window_is_the_same_in_any_text_and_nowhere_else() {
        let hashing = Hashing::new(7);
        for bytes in 1..=16 {
            for offset in 0..TEXT.len() - bytes {
                let window = hashing.window(&TEXT[offset..], bytes);
                assert_eq!(window, hashing.window(&TEXT[offset..offset + bytes], bytes));
                assert_eq!(hashing.window(&TEXT[offset..offset + bytes - 1], bytes), None);
                assert_ne!(window, hashing.window(&TEXT[offset..], bytes % 16 + 1));
            }
        }
    }

    #[test]
    fn a_short_text_hashes_like_its_word() {
        let hashing = Hashing::new(7);
        for length in 0..=8 {
            let text = &TEXT[..length];
            assert_eq!(hashing.short_text(load_u64(text, 0), length), hashing.text(text));
        }
    }

    #[test]
    fn zeros_at_the_end_count() {
        let hashing = Hashing::new(7);
        assert_ne!(hashing.text(b"a"), hashing.text(b"a\0"));
        assert_ne!(hashing.text(b""), hashing.text(b"\0\0\0\0\0\0\0\0"));
    }
}
