//! Texts and numbers that may be missing, as arguments of setters and in documents.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserializer};

use crate::id::GroupId;

/// A text that may be missing: the argument of the setters of a [`Visitor`](crate::Visitor).
///
/// It converts from `&str`, `String`, `Cow<str>`, a [`GroupId`], and options of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MaybeText<'a>(pub(super) Option<Cow<'a, str>>);

impl<'a> From<&'a str> for MaybeText<'a> {
    fn from(text: &'a str) -> Self {
        Self(Some(Cow::Borrowed(text)))
    }
}

impl<'a> From<&'a String> for MaybeText<'a> {
    fn from(text: &'a String) -> Self {
        Self(Some(Cow::Borrowed(text)))
    }
}

impl From<String> for MaybeText<'_> {
    fn from(text: String) -> Self {
        Self(Some(Cow::Owned(text)))
    }
}

impl<'a> From<Cow<'a, str>> for MaybeText<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self(Some(text))
    }
}

impl<'a> From<&'a GroupId> for MaybeText<'a> {
    fn from(id: &'a GroupId) -> Self {
        Self(Some(Cow::Borrowed(id.as_str())))
    }
}

impl<'a, T: Into<MaybeText<'a>>> From<Option<T>> for MaybeText<'a> {
    fn from(text: Option<T>) -> Self {
        text.map_or(Self(None), Into::into)
    }
}

/// Reads a text or null. The text is borrowed if the format allows it.
pub(super) fn read<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Cow<'a, str>>, D::Error> {
    deserializer.deserialize_option(Nullable(TextReader))
}

/// Reads a whole number from 0 or null.
pub(super) fn read_whole_number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u64>, D::Error> {
    deserializer.deserialize_option(Nullable(WholeNumberReader))
}

/// Reads seconds from 0 or null.
pub(super) fn read_seconds<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<f64>, D::Error> {
    deserializer.deserialize_option(Nullable(SecondsReader))
}

/// A serde visitor of one kind of value that also names the type to formats that do not describe themselves.
pub(super) trait NullableReader<'de>: de::Visitor<'de> {
    fn deserialize_some<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error>;
}

struct Nullable<R>(R);

impl<'de, R: NullableReader<'de>> de::Visitor<'de> for Nullable<R> {
    type Value = Option<R::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The message names both forms: "a text or null".
        self.0.expecting(f)?;
        f.write_str(" or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize_some(deserializer).map(Some)
    }
}

/// Reads a text. It is borrowed if the format allows it.
pub(super) struct TextReader;

impl<'de> NullableReader<'de> for TextReader {
    fn deserialize_some<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> de::Visitor<'de> for TextReader {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

struct WholeNumberReader;

impl<'de> NullableReader<'de> for WholeNumberReader {
    fn deserialize_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_u64(self)
    }
}

impl de::Visitor<'_> for WholeNumberReader {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number from 0")
    }

    fn visit_u64<E>(self, value: u64) -> Result<u64, E> {
        Ok(value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<u64, E> {
        // Formats without unsigned numbers pass all whole numbers as signed ones.
        u64::try_from(value).map_err(|_| E::invalid_value(de::Unexpected::Signed(value), &self))
    }

    // A number that is too large becomes the largest one, because no visitor fails for its size.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<u64, E> {
        // Some formats write whole numbers as doubles, so `3.0` is accepted and `3.5` is not.
        if value.is_finite() && value >= 0.0 && value.fract() == 0.0 {
            Ok(value as u64)
        } else {
            Err(E::invalid_value(de::Unexpected::Float(value), &self))
        }
    }
}

struct SecondsReader;

impl<'de> NullableReader<'de> for SecondsReader {
    fn deserialize_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<f64, D::Error> {
        deserializer.deserialize_f64(self)
    }
}

impl de::Visitor<'_> for SecondsReader {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of seconds from 0")
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<f64, E> {
        Ok(crate::document::approximate(value.into()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<f64, E> {
        self.visit_f64(crate::document::approximate(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<f64, E> {
        if value.is_finite() && value >= 0.0 {
            Ok(value)
        } else {
            Err(E::invalid_value(de::Unexpected::Float(value), &self))
        }
    }
}
