//! What programs exchange: unknown and repeated keys are ignored, so that two versions can run
//! side by side.

use frontdesk::{Agent, Draft, Group, Heartbeat, Presence, Router, Source, Timestamp, Trigger, Visitor};
use frontdesk::decision::{DecisionRecord, RejectionReason};
use frontdesk::expect::OutcomeKind;
use frontdesk::presence::{AgentStatus, GroupStatus, PresenceRecord};
use frontdesk::settings::{PickerMode, PickerSettings};
use serde_json::Value;

const FULL: &str = r#"{"visitor":"v1","outcome":"assigned","group":"fr-support","source":"group_code","trigger":null,"status":"closed","serving":"general","notify":["a1"],"assignee":null,"rejected":[{"source":"selection","group":"vip","reason":"private"}],"question":null,"choices":null}"#;

fn record(document: &str) -> DecisionRecord {
    serde_json::from_str(document).expect(document)
}

#[test]
fn a_decision_is_read_and_written_alike() {
    let read = record(FULL);
    assert_eq!(serde_json::to_string(&read).unwrap(), FULL);
    assert_eq!(read.outcome, OutcomeKind::Assigned);
    assert_eq!(read.source, Some(Source::GroupCode));
    assert_eq!(read.status, Some(GroupStatus::Closed));
    assert_eq!(read.rejected[0].reason, RejectionReason::Private);
    let tree: Value = serde_json::from_str(FULL).unwrap();
    assert_eq!(serde_json::from_value::<DecisionRecord>(tree).unwrap(), read);
    assert_eq!(serde_json::from_slice::<DecisionRecord>(FULL.as_bytes()).unwrap(), read);
}

