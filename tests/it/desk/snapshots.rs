//! What speaks against a snapshot, word for word (rule B3).

use std::sync::Arc;

use frontdesk::desk::{Desk, Snapshot};
use serde_json::{Value, json};

use super::scenario::Scenario;

/// One conversation is offered, one waits, one was handed over, one runs and has an invitation open.
fn scenario() -> Scenario {
    let mut scenario = Scenario::new(json!({
        "agents": [
            {"id": "a1", "max_conversations": 1},
            {"id": "a2", "max_conversations": 1},
            {"id": "a3", "max_conversations": 2},
        ],
        "groups": [
            {"id": "sales", "name": "Sales", "agents": ["a1", "a2"], "strategy": "round_robin",
             "escalation": [{"after_seconds": 5, "to": "help"}]},
            {"id": "help", "name": "Help", "agents": ["a3"]},
        ],
    }));
    scenario.online(&["a1", "a2", "a3"]);
    scenario.run(json!({"do": "arrive", "id": "cmd", "conversation": "running",
                    "visitor": {"id": "v1", "group_code": "sales"}}));
    scenario.decline("running", "a1");
    scenario.accept("running", "a2");
    scenario.run(json!({"do": "invite", "conversation": "running", "by": "a2", "group": "help"}));
    scenario.advance(60).tick();
    scenario.arrive("offered", "sales");
    scenario.arrive("waiting", "sales");
    scenario.advance(7).tick();
    scenario
}

fn restore(scenario: &Scenario, snapshot: &Value) -> Result<Desk, String> {
    let snapshot: Snapshot = serde_json::from_value(snapshot.clone()).map_err(|error| error.to_string())?;
    Desk::restore(&snapshot, Arc::clone(scenario.host.desk.router())).map_err(|error| error.to_string())
}

/// What is said of a snapshot in which one value is another.
#[track_caller]
fn said(scenario: &Scenario, path: &str, value: Value) -> String {
    let mut snapshot: Value = serde_json::from_str(&scenario.host.snapshot()).expect("it reads");
    let place = snapshot.pointer_mut(path).unwrap_or_else(|| panic!("{path} is not in it"));
    *place = value;
    restore(scenario, &snapshot).err().unwrap_or_else(|| panic!("{path} is believed: {snapshot}"))
}

#[test]
fn what_contradicts_itself_is_named() {
    let scenario = scenario();
    let written: Value = serde_json::from_str(&scenario.host.snapshot()).expect("it reads");
    assert!(restore(&scenario, &written).is_ok_and(|desk| desk == scenario.host.desk));
    let at = |path: &str| written.pointer(path).unwrap_or_else(|| panic!("{path}: {written:#}")).clone();
    let (late, early) = (json!("2027-01-01T00:00:00Z"), json!("2020-01-01T00:00:00Z"));
    let long = json!("x".repeat(129));
    let twice = |path: &str| {
        let mut list = at(path);
        let first = list[0].clone();
        list.as_array_mut().expect("a list").push(first);
        list
    };
    let (running, offered) = ("/conversations/0", "/conversations/1");
    let of = |conversation: &str, key: &str| format!("{conversation}/{key}");
    let cases = [
        ("/at".to_owned(), json!(null), "its version and its instant do not fit"),
        ("/version".to_owned(), json!(0), "its version and its instant do not fit"),
        ("/version".to_owned(), json!((1_u64 << 53) - 1), "its version leaves no numbers for what follows"),
        ("/version".to_owned(), json!(6), "events are missing or used twice"),
        (of(offered, "number"), at("/conversations/0/number"), "something is in it twice"),
        (of(offered, "conversation"), json!("running"), "something is in it twice"),
        (of(offered, "calls/0/number"), at("/conversations/1/number"), "events are missing or used twice"),
        (of(offered, "calls/0/number"), json!(1), "a call is older than its conversation"),
        (of(offered, "conversation"), long.clone(), "an id is not well formed"),
        (of(running, "inside/0/agent"), long, "an id is not well formed"),
        (of(offered, "priority"), json!(1_u64 << 53), "a priority is no whole number that every reader of JSON keeps"),
        (of(offered, "arrived"), late.clone(), "a conversation arrives after the last event"),
        (of(offered, "calls/0/opened"), early.clone(), "a call is opened before it arrives or after the last event"),
        (of(running, "inside/0/seq"), json!(1), "somebody is inside before the conversation is there"),
        (of(running, "inside"), json!([]), "a conversation has calls that it cannot have"),
        (of(offered, "calls/0/invited"), json!(true), "a conversation has calls that it cannot have"),
        (of(offered, "chosen"), json!("help"), "a conversation has calls that it cannot have"),
        (of(running, "calls/0/group"), json!(null), "an invitation of no group"),
        (of(offered, "calls/0/last_refusal"), early.clone(), "a call's refusals contradict each other"),
        (of(running, "calls/0/asked_last"), json!("a1"), "a call was handed over that cannot be"),
        (of(running, "calls/0/escalated"), json!(["sales"]), "a call is escalated that cannot be"),
        (of(offered, "calls/0/told"), twice("/conversations/1/calls/0/told"), "something is in it twice"),
        (of(offered, "calls/0/told/0/told/0"), json!(1), "an agent is told by no event"),
        (of(offered, "calls/0/told/0/until"), early.clone(), "an offer has no end, or has ended"),
        (of(offered, "calls/0/told/0/until"), json!(null), "an offer has no end, or has ended"),
        (of(running, "calls/0/told/0/agent"), json!("a2"), "an agent is inside and told of the same conversation"),
        (of(offered, "calls/0/asked"), json!(["a1"]), "who is told has lost that"),
        ("/agents/0/since".to_owned(), late.clone(), "an agent's status is of no event"),
        ("/agents/1/idle".to_owned(), late, "an agent's status is of no event"),
        ("/agents/0/agent".to_owned(), json!("a9"), "it has something that a desk does not write"),
        ("/agents".to_owned(), twice("/agents"), "it has something that a desk does not write"),
        ("/turns/0/turns".to_owned(), json!(1_u64 << 53), "there are too many turns"),
        ("/turns/0/agent".to_owned(), json!("a3"), "it has something that a desk does not write"),
        ("/floors/0/weight".to_owned(), json!(0), "it has something that a desk does not write"),
        ("/visitors/0/seq".to_owned(), json!(9_999), "last agents are of no event"),
        ("/visitors/0/visitor".to_owned(), json!("v".repeat(257)), "last agents are of no event"),
        ("/memory/visitors".to_owned(), json!(0), "last agents are of no event"),
        ("/commands/0/last".to_owned(), json!(9_999), "commands are of no event"),
        ("/commands/0/id".to_owned(), json!("a b"), "commands are of no event"),
        ("/memory/commands".to_owned(), json!(0), "commands are of no event"),
        ("/service".to_owned(), json!([]), "what was said of who serves is not that of the calls that heard it"),
    ];
    for (path, value, expected) in cases {
        let expected = format!("the snapshot contradicts itself: {expected}");
        assert_eq!(said(&scenario, &path, value.clone()), expected, "{path}: {value}");
    }
}
