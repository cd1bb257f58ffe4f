//! Random commands: what agents and visitors do, and when.

use std::time::Duration;

use frontdesk::Timestamp;
use serde_json::{Value, json};

use super::super::model::Model;
use super::workspace::{AGENTS, GROUPS, workspace};
use super::Rng;

/// The retention of the desks: so small that the oldest entries are dropped (D15).
pub(crate) const LAST_AGENTS: usize = 3;
pub(crate) const IDS: usize = 4;

const VISITORS: [&str; 5] = ["", "v1", "v2", "v3", "v4"];
const STEPS: [u64; 14] =
    [0, 0, 0, 0, 1, 500, 999, 1_000, 1_000, 5_000, 5_000, 10_000, 30_000, 60_000];
/// The longest time that a script waits for the next timer.
const MAX_WAIT: Duration = Duration::from_secs(180);

/// Generates the commands of a script one by one.
pub(super) struct CommandGenerator {
    now: Timestamp,
    count: usize,
    /// The weight of arrivals among the commands: quiet and busy hours.
    arrival_percent: usize,
    /// How many conversations there can be; rarely many.
    most_conversations: usize,
    workspaces: Vec<Value>,
}

impl CommandGenerator {
    pub(super) fn new(rng: &mut Rng, workspace: Value) -> Self {
        let now = "2026-11-22T09:59:00Z".parse().expect("an instant");
        let arrival_percent = rng.pick(&[8, 14, 25]);
        let most_conversations = rng.weighted(&[(3, 3), (6, 10), (1, 25)]);
        Self { now, count: 0, arrival_percent, most_conversations, workspaces: vec![workspace] }
    }

    pub(super) fn next(&mut self, rng: &mut Rng, model: &Model) -> Value {
        self.count += 1;
        let at = self.instant(rng, model);
        let mut command = self.body(rng, model);
        command["at"] = json!(at);
        if rng.chance(12) {
            // Now and then one that was there before.
            let number = if rng.chance(30) { rng.below(self.count) } else { self.count };
            command["id"] = json!(format!("cmd-{number}"));
        }
        command
    }

    fn instant(&mut self, rng: &mut Rng, model: &Model) -> Timestamp {
        let millis = |by: i64| Timestamp::from_unix_millis(self.now.unix_millis() + by);
        if rng.chance(1) {
            return millis(-1 - rng.below(2_000) as i64);
        }
        let latest = self.now.after(MAX_WAIT);
        let near = model.next_due().filter(|due| *due <= latest && rng.chance(25));
        self.now = match near {
            Some(due) => {
                let by = rng.pick(&[-1, 0, 0, 0, 1]);
                self.now.max(Timestamp::from_unix_millis(due.unix_millis() + by))
            }
            None => self.now.after(Duration::from_millis(rng.pick(&STEPS))),
        };
        self.now
    }

    fn body(&mut self, rng: &mut Rng, model: &Model) -> Value {
        let kind = rng.weighted(&[
            (18, "presence"),
            (self.arrival_percent, "arrive"),
            (20, "accept"),
            (10, "decline"),
            (5, "invite"),
            (5, "transfer"),
            (5, "assign"),
            (6, "leave"),
            (9, "close"),
            (8, "tick"),
            (1, "workspace"),
        ]);
        let mut command = json!({"do": kind});
        match kind {
            "presence" => {
                let statuses = [(65, "online"), (10, "away"), (5, "invisible"), (20, "offline")];
                command["agent"] = json!(agent(rng, model));
                command["status"] = json!(rng.weighted(&statuses));
            }
            "arrive" => arrive(rng, model, self.most_conversations, &mut command),
            "accept" | "decline" => {
                let (conversation, agent) = told(rng, model)
                    .unwrap_or_else(|| (conversation(rng, model), agent(rng, model)));
                command["conversation"] = json!(conversation);
                command["agent"] = json!(agent);
            }
            "close" => command["conversation"] = json!(conversation(rng, model)),
            "invite" | "transfer" | "assign" | "leave" => team(rng, model, &mut command),
            "workspace" => {
                let known = rng.below(self.workspaces.len() + 2);
                let next = match self.workspaces.get(known) {
                    Some(before) if rng.chance(50) => before.clone(),
                    Some(before) => changed(rng, before.clone()),
                    None => workspace(rng),
                };
                self.workspaces.push(next.clone());
                command["workspace"] = next;
            }
            _ => {}
        }
        command
    }
}

/// Few of them are strangers to the workspace.
fn agent(rng: &mut Rng, model: &Model) -> String {
    let agents = model.router.workspace().agents();
    if agents.is_empty() || rng.chance(3) {
        return rng.pick(&AGENTS).to_owned();
    }
    agents[rng.below(agents.len())].id.to_string()
}

/// Mostly one that is open.
fn conversation(rng: &mut Rng, model: &Model) -> String {
    if model.conversations.is_empty() || rng.chance(8) {
        return format!("c{}", rng.below(12));
    }
    model.conversations[rng.below(model.conversations.len())].id.clone()
}

