//! Visitors: the facts that are known of one visitor at one moment, and the fields that conditions read of them.

mod accept_language;
mod attributes;
mod borrowed;
mod browser_claims;
mod document_keys;
mod field;
mod field_cache;
mod field_table;
mod inline_str;
mod limits;
mod lowercase;
mod maybe_text;
mod readable;
mod resolver;
mod sample_reader;
mod set_field;
mod text_ref;
mod url;
mod value;
mod value_head;

use std::borrow::Cow;
use std::fmt;

pub use accept_language::AcceptLanguage;
pub use attributes::{Attributes, Value};
pub use borrowed::Borrowed;
pub use browser_claims::BrowserClaims;
pub(crate) use document_keys::{PAGE, VISITOR};
pub use field::{Field, UnknownField};
pub(crate) use field::{FieldKind, UrlPart, UrlSource};
pub(crate) use field_cache::{FieldCache, FieldRequest, with_owned_value};
pub(crate) use field_table::{FIELDS, NAMED_FIELDS};
pub(crate) use limits::MAX_ID_BYTES;
pub(crate) use lowercase::to_lowercase;
pub use maybe_text::MaybeText;
pub(crate) use resolver::{FieldResolver, is_country, is_region};
pub(crate) use text_ref::TextRef;
pub(crate) use value::{FieldText, FieldValue, ListRef, ValueRef, known_item};
pub(crate) use value_head::{ValueHead, ValueType};

use crate::document::with_derived_reader;
use crate::time::Timestamp;

with_derived_reader! {
    /// The facts that are known of one visitor at one moment, and the three ways to name a group: `assignment`,
    /// `selection` and `group_code`.
    ///
    /// A visitor borrows the texts that it is given, so a host builds one for each request.
    /// [`into_owned`](Self::into_owned) returns a visitor that can be kept. The document form is for files, tests and
    /// the wire: every key is optional, and unknown and repeated keys are refused. A visitor that is read from a
    /// document owns its texts, so `Visitor<'static>` can be the extractor of a web framework. [`Borrowed`] saves the
    /// copies.
    ///
    /// These values are *not known*:
    ///
    /// - a field that is absent;
    /// - an empty text, except that of a title, an attribute or a query value;
    /// - a language, country or region that is not well formed;
    /// - a number that is negative or not finite;
    /// - a text of more than 8,192 bytes, an id of more than 256 bytes, a language tag of more than 64 bytes.
    ///
    /// `Debug` prints no attribute values, URLs and titles.
    ///
    /// ```
    /// use frontdesk::{Timestamp, Visitor};
    /// let at: Timestamp = "2026-11-22T10:00:00Z".parse()?;
    /// let visitor = Visitor::at(at)
    ///     .id("v1")
    ///     .page("https://shop.example.fr/checkout")
    ///     .language(Some("fr-CA"))
    ///     .country(None::<&str>)
    ///     .attribute("plan", "pro")
    ///     .group_code("fr-support");
    /// assert_eq!(visitor.language.as_deref(), Some("fr-CA"));
    /// let read: Visitor = serde_json::from_str(
    ///     r#"{"id": "v1", "at": "2026-11-22T10:00:00Z",
    ///         "page": {"url": "https://shop.example.fr/checkout"}, "language": "fr-CA",
    ///         "attributes": {"plan": "pro"}, "group_code": "fr-support"}"#)?;
    /// assert_eq!(visitor, read);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Reading a document fails at the first key or value that a visitor cannot have:
    ///
    /// ```
    /// # use frontdesk::Visitor;
    /// let error = serde_json::from_str::<Visitor>(r#"{"contry": "FR"}"#).unwrap_err();
    /// assert!(error.to_string().starts_with("unknown field `contry`"));
    /// ```
    #[derive(Clone, Default, PartialEq)]
    #[serde(default, deny_unknown_fields)]
    #[non_exhaustive]
    pub struct Visitor<'a> {
        /// The URI of the JSON Schema of the document, for editors: the key `$schema`. It is no fact of the visitor.
        #[serde(
            borrow,
            rename = "$schema",
            deserialize_with = "maybe_text::read",
            skip_serializing_if = "Option::is_none"
        )]
        pub schema_uri: Option<Cow<'a, str>>,
        /// A stable id. It is reported in the decision and determines `bucket.NAME`.
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub id: Option<Cow<'a, str>>,
        /// The instant of the decision. Without an instant, schedules are closed and leases have ended.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub at: Option<Timestamp>,
        /// The page that the visitor is on.
        #[serde(borrow, deserialize_with = "borrowed::or_default", skip_serializing_if = "Page::is_unknown")]
        pub page: Page<'a>,
        /// URL of the page before, on this site.
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub previous: Option<Cow<'a, str>>,
        /// URL of the page that led to this site.
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub referrer: Option<Cow<'a, str>>,
        /// Language tag (BCP 47). `_` counts as `-`. [`accept_language`](Self::accept_language) takes it from the
        /// header of a request.
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub language: Option<Cow<'a, str>>,
        /// Country (ISO 3166-1 alpha-2).
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub country: Option<Cow<'a, str>>,
        /// Region (ISO 3166-2).
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub region: Option<Cow<'a, str>>,
        /// Name of the city.
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub city: Option<Cow<'a, str>>,
        /// Kind of device: `desktop`, `mobile`, `bot`.
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub device: Option<Cow<'a, str>>,
        /// Name of the browser, in the host's words.
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub browser: Option<Cow<'a, str>>,
        /// Name of the operating system, in the host's words.
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub os: Option<Cow<'a, str>>,
        /// Visits so far, this one included.
        #[serde(deserialize_with = "maybe_text::read_whole_number", skip_serializing_if = "Option::is_none")]
        pub visits: Option<u64>,
        /// Pages viewed in this visit.
        #[serde(deserialize_with = "maybe_text::read_whole_number", skip_serializing_if = "Option::is_none")]
        pub pages_viewed: Option<u64>,
        /// Seconds on this page, parts of a second included.
        #[serde(deserialize_with = "maybe_text::read_seconds", skip_serializing_if = "Option::is_none")]
        pub time_on_page: Option<f64>,
        /// Seconds on this site in this visit.
        #[serde(deserialize_with = "maybe_text::read_seconds", skip_serializing_if = "Option::is_none")]
        pub time_on_site: Option<f64>,
        /// Further facts that only the host knows, by name.
        #[serde(
            borrow,
            deserialize_with = "borrowed::or_default",
            skip_serializing_if = "Attributes::is_empty"
        )]
        pub attributes: Attributes<'a>,
        /// Group that an agent or the host's server assigned (source `assignment`).
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub assignment: Option<Cow<'a, str>>,
        /// Group that the visitor picked in the widget (source `selection`).
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub selection: Option<Cow<'a, str>>,
        /// Code that the page carries before the widget's snippet (source `group_code`).
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub group_code: Option<Cow<'a, str>>,
    }
}

