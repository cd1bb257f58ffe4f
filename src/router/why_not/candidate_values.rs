//! The values of one fact that rules name: the candidates of the search.

use crate::decision::ObservedValue;
use crate::visitor::{FieldText, FieldValue, Value};

/// The values of a fact.
pub(super) struct CandidateValues {
    /// The values, in the order of the tests for which they were found.
    pub(super) list: Vec<CandidateValue>,
    /// Whether there is a test for which no satisfying value was found.
    pub(super) has_test_without_value: bool,
    /// Whether there are more values than are tried.
    pub(super) is_truncated: bool,
}

/// Another value of a fact.
pub(super) struct CandidateValue {
    pub(super) value: Value<'static>,
    /// The value of the field after the change.
    pub(super) observed: ObservedValue,
    /// Whether it names the group in question.
    pub(super) names_target: bool,
}

impl CandidateValue {
    /// Returns the value as conditions read it.
    pub(super) fn to_field_value(&self) -> Option<FieldValue<'_>> {
        field_value(&self.observed)
    }
}

pub(super) fn field_value(observed: &ObservedValue) -> Option<FieldValue<'_>> {
    match observed {
        ObservedValue::Text(text) => Some(FieldValue::Text(FieldText::Borrowed(text))),
        ObservedValue::Number(number) => Some(FieldValue::Number(*number)),
        ObservedValue::Boolean(value) => Some(FieldValue::Boolean(*value)),
        _ => None,
    }
}
