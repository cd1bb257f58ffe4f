//! Finds the offsets of certain bytes in a text (SWAR and autovectorization).
//!
//! Idea: compare a block of 64 bytes with each wanted byte, and collect the results as the bits of a word.
//! The caller then iterates over the set bits, one step for each match. There is no branch for the bytes in
//! between, so nothing is mispredicted.
//!
//! Drawback: each wanted byte costs a comparison of the whole block, so it pays only for a few bytes. The
//! crate `memchr` searches for at most three bytes at once; it was not measured here.

/// The number of offsets that are returned at once: the bits of a `u64`.
pub(super) const BLOCK: usize = 64;

/// A set of bytes to search for.
#[derive(Clone, Debug, Default)]
pub(super) struct BytePositions {
    /// `None` if there are too many bytes: every offset is then returned.
    bytes: Option<Box<[u8]>>,
}

/// Each byte costs a comparison of the whole block. More bytes than this are not searched for; the limit was
/// not measured.
const MAX_BYTES: usize = 16;

impl BytePositions {
    pub(super) fn new(bytes: impl IntoIterator<Item = u8>) -> Self {
        let mut bytes: Vec<u8> = bytes.into_iter().collect();
        bytes.sort_unstable();
        bytes.dedup();
        Self { bytes: (bytes.len() <= MAX_BYTES).then(|| bytes.into()) }
    }

    /// Returns the offsets of the bytes in the block that starts at `offset`. The lowest bit is `offset`
    /// itself.
    #[inline]
    pub(super) fn find_in_block(&self, text: &[u8], offset: usize) -> u64 {
        let rest = text.get(offset..).unwrap_or_default();
        let within = match rest.len() {
            0 => return 0,
            // Bits beyond the end of the text must be clear, or callers would read offsets that do not exist.
            some @ 1..BLOCK => !(u64::MAX << some),
            _ => u64::MAX,
        };
        let Some(bytes) = &self.bytes else {
            return within;
        };
        // The tail of a text is compared in the smallest block that holds it.
        let bits = match rest.len() {
            ..=16 => find_in_tail::<16>(text, rest, bytes),
            17..=32 => find_in_tail::<32>(text, rest, bytes),
            _ => find_in_tail::<BLOCK>(text, rest, bytes),
        };
        bits & within
    }
}

/// Returns the offsets in a tail of a text that has at most `N` bytes of interest.
#[inline]
fn find_in_tail<const N: usize>(text: &[u8], rest: &[u8], bytes: &[u8]) -> u64 {
    if let Some(chunk) = rest.first_chunk() {
        return find_in_chunk::<N>(chunk, bytes);
    }
    // Loads the last `N` bytes of the text instead, and shifts the bytes before the tail out. A load is
    // cheaper than copying byte by byte.
    if let Some(chunk) = text.last_chunk() {
        return find_in_chunk::<N>(chunk, bytes) >> (N - rest.len());
    }
    let mut chunk = [0; N];
    for (to, from) in chunk.iter_mut().zip(rest) {
        *to = *from;
    }
    find_in_chunk(&chunk, bytes)
}

/// Returns the offsets in a block of fixed size. It has no branches, so that the compiler vectorizes it.
#[inline]
fn find_in_chunk<const N: usize>(chunk: &[u8; N], bytes: &[u8]) -> u64 {
    let mut is = [0_u8; N];
    // The loop over the chunk is the inner one, because its length is fixed: the compiler turns it into
    // vector comparisons.
    for wanted in bytes {
        for (is, byte) in is.iter_mut().zip(chunk) {
            *is |= u8::from(byte == wanted);
        }
    }
    let mut bits = 0;
    for (number, block) in is.chunks_exact(8).enumerate() {
        if let Some(block) = block.first_chunk() {
            // Each byte is 0 or 1, so no two partial products meet in one bit and nothing carries into the
            // highest byte.
            bits |= (u64::from_le_bytes(*block).wrapping_mul(GATHER) >> 56) << (8 * number);
        }
    }
    bits
}

/// Multiplying eight bytes of 0 or 1 by this gathers them as the bits of the highest byte.
const GATHER: u64 = 0x0102_0408_1020_4080;

#[cfg(test)]
mod tests {
    use super::*;

    fn offsets(bits: &BytePositions, text: &[u8]) -> Vec<usize> {
        let mut offsets = Vec::new();
        for start in (0..text.len()).step_by(BLOCK) {
            let word = bits.find_in_block(text, start);
            offsets.extend((0..BLOCK).filter(|bit| word >> bit & 1 == 1).map(|bit| start + bit));
        }
        offsets
    }

    #[test]
    fn every_place_is_told_in_texts_of_any_length() {
        let text: Vec<u8> = (0..300_usize).map(|n| b"/ab-c0d="[n * n % 7 + n / 90]).collect();
        for wanted in [&b"/"[..], b"/-=", b"", b"abcdefghijklmnopq/", b"\0"] {
            let bits = BytePositions::new(wanted.iter().copied());
            for length in 0..text.len() {
                let text = &text[..length];
                let is_wanted =
                    |offset: &usize| wanted.len() > 16 || wanted.contains(&text[*offset]);
                let expected: Vec<usize> = (0..length).filter(is_wanted).collect();
                assert_eq!(offsets(&bits, text), expected, "{wanted:?} {length}");
            }
        }
    }
}
