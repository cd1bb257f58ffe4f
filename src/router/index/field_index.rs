//! The index of one operand: the tables that find triggers by its value.
//!
//! Each kind of key has a table of its own: hash tables for whole texts, prefixes, suffixes, domains and
//! tags, a window index for substrings, a segment tree for numbers, and single posting lists for the rest.
//! Most operands have only whole texts, so that case has a variant without indirection.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::ix::{Ix, OperandIx};
use crate::router::index::access_path::KeyKind;
use crate::router::index::hash_table::HashTable;
use crate::router::index::hashing::{HashKey, Hashing, key};
use crate::router::index::postings::{
    Posting, PostingList, PostingSink, Postings, PostingsBuilder, ProgramOffset,
};
use crate::router::index::prefixes::{Lengths, Prefixes};
use crate::router::index::program::Program;
use crate::router::index::segment_tree::{KeyRange, SegmentTree};
use crate::router::index::suffixes::{Domains, Suffixes, Tags, hash_reversed};
use crate::router::index::trigrams::Trigrams;
use crate::router::index::windows::Windows;
use crate::swar;
use crate::visitor::{TextRef, ValueHead, ValueRef, ValueType};

/// The tables of one operand.
#[derive(Clone, Debug)]
pub(super) struct FieldIndex {
    pub(super) operand: OperandIx,
    /// The first program that is in any of the lists.
    pub(super) first_program: ProgramOffset,
    /// The number of programs whose first test scans the texts of this operand.
    readers: u32,
    known: PostingList,
    unknown: PostingList,
    if_true: PostingList,
    if_false: PostingList,
    texts: TextIndex,
    numbers: Option<Box<SegmentTree>>,
}

/// The tables for texts.
#[derive(Clone, Debug, Default)]
enum TextIndex {
    #[default]
    None,
    /// The table of a field that is only compared with whole texts, as most fields are.
    Equal(HashTable),
    Multiple(Box<MultiIndex>),
}

#[derive(Clone, Debug, Default)]
struct MultiIndex {
    equal: Option<HashTable>,
    prefixes: Option<Prefixes>,
    suffixes: Option<Suffixes>,
    domains: Option<Domains>,
    tags: Option<Tags>,
    windows: Option<Windows>,
    /// An upper estimate of the time to look a text up, for each byte.
    nanos_per_byte: usize,
    /// The lengths of the longest prefix and the longest suffix. No more of a text is hashed for either.
    longest_keys: [usize; 2],
}

