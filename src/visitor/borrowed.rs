//! Reads visitors that borrow their texts from the document.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess};
use serde::{Deserialize, Serialize};

use crate::document::ReadDerived;

/// A [`Visitor`](crate::Visitor), or a part of one, that borrows its texts from the document that it is read from.
///
/// A visitor that is read without this wrapper owns its texts, so that it can be read from any source and can be the
/// extractor of a web framework. That costs an allocation for each text. A host that keeps the bytes of a request
/// while it routes can save these allocations. Texts are borrowed if the format allows it: in JSON, texts without
/// escapes.
///
/// ```
/// use frontdesk::Visitor;
/// use frontdesk::visitor::Borrowed;
/// let body = br#"{"id": "v1", "page": {"url": "https://shop.example/"}, "city": "S\u00e8te"}"#;
/// let Borrowed(visitor): Borrowed<Visitor> = serde_json::from_slice(body)?;
/// assert!(matches!(visitor.id, Some(std::borrow::Cow::Borrowed("v1"))));
/// assert_eq!(visitor.city.as_deref(), Some("Sète"));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
///
/// Reading fails for the documents for which reading a visitor fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Borrowed<T>(pub T);

/// Reads an object. It refuses a list, which derived readers would accept.
pub(super) fn object<'de, D: Deserializer<'de>, T: ReadDerived<'de>>(
    source: D,
) -> Result<T, D::Error> {
    // Derived readers also accept a list of values in the order of the fields, which no document means.
    source.deserialize_map(Keys(PhantomData))
}

struct Keys<T>(PhantomData<T>);

impl<'de, T: ReadDerived<'de>> de::Visitor<'de> for Keys<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read_derived(MapAccessDeserializer::new(map))
    }
}

/// Reads a part of a visitor. Null counts as an absent key.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Default>(source: D) -> Result<T, D::Error>
where
    Borrowed<T>: Deserialize<'de>,
{
    // Absent and null are equal for visitors, so that hosts may send every key.
    let part: Option<Borrowed<T>> = Option::deserialize(source)?;
    Ok(part.map(|Borrowed(part)| part).unwrap_or_default())
}
