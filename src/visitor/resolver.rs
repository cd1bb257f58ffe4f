//! Resolves the fields of one visitor. URLs are parsed when they are first needed.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use crate::error::Limit;
use crate::text::{TAG_BYTES, can_be_looked_up, hyphenated};
use crate::visitor::inline_str::InlineStr;
use crate::visitor::limits::{MAX_ATTRIBUTES, MAX_FIELD_BYTES, MAX_ID_BYTES};
use crate::visitor::url::{ParsedUrl, QueryIndex, find};
use crate::visitor::value::{FieldText, FieldValue};
use crate::visitor::{Field, UrlPart, UrlSource, Value, Visitor};

/// The value of a field that needs no derivation.
#[derive(Clone, Copy)]
pub(super) enum RawValue<'v> {
    Unknown,
    Text(&'v str),
    Number(f64),
    /// Another type, or a text that has to be derived.
    Other,
}

/// A visitor, and a cache of what has been parsed.
pub(crate) struct FieldResolver<'v> {
    visitor: &'v Visitor<'v>,
    page: OnceCell<Option<ParsedUrl<'v>>>,
    previous: OnceCell<Option<ParsedUrl<'v>>>,
    referrer: OnceCell<Option<ParsedUrl<'v>>>,
    lookups: NameLookups,
}

/// Counts the look-ups of names in the queries of URLs and among attributes, and holds sorted indices of them
/// once there were many.
#[derive(Default)]
struct NameLookups {
    query_bytes_read: Cell<usize>,
    attributes_compared: Cell<usize>,
    indexes: OnceCell<Box<NameIndexes>>,
}

#[derive(Default)]
struct NameIndexes {
    /// By the index of the URL.
    queries: [OnceCell<QueryIndex>; UrlSource::COUNT],
    attributes: OnceCell<Box<[u16]>>,
}

/// The bytes of queries that are read, and the attributes that are compared, before an index of them is
/// built: a few times what building it costs. The factors were not measured.
const MAX_BYTES_BEFORE_INDEX: usize = 4 * MAX_FIELD_BYTES;
const MAX_COMPARISONS_BEFORE_INDEX: usize = 8 * MAX_ATTRIBUTES;

/// Up to this many attributes are searched linearly for any number of names.
const MIN_ATTRIBUTES_TO_INDEX: usize = 16;

impl<'v> FieldResolver<'v> {
    pub(crate) fn new(visitor: &'v Visitor<'v>) -> Self {
        Self {
            visitor,
            page: OnceCell::new(),
            previous: OnceCell::new(),
            referrer: OnceCell::new(),
            lookups: NameLookups::default(),
        }
    }

    pub(crate) fn visitor(&self) -> &'v Visitor<'v> {
        self.visitor
    }

