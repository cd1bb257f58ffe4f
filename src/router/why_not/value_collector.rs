//! Collects the values of one fact that rules name.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::condition::{CompiledOp, Facts, Operand, Truth, filler, numbers, satisfying, violating};
use crate::decision::ObservedValue;
use crate::router::budget::BudgetSpent;
use crate::router::why_not::candidate_values::{CandidateValue, CandidateValues, field_value};
use crate::router::why_not::domain::{Domain, Fact, FactIx};
use crate::visitor::{FieldResolver, FieldValue, Value, Visitor};

/// The most values of one fact that are tried.
pub(super) const MAX_VALUES_PER_FACT: usize = 10_000;

/// The cost of finding a text that an expression matches, in predicates. An estimate, not measured.
const TESTS_PER_SAMPLE: usize = 256;

impl Domain<'_, '_> {
    /// Returns the values of a fact that rules name. They are collected when they are first needed.
    pub(super) fn values(&self, fact: FactIx) -> Result<&[CandidateValue], BudgetSpent> {
        let Some(fact) = self.fact(fact) else {
            return Ok(&[]);
        };
        if let Some(values) = fact.values.get() {
            return Ok(&values.list);
        }
        let collected = collect(self, fact)?;
        Ok(&fact.values.get_or_init(|| collected).list)
    }
}

fn collect<'a>(domain: &Domain<'_, 'a>, fact: &Fact<'a>) -> Result<CandidateValues, BudgetSpent> {
    let mut collector = ValueCollector::new(domain, fact);
    if fact.can_change() {
        // The group in question comes first, so it is never beyond the limit of values.
        if fact.names_group {
            collector.add(Value::from(domain.group.as_str().to_owned()));
        }
        collector.collect_all()?;
    }
    Ok(collector.values)
}

/// Collects the values of one fact.
struct ValueCollector<'d, 's, 'a> {
    domain: &'d Domain<'s, 'a>,
    fact: &'d Fact<'a>,
    /// The values of the field that are known: the current one, and those that were found.
    known: BTreeSet<ValueKey>,
    /// Values that no rule names, and what the field becomes with each, once that is needed.
    others: Vec<(Value<'static>, OnceCell<Option<ObservedValue>>)>,
    values: CandidateValues,
}

/// A totally ordered form of an observed value.
type ValueKey = (u8, u64, String);

fn value_key(observed: &ObservedValue) -> ValueKey {
    match observed {
        ObservedValue::Text(text) => (1, 0, text.clone()),
        // -0.0 + 0.0 is 0.0.
        ObservedValue::Number(number) => (2, (number + 0.0).to_bits(), String::new()),
        ObservedValue::Boolean(value) => (3, u64::from(*value), String::new()),
        _ => (0, 0, String::new()),
    }
}

impl<'d, 's, 'a> ValueCollector<'d, 's, 'a> {
    fn new(domain: &'d Domain<'s, 'a>, fact: &'d Fact<'a>) -> Self {
        // No value that is tried is a list.
        let current = match domain.situation.resolve_field(&fact.field) {
            Some(FieldValue::List(_)) => None,
            None => Some(ObservedValue::Unknown),
            Some(value) => Some(ObservedValue::from(&value)),
        };
        let values = CandidateValues {
            list: Vec::new(),
            has_test_without_value: false,
            is_truncated: false,
        };
        let known = current.iter().map(value_key).collect();
        Self { domain, fact, known, others: Vec::new(), values }
    }

    fn collect_all(&mut self) -> Result<(), BudgetSpent> {
        self.add_unmatched();
        let tests = &self.fact.tests;
        for (operand, op) in tests {
            self.domain.budget.check()?;
            self.add_satisfying(operand, op);
            self.add_violating(operand, op);
            if self.values.is_truncated {
                return Ok(());
            }
        }
        // Numbers are chosen for all tests together: a number between two bounds may satisfy a test on either
        // side.
        for number in numbers(&self.fact.field, tests.iter().map(|(_, op)| *op)) {
            self.domain.budget.check()?;
            self.add(number);
        }
        self.add(Value::Null);
        self.domain.budget.check()
    }

