//! What a field shows, by its value head: sixteen bytes that decide most tests.

use crate::swar;
use crate::visitor::value::ValueRef;

/// What a field shows, but for the rest of a long text and the items of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ValueHead {
    /// The sort in the lowest byte; of a text, its length in bytes above that.
    head: u64,
    /// The first eight bytes of a text, the bits of a number, zero or one for a boolean.
    word: u64,
}

/// What sort of thing is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ValueType(u8);

impl ValueType {
    /// Nobody has looked yet.
    pub(crate) const UNRESOLVED: Self = Self(0);
    pub(crate) const UNKNOWN: Self = Self(1);
    pub(crate) const TEXT: Self = Self(2);
    pub(crate) const NUMBER: Self = Self(3);
    pub(crate) const BOOLEAN: Self = Self(4);
    pub(crate) const LIST: Self = Self(5);
}

const LENGTH_AT: u32 = 8;

impl ValueHead {
    pub(super) const UNRESOLVED: Self = Self::of_type(ValueType::UNRESOLVED);
    pub(super) const UNKNOWN: Self = Self::of_type(ValueType::UNKNOWN);

    pub(crate) fn from_value(shown: Option<ValueRef<'_>>) -> Self {
        match shown {
            None => Self::UNKNOWN,
            Some(ValueRef::Text(text)) => Self::text(text.bytes()),
            Some(ValueRef::Number(number)) => Self::number(number),
            Some(ValueRef::Boolean(value)) => {
                Self { word: value.into(), ..Self::of_type(ValueType::BOOLEAN) }
            }
            Some(ValueRef::List(_)) => Self::of_type(ValueType::LIST),
        }
    }

    const fn of_type(sort: ValueType) -> Self {
        Self { head: sort.0 as u64, word: 0 }
    }

    #[inline]
    pub(crate) fn text(text: &[u8]) -> Self {
        Self::short_text(text.len(), swar::load_u64(text, 0))
    }

    /// A text by its length and first eight bytes.
    #[inline]
    pub(crate) fn short_text(length: usize, word: u64) -> Self {
        Self { head: u64::from(ValueType::TEXT.0) | (length as u64) << LENGTH_AT, word }
    }

    pub(super) fn number(number: f64) -> Self {
        Self { word: number.to_bits(), ..Self::of_type(ValueType::NUMBER) }
    }

    /// A text in lower case ([rule C3](crate::_rules#c3)), where it has no more than eight bytes, and those are ASCII.
    #[inline]
    pub(super) fn to_lowercase(self) -> Option<Self> {
        let is_whole = self.length() <= swar::BYTES && swar::is_ascii(self.word);
        // Between an upper-case letter and its lower-case one lies 0x20, a quarter of the highest bit.
        is_whole.then(|| Self { word: self.word | swar::uppercase_mask(self.word) >> 2, ..self })
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the lowest byte is wanted")]
    pub(crate) fn value_type(self) -> ValueType {
        ValueType(self.head as u8)
    }

    /// Of a text, how many bytes it has.
    #[inline]
    pub(crate) fn length(self) -> usize {
        (self.head >> LENGTH_AT) as usize
    }

    /// Of a text, its first eight bytes, and zeros after its end.
    #[inline]
    pub(crate) fn word(self) -> u64 {
        self.word
    }

    /// Whether it is this text of up to eight bytes.
    #[inline]
    pub(crate) fn equals(self, text: Self) -> bool {
        self.head == text.head && self.word == text.word
    }

    /// Of a number, its value.
    #[inline]
    pub(crate) fn number_value(self) -> f64 {
        f64::from_bits(self.word)
    }

    /// Of a boolean, whether it is true.
    #[inline]
    pub(crate) fn is_true(self) -> bool {
        self.word != 0
    }
}
