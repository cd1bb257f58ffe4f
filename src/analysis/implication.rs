//! Whether one condition implies another, as far as their structure shows it.
//!
//! `all` is implied part by part, `any` by one of its parts; tests of one field are compared by what they
//! test: a longer start implies a shorter one, a subdomain its domain, a list one that has all of its values,
//! a higher bound a lower one. A yes is certain, a no is not.

use std::collections::BTreeMap;

use crate::analysis::budget::Budget;
use crate::condition::{
    CompiledOp, CompiledPredicate, Nnf, NumberOp, OperandRef, Requirement, RuleSet, TextOp, Truth,
};
use crate::ix::{Ix, OperandIx};
use crate::visitor::{Field, FieldKind, TextRef};

/// What tests look at, by number: a host has one number, whether or not it is compared in lower case, as it
/// always is in lower case.
pub(super) struct Operands(Vec<OperandIx>);

impl Operands {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut hosts: BTreeMap<&Field, OperandIx> = BTreeMap::new();
        let mut numbers = Vec::with_capacity(rules.operands().len());
        for (number, operand) in OperandIx::all(rules.operands().len()).zip(rules.operands()) {
            numbers.push(match operand.field.kind() {
                FieldKind::Host => *hosts.entry(&operand.field).or_insert(number),
                _ => number,
            });
        }
        Self(numbers)
    }

    /// The number of what a operand looks at.
    pub(super) fn value_type(&self, operand: OperandIx) -> OperandIx {
        operand.get(&self.0).copied().unwrap_or(operand)
    }

    fn are_same(&self, one: OperandRef, other: OperandRef) -> bool {
        match (one, other) {
            (OperandRef::Field(one), OperandRef::Field(other)) => {
                self.value_type(one) == self.value_type(other)
            }
            (one, other) => one == other,
        }
    }
}

/// Compares conditions, within a number of steps.
pub(super) struct Implication<'r> {
    pub(super) rules: &'r RuleSet,
    pub(super) operands: &'r Operands,
    pub(super) budget: Budget,
}

