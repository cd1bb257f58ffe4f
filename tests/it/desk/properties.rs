//! What holds over random command sequences: the desk does what the model does, event for event,
//! and after every command each invariant holds.

mod bounded;
mod coverage;
mod edited;
mod replay;
mod time;

use frontdesk::desk::ConversationStatus;
use proptest::prelude::*;
use serde_json::Value;

use super::generate::{Script, model_of, script};
use super::host::{Host, with_digest};
use super::invariants::InvariantChecker;
use super::log_view::LogView;
use crate::support::run::holds;

/// Tries a property on scripts of so many steps, and shows the shortest that it fails on.
#[track_caller]
fn on_scripts(percent: u32, steps: usize, broken: impl Fn(&Script) -> Option<String>) {
    holds(percent, any::<u64>().no_shrink(), |seed| {
        let script = script(seed, steps);
        if broken(&script).is_none() {
            return Ok(());
        }
        let shortest = script.shrink(|fewer| broken(fewer).is_some());
        let why = broken(&shortest).expect("it still fails");
        Err(TestCaseError::fail(format!("seed {seed}\n{shortest:?}\n{why}")))
    });
}

#[test]
fn the_desk_does_what_the_model_does() {
    on_scripts(4, 250, differs);
}

#[test]
fn the_desk_does_what_the_model_does_over_thousands_of_steps() {
    on_scripts(1, 2_000, differs);
}

/// What is wrong with the desk's first wrong step.
fn differs(script: &Script) -> Option<String> {
    let mut host = Host::new(&script.workspace);
    let mut model = model_of(&script.workspace);
    let mut checker = InvariantChecker::new(&script.workspace);
    script.commands.iter().enumerate().find_map(|(step, command)| {
        let answer = host.handle(command);
        let expected = with_digest(model.handle(command), command);
        let wrong = if answer == expected {
            checker.check(command, &answer.events).and_then(|()| check_queries(&host, checker.log()))
        } else {
            Err(format!("the model:\n{}\nthe desk:\n{}", listed(&expected), listed(&answer)))
        };
        wrong.err().map(|wrong| format!("step {step}: {command}\n{wrong}"))
    })
}

fn listed(answer: &super::model::Answer) -> String {
    let events: Vec<String> = answer.events.iter().map(Value::to_string).collect();
    format!("  {}\n  refused {:?}, repeats {:?}", events.join("\n  "), answer.refused, answer.repeats)
}

/// D16, I9: what the desk says when it is asked is what its log says.
fn check_queries(host: &Host, log: &LogView) -> Result<(), String> {
    let desk = &host.desk;
    if desk.version() != log.seq {
        return Err(format!("version {} after event {}", desk.version(), log.seq));
    }
    let found: Vec<_> = desk.conversations().map(|conversation| conversation.id).collect();
    if found.len() != log.open.len() {
        return Err(format!("I9: the desk has {found:?}"));
    }
    for (id, open) in &log.open {
        let Some(seen) = desk.conversation(id.as_str()) else {
            return Err(format!("I9: {id} is lost"));
        };
        let told = open.main.iter().any(|request| !request.offers.is_empty());
        let stage = match () {
            () if !open.participants.is_empty() => ConversationStatus::Running,
            () if open.is_asked => ConversationStatus::Asked,
            () if told => ConversationStatus::Offered,
            () => ConversationStatus::Waiting,
        };
        let inside: Vec<_> = seen.participants.iter().map(|inside| inside.agent.as_str()).collect();
        if seen.status != stage || !inside.iter().eq(open.participants.iter().map(|(agent, _, _)| agent)) {
            return Err(format!("I9: {id} is {stage:?}, the desk says {seen:?}"));
        }
        let requests = open.main.iter().chain(open.invited.values());
        if seen.requests.len() != requests.clone().count() {
            return Err(format!("{id} has other calls: {:?}", seen.requests));
        }
        for told in requests.flat_map(|request| &request.offers) {
            let mut calls = seen.requests.iter().flat_map(|call| &call.offers);
            if !calls.any(|seen| seen.agent == *told.agent && seen.is_offer == told.is_exclusive) {
                return Err(format!("{id}: {told:?} is not in {:?}", seen.requests));
            }
        }
    }
    for group in desk.router().workspace().groups() {
        let waiting: Vec<_> = desk.waiting(&group.id).collect();
        let seen: Vec<_> = waiting.iter().map(|call| call.conversation.as_str()).collect();
        let known = log.waiting(group.id.as_str());
        let places = waiting.iter().map(|call| call.position);
        if seen != known || !places.eq((1..=known.len()).map(Some)) {
            return Err(format!("{known:?} wait for {}, the desk says {waiting:?}", group.id));
        }
    }
    for agent in log.members(None) {
        let work = desk.workload(agent.as_str()).ok_or_else(|| format!("{agent} is not known"))?;
        let offers = work.offers.iter().filter(|told| told.is_offer).count();
        let notices = work.offers.len() - offers;
        let seen = (work.conversations.len(), offers, notices);
        let known = (log.participants(&agent), log.offers(&agent, true), log.offers(&agent, false));
        if seen != known {
            return Err(format!("{agent} has {known:?} in hand, the desk says {seen:?}"));
        }
    }
    Ok(())
}
