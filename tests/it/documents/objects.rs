//! What is an object in a document is read from an object only, and says what it must say.

use frontdesk::{Agent, Attributes, Condition, Draft, Group, Heartbeat, LocalizedText, Page, Role, Schedule, Trigger, Visitor};
use frontdesk::decision::{ChoiceRecord, DecisionRecord, RejectionRecord};
use frontdesk::desk::{Action, Command, Event, EventKind, LeaveTarget, Retention, Snapshot, TimedCommand};
use frontdesk::edit::{Change, ItemRef};
use frontdesk::expect::{Assertion, Expectation, FailedExpectation};
use frontdesk::presence::{AgentStatus, PresenceRecord};
use frontdesk::visitor::Borrowed;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A type that is an object, with a value of it, and without which of its keys that value does not parse.
struct Object {
    name: &'static str,
    value: Value,
    required: &'static [&'static str],
    read: fn(&Value) -> Result<(), String>,
}

#[track_caller]
fn object<T: DeserializeOwned>(
    name: &'static str,
    value: Value,
    required: &'static [&'static str],
) -> Object {
    #[track_caller]
    fn read<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
        // Both ways in: a tree, and a text that can be borrowed from.
        let of_text = serde_json::from_str::<T>(&value.to_string()).map(drop);
        let of_tree = serde_json::from_value::<T>(value.clone()).map(drop);
        assert_eq!(of_text.is_ok(), of_tree.is_ok(), "{value}");
        of_text.map_err(|error| error.to_string())
    }
    Object { name, value, required, read: read::<T> }
}

fn objects() -> Vec<Object> {
    let decision = json!({"outcome": "unassigned"});
    let at = "2026-11-22T10:00:00Z";
    let snapshot = json!({
        "version": 0, "at": null, "workspace": "00".repeat(32), "memory": {}, "agents": [],
        "conversations": [], "turns": [], "floors": [], "visitors": [], "commands": [],
    });
    let queued = json!({"event": "queued", "conversation": "c", "group": null});
    let with = |mut value: Value, more: Value| {
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        value
    };
    let arrive = json!({"do": "arrive", "conversation": "c", "visitor": {}});
    vec![
        object::<Action>("Action", arrive.clone(), &["do", "conversation", "visitor"]),
        object::<Agent>("Agent", json!({"id": "a"}), &["id"]),
        object::<Attributes<'static>>("Attributes", json!({"plan": "pro"}), &[]),
        object::<Heartbeat>("Beat", json!({"status": "online"}), &["status"]),
        object::<Change>(
            "Change",
            json!({"change": "moved", "noun": "group", "id": "g", "from": 0, "to": 1}),
            &["change", "noun", "id", "from", "to"],
        ),
        object::<ChoiceRecord>(
            "ChoiceRecord",
            json!({"group": "g", "name": "G", "status": "closed"}),
            &["group", "name", "status"],
        ),
        object::<Command>("Command", arrive.clone(), &["do", "conversation", "visitor"]),
        object::<Condition>("Condition", json!({"field": "device", "is": "bot"}), &["field", "is"]),
        object::<DecisionRecord>("DecisionRecord", decision.clone(), &["outcome"]),
        object::<Event>(
            "Event",
            with(queued.clone(), json!({"seq": 1, "at": at})),
            &["seq", "at", "event", "conversation"],
        ),
        object::<EventKind>("EventKind", queued, &["event", "conversation"]),
        object::<FailedExpectation>(
            "FailedExpectation",
            json!({"name": "n", "decision": decision}),
            &["name", "decision"],
        ),
        object::<Group>("Group", json!({"id": "g", "name": "G"}), &["id", "name"]),
        object::<ItemRef>("Item", json!({"noun": "group", "id": "g"}), &["noun", "id"]),
        object::<LeaveTarget>("Leaving", json!({"agent": "a"}), &["agent"]),
        object::<LocalizedText>("LocalizedText", json!({"fr": "Aide"}), &[]),
        object::<Retention>("Memory", json!({"visitors": 1}), &[]),
        object::<Page<'static>>("Page", json!({"url": "https://a.example/"}), &[]),
        object::<PresenceRecord>("PresenceRecord", json!({"a": {"status": "away"}}), &[]),
        object::<RejectionRecord>(
            "RejectionRecord",
            json!({"source": "selection", "group": "g", "reason": "unknown"}),
            &["source", "group", "reason"],
        ),
        object::<Role>("Role", json!({"id": "r"}), &["id"]),
        object::<Schedule>("Schedule", json!({"id": "s", "zone": "UTC"}), &["id", "zone"]),
        object::<Snapshot>(
            "Snapshot",
            snapshot,
            &[
                "version", "workspace", "memory", "agents", "conversations", "turns", "floors", "visitors",
                "commands",
            ],
        ),
        object::<TimedCommand>(
            "TimedCommand",
            with(arrive, json!({"at": at})),
            &["at", "do", "conversation", "visitor"],
        ),
        object::<Trigger>("Trigger", json!({"id": "t", "assign_to": "g"}), &["id", "assign_to"]),
        object::<Visitor<'static>>("Visitor", json!({"id": "v"}), &[]),
    ]
}

