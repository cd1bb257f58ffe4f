//! The engines behind one question: which trigger is the first that is true for a visitor?
//!
//! Each is built as its users would build it: compiled once, and per decision given what it asks
//! for, made from the visitor's borrowed fields.

mod atree;
mod cel;
mod compiled;
mod expression;
mod frontdesk;
mod parts;
mod rhai;
mod scan;
mod wirefilter;

use std::fmt;
use std::time::Duration;

use clap::ValueEnum;
use frontdesk_workloads::Workload;

use self::compiled::Meter;
pub use self::compiled::{Compiled, Cost, Engine, Unavailable};
pub use self::frontdesk::Desk;
pub use self::scan::scan_of_given;

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
