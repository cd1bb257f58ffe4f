//! Workspaces of a few agents and groups, with every setting that the Desk heeds.

use frontdesk::Draft;
use serde_json::{Map, Value, json};

use super::Dice;

pub(crate) const AGENTS: [&str; 6] = ["a1", "a2", "a3", "a4", "a5", "a6"];
pub(crate) const GROUPS: [&str; 5] = ["general", "non-technical", "sales", "technical", "vip"];
const SCHEDULES: [&str; 2] = ["early", "late"];

/// A valid document.
pub(crate) fn workspace(dice: &mut Dice) -> Value {
    loop {
        let document = document(dice);
        let draft: Draft = serde_json::from_value(document.clone()).expect("it reads");
        if draft.check().is_ok() {
            return document;
        }
    }
}

/// Some of the words, in any order.
fn some(dice: &mut Dice, words: &[&'static str], percent: usize) -> Vec<&'static str> {
    let mut some: Vec<_> = words.iter().copied().filter(|_| dice.falls(percent)).collect();
    for place in (1..some.len()).rev() {
        some.swap(place, dice.below(place + 1));
    }
    some
}

fn document(dice: &mut Dice) -> Value {
    let agents = some(dice, &AGENTS, 90);
    let groups = some(dice, &GROUPS, 70);
    let schedules = some(dice, &SCHEDULES, 60);
    let listed: Vec<Value> =
        (0..groups.len()).map(|place| group(dice, &groups, place, &agents, &schedules)).collect();
    let mut document = json!({
        "version": dice.below(1_000) + 1,
        "roles": [{"id": "lead", "permissions": ["assign_visitors"]}],
        "schedules": schedules.iter().map(|id| schedule(dice, id)).collect::<Value>(),
        "agents": agents.iter().map(|id| agent(dice, id)).collect::<Value>(),
        "groups": listed,
        "triggers": triggers(dice, &groups),
        "picker": {
            "mode": dice.weighted(&[(4, "off"), (3, "optional"), (3, "required")]),
            "hide_unavailable": dice.falls(30),
        },
    });
    if !groups.is_empty() && dice.falls(50) {
        document["default_group"] = json!(dice.one_of(&groups));
    }
    if dice.falls(3) {
        document["plan"] = json!({"group_routing": false});
    }
    document
}

fn agent(dice: &mut Dice, id: &str) -> Value {
    let role = dice.weighted(&[(7, "agent"), (1, "admin"), (2, "lead")]);
    let mut agent = json!({"id": id, "role": role});
    let most = dice.weighted(&[(2, None), (1, Some(0)), (12, Some(1)), (8, Some(2)), (5, Some(3))]);
    if let Some(most) = most {
        agent["max_conversations"] = json!(most);
    }
    agent
}

/// Open for minutes of an hour or two, so that it opens and closes while all else happens.
fn schedule(dice: &mut Dice, id: &str) -> Value {
    let mut week = Map::new();
    for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] {
        let spans = (0..dice.below(4)).map(|_| {
            let (hour, minute) = (dice.one_of(&[10, 10, 11]), dice.below(50));
            let end = minute + 1 + dice.one_of(&[0, 1, 8]);
            format!("{hour:02}:{minute:02}-{hour:02}:{end:02}")
        });
        week.insert(day.to_owned(), spans.collect());
    }
    json!({"id": id, "zone": dice.one_of(&["UTC", "Europe/London"]), "weekly": week})
}

fn group(
    dice: &mut Dice,
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
        "strategy": dice.one_of(&strategies),
        "private": dice.falls(15),
        "enabled": dice.falls(92),
        "overflow": dice.falls(40),
        "sticky": dice.falls(30),
        "retry_seconds": dice.weighted(&[(1, 1), (3, 5), (6, 30), (6, 60)]),
        "max_notices": dice.one_of(&[1, 2, 20]),
    });
    group["agents"] = if dice.falls(15) {
        json!("all")
    } else {
        let members = some(dice, agents, 60);
        members.iter().map(|id| json!({"id": id, "weight": dice.below(3) + 1})).collect()
    };
    // Only to later ones, so that none leads back.
    if place + 1 < groups.len() && dice.falls(45) {
        group["fallback"] = json!(dice.one_of(&groups[place + 1..]));
    }
    if !schedules.is_empty() && dice.falls(35) {
        group["schedule"] = json!(dice.one_of(schedules));
    }
    if dice.falls(60) {
        group["offer_seconds"] = json!(dice.one_of(&[1, 5, 30, 60]));
    }
    if dice.falls(60) {
        group["reassign_after_seconds"] = dice.one_of(&[json!(1), json!(30), json!(60), json!(null)]);
    }
    if dice.falls(35) {
        group["max_waiting"] = json!(dice.below(2) + 1);
    }
    let steps = dice.weighted(&[(6, 0), (3, 1), (2, 2)]);
    let others: Vec<_> = groups.iter().filter(|id| **id != groups[place]).collect();
    if !others.is_empty() {
        group["escalation"] = (0..steps)
            .map(|_| json!({"after_seconds": dice.one_of(&[1, 5, 30, 60, 90]), "to": dice.one_of(&others)}))
            .collect();
    }
    group
}

/// Of a visitor's country, or of how a group stands.
fn triggers(dice: &mut Dice, groups: &[&str]) -> Value {
    if groups.is_empty() || dice.falls(40) {
        return json!([]);
    }
    let state = json!({"field": format!("group.{}", dice.one_of(groups)), "is": "available"});
    let country = json!({"field": "country", "is": "FR"});
    json!([
        {"id": "french", "assign_to": dice.one_of(groups), "when": country},
        {"id": "free", "assign_to": dice.one_of(groups), "when": {"all": [state, country]}},
    ])
}
