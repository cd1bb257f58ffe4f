//! The vocabularies: few words each, with what makes trouble among them.

use std::fmt::Debug;

use proptest::prelude::*;
use proptest::sample::select;

/// Which words a case likes: three of each vocabulary turn up most, so that rules and visitors meet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taste(u64);

pub(crate) fn taste() -> impl Strategy<Value = Taste> {
    any::<u64>().prop_map(Taste)
}

impl Taste {
    /// One of the words, two times out of three a favourite.
    pub(crate) fn pick<T: Copy + Debug>(self, words: &'static [T]) -> BoxedStrategy<T> {
        let favourite = |n: u64| {
            let place = self.0.rotate_left(17 * n as u32).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
            words[place as usize % words.len()]
        };
        let favourites = vec![favourite(0), favourite(1), favourite(2)];
        prop_oneof![2 => select(favourites), 1 => select(words)].boxed()
    }
}

pub(crate) const AGENTS: &[&str] = &["a1", "a2", "a3", "mia@shop.example", "A1", "{}\\,"];

/// The last is as long as a code may be.
pub(crate) const GROUPS: &[&str] = &[
    "general",
    "sales",
    "support",
    "fr-support",
    "General",
    "g.~_-gggggggggggggggggggggggggggggggggggggggggggggggggggggggggg0",
];

/// What no workspace has as a group: too long, in other letters, of control characters.
pub(crate) const OTHER_CODES: &[&str] = &[
    "",
    "unknown",
    "SALES",
    " sales",
    "sales\u{0}",
    "sаles",
    "g.~_-gggggggggggggggggggggggggggggggggggggggggggggggggggggggggg01",
    "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé",
    "<script>",
    "a\nb",
];

pub(crate) const SCHEDULES: &[&str] = &["office", "night", "week.end", "S:1"];

pub(crate) const TRIGGERS: &[&str] = &["t0", "t1", "t2", "t3", "t4", "t5", "T0", "trigger/7"];

pub(crate) const VISITORS: &[&str] = &["v1", "v2", "v3", "éléonore", "\u{0}", "-", "v 4"];

/// Letters whose case is of several characters, depends on neighbours, or leaves ASCII.
pub(crate) const WORDS: &[&str] = &[
    "Paris", "paris", "PARIS", "Firefox", "bot", "Straße", "STRASSE", "İzmir", "i̇zmir", "izmir",
    "ΟΔΟΣ", "οδος", "οδοσ", "\u{212a}", "k", "e\u{301}", "É", "é", "a\nb", " ", "😀",
];

pub(crate) const TITLES: &[&str] =
    &["", "Panier", "panier vide", "PANIER", "Checkout – é", "a\nb", "İ"];

pub(crate) const EXPRESSIONS: &[&str] = &[
    ".",
    "[aeio]",
    "^[a-zA-Zé]",
    "[a-z0-9]$",
    "(?i)P",
    "é|s",
    "[0-9]|ß|Σ",
    "^/aide",
    "^$|k",
    "e",
    "^.{2,5}$",
    "[.]fr$",
    "(?s)a.b",
    "(?-u:[A-F])",
];

/// Families of tags: what one covers, and what only looks like it.
pub(crate) const LANGUAGES: &[&str] = &[
    "fr",
    "FR",
    "fr-CA",
    "fr_CA",
    "fro",
    "fra",
    "fr-FR-x-a",
    "en",
    "eng",
    "en-gb-oed",
    "en-a-bbb-x-c",
    "zh-Hant",
    "zh-Hant-TW",
    "zh_hant",
    "x-private",
    "i-klingon",
    "de-1996",
];

/// What a browser may send and no rule may say.
pub(crate) const NO_LANGUAGES: &[&str] = &[
    "",
    "f",
    "not a tag",
    "fr-",
    "-fr",
    "français",
    "fr--CA",
    "*",
    "toolonglanguage",
    "a-b",
    "fr-x",
];

pub(crate) const COUNTRIES: &[&str] = &["FR", "fr", "Fr", "DE", "US", "ZZ"];

pub(crate) const NO_COUNTRIES: &[&str] = &["", "F", "FRA", "F1", "ＦＲ", " FR", "é"];

pub(crate) const REGIONS: &[&str] = &["FR-IDF", "fr-idf", "US-NY", "us-ny", "GB-1", "DE-BY"];

pub(crate) const NO_REGIONS: &[&str] =
    &["", "FR", "FR-", "FR-IDFX", "IDF", "FR-É", "FRA-1", "FR–ID"];

pub(crate) const SCHEMES: &[&str] = &["https://", "http://", "HTTPS://"];

pub(crate) const AUTHORITIES: &[&str] = &[
    "shop.example.fr",
    "SHOP.Example.FR",
    "example.fr",
    "workshop.example.fr:443",
    "me:secret@example.fr:8443",
    "example.fr.",
    "bücher.example",
    "xn--bcher-kva.example",
    "FAẞ.example",
    "[::1]",
    "127.1",
    "shop%2Eexample.fr",
];

