//! Ids to dense places and back: the texts side by side, and a seeded table of where they start.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

/// The ids of a list, which all differ.
///
/// To find one takes a slot and the text itself, two lines of memory however many there are: a hash
/// alone is never trusted.
#[derive(Clone, Debug)]
pub(super) struct IdTable {
    texts: Box<str>,
    /// Where each text ends, and the next one starts.
    ends: Box<[u32]>,
    /// A power of two of them, of which at least a fifth are free, so that each search comes to an
    /// end soon.
    slots: Box<[Slot]>,
    hasher: FixedState,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Some bits of the text's hash, and its length in the lowest eight.
    tag: u32,
    place: u32,
    /// Where its text starts.
    start: u32,
}

/// No list has so many places.
const FREE: Slot = Slot { tag: 0, place: u32::MAX, start: 0 };

/// Equal where the texts are, in the same order.
impl PartialEq for IdTable {
    fn eq(&self, other: &Self) -> bool {
        self.ends == other.ends && self.texts == other.texts
    }
}

impl IdTable {
    /// The ids of a checked list: it is limited, and so are their lengths, far below what 32 bits
    /// count.
    pub(super) fn new<'l>(ids: impl Iterator<Item = &'l str> + Clone, seed: u64) -> Self {
        let (count, bytes) =
            ids.clone().fold((0, 0), |(count, bytes), id| (count + 1, bytes + id.len()));
        let mut texts = String::with_capacity(bytes);
        let mut ends = Vec::with_capacity(count);
        let slots = (count + count / 4 + 1).next_power_of_two();
        let mut made = Self {
            texts: Box::default(),
            ends: Box::default(),
            slots: vec![FREE; slots].into(),
            hasher: FixedState::with_seed(seed),
        };
        let mut start = 0;
        for (place, id) in (0..).zip(ids) {
            made.insert(id, place, start);
            texts.push_str(id);
            start = u32::try_from(texts.len()).unwrap_or(u32::MAX);
            ends.push(start);
        }
        Self { texts: texts.into(), ends: ends.into(), ..made }
    }

    fn insert(&mut self, id: &str, place: u32, start: u32) {
        if let Some((tag, mut number)) = self.probe(id) {
            while let Some(slot) = self.slots.get_mut(number) {
                if slot.place == FREE.place {
                    *slot = Slot { tag, place, start };
                    return;
                }
                number = self.next_slot(number);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The place of an id.
    #[inline]
    pub(super) fn find(&self, id: &str) -> Option<u32> {
        let (tag, mut number) = self.probe(id)?;
        loop {
            let slot = self.slots.get(number)?;
            if slot.place == FREE.place {
                return None;
            }
            if slot.tag == tag {
                // The tag has the length, so this is all of the text.
                let texts = self.texts.as_bytes().get(slot.start as usize..)?;
                if texts.starts_with(id.as_bytes()) {
                    return Some(slot.place);
                }
            }
            number = self.next_slot(number);
        }
    }

    /// The id at a place.
    pub(super) fn get(&self, place: u32) -> Option<&str> {
        let place = place as usize;
        let end = *self.ends.get(place)? as usize;
        let start = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize,
            None => 0,
        };
        self.texts.get(start..end)
    }

    /// The tag of an id, and the number of the slot from which it is looked for; nothing for a text
    /// that is longer than any id.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "parts of the hash are what is wanted")]
    fn probe(&self, id: &str) -> Option<(u32, usize)> {
        let length = u8::try_from(id.len()).ok()?;
        let mut hasher = self.hasher.build_hasher();
        hasher.write(id.as_bytes());
        let hash = hasher.finish();
        let tag = (hash >> 32) as u32 & !0xff | u32::from(length);
        Some((tag, hash as usize & (self.slots.len() - 1)))
    }

    fn next_slot(&self, number: usize) -> usize {
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
            for (place, id) in (0..).zip(&list) {
                assert_eq!(ids.find(id), Some(place), "{id} of {count}");
                assert_eq!(ids.get(place), Some(id.as_str()));
                for other in [format!("{id}0"), format!(" {id}"), id.split_at(1).1.to_owned()] {
                    let there = list.iter().position(|id| *id == other);
                    assert_eq!(ids.find(&other).map(|place| place as usize), there, "{other}");
                }
            }
            assert_eq!(ids.get(u32::try_from(count).unwrap()), None);
            assert_eq!(ids.find(""), None);
        }
    }

    #[test]
    fn a_seed_changes_no_answer() {
        let list = texts(300);
        let of = |seed| IdTable::new(list.iter().map(String::as_str), seed);
        assert!(of(1) == of(2));
        for id in &list {
            assert_eq!(of(1).find(id), of(2).find(id));
        }
        assert!(of(1) != IdTable::new(list.iter().skip(1).map(String::as_str), 1));
        // The same bytes, cut otherwise.
        assert!(
            IdTable::new(["ab", "c"].into_iter(), 1) != IdTable::new(["a", "bc"].into_iter(), 1)
        );
    }

    #[test]
    fn texts_of_one_tag_are_told_apart() {
        let mut ids = IdTable::new(["aa", "bb", "cc"].into_iter(), 7);
        let (tag, number) = ids.probe("bb").unwrap();
        // As if their hashes were equal: which of them it is, the text says.
        ids.slots.fill(FREE);
        for (turn, place) in [(0, 0), (1, 2), (2, 1)] {
            let slot = (number + turn) % ids.slots.len();
            ids.slots[slot] = Slot { tag, place, start: place * 2 };
        }
        assert_eq!(ids.find("bb"), Some(1));
        ids.texts = "aaxxcc".into();
        assert_eq!(ids.find("bb"), None);
    }
}
