//! Facts whose use is charged to a budget, for searches that make many decisions.

use crate::condition::{Facts, MatchPosition, StateSet, Truth, ValueSize};
use crate::context::RoutingContext;
use crate::decision::{Decision, requested_group};
use crate::ix::{GroupIx, OperandIx, StateIx, TriggerIx};
use crate::presence::Presence;
use crate::router::budget::{BYTES_PER_TEST, EvaluationBudget};
use crate::router::walk::{GroupTried, Recorder, RouteInput, walk};
use crate::router::{Router, Situation};
use crate::settings::{PickerMode, Source};
use crate::status::GroupStatus;
use crate::visitor::{Field, FieldValue, ValueHead, ValueRef, Visitor};

/// Facts of a visitor that are replaced by others for one decision.
pub(super) trait Overrides {
    /// Returns `true` if the value of an operand may be another one.
    fn applies_to(&self, operand: OperandIx) -> bool;

    /// Calls `then` with the value of an operand that these overrides apply to.
    fn with_value<R>(&self, operand: OperandIx, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R;

    /// Returns the value of a field, replaced or not.
    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>>;

    /// Returns the group that a source names, replaced or not.
    fn named(&self, source: Source) -> Option<&str>;
}

/// No overrides: the visitor is routed as given.
pub(super) enum NoOverrides {}

impl Overrides for NoOverrides {
    fn applies_to(&self, _: OperandIx) -> bool {
        match *self {}
    }

    fn with_value<R>(&self, _: OperandIx, _: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R {
        match *self {}
    }

    fn resolve_field(&self, _: &Field) -> Option<FieldValue<'_>> {
        match *self {}
    }

    fn named(&self, _: Source) -> Option<&str> {
        match *self {}
    }
}

/// A visitor as given, or with some facts replaced. Each field that is read is charged to a budget.
pub(super) struct BudgetedFacts<'m, 's, 'a, O = NoOverrides> {
    situation: &'s Situation<'a>,
    budget: &'m EvaluationBudget,
    overrides: Option<&'m O>,
}

/// Finding the first trigger costs at least this many predicates, and one more for each 256 triggers.
/// Estimates, not measured.
const MIN_TESTS_OF_TRIGGER_SEARCH: usize = 16;
const TRIGGERS_PER_TEST: usize = 256;

impl<'m, 's, 'a> BudgetedFacts<'m, 's, 'a> {
    /// Charges for the visitor as given.
    fn new(situation: &'s Situation<'a>, budget: &'m EvaluationBudget) -> Self {
        Self { situation, budget, overrides: None }
    }
}

impl<'m, 's, 'a, O: Overrides> BudgetedFacts<'m, 's, 'a, O> {
    /// Charges for the visitor with some facts replaced.
    #[cfg(feature = "analysis")]
    pub(super) fn with_overrides(
        situation: &'s Situation<'a>,
        budget: &'m EvaluationBudget,
        overrides: &'m O,
    ) -> Self {
        Self { situation, budget, overrides: Some(overrides) }
    }

    /// Returns the overrides, if they may change the value of an operand.
    fn overrides_of(&self, operand: OperandIx) -> Option<&'m O> {
        self.overrides.filter(|overrides| overrides.applies_to(operand))
    }
}

impl<O: Overrides> Facts for BudgetedFacts<'_, '_, '_, O> {
    fn with_value<R>(&self, operand: OperandIx, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R {
        let charging = |value: Option<ValueRef<'_>>| {
            // Charged before the test runs, for the whole value: the budget then does not depend on where the
            // test stops reading.
            self.budget.charge(1 + ValueSize::from_value(value).bytes() / BYTES_PER_TEST);
            then(value)
        };
        match self.overrides_of(operand) {
            Some(overrides) => overrides.with_value(operand, charging),
            None => self.situation.with_value(operand, charging),
        }
    }

    fn cached_head(&self, operand: OperandIx) -> Option<ValueHead> {
        self.budget.charge(1);
        match self.overrides_of(operand) {
            // No cache holds an overridden value, so the caller resolves it anew.
            Some(_) => None,
            None => self.situation.cached_head(operand),
        }
    }

    fn resolve(&self, operand: OperandIx) -> ValueHead {
        // Not charged: the caller has asked `cached_head` first, which has charged for this test.
        match self.overrides_of(operand) {
            Some(overrides) => overrides.with_value(operand, ValueHead::from_value),
            None => Facts::resolve(self.situation, operand),
        }
    }

    fn cached_text(&self, operand: OperandIx) -> Option<&str> {
        match self.overrides_of(operand) {
            Some(_) => None,
            None => Facts::cached_text(self.situation, operand)
                .inspect(|text| self.budget.charge(1 + text.len() / BYTES_PER_TEST)),
        }
    }

    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>> {
        match self.overrides {
            Some(overrides) => overrides.resolve_field(field),
            None => self.situation.resolve_field(field),
        }
    }

    /// Does nothing: [`with_value`](Facts::with_value) has charged for the whole text.
    fn count_bytes_read(&self, _: usize) {}

    fn bytes_read(&self) -> usize {
        0
    }

    /// Never searches: the budget ends a decision long before one search for all texts would pay.
    fn search_field(&self, _: OperandIx, _: MatchPosition, _: &[u8]) -> Option<Truth> {
        None
    }

    fn state(&self, state: StateIx) -> StateSet {
        self.budget.charge(1);
        self.situation.state(state)
    }

    fn state_of(&self, field: &Field) -> Option<StateSet> {
        self.situation.state_of(field)
    }
}

impl<O: Overrides> RouteInput for BudgetedFacts<'_, '_, '_, O> {
    fn context(&self) -> &RoutingContext<'_> {
        &self.situation.context
    }

    fn named(&self, source: Source) -> Option<&str> {
        match self.overrides {
            Some(overrides) => overrides.named(source),
            None => requested_group(self.situation.given(), source),
        }
    }

    fn first_trigger(&self) -> Option<TriggerIx> {
        let Situation { router, context, .. } = self.situation;
        // The index does not count the postings that it visits, so a share of all triggers is charged.
        self.budget.charge(
            MIN_TESTS_OF_TRIGGER_SEARCH + context.workspace.triggers().len() / TRIGGERS_PER_TEST,
        );
        router.matcher.first(context.workspace, self)
    }
}

/// Charges for each group that is considered for serving.
struct ServingCharge<'b>(&'b EvaluationBudget);

impl Recorder for ServingCharge<'_> {
    fn group(&mut self, _: GroupIx, _: GroupStatus, _: GroupTried) {
        self.0.charge(1);
    }
}

impl Router {
    /// Returns the decision of [`route`](Self::route), and charges it to a budget.
    pub(crate) fn route_within<'a>(
        &'a self,
        visitor: &'a Visitor<'a>,
        presence: &'a Presence,
        budget: &EvaluationBudget,
    ) -> Decision<'a> {
        let situation = self.situation(visitor, presence);
        // A required picker may read every group to find one that can be picked.
        if self.workspace.picker().mode == PickerMode::Required {
            budget.charge_for_parts(self.workspace.groups().len());
        }
        let walked = walk(&BudgetedFacts::new(&situation, budget), &mut ServingCharge(budget));
        situation.decision(walked)
    }
}
