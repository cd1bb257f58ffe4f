//! Computes the instants at which rows become due ([rule D0](crate::_rules#d0)).

use std::time::Duration;

use crate::desk::state::State;
use crate::desk::state::deadline::{Deadline, Due};
use crate::desk::state::membership::EscalationStep;
use crate::desk::state::rows::{Participant, QueueKey, RequestRow, RequestTarget, ServingTeam};
use crate::group::Reassign;
use crate::ix::{AgentIx, ConversationNo, RequestNo};
use crate::status::AgentStatus;
use crate::time::Timestamp;

/// The time between two rounds doubles this many times. It is then 32 times the first.
const MAX_DOUBLINGS: u32 = 5;

/// Returns the instant some seconds after another one.
fn later(at: Timestamp, seconds: u32) -> Timestamp {
    at.after(Duration::from_secs(seconds.into()))
}

/// Returns an instant, or `None` if it is the last possible one. An event that is due at the last instant would be due
/// again at once, without end.
fn before_end_of_time(at: Timestamp) -> Option<Timestamp> {
    Some(at).filter(|at| *at < Timestamp::MAX)
}

impl State {
    /// Returns when an offer or a notice expires that begins at an instant.
    pub(crate) fn expiry(&self, at: Timestamp, seconds: u32) -> Timestamp {
        later(at, seconds)
    }

    /// Returns the deadline of an offer or a notice.
    pub(super) fn offer_deadline(
        &self,
        (conversation, agent): (ConversationNo, AgentIx),
        until: Option<Timestamp>,
    ) -> Option<Deadline> {
        self.work.count();
        let at = until.and_then(before_end_of_time)?;
        let due = Due::Offer(self.conversation_id(conversation), self.agent_id(agent));
        Some(Deadline { at, due })
    }

    /// Returns when an agent who is offline leaves a conversation.
    pub(super) fn participant_deadline(
        &self,
        conversation: ConversationNo,
        participant: &Participant,
    ) -> Option<Deadline> {
        let row = self.agent_row(participant.agent);
        let Reassign::AfterSeconds(seconds) = self.offer_policy(participant.group).reassign else {
            return None;
        };
        // An agent whom the workspace no longer has leaves when the workspace is replaced, without a deadline.
        if row.status != AgentStatus::Offline || !self.has_agent(participant.agent) {
            return None;
        }
        self.work.count();
        let at = before_end_of_time(later(row.since, seconds))?;
        let agent = self.agent_id(participant.agent);
        Some(Deadline { at, due: Due::Reassign(self.conversation_id(conversation), agent) })
    }

    /// Returns when the refusals of a request expire, if it still waits then. Each round in which nobody took it
    /// doubles the time ([rule D3](crate::_rules#d3)).
    pub(crate) fn retry_at(&self, request: &RequestRow) -> Option<Timestamp> {
        let has_refusals = request.waits() && request.refusals > 0;
        let refused = request.last_refusal.filter(|_| has_refusals)?;
        // Exponential backoff with a limit: while nobody takes a request, it is offered less and less often.
        let factor = 1 << request.rounds.min(MAX_DOUBLINGS);
        let policy = self.offer_policy(request.target.team());
        before_end_of_time(later(refused, policy.retry_seconds.saturating_mul(factor)))
    }

    /// Returns the next escalation of a request and when it is due.
    pub(crate) fn next_escalation(
        &self,
        request: &RequestRow,
    ) -> Option<(Timestamp, EscalationStep)> {
        // Escalations are a setting of groups, and an invitation has none (invariant V6).
        let RequestTarget::Chosen(ServingTeam::Group(chosen)) = request.target else {
            return None;
        };
        let step = *self.membership.escalations(chosen).get(request.next_step)?;
        let at = before_end_of_time(later(request.opened, step.after_seconds))?;
        Some((at, step))
    }

    /// Returns the first escalation step, from `step` on, to a group that a request was not escalated to.
    pub(crate) fn next_step_from(
        &self,
        request: RequestNo,
        target: RequestTarget,
        step: usize,
    ) -> usize {
        let RequestTarget::Chosen(ServingTeam::Group(chosen)) = target else {
            return step;
        };
        let steps = self.membership.escalations(chosen).iter().skip(step);
        // A group that the request was escalated to is skipped, because a second escalation to it would change nothing.
        let is_done =
            |step: &&EscalationStep| self.escalations_by_group.contains_key(&(request, step.to));
        step + steps.take_while(is_done).count()
    }

    /// Returns the deadline of the next escalation of a request.
    pub(super) fn escalation_deadline(&self, request: &RequestRow) -> Option<Deadline> {
        let (at, step) = self.next_escalation(request)?;
        self.work.count();
        let id = self.conversation_id(request.key.conversation);
        Some(Deadline { at, due: Due::Escalate(id, request.key.request, step.position) })
    }

    /// Returns the entry of a request in the table of retries.
    pub(super) fn retry(&self, request: &RequestRow) -> Option<(Timestamp, QueueKey)> {
        Some((self.retry_at(request)?, request.key))
    }
}