with_derived_reader! {
    /// The page that a visitor is on.
    #[derive(Clone, Default, PartialEq)]
    #[serde(default, deny_unknown_fields)]
    #[non_exhaustive]
    pub struct Page<'a> {
        /// URL of the page, as the browser gives it.
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub url: Option<Cow<'a, str>>,
        /// Title of the page.
        #[serde(borrow, deserialize_with = "maybe_text::read", skip_serializing_if = "Option::is_none")]
        pub title: Option<Cow<'a, str>>,
    }
}

impl Page<'_> {
    fn is_unknown(&self) -> bool {
        // Such a page is not written, so a blank visitor is an empty document.
        *self == Page::default()
    }

    fn into_owned(self) -> Page<'static> {
        Page { url: owned(self.url), title: owned(self.title) }
    }
}

fn owned(text: Option<Cow<'_, str>>) -> Option<Cow<'static, str>> {
    text.map(|text| Cow::Owned(text.into_owned()))
}

macro_rules! text_setters {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(mut self, text: impl Into<MaybeText<'a>>) -> Self {
            self.$name = text.into().0;
            self
        }
    )*};
}

/// Constructors and setters. The setters of texts take a text or an option of one. The last call counts.
impl<'a> Visitor<'a> {
    /// Creates a visitor of whom only the instant is known.
    #[must_use]
    pub fn at(at: Timestamp) -> Self {
        Self { at: Some(at), ..Self::default() }
    }

    /// Creates a visitor of whom nothing is known, not even the instant: schedules are closed, and leases have ended.
    #[must_use]
    pub fn undated() -> Self {
        Self::default()
    }

    text_setters! {
        /// Sets the id.
        id,
        /// Sets the URL of the page before.
        previous,
        /// Sets the URL of the page that led here.
        referrer,
        /// Sets the language tag.
        language,
        /// Sets the country.
        country,
        /// Sets the region.
        region,
        /// Sets the city.
        city,
        /// Sets the kind of device.
        device,
        /// Sets the browser.
        browser,
        /// Sets the operating system.
        os,
        /// Sets the group that the host assigned.
        assignment,
        /// Sets the group that the visitor picked.
        selection,
        /// Sets the code that the page carries.
        group_code,
    }

