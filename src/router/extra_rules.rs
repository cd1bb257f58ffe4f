//! Conditions that are no trigger's: rules that were compiled for this workspace apart from its own.

use crate::condition::{Facts, Position, Program, Rules, StateBit, Truth};
use crate::router::Situation;
use crate::visitor::{Field, Glance, Seen, Shown, show_once};

impl Situation<'_> {
    /// The value of an expression of other rules.
    pub(crate) fn truth_by(&self, rules: &Rules, program: Program) -> Truth {
        rules.truth(program, &ExtraFacts { situation: self, rules })
    }

    /// The value of a predicate of other rules.
    pub(crate) fn predicate_by(&self, rules: &Rules, predicate: u32) -> Truth {
        let facts = ExtraFacts { situation: self, rules };
        rules.predicate(predicate).map_or(Truth::Unknown, |predicate| predicate.truth(&facts))
    }
}

/// What other rules see of a visitor. Their fields have other numbers than the workspace's own, so
/// nothing that was resolved for those is used here.
struct ExtraFacts<'s, 'a> {
    situation: &'s Situation<'a>,
    rules: &'s Rules,
}

impl Facts for ExtraFacts<'_, '_> {
    fn see<R>(&self, sight: u32, then: impl FnOnce(Option<Shown<'_>>) -> R) -> R {
        match self.rules.sight(sight) {
            Some(sight) => show_once(self.situation.look_at(&sight.field), sight.folds, then),
            None => then(None),
        }
    }

    fn glanced(&self, _: u32) -> Option<Glance> {
        None
    }

    fn look(&self, sight: u32) -> Glance {
        self.see(sight, Glance::of)
    }

    fn given(&self, _: u32) -> Option<&str> {
        None
    }

    fn look_at(&self, field: &Field) -> Option<Seen<'_>> {
        self.situation.look_at(field)
    }

    fn charge(&self, bytes: usize) {
        self.situation.charge(bytes);
    }

    fn charged(&self) -> usize {
        self.situation.charged()
    }

    fn search(&self, _: u32, _: Position, _: &[u8]) -> Option<Truth> {
        None
    }

    fn state(&self, number: u32) -> StateBit {
        self.rules.state(number).map_or(StateBit::CLOSED, |state| self.situation.resolve(state))
    }

    fn state_of(&self, field: &Field) -> Option<StateBit> {
        self.situation.state_of(field)
    }
}
