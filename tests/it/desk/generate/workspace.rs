//! Workspaces of a few agents and groups, with every setting that the Desk heeds.

use frontdesk::Draft;
use serde_json::{Map, Value, json};

use super::Rng;

pub(crate) const AGENTS: [&str; 6] = ["a1", "a2", "a3", "a4", "a5", "a6"];
pub(crate) const GROUPS: [&str; 5] = ["general", "non-technical", "sales", "technical", "vip"];
const SCHEDULES: [&str; 2] = ["early", "late"];

/// A valid document.
pub(crate) fn workspace(rng: &mut Rng) -> Value {
    loop {
        let document = document(rng);
        let draft: Draft = serde_json::from_value(document.clone()).expect("it reads");
        if draft.check().is_ok() {
            return document;
        }
    }
}

/// Some of the words, in any order.
fn some(rng: &mut Rng, words: &[&'static str], percent: usize) -> Vec<&'static str> {
    let mut some: Vec<_> = words.iter().copied().filter(|_| rng.chance(percent)).collect();
    for place in (1..some.len()).rev() {
        some.swap(place, rng.below(place + 1));
    }
    some
}

fn document(rng: &mut Rng) -> Value {
    let agents = some(rng, &AGENTS, 90);
    let groups = some(rng, &GROUPS, 70);
    let schedules = some(rng, &SCHEDULES, 60);
    let listed: Vec<Value> =
        (0..groups.len()).map(|place| group(rng, &groups, place, &agents, &schedules)).collect();
    let mut document = json!({
        "version": rng.below(1_000) + 1,
        "roles": [{"id": "lead", "permissions": ["assign_visitors"]}],
        "schedules": schedules.iter().map(|id| schedule(rng, id)).collect::<Value>(),
        "agents": agents.iter().map(|id| agent(rng, id)).collect::<Value>(),
        "groups": listed,
        "triggers": triggers(rng, &groups),
        "picker": {
            "mode": rng.weighted(&[(4, "off"), (3, "optional"), (3, "required")]),
            "hide_unavailable": rng.chance(30),
        },
    });
    if !groups.is_empty() && rng.chance(50) {
        document["default_group"] = json!(rng.pick(&groups));
    }
    if rng.chance(3) {
        document["plan"] = json!({"group_routing": false});
    }
    document
}

fn agent(rng: &mut Rng, id: &str) -> Value {
    let role = rng.weighted(&[(7, "agent"), (1, "admin"), (2, "lead")]);
    let mut agent = json!({"id": id, "role": role});
    let most = rng.weighted(&[(2, None), (1, Some(0)), (12, Some(1)), (8, Some(2)), (5, Some(3))]);
    if let Some(most) = most {
        agent["max_conversations"] = json!(most);
    }
    agent
}

/// Open for minutes of an hour or two, so that it opens and closes while all else happens.
fn schedule(rng: &mut Rng, id: &str) -> Value {
    let mut week = Map::new();
    for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] {
        let spans = (0..rng.below(4)).map(|_| {
            let (hour, minute) = (rng.pick(&[10, 10, 11]), rng.below(50));
            let end = minute + 1 + rng.pick(&[0, 1, 8]);
            format!("{hour:02}:{minute:02}-{hour:02}:{end:02}")
        });
        week.insert(day.to_owned(), spans.collect());
    }
    json!({"id": id, "zone": rng.pick(&["UTC", "Europe/London"]), "weekly": week})
}

fn group(
    rng: &mut Rng,
    groups: &[&str],
    place: usize,
    agents: &[&'static str],
    schedules: &[&str],
) -> Value {
    let strategies =
        ["broadcast", "ranked", "least_busy", "round_robin", "weighted", "longest_idle"];
    let mut group = json!({
        "id": groups[place],
        "name": groups[place],
        "strategy": rng.pick(&strategies),
        "private": rng.chance(15),
        "enabled": rng.chance(92),
        "overflow": rng.chance(40),
        "sticky": rng.chance(30),
        "retry_seconds": rng.weighted(&[(1, 1), (3, 5), (6, 30), (6, 60)]),
        "max_notices": rng.pick(&[1, 2, 20]),
    });
    group["agents"] = if rng.chance(15) {
        json!("all")
    } else {
        let members = some(rng, agents, 60);
        members.iter().map(|id| json!({"id": id, "weight": rng.below(3) + 1})).collect()
    };
    // Only to later ones, so that none leads back.
    if place + 1 < groups.len() && rng.chance(45) {
        group["fallback"] = json!(rng.pick(&groups[place + 1..]));
    }
    if !schedules.is_empty() && rng.chance(35) {
        group["schedule"] = json!(rng.pick(schedules));
    }
    if rng.chance(60) {
        group["offer_seconds"] = json!(rng.pick(&[1, 5, 30, 60]));
    }
    if rng.chance(60) {
        group["reassign_after_seconds"] = rng.pick(&[json!(1), json!(30), json!(60), json!(null)]);
    }
    if rng.chance(35) {
        group["max_waiting"] = json!(rng.below(2) + 1);
    }
    let steps = rng.weighted(&[(6, 0), (3, 1), (2, 2)]);
    let others: Vec<_> = groups.iter().filter(|id| **id != groups[place]).collect();
    if !others.is_empty() {
        group["escalation"] = (0..steps)
            .map(|_| json!({"after_seconds": rng.pick(&[1, 5, 30, 60, 90]), "to": rng.pick(&others)}))
            .collect();
    }
    group
}

/// Of a visitor's country, or of how a group stands.
fn triggers(rng: &mut Rng, groups: &[&str]) -> Value {
    if groups.is_empty() || rng.chance(40) {
        return json!([]);
    }
    let state = json!({"field": format!("group.{}", rng.pick(groups)), "is": "available"});
    let country = json!({"field": "country", "is": "FR"});
    json!([
        {"id": "french", "assign_to": rng.pick(groups), "when": country},
        {"id": "free", "assign_to": rng.pick(groups), "when": {"all": [state, country]}},
    ])
}
