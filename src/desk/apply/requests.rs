//! Applies events to conversations, their requests, and the offers of requests.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::decision::DecisionRecord;
use crate::desk::apply::Inapplicable;
use crate::desk::event::Event;
use crate::desk::ordering::LAST_NUMBER;
use crate::desk::state::rows::{
    Announcement, ConversationRow, Offer, QueueKey, RequestRow, RequestTarget, ServingTeam,
};
use crate::desk::state::{RowWrite, State};
use crate::expectation::OutcomeKind;
use crate::id::{AgentId, ConversationId, GroupId};
use crate::ix::{AgentIx, ConversationNo, EventNo, RequestNo, RouteIx, keys_with};
use crate::time::Timestamp;
use crate::visitor::Visitor;

impl State {
    pub(super) fn arrived(
        &mut self,
        event: &Event,
        id: &ConversationId,
        visitor: &Visitor<'static>,
        priority: i64,
    ) -> Result<(), Inapplicable> {
        if !id.is_well_formed() || priority.unsigned_abs() > LAST_NUMBER {
            return Err(Inapplicable);
        }
        let known = self.conversation(id);
        // A conversation whose visitor was asked to pick continues. It keeps its time of arrival.
        let arrived = match known.and_then(|number| self.conversations.get(&number)) {
            Some(_) if known.is_some_and(|number| !self.is_asked(number)) => {
                return Err(Inapplicable);
            }
            Some(row) => row.arrived,
            None => event.at,
        };
        let visitor = Arc::new(visitor.clone());
        let row = ConversationRow {
            id: id.clone(),
            visitor,
            priority,
            arrived,
            chosen: ServingTeam::Workspace,
        };
        let number = known.unwrap_or(ConversationNo::new(event.seq));
        self.write(RowWrite::Conversation(number, Some(row)));
        Ok(())
    }

    /// Returns `true` if the visitor of a conversation has been asked to pick a group: the conversation has no
    /// participants and no requests.
    pub(crate) fn is_asked(&self, conversation: ConversationNo) -> bool {
        self.participants(conversation).next().is_none()
            && self.requests_of(conversation).next().is_none()
    }

    pub(super) fn routed(
        &mut self,
        event: &Event,
        conversation: ConversationNo,
        decision: &DecisionRecord,
    ) -> Result<(), Inapplicable> {
        if self.participants(conversation).next().is_some() {
            return Err(Inapplicable);
        }
        // A conversation that is routed again loses its old request with all refusals and
        // escalations: they belong to a group that is removed or disabled.
        let main = self.main_request(conversation).map(|request| request.key.request);
        main.into_iter().for_each(|request| self.close_request(request));
        let chosen = match decision.outcome {
            OutcomeKind::Assigned => {
                let group = decision.group.as_ref().ok_or(Inapplicable)?;
                Some(ServingTeam::Group(self.group(group).ok_or(Inapplicable)?))
            }
            OutcomeKind::Unassigned => Some(ServingTeam::Workspace),
            OutcomeKind::Ask => None,
        };
        self.choose(conversation, chosen.unwrap_or(ServingTeam::Workspace));
        match chosen {
            Some(team) => self.open_request(conversation, event, RequestTarget::Chosen(team), None),
            None => Ok(()),
        }
    }

    /// Sets the chosen team of a conversation.
    pub(super) fn choose(&mut self, conversation: ConversationNo, chosen: ServingTeam) {
        if let Some(row) = self.conversations.get(&conversation) {
            let row = ConversationRow { chosen, ..row.clone() };
            self.write(RowWrite::Conversation(conversation, Some(row)));
        }
    }

    /// Opens a request of a conversation. It gets the number of the event.
    pub(super) fn open_request(
        &mut self,
        conversation: ConversationNo,
        event: &Event,
        target: RequestTarget,
        transferred_by: Option<AgentIx>,
    ) -> Result<(), Inapplicable> {
        let row = self.conversations.get(&conversation).ok_or(Inapplicable)?;
        let (urgency, arrived) = (Reverse(row.priority), row.arrived);
        // At most one request is opened by an event, so the number of the event identifies the
        // request and needs no counter in the state.
        let number = RequestNo::new(event.seq);
        let key = QueueKey { urgency, arrived, conversation, request: number };
        let request = RequestRow { transferred_by, ..RequestRow::new(key, target, event.at) };
        self.write(RowWrite::Request(number, Some(Box::new(request))));
        Ok(())
    }

