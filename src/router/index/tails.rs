//! Ends of texts, domains of hosts, and tags: which of them a text has.
//!
//! A hash that grows byte by byte, from the end for endings and domains, from the start for tags.
//! An ending is looked up where one of that length is asked for, a domain at each label and a tag at
//! each subtag, as the rules' `within` has it.

use std::collections::BTreeSet;

use crate::router::index::hashing::Hashing;
use crate::router::index::postings::List;
use crate::router::index::slots::{Key, Slots, key};

/// Texts by those that end in them.
#[derive(Clone, Debug)]
pub(super) struct Suffixes {
    /// The lengths that they have, ascending.
    lengths: Box<[usize]>,
    slots: Slots,
}

/// Domains by the hosts within them.
#[derive(Clone, Debug)]
pub(super) struct Domains {
    longest: usize,
    slots: Slots,
}

/// Tags by the narrower ones.
#[derive(Clone, Debug)]
pub(super) struct Tags {
    longest: usize,
    slots: Slots,
}

/// The hash of bytes in one direction.
pub(super) fn hash<'b>(bytes: impl IntoIterator<Item = &'b u8>, hashing: Hashing) -> u64 {
    bytes.into_iter().fold(0, |hash, byte| hashing.number(hash, u64::from(*byte)))
}

/// The hash of an ending, and of a domain.
pub(super) fn backwards(text: &str, hashing: Hashing) -> u64 {
    hash(text.as_bytes().iter().rev(), hashing)
}

/// The hash of a tag.
pub(super) fn forwards(text: &str, hashing: Hashing) -> u64 {
    hash(text.as_bytes(), hashing)
}

impl Suffixes {
    pub(super) fn new(lengths: impl Iterator<Item = usize>, lists: &[(Key, List)]) -> Self {
        let lengths: BTreeSet<usize> = lengths.collect();
        Self { lengths: lengths.into_iter().collect(), slots: Slots::of(lists) }
    }

    pub(super) fn find(&self, text: &[u8], hashing: Hashing, mut found: impl FnMut(List)) {
        let mut ending = 0;
        let mut bytes = text.iter().rev();
        let mut done = 0;
        for length in &self.lengths {
            if *length > text.len() {
                break;
            }
            for byte in bytes.by_ref().take(length - done) {
                ending = hashing.number(ending, u64::from(*byte));
            }
            done = *length;
            if let Some((list, ())) = self.slots.find(key(ending)) {
                found(list);
            }
        }
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = List> {
        self.slots.lists()
    }
}

impl Domains {
    pub(super) fn new(lengths: impl Iterator<Item = usize>, lists: &[(Key, List)]) -> Self {
        Self { longest: lengths.max().unwrap_or_default(), slots: Slots::of(lists) }
    }

    pub(super) fn find(&self, host: &[u8], hashing: Hashing, found: impl FnMut(List)) {
        at_borders(host.iter().rev(), b'.', self.longest, hashing, &self.slots, found);
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = List> {
        self.slots.lists()
    }
}

impl Tags {
    pub(super) fn new(lengths: impl Iterator<Item = usize>, lists: &[(Key, List)]) -> Self {
        Self { longest: lengths.max().unwrap_or_default(), slots: Slots::of(lists) }
    }

    pub(super) fn find(&self, tag: &[u8], hashing: Hashing, found: impl FnMut(List)) {
        at_borders(tag.iter(), b'-', self.longest, hashing, &self.slots, found);
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = List> {
        self.slots.lists()
    }
}

/// Looks up what lies before each border, and the whole.
fn at_borders<'t>(
    bytes: impl ExactSizeIterator<Item = &'t u8>,
    border: u8,
    longest: usize,
    hashing: Hashing,
    slots: &Slots,
    mut found: impl FnMut(List),
) {
    let whole = bytes.len();
    let mut hash = 0;
    for (done, byte) in bytes.enumerate().take(longest.saturating_add(1)) {
        if *byte == border {
            if let Some((list, ())) = slots.find(key(hash)) {
                found(list);
            }
        }
        hash = hashing.number(hash, u64::from(*byte));
        if done + 1 == whole {
            if let Some((list, ())) = slots.find(key(hash)) {
                found(list);
            }
        }
    }
}
