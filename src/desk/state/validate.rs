//! What holds of every state between two events ([rule B3](crate::_rules#b3)). A snapshot that breaks one of these
//! was not written by a desk.

use std::collections::BTreeSet;

use crate::desk::ordering::LAST_NUMBER;
use crate::desk::snapshot::RestoreError;
use crate::desk::state::State;
use crate::desk::state::rows::{AgentRow, RequestRow, RequestTarget, ServingTeam};
use crate::id::CommandId;
use crate::time::Timestamp;
use crate::visitor::MAX_ID_BYTES;

/// The last event after which a desk is restored: as many numbers are left for what follows.
const LAST_VERSION: u64 = LAST_NUMBER / 2;

fn holds(it: bool, otherwise: &'static str) -> Result<(), RestoreError> {
    if it { Ok(()) } else { Err(RestoreError::Inconsistent(otherwise)) }
}

impl State {
    /// Checks the invariants of the tables:
    ///
    /// 1. There is an instant if there is an event, and no row is later than that or of a later event.
    ///    Numbers are at most 2^53 - 1, and half of them are left for the events that follow.
    /// 2. No two conversations, calls and seats came of the same event. A conversation is older than its
    ///    calls and seats, a call than whom it tells.
    /// 3. A conversation has agents inside or one call for its chosen group, or neither: then the visitor
    ///    is asked. Only one with agents inside has invitations, of each group one.
    /// 4. Nobody is inside and told of the same conversation, nor told of a call that they have refused.
    /// 5. An offer has an end, and what is open has not ended.
    /// 6. A call keeps refusals if it knows the last one, and none is later. It has heard that it waits,
    ///    and nothing since then, only while it waits.
    /// 7. What was said of who serves is kept of exactly those for whom calls were announced.
    /// 8. Last agents and commands are as many as are kept, each of one event.
    pub(super) fn validate(&self) -> Result<(), RestoreError> {
        self.validate_numbers()?;
        holds(self.removed.are_well_formed(), "an id is not well formed")?;
        (0..).zip(&self.agents).try_for_each(|(agent, row)| self.validate_agent(agent, row))?;
        self.conversations.keys().try_for_each(|number| self.validate_conversation(*number))?;
        self.requests.values().try_for_each(|call| self.validate_call(call))?;
        self.validate_tellings()?;
        let is_right = self.service.keys().eq(self.heard.keys());
        holds(is_right, "what was said of who serves is not that of the calls that heard it")?;
        self.validate_memory()
    }

    fn is_past(&self, at: Timestamp) -> bool {
        self.clock.is_some_and(|clock| at <= clock)
    }

    fn is_event(&self, number: u64) -> bool {
        (1..=self.version).contains(&number)
    }

    fn validate_numbers(&self) -> Result<(), RestoreError> {
        let is_right = (self.version == 0) == self.clock.is_none();
        holds(is_right, "its version and its instant do not fit")?;
        holds(self.version <= LAST_VERSION, "its version leaves no numbers for what follows")?;
        let conversations = self.conversations.keys().copied();
        let seats = self.participants.keys().map(|(_, seq)| *seq);
        let mut seen = BTreeSet::new();
        let mut numbers = conversations.chain(self.requests.keys().copied()).chain(seats);
        let are_events = numbers.all(|number| self.is_event(number) && seen.insert(number));
        holds(are_events, "events are missing or used twice")
    }

    fn validate_agent(&self, agent: u32, row: &AgentRow) -> Result<(), RestoreError> {
        let is_new = row.status == AgentRow::NEW.status && row.since == AgentRow::NEW.since;
        let is_right = !self.has_agent(agent) || is_new || self.is_past(row.since);
        let is_idle = row.idle == AgentRow::NEW.idle || self.is_past(row.idle);
        holds(is_right && is_idle, "an agent's status is of no event")
    }

