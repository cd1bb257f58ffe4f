//! Logs that were written before `service_changed` existed and before calls had a lane for each group:
//! they still apply. Each is what the example `desk` printed for the scenario of that name.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use frontdesk::{Draft, Router};
use frontdesk::desk::{Desk, Event};

#[track_caller]
fn replayed(scenario: &str, workspace: &str) -> Desk {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: String| fs::read_to_string(root.join(path)).unwrap();
    let text = read(format!("examples/data/desk/{workspace}"));
    let draft: Draft = match workspace.ends_with(".toml") {
        true => toml::from_str(&text).unwrap(),
        false => serde_json::from_str(&text).unwrap(),
    };
    let log = read(format!("tests/it/conversations/golden/{scenario}.jsonl"));
    let log: Vec<Event> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut desk = Desk::new(Arc::new(Router::new(draft.check().unwrap())));
    desk.replay(&log, |_| None).unwrap();
    assert_eq!(desk.version(), log.len() as u64);
    desk
}

#[test]
fn i8_logs_of_before_still_apply() {
    for (scenario, workspace, open) in
        [("wrong-choice", "wrong-choice.json", 0), ("lunch", "lunch.json", 1), ("night", "night.toml", 0)]
    {
        let desk = replayed(scenario, workspace);
        assert_eq!(desk.conversations().count(), open, "{scenario}");
    }
}
