//! What a condition's field shows of a visitor, or nothing where it is not known (rules C1,
//! C2 and C4, and the rules of a visitor).

use std::borrow::Cow;
use std::sync::LazyLock;

use frontdesk::{Field, Visitor};
use frontdesk::visitor::Value;
use regex::Regex;
use url::Url;

use super::{Oracle, language};

/// What a field shows.
pub(super) enum Seen {
    Text(String),
    Number(f64),
    Boolean(bool),
    /// An item that is too long is not known.
    List(Vec<Option<String>>),
}

const MOST_BYTES: usize = 8_192;
const MOST_ID_BYTES: usize = 256;
const MOST_TAG_BYTES: usize = 64;
const MOST_ATTRIBUTES: usize = 256;
const MOST_ITEMS: usize = 256;

static COUNTRY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^[A-Za-z]{2}$").expect("it compiles"));
static REGION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^[A-Za-z]{2}-[A-Za-z0-9]{1,3}$").expect("it compiles"));

/// A text that is there, not empty and not too long.
pub(super) fn known(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty() && text.len() <= MOST_BYTES)
}

/// The visitor's id, where it is known.
pub(super) fn known_id<'v>(visitor: &'v Visitor<'_>) -> Option<&'v str> {
    known(visitor.id.as_deref()).filter(|id| id.len() <= MOST_ID_BYTES)
}

/// A part of a URL, unless parsing has made it too long.
fn short(part: String) -> Option<String> {
    (part.len() <= MOST_BYTES).then_some(part)
}

/// The path as the URL standard serialises it. The library leaves `^` as it is, which the standard
/// encodes wherever a path is a list of segments.
fn path_of(url: &Url) -> String {
    if url.cannot_be_a_base() { url.path().to_owned() } else { url.path().replace('^', "%5E") }
}

impl Oracle<'_> {
    /// What a field shows; states are not seen here.
    pub(super) fn see(&self, field: &Field) -> Option<Seen> {
        let visitor = self.visitor;
        let text = |text: &Option<Cow<'_, str>>| known(text.as_deref()).map(str::to_owned);
        let url = |text: &Option<Cow<'_, str>>| Url::parse(known(text.as_deref())?).ok();
        let host =
            |url: Option<Url>| short(url?.host_str()?.to_lowercase()).filter(|h| !h.is_empty());
        let path = |url: Option<Url>| short(path_of(&url?));
        let query = |url: Option<Url>, name: &str| {
            let url = url?;
            let (_, value) = url.query_pairs().find(|(key, _)| key == name)?;
            short(value.into_owned())
        };
        let form = |text: &Option<Cow<'_, str>>, form: &Regex| {
            known(text.as_deref()).filter(|text| form.is_match(text)).map(str::to_owned)
        };
        let (page, previous, referrer) = (&visitor.page.url, &visitor.previous, &visitor.referrer);
        let seen = match field {
            Field::PageUrl => text(page),
            Field::PreviousUrl => text(previous),
            Field::ReferrerUrl => text(referrer),
            // An empty title is known.
            Field::PageTitle => {
                let title = visitor.page.title.as_deref();
                title.filter(|title| title.len() <= MOST_BYTES).map(str::to_owned)
            }
            Field::PageHost => host(url(page)),
            Field::PreviousHost => host(url(previous)),
            Field::ReferrerHost => host(url(referrer)),
            Field::PagePath => path(url(page)),
            Field::PreviousPath => path(url(previous)),
            Field::ReferrerPath => path(url(referrer)),
            Field::PageQuery(name) => query(url(page), name),
            Field::PreviousQuery(name) => query(url(previous), name),
            Field::ReferrerQuery(name) => query(url(referrer), name),
            Field::Language => text(&visitor.language)
                .filter(|tag| tag.len() <= MOST_TAG_BYTES)
                .map(|tag| language::hyphened(&tag))
                .filter(|tag| language::is_well_formed(tag)),
            Field::Country => form(&visitor.country, &COUNTRY),
            Field::Region => form(&visitor.region, &REGION),
            Field::City => text(&visitor.city),
            Field::Device => text(&visitor.device),
            Field::Browser => text(&visitor.browser),
            Field::Os => text(&visitor.os),
            Field::Selection => text(&visitor.selection),
            Field::GroupCode => text(&visitor.group_code),
            Field::Assignment => text(&visitor.assignment),
            Field::Attribute(name) => return self.attribute(name),
            number => return self.number(number).map(Seen::Number),
        };
        seen.map(Seen::Text)
    }

    fn number(&self, field: &Field) -> Option<f64> {
        let whole = |number: Option<u64>| number.map(|number| number as f64);
        let seconds = |seconds: Option<f64>| seconds.filter(|s| s.is_finite() && *s >= 0.0);
        match field {
            Field::Visits => whole(self.visitor.visits),
            Field::PagesViewed => whole(self.visitor.pages_viewed),
            Field::TimeOnPage => seconds(self.visitor.time_on_page),
            Field::TimeOnSite => seconds(self.visitor.time_on_site),
            Field::Bucket(name) => {
                Some(bucket(name, known_id(self.visitor)?))
            }
            other => panic!("the oracle does not know the field {other}"),
        }
    }

    /// The first 256 that are not null count; so does an empty text.
    fn attribute(&self, name: &str) -> Option<Seen> {
        let there = self.visitor.attributes.iter().filter(|(_, value)| **value != Value::Null);
        let (_, value) = there.take(MOST_ATTRIBUTES).find(|(key, _)| *key == name)?;
        match value {
            Value::Text(text) if text.len() > MOST_BYTES => None,
            Value::Text(text) => Some(Seen::Text(text.clone().into_owned())),
            Value::Number(number) => number.is_finite().then_some(Seen::Number(*number)),
            Value::Boolean(value) => Some(Seen::Boolean(*value)),
            Value::List(items) => Some(Seen::List(
                items
                    .iter()
                    .take(MOST_ITEMS)
                    .map(|item| (item.len() <= MOST_BYTES).then(|| item.clone().into_owned()))
                    .collect(),
            )),
            other => panic!("the oracle does not know the attribute {other:?}"),
        }
    }
}

/// The share of a name that a visitor falls in.
pub(crate) fn bucket(name: &str, id: &str) -> f64 {
    (fnv1a(&[name.as_bytes(), &[0], id.as_bytes()].concat()) % 100) as f64
}

/// The 64-bit hash FNV-1a.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
