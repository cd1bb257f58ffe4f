//! The engines behind one question: which trigger is the first that is true for a visitor?
//!
//! Each is built as its users would build it: compiled once, and per decision given what it asks
//! for, made from the visitor's borrowed fields.

mod atree;
mod cel;
mod expression;
mod frontdesk;
mod parts;
mod rhai;
mod scan;
mod wirefilter;

use std::fmt;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use frontdesk_workloads::Workload;

pub use self::frontdesk::Desk;
pub use self::scan::scan_of_given;
use crate::memory;

/// A compiled set of triggers, and the visitors it will be asked about.
pub trait Engine {
    /// The place of the first trigger that is true for the visitor in that place.
    fn first(&self, visitor: usize) -> Option<u32>;

    /// Brings the visitor into the caches, where the engine keeps one in a form of its own.
    fn touch(&self, _visitor: usize) {}
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A plain ordered scan of an enum tree: the opponent
    Scan,
    /// This crate
    Frontdesk,
    /// wirefilter-engine 0.6
    Wirefilter,
    /// a-tree 0.6, helped with substrings by aho-corasick
    ATree,
    /// cel 0.15
    Cel,
    /// rhai 1.27
    Rhai,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scan => "scan",
            Self::Frontdesk => "frontdesk",
            Self::Wirefilter => "wirefilter",
            Self::ATree => "a-tree",
            Self::Cel => "cel",
            Self::Rhai => "rhai",
        })
    }
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

impl Kind {
    pub const ALL: [Self; 6] =
        [Self::Scan, Self::Frontdesk, Self::Wirefilter, Self::ATree, Self::Cel, Self::Rhai];

    /// The expression languages know fields as given and no states: they run the workload of URL rules.
    pub fn knows(self, workload: &Workload) -> bool {
        !workload.asks_for_parts || matches!(self, Self::Scan | Self::Frontdesk)
    }

    pub fn compile(self, workload: &Workload, cap: Duration) -> Result<Compiled<'_>, Unavailable> {
        let meter = Meter::start(cap);
        match self {
            Self::Scan => Ok(scan::compile(workload, meter)),
            Self::Frontdesk => frontdesk::compile(workload, meter),
            Self::Wirefilter => wirefilter::compile(workload, meter),
            Self::ATree => atree::compile(workload, meter),
            Self::Cel => cel::compile(workload, meter),
            Self::Rhai => rhai::compile(workload, meter),
        }
    }
}

/// Adds up what building takes, without what is only done to ask this engine in its own words.
struct Meter {
    time: Duration,
    bytes_before: i64,
    cap: Duration,
}

impl Meter {
    fn start(cap: Duration) -> Self {
        Self { time: Duration::ZERO, bytes_before: memory::live(), cap }
    }

    fn time<T>(&mut self, build: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let built = build();
        self.time += started.elapsed();
        built
    }

    /// The same for one of many, after which it may be enough.
    fn time_one<T>(&mut self, build: impl FnOnce() -> Result<T, String>) -> Result<T, Unavailable> {
        let built = self.time(build).map_err(Unavailable::Failed)?;
        if self.time > self.cap { Err(Unavailable::TooSlow(self.cap)) } else { Ok(built) }
    }

    /// To be called while all that the engine keeps is there and nothing else.
    fn stop(&self) -> Cost {
        Cost { time: self.time, bytes: memory::live() - self.bytes_before }
    }
}
