//! Collects the values of one fact that rules name: the candidates of the search.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::condition::{CompiledOp, Facts, Operand, Truth, filler, numbers, satisfying, violating};
use crate::decision::ObservedValue;
use crate::router::budget::BudgetSpent;
use crate::router::why_not::domain::{Domain, Fact};
use crate::visitor::{FieldResolver, FieldText, FieldValue, Value, Visitor};

/// The most values of one fact that are tried.
pub(super) const MAX_VALUES_PER_FACT: usize = 10_000;

/// The cost of finding a text that an expression matches, in predicates. An estimate, not measured.
const TESTS_PER_SAMPLE: usize = 256;

/// The values of a fact.
pub(super) struct CandidateValues {
    /// In the order of the tests that they were found for.
    pub(super) list: Vec<CandidateValue>,
    /// Whether there is a test for which no satisfying value was found.
    pub(super) has_test_without_value: bool,
    /// Whether there are more values than are tried.
    pub(super) is_truncated: bool,
}

/// Another value of a fact.
pub(super) struct CandidateValue {
    pub(super) value: Value<'static>,
    /// The value of the field after the change.
    observed: ObservedValue,
    /// Whether it names the group in question.
    pub(super) names_target: bool,
}

impl CandidateValue {
    /// Returns the value as conditions read it.
    pub(super) fn to_field_value(&self) -> Option<FieldValue<'_>> {
        field_value(&self.observed)
    }
}

fn field_value(shown: &ObservedValue) -> Option<FieldValue<'_>> {
    match shown {
        ObservedValue::Text(text) => Some(FieldValue::Text(FieldText::Borrowed(text))),
        ObservedValue::Number(number) => Some(FieldValue::Number(*number)),
        ObservedValue::Boolean(value) => Some(FieldValue::Boolean(*value)),
        _ => None,
    }
}

impl CandidateValues {
    pub(super) fn gather<'a>(
        domain: &Domain<'_, 'a>,
        fact: &Fact<'a>,
    ) -> Result<Self, BudgetSpent> {
        let mut gathering = ValueCollector::new(domain, fact);
        if fact.can_change() {
            if fact.names_group {
                gathering.add(Value::from(domain.group.as_str().to_owned()));
            }
            gathering.gather()?;
        }
        Ok(gathering.values)
    }
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

fn value_key(shown: &ObservedValue) -> ValueKey {
    match shown {
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
        let as_it_is = match domain.situation.resolve_field(&fact.field) {
            Some(FieldValue::List(_)) => None,
            None => Some(ObservedValue::Unknown),
            Some(seen) => Some(ObservedValue::from(&seen)),
        };
        let values = CandidateValues {
            list: Vec::new(),
            has_test_without_value: false,
            is_truncated: false,
        };
        let known = as_it_is.iter().map(value_key).collect();
        Self { domain, fact, known, others: Vec::new(), values }
    }

    fn gather(&mut self) -> Result<(), BudgetSpent> {
        self.add_unmatched();
        let tests = &self.fact.tests;
        for (operand, check) in tests {
            self.domain.budget.check()?;
            self.add_satisfying(operand, check);
            self.add_violating(operand, check);
            if self.values.is_truncated {
                return Ok(());
            }
        }
        for number in numbers(&self.fact.field, tests.iter().map(|(_, check)| *check)) {
            self.domain.budget.check()?;
            self.add(number);
        }
        self.add(Value::Null);
        self.domain.budget.check()
    }

    /// Adds a known value for which every test of texts is false.
    fn add_unmatched(&mut self) {
        let is_of_text =
            |check: &CompiledOp| matches!(check, CompiledOp::Text(_) | CompiledOp::Matches(_));
        let tests: Vec<_> = self.fact.tests.iter().filter(|(_, check)| is_of_text(check)).collect();
        if !tests.is_empty() {
            self.add_filler(|this, shown| {
                tests
                    .iter()
                    .all(|(operand, check)| this.has_truth(shown, operand, check, Truth::False))
            });
        }
    }

    /// Adds a value for each way in which a test can be true.
    fn add_satisfying(&mut self, operand: &Operand, check: &CompiledOp) {
        if matches!(check, CompiledOp::Matches(_)) {
            self.domain.budget.charge(TESTS_PER_SAMPLE);
        }
        for forms in satisfying(&self.fact.field, check) {
            if self.values.is_truncated {
                return;
            }
            let found = forms.into_iter().find_map(|value| {
                let shown = self.observe(&value)?;
                self.has_truth(&shown, operand, check, Truth::True).then_some((value, shown))
            });
            match found {
                Some((value, shown)) => self.add_observed(value, shown),
                None => self.values.has_test_without_value = true,
            }
        }
    }

    /// Adds a value for which a test is false.
    fn add_violating(&mut self, operand: &Operand, check: &CompiledOp) {
        match check {
            // Values that no rule names are kept, because most tests need the same ones.
            CompiledOp::Text(_) | CompiledOp::Matches(_) | CompiledOp::Exists(false) => {
                self.add_filler(|this, shown| this.has_truth(shown, operand, check, Truth::False));
            }
            _ => violating(&self.fact.field, check).for_each(|value| self.add(value)),
        }
    }

    /// Adds the first value that no rule names and that satisfies `fits`.
    fn add_filler(&mut self, fits: impl Fn(&Self, &ObservedValue) -> bool) {
        if self.others.is_empty() {
            let others = filler(&self.fact.field);
            self.others = others.map(|value| (value, OnceCell::new())).collect();
        }
        let found = self.others.iter().find_map(|(value, shown)| {
            let shown = shown.get_or_init(|| self.observe(value)).as_ref()?;
            fits(self, shown).then(|| (value.clone(), shown.clone()))
        });
        if let Some((value, shown)) = found {
            self.add_observed(value, shown);
        }
    }

    /// Adds a value, if the visitor can have it.
    fn add(&mut self, value: Value<'static>) {
        if let Some(shown) = self.observe(&value) {
            self.add_observed(value, shown);
        }
    }

    fn add_observed(&mut self, value: Value<'static>, shown: ObservedValue) {
        if !self.known.insert(value_key(&shown)) {
            return;
        }
        if self.values.list.len() == MAX_VALUES_PER_FACT {
            self.values.is_truncated = true;
            return;
        }
        let names = self.fact.names_group && value == Value::from(self.domain.group.as_str());
        self.values.list.push(CandidateValue { value, observed: shown, names_target: names });
    }

    /// Returns `true` if a test has a truth value for an observed value.
    fn has_truth(
        &self,
        shown: &ObservedValue,
        operand: &Operand,
        check: &CompiledOp,
        truth: Truth,
    ) -> bool {
        self.domain.truth_for(operand, check, field_value(shown)) == truth
    }

    /// Returns what the field becomes if it is set to a value, or `None` if no visitor can have that.
    fn observe(&self, value: &Value<'static>) -> Option<ObservedValue> {
        if !self.domain.has_room_for(&self.fact.field, value) {
            return None;
        }
        let mut visitor = Visitor::undated();
        if let Some(url) = self.fact.url {
            self.domain.copy_url(url, &mut visitor);
        }
        self.domain.set(&mut visitor, self.fact, value)?;
        let seen = FieldResolver::new(&visitor).resolve(&self.fact.field);
        Some(seen.map_or(ObservedValue::Unknown, |seen| ObservedValue::from(&seen)))
    }
}
