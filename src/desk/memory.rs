//! How much a desk remembers of what is over (rule D15).

use serde::{Deserialize, Serialize};

/// How much a [`Desk`](crate::Desk) remembers of what is over; the oldest go first (rule D15).
///
/// ```
/// use frontdesk::Memory;
/// let memory = Memory::default().visitors(500);
/// assert_eq!((memory.visitors, memory.commands), (500, 10_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Memory {
    /// How many visitors it knows the last agent of, for `sticky` groups (rule D11).
    pub visitors: u32,
    /// How many ids of commands it knows (rule D14).
    pub commands: u32,
}

impl Memory {
    /// Sets how many visitors are remembered.
    #[must_use]
    pub fn visitors(mut self, most: u32) -> Self {
        self.visitors = most;
        self
    }

    /// Sets how many ids of commands are remembered.
    #[must_use]
    pub fn commands(mut self, most: u32) -> Self {
        self.commands = most;
        self
    }
}

impl Default for Memory {
    /// 100,000 visitors and 10,000 commands.
    fn default() -> Self {
        Self { visitors: 100_000, commands: 10_000 }
    }
}
