//! A snapshot is checked whole (rule B3): one that was edited is refused, or the desk that it gives
//! behaves like one that a desk wrote.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use frontdesk::Timestamp;
use frontdesk::desk::{CommandResult, Desk, RestoreError, Snapshot, TimedCommand};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::generate::{Rng, Script, script};
use super::super::host::Host;
use super::on_scripts;
use crate::support::run::holds;

/// Where a value is in a document.
type Path = Vec<Step>;

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    Place(usize),
}

/// All places of a document, its root left out.
fn paths(document: &Value) -> Vec<Path> {
    let mut all = Vec::new();
    let mut open = vec![(Path::new(), document)];
    while let Some((path, value)) = open.pop() {
        let below: Vec<(Step, &Value)> = match value {
            Value::Object(keys) => {
                keys.iter().map(|(key, value)| (Step::Key(key.clone()), value)).collect()
            }
            Value::Array(list) => {
                list.iter().enumerate().map(|(n, value)| (Step::Place(n), value)).collect()
            }
            _ => Vec::new(),
        };
        for (step, value) in below {
            let path: Path = path.iter().cloned().chain([step]).collect();
            all.push(path.clone());
            open.push((path, value));
        }
    }
    all
}

fn at<'v>(document: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(document, |value, step| match step {
        Step::Key(key) => value.get_mut(key.as_str()),
        Step::Place(place) => value.get_mut(*place),
    })
}

/// Changes one value at random: leaves it out, has it twice, gives it the value of another of the same
/// name, or a number or an instant beside it.
fn edit(rng: &mut Rng, document: &mut Value) {
    let paths = paths(document);
    if paths.is_empty() {
        return;
    }
    // Each name as often as any other, however often it is there.
    let name_of = |path: &Path| {
        path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.clone()),
            Step::Place(_) => None,
        })
    };
    let names: BTreeSet<Option<String>> = paths.iter().map(name_of).collect();
    let name = rng.pick(&names.into_iter().collect::<Vec<_>>());
    let named: Vec<Path> = paths.iter().filter(|path| name_of(path) == name).cloned().collect();
    let path = rng.pick(&named);
    let (last, parent) = path.split_last().expect("not the root");
    let is_alike = |other: &&Path| match (other.last(), last) {
        (Some(Step::Key(key)), _) => Some(key) == name.as_ref(),
        (Some(Step::Place(_)), Step::Place(_)) => {
            other[..other.len() - 1].last() == parent.last()
        }
        _ => false,
    };
    let alike: Vec<Path> = paths.iter().filter(is_alike).cloned().collect();
    if let (Step::Place(place), true) = (last, rng.chance(40)) {
        if let Some(Value::Array(list)) = at(document, parent) {
            let value = list[*place].clone();
            match rng.below(3) {
                0 => drop(list.remove(*place)),
                1 => list.insert(rng.below(list.len() + 1), value),
                _ => list.swap(*place, 0),
            }
        }
        return;
    }
    let other = (!alike.is_empty()).then(|| rng.pick(&alike));
    let other = other.and_then(|path| at(document, &path).map(|value| value.clone()));
    let Some(value) = at(document, &path) else {
        return;
    };
    let instant = value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
    let new = match (&*value, rng.below(4)) {
        (_, 0 | 1) => other,
        (Value::Bool(is), _) => Some(json!(!is)),
        (Value::Number(number), _) => {
            let number = number.as_i64().unwrap_or_default();
            let far = [0, 1, -1, 1 << 32, (1 << 53) - 1, 1 << 53, i64::MAX];
            let near = number.saturating_add(rng.pick(&[-2, -1, 1, 2]));
            Some(json!(if rng.chance(50) { near } else { rng.pick(&far) }))
        }
        (Value::String(_), _) => instant.map(|instant| {
            let millis = instant.unix_millis();
            let near = rng.pick(&[-60_000, -1_000, -1, 1, 1_000, 60_000]);
            let moved = Timestamp::from_unix_millis(millis.saturating_add(near));
            json!(rng.pick(&[moved, moved, moved, Timestamp::MIN, Timestamp::MAX]))
        }),
        (Value::Array(_), 2) => Some(json!([])),
        (Value::Null, _) => other,
        _ => Some(Value::Null),
    };
    if let Some(new) = new {
        *value = new;
    }
}

