//! The table of fields. Each field has one row, and the other rooms know a field only by its row.
//!
//! Readers, messages, the vocabulary page, the JSON Schemas, the check of conditions and the search for
//! counterfactuals use the row. A field that is another part of a URL therefore takes a variant of [`Field`] and
//! a row here. A field of a new property of a visitor also takes that property in `visitor/mod.rs`, a line in
//! `resolver.rs`, which reads it, and a line in `set_field.rs`, which writes it.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use crate::visitor::field::{Field, FieldKind, UnknownField, UrlPart, UrlSource};

/// A field without a name.
pub(crate) struct FieldSpec {
    /// The field in documents: `page.host`.
    pub(crate) word: &'static str,
    pub(crate) field: Field,
    /// One line for people who write documents.
    pub(crate) meaning: &'static str,
    /// A condition, in JSON.
    pub(crate) example: &'static str,
}

/// A family of fields: a fixed start, followed by a name.
pub(crate) struct NamedFieldSpec {
    /// The start in documents, with its dot: `page.query.`.
    pub(crate) start: &'static str,
    /// The placeholder for the name on the vocabulary page.
    pub(crate) placeholder: &'static str,
    /// Creates the field with a name.
    pub(crate) with_name: fn(&str) -> Field,
    pub(crate) kind: FieldKind,
    /// The URL that the fields are read from and the part of it, or `None` if they are not read from a URL.
    pub(crate) url_part: Option<(UrlSource, UrlPart)>,
    /// One line for people who write documents.
    pub(crate) meaning: &'static str,
    /// A condition, in JSON.
    pub(crate) example: &'static str,
}

/// Declares the fields. A row is: variant, word, kind, part of a URL (empty for other fields), meaning, example. In
/// `named`, the word is followed by the placeholder. The generated matches are exhaustive, so a variant without a row
/// does not compile.
macro_rules! fields {
    (
        plain { $(
            $plain:ident: $word:literal, $kind:ident [$($url:ident $part:ident)?],
                $meaning:literal, $example:literal;
        )* }
        named { $(
            $named:ident: $start:literal $placeholder:literal, $of_kind:ident [$($of_url:ident $of_part:ident)?],
                $about:literal, $sample:literal;
        )* }
    ) => {
        pub(crate) static FIELDS: &[FieldSpec] = &[$(FieldSpec {
            word: $word,
            field: Field::$plain,
            meaning: $meaning,
            example: $example,
        }),*];

        pub(crate) static NAMED_FIELDS: &[NamedFieldSpec] = &[$(NamedFieldSpec {
            start: $start,
            placeholder: $placeholder,
            with_name: |name| Field::$named(name.into()),
            kind: FieldKind::$of_kind,
            url_part: url_part!($($of_url $of_part)?),
            meaning: $about,
            example: $sample,
        }),*];

        impl Field {
            /// Returns the type of the field's values.
            pub(crate) fn kind(&self) -> FieldKind {
                match self {
                    $(Self::$plain => FieldKind::$kind,)*
                    $(Self::$named(_) => FieldKind::$of_kind,)*
                }
            }

            /// Returns the URL that the field is read from and the part of it, or `None` for a field that is not read
            /// from a URL.
            pub(crate) fn url_part(&self) -> Option<(UrlSource, UrlPart)> {
                match self {
                    $(Self::$plain => url_part!($($url $part)?),)*
                    $(Self::$named(_) => url_part!($($of_url $of_part)?),)*
                }
            }

            /// Returns the name that follows the word, or `None` for a field without a name.
            pub(crate) fn name(&self) -> Option<&str> {
                match self {
                    $(Self::$plain => None,)*
                    $(Self::$named(name) => Some(name.borrow()),)*
                }
            }

            /// Returns the word in documents. For a field with a name, it is the start with its dot.
            fn word(&self) -> &'static str {
                match self {
                    $(Self::$plain => $word,)*
                    $(Self::$named(_) => $start,)*
                }
            }
        }
    };
}

macro_rules! url_part {
    () => {
        None
    };
    ($url:ident $part:ident) => {
        Some((UrlSource::$url, UrlPart::$part))
    };
}

