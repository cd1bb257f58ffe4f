//! Classes of bytes in URLs, as a table of bits for each byte.

/// A class of bytes. A byte is in the class if it has all of its bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ByteClass(u8);

impl ByteClass {
    /// Bytes of a host label in canonical form.
    pub(super) const LABEL: Self = Self(1);
    /// Bytes of a path that are canonical beside any others: no dot and no escape.
    pub(super) const PATH: Self = Self(2);
    /// Bytes of a query that neither end it nor are dropped.
    pub(super) const QUERY: Self = Self(4);
    /// Bytes of a query within one name and value.
    pub(super) const PAIR: Self = Self(8);
    /// Bytes of a pair that form-decoding does not change.
    pub(super) const PLAIN_PAIR: Self = Self(8 + 16);
    /// Bytes of a pair that form-decoding does not change and that do not end the name.
    pub(super) const PLAIN_NAME: Self = Self(8 + 16 + 32);

    /// Returns `true` if all bytes of a text are of this class.
    pub(super) fn is_all_of(self, text: &str) -> bool {
        self.prefix_length(text.as_bytes()) == text.len()
    }

    #[inline]
    pub(super) fn has(self, byte: u8) -> bool {
        class_bits(byte) & self.0 == self.0
    }

    /// Returns the length of the longest prefix whose bytes are all of this class.
    #[inline]
    pub(super) fn prefix_length(self, text: &[u8]) -> usize {
        let blocks = self.whole_words(text);
        let rest = text.get(blocks..).unwrap_or_default();
        blocks + rest.iter().position(|byte| !self.has(*byte)).unwrap_or(rest.len())
    }

    /// Returns the length of the prefix that is found in blocks of eight bytes, each of which takes one
    /// branch.
    #[inline]
    fn whole_words(self, text: &[u8]) -> usize {
        let is_all = |block: &[u8]| {
            // No early exit within a block, so that the compiler can unroll the loop.
            block.iter().fold(self.0, |class, byte| class & class_bits(*byte)) == self.0
        };
        let mut rest = text;
        while let Some((block, after)) = rest.split_first_chunk::<8>() {
            if !is_all(block) {
                return text.len() - rest.len();
            }
            rest = after;
        }
        // The last bytes are tested together with some before them, which spares a loop over single bytes.
        match text.last_chunk::<8>() {
            Some(last) if is_all(last) => text.len(),
            _ => text.len() - rest.len(),
        }
    }
}

/// Returns the class bits of a byte.
fn class_bits(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or_default()
}

static CLASSES: [u8; 256] = classes();

#[expect(clippy::indexing_slicing, reason = "a byte is below 256, and this runs when compiling")]
const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    // A `while` loop, because `for` is not allowed in a constant function.
    let mut byte = 0_usize;
    while byte < 256 {
        let b = byte.to_le_bytes()[0];
        if b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' {
            classes[byte] |= ByteClass::LABEL.0;
        }
        // Bytes that the standard encodes in a path, and bytes that end it.
        let ends_or_encoded =
            matches!(b, b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'}' | b'\\' | b'?' | b'#');
        if b.is_ascii_graphic() && !ends_or_encoded && !matches!(b, b'.' | b'%') {
            classes[byte] |= ByteClass::PATH.0;
        }
        // The parser drops blanks and control characters anywhere. Bytes that it encodes in a query are
        // decoded when a value is looked up.
        if b > b' ' && b != 0x7f && b != b'#' {
            classes[byte] |= ByteClass::QUERY.0;
        }
        classes[byte] |= match b {
            b'&' => 0,
            b'%' | b'+' => ByteClass::PAIR.0,
            // The first `=` ends the name, so it is no byte of one.
            b'=' => ByteClass::PLAIN_PAIR.0,
            _ => ByteClass::PLAIN_NAME.0,
        };
        byte += 1;
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_at_the_first_byte_of_another_kind() {
        for length in 0..40 {
            let text = vec![b'a'; length];
            assert_eq!(ByteClass::LABEL.prefix_length(&text), length);
            assert_eq!(ByteClass::LABEL.whole_words(&text), if length < 8 { 0 } else { length });
            for other in 0..length {
                let mut text = text.clone();
                text[other] = b'/';
                assert_eq!(ByteClass::LABEL.prefix_length(&text), other);
                assert_eq!(ByteClass::LABEL.whole_words(&text), other / 8 * 8);
            }
        }
    }
}
