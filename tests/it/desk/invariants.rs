//! What always holds (I1 to I6, I9, I10), read off the log alone. It knows nothing of the model.

use frontdesk::Timestamp;
use serde_json::Value;

use super::log_view::{LogView, RequestKey};

/// Checks each event and the state after each command.
#[derive(Clone, Debug)]
pub(crate) struct InvariantChecker {
    log: LogView,
    /// The announcements of the last instant that has any.
    announced_at: Value,
    announced: Vec<(Value, Value, Value)>,
}

type CheckResult = Result<(), String>;

impl InvariantChecker {
    pub(crate) fn new(workspace: &Value) -> Self {
        Self { log: LogView::new(workspace), announced_at: Value::Null, announced: Vec::new() }
    }

    pub(crate) fn log(&self) -> &LogView {
        &self.log
    }

    /// Checks the events of a command one by one, then the state after it.
    pub(crate) fn check(&mut self, command: &Value, events: &[Value]) -> CheckResult {
        let until: Timestamp = command["at"].as_str().expect("an instant").parse().expect("so");
        let own = |event: &Value| event.get("cause").is_some();
        for event in events {
            self.check_numbers_and_time(event, until)?;
            match event["event"].as_str().expect("a kind") {
                "notified" | "offered" => self.check_offer(event)?,
                "queued" | "message_taken" | "service_changed" => self.check_announcement(event)?,
                "joined" => self.check_join(event, command)?,
                _ => {}
            }
            if command["id"].is_string() && own(event) && event["cause"] != command["id"] {
                return Err(format!("another cause: {event}"));
            }
            self.log.add(event, command.get("workspace"));
        }
        self.log.end_invitations();
        if events.is_empty() {
            return Ok(());
        }
        self.log.at = Some(until);
        let checks = [Self::check_waiting, Self::check_each_group, Self::check_nothing_is_lost];
        let left = checks.into_iter().try_for_each(|check| check(self));
        self.log.at = events.last().map(|last| last["at"].as_str().unwrap().parse().unwrap());
        left
    }

    /// Numbers without gaps, instants that do not go back, nothing later than the command.
    fn check_numbers_and_time(&self, event: &Value, until: Timestamp) -> CheckResult {
        let at: Timestamp = event["at"].as_str().expect("an instant").parse().expect("so");
        let follows = event["seq"].as_u64() == Some(self.log.seq + 1);
        let in_time = at <= until && self.log.at.is_none_or(|last| last <= at);
        if follows && in_time { Ok(()) } else { Err(format!("out of order: {event}")) }
    }

    /// I3, and I6 for each agent who gets an offer or notice.
    fn check_offer(&mut self, event: &Value) -> CheckResult {
        // As it is at the instant of the event.
        self.log.at = Some(event["at"].as_str().unwrap().parse().unwrap());
        let id = event["conversation"].as_str().expect("an id");
        let group = event["group"].as_str();
        let agents = match event["agents"].as_array() {
            Some(agents) => agents.iter().map(|agent| agent.as_str().expect("an id")).collect(),
            None => vec![event["agent"].as_str().expect("an id")],
        };
        let key = self.log.request_of_offer(id, group);
        if self.log.request(&key).is_none() {
            return Err(format!("I3: told of a request that is not open: {event}"));
        }
        if !self.log.groups_of(&key).contains(&group.map(str::to_owned)) {
            return Err(format!("I3: not a group of the conversation: {event}"));
        }
        let members = self.log.members(group);
        for agent in agents {
            let is_member = members.iter().any(|member| member == agent);
            if !is_member || !self.log.is_eligible(agent) {
                return Err(format!("I3: {agent} is not eligible: {event}"));
            }
            if self.log.open[id].participants.iter().any(|(participant, _, _)| participant == agent) {
                return Err(format!("D5: {agent} is inside: {event}"));
            }
            if self.log.was_offered(agent, &key) {
                return Err(format!("D3: {agent} is asked twice in one instant: {event}"));
            }
            self.check_queue_order(agent, &key)?;
        }
        Ok(())
    }

