//! Posting lists: the programs of triggers in list order, each with the signature of its trigger.
//!
//! All lists lie one after the other, as a structure of arrays: programs and signatures are apart. A short
//! list is one cache line of each. A long list is filtered eight signatures at a time, and two levels of
//! block summaries skip 64 or 4,096 postings at once.
//!
//! The drawback of a sorted list without compression is its size: twelve bytes a posting. Compressed lists
//! (delta encoding, bitmaps) were not measured. "Keep guards apart from programs and look at eight at a time"
//! is the commit that separated both arrays.

use std::ops::Range;

use crate::ix::indices;
use crate::router::index::hashing::HashKey;

indices! {
    /// A program, by the offset of its first instruction. The offsets are in the order of triggers.
    ProgramOffset;
    /// A posting, by its offset among all postings.
    PostingIx;
}

impl ProgramOffset {
    /// The first program.
    pub(super) const FIRST: Self = Self::new(0);
    /// Sentinel: no program, after all others. No index has as many instructions.
    pub(super) const NONE: Self = Self::new(u32::MAX);
}

/// A trigger in a posting list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    /// The offset of its program. Offsets are in the order of triggers.
    pub(super) program: ProgramOffset,
    /// The two halves of the trigger's signature: see [`Signatures`](super::signature::Signatures).
    signature: [u32; 2],
}

/// A slice of the postings, or a single program. A single program needs no posting, because checking its
/// signature would cost as much as running it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PostingList {
    /// The offset of the first posting, or of the program of a list of one.
    start: u32,
    len: u32,
}

/// All postings of an index.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    /// The program of each posting.
    programs: Box<[ProgramOffset]>,
    /// The complement of each signature: the bits that a visitor must not have.
    lacks: Box<[u64]>,
    /// The bits that are in the complements of all 64 postings of a block.
    blocks: Box<[u64]>,
    /// The bits that are in all 64 blocks of a wide block.
    wide_blocks: Box<[u64]>,
}

/// Collects postings.
#[derive(Debug, Default)]
pub(super) struct PostingsBuilder {
    postings: Vec<Posting>,
    /// Whether there were more postings than an index can count.
    has_overflown: bool,
}

/// The number of postings that share a summary: two cache lines of programs.
const BLOCK: usize = 64;

/// Distinguishes lists from programs in a [`VisitedSet`](super::visited_set::VisitedSet). An index with so many
/// instructions or postings that they reach this bit is not built: see [`Index`](super::Index).
pub(super) const LIST_BIT: u32 = 1 << 31;

/// The most instructions and postings of an index.
pub(super) const MAX_NUMBERS: usize = LIST_BIT as usize - 1;

impl Posting {
    #[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
    pub(super) fn new(program: ProgramOffset, signature: u64) -> Self {
        Self { program, signature: [signature as u32, (signature >> 32) as u32] }
    }

    /// Returns the complement of the signature. The trigger is excluded if the visitor has any of these bits.
    fn lacks(&self) -> u64 {
        let [low, high] = self.signature;
        !(u64::from(low) | (u64::from(high) << 32))
    }
}

/// Sentinel in the place of a length: the list is a single program, which is stored in the place of the
/// start.
const SINGLE: u32 = u32::MAX;

impl PostingList {
    /// Returns the program of a list of one.
    #[inline]
    pub(super) fn single(self) -> Option<ProgramOffset> {
        (self.len == SINGLE).then_some(ProgramOffset::new(self.start))
    }

    pub(super) fn is_empty(self) -> bool {
        self.len == 0
    }

    /// Returns the first posting of a list that is not a single program.
    pub(super) fn start(self) -> PostingIx {
        PostingIx::new(self.start)
    }

    pub(super) fn len(self) -> usize {
        self.len as usize
    }

    /// Returns the list without its first postings.
    pub(super) fn after(self, count: usize) -> Self {
        let count = u32::try_from(count).unwrap_or(u32::MAX).min(self.len);
        Self { start: self.start + count, len: self.len - count }
    }

