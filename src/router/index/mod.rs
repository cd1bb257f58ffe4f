//! An inverted index over triggers: finds the first trigger that fires without evaluating the others.
//!
//! Stages of a look-up, from cheap to exact:
//!
//! 1. Each operand that triggers are listed under is looked up in its tables ([`field_index`]). They return
//!    posting lists: programs of triggers in list order.
//! 2. A signature of 64 bits excludes most triggers of a long list ([`signature`]).
//! 3. The program of a remaining trigger decides ([`program`]). Tables and signatures are only necessary
//!    conditions, so a hash collision costs time and never changes an answer.
//!
//! The best trigger so far prunes the rest: a table or list whose first program comes later is skipped.
//!
//! Each trigger is listed under one of its predicates, or under each part of an `any`: the one that is true
//! for the fewest visitors as far as the rules tell ([`access_path`](access_path::access_path)). Triggers
//! without such a predicate are residual ([`residual`]). `DESIGN.md`, "Alternatives that were not taken", compares
//! alternatives. Figures are in `benches/RESULTS.md`.

mod access_path;
#[cfg(all(test, feature = "regex"))]
mod bounds;
mod byte_positions;
mod field_index;
mod hash_table;
mod hashing;
mod instr;
mod instr_eval;
mod inverted_index;
mod postings;
mod prefixes;
mod program;
mod required_literals;
mod residual;
mod searcher;
mod segment_tree;
mod selectivity;
mod signature;
mod statistics;
mod suffixes;
mod trigrams;
mod visited_set;
mod window_selection;
mod windows;

use crate::condition::{ExprId, Facts, RuleSet};
use crate::ix::TriggerIx;
use crate::router::index::access_path::access_path;
use crate::router::index::hashing::Hashing;
use crate::router::index::inverted_index::{IndexBuilder, InvertedIndex};
use crate::router::index::program::{Program, ProgramListing, ProgramWriter};
use crate::router::index::searcher::Searcher;
use crate::router::index::selectivity::Selectivity;
use crate::router::index::statistics::Statistics;
use crate::router::index::visited_set::VisitedSet;

/// The compiled triggers of a workspace.
#[derive(Clone, Debug)]
pub(super) struct Index {
    program: Program,
    plan: LookupPlan,
}

/// The plan for finding a trigger.
#[derive(Clone, Debug)]
enum LookupPlan {
    /// Tries each program in order.
    Scan,
    /// Looks the visitor up.
    Indexed(Box<InvertedIndex>),
}

/// A trigger that can fire, and its condition.
pub(super) type LiveTrigger = (TriggerIx, Option<ExprId>);

/// Up to this many triggers are tried one by one. Set by the commit "Try up to 40 triggers one by one: guards
/// cost more than they spare"; `cargo run --release -p frontdesk-peers -- --sizes 20,30,40,50,70` prints the
/// times around the limit.
const MAX_TRIGGERS_SCANNED: usize = 40;

impl Index {
    /// Builds the index for triggers in list order. Returns `None` if there are more instructions or postings
    /// than 31-bit numbers can count, which takes more memory than there is.
    pub(super) fn new(live: &[LiveTrigger], rules: &RuleSet, seed: u64) -> Option<Self> {
        let hashing = Hashing::new(seed);
        let statistics =
            Statistics::collect(live.iter().filter_map(|(_, when)| *when), rules, hashing);
        let selectivity = Selectivity::new(&statistics, hashing);
        // A scan builds no tables, so few triggers compile faster, too.
        let mut builder = (live.len() > MAX_TRIGGERS_SCANNED)
            .then(|| IndexBuilder::new(&statistics, &selectivity, live.len(), hashing));
        let mut writer = ProgramWriter::default();
        for (trigger, when) in live {
            // One form for both: access paths need requirements without negation, and programs are written
            // from it.
            let when = when.map(|when| rules.to_nnf(when));
            // A scan needs no access paths.
            let access = when.as_ref().filter(|_| builder.is_some());
            let access = access.and_then(|when| access_path(when, &selectivity));
            let listed = access.as_ref().map_or_else(ProgramListing::default, |access| {
                ProgramListing { found_by: access.part, may_repeat: access.may_repeat(rules) }
            });
            let program = writer.add(*trigger, when.as_ref(), listed, &selectivity, rules);
            if let Some(builder) = &mut builder {
                builder.add(program, when.as_ref(), access);
            }
        }
        let inverted = match builder {
            Some(builder) => Some(builder.finish()?),
            None => None,
        };
        let program = writer.finish()?;
        let plan = inverted.map_or(LookupPlan::Scan, |mut inverted| {
            inverted.count_readers(&program, rules);
            LookupPlan::Indexed(Box::new(inverted))
        });
        Some(Self { program, plan })
    }

    /// Returns the first trigger in list order whose condition is true.
    pub(super) fn first(&self, rules: &RuleSet, facts: &impl Facts) -> Option<TriggerIx> {
        let program = match &self.plan {
            LookupPlan::Indexed(inverted) => {
                // On the stack, because a decision must not allocate.
                let mut visited = VisitedSet::default();
                Searcher::new(&self.program, inverted, rules, facts, &mut visited).first()
            }
            LookupPlan::Scan => return self.program.first(rules, facts),
        };
        self.program.trigger(program?)
    }
}

/// Returns the triggers without an access path, in order.
pub(super) fn unindexed_triggers(
    live: &[LiveTrigger],
    rules: &RuleSet,
    seed: u64,
) -> Vec<TriggerIx> {
    let hashing = Hashing::new(seed);
    let statistics = Statistics::collect(live.iter().filter_map(|(_, when)| *when), rules, hashing);
    let selectivity = Selectivity::new(&statistics, hashing);
    // The access paths are selected again, because neither an index nor a scan keeps them.
    let is_listed = |when: &Option<ExprId>| {
        when.is_some_and(|when| access_path(&rules.to_nnf(when), &selectivity).is_some())
    };
    live.iter().filter(|(_, when)| !is_listed(when)).map(|(trigger, _)| *trigger).collect()
}
