//! The value head: sixteen bytes that decide most tests, like the string header of the Umbra database
//! ("German strings").

use crate::swar;
use crate::visitor::value::ValueRef;

/// A value without the rest of a long text and the items of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ValueHead {
    /// The type in the lowest byte, and the length of a text in bytes above it.
    type_and_length: u64,
    /// The first eight bytes of a text, the bits of a number, or 0 or 1 for a boolean.
    word: u64,
}

/// The type tag of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ValueType(u8);

impl ValueType {
    /// The field has not been resolved.
    pub(crate) const UNRESOLVED: Self = Self(0);
    pub(crate) const UNKNOWN: Self = Self(1);
    pub(crate) const TEXT: Self = Self(2);
    pub(crate) const NUMBER: Self = Self(3);
    pub(crate) const BOOLEAN: Self = Self(4);
    pub(crate) const LIST: Self = Self(5);
}

const LENGTH_SHIFT: u32 = 8;

impl ValueHead {
    pub(super) const UNRESOLVED: Self = Self::of_type(ValueType::UNRESOLVED);
    pub(super) const UNKNOWN: Self = Self::of_type(ValueType::UNKNOWN);

    pub(crate) fn from_value(value: Option<ValueRef<'_>>) -> Self {
        match value {
            None => Self::UNKNOWN,
            Some(ValueRef::Text(text)) => Self::text(text.bytes()),
            Some(ValueRef::Number(number)) => Self::number(number),
            Some(ValueRef::Boolean(value)) => {
                Self { word: value.into(), ..Self::of_type(ValueType::BOOLEAN) }
            }
            // Items do not fit, so tests on a list read the value itself.
            Some(ValueRef::List(_)) => Self::of_type(ValueType::LIST),
        }
    }

    const fn of_type(value_type: ValueType) -> Self {
        Self { type_and_length: value_type.0 as u64, word: 0 }
    }

    #[inline]
    pub(crate) fn text(text: &[u8]) -> Self {
        // The word is padded with zeros. The length distinguishes them from zero bytes of the text.
        Self::short_text(text.len(), swar::load_u64(text, 0))
    }

    /// Creates the head of a text from its length and first eight bytes.
    #[inline]
    pub(crate) fn short_text(length: usize, word: u64) -> Self {
        Self {
            // Type and length share a word, so one comparison tests both.
            type_and_length: u64::from(ValueType::TEXT.0) | (length as u64) << LENGTH_SHIFT,
            word,
        }
    }

    pub(super) fn number(number: f64) -> Self {
        Self { word: number.to_bits(), ..Self::of_type(ValueType::NUMBER) }
    }

    /// Returns the head of the text in lower case ([rule C3](crate::_rules#c3)), if it has at most eight
    /// bytes, all of them ASCII.
    #[inline]
    pub(super) fn to_lowercase(self) -> Option<Self> {
        let is_whole = self.length() <= swar::BYTES && swar::is_ascii(self.word);
        // An upper-case letter and its lower-case form differ by 0x20, which is the mask's highest bit
        // shifted by two.
        is_whole.then(|| Self { word: self.word | swar::uppercase_mask(self.word) >> 2, ..self })
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the lowest byte is wanted")]
    pub(crate) fn value_type(self) -> ValueType {
        ValueType(self.type_and_length as u8)
    }

    /// Returns the number of bytes of a text.
    #[inline]
    pub(crate) fn length(self) -> usize {
        // The 56 bits above the type hold the length of any text in memory.
        (self.type_and_length >> LENGTH_SHIFT) as usize
    }

    /// Returns the first eight bytes of a text, with zeros after its end.
    #[inline]
    pub(crate) fn word(self) -> u64 {
        self.word
    }

    /// Returns `true` if the value is this text of up to eight bytes.
    #[inline]
    pub(crate) fn equals(self, text: Self) -> bool {
        self.type_and_length == text.type_and_length && self.word == text.word
    }

    /// Returns the value of a number.
    #[inline]
    pub(crate) fn number_value(self) -> f64 {
        f64::from_bits(self.word)
    }

    /// Returns the value of a boolean.
    #[inline]
    pub(crate) fn is_true(self) -> bool {
        self.word != 0
    }
}
