//! What calls that wait are told of who serves them (D4), once for all of a group and at most once in
//! an instant.

use std::time::Duration;

use frontdesk::Timestamp;
use serde_json::{Value, json};

use super::groups::Asked;
use super::state::{Announced, Call, Model, Service};

impl Model {
    /// Says of the first group for which calls wait that service of it has begun or ended.
    pub(super) fn say_first_service(&mut self) -> bool {
        self.forget_services();
        for group in self.groups_in_order() {
            if self.service_changes.iter().any(|(known, at)| *known == group && *at == self.now) {
                continue;
            }
            let stale = [false, true].into_iter().find(|invited| self.is_stale(*invited, &group));
            let Some(is_invited) = stale else { continue };
            let serving = self.answers_for(is_invited, group.as_deref());
            let is_served = self.is_served(is_invited, group.as_deref());
            self.emit("service_changed", json!({"group": group, "serving": serving}));
            // Chosen or invited: it is news to all for whom it is so.
            for also in [false, true] {
                let same = self.is_stale(also, &group)
                    && self.is_served(also, group.as_deref()) == is_served
                    && self.answers_for(also, group.as_deref()) == serving;
                if same {
                    self.say_service(also, group.clone(), is_served);
                }
            }
            self.service_changes.retain(|(known, _)| *known != group);
            self.service_changes.push((group, self.now));
            return true;
        }
        false
    }

    fn groups_in_order(&self) -> Vec<Option<String>> {
        let mut groups = vec![None];
        groups.extend(self.workspace().groups().iter().map(|group| Some(group.id.to_string())));
        groups
    }

    fn answers_for(&self, is_invited: bool, group: Option<&str>) -> Option<String> {
        self.answers(is_invited, group).first().map(|group| group.id.to_string())
    }

    /// Whether calls wait for a group and were told otherwise than it is.
    fn is_stale(&self, is_invited: bool, group: &Option<String>) -> bool {
        let is_of = |call: &Call| call.is_invited == is_invited && call.group == *group;
        let calls = || self.conversations.iter().flat_map(|known| &known.calls);
        let said = self.services.iter().find(|s| s.is_invited == is_invited && s.group == *group);
        let is_served = self.is_served(is_invited, group.as_deref());
        calls().any(|call| is_of(call) && call.is_announced())
            && said.is_some_and(|said| said.is_served != is_served)
    }

    fn say_service(&mut self, is_invited: bool, group: Option<String>, is_served: bool) {
        self.services.retain(|s| s.is_invited != is_invited || s.group != group);
        self.services.push(Service { is_invited, group, is_served });
    }

    /// What was said goes with the last call that heard it.
    pub(super) fn forget_services(&mut self) {
        let conversations = &self.conversations;
        self.services.retain(|service| {
            conversations.iter().flat_map(|known| &known.calls).any(|call| {
                call.is_invited == service.is_invited
                    && call.group == service.group
                    && call.announced.is_some()
            })
        });
    }

    /// Says that a call waits, for whom (D4, D10).
    pub(super) fn announce(&mut self, key: u64) {
        self.forget_services();
        let (conversation, call) = self.call(key);
        let (id, is_invited, group) = (conversation.id.clone(), call.is_invited, call.group.clone());
        let is_served = self.is_served(is_invited, group.as_deref());
        let is_queued = is_served && (call.is_invited || !self.is_full(key, call));
        let serving = self.asked(call).first().and_then(Asked::id);
        let calls = self.conversations.iter().flat_map(|known| &known.calls);
        let is_first = !calls.into_iter().any(|other| {
            other.is_invited == is_invited && other.group == group && other.is_announced()
        });
        let (event, named) = if is_queued {
            ("queued", serving)
        } else {
            ("message_taken", group.clone())
        };
        self.emit(event, json!({"conversation": id, "group": named}));
        if is_first {
            self.say_service(is_invited, group, is_served);
        }
        let announced = Announced { is_queued, at: self.now, stands: true };
        self.call_mut(key).announced = Some(announced);
    }

    /// Whether an agent is told whom the instant before alone kept from it.
    pub(crate) fn waits_for_next_instant(&self, event: &Value) -> bool {
        let at = event["at"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
        let conversation = event["conversation"].as_str().and_then(|id| self.conversation(id));
        let calls = conversation.into_iter().flat_map(|known| &known.calls);
        matches!(event["event"].as_str(), Some("offered" | "notified"))
            && calls.flat_map(|call| &call.asked).any(|(agent, asked)| {
                let is_next = Some(asked.after(Duration::from_millis(1))) == at;
                let agents = event["agents"].as_array();
                let is_of = event["agent"] == **agent
                    || agents.is_some_and(|agents| agents.iter().any(|told| *told == **agent));
                is_next && is_of
            })
    }

    /// Whether somebody is told of a call that nobody took in a round before.
    pub(crate) fn has_second_round(&self) -> bool {
        let mut calls = self.conversations.iter().flat_map(|known| &known.calls);
        calls.any(|call| call.rounds > 1)
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
                && other.is_announced()
                && other.announced.is_some_and(|announced| announced.is_queued)
        });
        waiting.count() >= most as usize
    }
}
