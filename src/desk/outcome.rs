//! The outcome of a command.

use crate::desk::event::Event;
use crate::desk::refusal::Refusal;

/// The outcome of a command: its events and its result ([rule D0](crate::_rules#d0)). The events that were due before
/// the command come first.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CommandOutcome {
    /// The events, in the order of their numbers. The first number follows the desk's version.
    pub events: Vec<Event>,
    /// The result of the command. A refusal concerns the command alone: the events that were due before it happen
    /// nevertheless.
    pub result: CommandResult,
}

/// The result of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommandResult {
    /// The command was done. It may have caused no event.
    Done,
    /// The command was not examined yet. So much was due before it that the outcome has only the first part
    /// ([rule B1](crate::_rules#b1)). Append and apply the events, then decide on the same command again. The events of
    /// all outcomes together are equal to those without a limit. An outcome may have no events, if much time has passed
    /// and little has happened.
    MoreDue,
    /// The command was refused and changes nothing.
    Refused(Refusal),
    /// A command with this id was done before and caused these events. Now it does nothing
    /// ([rule D14](crate::_rules#d14)).
    AlreadyDone {
        /// The number of its first event.
        first: u64,
        /// The number of its last event.
        last: u64,
    },
}

impl CommandOutcome {
    /// Returns why the command was refused; `None` if it was not.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        match self.result {
            CommandResult::Refused(refusal) => Some(refusal),
            CommandResult::Done | CommandResult::MoreDue | CommandResult::AlreadyDone { .. } => {
                None
            }
        }
    }
}
