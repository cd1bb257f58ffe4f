//! The tables of one operand: all that triggers are looked up by in one field of the visitor.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::router::index::access::Shows;
use crate::router::index::code::Code;
use crate::router::index::grams::Grams;
use crate::router::index::hashing::Hashing;
use crate::router::index::numbers::{Numbers, Range};
use crate::router::index::postings::{Found, Gathered, List, Posting, Postings};
use crate::router::index::prefixes::{Lengths, Prefixes};
use crate::router::index::slots::{Key, Slots, key};
use crate::router::index::tails::{Domains, Suffixes, Tags, backwards};
use crate::router::index::windows::Windows;
use crate::swar;
use crate::visitor::{TextRef, ValueHead, ValueRef, ValueType};

/// What triggers are looked up by in one operand.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    /// By its number in the rules.
    pub(super) operand: u32,
    /// The first program that is in any of them.
    pub(super) least: u32,
    /// How many programs start with a test that goes along its texts.
    readers: u32,
    known: List,
    unknown: List,
    yes: List,
    no: List,
    texts: TextTables,
    numbers: Option<Box<Numbers>>,
}

/// What texts are looked up by.
#[derive(Clone, Debug, Default)]
enum TextTables {
    #[default]
    None,
    /// Most fields are compared with whole values, and nothing else.
    Equal(Slots),
    Several(Box<Several>),
}

#[derive(Clone, Debug, Default)]
struct Several {
    equal: Option<Slots>,
    prefixes: Option<Prefixes>,
    suffixes: Option<Suffixes>,
    domains: Option<Domains>,
    tags: Option<Tags>,
    windows: Option<Windows>,
    /// What it may take to look a text up, for each byte.
    nanos_of_byte: usize,
    /// The most bytes that starts and ends have: no more of a text is hashed for either.
    longest: [usize; 2],
}

