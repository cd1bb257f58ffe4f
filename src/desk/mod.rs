//! Conversations over time: who gets the conversation, and what happens next.
//!
//! A [`Desk`] is a decider. [`Desk::decide`] says which [`Event`]s a [`Command`] causes at an instant,
//! or why it is refused, and changes nothing; [`Desk::apply`] does to the state what an event says,
//! and is all that changes it. Between the two stands the host's log. The desk reads no clock and no
//! store: the same commands give the same events, byte for byte, on every machine.
//!
//! # Where it lives
//!
//! `command`, `event`, `refusal`, `reply` and `snapshot` are its words; `state` is what it remembers,
//! and `apply` what each event does to that; `rules` is what commands and time cause; `fairness` orders
//! agents by strategy; `queries` answers questions.
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

/// How many events an answer holds, where the host does not say.
const MAX_EVENTS: usize = 10_000;

/// Conversations over time: a deterministic state machine over a [`Router`], for hosts that want
/// assignment, queueing and hand-over done for them.
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
/// let answer = desk.handle("2026-11-22T10:00:05Z".parse()?, &Command::arrive("c1", visitor));
/// let offered = answer.events.last().map(|event| &event.kind);
/// assert!(matches!(offered, Some(EventKind::Offered { agent, .. }) if *agent == "ana"));
/// assert_eq!(desk.next_deadline(), Some("2026-11-22T10:00:35Z".parse()?), "the offer ends");
///
/// let answer = desk.handle("2026-11-22T10:00:09Z".parse()?, &Command::accept("c1", "ana"));
/// assert_eq!(answer.refusal(), None);
/// assert_eq!(desk.workload("ana").unwrap().conversations, ["c1"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Two hosts, one log
///
/// Events go to whatever log a host has, with the version that it expects: of two hosts that decide
/// on the same version, one wins on any store that can append on a condition (optimistic
/// concurrency). The loser applies what it has missed and decides again.
///
/// An answer is final only when the log has confirmed it. A refusal appends no events, nor does a
/// command that was done before: so the loop below appends *nothing* on the same condition, and a
/// desk that is behind the log refuses nobody for what is no longer so. [`execute`](Self::execute) is
/// that loop for a store that implements [`EventLog`]; for an asynchronous store, write it out:
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
///         let answer = desk.decide(desk.monotonic(now), command);
///         let missed = append_or_read(log, desk.version(), &answer.events); // .await
///         if !missed.is_empty() {
///             desk.replay(&missed, |_| None)?;
///             continue;
///         }
///         desk.replay(&answer.events, |_| None)?;
///         if answer.result != CommandResult::MoreDue {
///             return Ok(answer);
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
/// // The other host has missed all of it, and its clock is two seconds behind.
/// let taken = execute(&mut there, &mut log, slow, &Command::accept("c1", "ben"))?;
/// assert_eq!(taken.refusal(), None);
/// assert_eq!(there.last_at(), Some(fast));
///
/// // Here it is not known yet that Ben was faster.
/// let late = execute(&mut here, &mut log, fast, &Command::accept("c1", "ana"))?;
/// assert_eq!(late.refusal(), Some(Refusal::Taken));
/// assert!(here == there);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Cost
///
/// Agents, calls and what is open between them are rows in ordered tables. One function writes them and keeps what is
/// derived: the agents whom each group may ask, in its strategy's order; the calls that each group could tell, in the
/// order of [rule D4](crate::_rules#d4); who serves each group; deadlines in time order. A decision tries its
/// consequences on the tables themselves, noting how each row was, and puts them back in reverse: no copy, no
/// overlay.
///
/// So a command costs logarithmic time in agents, in waiting conversations and in the length of a chain
/// of fallbacks. Beyond that it costs, each once, what it changes: tellings, withdrawals, announcements,
/// groups that another group serves now, and the agent's own memberships in groups that list their
/// agents.
///
/// - *Groups of all agents.* Such a group has no row for each agent. One that counts turns
///   (`round_robin`, `weighted`) has, from its first turn on, and a change of a status then costs a step
///   for each such group.
/// - *Refusals.* Whoever has refused a call is not looked at again each time: a search for the first
///   call of an agent, or the first agent for a call, goes on where the last one ended, and looks again
///   at what has changed since. Only where as many candidates have changed since then as there are before
///   the result does it step over those that are refused.
/// - *Everything.* Replacing the workspace, restoring a snapshot and the first decision after that look
///   at the whole state. Each decision looks at the schedules that have changed since the last event, and
///   until the first event at all of them.
/// - *Time.* An answer is bounded by [`max_events`](Self::max_events), however late it is.
///   [`next_deadline`](Self::next_deadline) looks at 64 candidates of a kind at most.
/// - *Questions* cost what they answer: [`conversation`](Self::conversation) finds its place in the queue
///   in logarithmic time.
///
/// Tests count the steps of each of these at three sizes; `cargo bench --bench desk` prints times.
///
/// # Rules
///
/// [The rules of the desk](crate::_rules#d-the-desk) say what each command does and what time brings, with the
/// choices that were made where a rule leaves a question open.
#[derive(Clone)]
pub struct Desk {
    state: State,
    /// Up to here nothing is due since the last event: what was looked at and came to nothing.
    looked: Option<Timestamp>,
    /// Whether all has followed that follows from the state. A snapshot may be of a moment between two
    /// events of one answer, and an answer may have been cut where very much follows from one thing; then
    /// the next decision looks at everything.
    is_settled: bool,
    /// How many events of the last instant were applied, where another desk may have decided on them.
    of_instant: usize,
    /// The last event of the last answer, and whether nothing follows from the state after it.
    decided: Option<(Event, bool)>,
    /// More follows from the state: the last answer was cut.
    is_cut: bool,
    /// How many events an answer holds ([rule B1](crate::_rules#b1)).
    max_events: usize,
    /// The router of the workspace that was last decided on.
    prepared: Option<(Digest, Arc<Router>)>,
}

