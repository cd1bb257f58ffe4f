//! Segment tree over ranges of numbers: finds the ranges that contain a number.
//!
//! Idea: the ends of all ranges cut the numbers into segments, which are the leaves of a binary tree. A range
//! is listed at nodes that cover it, and a number visits the lists on the path from its leaf to the root.
//! Each list is in the order of triggers, so it ends at the first trigger that fires.
//!
//! Variation: the minimal cover of a range lies on many levels, and each list on the path is a cache miss. A
//! narrow range is therefore listed on the lowest level on which a few nodes cover it, so ranges of similar
//! width share a level. If there are very many ends, some are left out and ranges extend to the next one.
//! Both widen ranges, so a hit is only a necessary condition. "List narrow ranges on one level" is the commit
//! that chose this; `--workload hostile` (`number-ranges`) of frontdesk-peers measures it.
//!
//! Drawback: triggers of ranges of several numbers are listed under one of them, and its lists are long.
//! Interval trees and multidimensional trees were not measured.

use crate::condition::{Number, NumberOp};
use crate::router::index::postings::{
    Posting, PostingList, Postings, PostingsBuilder, ProgramOffset,
};

/// A range of numbers with both ends included, as sort keys ([`sort_key`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyRange {
    pub(super) min: u64,
    pub(super) max: u64,
}