    fn validate_conversation(&self, number: u64) -> Result<(), RestoreError> {
        let Some(row) = self.conversations.get(&number) else {
            return Ok(());
        };
        holds(row.id.is_well_formed(), "an id is not well formed")?;
        let is_number = row.priority.unsigned_abs() <= LAST_NUMBER;
        holds(is_number, "a priority is no whole number that every reader of JSON keeps")?;
        holds(self.is_past(row.arrived), "a conversation arrives after the last event")?;
        let has_seats = self.participants(number).next().is_some();
        let are_later = self.participants(number).all(|((_, seq), _)| seq > number);
        holds(are_later, "somebody is inside before the conversation is there")?;
        let mut mains = 0;
        let mut invited = BTreeSet::new();
        for call in self.requests_of(number) {
            holds(call.key.request > number, "a call is older than its conversation")?;
            let is_right = match call.target {
                RequestTarget::Chosen(team) => {
                    mains += 1;
                    !has_seats && team == row.chosen
                }
                RequestTarget::Invited(group) => has_seats && invited.insert(group),
            };
            holds(is_right && mains <= 1, "a conversation has calls that it cannot have")?;
        }
        Ok(())
    }

    fn validate_call(&self, call: &RequestRow) -> Result<(), RestoreError> {
        let of = (call.key.request, 0)..=(call.key.request, u32::MAX);
        let since = |at: Timestamp| at >= call.opened && self.is_past(at);
        let is_opened = call.opened >= call.key.arrived && self.is_past(call.opened);
        holds(is_opened, "a call is opened before it arrives or after the last event")?;
        let is_told = |agent: u32| {
            let telling = self.offers.get(&(call.key.conversation, agent));
            telling.is_some_and(|telling| telling.call == call.key.request)
        };
        let mut refusals = self.refusals.range(of.clone());
        let are_refused = refusals.all(|((_, agent), at)| {
            since(*at) && call.last_refusal.is_some_and(|last| *at <= last) && !is_told(*agent)
        });
        let is_last = call.last_refusal.is_none_or(since);
        holds(are_refused && is_last, "a call's refusals contradict each other")?;
        let is_of_group = matches!(call.target, RequestTarget::Chosen(ServingTeam::Group(_)));
        holds(call.escalations == 0 || is_of_group, "a call is escalated that cannot be")?;
        holds(call.asked_last.is_none() || is_of_group, "a call was handed over that cannot be")?;
        let is_said = call.announced.is_none_or(|said| self.is_past(said.at));
        let is_heard = call.announced.is_none_or(|said| call.waits() || !said.is_current);
        holds(is_said && is_heard, "a call is said to wait that does not")?;
        let mut asked = self.asked.range(of);
        holds(asked.all(|((_, agent), _)| !is_told(*agent)), "who is told has lost that")
    }

    fn validate_tellings(&self) -> Result<(), RestoreError> {
        let mut seen = BTreeSet::new();
        for ((conversation, agent), telling) in &self.offers {
            let (seq, _) = telling.event;
            let is_new = seq > telling.call && self.is_event(seq) && seen.insert(telling.event);
            holds(is_new && self.is_past(telling.at), "an agent is told by no event")?;
            let is_outside = self.participant(*conversation, *agent).is_none();
            holds(is_outside, "an agent is inside and told of the same conversation")?;
            let has_ended = telling.until.is_some_and(|until| Some(until) < self.clock);
            let is_open = !has_ended && (telling.until.is_some() || !telling.is_offer);
            holds(is_open, "an offer has no end, or has ended")?;
        }
        Ok(())
    }

    fn validate_memory(&self) -> Result<(), RestoreError> {
        let mut turns =
            self.turn_counts.values().chain(self.turn_floors.values().map(|floor| &floor.turns));
        holds(turns.all(|turns| *turns <= LAST_NUMBER), "there are too many turns")?;
        let is_kept = |visitor: &str| (1..=MAX_ID_BYTES).contains(&visitor.len());
        let mut visitors = self.last_agents.iter();
        let visitors_fit = self.last_agents.len() <= self.retention.visitors as usize
            && self.visitors_by_age.len() == self.last_agents.len()
            && visitors.all(|(visitor, (seq, agent))| {
                is_kept(visitor) && self.is_event(*seq) && agent.is_well_formed()
            });
        holds(visitors_fit, "last agents are of no event")?;
        let mut last = 0;
        let by_age = self.causes_by_age.values();
        let mut commands = by_age.filter_map(|id| Some((id, self.causes.get(id)?)));
        let commands_fit = self.causes.len() <= self.retention.commands as usize
            && self.causes_by_age.len() == self.causes.len()
            && commands.all(|(id, (first, end))| {
                let follows = last < *first && first <= end && self.is_event(*end);
                last = *end;
                follows && CommandId::is_well_formed(id)
            });
        holds(commands_fit, "commands are of no event")
    }
}
