//! A naive Desk, written rule by rule: after every change it searches the whole
//! state for the first thing that is due, does that alone, and searches again.
//!
//! It takes commands and returns events in their wire form. The only code that it shares with the crate's
//! Desk is the router, which makes the decisions.

mod commands;
mod due;
mod groups;
mod pick;
mod replace;
mod service;
mod settle;
mod state;

use frontdesk::{Router, Timestamp, Workspace};
use frontdesk::presence::AgentStatus;
use serde_json::{Value, json};

pub(crate) use state::{Request, Conversation, Model, OpenOffer};
use state::{DoneCommand, AgentState};

/// The result of a command.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Answer {
    /// What was due before it, then its own.
    pub(crate) events: Vec<Value>,
    pub(crate) refused: Option<String>,
    /// The numbers of the first and last event of a command that was done before.
    pub(crate) repeats: Option<(u64, u64)>,
}

impl Model {
    /// With room for so many last agents and command ids (D15).
    pub(crate) fn with_memory(workspace: Workspace, last_agents: usize, ids: usize) -> Self {
        let mut model = Self {
            router: Router::new(workspace),
            agent_states: Vec::new(),
            conversations: Vec::new(),
            services: Vec::new(),
            service_changes: Vec::new(),
            turns: Vec::new(),
            floors: Vec::new(),
            last_agents: Vec::new(),
            done: Vec::new(),
            most_last_agents: last_agents,
            most_done: ids,
            version: 0,
            last_event: None,
            now: Timestamp::MIN,
            numbers: 0,
            keys: 0,
            online: Vec::new(),
            with_room: Vec::new(),
            eligible: Vec::new(),
            cause: None,
            events: Vec::new(),
        };
        model.on_eligibility_changes();
        model
    }

    /// Does a command: what is due first, then the command, then what follows from it (D0).
    pub(crate) fn handle(&mut self, command: &Value) -> Answer {
        let id = command["id"].as_str();
        if let Some(done) = self.done.iter().find(|done| Some(done.id.as_str()) == id) {
            return Answer { repeats: Some((done.first, done.last)), ..Answer::default() };
        }
        let at: Timestamp = read(&command["at"]);
        if self.last_event.is_some_and(|last| at < last) {
            return Answer { refused: Some("time_went_back".to_owned()), ..Answer::default() };
        }
        self.events.clear();
        // Only events leave time behind.
        self.now = self.last_event.unwrap_or(at);
        self.do_due(at);
        self.now = at;
        let before = self.version;
        self.cause = id.map(str::to_owned);
        let refused = self.command(command).err().map(str::to_owned);
        if refused.is_none() {
            self.settle();
            self.do_due(at);
        }
        self.cause = None;
        if let Some(id) = id.filter(|_| self.version > before) {
            self.done.push(DoneCommand { id: id.to_owned(), first: before + 1, last: self.version });
            let surplus = self.done.len().saturating_sub(self.most_done);
            self.done.drain(..surplus);
        }
        Answer { events: std::mem::take(&mut self.events), refused, repeats: None }
    }

    /// Writes an event of this instant.
    fn emit(&mut self, event: &str, keys: Value) {
        self.version += 1;
        let mut written = json!({"seq": self.version, "at": self.now, "event": event});
        if let Some(cause) = &self.cause {
            written["cause"] = json!(cause);
        }
        let Value::Object(keys) = keys else { panic!("keys are an object") };
        for (key, value) in keys {
            written[key] = value;
        }
        self.last_event = Some(self.now);
        self.events.push(written);
    }

    fn workspace(&self) -> &Workspace {
        self.router.workspace()
    }

    fn status(&self, agent: &str) -> AgentStatus {
        let agent_state = self.agent_states.iter().find(|agent_state| agent_state.id == agent);
        agent_state.map_or(AgentStatus::Offline, |agent_state| agent_state.status)
    }

    fn agent_state(&mut self, agent: &str) -> &mut AgentState {
        let place = self.agent_states.iter().position(|agent_state| agent_state.id == agent);
        let place = place.unwrap_or_else(|| {
            self.agent_states.push(AgentState {
                id: agent.to_owned(),
                status: AgentStatus::Offline,
                came_online: None,
                went_offline: None,
                moved: None,
            });
            self.agent_states.len() - 1
        });
        &mut self.agent_states[place]
    }

