//! Groups, agents, schedules and settings: chains of fallback, escalations, exceptions, languages,
//! members, ids that are long or collide.

use frontdesk_workloads::random::Random;
use serde_json::{Map, Value, json};

use crate::build::ids::{group_id, groups, language};
use crate::build::{rules, visitor};
use crate::genome::Axis::{Choice, Document, Length};
use crate::genome::{Gene, ScaledGenome};

pub static GENES: [Gene; 33] = [
    Gene { name: "groups", most: 64, axis: Document },
    Gene { name: "agents", most: 64, axis: Document },
    Gene { name: "ids", most: 3, axis: Choice },
    Gene { name: "chain", most: 4, axis: Choice },
    Gene { name: "overflow", most: 1, axis: Choice },
    Gene { name: "members", most: 6, axis: Choice },
    Gene { name: "private", most: 2, axis: Choice },
    Gene { name: "disabled", most: 2, axis: Choice },
    Gene { name: "strategy", most: 5, axis: Choice },
    Gene { name: "schedules", most: 16, axis: Document },
    Gene { name: "hours", most: 3, axis: Choice },
    Gene { name: "zone", most: 4, axis: Choice },
    Gene { name: "spans", most: 24, axis: Document },
    Gene { name: "exceptions", most: 64, axis: Document },
    Gene { name: "exception_spans", most: 24, axis: Document },
    Gene { name: "languages", most: 32, axis: Document },
    Gene { name: "language_shape", most: 7, axis: Choice },
    Gene { name: "names", most: 32, axis: Document },
    Gene { name: "name_length", most: 256, axis: Length },
    Gene { name: "agent_languages", most: 16, axis: Document },
    Gene { name: "roles", most: 16, axis: Document },
    Gene { name: "escalations", most: 16, axis: Document },
    Gene { name: "escalate", most: 3, axis: Choice },
    Gene { name: "escalate_seconds", most: 60, axis: Choice },
    Gene { name: "offer_seconds", most: 60, axis: Choice },
    Gene { name: "retry_seconds", most: 60, axis: Choice },
    Gene { name: "reassign", most: 3, axis: Choice },
    Gene { name: "room", most: 4, axis: Choice },
    Gene { name: "picker", most: 5, axis: Choice },
    Gene { name: "sticky", most: 3, axis: Choice },
    Gene { name: "expect", most: 32, axis: Document },
    Gene { name: "expect_presence", most: 2, axis: Choice },
    Gene { name: "plain_group", most: 1, axis: Choice },
];