fields! {
    plain {
        PageUrl: "page.url", Text [Page Whole], "URL of the page, exactly as the browser gives it.",
            r#"{"field": "page.url", "contains": "tab=reviews"}"#;
        PageTitle: "page.title", Text [], "Title of the page.",
            r#"{"field": "page.title", "contains": "cart", "ignore_case": true}"#;
        PageHost: "page.host", Host [Page Host], "Host of the page's URL.",
            r#"{"field": "page.host", "within": "example.fr"}"#;
        PagePath: "page.path", Path [Page Path], "Path of the page's URL.",
            r#"{"field": "page.path", "starts_with": "/help/"}"#;
        PreviousUrl: "previous.url", Text [Previous Whole], "URL of the page before.",
            r#"{"field": "previous.url", "exists": true}"#;
        PreviousHost: "previous.host", Host [Previous Host], "Host of the page before.",
            r#"{"field": "previous.host", "is": "shop.example"}"#;
        PreviousPath: "previous.path", Path [Previous Path], "Path of the page before.",
            r#"{"field": "previous.path", "ends_with": "/checkout"}"#;
        ReferrerUrl: "referrer.url", Text [Referrer Whole], "URL of the page that led to the site.",
            r#"{"field": "referrer.url", "contains": "newsletter"}"#;
        ReferrerHost: "referrer.host", Host [Referrer Host], "Host of the page that led to the site.",
            r#"{"field": "referrer.host", "within": "search.example"}"#;
        ReferrerPath: "referrer.path", Path [Referrer Path], "Path of the page that led to the site.",
            r#"{"field": "referrer.path", "is": "/blog"}"#;
        Language: "language", Language [], "Language tag of the visitor; `within` covers narrower ones.",
            r#"{"field": "language", "within": "fr"}"#;
        Country: "country", Country [], "Country's code (ISO 3166-1 alpha-2), compared without case.",
            r#"{"field": "country", "in": ["FR", "BE"]}"#;
        Region: "region", Region [], "Region's code (ISO 3166-2), compared without case.",
            r#"{"field": "region", "is": "FR-IDF"}"#;
        City: "city", Word [], "City; `is` and `in` compare without case.",
            r#"{"field": "city", "is": "Paris"}"#;
        Device: "device", Word [], "Kind of device, in the host's words; `is` and `in` compare without case.",
            r#"{"field": "device", "in": ["mobile", "tablet"]}"#;
        Browser: "browser", Word [], "Browser, in the host's words; `is` and `in` compare without case.",
            r#"{"field": "browser", "starts_with": "Firefox"}"#;
        Os: "os", Word [], "Operating system, in the host's words; `is` and `in` compare without case.",
            r#"{"field": "os", "is": "Android"}"#;
        Visits: "visits", Number [], "How many visits there were.",
            r#"{"field": "visits", "above": 1}"#;
        PagesViewed: "pages_viewed", Number [], "How many pages were viewed in this visit.",
            r#"{"field": "pages_viewed", "at_least": 3}"#;
        TimeOnPage: "time_on_page", Number [], "Seconds on this page.",
            r#"{"field": "time_on_page", "at_least": 30}"#;
        TimeOnSite: "time_on_site", Number [], "Seconds on this site.",
            r#"{"field": "time_on_site", "at_most": 600}"#;
        Selection: "selection", Text [], "The group that the visitor picked, as given.",
            r#"{"field": "selection", "exists": false}"#;
        GroupCode: "group_code", Text [], "The code that the page carries, as given.",
            r#"{"field": "group_code", "starts_with": "fr-"}"#;
        Assignment: "assignment", Text [], "The group that the host or an agent assigned, as given.",
            r#"{"field": "assignment", "exists": true}"#;
        Staff: "staff", Staff [], "`online` if any agent of the workspace is, else `offline`.",
            r#"{"field": "staff", "is": "offline"}"#;
    }
    named {
        PageQuery: "page.query." "NAME", Text [Page Query],
            "First value of that name in the query of the page's URL.",
            r#"{"field": "page.query.utm_source", "is": "newsletter"}"#;
        PreviousQuery: "previous.query." "NAME", Text [Previous Query],
            "First value of that name in the query of the page before.",
            r#"{"field": "previous.query.step", "is": "payment"}"#;
        ReferrerQuery: "referrer.query." "NAME", Text [Referrer Query],
            "First value of that name in the query of the page that led to the site.",
            r#"{"field": "referrer.query.q", "contains": "shoes", "ignore_case": true}"#;
        Attribute: "attribute." "NAME", Attribute [],
            "What only the host knows: text, number, true, false or a list of texts.",
            r#"{"field": "attribute.plan", "in": ["pro", "team"]}"#;
        Bucket: "bucket." "NAME", Number [],
            "Number from 0 to 99: a stable share of visitors, drawn anew for each name.",
            r#"{"field": "bucket.new-team", "below": 20}"#;
        Schedule: "schedule." "ID", Schedule [],
            "Whether a schedule is `open` or `closed`.",
            r#"{"field": "schedule.office", "is": "open"}"#;
        Group: "group." "ID", Group [],
            "How a group stands: `available`, `busy`, `offline` or `closed`.",
            r#"{"field": "group.support", "in": ["available", "busy"]}"#;
    }
}

impl Field {
    /// Returns the field of the table that equals this one, or `None` for a field with a name.
    pub(crate) fn without_name(&self) -> Option<&'static Self> {
        FIELDS.iter().map(|spec| &spec.field).find(|field| *field == self)
    }

    /// Returns the field of a name in the query of a URL.
    pub(crate) fn query_of(url: UrlSource, name: &str) -> Option<Self> {
        let spec = NAMED_FIELDS.iter().find(|spec| spec.url_part == Some((url, UrlPart::Query)))?;
        Some((spec.with_name)(name))
    }

    /// Returns the fields that a misspelt field may mean. Fields with a name keep the name of the text.
    pub(crate) fn spelling_candidates(text: &str) -> Vec<String> {
        let mut words: Vec<String> = FIELDS.iter().map(|spec| spec.word.to_owned()).collect();
        for spec in NAMED_FIELDS {
            // The name may contain dots itself, so only as many as the start has are split off.
            let dots = spec.start.matches('.').count();
            if let Some(name) = text.splitn(dots + 1, '.').nth(dots).filter(|n| !n.is_empty()) {
                words.push(format!("{}{name}", spec.start));
            }
        }
        words
    }
}

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Linear, because fields are parsed only while documents are read.
        if let Some(spec) = FIELDS.iter().find(|spec| spec.word == text) {
            return Ok(spec.field.clone());
        }
        let with_name = |spec: &NamedFieldSpec| {
            let name = text.strip_prefix(spec.start).filter(|name| !name.is_empty())?;
            Some((spec.with_name)(name))
        };
        // No start is the start of another one, so the order of the table does not matter.
        NAMED_FIELDS.iter().find_map(with_name).ok_or_else(|| UnknownField(text.to_owned()))
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())?;
        f.write_str(self.name().unwrap_or_default())
    }
}
