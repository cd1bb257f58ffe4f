//! Searches for a counterexample to each assertion, first among given visitors, then among generated ones.

use std::cell::OnceCell;

use crate::counterexample::budget::{BudgetSpent, TrialBudget};
use crate::counterexample::compiled_assertion::CompiledAssertions;
use crate::counterexample::generated_search::GeneratedSearch;
use crate::counterexample::result::{AssertionSearch, FailedAssertion, VisitorOrigin};
use crate::decision::Decision;
use crate::expectation::Expectation;
use crate::expectation_check::{ExpectationPresence, expectation_name};
use crate::heartbeat::PresenceRecord;
use crate::presence::Presence;
use crate::router::Router;
use crate::visitor::Visitor;

/// Setting up the presence of this many groups for a case costs as much as a trial. An estimate, not
/// measured.
const GROUPS_PER_TRIAL: usize = 64;

/// A search in progress.
pub(super) struct CounterexampleSearch<'r> {
    router: &'r Router,
    /// A presence in which everyone is online.
    everyone: &'r Presence,
    assertions: &'r CompiledAssertions<'r>,
    /// The result for each assertion so far.
    results: Vec<AssertionResult>,
    routed: usize,
}

/// The result for one assertion so far.
#[derive(Default)]
struct AssertionResult {
    failed: Option<FailedAssertion>,
    /// Whether the assertion applied to a tried visitor.
    applied: bool,
    /// Whether the budget was spent before all visitors were tried.
    is_budget_spent: bool,
}

impl<'r> CounterexampleSearch<'r> {
    pub(super) fn new(
        router: &'r Router,
        everyone: &'r Presence,
        assertions: &'r CompiledAssertions<'r>,
    ) -> Self {
        let outcomes = assertions.list.iter().map(|_| AssertionResult::default()).collect();
        Self { router, everyone, assertions, results: outcomes, routed: 0 }
    }

    /// Tries the visitor of a case with the presence of the case.
    pub(super) fn try_case(
        &mut self,
        index: usize,
        case: &Expectation,
        presence: &mut ExpectationPresence<'_>,
        budget: &mut TrialBudget,
    ) {
        let origin = || VisitorOrigin::Case(expectation_name(index, case));
        let record = case.presence.as_ref();
        // Paid for here, because the closure below cannot end the search.
        let groups = presence.count_heartbeat_updates(case);
        if budget.spend(groups / GROUPS_PER_TRIAL).is_err() {
            let open = self.results.iter_mut().filter(|outcome| outcome.failed.is_none());
            return open.for_each(|outcome| outcome.is_budget_spent = true);
        }
        let tried: Result<(), BudgetSpent> = presence.with(
            case,
            |_| Ok(()),
            |present| self.try_given(&case.visitor, present, record, origin, budget),
        );
        debug_assert!(tried.is_ok(), "what it costs was paid before");
    }

    /// Tries a recorded visitor while everyone is online. It costs nothing of the budget, because the caller
    /// knows how many recorded visitors there are.
    pub(super) fn try_recorded(&mut self, index: usize, visitor: &Visitor<'_>) {
        let origin = || VisitorOrigin::Recorded(index);
        // A fresh budget for each visitor, which one visitor cannot spend.
        self.try_given(visitor, self.everyone, None, origin, &mut TrialBudget::new(usize::MAX));
    }

    /// Compares one visitor with every assertion that has not failed yet.
    fn try_given(
        &mut self,
        visitor: &Visitor<'_>,
        presence: &Presence,
        record: Option<&PresenceRecord>,
        origin: impl Fn() -> VisitorOrigin,
        budget: &mut TrialBudget,
    ) {
        let situation = self.router.situation(visitor, presence);
        // The decision is made once, and only if an assertion applies to the visitor.
        let decision: OnceCell<Decision<'_>> = OnceCell::new();
        for (assertion, outcome) in self.assertions.list.iter().zip(&mut self.results) {
            // One counterexample is enough for each assertion.
            if outcome.failed.is_some() {
                continue;
            }
            if budget.spend(1).is_err() {
                outcome.is_budget_spent = true;
                continue;
            }
            // Checked before the visitor is routed, because a condition costs less than a decision.
            if !assertion.applies_to(&self.assertions.rules, &situation) {
                continue;
            }
            outcome.applied = true;
            let decision = decision.get_or_init(|| situation.route());
            if !assertion.allows(decision.group()) {
                let presence = record.cloned();
                let failed = assertion.failed(visitor, origin(), decision);
                outcome.failed = Some(FailedAssertion { presence, ..failed });
            }
        }
        self.routed += usize::from(decision.get().is_some());
    }

    /// Tries generated visitors for each assertion that has not failed yet. Each gets an equal share of the
    /// budget.
    pub(super) fn try_generated(&mut self, budget: &mut TrialBudget) {
        let mut open = self.results.iter().filter(|outcome| outcome.failed.is_none()).count();
        for (assertion, outcome) in self.assertions.list.iter().zip(&mut self.results) {
            if outcome.failed.is_some() {
                continue;
            }
            // An equal share of what is left: an assertion that ends early leaves its rest to the later ones.
            let mut share = budget.share(open);
            open -= 1;
            let mut search =
                GeneratedSearch::new(self.router, self.everyone, &self.assertions.rules, assertion);
            outcome.is_budget_spent |= search.run(&mut share).is_err();
            // The assertion applies to every visitor that a generated search routes.
            outcome.applied |= search.routed > 0;
            outcome.failed = search.failed;
            self.routed += search.routed;
            budget.take_back(share);
        }
    }

    pub(super) fn finish(self) -> AssertionSearch {
        let mut found = AssertionSearch { routed: self.routed, ..AssertionSearch::default() };
        for (assertion, outcome) in self.assertions.list.iter().zip(self.results) {
            let AssertionResult { failed, applied, is_budget_spent } = outcome;
            match failed {
                Some(failed) => found.failed.push(failed),
                None if is_budget_spent => found.unfinished.push(assertion.reference.name()),
                None if !applied => found.untested.push(assertion.reference.name()),
                None => {}
            }
        }
        found
    }
}