#[test]
fn unknown_keys_of_a_decision_are_ignored() {
    let later = FULL
        .replace(r#""reason":"private""#, r#""reason":"private","since":[1,{"a":null}]"#)
        .replace(r#""visitor""#, r#""score":{"a":[1.5]},"visitor""#);
    assert_ne!(later, FULL);
    assert_eq!(record(&later), record(FULL));
}

#[test]
fn of_a_repeated_key_of_a_decision_the_last_counts() {
    let twice = FULL
        .replace(r#""visitor":"v1""#, r#""visitor":"old","visitor":[],"visitor":"v1""#)
        .replace(
            r#""reason":"private""#,
            r#""reason":"unknown","group":"old","group":"vip","reason":"private""#,
        )
        .replace(r#""notify""#, r#""notify":["a8","a9"],"notify""#);
    assert_ne!(twice, FULL);
    assert_eq!(record(&twice), record(FULL));
    let tree: Value = serde_json::from_str(FULL).unwrap();
    assert_eq!(serde_json::to_value(record(&twice)).unwrap(), tree);
}

#[test]
fn a_decision_of_an_earlier_version_may_lack_keys() {
    let short = record(r#"{"outcome": "unassigned"}"#);
    assert_eq!(short.outcome, OutcomeKind::Unassigned);
    assert_eq!((short.visitor.as_ref(), short.group.as_ref()), (None, None));
    assert!(short.notify.is_empty() && short.rejected.is_empty() && short.choices.is_none());
    assert!(serde_json::from_str::<DecisionRecord>("{}").is_err(), "the outcome is needed");
    assert!(serde_json::from_str::<DecisionRecord>(r#"{"outcome": "later"}"#).is_err());
}

#[test]
fn every_key_of_a_decision_is_always_written() {
    let keys = |record: &DecisionRecord| -> Vec<String> {
        let Value::Object(entries) = serde_json::to_value(record).unwrap() else { panic!() };
        let mut keys: Vec<String> = entries.keys().cloned().collect();
        keys.sort();
        keys
    };
    let mut expected: Vec<String> = [
        "visitor", "outcome", "group", "source", "trigger", "status", "serving", "notify",
        "assignee", "rejected", "question", "choices",
    ]
    .map(str::to_owned)
    .into();
    expected.sort();
    let draft = Draft::new()
        .picker(PickerSettings::new(PickerMode::Required).question("Who?"))
        .agent(Agent::new("a1"))
        .group(Group::new("sales", "Sales").agents(["a1"]))
        .group(Group::new("help", "Help"));
    let asking = Router::new(draft.clone().check().unwrap());
    let placing = Router::new(draft.trigger(Trigger::new("t", "help")).check().unwrap());
    let nobody = Router::new(Draft::new().check().unwrap());
    for (router, outcome) in [
        (asking, OutcomeKind::Ask),
        (placing, OutcomeKind::Assigned),
        (nobody, OutcomeKind::Unassigned),
    ] {
        let presence = Presence::everyone_online(&router);
        let visitor = Visitor::undated().selection("nowhere");
        let record = router.route(&visitor, &presence).to_record();
        assert_eq!(record.outcome, outcome);
        assert_eq!(keys(&record), expected);
        let written = serde_json::to_string(&record).unwrap();
        assert_eq!(self::record(&written), record);
        if outcome == OutcomeKind::Ask {
            let tree: Value = serde_json::from_str(&written).unwrap();
            assert_eq!(tree["question"], "Who?");
            assert_eq!(tree["choices"][0]["name"], "Sales");
            let later =
                written.replace(r#"{"group":"sales""#, r#"{"new":1,"group":"x","group":"sales""#);
            assert_ne!(later, written);
            assert_eq!(self::record(&later), record);
        }
    }
}

#[test]
fn unknown_and_repeated_keys_of_a_beat_are_ignored() {
    let until: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let expected = Heartbeat::online().load(2).until(until);
    for document in [
        r#"{"status": "online", "load": 2, "until": "2026-11-22T10:00:00Z"}"#,
        r#"{"status": "online", "load": 2, "until": "2026-11-22T10:00:00Z", "mood": {"a": []}}"#,
        r#"{"status": "away", "load": 9, "load": 2, "until": null, "status": "online",
            "until": "2026-11-22T10:00:00Z"}"#,
    ] {
        assert_eq!(serde_json::from_str::<Heartbeat>(document).unwrap(), expected, "{document}");
    }
    let invisible: Heartbeat =
        serde_json::from_str(r#"{"status": "invisible", "until": null}"#).unwrap();
    assert_eq!(invisible, Heartbeat::new(AgentStatus::Invisible));
    assert_eq!(serde_json::to_string(&invisible).unwrap(), r#"{"status":"invisible"}"#);
}

fn router() -> Router {
    let draft = Draft::new()
        .agents([Agent::new("a1"), Agent::new("a2"), Agent::new("a3")])
        .group(Group::new("g", "G").all_agents());
    Router::new(draft.check().unwrap())
}

#[test]
fn of_an_agent_who_is_in_a_presence_twice_the_last_beat_counts() {
    let record: PresenceRecord = serde_json::from_str(
        r#"{"a1": {"status": "away"}, "a2": {"status": "online", "later": 1},
            "a1": {"status": "online", "load": 1, "load": 4}}"#,
    )
    .unwrap();
    let (presence, unknown) = Presence::from_record(&router(), &record);
    assert_eq!(unknown, []);
    assert_eq!(presence.get("a1").unwrap(), Heartbeat::online().load(4));
    assert_eq!(presence.get("a2").unwrap(), Heartbeat::online());
    assert_eq!(presence.get("a3").unwrap(), Heartbeat::new(AgentStatus::Offline));
}

#[test]
fn agents_that_the_workspace_does_not_have_are_reported_and_the_others_count() {
    let record: PresenceRecord = serde_json::from_str(
        r#"{"a9": {"status": "online"}, "a2": {"status": "online"}, "": {"status": "away"},
            "A1": {"status": "offline"}}"#,
    )
    .unwrap();
    let (presence, unknown) = Presence::from_record(&router(), &record);
    let unknown: Vec<String> = unknown.iter().map(ToString::to_string).collect();
    assert_eq!(
        unknown,
        ["there is no agent `a9`", "there is no agent ``", "there is no agent `A1`"]
    );
    assert_eq!(presence.get("a2").unwrap(), Heartbeat::online());
}

#[test]
fn a_presence_is_written_in_its_order_and_read_again() {
    let record: PresenceRecord =
        serde_json::from_str(r#"{"z": {"status": "online"}, "a": {"status": "away", "load": 3}}"#)
            .unwrap();
    let written = serde_json::to_string(&record).unwrap();
    assert_eq!(written, r#"{"z":{"status":"online"},"a":{"status":"away","load":3}}"#);
    assert_eq!(serde_json::from_str::<PresenceRecord>(&written).unwrap(), record);
    for wrong in ["[]", "5", r#"{"a": 5}"#, r#"{"a": {"status": "busy"}}"#, r#"{"a": null}"#] {
        assert!(serde_json::from_str::<PresenceRecord>(wrong).is_err(), "{wrong}");
    }
}
