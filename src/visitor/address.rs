//! The parts of a URL, as the WHATWG URL standard parses it.
//!
//! Most URLs that browsers report are in the standard's own form already: those are only cut into
//! parts, without allocation. The others go through the `url` crate.

use std::borrow::Cow;

use crate::visitor::seen::SeenText;

/// A URL that parses.
pub(super) enum Address<'u> {
    /// Already in the form that the parser would give.
    Canonical(Parts<'u>),
    Parsed(url::Url),
}

/// The parts of a URL in canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'u> {
    host: &'u str,
    path: &'u str,
    query: Option<&'u str>,
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
            Self::Canonical(parts) => find(parts.query?, name).map(SeenText::from),
            Self::Parsed(url) => {
                let value = find(url.query()?, name)?;
                Some(SeenText::Made(value.into()))
            }
        }
    }
}

fn find<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value)
}

impl<'u> Parts<'u> {
    /// Cuts a URL that is surely in canonical form; says nothing of the others. A test holds it
    /// against the parser.
    fn of_canonical(text: &'u str) -> Option<Self> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, rest) = rest.split_at_checked(end)?;
        if !is_canonical_host(host) {
            return None;
        }
        let (rest, fragment) = cut(rest, '#');
        let (path, query) = cut(rest, '?');
        // The parser trims and drops blanks and controls, wherever they stand.
        let is_plain =
            |part: Option<&str>| part.is_none_or(|p| p.bytes().all(|b| b > b' ' && b != 0x7f));
        if !is_canonical_path(path) || !is_plain(query) || !is_plain(fragment) {
            return None;
        }
        Some(Self { host, path: if path.is_empty() { "/" } else { path }, query })
    }
}

fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// Lower-case labels that IDNA leaves alone, and a last one that cannot make it an IPv4 address.
/// No port, no user.
fn is_canonical_host(host: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(is_plain) && !label.starts_with("xn--")
    };
    let last = host.rsplit('.').next().unwrap_or("");
    last.starts_with(|c: char| c.is_ascii_lowercase()) && host.split('.').all(is_label)
}

/// Nothing to encode, no dot segment.
fn is_canonical_path(path: &str) -> bool {
    // A segment that starts with a dot or holds an escaped one is rare: the parser takes it.
    let mut before = [b' '; 2];
    for b in path.bytes() {
        let is_dot =
            b == b'.' && before[1] == b'/' || b.eq_ignore_ascii_case(&b'e') && before == *b"%2";
        let is_encoded = matches!(b, b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'}' | b'\\');
        if is_dot || is_encoded || !b.is_ascii_graphic() {
            return false;
        }
        before = [before[1], b];
    }
    true
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
