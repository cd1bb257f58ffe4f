//! A visitor prepared for one decision: a field is resolved when it is first asked for.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use crate::error::Limit;
use crate::text::{TAG_BYTES, can_be_looked_up, hyphened};
use crate::visitor::address::Address;
#[cfg(not(feature = "url"))]
use crate::visitor::address::{Index, find};
use crate::visitor::folded::Piece;
#[cfg(feature = "url")]
use crate::visitor::query::{Index, find};
use crate::visitor::seen::{Seen, SeenText};
use crate::visitor::{Field, Value, Visitor};

/// The most bytes of a field, an attribute or an item that is still looked at (section 7).
pub(super) const FIELD_BYTES: usize = 8_192;

/// The most bytes of a visitor's id (section 7): each name of a bucket hashes it.
pub(crate) const ID_BYTES: usize = 256;

/// How many attributes, and items of a list, count (section 7).
const COUNTED: usize = 256;

/// What a field shows, where nothing has to be made for it.
#[derive(Clone, Copy)]
pub(super) enum Plain<'v> {
    NotKnown,
    Text(&'v str),
    Number(f64),
    /// Something else, or a text that has to be made.
    Other,
}

/// A visitor, and what has been parsed of it.
pub(crate) struct Prepared<'v> {
    visitor: &'v Visitor<'v>,
    page: OnceCell<Option<Address<'v>>>,
    previous: OnceCell<Option<Address<'v>>>,
    referrer: OnceCell<Option<Address<'v>>>,
    names: Names,
}

/// How often names were looked for in the page's query and among attributes, and where they stand once
/// that has been too often.
#[derive(Default)]
struct Names {
    read: Cell<usize>,
    compared: Cell<usize>,
    indexes: OnceCell<Box<Indexes>>,
}

#[derive(Default)]
struct Indexes {
    query: OnceCell<Index>,
    attributes: OnceCell<Box<[u16]>>,
}

/// So many bytes of queries are read, and attributes compared, before an index of them is worth what it takes.
const MOST_READ: usize = 4 * FIELD_BYTES;
const MOST_COMPARED: usize = 8 * COUNTED;

/// So few attributes are gone through for any number of names.
const FEW: usize = 16;

impl<'v> Prepared<'v> {
    pub(crate) fn new(visitor: &'v Visitor<'v>) -> Self {
        Self {
            visitor,
            page: OnceCell::new(),
            previous: OnceCell::new(),
            referrer: OnceCell::new(),
            names: Names::default(),
        }
    }

    pub(crate) fn visitor(&self) -> &'v Visitor<'v> {
        self.visitor
    }