    /// Sets the URL of the page.
    #[must_use]
    pub fn page(mut self, url: impl Into<MaybeText<'a>>) -> Self {
        self.page.url = url.into().0;
        self
    }

    /// Sets the title of the page.
    #[must_use]
    pub fn title(mut self, title: impl Into<MaybeText<'a>>) -> Self {
        self.page.title = title.into().0;
        self
    }

    /// Sets the number of visits.
    #[must_use]
    pub fn visits(mut self, visits: impl Into<Option<u64>>) -> Self {
        self.visits = visits.into();
        self
    }

    /// Sets the number of pages viewed.
    #[must_use]
    pub fn pages_viewed(mut self, pages: impl Into<Option<u64>>) -> Self {
        self.pages_viewed = pages.into();
        self
    }

    /// Sets the seconds on this page.
    #[must_use]
    pub fn time_on_page(mut self, seconds: impl Into<Option<f64>>) -> Self {
        self.time_on_page = seconds.into();
        self
    }

    /// Sets the seconds on this site.
    #[must_use]
    pub fn time_on_site(mut self, seconds: impl Into<Option<f64>>) -> Self {
        self.time_on_site = seconds.into();
        self
    }

    /// Sets an attribute. It replaces an earlier value of that name.
    #[must_use]
    pub fn attribute(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Value<'a>>) -> Self {
        self.attributes.set(name, value);
        self
    }

    /// Returns the visitor with owned texts, which borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> Visitor<'static> {
        Visitor {
            // Every field is named, because `..self` would need an equal lifetime.
            schema_uri: owned(self.schema_uri),
            id: owned(self.id),
            at: self.at,
            page: self.page.into_owned(),
            previous: owned(self.previous),
            referrer: owned(self.referrer),
            language: owned(self.language),
            country: owned(self.country),
            region: owned(self.region),
            city: owned(self.city),
            device: owned(self.device),
            browser: owned(self.browser),
            os: owned(self.os),
            visits: self.visits,
            pages_viewed: self.pages_viewed,
            time_on_page: self.time_on_page,
            time_on_site: self.time_on_site,
            attributes: self.attributes.into_owned(),
            assignment: owned(self.assignment),
            selection: owned(self.selection),
            group_code: owned(self.group_code),
        }
    }
}

/// Prints a visitor for logs, without attribute values, URLs and titles.
impl fmt::Debug for Visitor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // URLs and titles may contain personal data. A log only shows whether they are known.
        let hidden = |text: &Option<Cow<'_, str>>| text.as_ref().map(|_| Hidden);
        let mut out = f.debug_struct("Visitor");
        out.field("id", &self.id)
            .field("at", &self.at)
            // `Page` hides its URL and title itself.
            .field("page", &self.page)
            .field("previous", &hidden(&self.previous))
            .field("referrer", &hidden(&self.referrer))
            .field("language", &self.language)
            .field("country", &self.country)
            .field("region", &self.region)
            .field("city", &self.city)
            .field("device", &self.device)
            .field("browser", &self.browser)
            .field("os", &self.os)
            .field("visits", &self.visits)
            .field("pages_viewed", &self.pages_viewed)
            .field("time_on_page", &self.time_on_page)
            .field("time_on_site", &self.time_on_site)
            .field("attributes", &self.attributes)
            .field("assignment", &self.assignment)
            .field("selection", &self.selection)
            .field("group_code", &self.group_code)
            .finish()
    }
}

impl fmt::Debug for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("url", &self.url.as_ref().map(|_| Hidden))
            .field("title", &self.title.as_ref().map(|_| Hidden))
            .finish()
    }
}

/// Prints `…` instead of a value.
pub(super) struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visitor::{PAGE, VISITOR};

    #[test]
    fn the_keys_are_those_that_are_written() {
        let visitor = Visitor::undated().title("t").page("p").attribute("a", 1);
        let mut expected = [VISITOR.key_names, PAGE.key_names].concat();
        let mut visitor = visitor.id("i").previous("p").referrer("r").language("l").country("c");
        visitor = visitor.region("r").city("c").device("d").browser("b").os("o").visits(1);
        visitor = visitor.pages_viewed(1).time_on_page(1.0).time_on_site(1.0);
        visitor = visitor.assignment("a").selection("s").group_code("g");
        visitor.at = Some(Timestamp::from_unix_millis(0));
        visitor.schema_uri = Some("s".into());
        let written = serde_json::to_value(&visitor).unwrap();
        let keys = |value: &serde_json::Value| -> Vec<String> {
            value.as_object().unwrap().keys().cloned().collect()
        };
        let mut found = [keys(&written), keys(&written["page"])].concat();
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected);
    }
}
