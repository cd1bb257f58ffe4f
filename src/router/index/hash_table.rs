//! A table from hashes to lists, and a filter before it.

use crate::router::index::hashing::HashKey;
use crate::router::index::postings::PostingList;

/// From a key to the list of the triggers to look at, and what else is known of it. Open addressing,
/// at most two thirds full.
#[derive(Clone, Debug, Default)]
pub(super) struct HashTable<T = ()> {
    slots: Box<[Slot<T>]>,
}

/// Free where the list is empty.
#[derive(Clone, Copy, Debug, Default)]
struct Slot<T> {
    key: HashKey,
    list: PostingList,
    payload: T,
}

impl<T: Copy + Default> HashTable<T> {
    /// Of keys that differ, and what is known of each.
    pub(super) fn new(lists: &[(HashKey, PostingList)], more: impl IntoIterator<Item = T>) -> Self {
        let size = (lists.len() * 3 / 2 + 1).next_power_of_two();
        let mut slots = vec![Slot::default(); size];
        for ((key, list), more) in lists.iter().zip(more) {
            let mut place = home_slot(*key, size);
            while slots.get(place).is_some_and(|slot: &Slot<T>| !slot.list.is_empty()) {
                place = next_slot(place, size);
            }
            if let Some(slot) = slots.get_mut(place) {
                *slot = Slot { key: *key, list: *list, payload: more };
            }
        }
        Self { slots: slots.into() }
    }

    #[inline]
    pub(super) fn find(&self, key: HashKey) -> Option<(PostingList, T)> {
        let mut place = home_slot(key, self.slots.len());
        loop {
            let slot = self.slots.get(place)?;
            if slot.list.is_empty() {
                return None;
            }
            if slot.key == key {
                return Some((slot.list, slot.payload));
            }
            place = next_slot(place, self.slots.len());
        }
    }

    /// The most slots in a row that are taken: so long may a search be.
    #[cfg(test)]
    pub(super) fn longest_probe(&self) -> usize {
        // Twice round, so that a run over the end is one.
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
    /// Of keys that differ, of which nothing else is known.
    pub(super) fn from_lists(lists: &[(HashKey, PostingList)]) -> Self {
        Self::new(lists, std::iter::repeat(()))
    }
}

/// Where to look first; the size is a power of two.
fn home_slot(key: HashKey, size: usize) -> usize {
    key as usize & size.wrapping_sub(1)
}

fn next_slot(place: usize, size: usize) -> usize {
    place.wrapping_add(1) & size.wrapping_sub(1)
}

/// Which keys are surely not in a table: a Bloom filter whose bits for one key lie in one word,
/// sixteen bits of room for each. It stays in the processor's cache where the table does not.
#[derive(Clone, Debug, Default)]
pub(super) struct BloomFilter {
    words: Box<[u64]>,
}

impl BloomFilter {
    pub(super) fn new(keys: impl ExactSizeIterator<Item = HashKey>) -> Self {
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

/// Three bits of a word, from other parts of the key than its place while there are few.
fn bits(key: HashKey) -> u64 {
    1 << (key >> 26) | 1 << ((key >> 20) & 63) | 1 << ((key >> 14) & 63)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::index::postings::{Posting, PostingsBuilder};

    #[test]
    fn a_table_has_what_was_put_in_and_nothing_else() {
        let mut gathered = PostingsBuilder::default();
        // Many keys of the same place.
        let keys = || (0..500_u32).map(|number| (number << 20) | (number % 3));
        let mut list = |number| gathered.add(&[Posting::new(number, 0)]);
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
