//! What a search has been through: programs that were false, and lists that were walked.
//!
//! Two kinds of things can be met again in one decision. A window stands at many places of a text, and a
//! list of the visitor's has many items: such tables tell a list again. And a trigger is listed under several
//! keys where it asks for one of them. Without a memory a text of 8,000 bytes makes one false condition run
//! 8,000 times. All else is met once, and needs none.
//!
//! The memory is on the stack. Most decisions remember a handful of programs, which are searched one by one;
//! then a hash table takes over. Where that is full, the search tries what may be met again in order, and is
//! done with it: see [`Hunt`](super::hunt::Hunt).

use smallvec::SmallVec;

use crate::router::index::hashing::Hashing;
use crate::router::index::postings::{LIST_BIT, PostingList};

/// What was tried or walked, as numbers: of programs by where they start, of lists by where they lie.
#[derive(Debug)]
pub(super) struct VisitedSet {
    /// A signature of all numbers: a bit for each remainder by 64. Most numbers that are asked for are new,
    /// and their bit tells so; to compare them with all others took a hundred instructions a decision.
    signature: u64,
    /// The first ones, in a list that is compared at once.
    inline: [u32; INLINE],
    count: usize,
    /// Open addressing; empty until there are more than a few. Never more than its inline size, so it takes
    /// no memory but the stack's.
    table: SmallVec<[u32; SLOTS]>,
    in_table: usize,
}

const INLINE: usize = 16;
const SLOTS: usize = 2_048;
const FIRST_SLOTS: usize = 128;

/// Half full at most, so that a search for a number soon comes to a free slot.
const MAX_IN_TABLE: usize = SLOTS / 2;

/// A slot without a number. No program starts there: each has a step of its own, and memory ends before.
const FREE: u32 = u32::MAX;

impl Default for VisitedSet {
    fn default() -> Self {
        Self { signature: 0, inline: [FREE; INLINE], count: 0, table: SmallVec::new(), in_table: 0 }
    }
}

impl VisitedSet {
    pub(super) fn has(&self, program: u32, hashing: Hashing) -> bool {
        self.has_number(program, hashing)
    }

    pub(super) fn has_list(&self, list: PostingList, hashing: Hashing) -> bool {
        self.has_number(list.start() | LIST_BIT, hashing)
    }

    /// False where there is no room.
    pub(super) fn add(&mut self, program: u32, hashing: Hashing) -> bool {
        self.add_number(program, hashing)
    }

    /// False where there is no room.
    pub(super) fn add_list(&mut self, list: PostingList, hashing: Hashing) -> bool {
        self.add_number(list.start() | LIST_BIT, hashing)
    }

    #[inline(always)]
    fn has_number(&self, number: u32, hashing: Hashing) -> bool {
        self.signature & (1 << (number % 64)) != 0 && self.is_among_numbers(number, hashing)
    }

    #[inline(never)]
    fn is_among_numbers(&self, number: u32, hashing: Hashing) -> bool {
        // No early end: so few are compared at once.
        self.inline.iter().fold(false, |has, known| has | (*known == number))
            || !self.table.is_empty() && self.place(number, hashing).is_none()
    }

    #[inline]
    fn add_number(&mut self, number: u32, hashing: Hashing) -> bool {
        self.signature |= 1 << (number % 64);
        match self.inline.get_mut(self.count) {
            Some(free) => {
                *free = number;
                self.count += 1;
                true
            }
            None => self.add_to_table(number, hashing),
        }
    }

    #[cold]
    #[inline(never)]
    fn add_to_table(&mut self, number: u32, hashing: Hashing) -> bool {
        if self.in_table == MAX_IN_TABLE {
            return false;
        }
        if self.in_table * 2 >= self.table.len() {
            self.grow(hashing);
        }
        if let Some(place) = self.place(number, hashing) {
            if let Some(slot) = self.table.get_mut(place) {
                *slot = number;
                self.in_table += 1;
            }
        }
        true
    }

    /// Most tables stay small, and to make one costs as much as it has slots.
    fn grow(&mut self, hashing: Hashing) {
        if self.table.is_empty() {
            self.table.resize(FIRST_SLOTS, FREE);
            return;
        }
        let known = self.table.iter().copied().filter(|number| *number != FREE);
        let known: SmallVec<[u32; MAX_IN_TABLE]> = known.collect();
        let size = (self.table.len() * 4).min(SLOTS);
        self.table.clear();
        self.table.resize(size, FREE);
        for number in known {
            if let Some(slot) =
                self.place(number, hashing).and_then(|place| self.table.get_mut(place))
            {
                *slot = number;
            }
        }
    }

    /// The free slot for a number; nothing where the table has it. The hash is seeded: whoever writes rules
    /// must not be able to choose triggers that share a slot.
    #[expect(clippy::cast_possible_truncation, reason = "some bits of the hash are what is wanted")]
    fn place(&self, number: u32, hashing: Hashing) -> Option<usize> {
        // The size is a power of two.
        let last = self.table.len().wrapping_sub(1);
        let mut place = hashing.number(number.into(), 0) as usize & last;
        while let Some(known) = self.table.get(place).filter(|known| **known != FREE) {
            if *known == number {
                return None;
            }
            place = (place + 1) & last;
        }
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_known_and_nothing_else_until_there_is_no_room() {
        let hashing = Hashing::new(7);
        let mut tried = VisitedSet::default();
        let number = |n: u32| n.wrapping_mul(0x9e37_79b1) >> 8;
        let room = u32::try_from(INLINE + MAX_IN_TABLE).unwrap();
        for n in 0..room {
            assert!(!tried.has(number(n), hashing), "{n}");
            assert!(tried.add(number(n), hashing));
        }
        assert!((0..room).all(|n| tried.has(number(n), hashing)));
        assert!((room..room * 2).all(|n| !tried.has(number(n), hashing)));
        assert!(!tried.add(number(room), hashing) && !tried.has(number(room), hashing));
        assert!(!tried.table.spilled());
    }

    #[test]
    fn a_list_is_no_program() {
        let hashing = Hashing::new(7);
        let mut tried = VisitedSet::default();
        tried.add(0, hashing);
        assert!(!tried.has_list(PostingList::default(), hashing));
        tried.add_list(PostingList::default(), hashing);
        assert!(tried.has_list(PostingList::default(), hashing) && tried.has(0, hashing));
    }
}
