//! The scenarios that ship with the example `desk`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use frontdesk::{Draft, Router};
use frontdesk::desk::{CommandResult, Desk, Refusal, TimedCommand};

use super::script::line;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/desk").join(name)
}

/// Every event and refusal of a scenario.
fn run(workspace: &str, commands: &str) -> (Desk, Vec<String>) {
    let text = fs::read_to_string(data(workspace)).unwrap();
    let draft: Draft = match workspace.ends_with("toml") {
        true => toml::from_str(&text).unwrap(),
        false => serde_json::from_str(&text).unwrap(),
    };
    let mut desk = Desk::new(Arc::new(Router::new(draft.check().unwrap())));
    let mut lines = Vec::new();
    for text in fs::read_to_string(data(commands)).unwrap().lines() {
        let timed: TimedCommand = serde_json::from_str(text).unwrap();
        let answer = desk.handle(timed.at, &timed.command);
        lines.extend(answer.events.iter().map(line));
        match answer.result {
            CommandResult::Refused(Refusal::Taken) => lines.push("refused taken".into()),
            CommandResult::Refused(refusal) => lines.push(format!("refused, for {refusal}")),
            _ => {}
        }
    }
    (desk, lines)
}

/// Some lines stand in this order.
#[track_caller]
fn expect(lines: &[String], expected: &[&str]) {
    let mut rest = lines.iter();
    for text in expected {
        assert!(rest.any(|line| line == text), "`{text}` in\n{}", lines.join("\n"));
    }
}

#[test]
fn the_wrong_choice_ends_with_the_right_team() {
    let (desk, lines) = run("wrong-choice.json", "wrong-choice.jsonl");
    expect(
        &lines,
        &[
            "09:10:00 asked c1",
            "09:10:12 notified c1 non-technical nora nils",
            "09:10:20 joined c1 non-technical nora",
            "refused taken",
            "09:12:30 invited c1 technical by nora",
            "09:12:30 notified c1 technical tom tess",
            "09:12:41 joined c1 technical tess",
            "09:13:30 left c1 nora",
            "09:25:00 closed c1",
        ],
    );
    assert_eq!(desk.conversations().count(), 0);
}

#[test]
fn a_queue_at_lunch_time_is_served_by_who_covers_and_by_priority() {
    let (_, lines) = run("lunch.json", "lunch.jsonl");
    expect(
        &lines,
        &[
            "11:27:00 queued c3 orders",
            "11:28:00 queued c4 orders",
            "11:29:00 message_taken c5 orders",
            "11:30:00 offered c4 canteen chloe until 11:30:30",
            "11:50:00 offered c3 canteen chloe until 11:50:30",
            "12:30:00 offered c5 orders ana until 12:30:20",
            "12:30:20 offered c5 orders ben until 12:30:40",
        ],
    );
}

#[test]
fn a_night_shift_escalates_and_loses_nobody() {
    let (desk, lines) = run("night.toml", "night.jsonl");
    expect(
        &lines,
        &[
            "22:10:00 notified c1 night night-1",
            "22:30:45 offer_expired c2 night night-1",
            "22:31:30 escalated c2 on-duty",
            "22:31:40 joined c2 on-duty duty",
            "22:41:00 left c1 night-1",
            "22:41:00 message_taken c1 support",
            "22:43:00 joined c1 support duty",
            "23:05:00 message_taken c1 night",
            "2026-11-24T07:01:00 notified c1 support day-1",
        ],
    );
    assert_eq!(desk.conversations().count(), 0);
}
