//! Prefix look-up: finds which of many prefixes a text starts with, by an incremental hash.
//!
//! Idea: one hash runs along the text and is looked up at the lengths that prefixes have, if the text has a
//! byte there with which one of them ends ([`BytePositions`]). Most prefixes end with `/` or `-`, so few
//! lengths are probed.
//!
//! Drawback: prefixes of many lengths that end with common letters probe nearly every length. A trie would
//! walk far memory for each byte; it was not measured.

use crate::router::index::byte_positions::{BLOCK, BytePositions};
use crate::router::index::hash_table::{BloomFilter, HashTable};
use crate::router::index::hashing::{HashKey, Hashing, key};
use crate::router::index::postings::PostingList;

/// Posting lists by prefix.
#[derive(Clone, Debug)]
pub(super) struct Prefixes {
    lengths: Lengths,
    filter: BloomFilter,
    table: HashTable,
}

/// The lengths of the prefixes, and the bytes that they end with.
#[derive(Clone, Debug, Default)]
pub(super) struct Lengths {
    /// One bit for each offset at which a prefix ends.
    last_offsets: Box<[u64]>,
    last_bytes: BytePositions,
}

impl Lengths {
    pub(super) fn new<'t>(starts: impl Iterator<Item = &'t [u8]>) -> Self {
        let mut last_places = Vec::new();
        let mut last_bytes = [None; 256];
        for start in starts {
            let Some((last, rest)) = start.split_last() else {
                continue;
            };
            // The bit of a length is the offset of the last byte, in the blocks of `find_in_block`, so that
            // one AND joins both.
            let word = rest.len() / BLOCK;
            if last_places.len() <= word {
                last_places.resize(word + 1, 0);
            }
            if let Some(word) = last_places.get_mut(word) {
                *word |= 1 << (rest.len() % BLOCK);
            }
            if let Some(byte) = last_bytes.get_mut(usize::from(*last)) {
                *byte = Some(*last);
            }
        }
        let last_bytes = BytePositions::new(last_bytes.into_iter().flatten());
        Self { last_offsets: last_places.into(), last_bytes }
    }

    /// Calls `emit` with the hashes of those prefixes of a text that have one of the lengths and end bytes,
    /// the shortest first. Returns the hash of the whole text.
    #[inline]
    pub(super) fn prefix_hashes(
        &self,
        text: &[u8],
        hashing: Hashing,
        mut emit: impl FnMut(u64),
    ) -> u64 {
        let mut prefix_hash = hashing.start_prefix();
        for (number, last_places) in self.last_offsets.iter().enumerate() {
            let from = number * BLOCK;
            if from >= text.len() {
                break;
            }
            // Both conditions in one AND: a prefix of this length exists, and the text has a possible last
            // byte there.
            let mut bits = self.last_bytes.find_in_block(text, from) & last_places;
            while bits != 0 {
                let length = from + bits.trailing_zeros() as usize + 1;
                bits &= bits - 1;
                // The lengths ascend, so the incremental hash reads each byte once.
                emit(hashing.start(&mut prefix_hash, text.get(..length).unwrap_or(text)));
            }
        }
        hashing.start(&mut prefix_hash, text)
    }
}

impl Prefixes {
    pub(super) fn new(lengths: Lengths, lists: &[(HashKey, PostingList)]) -> Self {
        let filter = BloomFilter::new(lists.iter().map(|(key, _)| *key));
        Self { lengths, filter, table: HashTable::from_lists(lists) }
    }

    /// Calls `found` with the lists of the prefixes that a text may start with. Returns the hash of the whole
    /// text.
    #[inline]
    pub(super) fn find(
        &self,
        text: &[u8],
        hashing: Hashing,
        mut found: impl FnMut(PostingList),
    ) -> u64 {
        self.lengths.prefix_hashes(text, hashing, |hash| {
            let key = key(hash);
            if self.filter.may_have(key) {
                if let Some((list, ())) = self.table.find(key) {
                    found(list);
                }
            }
        })
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = PostingList> {
        self.table.lists()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_start_is_told_and_the_whole_too() {
        let hashing = Hashing::new(7);
        let text = "shop1.example.com/fr/".repeat(12).into_bytes();
        let starts = [1, 17, 18, 21, 63, 64, 65, 128, 129, 200, 252].map(|end| &text[..end]);
        let lengths = Lengths::new(starts.into_iter());
        for cut in 0..=text.len() {
            let text = &text[..cut];
            let mut hashes = Vec::new();
            let whole = lengths.prefix_hashes(text, hashing, |hash| hashes.push(hash));
            assert_eq!(whole, hashing.text(text));
            for start in starts.iter().filter(|start| text.starts_with(start)) {
                assert!(hashes.contains(&hashing.text(start)), "{} of {cut}", start.len());
            }
        }
    }
}
