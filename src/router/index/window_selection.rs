//! Chooses the window by which each substring is looked up: a greedy weighted set cover.
//!
//! A text is probed once for each *kind* of window that may start at an offset: a first byte and a width. So
//! there should be few kinds, their first bytes should be rare in texts, and windows must be long enough to
//! be shared by few substrings. Idea: choose kinds one by one, always the one that covers most of the
//! remaining substrings for its expected number of probes.
//!
//! Drawback: the greedy cover is not optimal, and the byte frequencies are those of URLs. "Look for fewer
//! windows of texts, of kinds that cover the needles, and check what is found" is the commit that introduced
//! the cover.

use crate::router::index::selectivity::to_f32;

/// A window of a needle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) offset: usize,
    pub(super) width: usize,
}

/// The widest window, which one multiplication hashes ([`hashing`](super::hashing)).
pub(super) const MAX_WIDTH: usize = 16;

/// Narrower windows occur in too many texts. They are used only for needles that have no other.
const MIN_WIDTH: usize = 4;

/// A window is rare if at most this many other needles share it. Not measured on its own.
const MAX_SHARING: usize = 3;

/// The most offsets of a needle that are considered for one first byte, the last ones first. It bounds the
/// time to build the index.
const MAX_POSITIONS: usize = 16;

/// Returns a window for each needle, and `None` for an empty one.
pub(super) fn windows_of(needles: &[&[u8]]) -> Vec<Option<Window>> {
    let mut chosen = vec![None; needles.len()];
    // A needle that is part of many others has no rare window, so any wide window is chosen for it in the
    // second pass.
    for rare in [true, false] {
        let mut starts = starts(needles, &chosen);
        while let Some(best) = starts.iter_mut().max_by(|one, next| one.cmp_benefit(next)) {
            if best.gain == 0 {
                break;
            }
            // Lazy evaluation: a gain is computed exactly only when its upper bound is the best of all.
            if !best.is_exact {
                best.choose_placements(needles, &chosen, rare);
                continue;
            }
            best.choose_windows(&mut chosen);
            // Every choice shrinks the remaining needles, so the other gains are only upper bounds again.
            for start in &mut starts {
                start.is_exact = false;
            }
        }
    }
    chosen
}

/// A first byte of windows, with the best width for it.
#[derive(Debug)]
struct StartByte {
    byte: u8,
    /// The expected number of occurrences in a text of 64 bytes.
    expected_positions: f32,
    /// The number of remaining needles that can have a window of the best width; an upper bound until it is
    /// exact.
    gain: usize,
    is_exact: bool,
    /// Whether windows with this first byte have been chosen.
    is_taken: bool,
    width: usize,
    placements: Option<Vec<Placement>>,
}

/// An offset at which the window of a needle may start.
#[derive(Clone, Copy, Debug)]
struct Placement {
    needle: u32,
    offset: usize,
    /// One bit for each possible width.
    widths: u32,
}

/// Returns the bytes with which windows of the remaining needles can start.
fn starts(needles: &[&[u8]], chosen: &[Option<Window>]) -> Vec<StartByte> {
    let mut gains = [0_usize; 256];
    let mut last_needle = [usize::MAX; 256];
    let left = needles.iter().zip(chosen).enumerate().filter(|(_, (_, window))| window.is_none());
    for (number, (needle, _)) in left {
        for byte in needle.iter().map(|byte| usize::from(*byte)) {
            if let (Some(gain), Some(last)) = (gains.get_mut(byte), last_needle.get_mut(byte)) {
                // A byte counts once for each needle.
                *gain += usize::from(*last != number);
                *last = number;
            }
        }
    }
    let starts = (0..=u8::MAX).zip(gains.into_iter().zip(expected_positions(needles)));
    let starts = starts.filter(|(_, (gain, _))| *gain > 0);
    starts
        .map(|(byte, (gain, offsets))| StartByte {
            byte,
            expected_positions: offsets,
            gain,
            is_exact: false,
            is_taken: false,
            width: 0,
            placements: None,
        })
        .collect()
}

/// Estimates the number of occurrences of each byte in a text of 64 bytes: half of it from typical URLs, half
/// from the needles without their first and last byte, which are mostly separators.
fn expected_positions(needles: &[&[u8]]) -> [f32; 256] {
    let mut counts = [0_usize; 256];
    let mut total = 1;
    for inner in needles.iter().filter_map(|needle| needle.get(1..needle.len().max(2) - 1)) {
        total += inner.len();
        for byte in inner {
            if let Some(count) = counts.get_mut(usize::from(*byte)) {
                *count += 1;
            }
        }
    }
    let mut offsets = [0.0; 256];
    for (byte, (offsets, count)) in (0..=u8::MAX).zip(offsets.iter_mut().zip(counts)) {
        // Half of the 64 bytes are weighted by the table, half by the needles.
        *offsets = 32.0 * (url_byte_frequency(byte) + to_f32(count) / to_f32(total));
    }
    offsets
}

