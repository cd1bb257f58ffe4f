//! A visitor before a router whose decisions are counted: for those who keep a budget of many decisions.

use crate::condition::{Facts, Position, StateSet, Truth, ValueSize};
use crate::context::RoutingContext;
use crate::decision::{Decision, named};
use crate::presence::Presence;
use crate::router::budget::{Budget, TEST_BYTES};
use crate::router::walk::{GroupTried, Recorder, RouteInput, walk};
use crate::router::why_not::Candidate;
use crate::router::{Router, Situation};
use crate::settings::{PickerMode, Source};
use crate::status::GroupStatus;
use crate::visitor::{Field, FieldValue, ValueHead, ValueRef, Visitor};

/// A visitor as it is, or with some facts changed. Each look at a field counts against a budget.
pub(super) struct Metered<'m, 'c, 's, 'a> {
    situation: &'s Situation<'a>,
    budget: &'m Budget,
    changes: Option<&'m Candidate<'c, 's, 'a>>,
}

/// Finding the first trigger costs at least so many tests, and one more for so many triggers.
const FIRST: usize = 16;
const FIRST_TRIGGERS: usize = 256;

impl<'m, 'c, 's, 'a> Metered<'m, 'c, 's, 'a> {
    /// The visitor as it is.
    pub(super) fn new(situation: &'s Situation<'a>, budget: &'m Budget) -> Self {
        Self { situation, budget, changes: None }
    }

    /// The visitor with some facts changed.
    pub(super) fn with_changes(
        situation: &'s Situation<'a>,
        budget: &'m Budget,
        changes: &'m Candidate<'c, 's, 'a>,
    ) -> Self {
        Self { situation, budget, changes: Some(changes) }
    }

    /// The change that shows in what an operand of the rules looks at.
    fn changed(&self, operand: u32) -> Option<&'m Candidate<'c, 's, 'a>> {
        self.changes.filter(|changes| changes.shows_in(operand))
    }
}

impl Facts for Metered<'_, '_, '_, '_> {
    fn with_value<R>(&self, operand: u32, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R {
        let charging = |shown: Option<ValueRef<'_>>| {
            self.budget.charge(1 + ValueSize::from_value(shown).bytes() / TEST_BYTES);
            then(shown)
        };
        match self.changed(operand) {
            Some(changes) => changes.show(operand, charging),
            None => self.situation.with_value(operand, charging),
        }
    }

    fn cached_head(&self, operand: u32) -> Option<ValueHead> {
        self.budget.charge(1);
        match self.changed(operand) {
            Some(_) => None,
            None => self.situation.cached_head(operand),
        }
    }

    fn resolve(&self, operand: u32) -> ValueHead {
        match self.changed(operand) {
            Some(changes) => changes.show(operand, ValueHead::from_value),
            None => Facts::resolve(self.situation, operand),
        }
    }

    fn cached_text(&self, operand: u32) -> Option<&str> {
        match self.changed(operand) {
            Some(_) => None,
            None => Facts::cached_text(self.situation, operand)
                .inspect(|text| self.budget.charge(1 + text.len() / TEST_BYTES)),
        }
    }

    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>> {
        match self.changes {
            Some(changes) => changes.look_at(field),
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

impl RouteInput for Metered<'_, '_, '_, '_> {
    fn scene(&self) -> &RoutingContext<'_> {
        &self.situation.scene
    }

    fn named(&self, source: Source) -> Option<&str> {
        match self.changes {
            Some(changes) => changes.named(source),
            None => named(self.situation.given(), source),
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
    fn group(&mut self, _: u32, _: GroupStatus, _: GroupTried) {
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
