//! What each command does, or why it is refused (rule D0).

use frontdesk::{Permission, Visitor};
use frontdesk::presence::AgentStatus;
use serde_json::{Value, json};

use super::read;
use super::state::{Request, Conversation, Participant, Model};

type Refused = &'static str;

impl Model {
    pub(super) fn command(&mut self, command: &Value) -> Result<(), Refused> {
        self.check_names(command)?;
        let text = |key: &str| command[key].as_str();
        let conversation = || text("conversation").expect("a conversation").to_owned();
        let agent = || text("agent").expect("an agent").to_owned();
        let by = || text("by").expect("who does it").to_owned();
        match text("do").expect("what to do") {
            "presence" => self.presence_command(&agent(), read(&command["status"])),
            "arrive" => {
                let priority = command["priority"].as_i64().unwrap_or(0);
                let visitor: Visitor<'static> = read(&command["visitor"]);
                return self.arrive(&conversation(), visitor, priority);
            }
            "accept" => return self.accept(&conversation(), &agent()),
            "decline" => return self.decline(&conversation(), &agent()),
            "invite" => return self.invite(&conversation(), &by(), text("group").expect("a group")),
            "transfer" => {
                return self.transfer(&conversation(), &by(), text("group").expect("a group"));
            }
            "assign" => {
                let force = command["force"].as_bool().unwrap_or(false);
                return self.assign(&conversation(), &by(), &agent(), force);
            }
            "leave" => return self.leave_command(&conversation(), text("agent"), text("group")),
            "close" => self.close(&conversation()),
            "tick" => {}
            "workspace" => self.replace(&command["workspace"]),
            other => panic!("no command is called {other}"),
        }
        Ok(())
    }

    /// The refusals that every command shares.
    fn check_names(&self, command: &Value) -> Result<(), Refused> {
        let text = |key: &str| command[key].as_str();
        let is_arrival = text("do") == Some("arrive");
        if text("conversation").is_some_and(|id| !is_arrival && self.conversation(id).is_none()) {
            return Err("unknown_conversation");
        }
        let names = ["agent", "by"].into_iter().filter_map(text);
        if names.into_iter().any(|id| self.workspace().agent(id).is_none()) {
            return Err("unknown_agent");
        }
        let must_live = matches!(text("do"), Some("invite" | "transfer"));
        // Who joined through a group that was deleted can be taken out.
        let conversation = text("conversation").and_then(|id| self.conversation(id));
        let has_joined = |id: &str| {
            conversation
                .is_some_and(|c| c.participants.iter().any(|participant| participant.group.as_deref() == Some(id)))
        };
        let is_known = |id: &str| match must_live {
            true => self.enabled_group(id).is_some(),
            false => self.group(id).is_some() || has_joined(id),
        };
        match text("group") {
            Some(id) if !is_known(id) => Err("unknown_group"),
            _ => Ok(()),
        }
    }

    fn presence_command(&mut self, agent: &str, status: AgentStatus) {
        if self.status(agent) == status {
            return;
        }
        let now = self.now;
        let agent_state = self.agent_state(agent);
        agent_state.status = status;
        match status {
            AgentStatus::Online => agent_state.came_online = Some(now),
            AgentStatus::Offline => agent_state.went_offline = Some(now),
            _ => {}
        }
        self.emit("presence_changed", json!({"agent": agent, "status": status}));
        self.on_eligibility_changes();
    }

    /// D1
    fn arrive(&mut self, id: &str, visitor: Visitor<'static>, priority: i64) -> Result<(), Refused> {
        if self.conversation(id).is_some_and(|conversation| !conversation.is_asked) {
            return Err("exists");
        }
        self.emit("arrived", json!({"conversation": id, "visitor": visitor, "priority": priority}));
        if self.conversation(id).is_some() {
            let conversation = self.conversation_mut(id);
            conversation.visitor = visitor;
            conversation.priority = priority;
        } else {
            self.numbers += 1;
            self.conversations.push(Conversation {
                id: id.to_owned(),
                number: self.numbers,
                visitor,
                priority,
                arrived: self.now,
                is_asked: false,
                group: None,
                participants: Vec::new(),
                requests: Vec::new(),
            });
        }
        self.route(id);
        Ok(())
    }