/// Maps a finite number to an integer so that the order is preserved: the sign bit is flipped, and negative
/// numbers are complemented.
pub(super) fn sort_key(number: Number) -> u64 {
    let bits = number.value().to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

impl KeyRange {
    const ALL: Self = Self { min: 0, max: u64::MAX };

    pub(super) fn point(key: u64) -> Self {
        Self { min: key, max: key }
    }

    /// Returns the numbers for which an operator is true, or `None` for a list of numbers.
    pub(super) fn satisfying(op: &NumberOp) -> Option<Self> {
        match op {
            NumberOp::OneOf(_) => None,
            NumberOp::AtLeast(bound) => Some(Self { min: sort_key(*bound), ..Self::ALL }),
            NumberOp::AtMost(bound) => Some(Self { max: sort_key(*bound), ..Self::ALL }),
            NumberOp::Above(bound) => {
                Some(Self { min: sort_key(*bound).saturating_add(1), ..Self::ALL })
            }
            NumberOp::Below(bound) => {
                Some(Self { max: sort_key(*bound).saturating_sub(1), ..Self::ALL })
            }
        }
    }

    /// Returns the numbers for which the operator is false.
    pub(super) fn violating(op: &NumberOp) -> Option<Self> {
        match op {
            NumberOp::OneOf(_) => None,
            NumberOp::AtLeast(bound) => Self::satisfying(&NumberOp::Below(*bound)),
            NumberOp::AtMost(bound) => Self::satisfying(&NumberOp::Above(*bound)),
            NumberOp::Above(bound) => Self::satisfying(&NumberOp::AtMost(*bound)),
            NumberOp::Below(bound) => Self::satisfying(&NumberOp::AtLeast(*bound)),
        }
    }

    /// Returns the intersection, which is empty if its minimum is above its maximum.
    pub(super) fn intersection(self, other: Self) -> Self {
        Self { min: self.min.max(other.min), max: self.max.min(other.max) }
    }

    pub(super) fn is_empty(self) -> bool {
        self.min > self.max
    }
}

/// Posting lists by the ranges of numbers.
#[derive(Clone, Debug)]
pub(super) struct SegmentTree {
    /// The start of each segment but the first, which starts below all numbers.
    cuts: Box<[u64]>,
    /// The nodes in heap order. The parent of node n is node n / 2. The segments are the last half, whose size is a
    /// power of two.
    nodes: Box<[PostingList]>,
}

/// Returns the most segments for so many ranges: one for sixteen ranges, so the tree stays small beside the
/// lists. The ratio was not measured on its own.
fn max_segments(ranges: usize) -> usize {
    ranges / 16 + 64
}

/// A range is listed on the lowest level on which it needs at most this many nodes. Measured by the commit
/// that is named above, without a figure on record.
const MAX_NODES: usize = 8;

/// No range is widened above this level, because it would cover too many other segments at its ends.
const MAX_LEVEL: u32 = 4;

impl SegmentTree {
    pub(super) fn new(ranges: &[(KeyRange, Posting)], postings: &mut PostingsBuilder) -> Self {
        let ranges: Vec<_> = ranges.iter().filter(|(range, _)| !range.is_empty()).collect();
        // A segment starts where a range starts, and right after a range ends.
        let ends = ranges.iter().flat_map(|(range, _)| [range.min, range.max.saturating_add(1)]);
        let mut ends: Vec<u64> = ends.collect();
        ends.sort_unstable();
        ends.dedup();
        // Dropping an end widens the ranges beside it, which costs false positives and no wrong answer.
        let step = ends.len() / max_segments(ranges.len()) + 1;
        let cuts: Box<[u64]> = ends.into_iter().step_by(step).collect();
        // One more segment than cuts: the numbers below the first cut.
        let segments = (cuts.len() + 1).next_power_of_two();
        let mut listed: Vec<(usize, Posting)> = Vec::new();
        for (range, posting) in ranges {
            let first = segment(&cuts, range.min) + segments;
            let last = segment(&cuts, range.max) + segments;
            covering(first, last, |node| listed.push((node, *posting)));
        }
        listed.sort_unstable();
        listed.dedup();
        let mut nodes = vec![PostingList::default(); 2 * segments];
        for of_node in listed.chunk_by(|one, next| one.0 == next.0) {
            let of_node_postings: Vec<Posting> =
                of_node.iter().map(|(_, posting)| *posting).collect();
            if let Some(node) = of_node.first().and_then(|(node, _)| nodes.get_mut(*node)) {
                *node = postings.add(&of_node_postings);
            }
        }
        Self { cuts, nodes: nodes.into() }
    }

    /// Calls `found` with the lists of the ranges that may contain a number.
    pub(super) fn find(&self, number: f64, mut found: impl FnMut(PostingList)) {
        let key = sort_key(Number::new(number));
        let segment = segment(&self.cuts, key);
        if segment == 0 {
            // The number is below all ranges.
            return;
        }
        // The path from the leaf to the root visits every node that covers the number.
        // Leaves are the second half of the heap.
        let mut node = segment + self.nodes.len() / 2;
        while node > 0 {
            if let Some(list) = self.nodes.get(node).filter(|list| !list.is_empty()) {
                found(*list);
            }
            node /= 2;
        }
    }

    pub(super) fn first_program(&self, postings: &Postings) -> ProgramOffset {
        let lists = self.nodes.iter().map(|list| postings.first_program(*list));
        lists.min().unwrap_or(ProgramOffset::NONE)
    }
}

/// Returns the segment of a sort key.
fn segment(cuts: &[u64], key: u64) -> usize {
    cuts.partition_point(|cut| *cut <= key)
}

/// Calls `node` for nodes that cover the segments from one leaf to another: a few of one level, or for a wide
/// range the minimal cover above the highest such level.
fn covering(first: usize, last: usize, mut node: impl FnMut(usize)) {
    let on_level = |level: u32| (first >> level)..(last >> level) + 1;
    let is_fit = |level: &u32| on_level(*level).len() <= MAX_NODES;
    // The lowest such level, because it widens the range least.
    if let Some(level) = (0..=MAX_LEVEL).find(is_fit) {
        on_level(level).for_each(node);
        return;
    }
    let std::ops::Range { start: mut left, end: mut right } = on_level(MAX_LEVEL);
    while left < right {
        // An odd left node is a right child: its parent would cover too much, so the node itself is listed.
        // This holds for the node before an odd right end, too.
        if left % 2 == 1 {
            node(left);
            left += 1;
        }
        if right % 2 == 1 {
            right -= 1;
            node(right);
        }
        left /= 2;
        right /= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the ranges that are found for a number.
    fn found(numbers: &SegmentTree, postings: &Postings, number: u32) -> Vec<u32> {
        let mut found = Vec::new();
        numbers.find(number.into(), |list| {
            found.extend(list.single().map(ProgramOffset::number));
            found.extend(postings.programs(list).iter().map(|program| program.number()));
        });
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn a_number_finds_all_ranges_that_it_lies_in_and_few_others() {
        let key = |number: u32| sort_key(Number::new(number.into()));
        for (count, width) in [(1, 3), (40, 0), (40, 9), (3_000, 40), (3_000, 900), (900, 6_000)] {
            let of = |range: u32| {
                let start = range.wrapping_mul(7_919) % 5_000 + 10;
                let most = if range % 50 == 1 { u64::MAX } else { key(start + width) };
                KeyRange { min: key(start), max: most }
            };
            let listed: Vec<_> = (0..count)
                .map(|range| (of(range), Posting::new(ProgramOffset::new(range), u64::MAX)))
                .collect();
            let mut postings = PostingsBuilder::default();
            let numbers = SegmentTree::new(&listed, &mut postings);
            let postings = postings.finish().unwrap();
            assert_eq!(numbers.first_program(&postings), ProgramOffset::FIRST);
            for number in (0..12_000).step_by(37) {
                let found = found(&numbers, &postings, number);
                let has = |range: &u32| (of(*range).min..=of(*range).max).contains(&key(number));
                let within: Vec<u32> = (0..count).filter(has).collect();
                assert!(within.iter().all(|range| found.binary_search(range).is_ok()), "{number}");
                let others = found.len() - within.len();
                assert!(others <= 256 + within.len() / 2, "{others} beside {}", within.len());
            }
        }
    }
}
