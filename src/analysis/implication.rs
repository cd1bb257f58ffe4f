//! Implication: whether one condition is true whenever another one is.
//!
//! An `all` is implied if each of its parts is, an `any` if one of its parts is. Predicates of one
//! field are compared by their operators: a longer prefix implies a shorter one, a subdomain its
//! domain, a list every list with all of its values, and a higher bound a lower one. The check is
//! sound and not complete: a reported implication is certain, and some implications are not found.

use std::collections::BTreeMap;

use crate::analysis::budget::Budget;
use crate::condition::{
    CompiledOp, CompiledPredicate, Nnf, NumberOp, OperandRef, Requirement, RuleSet, TextOp, Truth,
};
use crate::ix::{Ix, OperandIx};
use crate::visitor::{Field, FieldKind, TextRef};

/// Canonical operands. A host is one operand whether or not it is compared case-insensitively,
/// because hosts are always lower case.
pub(super) struct CanonicalOperands(Vec<OperandIx>);

impl CanonicalOperands {
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

    /// Returns the canonical operand.
    pub(super) fn canonical(&self, operand: OperandIx) -> OperandIx {
        operand.get(&self.0).copied().unwrap_or(operand)
    }

    fn are_same(&self, one: OperandRef, other: OperandRef) -> bool {
        match (one, other) {
            (OperandRef::Field(one), OperandRef::Field(other)) => {
                self.canonical(one) == self.canonical(other)
            }
            (one, other) => one == other,
        }
    }
}

/// Decides implications within a number of steps.
pub(super) struct Implication<'r> {
    pub(super) rules: &'r RuleSet,
    pub(super) operands: &'r CanonicalOperands,
    pub(super) budget: Budget,
}

impl Implication<'_> {
    /// Returns `true` if the second condition is true whenever the first one is.
    pub(super) fn holds(&mut self, one: &Nnf, other: &Nnf) -> bool {
        if !self.budget.take(1) {
            return false;
        }
        match (one, other) {
            // These two cases are exact. Those below that try the parts one by one are only
            // sufficient, so they come last.
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

    /// Returns `true` if the second requirement holds whenever the first one does.
    fn holds_for_tests(&mut self, one: Requirement, other: Requirement) -> bool {
        // The second set of truth values must include the first one.
        if one.predicate == other.predicate {
            return one.values.bits() & !other.values.bits() == 0;
        }
        let predicates =
            (self.rules.predicate(one.predicate), self.rules.predicate(other.predicate));
        let (Some(first), Some(second)) = predicates else {
            return false;
        };
        if self.needs_known_field(one, first) && self.needs_only_known_field(other, second, first) {
            return true;
        }
        if !self.operands.are_same(first.operand, second.operand) {
            return false;
        }
        // Predicates of one type are unknown for equal sets of values of a field. If the first may
        // be unknown, the second must allow that, too.
        let may_be_unknown = one.values.has(Truth::Unknown);
        if may_be_unknown && !other.values.has(Truth::Unknown) {
            return false;
        }
        // Predicates of different types are unknown for different values, so their operators are
        // not compared.
        let is_same_type = type_of(&first.op) == type_of(&second.op);
        let (true_of_one, false_of_one) =
            (one.values.has(Truth::True), one.values.has(Truth::False));
        let positive = true_of_one && !false_of_one && other.values.has(Truth::True);
        let negative = false_of_one && !true_of_one && other.values.has(Truth::False);
        is_same_type
            && ((positive && self.covers(&second.op, &first.op))
                // Contraposition: `not a` implies `not b` if `b` implies `a`.
                || (negative && self.covers(&first.op, &second.op)))
    }

    /// Returns `true` if a requirement can hold only for a known field.
    fn needs_known_field(&self, requirement: Requirement, predicate: &CompiledPredicate) -> bool {
        match predicate.op {
            CompiledOp::Exists(expected) => {
                requirement.values.is_only(if expected { Truth::True } else { Truth::False })
            }
            CompiledOp::State(_) => false,
            _ => !requirement.values.has(Truth::Unknown),
        }
    }

    /// Returns `true` if a requirement demands only that the field of another predicate is known.
    fn needs_only_known_field(
        &self,
        requirement: Requirement,
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
        requirement.values.has(if expected { Truth::True } else { Truth::False })
            && field(predicate).is_some()
            && field(predicate) == field(of)
    }

    /// Returns `true` if the wide operator is true for every value for which the narrow one is.
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
            // An excluded bound of the narrow interval may lie on the wide bound.
            (Above(narrow), AtLeast(wide) | Above(wide)) => narrow.value() >= wide.value(),
            (Below(narrow), AtMost(wide) | Below(wide)) => narrow.value() <= wide.value(),
            _ => false,
        }
    }
}

/// Returns the type that an operator compares. Operators of one type are unknown for equal sets of
/// values.
fn type_of(check: &CompiledOp) -> u8 {
    match check {
        CompiledOp::Exists(_) => 0,
        CompiledOp::Boolean(_) => 1,
        CompiledOp::Number(_) => 2,
        CompiledOp::Text(_) | CompiledOp::Matches(_) => 3,
        CompiledOp::State(_) => 4,
    }
}

/// Returns `true` if the operator is true for a text.
fn holds_for(check: &CompiledOp, text: &str) -> bool {
    check.truth_of_text(TextRef::Text(text)) == Truth::True
}

/// Returns `true` if every text with the narrow part has the wide part.
fn covers_part(wide: &TextOp, narrow: &TextOp) -> bool {
    use TextOp::{Contains, EndsWith, StartsWith, WithinHost, WithinTag};
    match (narrow, wide) {
        (StartsWith(narrow), StartsWith(wide)) => narrow.starts_with(&**wide),
        (EndsWith(narrow) | WithinHost(narrow), EndsWith(wide)) => narrow.ends_with(&**wide),
        (
            StartsWith(narrow) | EndsWith(narrow) | Contains(narrow) | WithinHost(narrow),
            Contains(wide),
        ) => narrow.contains(&**wide),
        (WithinHost(narrow), WithinHost(wide)) => is_within_host(narrow, wide),
        // A host that ends with `.shop.example` is below `shop.example`.
        (EndsWith(narrow), WithinHost(wide)) => {
            narrow.len() > wide.len() && is_within_host(narrow, wide)
        }
        (WithinTag(narrow), WithinTag(wide)) => narrow
            .strip_prefix(&**wide)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
        _ => false,
    }
}

/// Returns `true` if a host is the domain or a subdomain of it.
fn is_within_host(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|below| below.is_empty() || below.ends_with('.'))
}
