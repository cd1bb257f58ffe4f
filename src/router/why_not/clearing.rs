//! The values of a fact that may clear what blocks the way to a goal.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::condition::Truth;
use crate::router::budget::Spent;
use crate::router::why_not::candidate_values::Other;
use crate::router::why_not::constraint::Constraint;
use crate::router::why_not::domain::{Choice, Domain};

/// The values that clear tests of one field, once they were asked for.
#[derive(Default)]
pub(super) struct Clearing {
    /// By predicate, what stands in the place of unknown, and whether the test must become true.
    of_tests: BTreeMap<(u32, Truth, bool), Rc<[u32]>>,
}

impl Clearing {
    /// The values of a fact, by number, that may clear a blocker after some choices; those that are left
    /// out leave it where it is whatever else changes.
    pub(super) fn values(
        &mut self,
        domain: &Domain<'_, '_>,
        blocker: &Constraint<'_>,
        fact: u32,
        choices: &[Choice],
    ) -> Result<Rc<[u32]>, Spent> {
        let values = domain.values(fact)?;
        let all = || (0..).take(values.len()).collect();
        let (Some((part, becomes_true)), Some(of_fact)) = (blocker.part(), domain.fact(fact))
        else {
            return Ok(all());
        };
        let test = domain.situation.scene.workspace.rules().leaf(part.expr);
        let Some((predicate, if_unknown)) = test else {
            // A part of a URL may show in others.
            return if of_fact.url.is_some() {
                Ok(all())
            } else {
                telling(domain, blocker, fact, values, choices)
            };
        };
        let keeps_parts = match of_fact.url {
            Some(url) => of_fact.field == url.whole() || domain.keeps_parts(url)?,
            None => true,
        };
        if !keeps_parts || domain.fact_of(predicate) != Some(fact) {
            return Ok(all());
        }
        let key = (predicate, if_unknown, becomes_true);
        if let Some(known) = self.of_tests.get(&key) {
            return Ok(Rc::clone(known));
        }
        let clears = |other: &Other| {
            let truth = domain.truth_with(predicate, other).or(if_unknown);
            (truth == Truth::True) == becomes_true
        };
        let clearing = numbers(values, clears);
        domain.budget.check()?;
        self.of_tests.insert(key, Rc::clone(&clearing));
        Ok(clearing)
    }
}

/// The values of a fact that change the truth of anything which a blocker looks at.
fn telling(
    domain: &Domain<'_, '_>,
    blocker: &Constraint<'_>,
    fact: u32,
    values: &[Other],
    choices: &[Choice],
) -> Result<Rc<[u32]>, Spent> {
    let mut predicates = blocker.predicates(domain);
    predicates.retain(|predicate| domain.fact_of(*predicate) == Some(fact));
    predicates.sort_unstable();
    predicates.dedup();
    let before = |predicate: u32| {
        domain.with(choices, |candidate| candidate.truth(predicate)).unwrap_or(Truth::Unknown)
    };
    let before: Vec<_> = predicates.into_iter().map(|n| (n, before(n))).collect();
    let tells = |other: &Other| {
        before.iter().any(|(predicate, before)| domain.truth_with(*predicate, other) != *before)
    };
    let telling = numbers(values, tells);
    domain.budget.check()?;
    Ok(telling)
}

/// The numbers of the values that are wanted.
fn numbers(values: &[Other], wanted: impl Fn(&Other) -> bool) -> Rc<[u32]> {
    (0..).zip(values).filter(|(_, other)| wanted(other)).map(|(number, _)| number).collect()
}
