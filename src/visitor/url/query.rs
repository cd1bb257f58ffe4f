//! Looks up the value of a name in the query of a URL, form-decoded.

use std::iter;
use std::ops::Range;

use crate::error::Limit;
use crate::visitor::inline_str::InlineStr;
use crate::visitor::url::byte_class::ByteClass;
use crate::visitor::value::FieldText;

/// Returns the first value of a name in a query.
pub(in crate::visitor) fn find<'q>(query: &'q str, name: &str) -> Option<FieldText<'q>> {
    let mut pairs = query;
    loop {
        // Most pairs have no escape, and are compared without decoding.
        let (end, is_plain) = first_pair(pairs)?;
        let (pair, rest) = pairs.split_at_checked(end)?;
        let value =
            if is_plain { plain_pair_value(pair, name) } else { escaped_pair_value(pair, name) };
        if value.is_some() {
            return value;
        }
        pairs = rest.strip_prefix('&')?;
    }
}

/// Returns the end of the first pair, and whether form-decoding leaves the pair unchanged.
#[inline(always)]
fn first_pair(pairs: &str) -> Option<(usize, bool)> {
    let bytes = pairs.as_bytes();
    let end = ByteClass::PLAIN_PAIR.prefix_length(bytes);
    // The pair is plain if the plain bytes end where the pair ends. Otherwise its rest is skipped with the
    // wider class.
    let is_plain = bytes.get(end).is_none_or(|byte| !ByteClass::PAIR.has(*byte));
    let more = if is_plain { 0 } else { ByteClass::PAIR.prefix_length(bytes.get(end..)?) };
    Some((end + more, is_plain))
}

/// The names of a query, sorted, each with the range of its pair. It serves rules that ask for so many names
/// that reading the query for each would be slow. Names are found by binary search: a visitor could choose
/// names that collide in a hash table.
pub(in crate::visitor) struct QueryIndex(Box<[(Box<str>, Range<usize>)]>);

impl QueryIndex {
    pub(in crate::visitor) fn new(query: &str) -> Self {
        let mut names = Vec::new();
        let mut start = 0;
        while let Some((length, _)) = query.get(start..).and_then(first_pair) {
            let pair = query.get(start..start + length).unwrap_or_default();
            let (name, _) = pair.split_once('=').unwrap_or((pair, ""));
            // No rule asks for a longer name: a name has a limit, and each byte is escaped as at most three.
            if !pair.is_empty() && name.len() <= 3 * Limit::TextBytes.most() {
                // Names are decoded once. Values are decoded when they are looked up, because most never are.
                names.push((Box::<str>::from(&*decoded(name)), start..start + length));
            }
            // One more for the `&`.
            start += length + 1;
        }
        // Of equal names the first pair wins, as in a linear search.
        names.sort_by(|one, next| one.0.cmp(&next.0).then(one.1.start.cmp(&next.1.start)));
        names.dedup_by(|next, first| next.0 == first.0);
        Self(names.into())
    }

    /// Returns the first value of a name in the query from which the index was built.
    pub(in crate::visitor) fn find<'q>(&self, query: &'q str, name: &str) -> Option<FieldText<'q>> {
        let index = self.0.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        let (_, range) = self.0.get(index)?;
        // The general function, because the index holds pairs with and without escapes.
        escaped_pair_value(query.get(range.clone())?, name)
    }
}

/// Returns the value of a pair that form-decoding leaves unchanged, if the pair has this name.
fn plain_pair_value<'q>(pair: &'q str, name: &str) -> Option<FieldText<'q>> {
    let rest = pair.strip_prefix(name)?;
    let value = if rest.is_empty() { rest } else { rest.strip_prefix('=')? };
    // An empty pair is no pair. A name that contains `=` cannot match, because the name ends at the first
    // one.
    (!pair.is_empty() && ByteClass::PLAIN_NAME.is_all_of(name))
        .then_some(FieldText::Borrowed(value))
}

fn escaped_pair_value<'q>(pair: &'q str, name: &str) -> Option<FieldText<'q>> {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    let is_plain = |text| ByteClass::PLAIN_PAIR.is_all_of(text);
    let is_named = if is_plain(key) { key == name } else { *decoded(key) == *name };
    is_named.then(|| if is_plain(value) { FieldText::Borrowed(value) } else { decoded(value) })
}

