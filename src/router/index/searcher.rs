//! One decision's search for the first trigger that is true.
//!
//! What it costs is bounded, whatever the rules and the visitor:
//!
//! - No condition that was false is run again. What tables may tell more than once is remembered
//!   ([`Tried`]); a list of several triggers is walked once. Where the memory is full, all triggers that may be
//!   met again and have not been are tried in order, once, and then passed over ([`Hunt::settle`]).
//! - A text is gone along once for each kind of table. That may still take longer than to try each trigger, where
//!   the text is long, the triggers are few, and their first tests look elsewhere. So where it is not sure that
//!   trying each takes five times as long as the tables, each is tried first, for that long ([`Hunt::scan`]).
//!   Either that comes to an end, or the tables add a fifth of it at most.

use crate::condition::{Facts, Requirement, RuleSet};
use crate::router::index::field_index::FieldIndex;
use crate::router::index::postings::{PostingList, PostingSink};
use crate::router::index::visited_set::VisitedSet;
use crate::router::index::{Index, InvertedIndex};
use crate::visitor::ValueRef;

/// A search under way.
pub(super) struct Searcher<'i, F> {
    index: &'i Index,
    /// So many programs are run without a look at their guards.
    min_runs_before_signature: u32,
    search: &'i InvertedIndex,
    rules: &'i RuleSet,
    facts: &'i F,
    tried: &'i mut VisitedSet,
    /// All programs before this one are false.
    from: u32,
    /// The best program found, or one after all.
    best: u32,
    /// How many programs were run; after a few it pays to know the visitor's word.
    runs: u32,
    signature: Option<u64>,
    /// Whether all programs that may be met again have been tried.
    is_settled: bool,
}

/// To make a visitor's word costs as much as to run a few programs; fewer where there are so many that
/// each is far away in memory.
const MIN_RUNS_BEFORE_SIGNATURE_CACHED: u32 = 12;
const MIN_RUNS_BEFORE_SIGNATURE_UNCACHED: u32 = 1;

/// So many steps of programs stay near.
const CACHED_INSTRS: usize = 1 << 18;

/// Texts whose tables take no longer than this are looked up at once; in nanoseconds, more or less. It is
/// what 40 triggers take by trying each on such texts.
const MAX_NANOS_WITHOUT_SCAN: usize = 8_192;

/// Each trigger is tried for so many times as long as the tables of a long text take.
const MAX_SHARE_OF_SCAN: usize = 5;

impl<'i, F: Facts> Searcher<'i, F> {
    pub(super) fn new(
        index: &'i Index,
        search: &'i InvertedIndex,
        rules: &'i RuleSet,
        facts: &'i F,
        tried: &'i mut VisitedSet,
    ) -> Self {
        let few = if index.program.len() <= CACHED_INSTRS {
            MIN_RUNS_BEFORE_SIGNATURE_CACHED
        } else {
            MIN_RUNS_BEFORE_SIGNATURE_UNCACHED
        };
        Self {
            index,
            min_runs_before_signature: few,
            search,
            rules,
            facts,
            tried,
            from: 0,
            best: u32::MAX,
            runs: 0,
            signature: None,
            is_settled: false,
        }
    }

    /// The first program that is true.
    pub(super) fn first(mut self) -> Option<u32> {
        let search = self.search;
        for tables in &search.fields {
            if tables.least < self.best && self.from < self.best {
                let facts = self.facts;
                let head = facts.head(tables.operand);
                if !tables.find_by_head(head, search.hashing, &mut self) {
                    facts.with_value(tables.operand, |shown| {
                        if tables.cost(shown) <= MAX_NANOS_WITHOUT_SCAN
                            || !self.scans_first(tables, shown)
                        {
                            tables.find(shown, search.hashing, &mut self);
                        }
                    });
                }
            }
        }
        for gate in &search.residual {
            let may_be_better = gate.least < self.best && self.from < self.best;
            if may_be_better && gate.requirement.is_none_or(|needs| self.holds(needs)) {
                self.visit(gate.list);
            }
        }
        (self.best != u32::MAX).then_some(self.best)
    }

