//! One log for several hosts: a host appends events on the condition that no other host has appended any since its
//! desk was brought up to date (optimistic concurrency).

use std::fmt;
use std::sync::Arc;

use crate::desk::apply::ApplyError;
use crate::desk::command::Command;
use crate::desk::digest::Digest;
use crate::desk::event::Event;
use crate::desk::outcome::{CommandOutcome, CommandResult};
use crate::desk::{Desk, Router};
use crate::time::Timestamp;

/// A log of events that several hosts may share: what [`Desk::execute`] needs of a store.
///
/// It may be a table whose primary key is the number of the event, a file, or a stream with an
/// expected version. An asynchronous store does not implement it: the loop of [`Desk::execute`] is
/// [short](Desk#two-hosts-one-log).
pub trait EventLog {
    /// Why the store could not be read or written.
    type Error;

    /// Appends events if the number of the last event in the log is `expected`; the number of an empty log is 0.
    /// Returns whether it was. The check and the write must be one atomic step: a transaction, a conditional write or a
    /// unique key.
    ///
    /// Without events it writes nothing and only returns whether `expected` is the last number.
    ///
    /// # Errors
    ///
    /// Any error of the store. If it is unknown whether the events were written, return an error: a
    /// [command with an id](Command::id) can be executed again.
    fn append(&mut self, expected: u64, events: &[Event]) -> Result<bool, Self::Error>;

    /// Reads the events after number `version`, in the order of their numbers. It may return only the first ones; it is
    /// then called again.
    ///
    /// # Errors
    ///
    /// Any error of the store.
    fn read_after(&mut self, version: u64) -> Result<Vec<Event>, Self::Error>;

    /// Finds the router of the workspace that a [`WorkspaceReplaced`](crate::desk::EventKind) event names
    /// ([rule D12](crate::_rules#d12)). A host that never replaces workspaces needs none.
    fn router(&self, digest: &Digest) -> Option<Arc<Router>> {
        let _ = digest;
        None
    }
}

/// Why a command was not executed on a log. The desk may have applied events of other hosts. The command has no
/// outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExecuteError<E> {
    /// The store reported an error.
    Log(E),
    /// An event of the log does not follow from the desk's state.
    Apply(ApplyError),
    /// The last event of the log is not the desk's last event, and the log has no later ones. It is another log, or it
    /// has lost events.
    LogEnds {
        /// The desk's version.
        version: u64,
    },
}

impl<E: fmt::Display> fmt::Display for ExecuteError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Log(error) => write!(f, "the log of events: {error}"),
            Self::Apply(error) => error.fmt(f),
            Self::LogEnds { version } => {
                write!(f, "the log has neither event {version} as its last one nor later events")
            }
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for ExecuteError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Log(error) => Some(error),
            Self::Apply(error) => Some(error),
            Self::LogEnds { .. } => None,
        }
    }
}

impl<E> From<ApplyError> for ExecuteError<E> {
    fn from(error: ApplyError) -> Self {
        Self::Apply(error)
    }
}

