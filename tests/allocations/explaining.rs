//! Explanations take memory in proportion to the workspace and the visitor together (rule L3).

use allocation_counter::measure;
use frontdesk::settings::{PickerMode, PickerSettings};
use frontdesk::{
    Agent, Draft, Field, Group, Presence, Router, Source, Trigger, Visitor, Workspace,
};

/// Bytes that a thing takes in all, those given back included, for each byte of the workspace and the
/// visitor as JSON.
struct Cost {
    explaining: f64,
    serialising: f64,
    displaying: f64,
}

#[track_caller]
fn cost(workspace: Workspace, visitor: &Visitor<'_>) -> Cost {
    let size = serde_json::to_string(&workspace).unwrap().len()
        + serde_json::to_string(visitor).unwrap().len();
    let router = Router::new(workspace);
    let presence = Presence::everyone_online(&router);
    let situation = router.situation(visitor, &presence);
    let mut explanation = None;
    let explaining = measure(|| explanation = Some(situation.explain())).bytes_total;
    let explanation = explanation.unwrap();
    let mut json = String::new();
    let serialising = measure(|| json = serde_json::to_string(&explanation).unwrap()).bytes_total;
    let mut text = String::new();
    let displaying = measure(|| text = explanation.to_string()).bytes_total;
    assert!(json.len() <= 20 * size && text.len() <= 20 * size, "{} {}", json.len(), text.len());
    let ratio = |bytes: u64| bytes as f64 / size as f64;
    Cost {
        explaining: ratio(explaining),
        serialising: ratio(serialising),
        displaying: ratio(displaying),
    }
}

/// That no cost for each byte grows from size to size.
#[track_caller]
fn assert_in_proportion(what: &str, costs: [Cost; 3]) {
    let [small, .., large] = &costs;
    for (part, small, large, most) in [
        ("explain", small.explaining, large.explaining, 20.0),
        ("JSON", small.serialising, large.serialising, 20.0),
        ("text", small.displaying, large.displaying, 20.0),
    ] {
        assert!(large <= most, "{what}, {part}: {large} bytes a byte");
        // A text that grows is copied to twice its room: up to two for one. Of four times as much each
        // byte would cost four times as much, were it a square.
        assert!(large <= 2.5 * small.max(0.5), "{what}, {part}: {small} and {large} bytes a byte");
    }
}

fn triggers(size: usize) -> Draft {
    let when = |n: usize| Field::attribute("tags").is(format!("tag-{n}"));
    Draft::new()
        .precedence([Source::Trigger])
        .group(Group::new("g", "G"))
        .triggers((0..size).map(|n| Trigger::new(format!("t{n}"), "g").when(when(n))))
}

#[test]
fn a_value_that_every_trigger_looks_at_is_held_once() {
    let costs = [100, 200, 400].map(|size| {
        let tags = vec!["y".repeat(size * 20); 256];
        let visitor = Visitor::undated().attribute("tags", tags);
        cost(triggers(size).check().unwrap(), &visitor)
    });
    assert_in_proportion("a list", costs);
}

#[test]
fn triggers_that_look_at_many_fields_share_them() {
    let costs = [200, 400, 800].map(|size| {
        let field = |n: usize| Field::attribute(&format!("a{}", n % 250));
        let when = |n: usize| {
            let leaves = (n..n + 8).map(|n| field(n).is(format!("v{n}")).into());
            frontdesk::Condition::Any(leaves.collect())
        };
        let draft = Draft::new()
            .precedence([Source::Trigger])
            .group(Group::new("g", "G"))
            .triggers((0..size).map(|n| Trigger::new(format!("t{n}"), "g").when(when(n))));
        let mut visitor = Visitor::undated();
        visitor.attributes = (0..250).map(|n| (format!("a{n}"), "y".repeat(size))).collect();
        cost(draft.check().unwrap(), &visitor)
    });
    assert_in_proportion("many fields", costs);
}

#[test]
fn long_lists_of_values_in_triggers_are_cut() {
    let costs = [10, 20, 40].map(|size| {
        let words = |n: usize| (0..1_000).map(move |word| format!("{n}-{word}"));
        let when = |n: usize| Field::City.one_of(words(n));
        let draft = Draft::new()
            .precedence([Source::Trigger])
            .group(Group::new("g", "G"))
            .triggers((0..size).map(|n| Trigger::new(format!("t{n}"), "g").when(when(n))));
        cost(draft.check().unwrap(), &Visitor::undated().city("Paris"))
    });
    assert_in_proportion("long lists", costs);
}

#[test]
fn groups_and_members_are_told_of_once_each() {
    let agents = |size: usize| (0..size).map(|n| Agent::new(format!("a{n}")));
    let costs = [500, 1_000, 2_000].map(|size| {
        let groups = (0..size).map(|n| Group::new(format!("g{n}"), "G").all_agents());
        let draft = Draft::new()
            .picker(PickerSettings::new(PickerMode::Required))
            .agents(agents(size))
            .groups(groups);
        cost(draft.check().unwrap(), &Visitor::undated())
    });
    assert_in_proportion("groups", costs);
    let costs = [500, 1_000, 2_000].map(|size| {
        let chain = (0..size).map(|n| {
            let group = Group::new(format!("g{n}"), "G");
            if n + 1 < size { group.fallback(format!("g{}", n + 1)) } else { group.all_agents() }
        });
        let draft = Draft::new().agents(agents(size)).groups(chain);
        cost(draft.check().unwrap(), &Visitor::undated().group_code("g0"))
    });
    assert_in_proportion("a chain of fallbacks", costs);
}
