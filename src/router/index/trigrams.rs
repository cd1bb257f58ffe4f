//! Trigram filter: rejects a candidate unless the text contains one trigram of each of up to two further
//! required substrings.
//!
//! Idea: a trigger that requires several substrings of one text is listed under one of them. If that one is
//! common, its list is long. Each posting of such a list then stores one hashed trigram of up to two other
//! substrings, and a table of 4,096 flags records which trigrams the text has.
//!
//! Drawback: a match is necessary only, and the text is read once more to fill the table. "Hold triggers
//! against grams without a branch for each" is the commit that removed the branch for each posting; the
//! workload `hostile` (`shared-contains`, `three-bytes`) of frontdesk-peers measures it.

use std::ops::RangeInclusive;

use crate::router::index::hashing::HashKey;
use crate::router::index::postings::{Posting, PostingList};

/// Hashed trigrams of up to two substrings: one in the lowest bits, one in the highest. Bucket zero means no
/// substring, and every text has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Trigrams(u32);

/// The trigrams of each posting of the window index, in the order of postings, except single programs. Empty
/// if no list of a suitable length has any.
#[derive(Clone, Debug, Default)]
pub(super) struct TrigramFilter {
    first: PostingList,
    grams: Box<[Trigrams]>,
}

/// The buckets of the trigrams that a text has.
#[derive(Debug)]
pub(super) struct TextTrigrams {
    has: [bool; BUCKETS],
}

const BUCKETS: usize = 4096;

/// The shift from the highest bits to the lowest.
const HIGH: u32 = u32::BITS - BUCKETS.ilog2();

/// Returns the bucket of a trigram.
fn bucket(gram: u32) -> u32 {
    // Fibonacci hashing (Knuth): the highest bits of the product are mixed best.
    gram.wrapping_mul(0x9e37_79b1) >> HIGH
}

impl Trigrams {
    /// Takes the last three bytes of the first two substrings that have as many. Ends differ more than
    /// starts.
    pub(super) fn from_substrings<'t>(parts: impl Iterator<Item = &'t str>) -> Self {
        let ends = parts.filter_map(|part| part.as_bytes().last_chunk());
        let mut numbers =
            ends.map(|[one, two, three]| bucket(u32::from_le_bytes([*one, *two, *three, 0])));
        let (one, other) = (numbers.next(), numbers.next());
        Self(one.unwrap_or_default() | other.unwrap_or_default() << HIGH)
    }

    /// Returns `true` if there is no trigram.
    pub(super) fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl TextTrigrams {
    /// The buckets of an empty text.
    const NONE: Self = Self { has: [false; BUCKETS] };

    /// Adds the trigrams of a text.
    fn add(&mut self, text: &[u8]) {
        // Bucket 0 means that a posting has no trigram, which every text satisfies.
        self.add_number(0);
        let mut last = 0;
        for (index, byte) in text.iter().enumerate() {
            // The last three bytes, the oldest one lowest, as `from_substrings` reads them.
            last = last >> 8 | u32::from(*byte) << 16;
            if index >= 2 {
                self.add_number(bucket(last));
            }
        }
    }

    fn add_number(&mut self, number: u32) {
        if let Some(has) = self.has.get_mut(number as usize) {
            *has = true;
        }
    }

    #[inline]
    fn has(&self, number: u32) -> bool {
        // The remainder keeps the lowest bits, which hold the first trigram of a posting.
        self.has.get(number as usize % BUCKETS).copied().unwrap_or_default()
    }

    /// Returns `true` if the text may contain both. There is no branch between the two look-ups: it would be
    /// unpredictable, and a misprediction costs more than the second look-up.
    #[inline]
    fn may_contain(&self, grams: Trigrams) -> bool {
        self.has(grams.0) & self.has(grams.0 >> HIGH)
    }

    /// Returns the index of the first posting whose trigrams the text may contain.
    #[inline]
    fn first_contained(&self, grams: &[Trigrams]) -> Option<usize> {
        let has_none = |block: &&[Trigrams]| {
            !block.iter().fold(false, |has, grams| has | self.may_contain(*grams))
        };
        let lacked = grams.chunks_exact(LANES).take_while(has_none).count() * LANES;
        let had = grams.get(lacked..)?.iter().position(|grams| self.may_contain(*grams))?;
        Some(lacked + had)
    }
}

