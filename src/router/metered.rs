//! A visitor before a router whose decisions are counted: for those who keep a budget of many decisions.

use crate::condition::{Facts, Position, StateSet, Truth, ValueSize};
use crate::context::RoutingContext;
use crate::decision::{Decision, requested_group};
use crate::ix::GroupIx;
use crate::presence::Presence;
use crate::router::budget::{Budget, TEST_BYTES};
use crate::router::walk::{GroupTried, Recorder, RouteInput, walk};
use crate::router::{Router, Situation};
use crate::settings::{PickerMode, Source};
use crate::status::GroupStatus;
use crate::visitor::{Field, FieldValue, ValueHead, ValueRef, Visitor};

/// Facts of a visitor that are replaced by others for one decision.
pub(super) trait Overrides {
    /// Returns `true` if the value of an operand may be another one.
    fn applies_to(&self, operand: u32) -> bool;

    /// Calls `then` with the value of an operand that these overrides apply to.
    fn with_value<R>(&self, operand: u32, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R;

    /// Returns the value of a field, replaced or not.
    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>>;

    /// Returns the group that a source names, replaced or not.
    fn named(&self, source: Source) -> Option<&str>;
}

/// No overrides: the visitor is routed as given.
pub(super) enum NoOverrides {}

impl Overrides for NoOverrides {
    fn applies_to(&self, _: u32) -> bool {
        match *self {}
    }

    fn with_value<R>(&self, _: u32, _: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R {
        match *self {}
    }

    fn resolve_field(&self, _: &Field) -> Option<FieldValue<'_>> {
        match *self {}
    }

    fn named(&self, _: Source) -> Option<&str> {
        match *self {}
    }
}

/// A visitor before a router, as given or with overrides. Each read of a field counts against a budget.
pub(super) struct Metered<'m, 's, 'a, O = NoOverrides> {
    situation: &'s Situation<'a>,
    budget: &'m Budget,
    overrides: Option<&'m O>,
}

/// Finding the first trigger costs at least so many tests, and one more for so many triggers.
const FIRST: usize = 16;
const FIRST_TRIGGERS: usize = 256;

impl<'m, 's, 'a> Metered<'m, 's, 'a> {
    /// Meters the visitor as given.
    fn new(situation: &'s Situation<'a>, budget: &'m Budget) -> Self {
        Self { situation, budget, overrides: None }
    }
}

impl<'m, 's, 'a, O: Overrides> Metered<'m, 's, 'a, O> {
    /// Meters the visitor with some facts replaced.
    #[cfg(feature = "analysis")]
    pub(super) fn with_overrides(
        situation: &'s Situation<'a>,
        budget: &'m Budget,
        overrides: &'m O,
    ) -> Self {
        Self { situation, budget, overrides: Some(overrides) }
    }

    /// The overrides, if they may change the value of an operand.
    fn overrides_of(&self, operand: u32) -> Option<&'m O> {
        self.overrides.filter(|overrides| overrides.applies_to(operand))
    }
}

impl<O: Overrides> Facts for Metered<'_, '_, '_, O> {
    fn with_value<R>(&self, operand: u32, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R {
        let charging = |shown: Option<ValueRef<'_>>| {
            self.budget.charge(1 + ValueSize::from_value(shown).bytes() / TEST_BYTES);
            then(shown)
        };
        match self.overrides_of(operand) {
            Some(overrides) => overrides.with_value(operand, charging),
            None => self.situation.with_value(operand, charging),
        }
    }

    fn cached_head(&self, operand: u32) -> Option<ValueHead> {
        self.budget.charge(1);
        match self.overrides_of(operand) {
            Some(_) => None,
            None => self.situation.cached_head(operand),
        }
    }

    fn resolve(&self, operand: u32) -> ValueHead {
        match self.overrides_of(operand) {
            Some(overrides) => overrides.with_value(operand, ValueHead::from_value),
            None => Facts::resolve(self.situation, operand),
        }
    }

    fn cached_text(&self, operand: u32) -> Option<&str> {
        match self.overrides_of(operand) {
            Some(_) => None,
            None => Facts::cached_text(self.situation, operand)
                .inspect(|text| self.budget.charge(1 + text.len() / TEST_BYTES)),
        }
    }

    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>> {
        match self.overrides {
            Some(overrides) => overrides.resolve_field(field),
            None => self.situation.resolve_field(field),
        }
    }

    /// `see` has charged for the whole text.
    fn count_bytes_read(&self, _: usize) {}

    fn bytes_read(&self) -> usize {
        0
    }

    /// The budget ends a decision long before one search for all tests is worth it.
    fn search_field(&self, _: u32, _: Position, _: &[u8]) -> Option<Truth> {
        None
    }

    fn state(&self, number: u32) -> StateSet {
        self.budget.charge(1);
        self.situation.state(number)
    }

    fn state_of(&self, field: &Field) -> Option<StateSet> {
        self.situation.state_of(field)
    }
}

impl<O: Overrides> RouteInput for Metered<'_, '_, '_, O> {
    fn scene(&self) -> &RoutingContext<'_> {
        &self.situation.scene
    }

    fn named(&self, source: Source) -> Option<&str> {
        match self.overrides {
            Some(overrides) => overrides.named(source),
            None => requested_group(self.situation.given(), source),
        }
    }

    fn first_trigger(&self) -> Option<u32> {
        let Situation { router, scene, .. } = self.situation;
        self.budget.charge(FIRST + scene.workspace.triggers().len() / FIRST_TRIGGERS);
        router.matcher.first(scene.workspace, self)
    }
}

/// Charges for each group that is looked at for serving.
struct Served<'b>(&'b Budget);

impl Recorder for Served<'_> {
    fn group(&mut self, _: GroupIx, _: GroupStatus, _: GroupTried) {
        self.0.charge(1);
    }
}

impl Router {
    /// The decision of [`route`](Self::route), charged to a budget.
    pub(crate) fn route_within<'a>(
        &'a self,
        visitor: &'a Visitor<'a>,
        presence: &'a Presence,
        budget: &Budget,
    ) -> Decision<'a> {
        let situation = self.situation(visitor, presence);
        if self.workspace.picker().mode == PickerMode::Required {
            budget.charge_for_parts(self.workspace.groups().len());
        }
        let walked = walk(&Metered::new(&situation, budget), &mut Served(budget));
        situation.decision(walked)
    }
}