    /// Returns a range of the list.
    pub(super) fn part(self, part: Range<usize>) -> Self {
        self.after(part.start).first(part.end.saturating_sub(part.start))
    }

    fn first(self, count: usize) -> Self {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Self { len: self.len.min(count), ..self }
    }

    /// Returns the range of this list among the postings that begin with the list `first`.
    pub(super) fn range_from(self, first: Self) -> Range<usize> {
        let start = self.start.saturating_sub(first.start) as usize;
        start..start + self.len as usize
    }

    fn range(self) -> Range<usize> {
        let start = self.start as usize;
        let len = if self.len == SINGLE { 0 } else { self.len as usize };
        start..start + len
    }
}

/// Receives the lists that tables find.
pub(super) trait PostingSink {
    /// Visits a list.
    fn visit_list(&mut self, list: PostingList);

    /// Returns `true` if a list was visited before in this decision, and records the visit. Tables that may
    /// find a list more than once ask this first.
    fn was_visited(&mut self, list: PostingList) -> bool;
}

impl PostingsBuilder {
    /// Adds a list whose postings are in order and distinct.
    pub(super) fn add(&mut self, postings: &[Posting]) -> PostingList {
        // A single program needs neither a posting nor a signature.
        if let [alone] = postings {
            // The visitor then reads no posting at all, only the program.
            return PostingList { start: alone.program.number(), len: SINGLE };
        }
        let start = self.postings.len();
        self.postings.extend_from_slice(postings);
        match (u32::try_from(start), u32::try_from(postings.len())) {
            (Ok(start), Ok(len)) => PostingList { start, len },
            _ => {
                self.has_overflown = true;
                PostingList::default()
            }
        }
    }

    /// Adds a list for each key. The returned keys are ascending.
    pub(super) fn add_all(
        &mut self,
        mut listed: Vec<(HashKey, Posting)>,
    ) -> Vec<(HashKey, PostingList)> {
        // By key, and within a key in the order of triggers, as a posting list requires.
        listed.sort_unstable();
        listed.dedup();
        let mut lists = Vec::new();
        let mut postings = Vec::new();
        for of_key in listed.chunk_by(|one, next| one.0 == next.0) {
            postings.clear();
            postings.extend(of_key.iter().map(|(_, posting)| *posting));
            let key = of_key.first().map_or(0, |(key, _)| *key);
            lists.push((key, self.add(&postings)));
        }
        lists
    }

    /// Returns `None` if there are more postings than an index can count.
    pub(super) fn finish(self) -> Option<Postings> {
        if self.has_overflown || self.postings.len() > MAX_NUMBERS {
            return None;
        }
        let lacks: Box<[u64]> = self.postings.iter().map(Posting::lacks).collect();
        let blocks = missing_from_all(&lacks);
        Some(Postings {
            programs: self.postings.iter().map(|posting| posting.program).collect(),
            wide_blocks: missing_from_all(&blocks),
            blocks,
            lacks,
        })
    }
}

/// Returns the bits that are in the complements of all postings of each block.
fn missing_from_all(lacks: &[u64]) -> Box<[u64]> {
    // A bit that every posting of the block lacks excludes the whole block. The last block may be shorter.
    let of_block = |block: &[u64]| block.iter().fold(u64::MAX, |all, lacks| all & lacks);
    lacks.chunks(BLOCK).map(of_block).collect()
}

impl Postings {
    /// Returns the programs of a list; none for a list of a single program.
    pub(super) fn programs(&self, list: PostingList) -> &[ProgramOffset] {
        self.programs.get(list.range()).unwrap_or_default()
    }

    /// Returns the first program of a list, or [`ProgramOffset::NONE`] if the list is empty.
    pub(super) fn first_program(&self, list: PostingList) -> ProgramOffset {
        let first = || self.programs(list).first().copied();
        list.single().or_else(first).unwrap_or(ProgramOffset::NONE)
    }

