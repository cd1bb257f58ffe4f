//! What agents, visitors and time do next.

use std::time::Duration;

use frontdesk::Timestamp;
use serde_json::{Value, json};

use super::super::model::Model;
use super::workspace::{AGENTS, GROUPS, workspace};
use super::Dice;

/// So few that the oldest are forgotten (D15).
pub(crate) const LAST_AGENTS: usize = 3;
pub(crate) const IDS: usize = 4;

const VISITORS: [&str; 5] = ["", "v1", "v2", "v3", "v4"];
const STEPS: [u64; 14] =
    [0, 0, 0, 0, 1, 500, 999, 1_000, 1_000, 5_000, 5_000, 10_000, 30_000, 60_000];
/// Longer nobody waits for what is due.
const PATIENCE: Duration = Duration::from_secs(180);

/// A sequence as it grows.
pub(super) struct Talk {
    now: Timestamp,
    count: usize,
    /// How much in a hundred is arrivals: quiet hours and rushes.
    rush: usize,
    /// How many conversations there are to be had: seldom a crowd.
    crowd: usize,
    workspaces: Vec<Value>,
}

impl Talk {
    pub(super) fn new(dice: &mut Dice, workspace: Value) -> Self {
        let now = "2026-11-22T09:59:00Z".parse().expect("an instant");
        let rush = dice.one_of(&[8, 14, 25]);
        let crowd = dice.weighted(&[(3, 3), (6, 10), (1, 25)]);
        Self { now, count: 0, rush, crowd, workspaces: vec![workspace] }
    }

    pub(super) fn next(&mut self, dice: &mut Dice, model: &Model) -> Value {
        self.count += 1;
        let at = self.instant(dice, model);
        let mut command = self.body(dice, model);
        command["at"] = json!(at);
        if dice.falls(12) {
            // Now and then one that was there before.
            let number = if dice.falls(30) { dice.below(self.count) } else { self.count };
            command["id"] = json!(format!("cmd-{number}"));
        }
        command
    }

    fn instant(&mut self, dice: &mut Dice, model: &Model) -> Timestamp {
        let millis = |by: i64| Timestamp::from_unix_millis(self.now.unix_millis() + by);
        if dice.falls(1) {
            return millis(-1 - dice.below(2_000) as i64);
        }
        let latest = self.now.after(PATIENCE);
        let near = model.next_due().filter(|due| *due <= latest && dice.falls(25));
        self.now = match near {
            Some(due) => {
                let by = dice.one_of(&[-1, 0, 0, 0, 1]);
                self.now.max(Timestamp::from_unix_millis(due.unix_millis() + by))
            }
            None => self.now.after(Duration::from_millis(dice.one_of(&STEPS))),
        };
        self.now
    }