    /// Returns the value of a field, or `None` if it is not known. States are not fields of the visitor.
    pub(crate) fn resolve(&self, field: &Field) -> Option<FieldValue<'v>> {
        match self.raw_value(field) {
            RawValue::Unknown => None,
            RawValue::Text(given) => Some(FieldValue::Text(FieldText::Borrowed(given))),
            RawValue::Number(number) => Some(FieldValue::Number(number)),
            RawValue::Other => self.derive_value(field),
        }
    }

    /// Returns the value of a field if it needs no derivation, which is the common case.
    #[inline(always)]
    pub(super) fn raw_value(&self, field: &Field) -> RawValue<'v> {
        let visitor = self.visitor;
        match field {
            Field::PageUrl => RawValue::text(non_empty(&visitor.page.url)),
            Field::PreviousUrl => RawValue::text(non_empty(&visitor.previous)),
            Field::ReferrerUrl => RawValue::text(non_empty(&visitor.referrer)),
            Field::PageTitle => RawValue::text(within_limit(&visitor.page.title)),
            Field::Language => match visitor.known_language() {
                // Only such a tag has to be rewritten. All others are compared as they are.
                Some(tag) if tag.contains('_') => RawValue::Other,
                tag => RawValue::text(tag),
            },
            Field::Country => {
                // A code that is not well formed is unknown, so that a placeholder such as `unknown` matches
                // no negation.
                RawValue::text(non_empty(&visitor.country).filter(|code| is_country(code)))
            }
            Field::Region => {
                RawValue::text(non_empty(&visitor.region).filter(|code| is_region(code)))
            }
            Field::City => RawValue::text(non_empty(&visitor.city)),
            Field::Device => RawValue::text(non_empty(&visitor.device)),
            Field::Browser => RawValue::text(non_empty(&visitor.browser)),
            Field::Os => RawValue::text(non_empty(&visitor.os)),
            Field::Selection => RawValue::text(non_empty(&visitor.selection)),
            Field::GroupCode => RawValue::text(non_empty(&visitor.group_code)),
            Field::Assignment => RawValue::text(non_empty(&visitor.assignment)),
            Field::Visits => RawValue::number(visitor.visits.map(whole_number)),
            Field::PagesViewed => RawValue::number(visitor.pages_viewed.map(whole_number)),
            Field::TimeOnPage => RawValue::number(visitor.time_on_page.and_then(seconds)),
            Field::TimeOnSite => RawValue::number(visitor.time_on_site.and_then(seconds)),
            Field::Bucket(name) => {
                RawValue::number(visitor.known_id().map(|id| bucket(name, id).into()))
            }
            Field::Attribute(name) => match self.attribute(name) {
                Some(Value::Text(value)) => {
                    RawValue::text(Some(&**value).filter(|v| is_within_limit(v)))
                }
                Some(Value::Number(number)) => {
                    RawValue::number(Some(*number).filter(|number| number.is_finite()))
                }
                Some(Value::Boolean(_) | Value::List(_)) => RawValue::Other,
                Some(Value::Null) | None => RawValue::Unknown,
            },
            // States depend on the workspace, so the router resolves them.
            Field::Schedule(_) | Field::Group(_) | Field::Staff => RawValue::Unknown,
            // Parts of URLs, which have to be parsed.
            _ => RawValue::Other,
        }
    }

    /// Returns the value of a field that [`raw_value`](Self::raw_value) does not give.
    pub(super) fn derive_value(&self, field: &Field) -> Option<FieldValue<'v>> {
        if let Some((source, part)) = field.url_part() {
            let url = self.url(source)?;
            let text = match part {
                // `raw_value` returns a whole URL, so this part never comes here.
                UrlPart::Whole => None,
                UrlPart::Host => url.host(),
                UrlPart::Path => Some(url.path()),
                UrlPart::Query => self.query(source, url, field.name()?),
            };
            return text.and_then(part_within_limit);
        }
        match field {
            Field::Language => {
                self.visitor.known_language().map(|tag| FieldValue::Text(with_hyphens(tag)))
            }
            Field::Attribute(name) => match self.attribute(name)? {
                Value::Boolean(value) => Some(FieldValue::Boolean(*value)),
                Value::List(items) => {
                    // Lists and attributes have one limit.
                    Some(FieldValue::List(items.get(..MAX_ATTRIBUTES).unwrap_or(items)))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the parsed URL; `None` if it is not known or does not parse. Each URL is parsed once at most.
    fn url(&self, source: UrlSource) -> Option<&ParsedUrl<'v>> {
        let parsed = match source {
            UrlSource::Page => &self.page,
            UrlSource::Previous => &self.previous,
            UrlSource::Referrer => &self.referrer,
        };
        let given = self.visitor.url(source);
        // Host, path and query of one URL share this result, also if it does not parse.
        parsed.get_or_init(|| non_empty(given).and_then(ParsedUrl::parse)).as_ref()
    }

    /// Returns the first value of a name in the query of a URL, form-decoded.
    fn query(&self, source: UrlSource, url: &ParsedUrl<'v>, name: &str) -> Option<FieldText<'v>> {
        let query = url.query()?;
        let read = self.lookups.query_bytes_read.get();
        // Reading the query for each name is quadratic in hostile rule sets, so names are sorted after a
        // while.
        if read > MAX_BYTES_BEFORE_INDEX {
            let index = self.indexes().queries.get(source.index())?;
            let index = index.get_or_init(|| QueryIndex::new(query.text()));
            return query.value(|query| index.find(query, name));
        }
        self.lookups.query_bytes_read.set(read + query.text().len());
        query.value(|query| find(query, name))
    }

    fn indexes(&self) -> &NameIndexes {
        self.lookups.indexes.get_or_init(Box::default)
    }

    #[inline(always)]
    fn attribute(&self, name: &str) -> Option<&'v Value<'v>> {
        let attributes = &self.visitor.attributes;
        // The usual case stays small enough to be inlined. More attributes take the path out of line.
        if attributes.len() > MIN_ATTRIBUTES_TO_INDEX {
            return self.indexed_attribute(name);
        }
        // There are no more attributes than this, so all of them count.
        attributes.find(name, MIN_ATTRIBUTES_TO_INDEX)
    }

    #[inline(never)]
    fn indexed_attribute(&self, name: &str) -> Option<&'v Value<'v>> {
        let attributes = &self.visitor.attributes;
        let compared = self.lookups.attributes_compared.get();
        if compared <= MAX_COMPARISONS_BEFORE_INDEX {
            // Every search counts as if it compared all names, so the bound does not depend on where names
            // are found.
            self.lookups.attributes_compared.set(compared + attributes.len().min(MAX_ATTRIBUTES));
            return attributes.find(name, MAX_ATTRIBUTES);
        }
        let sorted = || attributes.sorted(MAX_ATTRIBUTES, Limit::TextBytes.most());
        attributes.find_sorted(name, self.indexes().attributes.get_or_init(sorted))
    }
}

impl<'v> RawValue<'v> {
    #[inline(always)]
    fn text(text: Option<&'v str>) -> Self {
        text.map_or(Self::Unknown, Self::Text)
    }

    #[inline(always)]
    fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Unknown, Self::Number)
    }
}

