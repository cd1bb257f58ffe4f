//! What a field shows, at a glance: sixteen bytes that decide most tests.

use crate::visitor::shown::Shown;
use crate::word;

/// What a field shows, but for the rest of a long text and the items of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glance {
    /// The sort in the lowest byte; of a text, its length in bytes above that.
    head: u64,
    /// The first eight bytes of a text, the bits of a number, zero or one for a boolean.
    word: u64,
}

/// What sort of thing is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sort(u8);

impl Sort {
    /// Nobody has looked yet.
    pub(crate) const NOT_ASKED: Self = Self(0);
    pub(crate) const NOT_KNOWN: Self = Self(1);
    pub(crate) const TEXT: Self = Self(2);
    pub(crate) const NUMBER: Self = Self(3);
    pub(crate) const BOOLEAN: Self = Self(4);
    pub(crate) const LIST: Self = Self(5);
}

const LENGTH_AT: u32 = 8;

impl Glance {
    pub(super) const NOT_ASKED: Self = Self::sort_of(Sort::NOT_ASKED);
    pub(super) const NOT_KNOWN: Self = Self::sort_of(Sort::NOT_KNOWN);

    pub(crate) fn of(shown: Option<Shown<'_>>) -> Self {
        match shown {
            None => Self::NOT_KNOWN,
            Some(Shown::Text(text)) => Self::text(text.bytes()),
            Some(Shown::Number(number)) => Self::number(number),
            Some(Shown::Boolean(value)) => {
                Self { word: value.into(), ..Self::sort_of(Sort::BOOLEAN) }
            }
            Some(Shown::List(_)) => Self::sort_of(Sort::LIST),
        }
    }

    const fn sort_of(sort: Sort) -> Self {
        Self { head: sort.0 as u64, word: 0 }
    }

    #[inline]
    pub(crate) fn text(text: &[u8]) -> Self {
        Self::short_text(text.len(), word::word_at(text, 0))
    }

    /// A text by its length and first eight bytes.
    #[inline]
    pub(crate) fn short_text(length: usize, word: u64) -> Self {
        Self { head: u64::from(Sort::TEXT.0) | (length as u64) << LENGTH_AT, word }
    }

    pub(super) fn number(number: f64) -> Self {
        Self { word: number.to_bits(), ..Self::sort_of(Sort::NUMBER) }
    }

    /// A text in lower case (rule C3), where it has no more than eight bytes, and those are ASCII.
    #[inline]
    pub(super) fn in_lower_case(self) -> Option<Self> {
        let is_whole = self.length() <= word::BYTES && word::is_ascii(self.word);
        // Between an upper-case letter and its lower-case one lies 0x20, a quarter of the highest bit.
        is_whole.then(|| Self { word: self.word | word::upper_case(self.word) >> 2, ..self })
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the lowest byte is wanted")]
    pub(crate) fn sort(self) -> Sort {
        Sort(self.head as u8)
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
    pub(crate) fn is(self, text: Self) -> bool {
        self.head == text.head && self.word == text.word
    }

    /// Of a number, its value.
    #[inline]
    pub(crate) fn value(self) -> f64 {
        f64::from_bits(self.word)
    }

    /// Of a boolean, whether it is true.
    #[inline]
    pub(crate) fn is_yes(self) -> bool {
        self.word != 0
    }
}