    /// What a field shows; nothing where it is not known. States are not the visitor's.
    pub(crate) fn see(&self, field: &Field) -> Option<Seen<'v>> {
        match self.plain(field) {
            Plain::NotKnown => None,
            Plain::Text(given) => Some(Seen::Text(SeenText::Given(given))),
            Plain::Number(number) => Some(Seen::Number(number)),
            Plain::Other => self.make(field),
        }
    }

    /// What a field shows that takes no parsing: most do.
    #[inline(always)]
    pub(super) fn plain(&self, field: &Field) -> Plain<'v> {
        let visitor = self.visitor;
        match field {
            Field::PageUrl => Plain::text(known(&visitor.page.url)),
            Field::PageTitle => Plain::text(short(&visitor.page.title)),
            Field::PreviousUrl => Plain::text(known(&visitor.previous)),
            Field::ReferrerUrl => Plain::text(known(&visitor.referrer)),
            Field::Language => match visitor.known_language() {
                Some(tag) if tag.contains('_') => Plain::Other,
                tag => Plain::text(tag),
            },
            Field::Country => Plain::text(known(&visitor.country).filter(|code| is_country(code))),
            Field::Region => Plain::text(known(&visitor.region).filter(|code| is_region(code))),
            Field::City => Plain::text(known(&visitor.city)),
            Field::Device => Plain::text(known(&visitor.device)),
            Field::Browser => Plain::text(known(&visitor.browser)),
            Field::Os => Plain::text(known(&visitor.os)),
            Field::Selection => Plain::text(known(&visitor.selection)),
            Field::GroupCode => Plain::text(known(&visitor.group_code)),
            Field::Assignment => Plain::text(known(&visitor.assignment)),
            Field::Visits => Plain::number(visitor.visits.map(whole)),
            Field::PagesViewed => Plain::number(visitor.pages_viewed.map(whole)),
            Field::TimeOnPage => Plain::number(visitor.time_on_page.and_then(seconds)),
            Field::TimeOnSite => Plain::number(visitor.time_on_site.and_then(seconds)),
            Field::Bucket(name) => {
                Plain::number(visitor.known_id().map(|id| bucket(name, id).into()))
            }
            Field::Attribute(name) => match self.attribute(name) {
                Some(Value::Text(value)) => Plain::text(Some(&**value).filter(|v| is_short(v))),
                Some(Value::Number(number)) => {
                    Plain::number(Some(*number).filter(|number| number.is_finite()))
                }
                Some(Value::Boolean(_) | Value::List(_)) => Plain::Other,
                Some(Value::Null) | None => Plain::NotKnown,
            },
            Field::Schedule(_) | Field::Group(_) | Field::Staff => Plain::NotKnown,
            Field::PageHost
            | Field::PagePath
            | Field::PageQuery(_)
            | Field::PreviousHost
            | Field::PreviousPath
            | Field::ReferrerHost
            | Field::ReferrerPath => Plain::Other,
        }
    }

    /// What a field shows that is not [plain](Self::plain).
    pub(super) fn make(&self, field: &Field) -> Option<Seen<'v>> {
        match field {
            Field::PageHost => self.page().and_then(Address::host).and_then(part),
            Field::PagePath => self.page().map(Address::path).and_then(part),
            Field::PageQuery(name) => self.query(name).and_then(part),
            Field::PreviousHost => self.previous().and_then(Address::host).and_then(part),
            Field::PreviousPath => self.previous().map(Address::path).and_then(part),
            Field::ReferrerHost => self.referrer().and_then(Address::host).and_then(part),
            Field::ReferrerPath => self.referrer().map(Address::path).and_then(part),
            Field::Language => {
                self.visitor.known_language().map(|tag| Seen::Text(with_hyphens(tag)))
            }
            Field::Attribute(name) => match self.attribute(name)? {
                Value::Boolean(value) => Some(Seen::Boolean(*value)),
                Value::List(items) => Some(Seen::List(items.get(..COUNTED).unwrap_or(items))),
                _ => None,
            },
            _ => None,
        }
    }

    fn page(&self) -> Option<&Address<'v>> {
        parse(&self.page, &self.visitor.page.url)
    }

    fn previous(&self) -> Option<&Address<'v>> {
        parse(&self.previous, &self.visitor.previous)
    }

    fn referrer(&self) -> Option<&Address<'v>> {
        parse(&self.referrer, &self.visitor.referrer)
    }

    /// The first value of that name in the page's query, form-decoded.
    fn query(&self, name: &str) -> Option<SeenText<'v>> {
        let query = self.page()?.query()?;
        let read = self.names.read.get();
        if read > MOST_READ {
            let index = self.indexes().query.get_or_init(|| Index::new(query.text()));
            return query.value(|query| index.find(query, name));
        }
        self.names.read.set(read + query.text().len());
        query.value(|query| find(query, name))
    }

    fn indexes(&self) -> &Indexes {
        self.names.indexes.get_or_init(Box::default)
    }

    #[inline(always)]
    fn attribute(&self, name: &str) -> Option<&'v Value<'v>> {
        let attributes = &self.visitor.attributes;
        if attributes.len() > FEW {
            return self.attribute_of_many(name);
        }
        attributes.find(name, FEW)
    }

    #[inline(never)]
    fn attribute_of_many(&self, name: &str) -> Option<&'v Value<'v>> {
        let attributes = &self.visitor.attributes;
        let compared = self.names.compared.get();
        if compared <= MOST_COMPARED {
            self.names.compared.set(compared + attributes.len().min(COUNTED));
            return attributes.find(name, COUNTED);
        }
        let sorted = || attributes.sorted(COUNTED, Limit::TextBytes.most());
        attributes.find_sorted(name, self.indexes().attributes.get_or_init(sorted))
    }
}