/// The entries of one operand while they are gathered.
#[derive(Debug, Default)]
pub(super) struct Entries<'r> {
    equal: Vec<(Key, Posting)>,
    starts: Vec<(&'r str, Posting)>,
    ends: Vec<(&'r str, Posting)>,
    domains: Vec<(&'r str, Posting)>,
    tags: Vec<(&'r str, Posting)>,
    parts: BTreeMap<Cow<'r, str>, Vec<(Posting, Grams)>>,
    numbers: Vec<(Range, Posting)>,
    known: Vec<Posting>,
    unknown: Vec<Posting>,
    yes: Vec<Posting>,
    no: Vec<Posting>,
}

impl<'r> Entries<'r> {
    pub(super) fn add(&mut self, shows: Shows<'r>, posting: Posting, hashing: Hashing) {
        match shows {
            Shows::Start("") | Shows::End("") => self.known.push(posting),
            Shows::Part(part, _) if part.is_empty() => self.known.push(posting),
            Shows::Equal(text) => self.equal.push((key(hashing.text(text.as_bytes())), posting)),
            Shows::Start(start) => self.starts.push((start, posting)),
            Shows::End(end) => self.ends.push((end, posting)),
            Shows::Part(part, grams) => {
                self.parts.entry(part).or_default().push((posting, grams));
            }
            // Looked for by the hash of each domain of a host, which is quadratic in the longest. No name in
            // the DNS is longer; what a rule asks for beyond that is an end of the host, found in one pass.
            Shows::Domain(domain) if domain.len() > MOST_DOMAIN_BYTES => {
                self.ends.push((domain, posting));
            }
            Shows::Domain(domain) => self.domains.push((domain, posting)),
            Shows::Tag(tag) => self.tags.push((tag, posting)),
            Shows::Number(range) => self.numbers.push((range, posting)),
            Shows::Boolean(true) => self.yes.push(posting),
            Shows::Boolean(false) => self.no.push(posting),
            Shows::Known(true) => self.known.push(posting),
            Shows::Known(false) => self.unknown.push(posting),
        }
    }

    pub(super) fn finish(self, operand: u32, hashing: Hashing, gathered: &mut Gathered) -> Tables {
        let mut list = |mut postings: Vec<Posting>| {
            postings.dedup();
            gathered.add(&postings)
        };
        let [known, unknown, yes, no] =
            [self.known, self.unknown, self.yes, self.no].map(&mut list);
        let whole = |text: &str| hashing.text(text.as_bytes());
        let equal = (!self.equal.is_empty()).then(|| Slots::of(&gathered.add_all(self.equal)));
        let prefixes = (!self.starts.is_empty()).then(|| {
            let lengths = Lengths::new(self.starts.iter().map(|(start, _)| start.as_bytes()));
            Prefixes::new(lengths, &gathered.add_all(hashed(&self.starts, whole)))
        });
        let suffixes = (!self.ends.is_empty()).then(|| {
            let lists = gathered.add_all(hashed(&self.ends, |text| backwards(text, hashing)));
            Suffixes::new(lengths(&self.ends), &lists)
        });
        let domains = (!self.domains.is_empty()).then(|| {
            let lists = gathered.add_all(hashed(&self.domains, whole));
            Domains::new(lengths(&self.domains), &lists)
        });
        let tags = (!self.tags.is_empty()).then(|| {
            let lists = gathered.add_all(hashed(&self.tags, whole));
            Tags::new(lengths(&self.tags), &lists)
        });
        let windows = (!self.parts.is_empty()).then(|| Windows::new(self.parts, hashing, gathered));
        let [of_prefixes, of_suffixes] = [prefixes.is_some(), suffixes.is_some()].map(usize::from);
        let of_windows = windows.as_ref().map_or(0, |windows| 1 + windows.most_widths() * NANOS);
        let nanos_of_byte = (of_prefixes + of_suffixes) * NANOS + of_windows;
        let longest =
            [&self.starts, &self.ends].map(|texts| lengths(texts).max().unwrap_or_default());
        let several =
            Several { equal, prefixes, suffixes, domains, tags, windows, nanos_of_byte, longest };
        let numbers =
            (!self.numbers.is_empty()).then(|| Box::new(Numbers::new(&self.numbers, gathered)));
        let texts = TextTables::of(several);
        Tables { operand, least: u32::MAX, readers: 0, known, unknown, yes, no, texts, numbers }
    }
}

impl TextTables {
    fn of(tables: Several) -> Self {
        let has_others = tables.prefixes.is_some()
            || tables.suffixes.is_some()
            || tables.domains.is_some()
            || tables.tags.is_some()
            || tables.windows.is_some();
        match tables.equal {
            Some(equal) if !has_others => Self::Equal(equal),
            None if !has_others => Self::None,
            _ => Self::Several(Box::new(tables)),
        }
    }
}

/// The most bytes of a domain name (RFC 1035), as text without the last dot.
const MOST_DOMAIN_BYTES: usize = 253;

/// To hash some bytes and look them up in a filter.
const NANOS: usize = 4;

fn hashed(texts: &[(&str, Posting)], hash: impl Fn(&str) -> u64) -> Vec<(Key, Posting)> {
    texts.iter().map(|(text, posting)| (key(hash(text)), *posting)).collect()
}

fn lengths<'t>(texts: &'t [(&str, Posting)]) -> impl Iterator<Item = usize> + 't {
    texts.iter().map(|(text, _)| text.len())
}

impl Tables {
    /// Notes which program is the first in any of them.
    pub(super) fn settle(&mut self, postings: &Postings) {
        let lists = self.lists().map(|list| postings.least(list));
        let numbers = self.numbers.iter().map(|numbers| numbers.least(postings));
        self.least = lists.chain(numbers).min().unwrap_or(u32::MAX);
    }

    /// Whether texts are searched through, which costs the most.
    pub(super) fn is_costly(&self) -> bool {
        matches!(&self.texts, TextTables::Several(texts) if texts.windows.is_some())
    }

    /// Whether texts are gone along.
    pub(super) fn reads_texts(&self) -> bool {
        matches!(&self.texts, TextTables::Several(texts) if texts.nanos_of_byte > 0)
    }

    fn lists(&self) -> impl Iterator<Item = List> {
        let few = [self.known, self.unknown, self.yes, self.no];
        let (equal, several) = match &self.texts {
            TextTables::None => (None, None),
            TextTables::Equal(slots) => (Some(slots), None),
            TextTables::Several(texts) => (None, Some(texts)),
        };
        let equal = equal.into_iter().flat_map(Slots::lists);
        few.into_iter().chain(equal).chain(several.into_iter().flat_map(|texts| texts.lists()))
    }

    /// The lists of the triggers that may be true of a visitor who shows this. A head is enough for
    /// most; false where it is not.
    #[inline]
    pub(super) fn find_at_a_glance(
        &self,
        head: ValueHead,
        hashing: Hashing,
        found: &mut impl Found,
    ) -> bool {
        let list = match head.value_type() {
            ValueType::UNKNOWN => self.unknown,
            _ if !self.known.is_empty() => return false,
            ValueType::TEXT => match &self.texts {
                TextTables::None => return true,
                TextTables::Equal(slots) if head.length() <= swar::BYTES => {
                    let hash = hashing.short_text(head.word(), head.length());
                    slots.find(key(hash)).map(|(list, ())| list).unwrap_or_default()
                }
                TextTables::Equal(_) | TextTables::Several(_) => return false,
            },
            ValueType::NUMBER => {
                if let Some(numbers) = &self.numbers {
                    numbers.find(head.number_value(), |list| found.list(list));
                }
                return true;
            }
            _ => return false,
        };
        if !list.is_empty() {
            found.list(list);
        }
        true
    }

    /// Notes how many programs start with a test that goes along its texts.
    pub(super) fn set_readers(&mut self, readers: &[u32]) {
        self.readers = readers.get(self.operand as usize).copied().unwrap_or_default();
    }

    /// The same with the windows of the text counted, which takes a small part of that time.
    pub(super) fn counted_cost(&self, shown: Option<ValueRef<'_>>) -> usize {
        let TextTables::Several(tables) = &self.texts else {
            return 0;
        };
        let of_text = |text: &[u8]| {
            let candidates = tables.windows.as_ref().map_or(0, |windows| windows.candidates(text));
            let hashed: usize = tables.longest.iter().map(|longest| text.len().min(*longest)).sum();
            text.len() + hashed.saturating_add(candidates).saturating_mul(NANOS)
        };
        match shown {
            Some(ValueRef::Text(text)) => of_text(text.bytes()),
            Some(ValueRef::List(items)) => {
                let mut cost = 0_usize;
                items.while_wanted(|item| {
                    cost = cost.saturating_add(item.map_or(0, |item| of_text(item.bytes())));
                    true
                });
                cost
            }
            _ => 0,
        }
    }

    /// What it takes at least to try all programs instead, in nanoseconds more or less.
    pub(super) fn least_nanos(&self, shown: Option<ValueRef<'_>>, code: &Code) -> usize {
        code.least_nanos(self.readers as usize, shown.map_or(0, ValueRef::text_bytes))
    }

    /// What it may take to look up what a visitor shows, in nanoseconds more or less.
    #[inline]
    pub(super) fn cost(&self, shown: Option<ValueRef<'_>>) -> usize {
        match (shown, &self.texts) {
            (Some(shown), TextTables::Several(tables)) => {
                shown.text_bytes().saturating_mul(tables.nanos_of_byte)
            }
            _ => 0,
        }
    }

    /// The lists of the triggers that may be true of a visitor who shows this.
    pub(super) fn find(
        &self,
        shown: Option<ValueRef<'_>>,
        hashing: Hashing,
        found: &mut impl Found,
    ) {
        let few = match shown {
            None => self.unknown,
            Some(_) => self.known,
        };
        if !few.is_empty() {
            found.list(few);
        }
        let Some(shown) = shown else {
            return;
        };
        match shown {
            ValueRef::Text(text) => self.find_text(text, false, hashing, found),
            ValueRef::Number(number) => {
                if let Some(numbers) = &self.numbers {
                    numbers.find(number, |list| found.list(list));
                }
            }
            ValueRef::Boolean(value) => {
                let list = if value { self.yes } else { self.no };
                if !list.is_empty() {
                    found.list(list);
                }
            }
            ValueRef::List(items) => {
                if !matches!(self.texts, TextTables::None) {
                    items.while_wanted(|item| {
                        if let Some(item) = item {
                            self.find_text(item, true, hashing, found);
                        }
                        true
                    });
                }
            }
        }
    }

    /// The lists for a text, or for an item of a list.
    fn find_text(
        &self,
        text: TextRef<'_>,
        is_item: bool,
        hashing: Hashing,
        found: &mut impl Found,
    ) {
        let text = text.bytes();
        match &self.texts {
            TextTables::None => {}
            TextTables::Equal(slots) => {
                if let Some((list, ())) = slots.find(key(hashing.text(text))) {
                    tell(list, is_item, found);
                }
            }
            TextTables::Several(tables) => tables.find(text, is_item, hashing, found),
        }
    }
}

/// Tells a list; of several texts of a visitor each may have it.
#[inline(always)]
fn tell(list: List, is_of_several: bool, found: &mut impl Found) {
    if !(is_of_several && found.is_known(list)) {
        found.list(list);
    }
}

impl Several {
    fn find(&self, text: &[u8], is_item: bool, hashing: Hashing, found: &mut impl Found) {
        // The hash of the starts ends up as that of the whole.
        let prefixes = self.prefixes.as_ref();
        let mut told = |list| tell(list, is_item, found);
        let whole = prefixes.map(|prefixes| prefixes.find(text, hashing, &mut told));
        if let Some(equal) = &self.equal {
            let whole = whole.unwrap_or_else(|| hashing.text(text));
            if let Some((list, ())) = equal.find(key(whole)) {
                told(list);
            }
        }
        if let Some(domains) = &self.domains {
            domains.find(text, hashing, &mut told);
        }
        if let Some(tags) = &self.tags {
            tags.find(text, hashing, &mut told);
        }
        if let Some(suffixes) = &self.suffixes {
            suffixes.find(text, hashing, &mut told);
        }
        if let Some(windows) = &self.windows {
            windows.find(text, is_item, hashing, found);
        }
    }

    fn lists(&self) -> impl Iterator<Item = List> {
        let prefixes = self.prefixes.iter().flat_map(Prefixes::lists);
        let suffixes = self.suffixes.iter().flat_map(Suffixes::lists);
        let domains = self.domains.iter().flat_map(Domains::lists);
        let tags = self.tags.iter().flat_map(Tags::lists);
        let windows = self.windows.iter().flat_map(Windows::lists);
        let equal = self.equal.iter().flat_map(Slots::lists);
        equal.chain(prefixes).chain(suffixes).chain(domains).chain(tags).chain(windows)
    }
}