#[test]
fn every_type_with_required_keys_refuses_a_document_without_one_of_them() {
    for Object { name, value, required, read } in objects() {
        assert_eq!(read(&value), Ok(()), "{name}: {value}");
        for key in required {
            let mut without = value.clone();
            let taken = without.as_object_mut().unwrap().remove(*key).unwrap();
            assert!(read(&without).is_err(), "{name}: {without}");
            // A misspelt key is a key that is missing.
            without[format!("{key}x")] = taken;
            assert!(read(&without).is_err(), "{name}: {without}");
        }
        if !required.is_empty() {
            assert!(read(&json!({})).is_err(), "{name}");
        }
    }
}

#[test]
fn no_list_is_read_as_an_object() {
    for Object { name, value, read, .. } in objects() {
        let values: Vec<Value> = value.as_object().unwrap().values().cloned().collect();
        // With one value that a derived reader takes for the first key, and with more than there are.
        for list in [json!([]), json!([values[0]]), json!(values), json!([values, [], {}])] {
            let error = read(&list).expect_err(name);
            assert!(!error.is_empty());
        }
    }
    // Within another document, too.
    let records = [
        r#"{"outcome": "unassigned", "rejected": [["selection", "g", "unknown"]]}"#,
        r#"{"outcome": "ask", "choices": [["g", "G", "closed"]]}"#,
        r#"{"outcome": "unassigned", "decision": [], "rejected": [[]]}"#,
    ];
    for record in records {
        assert!(serde_json::from_str::<DecisionRecord>(record).is_err(), "{record}");
    }
    assert!(serde_json::from_str::<PresenceRecord>(r#"{"a": ["online"]}"#).is_err());
    assert!(serde_json::from_str::<Visitor>(r#"{"page": ["https://a.example/"]}"#).is_err());
    assert!(serde_json::from_str::<Borrowed<Visitor>>(r#"["v1"]"#).is_err());
    assert!(serde_json::from_str::<Borrowed<Page>>(r#"["v1"]"#).is_err());
}

#[test]
fn a_beat_says_how_the_agent_is() {
    for document in [
        "{}",
        "[]",
        "null",
        r#"["online"]"#,
        r#"{"stauts": "online"}"#,
        r#"{"status": null}"#,
        r#"{"load": 1}"#,
    ] {
        assert!(serde_json::from_str::<Heartbeat>(document).is_err(), "{document}");
        let presence = format!(r#"{{"ana": {document}}}"#);
        assert!(serde_json::from_str::<PresenceRecord>(&presence).is_err(), "{presence}");
    }
    let beat: Heartbeat = serde_json::from_str(r#"{"status": "away", "load": null, "until": null}"#).unwrap();
    assert_eq!(beat, Heartbeat::new(AgentStatus::Away));
}

#[test]
fn a_beat_of_a_sample_says_how_the_agent_is() {
    for (beat, expected) in [
        (json!({}), "expect[0].presence.ana.status: this key is required"),
        (json!({"stauts": "online"}), "expect[0].presence.ana.status: this key is required"),
        (
            json!({"status": null}),
            "expect[0].presence.ana.status: expected `online`, `away`, `invisible` or `offline`, found `null`",
        ),
        (json!([]), "expect[0].presence.ana: expected an object, found `[…]`"),
    ] {
        let document = json!({"groups": [], "expect": [{"visitor": {}, "presence": {"ana": beat}}]});
        let draft: Draft = serde_json::from_value(document).unwrap();
        assert_eq!(draft.check().unwrap_err().to_string(), expected);
    }
}

/// Only what has been read whole is written: reading and writing again would lose what is misspelt.
#[test]
fn a_draft_that_could_not_be_read_whole_is_not_written() {
    for document in [
        r#"{"groups": [], "triggres": []}"#,
        r#"{"groups": [{"id": "g", "name": "G", "privat": true}]}"#,
        "[]",
    ] {
        let draft: Draft = serde_json::from_str(document).unwrap();
        let error = serde_json::to_string(&draft).unwrap_err().to_string();
        assert_eq!(error, "a draft that could not be read whole is not written");
        assert!(serde_json::to_value(&draft).is_err());
        assert!(toml::to_string(&draft).is_err());
    }
    let draft: Draft = serde_json::from_str(r#"{"groups": [], "version": 3}"#).unwrap();
    let written = r#"{"schema":1,"version":3,"languages":["en"],"groups":[]}"#;
    assert_eq!(serde_json::to_string(&draft).unwrap(), written);
}

/// Types that a workspace holds and that are not read alone.
#[test]
fn samples_and_assertions_are_written_as_objects() {
    let case = serde_json::to_value(Expectation::new(Visitor::undated())).unwrap();
    assert_eq!(case, json!({"visitor": {}}));
    let assertion = Assertion::never(frontdesk::Field::Device.is("bot"), ["g"]);
    let assertion = serde_json::to_value(assertion).unwrap();
    assert_eq!(assertion, json!({"when": {"field": "device", "is": "bot"}, "never": ["g"]}));
}