/// Collects the postings of one operand.
#[derive(Debug, Default)]
pub(super) struct FieldIndexBuilder<'r> {
    equal: Vec<(HashKey, Posting)>,
    starts: Vec<(&'r str, Posting)>,
    ends: Vec<(&'r str, Posting)>,
    domains: Vec<(&'r str, Posting)>,
    tags: Vec<(&'r str, Posting)>,
    parts: BTreeMap<Cow<'r, str>, Vec<(Posting, Trigrams)>>,
    numbers: Vec<(KeyRange, Posting)>,
    known: Vec<Posting>,
    unknown: Vec<Posting>,
    if_true: Vec<Posting>,
    if_false: Vec<Posting>,
}

impl<'r> FieldIndexBuilder<'r> {
    pub(super) fn add(&mut self, key_kind: KeyKind<'r>, posting: Posting, hashing: Hashing) {
        match key_kind {
            // Every text contains the empty one, so the key only requires that the field is known.
            KeyKind::Start("") | KeyKind::End("") => self.known.push(posting),
            KeyKind::Part(part, _) if part.is_empty() => self.known.push(posting),
            KeyKind::Equal(text) => self.equal.push((key(hashing.text(text.as_bytes())), posting)),
            KeyKind::Start(start) => self.starts.push((start, posting)),
            KeyKind::End(end) => self.ends.push((end, posting)),
            KeyKind::Part(part, grams) => {
                self.parts.entry(part).or_default().push((posting, grams));
            }
            // A host is hashed once for each of its domains, which is quadratic in the longest key. No DNS
            // name is longer than this. A longer key of a rule is listed as a suffix of the host, which one
            // pass finds.
            KeyKind::Domain(domain) if domain.len() > MAX_DOMAIN_BYTES => {
                self.ends.push((domain, posting));
            }
            KeyKind::Domain(domain) => self.domains.push((domain, posting)),
            KeyKind::Tag(tag) => self.tags.push((tag, posting)),
            KeyKind::Number(range) => self.numbers.push((range, posting)),
            KeyKind::Boolean(true) => self.if_true.push(posting),
            KeyKind::Boolean(false) => self.if_false.push(posting),
            KeyKind::Known(true) => self.known.push(posting),
            KeyKind::Known(false) => self.unknown.push(posting),
        }
    }

    pub(super) fn finish(
        self,
        operand: OperandIx,
        hashing: Hashing,
        postings: &mut PostingsBuilder,
    ) -> FieldIndex {
        let mut list = |mut listed: Vec<Posting>| {
            // Postings are added in the order of triggers, so equal ones are neighbours.
            listed.dedup();
            postings.add(&listed)
        };
        let [known, unknown, yes, no] =
            [self.known, self.unknown, self.if_true, self.if_false].map(&mut list);
        let whole = |text: &str| hashing.text(text.as_bytes());
        let equal =
            (!self.equal.is_empty()).then(|| HashTable::from_lists(&postings.add_all(self.equal)));
        let prefixes = (!self.starts.is_empty()).then(|| {
            let lengths = Lengths::new(self.starts.iter().map(|(start, _)| start.as_bytes()));
            Prefixes::new(lengths, &postings.add_all(hashed(&self.starts, whole)))
        });
        let suffixes = (!self.ends.is_empty()).then(|| {
            let lists = postings.add_all(hashed(&self.ends, |text| hash_reversed(text, hashing)));
            Suffixes::new(lengths(&self.ends), &lists)
        });
        let domains = (!self.domains.is_empty()).then(|| {
            let lists = postings.add_all(hashed(&self.domains, whole));
            Domains::new(lengths(&self.domains), &lists)
        });
        let tags = (!self.tags.is_empty()).then(|| {
            let lists = postings.add_all(hashed(&self.tags, whole));
            Tags::new(lengths(&self.tags), &lists)
        });
        let windows = (!self.parts.is_empty()).then(|| Windows::new(self.parts, hashing, postings));
        let [of_prefixes, of_suffixes] = [prefixes.is_some(), suffixes.is_some()].map(usize::from);
        let of_windows =
            windows.as_ref().map_or(0, |windows| 1 + windows.max_widths() * PROBE_NANOS);
        let nanos_of_byte = (of_prefixes + of_suffixes) * PROBE_NANOS + of_windows;
        let longest =
            [&self.starts, &self.ends].map(|texts| lengths(texts).max().unwrap_or_default());
        let several = MultiIndex {
            equal,
            prefixes,
            suffixes,
            domains,
            tags,
            windows,
            nanos_per_byte: nanos_of_byte,
            longest_keys: longest,
        };
        let numbers =
            (!self.numbers.is_empty()).then(|| Box::new(SegmentTree::new(&self.numbers, postings)));
        let texts = TextIndex::from_parts(several);
        FieldIndex {
            operand,
            first_program: ProgramOffset::NONE,
            readers: 0,
            known,
            unknown,
            if_true: yes,
            if_false: no,
            texts,
            numbers,
        }
    }
}

impl TextIndex {
    fn from_parts(tables: MultiIndex) -> Self {
        // The variant without indirection saves a load in every look-up of an operand that is only compared
        // with whole texts.
        let has_others = tables.prefixes.is_some()
            || tables.suffixes.is_some()
            || tables.domains.is_some()
            || tables.tags.is_some()
            || tables.windows.is_some();
        match tables.equal {
            Some(equal) if !has_others => Self::Equal(equal),
            None if !has_others => Self::None,
            _ => Self::Multiple(Box::new(tables)),
        }
    }
}

/// The most bytes of a domain name (RFC 1035), as text without the final dot.
const MAX_DOMAIN_BYTES: usize = 253;

/// The estimated time to hash a few bytes and to probe a filter. It only decides between the index and a scan
/// ([`searcher`](super::searcher)); `benches/instructions` counts both sides of that choice.
const PROBE_NANOS: usize = 4;

fn hashed(texts: &[(&str, Posting)], hash: impl Fn(&str) -> u64) -> Vec<(HashKey, Posting)> {
    texts.iter().map(|(text, posting)| (key(hash(text)), *posting)).collect()
}

fn lengths<'t>(texts: &'t [(&str, Posting)]) -> impl Iterator<Item = usize> + 't {
    texts.iter().map(|(text, _)| text.len())
}

impl FieldIndex {
    /// Records the first program of all lists.
    pub(super) fn set_first_program(&mut self, postings: &Postings) {
        // A lower bound over all lists of the operand. The search skips the operand if it already has an
        // earlier trigger.
        let lists = self.lists().map(|list| postings.first_program(list));
        let numbers = self.numbers.iter().map(|numbers| numbers.first_program(postings));
        self.first_program = lists.chain(numbers).min().unwrap_or(ProgramOffset::NONE);
    }

    /// Returns `true` if texts are searched for substrings, which costs most.
    pub(super) fn searches_substrings(&self) -> bool {
        matches!(&self.texts, TextIndex::Multiple(texts) if texts.windows.is_some())
    }

    /// Returns `true` if looking a text up takes time in proportion to its length.
    pub(super) fn reads_texts(&self) -> bool {
        // Domains and tags do not count: they are looked up at a few borders only.
        matches!(&self.texts, TextIndex::Multiple(texts) if texts.nanos_per_byte > 0)
    }

    fn lists(&self) -> impl Iterator<Item = PostingList> {
        let list = [self.known, self.unknown, self.if_true, self.if_false];
        let (equal, several) = match &self.texts {
            TextIndex::None => (None, None),
            TextIndex::Equal(table) => (Some(table), None),
            TextIndex::Multiple(texts) => (None, Some(texts)),
        };
        let equal = equal.into_iter().flat_map(HashTable::lists);
        list.into_iter().chain(equal).chain(several.into_iter().flat_map(|texts| texts.lists()))
    }

    /// Visits the lists of the triggers that may fire for a value, if its head is enough to find them.
    /// Returns `false` otherwise.
    #[inline]
    pub(super) fn find_by_head(
        &self,
        head: ValueHead,
        hashing: Hashing,
        found: &mut impl PostingSink,
    ) -> bool {
        let list = match head.value_type() {
            ValueType::UNKNOWN => self.unknown,
            // A known value visits two lists, which the general path does.
            _ if !self.known.is_empty() => return false,
            ValueType::TEXT => match &self.texts {
                TextIndex::None => return true,
                TextIndex::Equal(table) if head.length() <= swar::BYTES => {
                    let hash = hashing.short_text(head.word(), head.length());
                    // Short texts are hashed from the head alone: no other memory of the visitor is read.
                    table.find(key(hash)).map(|(list, ())| list).unwrap_or_default()
                }
                // The head lacks the rest of a longer text, and prefixes and substrings need the bytes
                // themselves.
                TextIndex::Equal(_) | TextIndex::Multiple(_) => return false,
            },
            ValueType::NUMBER => {
                if let Some(numbers) = &self.numbers {
                    numbers.find(head.number_value(), |list| found.visit_list(list));
                }
                return true;
            }
            _ => return false,
        };
        if !list.is_empty() {
            found.visit_list(list);
        }
        true
    }

    /// Records how many programs start with a test that scans the texts of this operand.
    pub(super) fn set_readers(&mut self, readers: &[u32]) {
        self.readers = self.operand.get(readers).copied().unwrap_or_default();
    }

    /// Estimates the time to look a value up, in nanoseconds. It counts the windows of the text, which takes
    /// a small part of that time.
    pub(super) fn estimated_nanos(&self, value: Option<ValueRef<'_>>) -> usize {
        let TextIndex::Multiple(tables) = &self.texts else {
            return 0;
        };
        let of_text = |text: &[u8]| {
            let candidates = tables.windows.as_ref().map_or(0, |windows| windows.candidates(text));
            let hashed: usize =
                tables.longest_keys.iter().map(|longest| text.len().min(*longest)).sum();
            text.len() + hashed.saturating_add(candidates).saturating_mul(PROBE_NANOS)
        };
        match value {
            Some(ValueRef::Text(text)) => of_text(text.bytes()),
            Some(ValueRef::List(items)) => {
                let mut cost = 0_usize;
                items.for_each_while(|item| {
                    cost = cost.saturating_add(item.map_or(0, |item| of_text(item.bytes())));
                    true
                });
                cost
            }
            _ => 0,
        }
    }

    /// Returns a lower bound of the time to try all programs instead, in nanoseconds.
    pub(super) fn min_scan_nanos(&self, value: Option<ValueRef<'_>>, code: &Program) -> usize {
        code.min_scan_nanos(self.readers as usize, value.map_or(0, ValueRef::text_bytes))
    }

    /// Returns an upper bound of the time to look a value up, in nanoseconds.
    #[inline]
    pub(super) fn max_nanos(&self, value: Option<ValueRef<'_>>) -> usize {
        match (value, &self.texts) {
            (Some(value), TextIndex::Multiple(tables)) => {
                value.text_bytes().saturating_mul(tables.nanos_per_byte)
            }
            _ => 0,
        }
    }

    /// Visits the lists of the triggers that may fire for a value.
    pub(super) fn find(
        &self,
        value: Option<ValueRef<'_>>,
        hashing: Hashing,
        found: &mut impl PostingSink,
    ) {
        let list = match value {
            None => self.unknown,
            Some(_) => self.known,
        };
        if !list.is_empty() {
            found.visit_list(list);
        }
        let Some(value) = value else {
            return;
        };
        match value {
            ValueRef::Text(text) => self.find_text(text, false, hashing, found),
            ValueRef::Number(number) => {
                if let Some(numbers) = &self.numbers {
                    numbers.find(number, |list| found.visit_list(list));
                }
            }
            ValueRef::Boolean(value) => {
                let list = if value { self.if_true } else { self.if_false };
                if !list.is_empty() {
                    found.visit_list(list);
                }
            }
            // Each item is looked up by itself, because one matching item is enough (rule C5). Keys of
            // numbers never match a list.
            ValueRef::List(items) => {
                if !matches!(self.texts, TextIndex::None) {
                    items.for_each_while(|item| {
                        if let Some(item) = item {
                            self.find_text(item, true, hashing, found);
                        }
                        true
                    });
                }
            }
        }
    }

    /// Visits the lists for a text, or for an item of a list.
    fn find_text(
        &self,
        text: TextRef<'_>,
        is_item: bool,
        hashing: Hashing,
        found: &mut impl PostingSink,
    ) {
        let text = text.bytes();
        match &self.texts {
            TextIndex::None => {}
            TextIndex::Equal(table) => {
                if let Some((list, ())) = table.find(key(hashing.text(text))) {
                    emit(list, is_item, found);
                }
            }
            TextIndex::Multiple(tables) => tables.find(text, is_item, hashing, found),
        }
    }
}

/// Visits a list. Several items of a list may lead to the same posting list, which is visited once.
#[inline(always)]
fn emit(list: PostingList, is_of_several: bool, found: &mut impl PostingSink) {
    if !(is_of_several && found.was_visited(list)) {
        found.visit_list(list);
    }
}

impl MultiIndex {
    fn find(&self, text: &[u8], is_item: bool, hashing: Hashing, found: &mut impl PostingSink) {
        // The hash of the longest prefix is that of the whole text, so the text is hashed once for both
        // tables.
        let prefixes = self.prefixes.as_ref();
        let mut visit = |list| emit(list, is_item, found);
        let whole = prefixes.map(|prefixes| prefixes.find(text, hashing, &mut visit));
        if let Some(equal) = &self.equal {
            let whole = whole.unwrap_or_else(|| hashing.text(text));
            if let Some((list, ())) = equal.find(key(whole)) {
                visit(list);
            }
        }
        // The windows come last, because they cost most and an earlier hit may have made them needless.
        if let Some(domains) = &self.domains {
            domains.find(text, hashing, &mut visit);
        }
        if let Some(tags) = &self.tags {
            tags.find(text, hashing, &mut visit);
        }
        if let Some(suffixes) = &self.suffixes {
            suffixes.find(text, hashing, &mut visit);
        }
        if let Some(windows) = &self.windows {
            windows.find(text, is_item, hashing, found);
        }
    }

    fn lists(&self) -> impl Iterator<Item = PostingList> {
        let prefixes = self.prefixes.iter().flat_map(Prefixes::lists);
        let suffixes = self.suffixes.iter().flat_map(Suffixes::lists);
        let domains = self.domains.iter().flat_map(Domains::lists);
        let tags = self.tags.iter().flat_map(Tags::lists);
        let windows = self.windows.iter().flat_map(Windows::lists);
        let equal = self.equal.iter().flat_map(HashTable::lists);
        equal.chain(prefixes).chain(suffixes).chain(domains).chain(tags).chain(windows)
    }
}
