//! Applies events to the state. Nothing else changes the state.

mod people;
mod requests;
mod workspace;

use std::sync::Arc;

use crate::desk::digest::Digest;
use crate::desk::event::{Event, EventKind};
use crate::desk::state::rows::ScheduleState;
use crate::desk::state::{RowWrite, State};
use crate::id::{AgentId, CommandId, ConversationId, GroupId};
use crate::ix::{AgentIx, ConversationNo, EventNo, ScheduleIx};
use crate::router::Router;
use crate::time::Timestamp;

/// Why an event was not applied. The desk has not changed.
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
    /// At least one event is missing between the desk's last event and this one.
    #[error("event {found} follows event {last}: there is a gap")]
    Gap {
        /// The number of the desk's last event.
        last: u64,
        /// The number of the event.
        found: u64,
    },
    /// The desk has already applied an event with this number.
    #[error("event {0} was applied already")]
    Repeated(u64),
    /// The event does not fit the state of this desk. It belongs to another log or to another workspace.
    #[error("event {0} does not belong to this log")]
    Foreign(u64),
    /// The event replaces the workspace, and the look-up has no router for the new one
    /// ([rule D12](crate::_rules#d12)).
    #[error("event {seq} replaces the workspace by one that is not known: {digest}")]
    UnknownWorkspace {
        /// The number of the event.
        seq: u64,
        /// The digest of the new workspace.
        digest: Digest,
    },
}

/// The event does not fit the state.
pub(super) struct Inapplicable;

/// Finds the router of another workspace by its digest.
pub(crate) type RouterLookup<'a> = &'a dyn Fn(&Digest) -> Option<Arc<Router>>;

impl State {
    /// Changes the state by an event. After an error the caller rolls back: some rows may have been written.
    pub(crate) fn apply(
        &mut self,
        event: &Event,
        routers: RouterLookup<'_>,
    ) -> Result<(), ApplyError> {
        let last = self.version.number();
        let next = last.saturating_add(1);
        if event.seq < next {
            return Err(ApplyError::Repeated(event.seq));
        }
        if event.seq > next {
            return Err(ApplyError::Gap { last, found: event.seq });
        }
        // The checks that need no row come first. An event of another log often passes the check of
        // the number, so the instant is checked, too.
        let is_early = self.clock.is_some_and(|clock| event.at < clock);
        let has_id = event.cause.as_ref().is_none_or(CommandId::is_well_formed);
        if is_early || !has_id {
            return Err(ApplyError::Foreign(event.seq));
        }
        let router = match &event.kind {
            // The router is looked up before anything is written: a host without it gets
            // `UnknownWorkspace`, which it can repair, and not `Foreign`.
            EventKind::WorkspaceReplaced { digest, .. } => {
                let unknown = ApplyError::UnknownWorkspace { seq: event.seq, digest: *digest };
                Some(routers(digest).ok_or(unknown)?)
            }
            _ => None,
        };
        // Schedules are brought to the instant of the event first, because a group may serve only
        // since then and the checks of the event depend on it.
        self.advance_to(event.at);
        self.apply_kind(event, router).map_err(|Inapplicable| ApplyError::Foreign(event.seq))?;
        // The version is written last: while the rows of the event are written, `version` is still
        // the number of the event before it.
        self.write(RowWrite::Clock(EventNo::new(event.seq), Some(event.at)));
        self.remember_command(event);
        Ok(())
    }

    fn apply_kind(
        &mut self,
        event: &Event,
        router: Option<Arc<Router>>,
    ) -> Result<(), Inapplicable> {
        use EventKind as E;
        let at = event.at;
        match &event.kind {
            E::PresenceChanged { agent, status } => {
                let agent = self.current_agent(agent).ok_or(Inapplicable)?;
                self.change_status(agent, *status, at);
                Ok(())
            }
            E::Arrived { conversation, visitor, priority } => {
                self.arrived(event, conversation, visitor, *priority)
            }
            E::Routed { conversation, decision } => {
                self.routed(event, self.known(conversation)?, decision)
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

    /// Moves the current instant, and updates the schedules that have changed until then.
    pub(crate) fn advance_to(&mut self, at: Timestamp) {
        self.now = at;
        // Before the first event no schedule has a row, because there was no instant at which it
        // could be open or closed.
        if self.clock.is_none() {
            self.track_schedules(at);
        }
        self.begin_instant();
        // Each update moves the schedule to its next change, which is after `at`, so the loop ends.
        // Schedules that do not change until `at` cost nothing.
        while let Some((_, schedule)) =
            self.schedule_changes_by_time.first().filter(|(change, _)| *change <= at).copied()
        {
            self.update_schedule(schedule, at);
        }
    }

    /// Updates every schedule.
    pub(crate) fn track_schedules(&mut self, at: Timestamp) {
        for schedule in ScheduleIx::all(self.router.workspace().all_hours().len()) {
            self.update_schedule(schedule, at);
        }
    }

    /// Writes whether a schedule is open at an instant, and when it changes next.
    fn update_schedule(&mut self, schedule: ScheduleIx, at: Timestamp) {
        if let Some(hours) = self.router.workspace().hours_at(schedule) {
            let state = ScheduleState { is_open: hours.is_open(at), next: hours.next_change(at) };
            self.write(RowWrite::Schedule(schedule, state));
        }
    }

    /// [Rule D14](crate::_rules#d14): remembers the first and the last event of a command with an id. The oldest
    /// command is forgotten if there are more than the retention allows.
    fn remember_command(&mut self, event: &Event) {
        let Some(id) = &event.cause else {
            return;
        };
        let seq = EventNo::new(event.seq);
        let first = match self.commands.get(id) {
            // The events of one command have consecutive numbers. If the number does not follow,
            // the log has the id twice, and the later events count.
            Some((first, last)) if last.number().saturating_add(1) == event.seq => *first,
            _ => seq,
        };
        self.write(RowWrite::Command(id.clone(), Some((first, seq))));
        // One event adds at most one command, so one removal keeps the limit (rule D15).
        if self.commands.len() > self.retention.commands as usize {
            let oldest = self.commands_by_age.first_key_value().map(|(_, id)| id.clone());
            oldest.into_iter().for_each(|id| self.write(RowWrite::Command(id, None)));
        }
    }

    /// Returns the conversation that an event names.
    fn known(&self, id: &ConversationId) -> Result<ConversationNo, Inapplicable> {
        self.conversation(id).ok_or(Inapplicable)
    }

    /// Returns the key of the offer or notice that an event names.
    fn offer(
        &self,
        conversation: &ConversationId,
        group: Option<&GroupId>,
        agent: &AgentId,
    ) -> Result<(ConversationNo, AgentIx), Inapplicable> {
        let key = (self.known(conversation)?, self.agent(agent).ok_or(Inapplicable)?);
        let team = self.team(group).ok_or(Inapplicable)?;
        let offer = self.offers.get(&key).ok_or(Inapplicable)?;
        // An agent has at most one open offer of a conversation. An event that names another team
        // is of another log.
        if offer.team == team { Ok(key) } else { Err(Inapplicable) }
    }
}
