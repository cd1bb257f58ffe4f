//! What would have to change for a condition to become true, or to be true no longer.

use crate::condition::{Condition, ExprId, RuleSet, Truth};

/// A part of a condition, in both of its forms.
#[derive(Clone, Copy)]
pub(crate) struct Subcondition<'c> {
    pub(crate) condition: &'c Condition,
    pub(crate) expr: ExprId,
}

impl<'c> Subcondition<'c> {
    /// The parts that must become true for this condition to, in order: down through `all`, each that
    /// is not. None where the condition is true.
    pub(crate) fn untrue_parts(
        self,
        rules: &RuleSet,
        truth_of: &impl Fn(u32) -> Truth,
    ) -> Vec<Self> {
        let mut untrue = Vec::new();
        let mut open = vec![self];
        while let Some(part) = open.pop() {
            if rules.truth_by(part.expr, truth_of) == Truth::True {
                continue;
            }
            match part.condition {
                Condition::All(parts) => open.extend(part.inner(parts, rules).rev()),
                _ => untrue.push(part),
            }
        }
        untrue
    }

    /// A part that must not be true for this condition not to be: down through `any` to the first that
    /// is.
    pub(crate) fn true_part(self, rules: &RuleSet, truth_of: &impl Fn(u32) -> Truth) -> Self {
        let mut part = self;
        while let Condition::Any(parts) = part.condition {
            let is_true = |part: &Self| rules.truth_by(part.expr, truth_of) == Truth::True;
            let Some(inner) = part.inner(parts, rules).find(is_true) else {
                break;
            };
            part = inner;
        }
        part
    }

    fn inner(
        self,
        parts: &'c [Condition],
        rules: &RuleSet,
    ) -> impl DoubleEndedIterator<Item = Self> + use<'c> {
        let programs = rules.parts(self.expr);
        let both = parts
            .iter()
            .zip(programs)
            .map(|(condition, program)| Self { condition, expr: program });
        both.collect::<Vec<_>>().into_iter()
    }
}