    /// Routes a conversation's visitor at the present instant, and opens its request.
    pub(super) fn route(&mut self, id: &str) {
        let mut visitor = self.conversation(id).expect("it is open").visitor.clone();
        visitor.at = Some(self.now);
        let decision = self.router.route(&visitor, &self.presence()).to_record();
        let mut decision = serde_json::to_value(decision).expect("a decision has a wire form");
        decision["notify"] = json!([]);
        decision["assignee"] = Value::Null;
        let outcome = decision["outcome"].as_str().expect("an outcome").to_owned();
        let group = decision["group"].as_str().map(str::to_owned);
        self.emit("routed", json!({"conversation": id, "decision": decision}));
        let conversation = self.conversation_mut(id);
        conversation.is_asked = outcome == "ask";
        conversation.group = group;
        conversation.requests.retain(|request| request.is_invited);
        if outcome == "ask" {
            self.emit("asked", json!({"conversation": id}));
        } else {
            self.open(id, None);
        }
    }

    /// Opens the main request for the conversation's group.
    fn open(&mut self, id: &str, asked_last: Option<&str>) {
        let group = self.conversation(id).expect("it is open").group.clone();
        let request = self.new_request(false, group, asked_last);
        self.conversation_mut(id).requests.push(request);
    }

    fn new_request(&mut self, is_invited: bool, group: Option<String>, last: Option<&str>) -> Request {
        self.keys += 1;
        Request {
            key: self.keys,
            is_invited,
            group,
            opened: self.now,
            escalated: Vec::new(),
            offers: Vec::new(),
            refused: Vec::new(),
            last_refusal: None,
            rounds: 0,
            offered_to: Vec::new(),
            announced: None,
            asked_last: last.map(str::to_owned),
        }
    }

    /// With the last agent who goes without a close end the invitations, and that is said (B4).
    pub(super) fn withdraw_invitations(&mut self, id: &str, last: &str) {
        let conversation = self.conversation(id).expect("it is open");
        if conversation.participants.iter().any(|participant| participant.agent != last) {
            return;
        }
        let requests = conversation.requests.iter();
        let offers = requests.flat_map(|request| request.offers.iter().map(|t| (request.key, t.agent.clone())));
        for (key, agent) in offers.collect::<Vec<_>>() {
            self.withdraw(key, &agent);
        }
    }

    /// Once nobody is inside any more, a conversation is a request of its group again: of that for
    /// which the last one inside had come (D8, D12). There is nobody beside whom those invited
    /// would join.
    pub(super) fn reopen_if_empty(&mut self, id: &str, last: &Participant) {
        let conversation = self.conversation_mut(id);
        if !conversation.participants.is_empty() {
            return;
        }
        conversation.requests.clear();
        if last.was_invited {
            conversation.group.clone_from(&last.group);
        }
        self.on_eligibility_changes();
        match &self.conversation(id).expect("it is open").group {
            Some(group) if self.enabled_group(group).is_none() => self.route(id),
            _ => self.open(id, None),
        }
    }

    /// D2
    fn accept(&mut self, id: &str, agent: &str) -> Result<(), Refused> {
        let conversation = self.conversation(id).expect("it is open");
        if conversation.has_participant(agent) {
            return Err("taken");
        }
        let Some(offer) = offer_to_agent(conversation, agent) else {
            let is_joined = !conversation.participants.is_empty();
            return Err(if is_joined { "taken" } else { "not_invited" });
        };
        if !self.has_room(agent, offer.own) {
            return Err("no_room");
        }
        self.conversation_mut(id).requests.retain(|request| request.key != offer.key);
        self.join(id, agent, offer.group, offer.is_invited, false);
        Ok(())
    }

    fn join(
        &mut self,
        id: &str,
        agent: &str,
        group: Option<String>,
        was_invited: bool,
        forced: bool,
    ) {
        self.emit(
            "joined",
            json!({"conversation": id, "group": group, "agent": agent, "forced": forced}),
        );
        let participants = Participant { agent: agent.to_owned(), group, was_invited };
        self.conversation_mut(id).participants.push(participants);
        self.move_for(agent);
        self.remember_last_agent(id, agent);
        self.on_eligibility_changes();
    }

    /// D3
    fn decline(&mut self, id: &str, agent: &str) -> Result<(), Refused> {
        let conversation = self.conversation(id).expect("it is open");
        let request = conversation
            .requests
            .iter()
            .find(|request| request.offers.iter().any(|offer| offer.agent == agent));
        let key = request.ok_or("not_invited")?.key;
        self.refuse(key, agent, "declined");
        Ok(())
    }

    /// D5
    fn invite(&mut self, id: &str, by: &str, group: &str) -> Result<(), Refused> {
        let conversation = self.conversation(id).expect("it is open");
        if !conversation.has_participant(by) {
            return Err("not_permitted");
        }
        if conversation.requests.iter().any(|request| request.group.as_deref() == Some(group)) {
            return Err("exists");
        }
        self.emit("invited", json!({"conversation": id, "group": group, "by": by}));
        let request = self.new_request(true, Some(group.to_owned()), None);
        self.conversation_mut(id).requests.push(request);
        Ok(())
    }

