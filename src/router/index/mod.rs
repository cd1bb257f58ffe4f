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

mod access;
#[cfg(all(test, feature = "regex"))]
mod bounds;
mod census;
mod code;
mod cover;
mod gates;
mod grams;
mod guards;
mod hashing;
mod literals;
mod marks;
mod numbers;
mod odds;
mod postings;
mod prefixes;
mod searcher;
mod slots;
mod step;
mod tables;
mod tails;
mod tried;
mod windows;

use crate::condition::{ExprId, Facts, Nnf, RuleSet};
use crate::router::index::access::{Access, access};
use crate::router::index::census::Census;
use crate::router::index::code::{Code, Listed, Writing};
use crate::router::index::gates::{Gate, Ungated};
use crate::router::index::guards::Guards;
use crate::router::index::hashing::Hashing;
use crate::router::index::odds::Odds;
use crate::router::index::postings::{Gathered, Posting, Postings};
use crate::router::index::searcher::Searcher;
use crate::router::index::tables::{Entries, Tables};
use crate::router::index::tried::Tried;

/// The triggers of a workspace, compiled.
#[derive(Clone, Debug)]
pub(super) struct Index {
    code: Code,
    way: Way,
}

/// How a trigger is found.
#[derive(Clone, Debug)]
enum Way {
    /// By trying each.
    Scan,
    Search(Box<Search>),
}

/// By what triggers are found.
#[derive(Clone, Debug)]
struct Search {
    hashing: Hashing,
    guards: Guards,
    tables: Box<[Tables]>,
    /// Whether some of the tables go along texts, so that a long one may be slower than to try each trigger.
    reads_texts: bool,
    gates: Box<[Gate]>,
    postings: Postings,
}

impl Search {
    /// Notes what it takes to try each program instead of asking a table of texts.
    fn settle(&mut self, code: &Code, rules: &RuleSet) {
        self.reads_texts = self.tables.iter().any(Tables::reads_texts);
        if self.reads_texts {
            let readers = code.readers(rules);
            self.tables.iter_mut().for_each(|tables| tables.set_readers(&readers));
        }
    }
}

/// A trigger that can fire, and when.
pub(super) type Live = (u32, Option<ExprId>);

/// Up to here trying each trigger is faster than looking any up.
const FEW: usize = 40;

impl Index {
    /// Of triggers in their order; nothing where there are more than its numbers can tell apart,
    /// which takes more memory than there is.
    pub(super) fn new(live: &[Live], rules: &RuleSet, seed: u64) -> Option<Self> {
        let hashing = Hashing::new(seed);
        let census = Census::of(live.iter().filter_map(|(_, when)| *when), rules, hashing);
        let odds = Odds::new(&census, hashing);
        let mut building =
            (live.len() > FEW).then(|| Building::new(&census, &odds, live.len(), hashing));
        let mut code = Writing::default();
        for (trigger, when) in live {
            let when = when.map(|when| rules.to_nnf(when));
            let access = when.as_ref().filter(|_| building.is_some());
            let access = access.and_then(|when| access::access(when, &odds));
            let listed = access.as_ref().map_or_else(Listed::default, |access| Listed {
                found_by: access.part,
                again: access.may_be_met_again(rules),
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
        let way = way.map_or(Way::Scan, |mut search| {
            search.settle(&code, rules);
            Way::Search(Box::new(search))
        });
        Some(Self { code, way })
    }

    /// The first trigger in list order whose condition is true.
    pub(super) fn first(&self, rules: &RuleSet, facts: &impl Facts) -> Option<u32> {
        let program = match &self.way {
            Way::Search(search) => {
                let mut tried = Tried::default();
                Searcher::new(self, search, rules, facts, &mut tried).first()
            }
            Way::Scan => return self.code.first(rules, facts),
        };
        self.code.trigger(program?)
    }
}

/// The triggers that cannot be looked up, in order: no test of theirs has to hold that a table finds.
pub(super) fn unlisted(live: &[Live], rules: &RuleSet, seed: u64) -> Vec<u32> {
    let hashing = Hashing::new(seed);
    let census = Census::of(live.iter().filter_map(|(_, when)| *when), rules, hashing);
    let odds = Odds::new(&census, hashing);
    let is_listed = |when: &Option<ExprId>| {
        when.is_some_and(|when| access(&rules.to_nnf(when), &odds).is_some())
    };
    live.iter().filter(|(_, when)| !is_listed(when)).map(|(trigger, _)| *trigger).collect()
}

/// A search while triggers are listed for it.
struct Building<'o> {
    odds: &'o Odds<'o>,
    hashing: Hashing,
    guards: Guards,
    entries: Vec<Entries<'o>>,
    ungated: Ungated,
}

impl<'o> Building<'o> {
    fn new(census: &Census<'_>, odds: &'o Odds<'o>, triggers: usize, hashing: Hashing) -> Self {
        Self {
            odds,
            hashing,
            guards: Guards::new(census, triggers),
            entries: odds.rules().operands().map(|_| Entries::default()).collect(),
            ungated: Ungated::default(),
        }
    }

    fn add(&mut self, program: u32, when: Option<&Nnf>, access: Option<Access<'o>>) {
        let rules = self.odds.rules();
        let guard = when.map_or(Guards::OPEN, |when| self.guards.guard(when, rules));
        let posting = Posting::new(program, guard);
        match access {
            Some(access) => {
                for key in access.keys {
                    if let Some(entries) = self.entries.get_mut(key.operand as usize) {
                        entries.add(key.shows, posting, self.hashing);
                    }
                }
            }
            None => self.ungated.add(posting, when),
        }
    }

    fn finish(self) -> Option<Search> {
        let hashing = self.hashing;
        let mut gathered = Gathered::default();
        let gates = self.ungated.finish(self.odds, &mut gathered);
        let entries = (0..).zip(self.entries);
        let finished = entries.map(|(operand, of)| of.finish(operand, hashing, &mut gathered));
        let mut tables: Vec<Tables> = finished.collect();
        let postings = gathered.finish()?;
        for tables in &mut tables {
            tables.settle(&postings);
        }
        tables.retain(|tables| tables.least < u32::MAX);
        tables.sort_by_key(|tables| (tables.is_costly(), tables.least));
        let (guards, tables) = (self.guards, tables.into());
        Some(Search { hashing, guards, tables, reads_texts: false, gates, postings })
    }
}