    fn visit(&mut self, list: PostingList) {
        if let Some(program) = list.single() {
            if program < self.best {
                self.is_true(program);
            }
            return;
        }
        let mut programs = self.search.postings.programs(list);
        if self.signature.is_none() {
            let few = (self.min_runs_before_signature.saturating_sub(self.runs) as usize)
                .min(programs.len());
            let (first, rest) = programs.split_at(few);
            for program in first {
                if *program >= self.best || self.is_true(*program) {
                    return;
                }
            }
            programs = rest;
        }
        if programs.first().is_some_and(|program| *program < self.best) {
            let word = self.signature();
            let best = self.best;
            let search = self.search;
            let after = list.len() - programs.len();
            search.postings.first(list.after(after), best, word, |program| self.is_true(program));
        }
    }

    fn signature(&mut self) -> u64 {
        *self.signature.get_or_insert_with(|| self.search.signatures.visitor_signature(self.facts))
    }

    /// Whether a program is true, unless that is known; then it is the best one.
    fn is_true(&mut self, program: u32) -> bool {
        let Some((start, tests)) = self.index.program.program(program) else {
            return false;
        };
        let hashing = self.search.hashing;
        let may_be_met_again = start.may_repeat();
        if may_be_met_again && (self.is_settled || self.tried.has(program, hashing))
            || program < self.from
        {
            return false;
        }
        self.runs = self.runs.saturating_add(1);
        if self.index.program.all_true(tests, self.rules, self.facts) {
            self.best = self.best.min(program);
            return true;
        }
        if !may_be_met_again {
            // Met again only where each is tried before a long text is looked up. Beyond what there is room
            // for, it is run once more then.
            if self.search.reads_texts {
                self.tried.add(program, hashing);
            }
        } else if !self.tried.add(program, hashing) {
            self.run_to_end(Some(program));
        }
        false
    }

    fn holds(&self, wanted: Requirement) -> bool {
        self.rules.is_met(wanted, self.facts)
    }

    /// Tries in order what may be met again and was not tried; nor is the last one, which is not remembered.
    #[cold]
    #[inline(never)]
    fn run_to_end(&mut self, last: Option<u32>) {
        self.is_settled = true;
        let (from, hashing, tried) = (self.from, self.search.hashing, &*self.tried);
        let found = self.index.program.first_of(
            self.rules,
            self.facts,
            (from, self.best),
            None,
            |program, start| {
                start.may_repeat() && Some(program) != last && !tried.has(program, hashing)
            },
        );
        self.best = self.best.min(found.unwrap_or(self.best));
    }

    /// Whether each program was tried instead of asking tables of a long text.
    #[cold]
    #[inline(never)]
    fn scans_first(&mut self, tables: &FieldIndex, shown: Option<ValueRef<'_>>) -> bool {
        let least = tables.least_nanos(shown, &self.index.program);
        // Enough at the worst cost is enough; to count takes some time, too.
        if least >= tables.cost(shown).saturating_mul(MAX_SHARE_OF_SCAN) {
            return false;
        }
        let nanos = tables.counted_cost(shown).saturating_mul(MAX_SHARE_OF_SCAN);
        least < nanos && self.scan(nanos)
    }

    /// Tries programs in order for so long; whether there are none left.
    #[cold]
    #[inline(never)]
    fn scan(&mut self, nanos: usize) -> bool {
        let (from, hashing, tried) = (self.from, self.search.hashing, &*self.tried);
        let is_settled = self.is_settled;
        let found = self.index.program.first_of(
            self.rules,
            self.facts,
            (from, self.best),
            Some(nanos),
            |program, start| !(is_settled && start.may_repeat() || tried.has(program, hashing)),
        );
        match found {
            Ok(best) => {
                self.best = best;
                self.from = u32::MAX;
                true
            }
            Err(next) => {
                self.from = next;
                false
            }
        }
    }
}

impl<F: Facts> PostingSink for Searcher<'_, F> {
    #[inline]
    fn list(&mut self, list: PostingList) {
        self.visit(list);
    }

    fn is_known(&mut self, list: PostingList) -> bool {
        let hashing = self.search.hashing;
        // The program of a list of one is remembered where it is false.
        if list.single().is_some() {
            return false;
        }
        if self.is_settled || self.tried.has_list(list, hashing) {
            return true;
        }
        if !self.tried.add_list(list, hashing) {
            self.run_to_end(None);
            return true;
        }
        false
    }
}
