//! Input that means no good: every limit on both sides, and never a crash.

mod characters;
mod keys;
mod limits;
mod lists;
mod nesting;
mod numbers;
mod patterns;
mod problems;
mod time;
mod visitors;

use frontdesk::{Condition, Draft, Field, Group, Presence, Router, Trigger, Visitor};
use frontdesk::condition::Predicate;

/// A draft with one trigger on a group `g`.
fn draft(when: impl Into<Condition>) -> Draft {
    Draft::new().group(Group::new("g", "G")).trigger(Trigger::new("t", "g").when(when))
}

/// What speaks against a draft, a line each.
fn texts(draft: Draft) -> Vec<String> {
    draft.check().err().into_iter().flatten().map(|problem| problem.to_string()).collect()
}

/// The same for a JSON document.
fn texts_of(document: &str) -> Vec<String> {
    texts(serde_json::from_str(document).unwrap())
}

/// How many problems a draft has, kept or not.
fn total(draft: Draft) -> usize {
    draft.check().err().map_or(0, |problems| problems.total())
}

/// The same for a JSON document.
fn total_of(document: &str) -> usize {
    total(serde_json::from_str(document).unwrap())
}

/// Whether a condition is true for a visitor.
fn fires(when: impl Into<Condition>, visitor: &Visitor<'_>) -> bool {
    let router = Router::new(draft(when).check().unwrap());
    let presence = Presence::new(&router);
    router.route(visitor, &presence).group().is_some()
}

/// A leaf that is cheap and true for everybody.
fn cheap() -> Predicate {
    Field::Country.missing()
}
