//! Searches for a counterexample to one assertion among visitors that are generated from conditions.

use crate::condition::{ExprId, RuleSet};
use crate::counterexample::budget::{BudgetSpent, TrialBudget};
use crate::counterexample::compiled_assertion::CompiledAssertion;
use crate::counterexample::result::{FailedAssertion, VisitorOrigin};
use crate::counterexample::visitor_generator::{BoundRequirement, VisitorGenerator, requirements};
use crate::presence::Presence;
use crate::router::Router;
use crate::trigger::Trigger;
use crate::visitor::{Field, UrlSource, Value, Visitor};

/// Skipping this many triggers costs as much as one trial. An estimate, not measured.
const TRIGGERS_SKIPPED_PER_TRIAL: usize = 32;

pub(super) struct GeneratedSearch<'r> {
    generator: VisitorGenerator<'r>,
    pub(super) failed: Option<FailedAssertion>,
    /// The number of visitors that were routed. The assertion applies to each of them.
    pub(super) routed: usize,
}

/// Whether a counterexample has been found, which ends the search.
type IsFound = bool;

impl<'r> GeneratedSearch<'r> {
    pub(super) fn new(
        router: &'r Router,
        everyone: &'r Presence,
        rules: &'r RuleSet,
        assertion: &'r CompiledAssertion<'r>,
    ) -> Self {
        let own = requirements(rules, assertion.when);
        let generator =
            VisitorGenerator { router, everyone, rules, assertion, assertion_requirements: own };
        Self { generator, failed: None, routed: 0 }
    }

