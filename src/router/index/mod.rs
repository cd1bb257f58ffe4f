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
//! without such a predicate are residual ([`residual`]). Alternatives are compared in `DESIGN.md`, "Alternatives that were not taken";
//! figures are in `benches/RESULTS.md`.

mod access_path;
#[cfg(all(test, feature = "regex"))]
mod bounds;
mod byte_positions;
mod field_index;
mod hash_table;
mod hashing;
mod instr;
mod instr_eval;
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
use crate::ix::{Ix, OperandIx, TriggerIx};
use crate::router::index::access_path::{AccessPath, access_path};
use crate::router::index::field_index::{FieldIndex, FieldIndexBuilder};
use crate::router::index::hashing::Hashing;
use crate::router::index::postings::{Posting, Postings, PostingsBuilder, ProgramOffset};
use crate::router::index::program::{Program, ProgramListing, ProgramWriter};
use crate::router::index::residual::{ResidualBuilder, ResidualGroup};
use crate::router::index::searcher::Searcher;
use crate::router::index::selectivity::Selectivity;
use crate::router::index::signature::Signatures;
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

/// The tables of an index.
#[derive(Clone, Debug)]
struct InvertedIndex {
    hashing: Hashing,
    signatures: Signatures,
    fields: Box<[FieldIndex]>,
    /// Whether some tables scan texts, so that looking a long text up may be slower than trying each program.
    reads_texts: bool,
    residual: Box<[ResidualGroup]>,
    postings: Postings,
}

impl InvertedIndex {
    /// Counts for each operand the programs that scan its texts, which bounds the cost of trying each
    /// program.
    fn count_readers(&mut self, program: &Program, rules: &RuleSet) {
        self.reads_texts = self.fields.iter().any(FieldIndex::reads_texts);
        if self.reads_texts {
            let readers = program.reader_counts(rules);
            self.fields.iter_mut().for_each(|field| field.set_readers(&readers));
        }
    }
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
        let mut builder = (live.len() > MAX_TRIGGERS_SCANNED)
            .then(|| IndexBuilder::new(&statistics, &selectivity, live.len(), hashing));
        let mut writer = ProgramWriter::default();
        for (trigger, when) in live {
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
                let mut visited = VisitedSet::default();
                Searcher::new(self, inverted, rules, facts, &mut visited).first()
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
    let is_listed = |when: &Option<ExprId>| {
        when.is_some_and(|when| access_path(&rules.to_nnf(when), &selectivity).is_some())
    };
    live.iter().filter(|(_, when)| !is_listed(when)).map(|(trigger, _)| *trigger).collect()
}

/// An index under construction.
struct IndexBuilder<'o> {
    selectivity: &'o Selectivity<'o>,
    hashing: Hashing,
    signatures: Signatures,
    fields: Vec<FieldIndexBuilder<'o>>,
    residual: ResidualBuilder,
}

impl<'o> IndexBuilder<'o> {
    fn new(
        statistics: &Statistics<'_>,
        selectivity: &'o Selectivity<'o>,
        triggers: usize,
        hashing: Hashing,
    ) -> Self {
        Self {
            selectivity,
            hashing,
            signatures: Signatures::new(statistics, triggers),
            fields: selectivity.rules().operands().map(|_| FieldIndexBuilder::default()).collect(),
            residual: ResidualBuilder::default(),
        }
    }

    fn add(&mut self, program: ProgramOffset, when: Option<&Nnf>, access: Option<AccessPath<'o>>) {
        let rules = self.selectivity.rules();
        let signature = when.map_or(Signatures::UNCONSTRAINED, |when| {
            self.signatures.trigger_signature(when, rules)
        });
        let posting = Posting::new(program, signature);
        match access {
            Some(access) => {
                for key in access.keys {
                    if let Some(field) = key.operand.get_mut(&mut self.fields) {
                        field.add(key.kind, posting, self.hashing);
                    }
                }
            }
            None => self.residual.add(posting, when),
        }
    }

    fn finish(self) -> Option<InvertedIndex> {
        let hashing = self.hashing;
        let mut postings = PostingsBuilder::default();
        let residual = self.residual.finish(self.selectivity, &mut postings);
        let builders = OperandIx::all(self.fields.len()).zip(self.fields);
        let finished =
            builders.map(|(operand, builder)| builder.finish(operand, hashing, &mut postings));
        let mut fields: Vec<FieldIndex> = finished.collect();
        let postings = postings.finish()?;
        for field in &mut fields {
            field.set_first_program(&postings);
        }
        // Operands without a list are never looked up.
        fields.retain(|field| field.first_program < ProgramOffset::NONE);
        // Cheap tables first, and among them those with early triggers: what they find prunes the expensive
        // ones.
        fields.sort_by_key(|field| (field.searches_substrings(), field.first_program));
        Some(InvertedIndex {
            hashing,
            signatures: self.signatures,
            fields: fields.into(),
            reads_texts: false,
            residual,
            postings,
        })
    }
}
