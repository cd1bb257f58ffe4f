//! The search of one decision for the first trigger that fires.
//!
//! Its cost is bounded for all rules and visitors:
//!
//! - No condition that was false is evaluated again. What tables may find more than once is recorded in a
//!   [`VisitedSet`], and a list of several triggers is visited once. If the set is full, all triggers that
//!   may be found again and were not visited are tried in order, once, and skipped afterwards
//!   ([`Searcher::try_repeatable`]).
//! - A text is read once for each kind of table. That may still take longer than trying each trigger, if the
//!   text is long, the triggers are few, and their first tests read other fields. If it is not certain that
//!   trying each trigger takes five times as long as the tables, triggers are therefore tried first, for that
//!   long ([`Searcher::scan`]). Either that ends the search, or the tables add at most a fifth of it.
//!
//! `bounds.rs` counts tests and bytes, and `benches/instructions` counts the instructions of hostile rules.

use crate::condition::{Facts, Requirement, RuleSet};
use crate::router::index::field_index::FieldIndex;
use crate::router::index::inverted_index::InvertedIndex;
use crate::router::index::postings::{PostingList, PostingSink, ProgramOffset};
use crate::router::index::program::Program;
use crate::router::index::visited_set::VisitedSet;
use crate::visitor::ValueRef;

/// A search in progress.
pub(super) struct Searcher<'i, F> {
    program: &'i Program,
    /// The number of programs that run before their signatures are checked.
    min_runs_before_signature: u32,
    inverted: &'i InvertedIndex,
    rules: &'i RuleSet,
    facts: &'i F,
    visited: &'i mut VisitedSet,
    /// All programs before this one are false.
    start: ProgramOffset,
    /// The best program found so far, or [`ProgramOffset::NONE`].
    best: ProgramOffset,
    /// The number of programs that ran. After a few it pays to compute the visitor's signature.
    runs: u32,
    signature: Option<u64>,
    /// Whether all programs that may be found again have been tried.
    repeatable_done: bool,
}

/// Computing the visitor's signature costs as much as running this many programs; fewer if the instructions
/// do not fit in the cache. Set by the commits "Spend less on seeing fields, and guard only with fields that
/// pay" and "Filter with three bits, and guard sooner where programs lie far away". `benches/RESULTS.md`,
/// "What falls short", says that other numbers were tried without gain.
const MIN_RUNS_BEFORE_SIGNATURE_CACHED: u32 = 12;
const MIN_RUNS_BEFORE_SIGNATURE_UNCACHED: u32 = 1;

/// Up to this many instructions (3 MiB) count as cached. Set together with the numbers above.
const CACHED_INSTRS: usize = 1 << 18;

/// A text whose tables take at most this long is looked up at once, in nanoseconds. It is about the time that
/// trying 40 triggers takes on such a text.
const MAX_NANOS_WITHOUT_SCAN: usize = 8_192;

/// Trying each trigger may take this many times as long as the tables of a long text.
const MAX_SHARE_OF_SCAN: usize = 5;

impl<'i, F: Facts> Searcher<'i, F> {
    pub(super) fn new(
        program: &'i Program,
        inverted: &'i InvertedIndex,
        rules: &'i RuleSet,
        facts: &'i F,
        visited: &'i mut VisitedSet,
    ) -> Self {
        let unchecked = if program.len() <= CACHED_INSTRS {
            MIN_RUNS_BEFORE_SIGNATURE_CACHED
        } else {
            MIN_RUNS_BEFORE_SIGNATURE_UNCACHED
        };
        Self {
            program,
            min_runs_before_signature: unchecked,
            inverted,
            rules,
            facts,
            visited,
            start: ProgramOffset::FIRST,
            best: ProgramOffset::NONE,
            runs: 0,
            signature: None,
            repeatable_done: false,
        }
    }

    /// Returns the first program that is true.
    pub(super) fn first(mut self) -> Option<ProgramOffset> {
        let inverted = self.inverted;
        for field in &inverted.fields {
            // Pruning: a table whose first program comes after the best one cannot improve it.
            if field.first_program < self.best && self.start < self.best {
                let facts = self.facts;
                let head = facts.head(field.operand);
                // The head decides for most values, and spares resolving the value itself.
                if !field.find_by_head(head, inverted.hashing, &mut self) {
                    facts.with_value(field.operand, |value| {
                        if field.max_nanos(value) <= MAX_NANOS_WITHOUT_SCAN
                            || !self.scans_first(field, value)
                        {
                            field.find(value, inverted.hashing, &mut self);
                        }
                    });
                }
            }
        }
        // Residual groups come last, because what the tables found may prune them.
        for group in &inverted.residual {
            let may_be_better = group.first_program < self.best && self.start < self.best;
            if may_be_better && group.requirement.is_none_or(|needs| self.holds(needs)) {
                self.visit(group.list);
            }
        }
        (self.best != ProgramOffset::NONE).then_some(self.best)
    }

