//! A borrowed text, as UTF-8 or as its bytes.

/// A text. Comparisons use its bytes, so a text in a buffer is validated as UTF-8 only if an operator needs
/// it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TextRef<'s> {
    Text(&'s str),
    /// The bytes of a valid text in a buffer.
    Bytes(&'s [u8]),
}

impl<'s> TextRef<'s> {
    #[inline]
    pub(crate) fn bytes(self) -> &'s [u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    #[inline]
    pub(crate) fn text(self) -> &'s str {
        match self {
            Self::Text(text) => text,
            // The buffer holds valid UTF-8, so the default is never used.
            Self::Bytes(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
        }
    }
}
