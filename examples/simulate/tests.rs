//! Properties of each simulated day, computed again from the log.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use frontdesk::desk::{ConversationStatus, Event, EventKind};
use frontdesk::settings::{PickerMode, PickerSettings};
use frontdesk::{Agent, Draft, Group, Router, Visitor};

use super::*;
use crate::measures::Outcome;

fn shipped_day() -> Day {
    let without = PROGRAMS.map(str::to_owned);
    let day = Day::read(&shipped("site.json"), &shipped("traffic.jsonl"), None, &without);
    day.expect("it reads")
}

fn people(seed: u64) -> People {
    let (conversation, reaction) = (Duration::from_secs(720), Duration::from_secs(10));
    People { seed, conversation, reaction }
}

fn staffing(text: &str) -> Staffing {
    text.parse().expect("a level")
}

struct Logged {
    log: Vec<Event>,
    measures: Measures,
    desk: frontdesk::desk::Desk,
}

fn logged(day: &Day, level: &str, strategy: Strategy, seed: u64) -> Logged {
    let (mut log, mut measures) = (Vec::new(), Measures::default());
    let observe = |event: &Event| {
        log.push(event.clone());
        measures.note(event);
    };
    let desk = run::run(day, staffing(level), strategy, people(seed), observe).expect("it runs");
    measures.end(day.ends());
    Logged { log, measures, desk }
}

fn strategies() -> impl Iterator<Item = Strategy> {
    Compare::value_variants().iter().map(|compare| (*compare).into())
}

#[test]
fn without_arguments_every_strategy_is_compared() {
    let arguments = Arguments::parse_from(["simulate"]);
    assert_eq!(arguments.strategies.len(), Compare::value_variants().len());
    assert_eq!(arguments.staffing, ["0.5", "1", "2"].map(staffing));
}

#[test]
fn every_arrival_is_answered_waiting_or_a_message() {
    let day = shipped_day();
    assert!(day.arrivals.len() > 400);
    for (level, strategy) in ["0", "0.5", "1"].into_iter().zip(strategies()) {
        let Logged { measures, desk, .. } = logged(&day, level, strategy, 1);
        assert_eq!(measures.outcomes.len(), day.arrivals.len());
        for (number, outcome) in measures.outcomes.iter().enumerate() {
            let stage = desk.conversation(format!("c{number}")).map(|now| now.status);
            let fits = match outcome {
                Outcome::Answered(_) => matches!(stage, None | Some(ConversationStatus::Running)),
                Outcome::Waiting => {
                    matches!(stage, Some(ConversationStatus::Offered | ConversationStatus::Waiting))
                }
                Outcome::Message => stage == Some(ConversationStatus::Waiting),
            };
            assert!(fits, "c{number} is {outcome:?} and {stage:?}");
        }
        let answered = measures.waits().len();
        assert_eq!(answered > 0, level != "0", "{answered} answered");
    }
}

