//! What would have had to be different does send the visitor there, and nothing less does (rule X2).

use frontdesk::{Condition, Draft, Field, Group, Presence, Router, Source, Trigger, Visitor, Workspace};
use frontdesk::condition::Predicate;
use frontdesk::explain::Counterfactual;
use frontdesk::settings::{PickerMode, PickerSettings};
use frontdesk::visitor::Value;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::support::generate::case;
use crate::support::run::holds;

#[test]
fn the_changes_send_the_visitor_there() {
    holds(20, case(2), |case| {
        let router = Router::new(case.workspace.clone());
        for question in &case.questions {
            let (presence, _) = Presence::from_record(&router, &question.presence);
            let situation = router.situation(&question.visitor, &presence);
            for group in case.workspace.groups() {
                let why_not = situation.why_not_within(&group.id, 4_000).unwrap();
                let chosen = situation.route().group().map(|group| &group.id) == Some(&group.id);
                prop_assert_eq!(chosen, why_not.smallest == Counterfactual::Chosen, "{}", why_not);
                prop_assert!(chosen || group.enabled || why_not.smallest != Counterfactual::NoneWithinThree);
                for way in [&why_not.smallest, &why_not.by_rules] {
                    let Counterfactual::Changes(changes) = way else { continue };
                    prop_assert!((1..=3).contains(&changes.len()));
                    let changed = changes.apply(&question.visitor);
                    let decision = router.route(&changed, &presence).to_record();
                    prop_assert_eq!(decision.group.as_ref(), Some(&group.id), "{}", why_not);
                }
                prop_assert!(!why_not.to_string().is_empty());
            }
        }
        Ok(())
    });
}

#[test]
fn nothing_less_sends_the_visitor_there() {
    holds(10, (workspace(), visitor()), |(workspace, visitor)| {
        let router = Router::new(workspace.clone());
        let presence = Presence::everyone_online(&router);
        let facts = facts(&workspace);
        for group in workspace.groups() {
            let why_not = router.situation(&visitor, &presence).why_not(&group.id).unwrap();
            let lands = |visitor: &Visitor<'_>| {
                router.route(visitor, &presence).group().is_some_and(|chosen| chosen.id == group.id)
            };
            let named = |field: &str, value: &Value<'_>| {
                ["selection", "group_code"].contains(&field) && *value == Value::from(group.id.as_str())
            };
            for (way, naming) in [(&why_not.smallest, true), (&why_not.by_rules, false)] {
                let most = match way {
                    Counterfactual::Changes(changes) => changes.len() - 1,
                    Counterfactual::NoneWithinThree => 3,
                    Counterfactual::Chosen => continue,
                    other => panic!("{other}"),
                };
                let allowed: Vec<(&str, Vec<Value<'static>>)> = facts
                    .iter()
                    .map(|(field, values)| {
                        let values = values.iter().filter(|value| naming || !named(field, value));
                        (*field, values.cloned().collect())
                    })
                    .collect();
                let fewer = smaller(&visitor, &allowed, most, &lands);
                prop_assert!(fewer.is_none(), "{}\nbut {:?}\n{}", why_not,
                    serde_json::to_string(&fewer).unwrap(),
                    serde_json::to_string(&workspace).unwrap());
            }
        }
        Ok(())
    });
}

