//! What events do to conversations, their calls and who is told of them.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::decision::DecisionRecord;
use crate::desk::apply::Inapplicable;
use crate::desk::event::Event;
use crate::desk::ordering::LAST_NUMBER;
use crate::desk::state::rows::{
    Announced, ConversationRow, Offer, QueueKey, RequestRow, RequestTarget, ServingTeam,
};
use crate::desk::state::{RowWrite, State};
use crate::expectation::OutcomeKind;
use crate::id::{AgentId, ConversationId, GroupId};
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
        // One that was asked goes on, and keeps its age.
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
        self.write(RowWrite::Conversation(known.unwrap_or(event.seq), Some(row)));
        Ok(())
    }

    /// Whether the visitor of a conversation is to pick a group: nobody is inside and nothing open.
    pub(crate) fn is_asked(&self, conversation: u64) -> bool {
        self.participants(conversation).next().is_none()
            && self.requests_of(conversation).next().is_none()
    }

    pub(super) fn routed(
        &mut self,
        seq: u64,
        at: Timestamp,
        conversation: u64,
        decision: &DecisionRecord,
    ) -> Result<(), Inapplicable> {
        if self.participants(conversation).next().is_some() {
            return Err(Inapplicable);
        }
        let main = self.main_request(conversation).map(|call| call.key.request);
        main.into_iter().for_each(|call| self.close_request(call));
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
            Some(team) => {
                self.open_request(conversation, seq, at, RequestTarget::Chosen(team), None)
            }
            None => Ok(()),
        }
    }

    pub(super) fn choose(&mut self, conversation: u64, chosen: ServingTeam) {
        if let Some(row) = self.conversations.get(&conversation) {
            let row = ConversationRow { chosen, ..row.clone() };
            self.write(RowWrite::Conversation(conversation, Some(row)));
        }
    }

    pub(super) fn open_request(
        &mut self,
        conversation: u64,
        number: u64,
        at: Timestamp,
        home: RequestTarget,
        asked_last: Option<u32>,
    ) -> Result<(), Inapplicable> {
        let row = self.conversations.get(&conversation).ok_or(Inapplicable)?;
        let urgency = Reverse(row.priority);
        let key = QueueKey { urgency, arrived: row.arrived, conversation, request: number };
        let call = RequestRow { asked_last, ..RequestRow::new(key, home, at) };
        self.write(RowWrite::Request(number, Some(Box::new(call))));
        Ok(())
    }

    pub(super) fn change_request(&mut self, number: u64, change: impl FnOnce(&mut RequestRow)) {
        if let Some(mut call) = self.requests.get(&number).cloned() {
            change(&mut call);
            self.write(RowWrite::Request(number, Some(Box::new(call))));
        }
    }

    /// All calls of a conversation end.
    pub(super) fn close_requests(&mut self, conversation: u64) {
        let calls: Vec<u64> = self.requests_of(conversation).map(|call| call.key.request).collect();
        calls.into_iter().for_each(|call| self.close_request(call));
    }

    /// A call ends, and what is open of it with it.
    pub(super) fn close_request(&mut self, number: u64) {
        self.forget_refusals(number);
        let of = (number, 0)..=(number, u32::MAX);
        let asked: Vec<(u64, u32)> = self.asked.range(of).map(|(key, _)| *key).collect();
        asked.into_iter().for_each(|key| self.write(RowWrite::Asked(key, None)));
        let Some(call) = self.requests.get(&number) else {
            return;
        };
        let (told, escalations) = (self.offers_of_request(call), call.escalations);
        for (key, telling) in told {
            self.write(RowWrite::Offer(key, None));
            let less = |count: u32| count.saturating_sub(1);
            self.count_offer(key.1, telling.is_offer, less);
        }
        for escalation in 1..=escalations {
            self.write(RowWrite::Escalation((number, escalation), None));
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
        let until = seconds.map(|seconds| self.ends(event.at, seconds));
        if agents.is_empty() {
            return Err(Inapplicable);
        }
        for (n, agent) in (0..).zip(agents) {
            let agent = self.living_agent(agent).ok_or(Inapplicable)?;
            self.record_offer(conversation, team, agent, until, false, (event.seq, n))?;
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
        let agent = self.living_agent(agent).ok_or(Inapplicable)?;
        if until < event.at {
            return Err(Inapplicable);
        }
        self.record_offer(conversation, team, agent, Some(until), true, (event.seq, 0))
    }

    fn record_offer(
        &mut self,
        conversation: u64,
        team: ServingTeam,
        agent: u32,
        until: Option<Timestamp>,
        is_offer: bool,
        told: (u64, u32),
    ) -> Result<(), Inapplicable> {
        if !self.may_ask(team, agent) {
            return Err(Inapplicable);
        }
        let call = self.request_for(conversation, team, agent).ok_or(Inapplicable)?;
        let row = self.requests.get(&call).ok_or(Inapplicable)?;
        let is_turn = is_offer
            && matches!(row.target, RequestTarget::Chosen(_))
            && !self.is_sticky(team, conversation, agent);
        self.end_round(call);
        if is_turn {
            self.count_turn(team, agent);
        }
        let telling = Offer { call, team, at: self.now, until, is_offer, event: told };
        self.change_request(call, |call| {
            call.tellings = call.tellings.saturating_add(1);
            call.announced = call.announced.map(|said| Announced { is_current: false, ..said });
        });
        self.write(RowWrite::Offer((conversation, agent), Some(telling)));
        let more = |count: u32| count.saturating_add(1);
        self.count_offer(agent, is_offer, more);
        Ok(())
    }

    /// An offer or notice is over.
    pub(super) fn end_offer(&mut self, key: (u64, u32), at: Timestamp) -> Result<(), Inapplicable> {
        let telling = *self.offers.get(&key).ok_or(Inapplicable)?;
        self.write(RowWrite::Offer(key, None));
        self.change_request(telling.call, |call| {
            call.tellings = call.tellings.saturating_sub(1);
            // It has waited on where it waits again in the instant in which that was said.
            let is_said = |said: &Announced| call.tellings == 0 && said.at == at;
            if let Some(said) = call.announced.filter(is_said) {
                call.announced = Some(Announced { is_current: true, ..said });
            }
        });
        self.worklist
            .services
            .extend(self.requests.get(&telling.call).map(|call| call.target.team()));
        if telling.at == at && self.has_agent(key.1) {
            self.write(RowWrite::Asked((telling.call, key.1), Some(at)));
        }
        self.count_offer(key.1, telling.is_offer, |count| count.saturating_sub(1));
        self.end_lost_invitation(telling.call);
        Ok(())
    }

    pub(super) fn record_refusal(&mut self, number: u64, agent: u32, at: Timestamp) {
        // An agent who is gone is forgotten.
        if !self.has_agent(agent) {
            return;
        }
        self.write(RowWrite::Refusal((number, agent), Some(at)));
        self.change_request(number, |call| {
            call.refusals = call.refusals.saturating_add(1);
            call.last_refusal = Some(at);
        });
    }

    pub(super) fn forget_refusal(&mut self, number: u64, agent: u32) {
        self.write(RowWrite::Refusal((number, agent), None));
        self.change_request(number, |call| call.refusals = call.refusals.saturating_sub(1));
    }

    /// The refusals of a call have come to count no more where nobody was left to ask for so long: a
    /// round is over ([rule D3](crate::_rules#d3)).
    pub(super) fn end_round(&mut self, number: u64) {
        if self.requests.get(&number).is_some_and(|call| self.all_have_refused(call)) {
            self.forget_refusals(number);
            self.change_request(number, |call| call.rounds = call.rounds.saturating_add(1));
        }
    }

    fn forget_refusals(&mut self, number: u64) {
        let of = (number, 0)..=(number, u32::MAX);
        let agents: Vec<u32> = self.refusals.range(of).map(|((_, agent), _)| *agent).collect();
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
        let is_meant = |call: &&RequestRow| match queued {
            true => self.serving(call.target) == Some(named),
            false => call.target.team() == named,
        };
        let call = self
            .requests_of(conversation)
            .filter(|call| call.waits())
            .find(is_meant)
            .ok_or(Inapplicable)?;
        let (number, home) = (call.key.request, call.target);
        // Logs of before announce a call again where `service_changed` says it once for all.
        let is_news = call.is_announced() || !self.announced.contains_key(&home);
        let announced = Announced { queued, at: self.now, is_current: true };
        self.change_request(number, |call| call.announced = Some(announced));
        if is_news {
            let is_served = self.serving(home).is_some();
            self.write(RowWrite::Service(home, Some(is_served)));
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
            // Whoever is online serves whom no group takes.
            (ServingTeam::Workspace, _) => self.serving(RequestTarget::Chosen(team)),
            (ServingTeam::Group(_), serving) => serving
                .map(|id| self.group(id).map(ServingTeam::Group).ok_or(Inapplicable))
                .transpose()?,
        };
        if self.note_service(team, serving) { Ok(()) } else { Err(Inapplicable) }
    }

    pub(super) fn invited(
        &mut self,
        event: &Event,
        conversation: &ConversationId,
        group: &GroupId,
    ) -> Result<(), Inapplicable> {
        let conversation = self.known(conversation)?;
        let home = RequestTarget::Invited(self.group(group).ok_or(Inapplicable)?);
        let is_invited = self.requests_of(conversation).any(|call| call.target == home);
        if is_invited || self.participants(conversation).next().is_none() {
            return Err(Inapplicable);
        }
        self.open_request(conversation, event.seq, event.at, home, None)
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
        let asked_last = by.and_then(|by| self.living_agent(by));
        if self.participants(conversation).next().is_some() {
            return Err(Inapplicable);
        }
        self.close_requests(conversation);
        self.choose(conversation, chosen);
        self.open_request(
            conversation,
            event.seq,
            event.at,
            RequestTarget::Chosen(chosen),
            asked_last,
        )
    }

    pub(super) fn escalated(
        &mut self,
        conversation: &ConversationId,
        group: &GroupId,
    ) -> Result<(), Inapplicable> {
        let conversation = self.known(conversation)?;
        let group = self.group(group).ok_or(Inapplicable)?;
        let call = self.main_request(conversation).ok_or(Inapplicable)?;
        let (number, home) = (call.key.request, call.target);
        if self.escalated.contains_key(&(number, group)) {
            return Err(Inapplicable);
        }
        let (count, step) = (call.escalations.saturating_add(1), call.next_step);
        self.write(RowWrite::Escalation((number, count), Some(group)));
        let step = self.step_from(number, home, step);
        self.change_request(number, |call| (call.escalations, call.next_step) = (count, step));
        Ok(())
    }

    pub(super) fn closed(
        &mut self,
        at: Timestamp,
        conversation: &ConversationId,
    ) -> Result<(), Inapplicable> {
        let conversation = self.known(conversation)?;
        self.close_requests(conversation);
        let seats: Vec<_> = self.participants(conversation).map(|(key, _)| key).collect();
        seats.into_iter().for_each(|key| self.remove_participant(key, at));
        self.write(RowWrite::Conversation(conversation, None));
        Ok(())
    }

    /// [Rule D12](crate::_rules#d12): an invited group that is gone or disabled is asked no more; once nothing is
    /// open of its call, that goes.
    pub(super) fn end_lost_invitation(&mut self, number: u64) {
        let call = self.requests.get(&number);
        if call.is_some_and(|call| match call.target {
            RequestTarget::Invited(group) => call.tellings == 0 && !self.is_enabled(group),
            RequestTarget::Chosen(_) => false,
        }) {
            self.close_request(number);
        }
    }
}