/// Somebody who is told, mostly where anybody is.
fn told(rng: &mut Rng, model: &Model) -> Option<(String, String)> {
    let mut told = Vec::new();
    for conversation in &model.conversations {
        for offer in conversation.requests.iter().flat_map(|request| &request.offers) {
            told.push((conversation.id.clone(), offer.agent.clone()));
        }
    }
    (!told.is_empty() && rng.chance(85)).then(|| rng.pick(&told))
}

fn arrive(rng: &mut Rng, model: &Model, most_conversations: usize, command: &mut Value) {
    let asked = model.conversations.iter().filter(|conversation| conversation.is_asked);
    let asked: Vec<_> = asked.map(|conversation| conversation.id.clone()).collect();
    let goes_on = !asked.is_empty() && rng.chance(40);
    let known: Vec<String> = (1..=most_conversations).map(|number| format!("c{number}")).collect();
    let free: Vec<&String> = known.iter().filter(|id| model.conversation(id).is_none()).collect();
    command["conversation"] = if goes_on {
        json!(rng.pick(&asked))
    } else if free.is_empty() || rng.chance(5) {
        json!(rng.pick(&known))
    } else {
        json!(rng.pick(&free))
    };
    let mut visitor = json!({});
    if rng.chance(85) {
        visitor["id"] = json!(rng.pick(&VISITORS));
    }
    if rng.chance(30) {
        visitor["country"] = json!("FR");
    }
    if rng.chance(10) {
        visitor["at"] = json!("2026-11-22T03:00:00+02:00");
    }
    for way in ["assignment", "selection", "group_code"] {
        let percent = if way == "selection" && goes_on { 80 } else { 25 };
        if rng.chance(percent) {
            visitor[way] = json!(rng.pick(&GROUPS));
        }
    }
    command["visitor"] = visitor;
    if rng.chance(30) {
        command["priority"] = json!(rng.pick(&[-1, 0, 1, 5]));
    }
}

/// By somebody inside, mostly.
fn team(rng: &mut Rng, model: &Model, command: &mut Value) {
    let running: Vec<_> =
        model.conversations.iter().filter(|conversation| !conversation.participants.is_empty()).collect();
    let shared: Vec<_> =
        running.iter().copied().filter(|conversation| conversation.participants.len() > 1).collect();
    let running = if shared.is_empty() || rng.chance(50) { running } else { shared };
    let (conversation, participant) = if running.is_empty() || rng.chance(15) {
        (conversation(rng, model), agent(rng, model))
    } else {
        let conversation = rng.pick(&running);
        (conversation.id.clone(), rng.pick(&conversation.participants).agent)
    };
    let by = if rng.chance(85) { participant.clone() } else { agent(rng, model) };
    let group = if rng.chance(2) { "nowhere" } else { rng.pick(&GROUPS) };
    command["conversation"] = json!(conversation);
    match command["do"].as_str().expect("what to do") {
        "assign" => {
            command["by"] = json!(by);
            command["agent"] = json!(agent(rng, model));
            if rng.chance(40) {
                command["force"] = json!(true);
            }
        }
        "leave" if rng.chance(35) => {
            let joined = model.conversation(&conversation).into_iter().flat_map(|c| &c.participants);
            let joined: Vec<_> = joined.filter_map(|participant| participant.group.clone()).collect();
            let by_all = joined.is_empty() || rng.chance(30);
            command["group"] = if by_all { json!(group) } else { json!(rng.pick(&joined)) };
        }
        "leave" => command["agent"] = json!(participant),
        _ => {
            command["by"] = json!(by);
            command["group"] = json!(group);
        }
    }
}

/// The same workspace, but for a thing or two; references stay whole.
fn changed(rng: &mut Rng, before: Value) -> Value {
    for _ in 0..8 {
        let mut after = before.clone();
        for _ in 0..rng.below(3) + 1 {
            change(rng, &mut after);
        }
        let draft: Result<frontdesk::Draft, _> = serde_json::from_value(after.clone());
        if draft.is_ok_and(|draft| draft.check().is_ok()) {
            return after;
        }
    }
    before
}

fn change(rng: &mut Rng, document: &mut Value) {
    let kind = if rng.chance(50) { "groups" } else { "agents" };
    let nouns = document[kind].as_array_mut().expect("a list");
    if nouns.is_empty() {
        return;
    }
    let place = rng.below(nouns.len());
    let id = nouns[place]["id"].as_str().expect("an id").to_owned();
    match (kind, rng.below(3)) {
        ("groups", 0) => nouns[place]["enabled"] = json!(!nouns[place]["enabled"].as_bool().unwrap()),
        ("groups", 1) => nouns[place]["strategy"] = json!(rng.pick(&["broadcast", "round_robin"])),
        ("agents", 0) => nouns[place]["max_conversations"] = json!(rng.below(3)),
        ("agents", _) => {
            nouns.remove(place);
            for group in document["groups"].as_array_mut().expect("a list") {
                if let Some(members) = group["agents"].as_array_mut() {
                    members.retain(|member| member["id"] != *id);
                }
            }
        }
        _ => {
            nouns.remove(place);
        }
    }
}
