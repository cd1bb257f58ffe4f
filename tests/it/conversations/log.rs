//! The log: replay, snapshots, repeated commands, what is forgotten (rules D14, D15, invariant I8).

use std::sync::Arc;

use frontdesk::{Draft, Router, Visitor};
use frontdesk::desk::{ApplyError, Command, CommandResult, Desk, Digest, Event, EventKind, RestoreError, Retention, Snapshot};
use serde_json::json;

use super::script::{at, check, play, router, run};

fn shop() -> Arc<Router> {
    router(json!({
        "agents": [{"id": "a1", "max_conversations": 1}, {"id": "a2"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": "all", "strategy": "round_robin"},
                   {"id": "help", "name": "Help", "agents": ["a2"]}],
    }))
}

const DAY: [&str; 12] = [
    "10:00:00 presence a1 online id=p1",
    "10:00:01 presence a2 online",
    "10:00:02 arrive c1 group_code=sales visitor=v1 id=x1",
    "10:00:03 accept c1 a1",
    "10:00:04 arrive c2 group_code=sales priority=2",
    "10:00:05 decline c2 a2",
    "10:00:06 arrive c3",
    "10:00:07 invite c1 a1 help",
    "10:00:08 decline c1 a2",
    "10:00:09 presence a1 offline",
    "10:01:00 tick",
    "10:01:01 arrive c4 group_code=help",
];

/// The log of a day, and the desk at its end.
#[track_caller]
fn day() -> (Vec<Event>, Desk) {
    let mut desk = Desk::new(shop());
    let log = DAY.iter().flat_map(|text| run(&mut desk, text).events).collect();
    (log, desk)
}

fn through_json<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

#[test]
fn i8_replaying_the_events_gives_an_equal_desk() {
    let (log, desk) = day();
    let mut replayed = Desk::new(shop());
    let read: Vec<Event> = log.iter().map(through_json).collect();
    assert_eq!(read, log);
    replayed.replay(&read, |_| None).unwrap();
    assert!(replayed == desk);
    let bytes = |desk: &Desk| serde_json::to_string(&desk.snapshot()).unwrap();
    assert_eq!(bytes(&replayed), bytes(&desk));
    assert_eq!(replayed.next_deadline(), desk.next_deadline());
}

#[test]
fn i8_a_snapshot_at_any_point_and_the_events_after_it_give_an_equal_desk() {
    let (log, desk) = day();
    for length in 0..=log.len() {
        let mut early = Desk::new(shop());
        early.replay(&log[..length], |_| None).unwrap();
        let snapshot: Snapshot = through_json(&early.snapshot());
        assert_eq!(snapshot.version(), length as u64);
        let mut restored = Desk::restore(&snapshot, shop()).unwrap();
        assert!(restored == early);
        assert_eq!(restored.next_deadline(), early.next_deadline());
        restored.replay(&log[length..], |_| None).unwrap();
        assert!(restored == desk, "after {length} events");
        // And it decides alike from there on.
        assert_eq!(play(&mut restored, "10:09:00 tick"), play(&mut desk.clone(), "10:09:00 tick"));
    }
}

#[test]
fn a_broken_log_is_refused_with_the_number_where_it_breaks() {
    let (log, _) = day();
    let after = |length: usize| {
        let mut desk = Desk::new(shop());
        desk.replay(&log[..length], |_| None).unwrap();
        desk
    };
    let mut desk = after(3);
    let before = desk.clone();
    assert_eq!(desk.replay(&log[4..], |_| None), Err(ApplyError::Gap { last: 3, found: 5 }));
    assert_eq!(desk.replay(&log[2..], |_| None), Err(ApplyError::Repeated(3)));
    // An event of another log: another conversation, another agent, an earlier instant.
    for (from, to) in [("c1", "c9"), ("a1", "a9"), ("10:00", "09:00"), ("sales", "salad")] {
        let text = serde_json::to_string(&log[4]).unwrap().replace(from, to);
        let event: Event = serde_json::from_str(&text).unwrap();
        if event != log[4] {
            let mut desk = after(4);
            let before = desk.clone();
            assert_eq!(desk.apply(&event), Err(ApplyError::Foreign(5)), "{text}");
            assert!(desk == before && desk.next_deadline() == before.next_deadline());
        }
    }
    assert!(desk == before);
    assert_eq!(ApplyError::Gap { last: 3, found: 5 }.to_string(), "event 5 follows event 3: there is a gap");
    assert_eq!(ApplyError::Foreign(5).to_string(), "event 5 does not belong to this log");
}

#[test]
fn an_event_of_a_joining_that_nobody_was_told_of_is_by_name() {
    let (log, _) = day();
    let mut desk = Desk::new(shop());
    desk.replay(&log[..4], |_| None).unwrap();
    let text = r#"{"seq":5,"at":"2026-11-23T10:00:03Z","event":"joined","conversation":"c1","group":"sales","agent":"a2","forced":false}"#;
    desk.apply(&serde_json::from_str(text).unwrap()).unwrap();
    assert_eq!(desk.conversation("c1").unwrap().participants[0].agent, "a2");
}

#[test]
fn d12_a_log_goes_on_by_the_router_that_its_digest_names() {
    let (mut log, mut desk) = day();
    let draft: Draft = serde_json::from_value(json!({
        "version": 2, "agents": [{"id": "a2"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a2"]}],
    }))
    .unwrap();
    let next = draft.check().unwrap();
    let digest = Digest::from_workspace(&next);
    let answer = desk.handle(at("10:02:00"), &Command::workspace(next.clone()));
    let is_replaced = |event: &&Event| matches!(event.kind, EventKind::WorkspaceReplaced { .. });
    let replaced = answer.events.iter().find(is_replaced).unwrap().seq;
    log.extend(answer.events);
    let mut blind = Desk::new(shop());
    assert_eq!(
        blind.replay(&log, |_| None),
        Err(ApplyError::UnknownWorkspace { seq: replaced, digest })
    );
    assert_eq!(blind.version(), replaced - 1);
    let other = Arc::new(Router::new(next));
    blind.replay(&log[blind.version() as usize..], |known| {
        (*known == digest).then(|| Arc::clone(&other))
    })
    .unwrap();
    assert!(blind == desk);
    let snapshot = desk.snapshot();
    assert_eq!(snapshot.workspace(), digest);
    assert!(Desk::restore(&snapshot, other).unwrap() == desk);
    let found = Digest::from_workspace(shop().workspace());
    assert_eq!(
        Desk::restore(&snapshot, shop()).unwrap_err(),
        RestoreError::OtherWorkspace { expected: digest, found }
    );
}

#[test]
fn a_snapshot_that_contradicts_itself_is_refused() {
    let (_, desk) = day();
    let text = serde_json::to_string(&desk.snapshot()).unwrap();
    let twice = text.replace(r#""conversation":"c2""#, r#""conversation":"c1""#);
    assert_ne!(twice, text);
    let snapshot: Snapshot = serde_json::from_str(&twice).unwrap();
    let error = Desk::restore(&snapshot, shop()).unwrap_err();
    assert_eq!(error.to_string(), "the snapshot contradicts itself: something is in it twice");
}

#[test]
fn d14_a_repeated_id_is_answered_before_anything_else_and_does_nothing() {
    let mut desk = Desk::new(shop());
    check(
        &mut desk,
        "
        10:00:00 presence a2 online
        10:00:01 arrive c1 group_code=help id=x1
            10:00:01 notified c1 help a2
        09:00:00 arrive c2 group_code=help id=x1
            known 2 4
        10:00:02 decline c1 a9 id=x2
            refused unknown_agent
        10:00:02 decline c1 a2 id=x2
            10:00:02 declined c1 help a2
            10:00:02 queued c1 help
        10:00:03 presence a2 online id=x3
        10:00:04 presence a2 away id=x3
            10:00:04 service_changed help -
        ",
    );
}

#[test]
fn d15_what_is_over_is_forgotten_the_oldest_first() {
    let memory = Retention::default().commands(2).visitors(1);
    let mut desk = Desk::with_retention(shop(), memory);
    for text in ["presence a1 online id=x1", "presence a2 online id=x2", "presence a1 away id=x3"] {
        play(&mut desk, &format!("10:00:00 {text}"));
    }
    let reply = |desk: &mut Desk, id: &str| {
        desk.decide(at("10:00:00"), &Command::tick().id(id)).result
    };
    assert_eq!(reply(&mut desk, "x1"), CommandResult::Done);
    assert_eq!(reply(&mut desk, "x2"), CommandResult::AlreadyDone { first: 2, last: 2 });
    assert_eq!(reply(&mut desk, "x3"), CommandResult::AlreadyDone { first: 3, last: 3 });
}

#[test]
fn d15_a_closed_conversation_leaves_nothing_and_may_arrive_again() {
    let mut desk = Desk::new(shop());
    play(&mut desk, "10:00:00 presence a2 online");
    let empty = serde_json::to_string(&desk.snapshot()).unwrap();
    for n in 0..3 {
        play(&mut desk, &format!("10:00:0{n} arrive c1 group_code=help"));
        play(&mut desk, &format!("10:00:0{n} close c1"));
    }
    let after = serde_json::to_string(&desk.snapshot()).unwrap();
    assert_eq!(after.len(), empty.len() + 1, "the version has a digit more: {after}");
    let visitor = Visitor::undated().group_code("help");
    assert_eq!(desk.decide(at("10:00:09"), &Command::arrive("c1", visitor)).result, CommandResult::Done);
}

/// An event of another log may fit by chance. Whatever is applied, nothing panics, what is refused
/// changes nothing, and the desk goes on.
#[test]
fn no_event_out_of_place_breaks_a_desk() {
    let (log, _) = day();
    let mut fitted = 0;
    for length in 0..=log.len() {
        let mut before = Desk::new(shop());
        before.replay(&log[..length], |_| None).unwrap();
        for event in &log {
            let mut event = event.clone();
            event.seq = before.version() + 1;
            if let Some(last) = log[..length].last() {
                event.at = event.at.max(last.at);
            }
            let mut desk = before.clone();
            match desk.apply(&event) {
                Ok(()) => {
                    fitted += 1;
                    for n in 0..20 {
                        play(&mut desk, &format!("10:{}:00 tick", 10 + n));
                    }
                    let restored = Desk::restore(&through_json(&desk.snapshot()), shop()).unwrap();
                    assert!(restored == desk);
                }
                Err(error) => {
                    assert_eq!(error, ApplyError::Foreign(event.seq));
                    assert!(desk == before && desk.next_deadline() == before.next_deadline());
                }
            }
        }
    }
    assert!(fitted > log.len(), "{fitted}");
}

#[test]
fn a_desk_may_be_handed_from_thread_to_thread() {
    fn check<T: Send + Sync>() {}
    check::<Desk>();
    check::<Event>();
    check::<Command>();
    check::<Snapshot>();
}
