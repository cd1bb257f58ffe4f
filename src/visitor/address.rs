//! The parts of a URL, as the WHATWG URL standard parses it.
//!
//! Most URLs that browsers report are in the standard's own form already: those are only cut into
//! parts, without allocation. The others go through the `url` crate.

use std::borrow::Cow;

use crate::visitor::canonical::Parts;
use crate::visitor::folded::Piece;
use crate::visitor::seen::SeenText;

/// A URL that parses.
pub(super) enum Address<'u> {
    /// Already in the form that the parser would give.
    Canonical(Parts<'u>),
    Parsed(url::Url),
}

impl<'u> Address<'u> {
    pub(super) fn parse(text: &'u str) -> Option<Self> {
        match Parts::of_canonical(text) {
            Some(parts) => Some(Self::Canonical(parts)),
            None => url::Url::parse(text).ok().map(Self::Parsed),
        }
    }

    /// The host, in lower case: the parser leaves that of an unusual scheme as it was. A URL
    /// without one (`mailto:…`, `file:///…`) has none.
    pub(super) fn host(&self) -> Option<SeenText<'u>> {
        match self {
            Self::Canonical(parts) => Some(SeenText::Given(parts.host)),
            Self::Parsed(url) => {
                let host = url.host_str().filter(|host| !host.is_empty())?;
                Some(SeenText::Made(host.to_ascii_lowercase().into()))
            }
        }
    }

    /// The path as the standard serialises it. The parser leaves `^` alone, which has been in the
    /// standard's path percent-encode set since 2024; rules are encoded alike.
    pub(super) fn path(&self) -> SeenText<'u> {
        match self {
            Self::Canonical(parts) => SeenText::Given(parts.path),
            Self::Parsed(url) if url.cannot_be_a_base() => SeenText::Made(url.path().into()),
            Self::Parsed(url) => SeenText::Made(url.path().replace('^', "%5E").into()),
        }
    }

    /// The first value of that name in the query, form-decoded.
    pub(super) fn query(&self, name: &str) -> Option<SeenText<'u>> {
        match self {
            Self::Canonical(parts) => find(parts.query?, name),
            Self::Parsed(url) => find(url.query()?, name).map(SeenText::into_owned),
        }
    }
}

/// The first value of a name in a query, form-decoded.
fn find<'q>(query: &'q str, name: &str) -> Option<SeenText<'q>> {
    query.split('&').filter(|pair| !pair.is_empty()).find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is_named = if is_plain(key) { key == name } else { *decoded(key) == *name };
        is_named.then(|| if is_plain(value) { SeenText::Given(value) } else { decoded(value) })
    })
}

/// A name or a value, form-decoded: short ones off the heap.
fn decoded(text: &str) -> SeenText<'_> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let mut bytes = text.as_bytes();
    let short = Piece::of_bytes(|| {
        let (byte, rest) = bytes.split_first()?;
        bytes = rest;
        Some(match (byte, digit(rest.first()), digit(rest.get(1))) {
            (b'+', ..) => b' ',
            (b'%', Some(high), Some(low)) => {
                bytes = rest.get(2..).unwrap_or_default();
                u8::try_from(high * 16 + low).unwrap_or_default()
            }
            _ => *byte,
        })
    });
    match short.filter(Piece::is_text) {
        Some(short) => SeenText::Short(short),
        None => {
            // The pair with this key and no value.
            let pair = url::form_urlencoded::parse(text.as_bytes()).next();
            SeenText::from(pair.map_or(Cow::Borrowed(""), |(key, _)| key))
        }
    }
}

/// Whether form-decoding leaves it as it is.
fn is_plain(text: &str) -> bool {
    !text.bytes().any(|byte| matches!(byte, b'%' | b'+'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Option<(String, String, Option<String>)> {
        let url = Address::Parsed(url::Url::parse(text).ok()?);
        let host = url.host()?.to_string();
        Some((host, url.path().to_string(), url.query("q").map(|value| value.to_string())))
    }

    fn canonical(text: &str) -> Option<(String, String, Option<String>)> {
        let url = Address::Canonical(Parts::of_canonical(text)?);
        let host = url.host()?.to_string();
        Some((host, url.path().to_string(), url.query("q").map(|value| value.to_string())))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..Default::default() })]

        #[test]
        fn cutting_agrees_with_the_parser(
            text in "https?://[a-c0-2.x-]{1,9}(:80|)(/|)([a-e/.%2\\\\^é '|\\[\\]~+=&;,!$()*@:-]{0,12})(\\?[q=&%2é+ '\"]{0,8}|)(#[x #?]{0,3}|)"
        ) {
            if let Some(parts) = canonical(&text) {
                prop_assert_eq!(Some(parts), parsed(&text));
            }
        }

        #[test]
        fn cutting_agrees_with_the_parser_on_any_text(text in "(http://|https:/?/?|HTTP://|)\\PC{0,20}") {
            if let Some(parts) = canonical(&text) {
                prop_assert_eq!(Some(parts), parsed(&text));
            }
        }
    }

    #[test]
    fn what_browsers_report_is_cut() {
        for url in [
            "https://shop.example.fr",
            "https://shop.example.fr/",
            "http://www.example.com/blog/tags/ipv6?flav=rss20&x=%C3%A9#top",
            "https://a-b.example/p;x=1/it's/(1)/a@b:c",
        ] {
            assert_eq!(canonical(url), parsed(url));
            assert!(canonical(url).is_some(), "{url}");
        }
    }

    #[test]
    fn what_is_not_surely_canonical_goes_to_the_parser() {
        for url in [
            "HTTPS://a.example/",
            "https://A.example/",
            "https://a.example:443/",
            "https://u@a.example/",
            "https://xn--bcher-kva.example/",
            "https://bücher.example/",
            "https://1.2.3.4/",
            "https://a.0x1/",
            "https://a..example/",
            "https://a.example./",
            "https://a.example/a/../b",
            "https://a.example/%2e%2E/b",
            "https://a.example/.well-known",
            "https://a.example/a b",
            "https://a.example/é",
            "https://a.example/a\\b",
            "https://a.example/a^b",
            " https://a.example/",
            "https://a.example/?q=a\tb",
            "ftp://a.example/",
            "/relative",
        ] {
            assert_eq!(Parts::of_canonical(url), None, "{url}");
        }
    }
}
