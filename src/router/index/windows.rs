//! Multi-pattern substring filter: hashed windows with verification, in the manner of Rabin-Karp and
//! Wu-Manber.
//!
//! Idea: each needle is represented by one window of up to sixteen bytes
//! ([`window_selection`](super::window_selection)). A text is scanned for the first bytes of windows, and at
//! each of them the windows of the possible widths are hashed and looked up. A hit is verified against a hash
//! of eight more bytes of the needle, those farthest from the window. All of this is necessary only; the
//! program re-checks the substring.
//!
//! Drawback: needles of three bytes or less occur in many texts, so their lists are long. An automaton
//! (Aho-Corasick) finds everything in one pass, but at a million rules it walks memory that is not cached,
//! for each byte; a needle costs a table entry here. `DESIGN.md`, "Alternatives that were not taken", says more.
//! The automaton was not measured at that size.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::router::index::byte_positions::{BLOCK, BytePositions};
use crate::router::index::hash_table::{BloomFilter, HashTable};
use crate::router::index::hashing::{HashKey, Hashing, key};
use crate::router::index::postings::{Posting, PostingList, PostingSink, PostingsBuilder};
use crate::router::index::trigrams::{TrigramFilter, Trigrams};
use crate::router::index::window_selection::{Window, windows_of};

/// Posting lists by needle.
#[derive(Clone, Debug)]
pub(super) struct Windows {
    /// The first bytes of windows.
    starts: BytePositions,
    /// For each first byte, one bit for each width of its windows.
    widths: Box<[u32; 256]>,
    filter: BloomFilter,
    table: HashTable<NeighborCheck>,
    trigrams: TrigramFilter,
}

/// A check of eight more bytes of the needles of a window: bits of their hash, and their distance from the
/// window. Zero means no check: the needles of the window differ there, or have no more bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct NeighborCheck(u32);

impl Windows {
    pub(super) fn new(
        needles: BTreeMap<Cow<'_, str>, Vec<(Posting, Trigrams)>>,
        hashing: Hashing,
        postings_builder: &mut PostingsBuilder,
    ) -> Self {
        let texts: Vec<&[u8]> = needles.keys().map(|needle| needle.as_bytes()).collect();
        let mut widths = Box::new([0; 256]);
        let mut checks: Vec<(HashKey, NeighborCheck)> = Vec::new();
        let mut listed: Vec<(HashKey, Posting, Trigrams)> = Vec::new();
        for ((text, window), postings) in texts.iter().zip(windows_of(&texts)).zip(needles.values())
        {
            // The empty needle has no window. It is listed as a known value.
            let Some(window) = window else {
                continue;
            };
            let rest = text.get(window.offset..).unwrap_or_default();
            let (Some(first), Some(hash)) = (rest.first(), hashing.window(rest, window.width))
            else {
                continue;
            };
            if let Some(widths) = widths.get_mut(usize::from(*first)) {
                *widths |= 1 << window.width;
            }
            checks.push((key(hash), NeighborCheck::new(text, window, hashing)));
            listed.extend(postings.iter().map(|(posting, grams)| (key(hash), *posting, *grams)));
        }
        // The lists are in the order of keys as well, so both can be zipped.
        checks.sort_unstable_by_key(|(key, _)| *key);
        let checks = checks.chunk_by(|one, next| one.0 == next.0).map(NeighborCheck::common);
        let lists = postings_builder
            .add_all(listed.iter().map(|(key, posting, _)| (*key, *posting)).collect());
        let starts = (0..=u8::MAX).zip(widths.iter()).filter(|(_, widths)| **widths != 0);
        Self {
            starts: BytePositions::new(starts.map(|(byte, _)| byte)),
            filter: BloomFilter::new(lists.iter().map(|(key, _)| *key)),
            table: HashTable::new(&lists, checks),
            trigrams: TrigramFilter::new(listed, &lists),
            widths,
        }
    }

