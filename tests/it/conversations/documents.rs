//! The wire form of commands, events, answers and snapshots.

use frontdesk::{Draft, Visitor, Workspace};
use frontdesk::desk::{Command, Digest, Event, Refusal, Snapshot, TimedCommand};
use frontdesk::presence::AgentStatus;
use serde_json::{Value, json};

use super::script::at;

fn read(line: Value) -> Result<TimedCommand, String> {
    serde_json::from_str(&line.to_string()).map_err(|error| error.to_string())
}

#[test]
fn every_command_is_read_and_written_alike() {
    let workspace: Workspace =
        serde_json::from_value::<Draft>(json!({"groups": [{"id": "g", "name": "G"}]})).unwrap().check().unwrap();
    let commands = [
        (json!({"do": "presence", "agent": "a1", "status": "online"}), Command::presence("a1", AgentStatus::Online)),
        (
            json!({"do": "arrive", "id": "cmd-17", "conversation": "c1",
                   "visitor": {"id": "v1", "attributes": {"plan": "pro"}}, "priority": 2}),
            Command::arrive("c1", Visitor::undated().id("v1").attribute("plan", "pro")).priority(2).id("cmd-17"),
        ),
        (json!({"do": "accept", "conversation": "c1", "agent": "a1"}), Command::accept("c1", "a1")),
        (json!({"do": "decline", "conversation": "c1", "agent": "a1"}), Command::decline("c1", "a1")),
        (json!({"do": "invite", "conversation": "c1", "by": "a1", "group": "g"}), Command::invite("c1", "a1", "g")),
        (json!({"do": "transfer", "conversation": "c1", "by": "a1", "group": "g"}), Command::transfer("c1", "a1", "g")),
        (json!({"do": "assign", "conversation": "c1", "by": "a1", "agent": "a2"}), Command::assign("c1", "a1", "a2")),
        (
            json!({"do": "assign", "conversation": "c1", "by": "a1", "agent": "a2", "force": true}),
            Command::assign("c1", "a1", "a2").force(),
        ),
        (json!({"do": "leave", "conversation": "c1", "agent": "a1"}), Command::leave("c1", "a1")),
        (json!({"do": "leave", "conversation": "c1", "group": "g"}), Command::leave_group("c1", "g")),
        (json!({"do": "close", "conversation": "c1"}), Command::close("c1")),
        (json!({"do": "tick"}), Command::tick()),
        (json!({"do": "workspace", "workspace": workspace}), Command::workspace(workspace.clone())),
    ];
    for (mut document, command) in commands {
        assert_eq!(serde_json::to_value(&command).unwrap(), document);
        assert_eq!(serde_json::from_value::<Command>(document.clone()).unwrap(), command);
        document["at"] = json!("2026-11-23T10:00:00Z");
        let timed = TimedCommand::new(at("10:00:00"), command);
        assert_eq!(read(document.clone()).unwrap(), timed);
        assert_eq!(serde_json::to_value(&timed).unwrap(), document);
    }
}

#[test]
fn what_may_be_left_out_of_a_command_has_a_default() {
    let line = read(json!({"at": "2026-11-23T10:00:00Z", "do": "arrive", "conversation": "c1", "visitor": {}}));
    assert_eq!(line.unwrap().command, Command::arrive("c1", Visitor::undated()));
    let line = read(json!({"at": "2026-11-23T10:00:00Z", "do": "tick", "id": null, "later": [1]}));
    assert_eq!(line.unwrap().command, Command::tick(), "unknown keys are ignored");
    let twice = r#"{"at": "2026-11-23T09:00:00Z", "do": "tick", "do": "close", "conversation": "c1", "at": "2026-11-23T10:00:00Z"}"#;
    let line: TimedCommand = serde_json::from_str(twice).unwrap();
    assert_eq!(line, TimedCommand::new(at("10:00:00"), Command::close("c1")));
}

#[test]
fn a_command_of_a_wrong_form_is_refused_with_what_is_wrong() {
    let at = "2026-11-23T10:00:00Z";
    for (line, part) in [
        (json!({"do": "tick"}), "missing field `at`"),
        (json!({"at": at}), "missing field `do`"),
        (json!({"at": at, "do": "dance"}), "unknown variant `dance`"),
        (json!({"at": at, "do": "close"}), "missing field `conversation`"),
        (json!({"at": at, "do": "arrive", "conversation": "c1", "vistor": {}}), "missing field `visitor`"),
        (json!({"at": "noon", "do": "tick"}), "`noon` is not an instant"),
        (json!({"at": at, "do": "close", "conversation": "c 1"}), "`c 1` is not 1 to 128"),
        (json!({"at": at, "do": "close", "conversation": ""}), "`` is not 1 to 128"),
        (json!({"at": at, "do": "tick", "id": "\""}), "is not 1 to 128"),
        (json!({"at": at, "do": "presence", "agent": "a1", "status": "asleep"}), "unknown variant `asleep`"),
        (json!({"at": at, "do": "leave", "conversation": "c1"}), "`leave` takes either `agent` or `group`"),
        (
            json!({"at": at, "do": "leave", "conversation": "c1", "agent": "a", "group": "g"}),
            "`leave` takes either `agent` or `group`",
        ),
        (json!({"at": at, "do": "arrive", "conversation": "c1", "visitor": {"contry": "FR"}}), "unknown field `contry`"),
        (json!({"at": at, "do": "arrive", "conversation": "c1", "visitor": {}, "priority": 1.5}), "i64"),
        (
            json!({"at": at, "do": "workspace", "workspace": {"groups": [{"id": "g"}]}}),
            "groups[0].name: this key is required",
        ),
    ] {
        let error = read(line.clone()).unwrap_err();
        assert!(error.contains(part), "{line}: {error}");
    }
}