/// Form-decodes a name or a value. Short results stay off the heap.
fn decoded(text: &str) -> FieldText<'_> {
    let mut bytes = decoded_bytes(text);
    match InlineStr::from_bytes(|| bytes.next()).filter(InlineStr::is_text) {
        Some(short) => FieldText::Inline(short),
        None => {
            let bytes: Vec<u8> = decoded_bytes(text).collect();
            // Invalid UTF-8 becomes U+FFFD, as the form decoding of the standard says.
            FieldText::Owned(String::from_utf8_lossy(&bytes).into())
        }
    }
}

fn decoded_bytes(text: &str) -> impl Iterator<Item = u8> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let mut bytes = text.as_bytes();
    iter::from_fn(move || {
        let (byte, rest) = bytes.split_first()?;
        bytes = rest;
        Some(match (byte, digit(rest.first()), digit(rest.get(1))) {
            (b'+', ..) => b' ',
            // A `%` without two hexadecimal digits stays as it is, as the standard's form decoding says.
            (b'%', Some(high), Some(low)) => {
                bytes = rest.get(2..).unwrap_or_default();
                u8::try_from(high * 16 + low).unwrap_or_default()
            }
            _ => *byte,
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns what the `url` crate finds.
    fn expected(query: &str, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..Default::default() })]

        #[test]
        fn values_are_those_of_the_parser(
            query in "([ab=&%+ é]|%61|%3[Dd]|%2[6B5]|%C3%A9|%A9|utm_source){0,12}",
            name in "[ab=&%+ é]{0,3}|utm_source",
        ) {
            let found = find(&query, &name);
            prop_assert_eq!(found.map(|value| value.to_string()), expected(&query, &name));
            let found = QueryIndex::new(&query).find(&query, &name);
            prop_assert_eq!(found.map(|value| value.to_string()), expected(&query, &name));
        }

        #[test]
        fn long_values_are_those_of_the_parser(
            query in "([a-c]{0,20}=?[a-z=]{0,30}[%+4]{0,1}[a-z1]{0,20}&){0,3}",
            rest in "(utm_campaign|utm_%63ampaign|q)=[a-z0-9]{0,40}[%+&=]{0,1}[a-z0-9]{0,40}",
            name in "utm_campaign|q|[a-c]{1,2}",
        ) {
            let query = format!("{query}{rest}");
            let found = find(&query, &name);
            prop_assert_eq!(found.map(|value| value.to_string()), expected(&query, &name));
        }
    }

    #[test]
    fn a_name_is_found_wherever_it_stands() {
        let value = |query: &str, name: &str| find(query, name).map(|value| value.to_string());
        for before in 0..24 {
            for length in 0..24 {
                let (name, text) = ("utm_campaign", "v".repeat(length));
                let query = format!("{}&{name}={text}&{name}=no", "x".repeat(before));
                assert_eq!(value(&query, name), Some(text), "{query}");
                assert_eq!(value(&query, "utm_camp"), None, "{query}");
                assert_eq!(value(&query, "utm_campaigns"), None, "{query}");
            }
        }
    }

    #[test]
    fn every_character_at_every_place_is_found_like_the_parser_does() {
        let given = "to=some&query=value0and1more&query=2";
        for index in 0..25 {
            for other in (0..=u8::MAX).map(char::from) {
                let characters = given.char_indices();
                let query = characters.map(|(at, given)| if at == index { other } else { given });
                let query: String = query.collect();
                for name in ["query", "to", "que", "qu ry", ""] {
                    let found = find(&query, name).map(|value| value.to_string());
                    assert_eq!(found, expected(&query, name), "{name} in {query}");
                }
            }
        }
    }

    #[test]
    fn long_values_go_on_after_an_equals_sign() {
        let query = "to=https%3A%2F%2Fshop.example%2Fcart?a=1%20or=2&a=3";
        assert_eq!(find(query, "to").as_deref(), Some("https://shop.example/cart?a=1 or=2"));
    }

    #[test]
    fn what_needs_no_decoding_is_lent() {
        assert!(matches!(find("a=1&b=2=3", "b"), Some(FieldText::Borrowed("2=3"))));
        assert!(matches!(find("a=%31&%62=2", "b"), Some(FieldText::Borrowed("2"))));
        assert!(matches!(find("a=%31", "a"), Some(FieldText::Inline(_))));
    }
}