    /// Visits the lists of the needles that a text may contain. If the text is an item of a list, another
    /// item may contain the other substrings of a trigger, so the trigram filter is not used.
    pub(super) fn find(
        &self,
        text: &[u8],
        is_item: bool,
        hashing: Hashing,
        found: &mut impl PostingSink,
    ) {
        let mut grams = None;
        for from in (0..text.len()).step_by(BLOCK) {
            let mut bits = self.starts.find_in_block(text, from);
            // One iteration for each offset that has a first byte: the bits of the block are consumed from
            // the lowest.
            while bits != 0 {
                let offset = from + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let rest = text.get(offset..).unwrap_or_default();
                let mut widths = rest.first().map_or(0, |first| self.widths_from(*first));
                // One iteration for each width, the narrowest first, so that the end of the text ends the
                // loop.
                while widths != 0 {
                    let width = widths.trailing_zeros() as usize;
                    widths &= widths - 1;
                    let Some(hash) = hashing.window(rest, width) else {
                        break;
                    };
                    let key = key(hash);
                    // The filter is cached where the table is not, and rejects most windows.
                    if !self.filter.may_have(key) {
                        continue;
                    }
                    if let Some((list, check)) = self.table.find(key) {
                        // The verification comes first: it is cheaper than recording a visit.
                        if !check.holds(text, offset, hashing) || found.was_visited(list) {
                            continue;
                        }
                        if !is_item && self.trigrams.is_worth(list) {
                            self.trigrams
                                .parts_of(list, text, &mut grams, |part| found.visit_list(part));
                        } else {
                            found.visit_list(list);
                        }
                    }
                }
            }
        }
    }

    /// Counts the windows of a text that would be probed.
    pub(super) fn candidates(&self, text: &[u8]) -> usize {
        let mut count = 0_usize;
        for from in (0..text.len()).step_by(BLOCK) {
            let mut bits = self.starts.find_in_block(text, from);
            while bits != 0 {
                let first = text.get(from + bits.trailing_zeros() as usize);
                bits &= bits - 1;
                let widths = first.map_or(0, |first| self.widths_from(*first));
                count += widths.count_ones() as usize;
            }
        }
        count
    }

    /// Returns the most windows that are probed at one offset.
    pub(super) fn max_widths(&self) -> usize {
        self.widths.iter().map(|widths| widths.count_ones() as usize).max().unwrap_or_default()
    }

    fn widths_from(&self, first: u8) -> u32 {
        self.widths.get(usize::from(first)).copied().unwrap_or_default()
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = PostingList> {
        self.table.lists()
    }
}

/// The number of bytes that are verified.
const CHECKED_BYTES: usize = 8;

/// The verified bytes start less than this far from the window, so that the distance fits in eight bits.
const MAX_DISTANCE: usize = 128;

impl NeighborCheck {
    /// Chooses the bytes of a needle that are farthest from its window.
    fn new(needle: &[u8], window: Window, hashing: Hashing) -> Self {
        let after = needle.len().saturating_sub(window.offset + window.width);
        let Some(last) =
            needle.len().checked_sub(CHECKED_BYTES).filter(|_| window.offset + after > 0)
        else {
            return Self::default();
        };
        // The longer side of the needle has the bytes that are farthest from the window.
        let offset = if after >= window.offset { last } else { 0 };
        let offset = offset
            .min(window.offset + MAX_DISTANCE - 1)
            .max((window.offset + 1).saturating_sub(MAX_DISTANCE));
        // The bias makes a distance to the left positive and every distance nonzero: zero means no check.
        let distance = offset + MAX_DISTANCE - window.offset;
        Self::hash_bits(needle, offset, hashing)
            .and_then(|bits| Some(Self(bits | u32::try_from(distance).ok()?)))
            .unwrap_or_default()
    }

