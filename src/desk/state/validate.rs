//! The invariants of the tables, V1 to V8 of the [module documentation](super), in every state between two events
//! ([rule B3](crate::_rules#b3)). A snapshot that breaks one of them was not written by a desk.

use std::collections::BTreeSet;
use std::fmt;

use crate::desk::ordering::LAST_NUMBER;
use crate::desk::snapshot::RestoreError;
use crate::desk::state::State;
use crate::desk::state::rows::{AgentRow, RequestRow, RequestTarget, ServingTeam};
use crate::id::CommandId;
use crate::ix::{AgentIx, ConversationNo, EventNo, keys_with};
use crate::time::Timestamp;
use crate::visitor::MAX_ID_BYTES;

/// The last event after which a desk is restored. The rest of the numbers is left for the events that follow.
const LAST_VERSION: EventNo = EventNo::new(LAST_NUMBER / 2);

/// A broken invariant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The number of the invariant, without the V.
    pub(super) invariant: u8,
    pub(super) text: &'static str,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "V{}: {}", self.invariant, self.text)
    }
}

impl From<Violation> for RestoreError {
    fn from(violation: Violation) -> Self {
        Self::Inconsistent(violation.text)
    }
}

/// Returns a violation of an invariant unless it holds. The text is what [`RestoreError`] says.
pub(super) fn check(invariant: u8, holds: bool, text: &'static str) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation { invariant, text }) }
}

impl State {
    /// Checks every invariant of the tables and of what is derived from them. Costs linear time at least.
    pub(crate) fn validate(&self) -> Result<(), Violation> {
        self.validate_tables()?;
        self.validate_derived()
    }

    /// Checks the invariants of the tables: V1 to V8.
    pub(super) fn validate_tables(&self) -> Result<(), Violation> {
        self.validate_numbers()?;
        check(2, self.removed.are_well_formed(), "an id is not well formed")?;
        let agents = AgentIx::all(self.agents.len()).zip(&self.agents);
        for (agent, row) in agents {
            self.validate_agent(agent, row)?;
        }
        for number in self.conversations.keys() {
            self.validate_conversation(*number)?;
        }
        for request in self.requests.values() {
            self.validate_request(request)?;
        }
        self.validate_offers()?;
        check(
            7,
            self.service.keys().eq(self.ever_announced.keys()),
            "what was said of who serves is not that of the calls that heard it",
        )?;
        self.validate_retained()
    }

    fn is_past(&self, at: Timestamp) -> bool {
        self.clock.is_some_and(|clock| at <= clock)
    }

    fn is_event(&self, number: u64) -> bool {
        (1..=self.version.number()).contains(&number)
    }

    /// V1 and V2: the version, and the events of conversations, requests and participants.
    fn validate_numbers(&self) -> Result<(), Violation> {
        let has_instant = (self.version == EventNo::MIN) == self.clock.is_none();
        check(1, has_instant, "its version and its instant do not fit")?;
        let has_numbers_left = self.version <= LAST_VERSION;
        check(1, has_numbers_left, "its version leaves no numbers for what follows")?;
        let conversations = self.conversations.keys().map(|number| number.number());
        let requests = self.requests.keys().map(|number| number.number());
        let participants = self.participants.keys().map(|(_, event)| event.number());
        // An event opens or adds one item, so no number occurs in two of the tables.
        let mut seen = BTreeSet::new();
        let mut numbers = conversations.chain(requests).chain(participants);
        let are_distinct = numbers.all(|number| self.is_event(number) && seen.insert(number));
        check(2, are_distinct, "events are missing or used twice")
    }

    /// V1: the instants of an agent.
    fn validate_agent(&self, agent: AgentIx, row: &AgentRow) -> Result<(), Violation> {
        // The row of an agent whom no event has named has the least instant, which is the instant of no event.
        let is_new = row.status == AgentRow::NEW.status && row.since == AgentRow::NEW.since;
        let has_past_status = !self.has_agent(agent) || is_new || self.is_past(row.since);
        let has_past_idle = row.idle == AgentRow::NEW.idle || self.is_past(row.idle);
        check(1, has_past_status && has_past_idle, "an agent's status is of no event")
    }

    /// V1 to V3: a conversation with its participants and requests.
    fn validate_conversation(&self, number: ConversationNo) -> Result<(), Violation> {
        let Some(row) = self.conversations.get(&number) else {
            return Ok(());
        };
        check(2, row.id.is_well_formed(), "an id is not well formed")?;
        let is_number = row.priority.unsigned_abs() <= LAST_NUMBER;
        check(1, is_number, "a priority is no whole number that every reader of JSON keeps")?;
        check(1, self.is_past(row.arrived), "a conversation arrives after the last event")?;
        let has_participants = self.participants(number).next().is_some();
        let is_older = |event: EventNo| event.number() > number.number();
        let are_later = self.participants(number).all(|((_, event), _)| is_older(event));
        check(2, are_later, "somebody is inside before the conversation is there")?;
        let mut chosen = 0;
        let mut invited = BTreeSet::new();
        for request in self.requests_of(number) {
            let is_later = request.key.request.number() > number.number();
            check(2, is_later, "a call is older than its conversation")?;
            let is_allowed = match request.target {
                RequestTarget::Chosen(team) => {
                    chosen += 1;
                    !has_participants && team == row.chosen
                }
                RequestTarget::Invited(group) => has_participants && invited.insert(group),
            };
            let text = "a conversation has calls that it cannot have";
            check(3, is_allowed && chosen <= 1, text)?;
        }
        Ok(())
    }

