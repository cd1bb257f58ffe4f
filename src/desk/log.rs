//! One log and several hosts: events are appended on the condition that nobody else has appended since
//! the desk was brought up to date (optimistic concurrency).

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

    /// Appends events, if the number of the last event in the log is `expected` (0 where it is empty),
    /// and returns whether it was. Check and write must be one atomic step: a transaction, a
    /// conditional write, a unique key.
    ///
    /// Without events it writes nothing and only answers whether `expected` is the last number.
    ///
    /// # Errors
    ///
    /// Whatever the store reports. If it is unknown whether the events were written, an error is right
    /// too: a [command with an id](Command::id) can be executed again.
    fn append(&mut self, expected: u64, events: &[Event]) -> Result<bool, Self::Error>;

    /// Reads the events whose numbers are above `version`, in the order of their numbers. It may return
    /// only the first of them, and is then called again.
    ///
    /// # Errors
    ///
    /// Whatever the store reports.
    fn read_after(&mut self, version: u64) -> Result<Vec<Event>, Self::Error>;

    /// Finds the router of the workspace that a [`WorkspaceReplaced`](crate::desk::EventKind) event names
    /// ([rule D12](crate::_rules#d12)). A host that never replaces workspaces needs none.
    fn router(&self, digest: &Digest) -> Option<Arc<Router>> {
        let _ = digest;
        None
    }
}

/// Why a command was not executed on a log. The desk may have caught up with the log; the command has
/// not been answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExecuteError<E> {
    /// The store reported an error.
    Log(E),
    /// An event of the log does not follow from the desk's state.
    Apply(ApplyError),
    /// The log ends at another event than the desk, and has no later ones: it is not the log that the
    /// desk was built from, or it has lost events.
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
    /// Decides on a command, appends the events to the log and applies them. Where another host has
    /// appended in the meantime, the desk first applies what it has missed, and decides again.
    ///
    /// Every answer that it returns holds for the whole log: also a refusal and a repeated command,
    /// which append nothing, are checked against the log before they are returned. `now` is the host's
    /// clock; the command happens at [`monotonic(now)`](Self::monotonic).
    ///
    /// Where more is due than one answer holds ([`CommandResult::MoreDue`]), it appends and applies answer after
    /// answer and returns the last. A host that publishes events does so where it appends them.
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
    /// // The other host has seen nothing of it, and by itself would not know the conversation.
    /// let stale = there.decide(now, &Command::accept("c1", "ben"));
    /// assert_eq!(stale.refusal(), Some(Refusal::UnknownConversation));
    /// let answer = there.execute(now, &Command::accept("c1", "ana"), &mut log)?;
    /// assert_eq!(answer.refusal(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What the store reports, and a log that this desk cannot follow:
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
            let answer = self.decide(self.monotonic(now), command);
            if log.append(self.version(), &answer.events).map_err(ExecuteError::Log)? {
                self.replay(&answer.events, |digest| log.router(digest))?;
                if answer.result == CommandResult::MoreDue {
                    continue;
                }
                return Ok(answer);
            }
            let version = self.version();
            let missed = log.read_after(version).map_err(ExecuteError::Log)?;
            if missed.is_empty() {
                return Err(ExecuteError::LogEnds { version });
            }
            self.replay(&missed, |digest| log.router(digest))?;
        }
    }
}
