//! Scripts: `10:00:00 arrive c1 group_code=sales` in, `10:00:00 offered c1 sales a1 until 10:00:30`
//! out. Both go through the wire form.

use std::sync::Arc;

use frontdesk::{Draft, Router, Timestamp};
use frontdesk::desk::{CommandOutcome, CommandResult, Desk, Event, TimedCommand};
use serde_json::{Map, Value, json};

/// An instant of the day on which all scripts play, a Monday.
pub(crate) fn at(time: &str) -> Timestamp {
    format!("2026-11-23T{time}Z").parse().unwrap()
}

pub(crate) fn router(workspace: Value) -> Arc<Router> {
    let draft: Draft = serde_json::from_value(workspace).unwrap();
    Arc::new(Router::new(draft.check().unwrap()))
}

pub(crate) fn desk(workspace: Value) -> Desk {
    Desk::new(router(workspace))
}

/// The command of a line.
#[track_caller]
pub(crate) fn command(line: &str) -> TimedCommand {
    let mut words = line.split_whitespace();
    let (Some(time), Some(action)) = (words.next(), words.next()) else {
        panic!("`{line}` lacks its time or its command");
    };
    let mut keys = Map::new();
    keys.insert("at".into(), json!(at(time)));
    keys.insert("do".into(), json!(action));
    let names: &[&str] = match action {
        "presence" => &["agent", "status"],
        "arrive" | "close" => &["conversation"],
        "accept" | "decline" | "leave" => &["conversation", "agent"],
        "invite" | "transfer" => &["conversation", "by", "group"],
        "assign" => &["conversation", "by", "agent"],
        "tick" => &[],
        other => panic!("`{other}` is no command"),
    };
    let mut positional = names.iter();
    let mut visitor = Map::new();
    for word in words {
        match word.split_once('=') {
            Some((key @ ("group" | "id"), value)) => {
                // A group that leaves stands in the place of an agent.
                keys.insert(key.into(), json!(value));
            }
            Some(("priority", value)) => {
                keys.insert("priority".into(), json!(value.parse::<i64>().unwrap()));
            }
            Some(("visitor", value)) => {
                visitor.insert("id".into(), json!(value));
            }
            Some((key, value)) => {
                visitor.insert(key.into(), json!(value));
            }
            None if word == "force" => {
                keys.insert("force".into(), json!(true));
            }
            None => {
                keys.insert((*positional.next().unwrap()).into(), json!(word));
            }
        }
    }
    if action == "arrive" {
        keys.insert("visitor".into(), Value::Object(visitor));
    }
    serde_json::from_str(&Value::Object(keys).to_string()).unwrap()
}

fn clock(instant: &Value) -> &str {
    let text = instant.as_str().unwrap();
    text.strip_prefix("2026-11-23T").unwrap_or(text).trim_end_matches('Z')
}

/// An event as a line, without its number; of a decision the group alone.
pub(crate) fn line(event: &Event) -> String {
    let tree: Value = serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap();
    let mut words = vec![clock(&tree["at"]).to_owned(), tree["event"].as_str().unwrap().to_owned()];
    for key in ["conversation", "group", "agent", "status"] {
        match &tree[key] {
            Value::String(text) => words.push(text.clone()),
            Value::Null if key == "group" && tree.get(key).is_some() => words.push("-".to_owned()),
            _ => {}
        }
    }
    if let Some(serving) = tree.get("serving") {
        words.push(serving.as_str().unwrap_or("-").to_owned());
    }
    if let Some(decision) = tree.get("decision") {
        words.push(decision["group"].as_str().unwrap_or("-").to_owned());
    }
    for agent in tree["agents"].as_array().into_iter().flatten() {
        words.push(agent.as_str().unwrap().to_owned());
    }
    if let Some(until) = tree.get("until") {
        words.push(format!("until {}", clock(until)));
    }
    if let Some(by) = tree.get("by") {
        words.push(format!("by {}", by.as_str().unwrap()));
    }
    if tree["forced"] == true {
        words.push("forced".to_owned());
    }
    words.join(" ")
}

/// Runs one line, and holds what always holds: a decision leaves the desk as it was, events are
/// numbered without gaps, none is before the last.
#[track_caller]
pub(crate) fn run(desk: &mut Desk, text: &str) -> CommandOutcome {
    let TimedCommand { at, command, .. } = command(text);
    let before = desk.clone();
    let answer = desk.decide(at, &command);
    assert!(*desk == before, "`{text}` was only decided");
    assert_eq!(desk.decide(at, &command), answer, "`{text}` twice");
    for (seq, event) in (before.version() + 1..).zip(&answer.events) {
        assert_eq!(event.seq, seq);
        desk.apply(event).unwrap();
    }
    answer
}

/// What a line causes: its events, and a last line where it was refused or known.
#[track_caller]
pub(crate) fn play(desk: &mut Desk, text: &str) -> Vec<String> {
    let answer = run(desk, text);
    let mut lines: Vec<String> = answer.events.iter().map(line).collect();
    match answer.result {
        CommandResult::Refused(reason) => lines.push(format!("refused {}", json!(reason).as_str().unwrap())),
        CommandResult::AlreadyDone { first, last } => lines.push(format!("known {first} {last}")),
        _ => {}
    }
    lines
}

/// Plays lines of commands, and compares: what a command causes stands below it, indented. Arrivals
/// need no line for `arrived` and `routed`, a change of status none for itself.
#[track_caller]
pub(crate) fn check(desk: &mut Desk, script: &str) {
    let mut found = Vec::new();
    let mut expected = Vec::new();
    for text in script.lines().filter(|text| !text.trim().is_empty()) {
        let is_command = text.len() - text.trim_start().len() == indent(script);
        expected.push(text.trim().to_owned());
        if is_command {
            found.push(text.trim().to_owned());
            let lines = play(desk, text).into_iter();
            let told = [" arrived ", " routed ", " presence_changed "];
            found.extend(lines.filter(|line| !told.iter().any(|word| line.contains(word))));
        }
    }
    assert_eq!(found.join("\n"), expected.join("\n"));
}

fn indent(script: &str) -> usize {
    let first = script.lines().find(|text| !text.trim().is_empty()).unwrap_or_default();
    first.len() - first.trim_start().len()
}
