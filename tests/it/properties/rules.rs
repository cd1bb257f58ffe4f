//! What findings say of triggers holds for every visitor of a small world.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use frontdesk::{Agent, Condition, Draft, Field, Group, GroupId, Presence, Router, Trigger, TriggerId, Visitor, Workspace};
use frontdesk::analysis::{Finding, analyze};
use frontdesk::condition::Predicate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::run::holds;

/// Tests that have much to do with each other.
fn leaves() -> Vec<Predicate> {
    let path = || Field::PagePath;
    let host = || Field::PageHost;
    let tag = || Field::attribute("x");
    vec![
        Field::Country.is("FR"),
        Field::Country.is("DE"),
        Field::Country.one_of(["FR", "DE"]),
        Field::Country.one_of(["FR", "IT"]),
        Field::Country.exists(),
        Field::Country.missing(),
        path().starts_with("/a"),
        path().starts_with("/a/"),
        path().starts_with("/b"),
        path().ends_with("b"),
        path().contains("a"),
        path().is("/a/b"),
        path().one_of(["/a", "/b"]),
        path().matches("^/(a|b)$"),
        host().within("example"),
        host().within("a.example"),
        host().is("b.a.example"),
        host().ends_with(".a.example"),
        Field::Visits.at_least(1),
        Field::Visits.above(1),
        Field::Visits.below(2),
        Field::Visits.at_most(2),
        Field::Visits.is(2),
        Field::Visits.one_of([1, 2]),
        Field::Language.within("fr"),
        Field::Language.within("fr-CA"),
        tag().is("a"),
        tag().one_of(["a", "b"]),
        tag().contains("a"),
        tag().is(1),
        tag().above(0),
        tag().below(2),
        tag().is(true),
        tag().exists(),
        Field::group("g0").is("available"),
        Field::group("g0").one_of(["available", "offline"]),
        Field::group("g0").is("offline"),
        Field::Staff.is("online"),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    let modified = (select(leaves()), select(vec![None, None, None, Some(true), Some(false)]));
    let leaf = modified.prop_map(|(leaf, truth)| match truth {
        Some(truth) if takes_unknown(&leaf) => Condition::from(leaf.if_unknown(truth)),
        _ => Condition::from(leaf),
    });
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            3 => vec(inner.clone(), 2..4).prop_map(Condition::All),
            2 => vec(inner.clone(), 2..4).prop_map(Condition::Any),
            1 => inner.prop_map(|part| !part),
        ]
    })
}

fn takes_unknown(leaf: &Predicate) -> bool {
    let is_state = matches!(leaf.field(), Field::Group(_) | Field::Staff);
    !is_state && leaf.operator().operator_word() != "exists"
}

fn workspace() -> impl Strategy<Value = Workspace> {
    let triggers = vec((0..3_usize, condition()), 1..6);
    let default = select(vec![None, Some("g0"), Some("g1")]);
    (triggers, default).prop_map(|(triggers, default)| {
        let mut draft = Draft::new().agent(Agent::new("x"));
        draft.default_group = default.map(Into::into);
        for n in 0..3 {
            draft = draft.group(Group::new(format!("g{n}"), "G").all_agents());
        }
        for (n, (target, when)) in triggers.into_iter().enumerate() {
            draft = draft.trigger(Trigger::new(format!("t{n}"), format!("g{target}")).when(when));
        }
        draft.check().unwrap()
    })
}

/// Every visitor of a small world.
fn visitors() -> Vec<Visitor<'static>> {
    let mut visitors = Vec::new();
    let urls = [
        "", "https://a.example/", "https://b.a.example/a", "https://other/a/b", "https://c.example/b",
        "https://xa.example/ab",
    ];
    for url in urls {
        for country in ["", "FR", "DE", "IT"] {
            for visits in [None, Some(0), Some(1), Some(2), Some(3)] {
                for (n, language) in ["", "fr", "fr-CA", "de"].into_iter().enumerate() {
                    let visitor = Visitor::undated().page(url).country(country).language(language);
                    let mut visitor = match visits {
                        Some(visits) => visitor.visits(visits),
                        None => visitor,
                    };
                    // The values of the attribute go round.
                    visitor = match (visitors.len() + n) % 9 {
                        0 => visitor.attribute("x", "a"),
                        1 => visitor.attribute("x", "b"),
                        2 => visitor.attribute("x", "ab"),
                        3 => visitor.attribute("x", 1),
                        4 => visitor.attribute("x", 2),
                        5 => visitor.attribute("x", true),
                        6 => visitor.attribute("x", vec!["a", "b"]),
                        7 => visitor.attribute("x", Vec::<&str>::new()),
                        _ => visitor,
                    };
                    visitors.push(visitor);
                }
            }
        }
    }
    visitors
}