impl<'v> Plain<'v> {
    #[inline(always)]
    fn text(text: Option<&'v str>) -> Self {
        text.map_or(Self::NotKnown, Self::Text)
    }

    #[inline(always)]
    fn number(number: Option<f64>) -> Self {
        number.map_or(Self::NotKnown, Self::Number)
    }
}

impl Visitor<'_> {
    /// How many attributes count: the first 256.
    pub(crate) fn counted_attributes(&self) -> usize {
        self.attributes.iter().len().min(COUNTED)
    }

    /// Whether an attribute is among those that count.
    pub(crate) fn counts_attribute(&self, name: &str) -> bool {
        self.attributes.find(name, COUNTED).is_some()
    }

    /// Whether so many attributes are as many as count.
    pub(crate) fn has_room_for_attributes(count: usize) -> bool {
        count <= COUNTED
    }

    /// Leaves out the attributes that do not count.
    pub(crate) fn keep_counted_attributes(&mut self) {
        self.attributes.truncate(COUNTED);
    }

    /// The id, where it is known.
    pub(crate) fn known_id(&self) -> Option<&str> {
        known(&self.id).filter(|id| id.len() <= ID_BYTES)
    }

    /// The language, where it is known and well formed.
    pub(crate) fn known_language(&self) -> Option<&str> {
        known(&self.language).filter(|tag| tag.len() <= TAG_BYTES && can_be_looked_up(tag))
    }
}

fn parse<'c, 'v>(
    cell: &'c OnceCell<Option<Address<'v>>>,
    url: &'v Option<Cow<'v, str>>,
) -> Option<&'c Address<'v>> {
    cell.get_or_init(|| known(url).and_then(Address::parse)).as_ref()
}

/// A text that may be empty.
fn short<'t>(text: &'t Option<Cow<'_, str>>) -> Option<&'t str> {
    text.as_deref().filter(|text| is_short(text))
}

fn is_short(text: &str) -> bool {
    text.len() <= FIELD_BYTES
}

/// A text of which the empty one is not known.
fn known<'t>(text: &'t Option<Cow<'_, str>>) -> Option<&'t str> {
    short(text).filter(|text| !text.is_empty())
}

/// A part of a URL, which may be longer than what it was parsed from.
fn part(text: SeenText<'_>) -> Option<Seen<'_>> {
    (text.len() <= FIELD_BYTES).then_some(Seen::Text(text))
}

/// A tag with `-` for `_`.
fn with_hyphens(tag: &str) -> SeenText<'_> {
    if !tag.contains('_') {
        return SeenText::Given(tag);
    }
    let mut bytes = tag.bytes().map(|byte| if byte == b'_' { b'-' } else { byte });
    let short = Piece::of_bytes(|| bytes.next());
    short.map_or_else(|| SeenText::from(hyphened(tag)), SeenText::Short)
}

#[expect(clippy::cast_precision_loss, reason = "numbers of visitors are doubles")]
fn whole(number: u64) -> f64 {
    number as f64
}

fn seconds(number: f64) -> Option<f64> {
    (number.is_finite() && number >= 0.0).then_some(number)
}

/// ISO 3166-1 alpha-2: two letters.
pub(crate) fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic())
}

/// ISO 3166-2: a country, a hyphen, one to three letters or digits.
pub(crate) fn is_region(code: &str) -> bool {
    code.split_once('-').is_some_and(|(country, part)| {
        is_country(country)
            && (1..=3).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// FNV-1a, 64 bits (draft-eastlake-fnv), of the name, a zero byte and the id; modulo 100.
fn bucket(name: &str, id: &str) -> u8 {
    let bytes = name.bytes().chain([0]).chain(id.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    u8::try_from(hash % 100).unwrap_or(0)
}
