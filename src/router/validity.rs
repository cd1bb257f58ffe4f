//! Until when a decision holds (rule A7).

use crate::condition::{Check, Facts, NumberCheck};
use crate::document::approximate;
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
            until(now, |seconds| seconds >= bound.value())
        }
        NumberCheck::Above(bound) | NumberCheck::AtMost(bound) => {
            until(now, |seconds| seconds > bound.value())
        }
        // True at the value, and no longer after it.
        NumberCheck::OneOf(values) => values
            .iter()
            .flat_map(|value| {
                let value = value.value();
                [until(now, |seconds| seconds >= value), until(now, |seconds| seconds > value)]
            })
            .flatten()
            .min(),
    }
}

/// The first millisecond at which a counter that shows `now` is past a bound; none where it is
/// already, or where that is further away than 2^52 milliseconds.
///
/// Counters are seconds as doubles. The answer is found by asking, not by arithmetic, so that at no
/// millisecond before it the counter is past, however a sum is rounded.
fn until(now: f64, is_past: impl Fn(f64) -> bool) -> Option<i64> {
    const FAR: i64 = 1 << 52;
    let is_past_after = |millis: i64| is_past(now + approximate(millis.into()) / 1000.0);
    if is_past(now) || !is_past_after(FAR) {
        return None;
    }
    let (mut not_past, mut past) = (0, FAR);
    while past - not_past > 1 {
        let middle = not_past + (past - not_past) / 2;
        if is_past_after(middle) {
            past = middle;
        } else {
            not_past = middle;
        }
    }
    Some(past)
}