    /// D7
    fn transfer(&mut self, id: &str, by: &str, group: &str) -> Result<(), Refused> {
        let conversation = self.conversation(id).expect("it is open");
        if !conversation.has_participant(by) && !self.may_assign(by) {
            return Err("not_permitted");
        }
        let participants: Vec<_> = conversation.participants.iter().map(|i| i.agent.clone()).collect();
        for agent in participants {
            self.leave(id, &agent);
        }
        self.emit("transferred", json!({"conversation": id, "group": group, "by": by}));
        let conversation = self.conversation_mut(id);
        conversation.requests.clear();
        conversation.is_asked = false;
        conversation.group = Some(group.to_owned());
        self.on_eligibility_changes();
        self.open(id, Some(by));
        Ok(())
    }

    /// D7
    fn assign(&mut self, id: &str, by: &str, agent: &str, force: bool) -> Result<(), Refused> {
        let conversation = self.conversation(id).expect("it is open");
        let may_assign = self.may_assign(by);
        if !conversation.has_participant(by) && !may_assign {
            return Err("not_permitted");
        }
        if conversation.has_participant(agent) {
            return Err("exists");
        }
        let offer = offer_to_agent(conversation, agent);
        let own = offer.as_ref().map_or(0, |offer| offer.own);
        let has_room = self.has_room(agent, own);
        if self.status(agent) == AgentStatus::Offline || !(has_room || force && may_assign) {
            return Err("no_room");
        }
        let conversation = self.conversation_mut(id);
        conversation.is_asked = false;
        // Who is told takes the request of which they are told.
        let (group, was_invited) = match offer {
            Some(offer) => {
                conversation.requests.retain(|request| request.key != offer.key);
                (offer.group, offer.is_invited)
            }
            None => {
                conversation.requests.retain(|request| request.is_invited);
                (conversation.group.clone(), false)
            }
        };
        self.join(id, agent, group, was_invited, !has_room);
        Ok(())
    }

    fn may_assign(&self, agent: &str) -> bool {
        let agent = self.workspace().agent(agent).expect("it is known");
        let roles = &self.workspace().draft().roles;
        agent.role == *"admin"
            || roles.iter().any(|role| {
                role.id == agent.role && role.permissions.contains(&Permission::AssignVisitors)
            })
    }

    /// D6
    fn leave_command(
        &mut self,
        id: &str,
        agent: Option<&str>,
        group: Option<&str>,
    ) -> Result<(), Refused> {
        let conversation = self.conversation(id).expect("it is open");
        let goes = |participant: &&Participant| match agent {
            Some(agent) => participant.agent == agent,
            None => participant.group.as_deref() == group,
        };
        let going: Vec<_> =
            conversation.participants.iter().filter(goes).map(|participant| participant.agent.clone()).collect();
        if going.is_empty() {
            return Err("not_a_member");
        }
        if going.len() == conversation.participants.len() {
            return Err("last_agent");
        }
        for agent in going {
            self.leave(id, &agent);
        }
        Ok(())
    }

    pub(super) fn leave(&mut self, id: &str, agent: &str) -> Participant {
        self.emit("left", json!({"conversation": id, "agent": agent}));
        let participants = &mut self.conversation_mut(id).participants;
        let place = participants.iter().position(|participant| participant.agent == agent).expect("it is inside");
        let gone = participants.remove(place);
        self.move_for(agent);
        self.on_room_gained();
        gone
    }

    fn close(&mut self, id: &str) {
        self.emit("closed", json!({"conversation": id}));
        self.conversation_mut(id).requests.clear();
        self.on_eligibility_changes();
        let place = self.conversations.iter().position(|c| c.id == id).expect("it is open");
        for participant in self.conversations.remove(place).participants {
            self.move_for(&participant.agent);
        }
        self.on_room_gained();
    }

    /// An agent has joined or left a conversation.
    fn move_for(&mut self, agent: &str) {
        if self.workspace().agent(agent).is_some() {
            let now = self.now;
            self.agent_state(agent).moved = Some(now);
        }
    }
}

/// A offer or notice that is open to an agent.
struct OfferToAgent {
    key: u64,
    group: Option<String>,
    is_invited: bool,
    /// What of the agent's load it is.
    own: usize,
}

fn offer_to_agent(conversation: &Conversation, agent: &str) -> Option<OfferToAgent> {
    conversation.requests.iter().find_map(|request| {
        let offer = request.offers.iter().find(|offer| offer.agent == agent)?;
        Some(OfferToAgent {
            key: request.key,
            group: offer.group.clone(),
            is_invited: request.is_invited,
            own: usize::from(offer.is_exclusive),
        })
    })
}
