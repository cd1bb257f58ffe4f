//! Computes until when a decision holds ([rule A7](crate::_rules#a7)).

use crate::condition::{CompiledOp, Facts, NumberOp};
use crate::document::approximate;
use crate::router::Situation;
use crate::time::Timestamp;
use crate::visitor::{Field, FieldValue};

/// Returns the earliest of the next schedule change, the next end of a lease and the next value of a running
/// counter that a trigger names.
pub(super) fn valid_until(situation: &Situation<'_>) -> Option<Timestamp> {
    let context = situation.context;
    let at = context.at?;
    // Every schedule counts, whether the decision depends on it or not. The instant may therefore be too
    // early, never too late.
    let changes = context.workspace.all_hours().iter().filter_map(|hours| hours.next_change(at));
    let counters = context.workspace.rules().ops().filter_map(|(operand, op)| {
        let millis = next_value(situation, &operand.field, op)?;
        Some(Timestamp::from_unix_millis(at.unix_millis().saturating_add(millis)))
    });
    changes.chain(context.presence.next_expiry(at)).chain(counters).min()
}

/// Returns the milliseconds until a test of `time_on_page` or `time_on_site` may change.
fn next_value(situation: &Situation<'_>, field: &Field, op: &CompiledOp) -> Option<i64> {
    if !matches!(field, Field::TimeOnPage | Field::TimeOnSite) {
        return None;
    }
    // A counter that is not known does not run.
    let (Some(FieldValue::Number(now)), CompiledOp::Number(op)) =
        (situation.resolve_field(field), op)
    else {
        return None;
    };
    match op {
        // These operators change when the counter reaches the value.
        NumberOp::AtLeast(bound) | NumberOp::Below(bound) => reaches(now, bound.value()),
        NumberOp::Above(bound) | NumberOp::AtMost(bound) => passes(now, bound.value()),
        // A list is true at a value, and false again after it.
        NumberOp::OneOf(values) => {
            let values = values.iter().map(|value| value.value());
            values.flat_map(|value| [reaches(now, value), passes(now, value)]).flatten().min()
        }
    }
}

/// Returns the milliseconds until a counter reaches a value, or `None` if it has.
fn reaches(now: f64, value: f64) -> Option<i64> {
    (now < value).then(|| first(|millis| after(now, millis) >= value))
}

/// Returns the milliseconds until a counter exceeds a value, or `None` if it does.
fn passes(now: f64, value: f64) -> Option<i64> {
    if now == value {
        // The counter has reached the value and exceeds it with the next millisecond.
        return Some(1);
    }
    (now < value).then(|| first(|millis| after(now, millis) > value))
}

/// Returns the value of a counter after some milliseconds.
fn after(now: f64, millis: i64) -> f64 {
    now + approximate(millis.into()) / 1000.0
}

/// Returns the first millisecond at which a monotone condition holds, by binary search; 2^52 if it is later
/// than any realistic time.
///
/// Counters are seconds as doubles. The search evaluates the condition itself, so the result is exact however
/// a sum is rounded.
fn first(holds: impl Fn(i64) -> bool) -> i64 {
    // Doubles represent all integers below 2^53, so both ends convert without loss.
    let (mut before, mut found) = (0, 1 << 52);
    while found - before > 1 {
        let middle = before + (found - before) / 2;
        if holds(middle) {
            found = middle;
        } else {
            before = middle;
        }
    }
    found
}
