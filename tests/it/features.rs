//! With a feature off, a document that needs it is refused with an error that names the feature;
//! with it on, the same document builds.

use frontdesk::error::ProblemKind;
use frontdesk::{Draft, Presence, Router, Visitor};

/// Each document with the feature that it needs, and the place of what needs it.
const NEEDING: [(&str, &str, &str); 7] = [
    (
        "url",
        "triggers[0].when.field",
        r#"{"groups": [{"id": "a", "name": "A"}], "triggers": [
            {"id": "t", "assign_to": "a", "when": {"field": "page.host", "within": "a.example"}}]}"#,
    ),
    (
        "url",
        "triggers[0].when.field",
        r#"{"groups": [{"id": "a", "name": "A"}], "triggers": [
            {"id": "t", "assign_to": "a", "when": {"field": "page.query.q", "is": "1"}}]}"#,
    ),
    (
        "regex",
        "triggers[0].when.matches",
        r#"{"groups": [{"id": "a", "name": "A"}], "triggers": [
            {"id": "t", "assign_to": "a", "when": {"field": "page.url", "matches": "^https"}}]}"#,
    ),
    (
        "tz",
        "schedules[0].zone",
        r#"{"groups": [], "schedules": [{"id": "s", "zone": "Europe/Paris"}]}"#,
    ),
    (
        "language",
        "triggers[0].when.field",
        r#"{"groups": [{"id": "a", "name": "A"}], "triggers": [
            {"id": "t", "assign_to": "a", "when": {"field": "language", "is": "fr"}}]}"#,
    ),
    ("language", "languages[0]", r#"{"groups": [], "languages": ["pt-BR"]}"#),
    ("language", "groups[0].name.pt-BR", r#"{"groups": [{"id": "a", "name": {"pt-BR": "A"}}]}"#),
];

#[track_caller]
fn is_on(feature: &str) -> bool {
    match feature {
        "url" => cfg!(feature = "url"),
        "regex" => cfg!(feature = "regex"),
        "tz" => cfg!(feature = "tz"),
        "language" => cfg!(feature = "language"),
        other => panic!("no feature {other}"),
    }
}

#[test]
fn a_document_that_needs_a_feature_builds_with_it_and_names_it_without() {
    for (feature, place, document) in NEEDING {
        let draft: Draft = serde_json::from_str(document).unwrap();
        match draft.check() {
            Ok(_) => assert!(is_on(feature), "{document}"),
            Err(problems) => {
                assert!(!is_on(feature), "{problems}");
                let problem = problems.iter().next().unwrap();
                assert_eq!(problems.len(), 1, "{problems}");
                assert_eq!(problem.path().to_string(), place);
                assert!(
                    matches!(problem.kind(), ProblemKind::FeatureOff { feature: named, .. } if *named == feature)
                );
                assert!(problem.message().contains(&format!("`{feature}`")), "{problem}");
            }
        }
    }
}

#[test]
fn a_document_that_needs_none_routes_without_any() {
    let document = r#"{"languages": ["fr"], "agents": [{"id": "a1"}],
        "groups": [{"id": "a", "name": {"fr": "Un", "en": "One"}, "agents": "all"}],
        "triggers": [{"id": "t", "assign_to": "a",
                      "when": {"all": [{"field": "country", "in": ["FR", "BE"]},
                                       {"field": "page.url", "contains": "/aide"}]}}]}"#;
    let draft: Draft = serde_json::from_str(document).unwrap();
    let router = Router::new(draft.check().unwrap());
    let presence = Presence::everyone_online(&router);
    let visitor = Visitor::undated().country("fr").page("https://a.example/aide").language("fr-CA");
    assert_eq!(router.route(&visitor, &presence).group().unwrap().id, "a");
}
