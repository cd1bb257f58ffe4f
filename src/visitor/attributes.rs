//! The attributes of a visitor: named values that only the host knows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess};
use serde::{Deserializer, Serialize, Serializer};

use crate::document::{JSON_NUMBER, approximate, push};
use crate::swar;
use crate::time::TOML_DATETIME;
use crate::visitor::borrowed::Borrowed;
use crate::visitor::maybe_text::TextReader;

/// The attributes of a visitor, in the order given. Each name occurs once, and an attribute that is null is absent.
///
/// Rules read only the first 256 attributes.
#[derive(Clone, Default, PartialEq)]
pub struct Attributes<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

/// An attribute's value.
///
/// A number that is not finite is not known. Of a list, only the first 256 items count.
#[derive(Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Value<'a> {
    /// A text. The empty text is known, too.
    Text(Cow<'a, str>),
    /// A finite number.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// A list of texts.
    List(Vec<Cow<'a, str>>),
    /// Nothing: an attribute with this value is removed.
    Null,
}

impl<'a> Attributes<'a> {
    /// Sets the attribute with a name. It replaces an earlier value, and null removes the attribute. Each call
    /// searches the names linearly, so collect an iterator to set many attributes at once.
    pub fn set(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Value<'a>>) {
        let (name, value) = (name.into(), value.into());
        let index = self.0.iter().position(|(known, _)| *known == name);
        match (index.and_then(|index| self.0.get_mut(index)), value) {
            // `retain` keeps the order of the others, which decides what the first 256 are.
            (Some(_), Value::Null) => self.0.retain(|(known, _)| *known != name),
            (Some(entry), value) => entry.1 = value,
            (None, Value::Null) => {}
            (None, value) => self.0.push((name, value)),
        }
    }

    /// Returns the value of the attribute with a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Returns the value of a name among the first `count` attributes.
    pub(super) fn find(&self, name: &str, count: usize) -> Option<&Value<'a>> {
        let name = name.as_bytes();
        // The first eight bytes and the length distinguish most names, so whole names are rarely compared.
        let start = swar::load_u64(name, 0);
        for (known, value) in self.0.get(..count).unwrap_or(&self.0) {
            let known = known.as_bytes();
            if known.len() == name.len()
                && swar::load_u64(known, 0) == start
                // Names of up to eight bytes have been compared in full by then.
                && (known.len() <= swar::BYTES || known == name)
            {
                return Some(value);
            }
        }
        None
    }

    /// Keeps the first `count` attributes.
    pub(super) fn truncate(&mut self, count: usize) {
        self.0.truncate(count);
    }

    /// Returns the indices of the first attributes, sorted by name. It serves rules that test so many names that a
    /// linear search for each would be slow. The names are sorted instead of hashed, so that no visitor can choose
    /// names that collide. They are sorted by length first, so that long names are rarely compared.
    pub(super) fn sorted(&self, count: usize, longest: usize) -> Box<[u16]> {
        let mut indices: Vec<u16> = (0..).take(self.0.len().min(count)).collect();
        // No rule tests a longer name, so long names of a visitor need not be compared.
        indices.retain(|index| self.rank(*index).0 <= longest);
        indices.sort_unstable_by_key(|index| self.rank(*index));
        indices.into()
    }

    /// Returns the value of a name among the sorted attributes.
    pub(super) fn find_sorted(&self, name: &str, sorted: &[u16]) -> Option<&Value<'a>> {
        let wanted = (name.len(), name);
        let found = sorted.binary_search_by(|index| self.rank(*index).cmp(&wanted)).ok()?;
        self.0.get(usize::from(*sorted.get(found)?)).map(|(_, value)| value)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn rank(&self, index: u16) -> (usize, &str) {
        let name = self.0.get(usize::from(index)).map_or("", |(name, _)| name);
        (name.len(), name)
    }

    /// Iterates over names and values in the order given.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value<'a>)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// Returns `true` if there are no attributes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_owned(self) -> Attributes<'static> {
        let owned = |(name, value): (Cow<'a, str>, Value<'a>)| (owned(name), value.into_owned());
        Attributes(self.0.into_iter().map(owned).collect())
    }
}

impl Value<'_> {
    pub(super) fn into_owned(self) -> Value<'static> {
        match self {
            Value::Text(text) => Value::Text(owned(text)),
            Value::Number(number) => Value::Number(number),
            Value::Boolean(boolean) => Value::Boolean(boolean),
            Value::List(items) => Value::List(items.into_iter().map(owned).collect()),
            Value::Null => Value::Null,
        }
    }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

/// Collects many attributes at once. If a name occurs twice, its last value counts, and it keeps its first position.
impl<'a, N: Into<Cow<'a, str>>, V: Into<Value<'a>>> FromIterator<(N, V)> for Attributes<'a> {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(attributes: I) -> Self {
        let mut indices: BTreeMap<Cow<'a, str>, usize> = BTreeMap::new();
        let mut entries: Vec<(Cow<'a, str>, Value<'a>)> = Vec::new();
        for (name, value) in attributes {
            // A map of indices finds earlier entries, because a linear search for each name would be
            // quadratic.
            let (name, value) = (name.into(), value.into());
            match indices.get(&name).and_then(|index| entries.get_mut(*index)) {
                Some(entry) => entry.1 = value,
                None => {
                    indices.insert(name.clone(), entries.len());
                    entries.push((name, value));
                }
            }
        }
        // Null is removed at the end, because a later value of the name may replace it and then takes its
        // position.
        entries.retain(|(_, value)| *value != Value::Null);
        Self(entries)
    }
}

