//! Lower case by rule C3: every character's full Unicode lower case, without looking at its
//! neighbours.

use crate::visitor::shown::ShownText;
use crate::word;

/// The seven lower bits of each byte.
const ASCII: u64 = word::ONES * 0x7f;

/// A text in lower case.
pub(crate) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// A text in lower case, off the heap unless it is long.
#[derive(Clone, Debug)]
pub(super) enum Folded {
    /// It was in lower case.
    Same,
    Short(Piece<22>),
    Medium(Piece<126>),
    Long(Box<str>),
}

/// Bytes of a text on the stack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> Piece<N> {
    pub(super) fn shown(&self) -> ShownText<'_> {
        ShownText::Bytes(self.bytes.get(..usize::from(self.len)).unwrap_or_default())
    }

    /// Of bytes as they come.
    pub(super) fn of_bytes(mut next: impl FnMut() -> Option<u8>) -> Option<Self> {
        let mut piece = Self { bytes: [0; N], len: 0 };
        while let Some(byte) = next() {
            *piece.bytes.get_mut(usize::from(piece.len))? = byte;
            piece.len += 1;
        }
        Some(piece)
    }

    /// Of a text of up to eight bytes.
    pub(super) fn of_word(word: u64, length: usize) -> Self {
        let mut piece = Self { bytes: [0; N], len: 0 };
        if let Some(first) = piece.bytes.first_chunk_mut() {
            *first = word.to_le_bytes();
            piece.len = u8::try_from(length.min(word::BYTES)).unwrap_or_default();
        }
        piece
    }

    /// Whether its bytes are a text.
    #[cfg(feature = "url")]
    pub(super) fn is_text(&self) -> bool {
        std::str::from_utf8(self.shown().bytes()).is_ok()
    }

    /// Of an ASCII text.
    fn of_ascii(text: &str) -> Option<Self> {
        let mut bytes = [0; N];
        let len = u8::try_from(text.len()).ok()?;
        let room = bytes.get_mut(..text.len())?;
        for (to, from) in room.iter_mut().zip(text.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        Some(Self { bytes, len })
    }

    fn of_characters(text: &str) -> Option<Self> {
        let mut piece = Self { bytes: [0; N], len: 0 };
        for character in text.chars().flat_map(char::to_lowercase) {
            let room = piece.bytes.get_mut(usize::from(piece.len)..)?;
            let room = room.get_mut(..character.len_utf8())?;
            piece.len += u8::try_from(character.encode_utf8(room).len()).ok()?;
        }
        Some(piece)
    }
}

impl Folded {
    /// Nothing where it is the text itself.
    pub(super) fn shown(&self) -> Option<ShownText<'_>> {
        match self {
            Self::Same => None,
            Self::Short(piece) => Some(piece.shown()),
            Self::Medium(piece) => Some(piece.shown()),
            Self::Long(text) => Some(ShownText::Text(text)),
        }
    }
}

/// Lower-cases for a comparison.
pub(super) fn fold(text: &str) -> Folded {
    let bytes = text.as_bytes();
    let mut all = 0;
    let mut upper = 0;
    for place in (0..bytes.len()).step_by(word::BYTES) {
        let eight = word::word_at(bytes, place);
        all |= eight;
        // What comes of bytes that are not ASCII is not looked at.
        upper |= word::upper_case(eight & ASCII);
    }
    if word::is_ascii(all) {
        if upper == 0 {
            return Folded::Same;
        }
        return Piece::of_ascii(text)
            .map(Folded::Short)
            .or_else(|| Piece::of_ascii(text).map(Folded::Medium))
            .unwrap_or_else(|| Folded::Long(text.to_ascii_lowercase().into()));
    }
    if text.chars().flat_map(char::to_lowercase).eq(text.chars()) {
        return Folded::Same;
    }
    Piece::of_characters(text)
        .map(Folded::Short)
        .or_else(|| Piece::of_characters(text).map(Folded::Medium))
        .unwrap_or_else(|| Folded::Long(folded(text).into()))
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
            let folding = fold(&text);
            let shown = folding.shown().unwrap_or(ShownText::Text(&text));
            assert_eq!(shown.text(), folded(&text), "{text}");
            assert_eq!(shown.bytes(), folded(&text).as_bytes(), "{text}");
        }
    }

    #[test]
    fn characters_do_not_look_at_their_neighbours() {
        assert_eq!(folded("ΟΔΟΣ"), "οδοσ");
        assert_eq!(folded("İ"), "i\u{307}");
    }
}