    pub(super) fn change_request(
        &mut self,
        number: RequestNo,
        change: impl FnOnce(&mut RequestRow),
    ) {
        if let Some(mut request) = self.requests.get(&number).cloned() {
            change(&mut request);
            self.write(RowWrite::Request(number, Some(Box::new(request))));
        }
    }

    /// Closes every request of a conversation.
    pub(super) fn close_requests(&mut self, conversation: ConversationNo) {
        let requests = self.requests_of(conversation).map(|request| request.key.request);
        let requests: Vec<RequestNo> = requests.collect();
        requests.into_iter().for_each(|request| self.close_request(request));
    }

    /// Closes a request, with its offers, refusals and escalations.
    pub(super) fn close_request(&mut self, number: RequestNo) {
        // Refusals are removed before the request, because each removal also updates the request.
        self.forget_refusals(number);
        let cooldowns = self.cooldowns.range(keys_with(number));
        let cooldowns: Vec<(RequestNo, AgentIx)> = cooldowns.map(|(key, _)| *key).collect();
        cooldowns.into_iter().for_each(|key| self.write(RowWrite::Cooldown(key, None)));
        let Some(request) = self.requests.get(&number) else {
            return;
        };
        let (offers, escalations) = (self.offers_of_request(request), request.escalations);
        for ((conversation, agent), offer) in offers {
            self.write(RowWrite::Offer((conversation, agent), None));
            self.count_offer(agent, offer.is_offer, |count| count.saturating_sub(1));
        }
        for route in (1..=escalations).map(RouteIx::new) {
            self.write(RowWrite::Escalation((number, route), None));
        }
        self.write(RowWrite::Request(number, None));
    }

    pub(super) fn notified(
        &mut self,
        event: &Event,
        conversation: &ConversationId,
        group: Option<&GroupId>,
        agents: &[AgentId],
    ) -> Result<(), Inapplicable> {
        let conversation = self.known(conversation)?;
        let team = self.team(group).ok_or(Inapplicable)?;
        let seconds = self.offer_policy(team).offer_seconds;
        let until = seconds.map(|seconds| self.expiry(event.at, seconds));
        if agents.is_empty() {
            return Err(Inapplicable);
        }
        // The position in the event breaks ties between notices of one event, so offers have a
        // total order that replay reproduces.
        for (n, agent) in (0..).zip(agents) {
            let agent = self.current_agent(agent).ok_or(Inapplicable)?;
            let by = (EventNo::new(event.seq), n);
            self.record_offer(conversation, team, agent, until, false, by)?;
        }
        Ok(())
    }

    pub(super) fn offered(
        &mut self,
        event: &Event,
        conversation: &ConversationId,
        group: Option<&GroupId>,
        agent: &AgentId,
        until: Timestamp,
    ) -> Result<(), Inapplicable> {
        let conversation = self.known(conversation)?;
        let team = self.team(group).ok_or(Inapplicable)?;
        let agent = self.current_agent(agent).ok_or(Inapplicable)?;
        if until < event.at {
            return Err(Inapplicable);
        }
        let by = (EventNo::new(event.seq), 0);
        self.record_offer(conversation, team, agent, Some(until), true, by)
    }

    fn record_offer(
        &mut self,
        conversation: ConversationNo,
        team: ServingTeam,
        agent: AgentIx,
        until: Option<Timestamp>,
        is_offer: bool,
        event: (EventNo, u32),
    ) -> Result<(), Inapplicable> {
        if !self.may_ask(team, agent) {
            return Err(Inapplicable);
        }
        let request = self.request_for(conversation, team, agent).ok_or(Inapplicable)?;
        let row = self.requests.get(&request).ok_or(Inapplicable)?;
        // An invitation, and an offer to the visitor's last agent, are not turns.
        let is_turn = is_offer
            && matches!(row.target, RequestTarget::Chosen(_))
            && !self.is_sticky(team, conversation, agent);
        // A new offer after all agents have refused starts a new round. Refusals that have expired
        // must be counted before the offer is, or they would suppress this agent.
        self.end_round(request);
        if is_turn {
            self.count_turn(team, agent);
        }
        // The announcement is no longer current once an offer is open. If the offer ends, the wait
        // begins anew and is announced again (rule D4).
        let offer = Offer { request, team, at: self.now, until, is_offer, event };
        self.change_request(request, |request| {
            request.open_offers = request.open_offers.saturating_add(1);
            let said = request.announced;
            request.announced = said.map(|said| Announcement { is_current: false, ..said });
        });
        self.write(RowWrite::Offer((conversation, agent), Some(offer)));
        self.count_offer(agent, is_offer, |count| count.saturating_add(1));
        Ok(())
    }