    /// D4: nothing is announced twice in one instant.
    fn check_announcement(&mut self, event: &Value) -> CheckResult {
        let announced = (event["event"].clone(), event["conversation"].clone(), event["group"].clone());
        if self.announced_at != event["at"] {
            (self.announced_at, self.announced) = (event["at"].clone(), Vec::new());
        }
        if self.announced.contains(&announced) {
            return Err(format!("D4: announced twice in one instant: {event}"));
        }
        self.announced.push(announced);
        Ok(())
    }

    /// I6: no earlier request waits that the agent could take.
    fn check_queue_order(&self, agent: &str, offered: &RequestKey) -> CheckResult {
        // Among the requests of one conversation there is no order.
        for earlier in self.log.requests_in_order().into_iter().take_while(|key| key.0 != offered.0) {
            if self.waits(&earlier) && self.log.could_be_offered(agent, &earlier) {
                return Err(format!("I6: {agent} is told of {offered:?} while {earlier:?} waits"));
            }
        }
        Ok(())
    }

    /// I1, I2, I4: a request that was joined is open no more, and so nobody is told of it.
    fn check_join(&self, event: &Value, command: &Value) -> CheckResult {
        let (agent, group) = (event["agent"].as_str().expect("an id"), event["group"].as_str());
        let open = &self.log.open[event["conversation"].as_str().expect("an id")];
        let participants = self.log.participants(agent) + 1;
        let has_room = self.log.limit_of(agent).is_none_or(|limit| participants <= limit);
        if !has_room && event["forced"] != true {
            return Err(format!("I1: above the limit: {event}"));
        }
        let requests = || open.main.iter().chain(open.invited.values());
        let is_told = requests()
            .flat_map(|request| &request.offers)
            .any(|offer| offer.agent == agent && offer.group.as_deref() == group);
        let by_name = command["do"] == "assign" && command["agent"] == agent;
        if is_told || by_name { Ok(()) } else { Err(format!("I2, I4: was not told: {event}")) }
    }

    fn waits(&self, key: &RequestKey) -> bool {
        self.log.request(key).is_some_and(|request| request.offers.is_empty())
    }

    /// I5
    fn check_waiting(&self) -> CheckResult {
        for key in self.log.requests_in_order() {
            if !self.waits(&key) {
                continue;
            }
            let free = self.log.members(None).into_iter();
            if let Some(agent) = free.into_iter().find(|a| self.log.could_be_offered(a, &key)) {
                return Err(format!("I5: {key:?} waits, and {agent} could take it"));
            }
        }
        Ok(())
    }

    /// I10: a group that serves tells its agents, whatever other groups have open.
    fn check_each_group(&self) -> CheckResult {
        for key in self.log.requests_in_order() {
            let request = self.log.request(&key).expect("an open request");
            let has_offer = |group: &Option<String>| request.offers.iter().any(|offer| offer.group == *group);
            for group in self.log.groups_of(&key).iter().filter(|group| !has_offer(group)) {
                let members = self.log.members(group.as_deref()).into_iter();
                // Who handed it over is asked when nobody else is told.
                let is_last = |agent: &String| request.asked_last.as_ref() == Some(agent);
                let mut free = members.filter(|agent| request.offers.is_empty() || !is_last(agent));
                if let Some(agent) = free.find(|a| self.log.could_be_offered_through(a, &key, group.as_deref())) {
                    return Err(format!("I10: {agent} is not told of {key:?} through {group:?}"));
                }
            }
        }
        Ok(())
    }

    /// I9: each is asked, told, waiting and said to be, or running.
    fn check_nothing_is_lost(&self) -> CheckResult {
        for (id, open) in &self.log.open {
            let requests = || open.main.iter().chain(open.invited.values());
            let is_found = !open.participants.is_empty() || open.is_asked || requests().next().is_some();
            if !is_found {
                return Err(format!("I9: {id} is lost"));
            }
            if let Some(request) = requests().find(|n| n.offers.is_empty() && !n.is_announced_as_waiting) {
                return Err(format!("I9: {id} waits, and nothing says so: {request:?}"));
            }
        }
        Ok(())
    }
}