const MOST_AGENTS: usize = 100_000;
const MOST_NAME: usize = 2_048;
const ZONES: [&str; 5] =
    ["UTC", "Europe/Paris", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"];
const STRATEGIES: [&str; 6] =
    ["broadcast", "ranked", "least_busy", "round_robin", "weighted", "longest_idle"];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub fn agents(genome: ScaledGenome<'_>) -> usize {
    genome.get("agents").min(MOST_AGENTS)
}

pub fn agent_id(number: usize) -> String {
    format!("a{number}")
}

/// A workspace document.
pub fn workspace(genome: ScaledGenome<'_>) -> Value {
    let count = groups(genome);
    let mut document = Map::new();
    let shape = genome.get("language_shape");
    if genome.get("languages") > 0 {
        let tags = (0..genome.get("languages")).map(|number| language(shape, number));
        document.insert("languages".into(), tags.map(Value::from).collect());
    }
    document.insert("default_group".into(), group_id(genome, 0).into());
    let modes = ["off", "optional", "required"];
    let mut picker = json!({
        "mode": modes[genome.get("picker") % 3],
        "hide_unavailable": genome.get("picker") > 2,
    });
    if genome.get("private") != 1 && genome.get("picker") > 0 {
        picker["question"] = text(genome, 0);
    }
    document.insert("picker".into(), picker);
    let role = |number| json!({"id": format!("r{number}"), "permissions": ["manage_groups"]});
    document.insert("roles".into(), (0..genome.get("roles")).map(role).collect());
    let schedules = genome.get("schedules");
    document.insert(
        "schedules".into(),
        (0..schedules).map(|number| schedule(genome, number)).collect(),
    );
    let agents = (0..agents(genome)).map(|number| agent(genome, number));
    document.insert("agents".into(), agents.collect());
    document
        .insert("groups".into(), (0..count).map(|number| group(genome, number, count)).collect());
    document.insert("triggers".into(), rules::triggers(genome, count).into());
    if genome.get("expect") > 0 {
        document.insert("expect".into(), expect(genome));
    }
    Value::Object(document)
}

fn text(genome: ScaledGenome<'_>, number: usize) -> Value {
    let length = genome.get("name_length").clamp(1, MOST_NAME);
    match genome.get("names") {
        0 => json!("N".repeat(length)),
        names => {
            let tag = |place: usize| language(genome.get("language_shape"), place);
            let named =
                |place: usize| (tag(place), json!(format!("{number}{}", "N".repeat(length))));
            Value::Object((0..names).map(named).collect())
        }
    }
}

fn agent(genome: ScaledGenome<'_>, number: usize) -> Value {
    let mut agent = json!({"id": agent_id(number)});
    if genome.get("room") > 0 {
        agent["max_conversations"] = genome.get("room").into();
    }
    if genome.get("roles") > 0 {
        agent["role"] = format!("r{}", number % genome.get("roles")).into();
    }
    let languages = genome.get("agent_languages");
    if languages > 0 {
        let shape = genome.get("language_shape");
        let tags = (0..languages).map(|place| language(shape, number * languages + place));
        agent["languages"] = tags.map(Value::from).collect();
    }
    agent
}

fn group(genome: ScaledGenome<'_>, number: usize, count: usize) -> Value {
    let mut group = json!({"id": group_id(genome, number), "name": text(genome, number)});
    if genome.get("plain_group") == 1 && number < 2 {
        return group;
    }
    members(genome, number, &mut group);
    let next = match genome.get("chain") {
        1 => Some(number + 1),
        2 => (number + 1 < count).then_some(count - 1),
        3 => number.checked_sub(1).map(|above| above / 2),
        4 => number.checked_sub(1),
        _ => None,
    };
    if let Some(next) = next.filter(|next| *next < count) {
        group["fallback"] = group_id(genome, next).into();
    }
    group["overflow"] = (genome.get("overflow") == 1).into();
    group["private"] = match genome.get("private") {
        0 => false,
        1 => number > 1,
        _ => number % 2 == 1,
    }
    .into();
    if number > 1 {
        let is_disabled = match genome.get("disabled") {
            0 => false,
            1 => number % 2 == 1,
            _ => number < count - 1,
        };
        group["enabled"] = (!is_disabled).into();
    }
    group["strategy"] = STRATEGIES[genome.get("strategy")].into();
    let schedules = genome.get("schedules");
    let hours = match genome.get("hours") {
        1 => Some(0),
        2 => Some(number % schedules.max(1)),
        3 => (number > 1).then_some(number % schedules.max(1)),
        _ => None,
    };
    if let Some(hours) = hours.filter(|_| schedules > 0) {
        group["schedule"] = format!("s{hours}").into();
    }
    for (name, key) in [("offer_seconds", "offer_seconds"), ("retry_seconds", "retry_seconds")] {
        if genome.get(name) > 0 {
            group[key] = genome.get(name).into();
        }
    }
    match genome.get("reassign") {
        1 => group["reassign_after_seconds"] = 1.into(),
        2 => group["reassign_after_seconds"] = Value::Null,
        _ => {}
    }
    group["sticky"] = (genome.get("sticky") & 1 == 1).into();
    if genome.get("sticky") & 2 == 2 {
        group["max_waiting"] = 1.into();
    }
    escalate(genome, number, count, &mut group);
    group
}

fn members(genome: ScaledGenome<'_>, number: usize, group: &mut Value) {
    let agents = agents(genome);
    let some = |places: &[usize]| -> Value {
        let mut places: Vec<usize> = places.iter().map(|place| place % agents.max(1)).collect();
        places.sort_unstable();
        places.dedup();
        places.truncate(agents);
        places.into_iter().map(agent_id).map(Value::from).collect()
    };
    group["agents"] = match genome.get("members") {
        0 => return,
        1 => json!("all"),
        2 => (0..agents).map(agent_id).map(Value::from).collect(),
        3 => some(&[number]),
        4 => some(&[0]),
        5 => some(&[number, number + 1, number + 2, number + 3]),
        _ => (0..agents)
            .map(|place| json!({"id": agent_id(place), "weight": place % 7 + 1}))
            .collect(),
    };
}

fn escalate(genome: ScaledGenome<'_>, number: usize, count: usize, group: &mut Value) {
    let after = genome.get("escalate_seconds").max(1);
    let mut steps = Vec::new();
    for step in 0..genome.get("escalations") {
        let to = match genome.get("escalate") {
            0 => (number + step + 1) % count,
            1 => count - 1,
            2 => step % count,
            _ => (number + 1) % count,
        };
        if to != number {
            steps.push(json!({"after_seconds": after + step, "to": group_id(genome, to)}));
        }
    }
    group["escalation"] = steps.into();
}

fn schedule(genome: ScaledGenome<'_>, number: usize) -> Value {
    // A span of a minute every so many minutes; that of another schedule lies a little later.
    let spans = |count: usize, shift: usize| -> Value {
        let count = count.min(700);
        let spans = (0..count).map(|place| {
            let start = (place * (1_440 / count.max(1)) + shift) % 1_438;
            format!("{}-{}", clock(start), clock(start + 1))
        });
        spans.map(Value::from).collect()
    };
    let weekly = DAYS.map(|day| (day.to_owned(), spans(genome.get("spans"), number)));
    // As many days as there are from 2026 on; further ones are of other years before.
    let exception = |place: usize| {
        let (year, month, day) = (2026 + place / 336, place / 28 % 12 + 1, place % 28 + 1);
        let spans = spans(genome.get("exception_spans"), place);
        json!({"date": format!("{year:04}-{month:02}-{day:02}"), "spans": spans})
    };
    let exceptions = genome.get("exceptions").min(300_000);
    json!({
        "id": format!("s{number}"),
        "zone": ZONES[genome.get("zone")],
        "weekly": Value::Object(weekly.into_iter().collect()),
        "exceptions": (0..exceptions).map(exception).collect::<Value>(),
    })
}

fn clock(minutes: usize) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Cases that hold of nothing in particular: they name no outcome.
fn expect(genome: ScaledGenome<'_>) -> Value {
    let case = |number: usize| {
        let mut case =
            json!({"name": format!("case {number}"), "visitor": visitor::visitor(genome)});
        if genome.get("expect_presence") > 0 {
            let online = |agent: usize| (agent_id(agent), json!({"status": "online"}));
            let agents = if genome.get("expect_presence") == 1 { 1 } else { agents(genome) };
            case["presence"] = Value::Object((0..agents.min(agents)).map(online).collect());
        }
        case
    };
    (0..genome.get("expect")).map(case).collect()
}

/// Who is online, as a document; empty text stands for everybody.
pub static PRESENCE: [Gene; 1] = [Gene { name: "presence", most: 4, axis: Choice }];

pub fn presence(genome: ScaledGenome<'_>) -> String {
    let agents = agents(genome);
    let mut random = Random::for_item(7, 4, 0);
    let record = |status: &dyn Fn(usize) -> Value| {
        Value::Object((0..agents).map(|agent| (agent_id(agent), status(agent))).collect())
    };
    match genome.get("presence") {
        0 => return String::new(),
        1 => json!({}),
        2 => {
            let shuffled: Vec<u32> = (0..agents).map(|_| random.below(3_600)).collect();
            record(&|agent| {
                let until = shuffled[agent];
                let until = format!("2026-11-22T10:{:02}:{:02}Z", until / 60, until % 60);
                json!({"status": "online", "load": agent % 5, "until": until})
            })
        }
        3 => record(&|agent| {
            let status = if agent + 1 == agents { "online" } else { "away" };
            json!({ "status": status })
        }),
        _ => record(&|_| json!({"status": "online", "load": 4})),
    }
    .to_string()
}