/// Returns the assumed frequency of a byte in URLs and similar texts. The table is rounded by groups of letters. Its
/// source is not on record.
fn url_byte_frequency(byte: u8) -> f32 {
    match byte {
        b'a' | b'e' | b'i' | b'n' | b'o' | b'r' | b's' | b't' => 0.055,
        b'/' | b'-' | b' ' => 0.035,
        b'c' | b'd' | b'h' | b'l' | b'm' | b'p' | b'u' => 0.03,
        b'a'..=b'z' | b'0'..=b'9' => 0.02,
        b'.' | b'_' | b'=' | b'&' => 0.012,
        _ => 0.005,
    }
}

impl StartByte {
    /// Returns the benefit of choosing this first byte per cost. The number of needles is squared to prefer few kinds.
    /// Searching for one more byte costs as much as a probe (1.0), and one more width at an offset that is
    /// probed already a good half of it (0.6). The weights come with the commit that is named above; no bench
    /// of other values is on record.
    fn benefit(&self) -> f32 {
        let cost = if self.is_taken {
            0.6 * self.expected_positions
        } else {
            self.expected_positions + 1.0
        };
        to_f32(self.gain) * to_f32(self.gain) / cost
    }

    fn cmp_benefit(&self, other: &Self) -> std::cmp::Ordering {
        self.benefit().total_cmp(&other.benefit())
    }

    /// Finds the best width for the remaining needles.
    fn choose_placements(&mut self, needles: &[&[u8]], chosen: &[Option<Window>], rare: bool) {
        let is_left = |needle: u32| chosen.get(needle as usize).is_some_and(Option::is_none);
        let mut placements =
            self.placements.take().unwrap_or_else(|| placements(needles, self.byte, is_left, rare));
        // Other first bytes may have got windows for some of these needles since.
        placements.retain(|placement| is_left(placement.needle));
        let mut gains = [0_usize; MAX_WIDTH + 1];
        for of_needle in placements.chunk_by(|one, next| one.needle == next.needle) {
            // A width counts once for each needle, at however many offsets it is possible.
            let mut widths =
                of_needle.iter().fold(0, |widths, placement| widths | placement.widths);
            while widths != 0 {
                if let Some(gain) = gains.get_mut(widths.trailing_zeros() as usize) {
                    *gain += 1;
                }
                widths &= widths - 1;
            }
        }
        // Of equally good widths the widest is chosen, because it occurs in the fewest texts.
        let best = gains.iter().copied().enumerate().max_by_key(|(width, gain)| (*gain, *width));
        (self.width, self.gain) = best.unwrap_or_default();
        self.is_exact = true;
        self.placements = Some(placements);
    }

    /// Assigns windows of the best width to the needles that can have one.
    fn choose_windows(&mut self, chosen: &mut [Option<Window>]) {
        self.is_taken = true;
        let placements = self
            .placements
            .iter()
            .flatten()
            .filter(|placement| placement.widths >> self.width & 1 == 1);
        for placement in placements {
            if let Some(chosen) = chosen.get_mut(placement.needle as usize) {
                let window = Window { offset: placement.offset, width: self.width };
                chosen.get_or_insert(window);
            }
        }
    }
}

/// Returns the offsets at which needles can have a window with a first byte, in the order of needles.
fn placements(
    needles: &[&[u8]],
    byte: u8,
    is_left: impl Fn(u32) -> bool,
    rare: bool,
) -> Vec<Placement> {
    let mut placements = Vec::new();
    let mut texts = Vec::new();
    for (number, needle) in (0_u32..).zip(needles).filter(|(number, _)| is_left(*number)) {
        let offsets = needle.iter().enumerate().filter(|(_, first)| **first == byte);
        for (offset, _) in offsets.rev().take(MAX_POSITIONS) {
            let rest = needle.get(offset..).unwrap_or_default();
            // In the second pass no window is rare, so only wide ones are worth probing.
            let least = if rare { MIN_WIDTH } else { MAX_WIDTH / 2 };
            let widths = widths(least.min(needle.len()), rest.len());
            if rare {
                texts.push((big_endian(rest), placements.len()));
            }
            placements.push(Placement { needle: number, offset, widths });
        }
    }
    // Texts with a common prefix become neighbours.
    texts.sort_unstable();
    let shared = shared_prefix_lengths(&texts);
    for ((_, number), shared) in texts.iter().zip(shared) {
        if let Some(placement) = placements.get_mut(*number) {
            let length = needles.get(placement.needle as usize).map_or(0, |needle| needle.len());
            // No part of a needle is rarer than the whole needle.
            let whole = if placement.offset == 0 { widths(length, length) } else { 0 };
            placement.widths = placement.widths & widths(shared + 1, MAX_WIDTH) | whole;
        }
    }
    placements
}