    /// V1, V4 and V6: a request with its refusals, escalations and announcement.
    fn validate_request(&self, request: &RequestRow) -> Result<(), Violation> {
        let number = request.key.request;
        let is_since = |at: Timestamp| at >= request.opened && self.is_past(at);
        let is_opened = request.opened >= request.key.arrived && self.is_past(request.opened);
        check(1, is_opened, "a call is opened before it arrives or after the last event")?;
        let has_offer = |agent: AgentIx| {
            let offer = self.offers.get(&(request.key.conversation, agent));
            offer.is_some_and(|offer| offer.request == number)
        };
        let last = request.last_refusal;
        let mut refusals = self.refusals.range(keys_with(number));
        let text = "a call's refusals contradict each other";
        let are_known =
            refusals.clone().all(|(_, at)| is_since(*at) && last.is_some_and(|last| *at <= last));
        check(6, are_known && last.is_none_or(is_since), text)?;
        check(4, refusals.all(|((_, agent), _)| !has_offer(*agent)), text)?;
        let is_of_group = matches!(request.target, RequestTarget::Chosen(ServingTeam::Group(_)));
        let is_escalated = request.escalations > 0;
        check(6, !is_escalated || is_of_group, "a call is escalated that cannot be")?;
        let is_transferred = request.transferred_by.is_some();
        check(6, !is_transferred || is_of_group, "a call was handed over that cannot be")?;
        let is_past = request.announced.is_none_or(|said| self.is_past(said.at));
        let is_right = request.announced.is_none_or(|said| request.waits() || !said.is_current);
        check(6, is_past && is_right, "a call is said to wait that does not")?;
        let mut cooldowns = self.cooldowns.range(keys_with(number));
        let have_no_offer = cooldowns.all(|((_, agent), _)| !has_offer(*agent));
        check(4, have_no_offer, "who is told has lost that")
    }

    /// V1, V2, V4 and V5: offers and notices.
    fn validate_offers(&self) -> Result<(), Violation> {
        let mut seen = BTreeSet::new();
        for ((conversation, agent), offer) in &self.offers {
            let event = offer.event.0.number();
            let is_later = event > offer.request.number() && self.is_event(event);
            // One event can notify several agents. Each has a position of its own in its list.
            let is_new = is_later && seen.insert(offer.event);
            check(2, is_new && self.is_past(offer.at), "an agent is told by no event")?;
            let is_outside = self.participant(*conversation, *agent).is_none();
            check(4, is_outside, "an agent is inside and told of the same conversation")?;
            let has_ended = offer.until.is_some_and(|until| Some(until) < self.clock);
            let is_open = !has_ended && (offer.until.is_some() || !offer.is_offer);
            check(5, is_open, "an offer has no end, or has ended")?;
        }
        Ok(())
    }

    /// V1 and V8: turns, and what is retained of visitors and commands.
    fn validate_retained(&self) -> Result<(), Violation> {
        let floors = self.turn_floors.values().map(|floor| &floor.turns);
        let mut turns = self.turn_counts.values().chain(floors);
        check(1, turns.all(|turns| *turns <= LAST_NUMBER), "there are too many turns")?;
        let is_kept = |visitor: &str| (1..=MAX_ID_BYTES).contains(&visitor.len());
        let mut visitors = self.last_agents.iter();
        let visitors_fit = self.last_agents.len() <= self.retention.visitors as usize
            && self.visitors_by_age.len() == self.last_agents.len()
            && visitors.all(|(visitor, (event, agent))| {
                is_kept(visitor) && self.is_event(event.number()) && agent.is_well_formed()
            });
        check(8, visitors_fit, "last agents are of no event")?;
        let mut last = EventNo::MIN;
        let by_age = self.commands_by_age.values();
        let mut commands = by_age.filter_map(|id| Some((id, self.commands.get(id)?)));
        let commands_fit = self.commands.len() <= self.retention.commands as usize
            && self.commands_by_age.len() == self.commands.len()
            && commands.all(|(id, (first, end))| {
                // The commands are in the order of their first events, so their ranges overlap unless each begins after
                // the last one ends.
                let follows = last < *first && first <= end && self.is_event(end.number());
                last = *end;
                follows && CommandId::is_well_formed(id)
            });
        check(8, commands_fit, "commands are of no event")
    }
}