/// Prints names and no values.
impl fmt::Debug for Attributes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be personal data. `Value` prints its type only.
        f.debug_map().entries(self.0.iter().map(|(name, value)| (name, value))).finish()
    }
}

/// Prints the type and not the value.
impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Number(_) => "Number(…)",
            Self::Boolean(_) => "Boolean(…)",
            Self::List(_) => "List(…)",
            Self::Null => "Null",
        })
    }
}

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

pub(super) fn read<'de, D: Deserializer<'de>>(source: D) -> Result<Attributes<'de>, D::Error> {
    source.deserialize_map(Entries)
}

struct Entries;

impl<'de> de::Visitor<'de> for Entries {
    type Value = Attributes<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of attributes")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(name) = map.next_key_seed(TextSeed)? {
            let Borrowed(value) = map.next_value()?;
            // Checked whenever a long list is full, so that a document that repeats one name is refused before
            // the list has taken much memory.
            if entries.len() == entries.capacity() && entries.len() >= MIN_ENTRIES_TO_CHECK {
                refuse_repeated(&entries)?;
            }
            push(&mut entries, (name, value));
        }
        refuse_repeated(&entries)?;
        entries.retain(|(_, value)| *value != Value::Null);
        Ok(Attributes(entries))
    }
}

/// A list of this many attributes is checked for repeated names before it grows. It is more than rules read, so
/// ordinary visitors are checked once, at the end.
const MIN_ENTRIES_TO_CHECK: usize = 1_024;

fn refuse_repeated<E: de::Error>(entries: &[(Cow<'_, str>, Value<'_>)]) -> Result<(), E> {
    match repeated(entries) {
        Some(name) => {
            let name = name.escape_debug();
            Err(E::custom(format_args!("duplicate attribute `{name}`")))
        }
        None => Ok(()),
    }
}

/// Returns a name that occurs twice. The names are sorted, not hashed, because a visitor could choose names that
/// collide.
fn repeated<'e>(entries: &'e [(Cow<'_, str>, Value<'_>)]) -> Option<&'e str> {
    let mut names: Vec<&str> = entries.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    // Equal names are neighbours after sorting.
    names.windows(2).find_map(|pair| match pair {
        [one, other] if one == other => Some(*one),
        _ => None,
    })
}

struct TextSeed;

impl<'de> DeserializeSeed<'de> for TextSeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(TextReader)
    }
}

pub(super) fn read_value<'de, D: Deserializer<'de>>(source: D) -> Result<Value<'de>, D::Error> {
    source.deserialize_any(AnyValue)
}

struct AnyValue;

impl<'de> de::Visitor<'de> for AnyValue {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a finite number, true, false, null or a list of texts")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Value::Number(approximate(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Value::Number(approximate(value.into())))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        if value.is_finite() {
            Ok(Value::Number(value))
        } else {
            // JSON has no infinite numbers, but other formats have.
            Err(E::invalid_value(de::Unexpected::Float(value), &self))
        }
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text)))
    }

    // `serde_json` passes a number as a map if a crate of the program enables `arbitrary_precision`, and `toml`
    // passes an unquoted date as a map. The first is read as a number, the second as a text.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        match map.next_entry::<String, String>() {
            Ok(Some((key, text))) if key == JSON_NUMBER => match text.parse() {
                Ok(number) => self.visit_f64(number),
                Err(_) => Err(de::Error::invalid_value(de::Unexpected::Str(&text), &self)),
            },
            Ok(Some((key, text))) if key == TOML_DATETIME => self.visit_string(text),
            _ => Err(de::Error::invalid_type(de::Unexpected::Map, &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(TextSeed)? {
            push(&mut items, item);
        }
        Ok(Value::List(items))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<f64> for Value<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Value<'_> {
            /// Rounds the number to the nearest double, as for every number of a visitor.
            fn from(number: $number) -> Self {
                Self::Number(approximate(number.into()))
            }
        }
    )*};
}

whole_numbers!(i32, u32, i64, u64);

impl<'a> From<Vec<&'a str>> for Value<'a> {
    fn from(items: Vec<&'a str>) -> Self {
        Self::List(items.into_iter().map(Cow::Borrowed).collect())
    }
}

impl<'a> From<&'a [String]> for Value<'a> {
    fn from(items: &'a [String]) -> Self {
        Self::List(items.iter().map(|item| Cow::Borrowed(item.as_str())).collect())
    }
}

impl From<Vec<String>> for Value<'_> {
    fn from(items: Vec<String>) -> Self {
        Self::List(items.into_iter().map(Cow::Owned).collect())
    }
}

impl<'a, const N: usize> From<[&'a str; N]> for Value<'a> {
    fn from(items: [&'a str; N]) -> Self {
        Self::List(items.into_iter().map(Cow::Borrowed).collect())
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
