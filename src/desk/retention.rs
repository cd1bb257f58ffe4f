//! How much a desk remembers of what is over ([rule D15](crate::_rules#d15)).

use crate::document::{exchanged, with_derived_reader};

with_derived_reader! {
    /// How much a [`Desk`](crate::desk::Desk) remembers of what is over; the oldest go first ([rule D15](crate::_rules#d15)).
    ///
    /// ```
    /// use frontdesk::desk::Retention;
    /// let memory = Retention::default().visitors(500);
    /// assert_eq!((memory.visitors, memory.commands), (500, 10_000));
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Retention {
        /// How many visitors it knows the last agent of, for `sticky` groups ([rule D11](crate::_rules#d11)).
        #[serde(default = "visitors")]
        pub visitors: u32,
        /// How many ids of commands it knows ([rule D14](crate::_rules#d14)).
        #[serde(default = "commands")]
        pub commands: u32,
    }
}

exchanged!(Retention);

impl Retention {
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

impl Default for Retention {
    /// 100,000 visitors and 10,000 commands.
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
