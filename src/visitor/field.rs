//! The fields that a condition tests, and the types of their values.

use crate::id::{GroupId, ScheduleId};

/// The left side of a predicate: a field of the visitor, or a state of the workspace at the moment of the decision
/// ([rule C1](crate::_rules#c1)).
///
/// Fields are parsed from and displayed as the texts of documents: `page.host`, `attribute.plan`, `group.support`.
///
/// ```
/// use frontdesk::Field;
/// assert_eq!("attribute.plan".parse(), Ok(Field::attribute("plan")));
/// assert_eq!(Field::PageHost.to_string(), "page.host");
/// assert_eq!(
///     "page.hots".parse::<Field>().unwrap_err().to_string(),
///     "there is no field `page.hots`"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// `page.url`: text, exactly as given.
    PageUrl,
    /// `page.title`: text.
    PageTitle,
    /// `page.host`: host of the page's URL, as the URL standard parses it.
    PageHost,
    /// `page.path`: path of the page's URL, as the URL standard serialises it.
    PagePath,
    /// `page.query.NAME`: first value of that name in the page's query, form-decoded.
    PageQuery(Box<str>),
    /// `previous.url`: text.
    PreviousUrl,
    /// `previous.host`: host.
    PreviousHost,
    /// `previous.path`: path.
    PreviousPath,
    /// `previous.query.NAME`: first value of that name in the query of the page before, form-decoded.
    PreviousQuery(Box<str>),
    /// `referrer.url`: text.
    ReferrerUrl,
    /// `referrer.host`: host.
    ReferrerHost,
    /// `referrer.path`: path.
    ReferrerPath,
    /// `referrer.query.NAME`: first value of that name in the referrer's query, form-decoded.
    ReferrerQuery(Box<str>),
    /// `language`: language tag.
    Language,
    /// `country`: code.
    Country,
    /// `region`: code.
    Region,
    /// `city`: text; `is` and `in` compare without case.
    City,
    /// `device`: text; `is` and `in` compare without case.
    Device,
    /// `browser`: text; `is` and `in` compare without case.
    Browser,
    /// `os`: text; `is` and `in` compare without case.
    Os,
    /// `visits`: number.
    Visits,
    /// `pages_viewed`: number.
    PagesViewed,
    /// `time_on_page`: number of seconds.
    TimeOnPage,
    /// `time_on_site`: number of seconds.
    TimeOnSite,
    /// `selection`: text, as given; an empty one is not known.
    Selection,
    /// `group_code`: text, as given; an empty one is not known.
    GroupCode,
    /// `assignment`: text, as given; an empty one is not known.
    Assignment,
    /// `bucket.NAME`: number from 0 to 99, for stable shares of visitors. It is the FNV-1a 64-bit hash of NAME, a
    /// zero byte and the visitor's id, modulo 100.
    Bucket(Box<str>),
    /// `attribute.NAME`: text, number, boolean or list of texts, by the type of the visitor's value.
    Attribute(Box<str>),
    /// `schedule.ID`: `open` or `closed`.
    Schedule(ScheduleId),
    /// `group.ID`: `available`, `busy`, `offline` or `closed`.
    Group(GroupId),
    /// `staff`: `online` if any agent of the workspace is online, otherwise `offline`.
    Staff,
}

/// A text that names no field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no field `{}`", .0.escape_debug())]
pub struct UnknownField(pub(crate) String);

/// The type of a field's values. It determines the operators of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldKind {
    Text,
    /// Text that `is` and `in` compare without case.
    Word,
    Path,
    Host,
    Language,
    Country,
    Region,
    Number,
    Attribute,
    Schedule,
    Group,
    Staff,
}

/// A URL of a visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum UrlSource {
    Page,
    Previous,
    Referrer,
}

/// A part of a URL that is a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UrlPart {
    /// The URL as it was given, without parsing.
    Whole,
    Host,
    Path,
    /// The first value of a name in the query.
    Query,
}

impl FieldKind {
    /// Returns the type in words, for the vocabulary page.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Text | Self::Word => "text",
            Self::Path => "path",
            Self::Host => "host",
            Self::Language => "language tag",
            Self::Country | Self::Region => "code",
            Self::Number => "number",
            Self::Attribute => "attribute",
            Self::Schedule | Self::Group | Self::Staff => "state",
        }
    }

    pub(crate) fn is_state(self) -> bool {
        matches!(self, Self::Schedule | Self::Group | Self::Staff)
    }
}

impl UrlSource {
    /// The number of URLs.
    pub(crate) const COUNT: usize = 3;

    pub(crate) const ALL: [Self; Self::COUNT] = [Self::Page, Self::Previous, Self::Referrer];

    /// Returns the index of the URL in [`ALL`](Self::ALL).
    pub(crate) fn index(self) -> usize {
        // The variants are declared in the order of `ALL`.
        self as usize
    }

    /// Returns the field of the whole URL.
    pub(crate) fn whole(self) -> Field {
        match self {
            Self::Page => Field::PageUrl,
            Self::Previous => Field::PreviousUrl,
            Self::Referrer => Field::ReferrerUrl,
        }
    }

    /// Returns the field of the host.
    pub(crate) fn host(self) -> Field {
        match self {
            Self::Page => Field::PageHost,
            Self::Previous => Field::PreviousHost,
            Self::Referrer => Field::ReferrerHost,
        }
    }

    /// Returns the field of the path. Every URL that parses has a path.
    pub(crate) fn path(self) -> Field {
        match self {
            Self::Page => Field::PagePath,
            Self::Previous => Field::PreviousPath,
            Self::Referrer => Field::ReferrerPath,
        }
    }
}

impl Field {
    /// Creates the field `attribute.NAME`.
    #[must_use]
    pub fn attribute(name: &str) -> Self {
        Self::Attribute(name.into())
    }

    /// Creates the field `page.query.NAME`.
    #[must_use]
    pub fn query(name: &str) -> Self {
        Self::PageQuery(name.into())
    }

    /// Creates the field `previous.query.NAME`.
    #[must_use]
    pub fn previous_query(name: &str) -> Self {
        Self::PreviousQuery(name.into())
    }

    /// Creates the field `referrer.query.NAME`.
    #[must_use]
    pub fn referrer_query(name: &str) -> Self {
        Self::ReferrerQuery(name.into())
    }

    /// Creates the field `bucket.NAME`.
    #[must_use]
    pub fn bucket(name: &str) -> Self {
        Self::Bucket(name.into())
    }

    /// Creates the field `schedule.ID`.
    #[must_use]
    pub fn schedule(id: impl Into<ScheduleId>) -> Self {
        Self::Schedule(id.into())
    }

    /// Creates the field `group.ID`.
    #[must_use]
    pub fn group(id: impl Into<GroupId>) -> Self {
        Self::Group(id.into())
    }

    /// Returns `true` if the field's value is a URL of the visitor as it was given.
    pub(crate) fn is_whole_url(&self) -> bool {
        // The table of fields decides, so a new field needs no change here.
        self.url_part().is_some_and(|(_, part)| part == UrlPart::Whole)
    }

    /// Returns `true` if the field's value comes from the URL parser.
    pub(crate) fn needs_url_parser(&self) -> bool {
        self.url_part().is_some_and(|(_, part)| part != UrlPart::Whole)
    }
}
