//! Evaluates conditions that belong to no trigger: rule sets that were compiled for this workspace apart from
//! its own.

use crate::condition::{ExprId, Facts, MatchPosition, RuleSet, StateSet, Truth};
use crate::ix::{OperandIx, PredicateIx, StateIx};
use crate::router::Situation;
use crate::visitor::{Field, FieldValue, ValueHead, ValueRef, with_owned_value};

impl Situation<'_> {
    /// Evaluates an expression of another rule set.
    pub(crate) fn truth_by(&self, rules: &RuleSet, expr: ExprId) -> Truth {
        rules.truth(expr, &ExternalRuleFacts { situation: self, rules })
    }

    /// Evaluates a predicate of another rule set.
    pub(crate) fn predicate_by(&self, rules: &RuleSet, predicate: PredicateIx) -> Truth {
        let facts = ExternalRuleFacts { situation: self, rules };
        rules.predicate(predicate).map_or(Truth::Unknown, |predicate| predicate.truth(&facts))
    }
}

/// The facts of a visitor for another rule set. Its operands have other indices than those of the workspace,
/// so the caches of the situation are not used.
struct ExternalRuleFacts<'s, 'a> {
    situation: &'s Situation<'a>,
    rules: &'s RuleSet,
}

impl Facts for ExternalRuleFacts<'_, '_> {
    fn with_value<R>(&self, operand: OperandIx, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R {
        match self.rules.operand(operand) {
            // Nothing is cached. A separate rule set is evaluated once or a few times for each visitor.
            Some(operand) => with_owned_value(
                self.situation.resolve_field(&operand.field),
                operand.lowercase,
                then,
            ),
            None => then(None),
        }
    }

    fn cached_head(&self, _: OperandIx) -> Option<ValueHead> {
        None
    }

    fn resolve(&self, operand: OperandIx) -> ValueHead {
        self.with_value(operand, ValueHead::from_value)
    }

    fn cached_text(&self, _: OperandIx) -> Option<&str> {
        None
    }

    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>> {
        self.situation.resolve_field(field)
    }

    fn count_bytes_read(&self, bytes: usize) {
        self.situation.count_bytes_read(bytes);
    }

    fn bytes_read(&self) -> usize {
        self.situation.bytes_read()
    }

    // The automata of the router belong to the workspace's own rule set.
    fn search_field(&self, _: OperandIx, _: MatchPosition, _: &[u8]) -> Option<Truth> {
        None
    }

    fn state(&self, state: StateIx) -> StateSet {
        self.rules
            .state(state)
            .map_or(StateSet::CLOSED, |state| self.situation.resolve_state(state))
    }

    fn state_of(&self, field: &Field) -> Option<StateSet> {
        self.situation.state_of(field)
    }
}
