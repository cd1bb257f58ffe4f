//! An answer is bounded (rule B1): cut or whole, the events are the same.

use std::sync::Arc;
use std::time::Duration;

use frontdesk::Timestamp;
use frontdesk::desk::{CommandOutcome, CommandResult, Desk, Event, TimedCommand};
use serde_json::{Value, json};

use super::super::scenario::Scenario;
use super::super::generate::{Rng, Script};
use super::super::host::Host;
use super::on_scripts;

/// A desk whose answers hold so many events.
fn host_of(script: &Script, most: usize) -> Host {
    let mut host = Host::new(&script.workspace);
    host.desk = host.desk.clone().max_events(most);
    host
}

/// The commands without most of the ticks, so that very much is due before each.
fn late(script: &Script) -> Vec<Value> {
    let mut rng = Rng(script.commands.len() as u64);
    let mut commands = script.commands.clone();
    commands.retain(|command| command["do"] != "tick" || rng.chance(10));
    let last = script.commands.iter().map(at).max();
    let last = last.unwrap_or(Timestamp::MIN).after(Duration::from_secs(86_400));
    commands.push(json!({"at": last, "do": "tick"}));
    commands
}

fn at(command: &Value) -> Timestamp {
    command["at"].as_str().expect("an instant").parse().expect("an instant")
}

/// What is wrong with the answers to a command, each of which holds so many events.
fn check_parts(answers: &[CommandOutcome], most: usize, command: &Value) -> Result<(), String> {
    for answer in answers {
        let of_one_instant = |events: &[Event]| events.windows(2).all(|two| two[0].at == two[1].at);
        if answer.events.len() > most && !of_one_instant(&answer.events) {
            return Err(format!("{} events: {:?}", answer.events.len(), answer.events));
        }
        // The command was not looked at.
        let is_more = answer.result == CommandResult::MoreDue;
        if is_more && answer.events.iter().any(|event| event.cause.is_some()) {
            return Err(format!("more is due after {:?}", answer.events));
        }
        if is_more && answer.events.last().is_some_and(|event| event.at > at(command)) {
            return Err(format!("too late for {command}: {:?}", answer.events));
        }
    }
    Ok(())
}

#[test]
fn an_answer_that_is_cut_is_a_series_of_the_same_events() {
    on_scripts(5, 120, |script| {
        let most = Rng(script.commands.len() as u64).pick(&[1, 2, 3, 5, 8, 20]);
        let (mut whole, mut cut) = (host_of(script, usize::MAX), host_of(script, most));
        late(script).iter().find_map(|command| {
            let mut expected = whole.handle_in_parts(command);
            let seen = cut.handle_in_parts(command);
            let expected = expected.pop().filter(|_| expected.is_empty())?;
            let events = seen.iter().flat_map(|answer| &answer.events);
            let is_same = events.eq(&expected.events)
                && seen.last().map(|answer| answer.result) == Some(expected.result)
                && cut.snapshot() == whole.snapshot();
            let wrong = check_parts(&seen, most, command).err();
            let differs = || format!("in answers of {most}\n{seen:?}\nwhole\n{expected:?}");
            wrong.or_else(|| (!is_same).then(differs)).map(|wrong| format!("{command}\n{wrong}"))
        })
    });
}

/// Whoever restores a desk between two answers of a series goes on with it.
#[test]
fn a_series_of_answers_may_be_interrupted() {
    on_scripts(2, 80, |script| {
        let mut whole = host_of(script, usize::MAX);
        let mut cut = host_of(script, 2);
        late(script).iter().find_map(|command| {
            let _ = whole.handle(command);
            let first = cut.decide(command);
            if first.result == CommandResult::MoreDue {
                let mut desk = cut.desk.clone();
                let applied = desk.replay(&first.events, |digest| cut.router(digest));
                cut.desk = desk;
                cut.log.extend(first.events);
                let snapshot = cut.desk.snapshot();
                let router = cut.router(&snapshot.workspace()).expect("a workspace of the script");
                cut.desk = match Desk::restore(&snapshot, router) {
                    Ok(desk) => desk.max_events(2),
                    Err(error) => return Some(error.to_string()),
                };
                if applied.is_err() {
                    return Some(format!("{command}\n{applied:?}"));
                }
            }
            let _ = cut.handle(command);
            (cut.log != whole.log).then(|| {
                let first = cut.log.iter().zip(&whole.log).position(|(a, b)| a != b);
                format!("{command}\nfrom event {first:?} on: {:?}", cut.log.last())
            })
        })
    });
}

/// One visitor and one agent who never answers.
fn ghost() -> Scenario {
    let mut scenario = Scenario::new(json!({
        "agents": [{"id": "a"}],
        "groups": [{"id": "g", "name": "G", "agents": ["a"], "strategy": "ranked"}],
    }));
    scenario.online(&["a"]);
    scenario.arrive("c", "g");
    scenario
}

#[test]
fn a_tick_a_year_late_is_a_series_of_answers() {
    let mut scenario = ghost();
    let tick = json!({"at": "2027-11-22T10:00:00Z", "do": "tick"});
    let answers = scenario.host.handle_in_parts(&tick);
    let sizes: Vec<usize> = answers.iter().map(|answer| answer.events.len()).collect();
    assert!(sizes.len() > 2 && sizes.iter().all(|size| *size <= 10_000), "{sizes:?}");
    // Offered, expired and queued once in each round, which is 32 minutes and 30 seconds long.
    let events: usize = sizes.iter().sum();
    let rounds = 365 * 86_400 / (32 * 60 + 30);
    assert!((events as i64 - 3 * rounds).abs() < 30, "{events} events in {rounds} rounds");
}

