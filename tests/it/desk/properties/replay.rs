//! The log is the desk (I8): replayed, or from a snapshot on, byte for byte; and a log that breaks
//! is refused where it breaks.

use std::sync::Arc;

use frontdesk::Router;
use frontdesk::desk::{ApplyError, Desk, Event, RestoreError, Retention, Snapshot};
use serde_json::json;

use super::super::scenario::Scenario;
use super::super::generate::{Rng, IDS, LAST_AGENTS, Script, checked};
use super::super::host::Host;
use super::on_scripts;

fn played(script: &Script) -> Host {
    let mut host = Host::new(&script.workspace);
    for command in &script.commands {
        let _ = host.handle(command);
    }
    host
}

fn fresh(script: &Script) -> Desk {
    let memory = Retention::default().visitors(LAST_AGENTS as u32).commands(IDS as u32);
    Desk::with_retention(Arc::new(Router::new(checked(&script.workspace))), memory)
}

fn bytes(desk: &Desk) -> String {
    serde_json::to_string(&desk.snapshot()).expect("a snapshot has a wire form")
}

/// Through the wire: what is read back must be what was written.
fn reread(log: &[Event]) -> Vec<Event> {
    let line = |event: &Event| serde_json::to_string(event).expect("an event has a wire form");
    log.iter().map(|event| serde_json::from_str(&line(event)).expect("it reads")).collect()
}

#[test]
fn the_same_commands_give_the_same_bytes() {
    on_scripts(3, 200, |script| {
        let (first, second) = (played(script), played(script));
        let text = |log: &[Event]| serde_json::to_string(log).expect("a log has a wire form");
        let is_same = text(&first.log) == text(&second.log) && first.snapshot() == second.snapshot();
        (!is_same).then(|| "another log or another snapshot".to_owned())
    });
}

#[test]
fn replaying_the_log_gives_an_equal_desk() {
    on_scripts(3, 200, |script| {
        let host = played(script);
        let log = reread(&host.log);
        if log != host.log {
            return Some("the log reads as another".to_owned());
        }
        let mut replayed = fresh(script);
        if let Err(error) = replayed.replay(&log, |digest| host.router(digest)) {
            return Some(error.to_string());
        }
        let is_same = replayed == host.desk && bytes(&replayed) == host.snapshot();
        (!is_same).then(|| format!("{}\n{}", bytes(&replayed), host.snapshot()))
    });
}

#[test]
fn a_snapshot_and_the_events_after_it_give_an_equal_desk_that_goes_on_alike() {
    on_scripts(3, 150, |script| {
        let host = played(script);
        let mut rng = Rng(script.commands.len() as u64);
        let cut = rng.below(host.log.len() + 1);
        let mut desk = fresh(script);
        let before = desk.replay(&host.log[..cut], |digest| host.router(digest));
        let text = bytes(&desk);
        let snapshot: Snapshot = serde_json::from_str(&text).expect("it reads");
        let router = host.router(&snapshot.workspace()).expect("a workspace of the script");
        let mut restored = match Desk::restore(&snapshot, router) {
            Ok(restored) => restored,
            Err(error) => return Some(error.to_string()),
        };
        if before.is_err() || snapshot.version() != cut as u64 || bytes(&restored) != text {
            return Some(format!("restored from\n{text}\nit is\n{}", bytes(&restored)));
        }
        if restored.next_deadline() != desk.next_deadline() {
            return Some("another deadline".to_owned());
        }
        if let Err(error) = restored.replay(&host.log[cut..], |digest| host.router(digest)) {
            return Some(error.to_string());
        }
        (bytes(&restored) != host.snapshot()).then(|| format!("after {cut} events: {}\n{}", bytes(&restored), host.snapshot()))
    });
}

#[test]
fn a_restored_desk_decides_alike() {
    on_scripts(3, 100, |script| {
        let mut host = Host::new(&script.workspace);
        let mut other = Host::new(&script.workspace);
        script.commands.iter().find_map(|command| {
            let text = other.snapshot();
            let snapshot: Snapshot = serde_json::from_str(&text).expect("it reads");
            let router = Arc::clone(other.desk.router());
            other.desk = match Desk::restore(&snapshot, router) {
                Ok(desk) => desk,
                Err(error) => return Some(format!("{error}: {text}")),
            };
            let (expected, seen) = (host.handle(command), other.handle(command));
            (expected != seen).then(|| format!("{command}\n{expected:?}\n{seen:?}"))
        })
    });
}

#[test]
fn a_log_with_a_gap_a_repeat_or_a_strange_number_is_refused_where_it_breaks() {
    on_scripts(3, 60, |script| {
        let host = played(script);
        let count = host.log.len();
        if count < 3 {
            return None;
        }
        let mut rng = Rng(count as u64);
        let place = rng.below(count - 1);
        let number = place as u64 + 1;
        let mut gap = host.log.clone();
        gap.remove(place);
        let mut repeated = host.log.clone();
        repeated.insert(place + 1, host.log[place].clone());
        let expected = [
            (gap, ApplyError::Gap { last: number - 1, found: number + 1 }),
            (repeated, ApplyError::Repeated(number)),
        ];
        expected.into_iter().find_map(|(log, expected)| {
            let mut desk = fresh(script);
            let seen = desk.replay(&log, |digest| host.router(digest));
            // What came before has been applied, the rest has not.
            let stands = matches!(&expected, ApplyError::Gap { .. }) == (desk.version() < number);
            let is_right = seen.as_ref() == Err(&expected) && stands;
            (!is_right).then(|| format!("expected {expected:?}, but {seen:?}, {}", desk.version()))
        })
    });
}

