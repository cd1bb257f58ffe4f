//! Diagnoses a condition: which of its parts are not true, and which part makes it true.
//!
//! An explanation names the first part that is not true ([`first_untrue`]). The search for counterfactuals
//! needs all parts that must become true, or one that must become untrue ([`Subcondition`]).

use crate::condition::{Condition, ExprId, Facts, RuleSet, Truth};

use crate::ix::PredicateIx;
use crate::visitor::{Field, FieldValue};

/// The first part of a condition that was not true.
pub(crate) struct FirstUntrue<'c> {
    /// The path to the part: the index within each `all` on the way.
    pub(crate) path: Vec<usize>,
    pub(crate) part: &'c Condition,
    pub(crate) truth: Truth,
    /// The fields that the part tests, at most eight.
    pub(crate) fields: Vec<&'c Field>,
}

/// The value of a field or a state.
pub(crate) enum Observed<'s> {
    Unknown,
    Value(FieldValue<'s>),
    State(&'static str),
}

/// The most fields of one part that are reported.
const MAX_FIELDS: usize = 8;

/// Descends through `all` to the first part that is not true. An `any`, a `not` or a predicate is
/// reported as a whole. Returns `None` if the condition is true.
pub(crate) fn first_untrue<'c>(
    condition: &'c Condition,
    expr: ExprId,
    rules: &RuleSet,
    truth_of: &impl Fn(PredicateIx) -> Truth,
) -> Option<FirstUntrue<'c>> {
    let (mut part, mut expr) = (condition, expr);
    let mut path = Vec::new();
    let mut truth = rules.truth_by(expr, truth_of);
    if truth == Truth::True {
        return None;
    }
    // Only `all` is descended: if it is not true, one of its parts is to blame. An `any` fails as a whole.
    while let Condition::All(parts) = part {
        // The compiler keeps the order of the parts, so the n-th part as written is the n-th child of the
        // expression.
        let exprs = rules.children(expr);
        let first = parts.iter().zip(exprs).enumerate().find_map(|(n, (part, expr))| {
            let truth = rules.truth_by(expr, truth_of);
            (truth != Truth::True).then_some((n, part, expr, truth))
        });
        let Some((n, child, child_expr, child_truth)) = first else {
            break;
        };
        path.push(n);
        (part, expr, truth) = (child, child_expr, child_truth);
    }
    Some(FirstUntrue { path, part, truth, fields: fields_of(part) })
}

fn fields_of(part: &Condition) -> Vec<&Field> {
    let mut fields: Vec<&Field> = Vec::new();
    // Parts are pushed in reverse, so that fields are reported in the order of the document.
    let mut open = vec![part];
    while let Some(part) = open.pop() {
        match part {
            Condition::All(parts) | Condition::Any(parts) => open.extend(parts.iter().rev()),
            Condition::Not(part) => open.push(part),
            Condition::Predicate(predicate) if fields.contains(&predicate.field()) => {}
            Condition::Predicate(predicate) => fields.push(predicate.field()),
        }
        // The linear search above stays short, because the list ends here.
        if fields.len() == MAX_FIELDS {
            break;
        }
    }
    fields
}

/// Returns the current value of a field, or of the state that it names.
pub(crate) fn observe<'s, F: Facts>(field: &Field, facts: &'s F) -> Observed<'s> {
    match facts.state_of(field) {
        Some(state) => Observed::State(state.word()),
        None => facts.resolve_field(field).map_or(Observed::Unknown, Observed::Value),
    }
}

/// A part of a condition in both of its forms: as it was written, and compiled.
#[cfg(feature = "analysis")]
#[derive(Clone, Copy)]
pub(crate) struct Subcondition<'c> {
    pub(crate) condition: &'c Condition,
    pub(crate) expr: ExprId,
}

#[cfg(feature = "analysis")]
impl<'c> Subcondition<'c> {
    /// Returns the parts that must become true for this condition to become true, in order: the parts below
    /// nested `all` nodes that are not true. The list is empty if the condition is true.
    pub(crate) fn untrue_parts(
        self,
        rules: &RuleSet,
        truth_of: &impl Fn(PredicateIx) -> Truth,
    ) -> Vec<Self> {
        let mut untrue = Vec::new();
        let mut open = vec![self];
        while let Some(part) = open.pop() {
            if rules.truth_by(part.expr, truth_of) == Truth::True {
                continue;
            }
            match part.condition {
                // The stack reverses the order, so the parts are pushed in reverse.
                Condition::All(parts) => open.extend(part.children(parts, rules).rev()),
                _ => untrue.push(part),
            }
        }
        untrue
    }

    /// Returns a part that must become untrue for this condition to become untrue: descends through `any` to the
    /// first part that is true.
    pub(crate) fn true_part(
        self,
        rules: &RuleSet,
        truth_of: &impl Fn(PredicateIx) -> Truth,
    ) -> Self {
        let mut part = self;
        while let Condition::Any(parts) = part.condition {
            let is_true = |part: &Self| rules.truth_by(part.expr, truth_of) == Truth::True;
            // One true part keeps an `any` true, so it is a part that must change.
            let Some(child) = part.children(parts, rules).find(is_true) else {
                break;
            };
            part = child;
        }
        part
    }

    fn children(
        self,
        parts: &'c [Condition],
        rules: &RuleSet,
    ) -> impl DoubleEndedIterator<Item = Self> + use<'c> {
        let exprs = rules.children(self.expr);
        let children = parts.iter().zip(exprs).map(|(condition, expr)| Self { condition, expr });
        children.collect::<Vec<_>>().into_iter()
    }
}
