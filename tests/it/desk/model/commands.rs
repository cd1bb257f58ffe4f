//! What each command does, or why it is refused (rule D0).

use frontdesk::{Permission, Visitor};
use frontdesk::presence::AgentStatus;
use serde_json::{Value, json};

use super::read;
use super::state::{Call, Conversation, Inside, Model};

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
                .is_some_and(|c| c.inside.iter().any(|inside| inside.group.as_deref() == Some(id)))
        };
        let is_known = |id: &str| match must_live {
            true => self.living(id).is_some(),
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
        let person = self.person(agent);
        person.status = status;
        match status {
            AgentStatus::Online => person.came_online = Some(now),
            AgentStatus::Offline => person.went_offline = Some(now),
            _ => {}
        }
        self.emit("presence_changed", json!({"agent": agent, "status": status}));
        self.heed_changes();
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
                inside: Vec::new(),
                calls: Vec::new(),
            });
        }
        self.route(id);
        Ok(())
    }

    /// Routes a conversation's visitor at the present instant, and opens its call.
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
        conversation.calls.retain(|call| call.is_invited);
        if outcome == "ask" {
            self.emit("asked", json!({"conversation": id}));
        } else {
            self.open(id, None);
        }
    }

    /// Opens the main call for the conversation's group.
    fn open(&mut self, id: &str, asked_last: Option<&str>) {
        let group = self.conversation(id).expect("it is open").group.clone();
        let call = self.new_call(false, group, asked_last);
        self.conversation_mut(id).calls.push(call);
    }

    fn new_call(&mut self, is_invited: bool, group: Option<String>, last: Option<&str>) -> Call {
        self.keys += 1;
        Call {
            key: self.keys,
            is_invited,
            group,
            opened: self.now,
            escalated: Vec::new(),
            told: Vec::new(),
            refused: Vec::new(),
            last_refusal: None,
            rounds: 0,
            asked: Vec::new(),
            announced: None,
            asked_last: last.map(str::to_owned),
        }
    }

    /// With the last agent who goes without a close end the invitations, and that is said (B4).
    pub(super) fn withdraw_invitations(&mut self, id: &str, last: &str) {
        let conversation = self.conversation(id).expect("it is open");
        if conversation.inside.iter().any(|inside| inside.agent != last) {
            return;
        }
        let calls = conversation.calls.iter();
        let told = calls.flat_map(|call| call.told.iter().map(|t| (call.key, t.agent.clone())));
        for (key, agent) in told.collect::<Vec<_>>() {
            self.withdraw(key, &agent);
        }
    }

    /// Once nobody is inside any more, a conversation is a call of its group again: of that for
    /// which the last one inside had come (D8, D12). There is nobody beside whom those invited
    /// would join.
    pub(super) fn reopen_if_empty(&mut self, id: &str, last: &Inside) {
        let conversation = self.conversation_mut(id);
        if !conversation.inside.is_empty() {
            return;
        }
        conversation.calls.clear();
        if last.was_invited {
            conversation.group.clone_from(&last.group);
        }
        self.heed_changes();
        match &self.conversation(id).expect("it is open").group {
            Some(group) if self.living(group).is_none() => self.route(id),
            _ => self.open(id, None),
        }
    }

    /// D2
    fn accept(&mut self, id: &str, agent: &str) -> Result<(), Refused> {
        let conversation = self.conversation(id).expect("it is open");
        if conversation.has_inside(agent) {
            return Err("taken");
        }
        let Some(told) = told_of(conversation, agent) else {
            let is_joined = !conversation.inside.is_empty();
            return Err(if is_joined { "taken" } else { "not_invited" });
        };
        if !self.has_room(agent, told.own) {
            return Err("no_room");
        }
        self.conversation_mut(id).calls.retain(|call| call.key != told.key);
        self.join(id, agent, told.group, told.is_invited, false);
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
        let inside = Inside { agent: agent.to_owned(), group, was_invited };
        self.conversation_mut(id).inside.push(inside);
        self.move_for(agent);
        self.remember_last_agent(id, agent);
        self.heed_changes();
    }

    /// D3
    fn decline(&mut self, id: &str, agent: &str) -> Result<(), Refused> {
        let conversation = self.conversation(id).expect("it is open");
        let call = conversation
            .calls
            .iter()
            .find(|call| call.told.iter().any(|telling| telling.agent == agent));
        let key = call.ok_or("not_invited")?.key;
        self.refuse(key, agent, "declined");
        Ok(())
    }

    /// D5
    fn invite(&mut self, id: &str, by: &str, group: &str) -> Result<(), Refused> {
        let conversation = self.conversation(id).expect("it is open");
        if !conversation.has_inside(by) {
            return Err("not_permitted");
        }
        if conversation.calls.iter().any(|call| call.group.as_deref() == Some(group)) {
            return Err("exists");
        }
        self.emit("invited", json!({"conversation": id, "group": group, "by": by}));
        let call = self.new_call(true, Some(group.to_owned()), None);
        self.conversation_mut(id).calls.push(call);
        Ok(())
    }

    /// D7
    fn transfer(&mut self, id: &str, by: &str, group: &str) -> Result<(), Refused> {
        let conversation = self.conversation(id).expect("it is open");
        if !conversation.has_inside(by) && !self.may_assign(by) {
            return Err("not_permitted");
        }
        let inside: Vec<_> = conversation.inside.iter().map(|i| i.agent.clone()).collect();
        for agent in inside {
            self.leave(id, &agent);
        }
        self.emit("transferred", json!({"conversation": id, "group": group, "by": by}));
        let conversation = self.conversation_mut(id);
        conversation.calls.clear();
        conversation.is_asked = false;
        conversation.group = Some(group.to_owned());
        self.heed_changes();
        self.open(id, Some(by));
        Ok(())
    }

    /// D7
    fn assign(&mut self, id: &str, by: &str, agent: &str, force: bool) -> Result<(), Refused> {
        let conversation = self.conversation(id).expect("it is open");
        let may_assign = self.may_assign(by);
        if !conversation.has_inside(by) && !may_assign {
            return Err("not_permitted");
        }
        if conversation.has_inside(agent) {
            return Err("exists");
        }
        let told = told_of(conversation, agent);
        let own = told.as_ref().map_or(0, |told| told.own);
        let has_room = self.has_room(agent, own);
        if self.status(agent) == AgentStatus::Offline || !(has_room || force && may_assign) {
            return Err("no_room");
        }
        let conversation = self.conversation_mut(id);
        conversation.is_asked = false;
        // Who is told takes the call of which they are told.
        let (group, was_invited) = match told {
            Some(told) => {
                conversation.calls.retain(|call| call.key != told.key);
                (told.group, told.is_invited)
            }
            None => {
                conversation.calls.retain(|call| call.is_invited);
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
        let goes = |inside: &&Inside| match agent {
            Some(agent) => inside.agent == agent,
            None => inside.group.as_deref() == group,
        };
        let going: Vec<_> =
            conversation.inside.iter().filter(goes).map(|inside| inside.agent.clone()).collect();
        if going.is_empty() {
            return Err("not_a_member");
        }
        if going.len() == conversation.inside.len() {
            return Err("last_agent");
        }
        for agent in going {
            self.leave(id, &agent);
        }
        Ok(())
    }

    pub(super) fn leave(&mut self, id: &str, agent: &str) -> Inside {
        self.emit("left", json!({"conversation": id, "agent": agent}));
        let inside = &mut self.conversation_mut(id).inside;
        let place = inside.iter().position(|inside| inside.agent == agent).expect("it is inside");
        let gone = inside.remove(place);
        self.move_for(agent);
        self.heed_room();
        gone
    }

    fn close(&mut self, id: &str) {
        self.emit("closed", json!({"conversation": id}));
        self.conversation_mut(id).calls.clear();
        self.heed_changes();
        let place = self.conversations.iter().position(|c| c.id == id).expect("it is open");
        for inside in self.conversations.remove(place).inside {
            self.move_for(&inside.agent);
        }
        self.heed_room();
    }

    /// An agent has joined or left a conversation.
    fn move_for(&mut self, agent: &str) {
        if self.workspace().agent(agent).is_some() {
            let now = self.now;
            self.person(agent).moved = Some(now);
        }
    }
}

/// A telling that is open to an agent.
struct ToldOf {
    key: u64,
    group: Option<String>,
    is_invited: bool,
    /// What of the agent's load it is.
    own: usize,
}

fn told_of(conversation: &Conversation, agent: &str) -> Option<ToldOf> {
    conversation.calls.iter().find_map(|call| {
        let telling = call.told.iter().find(|telling| telling.agent == agent)?;
        Some(ToldOf {
            key: call.key,
            group: telling.group.clone(),
            is_invited: call.is_invited,
            own: usize::from(telling.is_offer),
        })
    })
}