/// The number of postings that are checked before each branch.
const LANES: usize = 8;

/// Lists of these lengths are filtered before signatures and programs. A shorter list costs less than filling
/// the table, and of a longer one the signatures exclude whole blocks. The limits were not measured on their
/// own.
const FILTERED_LENGTHS: RangeInclusive<usize> = 8..=1024;

impl TrigramFilter {
    pub(super) fn new(
        mut listed: Vec<(HashKey, Posting, Trigrams)>,
        lists: &[(HashKey, PostingList)],
    ) -> Self {
        let has_many = lists.iter().any(|(_, list)| FILTERED_LENGTHS.contains(&list.len()));
        if !has_many || listed.iter().all(|(.., grams)| grams.is_empty()) {
            return Self::default();
        }
        listed.sort_unstable();
        let mut grams = Vec::new();
        for of_key in listed.chunk_by(|one, next| one.0 == next.0) {
            let before = grams.len();
            let of_postings = of_key.chunk_by(|one, next| one.1 == next.1);
            grams.extend(of_postings.map(|of_posting| match of_posting {
                [(.., grams)] => *grams,
                // The trigger is listed several times, for different parts of an `any`, so none of their
                // trigrams is required.
                _ => Trigrams::default(),
            }));
            // A single program has no posting.
            if grams.len() == before + 1 {
                grams.truncate(before);
            }
        }
        let mut several =
            lists.iter().map(|(_, list)| *list).filter(|list| list.single().is_none());
        let first = several.next().unwrap_or_default();
        Self { first, grams: grams.into() }
    }

    pub(super) fn is_worth(&self, list: PostingList) -> bool {
        FILTERED_LENGTHS.contains(&list.len()) && !self.grams.is_empty()
    }

    /// Calls `found` with the parts of a list whose triggers' trigrams the text may contain.
    pub(super) fn parts_of(
        &self,
        list: PostingList,
        text: &[u8],
        of_text: &mut Option<TextTrigrams>,
        mut found: impl FnMut(PostingList),
    ) {
        // The table is filled only for the first list that is worth filtering.
        if of_text.is_none() {
            of_text.insert(TextTrigrams::NONE).add(text);
        }
        let (Some(of_text), Some(grams)) = (of_text, self.grams.get(list.range_from(self.first)))
        else {
            return;
        };
        let mut index = 0;
        while let Some(passed) = grams.get(index..).and_then(|rest| of_text.first_contained(rest)) {
            let start = index + passed;
            // Neighbours that pass are visited as one range, so that signatures are still compared eight at a
            // time.
            let rest = grams.iter().skip(start);
            index = start + rest.take_while(|grams| of_text.may_contain(**grams)).count();
            found(list.part(start..index));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_have_what_it_contains_and_seldom_anything_else() {
        let of = |text: &str| {
            let mut grams = TextTrigrams::NONE;
            grams.add(text.as_bytes());
            grams
        };
        let text = of("shop1.example.com/fr/shoes/boots/acme-blue-hat-p0000123é");
        for parts in
            [&["acme", "-hat-"][..], &["123é"], &["é"], &["sho"], &["a", "bc"], &[], &["ex"]]
        {
            assert!(
                text.may_contain(Trigrams::from_substrings(parts.iter().copied())),
                "{parts:?}"
            );
        }
        let others = (100..1_000).map(|number| format!("{number}"));
        let found = others
            .filter(|part| text.may_contain(Trigrams::from_substrings(std::iter::once(&**part))))
            .count();
        assert!(found < 50, "{found}");
        assert!(!text.may_contain(Trigrams::from_substrings(["acme", "-cap"].into_iter())));
        assert!(!text.may_contain(Trigrams::from_substrings(["-cap", "acme"].into_iter())));
        let none = of("ab");
        assert!(
            none.may_contain(Trigrams::default())
                && Trigrams::from_substrings(["ab"].into_iter()).is_empty()
        );
    }
}
