//! A table from hashes to lists, and a filter before it.

use crate::router::index::postings::List;

/// From a hash to the list of the triggers to look at. Open addressing, at most two thirds full.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    slots: Box<[Slot]>,
}

/// Free where the list is empty.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// The upper half of the hash; the lower one says where to look first.
    tag: u32,
    list: List,
}

impl Slots {
    /// Of hashes that differ.
    pub(super) fn new(lists: &[(u64, List)]) -> Self {
        let size = (lists.len() * 3 / 2 + 1).next_power_of_two();
        let mut slots = vec![Slot::default(); size];
        for (hash, list) in lists {
            let free = places(*hash, size)
                .find(|place| slots.get(*place).is_some_and(|slot| slot.list.is_empty()));
            if let Some(slot) = free.and_then(|place| slots.get_mut(place)) {
                *slot = Slot { tag: tag(*hash), list: *list };
            }
        }
        Self { slots: slots.into() }
    }

    pub(super) fn find(&self, hash: u64) -> Option<List> {
        for place in places(hash, self.slots.len()) {
            let slot = self.slots.get(place)?;
            if slot.list.is_empty() {
                return None;
            }
            if slot.tag == tag(hash) {
                return Some(slot.list);
            }
        }
        None
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = List> {
        self.slots.iter().map(|slot| slot.list).filter(|list| !list.is_empty())
    }
}

/// Where a hash may lie, in order; the size is a power of two.
fn places(hash: u64, size: usize) -> impl Iterator<Item = usize> {
    let mask = size.wrapping_sub(1);
    let first = low(hash) & mask;
    (0..size).map(move |step| first.wrapping_add(step) & mask)
}

fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is wanted")]
pub(super) fn low(hash: u64) -> usize {
    hash as u32 as usize
}

/// Which hashes are surely not in a table: a Bloom filter whose bits for one hash lie in one word,
/// sixteen bits of room for each. It stays in the processor's cache where the table does not.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    words: Box<[u64]>,
}

impl Filter {
    pub(super) fn new(hashes: impl ExactSizeIterator<Item = u64>) -> Self {
        let size = (hashes.len() / 4 + 1).next_power_of_two();
        let mut words = vec![0; size];
        for hash in hashes {
            if let Some(word) = words.get_mut(place(hash, size)) {
                *word |= bits(hash);
            }
        }
        Self { words: words.into() }
    }

    pub(super) fn may_have(&self, hash: u64) -> bool {
        self.words.get(place(hash, self.words.len())).is_some_and(|word| !word & bits(hash) == 0)
    }
}

fn place(hash: u64, size: usize) -> usize {
    low(hash >> 6) & size.wrapping_sub(1)
}

/// Three bits of a word, from other parts of the hash than its place.
fn bits(hash: u64) -> u64 {
    1 << (hash & 63) | 1 << ((hash >> 40) & 63) | 1 << ((hash >> 52) & 63)
}
