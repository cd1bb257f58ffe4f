//! Repeated and unknown keys, everywhere in a document (rule W1).

use serde_json::Value;

use crate::hostile::{texts_of, total_of};

/// Has every object that a workspace can have, and is accepted.
const FULL: &str = r#"{
    "schema": 1, "version": 1, "languages": ["en"], "default_group": "help",
    "picker": {"mode": "off", "hide_unavailable": false, "question": {"en": "Who?", "fr": "Qui ?"}},
    "precedence": ["trigger"],
    "plan": {"max_agents": 1, "max_groups": 1, "group_routing": true},
    "roles": [{"id": "lead", "permissions": ["manage_groups"]}],
    "schedules": [{"id": "s", "zone": "UTC", "weekly": {"mon": ["09:00-10:00"], "sun": []},
                   "exceptions": [{"date": "2026-12-25", "spans": []}]}],
    "agents": [{"id": "a", "name": "A", "role": "lead", "languages": ["en"], "max_conversations": 1}],
    "groups": [{"id": "help", "name": {"en": "Help", "fr": "Aide"},
                "agents": [{"id": "a", "weight": 2}], "private": false, "enabled": true,
                "schedule": "s", "fallback": "sales", "overflow": false, "strategy": "ranked",
                "offer_seconds": 1, "retry_seconds": 1, "reassign_after_seconds": 1,
                "escalation": [{"after_seconds": 1, "to": "sales"}], "max_waiting": 1,
                "max_notices": 1, "sticky": false},
               {"id": "sales", "name": "Sales"}],
    "triggers": [{"id": "t", "name": "T", "enabled": true, "assign_to": "help",
                  "when": {"all": [{"any": [{"field": "os", "is": "x", "ignore_case": true,
                                             "if_unknown": false}]},
                                   {"not": {"field": "visits", "above": 3}}]}}],
    "expect": [{"name": "E", "visitor": {"id": "v", "page": {"url": "x:y", "title": "T"},
                                         "attributes": {"plan": "pro"}},
                "presence": {"a": {"status": "online", "load": 1}}, "outcome": "assigned",
                "group": "help", "trigger": "t"}],
    "assertions": [{"id": "c", "when": {"field": "staff", "is": "online"}, "never": ["help"],
                    "always": ["sales"]}]
}"#;

/// The place of an object, and the places of its keys.
type Object = (String, Vec<String>);

/// Every object of a tree with its keys.
fn objects(value: &Value, place: &str, found: &mut Vec<Object>) {
    match value {
        Value::Object(entries) => {
            found.push((place.to_owned(), entries.keys().cloned().collect()));
            for (key, value) in entries {
                let dot = if place.is_empty() { "" } else { "." };
                objects(value, &format!("{place}{dot}{key}"), found);
            }
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                objects(item, &format!("{place}[{n}]"), found);
            }
        }
        _ => {}
    }
}

/// The document with one more entry at the end of the object at a place.
fn with_entry(value: &Value, here: &str, place: &str, entry: &str) -> String {
    let inner = |value: &Value, here: &str| with_entry(value, here, place, entry);
    match value {
        Value::Object(entries) => {
            let dot = if here.is_empty() { "" } else { "." };
            let mut parts: Vec<String> = entries
                .iter()
                .map(|(key, value)| {
                    format!("{key:?}: {}", inner(value, &format!("{here}{dot}{key}")))
                })
                .collect();
            if here == place {
                parts.push(entry.to_owned());
            }
            format!("{{{}}}", parts.join(", "))
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            let items: Vec<String> =
                items.map(|(n, item)| inner(item, &format!("{here}[{n}]"))).collect();
            format!("[{}]", items.join(", "))
        }
        leaf => leaf.to_string(),
    }
}

#[track_caller]
fn tree() -> (Value, Vec<Object>) {
    let tree: Value = serde_json::from_str(FULL).unwrap();
    let mut found = Vec::new();
    objects(&tree, "", &mut found);
    assert!(found.len() > 20);
    (tree, found)
}

#[test]
fn the_document_of_this_test_is_accepted() {
    assert_eq!(texts_of(FULL), [""; 0]);
}

#[test]
fn w1_a_repeated_key_is_reported_at_its_place_everywhere() {
    let (tree, objects) = tree();
    for (place, keys) in objects {
        // A presence is what programs exchange: of a repeated key the last counts.
        if place.contains("presence") {
            continue;
        }
        for key in keys {
            for again in ["null", r#""x""#, "{}"] {
                let problems =
                    texts_of(&with_entry(&tree, "", &place, &format!("{key:?}: {again}")));
                let dot = if place.is_empty() { "" } else { "." };
                assert_eq!(
                    problems,
                    [format!("{place}{dot}{key}: the key `{key}` stands here twice")]
                );
            }
        }
    }
}

