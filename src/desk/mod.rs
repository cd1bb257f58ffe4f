//! Conversations over time: who gets a conversation, and what happens next.
//!
//! A [`Desk`] is an event-sourced state machine. [`Desk::decide`] returns the [`Event`]s that a [`Command`] causes at
//! an instant, or why the command is refused; it changes nothing. [`Desk::apply`] changes the state by an event;
//! nothing else does. The host keeps the log of events. A desk reads no clock and no store, so equal commands give
//! equal events, byte for byte, on every machine.
//!
//! # Files
//!
//! - `command`, `event`, `outcome`, `refusal`, `snapshot`, `retention`: the public types.
//! - `state`: the tables, what is derived from them, and transactions.
//! - `apply`: what each event changes.
//! - `rules`: what commands and time cause.
//! - `ordering`: the order in which each strategy asks agents.
//! - `queries`, `bounds`, `log`: methods of [`Desk`] for queries, for the limit of events, and for a shared log.
//! - `digest`: the digest of a workspace, which names it in a log.
//!
//! Some settings are read and checked, but this version does not act on them: `accept`, `prefer_language_seconds`,
//! `wrap_up_seconds`, `reply_seconds`, `idle_seconds`, `close_after_seconds`, `target_seconds` and `greeter` of a group,
//! `priority` of a trigger, `away_after_missed` and `priority_seconds` of a workspace. Automatic agents get no offers
//! and notices.
//!
//! The documentation of [`Desk`] says what a command costs. [`_rules`](crate::_rules#d-the-desk) lists the rules.

mod apply;
mod bounds;
mod command;
mod digest;
mod event;
#[cfg(test)]
mod growth;
mod log;
mod ordering;
mod outcome;
mod queries;
mod refusal;
mod retention;
mod rules;
mod snapshot;
mod state;

use std::fmt;
use std::sync::Arc;

pub use apply::ApplyError;
pub use command::{Action, Command, LeaveTarget, TimedCommand};
pub use digest::{Digest, InvalidDigest};
pub use event::{Event, EventKind};
pub use log::{EventLog, ExecuteError};
pub use outcome::{CommandOutcome, CommandResult};
pub use queries::{
    AgentRequest, Conversation, ConversationStatus, OpenOffer, Participant, Workload,
};
pub use refusal::Refusal;
pub use retention::Retention;
pub use snapshot::{RestoreError, Snapshot};

use crate::presence::Presence;
use crate::router::Router;
use crate::time::Timestamp;

use state::State;

/// The most events of an outcome if the host does not set another limit.
const MAX_EVENTS: usize = 10_000;

