//! Residual triggers: those without an access path, in groups that share a predicate.
//!
//! A trigger of negations alone, or of states, is true for too many visitors to be listed under a value.
//! Idea: if many such triggers require the same predicate, they form a group that is entered only if the
//! predicate holds. The rest is visited by every decision, where signatures exclude most of it.
//!
//! Drawback: the cost is linear in the residual triggers that signatures cannot exclude.
//! `Router::unindexed_triggers` reports them; the set `negations` of `cargo run --release -p frontdesk-peers
//! -- --workload hostile` measures them.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::condition::{Nnf, Requirement};
use crate::router::index::postings::{Posting, PostingList, PostingsBuilder, ProgramOffset};
use crate::router::index::selectivity::Selectivity;

/// A list of triggers that all require one predicate, or none.
#[derive(Clone, Copy, Debug)]
pub(super) struct ResidualGroup {
    pub(super) requirement: Option<Requirement>,
    pub(super) first_program: ProgramOffset,
    pub(super) list: PostingList,
}

/// Collects the residual triggers.
#[derive(Debug, Default)]
pub(super) struct ResidualBuilder {
    triggers: Vec<(Posting, Box<[Requirement]>)>,
    uses: HashMap<Requirement, u32, FixedState>,
}

/// A predicate makes a group if this many triggers require it: evaluating it must cost less than visiting
/// them. The number was not measured.
const MIN_TRIGGERS_OF_GROUP: u32 = 8;

/// The most groups, because every decision evaluates the predicate of each. The number was not measured.
const MAX_GROUPS: usize = 64;

impl ResidualBuilder {
    pub(super) fn add(&mut self, posting: Posting, when: Option<&Nnf>) {
        let requirements: Box<[Requirement]> = match when {
            // All parts must hold, so the trigger may join the group of any of them. An `any` has no such
            // part.
            Some(Nnf::All(parts)) => parts.iter().filter_map(as_requirement).collect(),
            Some(part) => as_requirement(part).into_iter().collect(),
            None => Box::default(),
        };
        for requirement in &requirements {
            *self.uses.entry(*requirement).or_default() += 1;
        }
        self.triggers.push((posting, requirements));
    }

    pub(super) fn finish(
        self,
        selectivity: &Selectivity<'_>,
        postings: &mut PostingsBuilder,
    ) -> Box<[ResidualGroup]> {
        let mut shared: Vec<(Requirement, u32)> =
            self.uses.into_iter().filter(|(_, uses)| *uses >= MIN_TRIGGERS_OF_GROUP).collect();
        // Sorted by use and then by requirement, so that the index does not depend on the order of a hash
        // map.
        shared.sort_unstable_by(|one, next| next.1.cmp(&one.1).then_with(|| one.0.cmp(&next.0)));
        // The list is sorted by use, so the predicates that most triggers require are kept.
        shared.truncate(MAX_GROUPS);
        // The first list has no predicate: every decision visits it.
        let mut lists: Vec<(Option<Requirement>, Vec<Posting>)> = vec![(None, Vec::new())];
        lists.extend(shared.iter().map(|(requirement, _)| (Some(*requirement), Vec::new())));
        let groups: HashMap<Requirement, usize, FixedState> =
            (1..).zip(&shared).map(|(group, (requirement, _))| (*requirement, group)).collect();
        for (posting, requirements) in self.triggers {
            let best = requirements
                .iter()
                .filter_map(|requirement| {
                    Some((selectivity.requirement(*requirement), *groups.get(requirement)?))
                })
                // The group whose predicate is true for the fewest visitors excludes the trigger most often.
                .min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
            if let Some((_, list)) = lists.get_mut(best.map_or(0, |(_, group)| group)) {
                list.push(posting);
            }
        }
        let groups = lists.into_iter().filter_map(|(requirements, list)| {
            let least = list.first()?.program;
            Some(ResidualGroup {
                requirement: requirements,
                first_program: least,
                list: postings.add(&list),
            })
        });
        groups.collect()
    }
}

fn as_requirement(part: &Nnf) -> Option<Requirement> {
    match part {
        Nnf::Leaf(requirement) => Some(*requirement),
        Nnf::All(_) | Nnf::Any(_) => None,
    }
}