#[test]
fn w1_an_unknown_key_is_reported_at_its_place_everywhere() {
    let (tree, objects) = tree();
    for (place, keys) in objects {
        let problems = texts_of(&with_entry(&tree, "", &place, r#""zz9": 1"#));
        let dot = if place.is_empty() { "" } else { "." };
        let last = place.rsplit('.').next().unwrap();
        let expected = match last {
            // These have keys of the writer's choice.
            "name" | "question" => vec![
                "expected text, found `1`",
                "`zz9` is not a language tag such as `fr` or `pt-BR`",
            ],
            "presence" => vec!["expected an object, found `1`"],
            "attributes" => vec![],
            // Unknown keys of what programs exchange are ignored.
            _ if place.contains("presence.") => vec![],
            _ if keys.iter().any(|key| key == "field") => {
                vec!["there is no operator or key `zz9` here"]
            }
            _ => vec!["there is no key `zz9` here"],
        };
        let expected: Vec<String> =
            expected.into_iter().map(|message| format!("{place}{dot}zz9: {message}")).collect();
        // What there is may follow.
        let first = |problem: &String| problem.split(';').next().unwrap().to_owned();
        assert_eq!(problems.iter().map(first).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn of_a_repeated_key_the_first_counts_in_further_checks() {
    let problems = texts_of(
        r#"{"groups": [{"id": "a", "name": "A", "id": "b"}],
            "triggers": [{"id": "t", "assign_to": "a"}]}"#,
    );
    assert_eq!(problems, ["groups[0].id: the key `id` stands here twice"]);
}

#[test]
fn thousands_of_keys_in_one_object_are_a_problem_each() {
    let keys: Vec<String> = (0..5_000).map(|n| format!(r#""k{n}": 0"#)).collect();
    let keys = keys.join(",");
    for document in [
        format!(r#"{{"groups": [], {keys}}}"#),
        format!(r#"{{"groups": [{{"id": "g", "name": "G", {keys}}}]}}"#),
    ] {
        assert_eq!(total_of(&document), 5_000);
    }
    let leaf = format!(
        r#"{{"groups": [{{"id": "g", "name": "G"}}], "triggers": [{{"id": "t", "assign_to": "g",
            "when": {{"field": "os", "exists": true, {keys}}}}}]}}"#
    );
    assert_eq!(total_of(&leaf), 5_000);
    let same = vec![r#""x": 0"#; 5_000].join(",");
    assert_eq!(total_of(&format!(r#"{{"groups": [], {same}}}"#)), 5_000);
}

#[test]
fn keys_that_readers_use_among_themselves_break_nothing() {
    for key in [
        "$__toml_private_datetime",
        "$serde_json::private::Number",
        "$serde_json::private::RawValue",
    ] {
        for value in ["1", "null", r#""x""#, r#""1e999""#, r#""-""#, "{}", r#""1", "b": 2"#] {
            let object = format!(r#"{{"{key}": {value}}}"#);
            for document in [
                object.clone(),
                format!(r#"{{"groups": {object}}}"#),
                format!(r#"{{"groups": [{object}]}}"#),
                format!(r#"{{"groups": [], "version": {object}}}"#),
                format!(r#"{{"groups": [], "expect": [{{"visitor": {object}}}]}}"#),
                format!(r#"{{"groups": [], "expect": [{{"visitor": {{"at": {object}}}}}]}}"#),
                format!(
                    r#"{{"groups": [], "expect": [{{"visitor": {{"attributes": {{"a": {object}}}}}}}]}}"#
                ),
            ] {
                // Whatever it reads as: no panic.
                let draft = serde_json::from_str::<frontdesk::Draft>(&document);
                let _ = draft.map(frontdesk::Draft::check);
            }
        }
    }
}

#[test]
fn of_a_repeated_list_the_first_counts_whatever_it_is() {
    let document = |agents: &str| {
        format!(r#"{{{agents}, "groups": [{{"id": "g", "name": "G", "agents": ["a"]}}]}}"#)
    };
    let twice = "agents: the key `agents` stands here twice";
    assert_eq!(
        texts_of(&document(r#""agents": 5, "agents": [{"id": "a"}]"#)),
        [twice, "agents: expected a list, found `5`"]
    );
    for again in ["5", r#"[{"id": "b"}]"#, "[5]"] {
        assert_eq!(
            texts_of(&document(&format!(r#""agents": [{{"id": "a"}}], "agents": {again}"#))),
            [twice]
        );
    }
    assert_eq!(
        texts_of(&document(r#""agents": [], "agents": [{"id": "a"}]"#)),
        [twice, "groups[0].agents[0]: there is no agent `a`; there are none"]
    );
}