impl<'a> Visitor<'a> {
    /// Returns a URL as it was given.
    pub(crate) fn url(&self, source: UrlSource) -> &Option<Cow<'a, str>> {
        match source {
            UrlSource::Page => &self.page.url,
            UrlSource::Previous => &self.previous,
            UrlSource::Referrer => &self.referrer,
        }
    }

    pub(crate) fn url_mut(&mut self, source: UrlSource) -> &mut Option<Cow<'a, str>> {
        match source {
            UrlSource::Page => &mut self.page.url,
            UrlSource::Previous => &mut self.previous,
            UrlSource::Referrer => &mut self.referrer,
        }
    }

    /// Returns the number of attributes that count: at most 256.
    pub(crate) fn counted_attributes(&self) -> usize {
        self.attributes.iter().len().min(MAX_ATTRIBUTES)
    }

    /// Returns `true` if an attribute is among those that count.
    pub(crate) fn counts_attribute(&self, name: &str) -> bool {
        self.attributes.find(name, MAX_ATTRIBUTES).is_some()
    }

    /// Returns `true` if that many attributes all count.
    pub(crate) fn has_room_for_attributes(count: usize) -> bool {
        count <= MAX_ATTRIBUTES
    }

    /// Removes the attributes that do not count.
    pub(crate) fn keep_counted_attributes(&mut self) {
        self.attributes.truncate(MAX_ATTRIBUTES);
    }

    /// Returns the id, if it is known.
    pub(crate) fn known_id(&self) -> Option<&str> {
        non_empty(&self.id).filter(|id| id.len() <= MAX_ID_BYTES)
    }

    /// Returns the language, if it is known and well formed.
    pub(crate) fn known_language(&self) -> Option<&str> {
        non_empty(&self.language).filter(|tag| tag.len() <= TAG_BYTES && can_be_looked_up(tag))
    }
}

/// Returns a text within the limit, which may be empty.
fn within_limit<'t>(text: &'t Option<Cow<'_, str>>) -> Option<&'t str> {
    text.as_deref().filter(|text| is_within_limit(text))
}

fn is_within_limit(text: &str) -> bool {
    text.len() <= MAX_FIELD_BYTES
}

/// Returns a text within the limit that is not empty.
fn non_empty<'t>(text: &'t Option<Cow<'_, str>>) -> Option<&'t str> {
    within_limit(text).filter(|text| !text.is_empty())
}

/// Returns a part of a URL. It may be longer than the text from which it was parsed.
fn part_within_limit(text: FieldText<'_>) -> Option<FieldValue<'_>> {
    // Percent-encoding triples some bytes, and IDNA may lengthen a host.
    (text.len() <= MAX_FIELD_BYTES).then_some(FieldValue::Text(text))
}

/// Returns a language tag with `-` in place of `_`.
fn with_hyphens(tag: &str) -> FieldText<'_> {
    if !tag.contains('_') {
        return FieldText::Borrowed(tag);
    }
    let mut bytes = tag.bytes().map(|byte| if byte == b'_' { b'-' } else { byte });
    // A tag of up to 22 bytes stays off the heap.
    let short = InlineStr::from_bytes(|| bytes.next());
    short.map_or_else(|| FieldText::from(hyphenated(tag)), FieldText::Inline)
}

#[expect(clippy::cast_precision_loss, reason = "numbers of visitors are doubles")]
fn whole_number(number: u64) -> f64 {
    number as f64
}

fn seconds(number: f64) -> Option<f64> {
    (number.is_finite() && number >= 0.0).then_some(number)
}

/// Returns `true` for two letters (ISO 3166-1 alpha-2).
pub(crate) fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Returns `true` for a country, a hyphen, and one to three letters or digits (ISO 3166-2).
pub(crate) fn is_region(code: &str) -> bool {
    code.split_once('-').is_some_and(|(country, part)| {
        is_country(country)
            && (1..=3).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// Returns the FNV-1a hash (64 bits, draft-eastlake-fnv) of the name, a zero byte and the id, modulo 100.
fn bucket(name: &str, id: &str) -> u8 {
    // The zero byte separates the two: `ab` with `c` and `a` with `bc` get different hashes.
    let bytes = name.bytes().chain([0]).chain(id.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        // FNV-1a: the exclusive or comes before the multiplication.
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    // Documented for users (rule C1), so other systems can compute it: neither hash nor modulus may change.
    u8::try_from(hash % 100).unwrap_or(0)
}
