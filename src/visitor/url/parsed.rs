//! The parts of a URL, as the WHATWG URL standard parses it.
//!
//! Most URLs that browsers report are canonical, and are only split, without allocation. Others go through
//! the `url` crate. Most of its parts are still substrings of the given text, and are then borrowed from it.

use crate::visitor::inline_str::InlineStr;
use crate::visitor::url::fast_path::UrlSlices;
use crate::visitor::value::FieldText;

/// A URL that parses.
pub(in crate::visitor) enum ParsedUrl<'u> {
    /// The parts are already what the parser would return.
    Canonical(UrlSlices<'u>),
    /// The text, the parsed URL, and the query if it is a substring of the text.
    Parsed(&'u str, url::Url, Option<&'u str>),
}

/// A query as the parser returns it.
#[derive(Clone, Copy)]
pub(in crate::visitor) enum Query<'a, 'u> {
    /// A substring of the given text.
    Borrowed(&'u str),
    Derived(&'a str),
}

impl<'u> Query<'_, 'u> {
    pub(in crate::visitor) fn text(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Derived(text) => text,
        }
    }

    /// Looks a value up, and borrows it from the given text if possible.
    pub(in crate::visitor) fn value(
        self,
        find: impl for<'q> FnOnce(&'q str) -> Option<FieldText<'q>>,
    ) -> Option<FieldText<'u>> {
        match self {
            Self::Borrowed(text) => find(text),
            Self::Derived(text) => find(text).map(FieldText::into_owned),
        }
    }
}

impl<'u> ParsedUrl<'u> {
    pub(in crate::visitor) fn parse(text: &'u str) -> Option<Self> {
        match UrlSlices::from_canonical(text) {
            Some(parts) => Some(Self::Canonical(parts)),
            // Not canonical, or not certainly: the parser decides.
            None => Self::parsed(text),
        }
    }

    #[cold]
    #[inline(never)]
    fn parsed(text: &'u str) -> Option<Self> {
        let url = url::Url::parse(text).ok()?;
        // Borrowing the query from the text saves a copy for each value that is looked up.
        let found = url.query().and_then(|query| {
            let (_, rest) = text.split_once('?')?;
            // Equal to the text after the first `?`, so the parser has changed nothing in it.
            rest.get(..query.len()).filter(|found| *found == query)
        });
        Some(Self::Parsed(text, url, found))
    }

    /// Returns the host in lower case, because the parser keeps the case for unusual schemes. A URL without a
    /// host (`mailto:…`, `file:///…`) has none.
    pub(in crate::visitor) fn host(&self) -> Option<FieldText<'u>> {
        match self {
            Self::Canonical(parts) => Some(FieldText::Borrowed(parts.host)),
            Self::Parsed(_, url, _) => {
                // `file:///x` has an empty host, which counts as none.
                let host = url.host_str().filter(|host| !host.is_empty())?;
                // Short hosts are converted without allocation.
                let mut bytes = host.bytes().map(|byte| byte.to_ascii_lowercase());
                let short = InlineStr::from_bytes(|| bytes.next());
                let made = || FieldText::Owned(host.to_ascii_lowercase().into());
                Some(short.map_or_else(made, FieldText::Inline))
            }
        }
    }

    /// Returns the path as the standard serializes it. The parser does not encode `^`, which has been in the
    /// standard's path percent-encode set since 2024. Rules are encoded in the same way.
    pub(in crate::visitor) fn path(&self) -> FieldText<'u> {
        match self {
            Self::Canonical(parts) => FieldText::Borrowed(parts.path),
            Self::Parsed(text, url, _) => {
                let path = url.path();
                // The parser follows an older version of the standard in this one character.
                if path.contains('^') && !url.cannot_be_a_base() {
                    return FieldText::Owned(path.replace('^', "%5E").into());
                }
                let found = original_suffix(text, path);
                found.map_or_else(|| FieldText::Owned(path.into()), FieldText::Borrowed)
            }
        }
    }

    /// Returns the query, if there is one.
    pub(in crate::visitor) fn query(&self) -> Option<Query<'_, 'u>> {
        match self {
            Self::Canonical(parts) => parts.query.map(Query::Borrowed),
            Self::Parsed(_, _, Some(found)) => Some(Query::Borrowed(found)),
            Self::Parsed(_, url, None) => url.query().map(Query::Derived),
        }
    }
}

