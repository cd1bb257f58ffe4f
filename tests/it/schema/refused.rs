//! What is wrong by form is refused by the schemas, as it is by the readers.

use frontdesk::{Draft, Visitor};
use serde_json::Value;

use super::Validator;

/// Keys of a workspace with a mistake that its form shows.
const WORKSPACES: [&str; 46] = [
    r#""schema": 2"#,
    r#""version": -1"#,
    r#""version": "7""#,
    r#""languages": []"#,
    r#""languages": "en""#,
    r#""default_group": 1"#,
    r#""picker": null"#,
    r#""picker": {"mode": "maybe"}"#,
    r#""picker": {"question": 1}"#,
    r#""precedence": ["default"]"#,
    r#""precedence": ["trigger", "trigger"]"#,
    r#""plan": {"max_agents": -1}"#,
    r#""plan": {"group_routing": null}"#,
    r#""roles": [{"permissions": []}]"#,
    r#""roles": [{"id": "r", "permissions": ["manage_all"]}]"#,
    r#""schedules": [{"id": "s"}]"#,
    r#""schedules": [{"id": "s", "zone": "UTC", "weekly": {"monday": []}}]"#,
    r#""schedules": [{"id": "s", "zone": "UTC", "weekly": {"mon": ["9:00-18:00"]}}]"#,
    r#""schedules": [{"id": "s", "zone": "UTC", "weekly": {"mon": ["24:00-06:00"]}}]"#,
    r#""schedules": [{"id": "s", "zone": "UTC", "exceptions": [{"date": "25.12.2026", "spans": []}]}]"#,
    r#""schedules": [{"id": "s", "zone": "UTC", "exceptions": [{"date": "2026-12-25"}]}]"#,
    r#""agents": [{"name": "A"}]"#,
    r#""agents": [{"id": "a b"}]"#,
    r#""agents": [{"id": "a", "max_conversations": 1.5}]"#,
    r#""agents": [{"id": "a", "languages": ["not a tag"]}]"#,
    r#""agents": [{"id": "a", "age": 1}]"#,
    r#""triggers": [{"id": "t"}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"all": []}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"all": [{"field": "staff", "is": "online"}], "any": []}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "contry", "is": "FR"}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "country"}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "country", "is": "FR", "in": ["FR"]}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "country", "contains": "F"}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "country", "is": "France"}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "visits", "is": "3"}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "visits", "in": []}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "attribute.x", "in": ["a", 1]}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "page.path", "within": "/a"}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "city", "contains": ""}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "staff", "is": "away"}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "group.a", "is": "closd"}}]"#,
    r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "group.a", "is": "busy", "if_unknown": true}}]"#,
    r#""expect": [{"visitor": {"contry": "FR"}}]"#,
    r#""expect": [{"visitor": {}, "outcome": "lost"}]"#,
    r#""assertions": [{"id": "x", "never": []}]"#,
];

/// Keys of a group, which has an id and a name.
const GROUPS: [&str; 12] = [
    r#""agents": "everyone""#,
    r#""agents": [1]"#,
    r#""agents": [{"id": "x", "weight": 0}]"#,
    r#""private": "yes""#,
    r#""enabled": null"#,
    r#""fallback": "no group""#,
    r#""strategy": "random""#,
    r#""offer_seconds": 0"#,
    r#""retry_seconds": null"#,
    r#""reassign_after_seconds": "always""#,
    r#""escalation": [{"to": "b"}]"#,
    r#""color": "red""#,
];

const VISITORS: [&str; 12] = [
    r#"{"contry": "FR"}"#,
    r#"{"country": 1}"#,
    r#"{"visits": -1}"#,
    r#"{"visits": 1.5}"#,
    r#"{"time_on_page": -0.5}"#,
    r#"{"page": "https://a.example/"}"#,
    r#"{"page": {"uri": "x"}}"#,
    r#"{"attributes": []}"#,
    r#"{"attributes": {"a": {}}}"#,
    r#"{"attributes": {"a": [1]}}"#,
    r#"{"at": 0}"#,
    r#"[]"#,
];

#[test]
fn workspaces() {
    let whole = [r#"{}"#, r#"[]"#, r#"{"groups": {}}"#, r#"{"groups": [{"id": "a"}]}"#].map(str::to_owned);
    let keyed = WORKSPACES
        .iter()
        .map(|keys| format!(r#"{{"groups": [{{"id": "a", "name": "A"}}], {keys}}}"#));
    let groups = GROUPS.iter().map(|keys| {
        format!(r#"{{"groups": [{{"id": "a", "name": "A", {keys}}}, {{"id": "b", "name": "B"}}], "agents": [{{"id": "x"}}]}}"#)
    });
    let validator = Validator::load("workspace.json");
    for document in whole.into_iter().chain(keyed).chain(groups) {
        let draft: Draft = serde_json::from_str(&document).expect(&document);
        assert!(draft.check().is_err(), "{document} is read");
        let value: Value = serde_json::from_str(&document).unwrap();
        assert!(validator.refusal(&value).is_some(), "{document} is valid");
    }
}

#[test]
fn visitors() {
    let validator = Validator::load("visitor.json");
    for document in VISITORS {
        assert!(serde_json::from_str::<Visitor>(document).is_err(), "{document} is read");
        let value: Value = serde_json::from_str(document).unwrap();
        assert!(validator.refusal(&value).is_some(), "{document} is valid");
    }
}

#[test]
fn presences_and_decisions() {
    let presences = Validator::load("presence.json");
    for document in
        [r#"{"a": {"status": "here"}}"#, r#"{"a": {"status": "online", "load": -1}}"#, r#"{"a": {"status": null}}"#, r#"{"a": {}}"#, r#"{"a": "online"}"#, r#"[]"#]
    {
        let value: Value = serde_json::from_str(document).unwrap();
        assert!(serde_json::from_str::<frontdesk::presence::PresenceRecord>(document).is_err(), "{document}");
        assert!(presences.refusal(&value).is_some(), "{document} is valid");
    }
    // What a later version adds is ignored.
    let later = serde_json::json!({"a": {"status": "online", "mood": "fine"}});
    presences.assert_valid(&later);
    let decisions = Validator::load("decision.json");
    assert!(decisions.refusal(&serde_json::json!({"outcome": "assigned"})).is_some());
}