/// Returns one bit for each width from `least` to `most`.
fn widths(least: usize, most: usize) -> u32 {
    if least > most.min(MAX_WIDTH) {
        return 0;
    }
    // The difference of two powers of two sets the bits between them.
    (2 << most.min(MAX_WIDTH)) - (1 << least)
}

/// Returns the first bytes of a text as a number that is ordered like the text.
fn big_endian(text: &[u8]) -> u128 {
    let mut bytes = [0; MAX_WIDTH];
    for (to, from) in bytes.iter_mut().zip(text) {
        *to = *from;
    }
    u128::from_be_bytes(bytes)
}

/// Returns how many of its first bytes each text shares with more than [`MAX_SHARING`] others. The texts are
/// sorted.
fn shared_prefix_lengths(texts: &[(u128, usize)]) -> Vec<usize> {
    let mut shared = vec![0; texts.len()];
    // The first and the last of so many consecutive sorted texts share what all of them share.
    for (first, row) in texts.windows(MAX_SHARING + 2).enumerate() {
        if let (Some((one, _)), Some((last, _))) = (row.first(), row.last()) {
            let common = (one ^ last).leading_zeros() as usize / 8;
            for shared in shared.iter_mut().skip(first).take(row.len()) {
                *shared = common.max(*shared);
            }
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen<'n>(needles: &[&'n str]) -> Vec<&'n str> {
        let bytes: Vec<&[u8]> = needles.iter().map(|needle| needle.as_bytes()).collect();
        let windows = windows_of(&bytes).into_iter().map(|window| window.unwrap());
        let texts = windows.zip(needles).map(|(Window { offset, width }, needle)| {
            assert!((1..=MAX_WIDTH).contains(&width));
            needle.get(offset..offset + width).unwrap()
        });
        texts.collect()
    }

    #[test]
    fn every_needle_has_a_window_however_short_or_alike() {
        assert_eq!(chosen(&["a", "b", "ab", "é"]), ["a", "b", "ab", "é"]);
        let alike = vec!["the very same text in each of them"; 50];
        assert!(chosen(&alike).iter().all(|window| window.len() >= 8));
        let repeated = "-".repeat(100);
        let repeats: Vec<&str> = (1..100).filter_map(|length| repeated.get(..length)).collect();
        for (needle, window) in repeats.iter().zip(chosen(&repeats)) {
            assert!(window.len() >= needle.len().min(8), "{needle}: {window}");
        }
        assert_eq!(windows_of(&[b""]), [None]);
        assert_eq!(windows_of(&[]), []);
    }

    #[test]
    fn windows_tell_needles_apart() {
        let numbered: Vec<String> = (0..3_000).map(|n| format!("/product/p-{n:07}")).collect();
        let numbered: Vec<&str> = numbered.iter().map(String::as_str).collect();
        for (needle, window) in numbered.iter().zip(chosen(&numbered)) {
            let number = needle.get(needle.len() - 3..).unwrap();
            assert!(window.ends_with(number), "{needle}: {window}");
        }
    }

    #[test]
    fn windows_are_of_few_kinds_that_begin_with_a_seldom_byte() {
        let words = ["amber", "basil", "cedar", "delta", "ember", "fjord", "grove", "heron"];
        let of = |n: usize| words[n % 8];
        let names = (0..64).map(|n| format!("/{}-{}", of(n), of(n / 8)));
        let codes = (0..64).map(|n| format!("{}={:04}", of(n), n * 37));
        let needles: Vec<String> = names.chain(codes).collect();
        let needles: Vec<&str> = needles.iter().map(String::as_str).collect();
        let chosen = chosen(&needles);
        assert!(chosen.iter().all(|window| window.starts_with(['/', '-', '='])), "{chosen:?}");
        let mut kinds: Vec<(char, usize)> =
            chosen.iter().map(|window| (window.chars().next().unwrap(), window.len())).collect();
        kinds.sort_unstable();
        kinds.dedup();
        assert!(kinds.len() <= 3, "{kinds:?}");
    }
}
