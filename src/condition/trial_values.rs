//! A few values of a field that may give one test a wanted truth value, the most promising ones first.

use crate::condition::compiled_predicate::TextOp;
use crate::condition::witness::{filler, numbers, satisfying, violating};
use crate::condition::{CompiledOp, Number, NumberOp, Truth};
use crate::visitor::{Field, Value};

/// The most texts of a list, and the most values that no rule names, that are tried.
const MAX_TRIAL_VALUES: usize = 8;

/// Returns values of a field for which a test may be true, false or unknown. The caller has to check each of
/// them.
///
/// `current` is the text that the field has. A test for a substring is also tried with the substring added to
/// that text, so that tests that were satisfied before stay satisfied. `together` are all tests of the field
/// that the value has to satisfy, including this one: numbers are chosen for all of them together.
pub(crate) fn trial_values<'c>(
    field: &Field,
    op: &'c CompiledOp,
    truth: Truth,
    current: Option<&str>,
    together: impl Iterator<Item = &'c CompiledOp>,
) -> Vec<Value<'static>> {
    match (op, truth) {
        // A field that is not known makes a test unknown.
        (_, Truth::Unknown) => vec![Value::Null],
        (CompiledOp::Exists(exists), truth) => {
            if *exists == (truth == Truth::True) {
                filler(field).take(MAX_TRIAL_VALUES).collect()
            } else {
                vec![Value::Null]
            }
        }
        (CompiledOp::Boolean(value), Truth::True) => vec![Value::Boolean(*value)],
        (CompiledOp::Number(NumberOp::OneOf(list)), Truth::True)
            if list.len() > MAX_TRIAL_VALUES =>
        {
            list.iter()
                .take(MAX_TRIAL_VALUES)
                .map(|number: &Number| Value::Number(number.value()))
                .collect()
        }
        // Long lists would give thousands of bounds, so they do not take part.
        (CompiledOp::Number(number), _) => {
            let bounds = together.filter(|op| !is_long_list(op)).take(2 * MAX_TRIAL_VALUES);
            let mut numbers = numbers(field, bounds);
            // Zero satisfies most upper bounds, and is a plausible value of each counter.
            numbers.push(Value::Number(0.0));
            // Numbers can be checked here exactly, so only those with the wanted result are kept.
            numbers.retain(|value| match value {
                Value::Number(value) => number.holds(*value) == (truth == Truth::True),
                _ => true,
            });
            numbers
        }
        (CompiledOp::Text(TextOp::OneOf(list)), Truth::True) if list.len() > MAX_TRIAL_VALUES => {
            list.iter().take(MAX_TRIAL_VALUES).map(|text| Value::from(text.to_string())).collect()
        }
        (CompiledOp::Text(_) | CompiledOp::Matches(_), Truth::True) => {
            let mut values: Vec<Value<'static>> =
                satisfying(field, op).into_iter().flatten().take(2 * MAX_TRIAL_VALUES).collect();
            let joined: Vec<Value<'static>> =
                current.map_or_else(Vec::new, |text| extended_text(text, op, &values));
            // Tried after the plain values, because these texts grow with every test.
            values.extend(joined);
            values
        }
        (CompiledOp::Boolean(_) | CompiledOp::Text(_) | CompiledOp::Matches(_), Truth::False) => {
            violating(field, op).take(MAX_TRIAL_VALUES).collect()
        }
        (CompiledOp::State(_), _) => Vec::new(),
    }
}

fn is_long_list(op: &CompiledOp) -> bool {
    matches!(op, CompiledOp::Number(NumberOp::OneOf(list)) if list.len() > MAX_TRIAL_VALUES)
}

/// Adds a text before or after the current one.
fn extended_text(text: &str, op: &CompiledOp, parts: &[Value<'static>]) -> Vec<Value<'static>> {
    let part = |value: &Value<'static>| match value {
        Value::Text(part) => Some(part.to_string()),
        _ => None,
    };
    match op {
        CompiledOp::Text(TextOp::StartsWith(start)) => {
            vec![Value::from(format!("{start}{text}"))]
        }
        CompiledOp::Text(TextOp::Contains(part) | TextOp::EndsWith(part)) => {
            vec![Value::from(format!("{text}{part}"))]
        }
        CompiledOp::Matches(_) => {
            let parts = parts.iter().filter_map(part);
            parts
                .flat_map(|part| [format!("{text}{part}"), format!("{part}{text}")])
                .map(Value::from)
                .collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_been_set_before_can_stay() {
        let ends = CompiledOp::Text(TextOp::EndsWith(".html".into()));
        let texts = |truth| {
            trial_values(&Field::PagePath, &ends, truth, Some("/help"), [&ends].into_iter())
        };
        assert!(texts(Truth::True).contains(&Value::from("/help.html")));
        assert_eq!(texts(Truth::Unknown), [Value::Null]);
        assert!(texts(Truth::False).contains(&Value::from("/other")));
    }

    #[test]
    fn numbers_are_made_for_all_tests_of_a_field_together() {
        let at_least = CompiledOp::Number(NumberOp::Above(Number::new(5.0)));
        let below = CompiledOp::Number(NumberOp::Below(Number::new(5.5)));
        let both = [&at_least, &below];
        let numbers = trial_values(&Field::TimeOnPage, &below, Truth::True, None, both.into_iter());
        assert!(numbers.contains(&Value::Number(5.25)));
    }
}
