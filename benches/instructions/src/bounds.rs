//! Decisions that rules and visitors make as slow as they can: what they cost grows in proportion to what is
//! asked. A path for each of three sizes.

use frontdesk::condition::Predicate;
use frontdesk::{Draft, Field, Group, Presence, Router, Trigger, Visitor};
use frontdesk_workloads::SEED;

use crate::call::{Call, checked, decide, leak};

fn decision(leaves: impl IntoIterator<Item = Predicate>, visitor: Visitor<'static>) -> Call {
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
        .map(|n| Field::PageTitle.matches(format!("[ab]*a[ab]{{4}}[{}XY][0-9Z]", last(n))));
    decision(leaves, Visitor::undated().title(text(bytes)))
}

/// Long needles that are alike but for some bytes in the middle, and a URL that has all but those.
pub fn hostile_url(triggers: u32) -> Call {
    let alike = "ab".repeat(20);
    let leaves = (0..triggers).map(|n| Field::PageUrl.contains(format!("{alike}{n}{alike}")));
    decision(leaves, Visitor::undated().page("ab".repeat(4_000)))
}

/// Short needles of which a URL has none, though it has each of their bytes everywhere.
pub fn short_needles(triggers: u32) -> Call {
    let leaves = (0..triggers).map(|n| Field::PageUrl.contains(format!("a{n:b}b")));
    decision(leaves, Visitor::undated().page(text(8_000).replace("aa", "01")))
}

/// As many tests of a list of 256 items of 8,000 bytes each, a fifth of each kind.
pub fn long_list(tests: u32) -> Call {
    let tags = || Field::attribute("tags");
    let leaves = (0..tests).map(|n| {
        let part = format!("{}{n:05}", "ab".repeat(6));
        match n % 5 {
            0 => tags().contains(part),
            1 => tags().ends_with(part),
            2 => tags().starts_with(part),
            3 => tags().one_of([part]),
            _ => tags().contains(format!("{part}b")),
        }
    });
    decision(leaves, Visitor::undated().attribute("tags", vec!["ab".repeat(4_000); 256]))
}

/// As many expressions without a literal, on a long title.
pub fn expressions(triggers: u32) -> Call {
    let leaves = (0..triggers)
        .map(|n| Field::PageTitle.matches(format!(r"[x-z]-\w{{3,{}}}[0-9]", n % 60 + 4)));
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
        for mut call in [
            hostile_title(50, 500),
            hostile_url(50),
            short_needles(50),
            long_list(50),
            expressions(50),
            query_names(50),
            attribute_names(50),
        ] {
            call(0);
        }
    }
}
