//! What a condition may look at.

use crate::id::{GroupId, ScheduleId};

/// What a condition looks at: a field of the visitor, or a state of the workspace at that moment
/// ([rule C1](crate::_rules#c1)).
///
/// Its text is the one of documents: `page.host`, `attribute.plan`, `group.support`.
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
    /// `referrer.url`: text.
    ReferrerUrl,
    /// `referrer.host`: host.
    ReferrerHost,
    /// `referrer.path`: path.
    ReferrerPath,
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
    /// `bucket.NAME`: number from 0 to 99, a stable share of visitors: the FNV-1a 64-bit hash of
    /// NAME, a zero byte and the visitor's id, modulo 100.
    Bucket(Box<str>),
    /// `attribute.NAME`: text, number, boolean or list of texts, as the visitor has it.
    Attribute(Box<str>),
    /// `schedule.ID`: `open` or `closed`.
    Schedule(ScheduleId),
    /// `group.ID`: `available`, `busy`, `offline` or `closed`.
    Group(GroupId),
    /// `staff`: `online` if any agent of the workspace is, else `offline`.
    Staff,
}

/// A text that names no field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no field `{}`", .0.escape_debug())]
pub struct UnknownField(pub(crate) String);

/// The type of a field, which says what operators it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldKind {
    Text,
    /// Text whose `is` and `in` compare without case.
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

impl FieldKind {
    /// In words, as the vocabulary page has it.
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

impl Field {
    /// `attribute.NAME`.
    #[must_use]
    pub fn attribute(name: &str) -> Self {
        Self::Attribute(name.into())
    }

    /// `page.query.NAME`.
    #[must_use]
    pub fn query(name: &str) -> Self {
        Self::PageQuery(name.into())
    }

    /// `bucket.NAME`.
    #[must_use]
    pub fn bucket(name: &str) -> Self {
        Self::Bucket(name.into())
    }

    /// `schedule.ID`.
    #[must_use]
    pub fn schedule(id: impl Into<ScheduleId>) -> Self {
        Self::Schedule(id.into())
    }

    /// `group.ID`.
    #[must_use]
    pub fn group(id: impl Into<GroupId>) -> Self {
        Self::Group(id.into())
    }

    pub(crate) fn kind(&self) -> FieldKind {
        match self {
            Self::PageUrl
            | Self::PageTitle
            | Self::PageQuery(_)
            | Self::PreviousUrl
            | Self::ReferrerUrl
            | Self::Selection
            | Self::GroupCode
            | Self::Assignment => FieldKind::Text,
            Self::City | Self::Device | Self::Browser | Self::Os => FieldKind::Word,
            Self::PagePath | Self::PreviousPath | Self::ReferrerPath => FieldKind::Path,
            Self::PageHost | Self::PreviousHost | Self::ReferrerHost => FieldKind::Host,
            Self::Language => FieldKind::Language,
            Self::Country => FieldKind::Country,
            Self::Region => FieldKind::Region,
            Self::Visits
            | Self::PagesViewed
            | Self::TimeOnPage
            | Self::TimeOnSite
            | Self::Bucket(_) => FieldKind::Number,
            Self::Attribute(_) => FieldKind::Attribute,
            Self::Schedule(_) => FieldKind::Schedule,
            Self::Group(_) => FieldKind::Group,
            Self::Staff => FieldKind::Staff,
        }
    }

    /// The name that follows its word, where one does.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::PageQuery(name) | Self::Bucket(name) | Self::Attribute(name) => Some(name),
            Self::Schedule(id) => Some(id.as_str()),
            Self::Group(id) => Some(id.as_str()),
            _ => None,
        }
    }

    /// Whether it takes the URL parser to see it.
    pub(crate) fn is_part_of_url(&self) -> bool {
        matches!(self.kind(), FieldKind::Path | FieldKind::Host)
            || matches!(self, Self::PageQuery(_))
    }
}