/// Who wins, and the group, of each visitor, with everybody there and with nobody.
fn decisions(draft: &Draft, visitors: &[Visitor<'_>]) -> Vec<(Option<String>, Option<String>)> {
    let router = Router::new(draft.clone().check().unwrap());
    let mut decisions = Vec::new();
    for presence in [Presence::everyone_online(&router), Presence::new(&router)] {
        for visitor in visitors {
            let decision = router.route(visitor, &presence).to_record();
            let text = |id: Option<&str>| id.map(str::to_owned);
            decisions.push((
                text(decision.trigger.as_ref().map(TriggerId::as_str)),
                text(decision.group.as_ref().map(GroupId::as_str)),
            ));
        }
    }
    decisions
}

/// For which of them a trigger is true, whatever stands before it.
fn alone(draft: &Draft, trigger: &str, visitors: &[Visitor<'_>]) -> Vec<bool> {
    let mut draft = draft.clone();
    draft.triggers.retain(|known| known.id == *trigger);
    decisions(&draft, visitors).into_iter().map(|(winner, _)| winner.is_some()).collect()
}

#[test]
fn what_is_said_of_triggers_holds_for_every_visitor() {
    let visitors = visitors();
    let counts: RefCell<BTreeMap<&str, u32>> = RefCell::default();
    holds(150, workspace(), |workspace| {
        let draft = workspace.draft();
        for finding in &analyze(&workspace) {
            match finding {
                Finding::Contradictory { trigger, tests, .. } => {
                    let fires = alone(draft, trigger.as_str(), &visitors);
                    prop_assert!(!fires.contains(&true), "{}\n{:?}", finding, draft.triggers);
                    prop_assert!(tests.len() > 1, "{}", finding);
                }
                Finding::Shadowed { trigger, by, .. } => {
                    let fires = alone(draft, trigger.as_str(), &visitors);
                    let beats = alone(draft, by.as_str(), &visitors);
                    let holds = fires.iter().zip(&beats).all(|(fires, beats)| !fires || *beats);
                    prop_assert!(holds, "{}\n{:?}", finding, draft.triggers);
                }
                Finding::Redundant { trigger, .. } => {
                    let mut without = draft.clone();
                    without.triggers.retain(|known| known.id != *trigger);
                    let [with, without] = [draft, &without].map(|draft| decisions(draft, &visitors));
                    let groups = with.iter().zip(&without);
                    let holds = groups.into_iter().all(|((_, with), (_, without))| with == without);
                    prop_assert!(holds, "{}\n{:?}", finding, draft.triggers);
                }
                _ => continue,
            }
            *counts.borrow_mut().entry(finding.name()).or_default() += 1;
        }
        Ok(())
    });
    let counts = counts.into_inner();
    for kind in ["contradictory", "shadowed", "redundant"] {
        assert!(counts.get(kind).is_some_and(|count| *count > 3), "{counts:?}");
    }
}

/// Parts of expressions, those that fit a URL and those that do not.
const PARTS: [&str; 26] = [
    "^", "$", "/", "shop", "cart", "é", "\\?", "#", "[a-z]", "\\.", "S", "(a|b)", "x*", "https?://", ":", "\\b",
    "(?i)", ".", "\\w+", "(^|/)", "[A-Z]?", "%C3%A9", " ", "example", "{2}", "\\[",
];

#[test]
fn an_expression_that_is_called_impossible_is_found_in_no_address() {
    let addresses = [
        "https://shop.example/",
        "http://www.shop.example/cart?x=1&y=a%20b#top",
        "https://a.b.example:8080/shop/CART/index.html",
        "https://bücher.example/aide/é",
        "https://[2001:db8::1]/a b",
        "https://localhost/",
        "https://example.com./a//b/",
        "https://x_y.example/(a)/[b]|{c}^d?q=é",
    ];
    let visitors: Vec<Visitor<'_>> =
        addresses.into_iter().map(|url| Visitor::undated().page(url)).collect();
    let (said, unsaid) = (Cell::new(0), Cell::new(0));
    let expression = vec(select(&PARTS[..]), 1..6).prop_map(|parts| parts.concat());
    let fields = select(vec![Field::PageHost, Field::PagePath, Field::PageUrl]);
    holds(300, (fields, expression, any::<bool>()), |(field, expression, ignores_case)| {
        let leaf = field.matches(expression);
        let leaf = if ignores_case { leaf.ignore_case() } else { leaf };
        let draft = Draft::new()
            .group(Group::new("g", "G"))
            .trigger(Trigger::new("t", "g").when(leaf.clone()));
        // Not every row of parts is an expression.
        let Ok(workspace) = draft.check() else {
            return Ok(());
        };
        let findings = analyze(&workspace);
        let is_impossible = findings.iter().any(|found| found.name() == "impossible_expression");
        let router = Router::new(workspace);
        let presence = Presence::new(&router);
        let fires = visitors.iter().any(|visitor| router.route(visitor, &presence).group().is_some());
        prop_assert!(!(fires && is_impossible), "{}\n{}", leaf, findings);
        let count = if is_impossible { &said } else { &unsaid };
        count.set(count.get() + 1);
        Ok(())
    });
    assert!(said.get() > 50 && unsaid.get() > 50, "{} impossible, {} not", said.get(), unsaid.get());
}
