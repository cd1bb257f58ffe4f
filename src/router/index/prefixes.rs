//! Starts of texts: which of them a text begins with.
//!
//! One hash that runs along the text, looked up at the lengths that starts have, and there only
//! where the text has a byte that one of that length ends in. Most starts end in a `/` or a `-`.

use std::collections::BTreeMap;

use crate::router::index::hashing::{BLOCK, Hashing, first_bytes, word_at};
use crate::router::index::postings::List;
use crate::router::index::slots::{Filter, Slots};

/// Starts by the texts that begin with them.
#[derive(Clone, Debug)]
pub(super) struct Prefixes {
    lengths: Lengths,
    filter: Filter,
    slots: Slots,
}

/// The lengths that texts have, ascending, and what they end in.
#[derive(Clone, Debug, Default)]
pub(super) struct Lengths(Box<[(usize, Ends)]>);

/// Which bytes stand at the end.
#[derive(Clone, Copy, Debug, Default)]
struct Ends([u64; 4]);

impl Ends {
    fn add(&mut self, byte: u8) {
        if let Some(word) = self.0.get_mut(usize::from(byte / 64)) {
            *word |= 1 << (byte % 64);
        }
    }

    #[inline]
    fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte / 64)).is_some_and(|word| word >> (byte % 64) & 1 == 1)
    }
}

impl Lengths {
    pub(super) fn new<'t>(texts: impl Iterator<Item = &'t [u8]>) -> Self {
        let mut ends: BTreeMap<usize, Ends> = BTreeMap::new();
        for text in texts {
            if let Some(last) = text.last() {
                ends.entry(text.len()).or_default().add(*last);
            }
        }
        Self(ends.into_iter().collect())
    }

    /// Tells the hashes of the starts of a text that have such a length and end, the shortest
    /// first, and gives the hash of the whole text.
    pub(super) fn starts_of(
        &self,
        text: &[u8],
        hashing: Hashing,
        mut tell: impl FnMut(u64),
    ) -> u64 {
        let mut run = hashing.run();
        let mut done = 0;
        for (length, ends) in &self.0 {
            let Some(last) = length.checked_sub(1).and_then(|last| text.get(last)) else {
                break;
            };
            if !ends.has(*last) {
                continue;
            }
            while done + BLOCK <= *length {
                run = hashing.push(run, word_at(text, done));
                done += BLOCK;
            }
            let rest = first_bytes(word_at(text, done), length - done);
            tell(hashing.finish(run, rest, *length));
        }
        while done + BLOCK <= text.len() {
            run = hashing.push(run, word_at(text, done));
            done += BLOCK;
        }
        hashing.finish(run, word_at(text, done), text.len())
    }
}

impl Prefixes {
    pub(super) fn new(lengths: Lengths, lists: &[(u64, List)]) -> Self {
        Self {
            lengths,
            filter: Filter::new(lists.iter().map(|(hash, _)| *hash)),
            slots: Slots::new(lists),
        }
    }

    /// The lists of the starts that a text may begin with, and the hash of the whole text.
    pub(super) fn find(&self, text: &[u8], hashing: Hashing, mut found: impl FnMut(List)) -> u64 {
        self.lengths.starts_of(text, hashing, |hash| {
            if self.filter.may_have(hash) {
                if let Some(list) = self.slots.find(hash) {
                    found(list);
                }
            }
        })
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = List> {
        self.slots.lists()
    }
}