#[test]
fn nobody_is_above_their_capacity_and_the_log_replays() {
    let day = shipped_day();
    for strategy in strategies() {
        let Logged { log, desk, .. } = logged(&day, "0.5", strategy, 1);
        let workspace = desk.router().workspace();
        let (mut offers, mut inside) = (BTreeSet::new(), BTreeMap::new());
        for event in &log {
            match &event.kind {
                EventKind::Offered { conversation, agent, .. } => {
                    offers.insert((conversation, agent));
                }
                EventKind::OfferExpired { conversation, agent, .. }
                | EventKind::Withdrawn { conversation, agent, .. } => {
                    offers.remove(&(conversation, agent));
                }
                EventKind::Joined { conversation, agent, forced, .. } => {
                    offers.retain(|(of, _)| *of != conversation);
                    assert!(!forced && inside.insert(conversation, agent).is_none());
                }
                EventKind::Closed { conversation } => {
                    assert!(inside.remove(conversation).is_some());
                }
                _ => {}
            }
            for agent in workspace.agents() {
                let talks = inside.values().filter(|inside| ***inside == agent.id).count();
                let load = talks + offers.iter().filter(|(_, told)| **told == agent.id).count();
                let most = agent.max_conversations.map_or(usize::MAX, |most| most as usize);
                assert!(load <= most, "{} has {load} at {}", agent.id, event.seq);
            }
        }
        let mut again = frontdesk::desk::Desk::new(Arc::new(Router::new(workspace.clone())));
        again.replay(&log, |_| None).expect("it replays");
        assert!(again == desk);
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let day = shipped_day();
    let output = |seed| {
        let runs = [Strategy::Broadcast, Strategy::LongestIdle].map(|strategy| {
            let Logged { measures, desk, log } = logged(&day, "1", strategy, seed);
            let workspace = desk.router().workspace();
            let (loads, shares) = (measures.loads(workspace), measures.shares(workspace));
            let log = serde_json::to_string(&log).expect("it is written");
            (Compared { name: format!("{strategy:?}"), measures, loads, shares }, log)
        });
        let (runs, logs): (Vec<_>, Vec<_>) = runs.into_iter().unzip();
        let level = Level { staffing: "1".to_owned(), runs };
        let mut tables = Vec::new();
        report::write(&mut tables, &level).expect("it is written");
        (logs, tables, plot::draw(&[level]))
    };
    let (first, other) = (output(1), output(2));
    assert!(first == output(1));
    assert!(first.0 != other.0 && first.1 != other.1 && first.2 != other.2);
}

#[test]
fn a_conversation_takes_as_long_under_each_strategy() {
    let day = shipped_day();
    let times = |strategy| {
        let mut joined = BTreeMap::new();
        let mut times = BTreeMap::new();
        for event in logged(&day, "2", strategy, 1).log {
            match event.kind {
                EventKind::Joined { conversation, .. } => {
                    joined.insert(conversation, event.at);
                }
                EventKind::Closed { conversation } => {
                    let time = event.at.since(joined[&conversation]);
                    times.insert(conversation.to_string(), time);
                }
                _ => {}
            }
        }
        times
    };
    let (one, other) = (times(Strategy::Broadcast), times(Strategy::Ranked));
    let both: Vec<_> = one.keys().filter(|id| other.contains_key(*id)).collect();
    assert!(both.len() > 400, "{}", both.len());
    assert!(both.iter().all(|id| one[*id] == other[*id]));
}

#[test]
fn an_answer_at_the_end_of_an_offer_comes_too_late() {
    let draft = Draft::new()
        .agent(Agent::new("ana"))
        .group(Group::new("sales", "Sales").all_agents())
        .default_group("sales");
    let begins: Timestamp = "2026-11-22T00:00:00Z".parse().expect("an instant");
    let at = begins.after(Duration::from_secs(600));
    let day = Day { draft, begins, arrivals: vec![(at, Visitor::at(at))], broken: 0 };
    // The first answer arrives in the millisecond in which the offer ends.
    let (seed, offer) = (1, Duration::from_secs(30));
    let mut means = (1..10_000_000).map(Duration::from_millis);
    let reaction = means.find(|mean| run::reaction(seed, 0, &"ana".into(), 1).time(*mean) == offer);
    let people = People { reaction: reaction.expect("some mean fits"), ..people(seed) };
    let mut log = Vec::new();
    let observe = |event: &Event| log.push(event.clone());
    run::run(&day, staffing("1"), Strategy::Ranked, people, observe).expect("it runs");
    let expired = log.iter().find(|event| matches!(event.kind, EventKind::OfferExpired { .. }));
    assert_eq!(expired.map(|event| event.at), Some(at.after(offer)));
}

#[test]
fn visitors_who_are_asked_pick_and_are_answered() {
    let draft = Draft::new()
        .picker(PickerSettings::new(PickerMode::Required))
        .agents((0..12).map(|n| Agent::new(format!("a{n}"))))
        .groups(["sales", "help"].map(|id| Group::new(id, id).all_agents()));
    let begins: Timestamp = "2026-11-22T00:00:00Z".parse().expect("an instant");
    let at = |n: u64| begins.after(Duration::from_secs(600 * n));
    let arrivals = (0..100).map(|n| (at(n), Visitor::at(at(n)).id(format!("v{n}")))).collect();
    let day = Day { draft, begins, arrivals, broken: 0 };
    let Logged { log, measures, .. } = logged(&day, "1", Strategy::Ranked, 1);
    let asked = log.iter().filter(|event| matches!(event.kind, EventKind::Asked { .. })).count();
    assert_eq!((asked, measures.waits().len()), (100, 100));
    let groups = log.iter().filter_map(|event| match &event.kind {
        EventKind::Joined { group, .. } => group.clone(),
        _ => None,
    });
    assert_eq!(groups.collect::<BTreeSet<_>>().len(), 2, "chance picks");
}