    /// Adds a known value for which every test of texts is false.
    fn add_unmatched(&mut self) {
        let is_of_text =
            |op: &CompiledOp| matches!(op, CompiledOp::Text(_) | CompiledOp::Matches(_));
        let tests: Vec<_> = self.fact.tests.iter().filter(|(_, op)| is_of_text(op)).collect();
        if !tests.is_empty() {
            self.add_filler(|this, observed| {
                tests
                    .iter()
                    .all(|(operand, op)| this.has_truth(observed, operand, op, Truth::False))
            });
        }
    }

    /// Adds a value for each way in which a test can be true.
    fn add_satisfying(&mut self, operand: &Operand, op: &CompiledOp) {
        if matches!(op, CompiledOp::Matches(_)) {
            self.domain.budget.charge(TESTS_PER_SAMPLE);
        }
        for forms in satisfying(&self.fact.field, op) {
            if self.values.is_truncated {
                return;
            }
            let found = forms.into_iter().find_map(|value| {
                let observed = self.observe(&value)?;
                self.has_truth(&observed, operand, op, Truth::True).then_some((value, observed))
            });
            match found {
                Some((value, observed)) => self.add_observed(value, observed),
                None => self.values.has_test_without_value = true,
            }
        }
    }

    /// Adds a value for which a test is false.
    fn add_violating(&mut self, operand: &Operand, op: &CompiledOp) {
        match op {
            // Values that no rule names are kept, because most tests need the same ones.
            CompiledOp::Text(_) | CompiledOp::Matches(_) | CompiledOp::Exists(false) => {
                self.add_filler(|this, observed| {
                    this.has_truth(observed, operand, op, Truth::False)
                });
            }
            _ => violating(&self.fact.field, op).for_each(|value| self.add(value)),
        }
    }

    /// Adds the first value that no rule names and that satisfies `fits`.
    fn add_filler(&mut self, fits: impl Fn(&Self, &ObservedValue) -> bool) {
        if self.others.is_empty() {
            let others = filler(&self.fact.field);
            self.others = others.map(|value| (value, OnceCell::new())).collect();
        }
        let found = self.others.iter().find_map(|(value, observed)| {
            let observed = observed.get_or_init(|| self.observe(value)).as_ref()?;
            fits(self, observed).then(|| (value.clone(), observed.clone()))
        });
        if let Some((value, observed)) = found {
            self.add_observed(value, observed);
        }
    }

    /// Adds a value, if the visitor can have it.
    fn add(&mut self, value: Value<'static>) {
        if let Some(observed) = self.observe(&value) {
            self.add_observed(value, observed);
        }
    }

    fn add_observed(&mut self, value: Value<'static>, observed: ObservedValue) {
        // Values that give the field an equal value are tried once.
        if !self.known.insert(value_key(&observed)) {
            return;
        }
        if self.values.list.len() == MAX_VALUES_PER_FACT {
            self.values.is_truncated = true;
            return;
        }
        let names = self.fact.names_group && value == Value::from(self.domain.group.as_str());
        self.values.list.push(CandidateValue { value, observed, names_target: names });
    }

    /// Returns `true` if a test has a truth value for an observed value.
    fn has_truth(
        &self,
        observed: &ObservedValue,
        operand: &Operand,
        op: &CompiledOp,
        truth: Truth,
    ) -> bool {
        self.domain.truth_for(operand, op, field_value(observed)) == truth
    }

    /// Returns what the field becomes if it is set to a value, or `None` if no visitor can have that.
    fn observe(&self, value: &Value<'static>) -> Option<ObservedValue> {
        if !self.domain.has_room_for(&self.fact.field, value) {
            return None;
        }
        // A field depends on no other field, except a part of a URL on that URL.
        let mut visitor = Visitor::undated();
        if let Some(url) = self.fact.url {
            self.domain.copy_url(url, &mut visitor);
        }
        self.domain.set(&mut visitor, self.fact, value)?;
        let value = FieldResolver::new(&visitor).resolve(&self.fact.field);
        Some(value.map_or(ObservedValue::Unknown, |value| ObservedValue::from(&value)))
    }
}
