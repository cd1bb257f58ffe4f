//! What events do to conversations, their calls and who is told of them.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::claims::OutcomeKind;
use crate::decision::DecisionRecord;
use crate::desk::apply::Misfit;
use crate::desk::event::Event;
use crate::desk::fairness::LAST_NUMBER;
use crate::desk::state::rows::{Announced, CallRow, ConversationRow, Home, Key, Team, Telling};
use crate::desk::state::{Entry, State};
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
    ) -> Result<(), Misfit> {
        if !id.is_well_formed() || priority.unsigned_abs() > LAST_NUMBER {
            return Err(Misfit);
        }
        let known = self.conversation(id);
        // One that was asked goes on, and keeps its age.
        let arrived = match known.and_then(|number| self.conversations.get(&number)) {
            Some(_) if known.is_some_and(|number| !self.is_asked(number)) => return Err(Misfit),
            Some(row) => row.arrived,
            None => event.at,
        };
        let visitor = Arc::new(visitor.clone());
        let row =
            ConversationRow { id: id.clone(), visitor, priority, arrived, chosen: Team::Workspace };
        self.write(Entry::Conversation(known.unwrap_or(event.seq), Some(row)));
        Ok(())
    }

    /// Whether the visitor of a conversation is to pick a group: nobody is inside and nothing open.
    pub(crate) fn is_asked(&self, conversation: u64) -> bool {
        self.seats(conversation).next().is_none() && self.calls_of(conversation).next().is_none()
    }

    pub(super) fn routed(
        &mut self,
        seq: u64,
        at: Timestamp,
        conversation: u64,
        decision: &DecisionRecord,
    ) -> Result<(), Misfit> {
        if self.seats(conversation).next().is_some() {
            return Err(Misfit);
        }
        let main = self.main_call(conversation).map(|call| call.key.call);
        main.into_iter().for_each(|call| self.close_call(call));
        let chosen = match decision.outcome {
            OutcomeKind::Assigned => {
                let group = decision.group.as_ref().ok_or(Misfit)?;
                Some(Team::Group(self.group(group).ok_or(Misfit)?))
            }
            OutcomeKind::Unassigned => Some(Team::Workspace),
            OutcomeKind::Ask => None,
        };
        self.choose(conversation, chosen.unwrap_or(Team::Workspace));
        match chosen {
            Some(team) => self.open_call(conversation, seq, at, Home::Chosen(team), None),
            None => Ok(()),
        }
    }

    pub(super) fn choose(&mut self, conversation: u64, chosen: Team) {
        if let Some(row) = self.conversations.get(&conversation) {
            let row = ConversationRow { chosen, ..row.clone() };
            self.write(Entry::Conversation(conversation, Some(row)));
        }
    }

    pub(super) fn open_call(
        &mut self,
        conversation: u64,
        number: u64,
        at: Timestamp,
        home: Home,
        asked_last: Option<u32>,
    ) -> Result<(), Misfit> {
        let row = self.conversations.get(&conversation).ok_or(Misfit)?;
        let urgency = Reverse(row.priority);
        let key = Key { urgency, arrived: row.arrived, conversation, call: number };
        let call = CallRow { asked_last, ..CallRow::new(key, home, at) };
        self.write(Entry::Call(number, Some(Box::new(call))));
        Ok(())
    }

    pub(super) fn change_call(&mut self, number: u64, change: impl FnOnce(&mut CallRow)) {
        if let Some(mut call) = self.calls.get(&number).cloned() {
            change(&mut call);
            self.write(Entry::Call(number, Some(Box::new(call))));
        }
    }

    /// All calls of a conversation end.
    pub(super) fn close_calls(&mut self, conversation: u64) {
        let calls: Vec<u64> = self.calls_of(conversation).map(|call| call.key.call).collect();
        calls.into_iter().for_each(|call| self.close_call(call));
    }

    /// A call ends, and what is open of it with it.
    pub(super) fn close_call(&mut self, number: u64) {
        self.forget_refusals(number);
        let of = (number, 0)..=(number, u32::MAX);
        let asked: Vec<(u64, u32)> = self.asked.range(of).map(|(key, _)| *key).collect();
        asked.into_iter().for_each(|key| self.write(Entry::Asked(key, None)));
        let Some(call) = self.calls.get(&number) else {
            return;
        };
        let (told, escalations) = (self.told_of(call), call.escalations);
        for (key, telling) in told {
            self.write(Entry::Telling(key, None));
            let less = |count: u32| count.saturating_sub(1);
            self.count_telling(key.1, telling.is_offer, less);
        }
        for escalation in 1..=escalations {
            self.write(Entry::Escalation((number, escalation), None));
        }
        self.write(Entry::Call(number, None));
    }

    pub(super) fn notified(
        &mut self,
        event: &Event,
        conversation: &ConversationId,
        group: Option<&GroupId>,
        agents: &[AgentId],
    ) -> Result<(), Misfit> {
        let conversation = self.known(conversation)?;
        let team = self.team(group).ok_or(Misfit)?;
        let seconds = self.manner(team).offer_seconds;
        let until = seconds.map(|seconds| self.ends(event.at, seconds));
        if agents.is_empty() {
            return Err(Misfit);
        }
        for (n, agent) in (0..).zip(agents) {
            let agent = self.living_agent(agent).ok_or(Misfit)?;
            self.tell(conversation, team, agent, until, false, (event.seq, n))?;
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
    ) -> Result<(), Misfit> {
        let conversation = self.known(conversation)?;
        let team = self.team(group).ok_or(Misfit)?;
        let agent = self.living_agent(agent).ok_or(Misfit)?;
        if until < event.at {
            return Err(Misfit);
        }
        self.tell(conversation, team, agent, Some(until), true, (event.seq, 0))
    }

    fn tell(
        &mut self,
        conversation: u64,
        team: Team,
        agent: u32,
        until: Option<Timestamp>,
        is_offer: bool,
        told: (u64, u32),
    ) -> Result<(), Misfit> {
        if !self.may_ask(team, agent) {
            return Err(Misfit);
        }
        let call = self.call_for(conversation, team, agent).ok_or(Misfit)?;
        let row = self.calls.get(&call).ok_or(Misfit)?;
        let is_turn = is_offer
            && matches!(row.home, Home::Chosen(_))
            && !self.is_sticky(team, conversation, agent);
        self.end_round(call);
        if is_turn {
            self.count_turn(team, agent);
        }
        let telling = Telling { call, team, at: self.now, until, is_offer, told };
        self.change_call(call, |call| {
            call.tellings = call.tellings.saturating_add(1);
            call.announced = call.announced.map(|said| Announced { stands: false, ..said });
        });
        self.write(Entry::Telling((conversation, agent), Some(telling)));
        let more = |count: u32| count.saturating_add(1);
        self.count_telling(agent, is_offer, more);
        Ok(())
    }

    /// An offer or notice is over.
    pub(super) fn end_telling(&mut self, key: (u64, u32), at: Timestamp) -> Result<(), Misfit> {
        let telling = *self.tellings.get(&key).ok_or(Misfit)?;
        self.write(Entry::Telling(key, None));
        self.change_call(telling.call, |call| {
            call.tellings = call.tellings.saturating_sub(1);
            // It has waited on where it waits again in the instant in which that was said.
            let is_said = |said: &Announced| call.tellings == 0 && said.at == at;
            if let Some(said) = call.announced.filter(is_said) {
                call.announced = Some(Announced { stands: true, ..said });
            }
        });
        self.agenda.services.extend(self.calls.get(&telling.call).map(|call| call.home.team()));
        if telling.at == at && self.has_agent(key.1) {
            self.write(Entry::Asked((telling.call, key.1), Some(at)));
        }
        self.count_telling(key.1, telling.is_offer, |count| count.saturating_sub(1));
        self.end_lost_invitation(telling.call);
        Ok(())
    }

    pub(super) fn note_refusal(&mut self, number: u64, agent: u32, at: Timestamp) {
        // An agent who is gone is forgotten.
        if !self.has_agent(agent) {
            return;
        }
        self.write(Entry::Refusal((number, agent), Some(at)));
        self.change_call(number, |call| {
            call.refusals = call.refusals.saturating_add(1);
            call.last_refusal = Some(at);
        });
    }

    pub(super) fn forget_refusal(&mut self, number: u64, agent: u32) {
        self.write(Entry::Refusal((number, agent), None));
        self.change_call(number, |call| call.refusals = call.refusals.saturating_sub(1));
    }

    /// The refusals of a call have come to count no more where nobody was left to ask for so long: a
    /// round is over ([rule D3](crate::_rules#d3)).
    pub(super) fn end_round(&mut self, number: u64) {
        if self.calls.get(&number).is_some_and(|call| self.refusals_are_over(call)) {
            self.forget_refusals(number);
            self.change_call(number, |call| call.rounds = call.rounds.saturating_add(1));
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
    ) -> Result<(), Misfit> {
        let conversation = self.known(conversation)?;
        let named = self.team(group).ok_or(Misfit)?;
        let is_meant = |call: &&CallRow| match queued {
            true => self.serving(call.home) == Some(named),
            false => call.home.team() == named,
        };
        let call =
            self.calls_of(conversation).filter(|call| call.waits()).find(is_meant).ok_or(Misfit)?;
        let (number, home) = (call.key.call, call.home);
        // Logs of before announce a call again where `service_changed` says it once for all.
        let is_news = call.is_announced() || !self.announced.contains_key(&home);
        let announced = Announced { queued, at: self.now, stands: true };
        self.change_call(number, |call| call.announced = Some(announced));
        if is_news {
            let is_served = self.serving(home).is_some();
            self.write(Entry::Service(home, Some(is_served)));
        }
        Ok(())
    }

    pub(super) fn service_changed(
        &mut self,
        group: Option<&GroupId>,
        serving: Option<&GroupId>,
    ) -> Result<(), Misfit> {
        let team = self.team(group).ok_or(Misfit)?;
        let serving = match (team, serving) {
            // Whoever is online serves whom no group takes.
            (Team::Workspace, _) => self.serving(Home::Chosen(team)),
            (Team::Group(_), serving) => {
                serving.map(|id| self.group(id).map(Team::Group).ok_or(Misfit)).transpose()?
            }
        };
        if self.note_service(team, serving) { Ok(()) } else { Err(Misfit) }
    }

    pub(super) fn invited(
        &mut self,
        event: &Event,
        conversation: &ConversationId,
        group: &GroupId,
    ) -> Result<(), Misfit> {
        let conversation = self.known(conversation)?;
        let home = Home::Invited(self.group(group).ok_or(Misfit)?);
        let is_invited = self.calls_of(conversation).any(|call| call.home == home);
        if is_invited || self.seats(conversation).next().is_none() {
            return Err(Misfit);
        }
        self.open_call(conversation, event.seq, event.at, home, None)
    }

    pub(super) fn transferred(
        &mut self,
        event: &Event,
        conversation: &ConversationId,
        group: &GroupId,
        by: Option<&AgentId>,
    ) -> Result<(), Misfit> {
        let conversation = self.known(conversation)?;
        let chosen = Team::Group(self.group(group).ok_or(Misfit)?);
        let asked_last = by.and_then(|by| self.living_agent(by));
        if self.seats(conversation).next().is_some() {
            return Err(Misfit);
        }
        self.close_calls(conversation);
        self.choose(conversation, chosen);
        self.open_call(conversation, event.seq, event.at, Home::Chosen(chosen), asked_last)
    }

    pub(super) fn escalated(
        &mut self,
        conversation: &ConversationId,
        group: &GroupId,
    ) -> Result<(), Misfit> {
        let conversation = self.known(conversation)?;
        let group = self.group(group).ok_or(Misfit)?;
        let call = self.main_call(conversation).ok_or(Misfit)?;
        let (number, home) = (call.key.call, call.home);
        if self.escalated.contains_key(&(number, group)) {
            return Err(Misfit);
        }
        let (count, step) = (call.escalations.saturating_add(1), call.next_step);
        self.write(Entry::Escalation((number, count), Some(group)));
        let step = self.step_from(number, home, step);
        self.change_call(number, |call| (call.escalations, call.next_step) = (count, step));
        Ok(())
    }

    pub(super) fn closed(
        &mut self,
        at: Timestamp,
        conversation: &ConversationId,
    ) -> Result<(), Misfit> {
        let conversation = self.known(conversation)?;
        self.close_calls(conversation);
        let seats: Vec<_> = self.seats(conversation).map(|(key, _)| key).collect();
        seats.into_iter().for_each(|key| self.empty_seat(key, at));
        self.write(Entry::Conversation(conversation, None));
        Ok(())
    }

    /// [Rule D12](crate::_rules#d12): an invited group that is gone or disabled is asked no more; once nothing is
    /// open of its call, that goes.
    pub(super) fn end_lost_invitation(&mut self, number: u64) {
        let call = self.calls.get(&number);
        if call.is_some_and(|call| match call.home {
            Home::Invited(group) => call.tellings == 0 && !self.is_enabled(group),
            Home::Chosen(_) => false,
        }) {
            self.close_call(number);
        }
    }
}