#[test]
fn a_tick_in_the_last_year_begins_a_series_of_answers() {
    let mut scenario = ghost();
    let command = json!({"at": "9999-12-31T23:59:59.999Z", "do": "tick"});
    let mut last = 0;
    for _ in 0..3 {
        let answer = scenario.host.decide(&command);
        assert_eq!(answer.result, CommandResult::MoreDue);
        assert!((9_990..=10_000).contains(&answer.events.len()), "{}", answer.events.len());
        assert!(scenario.host.desk.replay(&answer.events, |_| None).is_ok());
        assert!(scenario.host.desk.version() > last);
        last = scenario.host.desk.version();
    }
}

/// In the last instant that there is, nothing is due for ever.
#[test]
fn the_last_instants_end() {
    let mut scenario = ghost();
    scenario.close("c");
    scenario.now = "9999-12-31T23:59:00Z".parse().expect("an instant");
    scenario.arrive("late", "g");
    scenario.now = "9999-12-31T23:59:59.999Z".parse().expect("an instant");
    let seen = scenario.tick();
    assert!(seen.len() < 10, "{seen:?}");
    assert_eq!(scenario.tick(), [""; 0]);
    assert_eq!(scenario.host.desk.next_deadline(), None);
}

/// So many agents, each with room for one, and the settings of their group.
fn crowd(size: usize, group: Value, schedule: Option<Value>) -> Value {
    let agents = (0..size).map(|n| json!({"id": format!("a{n}"), "max_conversations": 1}));
    let mut all = json!({"id": "g", "name": "G", "agents": "all", "strategy": "ranked"});
    for (key, value) in group.as_object().expect("an object") {
        all[key] = value.clone();
    }
    json!({
        "agents": agents.collect::<Value>(),
        "groups": [all, {"id": "other", "name": "O", "agents": "all"}],
        "schedules": schedule.into_iter().collect::<Value>(),
    })
}

/// Everybody is online, and as many have arrived.
fn crowded(workspace: &Value, most: usize, size: usize) -> Host {
    let mut host = Host::new(workspace);
    host.desk = host.desk.clone().max_events(most);
    let at = "2026-11-23T10:00:00Z";
    for n in 0..size {
        let agent = format!("a{n}");
        let _ = host.handle(&json!({"at": at, "do": "presence", "agent": agent, "status": "online"}));
    }
    for n in 0..size {
        let visitor = json!({"group_code": "g"});
        let id = format!("c{n}");
        let _ = host.handle(&json!({"at": at, "do": "arrive", "conversation": id, "visitor": visitor}));
    }
    host
}

/// Where very much follows from one thing, the answer is cut within it; also another desk that has read
/// the log, and one that is restored, goes on with it.
#[test]
fn what_follows_from_one_thing_is_cut_where_it_is_very_much() {
    const SIZE: usize = 1_300;
    let opens = json!({"id": "s", "zone": "UTC", "weekly": {"mon": ["11:00-12:00"]}});
    let shapes = [
        // All offers end together; and a minute later, all refusals count no more.
        (crowd(SIZE, json!({}), None), "2026-11-23T10:02:30Z"),
        // A schedule opens, and all that wait are offered.
        (crowd(SIZE, json!({"schedule": "s"}), Some(opens)), "2026-11-23T11:00:00Z"),
    ];
    for (workspace, late) in shapes {
        let (mut whole, mut cut) = (crowded(&workspace, usize::MAX, SIZE), crowded(&workspace, 1_000, SIZE));
        let tick = json!({"at": late, "do": "tick"});
        let expected = whole.handle_in_parts(&tick);
        assert_eq!(expected.len(), 1);
        let mut replica = Host::new(&workspace);
        replica.desk = replica.desk.clone().max_events(1_000);
        replica.desk.replay(&cut.log, |_| None).expect("it follows");
        let mut seen = Vec::new();
        for part in 0.. {
            // Three desks take turns.
            let desk = match part % 3 {
                0 => &mut cut.desk,
                1 => &mut replica.desk,
                _ => {
                    let restored = Desk::restore(&cut.desk.snapshot(), Arc::clone(cut.desk.router()));
                    cut.desk = restored.expect("a desk wrote it").max_events(1_000);
                    &mut cut.desk
                }
            };
            let timed: TimedCommand = serde_json::from_value(tick.clone()).expect("a command");
            let answer = desk.decide(timed.at, &timed.command);
            assert!(answer.events.len() <= 1_000, "{} events", answer.events.len());
            for desk in [&mut cut.desk, &mut replica.desk] {
                desk.replay(&answer.events, |_| None).expect("they follow");
            }
            seen.extend(answer.events);
            if answer.result == CommandResult::Done {
                break;
            }
            assert!(cut.desk.next_deadline().is_some_and(|due| due <= timed.at));
        }
        assert!(seen.len() > 1_000, "{}", seen.len());
        let first = seen.iter().zip(&expected[0].events).position(|(a, b)| a != b);
        assert!(seen == expected[0].events, "{first:?}: {:?}", first.map(|n| (&seen[n], &expected[0].events[n])));
        assert!(cut.desk == whole.desk && replica.desk == whole.desk);
    }
}
