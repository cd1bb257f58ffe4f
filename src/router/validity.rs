//! Until when a decision holds (rule A7).

use crate::condition::{Check, Facts, NumberCheck};
use crate::router::Situation;
use crate::time::Timestamp;
use crate::visitor::{Field, Seen};

/// The least of the next schedule change, the next end of a lease and the next value of a running
/// counter that a trigger names.
pub(super) fn valid_until(situation: &Situation<'_>) -> Option<Timestamp> {
    let scene = situation.scene;
    let at = scene.at?;
    let changes = scene.workspace.all_hours().iter().filter_map(|hours| hours.next_change(at));
    let counters = scene.workspace.rules().checks().filter_map(|(sight, check)| {
        let millis = next_value(situation, &sight.field, check)?;
        Some(Timestamp::from_unix_millis(at.unix_millis().saturating_add(millis)))
    });
    changes.chain(scene.presence.next_end(at)).chain(counters).min()
}

/// In how many milliseconds a test of `time_on_page` or `time_on_site` may change.
fn next_value(situation: &Situation<'_>, field: &Field, check: &Check) -> Option<i64> {
    if !matches!(field, Field::TimeOnPage | Field::TimeOnSite) {
        return None;
    }
    let (Some(Seen::Number(now)), Check::Number(check)) = (situation.look_at(field), check) else {
        return None;
    };
    match check {
        // True from the value on, or until it.
        NumberCheck::AtLeast(bound) | NumberCheck::Below(bound) => {
            until(now, |seconds| seconds >= bound.value(), bound.value())
        }
        NumberCheck::Above(bound) | NumberCheck::AtMost(bound) => {
            until(now, |seconds| seconds > bound.value(), bound.value())
        }
        // True at the value, and no longer after it.
        NumberCheck::OneOf(values) => values
            .iter()
            .flat_map(|value| {
                let value = value.value();
                [
                    until(now, |seconds| seconds >= value, value),
                    until(now, |seconds| seconds > value, value),
                ]
            })
            .flatten()
            .min(),
    }
}

/// The first millisecond at which a counter that shows `now` is past a bound; none where it is
/// already.
///
/// Counters are seconds as doubles, so the estimate is put right by asking: at no millisecond
/// before the answer is it past, however the sum is rounded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a bound further away than 2^52 milliseconds is cut to that"
)]
fn until(now: f64, is_past: impl Fn(f64) -> bool, bound: f64) -> Option<i64> {
    const FAR: f64 = 4_503_599_627_370_496.0;
    if is_past(now) {
        return None;
    }
    let after = |millis: i64| now + millis as f64 / 1000.0;
    let mut millis = ((bound - now) * 1000.0).clamp(0.0, FAR) as i64 + 1;
    while millis > 1 && is_past(after(millis - 1)) {
        millis -= 1;
    }
    Some(millis)
}
