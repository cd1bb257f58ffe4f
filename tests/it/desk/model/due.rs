//! What time alone brings (rules D0, D13): one thing after the other, each at its own instant.

use std::time::Duration;

use frontdesk::Timestamp;
use frontdesk::presence::AgentStatus;
use frontdesk::settings::Reassign;
use serde_json::json;

use super::state::{Request, Model};

/// In the order in which things of one instant are done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// Of a conversation, to an agent; the request.
    End(String, String, u64),
    /// Of a conversation.
    Retry(String),
    /// Of a conversation, from an agent.
    Reassign(String, String),
    /// Of a conversation, by the place in the group's list, to a group; the request.
    Escalate(String, usize, String, u64),
    Schedule(String),
}

impl Model {
    /// Does all that is due up to an instant.
    pub(super) fn do_due(&mut self, limit: Timestamp) {
        while let Some((at, due)) = self.first_due().filter(|(at, _)| *at <= limit) {
            self.now = at.max(self.now);
            self.do_one(due);
            self.settle();
        }
    }

    /// When something is due next.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.first_due().map(|(at, _)| at)
    }

    fn do_one(&mut self, due: Due) {
        match due {
            Due::End(_, agent, key) => self.refuse(key, &agent, "offer_expired"),
            Due::Reassign(conversation, agent) => {
                self.withdraw_invitations(&conversation, &agent);
                let gone = self.leave(&conversation, &agent);
                self.reopen_if_empty(&conversation, &gone);
            }
            Due::Escalate(conversation, _, to, key) => {
                self.emit("escalated", json!({"conversation": conversation, "group": to}));
                self.request_mut(key).escalated.push(to);
            }
            // What these bring, settling finds.
            Due::Retry(_) | Due::Schedule(_) => {}
        }
    }

    /// Ends the rounds that are over (D3): nobody is told of the request, and the time to ask those who
    /// refused again has come.
    pub(super) fn end_rounds(&mut self) {
        let keys = self.requests_in_order();
        for key in keys {
            let (_, request) = self.request(key);
            let is_over = self.retried_at(request).is_some_and(|at| at <= self.now);
            if is_over {
                let request = self.request_mut(key);
                request.refused.clear();
                request.rounds += 1;
            }
        }
    }

    /// When the refusals of a request count no more; each round takes twice as long as the one before it.
    fn retried_at(&self, request: &Request) -> Option<Timestamp> {
        if request.has_open_offer() || request.refused.is_empty() {
            return None;
        }
        let group = request.group.as_deref().and_then(|id| self.group(id));
        let mut seconds = group.map_or(60, |group| group.retry_seconds);
        for _ in 0..request.rounds.min(5) {
            seconds *= 2;
        }
        request.last_refusal.map(|last| later(last, seconds))
    }

    /// The earliest thing to come. All has settled, so that who is not told could not be.
    fn first_due(&self) -> Option<(Timestamp, Due)> {
        let mut due = Vec::new();
        for conversation in &self.conversations {
            for participant in &conversation.participants {
                if let Some(at) = self.reassigned_at(&participant.agent, participant.group.as_deref()) {
                    due.push((at, Due::Reassign(conversation.id.clone(), participant.agent.clone())));
                }
            }
            for request in &conversation.requests {
                let id = &conversation.id;
                for offer in &request.offers {
                    if let Some(until) = offer.until {
                        due.push((until, Due::End(id.clone(), offer.agent.clone(), request.key)));
                    }
                }
                let group = request.group.as_deref().and_then(|id| self.group(id));
                due.extend(self.retried_at(request).map(|at| (at, Due::Retry(id.clone()))));
                // What had to wait for the next instant.
                let was_asked = request.offered_to.iter().any(|(_, at)| *at == self.now);
                due.extend(was_asked.then(|| (next(self.now), Due::Retry(id.clone()))));
                let steps = group.filter(|_| !request.is_invited).map(|group| &group.escalation);
                for (place, step) in steps.into_iter().flatten().enumerate() {
                    let to = step.to.to_string();
                    // A disabled group gets nobody.
                    if self.enabled_group(&to).is_some() && !request.escalated.contains(&to) {
                        let at = later(request.opened, step.after_seconds);
                        due.push((at, Due::Escalate(id.clone(), place, to, request.key)));
                    }
                }
            }
        }
        let changed = self.service_changes.iter().any(|(_, at)| *at == self.now);
        due.extend(changed.then(|| (next(self.now), Due::Retry(String::new()))));
        for schedule in &self.workspace().draft().schedules {
            let hours = self.workspace().hours(&schedule.id).expect("a checked schedule exists");
            let change = hours.next_change(self.now);
            due.extend(change.map(|at| (at, Due::Schedule(schedule.id.to_string()))));
        }
        due.into_iter().min()
    }

    /// D8: when a conversation of an agent who is offline waits again.
    fn reassigned_at(&self, agent: &str, group: Option<&str>) -> Option<Timestamp> {
        let agent_state = self.agent_states.iter().find(|agent_state| agent_state.id == agent)?;
        let since = agent_state.went_offline.filter(|_| agent_state.status == AgentStatus::Offline)?;
        match group.and_then(|id| self.group(id)).map(|group| group.reassign).unwrap_or_default() {
            Reassign::AfterSeconds(seconds) => Some(later(since, seconds)),
            Reassign::Never => None,
        }
    }
}

fn next(at: Timestamp) -> Timestamp {
    at.after(Duration::from_millis(1))
}

fn later(at: Timestamp, seconds: u32) -> Timestamp {
    at.after(Duration::from_secs(seconds.into()))
}
