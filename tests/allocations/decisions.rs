//! Decisions, by the way they take.

use allocation_counter::measure;
use frontdesk::{
    Agent, Condition, Draft, Field, Group, Heartbeat, Presence, Router, Source, Strategy,
    Timestamp, Trigger, Visitor,
};

use crate::allocations;
use crate::hostile_sets;
use crate::realistic_rules::RealisticRules;
use crate::rng::Rng;

/// Below what is looked up, and above.
const SIZES: [usize; 2] = [60, 500];

fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

#[test]
fn named_sources_allocate_nothing() {
    let draft = Draft::new()
        .agents((0..50).map(|n| Agent::new(format!("a{n}")).max_conversations(2)))
        .groups((0..1_000).map(|n| Group::new(format!("g{n}"), "G").all_agents()))
        .group(Group::new("closed", "Closed").disabled())
        .group(Group::new("busy", "Busy").agents(["a1"]).fallback("g1").overflow());
    let router = Router::new(draft.check().unwrap());
    let mut presence = Presence::everyone_online(&router);
    presence.set("a1", Heartbeat::online().load(2)).unwrap();
    let visitors = [
        Visitor::undated(),
        Visitor::at(noon()).group_code("g777"),
        Visitor::at(noon()).assignment("g1").group_code("g2").selection("g3"),
        Visitor::at(noon()).assignment("nobody").selection("closed").group_code("closed"),
        Visitor::at(noon()).group_code("busy"),
        Visitor::at(noon()).group_code("x".repeat(10_000)).id("v1"),
    ];
    for visitor in &visitors {
        assert_eq!(allocations(&router, visitor, &presence), 0, "{visitor:?}");
    }
}

#[test]
fn telling_many_allocates_nothing() {
    for strategy in [Strategy::Broadcast, Strategy::Ranked] {
        let group = Group::new("g", "G").all_agents().strategy(strategy);
        let agents = (0..1_000).map(|n| Agent::new(format!("a{n}")).max_conversations(3));
        let router = Router::new(Draft::new().agents(agents).group(group).check().unwrap());
        let presence = Presence::everyone_online(&router);
        for visitor in [Visitor::undated(), Visitor::undated().group_code("g")] {
            let decision = router.route(&visitor, &presence);
            let listed = measure(|| assert!(decision.notify().count() > 0));
            assert_eq!(listed.count_total, 0);
            let listed = measure(|| assert!(decision.candidates().count() < 1_001));
            assert_eq!(listed.count_total, 0);
        }
    }
}

#[test]
fn a_shops_decisions_allocate_nothing() {
    for size in [20, 60, 160, 500, 3_000] {
        let mut rng = Rng::new(3);
        let rules = RealisticRules::new(size);
        let router = Router::new(rules.workspace(&mut rng));
        let presence = Presence::everyone_online(&router);
        let mut won = 0;
        for _ in 0..200 {
            let visitor = rules.visitor(&mut rng);
            assert_eq!(allocations(&router, &visitor, &presence), 0, "{size} triggers");
            won += usize::from(router.route(&visitor, &presence).group().is_some());
        }
        assert!((10..200).contains(&won) || size == 20, "{won} of {size}");
    }
}

#[test]
fn hostile_sets_allocate_nothing() {
    for set in hostile_sets::all(500) {
        let router = Router::new(set.workspace());
        let presence = Presence::everyone_online(&router);
        for (visitor, _) in &set.visitors {
            assert_eq!(allocations(&router, visitor, &presence), 0, "{}", set.name);
        }
    }
}

/// Triggers that look at all that can be seen, with a broad one at the end.
#[track_caller]
fn looking_at_everything(size: usize) -> Router {
    let condition = |n: usize| -> Condition {
        let text = format!("part-{n}");
        match n % 12 {
            0 => {
                Field::PageHost.within(format!("h{n}.example")) & Field::PagePath.starts_with("/a")
            }
            1 => Field::PagePath.contains(text).into(),
            2 => Field::query("utm_source").is(text).into(),
            3 => Field::City.contains(text).ignore_case().into(),
            4 => Field::attribute("plan").ends_with(text).ignore_case().into(),
            5 => Field::attribute("tags").one_of([text, "none".to_owned()]).into(),
            6 => Field::Language.within("de") & Field::Country.is("DE") & Field::Region.is("DE-BY"),
            7 => Field::group("g").is("closed") & Field::schedule("s").is("open"),
            8 => Field::Staff.is("offline") & Field::bucket("b").below(n as f64),
            9 => Field::TimeOnPage.above(1e6 + n as f64).into(),
            10 => Field::ReferrerHost.is("none.example") | Field::PreviousPath.is("/none"),
            _ => !Field::PageTitle.exists() & Field::attribute("vip").is(false),
        }
    };
    let triggers = (0..size).map(|n| Trigger::new(format!("t{n}"), "g").when(condition(n)));
    let draft = Draft::new()
        .precedence([Source::Trigger])
        .agents(["a1", "a2"].map(Agent::new))
        .schedule(frontdesk::Schedule::new("s", "Europe/Paris"))
        .group(Group::new("g", "G").all_agents())
        .triggers(triggers)
        .trigger(Trigger::new("last", "g").when(Field::PageUrl.exists()));
    Router::new(draft.check().unwrap_or_else(|problems| panic!("{problems}")))
}

