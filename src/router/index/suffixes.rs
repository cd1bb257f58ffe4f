//! Ends of texts, domains of hosts, and tags: which of them a text has.
//!
//! An ending is looked up where one of that length is asked for, by a hash that grows byte by byte
//! from the end; a domain at each label and a tag at each subtag, as the rules' `within` has it. Each domain
//! of a host is hashed anew, so domains are short ([`tables`](super::tables)).

use std::collections::BTreeSet;

use crate::router::index::hash_table::HashTable;
use crate::router::index::hashing::{HashKey, Hashing, key};
use crate::router::index::postings::PostingList;

/// Texts by those that end in them.
#[derive(Clone, Debug)]
pub(super) struct Suffixes {
    /// The lengths that they have, ascending.
    lengths: Box<[usize]>,
    slots: HashTable,
}

/// Domains by the hosts within them.
#[derive(Clone, Debug)]
pub(super) struct Domains {
    longest: usize,
    slots: HashTable,
}

/// Tags by the narrower ones.
#[derive(Clone, Debug)]
pub(super) struct Tags {
    longest: usize,
    slots: HashTable,
}

/// The hash of an ending.
pub(super) fn hash_reversed(text: &str, hashing: Hashing) -> u64 {
    let bytes = text.as_bytes().iter().rev();
    bytes.fold(0, |hash, byte| hashing.number(hash, u64::from(*byte)))
}

impl Suffixes {
    pub(super) fn new(
        lengths: impl Iterator<Item = usize>,
        lists: &[(HashKey, PostingList)],
    ) -> Self {
        let lengths: BTreeSet<usize> = lengths.collect();
        Self { lengths: lengths.into_iter().collect(), slots: HashTable::from_lists(lists) }
    }

    pub(super) fn find(&self, text: &[u8], hashing: Hashing, mut found: impl FnMut(PostingList)) {
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

    pub(super) fn lists(&self) -> impl Iterator<Item = PostingList> {
        self.slots.lists()
    }
}

impl Domains {
    pub(super) fn new(
        lengths: impl Iterator<Item = usize>,
        lists: &[(HashKey, PostingList)],
    ) -> Self {
        Self { longest: lengths.max().unwrap_or_default(), slots: HashTable::from_lists(lists) }
    }

    pub(super) fn find(&self, host: &[u8], hashing: Hashing, mut found: impl FnMut(PostingList)) {
        let mut look_at = |domain: &[u8]| {
            if let Some((list, ())) = self.slots.find(key(hashing.text(domain))) {
                found(list);
            }
        };
        let near = host.len().saturating_sub(self.longest.saturating_add(1));
        for (place, _) in host.iter().enumerate().skip(near).filter(|(_, byte)| **byte == b'.') {
            look_at(host.get(place + 1..).unwrap_or_default());
        }
        if host.len() <= self.longest {
            look_at(host);
        }
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = PostingList> {
        self.slots.lists()
    }
}

impl Tags {
    pub(super) fn new(
        lengths: impl Iterator<Item = usize>,
        lists: &[(HashKey, PostingList)],
    ) -> Self {
        Self { longest: lengths.max().unwrap_or_default(), slots: HashTable::from_lists(lists) }
    }

    pub(super) fn find(&self, tag: &[u8], hashing: Hashing, mut found: impl FnMut(PostingList)) {
        let mut run = hashing.start_prefix();
        let mut look_at = |wider: &[u8]| {
            if let Some((list, ())) = self.slots.find(key(hashing.start(&mut run, wider))) {
                found(list);
            }
        };
        let near = tag.iter().enumerate().take(self.longest.saturating_add(1));
        for (place, _) in near.filter(|(_, byte)| **byte == b'-') {
            look_at(tag.get(..place).unwrap_or_default());
        }
        if tag.len() <= self.longest {
            look_at(tag);
        }
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = PostingList> {
        self.slots.lists()
    }
}
