//! The limits of a workspace, on both sides.

use frontdesk::{Agent, Condition, Draft, Field, Group, Outcome, Presence, Router, Schedule, Trigger, Visitor};
use frontdesk::error::Limit;

use crate::hostile::{cheap, draft, fires, texts};

fn groups(count: usize) -> Vec<Group> {
    (0..count).map(|n| Group::new(n.to_string(), "G")).collect()
}

fn agents(count: usize) -> Vec<Agent> {
    (0..count).map(|n| Agent::new(n.to_string())).collect()
}

#[test]
fn a_hundred_thousand_groups_and_agents_and_no_more() {
    let mut full = Draft::new();
    full.groups = groups(100_000);
    full.agents = agents(100_000);
    let router = Router::new(full.check().unwrap());
    let presence = Presence::everyone_online(&router);
    let visitor = Visitor::undated().group_code("99999");
    let decision = router.route(&visitor, &presence);
    assert!(matches!(decision.outcome(), Outcome::Assigned(a) if a.group.id == "99999"));

    let mut over = Draft::new();
    over.groups = groups(100_001);
    over.agents = agents(100_001);
    assert_eq!(
        texts(over),
        [
            "agents: a workspace has at most 100000 agents, found 100001",
            "groups: a workspace has at most 100000 groups, found 100001",
        ]
    );
}

#[test]
fn two_million_triggers_and_no_more() {
    // Ids that descend cost the check the fewest comparisons.
    let trigger = |n: usize| Trigger::new(format!("{:07}", 2_000_000 - n), "g");
    // Only the last one fires.
    let full = Draft::new()
        .group(Group::new("g", "G"))
        .triggers((1..2_000_000).map(|n| trigger(n).disabled()))
        .trigger(trigger(2_000_000));
    let workspace = full.check().unwrap();
    let mut over = workspace.draft().clone();
    let router = Router::new(workspace);
    let presence = Presence::new(&router);
    let record = router.route(&Visitor::undated(), &presence).to_record();
    assert_eq!(record.trigger.unwrap(), "0000000");
    drop(router);

    over.triggers.push(Trigger::new("one-more", "g"));
    assert_eq!(texts(over), ["triggers: a workspace has at most 2000000 triggers, found 2000001"]);
}

/// A leaf under so many `not`, `all` or `any` that the condition is as deep as said.
fn deep(depth: usize, around: fn(Condition) -> Condition) -> Condition {
    (1..depth).fold(cheap().into(), |part, _| around(part))
}

const AROUND: [fn(Condition) -> Condition; 3] = [
    |part| !part,
    |part| Condition::All(vec![part]),
    |part| Condition::Any(vec![cheap().into(), part]),
];

#[test]
fn a_condition_is_32_deep_and_no_deeper() {
    for around in AROUND {
        // 31 negations of a true leaf are false; one more around them makes no difference here.
        let is_true = !matches!(around(cheap().into()), Condition::Not(_));
        assert_eq!(fires(deep(32, around), &Visitor::undated()), is_true);
        assert_eq!(
            texts(draft(deep(33, around))),
            ["triggers[0].when: a condition is at most 32 levels deep, found 33"]
        );
    }
    // Beside a short part, the deepest counts.
    let lopsided = Condition::All(vec![cheap().into(), deep(32, AROUND[1])]);
    assert_eq!(texts(draft(lopsided)).len(), 1);
}

#[test]
fn a_condition_of_a_document_is_32_deep_and_no_deeper() {
    for depth in [32, 33] {
        for around in AROUND {
            let json = serde_json::to_string(&draft(deep(depth, around))).unwrap();
            let read: Draft = serde_json::from_str(&json).unwrap();
            assert_eq!(texts(read).len(), depth - 32);
            let toml = toml::to_string(&draft(deep(depth, around))).unwrap();
            let read: Draft = toml::from_str(&toml).unwrap();
            assert_eq!(texts(read).len(), depth - 32);
        }
    }
}

#[test]
fn a_trigger_has_a_thousand_leaves_and_no_more() {
    let wide = |count| Condition::All(vec![cheap().into(); count]);
    assert!(fires(wide(1_000), &Visitor::undated()));
    assert_eq!(
        texts(draft(wide(1_001))),
        ["triggers[0].when: a condition has at most 1000 tests of fields, found 1001"]
    );
    // Leaves are counted wherever they stand.
    let spread = Condition::Any(vec![wide(500), wide(400), !wide(100)]);
    assert!(fires(spread.clone(), &Visitor::undated()));
    assert_eq!(texts(draft(spread & cheap())).len(), 1);
    // A trigger each is fine.
    let many = Draft::new()
        .group(Group::new("g", "G"))
        .trigger(Trigger::new("a", "g").when(wide(1_000)))
        .trigger(Trigger::new("b", "g").when(wide(1_000)));
    assert!(many.check().is_ok());
}

