//! What keeps a candidate from a goal, and how many facts must change at least before nothing does.

use crate::condition::{Subcondition, Truth};
use crate::router::why_not::candidate::Candidate;
use crate::router::why_not::domain::Domain;

/// Something that must be otherwise before a goal is reached.
pub(super) enum Constraint<'w> {
    /// The visitor must not name another group by this fact.
    Names(u32),
    /// It must become true.
    Untrue(Subcondition<'w>),
    /// It must not be true.
    True(Subcondition<'w>),
}

impl<'w> Constraint<'w> {
    /// The part of a condition that it is about, and whether that must become true.
    pub(super) fn part(&self) -> Option<(Subcondition<'w>, bool)> {
        match self {
            Self::Names(_) => None,
            Self::Untrue(part) => Some((*part, true)),
            Self::True(part) => Some((*part, false)),
        }
    }

    /// Whether a candidate meets it, as far as conditions tell.
    pub(super) fn may_be_met(&self, candidate: &Candidate<'_, '_, '_>) -> bool {
        self.part().is_none_or(|(part, becomes_true)| {
            let domain = candidate.domain();
            let rules = domain.situation.scene.workspace.rules();
            domain.budget.charge_for_parts(rules.size(part.expr));
            let truth = rules.truth_by(part.expr, &|predicate| candidate.truth(predicate));
            (truth == Truth::True) == becomes_true
        })
    }

    /// The predicates that it looks at.
    pub(super) fn predicates(&self, domain: &Domain<'_, '_>) -> Vec<u32> {
        let rules = domain.situation.scene.workspace.rules();
        self.part().map_or_else(Vec::new, |(part, _)| rules.predicates_of(part.expr).collect())
    }

    /// The facts that it looks at, in their order.
    fn facts(&self, domain: &Domain<'_, '_>) -> Vec<u32> {
        let mut facts = match self {
            Self::Names(fact) => vec![*fact],
            _ => self.predicates(domain).into_iter().filter_map(|n| domain.fact_of(n)).collect(),
        };
        domain.budget.charge_for_parts(facts.len());
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// The facts whose change may show in what it looks at: those first, then what else their URLs are
    /// made of.
    pub(super) fn related(&self, candidate: &Candidate<'_, '_, '_>) -> Vec<u32> {
        let domain = candidate.domain();
        let exact = self.facts(domain);
        let mut rest: Vec<u32> = Vec::new();
        for fact in &exact {
            let Some((fact, url)) = domain.fact(*fact).and_then(|fact| Some((fact, fact.url?)))
            else {
                continue;
            };
            // A whole URL shows in its parts and they in it; and where it does not parse each part in
            // every other, for it makes one that does.
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

/// At least so many facts must change before a candidate meets all of some constraints, none of which
/// it meets; nothing where no change meets them all.
///
/// Constraints that look at different facts take a change each, so a set of such ones is counted; the
/// parts of one URL may change together. Not all constraints are looked at where `most` is exceeded.
pub(super) fn least_changes(
    constraints: &[Constraint<'_>],
    candidate: &Candidate<'_, '_, '_>,
    most: usize,
) -> Option<usize> {
    let domain = candidate.domain();
    let mut counted: Vec<u32> = Vec::new();
    let mut least = 0;
    for constraint in constraints {
        let facts = constraint.facts(domain);
        // A URL goes by its first fact.
        let mut free: Vec<u32> = Vec::with_capacity(facts.len());
        for number in facts {
            let Some(fact) = domain.fact(number) else { continue };
            match fact.url.map(|url| domain.facts_of_url(url)) {
                Some(of_url) => {
                    let is_free = of_url.iter().any(|fact| !candidate.has_chosen(*fact));
                    free.extend(of_url.first().filter(|_| is_free));
                }
                None if !fact.can_change() => domain.leave_out(number),
                None if candidate.has_chosen(number) => {}
                None => free.push(number),
            }
        }
        if free.is_empty() {
            return None;
        }
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
