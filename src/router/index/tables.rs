//! The tables of one sight: all that triggers are looked up by in one field of the visitor.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::router::index::access::Shows;
use crate::router::index::hashing::Hashing;
use crate::router::index::numbers::{Numbers, Range};
use crate::router::index::postings::{Gathered, List, Posting, Postings};
use crate::router::index::prefixes::{Lengths, Prefixes};
use crate::router::index::slots::Slots;
use crate::router::index::tails::{Domains, Suffixes, Tags, backwards, forwards};
use crate::router::index::windows::Windows;
use crate::visitor::{Shown, ShownText};

/// What triggers are looked up by in one sight.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    /// By its number in the rules.
    pub(super) sight: u32,
    /// The first program that is in any of them.
    pub(super) least: u32,
    known: List,
    unknown: List,
    yes: List,
    no: List,
    texts: Option<Box<TextTables>>,
    numbers: Option<Box<Numbers>>,
}

#[derive(Clone, Debug, Default)]
struct TextTables {
    equal: Option<Slots>,
    prefixes: Option<Prefixes>,
    suffixes: Option<Suffixes>,
    domains: Option<Domains>,
    tags: Option<Tags>,
    windows: Option<Windows>,
}

/// The entries of one sight while they are gathered.
#[derive(Debug, Default)]
pub(super) struct Entries<'r> {
    equal: Vec<(u64, Posting)>,
    starts: Vec<(&'r str, Posting)>,
    ends: Vec<(&'r str, Posting)>,
    domains: Vec<(&'r str, Posting)>,
    tags: Vec<(&'r str, Posting)>,
    parts: BTreeMap<Cow<'r, str>, Vec<Posting>>,
    numbers: Vec<(Range, Posting)>,
    known: Vec<Posting>,
    unknown: Vec<Posting>,
    yes: Vec<Posting>,
    no: Vec<Posting>,
}

impl<'r> Entries<'r> {
    pub(super) fn add(&mut self, shows: Shows<'r>, posting: Posting, hashing: Hashing) {
        match shows {
            Shows::Equal(text) => self.equal.push((hashing.text(text.as_bytes()), posting)),
            Shows::Start(start) => self.starts.push((start, posting)),
            Shows::End(end) => self.ends.push((end, posting)),
            Shows::Part(part) => self.parts.entry(part).or_default().push(posting),
            Shows::Domain(domain) => self.domains.push((domain, posting)),
            Shows::Tag(tag) => self.tags.push((tag, posting)),
            Shows::Number(range) => self.numbers.push((range, posting)),
            Shows::Boolean(true) => self.yes.push(posting),
            Shows::Boolean(false) => self.no.push(posting),
            Shows::Known(true) => self.known.push(posting),
            Shows::Known(false) => self.unknown.push(posting),
        }
    }

    pub(super) fn finish(self, sight: u32, hashing: Hashing, gathered: &mut Gathered) -> Tables {
        let mut list = |mut postings: Vec<Posting>| {
            postings.dedup();
            gathered.add(&postings)
        };
        let [known, unknown, yes, no] =
            [self.known, self.unknown, self.yes, self.no].map(&mut list);
        let mut texts = TextTables::default();
        let mut of_text = false;
        if !self.equal.is_empty() {
            texts.equal = Some(Slots::new(&gathered.add_all(self.equal)));
            of_text = true;
        }
        if !self.starts.is_empty() {
            let lengths = Lengths::new(self.starts.iter().map(|(start, _)| start.as_bytes()));
            let hash = |text: &str| hashing.text(text.as_bytes());
            let lists = gathered.add_all(hashed(&self.starts, hash));
            texts.prefixes = Some(Prefixes::new(lengths, &lists));
            of_text = true;
        }
        if !self.ends.is_empty() {
            let lists = gathered.add_all(hashed(&self.ends, |text| backwards(text, hashing)));
            texts.suffixes = Some(Suffixes::new(lengths(&self.ends), &lists));
            of_text = true;
        }
        if !self.domains.is_empty() {
            let lists = gathered.add_all(hashed(&self.domains, |text| backwards(text, hashing)));
            texts.domains = Some(Domains::new(lengths(&self.domains), &lists));
            of_text = true;
        }
        if !self.tags.is_empty() {
            let lists = gathered.add_all(hashed(&self.tags, |text| forwards(text, hashing)));
            texts.tags = Some(Tags::new(lengths(&self.tags), &lists));
            of_text = true;
        }
        if !self.parts.is_empty() {
            texts.windows = Some(Windows::new(self.parts, hashing, gathered));
            of_text = true;
        }
        let numbers =
            (!self.numbers.is_empty()).then(|| Box::new(Numbers::new(&self.numbers, gathered)));
        let texts = of_text.then(|| Box::new(texts));
        Tables { sight, least: u32::MAX, known, unknown, yes, no, texts, numbers }
    }
}

fn hashed(texts: &[(&str, Posting)], hash: impl Fn(&str) -> u64) -> Vec<(u64, Posting)> {
    texts.iter().map(|(text, posting)| (hash(text), *posting)).collect()
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
        self.texts.as_ref().is_some_and(|texts| texts.windows.is_some())
    }

    fn lists(&self) -> impl Iterator<Item = List> {
        let few = [self.known, self.unknown, self.yes, self.no];
        let texts = self.texts.iter().flat_map(|texts| {
            let equal = texts.equal.iter().flat_map(Slots::lists);
            let prefixes = texts.prefixes.iter().flat_map(Prefixes::lists);
            let suffixes = texts.suffixes.iter().flat_map(Suffixes::lists);
            let domains = texts.domains.iter().flat_map(Domains::lists);
            let tags = texts.tags.iter().flat_map(Tags::lists);
            let windows = texts.windows.iter().flat_map(Windows::lists);
            equal.chain(prefixes).chain(suffixes).chain(domains).chain(tags).chain(windows)
        });
        few.into_iter().chain(texts)
    }

    /// The lists of the triggers that may be true of a visitor who shows this.
    pub(super) fn find(
        &self,
        shown: Option<Shown<'_>>,
        hashing: Hashing,
        mut found: impl FnMut(List),
    ) {
        let mut found = |list: List| {
            if !list.is_empty() {
                found(list);
            }
        };
        let Some(shown) = shown else {
            return found(self.unknown);
        };
        found(self.known);
        match shown {
            Shown::Text(text) => self.find_text(text, hashing, &mut found),
            Shown::Number(number) => {
                if let Some(numbers) = &self.numbers {
                    numbers.find(number, &mut found);
                }
            }
            Shown::Boolean(true) => found(self.yes),
            Shown::Boolean(false) => found(self.no),
            Shown::List(items) => {
                if self.texts.is_some() {
                    items.while_wanted(|item| {
                        if let Some(item) = item {
                            self.find_text(item, hashing, &mut found);
                        }
                        true
                    });
                }
            }
        }
    }

    fn find_text(&self, text: ShownText<'_>, hashing: Hashing, found: &mut impl FnMut(List)) {
        let Some(tables) = &self.texts else {
            return;
        };
        let text = text.bytes();
        // The hash of the starts ends up as that of the whole.
        let prefixes = tables.prefixes.as_ref();
        let whole = prefixes.map(|prefixes| prefixes.find(text, hashing, &mut *found));
        if let Some(equal) = &tables.equal {
            let hash = whole.unwrap_or_else(|| hashing.text(text));
            if let Some(list) = equal.find(hash) {
                found(list);
            }
        }
        if let Some(domains) = &tables.domains {
            domains.find(text, hashing, &mut *found);
        }
        if let Some(tags) = &tables.tags {
            tags.find(text, hashing, &mut *found);
        }
        if let Some(suffixes) = &tables.suffixes {
            suffixes.find(text, hashing, &mut *found);
        }
        if let Some(windows) = &tables.windows {
            windows.find(text, hashing, &mut *found);
        }
    }
}
