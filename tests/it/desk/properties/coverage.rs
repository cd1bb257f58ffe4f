//! That the generators reach every event, every refusal, and what is rare in a desk's life.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::generate::{model_of, script};
use super::super::model::{Model, OpenOffer};

const EVENTS: [&str; 19] = [
    "presence_changed",
    "arrived",
    "routed",
    "asked",
    "notified",
    "offered",
    "offer_expired",
    "declined",
    "withdrawn",
    "queued",
    "message_taken",
    "service_changed",
    "joined",
    "left",
    "invited",
    "transferred",
    "escalated",
    "closed",
    "workspace_replaced",
];

const REFUSALS: [&str; 11] = [
    "unknown_conversation",
    "unknown_agent",
    "unknown_group",
    "exists",
    "taken",
    "no_room",
    "not_a_member",
    "not_invited",
    "last_agent",
    "not_permitted",
    "time_went_back",
];

/// Things that happen together in one answer, or to one command.
const RARE: [&str; 19] = [
    "a refusal after what was due",
    "a command that was done before",
    "a forced join",
    "a notice that ends",
    "an arrival after the picker",
    "an arrival that asks again",
    "a call that is routed again",
    "a gone agent who leaves",
    "a reassignment",
    "an escalation while an offer is open",
    "a group that leaves",
    "several who are withdrawn at once",
    "a telling for the whole workspace",
    "a queue of the whole workspace",
    "an invitation that waits",
    "several due at one instant",
    "a group that serves by now beside what is open through another",
    "somebody who is asked again an instant later",
    "a second round of refusals",
];

#[test]
fn the_generators_reach_every_event_and_every_refusal() {
    let mut seen = BTreeSet::new();
    for seed in 0..60 {
        let script = script(seed, 200);
        let mut model = model_of(&script.workspace);
        for command in &script.commands {
            let before = model.clone();
            let answer = model.handle(command);
            seen.extend(answer.events.iter().map(|event| kind(event).to_owned()));
            seen.extend(answer.refused.clone());
            let due = answer.events.iter().filter(|event| event.get("cause").is_none());
            let at = |event: &Value| event["at"].as_str().unwrap().to_owned();
            let is = |wanted: &'static str| move |event: &&Value| kind(event) == wanted;
            let count = |wanted: &'static str| answer.events.iter().filter(is(wanted)).count();
            let first = answer.events.iter().map(kind).find(|kind| *kind == "arrived");
            let id = command["conversation"].as_str().unwrap_or_default();
            let was_asked = before.conversation(id).is_some_and(|c| c.is_asked);
            let expired = || answer.events.iter().filter(is("offer_expired"));
            let instants: Vec<String> = expired().map(at).collect();
            let was_offered = before.conversations.iter().flat_map(|c| &c.requests).any(|request| {
                !request.is_invited && request.offers.iter().any(|offer| offer.is_exclusive)
            });
            let of_nobody = |wanted| answer.events.iter().filter(is(wanted)).any(|e| e["group"].is_null());
            let reassigns = command["do"] == "tick" && count("left") > 0;
            let happened = [
                answer.refused.is_some() && !answer.events.is_empty(),
                answer.repeats.is_some(),
                answer.events.iter().any(|event| event["forced"] == true),
                expired().any(|event| {
                    let requests = before.conversations.iter().flat_map(|c| &c.requests);
                    let mut offers = requests.flat_map(|request| &request.offers);
                    offers.any(|offer| !offer.is_exclusive && event["agent"] == *offer.agent)
                }),
                was_asked && first.is_some() && count("asked") == 0,
                was_asked && first.is_some() && count("asked") > 0,
                command["do"] == "workspace" && count("routed") > 0,
                command["do"] == "workspace" && count("left") > 0,
                reassigns,
                was_offered && count("escalated") > 0,
                command["do"] == "leave" && command["group"].is_string() && count("left") > 0,
                count("withdrawn") > 1,
                of_nobody("notified"),
                of_nobody("queued"),
                count("invited") > 0 && count("queued") > 0,
                due.count() > 1 && instants.windows(2).any(|pair| pair[0] == pair[1]),
                told_through_two(&before, &model, &answer.events),
                answer.events.iter().any(|event| before.waits_for_next_instant(event)),
                model.has_second_round(),
            ];
            let happened = RARE.iter().zip(happened).filter(|(_, happened)| *happened);
            seen.extend(happened.map(|(what, _)| (*what).to_owned()));
        }
    }
    let wanted = EVENTS.iter().chain(&REFUSALS).chain(&RARE);
    let missing: Vec<_> = wanted.filter(|wanted| !seen.contains(**wanted)).collect();
    assert!(missing.is_empty(), "never seen: {missing:?}");
}

/// Whether a call that was not handed on is told through a group while another's telling is open.
fn told_through_two(before: &Model, after: &Model, events: &[Value]) -> bool {
    let offered = events.iter().filter(|event| matches!(kind(event), "offered" | "notified"));
    offered.into_iter().any(|event| {
        let id = event["conversation"].as_str().unwrap_or_default();
        let requests = |model: &Model| model.conversation(id).map(|known| known.requests.clone());
        let was_told = requests(before).unwrap_or_default().into_iter().any(|request| !request.offers.is_empty());
        was_told
            && requests(after).unwrap_or_default().iter().any(|request| {
                let by = |offer: &&OpenOffer| offer.group.as_deref() == event["group"].as_str();
                request.escalated.is_empty()
                    && request.offers.iter().any(|offer| by(&offer))
                    && request.offers.iter().any(|offer| !by(&offer))
            })
    })
}

fn kind(event: &Value) -> &str {
    event["event"].as_str().expect("a kind")
}
