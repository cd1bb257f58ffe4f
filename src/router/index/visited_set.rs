//! The set of programs and lists that a search has visited: a small linear set that grows into an
//! open-addressing hash table, on the stack.
//!
//! Two kinds of things can be found again in one decision. A window occurs at many offsets of a text, and a
//! list value has many items, so a table may find a posting list again. A trigger that is listed under
//! several keys may be found under each. Without this set a text of 8,000 bytes could run one false condition
//! 8,000 times.
//!
//! Idea: most decisions visit a handful of programs, which are compared in one vectorized loop. A bit for
//! each remainder by 64 rejects most new numbers before that. Drawback: the table is limited to the stack. If
//! it is full, the search tries everything that may be found again in order
//! ([`Searcher`](super::searcher::Searcher)).

use smallvec::SmallVec;

use crate::router::index::hashing::Hashing;
use crate::router::index::postings::{LIST_BIT, PostingList, ProgramOffset};

/// The visited programs by offset, and the visited lists by the index of their first posting.
#[derive(Debug)]
pub(super) struct VisitedSet {
    /// One bit for each remainder by 64 of the recorded numbers. Most queried numbers are new, and their bit
    /// says so; comparing with all others took a hundred instructions a decision.
    remainders: u64,
    /// The first numbers, which are compared all at once.
    inline: [u32; INLINE],
    count: usize,
    /// Open addressing; empty until there are more numbers than `inline` has room for. It never outgrows its
    /// inline size, so it takes no memory but the stack's.
    table: SmallVec<[u32; SLOTS]>,
    in_table: usize,
}

/// A cache line of numbers. The sizes below bound the stack at 8 KiB; they were not measured on their own.
const INLINE: usize = 16;
const SLOTS: usize = 2_048;
const FIRST_SLOTS: usize = 128;

/// At most half of the slots are taken, so a search soon reaches a free slot.
const MAX_IN_TABLE: usize = SLOTS / 2;

/// A free slot. No program has this offset, because each program has at least one instruction.
const FREE: u32 = u32::MAX;

impl Default for VisitedSet {
    fn default() -> Self {
        Self {
            remainders: 0,
            inline: [FREE; INLINE],
            count: 0,
            table: SmallVec::new(),
            in_table: 0,
        }
    }
}

impl VisitedSet {
    pub(super) fn has(&self, program: ProgramOffset, hashing: Hashing) -> bool {
        self.has_number(program.number(), hashing)
    }

    pub(super) fn has_list(&self, list: PostingList, hashing: Hashing) -> bool {
        self.has_number(list.start().number() | LIST_BIT, hashing)
    }

    /// Returns `false` if there is no room.
    pub(super) fn add(&mut self, program: ProgramOffset, hashing: Hashing) -> bool {
        self.add_number(program.number(), hashing)
    }

    /// Returns `false` if there is no room.
    pub(super) fn add_list(&mut self, list: PostingList, hashing: Hashing) -> bool {
        self.add_number(list.start().number() | LIST_BIT, hashing)
    }

    #[inline(always)]
    fn has_number(&self, number: u32, hashing: Hashing) -> bool {
        self.remainders & (1 << (number % 64)) != 0 && self.is_among_numbers(number, hashing)
    }

    #[inline(never)]
    fn is_among_numbers(&self, number: u32, hashing: Hashing) -> bool {
        // There is no early exit, so that the loop is vectorized.
        // Unused entries hold `FREE`, which equals no number, so all sixteen are compared.
        self.inline.iter().fold(false, |has, known| has | (*known == number))
            || !self.table.is_empty() && self.free_slot(number, hashing).is_none()
    }

    #[inline]
    fn add_number(&mut self, number: u32, hashing: Hashing) -> bool {
        // Set for all numbers, also those in the table, so that a clear bit means that the number is new.
        self.remainders |= 1 << (number % 64);
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
        // At most half full, so that probe sequences stay short.
        if self.in_table * 2 >= self.table.len() {
            self.grow(hashing);
        }
        if let Some(index) = self.free_slot(number, hashing) {
            if let Some(slot) = self.table.get_mut(index) {
                *slot = number;
                self.in_table += 1;
            }
        }
        true
    }

    /// Grows in steps, because most tables stay small and filling one costs as much as it has slots.
    fn grow(&mut self, hashing: Hashing) {
        if self.table.is_empty() {
            self.table.resize(FIRST_SLOTS, FREE);
            return;
        }
        let known = self.table.iter().copied().filter(|number| *number != FREE);
        let known: SmallVec<[u32; MAX_IN_TABLE]> = known.collect();
        // 128, 512, 2,048: the last step is the size that lies inline.
        let size = (self.table.len() * 4).min(SLOTS);
        self.table.clear();
        self.table.resize(size, FREE);
        for number in known {
            if let Some(slot) =
                self.free_slot(number, hashing).and_then(|index| self.table.get_mut(index))
            {
                *slot = number;
            }
        }
    }

    /// Returns the free slot for a number, or `None` if the table has the number. The hash is seeded: the
    /// author of the rules must not be able to choose triggers that share a slot.
    #[expect(clippy::cast_possible_truncation, reason = "some bits of the hash are what is wanted")]
    fn free_slot(&self, number: u32, hashing: Hashing) -> Option<usize> {
        // The size is a power of two.
        let last = self.table.len().wrapping_sub(1);
        let mut index = hashing.number(number.into(), 0) as usize & last;
        while let Some(known) = self.table.get(index).filter(|known| **known != FREE) {
            if *known == number {
                return None;
            }
            index = (index + 1) & last;
        }
        Some(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_known_and_nothing_else_until_there_is_no_room() {
        let hashing = Hashing::new(7);
        let mut tried = VisitedSet::default();
        let number = |n: u32| ProgramOffset::new(n.wrapping_mul(0x9e37_79b1) >> 8);
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
        tried.add(ProgramOffset::FIRST, hashing);
        assert!(!tried.has_list(PostingList::default(), hashing));
        tried.add_list(PostingList::default(), hashing);
        assert!(
            tried.has_list(PostingList::default(), hashing)
                && tried.has(ProgramOffset::FIRST, hashing)
        );
    }
}