/// Assigns conversations to agents, queues them and transfers them: a deterministic state machine on top of a
/// [`Router`].
///
/// ```
/// use std::sync::Arc;
/// use frontdesk::{Agent, Draft, Group, Router, Strategy, Visitor};
/// use frontdesk::desk::{Command, Desk, EventKind};
/// use frontdesk::presence::AgentStatus;
/// let workspace = Draft::new()
///     .agents([Agent::new("ana").max_conversations(1), Agent::new("ben")])
///     .group(Group::new("sales", "Sales").agents(["ana", "ben"]).strategy(Strategy::RoundRobin))
///     .check()?;
/// let mut desk = Desk::new(Arc::new(Router::new(workspace)));
///
/// desk.handle("2026-11-22T10:00:00Z".parse()?, &Command::presence("ana", AgentStatus::Online));
/// let visitor = Visitor::undated().id("v1").group_code("sales");
/// let outcome = desk.handle("2026-11-22T10:00:05Z".parse()?, &Command::arrive("c1", visitor));
/// let offered = outcome.events.last().map(|event| &event.kind);
/// assert!(matches!(offered, Some(EventKind::Offered { agent, .. }) if *agent == "ana"));
/// assert_eq!(desk.next_deadline(), Some("2026-11-22T10:00:35Z".parse()?), "the offer expires");
///
/// let outcome = desk.handle("2026-11-22T10:00:09Z".parse()?, &Command::accept("c1", "ana"));
/// assert_eq!(outcome.refusal(), None);
/// assert_eq!(desk.workload("ana").unwrap().conversations, ["c1"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Two hosts, one log
///
/// Several hosts can share one log (optimistic concurrency). A host appends the events of an outcome on the condition
/// that the last event of the log is still the one that its desk knows. If two hosts decide at once, the store accepts
/// the first one. The other host applies the events that it has missed and decides again.
///
/// An outcome is final only after the log has confirmed it. A refusal has no events, and neither has a command that was
/// done before. The loop below therefore appends an *empty* list on the same condition; otherwise a desk that is behind
/// the log could refuse a command for a reason that no longer exists. [`execute`](Self::execute) is this loop for a
/// store that implements [`EventLog`]. For an asynchronous store, write the loop yourself:
///
/// ```
/// # use std::sync::Arc;
/// # use frontdesk::{Agent, Draft, Group, Router, Timestamp, Visitor};
/// # use frontdesk::desk::{ApplyError, Command, CommandOutcome, CommandResult, Desk, Event, Refusal};
/// # use frontdesk::presence::AgentStatus;
/// /// Appends if the last event is number `expected`, in a transaction. Otherwise returns the events
/// /// after that number.
/// fn append_or_read(log: &mut Vec<Event>, expected: u64, events: &[Event]) -> Vec<Event> {
///     let missed = log[expected as usize..].to_vec();
///     if missed.is_empty() {
///         log.extend_from_slice(events);
///     }
///     missed
/// }
///
/// fn execute(
///     desk: &mut Desk,
///     log: &mut Vec<Event>,
///     now: Timestamp,
///     command: &Command,
/// ) -> Result<CommandOutcome, ApplyError> {
///     loop {
///         // The clocks of two hosts differ, and time must not go back.
///         let outcome = desk.decide(desk.monotonic(now), command);
///         let missed = append_or_read(log, desk.version(), &outcome.events); // .await
///         if !missed.is_empty() {
///             desk.replay(&missed, |_| None)?;
///             continue;
///         }
///         desk.replay(&outcome.events, |_| None)?;
///         if outcome.result != CommandResult::MoreDue {
///             return Ok(outcome);
///         }
///     }
/// }
/// # let workspace = Draft::new()
/// #     .agents([Agent::new("ana"), Agent::new("ben")])
/// #     .group(Group::new("sales", "Sales").all_agents())
/// #     .check()?;
/// # let router = Arc::new(Router::new(workspace));
///
/// let mut log = Vec::new();
/// let (mut here, mut there) = (Desk::new(router.clone()), Desk::new(router));
/// let fast = "2026-11-22T10:00:02Z".parse()?;
/// let slow = "2026-11-22T10:00:00Z".parse()?;
/// for command in [
///     Command::presence("ana", AgentStatus::Online),
///     Command::presence("ben", AgentStatus::Online),
///     Command::arrive("c1", Visitor::undated().group_code("sales")),
/// ] {
///     execute(&mut here, &mut log, fast, &command)?;
/// }
///
/// // The other host has missed these events, and its clock is two seconds behind.
/// let taken = execute(&mut there, &mut log, slow, &Command::accept("c1", "ben"))?;
/// assert_eq!(taken.refusal(), None);
/// assert_eq!(there.last_at(), Some(fast));
///
/// // This host does not know yet that Ben was faster.
/// let late = execute(&mut here, &mut log, fast, &Command::accept("c1", "ana"))?;
/// assert_eq!(late.refusal(), Some(Refusal::Taken));
/// assert!(here == there);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Cost
///
/// A command costs O(log n) in the number of agents, of waiting conversations, and in the length of a chain of
/// fallbacks. Beyond that it costs, once for each: the offers, notices, withdrawals and announcements that it causes,
/// the groups that another group serves afterwards, and the memberships of the agent in groups that list their agents.
///
/// The state is a set of ordered tables. One function writes their rows and updates what is derived from them: the
/// agents whom each team may ask, in the order of its strategy; the requests that each team can offer, in the order of
/// [rule D4](crate::_rules#d4); which group serves each group; and deadlines in the order of time. A decision tries its
/// consequences on these tables in a transaction and rolls it back; the state is never copied.
///
/// - *Groups of all agents.* These groups have no row for each agent. A group that counts turns (`round_robin`,
///   `weighted`) has one from its first turn on, so a change of a status costs one step for each of these groups.
/// - *Refusals.* A search does not examine old refusals again. It continues where the last one ended, and examines what
///   has changed since then. If more candidates have changed than come before the result, it examines those before the
///   result instead, including the ones who have refused.
/// - *The whole state.* Three things read all of it: a replacement of the workspace, the restoration of a snapshot, and
///   the first decision after that. Each decision reads the schedules that have changed since the last event; before
///   the first event it reads all of them.
/// - *Time.* An outcome has a limit of events ([`max_events`](Self::max_events)), however much time has passed.
///   [`next_deadline`](Self::next_deadline) examines at most 64 candidates of a kind.
/// - *Queries* cost what they return. [`conversation`](Self::conversation) finds the position in the queue in O(log n).
///
/// Tests count the steps of each of these at three sizes. `cargo bench --bench desk` prints times.
///
/// # Rules
///
/// [The rules of the desk](crate::_rules#d-the-desk) say what each command does and what is due at which time, with the
/// choices that were made where a rule leaves a question open.
#[derive(Clone)]
pub struct Desk {
    state: State,
    /// Decisions since the last event have found that nothing is due up to here.
    checked_until: Option<Timestamp>,
    /// `true` if no event follows from the state alone. A snapshot may have been taken between two events of one
    /// outcome, and an outcome may have been cut within the consequences of one timer. The next decision then rechecks
    /// the whole state.
    is_settled: bool,
    /// The number of applied events of the last instant, if another desk may have decided on them.
    events_in_instant: usize,
    /// The last event of the last outcome, and whether the state is settled after it.
    last_decision: Option<(Event, bool)>,
    /// The last outcome was cut, so more events follow from the state.
    is_cut: bool,
    /// The most events of an outcome ([rule B1](crate::_rules#b1)).
    max_events: usize,
    /// The router that the last decision on a [`Command::workspace`] has made.
    prepared_router: Option<(Digest, Arc<Router>)>,
}

