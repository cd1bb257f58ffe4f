//! A borrowed text, as UTF-8 text or as its bytes.

/// A text. Comparing takes its bytes; as text it need not be looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TextRef<'s> {
    Text(&'s str),
    /// Of a text, made somewhere in a buffer.
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
            Self::Bytes(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
        }
    }
}
