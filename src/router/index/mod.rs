//! The index over triggers: the first true one without looking at the others.
//!
//! A visitor is looked up in the tables of each field that triggers are listed under; what is found
//! are lists of triggers in their order. The guards of a list exclude most of it, the programs of
//! the rest decide. What is found early cuts all that follows: a table or list whose first trigger
//! comes after the best one found is passed over.
//!
//! Each trigger is listed under one of its tests (or each part of an `any`), the one that holds for
//! the fewest visitors as far as the rules tell; see [`access`]. The tables find what must hold, the
//! program what does: whatever a table's hash may mix up costs time, never an answer.

mod access_path;
#[cfg(all(test, feature = "regex"))]
mod bounds;
mod byte_positions;
mod field_index;
mod hash_table;
mod hashing;
mod instr;
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

use crate::condition::{ExprId, Facts, Nnf, RuleSet};
use crate::router::index::access_path::{AccessPath, access_path};
use crate::router::index::field_index::{FieldIndex, FieldIndexBuilder};
use crate::router::index::hashing::Hashing;
use crate::router::index::postings::{Posting, Postings, PostingsBuilder};
use crate::router::index::program::{Listing, Program, ProgramWriter};
use crate::router::index::residual::{ResidualBuilder, ResidualGroup};
use crate::router::index::searcher::Searcher;
use crate::router::index::selectivity::Selectivity;
use crate::router::index::signature::Signatures;
use crate::router::index::statistics::Statistics;
use crate::router::index::visited_set::VisitedSet;

/// The triggers of a workspace, compiled.
#[derive(Clone, Debug)]
pub(super) struct Index {
    program: Program,
    plan: Plan,
}

/// How a trigger is found.
#[derive(Clone, Debug)]
enum Plan {
    /// By trying each.
    Scan,
    Search(Box<InvertedIndex>),
}

/// By what triggers are found.
#[derive(Clone, Debug)]
struct InvertedIndex {
    hashing: Hashing,
    signatures: Signatures,
    fields: Box<[FieldIndex]>,
    /// Whether some of the tables go along texts, so that a long one may be slower than to try each trigger.
    reads_texts: bool,
    residual: Box<[ResidualGroup]>,
    postings: Postings,
}

impl InvertedIndex {
    /// Notes what it takes to try each program instead of asking a table of texts.
    fn prune(&mut self, code: &Program, rules: &RuleSet) {
        self.reads_texts = self.fields.iter().any(FieldIndex::reads_texts);
        if self.reads_texts {
            let readers = code.reader_counts(rules);
            self.fields.iter_mut().for_each(|tables| tables.set_readers(&readers));
        }
    }
}

/// A trigger that can fire, and when.
pub(super) type LiveTrigger = (u32, Option<ExprId>);

/// Up to here trying each trigger is faster than looking any up.
const MAX_TRIGGERS_SCANNED: usize = 40;

impl Index {
    /// Of triggers in their order; nothing where there are more than its numbers can tell apart,
    /// which takes more memory than there is.
    pub(super) fn new(live: &[LiveTrigger], rules: &RuleSet, seed: u64) -> Option<Self> {
        let hashing = Hashing::new(seed);
        let census = Statistics::collect(live.iter().filter_map(|(_, when)| *when), rules, hashing);
        let odds = Selectivity::new(&census, hashing);
        let mut building = (live.len() > MAX_TRIGGERS_SCANNED)
            .then(|| IndexBuilder::new(&census, &odds, live.len(), hashing));
        let mut code = ProgramWriter::default();
        for (trigger, when) in live {
            let when = when.map(|when| rules.to_nnf(when));
            let access = when.as_ref().filter(|_| building.is_some());
            let access = access.and_then(|when| access_path(when, &odds));
            let listed = access.as_ref().map_or_else(Listing::default, |access| Listing {
                found_by: access.part,
                again: access.may_repeat(rules),
            });
            let program = code.add(*trigger, when.as_ref(), listed, &odds, rules);
            if let Some(building) = &mut building {
                building.add(program, when.as_ref(), access);
            }
        }
        let way = match building {
            Some(building) => Some(building.finish()?),
            None => None,
        };
        let code = code.finish()?;
        let way = way.map_or(Plan::Scan, |mut search| {
            search.prune(&code, rules);
            Plan::Search(Box::new(search))
        });
        Some(Self { program: code, plan: way })
    }

