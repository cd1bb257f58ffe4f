//! Why not this group (rule X2): what is found, what is not, and what is said of it.

use frontdesk::{Draft, Presence, Router, Visitor};
use frontdesk::explain::{Counterfactual, NotSearched, ObservedValue, WhyNot};

/// Groups `a` and `b`, and triggers to `a` with these conditions.
#[track_caller]
fn router(settings: &str, conditions: &[&str]) -> Router {
    let trigger = |(n, when): (usize, &&str)| {
        format!(r#"{{"id": "t{n}", "assign_to": "a", "when": {when}}}"#)
    };
    let triggers: Vec<String> = conditions.iter().enumerate().map(trigger).collect();
    let document = format!(
        r#"{{{settings} "groups": [{{"id": "a", "name": "A"}}, {{"id": "b", "name": "B"}},
            {{"id": "off", "name": "Off", "enabled": false}}],
            "triggers": [{}]}}"#,
        triggers.join(", ")
    );
    let draft: Draft = serde_json::from_str(&document).expect(&document);
    Router::new(draft.check().unwrap_or_else(|problems| panic!("{problems}")))
}

#[track_caller]
fn ask(router: &Router, visitor: &Visitor<'_>, group: &str) -> WhyNot {
    let presence = Presence::everyone_online(router);
    let why_not = router.situation(visitor, &presence).why_not(group).unwrap();
    for way in [&why_not.smallest, &why_not.by_rules] {
        if let Counterfactual::Changes(changes) = way {
            let changed = changes.apply(visitor);
            let chosen = router.route(&changed, &presence).group().map(|group| group.id.to_string());
            assert_eq!(chosen.as_deref(), Some(group), "{why_not}");
        }
    }
    why_not
}

