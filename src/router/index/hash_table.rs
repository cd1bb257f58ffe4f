//! Open-addressing hash table with linear probing, and a blocked Bloom filter in front of it.
//!
//! Idea: a key is half of a 64-bit hash. Texts that share a key share a posting list, and the programs tell
//! them apart, so the table stores no texts. The filter ([`BloomFilter`], Putze, Sanders, Singler 2007)
//! rejects most keys that are not in the table with one load.
//!
//! Drawback: false positives cost a program run. Linear probing is slow for chosen keys, which the seed
//! prevents (`router/seed.rs`). `bounds.rs` tests both.

use crate::router::index::hashing::HashKey;
use crate::router::index::postings::PostingList;

/// A map from keys to posting lists with a payload. At most two thirds of the slots are taken.
#[derive(Clone, Debug, Default)]
pub(super) struct HashTable<T = ()> {
    slots: Box<[TableSlot<T>]>,
}

/// A slot is free if its list is empty.
#[derive(Clone, Copy, Debug, Default)]
struct TableSlot<T> {
    key: HashKey,
    list: PostingList,
    payload: T,
}

impl<T: Copy + Default> HashTable<T> {
    /// Builds a table of distinct keys, each with a payload.
    pub(super) fn new(
        lists: &[(HashKey, PostingList)],
        payloads: impl IntoIterator<Item = T>,
    ) -> Self {
        // A power of two makes the remainder a mask. At least a third of the slots stays free, which ends
        // unsuccessful look-ups.
        let size = (lists.len() * 3 / 2 + 1).next_power_of_two();
        // The table is never changed afterwards, so it needs neither deletion nor growth.
        let mut slots = vec![TableSlot::default(); size];
        for ((key, list), payload) in lists.iter().zip(payloads) {
            let mut index = home_slot(*key, size);
            while slots.get(index).is_some_and(|slot: &TableSlot<T>| !slot.list.is_empty()) {
                index = next_slot(index, size);
            }
            if let Some(slot) = slots.get_mut(index) {
                *slot = TableSlot { key: *key, list: *list, payload };
            }
        }
        Self { slots: slots.into() }
    }

    #[inline]
    pub(super) fn find(&self, key: HashKey) -> Option<(PostingList, T)> {
        let mut index = home_slot(key, self.slots.len());
        loop {
            let slot = self.slots.get(index)?;
            // At least a third of the slots are free, so the loop ends.
            if slot.list.is_empty() {
                return None;
            }
            if slot.key == key {
                return Some((slot.list, slot.payload));
            }
            index = next_slot(index, self.slots.len());
        }
    }

    /// Returns the longest run of taken slots, which bounds a search.
    #[cfg(test)]
    pub(super) fn longest_probe(&self) -> usize {
        // The slots are chained twice, so that a run across the end counts as one.
        let slots = self.slots.iter().chain(&self.slots);
        let runs = slots.scan(0, |run, slot| {
            *run = if slot.list.is_empty() { 0 } else { *run + 1 };
            Some(*run)
        });
        runs.max().unwrap_or_default()
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = PostingList> {
        self.slots.iter().map(|slot| slot.list).filter(|list| !list.is_empty())
    }
}

impl HashTable {
    /// Builds a table of distinct keys without payloads.
    pub(super) fn from_lists(lists: &[(HashKey, PostingList)]) -> Self {
        Self::new(lists, std::iter::repeat(()))
    }
}

/// Returns the slot where a search starts. The size is a power of two.
fn home_slot(key: HashKey, size: usize) -> usize {
    key as usize & size.wrapping_sub(1)
}

fn next_slot(index: usize, size: usize) -> usize {
    index.wrapping_add(1) & size.wrapping_sub(1)
}

/// A blocked Bloom filter: the three bits of a key lie in one word, with 16 bits of room for each key. It
/// stays in the processor's cache when the table does not. Three bits replaced two in the commit "Filter with
/// three bits, and guard sooner where programs lie far away"; the figure is not on record.
#[derive(Clone, Debug, Default)]
pub(super) struct BloomFilter {
    words: Box<[u64]>,
}

impl BloomFilter {
    pub(super) fn new(keys: impl ExactSizeIterator<Item = HashKey>) -> Self {
        // Four keys share a word of 64 bits.
        let size = (keys.len() / 4 + 1).next_power_of_two();
        let mut words = vec![0; size];
        for key in keys {
            if let Some(word) = words.get_mut(home_slot(key, size)) {
                *word |= bits(key);
            }
        }
        Self { words: words.into() }
    }

    #[inline]
    pub(super) fn may_have(&self, key: HashKey) -> bool {
        let bits = bits(key);
        self.words.get(home_slot(key, self.words.len())).is_some_and(|word| word & bits == bits)
    }
}

/// Returns three bits of a word, chosen by other bits of the key than the word is, as long as there are few
/// words.
fn bits(key: HashKey) -> u64 {
    1 << (key >> 26) | 1 << ((key >> 20) & 63) | 1 << ((key >> 14) & 63)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::index::postings::{Posting, PostingsBuilder, ProgramOffset};

    #[test]
    fn a_table_has_what_was_put_in_and_nothing_else() {
        let mut builder = PostingsBuilder::default();
        // Many keys with one home slot.
        let keys = || (0..500_u32).map(|number| (number << 20) | (number % 3));
        let mut list = |number| builder.add(&[Posting::new(ProgramOffset::new(number), 0)]);
        let lists: Vec<(HashKey, PostingList)> = keys().map(|key| (key, list(key))).collect();
        let filter = BloomFilter::new(keys());
        let slots = HashTable::new(&lists, keys().map(|key| !key));
        for (key, list) in lists {
            assert_eq!(slots.find(key), Some((list, !key)));
            assert!(filter.may_have(key));
            assert_eq!(slots.find(key | 4), None);
        }
        assert_eq!(slots.lists().count(), 500);
        assert_eq!(HashTable::<u32>::default().find(7), None);
        assert_eq!(HashTable::from_lists(&[]).find(7), None);
        assert!(!BloomFilter::default().may_have(7));
        let wrong = (0..10_000_u32).map(|number| number.wrapping_mul(0x9e37_79b9) | 8);
        let passed = wrong.filter(|key| filter.may_have(*key)).count();
        assert!(passed < 500, "{passed}");
    }
}
