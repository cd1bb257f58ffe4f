//! What would have to change for a condition to become true, or to be true no longer.

use crate::condition::{Condition, Facts, Program, Rules, Truth};

/// A part of a condition, in both of its forms.
#[derive(Clone, Copy)]
pub(crate) struct Part<'c> {
    pub(crate) condition: &'c Condition,
    pub(crate) program: Program,
}

impl<'c> Part<'c> {
    /// A part that must become true for this condition to: down through `all` to the first that is
    /// not.
    pub(crate) fn untrue(self, rules: &Rules, facts: &impl Facts) -> Self {
        let mut part = self;
        while let Condition::All(parts) = part.condition {
            let first = part.inner(parts, rules, |truth| truth != Truth::True, facts);
            let Some(inner) = first else {
                break;
            };
            part = inner;
        }
        part
    }

    /// A part that must not be true for this condition not to be: down through `any` to the first that
    /// is.
    pub(crate) fn true_part(self, rules: &Rules, facts: &impl Facts) -> Self {
        let mut part = self;
        while let Condition::Any(parts) = part.condition {
            let first = part.inner(parts, rules, |truth| truth == Truth::True, facts);
            let Some(inner) = first else {
                break;
            };
            part = inner;
        }
        part
    }

    fn inner(
        self,
        parts: &'c [Condition],
        rules: &Rules,
        is_it: impl Fn(Truth) -> bool,
        facts: &impl Facts,
    ) -> Option<Self> {
        let both = parts.iter().zip(rules.parts(self.program));
        both.map(|(condition, program)| Self { condition, program })
            .find(|part| is_it(rules.truth(part.program, facts)))
    }
}