pub(crate) const PATHS: &[&str] = &[
    "",
    "/",
    "/aide",
    "/Aide/",
    "/aide/é",
    "/aide/É",
    "/aide/%C3%A9",
    "/aide/%c3%a9",
    "/a b",
    "/a/../aide",
    "/a%2fb",
    "/a^b",
    "/a|b",
    "/%61ide",
    "/{x}`y\"<z>",
    "/a'b;c=d",
    "\\aide",
    "/a%zz",
    "/a\u{7f}b",
    "/aide/\u{1f600}",
    "/a\tide",
    "/[a]",
];

pub(crate) const QUERIES: &[&str] = &[
    "",
    "?utm=ads",
    "?utm=ADS&utm=2",
    "?q=%C3%A9+x",
    "?q=",
    "?&&q",
    "?=v&utm=x",
    "?a.b=1&q=é",
    "?utm=%00a",
    "?utm=%FF",
    "?é=ads",
    "?UTM=ads&u%74m=x",
    "?q=a=b#utm=ads",
];

pub(crate) const QUERY_NAMES: &[&str] = &["utm", "q", "a.b", "é", "UTM"];

pub(crate) const QUERY_VALUES: &[&str] = &["ads", "ADS", "2", "é x", "é", "", "x", "1", "a=b"];

/// Whole URLs that visitors and rules share.
pub(crate) const URLS: &[&str] =
    &["https://example.fr/aide", "https://shop.example.fr/?utm=ads", "HTTPS://Example.FR"];

pub(crate) const ODD_URLS: &[&str] = &[
    "not a url",
    "//shop.example.fr/aide",
    "/aide",
    "https://",
    "https://exa mple.fr/",
    "https://shop.example.fr\\aide",
    "  https://shop.example.fr/aide  ",
    "https:shop.example.fr/aide",
    "https://[::1",
    "file:///aide",
    "file://example.fr/aide",
    "app:///aide",
    "mailto:aide@example.fr",
    "about:blank",
    "data:text/html,aide?utm=ads",
    "app://Example.FR/Aide/é?utm=ads",
    "app:/aide",
    "javascript:alert(1)",
    "https://xn--a.example/",
    "https://example.fr:99999/",
    "blob:https://shop.example.fr/aide",
];

/// Whole hosts as rules say them.
pub(crate) const HOSTS: &[&str] = &[
    "shop.example.fr",
    "Example.FR",
    "fr",
    "example",
    "workshop.example.fr",
    "bücher.example",
    "BÜCHER.example",
    "xn--bcher-kva.example",
    "faß.example",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "127.0.0.1",
    "0x7f.1",
    "0.0.1",
    "example.fr.",
    "shop%2Eexample.fr",
];

pub(crate) const HOST_PARTS: &[&str] = &[
    "shop",
    "SHOP",
    "xn--",
    "example",
    ".fr",
    "fr",
    "[",
    "127.",
    ".",
    "workshop.example.fr",
    "FR.",
];

/// What rules say of a path.
pub(crate) const PATH_PARTS: &[&str] = &[
    "/",
    "/aide",
    "aide",
    "/Aide",
    "/aide/é",
    "É",
    "%C3%A9",
    "%c3",
    "/a b",
    "a^b",
    "a|b",
    "%61",
    "/{x}`y\"<z>",
    "?",
    "#",
    "%",
    "a'b",
    ";c",
    "\u{7f}",
    "\u{1f600}",
    "\\aide",
    "[a]",
    "/a%2Fb",
    "\t",
];

pub(crate) const ATTRIBUTES: &[&str] = &["plan", "tags", "cart.value", "é"];

pub(crate) const ATTRIBUTE_TEXTS: &[&str] =
    &["", "pro", "PRO", "free", "b2b", "beta", "1", "true", "İ", "ΟΔΟΣ"];

pub(crate) const BUCKETS: &[&str] = &["b", "test", "é"];

/// Halves and thousandths are exact and inexact in binary.
pub(crate) const NUMBERS: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    2.0,
    3.0,
    0.5,
    12.0,
    11.999,
    12.001,
    40.0,
    0.3,
    -1.0,
    1e300,
    1.844_674_407_370_955_2e19,
];

pub(crate) const TEXTS: &[&[(&str, &str)]] = &[
    &[("en", "Support")],
    &[("fr", "Assistance"), ("en", "Support")],
    &[("fr-CA", "Soutien"), ("fr", "Assistance"), ("de", "Hilfe")],
    &[("zh-Hant", "支援"), ("zh", "支持"), ("en", " ")],
    &[("de", ""), ("fr_CA", "Soutien"), ("x-private", "?"), ("EN", "Support")],
    &[("en-GB-oed", "Help"), ("en-a-bbb", "A"), ("fr", "Aide"), ("i-klingon", "QaH")],
];
