//! Comparing without case (rule C3): every character's full Unicode lower case, one by one.

use std::borrow::Cow;
use std::ops::Deref;

/// Text in lower case, borrowed or on the stack where that is possible.
pub(super) enum Folded<'t> {
    Text(Cow<'t, str>),
    Short { bytes: [u8; SHORT], len: usize },
}

/// Codes, words and most names fit.
const SHORT: usize = 48;

/// Lower-cases for one comparison.
pub(super) fn fold(text: &str) -> Folded<'_> {
    if !text.is_ascii() {
        return Folded::Text(Cow::Owned(folded(text)));
    }
    if !text.bytes().any(|b| b.is_ascii_uppercase()) {
        return Folded::Text(Cow::Borrowed(text));
    }
    let mut bytes = [0; SHORT];
    match bytes.get_mut(..text.len()) {
        Some(room) => {
            room.copy_from_slice(text.as_bytes());
            room.make_ascii_lowercase();
            Folded::Short { bytes, len: text.len() }
        }
        None => Folded::Text(Cow::Owned(text.to_ascii_lowercase())),
    }
}

/// Lower-cases for good: what a rule compares with.
pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

impl Deref for Folded<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Text(text) => text,
            // Copied from ASCII text, so it is always text.
            Self::Short { bytes, len } => {
                bytes.get(..*len).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_for_a_comparison_is_folding_for_good() {
        let long = "A".repeat(100);
        for text in ["", "abc", "FR", "İstanbul", "ΟΔΟΣ", "Straße", "É", &long] {
            assert_eq!(&*fold(text), folded(text), "{text}");
        }
    }

    #[test]
    fn characters_do_not_look_at_their_neighbours() {
        assert_eq!(folded("ΟΔΟΣ"), "οδοσ");
        assert_eq!(folded("İ"), "i\u{307}");
    }
}