    /// Tries, in this order: the visitors of the assertion's own condition; each trigger's visitor who makes
    /// it fire; these visitors with one predicate of the trigger changed; each trigger's visitor combined
    /// with the other visitors of the assertion. The steps that find most for their cost come first.
    pub(super) fn run(&mut self, budget: &mut TrialBudget) -> Result<(), BudgetSpent> {
        let matching = self.generator.matching_visitors(budget)?;
        for visitor in &matching {
            if self.try_visitor(visitor, None, budget)? {
                return Ok(());
            }
        }
        // The first one satisfies all requirements of the assertion, if they can be satisfied together.
        let Some((first, others)) = matching.split_first() else {
            return Ok(());
        };
        let found = self.each_trigger(budget, |search, trigger, when, budget| {
            search.try_firing(first, trigger, when, budget)
        })?;
        if found
            || self.each_trigger(budget, |search, trigger, when, budget| {
                search.try_variants(first, trigger, when, budget)
            })?
        {
            return Ok(());
        }
        for other in others {
            let found = self.each_trigger(budget, |search, trigger, when, budget| {
                search.try_firing(other, trigger, when, budget)
            })?;
            if found {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Visits the triggers that can win, first those whose group the assertion does not allow.
    fn each_trigger(
        &mut self,
        budget: &mut TrialBudget,
        mut each: impl FnMut(
            &mut Self,
            &'r Trigger,
            Option<ExprId>,
            &mut TrialBudget,
        ) -> Result<IsFound, BudgetSpent>,
    ) -> Result<IsFound, BudgetSpent> {
        let (workspace, assertion) = (self.generator.router.workspace(), self.generator.assertion);
        let mut skipped = 0;
        // A trigger whose group the assertion forbids is the likeliest counterexample.
        for allowed in [false, true] {
            for (trigger, checked) in workspace.triggers().iter().zip(workspace.checked_triggers())
            {
                let target = workspace.group_at(checked.target);
                let can_win = trigger.enabled && target.is_some_and(|group| group.enabled);
                if can_win && assertion.allows(target) == allowed {
                    if each(self, trigger, checked.when, budget)? {
                        return Ok(true);
                    }
                } else {
                    skipped += 1;
                    if skipped == TRIGGERS_SKIPPED_PER_TRIAL {
                        skipped = 0;
                        // Skipping costs little, but the loop over very many triggers must end with the
                        // budget, too.
                        budget.spend(1)?;
                    }
                }
            }
        }
        Ok(false)
    }

    /// Returns the requirements of a trigger, and a visitor of the assertion who satisfies them.
    fn firing_visitor(
        &self,
        matching: &Visitor<'static>,
        when: Option<ExprId>,
        budget: &mut TrialBudget,
    ) -> Result<(Vec<BoundRequirement<'r>>, Visitor<'static>), BudgetSpent> {
        let tests = requirements(self.generator.router.workspace().rules(), when);
        let firing = self.generator.satisfy_all(matching, &tests, true, budget)?;
        Ok((tests, firing))
    }

    /// Tries a visitor of the assertion who also satisfies the requirements of a trigger.
    fn try_firing(
        &mut self,
        matching: &Visitor<'static>,
        trigger: &'r Trigger,
        when: Option<ExprId>,
        budget: &mut TrialBudget,
    ) -> Result<IsFound, BudgetSpent> {
        let (tests, firing) = self.firing_visitor(matching, when, budget)?;
        self.try_visitor(&firing, Some((trigger, &tests)), budget)
    }

    /// Tries that visitor with one predicate at a time that has another value.
    fn try_variants(
        &mut self,
        matching: &Visitor<'static>,
        trigger: &'r Trigger,
        when: Option<ExprId>,
        budget: &mut TrialBudget,
    ) -> Result<IsFound, BudgetSpent> {
        let (tests, firing) = self.firing_visitor(matching, when, budget)?;
        for test in &tests {
            for varied in self.generator.variants(&firing, *test, &tests, true, budget)? {
                if self.try_visitor(&varied, Some((trigger, &tests)), budget)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Routes a visitor to whom the assertion applies.
    fn try_visitor(
        &mut self,
        visitor: &Visitor<'static>,
        of: Option<(&Trigger, &[BoundRequirement<'r>])>,
        budget: &mut TrialBudget,
    ) -> Result<IsFound, BudgetSpent> {
        budget.spend(1)?;
        self.routed += 1;
        if !self.is_counterexample(visitor) {
            return Ok(false);
        }
        let tests = self
            .generator
            .assertion_requirements
            .iter()
            .chain(of.map_or(&[][..], |(_, tests)| tests));
        // Only the tested fields were set, so only they can be removed.
        let smallest = self.minimized(visitor, tests.filter_map(BoundRequirement::field));
        let origin = of.map_or(VisitorOrigin::Assertion, |(trigger, _)| {
            VisitorOrigin::Trigger(trigger.id.clone())
        });
        let VisitorGenerator { router, everyone, assertion, .. } = self.generator;
        let decision = router.route(&smallest, everyone);
        self.failed = Some(assertion.failed(&smallest, origin, &decision));
        Ok(true)
    }

    fn is_counterexample(&self, visitor: &Visitor<'_>) -> bool {
        let VisitorGenerator { router, everyone, rules, assertion, .. } = self.generator;
        let situation = router.situation(visitor, everyone);
        assertion.applies_to(rules, &situation) && !assertion.allows(situation.route().group())
    }

    /// Minimizes a counterexample: removes the instant, the id and each field that was set, as long as the
    /// visitor stays a counterexample.
    fn minimized<'f>(
        &self,
        visitor: &Visitor<'static>,
        fields: impl Iterator<Item = &'f Field>,
    ) -> Visitor<'static> {
        let mut smallest = visitor.clone();
        let without_id = |visitor: &Visitor<'static>| Visitor { id: None, ..visitor.clone() };
        let without_at = |visitor: &Visitor<'static>| Visitor { at: None, ..visitor.clone() };
        // The id and the instant are not fields, so they are removed apart. Both together are tried as well,
        // because each alone may be needed to replace the other.
        for smaller in
            [without_id(&smallest), without_at(&smallest), without_at(&without_id(&smallest))]
        {
            if self.is_counterexample(&smaller) {
                smallest = smaller;
            }
        }
        // A generated part of a URL has set the whole URL, which no test may name.
        let urls = UrlSource::ALL.map(UrlSource::whole);
        for field in urls.into_iter().chain(fields.cloned()) {
            let mut smaller = smallest.clone();
            // A removed field must change the visitor, otherwise the same decision is made again.
            let is_gone = smaller.set_field(&field, &Value::Null).is_some();
            if is_gone && smaller != smallest && self.is_counterexample(&smaller) {
                smallest = smaller;
            }
        }
        smallest
    }
}
