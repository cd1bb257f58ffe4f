//! What requests that wait are told of who serves them (D4), once for all of a group and at most once in
//! an instant.

use std::time::Duration;

use frontdesk::Timestamp;
use serde_json::{Value, json};

use super::groups::CandidateGroup;
use super::state::{Announced, Request, Model, Service};

impl Model {
    /// Says of the first group for which requests wait that service of it has begun or ended.
    pub(super) fn announce_first_service(&mut self) -> bool {
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
                    self.announce_service(also, group.clone(), is_served);
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

    /// Whether requests wait for a group and were told otherwise than it is.
    fn is_stale(&self, is_invited: bool, group: &Option<String>) -> bool {
        let is_of = |request: &Request| request.is_invited == is_invited && request.group == *group;
        let requests = || self.conversations.iter().flat_map(|known| &known.requests);
        let said = self.services.iter().find(|s| s.is_invited == is_invited && s.group == *group);
        let is_served = self.is_served(is_invited, group.as_deref());
        requests().any(|request| is_of(request) && request.is_announced())
            && said.is_some_and(|said| said.is_served != is_served)
    }

    fn announce_service(&mut self, is_invited: bool, group: Option<String>, is_served: bool) {
        self.services.retain(|s| s.is_invited != is_invited || s.group != group);
        self.services.push(Service { is_invited, group, is_served });
    }

    /// What was said goes with the last request that heard it.
    pub(super) fn forget_services(&mut self) {
        let conversations = &self.conversations;
        self.services.retain(|service| {
            conversations.iter().flat_map(|known| &known.requests).any(|request| {
                request.is_invited == service.is_invited
                    && request.group == service.group
                    && request.announced.is_some()
            })
        });
    }

    /// Says that a request waits, for whom (D4, D10).
    pub(super) fn announce(&mut self, key: u64) {
        self.forget_services();
        let (conversation, request) = self.request(key);
        let (id, is_invited, group) = (conversation.id.clone(), request.is_invited, request.group.clone());
        let is_served = self.is_served(is_invited, group.as_deref());
        let is_queued = is_served && (request.is_invited || !self.is_full(key, request));
        let serving = self.candidate_groups(request).first().and_then(CandidateGroup::id);
        let requests = self.conversations.iter().flat_map(|known| &known.requests);
        let is_first = !requests.into_iter().any(|other| {
            other.is_invited == is_invited && other.group == group && other.is_announced()
        });
        let (event, named) = if is_queued {
            ("queued", serving)
        } else {
            ("message_taken", group.clone())
        };
        self.emit(event, json!({"conversation": id, "group": named}));
        if is_first {
            self.announce_service(is_invited, group, is_served);
        }
        let announced = Announced { is_queued, at: self.now, is_current: true };
        self.request_mut(key).announced = Some(announced);
    }

    /// Whether an agent is told whom the instant before alone kept from it.
    pub(crate) fn waits_for_next_instant(&self, event: &Value) -> bool {
        let at = event["at"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
        let conversation = event["conversation"].as_str().and_then(|id| self.conversation(id));
        let requests = conversation.into_iter().flat_map(|known| &known.requests);
        matches!(event["event"].as_str(), Some("offered" | "notified"))
            && requests.flat_map(|request| &request.offered_to).any(|(agent, asked)| {
                let is_next = Some(asked.after(Duration::from_millis(1))) == at;
                let agents = event["agents"].as_array();
                let is_of = event["agent"] == **agent
                    || agents.is_some_and(|agents| agents.iter().any(|offer| *offer == **agent));
                is_next && is_of
            })
    }

    /// Whether somebody is told of a request that nobody took in a round before.
    pub(crate) fn has_second_round(&self) -> bool {
        let mut requests = self.conversations.iter().flat_map(|known| &known.requests);
        requests.any(|request| request.rounds > 1)
    }

    /// Whether as many as may wait for the chosen group do (D10).
    fn is_full(&self, key: u64, request: &Request) -> bool {
        let Some(group) = request.group.as_deref().and_then(|id| self.group(id)) else { return false };
        let Some(most) = group.max_waiting else { return false };
        let requests = self.conversations.iter().flat_map(|conversation| &conversation.requests);
        let waiting = requests.filter(|other| {
            other.key != key
                && !other.is_invited
                && other.group == request.group
                && other.is_announced()
                && other.announced.is_some_and(|announced| announced.is_queued)
        });
        waiting.count() >= most as usize
    }
}
