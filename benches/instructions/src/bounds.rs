//! Decisions that rules and visitors make as slow as they can: what they cost grows in proportion to what is
//! asked. A path for each of three sizes.

use frontdesk::{Draft, Field, Group, Leaf, Presence, Router, Trigger, Visitor};
use frontdesk_workloads::SEED;

use crate::paths::{Call, checked, decide, leak};

fn decision(leaves: impl IntoIterator<Item = Leaf>, visitor: Visitor<'static>) -> Call {
    let leaves = leaves.into_iter().enumerate();
    let draft = Draft::new()
        .group(Group::new("g", "G"))
        .triggers(leaves.map(|(n, leaf)| Trigger::new(n.to_string(), "g").when(leaf)));
    let router = leak(Router::with_seed(checked(draft), SEED));
    let presence = leak(Presence::everyone_online(router));
    decide(router, presence, vec![visitor])
}

/// A text of two letters in no order that repeats soon.
fn text(bytes: usize) -> String {
    let mut state = SEED;
    let mut letter = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if state >> 63 == 0 { 'a' } else { 'b' }
    };
    (0..bytes).map(|_| letter()).collect()
}

/// Expressions whose one literal stands at every second place of the title.
pub fn hostile_title(triggers: u32, bytes: usize) -> Call {
    let last = |n| char::from_u32(0x100 + n).unwrap_or('c');
    let leaves = (0..triggers)
        .map(|n| Field::PageTitle.matches(format!("[ab]*a[ab]{{9}}[{}XY][0-9Z]", last(n))));
    decision(leaves, Visitor::undated().title(text(bytes)))
}

/// As many expressions without a literal, on a long title.
pub fn expressions(triggers: u32) -> Call {
    let leaves =
        (0..triggers).map(|n| Field::PageTitle.matches(format!(r"[x-z]\w{{3,{}}}[0-9]", n + 4)));
    decision(leaves, Visitor::undated().title(text(8_000)))
}

/// A value of each of so many names, of a query that has none of them.
pub fn query_names(names: u32) -> Call {
    let leaves = (0..names).map(|n| Field::query(&format!("name{n}")).is("x"));
    let query: String = (0..800).map(|n| format!("other{n}=1&")).collect();
    decision(leaves, Visitor::undated().page(format!("https://shop.example/?{query}")))
}

/// A value of each of so many names, of 256 attributes that have other names.
pub fn attribute_names(names: u32) -> Call {
    let leaves = (0..names).map(|n| Field::attribute(&format!("name{n}")).is("x"));
    let attributes = (0..256).map(|n| format!("other{n}"));
    decision(
        leaves,
        attributes.fold(Visitor::undated(), |visitor, name| visitor.attribute(name, 1)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_a_decision() {
        for mut call in
            [hostile_title(50, 500), expressions(50), query_names(50), attribute_names(50)]
        {
            call(0);
        }
    }
}