#[test]
fn a_foreign_event_changes_nothing_or_could_have_been() {
    on_scripts(3, 60, |script| {
        let host = played(script);
        let other = Script { commands: script.commands.iter().rev().cloned().collect(), ..script.clone() };
        let strange = played(&other).log;
        let mut desk = fresh(script);
        for (own, foreign) in host.log.iter().zip(strange) {
            let before = bytes(&desk);
            let mut tried = desk.clone();
            let mut foreign = foreign;
            foreign.seq = own.seq;
            match tried.apply_with(&foreign, |digest| host.router(digest)) {
                Ok(()) => {}
                Err(ApplyError::Foreign(number)) if number == own.seq => {
                    if bytes(&tried) != before {
                        return Some(format!("refused, and it changed the desk: {foreign:?}"));
                    }
                }
                Err(ApplyError::UnknownWorkspace { seq, .. }) if seq == own.seq => {}
                Err(other) => return Some(format!("{other}: {foreign:?}")),
            }
            if let Err(error) = desk.apply_with(own, |digest| host.router(digest)) {
                return Some(error.to_string());
            }
        }
        None
    });
}

/// After each of these nothing else can follow but what follows from the state.
#[test]
fn an_event_of_another_log_is_foreign_by_its_number() {
    let workspace = json!({
        "agents": [{"id": "a1"}, {"id": "a2"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "strategy": "ranked"}],
    });
    let mut scenario = Scenario::new(workspace);
    scenario.online(&["a1", "a2"]);
    scenario.arrive("told", "sales");
    scenario.arrive("running", "sales");
    scenario.accept("running", "a1");
    let next = scenario.host.desk.version() + 1;
    let before = scenario.host.snapshot();
    let foreign = [
        json!({"event": "presence_changed", "agent": "a9", "status": "online"}),
        json!({"event": "arrived", "conversation": "told", "visitor": {}, "priority": 0}),
        json!({"event": "asked", "conversation": "c9"}),
        json!({"event": "notified", "conversation": "c9", "group": "sales", "agents": ["a1"]}),
        json!({"event": "notified", "conversation": "running", "group": "sales", "agents": ["a2"]}),
        json!({"event": "notified", "conversation": "told", "group": "vip", "agents": ["a2"]}),
        json!({"event": "offered", "conversation": "told", "group": "sales", "agent": "a9",
               "until": "2026-11-22T11:00:00Z"}),
        json!({"event": "offered", "conversation": "told", "group": "sales", "agent": "a1",
               "until": "2026-11-22T11:00:00Z"}),
        json!({"event": "offer_expired", "conversation": "told", "group": "sales", "agent": "a2"}),
        json!({"event": "declined", "conversation": "running", "group": "sales", "agent": "a1"}),
        json!({"event": "withdrawn", "conversation": "c9", "group": "sales", "agent": "a1"}),
        json!({"event": "queued", "conversation": "running", "group": "sales"}),
        json!({"event": "message_taken", "conversation": "c9", "group": "sales"}),
        json!({"event": "joined", "conversation": "running", "group": "sales", "agent": "a1",
               "forced": false}),
        json!({"event": "joined", "conversation": "told", "group": "sales", "agent": "a9",
               "forced": false}),
        json!({"event": "left", "conversation": "told", "agent": "a1"}),
        json!({"event": "left", "conversation": "running", "agent": "a2"}),
        json!({"event": "invited", "conversation": "running", "group": "vip", "by": "a1"}),
        json!({"event": "transferred", "conversation": "told", "group": "vip", "by": "a1"}),
        json!({"event": "escalated", "conversation": "running", "group": "sales"}),
        json!({"event": "closed", "conversation": "c9"}),
    ];
    for mut event in foreign {
        event["seq"] = json!(next);
        event["at"] = json!(scenario.now);
        let read: Event = serde_json::from_value(event.clone()).expect("an event");
        assert_eq!(scenario.host.desk.apply(&read), Err(ApplyError::Foreign(next)), "{event}");
        assert_eq!(scenario.host.snapshot(), before, "{event}");
    }
    // An instant before the last event, and a workspace that nobody knows.
    let early = json!({"seq": next, "at": "2026-11-22T09:00:00Z", "event": "closed", "conversation": "told"});
    let early: Event = serde_json::from_value(early).expect("an event");
    assert_eq!(scenario.host.desk.apply(&early), Err(ApplyError::Foreign(next)));
    let digest = "0".repeat(64);
    let strange = json!({"seq": next, "at": scenario.now, "event": "workspace_replaced", "version": 2, "digest": digest});
    let strange: Event = serde_json::from_value(strange).expect("an event");
    let expected = ApplyError::UnknownWorkspace { seq: next, digest: digest.parse().expect("a digest") };
    assert_eq!(scenario.host.desk.apply(&strange), Err(expected));
    assert_eq!(scenario.host.snapshot(), before);
}

#[test]
fn a_snapshot_of_another_workspace_is_not_restored() {
    let [one, other] = ["sales", "help"].map(|id| json!({"groups": [{"id": id, "name": id}]}));
    let (one, other) = (Scenario::new(one), Scenario::new(other));
    let snapshot = one.host.desk.snapshot();
    let error = Desk::restore(&snapshot, Arc::clone(other.host.desk.router())).unwrap_err();
    let [expected, found] = [&one, &other].map(|scenario| scenario.host.routers[0].0);
    assert_eq!(error, RestoreError::OtherWorkspace { expected, found });
}
