//! What each event does to the state: the only thing that changes it.

mod people;
mod requests;
mod workspace;

use std::sync::Arc;

use crate::desk::digest::Digest;
use crate::desk::event::{Event, EventKind};
use crate::desk::state::rows::ScheduleState;
use crate::desk::state::{RowWrite, State};
use crate::id::{AgentId, CommandId, ConversationId, GroupId};
use crate::router::Router;
use crate::time::Timestamp;

/// Why an event was not applied; nothing has changed then.
///
/// ```
/// use std::sync::Arc;
/// use frontdesk::{Agent, Draft, Router};
/// use frontdesk::desk::{ApplyError, Command, Desk};
/// use frontdesk::presence::AgentStatus;
/// let router = Arc::new(Router::new(Draft::new().agent(Agent::new("a1")).check()?));
/// let mut desk = Desk::new(router);
/// let events = desk.handle("2026-11-22T10:00:00Z".parse()?, &Command::presence("a1", AgentStatus::Online)).events;
/// let error = desk.apply(&events[0]).unwrap_err();
/// assert_eq!(error, ApplyError::Repeated(1));
/// assert_eq!(error.to_string(), "event 1 was applied already");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// An event between the desk's last one and this is missing.
    #[error("event {found} follows event {last}: there is a gap")]
    Gap {
        /// The desk's version.
        last: u64,
        /// The number of the event.
        found: u64,
    },
    /// The event, or another of its number, was applied already.
    #[error("event {0} was applied already")]
    Repeated(u64),
    /// The event does not follow from this desk's state: it is of another log or another workspace.
    #[error("event {0} does not belong to this log")]
    Foreign(u64),
    /// The look-up knows no router of the workspace by which the log goes on ([rule D12](crate::_rules#d12)).
    #[error("event {seq} replaces the workspace by one that is not known: {digest}")]
    UnknownWorkspace {
        /// The number of the event.
        seq: u64,
        /// Which workspace.
        digest: Digest,
    },
}

/// The event does not fit the state.
pub(super) struct Inapplicable;

/// Where routers of other workspaces are found.
pub(crate) type IdLookup<'a> = &'a dyn Fn(&Digest) -> Option<Arc<Router>>;

impl State {
    /// Does to the state what an event says, or nothing.
    pub(crate) fn apply(&mut self, event: &Event, routers: IdLookup<'_>) -> Result<(), ApplyError> {
        let next = self.version.saturating_add(1);
        if event.seq < next {
            return Err(ApplyError::Repeated(event.seq));
        }
        if event.seq > next {
            return Err(ApplyError::Gap { last: self.version, found: event.seq });
        }
        let is_early = self.clock.is_some_and(|clock| event.at < clock);
        let has_id = event.cause.as_ref().is_none_or(CommandId::is_well_formed);
        if is_early || !has_id {
            return Err(ApplyError::Foreign(event.seq));
        }
        let router = match &event.kind {
            EventKind::WorkspaceReplaced { digest, .. } => {
                let unknown = ApplyError::UnknownWorkspace { seq: event.seq, digest: *digest };
                Some(routers(digest).ok_or(unknown)?)
            }
            _ => None,
        };
        self.advance_to(event.at);
        self.apply_kind(event, router).map_err(|Inapplicable| ApplyError::Foreign(event.seq))?;
        self.write(RowWrite::Clock(event.seq, Some(event.at)));
        self.remember_cause(event);
        Ok(())
    }