    /// Returns the first program of a list that comes before `best`, matches the visitor's signature, and is
    /// true.
    pub(super) fn first(
        &self,
        list: PostingList,
        best: ProgramOffset,
        visitor_signature: u64,
        mut is_true: impl FnMut(ProgramOffset) -> bool,
    ) -> Option<ProgramOffset> {
        let Range { start, end } = list.range();
        let mut posting = start;
        while posting < end {
            // A wide block is checked only at its start, where it can be skipped as a whole.
            if posting % (BLOCK * BLOCK) == 0
                && !matches_signature(
                    &self.wide_blocks,
                    posting / (BLOCK * BLOCK),
                    visitor_signature,
                )
            {
                posting += BLOCK * BLOCK;
                continue;
            }
            let block = posting / BLOCK;
            let block_end = ((block + 1) * BLOCK).min(end);
            // The programs of a list ascend, so one comparison for each block ends the list at the best
            // program.
            if *self.programs.get(posting)? >= best {
                return None;
            }
            // A summary of fewer than four postings costs more to check than it saves.
            if block_end - posting < 4 || matches_signature(&self.blocks, block, visitor_signature)
            {
                // The slice ends with the block, so a match beyond it is not found before its summary is
                // checked.
                let lacks = self.lacks.get(..block_end)?;
                while let Some(passed) = first_matching(lacks.get(posting..)?, visitor_signature) {
                    let program = *self.programs.get(posting + passed)?;
                    if program >= best {
                        return None;
                    }
                    if is_true(program) {
                        return Some(program);
                    }
                    posting += passed + 1;
                }
            }
            posting = block_end;
        }
        None
    }
}

fn matches_signature(lacks: &[u64], posting: usize, visitor_signature: u64) -> bool {
    lacks.get(posting).is_none_or(|lacks| lacks & visitor_signature == 0)
}

/// Returns the index of the first posting that matches a visitor's signature.
#[inline]
fn first_matching(lacks: &[u64], visitor_signature: u64) -> Option<usize> {
    // Eight signatures are combined before the branch, so that the compiler vectorizes the loop.
    let is_excluded = |lacks: &u64| lacks & visitor_signature != 0;
    let eights = lacks.chunks_exact(LANES).take_while(|eight| eight.iter().all(is_excluded));
    let excluded = eights.count() * LANES;
    let passed = lacks.get(excluded..)?.iter().position(|lacks| !is_excluded(lacks))?;
    Some(excluded + passed)
}

/// The number of signatures that are checked before each branch: the lanes of a 512-bit vector.
const LANES: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_what_looking_at_each_finds() {
        let signature = |program: u32| u64::from(program.wrapping_mul(0x9e37_79b1) >> 24);
        let mut builder = PostingsBuilder::default();
        let lists: Vec<(PostingList, Vec<Posting>)> = [2, 3, 7, 8, 9, 63, 64, 65, 200, 9_000]
            .into_iter()
            .map(|length| {
                let listed: Vec<_> = (0..length)
                    .map(|number| Posting::new(ProgramOffset::new(number * 3), signature(number)))
                    .collect();
                (builder.add(&listed), listed)
            })
            .collect();
        let postings = builder.finish().unwrap();
        for (list, listed) in &lists {
            for word in [0, 1, 0b11, 0b1_0101, 0xff, 1 << 40] {
                for (best, truth) in [(u32::MAX, 1), (u32::MAX, 4), (150, 5), (0, 1), (7, 1)] {
                    let best = ProgramOffset::new(best);
                    let is_true = |program: ProgramOffset| program.number() % truth == truth - 1;
                    let mut each = listed.iter().filter(|posting| posting.lacks() & word == 0);
                    let first = each.find(|posting| is_true(posting.program));
                    let first = first.map(|posting| posting.program);
                    let first = first.filter(|program| *program < best);
                    assert_eq!(postings.first(*list, best, word, is_true), first, "{word:b}");
                }
            }
        }
    }
}
