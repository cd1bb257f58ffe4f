//! Scenarios: commands at a desk second by second, and their events as short lines.

use std::time::Duration;

use frontdesk::Timestamp;
use serde_json::{Value, json};

use super::host::Host;

pub(crate) struct Scenario {
    pub(crate) host: Host,
    pub(crate) now: Timestamp,
}

impl Scenario {
    pub(crate) fn new(workspace: Value) -> Self {
        let now = "2026-11-22T10:00:00Z".parse().expect("an instant");
        Self { host: Host::new(&workspace), now }
    }

    /// Moves the clock forward by a number of seconds, without a command.
    pub(crate) fn advance(&mut self, seconds: u64) -> &mut Self {
        self.now = self.now.after(Duration::from_secs(seconds));
        self
    }

    /// Executes a command now, and returns its events and its refusal, one line for each.
    pub(crate) fn run(&mut self, mut command: Value) -> Vec<String> {
        command["at"] = json!(self.now);
        let answer = self.host.handle(&command);
        let refused = answer.refused.map(|reason| format!("refused: {reason}"));
        answer.events.iter().map(line).chain(refused).collect()
    }

    pub(crate) fn tick(&mut self) -> Vec<String> {
        self.run(json!({"do": "tick"}))
    }

    pub(crate) fn online(&mut self, agents: &[&str]) -> Vec<String> {
        agents.iter().flat_map(|agent| self.status(agent, "online")).collect()
    }

    pub(crate) fn status(&mut self, agent: &str, status: &str) -> Vec<String> {
        self.run(json!({"do": "presence", "agent": agent, "status": status}))
    }

    /// A visitor arrives with a group's code.
    pub(crate) fn arrive(&mut self, conversation: &str, group: &str) -> Vec<String> {
        let visitor = json!({"group_code": group});
        self.run(json!({"do": "arrive", "conversation": conversation, "visitor": visitor}))
    }

    pub(crate) fn accept(&mut self, conversation: &str, agent: &str) -> Vec<String> {
        self.run(json!({"do": "accept", "conversation": conversation, "agent": agent}))
    }

    pub(crate) fn decline(&mut self, conversation: &str, agent: &str) -> Vec<String> {
        self.run(json!({"do": "decline", "conversation": conversation, "agent": agent}))
    }

    pub(crate) fn close(&mut self, conversation: &str) -> Vec<String> {
        self.run(json!({"do": "close", "conversation": conversation}))
    }
}

/// `offered c1 general a1`: the kind, the conversation, the group, the agents or status.
fn line(event: &Value) -> String {
    let kind = event["event"].as_str().expect("a kind");
    let text = |key: &str| event[key].as_str().map(str::to_owned);
    let agents = event["agents"].as_array().map(|agents| {
        agents.iter().map(|agent| agent.as_str().expect("an id")).collect::<Vec<_>>().join(" ")
    });
    let group = if kind == "routed" { event["decision"]["group"].as_str() } else { None };
    let parts = [
        Some(kind.to_owned()),
        text("conversation"),
        group.map(str::to_owned),
        text("group"),
        text("agent"),
        agents,
        text("status"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
