//! What follows from a change, one event after the other (rules D2 to D4): withdrawals first; then
//! the first open request that somebody can be told of, or that begins to wait.

use frontdesk::Strategy;
use frontdesk::presence::AgentStatus;
use serde_json::json;
use std::time::Duration;

use super::groups::CandidateGroup;
use super::state::{Request, Conversation, Model, OpenOffer};

/// The next offer or notice of a request.
enum NextOffer {
    Notify { group: Option<String>, agents: Vec<String>, seconds: Option<u32> },
    Offer { group: String, agent: String, seconds: u32, is_turn: bool },
}

impl Model {
    pub(super) fn settle(&mut self) {
        loop {
            self.end_rounds();
            if !(self.withdraw_first() || self.announce_first_service() || self.serve_first()) {
                return;
            }
        }
    }

    /// Withdraws the first offer or notice that no longer stands (D2, D8).
    fn withdraw_first(&mut self) -> bool {
        for key in self.requests_in_order() {
            let (conversation, request) = self.request(key);
            let unfit = request.offers.iter().find(|offer| {
                let agent = offer.agent.as_str();
                self.status(agent) != AgentStatus::Online
                    || (!offer.is_exclusive && !self.has_room(agent, 0))
                    || conversation.has_participant(agent)
            });
            if let Some(agent) = unfit.map(|offer| offer.agent.clone()) {
                self.withdraw(key, &agent);
                return true;
            }
        }
        false
    }

    pub(super) fn withdraw(&mut self, key: u64, agent: &str) {
        let offer = self.remove_offer(key, agent);
        let id = self.request(key).0.id.clone();
        self.emit("withdrawn", json!({"conversation": id, "group": offer.group, "agent": agent}));
        self.on_eligibility_changes();
    }

    /// Tells somebody of the first request that asks for it, or says that it waits.
    fn serve_first(&mut self) -> bool {
        for key in self.requests_in_order() {
            let (conversation, request) = self.request(key);
            if let Some(make_offer) = self.next_offer(conversation, request) {
                self.make_offer(key, make_offer);
                return true;
            }
            if !request.has_open_offer() && !request.is_announced() {
                self.announce(key);
                return true;
            }
        }
        false
    }

    /// The next offer or notice of a request, if an agent can get one.
    fn next_offer(&self, conversation: &Conversation, request: &Request) -> Option<NextOffer> {
        let last = request.asked_last.as_deref();
        let asked = self.candidate_groups(request);
        let but_last = |agent: &str| Some(agent) != last;
        let offers = asked.iter().find_map(|asked| self.ask(conversation, request, asked, &but_last));
        if offers.is_some() || request.has_open_offer() || last.is_none() {
            return offers;
        }
        asked.iter().find_map(|asked| self.ask(conversation, request, asked, &|_| true))
    }

    /// The next offer or notice of a request through one of its groups.
    fn ask(
        &self,
        conversation: &Conversation,
        request: &Request,
        asked: &CandidateGroup<'_>,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Option<NextOffer> {
        let mut open = request.offers.iter().filter(|offer| offer.group == asked.id());
        if open.clone().any(|offer| offer.is_exclusive) {
            return None;
        }
        let mut agents = self.members(asked.group);
        agents.retain(|agent| {
            wanted(agent)
                && self.is_eligible(agent)
                && !conversation.has_participant(agent)
                && !conversation.has_offer_to(agent)
                && !request.refused.contains(agent)
                && !request.offered_to.iter().any(|(asked, at)| asked == agent && *at == self.now)
        });
        if asked.strategy() == Strategy::Broadcast {
            agents.retain(|agent| self.notices(agent) < asked.max_notices());
            let seconds = asked.notice_seconds();
            let group = asked.id();
            return (!agents.is_empty()).then_some(NextOffer::Notify { group, agents, seconds });
        }
        if open.next().is_some() {
            return None;
        }
        let group = asked.group?;
        let (agent, is_sticky) = self.pick(group, conversation, &agents)?;
        Some(NextOffer::Offer {
            group: group.id.to_string(),
            agent,
            seconds: group.offer_seconds.unwrap_or(30),
            is_turn: !is_sticky && !request.is_invited,
        })
    }

    fn make_offer(&mut self, key: u64, make_offer: NextOffer) {
        let id = self.request(key).0.id.clone();
        let now = self.now;
        let until = |seconds: u32| now.after(Duration::from_secs(seconds.into()));
        match make_offer {
            NextOffer::Notify { group, agents, seconds } => {
                let until = seconds.map(until);
                for agent in &agents {
                    let (agent, group) = (agent.clone(), group.clone());
                    let offer = OpenOffer { agent, group, is_exclusive: false, until };
                    let request = self.request_mut(key);
                    request.offered_to.push((offer.agent.clone(), now));
                    request.offers.push(offer);
                }
                self.emit("notified", json!({"conversation": id, "group": group, "agents": agents}));
            }
            NextOffer::Offer { group, agent, seconds, is_turn } => {
                let until = until(seconds);
                if is_turn {
                    self.count_turn(&group, &agent);
                }
                let keys = json!({"conversation": id, "group": group, "agent": agent, "until": until});
                let (group, until) = (Some(group), Some(until));
                let request = self.request_mut(key);
                request.offered_to.push((agent.clone(), now));
                request.offers.push(OpenOffer { agent, group, is_exclusive: true, until });
                self.emit("offered", keys);
            }
        }
        if let Some(announced) = &mut self.request_mut(key).announced {
            announced.is_current = false;
        }
        self.on_eligibility_changes();
    }
}
