//! The constraints between a candidate and a goal, and a lower bound of the changes that satisfy them.

use crate::condition::{Subcondition, Truth};
use crate::ix::PredicateIx;
use crate::router::why_not::candidate::Candidate;
use crate::router::why_not::domain::{Domain, FactIx};

/// A constraint that a candidate must satisfy to reach a goal.
pub(super) enum Constraint<'w> {
    /// The visitor must not name another group by this fact.
    Names(FactIx),
    /// The part must become true.
    Untrue(Subcondition<'w>),
    /// The part must become untrue.
    True(Subcondition<'w>),
}

impl<'w> Constraint<'w> {
    /// Returns the part of a condition that the constraint is about, and whether it must become true.
    pub(super) fn part(&self) -> Option<(Subcondition<'w>, bool)> {
        match self {
            Self::Names(_) => None,
            Self::Untrue(part) => Some((*part, true)),
            Self::True(part) => Some((*part, false)),
        }
    }

    /// Returns `true` if a candidate satisfies the constraint, as far as conditions decide that.
    pub(super) fn may_be_met(&self, candidate: &Candidate<'_, '_, '_>) -> bool {
        self.part().is_none_or(|(part, becomes_true)| {
            let domain = candidate.domain();
            let rules = domain.situation.context.workspace.rules();
            domain.budget.charge_for_parts(rules.size(part.expr));
            let truth = rules.truth_by(part.expr, &|predicate| candidate.truth(predicate));
            (truth == Truth::True) == becomes_true
        })
    }

    /// Returns the predicates of the constraint.
    pub(super) fn predicates(&self, domain: &Domain<'_, '_>) -> Vec<PredicateIx> {
        let rules = domain.situation.context.workspace.rules();
        self.part().map_or_else(Vec::new, |(part, _)| rules.predicates_of(part.expr).collect())
    }

    /// Returns the facts of the constraint's predicates, ascending.
    fn facts(&self, domain: &Domain<'_, '_>) -> Vec<FactIx> {
        let mut facts = match self {
            Self::Names(fact) => vec![*fact],
            _ => self
                .predicates(domain)
                .into_iter()
                .filter_map(|n| domain.fact_of_predicate(n))
                .collect(),
        };
        domain.budget.charge_for_parts(facts.len());
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// Returns the facts whose change may affect the constraint: its own facts first, then the other parts of
    /// their URLs.
    pub(super) fn related(&self, candidate: &Candidate<'_, '_, '_>) -> Vec<FactIx> {
        let domain = candidate.domain();
        let exact = self.facts(domain);
        let mut rest: Vec<FactIx> = Vec::new();
        for fact in &exact {
            let Some((fact, url)) = domain.fact(*fact).and_then(|fact| Some((fact, fact.url?)))
            else {
                continue;
            };
            // A whole URL affects its parts, and they affect it. If it does not parse, each part affects
            // every other one, because setting it makes a URL that parses.
            // Otherwise, of the other facts, only the whole URL affects this part.
            let all = fact.field == url.whole() || !candidate.parses(url);
            let of_url = domain.facts_of_url(url).iter().filter(|other| {
                all || domain.fact(**other).is_some_and(|other| other.field == url.whole())
            });
            rest.extend(of_url);
            domain.budget.charge_for_parts(domain.facts_of_url(url).len());
        }
        rest.sort_unstable();
        rest.dedup();
        rest.retain(|fact| exact.binary_search(fact).is_err());
        exact.into_iter().chain(rest).collect()
    }
}

/// Returns a lower bound of the facts that must change before a candidate satisfies all constraints, none of
/// which it satisfies now. Returns `None` if no change can satisfy them all.
///
/// Idea: a packing bound of a hitting set. Constraints with disjoint facts need a change each, so disjoint
/// constraints are counted greedily. The parts of one URL may change together and count as one fact. The
/// count stops when it exceeds `most`.
pub(super) fn least_changes(
    constraints: &[Constraint<'_>],
    candidate: &Candidate<'_, '_, '_>,
    most: usize,
) -> Option<usize> {
    let domain = candidate.domain();
    let mut counted: Vec<FactIx> = Vec::new();
    let mut least = 0;
    for constraint in constraints {
        let facts = constraint.facts(domain);
        // The first fact of a URL represents all of its parts.
        let mut free: Vec<FactIx> = Vec::with_capacity(facts.len());
        for number in facts {
            let Some(fact) = domain.fact(number) else { continue };
            match fact.url.map(|url| domain.facts_of_url(url)) {
                Some(of_url) => {
                    let is_free = of_url.iter().any(|fact| !candidate.has_chosen(*fact));
                    free.extend(of_url.first().filter(|_| is_free));
                }
                // Not an error: the result lists such facts, so that its reader knows what the search had to
                // leave out.
                None if !fact.can_change() => domain.mark_unchangeable(number),
                None if candidate.has_chosen(number) => {}
                None => free.push(number),
            }
        }
        // No fact that may still change affects this constraint.
        if free.is_empty() {
            return None;
        }
        // A linear search is enough: the loop ends once more than `most` constraints, at most four, are
        // counted.
        if free.iter().all(|fact| !counted.contains(fact)) {
            counted.extend(free);
            least += 1;
            if least > most {
                break;
            }
        }
    }
    Some(least)
}