    fn body(&mut self, dice: &mut Dice, model: &Model) -> Value {
        let kind = dice.weighted(&[
            (18, "presence"),
            (self.rush, "arrive"),
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
                command["agent"] = json!(agent(dice, model));
                command["status"] = json!(dice.weighted(&statuses));
            }
            "arrive" => arrive(dice, model, self.crowd, &mut command),
            "accept" | "decline" => {
                let (conversation, agent) = told(dice, model)
                    .unwrap_or_else(|| (conversation(dice, model), agent(dice, model)));
                command["conversation"] = json!(conversation);
                command["agent"] = json!(agent);
            }
            "close" => command["conversation"] = json!(conversation(dice, model)),
            "invite" | "transfer" | "assign" | "leave" => team(dice, model, &mut command),
            "workspace" => {
                let known = dice.below(self.workspaces.len() + 2);
                let next = match self.workspaces.get(known) {
                    Some(before) if dice.falls(50) => before.clone(),
                    Some(before) => changed(dice, before.clone()),
                    None => workspace(dice),
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
fn agent(dice: &mut Dice, model: &Model) -> String {
    let agents = model.router.workspace().agents();
    if agents.is_empty() || dice.falls(3) {
        return dice.one_of(&AGENTS).to_owned();
    }
    agents[dice.below(agents.len())].id.to_string()
}

/// Mostly one that is open.
fn conversation(dice: &mut Dice, model: &Model) -> String {
    if model.conversations.is_empty() || dice.falls(8) {
        return format!("c{}", dice.below(12));
    }
    model.conversations[dice.below(model.conversations.len())].id.clone()
}

/// Somebody who is told, mostly where anybody is.
fn told(dice: &mut Dice, model: &Model) -> Option<(String, String)> {
    let mut told = Vec::new();
    for conversation in &model.conversations {
        for telling in conversation.calls.iter().flat_map(|call| &call.told) {
            told.push((conversation.id.clone(), telling.agent.clone()));
        }
    }
    (!told.is_empty() && dice.falls(85)).then(|| dice.one_of(&told))
}

fn arrive(dice: &mut Dice, model: &Model, crowd: usize, command: &mut Value) {
    let asked = model.conversations.iter().filter(|conversation| conversation.is_asked);
    let asked: Vec<_> = asked.map(|conversation| conversation.id.clone()).collect();
    let goes_on = !asked.is_empty() && dice.falls(40);
    let known: Vec<String> = (1..=crowd).map(|number| format!("c{number}")).collect();
    let free: Vec<&String> = known.iter().filter(|id| model.conversation(id).is_none()).collect();
    command["conversation"] = if goes_on {
        json!(dice.one_of(&asked))
    } else if free.is_empty() || dice.falls(5) {
        json!(dice.one_of(&known))
    } else {
        json!(dice.one_of(&free))
    };
    let mut visitor = json!({});
    if dice.falls(85) {
        visitor["id"] = json!(dice.one_of(&VISITORS));
    }
    if dice.falls(30) {
        visitor["country"] = json!("FR");
    }
    if dice.falls(10) {
        visitor["at"] = json!("2026-11-22T03:00:00+02:00");
    }
    for way in ["assignment", "selection", "group_code"] {
        let percent = if way == "selection" && goes_on { 80 } else { 25 };
        if dice.falls(percent) {
            visitor[way] = json!(dice.one_of(&GROUPS));
        }
    }
    command["visitor"] = visitor;
    if dice.falls(30) {
        command["priority"] = json!(dice.one_of(&[-1, 0, 1, 5]));
    }
}

/// By somebody inside, mostly.
fn team(dice: &mut Dice, model: &Model, command: &mut Value) {
    let running: Vec<_> =
        model.conversations.iter().filter(|conversation| !conversation.inside.is_empty()).collect();
    let shared: Vec<_> =
        running.iter().copied().filter(|conversation| conversation.inside.len() > 1).collect();
    let running = if shared.is_empty() || dice.falls(50) { running } else { shared };
    let (conversation, inside) = if running.is_empty() || dice.falls(15) {
        (conversation(dice, model), agent(dice, model))
    } else {
        let conversation = dice.one_of(&running);
        (conversation.id.clone(), dice.one_of(&conversation.inside).agent)
    };
    let by = if dice.falls(85) { inside.clone() } else { agent(dice, model) };
    let group = if dice.falls(2) { "nowhere" } else { dice.one_of(&GROUPS) };
    command["conversation"] = json!(conversation);
    match command["do"].as_str().expect("what to do") {
        "assign" => {
            command["by"] = json!(by);
            command["agent"] = json!(agent(dice, model));
            if dice.falls(40) {
                command["force"] = json!(true);
            }
        }
        "leave" if dice.falls(35) => {
            let joined = model.conversation(&conversation).into_iter().flat_map(|c| &c.inside);
            let joined: Vec<_> = joined.filter_map(|inside| inside.group.clone()).collect();
            let by_all = joined.is_empty() || dice.falls(30);
            command["group"] = if by_all { json!(group) } else { json!(dice.one_of(&joined)) };
        }
        "leave" => command["agent"] = json!(inside),
        _ => {
            command["by"] = json!(by);
            command["group"] = json!(group);
        }
    }
}

/// The same workspace, but for a thing or two; references stay whole.
fn changed(dice: &mut Dice, before: Value) -> Value {
    for _ in 0..8 {
        let mut after = before.clone();
        for _ in 0..dice.below(3) + 1 {
            change(dice, &mut after);
        }
        let draft: Result<frontdesk::Draft, _> = serde_json::from_value(after.clone());
        if draft.is_ok_and(|draft| draft.check().is_ok()) {
            return after;
        }
    }
    before
}

fn change(dice: &mut Dice, document: &mut Value) {
    let kind = if dice.falls(50) { "groups" } else { "agents" };
    let nouns = document[kind].as_array_mut().expect("a list");
    if nouns.is_empty() {
        return;
    }
    let place = dice.below(nouns.len());
    let id = nouns[place]["id"].as_str().expect("an id").to_owned();
    match (kind, dice.below(3)) {
        ("groups", 0) => nouns[place]["enabled"] = json!(!nouns[place]["enabled"].as_bool().unwrap()),
        ("groups", 1) => nouns[place]["strategy"] = json!(dice.one_of(&["broadcast", "round_robin"])),
        ("agents", 0) => nouns[place]["max_conversations"] = json!(dice.below(3)),
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
