//! A short string that is stored inline, without heap allocation.

use crate::swar;
use crate::visitor::text_ref::TextRef;

/// A text of up to `N` bytes on the stack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InlineStr<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> InlineStr<N> {
    #[inline]
    pub(super) fn text_ref(&self) -> TextRef<'_> {
        TextRef::Bytes(self.bytes.get(..usize::from(self.len)).unwrap_or_default())
    }

    /// Collects bytes. Returns `None` if there are more than `N`.
    #[inline]
    pub(super) fn from_bytes(mut next: impl FnMut() -> Option<u8>) -> Option<Self> {
        let mut inline = Self { bytes: [0; N], len: 0 };
        while let Some(byte) = next() {
            // The check of the index is the check of the capacity.
            *inline.bytes.get_mut(usize::from(inline.len))? = byte;
            inline.len += 1;
        }
        Some(inline)
    }

    /// Creates a text of up to eight bytes from a packed word.
    #[inline]
    pub(super) fn from_prefix(word: u64, length: usize) -> Self {
        let mut inline = Self { bytes: [0; N], len: 0 };
        // All sizes in use hold at least eight bytes.
        if let Some(first) = inline.bytes.first_chunk_mut() {
            *first = word.to_le_bytes();
            inline.len = u8::try_from(length.min(swar::BYTES)).unwrap_or_default();
        }
        inline
    }

    /// Returns `true` if the bytes are valid UTF-8.
    #[cfg(feature = "url")]
    #[inline]
    pub(super) fn is_text(&self) -> bool {
        std::str::from_utf8(self.text_ref().bytes()).is_ok()
    }

    /// Converts an ASCII text to lower case. Returns `None` if it is longer than `N` bytes.
    #[inline]
    pub(super) fn lowercase_ascii(text: &str) -> Option<Self> {
        let mut bytes = [0; N];
        let len = u8::try_from(text.len()).ok()?;
        let room = bytes.get_mut(..text.len())?;
        for (to, from) in room.iter_mut().zip(text.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        Some(Self { bytes, len })
    }

    /// Converts a text to lower case, character by character. Returns `None` if the result is longer than `N` bytes.
    #[inline]
    pub(super) fn lowercase_chars(text: &str) -> Option<Self> {
        let mut inline = Self { bytes: [0; N], len: 0 };
        for character in text.chars().flat_map(char::to_lowercase) {
            // The lower case of a character may be longer than the character, so room is checked for each
            // one.
            let room = inline.bytes.get_mut(usize::from(inline.len)..)?;
            let room = room.get_mut(..character.len_utf8())?;
            inline.len += u8::try_from(character.encode_utf8(room).len()).ok()?;
        }
        Some(inline)
    }
}
