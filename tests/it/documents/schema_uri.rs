//! The key `$schema`, by which a document names its JSON Schema for editors: accepted at the root of what
//! people write, kept, and without a meaning of its own.

use frontdesk::{Draft, Presence, Router, Visitor, Workspace};
use frontdesk::desk::Digest;
use frontdesk::edit::Actor;
use frontdesk::presence::{AgentStatus, PresenceRecord};
use serde_json::json;

use super::{canonical, workspace};

const PLAIN: &str = r#"{"schema":1,"version":1,"languages":["en"],"groups":[{"id":"g","name":"G"}]}"#;
const NAMED: &str = r#"{"$schema":"../schema/workspace.json","schema":1,"version":1,"languages":["en"],"groups":[{"id":"g","name":"G"}]}"#;

#[test]
fn a_workspace_keeps_it() {
    let read: Draft = serde_json::from_str(NAMED).unwrap();
    assert_eq!(read.schema_uri.as_deref(), Some("../schema/workspace.json"));
    assert_eq!(canonical(NAMED), NAMED);
    assert_eq!(workspace(&canonical(NAMED)), workspace(NAMED));
    // It stands first, wherever it was.
    let last = r#"{"groups": [{"id": "g", "name": "G"}], "$schema": "../schema/workspace.json"}"#;
    assert_eq!(canonical(last), NAMED);
    let in_code = workspace(PLAIN).edit().schema_uri("../schema/workspace.json").check().unwrap();
    assert_eq!(in_code, workspace(NAMED));
    assert_eq!(canonical(PLAIN), PLAIN);
    assert_eq!(canonical(&PLAIN.replace('{', r#"{"$schema":null,"#).replacen(r#"[{"$schema":null,"#, "[{", 1)), PLAIN);
}

#[test]
fn it_is_a_part_of_the_document() {
    let (plain, named) = (workspace(PLAIN), workspace(NAMED));
    assert_ne!(plain, named);
    assert_ne!(Digest::from_workspace(&plain), Digest::from_workspace(&named));
    let changed = plain.change(Actor::Host, plain.edit().schema_uri("s.json")).unwrap();
    assert_eq!(changed.to_string(), r#"`$schema` set to "s.json""#);
    assert_eq!(changed.workspace.draft().schema_uri.as_deref(), Some("s.json"));
    let mut draft = changed.workspace.edit();
    draft.schema_uri = None;
    let changed = changed.workspace.change(Actor::Host, draft).unwrap();
    assert_eq!(changed.to_string(), r#"`$schema` unset, it was "s.json""#);
}

#[test]
fn toml_quotes_it() {
    let text = "\"$schema\" = \"s.json\"\n\n[[groups]]\nid = \"g\"\nname = \"G\"\n";
    let read: Workspace = toml::from_str::<Draft>(text).unwrap().check().unwrap();
    assert_eq!(read.draft().schema_uri.as_deref(), Some("s.json"));
    let written = toml::to_string(&read).unwrap();
    assert!(written.starts_with("\"$schema\" = \"s.json\"\n"), "{written}");
    assert_eq!(toml::from_str::<Draft>(&written).unwrap().check().unwrap(), read);
}

#[test]
fn it_is_a_text_and_stands_at_the_root() {
    for (document, expected) in [
        (json!({"$schema": 5, "groups": []}), "[\"$schema\"]: expected a text, found `5`"),
        (
            json!({"groups": [{"id": "g", "name": "G", "$schema": "s"}]}),
            "groups[0][\"$schema\"]: there is no key `$schema` here; there are `id`, `name`, `agents`, \
             `private`, `enabled`, `schedule`, `fallback`, `overflow`, `strategy`, `offer_seconds`, \
             `retry_seconds`, `reassign_after_seconds`, `escalation`, `max_waiting`, `max_notices`, \
             `sticky`, `accept`, `prefer_language_seconds`, `wrap_up_seconds`, `reply_seconds`, `idle_seconds`, \
             `close_after_seconds`, `target_seconds` and `greeter`",
        ),
        (
            json!({"$shema": "s", "groups": []}),
            "[\"$shema\"]: there is no key `$shema` here; did you mean `$schema`?",
        ),
    ] {
        let draft: Draft = serde_json::from_value(document).unwrap();
        assert_eq!(draft.check().unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_visitor_keeps_it() {
    let text = r#"{"$schema":"visitor.json","id":"v1"}"#;
    let read: Visitor = serde_json::from_str(text).unwrap();
    assert_eq!(read.schema_uri.as_deref(), Some("visitor.json"));
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    assert_eq!(serde_json::to_string(&read.clone().into_owned()).unwrap(), text);
    // It is no fact of the visitor.
    let router = Router::new(workspace(PLAIN));
    let presence = Presence::new(&router);
    let record = router.route(&read, &presence).to_record();
    assert_eq!(record, router.route(&Visitor::undated().id("v1"), &presence).to_record());
    assert!(serde_json::from_str::<Visitor>(r#"{"$schema": 1}"#).is_err());
    assert!(serde_json::from_str::<Visitor>(r#"{"page": {"$schema": "s"}}"#).is_err());
}

#[test]
fn a_presence_keeps_it() {
    let text = r#"{"$schema":"presence.json","a1":{"status":"away"}}"#;
    let read: PresenceRecord = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    assert_eq!(read.iter().count(), 1);
    // An agent may have that id: then a beat stands there.
    let text = r#"{"$schema":{"status":"online"}}"#;
    let read: PresenceRecord = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    let (agent, beat) = read.iter().next().unwrap();
    assert_eq!((agent.as_str(), beat.status), ("$schema", AgentStatus::Online));
    for wrong in [r#"{"$schema": 1}"#, r#"{"$schema": {}}"#, r#"{"$schema": []}"#, r#"{"a1": "online"}"#] {
        assert!(serde_json::from_str::<PresenceRecord>(wrong).is_err(), "{wrong}");
    }
    let of_toml: PresenceRecord = toml::from_str("\"$schema\" = \"s\"\na1 = { status = \"away\" }").unwrap();
    assert_eq!(toml::to_string(&of_toml).unwrap(), "\"$schema\" = \"s\"\n\n[a1]\nstatus = \"away\"\n");
}

#[test]
fn samples_keep_it() {
    let case = json!({"visitor": {"$schema": "v"}, "presence": {"$schema": "p", "a1": {"status": "away"}}});
    let document = json!({"groups": [], "expect": [case]});
    let written = serde_json::to_value(workspace(&document.to_string())).unwrap();
    assert_eq!(written["expect"], document["expect"]);
}
