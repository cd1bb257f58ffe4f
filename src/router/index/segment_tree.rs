//! Ranges of numbers: which of them a number lies in.
//!
//! A binary tree over the segments between the ends of ranges. A range is listed at the nodes that
//! cover it, each list in the order of triggers, so that a search ends with the first trigger that is
//! true. Each list that a number lies in is far away in memory, so ranges of about one width share a
//! level: a few nodes of it cover a range, somewhat more than all of it. Where there are many ends,
//! some are left out and ranges reach to the next. All of that makes it a necessary test.

use crate::condition::{Number, NumberOp};
use crate::router::index::postings::{Posting, PostingList, Postings, PostingsBuilder};

/// A range of numbers, ends included, in the order of numbers as [`order`] gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyRange {
    pub(super) least: u64,
    pub(super) most: u64,
}

/// A finite number's place in the order of all numbers.
pub(super) fn sort_key(number: Number) -> u64 {
    let bits = number.value().to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

impl KeyRange {
    const ALL: Self = Self { least: 0, most: u64::MAX };

    pub(super) fn point(place: u64) -> Self {
        Self { least: place, most: place }
    }

    /// The numbers for which a check holds; nothing for a list of numbers.
    pub(super) fn satisfying(check: &NumberOp) -> Option<Self> {
        match check {
            NumberOp::OneOf(_) => None,
            NumberOp::AtLeast(bound) => Some(Self { least: sort_key(*bound), ..Self::ALL }),
            NumberOp::AtMost(bound) => Some(Self { most: sort_key(*bound), ..Self::ALL }),
            NumberOp::Above(bound) => {
                Some(Self { least: sort_key(*bound).saturating_add(1), ..Self::ALL })
            }
            NumberOp::Below(bound) => {
                Some(Self { most: sort_key(*bound).saturating_sub(1), ..Self::ALL })
            }
        }
    }

    /// The numbers for which it does not hold.
    pub(super) fn violating(check: &NumberOp) -> Option<Self> {
        match check {
            NumberOp::OneOf(_) => None,
            NumberOp::AtLeast(bound) => Self::satisfying(&NumberOp::Below(*bound)),
            NumberOp::AtMost(bound) => Self::satisfying(&NumberOp::Above(*bound)),
            NumberOp::Above(bound) => Self::satisfying(&NumberOp::AtMost(*bound)),
            NumberOp::Below(bound) => Self::satisfying(&NumberOp::AtLeast(*bound)),
        }
    }

    /// The numbers of both; empty where the least is above the most.
    pub(super) fn intersection(self, other: Self) -> Self {
        Self { least: self.least.max(other.least), most: self.most.min(other.most) }
    }

    pub(super) fn is_empty(self) -> bool {
        self.least > self.most
    }
}

/// Ranges by the numbers in them.
#[derive(Clone, Debug)]
pub(super) struct SegmentTree {
    /// Where a segment starts; the first one starts before them all.
    cuts: Box<[u64]>,
    /// A heap's order: the parent of node n is node n / 2, and the segments are the last half, which
    /// is a power of two.
    nodes: Box<[PostingList]>,
}

/// The most segments for so many ranges.
fn most_segments(ranges: usize) -> usize {
    ranges / 16 + 64
}

/// A range is listed on the lowest level on which it needs no more nodes than this.
const MAX_NODES: usize = 8;

/// No range goes higher for that: it would reach over too many others at its ends.
const MAX_LEVEL: u32 = 4;

impl SegmentTree {
    pub(super) fn new(ranges: &[(KeyRange, Posting)], gathered: &mut PostingsBuilder) -> Self {
        let ranges: Vec<_> = ranges.iter().filter(|(range, _)| !range.is_empty()).collect();
        let ends = ranges.iter().flat_map(|(range, _)| [range.least, range.most.saturating_add(1)]);
        let mut ends: Vec<u64> = ends.collect();
        ends.sort_unstable();
        ends.dedup();
        let step = ends.len() / most_segments(ranges.len()) + 1;
        let cuts: Box<[u64]> = ends.into_iter().step_by(step).collect();
        let segments = (cuts.len() + 1).next_power_of_two();
        let mut listed: Vec<(usize, Posting)> = Vec::new();
        for (range, posting) in ranges {
            let first = segment(&cuts, range.least) + segments;
            let last = segment(&cuts, range.most) + segments;
            covering(first, last, |node| listed.push((node, *posting)));
        }
        listed.sort_unstable();
        listed.dedup();
        let mut nodes = vec![PostingList::default(); 2 * segments];
        for of_node in listed.chunk_by(|one, next| one.0 == next.0) {
            let postings: Vec<Posting> = of_node.iter().map(|(_, posting)| *posting).collect();
            if let Some(node) = of_node.first().and_then(|(node, _)| nodes.get_mut(*node)) {
                *node = gathered.add(&postings);
            }
        }
        Self { cuts, nodes: nodes.into() }
    }

    /// The lists of the ranges that a number may lie in.
    pub(super) fn find(&self, number: f64, mut found: impl FnMut(PostingList)) {
        let place = sort_key(Number::new(number));
        let segment = segment(&self.cuts, place);
        if segment == 0 {
            // It is below all ranges.
            return;
        }
        let mut node = segment + self.nodes.len() / 2;
        while node > 0 {
            if let Some(list) = self.nodes.get(node).filter(|list| !list.is_empty()) {
                found(*list);
            }
            node /= 2;
        }
    }

    pub(super) fn least(&self, postings: &Postings) -> u32 {
        let lists = self.nodes.iter().map(|list| postings.least(*list));
        lists.min().unwrap_or(u32::MAX)
    }
}

/// The segment that a place in the order of numbers lies in.
fn segment(cuts: &[u64], place: u64) -> usize {
    cuts.partition_point(|cut| *cut <= place)
}

/// The nodes that cover the segments from one leaf to another: a few of one level, or of a wide
/// range the fewest above the highest such level.
fn covering(first: usize, last: usize, mut node: impl FnMut(usize)) {
    let on_level = |level: u32| (first >> level)..(last >> level) + 1;
    let is_fit = |level: &u32| on_level(*level).len() <= MAX_NODES;
    if let Some(level) = (0..=MAX_LEVEL).find(is_fit) {
        on_level(level).for_each(node);
        return;
    }
    let std::ops::Range { start: mut left, end: mut right } = on_level(MAX_LEVEL);
    while left < right {
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

    /// Which of these ranges are found for a number.
    fn found(numbers: &SegmentTree, postings: &Postings, number: u32) -> Vec<u32> {
        let mut found = Vec::new();
        numbers.find(number.into(), |list| {
            found.extend(list.single());
            found.extend(postings.programs(list));
        });
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn a_number_finds_all_ranges_that_it_lies_in_and_few_others() {
        let place = |number: u32| sort_key(Number::new(number.into()));
        for (count, width) in [(1, 3), (40, 0), (40, 9), (3_000, 40), (3_000, 900), (900, 6_000)] {
            let of = |range: u32| {
                let start = range.wrapping_mul(7_919) % 5_000 + 10;
                let most = if range % 50 == 1 { u64::MAX } else { place(start + width) };
                KeyRange { least: place(start), most }
            };
            let listed: Vec<_> =
                (0..count).map(|range| (of(range), Posting::new(range, u64::MAX))).collect();
            let mut gathered = PostingsBuilder::default();
            let numbers = SegmentTree::new(&listed, &mut gathered);
            let postings = gathered.finish().unwrap();
            assert_eq!(numbers.least(&postings), 0);
            for number in (0..12_000).step_by(37) {
                let found = found(&numbers, &postings, number);
                let has =
                    |range: &u32| (of(*range).least..=of(*range).most).contains(&place(number));
                let within: Vec<u32> = (0..count).filter(has).collect();
                assert!(within.iter().all(|range| found.binary_search(range).is_ok()), "{number}");
                let others = found.len() - within.len();
                assert!(others <= 256 + within.len() / 2, "{others} beside {}", within.len());
            }
        }
    }
}
