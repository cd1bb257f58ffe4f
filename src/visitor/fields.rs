//! The table of fields: the words of documents, with a line and an example each.

use crate::visitor::Field;

/// A field without a name of its own behind its word.
pub(crate) struct FieldSpec {
    pub(crate) word: &'static str,
    pub(crate) field: Field,
    /// One line for people who write documents.
    pub(crate) meaning: &'static str,
    /// A condition, in JSON.
    pub(crate) example: &'static str,
}

/// Fields that have a name of the writer's own behind their start.
pub(crate) struct NamedFieldSpec {
    /// With its dot.
    pub(crate) start: &'static str,
    /// What stands for the name on the vocabulary page.
    pub(crate) placeholder: &'static str,
    pub(crate) named: fn(&str) -> Field,
    pub(crate) meaning: &'static str,
    pub(crate) example: &'static str,
}

macro_rules! fields {
    ($($word:literal, $field:ident, $meaning:literal, $example:literal;)*) => {
        &[$(FieldSpec {
            word: $word,
            field: Field::$field,
            meaning: $meaning,
            example: $example,
        }),*]
    };
}

pub(crate) static FIELDS: &[FieldSpec] = fields! {
    "page.url", PageUrl, "URL of the page, exactly as the browser gives it.",
        r#"{"field": "page.url", "contains": "tab=reviews"}"#;
    "page.title", PageTitle, "Title of the page.",
        r#"{"field": "page.title", "contains": "cart", "ignore_case": true}"#;
    "page.host", PageHost, "Host of the page's URL.",
        r#"{"field": "page.host", "within": "example.fr"}"#;
    "page.path", PagePath, "Path of the page's URL.",
        r#"{"field": "page.path", "starts_with": "/help/"}"#;
    "previous.url", PreviousUrl, "URL of the page before.",
        r#"{"field": "previous.url", "exists": true}"#;
    "previous.host", PreviousHost, "Host of the page before.",
        r#"{"field": "previous.host", "is": "shop.example"}"#;
    "previous.path", PreviousPath, "Path of the page before.",
        r#"{"field": "previous.path", "ends_with": "/checkout"}"#;
    "referrer.url", ReferrerUrl, "URL of the page that led to the site.",
        r#"{"field": "referrer.url", "contains": "newsletter"}"#;
    "referrer.host", ReferrerHost, "Host of the page that led to the site.",
        r#"{"field": "referrer.host", "within": "search.example"}"#;
    "referrer.path", ReferrerPath, "Path of the page that led to the site.",
        r#"{"field": "referrer.path", "is": "/blog"}"#;
    "language", Language, "Language tag of the visitor; `within` covers narrower ones.",
        r#"{"field": "language", "within": "fr"}"#;
    "country", Country, "Country's code (ISO 3166-1 alpha-2), compared without case.",
        r#"{"field": "country", "in": ["FR", "BE"]}"#;
    "region", Region, "Region's code (ISO 3166-2), compared without case.",
        r#"{"field": "region", "is": "FR-IDF"}"#;
    "city", City, "City; `is` and `in` compare without case.",
        r#"{"field": "city", "is": "Paris"}"#;
    "device", Device, "Kind of device, in the host's words; `is` and `in` compare without case.",
        r#"{"field": "device", "in": ["mobile", "tablet"]}"#;
    "browser", Browser, "Browser, in the host's words; `is` and `in` compare without case.",
        r#"{"field": "browser", "starts_with": "Firefox"}"#;
    "os", Os, "Operating system, in the host's words; `is` and `in` compare without case.",
        r#"{"field": "os", "is": "Android"}"#;
    "visits", Visits, "How many visits there were.", r#"{"field": "visits", "above": 1}"#;
    "pages_viewed", PagesViewed, "How many pages were viewed in this visit.",
        r#"{"field": "pages_viewed", "at_least": 3}"#;
    "time_on_page", TimeOnPage, "Seconds on this page.",
        r#"{"field": "time_on_page", "at_least": 30}"#;
    "time_on_site", TimeOnSite, "Seconds on this site.",
        r#"{"field": "time_on_site", "at_most": 600}"#;
    "selection", Selection, "The group that the visitor picked, as given.",
        r#"{"field": "selection", "exists": false}"#;
    "group_code", GroupCode, "The code that the page carries, as given.",
        r#"{"field": "group_code", "starts_with": "fr-"}"#;
    "assignment", Assignment, "The group that the host or an agent assigned, as given.",
        r#"{"field": "assignment", "exists": true}"#;
    "staff", Staff, "`online` if any agent of the workspace is, else `offline`.",
        r#"{"field": "staff", "is": "offline"}"#;
};

pub(crate) static NAMED_FIELDS: [NamedFieldSpec; 5] = [
    NamedFieldSpec {
        start: "page.query.",
        placeholder: "NAME",
        named: Field::query,
        meaning: "First value of that name in the query of the page's URL.",
        example: r#"{"field": "page.query.utm_source", "is": "newsletter"}"#,
    },
    NamedFieldSpec {
        start: "attribute.",
        placeholder: "NAME",
        named: Field::attribute,
        meaning: "What only the host knows: text, number, true, false or a list of texts.",
        example: r#"{"field": "attribute.plan", "in": ["pro", "team"]}"#,
    },
    NamedFieldSpec {
        start: "bucket.",
        placeholder: "NAME",
        named: Field::bucket,
        meaning: "Number from 0 to 99: a stable share of visitors, drawn anew for each name.",
        example: r#"{"field": "bucket.new-team", "below": 20}"#,
    },
    NamedFieldSpec {
        start: "schedule.",
        placeholder: "ID",
        named: |id| Field::schedule(id),
        meaning: "Whether a schedule is `open` or `closed`.",
        example: r#"{"field": "schedule.office", "is": "open"}"#,
    },
    NamedFieldSpec {
        start: "group.",
        placeholder: "ID",
        named: |id| Field::group(id),
        meaning: "How a group stands: `available`, `busy`, `offline` or `closed`.",
        example: r#"{"field": "group.support", "in": ["available", "busy"]}"#,
    },
];