/// By triggers alone, as text.
#[track_caller]
fn by_trigger(when: &str, visitor: &Visitor<'_>) -> String {
    ask(&router(r#""precedence": ["trigger"],"#, &[when]), visitor, "a").to_string()
}

fn visitor() -> Visitor<'static> {
    Visitor::undated()
        .page("https://a.example/x?plan=free#top")
        .country("DE")
        .visits(2)
        .attribute("plan", "free")
}

#[test]
fn one_fact() {
    let cases = [
        (r#"{"field": "country", "in": ["FR", "BE"]}"#, r#"country were "BE", not "DE""#),
        (r#"{"field": "country", "not_in": ["DE", "US"]}"#, r#"country were "FR", not "DE""#),
        (r#"{"field": "visits", "not_in": [1, 2]}"#, "visits were 0, not 2"),
        (r#"{"field": "attribute.plan", "not_in": ["free"]}"#, r#"attribute.plan were "other", not "free""#),
        (r#"{"not": {"field": "city", "not_in": ["Paris"]}}"#, r#"city were "paris", not unknown"#),
        (r#"{"field": "country", "exists": false}"#, r#"country were unknown, not "DE""#),
        (r#"{"not": {"field": "country", "is": "DE"}}"#, r#"country were "FR", not "DE""#),
        (r#"{"field": "city", "is": "Paris"}"#, r#"city were "paris", not unknown"#),
        (r#"{"field": "city", "exists": true}"#, r#"city were "other", not unknown"#),
        (r#"{"field": "visits", "at_least": 2.5}"#, "visits were 3, not 2"),
        (r#"{"field": "visits", "below": 2}"#, "visits were 1, not 2"),
        (r#"{"field": "attribute.plan", "is": true}"#, r#"attribute.plan were true, not "free""#),
        (
            r#"{"all": [{"field": "time_on_page", "above": 3}, {"field": "time_on_page", "below": 4}]}"#,
            "time_on_page were 3.5, not unknown",
        ),
        (r#"{"field": "page.host", "within": "b.example"}"#, r#"page.host were "b.example", not "a.example""#),
        (r#"{"field": "page.host", "starts_with": "shop."}"#, r#"page.host were "shop.example", not "a.example""#),
        (r#"{"field": "page.path", "contains": "aide"}"#, r#"page.path were "/aide", not "/x""#),
        (r#"{"field": "page.query.plan", "is": "pro"}"#, r#"page.query.plan were "pro", not "free""#),
        (r#"{"field": "page.query.plan", "exists": false}"#, r#"page.query.plan were unknown, not "free""#),
        (r#"{"field": "previous.query.step", "is": "2"}"#, r#"previous.query.step were "2", not unknown"#),
        (r#"{"field": "referrer.query.q", "contains": "shoe"}"#, r#"referrer.query.q were "shoe", not unknown"#),
        (
            r#"{"field": "previous.url", "starts_with": "https://shop"}"#,
            r#"previous.url were "https://shop", not unknown"#,
        ),
        (r#"{"field": "page.path", "matches": "^/status/[45][0-9]{2}$"}"#, r#"page.path were "/status/400", not "/x""#),
        (r#"{"field": "language", "within": "fr"}"#, r#"language were "fr", not unknown"#),
        (r#"{"field": "group_code", "is": "old"}"#, r#"group_code were "old", not unknown"#),
    ];
    for (when, expected) in cases {
        assert_eq!(
            by_trigger(when, &visitor()),
            format!("group `a`: the visitor would get it if {expected}"),
            "{when}"
        );
    }
}

#[test]
fn up_to_three_facts_and_no_more() {
    let leaf = |field: &str| format!(r#"{{"field": "attribute.{field}", "is": "x"}}"#);
    let all = |fields: &[&str]| {
        let leaves: Vec<String> = fields.iter().map(|field| leaf(field)).collect();
        format!(r#"{{"all": [{}]}}"#, leaves.join(", "))
    };
    assert_eq!(
        by_trigger(&all(&["p", "q", "r"]), &visitor()),
        r#"group `a`: the visitor would get it if attribute.p were "x", not unknown and attribute.q were "x", not unknown and attribute.r were "x", not unknown"#
    );
    let four = all(&["p", "q", "r", "s"]);
    assert_eq!(
        by_trigger(&four, &visitor()),
        "group `a`: no change of up to three facts sends the visitor there"
    );
    // What is there need not change.
    let way = ask(&router(r#""precedence": ["trigger"],"#, &[&four]), &visitor().attribute("q", "x"), "a");
    assert!(matches!(&way.smallest, Counterfactual::Changes(changes) if changes.len() == 3), "{way}");
    // Of several triggers the nearest counts.
    let two = router(r#""precedence": ["trigger"],"#, &[&all(&["p", "q"]), &leaf("r")]);
    assert_eq!(
        ask(&two, &visitor(), "a").to_string(),
        r#"group `a`: the visitor would get it if attribute.r were "x", not unknown"#
    );
}

#[test]
fn a_value_that_no_rule_names_is_tried_too() {
    let elsewhere = r#"{"not": {"field": "country", "in": ["FR", "US"]}}"#;
    let why_not = by_trigger(elsewhere, &Visitor::undated());
    assert_eq!(
        why_not,
        r#"group `a`: the visitor would get it if country were "DE", not unknown"#
    );
    // Of each test by itself it could be the other's value.
    let both = r#"{"all": [{"not": {"field": "country", "is": "FR"}}, {"not": {"field": "country", "is": "US"}}]}"#;
    assert_eq!(by_trigger(both, &Visitor::undated()), why_not);
}

#[test]
fn what_wins_before_has_to_go() {
    let router = router(
        r#""precedence": ["assignment", "trigger"], "default_group": "b","#,
        &[r#"{"field": "country", "is": "DE"}"#],
    );
    // The trigger for the one, the assignment for the other.
    let visitor = visitor().assignment("a");
    assert_eq!(
        ask(&router, &visitor, "b").to_string(),
        "group `b`: the visitor would get it if assignment were \"b\", not \"a\"\n  \
           without naming the group: the visitor would get it if country were \"FR\", not \"DE\" and \
         assignment were unknown, not \"a\""
    );
}

#[test]
fn naming_the_group_is_told_apart_from_rules() {
    let conditions = [r#"{"all": [{"field": "country", "is": "FR"}, {"field": "city", "is": "Lyon"}]}"#];
    let why_not = ask(&router("", &conditions), &visitor(), "a");
    assert_eq!(
        why_not.to_string(),
        "group `a`: the visitor would get it if group_code were \"a\", not unknown\n  \
           without naming the group: the visitor would get it if country were \"FR\", not \"DE\" and \
         city were \"lyon\", not unknown"
    );
    assert_eq!(
        serde_json::to_string(&why_not).unwrap(),
        r#"{"group":"a","smallest":{"changes":[{"field":"group_code","from":"unknown","to":{"text":"a"}}]},"by_rules":{"changes":[{"field":"country","from":{"text":"DE"},"to":{"text":"FR"}},{"field":"city","from":"unknown","to":{"text":"lyon"}}]},"left_out":[],"tried":TRIED}"#
            .replace("TRIED", &why_not.tried.to_string())
    );
}

#[test]
fn answers_without_a_search() {
    let router = router("", &[r#"{"field": "country", "is": "DE"}"#]);
    let presence = Presence::everyone_online(&router);
    let visitor = visitor();
    assert_eq!(ask(&router, &visitor, "a").to_string(), "group `a`: the visitor gets it");
    assert_eq!(
        ask(&router, &visitor, "off").to_string(),
        "group `off`: it is disabled, so no visitor gets it"
    );
    assert_eq!(router.situation(&visitor, &presence).why_not("nowhere"), None);
    let draft: Draft = serde_json::from_str(
        r#"{"plan": {"group_routing": false}, "groups": [{"id": "a", "name": "A"}]}"#,
    )
    .unwrap();
    let router = Router::new(draft.check().unwrap());
    assert_eq!(ask(&router, &visitor, "a").smallest, Counterfactual::NoGroupRouting);
}

#[test]
fn a_search_that_is_given_up_says_so() {
    let both = r#"{"all": [{"field": "country", "is": "FR"}, {"field": "city", "is": "Lyon"}]}"#;
    let router = router(r#""precedence": ["trigger"],"#, &[both]);
    let presence = Presence::everyone_online(&router);
    let visitor = visitor();
    let situation = router.situation(&visitor, &presence);
    let within = |budget: usize| situation.why_not_within("a", budget).unwrap();
    let enough = situation.why_not("a").unwrap();
    assert!(matches!(&enough.smallest, Counterfactual::Changes(changes) if changes.len() == 2), "{enough}");
    let mut answers = Vec::new();
    for budget in 0..=enough.tried {
        let why_not = within(budget);
        // Only what was being tried when the budget ran out is tried beyond it.
        assert!(why_not.tried < 2 * budget + 100, "{} of {budget}", why_not.tried);
        let answer = why_not.to_string();
        if answers.last() != Some(&answer) {
            answers.push(answer);
        }
    }
    assert_eq!(
        answers,
        [
            "group `a`: undecided, for the budget of the search was spent",
            "group `a`: undecided, for the budget of the search was spent; no change of one fact sends \
             the visitor there",
            r#"group `a`: the visitor would get it if country were "FR", not "DE" and city were "lyon", not unknown"#,
        ]
    );
    assert_eq!(within(0).smallest, Counterfactual::Undecided { none_within: 0 });
    assert_eq!(
        serde_json::to_value(within(0).by_rules).unwrap(),
        serde_json::json!({"undecided": {"none_within": 0}})
    );
}

#[test]
fn what_could_not_be_tried_is_told() {
    let conditions = [
        r#"{"field": "bucket.test", "below": 50}"#,
        r#"{"field": "page.title", "matches": "^a\\bb$"}"#,
    ];
    let why_not = ask(&router(r#""precedence": ["trigger"],"#, &conditions), &visitor(), "a");
    assert_eq!(
        why_not.to_string(),
        "group `a`: no change of up to three facts sends the visitor there\n  \
           not tried: a test of page.title, for which no value was found\n  \
           not tried: other values of bucket.test"
    );
    assert!(matches!(&why_not.left_out[..], [NotSearched::Test { .. }, NotSearched::Field { .. }]));
}

#[test]
fn values_of_the_visitor_can_be_left_out() {
    let when = r#"{"all": [{"field": "attribute.plan", "is": "pro"}, {"field": "country", "is": "FR"}]}"#;
    let router = router(r#""precedence": ["trigger"],"#, &[when]);
    let safe = ask(&router, &visitor(), "a").without_values();
    assert_eq!(
        safe.to_string(),
        r#"group `a`: the visitor would get it if country were "FR", not "DE" and attribute.plan were "pro", not …"#
    );
    let Counterfactual::Changes(changes) = &safe.smallest else { panic!("{safe}") };
    let shown: Vec<_> = changes.iter().map(|change| change.from.clone()).collect();
    assert_eq!(shown, [ObservedValue::Text("DE".to_owned()), ObservedValue::LeftOut]);
}
