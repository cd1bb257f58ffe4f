//! The workloads of the benchmarks: triggers, and visitors in a fixed order, in a form that is independent of
//! the engines. A fixed seed makes them the same on every machine.
//!
//! [`url_rules`] has rules on URLs as given, [`web_shop`] on their parts, with unknown fields, expressions
//! and states, [`hostile`] has sets that are hard for an index. [`desk`] translates workloads to
//! this crate's documents, and [`office`] has agents, groups and schedules.

mod by_match_position;
pub mod condition;
pub mod desk;
pub mod hostile;
pub mod office;
pub mod random;
pub mod url_rules;
pub mod visitor;
pub mod web_shop;
mod world;

use crate::condition::{Condition, Leaf};
use crate::random::Random;
use crate::visitor::Visitor;

/// The seed of all workloads.
pub const SEED: u64 = 0x2026_1122;

pub struct Workload {
    pub triggers: Vec<Condition>,
    pub visitors: Vec<Visitor>,
    /// Conditions ask for parts of URLs and for states; else for fields as given only.
    pub asks_for_parts: bool,
    /// Whether the first matches of the visitors lie at the positions of [`MatchPosition`] in rotation.
    pub has_match_positions: bool,
}

/// Where the first match of a visitor lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchPosition {
    FirstTenth,
    LastTenth,
    Nowhere,
}

impl MatchPosition {
    /// Visitors come in turns, so that every three of them are one of each.
    pub fn of_visitor(visitor: usize) -> Self {
        [Self::FirstTenth, Self::LastTenth, Self::Nowhere][visitor % 3]
    }

    pub fn contains(self, first: Option<u32>, triggers: u32) -> bool {
        let tenth = (triggers / 10).max(1);
        match self {
            Self::FirstTenth => first.is_some_and(|first| first < tenth),
            Self::LastTenth => first.is_some_and(|first| first >= triggers - tenth),
            Self::Nowhere => first.is_none(),
        }
    }
}

/// A trigger with what the generator knows of it.
struct GeneratedTrigger {
    condition: Condition,
    /// The leaves of its anchor, one of which is true whenever the trigger is; none if it is broad.
    anchor: Vec<Leaf>,
    /// A visitor for whom it is true.
    matching_visitor: Visitor,
}

/// Where the triggers without an anchor lie: about forty whatever the number, at most half of all,
/// spread evenly.
fn is_broad(seed: u64, trigger: u32, triggers: u32) -> bool {
    const BROAD: u32 = 40;
    let count = BROAD.min(triggers / 2);
    if count == 0 {
        return false;
    }
    let stride = triggers / count;
    let (slot, offset) = (trigger / stride, trigger % stride);
    let chosen = Random::for_item(seed, 0xb0, u64::from(slot)).below(stride);
    slot < count && offset == chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_are_broad_whatever_the_number() {
        for (triggers, expected) in [(1, 0), (10, 5), (100, 40), (1_000, 40), (123_456, 40)] {
            let broad = (0..triggers).filter(|t| is_broad(SEED, *t, triggers)).count();
            assert_eq!(broad, expected, "{triggers}");
        }
    }
}