/// Goes on with the commands of a script, each a year late at most. What is wrong.
fn goes_wrong(host: &Host, mut desk: Desk, commands: &[Value]) -> Option<String> {
    let mut routers = host.routers.clone();
    for (n, command) in commands.iter().enumerate() {
        let mut timed: TimedCommand = serde_json::from_value(command.clone()).expect("a command");
        timed.at = desk.monotonic(timed.at);
        if command["do"] == "workspace" {
            let mut other = Host { desk: desk.clone(), log: Vec::new(), routers };
            other.know(&command["workspace"]);
            routers = other.routers;
        }
        let mut is_all = false;
        for _ in 0..50 {
            let before = (n % 5 == 0).then(|| desk.snapshot());
            let answer = desk.decide(timed.at, &timed.command);
            if before.is_some_and(|before| desk.snapshot() != before) {
                return Some(format!("{command}\ndeciding changed the desk"));
            }
            for event in &answer.events {
                let router = |digest: &_| {
                    let mut known = routers.iter();
                    known.find(|(known, _)| known == digest).map(|(_, router)| Arc::clone(router))
                };
                if let Err(error) = desk.apply_with(event, router) {
                    return Some(format!("{command}\n{error}: {event:?}\n{:?}", answer.events));
                }
            }
            is_all = answer.result != CommandResult::MoreDue;
            if is_all {
                break;
            }
        }
        let text = serde_json::to_string(&desk.snapshot()).expect("it has a wire form");
        let snapshot: Snapshot = serde_json::from_str(&text).expect("it reads");
        match Desk::restore(&snapshot, Arc::clone(desk.router())) {
            Err(error) => return Some(format!("{command}\n{error}\n{text}")),
            Ok(restored) if restored != desk => return Some(format!("{command}\nanother:\n{text}")),
            // Nothing is left that follows from the state.
            Ok(mut restored) if is_all => {
                let now = desk.monotonic(Timestamp::MIN);
                let answer = restored.decide(now, &frontdesk::desk::Command::tick());
                if !answer.events.is_empty() {
                    return Some(format!("{command}\nleft over: {:?}\n{text}", answer.events));
                }
            }
            Ok(_) => {}
        }
        let open = desk.conversations().count();
        let written: Value = serde_json::from_str(&text).expect("it reads");
        if written["conversations"].as_array().map(Vec::len) != Some(open) {
            return Some(format!("{command}\n{open} conversations:\n{text}"));
        }
    }
    None
}

fn believed(snapshot: &Value, host: &Host) -> Option<Result<Desk, RestoreError>> {
    let snapshot: Snapshot = serde_json::from_str(&snapshot.to_string()).ok()?;
    let router = host.router(&snapshot.workspace())?;
    Some(Desk::restore(&snapshot, router).map(|desk| desk.max_events(20)))
}

#[test]
fn an_edited_snapshot_is_refused_or_behaves() {
    let (read, refused) = (Cell::new(0), Cell::new(0));
    holds(4, any::<u64>().no_shrink(), |seed| {
        let script = script(seed, 50);
        let (first, rest) = script.commands.split_at(script.commands.len() / 2);
        let mut host = Host::new(&script.workspace);
        first.iter().for_each(|command| drop(host.handle(command)));
        let written: Value = serde_json::from_str(&host.snapshot()).expect("it reads");
        let mut rng = Rng(seed);
        let wrong = (0..15).find_map(|_| {
            let mut edited = written.clone();
            for _ in 0..=rng.below(2) {
                edit(&mut rng, &mut edited);
            }
            let desk = believed(&edited, &host).filter(|_| edited != written)?;
            read.set(read.get() + 1);
            match desk {
                Err(_) => {
                    refused.set(refused.get() + 1);
                    None
                }
                Ok(desk) => {
                    let wrong = goes_wrong(&host, desk, &with_time(rest))?;
                    Some(format!("seed {seed}\n{wrong}\nwritten {written}\nedited  {edited}"))
                }
            }
        });
        wrong.map_or(Ok(()), |wrong| Err(TestCaseError::fail(wrong)))
    });
    let (read, refused) = (read.get(), refused.get());
    // Many an edit gives another state that a desk can have, as another visitor's.
    assert!(refused * 100 > read * 40 && refused < read, "{refused} of {read} are refused");
}

/// Every third command is done hours late.
fn with_time(commands: &[Value]) -> Vec<Value> {
    let mut hours = 0;
    let late = commands.iter().enumerate().map(|(n, command)| {
        let mut command = command.clone();
        hours += u64::from(n % 3 == 2);
        let at: Timestamp = serde_json::from_value(command["at"].clone()).expect("an instant");
        command["at"] = json!(at.after(Duration::from_secs(3_600 * hours)));
        command
    });
    late.collect()
}

#[test]
fn what_a_desk_writes_is_believed() {
    on_scripts(2, 100, |script: &Script| {
        let mut host = Host::new(&script.workspace);
        script.commands.iter().find_map(|command| {
            let _ = host.handle(command);
            let written: Value = serde_json::from_str(&host.snapshot()).expect("it reads");
            let desk = believed(&written, &host)?;
            let is_same = desk.as_ref().is_ok_and(|desk| *desk == host.desk);
            (!is_same).then(|| format!("{command}\n{:?}\n{written}", desk.err()))
        })
    });
}