#[test]
fn a_list_has_ten_thousand_values_and_no_more() {
    let texts_in = |count: usize| Field::City.one_of((0..count).map(|n| format!("c{n}")));
    let numbers_in = |count: i32| Field::Visits.one_of(0..count);
    assert!(fires(texts_in(10_000), &Visitor::undated().city("C9999")));
    assert!(fires(numbers_in(10_000), &Visitor::undated().visits(9_999)));
    let expected = ["triggers[0].when.in: `in` lists at most 10000 values, found 10001"];
    assert_eq!(texts(draft(texts_in(10_001))), expected);
    assert_eq!(texts(draft(numbers_in(10_001))), expected);
}

#[test]
fn a_text_of_a_condition_has_2048_bytes_and_no_more() {
    let title = || Field::PageTitle;
    // Two bytes each.
    let fits = "é".repeat(1_024);
    let over = format!("{fits}x");
    let found = "a text in a condition has at most 2048 bytes, found 2049";
    for (leaf, place) in [
        (title().is(over.clone()), "is"),
        (title().one_of(["a".to_owned(), over.clone()]), "in[1]"),
        (title().contains(over.clone()), "contains"),
        (title().starts_with(over.clone()), "starts_with"),
        (title().ends_with(over.clone()), "ends_with"),
        (Field::Language.within(over.clone()), "within"),
        (Field::PageHost.is(over.clone()), "is"),
        (Field::PagePath.starts_with(over.clone()), "starts_with"),
        (Field::Country.is(over.clone()), "is"),
    ] {
        assert_eq!(texts(draft(leaf)), [format!("triggers[0].when.{place}: {found}")]);
    }
    let visitor = Visitor::undated().title(&fits);
    assert!(fires(title().is(fits.clone()), &visitor));
    assert!(fires(title().one_of([fits.clone()]), &visitor));
    assert!(fires(title().contains(fits.clone()), &visitor));
    assert!(fires(title().starts_with(fits.clone()), &visitor));
    assert!(fires(title().ends_with(fits.clone()), &visitor));
}

#[test]
fn the_name_of_a_field_is_a_text_of_a_condition() {
    let name = "a".repeat(2_048 - "attribute.".len());
    let visitor = Visitor::undated().attribute(name.as_str(), 1);
    assert!(fires(Field::attribute(&name).is(1), &visitor));
    assert_eq!(
        texts(draft(Field::attribute(&format!("{name}a")).is(1))),
        ["triggers[0].when.field: a text in a condition has at most 2048 bytes, found 2049"]
    );
}

#[test]
fn a_group_code_has_64_characters_and_other_ids_have_128() {
    let draft = |group: usize, other: usize| {
        let (group, other) = ("g".repeat(group), "o".repeat(other));
        Draft::new()
            .schedule(Schedule::new(other.as_str(), "UTC"))
            .agent(Agent::new(other.as_str()))
            .group(Group::new(group.as_str(), "G").agents([other.as_str()]).schedule(&*other))
            .trigger(Trigger::new(other.as_str(), group.as_str()))
    };
    assert!(draft(64, 128).check().is_ok());
    assert!(draft(1, 1).check().is_ok());
    let places: Vec<String> = draft(65, 129)
        .check()
        .unwrap_err()
        .iter()
        .map(|problem| format!("{} {}", problem.path(), problem.kind().name()))
        .collect();
    assert_eq!(
        places,
        [
            "schedules[0].id invalid_id",
            "agents[0].id invalid_id",
            "groups[0].id invalid_id",
            "triggers[0].id invalid_id",
        ]
    );
}

#[test]
fn limits_can_be_read_from_the_crate() {
    for (limit, most) in [
        (Limit::Groups, 100_000),
        (Limit::Agents, 100_000),
        (Limit::Triggers, 2_000_000),
        (Limit::Depth, 32),
        (Limit::Leaves, 1_000),
        (Limit::ListItems, 10_000),
        (Limit::TextBytes, 2_048),
        (Limit::RegexBytes, 512),
        (Limit::RegexSize, 1_000),
        (Limit::RegexTotal, 128_000_000),
        (Limit::RegexSteps, 393_216_000),
    ] {
        assert_eq!(limit.most(), most);
    }
}
