//! Selects the values of a fact that may satisfy a constraint.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::condition::Truth;
use crate::ix::PredicateIx;
use crate::router::budget::BudgetSpent;
use crate::router::why_not::candidate_values::CandidateValue;
use crate::router::why_not::constraint::Constraint;
use crate::router::why_not::domain::{Domain, FactChoice, FactIx, ValueIx};

/// A memo of the values that change the result of a test.
#[derive(Default)]
pub(super) struct ClearingValues {
    /// By predicate, its `if_unknown`, and whether the test must become true.
    by_test: BTreeMap<(PredicateIx, Truth, bool), Rc<[ValueIx]>>,
}

impl ClearingValues {
    /// Returns the values of a fact, by index, that may satisfy a constraint after some choices. The values
    /// that are left out cannot, whatever else changes.
    pub(super) fn values(
        &mut self,
        domain: &Domain<'_, '_>,
        constraint: &Constraint<'_>,
        fact: FactIx,
        choices: &[FactChoice],
    ) -> Result<Rc<[ValueIx]>, BudgetSpent> {
        let values = domain.values(fact)?;
        let all = || ValueIx::all(values.len()).collect();
        let (Some((part, becomes_true)), Some(of_fact)) = (constraint.part(), domain.fact(fact))
        else {
            return Ok(all());
        };
        let test = domain.situation.context.workspace.rules().leaf(part.expr);
        let Some((predicate, if_unknown)) = test else {
            // A part of a URL may affect other parts.
            return if of_fact.url.is_some() {
                Ok(all())
            } else {
                truth_changing_values(domain, constraint, fact, values, choices)
            };
        };
        let keeps_parts = match of_fact.url {
            Some(url) => of_fact.field == url.whole() || domain.keeps_parts(url)?,
            None => true,
        };
        // The memo holds only results that depend on nothing but this fact.
        if !keeps_parts || domain.fact_of_predicate(predicate) != Some(fact) {
            return Ok(all());
        }
        let key = (predicate, if_unknown, becomes_true);
        if let Some(known) = self.by_test.get(&key) {
            return Ok(Rc::clone(known));
        }
        let clears = |other: &CandidateValue| {
            let truth = domain.truth_with(predicate, other).or(if_unknown);
            (truth == Truth::True) == becomes_true
        };
        let clearing = matching_values(values, clears);
        // The evaluations above only charge. If they have spent the budget, the search ends here.
        domain.budget.check()?;
        self.by_test.insert(key, Rc::clone(&clearing));
        Ok(clearing)
    }
}

/// Returns the values of a fact that change the truth of any predicate of a constraint.
fn truth_changing_values(
    domain: &Domain<'_, '_>,
    constraint: &Constraint<'_>,
    fact: FactIx,
    values: &[CandidateValue],
    choices: &[FactChoice],
) -> Result<Rc<[ValueIx]>, BudgetSpent> {
    let mut predicates = constraint.predicates(domain);
    predicates.retain(|predicate| domain.fact_of_predicate(*predicate) == Some(fact));
    // A part may test a predicate more than once.
    predicates.sort_unstable();
    predicates.dedup();
    let before = |predicate: PredicateIx| {
        domain.with(choices, |candidate| candidate.truth(predicate)).unwrap_or(Truth::Unknown)
    };
    let before: Vec<_> = predicates.into_iter().map(|n| (n, before(n))).collect();
    let changes_truth = |other: &CandidateValue| {
        before.iter().any(|(predicate, before)| domain.truth_with(*predicate, other) != *before)
    };
    let changing = matching_values(values, changes_truth);
    domain.budget.check()?;
    Ok(changing)
}

/// Returns the indices of the values that satisfy a condition.
fn matching_values(
    values: &[CandidateValue],
    wanted: impl Fn(&CandidateValue) -> bool,
) -> Rc<[ValueIx]> {
    ValueIx::all(values.len())
        .zip(values)
        .filter(|(_, other)| wanted(other))
        .map(|(number, _)| number)
        .collect()
}
