//! A compiled engine, and what it took to compile it.

use std::fmt;
use std::time::{Duration, Instant};

use crate::memory;

/// A compiled set of triggers, and the visitors it will be asked about.
pub trait Engine {
    /// The place of the first trigger that is true for the visitor in that place.
    fn first(&self, visitor: usize) -> Option<u32>;

    /// Brings the visitor into the caches, where the engine keeps one in a form of its own.
    fn touch(&self, _visitor: usize) {}
}

/// An engine that is ready, and what it took.
pub struct Compiled<'w> {
    pub engine: Box<dyn Engine + 'w>,
    pub cost: Cost,
    /// Of the cost, what came after the triggers were checked, where the two can be told apart.
    pub beyond_check: Option<Cost>,
}

#[derive(Clone, Copy)]
pub struct Cost {
    pub time: Duration,
    pub bytes: i64,
}

/// Why an engine does not run.
pub enum Unavailable {
    /// Building took longer than allowed.
    TooSlow(Duration),
    Failed(String),
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooSlow(cap) => write!(f, "over {} s to build", cap.as_secs()),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

/// Adds up what building takes, without what is only done to ask this engine in its own words.
pub(super) struct Meter {
    time: Duration,
    bytes_before: i64,
    cap: Duration,
}

impl Meter {
    pub(super) fn start(cap: Duration) -> Self {
        Self { time: Duration::ZERO, bytes_before: memory::live(), cap }
    }

    pub(super) fn time<T>(&mut self, build: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let built = build();
        self.time += started.elapsed();
        built
    }

    /// Builds one of many parts, and fails once all of them together took too long.
    pub(super) fn time_one<T>(
        &mut self,
        build: impl FnOnce() -> Result<T, String>,
    ) -> Result<T, Unavailable> {
        let built = self.time(build).map_err(Unavailable::Failed)?;
        if self.time > self.cap { Err(Unavailable::TooSlow(self.cap)) } else { Ok(built) }
    }

    /// To be called while all that the engine keeps is there and nothing else.
    pub(super) fn stop(&self) -> Cost {
        Cost { time: self.time, bytes: memory::live() - self.bytes_before }
    }
}
