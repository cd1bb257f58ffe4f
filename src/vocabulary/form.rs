//! The form of the value of a key: the one description that the readers, their messages, the vocabulary page and the
//! JSON Schemas use.

use crate::vocabulary::ObjectSpec;

/// The type of a value in a document, as every format has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

/// The form of the value of a key.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// The form in words, as messages and the vocabulary page say it.
    pub(crate) description: &'static str,
    pub(crate) kind: FormKind,
}

/// The values that a key takes.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "schema"),
    allow(dead_code, reason = "only the JSON Schemas need the keys of nested objects")
)]
pub(crate) enum FormKind {
    Boolean,
    /// Any text.
    Text,
    /// A text, or an object of texts by language tag.
    Localized,
    /// The id of an item other than a group.
    Id,
    GroupId,
    LanguageTag,
    TimeZone,
    /// A date `YYYY-MM-DD`.
    Date,
    /// An instant (RFC 3339).
    Instant,
    /// A span of opening hours, `HH:MM-HH:MM`.
    Span,
    /// One of these words.
    Keyword(fn() -> Vec<&'static str>),
    /// A whole number of this range.
    Whole {
        least: u32,
        most: u64,
    },
    /// A whole number of seconds or a fraction of them.
    Seconds,
    /// The version of the form of documents.
    SchemaVersion,
    /// A whole number from 1, null or `never`.
    WholeOrNever,
    /// A list whose items have one form.
    List(&'static Form),
    /// A list of objects with the same keys.
    Objects(&'static ObjectSpec),
    /// An object with these keys.
    Object(&'static ObjectSpec),
    /// `all`, or a list of ids and of objects with these keys.
    Members(&'static ObjectSpec),
    Condition,
    /// An object of heartbeats by agent.
    Presence,
    /// An object of values by name.
    Attributes,
}

impl Form {
    /// Returns the types that the value may have.
    pub(crate) fn shapes(self) -> &'static [Shape] {
        match self.kind {
            FormKind::Boolean => &[Shape::Boolean],
            FormKind::Text
            | FormKind::Id
            | FormKind::GroupId
            | FormKind::LanguageTag
            | FormKind::TimeZone
            | FormKind::Date
            | FormKind::Instant
            | FormKind::Span
            | FormKind::Keyword(_) => &[Shape::Text],
            FormKind::Localized => &[Shape::Text, Shape::Object],
            FormKind::Whole { .. } | FormKind::Seconds | FormKind::SchemaVersion => {
                &[Shape::Number]
            }
            FormKind::WholeOrNever => &[Shape::Number, Shape::Null, Shape::Text],
            FormKind::List(_) | FormKind::Objects(_) => &[Shape::List],
            FormKind::Members(_) => &[Shape::Text, Shape::List],
            // A list in the place of a condition is reported, and then read as conditions to combine.
            FormKind::Condition => &[Shape::Object, Shape::List],
            FormKind::Object(_) | FormKind::Presence | FormKind::Attributes => &[Shape::Object],
        }
    }

    /// Returns `true` if a value of this type can have the form.
    pub(crate) fn takes(self, shape: Shape) -> bool {
        self.shapes().contains(&shape)
    }

    /// Returns the form of the items of a list.
    pub(crate) fn item(&'static self) -> &'static Self {
        match self.kind {
            FormKind::List(item) => item,
            _ => self,
        }
    }

    /// Returns the smallest whole number.
    pub(crate) fn least(self) -> u32 {
        match self.kind {
            FormKind::Whole { least, .. } => least,
            FormKind::WholeOrNever => 1,
            _ => 0,
        }
    }

    const fn new(words: &'static str, kind: FormKind) -> Self {
        Self { description: words, kind }
    }

    /// Returns the form of an object with these keys.
    pub(crate) const fn object(keys: &'static ObjectSpec) -> Self {
        Self::new("an object", FormKind::Object(keys))
    }

    /// Returns the form of a list of objects with these keys.
    pub(crate) const fn objects(keys: &'static ObjectSpec) -> Self {
        Self::new("a list of objects", FormKind::Objects(keys))
    }

    /// Returns the form of the members of a group.
    pub(crate) const fn members(keys: &'static ObjectSpec) -> Self {
        Self::new("`all` or a list of agents", FormKind::Members(keys))
    }

    /// Returns the form of one of several keywords. `words` lists them as messages do.
    pub(crate) const fn keyword(words: &'static str, keywords: fn() -> Vec<&'static str>) -> Self {
        Self::new(words, FormKind::Keyword(keywords))
    }

    /// Returns the form of a list whose items have this form.
    pub(crate) const fn list(words: &'static str, item: &'static Form) -> Self {
        Self::new(words, FormKind::List(item))
    }
}

pub(crate) const BOOLEAN: Form = Form::new("true or false", FormKind::Boolean);
pub(crate) const TEXT: Form = Form::new("text", FormKind::Text);
pub(crate) const LOCALIZED: Form = Form::new("a text, or texts by language", FormKind::Localized);
pub(crate) const ID: Form = Form::new("an id", FormKind::Id);
pub(crate) const GROUP_CODE: Form = Form::new("a group code", FormKind::GroupId);
/// What a visitor brings as a group code, which can be any text.
pub(crate) const ANY_GROUP_CODE: Form = Form::new("a group code", FormKind::Text);
pub(crate) const AGENT_ID: Form = Form::new("an agent", FormKind::Id);
pub(crate) const ROLE_ID: Form = Form::new("a role", FormKind::Id);
pub(crate) const SCHEDULE_ID: Form = Form::new("a schedule", FormKind::Id);
/// The trigger that an expectation names, which can be any text: one that does not exist never wins.
pub(crate) const ANY_TRIGGER_ID: Form = Form::new("a trigger", FormKind::Text);
pub(crate) const ZONE: Form = Form::new("a time zone", FormKind::TimeZone);
pub(crate) const DATE: Form = Form::new("a date, `YYYY-MM-DD`", FormKind::Date);
pub(crate) const INSTANT: Form = Form::new("an instant (RFC 3339)", FormKind::Instant);
/// The largest number of 32 bits.
const MAX_U32: u64 = u32::MAX as u64;
pub(crate) const WHOLE: Form =
    Form::new("a whole number from 0", FormKind::Whole { least: 0, most: MAX_U32 });
pub(crate) const COUNT: Form =
    Form::new("a whole number from 1", FormKind::Whole { least: 1, most: MAX_U32 });
/// A whole number of 64 bits.
pub(crate) const LARGE_WHOLE: Form =
    Form::new("a whole number from 0", FormKind::Whole { least: 0, most: u64::MAX });
pub(crate) const SECONDS: Form = Form::new("a number of seconds", FormKind::Seconds);
pub(crate) const SCHEMA_VERSION: Form = Form::new("a whole number", FormKind::SchemaVersion);
pub(crate) const WHOLE_OR_NEVER: Form =
    Form::new("a whole number from 1, null or `never`", FormKind::WholeOrNever);
pub(crate) const TAGS: Form =
    Form::list("a list of language tags", &Form::new("a language tag", FormKind::LanguageTag));
pub(crate) const SPANS: Form =
    Form::list("a list of spans", &Form::new("a span such as `09:00-18:00`", FormKind::Span));
pub(crate) const GROUP_CODES: Form = Form::list("a list of group codes", &GROUP_CODE);
pub(crate) const CONDITION: Form = Form::new("a condition", FormKind::Condition);
pub(crate) const PRESENCE: Form = Form::new("an object", FormKind::Presence);
pub(crate) const ATTRIBUTES: Form = Form::new("an object", FormKind::Attributes);