    fn apply_kind(
        &mut self,
        event: &Event,
        router: Option<Arc<Router>>,
    ) -> Result<(), Inapplicable> {
        use EventKind as E;
        let (seq, at) = (event.seq, event.at);
        match &event.kind {
            E::PresenceChanged { agent, status } => {
                let agent = self.living_agent(agent).ok_or(Inapplicable)?;
                self.change_status(agent, *status, at);
                Ok(())
            }
            E::Arrived { conversation, visitor, priority } => {
                self.arrived(event, conversation, visitor, *priority)
            }
            E::Routed { conversation, decision } => {
                self.routed(seq, at, self.known(conversation)?, decision)
            }
            E::Asked { conversation } => {
                let conversation = self.known(conversation)?;
                let is_open = self.requests_of(conversation).next().is_some();
                if is_open { Err(Inapplicable) } else { Ok(()) }
            }
            E::Notified { conversation, group, agents } => {
                self.notified(event, conversation, group.as_ref(), agents)
            }
            E::Offered { conversation, group, agent, until } => {
                self.offered(event, conversation, group.as_ref(), agent, *until)
            }
            E::OfferExpired { conversation, group, agent }
            | E::Declined { conversation, group, agent } => {
                self.refused(at, conversation, group.as_ref(), agent)
            }
            E::Withdrawn { conversation, group, agent } => {
                let key = self.offer(conversation, group.as_ref(), agent)?;
                self.end_offer(key, at)
            }
            E::Queued { conversation, group } => self.announced(conversation, group.as_ref(), true),
            E::MessageTaken { conversation, group } => {
                self.announced(conversation, group.as_ref(), false)
            }
            E::ServiceChanged { group, serving } => {
                self.service_changed(group.as_ref(), serving.as_ref())
            }
            E::Joined { conversation, group, agent, .. } => {
                self.joined(event, conversation, group.as_ref(), agent)
            }
            E::Left { conversation, agent } => self.left(event, conversation, agent),
            E::Invited { conversation, group, .. } => self.invited(event, conversation, group),
            E::Transferred { conversation, group, by } => {
                self.transferred(event, conversation, group, by.as_ref())
            }
            E::Escalated { conversation, group } => self.escalated(conversation, group),
            E::Closed { conversation } => self.closed(at, conversation),
            E::WorkspaceReplaced { .. } => self.replaced(at, router.ok_or(Inapplicable)?),
        }
    }

    /// The instant that is looked at, schedules included: each that has changed is known to change
    /// next after it.
    pub(crate) fn advance_to(&mut self, at: Timestamp) {
        self.now = at;
        if self.clock.is_none() {
            self.track_schedules(at);
        }
        self.begin_instant();
        while let Some((_, schedule)) =
            self.schedule_changes_by_time.first().filter(|(change, _)| *change <= at).copied()
        {
            self.on_schedule_change(schedule, at);
        }
    }

    /// Notes how every schedule is and when it changes next.
    pub(crate) fn track_schedules(&mut self, at: Timestamp) {
        let schedules = self.router.workspace().all_hours().len();
        for schedule in (0..).take(schedules) {
            self.on_schedule_change(schedule, at);
        }
    }

    /// A schedule has changed: the groups that keep it may stand otherwise.
    fn on_schedule_change(&mut self, schedule: u32, at: Timestamp) {
        if let Some(hours) = self.router.workspace().hours_at(schedule) {
            let door = ScheduleState { is_open: hours.is_open(at), next: hours.next_change(at) };
            self.write(RowWrite::Schedule(schedule, door));
        }
    }

    /// [Rule D14](crate::_rules#d14): the first and the last event of a command with an id.
    fn remember_cause(&mut self, event: &Event) {
        let Some(cause) = &event.cause else {
            return;
        };
        let first = match self.causes.get(cause) {
            Some((first, last)) if last.saturating_add(1) == event.seq => *first,
            _ => event.seq,
        };
        self.write(RowWrite::Cause(cause.clone(), Some((first, event.seq))));
        if self.causes.len() > self.retention.commands as usize {
            let oldest = self.causes_by_age.first_key_value().map(|(_, id)| id.clone());
            oldest.into_iter().for_each(|id| self.write(RowWrite::Cause(id, None)));
        }
    }

    /// The conversation that an event names.
    fn known(&self, id: &ConversationId) -> Result<u64, Inapplicable> {
        self.conversation(id).ok_or(Inapplicable)
    }

    /// The telling that an event names.
    fn offer(
        &self,
        conversation: &ConversationId,
        group: Option<&GroupId>,
        agent: &AgentId,
    ) -> Result<(u64, u32), Inapplicable> {
        let key = (self.known(conversation)?, self.agent(agent).ok_or(Inapplicable)?);
        let team = self.team(group).ok_or(Inapplicable)?;
        let telling = self.offers.get(&key).ok_or(Inapplicable)?;
        if telling.team == team { Ok(key) } else { Err(Inapplicable) }
    }
}
