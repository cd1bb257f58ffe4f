//! The search for a counterexample to each assertion.

use std::cell::OnceCell;

use crate::counterexample::budget::{Budget, Spent};
use crate::counterexample::claim::Claims;
use crate::counterexample::made::MadeSearch;
use crate::counterexample::{AssertionSearch, FailedAssertion, VisitorOrigin};
use crate::decision::Decision;
use crate::expectation::Expectation;
use crate::expectation_check::{ExpectationPresence, expectation_name};
use crate::heartbeat::PresenceRecord;
use crate::presence::Presence;
use crate::router::Router;
use crate::visitor::Visitor;

/// To tell so many groups who is there in a case takes as long as a trial.
const GROUPS: usize = 64;

/// A search that goes on: first on visitors that are given, then on visitors that are made.
pub(super) struct Search<'r> {
    router: &'r Router,
    /// Everyone is online.
    everyone: &'r Presence,
    claims: &'r Claims<'r>,
    /// What has been found of each claim.
    outcomes: Vec<Outcome>,
    routed: usize,
}

/// What has been found of one claim.
#[derive(Default)]
struct Outcome {
    failed: Option<FailedAssertion>,
    /// Whether it fitted a visitor.
    fitted: bool,
    /// Whether the budget was spent before everything was tried.
    spent: bool,
}

impl<'r> Search<'r> {
    pub(super) fn new(router: &'r Router, everyone: &'r Presence, claims: &'r Claims<'r>) -> Self {
        let outcomes = claims.list.iter().map(|_| Outcome::default()).collect();
        Self { router, everyone, claims, outcomes, routed: 0 }
    }

    /// Tries the visitor of a case, with the presence of the case.
    pub(super) fn try_case(
        &mut self,
        index: usize,
        case: &Expectation,
        presence: &mut ExpectationPresence<'_>,
        budget: &mut Budget,
    ) {
        let origin = || VisitorOrigin::Case(expectation_name(index, case));
        let record = case.presence.as_ref();
        let groups = presence.count_heartbeat_updates(case);
        if budget.spend(groups / GROUPS).is_err() {
            let open = self.outcomes.iter_mut().filter(|outcome| outcome.failed.is_none());
            return open.for_each(|outcome| outcome.spent = true);
        }
        let tried: Result<(), Spent> = presence.with(
            case,
            |_| Ok(()),
            |present| self.try_given(&case.visitor, present, record, origin, budget),
        );
        debug_assert!(tried.is_ok(), "what it costs was paid before");
    }

    /// Tries a recorded visitor while everyone is online. It costs nothing of the budget: whoever gives
    /// recorded visitors knows how many they are.
    pub(super) fn try_recorded(&mut self, index: usize, visitor: &Visitor<'_>) {
        let origin = || VisitorOrigin::Recorded(index);
        self.try_given(visitor, self.everyone, None, origin, &mut Budget::new(usize::MAX));
    }

    /// Holds one visitor against every claim that has not failed yet.
    fn try_given(
        &mut self,
        visitor: &Visitor<'_>,
        presence: &Presence,
        record: Option<&PresenceRecord>,
        origin: impl Fn() -> VisitorOrigin,
        budget: &mut Budget,
    ) {
        let situation = self.router.situation(visitor, presence);
        let decision: OnceCell<Decision<'_>> = OnceCell::new();
        for (claim, outcome) in self.claims.list.iter().zip(&mut self.outcomes) {
            if outcome.failed.is_some() {
                continue;
            }
            if budget.spend(1).is_err() {
                outcome.spent = true;
                continue;
            }
            if !claim.fits(&self.claims.rules, &situation) {
                continue;
            }
            outcome.fitted = true;
            let decision = decision.get_or_init(|| situation.route());
            if !claim.allows(decision.group()) {
                let presence = record.cloned();
                let failed = claim.failed(visitor, origin(), decision);
                outcome.failed = Some(FailedAssertion { presence, ..failed });
            }
        }
        self.routed += usize::from(decision.get().is_some());
    }

    /// Tries visitors that are made for each claim that has not failed yet, within an equal part of the
    /// budget for each.
    pub(super) fn try_made(&mut self, budget: &mut Budget) {
        let mut open = self.outcomes.iter().filter(|outcome| outcome.failed.is_none()).count();
        for (claim, outcome) in self.claims.list.iter().zip(&mut self.outcomes) {
            if outcome.failed.is_some() {
                continue;
            }
            let mut share = budget.share(open);
            open -= 1;
            let mut search = MadeSearch::new(self.router, self.everyone, &self.claims.rules, claim);
            outcome.spent |= search.run(&mut share).is_err();
            outcome.fitted |= search.routed > 0;
            outcome.failed = search.failed;
            self.routed += search.routed;
            budget.take_back(share);
        }
    }

    pub(super) fn finish(self) -> AssertionSearch {
        let mut found = AssertionSearch { routed: self.routed, ..AssertionSearch::default() };
        for (claim, outcome) in self.claims.list.iter().zip(self.outcomes) {
            let Outcome { failed, fitted, spent } = outcome;
            match failed {
                Some(failed) => found.failed.push(failed),
                None if spent => found.unfinished.push(claim.asserted.name()),
                None if !fitted => found.untested.push(claim.asserted.name()),
                None => {}
            }
        }
        found
    }
}
