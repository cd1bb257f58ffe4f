//! The words of documents: each key with its form, default, meaning and an example, and for each word of another
//! system the word or the advice that is correct here.
//!
//! The readers, their messages and the vocabulary page use these tables, so they cannot contradict each other. The
//! fields and operators themselves are declared with their types (`visitor::field_table`, `condition::keys`). The
//! words of other systems for them are here.

mod alias;
pub(crate) mod aliases;
mod codes;
pub(crate) mod form;
mod object_spec;
mod spelling;
#[cfg(feature = "tz")]
mod zones;

use alias::alias;
pub(crate) use alias::{Alias, FieldAnswer, KeyAnswer, OperatorAnswer, ValueAnswer, answer};
pub(crate) use codes::country_code;
pub(crate) use object_spec::{DefaultValue, Form, FormKind, KeySpec, ObjectSpec, Shape};
pub(crate) use spelling::{is_negation_of, matches_spelling, spelling_key, without_negation};
#[cfg(feature = "tz")]
pub(crate) use zones::{ZoneAnswer, answer_zone};