impl Desk {
    /// Creates a desk without events. Every agent is offline.
    #[must_use]
    pub fn new(router: Arc<Router>) -> Self {
        Self::with_retention(router, Retention::default())
    }

    /// Creates a desk without events that remembers more or fewer ended conversations and commands
    /// ([rule D15](crate::_rules#d15)).
    #[must_use]
    pub fn with_retention(router: Arc<Router>, retention: Retention) -> Self {
        Self::from_state(State::new(router, retention))
    }

    /// Restores a desk from a snapshot ([invariant I8](crate::_rules#i8)). The router must be of the workspace under
    /// which the snapshot was taken.
    ///
    /// The first decision, even on a tick, reads the whole state. If the snapshot was taken between two events of one
    /// outcome, it returns the events that are missing.
    ///
    /// # Errors
    ///
    /// - [`RestoreError::OtherWorkspace`] if the router is of another workspace.
    /// - [`RestoreError::Inconsistent`] if the snapshot contradicts itself. All of it is checked, so a restored desk
    ///   behaves exactly like the desk that wrote the snapshot ([rule B3](crate::_rules#b3)).
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use frontdesk::{Agent, Draft, Group, Router};
    /// # use frontdesk::desk::{Command, Desk};
    /// # use frontdesk::presence::AgentStatus;
    /// # let workspace = Draft::new().agent(Agent::new("a1")).group(Group::new("g", "G")).check()?;
    /// # let router = Arc::new(Router::new(workspace));
    /// # let mut desk = Desk::new(Arc::clone(&router));
    /// desk.handle("2026-11-22T10:00:00Z".parse()?, &Command::presence("a1", AgentStatus::Online));
    /// let text = serde_json::to_string(&desk.snapshot())?;
    /// assert!(Desk::restore(&serde_json::from_str(&text)?, Arc::clone(&router))? == desk);
    ///
    /// let edited = text.replace("\"version\":1", "\"version\":0");
    /// let error = Desk::restore(&serde_json::from_str(&edited)?, router).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the snapshot contradicts itself: its version and its instant do not fit"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn restore(snapshot: &Snapshot, router: Arc<Router>) -> Result<Self, RestoreError> {
        // The digest is checked first: the ids in a snapshot may exist in another workspace and
        // mean other groups there, and no check of the rows would notice.
        let (expected, found) = (snapshot.workspace, Digest::from_workspace(router.workspace()));
        if expected != found {
            return Err(RestoreError::OtherWorkspace { expected, found });
        }
        let state = State::restored(snapshot, router)?;
        Ok(Self { is_settled: false, ..Self::from_state(state) })
    }

    /// Checks the invariants of the state, and of the tables that are derived from it. It is for tests: it costs more
    /// than linear time.
    #[doc(hidden)]
    pub fn validate(&self) -> Result<(), String> {
        self.state.validate().map_err(|violation| violation.to_string())
    }

    fn from_state(state: State) -> Self {
        Self {
            state,
            checked_until: None,
            is_settled: true,
            events_in_instant: 0,
            last_decision: None,
            is_cut: false,
            max_events: MAX_EVENTS,
            prepared_router: None,
        }
    }

    /// Returns the whole state as a document.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.state.snapshot()
    }

    /// Returns the number of the last event; 0 if there is none.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.state.version.number()
    }

    /// Returns the instant of the last event; `None` if there is none. A command with an earlier instant is refused as
    /// [`TimeWentBack`](Refusal::TimeWentBack).
    #[must_use]
    pub fn last_at(&self) -> Option<Timestamp> {
        self.state.clock
    }

    /// Returns the instant for a command at `now` by the host's clock: `now`, or the instant of the last event if that
    /// is later. It is later if the event came from a host whose clock is ahead.
    #[must_use]
    pub fn monotonic(&self, now: Timestamp) -> Timestamp {
        self.last_at().map_or(now, |last| last.max(now))
    }

    /// Returns the router of the current workspace.
    #[must_use]
    pub fn router(&self) -> &Arc<Router> {
        &self.state.router
    }

    /// Returns the presence of the agents. The load of an agent is the number of conversations that the agent is in
    /// plus the number of open offers to the agent ([rule D1](crate::_rules#d1)).
    #[must_use]
    pub fn presence(&self) -> &Presence {
        &self.state.presence
    }

    /// Returns when the next timed change is due ([rule D13](crate::_rules#d13)); `None` if there is none. A
    /// [tick](Command::tick) at this instant or later carries the change out.
    ///
    /// The change may turn out to cause no event, for example if a schedule opens while every agent is offline. Once a
    /// decision has reached that instant, the method no longer returns it.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        // The missing events belong to the instant of the last event, so more work is due at once.
        if self.is_cut {
            return self.last_at();
        }
        self.state.next_deadline(self.checked_until)
    }

    /// Decides on a command at an instant. Returns the events to append to the log and to [apply](Self::apply), or a
    /// refusal. The state of the desk does not change.
    ///
    /// The method takes the desk mutably because it tries the consequences on the state and then undoes them. It only
    /// keeps up to which instant nothing is due, and the router that a [`Command::workspace`] needs.
    ///
    /// An outcome has a limit of events. If more is due, it has the first part, and its result is
    /// [`CommandResult::MoreDue`].
    #[must_use = "nothing has happened before its events are applied"]
    pub fn decide(&mut self, at: Timestamp, command: &Command) -> CommandOutcome {
        // `rules::decide` works on the state itself in a transaction and rolls it back. A copy of
        // the state would make each command linear in the number of open conversations.
        let (checked_until, most) = (self.checked_until, self.max_events);
        let decided =
            rules::decide(&mut self.state, at, command, checked_until, most, self.is_settled);
        // Knowing up to which instant nothing is due does not change the state, so it may outlive
        // the decision. Ticks without events therefore do not examine the same retries again.
        self.checked_until = checked_until.max(decided.checked_until);
        // The whole state was rechecked and nothing followed from it, so later decisions can rely
        // on the worklist alone.
        if decided.is_settled && !self.is_settled {
            (self.is_settled, self.events_in_instant) = (true, 0);
        }
        // The last event identifies this decision: if the host applies exactly this event, the
        // state after it is known to be settled or cut.
        let last = decided.outcome.events.last().cloned();
        self.last_decision = last.map(|event| (event, decided.will_be_settled));
        if decided.router.is_some() {
            self.prepared_router = decided.router;
        }
        decided.outcome
    }

    /// [Decides](Self::decide) on a command and [applies](Self::apply) its events, for a host without a log that could
    /// reject them. If the result is [`CommandResult::MoreDue`], call it again with the same command.
    pub fn handle(&mut self, at: Timestamp, command: &Command) -> CommandOutcome {
        let outcome = self.decide(at, command);
        for event in &outcome.events {
            let applied = self.apply(event);
            debug_assert_eq!(applied, Ok(()), "{event:?}");
        }
        outcome
    }

    /// Changes the state by an event. Nothing else changes the state. The call cannot fail for the events that
    /// [`decide`](Self::decide) has returned on this state.
    ///
    /// # Errors
    ///
    /// [`ApplyError`] if the event does not follow from the state. It has the number of the event and the reason. The
    /// state does not change.
    pub fn apply(&mut self, event: &Event) -> Result<(), ApplyError> {
        self.apply_with(event, |_| None)
    }

    /// Changes the state by an event, with a look-up for the routers of later workspaces. An event names a workspace by
    /// its digest ([rule D12](crate::_rules#d12)).
    ///
    /// # Errors
    ///
    /// The errors of [`apply`](Self::apply), and [`ApplyError::UnknownWorkspace`] if the look-up returns `None` for the
    /// digest of the event.
    pub fn apply_with(
        &mut self,
        event: &Event,
        routers: impl Fn(&Digest) -> Option<Arc<Router>>,
    ) -> Result<(), ApplyError> {
        // The router of a new workspace costs much more to build than an event costs to apply. The
        // one that `decide` built is reused here.
        let prepared_router = self.prepared_router.clone();
        let look_up = |digest: &Digest| match &prepared_router {
            Some((known, router)) if known == digest => Some(Arc::clone(router)),
            _ => routers(digest),
        };
        // An event may fail after some of its rows have been written. The transaction makes `apply`
        // atomic, as its documentation promises.
        let before = self.state.clock;
        self.state.begin();
        let applied = self.state.apply(event, &look_up);
        match applied {
            Ok(()) => {
                self.state.commit();
                // A new event can add timers before the instant that was checked, for example an
                // offer that another host made.
                self.checked_until = None;
                self.note_applied(event, before);
            }
            Err(_) => self.state.rollback(),
        }
        applied
    }

    /// Applies the events of a log. The first one must be the event after the desk's [version](Self::version).
    ///
    /// # Errors
    ///
    /// The errors of [`apply_with`](Self::apply_with) for the first event that cannot be applied. The events before it
    /// have been applied.
    pub fn replay<'e>(
        &mut self,
        events: impl IntoIterator<Item = &'e Event>,
        routers: impl Fn(&Digest) -> Option<Arc<Router>>,
    ) -> Result<(), ApplyError> {
        events.into_iter().try_for_each(|event| self.apply_with(event, &routers))
    }
}

/// Two desks are equal if their snapshots are.
impl PartialEq for Desk {
    fn eq(&self, other: &Self) -> bool {
        // The derived tables follow from the snapshot, and what decisions remember is a cache.
        // Neither is part of the state.
        self.snapshot() == other.snapshot()
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk")
            .field("version", &self.version())
            .field("router", &self.state.router)
            .field("conversations", &self.state.conversations.len())
            .finish_non_exhaustive()
    }
}
