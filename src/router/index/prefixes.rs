//! Starts of texts: which of them a text begins with.
//!
//! One hash that runs along the text, looked up at the lengths that starts have, and there only
//! where the text has a byte that one of them ends in. Most starts end in a `/` or a `-`.

use crate::router::index::byte_positions::{BLOCK, BytePositions};
use crate::router::index::hash_table::{BloomFilter, HashTable};
use crate::router::index::hashing::{HashKey, Hashing, key};
use crate::router::index::postings::PostingList;

/// Starts by the texts that begin with them.
#[derive(Clone, Debug)]
pub(super) struct Prefixes {
    lengths: Lengths,
    filter: BloomFilter,
    slots: HashTable,
}

/// The lengths that starts have, and what they end in.
#[derive(Clone, Debug, Default)]
pub(super) struct Lengths {
    /// A bit for each place at which one of them ends.
    last_places: Box<[u64]>,
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
        Self { last_places: last_places.into(), last_bytes }
    }

    /// Tells the hashes of the starts of a text that have such a length and end, the shortest
    /// first, and gives the hash of the whole text.
    #[inline]
    pub(super) fn starts_of(
        &self,
        text: &[u8],
        hashing: Hashing,
        mut tell: impl FnMut(u64),
    ) -> u64 {
        let mut run = hashing.start_prefix();
        for (number, last_places) in self.last_places.iter().enumerate() {
            let from = number * BLOCK;
            if from >= text.len() {
                break;
            }
            let mut marks = self.last_bytes.find_in_block(text, from) & last_places;
            while marks != 0 {
                let length = from + marks.trailing_zeros() as usize + 1;
                marks &= marks - 1;
                tell(hashing.start(&mut run, text.get(..length).unwrap_or(text)));
            }
        }
        hashing.start(&mut run, text)
    }
}

impl Prefixes {
    pub(super) fn new(lengths: Lengths, lists: &[(HashKey, PostingList)]) -> Self {
        let filter = BloomFilter::new(lists.iter().map(|(key, _)| *key));
        Self { lengths, filter, slots: HashTable::from_lists(lists) }
    }

    /// The lists of the starts that a text may begin with, and the hash of the whole text.
    #[inline]
    pub(super) fn find(
        &self,
        text: &[u8],
        hashing: Hashing,
        mut found: impl FnMut(PostingList),
    ) -> u64 {
        self.lengths.starts_of(text, hashing, |hash| {
            let key = key(hash);
            if self.filter.may_have(key) {
                if let Some((list, ())) = self.slots.find(key) {
                    found(list);
                }
            }
        })
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = PostingList> {
        self.slots.lists()
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
            let mut told = Vec::new();
            let whole = lengths.starts_of(text, hashing, |hash| told.push(hash));
            assert_eq!(whole, hashing.text(text));
            for start in starts.iter().filter(|start| text.starts_with(start)) {
                assert!(told.contains(&hashing.text(start)), "{} of {cut}", start.len());
            }
        }
    }
}
