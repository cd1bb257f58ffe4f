//! How much a desk remembers of ended conversations and commands ([rule D15](crate::_rules#d15)).

use crate::document::{exchanged, with_derived_reader};

with_derived_reader! {
    /// How much a [`Desk`](crate::desk::Desk) remembers of ended conversations and of commands. Beyond these numbers
    /// the oldest entries are forgotten ([rule D15](crate::_rules#d15)).
    ///
    /// ```
    /// use frontdesk::desk::Retention;
    /// let memory = Retention::default().visitors(500);
    /// assert_eq!((memory.visitors, memory.commands), (500, 10_000));
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Retention {
        /// The number of visitors whose last agent is remembered, for `sticky` groups
        /// ([rule D11](crate::_rules#d11)).
        #[serde(default = "visitors")]
        pub visitors: u32,
        /// The number of command ids that are remembered ([rule D14](crate::_rules#d14)).
        #[serde(default = "commands")]
        pub commands: u32,
    }
}

exchanged!(Retention);

impl Retention {
    /// Sets the number of visitors whose last agent is remembered.
    #[must_use]
    pub fn visitors(mut self, most: u32) -> Self {
        // 0 is allowed: the desk then remembers no visitor.
        self.visitors = most;
        self
    }

    /// Sets the number of command ids that are remembered.
    #[must_use]
    pub fn commands(mut self, most: u32) -> Self {
        self.commands = most;
        self
    }
}

impl Default for Retention {
    /// Returns 100,000 visitors and 10,000 commands.
    fn default() -> Self {
        Self { visitors: visitors(), commands: commands() }
    }
}

fn visitors() -> u32 {
    100_000
}

fn commands() -> u32 {
    10_000
}