    /// Ends an open offer or notice.
    pub(super) fn end_offer(
        &mut self,
        (conversation, agent): (ConversationNo, AgentIx),
        at: Timestamp,
    ) -> Result<(), Inapplicable> {
        let offer = *self.offers.get(&(conversation, agent)).ok_or(Inapplicable)?;
        self.write(RowWrite::Offer((conversation, agent), None));
        self.change_request(offer.request, |request| {
            request.open_offers = request.open_offers.saturating_sub(1);
            // An offer that begins and ends within the instant of the announcement does not interrupt the wait.
            let is_instant = |said: &Announcement| request.open_offers == 0 && said.at == at;
            if let Some(said) = request.announced.filter(is_instant) {
                request.announced = Some(Announcement { is_current: true, ..said });
            }
        });
        // The request may wait again now, so the announced service of its team must be compared
        // again.
        let team = self.requests.get(&offer.request).map(|request| request.target.team());
        self.worklist.services.extend(team);
        // Nobody is asked twice within one instant (rule D3). Without this row an offer could be
        // made and withdrawn again and again at the same instant.
        if offer.at == at && self.has_agent(agent) {
            self.write(RowWrite::Cooldown((offer.request, agent), Some(at)));
        }
        self.count_offer(agent, offer.is_offer, |count| count.saturating_sub(1));
        // An invited group that is removed keeps its request only while an offer of it is open.
        self.end_lost_invitation(offer.request);
        Ok(())
    }

    pub(super) fn record_refusal(&mut self, number: RequestNo, agent: AgentIx, at: Timestamp) {
        // An agent whom the workspace no longer has is not asked again anyway.
        if !self.has_agent(agent) {
            return;
        }
        self.write(RowWrite::Refusal((number, agent), Some(at)));
        self.change_request(number, |request| {
            request.refusals = request.refusals.saturating_add(1);
            request.last_refusal = Some(at);
        });
    }

    pub(super) fn forget_refusal(&mut self, number: RequestNo, agent: AgentIx) {
        self.write(RowWrite::Refusal((number, agent), None));
        self.change_request(number, |request| {
            request.refusals = request.refusals.saturating_sub(1);
        });
    }

    /// Ends a round of a request if its refusals have expired: removes them and counts the round
    /// ([rule D3](crate::_rules#d3)).
    pub(super) fn end_round(&mut self, number: RequestNo) {
        // The number of rounds doubles the time until the next one, up to 32 times, so a request
        // that nobody takes does not ring all night (rule D3).
        if self.requests.get(&number).is_some_and(|request| self.all_have_refused(request)) {
            self.forget_refusals(number);
            self.change_request(number, |request| {
                request.rounds = request.rounds.saturating_add(1);
            });
        }
    }

    fn forget_refusals(&mut self, number: RequestNo) {
        let refusals = self.refusals.range(keys_with(number));
        let agents: Vec<AgentIx> = refusals.map(|((_, agent), _)| *agent).collect();
        for agent in agents {
            self.forget_refusal(number, agent);
        }
    }

    pub(super) fn announced(
        &mut self,
        conversation: &ConversationId,
        group: Option<&GroupId>,
        queued: bool,
    ) -> Result<(), Inapplicable> {
        let conversation = self.known(conversation)?;
        let named = self.team(group).ok_or(Inapplicable)?;
        // `queued` names the team that serves, `message_taken` the chosen one.
        let is_meant = |request: &&RequestRow| match queued {
            true => self.serving(request.target) == Some(named),
            false => request.target.team() == named,
        };
        let mut waiting = self.requests_of(conversation).filter(|request| request.waits());
        let request = waiting.find(is_meant).ok_or(Inapplicable)?;
        let (number, target) = (request.key.request, request.target);
        // Logs of earlier versions announce a request again where `service_changed` now speaks for all of them.
        let is_news = request.is_announced() || !self.announced.contains_key(&target);
        drop(waiting);
        let announced = Announcement { queued, at: self.now, is_current: true };
        self.change_request(number, |request| request.announced = Some(announced));
        if is_news {
            let is_served = self.serving(target).is_some();
            self.write(RowWrite::Service(target, Some(is_served)));
        }
        Ok(())
    }

