//! The search for a counterexample to one assertion among visitors that are made from conditions.

use crate::condition::{ExprId, RuleSet};
use crate::counterexample::budget::{Budget, Spent};
use crate::counterexample::claim::Claim;
use crate::counterexample::maker::{BoundRequirement, Maker, requirements};
use crate::counterexample::{FailedAssertion, VisitorOrigin};
use crate::presence::Presence;
use crate::router::Router;
use crate::trigger::Trigger;
use crate::visitor::{Field, UrlSource, Value, Visitor};

/// How many triggers that are passed over cost as much as a trial.
const PASSED_PER_TRIAL: usize = 32;

pub(super) struct MadeSearch<'r> {
    maker: Maker<'r>,
    pub(super) failed: Option<FailedAssertion>,
    /// How many visitors were routed; the assertion fits each of them.
    pub(super) routed: usize,
}

/// Whether the search is over: a counterexample has been found.
type Found = bool;

impl<'r> MadeSearch<'r> {
    pub(super) fn new(
        router: &'r Router,
        everyone: &'r Presence,
        rules: &'r RuleSet,
        claim: &'r Claim<'r>,
    ) -> Self {
        let own = requirements(rules, claim.when);
        let maker = Maker { router, everyone, rules, claim, own };
        Self { maker, failed: None, routed: 0 }
    }

    /// Tries the visitors of the assertion's own condition, then each trigger's as it fires, then those in
    /// whom one test of a trigger comes out otherwise, then each trigger's beside the other visitors of the
    /// assertion: what finds most for its price comes first.
    pub(super) fn run(&mut self, budget: &mut Budget) -> Result<(), Spent> {
        let fitting = self.maker.fitting(budget)?;
        for visitor in &fitting {
            if self.try_visitor(visitor, None, budget)? {
                return Ok(());
            }
        }
        let Some((first, others)) = fitting.split_first() else {
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

    /// Goes through the triggers that can win: first those whose group the assertion does not allow.
    fn each_trigger(
        &mut self,
        budget: &mut Budget,
        mut each: impl FnMut(
            &mut Self,
            &'r Trigger,
            Option<ExprId>,
            &mut Budget,
        ) -> Result<Found, Spent>,
    ) -> Result<Found, Spent> {
        let (workspace, claim) = (self.maker.router.workspace(), self.maker.claim);
        let mut passed = 0;
        for allowed in [false, true] {
            for (trigger, checked) in workspace.triggers().iter().zip(workspace.checked_triggers())
            {
                let target = workspace.group_at(checked.target);
                let can_win = trigger.enabled && target.is_some_and(|group| group.enabled);
                if can_win && claim.allows(target) == allowed {
                    if each(self, trigger, checked.when, budget)? {
                        return Ok(true);
                    }
                } else {
                    passed += 1;
                    if passed == PASSED_PER_TRIAL {
                        passed = 0;
                        budget.spend(1)?;
                    }
                }
            }
        }
        Ok(false)
    }

    /// What a trigger's tests want, and a visitor of the assertion for whom they come out so.
    fn firing(
        &self,
        fitting: &Visitor<'static>,
        when: Option<ExprId>,
        budget: &mut Budget,
    ) -> Result<(Vec<BoundRequirement<'r>>, Visitor<'static>), Spent> {
        let tests = requirements(self.maker.router.workspace().rules(), when);
        let firing = self.maker.fulfil(fitting, &tests, true, budget)?;
        Ok((tests, firing))
    }

    /// Tries a visitor of the assertion for whom the trigger's tests come out as the trigger wants them.
    fn try_firing(
        &mut self,
        fitting: &Visitor<'static>,
        trigger: &'r Trigger,
        when: Option<ExprId>,
        budget: &mut Budget,
    ) -> Result<Found, Spent> {
        let (tests, firing) = self.firing(fitting, when, budget)?;
        self.try_visitor(&firing, Some((trigger, &tests)), budget)
    }

    /// Tries the same with one test at a time that comes out otherwise.
    fn try_variants(
        &mut self,
        fitting: &Visitor<'static>,
        trigger: &'r Trigger,
        when: Option<ExprId>,
        budget: &mut Budget,
    ) -> Result<Found, Spent> {
        let (tests, firing) = self.firing(fitting, when, budget)?;
        for test in &tests {
            for varied in self.maker.variants(&firing, *test, &tests, true, budget)? {
                if self.try_visitor(&varied, Some((trigger, &tests)), budget)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Routes a visitor whom the assertion fits.
    fn try_visitor(
        &mut self,
        visitor: &Visitor<'static>,
        of: Option<(&Trigger, &[BoundRequirement<'r>])>,
        budget: &mut Budget,
    ) -> Result<Found, Spent> {
        budget.spend(1)?;
        self.routed += 1;
        if !self.is_counterexample(visitor) {
            return Ok(false);
        }
        let tests = self.maker.own.iter().chain(of.map_or(&[][..], |(_, tests)| tests));
        let smallest = self.without_needless(visitor, tests.filter_map(BoundRequirement::field));
        let origin = of.map_or(VisitorOrigin::Assertion, |(trigger, _)| {
            VisitorOrigin::Trigger(trigger.id.clone())
        });
        let Maker { router, everyone, claim, .. } = self.maker;
        let decision = router.route(&smallest, everyone);
        self.failed = Some(claim.failed(&smallest, origin, &decision));
        Ok(true)
    }

    fn is_counterexample(&self, visitor: &Visitor<'_>) -> bool {
        let Maker { router, everyone, rules, claim, .. } = self.maker;
        let situation = router.situation(visitor, everyone);
        claim.fits(rules, &situation) && !claim.allows(situation.route().group())
    }

    /// The visitor without what does not matter: the instant, the id and each field that was set are taken
    /// away, if it stays a counterexample without them.
    fn without_needless<'f>(
        &self,
        visitor: &Visitor<'static>,
        fields: impl Iterator<Item = &'f Field>,
    ) -> Visitor<'static> {
        let mut smallest = visitor.clone();
        let without_id = |visitor: &Visitor<'static>| Visitor { id: None, ..visitor.clone() };
        let without_at = |visitor: &Visitor<'static>| Visitor { at: None, ..visitor.clone() };
        for smaller in
            [without_id(&smallest), without_at(&smallest), without_at(&without_id(&smallest))]
        {
            if self.is_counterexample(&smaller) {
                smallest = smaller;
            }
        }
        let urls = UrlSource::ALL.map(UrlSource::whole);
        for field in urls.into_iter().chain(fields.cloned()) {
            let mut smaller = smallest.clone();
            let is_gone = smaller.set_field(&field, &Value::Null).is_some();
            if is_gone && smaller != smallest && self.is_counterexample(&smaller) {
                smallest = smaller;
            }
        }
        smallest
    }
}