    /// The first trigger in list order whose condition is true.
    pub(super) fn first(&self, rules: &RuleSet, facts: &impl Facts) -> Option<u32> {
        let program = match &self.plan {
            Plan::Search(search) => {
                let mut tried = VisitedSet::default();
                Searcher::new(self, search, rules, facts, &mut tried).first()
            }
            Plan::Scan => return self.program.first(rules, facts),
        };
        self.program.trigger(program?)
    }
}

/// The triggers that cannot be looked up, in order: no test of theirs has to hold that a table finds.
pub(super) fn unindexed_triggers(live: &[LiveTrigger], rules: &RuleSet, seed: u64) -> Vec<u32> {
    let hashing = Hashing::new(seed);
    let census = Statistics::collect(live.iter().filter_map(|(_, when)| *when), rules, hashing);
    let odds = Selectivity::new(&census, hashing);
    let is_listed = |when: &Option<ExprId>| {
        when.is_some_and(|when| access_path(&rules.to_nnf(when), &odds).is_some())
    };
    live.iter().filter(|(_, when)| !is_listed(when)).map(|(trigger, _)| *trigger).collect()
}

/// A search while triggers are listed for it.
struct IndexBuilder<'o> {
    odds: &'o Selectivity<'o>,
    hashing: Hashing,
    guards: Signatures,
    entries: Vec<FieldIndexBuilder<'o>>,
    ungated: ResidualBuilder,
}

impl<'o> IndexBuilder<'o> {
    fn new(
        census: &Statistics<'_>,
        odds: &'o Selectivity<'o>,
        triggers: usize,
        hashing: Hashing,
    ) -> Self {
        Self {
            odds,
            hashing,
            guards: Signatures::new(census, triggers),
            entries: odds.rules().operands().map(|_| FieldIndexBuilder::default()).collect(),
            ungated: ResidualBuilder::default(),
        }
    }

    fn add(&mut self, program: u32, when: Option<&Nnf>, access: Option<AccessPath<'o>>) {
        let rules = self.odds.rules();
        let guard = when
            .map_or(Signatures::UNCONSTRAINED, |when| self.guards.trigger_signature(when, rules));
        let posting = Posting::new(program, guard);
        match access {
            Some(access) => {
                for key in access.keys {
                    if let Some(entries) = self.entries.get_mut(key.operand as usize) {
                        entries.add(key.kind, posting, self.hashing);
                    }
                }
            }
            None => self.ungated.add(posting, when),
        }
    }

    fn finish(self) -> Option<InvertedIndex> {
        let hashing = self.hashing;
        let mut gathered = PostingsBuilder::default();
        let gates = self.ungated.finish(self.odds, &mut gathered);
        let entries = (0..).zip(self.entries);
        let finished = entries.map(|(operand, of)| of.finish(operand, hashing, &mut gathered));
        let mut tables: Vec<FieldIndex> = finished.collect();
        let postings = gathered.finish()?;
        for tables in &mut tables {
            tables.set_first_trigger(&postings);
        }
        tables.retain(|tables| tables.least < u32::MAX);
        tables.sort_by_key(|tables| (tables.is_costly(), tables.least));
        let (guards, tables) = (self.guards, tables.into());
        Some(InvertedIndex {
            hashing,
            signatures: guards,
            fields: tables,
            reads_texts: false,
            residual: gates,
            postings,
        })
    }
}