impl Desk {
    /// Decides on a command, appends the events to the log and applies them. If another host has appended events in the
    /// meantime, the desk first applies these and decides again.
    ///
    /// Every outcome that it returns is valid for the whole log. A refusal and a repeated command append no events, but
    /// they are checked against the log, too. `now` is the host's clock; the command happens at
    /// [`monotonic(now)`](Self::monotonic).
    ///
    /// If more is due than one outcome holds ([`CommandResult::MoreDue`]), it appends and applies several outcomes and
    /// returns the last one. A host that publishes events does so in its implementation of [`EventLog::append`].
    ///
    /// ```
    /// # use std::convert::Infallible;
    /// # use std::sync::Arc;
    /// # use frontdesk::{Agent, Draft, Group, Router, Visitor};
    /// # use frontdesk::desk::{Command, Desk, Event, EventLog, Refusal};
    /// # use frontdesk::presence::AgentStatus;
    /// struct MemoryLog(Vec<Event>);
    ///
    /// impl EventLog for MemoryLog {
    ///     type Error = Infallible;
    ///     fn append(&mut self, expected: u64, events: &[Event]) -> Result<bool, Infallible> {
    ///         let is_last = self.0.len() as u64 == expected;
    ///         if is_last {
    ///             self.0.extend_from_slice(events);
    ///         }
    ///         Ok(is_last)
    ///     }
    ///     fn read_after(&mut self, version: u64) -> Result<Vec<Event>, Infallible> {
    ///         Ok(self.0[version as usize..].to_vec())
    ///     }
    /// }
    /// # let workspace = Draft::new()
    /// #     .agents([Agent::new("ana"), Agent::new("ben")])
    /// #     .group(Group::new("sales", "Sales").all_agents())
    /// #     .check()?;
    /// # let router = Arc::new(Router::new(workspace));
    /// # let now = "2026-11-22T10:00:00Z".parse()?;
    /// let mut log = MemoryLog(Vec::new());
    /// let (mut here, mut there) = (Desk::new(router.clone()), Desk::new(router));
    /// here.execute(now, &Command::presence("ana", AgentStatus::Online), &mut log)?;
    /// here.execute(now, &Command::arrive("c1", Visitor::undated().group_code("sales")), &mut log)?;
    ///
    /// // The other host has seen no events. Its desk alone does not know the conversation.
    /// let stale = there.decide(now, &Command::accept("c1", "ben"));
    /// assert_eq!(stale.refusal(), Some(Refusal::UnknownConversation));
    /// let outcome = there.execute(now, &Command::accept("c1", "ana"), &mut log)?;
    /// assert_eq!(outcome.refusal(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ExecuteError::Log`] for an error of the store, [`ExecuteError::Apply`] and [`ExecuteError::LogEnds`] for a log
    /// that does not continue from the state of this desk:
    ///
    /// ```
    /// # use std::convert::Infallible;
    /// # use std::sync::Arc;
    /// # use frontdesk::{Draft, Router};
    /// # use frontdesk::desk::{Command, Desk, Event, EventLog, ExecuteError};
    /// struct Emptied;
    /// impl EventLog for Emptied {
    ///     type Error = Infallible;
    ///     fn append(&mut self, expected: u64, _: &[Event]) -> Result<bool, Infallible> {
    ///         Ok(expected == 0)
    ///     }
    ///     fn read_after(&mut self, _: u64) -> Result<Vec<Event>, Infallible> {
    ///         Ok(Vec::new())
    ///     }
    /// }
    /// # let mut desk = Desk::new(Arc::new(Router::new(Draft::new().check()?)));
    /// # let now = "2026-11-22T10:00:00Z".parse()?;
    /// # let workspace = desk.router().workspace().clone();
    /// desk.handle(now, &Command::workspace(workspace));
    /// let error = desk.execute(now, &Command::tick(), &mut Emptied).unwrap_err();
    /// assert_eq!(error, ExecuteError::LogEnds { version: 1 });
    /// assert_eq!(error.to_string(), "the log has neither event 1 as its last one nor later events");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn execute<L: EventLog>(
        &mut self,
        now: Timestamp,
        command: &Command,
        log: &mut L,
    ) -> Result<CommandOutcome, ExecuteError<L::Error>> {
        loop {
            // The decision is made anew in every round: the events of other hosts may have changed
            // it.
            let outcome = self.decide(self.monotonic(now), command);
            // Also called without events. Only the log can confirm that a refusal or a repetition
            // was decided on its last event.
            if log.append(self.version(), &outcome.events).map_err(ExecuteError::Log)? {
                self.replay(&outcome.events, |digest| log.router(digest))?;
                if outcome.result == CommandResult::MoreDue {
                    continue;
                }
                return Ok(outcome);
            }
            let version = self.version();
            let missed = log.read_after(version).map_err(ExecuteError::Log)?;
            // The log rejected the number but has no later event. Repeating would loop for ever.
            if missed.is_empty() {
                return Err(ExecuteError::LogEnds { version });
            }
            self.replay(&missed, |digest| log.router(digest))?;
        }
    }
}
