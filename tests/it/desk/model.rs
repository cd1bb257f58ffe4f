//! A naive Desk, written rule by rule: after every change it looks at
//! everything anew, finds the first thing that is due, does that alone, and looks again.
//!
//! It takes commands and gives events in their wire form, and shares nothing with the crate's Desk
//! but the router that it asks for decisions.

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

pub(crate) use state::{Call, Conversation, Model, Telling};
use state::{Done, Person};

/// What a command comes to.
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
            people: Vec::new(),
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
            roomy: Vec::new(),
            eligible: Vec::new(),
            cause: None,
            events: Vec::new(),
        };
        model.heed_changes();
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
            self.done.push(Done { id: id.to_owned(), first: before + 1, last: self.version });
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
        let person = self.people.iter().find(|person| person.id == agent);
        person.map_or(AgentStatus::Offline, |person| person.status)
    }

    fn person(&mut self, agent: &str) -> &mut Person {
        let place = self.people.iter().position(|person| person.id == agent);
        let place = place.unwrap_or_else(|| {
            self.people.push(Person {
                id: agent.to_owned(),
                status: AgentStatus::Offline,
                came_online: None,
                went_offline: None,
                moved: None,
            });
            self.people.len() - 1
        });
        &mut self.people[place]
    }

    pub(crate) fn conversation(&self, id: &str) -> Option<&Conversation> {
        self.conversations.iter().find(|conversation| conversation.id == id)
    }

    fn conversation_mut(&mut self, id: &str) -> &mut Conversation {
        let mut conversations = self.conversations.iter_mut();
        conversations.find(|conversation| conversation.id == id).expect("it is open")
    }

    /// A call and its conversation.
    fn call(&self, key: u64) -> (&Conversation, &Call) {
        let mut conversations = self.conversations.iter();
        conversations
            .find_map(|conversation| {
                let call = conversation.calls.iter().find(|call| call.key == key)?;
                Some((conversation, call))
            })
            .expect("the call is open")
    }

    fn call_mut(&mut self, key: u64) -> &mut Call {
        let conversations = self.conversations.iter_mut();
        let mut calls = conversations.flat_map(|conversation| &mut conversation.calls);
        calls.find(|call| call.key == key).expect("the call is open")
    }

    /// The open calls as they are gone through: by priority, arrival, number; a conversation's main
    /// call before its invited ones (D4).
    fn calls_in_order(&self) -> Vec<u64> {
        let mut conversations: Vec<_> = self.conversations.iter().collect();
        conversations.sort_by_key(|c| (std::cmp::Reverse(c.priority), c.arrived, c.number));
        conversations
            .into_iter()
            .flat_map(|conversation| {
                let main = conversation.calls.iter().filter(|call| !call.is_invited);
                main.chain(conversation.calls.iter().filter(|call| call.is_invited))
            })
            .map(|call| call.key)
            .collect()
    }

    /// Takes an open offer or notice away.
    fn take_telling(&mut self, key: u64, agent: &str) -> Telling {
        let now = self.now;
        let call = self.call_mut(key);
        let place = call.told.iter().position(|telling| telling.agent == agent);
        let telling = call.told.remove(place.expect("it is open"));
        // Waiting again in the instant in which that was said, it has waited on.
        if let Some(said) = call.announced.as_mut().filter(|said| said.at == now) {
            said.stands |= call.told.is_empty();
        }
        telling
    }

    /// An offer or notice that ended as a refusal (D3).
    fn refuse(&mut self, key: u64, agent: &str, event: &str) {
        let telling = self.take_telling(key, agent);
        let id = self.call(key).0.id.clone();
        self.emit(event, json!({"conversation": id, "group": telling.group, "agent": agent}));
        let now = self.now;
        let call = self.call_mut(key);
        call.refused.retain(|other| other != agent);
        call.refused.push(agent.to_owned());
        call.last_refusal = Some(now);
        self.heed_changes();
    }

    /// What changes with the end of a conversation or of another limit: who gains room by it, be it
    /// that they had none, has refused nothing any more.
    fn heed_room(&mut self) {
        let before = self.roomy.clone();
        self.heed_changes();
        for agent in self.roomy.clone().iter().filter(|agent| !before.contains(agent)) {
            self.lift(agent);
        }
    }

    /// What an agent who comes online or becomes eligible changes: refusals count no more, and turns rise to the floor of the group (D11).
    fn heed_changes(&mut self) {
        let ids: Vec<String> = self.workspace().agents().iter().map(|a| a.id.to_string()).collect();
        let online: Vec<String> =
            ids.iter().filter(|id| self.status(id) == AgentStatus::Online).cloned().collect();
        let roomy: Vec<String> = ids.into_iter().filter(|id| self.has_room(id, 0)).collect();
        for agent in online.iter().filter(|id| !self.online.contains(id)).cloned().collect::<Vec<_>>() {
            self.lift(&agent);
        }
        let eligible = self.eligible_anywhere();
        for (group, agent) in &eligible {
            if !self.eligible.contains(&(group.clone(), agent.clone())) {
                self.raise_to_floor(group, agent);
            }
        }
        (self.online, self.roomy, self.eligible) = (online, roomy, eligible);
    }

    fn lift(&mut self, agent: &str) {
        self.end_rounds();
        for call in self.conversations.iter_mut().flat_map(|conversation| &mut conversation.calls) {
            call.refused.retain(|other| other != agent);
        }
    }
}

/// A part of a command that is well formed.
fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    T::deserialize(value).unwrap_or_else(|error| panic!("{value}: {error}"))
}
