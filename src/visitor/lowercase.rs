//! Lower case by [rule C3](crate::_rules#c3): the full Unicode lower case of each character, without regard
//! to its neighbours.

use crate::swar;
use crate::visitor::inline_str::InlineStr;
use crate::visitor::text_ref::TextRef;

/// The seven lower bits of each byte.
const ASCII: u64 = swar::ONES * 0x7f;

/// Returns a text in lower case.
pub(crate) fn to_lowercase(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// A text in lower case, which is on the heap only if it is long.
#[derive(Clone, Debug)]
pub(super) enum Lowercased {
    /// The text was in lower case already.
    Unchanged,
    Short(InlineStr<22>),
    Medium(InlineStr<126>),
    Long(Box<str>),
}

impl Lowercased {
    /// Returns the text, or `None` if it is the original one.
    pub(super) fn text_ref(&self) -> Option<TextRef<'_>> {
        match self {
            Self::Unchanged => None,
            Self::Short(inline) => Some(inline.text_ref()),
            Self::Medium(inline) => Some(inline.text_ref()),
            Self::Long(text) => Some(TextRef::Text(text)),
        }
    }
}

/// Converts a text to lower case for a comparison. The first pass tests eight bytes at a time, because most texts are
/// ASCII in lower case already.
pub(super) fn to_lowercase_inline(text: &str) -> Lowercased {
    let bytes = text.as_bytes();
    let mut all = 0;
    let mut uppercase = 0;
    for offset in (0..bytes.len()).step_by(swar::BYTES) {
        let word = swar::load_u64(bytes, offset);
        // One pass collects both answers: whether any byte is not ASCII, and whether any is upper case.
        all |= word;
        // The result for bytes that are not ASCII is not used.
        uppercase |= swar::uppercase_mask(word & ASCII);
    }
    if swar::is_ascii(all) {
        if uppercase == 0 {
            return Lowercased::Unchanged;
        }
        // The smallest buffer that holds the text, so that nothing is allocated up to 126 bytes.
        return InlineStr::lowercase_ascii(text)
            .map(Lowercased::Short)
            .or_else(|| InlineStr::lowercase_ascii(text).map(Lowercased::Medium))
            .unwrap_or_else(|| Lowercased::Long(text.to_ascii_lowercase().into()));
    }
    // Most texts that are not ASCII are in lower case already, and need no copy.
    if text.chars().flat_map(char::to_lowercase).eq(text.chars()) {
        return Lowercased::Unchanged;
    }
    // Lower case may be longer than the text, so the buffers are tried, not chosen by length.
    InlineStr::lowercase_chars(text)
        .map(Lowercased::Short)
        .or_else(|| InlineStr::lowercase_chars(text).map(Lowercased::Medium))
        .unwrap_or_else(|| Lowercased::Long(to_lowercase(text).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_for_a_comparison_is_folding_for_good() {
        let lengths = [1, 21, 22, 23, 125, 126, 127, 1_000];
        let long = lengths.iter().flat_map(|length| ["A".repeat(*length), "É".repeat(*length)]);
        let some = ["", "abc", "FR", "İstanbul", "ΟΔΟΣ", "Straße", "é", "É", "aÉ", "İİİİİİİİİİİİ"];
        for text in some.into_iter().map(str::to_owned).chain(long) {
            let folding = to_lowercase_inline(&text);
            let lowercased = folding.text_ref().unwrap_or(TextRef::Text(&text));
            assert_eq!(lowercased.text(), to_lowercase(&text), "{text}");
            assert_eq!(lowercased.bytes(), to_lowercase(&text).as_bytes(), "{text}");
        }
    }

    #[test]
    fn characters_do_not_look_at_their_neighbours() {
        assert_eq!(to_lowercase("ΟΔΟΣ"), "οδοσ");
        assert_eq!(to_lowercase("İ"), "i\u{307}");
    }
}