impl Desk {
    /// A desk at which nothing has happened: everybody is offline.
    #[must_use]
    pub fn new(router: Arc<Router>) -> Self {
        Self::with_retention(router, Retention::default())
    }

    /// The same, remembering more or less of what is over ([rule D15](crate::_rules#d15)).
    #[must_use]
    pub fn with_retention(router: Arc<Router>, memory: Retention) -> Self {
        Self::of(State::new(router, memory))
    }

    /// A desk as it was when a snapshot was taken ([invariant I8](crate::_rules#i8)), by the router of that time's
    /// workspace. Its first decision, be it a tick, looks at the whole state, and gives what was left to
    /// follow where the snapshot was taken between two events of an answer.
    ///
    /// # Errors
    ///
    /// [`RestoreError::OtherWorkspace`] where the router is of another workspace,
    /// [`RestoreError::Inconsistent`] where the snapshot contradicts itself: it is checked whole, so that
    /// a desk that was restored behaves like one that wrote the snapshot ([rule B3](crate::_rules#b3)).
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
        let (expected, found) = (snapshot.workspace, Digest::from_workspace(router.workspace()));
        if expected != found {
            return Err(RestoreError::OtherWorkspace { expected, found });
        }
        let state = State::restored(snapshot, router)?;
        Ok(Self { is_settled: false, ..Self::of(state) })
    }

    fn of(state: State) -> Self {
        Self {
            state,
            looked: None,
            is_settled: true,
            of_instant: 0,
            decided: None,
            is_cut: false,
            max_events: MAX_EVENTS,
            prepared: None,
        }
    }

    /// The whole state as a document.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.state.snapshot()
    }

    /// The number of the last event; 0 where nothing has happened.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.state.version
    }

    /// The instant of the last event; none where nothing has happened. A command of an earlier instant
    /// is refused as [`TimeWentBack`](Refusal::TimeWentBack).
    #[must_use]
    pub fn last_at(&self) -> Option<Timestamp> {
        self.state.clock
    }

    /// The instant for a command at `now` by a host's clock: the instant of the last event where that
    /// is later, because the event came from a host whose clock is ahead.
    #[must_use]
    pub fn monotonic(&self, now: Timestamp) -> Timestamp {
        self.last_at().map_or(now, |last| last.max(now))
    }

    /// The router of the workspace that holds now.
    #[must_use]
    pub fn router(&self) -> &Arc<Router> {
        &self.state.router
    }

    /// Who is online and how loaded: an agent's load is the conversations that they are in plus the
    /// offers open to them ([rule D1](crate::_rules#d1)).
    #[must_use]
    pub fn presence(&self) -> &Presence {
        &self.state.presence
    }

    /// When the next timed change is due ([rule D13](crate::_rules#d13)): a tick at or after it does it. None where
    /// nothing is.
    ///
    /// It may turn out that nothing comes of it, for example where a schedule opens and everybody
    /// is offline; once a decision has looked that far, it is no longer given.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        if self.is_cut {
            return self.last_at();
        }
        self.state.next_deadline(self.looked)
    }

    /// What a command causes at an instant: events to append to the log and to
    /// [apply](Self::apply), or a refusal. The desk is as it was.
    ///
    /// It takes the desk mutably since it tries the consequences on the state itself and takes them
    /// back; all that it leaves behind is how far it has looked for what is due, and the router that
    /// a [`Command::workspace`] made.
    ///
    /// An answer is bounded: where very much is due, it holds the first part, and its reply is
    /// [`CommandResult::MoreDue`].
    #[must_use = "nothing has happened before its events are applied"]
    pub fn decide(&mut self, at: Timestamp, command: &Command) -> CommandOutcome {
        let (looked, most) = (self.looked, self.max_events);
        let decided = rules::decide(&mut self.state, at, command, looked, most, self.is_settled);
        self.looked = looked.max(decided.quiet_until);
        if decided.is_settled && !self.is_settled {
            (self.is_settled, self.of_instant) = (true, 0);
        }
        let last = decided.answer.events.last().cloned();
        self.decided = last.map(|event| (event, decided.will_be_settled));
        if decided.router.is_some() {
            self.prepared = decided.router;
        }
        decided.answer
    }

    /// [Decides](Self::decide) and [applies](Self::apply) in one call, for a host that needs no
    /// check between the two. Where it answers [`CommandResult::MoreDue`], call it again.
    pub fn handle(&mut self, at: Timestamp, command: &Command) -> CommandOutcome {
        let answer = self.decide(at, command);
        for event in &answer.events {
            let applied = self.apply(event);
            debug_assert_eq!(applied, Ok(()), "{event:?}");
        }
        answer
    }

    /// Does to the state what an event says: the only thing that changes it. Cannot fail on the
    /// events that [`decide`](Self::decide) of the same state gave.
    ///
    /// # Errors
    ///
    /// An event that does not follow is refused with its number, and nothing changes:
    /// [`ApplyError`] says why.
    pub fn apply(&mut self, event: &Event) -> Result<(), ApplyError> {
        self.apply_with(event, |_| None)
    }

    /// The same, with a look-up for the routers of later workspaces: an event says by digest which
    /// workspace is meant ([rule D12](crate::_rules#d12)).
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply); [`ApplyError::UnknownWorkspace`] where the look-up does not know
    /// it.
    pub fn apply_with(
        &mut self,
        event: &Event,
        routers: impl Fn(&Digest) -> Option<Arc<Router>>,
    ) -> Result<(), ApplyError> {
        let prepared = self.prepared.clone();
        let look_up = |digest: &Digest| match &prepared {
            Some((known, router)) if known == digest => Some(Arc::clone(router)),
            _ => routers(digest),
        };
        let before = self.state.clock;
        self.state.begin();
        let applied = self.state.apply(event, &look_up);
        match applied {
            Ok(()) => {
                self.state.commit();
                self.looked = None;
                self.note_applied(event, before);
            }
            Err(_) => self.state.rollback(),
        }
        applied
    }

    /// Applies a log, from the event after the desk's version on.
    ///
    /// # Errors
    ///
    /// A gap, a repeated or a foreign event, and an unknown workspace, each with the number where
    /// the log breaks; the events before it have been applied.
    pub fn replay<'e>(
        &mut self,
        events: impl IntoIterator<Item = &'e Event>,
        routers: impl Fn(&Digest) -> Option<Arc<Router>>,
    ) -> Result<(), ApplyError> {
        events.into_iter().try_for_each(|event| self.apply_with(event, &routers))
    }
}

/// Equal if all that they remember is.
impl PartialEq for Desk {
    fn eq(&self, other: &Self) -> bool {
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
