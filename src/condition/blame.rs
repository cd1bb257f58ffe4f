//! Why a condition did not hold: the first part of it that was not true.

use crate::condition::{Condition, ExprId, Facts, RuleSet, Truth};
use crate::visitor::{Field, FieldValue};

/// The first part of a condition that was not true.
pub(crate) struct FirstUntrue<'c> {
    /// Where it stands in the condition: the index within each `all` on the way.
    pub(crate) path: Vec<usize>,
    pub(crate) part: &'c Condition,
    pub(crate) truth: Truth,
    /// What the part looked at: its first eight fields.
    pub(crate) fields: Vec<&'c Field>,
}

/// What a field showed.
pub(crate) enum Observed<'s> {
    Unknown,
    Value(FieldValue<'s>),
    State(&'static str),
}

/// The most fields of one part that are reported.
const MAX_FIELDS: usize = 8;

/// Goes down through `all` to the first part that is not true; an `any`, a `not` or a leaf is
/// blamed as a whole. Nothing where the condition is true.
pub(crate) fn first_untrue<'c>(
    condition: &'c Condition,
    program: ExprId,
    rules: &RuleSet,
    truth_of: &impl Fn(u32) -> Truth,
) -> Option<FirstUntrue<'c>> {
    let (mut part, mut program) = (condition, program);
    let mut path = Vec::new();
    let mut truth = rules.truth_by(program, truth_of);
    if truth == Truth::True {
        return None;
    }
    while let Condition::All(parts) = part {
        let programs = rules.parts(program);
        let first = parts.iter().zip(programs).enumerate().find_map(|(n, (part, program))| {
            let truth = rules.truth_by(program, truth_of);
            (truth != Truth::True).then_some((n, part, program, truth))
        });
        let Some((n, inner, its_program, its_truth)) = first else {
            break;
        };
        path.push(n);
        (part, program, truth) = (inner, its_program, its_truth);
    }
    Some(FirstUntrue { path, part, truth, fields: fields_of(part) })
}

fn fields_of(part: &Condition) -> Vec<&Field> {
    let mut fields: Vec<&Field> = Vec::new();
    let mut open = vec![part];
    while let Some(part) = open.pop() {
        match part {
            Condition::All(parts) | Condition::Any(parts) => open.extend(parts.iter().rev()),
            Condition::Not(part) => open.push(part),
            Condition::Predicate(leaf) if fields.contains(&leaf.field()) => {}
            Condition::Predicate(leaf) => fields.push(leaf.field()),
        }
        if fields.len() == MAX_FIELDS {
            break;
        }
    }
    fields
}

/// What a field shows.
pub(crate) fn observe<'s, F: Facts>(field: &Field, facts: &'s F) -> Observed<'s> {
    match facts.state_of(field) {
        Some(state) => Observed::State(state.word()),
        None => facts.resolve_field(field).map_or(Observed::Unknown, Observed::Value),
    }
}
