//! What becomes due at an instant ([rule D0](crate::_rules#d0)).

use std::time::Duration;

use crate::desk::state::State;
use crate::desk::state::rows::{Participant, QueueKey, RequestRow, RequestTarget, ServingTeam};
use crate::group::Reassign;
use crate::id::{AgentId, ConversationId};
use crate::status::AgentStatus;
use crate::time::Timestamp;

/// Something that becomes due. In the order in which it is done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Deadline {
    pub(crate) at: Timestamp,
    pub(crate) due: Due,
}

/// What becomes due and is an event; retries, which come after offers and may come to nothing, and
/// schedules, which come last, are kept apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// The end of an offer or a notice ([rule D3](crate::_rules#d3)).
    Offer(ConversationId, AgentId),
    /// The agent has been offline for too long ([rule D8](crate::_rules#d8)).
    Reassign(ConversationId, AgentId),
    /// The call has waited so long that another group may serve it, the n-th of its list ([rule D9](crate::_rules#d9)).
    Escalate(ConversationId, u64, u32),
}

/// After so many rounds the time between two of them grows no more: it is 32 times the first.
const MOST_DOUBLINGS: u32 = 5;

fn later(at: Timestamp, seconds: u32) -> Timestamp {
    at.after(Duration::from_secs(seconds.into()))
}

/// What would be due at the last instant that there is never is: it would be due again at once.
fn if_ever(at: Timestamp) -> Option<Timestamp> {
    Some(at).filter(|at| *at < Timestamp::MAX)
}

impl State {
    /// The end of an offer or notice that begins now.
    pub(crate) fn ends(&self, at: Timestamp, seconds: u32) -> Timestamp {
        later(at, seconds)
    }

    fn conversation_id(&self, conversation: u64) -> ConversationId {
        self.steps.count();
        self.conversations.get(&conversation).map_or_else(|| "".into(), |row| row.id.clone())
    }

    pub(super) fn offer_deadline(
        &self,
        key: (u64, u32),
        until: Option<Timestamp>,
    ) -> Option<Deadline> {
        let at = until.and_then(if_ever)?;
        let due = Due::Offer(self.conversation_id(key.0), self.agent_id(key.1));
        Some(Deadline { at, due })
    }

    /// When an agent who is offline loses a seat.
    pub(super) fn seat_deadline(&self, conversation: u64, seat: &Participant) -> Option<Deadline> {
        let row = self.agent_row(seat.agent);
        let Reassign::AfterSeconds(seconds) = self.offer_policy(seat.group).reassign else {
            return None;
        };
        if row.status != AgentStatus::Offline || !self.has_agent(seat.agent) {
            return None;
        }
        let at = if_ever(later(row.since, seconds))?;
        let due = Due::Reassign(self.conversation_id(conversation), self.agent_id(seat.agent));
        Some(Deadline { at, due })
    }

    /// When the refusals of a call count no more, if it still waits then: each round that nobody took
    /// doubles the time ([rule D3](crate::_rules#d3)).
    pub(crate) fn retry_at(&self, call: &RequestRow) -> Option<Timestamp> {
        let refused = call.last_refusal.filter(|_| call.waits() && call.refusals > 0)?;
        let factor = 1 << call.rounds.min(MOST_DOUBLINGS);
        let seconds = self.offer_policy(call.target.team()).retry_seconds.saturating_mul(factor);
        if_ever(later(refused, seconds))
    }

    /// The next group that a call is escalated to: when, its place in the list, and which.
    pub(crate) fn next_escalation(&self, call: &RequestRow) -> Option<(Timestamp, u32, u32)> {
        let RequestTarget::Chosen(ServingTeam::Group(chosen)) = call.target else {
            return None;
        };
        let step = self.membership.escalations(chosen).get(call.next_step)?;
        let at = if_ever(later(call.opened, step.after_seconds))?;
        Some((at, step.place, step.to))
    }

    /// The first step, from one on, to a group that a call was not escalated to.
    pub(crate) fn step_from(&self, call: u64, home: RequestTarget, step: usize) -> usize {
        let RequestTarget::Chosen(ServingTeam::Group(chosen)) = home else {
            return step;
        };
        let steps = self.membership.escalations(chosen).iter().skip(step);
        let done = steps.take_while(|step| self.escalated.contains_key(&(call, step.to)));
        step + done.count()
    }

    pub(super) fn escalation_deadline(&self, call: &RequestRow) -> Option<Deadline> {
        let (at, n, _) = self.next_escalation(call)?;
        let id = self.conversation_id(call.key.conversation);
        Some(Deadline { at, due: Due::Escalate(id, call.key.request, n) })
    }

    pub(super) fn retry(&self, call: &RequestRow) -> Option<(Timestamp, QueueKey)> {
        Some((self.retry_at(call)?, call.key))
    }
}
