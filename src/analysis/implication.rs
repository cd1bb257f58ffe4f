//! Whether one condition implies another, as far as their structure shows it.
//!
//! `all` is implied part by part, `any` by one of its parts; tests of one field are compared by what they
//! test: a longer start implies a shorter one, a subdomain its domain, a list one that has all of its values,
//! a higher bound a lower one. A yes is certain, a no is not.

use std::collections::BTreeMap;

use crate::analysis::budget::Budget;
use crate::condition::{
    Check, Normal, NumberCheck, Predicate, Rules, Subject, TextCheck, Truth, Wanted,
};
use crate::visitor::{Field, FieldKind, ShownText};

/// What tests look at, by number: a host has one number, whether or not it is compared in lower case, as it
/// always is in lower case.
pub(super) struct Operands(Vec<u32>);

impl Operands {
    pub(super) fn new(rules: &Rules) -> Self {
        let mut hosts: BTreeMap<&Field, u32> = BTreeMap::new();
        let mut numbers = Vec::with_capacity(rules.sights().len());
        for (number, sight) in (0..).zip(rules.sights()) {
            numbers.push(match sight.field.kind() {
                FieldKind::Host => *hosts.entry(&sight.field).or_insert(number),
                _ => number,
            });
        }
        Self(numbers)
    }

    /// The number of what a sight looks at.
    pub(super) fn of(&self, sight: u32) -> u32 {
        self.0.get(sight as usize).copied().unwrap_or(sight)
    }

    fn are_same(&self, one: Subject, other: Subject) -> bool {
        match (one, other) {
            (Subject::Sight(one), Subject::Sight(other)) => self.of(one) == self.of(other),
            (one, other) => one == other,
        }
    }
}

/// Compares conditions, within a number of steps.
pub(super) struct Implication<'r> {
    pub(super) rules: &'r Rules,
    pub(super) operands: &'r Operands,
    pub(super) budget: Budget,
}

impl Implication<'_> {
    /// Returns `true` if the second condition is true whenever the first one is.
    pub(super) fn holds(&mut self, one: &Normal, other: &Normal) -> bool {
        if !self.budget.take(1) {
            return false;
        }
        match (one, other) {
            (_, Normal::All(parts)) => parts.iter().all(|part| self.holds(one, part)),
            (Normal::Any(parts), _) => parts.iter().all(|part| self.holds(part, other)),
            (Normal::Leaf(one), Normal::Leaf(other)) => self.holds_for_tests(*one, *other),
            (Normal::All(parts), Normal::Leaf(_)) => {
                parts.iter().any(|part| self.holds(part, other))
            }
            (Normal::Leaf(_), Normal::Any(others)) => {
                others.iter().any(|other| self.holds(one, other))
            }
            (Normal::All(parts), Normal::Any(others)) => {
                parts.iter().any(|part| self.holds(part, other))
                    || others.iter().any(|other| self.holds(one, other))
            }
        }
    }

    /// The same of two tests.
    fn holds_for_tests(&mut self, one: Wanted, other: Wanted) -> bool {
        if one.predicate == other.predicate {
            return one.values.number() & !other.values.number() == 0;
        }
        let predicates =
            (self.rules.predicate(one.predicate), self.rules.predicate(other.predicate));
        let (Some(first), Some(second)) = predicates else {
            return false;
        };
        if self.knows(one, first) && self.needs_knowledge(other, second, first) {
            return true;
        }
        if !self.operands.are_same(first.subject, second.subject) {
            return false;
        }
        // Both tests are unknown for the same values of one field. What is wanted of the second must be
        // unknown too if it may be for the first.
        let may_be_unknown = one.values.has(Truth::Unknown);
        if may_be_unknown && !other.values.has(Truth::Unknown) {
            return false;
        }
        let is_same_type = type_of(&first.check) == type_of(&second.check);
        let (true_of_one, false_of_one) =
            (one.values.has(Truth::True), one.values.has(Truth::False));
        let positive = true_of_one && !false_of_one && other.values.has(Truth::True);
        let negative = false_of_one && !true_of_one && other.values.has(Truth::False);
        is_same_type
            && ((positive && self.covers(&second.check, &first.check))
                || (negative && self.covers(&first.check, &second.check)))
    }

    /// Whether a test needs its field to be known.
    fn knows(&self, wanted: Wanted, predicate: &Predicate) -> bool {
        match predicate.check {
            Check::Exists(expected) => {
                wanted.values.is_only(if expected { Truth::True } else { Truth::False })
            }
            Check::State(_) => false,
            _ => !wanted.values.has(Truth::Unknown),
        }
    }

    /// Whether a test says no more than that the field of another is known.
    fn needs_knowledge(&self, wanted: Wanted, predicate: &Predicate, of: &Predicate) -> bool {
        let Check::Exists(expected) = predicate.check else {
            return false;
        };
        let field = |predicate: &Predicate| match predicate.subject {
            Subject::Sight(sight) => self.rules.sight(sight).map(|sight| &sight.field),
            Subject::State(_) => None,
        };
        wanted.values.has(if expected { Truth::True } else { Truth::False })
            && field(predicate).is_some()
            && field(predicate) == field(of)
    }

    /// Whether everything that the narrow test holds for, the wide one does.
    fn covers(&mut self, wide: &Check, narrow: &Check) -> bool {
        match (narrow, wide) {
            (Check::State(narrow), Check::State(wide)) => narrow.0 & !wide.0 == 0,
            (Check::Number(narrow), Check::Number(wide)) => self.covers_numbers(wide, narrow),
            (Check::Text(TextCheck::Equal(text)), _) => holds_for(wide, text),
            (Check::Text(TextCheck::OneOf(texts)), _) => {
                self.budget.take(texts.len()) && texts.iter().all(|text| holds_for(wide, text))
            }
            (Check::Text(narrow), Check::Text(wide)) => covers_part(wide, narrow),
            _ => false,
        }
    }

    fn covers_numbers(&mut self, wide: &NumberCheck, narrow: &NumberCheck) -> bool {
        use NumberCheck::{Above, AtLeast, AtMost, Below, OneOf};
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
fn type_of(check: &Check) -> u8 {
    match check {
        Check::Exists(_) => 0,
        Check::Boolean(_) => 1,
        Check::Number(_) => 2,
        Check::Text(_) | Check::Matches(_) => 3,
        Check::State(_) => 4,
    }
}

/// Whether a test is true of a text.
fn holds_for(check: &Check, text: &str) -> bool {
    check.truth_of_text(ShownText::Text(text)) == Truth::True
}

/// Whether every text with one part has another.
fn covers_part(wide: &TextCheck, narrow: &TextCheck) -> bool {
    use TextCheck::{Contains, EndsWith, StartsWith, WithinHost, WithinTag};
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