    pub(super) fn service_changed(
        &mut self,
        group: Option<&GroupId>,
        serving: Option<&GroupId>,
    ) -> Result<(), Inapplicable> {
        let team = self.team(group).ok_or(Inapplicable)?;
        let serving = match (team, serving) {
            // The event does not say whether the workspace serves: it does if any agent is online.
            (ServingTeam::Workspace, _) => self.serving(RequestTarget::Chosen(team)),
            (ServingTeam::Group(_), serving) => serving
                .map(|id| self.group(id).map(ServingTeam::Group).ok_or(Inapplicable))
                .transpose()?,
        };
        if self.record_service(team, serving) { Ok(()) } else { Err(Inapplicable) }
    }

    pub(super) fn invited(
        &mut self,
        event: &Event,
        conversation: &ConversationId,
        group: &GroupId,
    ) -> Result<(), Inapplicable> {
        let conversation = self.known(conversation)?;
        let target = RequestTarget::Invited(self.group(group).ok_or(Inapplicable)?);
        // One open request for each invited group: agents would otherwise get two offers of one
        // conversation.
        let is_invited = self.requests_of(conversation).any(|request| request.target == target);
        if is_invited || self.participants(conversation).next().is_none() {
            return Err(Inapplicable);
        }
        self.open_request(conversation, event, target, None)
    }

    pub(super) fn transferred(
        &mut self,
        event: &Event,
        conversation: &ConversationId,
        group: &GroupId,
        by: Option<&AgentId>,
    ) -> Result<(), Inapplicable> {
        let conversation = self.known(conversation)?;
        let chosen = ServingTeam::Group(self.group(group).ok_or(Inapplicable)?);
        let by = by.and_then(|by| self.current_agent(by));
        if self.participants(conversation).next().is_some() {
            return Err(Inapplicable);
        }
        self.close_requests(conversation);
        self.choose(conversation, chosen);
        self.open_request(conversation, event, RequestTarget::Chosen(chosen), by)
    }

    pub(super) fn escalated(
        &mut self,
        conversation: &ConversationId,
        group: &GroupId,
    ) -> Result<(), Inapplicable> {
        let conversation = self.known(conversation)?;
        let group = self.group(group).ok_or(Inapplicable)?;
        let request = self.main_request(conversation).ok_or(Inapplicable)?;
        let (number, target) = (request.key.request, request.target);
        // Each group is added once, so a request has at most as many routes as its group has
        // escalations.
        if self.escalations_by_group.contains_key(&(number, group)) {
            return Err(Inapplicable);
        }
        let (count, step) = (request.escalations.saturating_add(1), request.next_step);
        self.write(RowWrite::Escalation((number, RouteIx::new(count)), Some(group)));
        let step = self.next_step_from(number, target, step);
        self.change_request(number, |request| {
            (request.escalations, request.next_step) = (count, step);
        });
        Ok(())
    }

    pub(super) fn closed(
        &mut self,
        at: Timestamp,
        conversation: &ConversationId,
    ) -> Result<(), Inapplicable> {
        let conversation = self.known(conversation)?;
        // The rows of the conversation are removed from the leaves up: requests, participants, then
        // the conversation itself.
        self.close_requests(conversation);
        let participants: Vec<_> = self.participants(conversation).map(|(key, _)| key).collect();
        participants.into_iter().for_each(|key| self.remove_participant(key, at));
        self.write(RowWrite::Conversation(conversation, None));
        Ok(())
    }

    /// [Rule D12](crate::_rules#d12): closes the request for an invited group that is removed or disabled, once no
    /// offer of it is open.
    pub(super) fn end_lost_invitation(&mut self, number: RequestNo) {
        let request = self.requests.get(&number);
        if request.is_some_and(|request| match request.target {
            RequestTarget::Invited(group) => request.waits() && !self.is_enabled(group),
            RequestTarget::Chosen(_) => false,
        }) {
            self.close_request(number);
        }
    }
}
