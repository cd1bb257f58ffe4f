//! What always holds (I1 to I6, I9, I10), read off the log alone. It knows nothing of the model.

use frontdesk::Timestamp;
use serde_json::Value;

use super::ledger::{Ledger, Place};

/// Watches a log as it grows.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    ledger: Ledger,
    /// What was announced in the last instant in which anything was.
    said_at: Value,
    said: Vec<(Value, Value, Value)>,
}

type Checked = Result<(), String>;

impl Watch {
    pub(crate) fn new(workspace: &Value) -> Self {
        Self { ledger: Ledger::new(workspace), said_at: Value::Null, said: Vec::new() }
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What a command came to: each event as it happened, then the state that it left.
    pub(crate) fn see(&mut self, command: &Value, events: &[Value]) -> Checked {
        let until: Timestamp = command["at"].as_str().expect("an instant").parse().expect("so");
        let own = |event: &Value| event.get("cause").is_some();
        for event in events {
            self.check_form(event, until)?;
            match event["event"].as_str().expect("a kind") {
                "notified" | "offered" => self.check_telling(event)?,
                "queued" | "message_taken" | "service_changed" => self.check_said(event)?,
                "joined" => self.check_joining(event, command)?,
                _ => {}
            }
            if command["id"].is_string() && own(event) && event["cause"] != command["id"] {
                return Err(format!("another cause: {event}"));
            }
            self.ledger.note(event, command.get("workspace"));
        }
        self.ledger.end_invitations();
        if events.is_empty() {
            return Ok(());
        }
        self.ledger.at = Some(until);
        let checks = [Self::check_waiting, Self::check_lanes, Self::check_found];
        let left = checks.into_iter().try_for_each(|check| check(self));
        self.ledger.at = events.last().map(|last| last["at"].as_str().unwrap().parse().unwrap());
        left
    }

    /// Numbers without gaps, instants that do not go back, nothing later than the command.
    fn check_form(&self, event: &Value, until: Timestamp) -> Checked {
        let at: Timestamp = event["at"].as_str().expect("an instant").parse().expect("so");
        let follows = event["seq"].as_u64() == Some(self.ledger.seq + 1);
        let in_time = at <= until && self.ledger.at.is_none_or(|last| last <= at);
        if follows && in_time { Ok(()) } else { Err(format!("out of order: {event}")) }
    }

    /// I3, and I6 for each who is told.
    fn check_telling(&mut self, event: &Value) -> Checked {
        // As it is at the instant of the event.
        self.ledger.at = Some(event["at"].as_str().unwrap().parse().unwrap());
        let id = event["conversation"].as_str().expect("an id");
        let group = event["group"].as_str();
        let agents = match event["agents"].as_array() {
            Some(agents) => agents.iter().map(|agent| agent.as_str().expect("an id")).collect(),
            None => vec![event["agent"].as_str().expect("an id")],
        };
        let place = self.ledger.call_told(id, group);
        if self.ledger.need(&place).is_none() {
            return Err(format!("I3: told of a call that is not open: {event}"));
        }
        if !self.ledger.groups_of(&place).contains(&group.map(str::to_owned)) {
            return Err(format!("I3: not a group of the conversation: {event}"));
        }
        let members = self.ledger.members(group);
        for agent in agents {
            let is_member = members.iter().any(|member| member == agent);
            if !is_member || !self.ledger.is_eligible(agent) {
                return Err(format!("I3: {agent} is not eligible: {event}"));
            }
            if self.ledger.open[id].inside.iter().any(|(inside, _, _)| inside == agent) {
                return Err(format!("D5: {agent} is inside: {event}"));
            }
            if self.ledger.was_asked(agent, &place) {
                return Err(format!("D3: {agent} is asked twice in one instant: {event}"));
            }
            self.check_order(agent, &place)?;
        }
        Ok(())
    }

    /// D4: nothing is announced twice in one instant.
    fn check_said(&mut self, event: &Value) -> Checked {
        let said = (event["event"].clone(), event["conversation"].clone(), event["group"].clone());
        if self.said_at != event["at"] {
            (self.said_at, self.said) = (event["at"].clone(), Vec::new());
        }
        if self.said.contains(&said) {
            return Err(format!("D4: announced twice in one instant: {event}"));
        }
        self.said.push(said);
        Ok(())
    }

    /// I6: no earlier call waits that the agent could take.
    fn check_order(&self, agent: &str, told: &Place) -> Checked {
        // Among the calls of one conversation there is no order.
        for earlier in self.ledger.calls().into_iter().take_while(|place| place.0 != told.0) {
            if self.waits(&earlier) && self.ledger.could_take(agent, &earlier) {
                return Err(format!("I6: {agent} is told of {told:?} while {earlier:?} waits"));
            }
        }
        Ok(())
    }

    /// I1, I2, I4: a call that was joined is open no more, and so nobody is told of it.
    fn check_joining(&self, event: &Value, command: &Value) -> Checked {
        let (agent, group) = (event["agent"].as_str().expect("an id"), event["group"].as_str());
        let open = &self.ledger.open[event["conversation"].as_str().expect("an id")];
        let inside = self.ledger.inside(agent) + 1;
        let has_room = self.ledger.most(agent).is_none_or(|most| inside <= most);
        if !has_room && event["forced"] != true {
            return Err(format!("I1: above the limit: {event}"));
        }
        let needs = || open.main.iter().chain(open.invited.values());
        let is_told = needs()
            .flat_map(|need| &need.told)
            .any(|told| told.agent == agent && told.group.as_deref() == group);
        let by_name = command["do"] == "assign" && command["agent"] == agent;
        if is_told || by_name { Ok(()) } else { Err(format!("I2, I4: was not told: {event}")) }
    }

    fn waits(&self, place: &Place) -> bool {
        self.ledger.need(place).is_some_and(|need| need.told.is_empty())
    }

    /// I5
    fn check_waiting(&self) -> Checked {
        for place in self.ledger.calls() {
            if !self.waits(&place) {
                continue;
            }
            let free = self.ledger.members(None).into_iter();
            if let Some(agent) = free.into_iter().find(|a| self.ledger.could_take(a, &place)) {
                return Err(format!("I5: {place:?} waits, and {agent} could take it"));
            }
        }
        Ok(())
    }

    /// I10: a group that serves tells its agents, whatever other groups have open.
    fn check_lanes(&self) -> Checked {
        for place in self.ledger.calls() {
            let need = self.ledger.need(&place).expect("an open call");
            let told = |group: &Option<String>| need.told.iter().any(|told| told.group == *group);
            for group in self.ledger.groups_of(&place).iter().filter(|group| !told(group)) {
                let members = self.ledger.members(group.as_deref()).into_iter();
                // Who handed it over is asked when nobody else is told.
                let is_last = |agent: &String| need.asked_last.as_ref() == Some(agent);
                let mut free = members.filter(|agent| need.told.is_empty() || !is_last(agent));
                if let Some(agent) = free.find(|a| self.ledger.could_hear(a, &place, group.as_deref())) {
                    return Err(format!("I10: {agent} is not told of {place:?} through {group:?}"));
                }
            }
        }
        Ok(())
    }

    /// I9: each is asked, told, waiting and said to be, or running.
    fn check_found(&self) -> Checked {
        for (id, open) in &self.ledger.open {
            let needs = || open.main.iter().chain(open.invited.values());
            let is_found = !open.inside.is_empty() || open.is_asked || needs().next().is_some();
            if !is_found {
                return Err(format!("I9: {id} is lost"));
            }
            if let Some(need) = needs().find(|n| n.told.is_empty() && !n.is_said_to_wait) {
                return Err(format!("I9: {id} waits, and nothing says so: {need:?}"));
            }
        }
        Ok(())
    }
}
