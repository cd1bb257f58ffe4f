//! Where certain bytes stand in a text.
//!
//! Sixty-four places at a time, as the bits of a word: whoever walks over a text then takes one
//! step for each place that counts, and the processor has nothing to guess in between.

/// So many places are told at once.
pub(super) const BLOCK: usize = 64;

/// Bytes whose places are told.
#[derive(Clone, Debug, Default)]
pub(super) struct BytePositions {
    /// Nothing where there are so many that every place is told.
    bytes: Option<Box<[u8]>>,
}

/// Each byte costs a comparison with all places; more than this are not worth it.
const MAX_BYTES: usize = 16;

impl BytePositions {
    pub(super) fn new(bytes: impl IntoIterator<Item = u8>) -> Self {
        let mut bytes: Vec<u8> = bytes.into_iter().collect();
        bytes.sort_unstable();
        bytes.dedup();
        Self { bytes: (bytes.len() <= MAX_BYTES).then(|| bytes.into()) }
    }

    /// Where they stand in what follows a place, up to its end: the lowest bit is the place itself.
    #[inline]
    pub(super) fn find_in_block(&self, text: &[u8], place: usize) -> u64 {
        let rest = text.get(place..).unwrap_or_default();
        let within = match rest.len() {
            0 => return 0,
            some @ 1..BLOCK => !(u64::MAX << some),
            _ => u64::MAX,
        };
        let Some(bytes) = &self.bytes else {
            return within;
        };
        let marks = match rest.len() {
            ..=16 => find_in_tail::<16>(text, rest, bytes),
            17..=32 => find_in_tail::<32>(text, rest, bytes),
            _ => find_in_tail::<BLOCK>(text, rest, bytes),
        };
        marks & within
    }
}

/// The places in a rest of a text, of which at most `N` are told.
#[inline]
fn find_in_tail<const N: usize>(text: &[u8], rest: &[u8], bytes: &[u8]) -> u64 {
    if let Some(chunk) = rest.first_chunk() {
        return find_in_chunk::<N>(chunk, bytes);
    }
    // What lies before the rest is read too, and shifted out.
    if let Some(chunk) = text.last_chunk() {
        return find_in_chunk::<N>(chunk, bytes) >> (N - rest.len());
    }
    let mut chunk = [0; N];
    for (to, from) in chunk.iter_mut().zip(rest) {
        *to = *from;
    }
    find_in_chunk(&chunk, bytes)
}

/// Written so that compilers make it instructions for many bytes at once.
#[inline]
fn find_in_chunk<const N: usize>(chunk: &[u8; N], bytes: &[u8]) -> u64 {
    let mut is = [0_u8; N];
    for wanted in bytes {
        for (is, byte) in is.iter_mut().zip(chunk) {
            *is |= u8::from(byte == wanted);
        }
    }
    let mut marks = 0;
    for (number, eight) in is.chunks_exact(8).enumerate() {
        if let Some(eight) = eight.first_chunk() {
            marks |= (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (8 * number);
        }
    }
    marks
}

/// Multiplied with eight bytes of 0 or 1, it has them as the bits of its highest byte.
const GATHER: u64 = 0x0102_0408_1020_4080;

#[cfg(test)]
mod tests {
    use super::*;

    fn told(marks: &BytePositions, text: &[u8]) -> Vec<usize> {
        let mut places = Vec::new();
        for start in (0..text.len()).step_by(BLOCK) {
            let word = marks.find_in_block(text, start);
            places.extend((0..BLOCK).filter(|bit| word >> bit & 1 == 1).map(|bit| start + bit));
        }
        places
    }

    #[test]
    fn every_place_is_told_in_texts_of_any_length() {
        let text: Vec<u8> = (0..300_usize).map(|n| b"/ab-c0d="[n * n % 7 + n / 90]).collect();
        for wanted in [&b"/"[..], b"/-=", b"", b"abcdefghijklmnopq/", b"\0"] {
            let marks = BytePositions::new(wanted.iter().copied());
            for length in 0..text.len() {
                let text = &text[..length];
                let is_wanted = |place: &usize| wanted.len() > 16 || wanted.contains(&text[*place]);
                let expected: Vec<usize> = (0..length).filter(is_wanted).collect();
                assert_eq!(told(&marks, text), expected, "{wanted:?} {length}");
            }
        }
    }
}
