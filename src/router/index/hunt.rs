//! One decision's search for the first trigger that is true.

use crate::condition::{Facts, Rules, Wanted};
use crate::router::index::postings::List;
use crate::router::index::{Index, Search};

/// A search under way.
pub(super) struct Hunt<'i, F> {
    index: &'i Index,
    /// So many programs are run without a look at their guards.
    few: u32,
    search: &'i Search,
    rules: &'i Rules,
    facts: &'i F,
    /// The best program found, or one after all.
    best: u32,
    /// How many programs were run; after a few it pays to know the visitor's word.
    runs: u32,
    word: Option<u64>,
}

/// To make a visitor's word costs as much as to run a few programs; fewer where there are so many that
/// each is far away in memory.
const FEW: u32 = 12;
const FEW_FAR: u32 = 1;

/// So many steps of programs stay near.
const NEAR: usize = 1 << 18;

impl<'i, F: Facts> Hunt<'i, F> {
    pub(super) fn new(
        index: &'i Index,
        search: &'i Search,
        rules: &'i Rules,
        facts: &'i F,
    ) -> Self {
        let few = if index.code.len() <= NEAR { FEW } else { FEW_FAR };
        Self { index, few, search, rules, facts, best: u32::MAX, runs: 0, word: None }
    }

    /// The first program that is true.
    pub(super) fn first(mut self) -> Option<u32> {
        let search = self.search;
        for tables in &search.tables {
            if tables.least < self.best {
                let facts = self.facts;
                let glance = facts.glance(tables.sight);
                if !tables.find_at_a_glance(glance, search.hashing, |list| self.look_at(list)) {
                    facts.see(tables.sight, |shown| {
                        tables.find(shown, search.hashing, |list| self.look_at(list));
                    });
                }
            }
        }
        for gate in &search.gates {
            if gate.least < self.best && gate.needs.is_none_or(|needs| self.holds(needs)) {
                self.look_at(gate.list);
            }
        }
        (self.best != u32::MAX).then_some(self.best)
    }

    fn look_at(&mut self, list: List) {
        if let Some(program) = list.alone() {
            if program < self.best && self.is_true(program) {
                self.best = program;
            }
            return;
        }
        let mut programs = self.search.postings.of(list);
        if self.word.is_none() {
            let few = (self.few.saturating_sub(self.runs) as usize).min(programs.len());
            let (first, rest) = programs.split_at(few);
            for program in first {
                if *program >= self.best {
                    return;
                }
                if self.is_true(*program) {
                    self.best = *program;
                    return;
                }
            }
            programs = rest;
        }
        if programs.first().is_some_and(|program| *program < self.best) {
            let word = self.word();
            let best = self.best;
            let search = self.search;
            let after = list.len() - programs.len();
            if let Some(found) = search
                .postings
                .first(list.after(after), best, word, |program| self.is_true(program))
            {
                self.best = found;
            }
        }
    }

    fn word(&mut self) -> u64 {
        *self.word.get_or_insert_with(|| self.search.guards.word(self.facts))
    }

    fn is_true(&mut self, program: u32) -> bool {
        self.runs = self.runs.saturating_add(1);
        self.index.code.is_true(program, self.rules, self.facts)
    }

    fn holds(&self, wanted: Wanted) -> bool {
        self.rules.is_as_wanted(wanted, self.facts)
    }
}
