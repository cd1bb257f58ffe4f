//! The forms of the values of keys.
//!
//! The descriptions complete the sentence "expected …, found …", so they have an article and no full stop.

use crate::vocabulary::object_spec::{Form, FormKind};

pub(crate) const BOOLEAN: Form = Form::new("true or false", FormKind::Boolean);
pub(crate) const TEXT: Form = Form::new("text", FormKind::Text);
/// The address of the JSON Schema of a document.
pub(crate) const SCHEMA_URI: Form = Form::new("a text", FormKind::Text);
pub(crate) const LOCALIZED: Form = Form::new("a text, or texts by language", FormKind::Localized);
pub(crate) const ID: Form = Form::new("an id", FormKind::Id);
pub(crate) const GROUP_CODE: Form = Form::new("a group code", FormKind::GroupId);
/// The group code of a visitor. It can be any text, because pages carry it.
pub(crate) const ANY_GROUP_CODE: Form = Form::new("a group code", FormKind::Text);
pub(crate) const AGENT_ID: Form = Form::new("an agent", FormKind::Id);
pub(crate) const ROLE_ID: Form = Form::new("a role", FormKind::Id);
pub(crate) const SCHEDULE_ID: Form = Form::new("a schedule", FormKind::Id);
/// The trigger that an expectation names. It can be any text: a trigger that does not exist never wins.
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
/// A priority in the queue of the Desk.
pub(crate) const PRIORITY: Form = Form::new("a whole number from -100 to 100", FormKind::Priority);
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
