//! The search for visitors who show that an assertion does not hold (rule N4).

use frontdesk::{Draft, Presence, Router, Visitor};
use frontdesk::analysis::{Finding, analyze};
use frontdesk::expect::{AssertionSearch, FailedAssertion, VisitorOrigin};
use serde_json::{Value, json};

const NOBODY: [Visitor<'static>; 0] = [];

#[track_caller]
fn router(document: &Value) -> Router {
    let draft: Draft = serde_json::from_str(&document.to_string()).expect("a document");
    Router::new(draft.check().unwrap_or_else(|problems| panic!("{document:#}\n{problems}")))
}

/// Groups `a`, `b` and `c`, `a` the default one, with these triggers and assertions; `office` is open on
/// Monday mornings, and so is `c`.
fn workspace(triggers: &Value, assertions: &Value) -> Value {
    json!({
        "default_group": "a",
        "schedules": [{"id": "office", "zone": "Europe/Paris", "weekly": {"mon": ["09:00-12:00"]}}],
        "agents": [{"id": "ana"}],
        "groups": [
            {"id": "a", "name": "A", "agents": "all"},
            {"id": "b", "name": "B", "agents": "all"},
            {"id": "c", "name": "C", "agents": "all", "schedule": "office", "fallback": "b"},
        ],
        "triggers": triggers,
        "assertions": assertions,
    })
}

#[track_caller]
fn search(triggers: &Value, assertions: &Value) -> AssertionSearch {
    let router = router(&workspace(triggers, assertions));
    let search = router.try_assertions(NOBODY);
    search.failed.iter().for_each(|failed| check_failed(&router, failed));
    search
}

/// A failed assertion is what it says, as far as the router alone can tell: the visitor gets that decision,
/// it breaks the assertion, and a trigger of the assertion's condition fires for the visitor.
#[track_caller]
fn check_failed(router: &Router, failed: &FailedAssertion) {
    let presence = |router: &Router| match &failed.presence {
        Some(record) => Presence::from_record(router, record).0,
        None => Presence::everyone_online(router),
    };
    let decision = router.route(&failed.visitor, &presence(router)).to_record();
    assert_eq!(decision, failed.decision);
    let is_forbidden = decision.group.as_ref().is_some_and(|group| failed.never.contains(group));
    let is_demanded = decision.group.as_ref().is_some_and(|group| failed.always.contains(group));
    assert!(is_forbidden || !(failed.always.is_empty() || is_demanded), "{failed}");
    if let Some(when) = &failed.when {
        let mut draft = router.workspace().draft().clone();
        draft.triggers = vec![frontdesk::Trigger::new("when", "b").when(when.clone())];
        draft.precedence = vec![frontdesk::Source::Trigger];
        draft.assertions.clear();
        let fits = Router::new(draft.check().unwrap());
        let decision = fits.route(&failed.visitor, &presence(&fits)).to_record();
        assert_eq!(decision.trigger.expect("the condition is true"), "when", "{failed}");
    }
}

/// Conditions of an assertion and of a trigger that one visitor fits.
fn together() -> Vec<(Value, Value)> {
    let field = |field: &str, operator: &str, value: Value| json!({"field": field, operator: value});
    vec![
        (field("country", "is", json!("FR")), field("page.path", "is", json!("/x"))),
        (field("country", "is", json!("FR")), field("country", "in", json!(["DE", "FR"]))),
        (field("country", "in", json!(["DE", "FR"])), field("country", "is", json!("FR"))),
        (field("country", "in", json!(["DE", "FR"])), field("country", "not_in", json!(["DE", "US"]))),
        (field("city", "not_in", json!(["Paris", "Lyon"])), field("city", "starts_with", json!("Par"))),
        (field("visits", "not_in", json!([1, 2])), field("visits", "below", json!(3))),
        (field("visits", "at_least", json!(5)), field("visits", "above", json!(9))),
        (field("visits", "at_least", json!(5)), field("visits", "at_most", json!(5))),
        (field("time_on_page", "above", json!(5)), field("time_on_page", "below", json!(5.5))),
        (field("page.host", "within", json!("shop.example")), field("page.path", "starts_with", json!("/a/"))),
        (field("page.path", "starts_with", json!("/a/")), field("page.path", "ends_with", json!(".html"))),
        (field("page.path", "contains", json!("b")), field("page.path", "starts_with", json!("/a"))),
        (field("page.path", "starts_with", json!("/a")), field("page.path", "matches", json!("[0-9]{3}$"))),
        (field("page.query.q", "is", json!("x y")), field("page.host", "is", json!("bücher.example"))),
        (field("referrer.query.q", "is", json!("x y")), field("referrer.host", "is", json!("a.example"))),
        (field("previous.query.q", "is", json!("")), field("previous.path", "is", json!("/y"))),
        (field("page.url", "contains", json!("utm")), field("page.host", "is", json!("a.example"))),
        (field("page.title", "contains", json!("one")), field("page.title", "contains", json!("two"))),
        (field("referrer.host", "ends_with", json!(".example")), field("referrer.path", "is", json!("/y"))),
        (field("previous.url", "exists", json!(true)), field("previous.path", "is", json!("/y"))),
        (field("language", "within", json!("fr")), field("language", "is", json!("fr-CA"))),
        (field("region", "is", json!("FR-IDF")), field("city", "is", json!("Paris"))),
        (field("attribute.plan", "is", json!("pro")), field("attribute.vip", "is", json!(true))),
        (field("attribute.cart", "above", json!(100)), field("attribute.cart", "below", json!(101))),
        (field("attribute.tags", "contains", json!("b")), field("attribute.tags", "starts_with", json!("a"))),
        (field("bucket.x", "below", json!(10)), field("visits", "is", json!(1))),
        (field("group_code", "is", json!("nothing")), field("selection", "is", json!("nothing"))),
        (field("schedule.office", "is", json!("open")), field("country", "is", json!("FR"))),
        (field("country", "is", json!("FR")), field("group.c", "is", json!("available"))),
        (field("country", "is", json!("FR")), field("group.c", "is", json!("closed"))),
        (field("staff", "is", json!("online")), field("device", "exists", json!(false))),
        (
            json!({"not": {"field": "country", "is": "FR"}}),
            json!({"not": {"field": "country", "in": ["DE", "US"]}}),
        ),
        (
            json!({"not": {"field": "device", "is": "bot", "if_unknown": false}}),
            json!({"all": [{"field": "device", "exists": true}, {"not": {"field": "device", "is": "mobile"}}]}),
        ),
        (
            json!({"any": [{"field": "country", "is": "FR"}, {"field": "country", "is": "BE"}]}),
            json!({"all": [{"field": "country", "is": "BE"}, {"field": "visits", "is": 2}]}),
        ),
        (
            json!({"all": [{"field": "country", "is": "FR"}, {"not": {"any": [
                {"field": "visits", "above": 3}, {"field": "city", "is": "Paris"}]}}]}),
            json!({"any": [{"field": "visits", "above": 9},
                           {"all": [{"field": "city", "is": "Lyon"}, {"field": "visits", "is": 1}]}]}),
        ),
    ]
}

#[test]
fn a_visitor_who_fits_both_conditions_is_found() {
    for (when, condition) in together() {
        for disturbed in [false, true] {
            let mut triggers = vec![json!({"id": "t", "assign_to": "b", "when": condition})];
            if disturbed {
                // Others, before and behind it.
                triggers.insert(0, json!({"id": "no", "assign_to": "c", "when": {"field": "os", "is": "BeOS"}}));
                triggers.push(json!({"id": "rest", "assign_to": "c"}));
            }
            let assertions = json!([{"id": "leak", "when": when, "never": ["b"]}]);
            let search = search(&json!(triggers), &assertions);
            assert_eq!(search.failed.len(), 1, "{when} {condition}: {search:?}");
            let failed = &search.failed[0];
            assert_eq!(failed.id, "leak");
            assert_eq!(failed.decision.trigger.as_ref().unwrap(), &"t", "{failed}");
            assert!(search.unfinished.is_empty() && search.untested.is_empty());
        }
    }
}

#[test]
fn where_no_visitor_fits_both_none_is_found() {
    for (when, condition) in [
        (json!({"field": "country", "is": "FR"}), json!({"field": "country", "is": "DE"})),
        (json!({"field": "visits", "at_least": 5}), json!({"field": "visits", "below": 5})),
        (json!({"field": "country", "exists": false}), json!({"field": "country", "is": "DE"})),
        (
            json!({"field": "country", "is": "FR"}),
            json!({"all": [{"field": "visits", "is": 1}, {"not": {"field": "country", "is": "FR"}}]}),
        ),
        // Everyone is online.
        (json!({"field": "country", "is": "FR"}), json!({"field": "staff", "is": "offline"})),
        (json!({"field": "country", "is": "FR"}), json!({"field": "group.a", "in": ["busy", "closed"]})),
        // A visitor that is made names no group.
        (json!({"field": "country", "is": "FR"}), json!({"field": "os", "is": "BeOS", "if_unknown": false})),
    ] {
        let to_b = json!({"id": "t", "assign_to": "b", "when": condition});
        let triggers = match &condition["field"] {
            Value::String(field) if field == "os" => json!([]),
            _ => json!([to_b]),
        };
        let search = search(&triggers, &json!([{"when": when, "never": ["b"]}]));
        assert_eq!(search.failed, [], "{when} {condition}");
        assert!(search.unfinished.is_empty() && search.untested.is_empty(), "{search:?}");
        assert!(search.routed > 0);
    }
}

#[test]
fn what_must_always_be_is_tried_with_one_test_otherwise() {
    let billing = json!({"field": "page.path", "starts_with": "/billing"});
    let trigger = |other: Value| {
        json!([{"id": "t", "assign_to": "b", "when": {"all": [billing, other]}}])
    };
    let always = json!([{"id": "bills", "when": billing, "always": ["b"]}]);
    for other in [
        json!({"field": "country", "is": "FR"}),
        json!({"not": {"field": "device", "is": "bot"}}),
        json!({"not": {"field": "device", "is": "bot", "if_unknown": false}}),
        json!({"field": "visits", "at_least": 1, "if_unknown": true}),
        json!({"field": "schedule.office", "is": "open"}),
        json!({"field": "schedule.office", "is": "closed"}),
        json!({"field": "bucket.test", "below": 50}),
        json!({"field": "attribute.plan", "in": ["pro", "team"]}),
    ] {
        let search = search(&trigger(other.clone()), &always);
        assert_eq!(search.failed.len(), 1, "{other}");
        assert_eq!(search.failed[0].decision.group.as_ref().unwrap(), &"a");
    }
    let search = search(&json!([{"id": "t", "assign_to": "b", "when": billing}]), &always);
    assert_eq!(search.failed, []);
    assert!(search.routed > 0 && search.unfinished.is_empty() && search.untested.is_empty());
}

#[test]
fn the_visitor_has_nothing_that_does_not_matter() {
    let triggers = json!([{"id": "t", "assign_to": "b", "when": {"any": [
        {"all": [{"field": "country", "is": "DE"}, {"field": "city", "is": "Bonn"}]},
        {"all": [{"field": "visits", "above": 3}, {"field": "page.path", "starts_with": "/a"}]},
    ]}}]);
    let search = search(&triggers, &json!([{"when": {"any": [
        {"field": "country", "is": "FR"}, {"field": "device", "is": "bot"}]}, "never": ["b"]}]));
    let visitor = serde_json::to_value(&search.failed[0].visitor).unwrap();
    let facts = visitor.as_object().unwrap().len();
    assert!(facts <= 3, "{visitor}");
}

#[test]
fn it_says_what_is_demanded_and_what_came() {
    let text = |assertion: Value| {
        let triggers = json!([{"id": "t", "assign_to": "b", "when": {"field": "visits", "is": 3}}]);
        search(&triggers, &json!([assertion])).failed[0].to_string()
    };
    let when = json!({"field": "visits", "is": 3});
    let came = "but the visitor `{\"visits\":3}` goes to `b` by trigger `t`, which is available; `ana` is told";
    assert_eq!(
        text(json!({"id": "x", "when": when, "never": ["c", "b"]})),
        format!("the assertion `x` never allows the group `b`, {came}")
    );
    assert_eq!(
        text(json!({"when": when, "always": ["a"]})),
        format!("the assertion `assertions[0]` always demands the group `a`, {came}")
    );
    assert_eq!(
        text(json!({"when": when, "always": ["a", "c"]})),
        format!("the assertion `assertions[0]` always demands one of the groups `a`, `c`, {came}")
    );
    assert_eq!(
        text(json!({"when": when, "always": ["b"], "never": ["b"]})),
        format!("the assertion `assertions[0]` never allows the group `b`, {came}")
    );
    assert_eq!(
        text(json!({"always": ["b"]})),
        "the assertion `assertions[0]` always demands the group `b`, but the visitor `{}` goes to `a` by the \
         default group, which is available; `ana` is told"
    );
}

#[test]
fn the_chosen_group_counts_and_not_the_one_that_serves() {
    // `c` is closed to a visitor without an instant, and `b` answers.
    let triggers = json!([{"id": "t", "assign_to": "c"}]);
    let search = search(&triggers, &json!([{"id": "serves", "never": ["b"]}, {"id": "gets", "never": ["c"]}]));
    let failed: Vec<&str> = search.failed.iter().map(|failed| &*failed.id).collect();
    assert_eq!(failed, ["gets"]);
    assert_eq!(search.failed[0].decision.serving.as_ref().unwrap(), &"b");
}

#[test]
fn cases_are_tried_first_with_their_own_presence() {
    let mut document = workspace(
        &json!([{"id": "t", "assign_to": "b", "when": {"field": "staff", "is": "offline"}}]),
        &json!([{"id": "away", "when": {"field": "country", "is": "FR"}, "never": ["b"]}]),
    );
    let with_case = |document: &mut Value, case: Value| {
        document["expect"] = json!([{"name": "other", "visitor": {}}, case]);
        let router = router(document);
        let search = router.try_assertions(NOBODY);
        search.failed.iter().for_each(|failed| check_failed(&router, failed));
        search
    };
    let online = with_case(&mut document, json!({"visitor": {"country": "FR"}}));
    assert_eq!(online.failed, [], "everyone is online where a case says nothing");
    let case = json!({"visitor": {"id": "v", "country": "FR"}, "presence": {}});
    let search = with_case(&mut document, case);
    let [failed] = &search.failed[..] else { panic!("{search:?}") };
    assert_eq!(failed.origin, VisitorOrigin::Case("expect[1]".into()));
    assert_eq!(failed.presence.as_ref().unwrap().iter().len(), 0);
    assert_eq!(
        failed.to_string(),
        "the assertion `away` never allows the group `b`, but the visitor of the case `expect[1]` goes to \
         `b` by trigger `t`, which is offline; nobody answers, a message is taken; nobody is told"
    );
    let text = serde_json::to_string(&search).unwrap();
    assert_eq!(serde_json::from_str::<AssertionSearch>(&text).unwrap(), search);
    let findings = analyze(router(&document).workspace());
    let finding = findings.iter().find(|finding| finding.name() == "failed_assertion").unwrap();
    assert_eq!(finding.to_string(), failed.to_string());
    let Finding::FailedAssertion(of_finding) = finding else { panic!() };
    assert_eq!(**of_finding, *failed);
    let about: Vec<&str> = finding.about().iter().map(|about| about.as_str().to_owned().leak() as &str).collect();
    assert_eq!(about, ["b", "t"]);
}

#[test]
fn recorded_visitors_are_all_tried() {
    let document = workspace(
        &json!([{"id": "t", "assign_to": "b", "when": {"field": "group_code", "matches": "^[a-z]+9$"}}]),
        &json!([{"id": "code", "never": ["c"]}]),
    );
    let router = router(&document);
    let visitors: Vec<Visitor> = (0..2_000)
        .map(|n| Visitor::undated().id(format!("v{n}")).group_code(if n == 1_998 { "c" } else { "a" }))
        .collect();
    // Whatever the budget.
    let search = router.try_assertions_within(&visitors, 0);
    let [failed] = &search.failed[..] else { panic!("{search:?}") };
    assert_eq!(failed.origin, VisitorOrigin::Recorded(1_998));
    assert_eq!(failed.visitor, visitors[1_998]);
    assert_eq!(
        failed.to_string(),
        "the assertion `code` never allows the group `c`, but the recorded visitor 1999 (`v1998`) goes to \
         `c` by the page's group code, which is closed; `b` answers; `ana` is told"
    );
    assert_eq!(search.routed, 1_999);
    assert_eq!(router.try_assertions(visitors.iter().take(1_998)).failed, []);
}

#[test]
fn an_assertion_that_fits_nobody_is_named() {
    let document = workspace(
        &json!([]),
        &json!([
            {"id": "impossible", "when": {"all": [{"field": "visits", "above": 5}, {"field": "visits", "below": 3}]},
             "never": ["b"]},
            {"when": {"field": "staff", "is": "offline"}, "never": ["b"]},
            {"id": "fine", "never": ["b"]},
        ]),
    );
    let search = router(&document).try_assertions(NOBODY);
    assert_eq!(search.untested, ["impossible", "assertions[1]"]);
    assert_eq!((search.failed.len(), search.unfinished.len()), (0, 0));
}

/// Triggers none of which leads to `b`, and one that does at the end.
fn many(count: usize) -> Value {
    let mut triggers: Vec<Value> = (0..count)
        .map(|n| {
            json!({"id": format!("t{n}"), "assign_to": "a", "when": {"all": [
                {"field": "page.path", "starts_with": format!("/{n}/")}, {"field": "visits", "above": n}]}})
        })
        .collect();
    triggers.push(json!({"id": "last", "assign_to": "b", "when": {"field": "city", "is": "Bonn"}}));
    json!(triggers)
}

#[test]
fn a_budget_that_is_spent_is_told_and_bounds_the_search() {
    let assertions = json!([
        {"id": "leak", "when": {"field": "country", "is": "FR"}, "never": ["b"]},
        {"id": "holds", "when": {"field": "country", "is": "DE"}, "never": ["c"]},
    ]);
    let router = router(&workspace(&many(300), &assertions));
    let none = router.try_assertions_within(NOBODY, 0);
    assert_eq!((none.failed.len(), none.routed), (0, 0));
    assert_eq!(none.unfinished, ["leak", "holds"]);
    // The trigger that leads to what is not allowed is tried first, wherever it stands.
    let few = router.try_assertions_within(NOBODY, 200);
    assert_eq!(few.failed.len(), 1, "{few:?}");
    assert_eq!(few.failed[0].decision.trigger.as_ref().unwrap(), &"last");
    assert_eq!(few.unfinished, ["holds"]);
    assert!(few.routed <= 200);
    let all = router.try_assertions(NOBODY);
    assert_eq!((all.failed.len(), all.unfinished.len()), (1, 0), "{all:?}");
    assert!(all.routed > 2 * few.routed);
    // More trials never find less.
    for trials in [1, 5, 50, 500, 5_000] {
        let search = router.try_assertions_within(NOBODY, trials);
        assert!(search.routed <= trials);
        assert!(search.failed.len() == 1 || search.unfinished.contains(&"leak".to_owned()));
    }
}

#[test]
fn the_same_arguments_find_the_same() {
    let document = workspace(&many(40), &json!([{"when": {"field": "visits", "above": 3}, "always": ["a", "b"]}]));
    let first = router(&document).try_assertions(NOBODY);
    assert_eq!(router(&document).try_assertions(NOBODY), first);
}

#[test]
fn without_assertions_nothing_is_tried() {
    let search = router(&workspace(&many(5), &json!([]))).try_assertions([Visitor::undated()]);
    assert_eq!(search, AssertionSearch::default());
}

#[test]
fn hostile_conditions_end_within_the_budget() {
    let long: Vec<Value> = (0..500).map(|n| json!({"field": "page.path", "contains": format!("x{n}")})).collect();
    let attributes: Vec<Value> =
        (0..500).map(|n| json!({"field": format!("attribute.a{n}"), "is": "x"})).collect();
    let values: Vec<String> = (0..10_000).map(|n| format!("v{n}")).collect();
    let numbers: Vec<u32> = (0..10_000).collect();
    let deep = (0..30).fold(json!({"field": "os", "is": "x"}), |part, _| json!({"not": part}));
    let conditions = [
        json!({"all": long}),
        json!({"any": long}),
        json!({"all": attributes}),
        json!({"all": [{"field": "city", "in": values}, {"field": "visits", "in": numbers}]}),
        deep,
        json!({"field": "page.title", "matches": "(a|b){200}\\bc$"}),
        json!({"field": "bucket.x", "is": 7}),
    ];
    let triggers: Vec<Value> = conditions
        .iter()
        .enumerate()
        .map(|(n, when)| json!({"id": format!("t{n}"), "assign_to": "b", "when": when}))
        .collect();
    let assertions: Vec<Value> =
        conditions.iter().map(|when| json!({"when": when, "never": ["c"]})).collect();
    let router = router(&workspace(&json!(triggers), &json!(assertions)));
    let search = router.try_assertions_within(NOBODY, 3_000);
    assert_eq!(search.failed, []);
    assert!(search.routed <= 3_000);
}