    /// Returns the check that all needles of a window share, or none.
    fn common(of_window: &[(HashKey, Self)]) -> Self {
        match of_window {
            // A window that several needles share can be verified only by bytes that all of them have.
            [(_, first), rest @ ..] if rest.iter().all(|(_, check)| check == first) => *first,
            _ => Self::default(),
        }
    }

    /// Returns `true` if the text passes the check for a window at an offset.
    #[inline]
    fn holds(self, text: &[u8], offset: usize, hashing: Hashing) -> bool {
        if self == Self::default() {
            return true;
        }
        let distance = self.0 as usize & (2 * MAX_DISTANCE - 1);
        let offset = (offset + distance).checked_sub(MAX_DISTANCE);
        let bits = offset.and_then(|offset| Self::hash_bits(text, offset, hashing));
        bits.is_some_and(|bits| bits == self.0 & HASH_BITS)
    }

    /// Returns the hash bits of the eight bytes at an offset.
    #[inline]
    fn hash_bits(text: &[u8], offset: usize, hashing: Hashing) -> Option<u32> {
        let hash = hashing.window(text.get(offset..)?, CHECKED_BYTES)?;
        Some(key(hash) & HASH_BITS)
    }
}

/// The bits of a check that hold the hash.
const HASH_BITS: u32 = u32::MAX << 8;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ix::Ix;
    use crate::router::index::postings::ProgramOffset;

    #[derive(Default)]
    struct Lists(Vec<PostingList>);

    impl PostingSink for Lists {
        fn visit_list(&mut self, list: PostingList) {
            self.0.push(list);
        }

        fn was_visited(&mut self, list: PostingList) -> bool {
            self.0.contains(&list)
        }
    }

    /// Returns the needles that are found in a text.
    fn found(needles: &[&str], text: &str) -> Vec<usize> {
        let hashing = Hashing::new(7);
        let mut postings_builder = PostingsBuilder::default();
        let each = (0_u32..).zip(needles);
        let each = each.map(|(number, needle)| {
            (
                Cow::Borrowed(*needle),
                vec![(Posting::new(ProgramOffset::new(number), u64::MAX), Trigrams::default())],
            )
        });
        let windows = Windows::new(each.collect(), hashing, &mut postings_builder);
        let postings = postings_builder.finish().unwrap();
        let mut lists = Lists::default();
        windows.find(text.as_bytes(), false, hashing, &mut lists);
        let mut found = Vec::new();
        for list in lists.0 {
            found.extend(list.single().map(Ix::index));
            found.extend(postings.programs(list).iter().map(|program| program.index()));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn a_needle_is_found_wherever_it_stands() {
        let long = format!("{}-middle-{}", "begin/".repeat(40), "/end".repeat(40));
        let needles = [
            "a",
            "/",
            "bc",
            "abc",
            "-hat-",
            "utm_source=x",
            "-p0000123",
            "/acme-blue-hat",
            "é",
            "é/",
            "shop1.example.com/fr/shoes/acme-blue-hat-p0000123",
            &long,
        ];
        for (number, needle) in needles.iter().enumerate() {
            for before in 0..140 {
                for after in [0, 1, 7, 8, 70] {
                    let text = format!("{}{needle}{}", ".".repeat(before), ".".repeat(after));
                    assert!(found(&needles, &text).contains(&number), "{needle} in {text}");
                }
            }
        }
    }

    #[test]
    fn what_is_only_alike_is_not_found() {
        let needles = ["/acme-blue-hat-p0000123?utm=1", "-crimson-jacket-of-silk", "abc"];
        assert_eq!(found(&needles, ""), [0_usize; 0]);
        for text in [
            "/acme-blue-hat-p0000124?utm=1",
            "/acme-blue-hat-p0000123?utm=2",
            "a-crimson-jacket-of-wool",
            "a-crimson-coat-of-silk",
            "ab c",
        ] {
            assert_eq!(found(&needles, text), [0_usize; 0], "{text}");
        }
    }
}
