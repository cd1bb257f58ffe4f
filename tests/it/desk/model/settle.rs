//! What follows from a change, one event after the other (rules D2 to D4): withdrawals first; then
//! the first open call that somebody can be told of, or that begins to wait.

use frontdesk::Strategy;
use frontdesk::presence::AgentStatus;
use serde_json::json;
use std::time::Duration;

use super::groups::Asked;
use super::state::{Call, Conversation, Model, Telling};

/// What a call asks for next.
enum Tell {
    Notify { group: Option<String>, agents: Vec<String>, seconds: Option<u32> },
    Offer { group: String, agent: String, seconds: u32, is_turn: bool },
}

impl Model {
    pub(super) fn settle(&mut self) {
        loop {
            self.end_rounds();
            if !(self.withdraw_first() || self.say_first_service() || self.serve_first()) {
                return;
            }
        }
    }

    /// Withdraws the first telling that no longer stands (D2, D8).
    fn withdraw_first(&mut self) -> bool {
        for key in self.calls_in_order() {
            let (conversation, call) = self.call(key);
            let falls = call.told.iter().find(|telling| {
                let agent = telling.agent.as_str();
                self.status(agent) != AgentStatus::Online
                    || (!telling.is_offer && !self.has_room(agent, 0))
                    || conversation.has_inside(agent)
            });
            if let Some(agent) = falls.map(|telling| telling.agent.clone()) {
                self.withdraw(key, &agent);
                return true;
            }
        }
        false
    }

    pub(super) fn withdraw(&mut self, key: u64, agent: &str) {
        let telling = self.take_telling(key, agent);
        let id = self.call(key).0.id.clone();
        self.emit("withdrawn", json!({"conversation": id, "group": telling.group, "agent": agent}));
        self.heed_changes();
    }

    /// Tells somebody of the first call that asks for it, or says that it waits.
    fn serve_first(&mut self) -> bool {
        for key in self.calls_in_order() {
            let (conversation, call) = self.call(key);
            if let Some(tell) = self.next_telling(conversation, call) {
                self.tell(key, tell);
                return true;
            }
            if !call.is_told() && !call.is_announced() {
                self.announce(key);
                return true;
            }
        }
        false
    }

    /// Whom a call tells next, if anybody can be told.
    fn next_telling(&self, conversation: &Conversation, call: &Call) -> Option<Tell> {
        let last = call.asked_last.as_deref();
        let asked = self.asked(call);
        let but_last = |agent: &str| Some(agent) != last;
        let told = asked.iter().find_map(|asked| self.ask(conversation, call, asked, &but_last));
        if told.is_some() || call.is_told() || last.is_none() {
            return told;
        }
        asked.iter().find_map(|asked| self.ask(conversation, call, asked, &|_| true))
    }

    /// Whom a group of a call tells next.
    fn ask(
        &self,
        conversation: &Conversation,
        call: &Call,
        asked: &Asked<'_>,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Option<Tell> {
        let mut open = call.told.iter().filter(|telling| telling.group == asked.id());
        if open.clone().any(|telling| telling.is_offer) {
            return None;
        }
        let mut agents = self.members(asked.group);
        agents.retain(|agent| {
            wanted(agent)
                && self.is_eligible(agent)
                && !conversation.has_inside(agent)
                && !conversation.tells(agent)
                && !call.refused.contains(agent)
                && !call.asked.iter().any(|(asked, at)| asked == agent && *at == self.now)
        });
        if asked.strategy() == Strategy::Broadcast {
            agents.retain(|agent| self.notices(agent) < asked.max_notices());
            let seconds = asked.notice_seconds();
            let group = asked.id();
            return (!agents.is_empty()).then_some(Tell::Notify { group, agents, seconds });
        }
        if open.next().is_some() {
            return None;
        }
        let group = asked.group?;
        let (agent, is_sticky) = self.pick(group, conversation, &agents)?;
        Some(Tell::Offer {
            group: group.id.to_string(),
            agent,
            seconds: group.offer_seconds.unwrap_or(30),
            is_turn: !is_sticky && !call.is_invited,
        })
    }

    fn tell(&mut self, key: u64, tell: Tell) {
        let id = self.call(key).0.id.clone();
        let now = self.now;
        let until = |seconds: u32| now.after(Duration::from_secs(seconds.into()));
        match tell {
            Tell::Notify { group, agents, seconds } => {
                let until = seconds.map(until);
                for agent in &agents {
                    let (agent, group) = (agent.clone(), group.clone());
                    let telling = Telling { agent, group, is_offer: false, until };
                    let call = self.call_mut(key);
                    call.asked.push((telling.agent.clone(), now));
                    call.told.push(telling);
                }
                self.emit("notified", json!({"conversation": id, "group": group, "agents": agents}));
            }
            Tell::Offer { group, agent, seconds, is_turn } => {
                let until = until(seconds);
                if is_turn {
                    self.count_turn(&group, &agent);
                }
                let keys = json!({"conversation": id, "group": group, "agent": agent, "until": until});
                let (group, until) = (Some(group), Some(until));
                let call = self.call_mut(key);
                call.asked.push((agent.clone(), now));
                call.told.push(Telling { agent, group, is_offer: true, until });
                self.emit("offered", keys);
            }
        }
        if let Some(said) = &mut self.call_mut(key).announced {
            said.stands = false;
        }
        self.heed_changes();
    }
}