fn visitor() -> Visitor<'static> {
    Visitor::at(noon())
        .id("v1")
        .page("https://shop.example.com/a/b?x=y&utm_source=ads")
        .title("Welcome")
        .previous("https://shop.example.com/")
        .referrer("https://search.example/?q=a")
        .language("fr-CA")
        .country("FR")
        .region("FR-IDF")
        .city("Paris")
        .device("desktop")
        .visits(3)
        .time_on_page(12.5)
        .attribute("plan", "pro")
        .attribute("vip", true)
        .attribute("tags", ["b2b", "beta"])
}

/// That no decision on these visitors allocates, below and above what is looked up.
#[track_caller]
fn assert_none(what: &str, visitors: &[Visitor<'static>]) {
    for size in SIZES {
        let router = looking_at_everything(size);
        let presence = Presence::everyone_online(&router);
        for visitor in visitors {
            let count = allocations(&router, visitor, &presence);
            assert_eq!(count, 0, "{what}, {size} triggers, {visitor:?}");
            // It has looked at all of them.
            let decision = router.route(visitor, &presence);
            assert!(decision.to_string().contains("`last`"), "{decision}");
        }
    }
}

#[test]
fn canonical_urls_allocate_nothing() {
    let urls = [
        "https://shop.example.com/a/b?x=y&utm_source=ads",
        "http://a-b.example",
        "https://shop.example.com/%C3%A9/?utm_source=",
        "https://shop.example.com/p;x=1?utm_source=ads#top",
    ];
    assert_none("canonical URLs", &urls.map(|url| visitor().page(url)));
    assert_none("a referrer", &urls.map(|url| visitor().referrer(url).previous(url)));
}

#[test]
fn values_of_other_types_and_lists_allocate_nothing() {
    let visitors = [
        visitor().attribute("plan", 1.0).attribute("tags", true).attribute("vip", "yes"),
        visitor().attribute("plan", ["a", "B", "É"]),
        visitor().attribute("tags", vec!["x"; 300]),
        visitor().attribute("plan", "a".repeat(8_193)),
        visitor().attribute("plan", "a".repeat(8_192)),
    ];
    assert_none("lists and others", &visitors);
}

#[test]
fn upper_case_allocates_nothing_up_to_126_bytes() {
    let lengths = [2, 11, 22, 23, 63, 64, 125, 126];
    let texts = ["A", "É", "aΣ"]
        .into_iter()
        .flat_map(|letter| lengths.map(|bytes: usize| letter.repeat(bytes / letter.len())));
    let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
    let visitors = texts.iter().flat_map(|text| {
        [
            visitor().attribute("plan", text.clone()),
            visitor().city(text.clone()),
            visitor().attribute("plan", vec![text.clone(); 5]).city(text.clone()),
        ]
    });
    let visitors: Vec<_> = visitors.collect();
    assert_none("upper case", &visitors);
}

#[test]
fn tags_and_codes_in_other_cases_allocate_nothing() {
    let visitors = [
        visitor().language("FR").country("fr").region("fr-idf"),
        visitor().language("zh-Hant-TW"),
        visitor().language("not a tag").country("F1").region("FR-"),
        visitor().city("SAINT-ÉTIENNE").device("Desktop"),
    ];
    assert_none("cases", &visitors);
}

#[test]
fn tags_with_underscores_allocate_nothing() {
    let visitors = ["fr_CA", "zh_Hant_TW"].map(|tag| visitor().language(tag));
    assert_none("underscores", &visitors);
}

#[test]
fn encoded_query_values_allocate_nothing() {
    let urls = [
        "https://shop.example.com/a?utm_source=%C3%A9t%C3%A9",
        "https://shop.example.com/a?utm_source=a+b",
        "https://shop.example.com/a?utm%5Fsource=ads",
    ];
    assert_none("encoded values", &urls.map(|url| visitor().page(url)));
}

/// How often it allocates that six fields are compared in lower case and are longer than what is
/// kept anywhere; the goal is 0.
const LONG_FOLDS: u64 = 4;

#[test]
fn many_long_texts_in_upper_case_hardly_allocate() {
    for size in SIZES {
        let name = |n: usize| format!("t{}", n % 6);
        let when = |n: usize| Field::attribute(&name(n)).is(format!("v{n}")).ignore_case();
        let triggers = (0..size).map(|n| Trigger::new(format!("t{n}"), "g").when(when(n)));
        let draft = Draft::new().group(Group::new("g", "G")).triggers(triggers);
        let router = Router::new(draft.check().unwrap());
        let presence = Presence::new(&router);
        let mut visitor = Visitor::undated();
        visitor.attributes = (0..6).map(|n| (name(n), "A".repeat(100))).collect();
        let count = allocations(&router, &visitor, &presence);
        assert!(count <= LONG_FOLDS, "{count}, {size} triggers");
    }
}

#[test]
fn regular_expressions_allocate_nothing_once_a_thread_has_used_them() {
    for size in SIZES {
        let triggers = (0..size).map(|n| {
            let expression = [format!("/item-{n}(/|$)"), format!("[0-9]+x{}$", n % 30)];
            let when = Field::PageUrl.matches(&expression[n % 2]) & Field::Visits.above(5);
            Trigger::new(format!("t{n}"), "g").when(when)
        });
        let draft = Draft::new().group(Group::new("g", "G")).triggers(triggers.take(200));
        let router = Router::new(draft.check().unwrap_or_else(|problems| panic!("{problems}")));
        let presence = Presence::everyone_online(&router);
        let urls = ["https://a.example/item-4/", "https://a.example/item-40", "https://a/12x5", ""];
        let visitors = urls.map(|url| Visitor::undated().page(url).visits(9));
        for visitor in &visitors {
            allocations(&router, visitor, &presence);
        }
        for visitor in &visitors {
            assert_eq!(allocations(&router, visitor, &presence), 0, "{visitor:?}");
        }
    }
}

#[test]
fn more_fields_and_states_than_are_kept_allocate_nothing() {
    for size in SIZES {
        let triggers = (0..size).map(|n| {
            let field = |kind: &str| Field::attribute(&format!("{kind}{}", n % 100));
            let when = field("t").is(format!("v{n}")) | field("n").above(n as f64);
            let when = when & Field::group(format!("g{}", n % 40)).is("available");
            Trigger::new(format!("t{n}"), "g0").when(when)
        });
        let draft = Draft::new()
            .precedence([Source::Trigger])
            .groups((0..40).map(|n| Group::new(format!("g{n}"), "G").all_agents()))
            .agent(Agent::new("a1"))
            .triggers(triggers);
        let router = Router::new(draft.check().unwrap_or_else(|problems| panic!("{problems}")));
        let presence = Presence::everyone_online(&router);
        let attributes = (0..100).map(|n| (format!("t{n}"), format!("v{}", n % 7)));
        let mut visitor = Visitor::undated();
        visitor.attributes = attributes.collect();
        assert_eq!(allocations(&router, &visitor, &presence), 0);
    }
}

#[test]
fn a_beat_allocates_nothing() {
    let draft = Draft::new()
        .agents((0..1_000).map(|n| Agent::new(format!("a{n}")).max_conversations(3)))
        .groups((0..20).map(|n| Group::new(format!("g{n}"), "G").all_agents()));
    let router = Router::new(draft.check().unwrap());
    let mut presence = Presence::new(&router);
    let ids: Vec<String> = (0..1_000).map(|n| format!("a{n}")).collect();
    let count = measure(|| {
        for (n, id) in (0..).zip(&ids) {
            let is_known = presence.set(id.as_str(), Heartbeat::online().load(n % 5)).is_ok();
            assert!(is_known);
        }
    });
    assert_eq!(count.count_total, 0);
}

#[test]
fn a_beat_that_prolongs_a_lease_allocates_nothing() {
    let draft = Draft::new()
        .agents((0..1_000).map(|n| Agent::new(format!("a{n}"))))
        .group(Group::new("g", "G").all_agents());
    let router = Router::new(draft.check().unwrap());
    let mut presence = Presence::new(&router);
    let ids: Vec<String> = (0..1_000).map(|n| format!("a{n}")).collect();
    let start = noon().unix_millis();
    let mut round = |number: i64| {
        for (n, id) in (0..).zip(&ids) {
            let until = Timestamp::from_unix_millis(start + number * 60_000 + n);
            assert!(presence.set(id.as_str(), Heartbeat::online().until(until)).is_ok());
        }
    };
    round(0);
    let count = measure(|| round(1)).count_total;
    assert_eq!(count, 0);
}
