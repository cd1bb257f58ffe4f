//! Seeded hashes of texts, of their starts and of windows in them.
//!
//! They say where to look and nothing else: whatever is found is evaluated in full, so that two
//! texts of one hash cost time and never an answer. The seed keeps whoever writes rules from
//! choosing such texts.

/// How texts are hashed by one router.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hashing {
    start: u64,
    turn: u64,
}

/// A hash that grows with the text, eight bytes at a time.
#[derive(Clone, Copy)]
pub(super) struct Run(u64);

/// How many bytes a run takes at once.
pub(super) const BLOCK: usize = 8;

impl Hashing {
    pub(super) fn new(seed: u64) -> Self {
        Self { start: scrambled(seed), turn: scrambled(seed ^ 0x9e37_79b9_7f4a_7c15) | 1 }
    }

    pub(super) fn run(self) -> Run {
        Run(self.start)
    }

    pub(super) fn push(self, run: Run, block: u64) -> Run {
        Run(folded(run.0 ^ block, self.turn))
    }

    /// The hash of what was pushed, a rest of less than a block, and the length of it all.
    pub(super) fn finish(self, run: Run, rest: u64, length: usize) -> u64 {
        folded(run.0 ^ rest, self.turn ^ (length as u64).rotate_left(32))
    }

    /// The hash of a whole text: that of its longest start.
    pub(super) fn text(self, text: &[u8]) -> u64 {
        let mut run = self.run();
        let mut done = 0;
        while done + BLOCK <= text.len() {
            run = self.push(run, word_at(text, done));
            done += BLOCK;
        }
        self.finish(run, word_at(text, done), text.len())
    }

    /// The hash of a number, or of a window's bytes with its width.
    pub(super) fn number(self, number: u64, kind: u64) -> u64 {
        folded(number ^ self.start, self.turn ^ kind.rotate_left(32))
    }
}

/// The eight bytes at a place; zeros stand for those after the end.
#[inline]
pub(super) fn word_at(text: &[u8], place: usize) -> u64 {
    let rest = text.get(place..).unwrap_or_default();
    match rest.first_chunk() {
        Some(word) => u64::from_le_bytes(*word),
        None => short_word(rest),
    }
}

/// The bytes of a text of less than eight: two reads that overlap.
#[inline]
fn short_word(text: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return u64::from(first) | u64::from(last) << (((text.len() - 4) * 8) & 31);
    }
    match text {
        [] => 0,
        [one] => u64::from(*one),
        [one, two] => u64::from(*one) | u64::from(*two) << 8,
        [one, two, three, ..] => u64::from(*one) | u64::from(*two) << 8 | u64::from(*three) << 16,
    }
}

/// The first bytes of a word, up to seven.
pub(super) fn first_bytes(word: u64, count: usize) -> u64 {
    word & !(u64::MAX << (count.min(BLOCK - 1) * 8))
}

/// Both halves of a product: each bit of the result depends on every bit of the factors.
#[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
fn folded(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product as u64) ^ ((product >> 64) as u64)
}

/// SplitMix64 (Steele, Lea, Flood 2014).
fn scrambled(seed: u64) -> u64 {
    let mut word = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_hashes_like_the_text_that_it_is() {
        let hashing = Hashing::new(7);
        let text = b"shop1.example.com/fr/shoes/boots/acme-blue-hat-p0000123";
        for length in 0..=text.len() {
            let mut run = hashing.run();
            let mut done = 0;
            while done + BLOCK <= length {
                run = hashing.push(run, word_at(text, done));
                done += BLOCK;
            }
            let rest = first_bytes(word_at(text, done), length - done);
            assert_eq!(hashing.finish(run, rest, length), hashing.text(&text[..length]));
        }
    }

    #[test]
    fn a_word_has_the_bytes_in_order_and_zeros_after_them() {
        let text = b"abcdefghij";
        for start in 0..=text.len() {
            let mut expected = [0; 8];
            let rest = &text[start..text.len().min(start + 8)];
            expected[..rest.len()].copy_from_slice(rest);
            assert_eq!(word_at(text, start), u64::from_le_bytes(expected), "{start}");
        }
    }

    #[test]
    fn zeros_at_the_end_count() {
        let hashing = Hashing::new(7);
        assert_ne!(hashing.text(b"a"), hashing.text(b"a\0"));
        assert_ne!(hashing.text(b""), hashing.text(b"\0\0\0\0\0\0\0\0"));
    }
}