#[test]
fn every_event_is_read_and_written_alike() {
    let decision = json!({"visitor": null, "outcome": "unassigned", "group": null, "source": null,
        "trigger": null, "status": null, "serving": null, "notify": [], "assignee": null,
        "rejected": [], "question": null, "choices": null});
    for kind in [
        json!({"event": "presence_changed", "agent": "a1", "status": "away"}),
        json!({"event": "arrived", "conversation": "c1", "visitor": {"id": "v1"}, "priority": -1}),
        json!({"event": "routed", "conversation": "c1", "decision": decision}),
        json!({"event": "asked", "conversation": "c1"}),
        json!({"event": "notified", "conversation": "c1", "group": null, "agents": ["a1", "a2"]}),
        json!({"event": "offered", "conversation": "c1", "group": "g", "agent": "a1", "until": "2026-11-23T10:00:30Z"}),
        json!({"event": "offer_expired", "conversation": "c1", "group": "g", "agent": "a1"}),
        json!({"event": "declined", "conversation": "c1", "group": "g", "agent": "a1"}),
        json!({"event": "withdrawn", "conversation": "c1", "group": null, "agent": "a1"}),
        json!({"event": "queued", "conversation": "c1", "group": "g"}),
        json!({"event": "message_taken", "conversation": "c1", "group": null}),
        json!({"event": "joined", "conversation": "c1", "group": "g", "agent": "a1", "forced": false}),
        json!({"event": "left", "conversation": "c1", "agent": "a1"}),
        json!({"event": "invited", "conversation": "c1", "group": "g", "by": "a1"}),
        json!({"event": "transferred", "conversation": "c1", "group": "g", "by": "a1"}),
        json!({"event": "escalated", "conversation": "c1", "group": "g"}),
        json!({"event": "closed", "conversation": "c1"}),
        json!({"event": "workspace_replaced", "version": 2, "digest": "00".repeat(32)}),
    ] {
        let mut document = json!({"seq": 7, "at": "2026-11-23T10:00:00.5Z", "cause": "x"});
        document.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
        document["at"] = json!("2026-11-23T10:00:00.500Z");
        let event: Event = serde_json::from_value(document.clone()).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), document);
        document["later"] = json!({"a": [1]});
        document.as_object_mut().unwrap().remove("cause");
        let plain: Event = serde_json::from_str(&document.to_string()).unwrap();
        assert_eq!((plain.kind, plain.cause), (event.kind, None), "unknown keys are ignored");
    }
}

#[test]
fn refusals_have_their_words() {
    for (refusal, word) in [
        (Refusal::UnknownConversation, "unknown_conversation"),
        (Refusal::UnknownAgent, "unknown_agent"),
        (Refusal::UnknownGroup, "unknown_group"),
        (Refusal::Exists, "exists"),
        (Refusal::Taken, "taken"),
        (Refusal::NoRoom, "no_room"),
        (Refusal::NotAMember, "not_a_member"),
        (Refusal::NotInvited, "not_invited"),
        (Refusal::LastAgent, "last_agent"),
        (Refusal::NotPermitted, "not_permitted"),
        (Refusal::TimeWentBack, "time_went_back"),
    ] {
        assert_eq!(serde_json::to_value(refusal).unwrap(), json!(word));
        assert_eq!(serde_json::from_value::<Refusal>(json!(word)).unwrap(), refusal);
    }
}

#[test]
fn unknown_and_repeated_keys_of_a_snapshot_are_ignored() {
    let desk = super::script::desk(json!({"agents": [{"id": "a1"}], "groups": []}));
    let text = serde_json::to_string(&desk.snapshot()).unwrap();
    let later = text.replacen('{', r#"{"later":[{"a":null}],"version":9,"#, 1);
    assert_eq!(serde_json::from_str::<Snapshot>(&later).unwrap(), desk.snapshot());
}

/// A reader of the log finds the workspace by the SHA-256 of its canonical document, whoever wrote it.
#[test]
fn a_digest_is_that_of_the_canonical_document_as_compact_json() {
    let draft: Draft = serde_json::from_value(json!({
        "languages": ["fr", "en"],
        "agents": [{"id": "a1", "name": "Zoë \"Z\" \\ \u{1}\u{8}\u{c}\n\r\t\u{7f}\u{1f600}", "max_conversations": 3}],
        "groups": [{"id": "g", "name": {"fr": "Général", "en": "General"}, "agents": [{"id": "a1", "weight": 2}],
                    "reassign_after_seconds": null, "escalation": [{"after_seconds": 5, "to": "h"}]},
                   {"id": "h", "name": "H", "agents": "all"}],
        "triggers": [{"id": "t", "assign_to": "g",
                      "when": {"any": [{"field": "attribute.x", "in": [0.1, 1.0, 1e300, 5e-324, 123456789012345680.0, -2.5]},
                                       {"field": "visits", "above": 3}, {"field": "attribute.vip", "is": true}]}}],
    }))
    .unwrap();
    let workspace = draft.check().unwrap();
    let text = serde_json::to_string(&workspace).unwrap();
    let again: Draft = serde_json::from_str(&text).unwrap();
    assert_eq!(Digest::from_workspace(&again.check().unwrap()), Digest::from_workspace(&workspace));
    assert_eq!(Digest::from_workspace(&workspace).to_string(), sha256(&text));
}

/// What `sha256sum` says, where there is one.
fn sha256(text: &str) -> String {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new("sha256sum")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("coreutils");
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap()[..64].to_owned()
}
