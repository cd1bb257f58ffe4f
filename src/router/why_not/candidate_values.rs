//! The values of one fact that rules name.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::condition::{CompiledOp, Facts, Operand, Truth, filler, numbers, satisfying, violating};
use crate::decision::ObservedValue;
use crate::router::budget::Spent;
use crate::router::why_not::domain::{Domain, Fact};
use crate::visitor::{FieldResolver, FieldText, FieldValue, Value, Visitor};

/// The most values of one fact that are tried.
pub(super) const VALUES: usize = 10_000;

/// What finding a text that an expression matches costs, in tests.
const SAMPLE: usize = 256;

/// The values of a fact.
pub(super) struct CandidateValues {
    /// In the order of the tests that they were found for.
    pub(super) list: Vec<Other>,
    /// Whether for some test no value was found that it holds for.
    pub(super) untried: bool,
    /// Whether there are more than are tried.
    pub(super) cut: bool,
}

/// Another value of a fact.
pub(super) struct Other {
    pub(super) value: Value<'static>,
    /// What the field shows then.
    shown: ObservedValue,
    /// Whether it names the group that is asked for.
    pub(super) names: bool,
}

impl Other {
    /// What conditions see of it.
    pub(super) fn to_field_value(&self) -> Option<FieldValue<'_>> {
        seen(&self.shown)
    }
}

fn seen(shown: &ObservedValue) -> Option<FieldValue<'_>> {
    match shown {
        ObservedValue::Text(text) => Some(FieldValue::Text(FieldText::Borrowed(text))),
        ObservedValue::Number(number) => Some(FieldValue::Number(*number)),
        ObservedValue::Boolean(value) => Some(FieldValue::Boolean(*value)),
        _ => None,
    }
}

impl CandidateValues {
    pub(super) fn gather<'a>(domain: &Domain<'_, 'a>, fact: &Fact<'a>) -> Result<Self, Spent> {
        let mut gathering = ValueCollector::new(domain, fact);
        if fact.can_change() {
            if fact.way_in {
                gathering.add(Value::from(domain.group.as_str().to_owned()));
            }
            gathering.gather()?;
        }
        Ok(gathering.values)
    }
}

/// The values of one fact while they are gathered.
struct ValueCollector<'d, 's, 'a> {
    domain: &'d Domain<'s, 'a>,
    fact: &'d Fact<'a>,
    /// What the field shows as it is, and with the values found.
    known: BTreeSet<Key>,
    /// Values that no rule names, and what the field shows then, once it was asked for.
    others: Vec<(Value<'static>, OnceCell<Option<ObservedValue>>)>,
    values: CandidateValues,
}

/// What a field shows, in an order.
type Key = (u8, u64, String);

fn key(shown: &ObservedValue) -> Key {
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
        let values = CandidateValues { list: Vec::new(), untried: false, cut: false };
        let known = as_it_is.iter().map(key).collect();
        Self { domain, fact, known, others: Vec::new(), values }
    }

    fn gather(&mut self) -> Result<(), Spent> {
        self.add_outsider();
        let tests = &self.fact.tests;
        for (operand, check) in tests {
            self.domain.budget.check()?;
            self.add_satisfying(operand, check);
            self.add_violating(operand, check);
            if self.values.cut {
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

    /// Adds a known value for which no test of a text holds.
    fn add_outsider(&mut self) {
        let is_of_text =
            |check: &CompiledOp| matches!(check, CompiledOp::Text(_) | CompiledOp::Matches(_));
        let tests: Vec<_> = self.fact.tests.iter().filter(|(_, check)| is_of_text(check)).collect();
        if !tests.is_empty() {
            self.add_filler(|this, shown| {
                tests.iter().all(|(operand, check)| this.is(shown, operand, check, Truth::False))
            });
        }
    }

    /// Adds a value for each way in which a test holds.
    fn add_satisfying(&mut self, operand: &Operand, check: &CompiledOp) {
        if matches!(check, CompiledOp::Matches(_)) {
            self.domain.budget.charge(SAMPLE);
        }
        for forms in satisfying(&self.fact.field, check) {
            if self.values.cut {
                return;
            }
            let found = forms.into_iter().find_map(|value| {
                let shown = self.shown(&value)?;
                self.is(&shown, operand, check, Truth::True).then_some((value, shown))
            });
            match found {
                Some((value, shown)) => self.add_shown(value, shown),
                None => self.values.untried = true,
            }
        }
    }

    /// Adds a value for which a test does not hold.
    fn add_violating(&mut self, operand: &Operand, check: &CompiledOp) {
        match check {
            // What no rule names is kept, for most tests ask for the same of it.
            CompiledOp::Text(_) | CompiledOp::Matches(_) | CompiledOp::Exists(false) => {
                self.add_filler(|this, shown| this.is(shown, operand, check, Truth::False));
            }
            _ => violating(&self.fact.field, check).for_each(|value| self.add(value)),
        }
    }

    /// Adds the first of the values that no rule names which fits.
    fn add_filler(&mut self, fits: impl Fn(&Self, &ObservedValue) -> bool) {
        if self.others.is_empty() {
            let others = filler(&self.fact.field);
            self.others = others.map(|value| (value, OnceCell::new())).collect();
        }
        let found = self.others.iter().find_map(|(value, shown)| {
            let shown = shown.get_or_init(|| self.shown(value)).as_ref()?;
            fits(self, shown).then(|| (value.clone(), shown.clone()))
        });
        if let Some((value, shown)) = found {
            self.add_shown(value, shown);
        }
    }

    /// Adds a value that the visitor can show.
    fn add(&mut self, value: Value<'static>) {
        if let Some(shown) = self.shown(&value) {
            self.add_shown(value, shown);
        }
    }

    fn add_shown(&mut self, value: Value<'static>, shown: ObservedValue) {
        if !self.known.insert(key(&shown)) {
            return;
        }
        if self.values.list.len() == VALUES {
            self.values.cut = true;
            return;
        }
        let names = self.fact.way_in && value == Value::from(self.domain.group.as_str());
        self.values.list.push(Other { value, shown, names });
    }

    /// Whether a test has a truth for what a field shows.
    fn is(
        &self,
        shown: &ObservedValue,
        operand: &Operand,
        check: &CompiledOp,
        truth: Truth,
    ) -> bool {
        self.domain.truth_for(operand, check, seen(shown)) == truth
    }

    /// What the field shows once it is set to a value; nothing where no visitor can show that.
    fn shown(&self, value: &Value<'static>) -> Option<ObservedValue> {
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