/// Returns the path as a substring of the text. Dot segments mostly come before the part that is left.
fn original_suffix<'u>(text: &'u str, path: &str) -> Option<&'u str> {
    // The path ends before the query and the fragment.
    let before = text.split('#').next()?.split('?').next()?;
    let end = before.get(before.len().checked_sub(path.len())?..)?;
    (end == path).then_some(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;
    use crate::visitor::url::query::find;

    fn value<'u>(url: &ParsedUrl<'u>, name: &str) -> Option<FieldText<'u>> {
        url.query().and_then(|query| query.value(|query| find(query, name)))
    }

    /// Returns what the `url` crate finds: the host, the path, the first value of `q`.
    fn expected(text: &str) -> Option<(Option<String>, String, Option<String>)> {
        let url = Url::parse(text).ok()?;
        let host = url.host_str().filter(|host| !host.is_empty()).map(str::to_ascii_lowercase);
        let path = url.path().to_owned();
        let path = if url.cannot_be_a_base() { path } else { path.replace('^', "%5E") };
        let value = url.query_pairs().find(|(name, _)| name == "q");
        Some((host, path, value.map(|(_, value)| value.into_owned())))
    }

    fn parts_of(url: &ParsedUrl<'_>) -> (Option<String>, String, Option<String>) {
        let text = |text: FieldText<'_>| text.to_string();
        (url.host().map(text), text(url.path()), value(url, "q").map(text))
    }

    fn cut(text: &str) -> Option<(Option<String>, String, Option<String>)> {
        UrlSlices::from_canonical(text).map(|parts| parts_of(&ParsedUrl::Canonical(parts)))
    }

    /// Asserts that the parts equal those of the `url` crate, whether the URL is split or parsed.
    fn check(text: &str) -> Result<(), TestCaseError> {
        let expected = expected(text);
        if let Some(parts) = cut(text) {
            prop_assert_eq!(Some(parts), expected.clone(), "cut: {}", text);
        }
        let parsed = ParsedUrl::parsed(text).as_ref().map(parts_of);
        prop_assert_eq!(parsed, expected, "parsed: {}", text);
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..Default::default() })]

        #[test]
        fn parts_agree_with_the_parser(
            text in "https?://[a-c0-2.x-]{1,9}(:80|)(/|)([a-e/.%2\\\\^é '|\\[\\]~+=&;,!$()*@:-]{0,12})(\\?[q=&%2é+ '\"]{0,8}|)(#[x #?]{0,3}|)"
        ) {
            check(&text)?;
        }

        #[test]
        fn parts_of_any_text_agree_with_the_parser(text in "(http://|https:/?/?|HTTP://|)\\PC{0,20}") {
            check(&text)?;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..Default::default() })]

        // Plain characters around a special one, so that it takes each position of a block of eight.
        #[test]
        fn long_parts_agree_with_the_parser(
            text in "https?://[a-z0-9-]{1,9}(\\.[a-z0-9-]{1,12}){1,3}(:[0-9]{0,6}|)(/([a-z0-9_-]{0,12}|[.%2eE]{0,4}|[.A-Z%3é ]{0,3}|x{20})){0,6}(\\?(&?[a-z]{0,9}=?[a-z0-9]{0,20}[q=&%+2é ]{0,2}){0,4}|)(#[a-z /?# \t]{0,9}|)"
        ) {
            check(&text)?;
        }
    }

    /// Returns an ASCII text with another character at a position.
    fn with(text: &str, offset: usize, other: char) -> String {
        text.char_indices().map(|(at, given)| if at == offset { other } else { given }).collect()
    }

    #[test]
    fn every_character_at_every_place_is_cut_like_the_parser_does() {
        let given = "https://shop-one.example-domains2.com/path/to-some_page/of/24x?to=some&q=value0and1more";
        let canonical = Url::parse(given).unwrap();
        assert_eq!(canonical.as_str(), given);
        assert!(cut(given).is_some());
        let [path, query] = ["/path", "?to"].map(|start| given.find(start).unwrap());
        for start in ["https://".len(), path, query] {
            for offset in start..start + 25 {
                let some = ['é', 'ü', 'ÿ', '\u{100}', '\u{7ff}', '€', '\u{ad}', '😀', '。', 'ａ'];
                for other in (0..=u8::MAX).map(char::from).chain(some) {
                    let text = with(given, offset, other);
                    check(&text).unwrap();
                    let is_canonical = Url::parse(&text).is_ok_and(|url| url.as_str() == text);
                    let is_in_label =
                        other.is_ascii_lowercase() || other.is_ascii_digit() || other == '-';
                    // The parser does not encode `^`, and a dot may make a dot segment.
                    let is_plain = offset > path && !matches!(other, '^' | '.');
                    if is_canonical && (is_in_label || is_plain) {
                        assert!(cut(&text).is_some(), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn unusual_urls_have_the_parts_that_the_parser_gives() {
        for url in [
            "mailto:a^b?q=1",
            "data:,x y#z",
            "file:///a^b/c",
            "ftp://A.example/a^b/../c?q=%61",
            "foo://HoSt/p\\q^r?q=1#z",
            "https:a.example/x/./y?q=1\t2",
            "https://u:p@A.example:8080?q=é&x",
            "https://[::1]:80/x?x#?q=1",
            "https://a.example/x\n/y?q=long%20values%20that%20are%20made?q=again ",
        ] {
            assert!(cut(url).is_none(), "{url}");
            check(url).unwrap();
        }
    }

    #[test]
    fn what_browsers_report_is_cut() {
        for url in [
            "https://shop.example.fr",
            "https://shop.example.fr/",
            "http://www.example.com/blog/tags/ipv6?flav=rss20&x=%C3%A9#top",
            "https://a-b.example/p;x=1/it's/(1)/a@b:c",
            "https://a.example/.well-known/security.txt",
            "https://a.example/%D1%86%D0%B5%D0%BD%D0%B0/%",
            "http://localhost:3000/?q=1",
            "https://a.example:65535",
            "https://a.example/#text with what a browser encodes",
        ] {
            assert_eq!(cut(url), expected(url));
            assert!(cut(url).is_some(), "{url}");
        }
    }

    #[test]
    fn what_is_not_surely_canonical_goes_to_the_parser() {
        for url in [
            "HTTPS://a.example/",
            "https://A.example/",
            "https://a.example:/",
            "https://a.example:65536/",
            "https://a.example:+80/",
            "https://a.example:80a/",
            "https://u@a.example/",
            "https://xn--bcher-kva.example/",
            "https://bücher.example/",
            "https://1.2.3.4/",
            "https://a.0x1/",
            "https://a..example/",
            "https://a.example./",
            "https://a.example/a/../b",
            "https://a.example/a/.",
            "https://a.example/%2e%2E/b",
            "https://a.example/.%2E/b",
            "https://a.example/a b",
            "https://a.example/é",
            "https://a.example/a\\b",
            "https://a.example/a^b",
            " https://a.example/",
            "https://a.example/?q=a\tb",
            "ftp://a.example/",
            "/relative",
        ] {
            assert_eq!(UrlSlices::from_canonical(url), None, "{url}");
        }
    }

    #[test]
    fn what_stands_in_the_text_is_not_made_again() {
        let url = "  HTTPS:\\\\Shop.example/old/../a/path/that/is/longer?x&q=a+value%20that%20is%20longer&q=2#no way";
        let url = ParsedUrl::parse(url).unwrap();
        assert!(matches!(url.host(), Some(FieldText::Inline(_))));
        assert!(matches!(url.path(), FieldText::Borrowed("/a/path/that/is/longer")));
        assert!(matches!(value(&url, "x"), Some(FieldText::Borrowed(""))));
        assert_eq!(value(&url, "q").as_deref(), Some("a value that is longer"));
    }
}
