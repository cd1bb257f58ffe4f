//! SWAR (SIMD within a register): eight bytes of a text at once, as a word. The techniques are those of
//! "Hacker's Delight" (Warren) and of Mycroft.

/// The number of bytes of a word.
pub(crate) const BYTES: usize = 8;

/// The value 1 in each byte.
pub(crate) const ONES: u64 = u64::MAX / 255;

/// The highest bit of each byte.
const HIGHEST: u64 = ONES << 7;

/// Loads the eight bytes at an offset, the first one lowest. Bytes after the end are zero.
#[inline]
pub(crate) fn load_u64(text: &[u8], offset: usize) -> u64 {
    let rest = text.get(offset..).unwrap_or_default();
    match rest.first_chunk() {
        Some(word) => u64::from_le_bytes(*word),
        None => load_short(rest),
    }
}

/// Loads a text of less than eight bytes. From four bytes on two loads overlap, so there is no loop.
#[inline]
fn load_short(text: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        // Both loads overlap; the bits that they share are equal.
        return u64::from(first) | u64::from(last) << (((text.len() - 4) * 8) & 31);
    }
    match text {
        [] => 0,
        [one] => u64::from(*one),
        [one, two] => u64::from(*one) | u64::from(*two) << 8,
        [one, two, three, ..] => u64::from(*one) | u64::from(*two) << 8 | u64::from(*three) << 16,
    }
}

/// Packs a text of up to eight bytes into a word. Returns `None` if it contains a zero byte, which could not be
/// distinguished from the padding.
pub(crate) fn pack_short(text: &[u8]) -> Option<u64> {
    let word = load_u64(text, 0);
    is_packed(word, text.len()).then_some(word)
}

/// Returns `true` if a word holds a whole text of a length, without a zero byte.
#[inline]
pub(crate) fn is_packed(word: u64, length: usize) -> bool {
    // The bytes after the end are set to one. Then the test for a zero byte (Mycroft 1987) applies to the
    // whole word.
    let filled = if length < BYTES { word | ONES << (length * 8) } else { word };
    length <= BYTES && filled.wrapping_sub(ONES) & !filled & HIGHEST == 0
}

/// Returns the length of a packed text.
pub(crate) fn packed_length(word: u64) -> usize {
    BYTES - (word.leading_zeros() / 8) as usize
}

/// Returns `true` if all bytes are ASCII.
pub(crate) fn is_ascii(word: u64) -> bool {
    word & HIGHEST == 0
}

/// Returns the highest bit of each byte that is an upper-case letter. All bytes must be ASCII.
pub(crate) fn uppercase_mask(word: u64) -> u64 {
    // The sum carries into the highest bit of a byte from the letter on, and not further, because the bytes
    // are ASCII.
    let from_a = word + ONES * u64::from(0x80 - b'A');
    let after_z = word + ONES * u64::from(0x80 - b'Z' - 1);
    from_a & !after_z & HIGHEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_the_bytes_in_order_and_zeros_after_them() {
        let text = b"abcdefghij";
        for start in 0..=text.len() {
            let mut expected = [0; 8];
            let rest = &text[start..text.len().min(start + 8)];
            expected[..rest.len()].copy_from_slice(rest);
            assert_eq!(load_u64(text, start), u64::from_le_bytes(expected), "{start}");
        }
    }

    #[test]
    fn a_short_text_is_a_word_unless_it_has_a_zero() {
        assert_eq!(pack_short(b""), Some(0));
        assert_eq!(pack_short(b"FR"), Some(u64::from(b'F') | u64::from(b'R') << 8));
        assert!(pack_short(b"12345678").is_some());
        assert_eq!(pack_short(b"123456789"), None);
        assert_eq!(pack_short(b"a\0"), None);
        assert_eq!(pack_short(b"\0"), None);
        assert_eq!(pack_short(b"1234567\0"), None);
    }

    #[test]
    fn upper_case_is_told_byte_by_byte() {
        for byte in 0..0x80_u8 {
            for offset in 0..8 {
                let mut bytes = [b'z', b'Z', b'@', b'[', 0, 0x7f, b'a', b'0'];
                bytes[offset] = byte;
                let word = u64::from_le_bytes(bytes);
                assert!(is_ascii(word));
                let upper = bytes.map(|byte| if byte.is_ascii_uppercase() { 0x80 } else { 0 });
                assert_eq!(uppercase_mask(word), u64::from_le_bytes(upper), "{byte} at {offset}");
            }
        }
        assert!(!is_ascii(u64::from(b'\xc3')));
    }
}