    pub(crate) fn conversation(&self, id: &str) -> Option<&Conversation> {
        self.conversations.iter().find(|conversation| conversation.id == id)
    }

    fn conversation_mut(&mut self, id: &str) -> &mut Conversation {
        let mut conversations = self.conversations.iter_mut();
        conversations.find(|conversation| conversation.id == id).expect("it is open")
    }

    /// A request and its conversation.
    fn request(&self, key: u64) -> (&Conversation, &Request) {
        let mut conversations = self.conversations.iter();
        conversations
            .find_map(|conversation| {
                let request = conversation.requests.iter().find(|request| request.key == key)?;
                Some((conversation, request))
            })
            .expect("the request is open")
    }

    fn request_mut(&mut self, key: u64) -> &mut Request {
        let conversations = self.conversations.iter_mut();
        let mut requests = conversations.flat_map(|conversation| &mut conversation.requests);
        requests.find(|request| request.key == key).expect("the request is open")
    }

    /// The open requests as they are gone through: by priority, arrival, number; a conversation's main
    /// request before its invited ones (D4).
    fn requests_in_order(&self) -> Vec<u64> {
        let mut conversations: Vec<_> = self.conversations.iter().collect();
        conversations.sort_by_key(|c| (std::cmp::Reverse(c.priority), c.arrived, c.number));
        conversations
            .into_iter()
            .flat_map(|conversation| {
                let main = conversation.requests.iter().filter(|request| !request.is_invited);
                main.chain(conversation.requests.iter().filter(|request| request.is_invited))
            })
            .map(|request| request.key)
            .collect()
    }

    /// Takes an open offer or notice away.
    fn remove_offer(&mut self, key: u64, agent: &str) -> OpenOffer {
        let now = self.now;
        let request = self.request_mut(key);
        let place = request.offers.iter().position(|offer| offer.agent == agent);
        let offer = request.offers.remove(place.expect("it is open"));
        // Waiting again in the instant in which that was said, it has waited on.
        if let Some(announced) = request.announced.as_mut().filter(|announced| announced.at == now) {
            announced.is_current |= request.offers.is_empty();
        }
        offer
    }

    /// An offer or notice that ended as a refusal (D3).
    fn refuse(&mut self, key: u64, agent: &str, event: &str) {
        let offer = self.remove_offer(key, agent);
        let id = self.request(key).0.id.clone();
        self.emit(event, json!({"conversation": id, "group": offer.group, "agent": agent}));
        let now = self.now;
        let request = self.request_mut(key);
        request.refused.retain(|other| other != agent);
        request.refused.push(agent.to_owned());
        request.last_refusal = Some(now);
        self.on_eligibility_changes();
    }

    /// Applies the changes of eligibility after a conversation ends or a limit changes: the refusals of an agent who
    /// gains room no longer count.
    fn on_room_gained(&mut self) {
        let before = self.with_room.clone();
        self.on_eligibility_changes();
        for agent in self.with_room.clone().iter().filter(|agent| !before.contains(agent)) {
            self.clear_refusals(agent);
        }
    }

    /// Updates the agents that are online, have room or are eligible. When an agent comes online, their
    /// refusals no longer count; when they become eligible, their turns rise to the floor of the group (D11).
    fn on_eligibility_changes(&mut self) {
        let ids: Vec<String> = self.workspace().agents().iter().map(|a| a.id.to_string()).collect();
        let online: Vec<String> =
            ids.iter().filter(|id| self.status(id) == AgentStatus::Online).cloned().collect();
        let with_room: Vec<String> = ids.into_iter().filter(|id| self.has_room(id, 0)).collect();
        for agent in online.iter().filter(|id| !self.online.contains(id)).cloned().collect::<Vec<_>>() {
            self.clear_refusals(&agent);
        }
        let eligible = self.eligible_anywhere();
        for (group, agent) in &eligible {
            if !self.eligible.contains(&(group.clone(), agent.clone())) {
                self.raise_to_floor(group, agent);
            }
        }
        (self.online, self.with_room, self.eligible) = (online, with_room, eligible);
    }

    fn clear_refusals(&mut self, agent: &str) {
        self.end_rounds();
        for request in self.conversations.iter_mut().flat_map(|conversation| &mut conversation.requests) {
            request.refused.retain(|other| other != agent);
        }
    }
}

/// A part of a command that is well formed.
fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    T::deserialize(value).unwrap_or_else(|error| panic!("{value}: {error}"))
}
