//! Input that means no good: every limit of section 7 on both sides, and never a crash.

mod characters;
mod keys;
mod limits;
mod lists;
mod nesting;
mod numbers;
mod patterns;
mod time;
mod visitors;

use frontdesk::{Condition, Draft, Field, Group, Leaf, Presence, Router, Trigger, Visitor};

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

/// Whether a condition is true for a visitor.
fn fires(when: impl Into<Condition>, visitor: &Visitor<'_>) -> bool {
    let router = Router::new(draft(when).check().unwrap());
    let presence = Presence::new(&router);
    router.route(visitor, &presence).group().is_some()
}

/// A leaf that is cheap and true for everybody.
fn cheap() -> Leaf {
    Field::Country.missing()
}