    fn visit(&mut self, list: PostingList) {
        // A list of one has no signature to check.
        if let Some(program) = list.single() {
            if program < self.best {
                self.is_true(program);
            }
            return;
        }
        let mut programs = self.inverted.postings.programs(list);
        if self.signature.is_none() {
            let unchecked = (self.min_runs_before_signature.saturating_sub(self.runs) as usize)
                .min(programs.len());
            // A few programs run at once: the visitor's signature would cost more than they do.
            let (first, rest) = programs.split_at(unchecked);
            for program in first {
                if *program >= self.best || self.is_true(*program) {
                    return;
                }
            }
            programs = rest;
        }
        // From here on the visitor's signature filters the rest of the list.
        if programs.first().is_some_and(|program| *program < self.best) {
            let visitor_signature = self.signature();
            let best = self.best;
            let inverted = self.inverted;
            let after = list.len() - programs.len();
            inverted
                .postings
                .first(list.after(after), best, visitor_signature, |program| self.is_true(program));
        }
    }

    fn signature(&mut self) -> u64 {
        *self
            .signature
            .get_or_insert_with(|| self.inverted.signatures.visitor_signature(self.facts))
    }

    /// Runs a program, unless it is known to be false. A true program becomes the best one.
    fn is_true(&mut self, program: ProgramOffset) -> bool {
        let Some((start, tests)) = self.program.program(program) else {
            return false;
        };
        let hashing = self.inverted.hashing;
        let may_repeat = start.may_repeat();
        if may_repeat && (self.repeatable_done || self.visited.has(program, hashing))
            || program < self.start
        {
            return false;
        }
        // Counted to decide when the visitor's signature pays for itself.
        self.runs = self.runs.saturating_add(1);
        if self.program.all_true(tests, self.rules, self.facts) {
            self.best = self.best.min(program);
            return true;
        }
        if !may_repeat {
            // This program is found again only by a scan before a long text is looked up. If there is no room
            // to record it, the scan runs it once more.
            if self.inverted.reads_texts {
                self.visited.add(program, hashing);
            }
        } else if !self.visited.add(program, hashing) {
            self.try_repeatable(Some(program));
        }
        false
    }

    fn holds(&self, requirement: Requirement) -> bool {
        self.rules.is_met(requirement, self.facts)
    }

    /// Tries in order the programs that may be found again and were not visited. `last` was visited and could
    /// not be recorded.
    #[cold]
    #[inline(never)]
    fn try_repeatable(&mut self, last: Option<ProgramOffset>) {
        // From here on everything that may be found again has been tried, so it is skipped without being
        // recorded.
        self.repeatable_done = true;
        let (from, hashing, visited) = (self.start, self.inverted.hashing, &*self.visited);
        let found = self.program.first_of(
            self.rules,
            self.facts,
            (from, self.best),
            None,
            |program, start| {
                start.may_repeat() && Some(program) != last && !visited.has(program, hashing)
            },
        );
        self.best = self.best.min(found.unwrap_or(self.best));
    }

    /// Tries each program instead of looking a long text up, if that may be faster. Returns `true` if that
    /// ended the search.
    #[cold]
    #[inline(never)]
    fn scans_first(&mut self, field: &FieldIndex, value: Option<ValueRef<'_>>) -> bool {
        let least = field.min_scan_nanos(value, self.program);
        // The upper bound of the table's cost may already be low enough. Counting windows takes some time,
        // too.
        if least >= field.max_nanos(value).saturating_mul(MAX_SHARE_OF_SCAN) {
            return false;
        }
        let nanos = field.estimated_nanos(value).saturating_mul(MAX_SHARE_OF_SCAN);
        least < nanos && self.scan(nanos)
    }

    /// Tries programs in order for a limited time. Returns `true` if none are left.
    #[cold]
    #[inline(never)]
    fn scan(&mut self, nanos: usize) -> bool {
        let (from, hashing, visited) = (self.start, self.inverted.hashing, &*self.visited);
        let is_settled = self.repeatable_done;
        let found = self.program.first_of(
            self.rules,
            self.facts,
            (from, self.best),
            Some(nanos),
            |program, start| !(is_settled && start.may_repeat() || visited.has(program, hashing)),
        );
        match found {
            // All programs before the best one are false now, so nothing is left to search.
            Ok(best) => {
                self.best = best;
                self.start = ProgramOffset::NONE;
                true
            }
            Err(next) => {
                self.start = next;
                false
            }
        }
    }
}

impl<F: Facts> PostingSink for Searcher<'_, F> {
    #[inline]
    fn visit_list(&mut self, list: PostingList) {
        self.visit(list);
    }

    fn was_visited(&mut self, list: PostingList) -> bool {
        let hashing = self.inverted.hashing;
        // A list of one is a program, which is recorded itself if it is false.
        if list.single().is_some() {
            return false;
        }
        if self.repeatable_done || self.visited.has_list(list, hashing) {
            return true;
        }
        if !self.visited.add_list(list, hashing) {
            self.try_repeatable(None);
            return true;
        }
        false
    }
}