impl Implication<'_> {
    /// Returns `true` if the second condition is true whenever the first one is.
    pub(super) fn holds(&mut self, one: &Nnf, other: &Nnf) -> bool {
        if !self.budget.take(1) {
            return false;
        }
        match (one, other) {
            (_, Nnf::All(parts)) => parts.iter().all(|part| self.holds(one, part)),
            (Nnf::Any(parts), _) => parts.iter().all(|part| self.holds(part, other)),
            (Nnf::Leaf(one), Nnf::Leaf(other)) => self.holds_for_tests(*one, *other),
            (Nnf::All(parts), Nnf::Leaf(_)) => parts.iter().any(|part| self.holds(part, other)),
            (Nnf::Leaf(_), Nnf::Any(others)) => others.iter().any(|other| self.holds(one, other)),
            (Nnf::All(parts), Nnf::Any(others)) => {
                parts.iter().any(|part| self.holds(part, other))
                    || others.iter().any(|other| self.holds(one, other))
            }
        }
    }

    /// The same of two tests.
    fn holds_for_tests(&mut self, one: Requirement, other: Requirement) -> bool {
        if one.predicate == other.predicate {
            return one.values.bits() & !other.values.bits() == 0;
        }
        let predicates =
            (self.rules.predicate(one.predicate), self.rules.predicate(other.predicate));
        let (Some(first), Some(second)) = predicates else {
            return false;
        };
        if self.knows(one, first) && self.needs_knowledge(other, second, first) {
            return true;
        }
        if !self.operands.are_same(first.operand, second.operand) {
            return false;
        }
        // Both tests are unknown for the same values of one field. What is wanted of the second must be
        // unknown too if it may be for the first.
        let may_be_unknown = one.values.has(Truth::Unknown);
        if may_be_unknown && !other.values.has(Truth::Unknown) {
            return false;
        }
        let is_same_type = type_of(&first.op) == type_of(&second.op);
        let (true_of_one, false_of_one) =
            (one.values.has(Truth::True), one.values.has(Truth::False));
        let positive = true_of_one && !false_of_one && other.values.has(Truth::True);
        let negative = false_of_one && !true_of_one && other.values.has(Truth::False);
        is_same_type
            && ((positive && self.covers(&second.op, &first.op))
                || (negative && self.covers(&first.op, &second.op)))
    }

    /// Whether a test needs its field to be known.
    fn knows(&self, wanted: Requirement, predicate: &CompiledPredicate) -> bool {
        match predicate.op {
            CompiledOp::Exists(expected) => {
                wanted.values.is_only(if expected { Truth::True } else { Truth::False })
            }
            CompiledOp::State(_) => false,
            _ => !wanted.values.has(Truth::Unknown),
        }
    }

    /// Whether a test says no more than that the field of another is known.
    fn needs_knowledge(
        &self,
        wanted: Requirement,
        predicate: &CompiledPredicate,
        of: &CompiledPredicate,
    ) -> bool {
        let CompiledOp::Exists(expected) = predicate.op else {
            return false;
        };
        let field = |predicate: &CompiledPredicate| match predicate.operand {
            OperandRef::Field(operand) => self.rules.operand(operand).map(|operand| &operand.field),
            OperandRef::State(_) => None,
        };
        wanted.values.has(if expected { Truth::True } else { Truth::False })
            && field(predicate).is_some()
            && field(predicate) == field(of)
    }

    /// Whether everything that the narrow test holds for, the wide one does.
    fn covers(&mut self, wide: &CompiledOp, narrow: &CompiledOp) -> bool {
        match (narrow, wide) {
            (CompiledOp::State(narrow), CompiledOp::State(wide)) => narrow.0 & !wide.0 == 0,
            (CompiledOp::Number(narrow), CompiledOp::Number(wide)) => {
                self.covers_numbers(wide, narrow)
            }
            (CompiledOp::Text(TextOp::Equal(text)), _) => holds_for(wide, text),
            (CompiledOp::Text(TextOp::OneOf(texts)), _) => {
                self.budget.take(texts.len()) && texts.iter().all(|text| holds_for(wide, text))
            }
            (CompiledOp::Text(narrow), CompiledOp::Text(wide)) => covers_part(wide, narrow),
            _ => false,
        }
    }

    fn covers_numbers(&mut self, wide: &NumberOp, narrow: &NumberOp) -> bool {
        use NumberOp::{Above, AtLeast, AtMost, Below, OneOf};
        let fits = |value: f64| match wide {
            OneOf(_) => false,
            AtLeast(bound) => value >= bound.value(),
            Above(bound) => value > bound.value(),
            AtMost(bound) => value <= bound.value(),
            Below(bound) => value < bound.value(),
        };
        match (narrow, wide) {
            (OneOf(narrow), OneOf(wide)) => {
                self.budget.take(narrow.len())
                    && narrow.iter().all(|number| wide.binary_search(number).is_ok())
            }
            (OneOf(numbers), _) => {
                self.budget.take(numbers.len()) && numbers.iter().all(|number| fits(number.value()))
            }
            (AtLeast(bound), AtLeast(_) | Above(_)) | (AtMost(bound), AtMost(_) | Below(_)) => {
                fits(bound.value())
            }
            // Nothing is equal to a bound that is excluded.
            (Above(narrow), AtLeast(wide) | Above(wide)) => narrow.value() >= wide.value(),
            (Below(narrow), AtMost(wide) | Below(wide)) => narrow.value() <= wide.value(),
            _ => false,
        }
    }
}

/// Tests of one type are unknown for the same values.
fn type_of(check: &CompiledOp) -> u8 {
    match check {
        CompiledOp::Exists(_) => 0,
        CompiledOp::Boolean(_) => 1,
        CompiledOp::Number(_) => 2,
        CompiledOp::Text(_) | CompiledOp::Matches(_) => 3,
        CompiledOp::State(_) => 4,
    }
}

/// Whether a test is true of a text.
fn holds_for(check: &CompiledOp, text: &str) -> bool {
    check.truth_of_text(TextRef::Text(text)) == Truth::True
}

/// Whether every text with one part has another.
fn covers_part(wide: &TextOp, narrow: &TextOp) -> bool {
    use TextOp::{Contains, EndsWith, StartsWith, WithinHost, WithinTag};
    match (narrow, wide) {
        (StartsWith(narrow), StartsWith(wide)) => narrow.starts_with(&**wide),
        (EndsWith(narrow) | WithinHost(narrow), EndsWith(wide)) => narrow.ends_with(&**wide),
        (
            StartsWith(narrow) | EndsWith(narrow) | Contains(narrow) | WithinHost(narrow),
            Contains(wide),
        ) => narrow.contains(&**wide),
        (WithinHost(narrow), WithinHost(wide)) => is_below(narrow, wide),
        // A host that ends with `.shop.example` is below `shop.example`.
        (EndsWith(narrow), WithinHost(wide)) => narrow.len() > wide.len() && is_below(narrow, wide),
        (WithinTag(narrow), WithinTag(wide)) => narrow
            .strip_prefix(&**wide)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
        _ => false,
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|below| below.is_empty() || below.ends_with('.'))
}
