//! Parts of texts: which of them a text contains.
//!
//! No automaton: each needle is looked up by one window of it, of eight bytes where it is so long,
//! else of four, three, two or one. The window is one of the needle's rarest among all needles; and
//! windows begin with few different bytes, chosen to be seldom in texts, so that most places of a
//! text are passed over. That a window is there is only necessary for the needle to be.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::router::index::hashing::{Hashing, first_bytes, word_at};
use crate::router::index::odds::counted;
use crate::router::index::postings::{Gathered, List, Posting};
use crate::router::index::slots::{Filter, Slots, low};

/// Needles by the texts that contain them.
#[derive(Clone, Debug)]
pub(super) struct Windows {
    /// For each byte, the widths of which a window begins with it: a bit each, in order.
    starts: Box<[u8; 256]>,
    widths: Box<[Width]>,
}

/// The windows of one width.
#[derive(Clone, Debug)]
struct Width {
    bytes: usize,
    filter: Filter,
    slots: Slots,
}

/// The widths of windows; a needle has one of the widest that fits.
const WIDTHS: [usize; 5] = [8, 4, 3, 2, 1];

impl Windows {
    pub(super) fn new(
        needles: BTreeMap<Cow<'_, str>, Vec<Posting>>,
        hashing: Hashing,
        gathered: &mut Gathered,
    ) -> Self {
        let mut starts = Box::new([0; 256]);
        let mut widths = Vec::new();
        let mut needles: Vec<(Cow<'_, str>, Vec<Posting>)> = needles.into_iter().collect();
        for bytes in WIDTHS {
            let (fit, rest) = needles.into_iter().partition(|(needle, _)| needle.len() >= bytes);
            needles = rest;
            let fit: Vec<(Cow<'_, str>, Vec<Posting>)> = fit;
            if fit.is_empty() {
                continue;
            }
            let flag = 1 << widths.len();
            let texts: Vec<&[u8]> = fit.iter().map(|(needle, _)| needle.as_bytes()).collect();
            let chosen = choose(&texts, bytes, hashing);
            let mut listed: Vec<(u64, Posting)> = Vec::new();
            for ((text, place), (_, postings)) in texts.iter().zip(chosen).zip(&fit) {
                if let Some(start) = text.get(place).and_then(|b| starts.get_mut(usize::from(*b))) {
                    *start |= flag;
                }
                let hash = window(text, place, bytes, hashing);
                listed.extend(postings.iter().map(|posting| (hash, *posting)));
            }
            let lists = gathered.add_all(listed);
            widths.push(Width {
                bytes,
                filter: Filter::new(lists.iter().map(|(hash, _)| *hash)),
                slots: Slots::new(&lists),
            });
        }
        Self { starts, widths: widths.into() }
    }

    /// The lists of the needles that a text may contain.
    pub(super) fn find(&self, text: &[u8], hashing: Hashing, mut found: impl FnMut(List)) {
        for (place, byte) in text.iter().enumerate() {
            let mut flags = self.starts.get(usize::from(*byte)).copied().unwrap_or_default();
            while flags != 0 {
                let number = flags.trailing_zeros() as usize;
                flags &= flags - 1;
                let Some(width) = self.widths.get(number) else {
                    break;
                };
                if text.len() - place < width.bytes {
                    continue;
                }
                let hash = window(text, place, width.bytes, hashing);
                if width.filter.may_have(hash) {
                    if let Some(list) = width.slots.find(hash) {
                        found(list);
                    }
                }
            }
        }
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = List> {
        self.widths.iter().flat_map(|width| width.slots.lists())
    }
}

/// The hash of a window that lies within the text.
fn window(text: &[u8], place: usize, bytes: usize, hashing: Hashing) -> u64 {
    let word = word_at(text, place);
    let word = if bytes == 8 { word } else { first_bytes(word, bytes) };
    hashing.number(word, bytes as u64)
}

/// Where the window of each needle begins.
fn choose(needles: &[&[u8]], bytes: usize, hashing: Hashing) -> Vec<usize> {
    let counts = Counts::new(needles, bytes, hashing);
    let mut open: Vec<Open> = needles
        .iter()
        .enumerate()
        .map(|(number, needle)| Open::new(number, needle, bytes, hashing, &counts))
        .collect();
    let frequency = byte_frequency(needles);
    let mut chosen = vec![0; needles.len()];
    while !open.is_empty() {
        let Some(start) = best_start(&open, &frequency) else {
            break;
        };
        open.retain(|needle| {
            let has = needle.starts.has(start);
            if has {
                if let (Some(text), Some(place)) =
                    (needles.get(needle.number), chosen.get_mut(needle.number))
                {
                    *place = counts.rarest(text, bytes, hashing, Some(start));
                }
            }
            !has
        });
    }
    chosen
}

/// The byte that most of the needles can begin with, for how often it stands in texts.
fn best_start(open: &[Open], frequency: &[f32; 256]) -> Option<u8> {
    let mut gains = [0_usize; 256];
    for needle in open {
        for start in needle.starts.iter() {
            if let Some(gain) = gains.get_mut(usize::from(start)) {
                *gain += 1;
            }
        }
    }
    let worth = |gain: usize, frequency: &f32| counted(gain) / (frequency + 0.02);
    let bytes = (0..=u8::MAX).zip(gains.iter().zip(frequency));
    let worths = bytes.filter(|(_, (gain, _))| **gain > 0);
    let worths = worths.map(|(byte, (gain, frequency))| (byte, worth(*gain, frequency)));
    worths.max_by(|one, other| one.1.total_cmp(&other.1)).map(|(byte, _)| byte)
}

/// How often each byte stands in the needles, the most frequent one once.
fn byte_frequency(needles: &[&[u8]]) -> [f32; 256] {
    let mut counts = [0_usize; 256];
    for byte in needles.iter().flat_map(|needle| needle.iter()) {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let most = counted(counts.iter().copied().max().unwrap_or_default()).max(1.0);
    counts.map(|count| counted(count) / most)
}

/// A needle whose window is not chosen yet.
struct Open {
    number: usize,
    /// What its rare windows begin with.
    starts: Bytes,
}

impl Open {
    fn new(number: usize, needle: &[u8], bytes: usize, hashing: Hashing, counts: &Counts) -> Self {
        let each = || needle.windows(bytes).enumerate();
        let count = |place: usize| counts.of(window(needle, place, bytes, hashing));
        let least = each().map(|(place, _)| count(place)).min().unwrap_or_default();
        let mut starts = Bytes::default();
        for (place, window) in each() {
            if let Some(start) =
                window.first().filter(|_| count(place) <= least.saturating_mul(2).max(counts.few))
            {
                starts.add(*start);
            }
        }
        Self { number, starts }
    }
}

/// A set of bytes.
#[derive(Clone, Copy, Default)]
struct Bytes([u64; 4]);

impl Bytes {
    fn add(&mut self, byte: u8) {
        if let Some(word) = self.0.get_mut(usize::from(byte / 64)) {
            *word |= 1 << (byte % 64);
        }
    }

    fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte / 64)).is_some_and(|word| word >> (byte % 64) & 1 == 1)
    }

    fn iter(&self) -> impl Iterator<Item = u8> {
        (0..=u8::MAX).filter(|byte| self.has(*byte))
    }
}

/// How many needles have a window: at least that many, since windows may share a counter.
struct Counts {
    counters: Vec<u16>,
    /// A window that so few needles have is as good as the rarest.
    few: u16,
}

/// Few among so many.
const FEW_AMONG: usize = 8_192;

impl Counts {
    fn new(needles: &[&[u8]], bytes: usize, hashing: Hashing) -> Self {
        let windows: usize = needles.iter().map(|needle| needle.len() + 1 - bytes).sum();
        let size = windows.clamp(64, 1 << 22).next_power_of_two();
        let few = u16::try_from(needles.len() / FEW_AMONG).unwrap_or(u16::MAX);
        let mut counts = Self { counters: vec![0; size], few };
        for needle in needles {
            for (place, _) in needle.windows(bytes).enumerate() {
                let counter = counts.counter(window(needle, place, bytes, hashing));
                if let Some(count) = counts.counters.get_mut(counter) {
                    *count = count.saturating_add(1);
                }
            }
        }
        counts
    }

    fn counter(&self, hash: u64) -> usize {
        low(hash) & (self.counters.len() - 1)
    }

    fn of(&self, hash: u64) -> u16 {
        self.counters.get(self.counter(hash)).copied().unwrap_or_default()
    }

    /// Where the rarest window of a needle is, of those that begin with a byte.
    fn rarest(&self, needle: &[u8], bytes: usize, hashing: Hashing, start: Option<u8>) -> usize {
        let places = needle.windows(bytes).enumerate();
        let fit =
            places.filter(|(_, window)| start.is_none_or(|start| window.first() == Some(&start)));
        let counted = fit.map(|(place, _)| (self.of(window(needle, place, bytes, hashing)), place));
        counted.min().map_or(0, |(_, place)| place)
    }
}