/// A visitor with at most so many other facts who gets the group, by trying them all.
fn smaller(
    visitor: &Visitor<'static>,
    facts: &[(&str, Vec<Value<'static>>)],
    most: usize,
    lands: &impl Fn(&Visitor<'_>) -> bool,
) -> Option<Visitor<'static>> {
    if lands(visitor) {
        return Some(visitor.clone());
    }
    if most == 0 {
        return None;
    }
    facts.iter().enumerate().find_map(|(n, (field, values))| {
        values.iter().find_map(|value| {
            let changed = with(visitor.clone(), field, value);
            smaller(&changed, &facts[n + 1..], most - 1, lands)
        })
    })
}

fn with(mut visitor: Visitor<'static>, field: &str, value: &Value<'static>) -> Visitor<'static> {
    let text = || match value {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    };
    let number = || match value {
        Value::Number(number) => Some(*number),
        _ => None,
    };
    match field {
        "country" => visitor.country(text()),
        "device" => visitor.device(text()),
        "visits" => visitor.visits(number().map(|number| number as u64)),
        "selection" => visitor.selection(text()),
        "group_code" => visitor.group_code(text()),
        "page.url" => visitor.page(text()),
        "page.host" | "page.path" => {
            let url = visitor.page.url.as_deref().map(url::Url::parse);
            let mut url = match url {
                Some(Ok(url)) => url,
                _ => url::Url::parse("https://site.example/").unwrap(),
            };
            match field {
                "page.host" => url.set_host(text().as_deref()).unwrap(),
                _ => url.set_path(&text().unwrap()),
            }
            visitor.page(String::from(url))
        }
        attribute => {
            let name = attribute.strip_prefix("attribute.").unwrap().to_owned();
            visitor.attributes.set(name, value.clone());
            visitor
        }
    }
}

/// The values that the rules name, and one more of each kind.
fn facts(workspace: &Workspace) -> Vec<(&'static str, Vec<Value<'static>>)> {
    let text = |words: &[&'static str]| {
        words.iter().map(|word| Value::from(*word)).chain([Value::Null]).collect::<Vec<_>>()
    };
    let looks_at = |field: &str| {
        let rules = workspace.triggers().iter().filter_map(|trigger| trigger.when.as_ref());
        rules.into_iter().any(|when| when.to_string().contains(field))
    };
    let known = |words: &[&'static str]| words.iter().map(|word| Value::from(*word)).collect();
    // Whole URLs before their parts.
    let mut facts = vec![
        ("country", text(&["FR", "DE", "US", "AQ"])),
        ("device", text(&["bot", "mobile", "tv"])),
        ("visits", (0..7).map(Value::from).chain([Value::Null]).collect()),
        ("selection", text(&["a", "b", "c", "nowhere"])),
        ("group_code", text(&["a", "b", "c", "nowhere"])),
    ];
    if looks_at("page.") {
        facts.push(("page.url", vec![Value::Null]));
    }
    if looks_at("page.host") {
        facts.push(("page.host", known(&["a.example", "b.a.example", "other.example"])));
    }
    if looks_at("page.path") {
        facts.push(("page.path", known(&["/x", "/x/y", "/z", "/other"])));
    }
    if looks_at("attribute.plan") {
        facts.push(("attribute.plan", text(&["pro", "free", "nothing"])));
    }
    if looks_at("attribute.cart") {
        let halves = (-2..12).map(|n| Value::from(f64::from(n) / 2.0));
        facts.push(("attribute.cart", halves.chain([Value::Null]).collect()));
    }
    facts
}

fn leaf() -> BoxedStrategy<Predicate> {
    let words = |field: Field, words: &'static [&'static str]| {
        let one = {
            let field = field.clone();
            select(words).prop_map(move |word| field.clone().is(word))
        };
        let some = {
            let field = field.clone();
            subsequence(words, 1..=2).prop_map(move |words| field.clone().one_of(words))
        };
        let known = Just(field.clone().exists());
        let unknown = Just(field.missing());
        prop_oneof![5 => one, 2 => some, 1 => known, 1 => unknown]
    };
    let bound = select(&[1.0, 2.0, 3.0, 4.0][..]);
    let numbers = |field: Field| {
        (bound.clone(), 0..5).prop_map(move |(bound, operator)| match operator {
            0 => field.clone().at_least(bound),
            1 => field.clone().at_most(bound),
            2 => field.clone().above(bound),
            3 => field.clone().below(bound),
            _ => field.clone().is(bound),
        })
    };
    let leaf = prop_oneof![
        3 => words(Field::Country, &["FR", "DE", "US"]),
        2 => words(Field::Device, &["bot", "mobile"]),
        3 => words(Field::attribute("plan"), &["pro", "free"]),
        2 => numbers(Field::Visits),
        2 => numbers(Field::attribute("cart")),
        1 => words(Field::GroupCode, &["a", "b"]),
        1 => words(Field::PageHost, &["a.example", "b.a.example"]),
        1 => words(Field::PagePath, &["/x", "/z"]),
        1 => select(&["a.example", "b.a.example"][..])
            .prop_map(|host| Field::PageHost.within(host)),
        1 => select(&["/x", "/x/"][..]).prop_map(|start| Field::PagePath.starts_with(start)),
    ];
    (leaf, option::weighted(0.3, any::<bool>()))
        .prop_map(|(leaf, if_unknown)| match if_unknown {
            Some(truth) if !matches!(leaf.operator(), frontdesk::condition::Operator::Exists(_)) => {
                leaf.if_unknown(truth)
            }
            _ => leaf,
        })
        .boxed()
}

fn condition() -> BoxedStrategy<Condition> {
    leaf()
        .prop_map(Condition::Predicate)
        .prop_recursive(3, 10, 3, |part| {
            prop_oneof![
                4 => vec(part.clone(), 2..4).prop_map(Condition::All),
                2 => vec(part.clone(), 2..4).prop_map(Condition::Any),
                1 => part.prop_map(|part| !part),
            ]
        })
        .boxed()
}

fn workspace() -> impl Strategy<Value = Workspace> {
    let trigger = (select(&["a", "b", "c"][..]), option::weighted(0.9, condition()));
    let precedence = prop_oneof![
        2 => Just(Source::ORDER.to_vec()),
        2 => Just(vec![Source::Trigger, Source::GroupCode, Source::Selection]),
        2 => Just(vec![Source::Trigger]),
    ];
    let mode = select(&[PickerMode::Off, PickerMode::Optional, PickerMode::Required][..]);
    let default = option::of(select(&["a", "b"][..]));
    (vec(trigger, 1..6), precedence, mode, default).prop_map(
        |(triggers, precedence, mode, default)| {
            let mut draft = Draft::new()
                .groups([Group::new("a", "A"), Group::new("b", "B"), Group::new("c", "C").private()])
                .picker(PickerSettings::new(mode))
                .precedence(precedence);
            for (n, (group, when)) in triggers.into_iter().enumerate() {
                let mut trigger = Trigger::new(n.to_string().as_str(), group);
                trigger.when = when;
                draft = draft.trigger(trigger);
            }
            draft.default_group = default.map(Into::into);
            draft.check().unwrap()
        },
    )
}

fn visitor() -> impl Strategy<Value = Visitor<'static>> {
    let word = |words: &'static [&'static str]| option::of(select(words));
    (
        word(&["FR", "DE", "AQ"]),
        word(&["bot", "mobile", "tv"]),
        option::of(0..6_u64),
        word(&["pro", "free", "nothing"]),
        option::of(0..6_i32),
        option::weighted(0.3, select(&["a", "b", "nowhere"][..])),
        option::weighted(0.3, select(&["a", "c", "nowhere"][..])),
        word(&["https://a.example/x", "https://b.a.example/z?q=1", "http://other.example/", "no url"]),
    )
        .prop_map(|(country, device, visits, plan, cart, selection, code, url)| {
            Visitor::undated()
                .page(url)
                .country(country)
                .device(device)
                .visits(visits)
                .attribute("plan", plan)
                .attribute("cart", cart)
                .selection(selection)
                .group_code(code)
        })
}
