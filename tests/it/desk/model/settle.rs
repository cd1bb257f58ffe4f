//! What follows from a change, one event after the other (rules D2 to D4): withdrawals first; then
//! the first open call that somebody can be told of, or that begins to wait.

use frontdesk::{Status, Strategy};
use serde_json::json;
use std::time::Duration;

use super::groups::Asked;
use super::state::{Announced, Call, Conversation, Model, Telling};

/// What a call asks for next.
enum Tell {
    Notify { slot: usize, group: Option<String>, agents: Vec<String>, seconds: Option<u32> },
    Offer { slot: usize, group: String, agent: String, seconds: u32, is_turn: bool },
}

impl Model {
    pub(super) fn settle(&mut self) {
        while self.withdraw_first() || self.serve_first() {}
    }

    /// Withdraws the first telling that no longer stands (D2, D8).
    fn withdraw_first(&mut self) -> bool {
        for key in self.calls_in_order() {
            let (conversation, call) = self.call(key);
            let falls = call.told.iter().find(|telling| {
                let agent = telling.agent.as_str();
                self.status(agent) != Status::Online
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
            let is_served = self.is_served(call);
            let is_said = call.announced.is_some_and(|announced| announced.is_served == is_served);
            if !call.is_told() && !is_said {
                self.announce(key, is_served);
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
        let mut open = call
            .told
            .iter()
            .filter(|telling| telling.slot == asked.slot || telling.group == asked.id());
        if open.clone().any(|telling| telling.is_offer) {
            return None;
        }
        let mut agents = self.members(asked.group);
        agents.retain(|agent| {
            wanted(agent)
                && self.is_eligible(agent)
                && !conversation.has_inside(agent)
                && !conversation.tells(agent)
                && !self.has_refused(call, agent)
        });
        let slot = asked.slot;
        if asked.strategy() == Strategy::Broadcast {
            agents.retain(|agent| self.notices(agent) < asked.max_notices());
            let seconds = asked.notice_seconds();
            let group = asked.id();
            return (!agents.is_empty()).then_some(Tell::Notify { slot, group, agents, seconds });
        }
        if open.next().is_some() {
            return None;
        }
        let group = asked.group?;
        let (agent, is_sticky) = self.pick(group, conversation, &agents)?;
        Some(Tell::Offer {
            slot,
            group: group.id.to_string(),
            agent,
            seconds: group.offer_seconds.unwrap_or(30),
            is_turn: !is_sticky && !call.is_invited && !call.was_offered,
        })
    }

    fn tell(&mut self, key: u64, tell: Tell) {
        let (conversation, call) = self.call(key);
        let (id, has_lapsed) = (conversation.id.clone(), self.has_lapsed(call));
        if has_lapsed {
            self.call_mut(key).refused.clear();
        }
        let now = self.now;
        let until = |seconds: u32| now.after(Duration::from_secs(seconds.into()));
        match tell {
            Tell::Notify { slot, group, agents, seconds } => {
                let until = seconds.map(until);
                for agent in &agents {
                    let (agent, group) = (agent.clone(), group.clone());
                    let telling = Telling { agent, group, slot, is_offer: false, until };
                    self.call_mut(key).told.push(telling);
                }
                self.emit("notified", json!({"conversation": id, "group": group, "agents": agents}));
            }
            Tell::Offer { slot, group, agent, seconds, is_turn } => {
                let until = until(seconds);
                if is_turn {
                    self.count_turn(&group, &agent);
                }
                let keys = json!({"conversation": id, "group": group, "agent": agent, "until": until});
                let (group, until) = (Some(group), Some(until));
                let call = self.call_mut(key);
                call.was_offered = true;
                call.told.push(Telling { agent, group, slot, is_offer: true, until });
                self.emit("offered", keys);
            }
        }
        self.call_mut(key).announced = None;
        self.heed_changes();
    }

    /// Says that a call waits, for whom (D4, D10).
    fn announce(&mut self, key: u64, is_served: bool) {
        let (conversation, call) = self.call(key);
        let id = conversation.id.clone();
        let is_queued = is_served && (call.is_invited || !self.is_full(key, call));
        let serving = self.asked(call).first().and_then(Asked::id);
        let (event, group) = if is_queued {
            ("queued", serving)
        } else {
            ("message_taken", call.group.clone())
        };
        self.emit(event, json!({"conversation": id, "group": group}));
        self.call_mut(key).announced = Some(Announced { is_served, is_queued });
    }

    /// Whether as many as may wait for the chosen group do (D10).
    fn is_full(&self, key: u64, call: &Call) -> bool {
        let Some(group) = call.group.as_deref().and_then(|id| self.group(id)) else { return false };
        let Some(most) = group.max_waiting else { return false };
        let calls = self.conversations.iter().flat_map(|conversation| &conversation.calls);
        let waiting = calls.filter(|other| {
            other.key != key
                && !other.is_invited
                && other.group == call.group
                && !other.is_told()
                && other.announced.is_some_and(|announced| announced.is_queued)
        });
        waiting.count() >= most as usize
    }
}
