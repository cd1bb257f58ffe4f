//! Negations of what may not be known, with recorded visitors and without.

use frontdesk::{Draft, Visitor};
use frontdesk::analysis::{Finding, Findings, analyze_with};

use super::{document, found, none, workspace};

#[test]
fn a_negation_that_does_not_say_what_is_meant_for_the_unknown() {
    let negation = |field: &str, leaf: &str| {
        format!(
            "negation_of_unknown [t] trigger `t`: a negation is not true for visitors whose `{field}` is not \
             known; say by `if_unknown` of the test what is meant for them{leaf}"
        )
    };
    assert_eq!(
        found(r#"{"not": {"field": "device", "is": "bot"}}"#),
        [negation("device", ", as in `not device is \"bot\" (false if unknown)`")]
    );
    // One finding for each field, wherever its negations stand.
    assert_eq!(
        found(
            r#"{"all": [{"field": "page.host", "within": "a.example"}, {"not": {"any": [
                {"field": "device", "is": "bot"}, {"field": "browser", "contains": "bot"},
                {"field": "device", "is": "tv"}]}}]}"#
        ),
        [
            negation("device", ""),
            negation("browser", ", as in `not browser contains \"bot\" (false if unknown)`"),
        ]
    );
    // Of a whole that is negated each part is.
    assert_eq!(
        found(r#"{"not": {"all": [{"field": "country", "is": "FR"}, {"field": "visits", "above": 3}]}}"#).len(),
        2
    );
    none(&[
        // It says what is meant.
        r#"{"not": {"field": "device", "is": "bot", "if_unknown": false}}"#,
        r#"{"not": {"field": "device", "is": "bot", "if_unknown": true}}"#,
        r#"{"any": [{"field": "device", "exists": false}, {"not": {"field": "device", "is": "bot"}}]}"#,
        // The field is needed anyway.
        r#"{"all": [{"field": "device", "exists": true}, {"not": {"field": "device", "is": "bot"}}]}"#,
        r#"{"all": [{"field": "referrer.host", "ends_with": ".ru"},
            {"not": {"any": [{"field": "referrer.url", "contains": "google"}]}}]}"#,
        r#"{"not": {"any": [{"field": "city", "exists": false}, {"field": "city", "is": "Paris"}]}}"#,
        // It is known of every page view, or never unknown.
        r#"{"not": {"field": "page.path", "starts_with": "/legal"}}"#,
        r#"{"not": {"field": "staff", "is": "online"}}"#,
        r#"{"not": {"field": "device", "exists": true}}"#,
        // No negation, after all.
        r#"{"not": {"not": {"field": "device", "is": "bot"}}}"#,
        r#"{"field": "device", "is": "bot"}"#,
    ]);
    // `not_in` is a negation itself, and under another one it is none.
    let list = r#"{"field": "device", "not_in": ["bot", "tv"]}"#;
    assert_eq!(
        found(list),
        [negation("device", ", as in `device not in [\"bot\", \"tv\"] (true if unknown)`")]
    );
    none(&[
        &format!(r#"{{"not": {list}}}"#),
        r#"{"field": "device", "not_in": ["bot"], "if_unknown": true}"#,
        r#"{"field": "device", "not_in": ["bot"], "if_unknown": false}"#,
        r#"{"all": [{"field": "device", "exists": true}, {"field": "device", "not_in": ["bot"]}]}"#,
        &format!(r#"{{"all": [{{"field": "device", "contains": "t"}}, {list}]}}"#),
        r#"{"field": "page.path", "not_in": ["/legal"]}"#,
        r#"{"field": "staff", "not_in": ["online"]}"#,
    ]);
    // Another field does not help, nor does one alternative of several.
    for when in [
        r#"{"all": [{"field": "browser", "exists": true}, {"not": {"field": "device", "is": "bot"}}]}"#,
        r#"{"any": [{"field": "device", "is": "tv"}, {"not": {"field": "device", "is": "bot"}}]}"#,
        r#"{"all": [{"field": "page.query.a", "is": "1"}, {"not": {"field": "page.query.b", "is": "1"}}]}"#,
    ] {
        assert_eq!(found(when).len(), 1, "{when}");
    }
}

fn with_visitors(when: &str, visitors: &[Visitor<'_>]) -> Findings {
    analyze_with(&workspace(&document(when)), visitors)
}

fn on(path: &str) -> Visitor<'static> {
    Visitor::undated().page(format!("https://a.example{path}"))
}

#[test]
fn recorded_visitors_say_whom_it_concerns() {
    let when = r#"{"all": [{"field": "page.path", "starts_with": "/shop"},
        {"not": {"field": "device", "is": "bot"}}]}"#;
    let share = |findings: &Findings| match findings.iter().next() {
        Some(Finding::NegationOfUnknown { traffic: Some(share), .. }) => {
            Some((share.visitors, share.unknown, share.held_back))
        }
        None => None,
        other => panic!("{other:?}"),
    };
    let (known, shop, other) = (on("/shop").device("tv"), on("/shop"), on("/"));
    let of = |visitors: &[Visitor<'_>]| share(&with_visitors(when, visitors));
    assert_eq!(of(&[known.clone(), shop.clone(), other.clone()]), Some((3, 2, 1)));
    // It keeps nobody from the trigger: on other pages it would not be true either.
    assert_eq!(of(&[known.clone(), other.clone()]), None);
    assert_eq!(of(&[known.clone(), on("/shop").device("bot")]), None);
    // The field is never known: the trigger can never fire.
    assert_eq!(of(&[other.clone(), other.clone()]), Some((2, 2, 0)));
    // No visitors say nothing.
    assert!(with_visitors(when, &[]).iter().any(|finding| matches!(
        finding,
        Finding::NegationOfUnknown { traffic: None, .. }
    )));
    // What is said for the unknown is said.
    let explicit = when.replace(r#""bot""#, r#""bot", "if_unknown": false"#);
    assert!(with_visitors(&explicit, &[shop]).is_empty());
}

#[test]
fn with_recorded_visitors_every_field_counts() {
    // A title or a page that a host does not give is told by its traffic.
    let when = r#"{"not": {"field": "page.path", "is": "/legal"}}"#;
    let nowhere = [Visitor::undated()];
    assert_eq!(with_visitors(when, &nowhere).len(), 1);
    assert!(with_visitors(when, &[on("/")]).is_empty());
    // An attribute of another type than the test's is unknown to it.
    let when = r#"{"not": {"field": "attribute.n", "above": 3}}"#;
    assert_eq!(with_visitors(when, &[on("/").attribute("n", "many")]).len(), 1);
    assert!(with_visitors(when, &[on("/").attribute("n", 2)]).is_empty());
}

#[test]
fn the_shipped_traffic_raises_no_false_alarm() {
    let read = |name: &str| {
        let file = format!("{}/examples/data/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(file).unwrap()
    };
    for (workspace, traffic) in [
        ("site.json", "traffic.jsonl"),
        ("site.json", "traffic-choices.jsonl"),
        ("products.json", "products.jsonl"),
    ] {
        let draft: Draft = serde_json::from_str(&read(workspace)).unwrap();
        let traffic = read(traffic);
        let visitors = traffic.lines().filter_map(|line| serde_json::from_str::<Visitor<'_>>(line).ok());
        let findings = analyze_with(&draft.check().unwrap(), visitors);
        let negations = findings.iter().filter(|found| found.name() == "negation_of_unknown");
        assert_eq!(negations.count(), 0, "{findings}");
    }
}
