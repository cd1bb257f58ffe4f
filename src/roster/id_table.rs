//! Indices of groups by id.
//!
//! # Algorithm
//!
//! A hash table with open addressing and linear probing. The texts of the ids lie one after the other in one string; a
//! slot has a tag, the index, and the position of its text. The tag holds 24 bits of the hash and the length, so nearly
//! every probe that does not match is excluded without reading the text. A match is always confirmed by the text,
//! never by the hash alone. A search reads one slot and one text, which are two cache lines, however many ids there are.
//!
//! # Drawback
//!
//! The table is built once and cannot change. The hash is seeded, because whoever writes a document chooses the ids.
//!
//! # Alternative
//!
//! The ids of agents are an `IndexSet`. For groups it was measured, too: a decision by selection takes 533 instructions
//! with it and 517 with this table (`cargo run --release -p frontdesk-instructions -- --only selection`), and its search
//! reads one more cache line. A decision by a named group does the least other work, so groups keep this table.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

/// The ids of a list. They are unique.
#[derive(Clone, Debug)]
pub(super) struct IdTable {
    texts: Box<str>,
    /// Where each text ends and the next one starts.
    ends: Box<[u32]>,
    /// The slots. Their number is a power of two. At least a fifth of them are free, which keeps searches short.
    slots: Box<[Slot]>,
    hasher: FixedState,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The length of the text in the lowest eight bits, and 24 bits of its hash.
    tag: u32,
    index: u32,
    /// Where the text starts.
    start: u32,
}

/// A slot without an id. No list is so long that an id has this index.
const FREE: Slot = Slot { tag: 0, index: u32::MAX, start: 0 };

/// Two tables are equal if they have equal ids in one order, whatever their seeds.
impl PartialEq for IdTable {
    fn eq(&self, other: &Self) -> bool {
        self.ends == other.ends && self.texts == other.texts
    }
}

impl IdTable {
    /// Builds the table of the ids of a checked list. The limits of a document keep all numbers far below 2^32.
    pub(super) fn new<'l>(ids: impl Iterator<Item = &'l str> + Clone, seed: u64) -> Self {
        let (count, bytes) =
            ids.clone().fold((0, 0), |(count, bytes), id| (count + 1, bytes + id.len()));
        let mut texts = String::with_capacity(bytes);
        let mut ends = Vec::with_capacity(count);
        // A power of two, so a mask replaces the modulo. At most four fifths are used, and at least
        // one slot is free, which ends every search.
        let slots = (count + count / 4 + 1).next_power_of_two();
        let mut made = Self {
            texts: Box::default(),
            ends: Box::default(),
            slots: vec![FREE; slots].into(),
            hasher: FixedState::with_seed(seed),
        };
        let mut start = 0;
        for (index, id) in (0..).zip(ids) {
            made.insert(id, index, start);
            texts.push_str(id);
            start = u32::try_from(texts.len()).unwrap_or(u32::MAX);
            ends.push(start);
        }
        Self { texts: texts.into(), ends: ends.into(), ..made }
    }

    fn insert(&mut self, id: &str, index: u32, start: u32) {
        if let Some((tag, mut number)) = self.probe(id) {
            while let Some(slot) = self.slots.get_mut(number) {
                if slot.index == FREE.index {
                    *slot = Slot { tag, index, start };
                    return;
                }
                number = self.next_slot(number);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns the index of an id.
    #[inline]
    pub(super) fn find(&self, id: &str) -> Option<u32> {
        let (tag, mut number) = self.probe(id)?;
        loop {
            let slot = self.slots.get(number)?;
            if slot.index == FREE.index {
                return None;
            }
            if slot.tag == tag {
                // The tag has the length, so equal beginnings are equal texts.
                let texts = self.texts.as_bytes().get(slot.start as usize..)?;
                if texts.starts_with(id.as_bytes()) {
                    return Some(slot.index);
                }
            }
            number = self.next_slot(number);
        }
    }

    /// Returns the tag of an id and the slot at which a search begins; `None` for a text that is longer than any id.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the tag and the slot take different bits of the hash"
    )]
    fn probe(&self, id: &str) -> Option<(u32, usize)> {
        // The tag has eight bits for the length. No id has more than 128 bytes, so a text that does
        // not fit is not an id.
        let length = u8::try_from(id.len()).ok()?;
        let mut hasher = self.hasher.build_hasher();
        hasher.write(id.as_bytes());
        let hash = hasher.finish();
        let tag = (hash >> 32) as u32 & !0xff | u32::from(length);
        Some((tag, hash as usize & (self.slots.len() - 1)))
    }

    fn next_slot(&self, number: usize) -> usize {
        // Linear probing: the next slot is most often in the same cache line.
        (number + 1) & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(count: usize) -> Vec<String> {
        (0..count).map(|n| format!("{}{n}", "x".repeat(n % 90))).collect()
    }

    #[test]
    fn each_is_found_at_its_place_and_no_other_text_is() {
        for count in [0, 1, 2, 3, 4, 12, 13, 25, 26, 1_000] {
            let list = texts(count);
            let ids = IdTable::new(list.iter().map(String::as_str), 7);
            assert_eq!(ids.len(), count);
            for (index, id) in (0..).zip(&list) {
                assert_eq!(ids.find(id), Some(index), "{id} of {count}");
                for other in [format!("{id}0"), format!(" {id}"), id.split_at(1).1.to_owned()] {
                    let there = list.iter().position(|id| *id == other);
                    assert_eq!(ids.find(&other).map(|index| index as usize), there, "{other}");
                }
            }
            assert_eq!(ids.find(""), None);
        }
    }

    #[test]
    fn a_seed_changes_no_answer() {
        let list = texts(300);
        let with_seed = |seed| IdTable::new(list.iter().map(String::as_str), seed);
        assert!(with_seed(1) == with_seed(2));
        for id in &list {
            assert_eq!(with_seed(1).find(id), with_seed(2).find(id));
        }
        assert!(with_seed(1) != IdTable::new(list.iter().skip(1).map(String::as_str), 1));
        // Equal bytes with another boundary are other ids.
        assert!(
            IdTable::new(["ab", "c"].into_iter(), 1) != IdTable::new(["a", "bc"].into_iter(), 1)
        );
    }

    #[test]
    fn texts_of_one_tag_are_told_apart() {
        let mut ids = IdTable::new(["aa", "bb", "cc"].into_iter(), 7);
        let (tag, number) = ids.probe("bb").unwrap();
        // All three get one tag, as if their hashes were equal. The text then decides.
        ids.slots.fill(FREE);
        for (probe, index) in [(0, 0), (1, 2), (2, 1)] {
            let slot = (number + probe) % ids.slots.len();
            ids.slots[slot] = Slot { tag, index, start: index * 2 };
        }
        assert_eq!(ids.find("bb"), Some(1));
        ids.texts = "aaxxcc".into();
        assert_eq!(ids.find("bb"), None);
    }
}
