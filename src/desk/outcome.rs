//! What a desk answers to a command.

use crate::desk::event::Event;
use crate::desk::refusal::Refusal;

/// What a desk answers to a command: the events that it causes, those that were due before it
/// first, and what became of the command itself ([rule D0](crate::_rules#d0)).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CommandOutcome {
    /// In the order of their numbers, which follow the desk's version.
    pub events: Vec<Event>,
    /// What became of the command. A refusal is of the command alone: what was due before it
    /// happens nevertheless.
    pub result: CommandResult,
}

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommandResult {
    /// It was done, be it that there was nothing to do.
    Done,
    /// It has not been looked at: so much was due before it that the answer holds only the first part
    /// ([rule B1](crate::_rules#b1)). Append and apply its events, then decide on the same command again. The events
    /// are the same as without the cut; there may be none where much time has passed and little happened.
    MoreDue,
    /// It was not, and changes nothing.
    Refused(Refusal),
    /// A command with this id was done before, by these events; now it does nothing ([rule D14](crate::_rules#d14)).
    AlreadyDone {
        /// The number of its first event.
        first: u64,
        /// The number of its last event.
        last: u64,
    },
}

impl CommandOutcome {
    /// Why the command was refused, where it was.
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
