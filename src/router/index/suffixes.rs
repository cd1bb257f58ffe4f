//! Look-up of suffixes, of domains of hosts and of language tags, by hashes.
//!
//! Idea: a suffix is hashed byte by byte from the end, and looked up at the lengths that suffixes have. A
//! domain is looked up at each label of a host and a tag at each subtag, as the operator `within` defines
//! them.
//!
//! Drawback: a hash that grows by one byte costs a multiplication for each byte, where
//! [`prefixes`](super::prefixes) takes eight. Each domain of a host is hashed anew, so long domains are
//! listed as suffixes instead ([`field_index`](super::field_index)). "Hash domains and tags as whole texts at
//! their borders" is the commit that chose this. Reversed tries were not measured.

use std::collections::BTreeSet;

use crate::router::index::hash_table::HashTable;
use crate::router::index::hashing::{HashKey, Hashing, key};
use crate::router::index::postings::PostingList;

/// Posting lists by suffix.
#[derive(Clone, Debug)]
pub(super) struct Suffixes {
    /// The lengths of the suffixes, ascending.
    lengths: Box<[usize]>,
    table: HashTable,
}

/// Posting lists by domain, for the hosts within it.
#[derive(Clone, Debug)]
pub(super) struct Domains {
    longest: usize,
    table: HashTable,
}

/// Posting lists by tag, for narrower tags.
#[derive(Clone, Debug)]
pub(super) struct Tags {
    longest: usize,
    table: HashTable,
}

/// Returns the hash of a suffix.
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
        Self { lengths: lengths.into_iter().collect(), table: HashTable::from_lists(lists) }
    }

    pub(super) fn find(&self, text: &[u8], hashing: Hashing, mut found: impl FnMut(PostingList)) {
        let mut ending = 0;
        let mut bytes = text.iter().rev();
        let mut done = 0;
        for length in &self.lengths {
            // The lengths ascend, so no later one fits either.
            if *length > text.len() {
                break;
            }
            // The hash continues from the last length, so each byte is hashed once.
            for byte in bytes.by_ref().take(length - done) {
                ending = hashing.number(ending, u64::from(*byte));
            }
            done = *length;
            if let Some((list, ())) = self.table.find(key(ending)) {
                found(list);
            }
        }
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = PostingList> {
        self.table.lists()
    }
}

impl Domains {
    pub(super) fn new(
        lengths: impl Iterator<Item = usize>,
        lists: &[(HashKey, PostingList)],
    ) -> Self {
        Self { longest: lengths.max().unwrap_or_default(), table: HashTable::from_lists(lists) }
    }

    pub(super) fn find(&self, host: &[u8], hashing: Hashing, mut found: impl FnMut(PostingList)) {
        let mut probe = |domain: &[u8]| {
            if let Some((list, ())) = self.table.find(key(hashing.text(domain))) {
                found(list);
            }
        };
        // Labels that start earlier leave a domain that is longer than every key.
        let first_offset = host.len().saturating_sub(self.longest.saturating_add(1));
        for (offset, _) in
            host.iter().enumerate().skip(first_offset).filter(|(_, byte)| **byte == b'.')
        {
            probe(host.get(offset + 1..).unwrap_or_default());
        }
        // The whole host is one of its domains.
        if host.len() <= self.longest {
            probe(host);
        }
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = PostingList> {
        self.table.lists()
    }
}

impl Tags {
    pub(super) fn new(
        lengths: impl Iterator<Item = usize>,
        lists: &[(HashKey, PostingList)],
    ) -> Self {
        Self { longest: lengths.max().unwrap_or_default(), table: HashTable::from_lists(lists) }
    }

    pub(super) fn find(&self, tag: &[u8], hashing: Hashing, mut found: impl FnMut(PostingList)) {
        // The wider tags of a tag are its prefixes, the shortest first, so one incremental hash finds them
        // all.
        let mut run = hashing.start_prefix();
        let mut probe = |wider: &[u8]| {
            if let Some((list, ())) = self.table.find(key(hashing.start(&mut run, wider))) {
                found(list);
            }
        };
        let first_offset = tag.iter().enumerate().take(self.longest.saturating_add(1));
        for (offset, _) in first_offset.filter(|(_, byte)| **byte == b'-') {
            probe(tag.get(..offset).unwrap_or_default());
        }
        if tag.len() <= self.longest {
            probe(tag);
        }
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = PostingList> {
        self.table.lists()
    }
}
