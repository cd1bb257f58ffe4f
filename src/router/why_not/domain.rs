//! The search space of counterfactuals: the facts of a visitor that can change, and a memo of the visitor as
//! given.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use crate::condition::{CompiledOp, ExprId, Facts, Operand, OperandRef, Truth, ValueSize};
use crate::decision::{FactChanges, NotSearched, ObservedValue};
use crate::id::GroupId;
use crate::ix::{Ix, OperandIx, PredicateIx, indices};
use crate::router::Situation;
use crate::router::budget::{BYTES_PER_TEST, BudgetSpent, EvaluationBudget};
use crate::router::why_not::candidate_values::{CandidateValue, CandidateValues};
use crate::settings::Source;
use crate::visitor::{Field, FieldValue, UrlPart, UrlSource, Value, Visitor};

indices! {
    /// A fact of the search space.
    FactIx;
    /// A value of one fact.
    ValueIx;
}

/// The facts that can change, and what they are tested for.
pub(super) struct Domain<'s, 'a> {
    /// The visitor as given.
    pub(super) situation: &'s Situation<'a>,
    /// The group in question.
    pub(super) group: &'a GroupId,
    /// The facts, sorted by field, so that a whole URL comes before its parts.
    pub(super) facts: Vec<Fact<'a>>,
    pub(super) budget: EvaluationBudget,
    /// The fact of each operand.
    facts_of_operands: Vec<FactIx>,
    /// The facts of each URL: the URL and its parts.
    facts_of_urls: [Vec<FactIx>; UrlSource::COUNT],
    /// The facts that would have to change and cannot.
    unchangeable: RefCell<BTreeSet<FactIx>>,
    /// A memo, for each URL, of whether its parts keep the values that they are set to.
    keeps_parts: [OnceCell<bool>; UrlSource::COUNT],
    /// A memo of the truth of each predicate for the visitor as given.
    truths: Box<[Cell<Option<Truth>>]>,
}

/// A fact that can change.
pub(super) struct Fact<'a> {
    pub(super) field: Field,
    /// The URL that the field is, or is a part of.
    pub(super) url: Option<UrlSource>,
    /// Whether a visitor can name a group by it.
    pub(super) names_group: bool,
    /// The tests of the field. Those of conditions that lead to the group come first.
    pub(super) tests: Vec<(&'a Operand, &'a CompiledOp)>,
    pub(super) values: OnceCell<CandidateValues>,
}

/// A fact and one of its values, by their indices.
pub(super) type FactChoice = (FactIx, ValueIx);

/// Returns the field by which a visitor names a group to a source.
pub(super) fn field_of(source: Source) -> Option<Field> {
    match source {
        Source::Assignment => Some(Field::Assignment),
        Source::Selection => Some(Field::Selection),
        Source::GroupCode => Some(Field::GroupCode),
        Source::Trigger | Source::Default => None,
    }
}

impl<'s, 'a> Domain<'s, 'a> {
    /// Collects the facts that the group may depend on. Tests of the conditions in `leading` come first, so
    /// that their values are tried even if others are left out.
    pub(super) fn new(
        situation: &'s Situation<'a>,
        group: &'a GroupId,
        leading: impl Iterator<Item = ExprId>,
        budget: EvaluationBudget,
    ) -> Self {
        let workspace = situation.context.workspace;
        let rules = workspace.rules();
        let naming_fields: Vec<Field> =
            workspace.precedence().iter().filter_map(|source| field_of(*source)).collect();
        // Sorted by field, so that the index of a fact does not depend on the rules' order and
        // `fact_of_field` is a binary search.
        let mut fields: BTreeMap<Field, Vec<OperandIx>> = BTreeMap::new();
        for (index, operand) in OperandIx::all(rules.operands().len()).zip(rules.operands()) {
            fields.entry(operand.field.clone()).or_default().push(index);
        }
        // A whole URL is a fact even if no rule tests it, because changing it changes the parts that rules
        // test.
        let whole_urls = fields.keys().filter_map(Field::url_part).map(|(url, _)| url.whole());
        for field in whole_urls.chain(naming_fields.iter().cloned()).collect::<Vec<_>>() {
            fields.entry(field).or_default();
        }
        let mut domain = Self {
            situation,
            group,
            facts: Vec::with_capacity(fields.len()),
            budget,
            facts_of_operands: vec![FactIx::new(0); rules.operands().len()],
            facts_of_urls: [const { Vec::new() }; UrlSource::COUNT],
            unchangeable: RefCell::default(),
            keeps_parts: [const { OnceCell::new() }; UrlSource::COUNT],
            truths: vec![Cell::new(None); rules.predicate_count()].into(),
        };
        for (fact, (field, operands)) in FactIx::all(fields.len()).zip(fields) {
            for operand in operands {
                if let Some(of_operand) = operand.get_mut(&mut domain.facts_of_operands) {
                    *of_operand = fact;
                }
            }
            let url = field.url_part().map(|(url, _)| url);
            // Facts are sorted by field, so the whole URL is the first fact of its list.
            let of_url = url.and_then(|url| domain.facts_of_urls.get_mut(url.index()));
            if let Some(facts) = of_url {
                facts.push(fact);
            }
            let names_group = naming_fields.contains(&field);
            let values = OnceCell::new();
            domain.facts.push(Fact { field, url, names_group, tests: Vec::new(), values });
        }
        let mut is_listed = vec![false; rules.predicate_count()];
        let leading = leading.flat_map(|expr| rules.predicates_of(expr));
        for predicate in leading.chain(rules.predicate_indices()) {
            let listed = predicate.get_mut(&mut is_listed);
            // A predicate of a leading condition is not listed a second time.
            if listed.is_some_and(|listed| !std::mem::replace(listed, true)) {
                let fact =
                    domain.fact_of_predicate(predicate).and_then(|n| n.get_mut(&mut domain.facts));
                if let Some((fact, test)) = fact.zip(rules.operand_and_op(predicate)) {
                    fact.tests.push(test);
                }
            }
        }
        domain
    }

    /// Returns the fact that a predicate tests, or `None` if it tests a state.
    pub(super) fn fact_of_predicate(&self, predicate: PredicateIx) -> Option<FactIx> {
        match self.situation.context.workspace.rules().predicate(predicate)?.operand {
            OperandRef::Field(operand) => operand.get(&self.facts_of_operands).copied(),
            OperandRef::State(_) => None,
        }
    }

    /// Returns the fact of an operand.
    pub(super) fn fact_of_operand(&self, operand: OperandIx) -> Option<FactIx> {
        operand.get(&self.facts_of_operands).copied()
    }

    /// Returns the fact of a field.
    pub(super) fn fact_of_field(&self, field: &Field) -> Option<FactIx> {
        let fact = self.facts.binary_search_by(|fact| fact.field.cmp(field)).ok()?;
        Some(FactIx::from_usize(fact))
    }

    /// Returns a fact. An index of another domain breaks an invariant: callers then treat the fact as absent.
    pub(super) fn fact(&self, fact: FactIx) -> Option<&Fact<'a>> {
        let found = fact.get(&self.facts);
        debug_assert!(found.is_some(), "{fact:?} is not of this domain");
        found
    }

    /// Returns `true` if a visitor can name a group.
    pub(super) fn has_group_naming_fact(&self) -> bool {
        self.facts.iter().any(|fact| fact.names_group)
    }

    /// Returns `true` if some change names the group in question.
    pub(super) fn names_target(&self, changes: &FactChanges) -> bool {
        changes.iter().any(|change| {
            let fact = self.fact_of_field(&change.field).and_then(|fact| self.fact(fact));
            let name = ObservedValue::Text(self.group.as_str().to_owned());
            fact.is_some_and(|fact| fact.names_group) && change.to == name
        })
    }

    /// Returns the facts of a URL and its parts.
    pub(super) fn facts_of_url(&self, url: UrlSource) -> &[FactIx] {
        self.facts_of_urls.get(url.index()).map_or(&[], Vec::as_slice)
    }

    pub(super) fn value(&self, (fact, value): FactChoice) -> Option<&CandidateValue> {
        value.get(&self.fact(fact)?.collected_values()?.list)
    }

    /// Records a fact that would have to change and cannot.
    pub(super) fn mark_unchangeable(&self, fact: FactIx) {
        self.unchangeable.borrow_mut().insert(fact);
    }

    /// Returns what could not be searched, in the order of facts.
    pub(super) fn not_searched(&self) -> Vec<NotSearched> {
        let unchangeable = self.unchangeable.borrow();
        let mut list = Vec::new();
        for (index, fact) in FactIx::all(self.facts.len()).zip(&self.facts) {
            let field = || fact.field.clone();
            if unchangeable.contains(&index) {
                list.push(NotSearched::Field { field: field() });
            }
            let Some(values) = fact.values.get() else { continue };
            if values.has_test_without_value {
                list.push(NotSearched::Test { field: field() });
            }
            if values.is_truncated {
                list.push(NotSearched::Values { field: field(), tried: values.list.len() });
            }
        }
        list
    }

    /// Evaluates a predicate for the visitor as given.
    pub(super) fn truth(&self, predicate: PredicateIx) -> Truth {
        let cell = predicate.get(&self.truths);
        if let Some(known) = cell.and_then(Cell::get) {
            return known;
        }
        let rules = self.situation.context.workspace.rules();
        self.budget.charge(1);
        if let Some(predicate) = rules.predicate(predicate) {
            if let OperandRef::Field(number) = predicate.operand {
                let lowercase = rules.operand(number).is_some_and(|operand| operand.lowercase);
                let size = self.situation.with_value(number, ValueSize::from_value);
                self.budget.charge(predicate.op.cost(size, lowercase) / BYTES_PER_TEST);
            }
        }
        let truth = rules.truth_of(predicate, self.situation);
        if let Some(cell) = cell {
            cell.set(Some(truth));
        }
        truth
    }

    /// Evaluates a test for a value of its field.
    pub(super) fn truth_for(
        &self,
        operand: &Operand,
        op: &CompiledOp,
        value: Option<FieldValue<'_>>,
    ) -> Truth {
        let bytes = match (&value, op) {
            // The weight of an expression is that of `REGEX_COST_PER_BYTE` in `condition/value_size.rs`.
            (Some(FieldValue::Text(text)), CompiledOp::Matches(_)) => 16 * text.len(),
            (Some(FieldValue::Text(text)), _) => text.len(),
            _ => 0,
        };
        self.budget.charge(1 + bytes / BYTES_PER_TEST);
        operand.truth(op, value)
    }

    /// Evaluates a predicate for another value of its field.
    pub(super) fn truth_with(&self, predicate: PredicateIx, other: &CandidateValue) -> Truth {
        let test = self.situation.context.workspace.rules().operand_and_op(predicate);
        test.map_or(Truth::Unknown, |(operand, op)| {
            self.truth_for(operand, op, other.to_field_value())
        })
    }

    /// Copies a URL of the given visitor to another visitor.
    pub(super) fn copy_url<'v>(&'v self, url: UrlSource, visitor: &mut Visitor<'v>) {
        *visitor.url_mut(url) = self.url(url).map(Cow::Borrowed);
    }

    /// Returns a URL of the given visitor.
    fn url(&self, url: UrlSource) -> Option<&str> {
        self.situation.given().url(url).as_deref()
    }

    /// Changes a fact of a visitor. Returns `None` if no visitor can have that value.
    pub(super) fn set<'v>(
        &self,
        visitor: &mut Visitor<'v>,
        fact: &Fact<'_>,
        value: &'v Value<'static>,
    ) -> Option<()> {
        self.budget.charge(1);
        if let Some(url) = fact.url {
            let bytes = self.url(url).map_or(0, str::len);
            let of_part =
                if fact.is_query_value() { 6 * COST_PER_URL_BYTE } else { COST_PER_URL_BYTE };
            self.budget.charge(TESTS_PER_URL + of_part * bytes / BYTES_PER_TEST);
        }
        // The visitor borrows the text.
        // Borrowing avoids a copy of the text for each candidate that is tried.
        let borrowed = match value {
            Value::Text(text) => Value::from(&**text),
            other => other.clone(),
        };
        visitor.set_field(&fact.field, &borrowed)
    }

    /// Charges for reading a part of a changed URL: a query value has to be searched for.
    pub(super) fn charge_for_part(&self, fact: &Fact<'_>) {
        if let (Some(url), true) = (fact.url, fact.is_query_value()) {
            let bytes = self.url(url).map_or(0, str::len);
            self.budget.charge(2 * COST_PER_URL_BYTE * bytes / BYTES_PER_TEST);
        }
    }

    /// Returns `true` if a field can be set to a value. Only the first 256 attributes count.
    pub(super) fn has_room_for(&self, field: &Field, value: &Value<'_>) -> bool {
        let given = self.situation.given();
        match field {
            Field::Attribute(name) if *value != Value::Null => {
                given.counts_attribute(name)
                    || Visitor::has_room_for_attributes(given.counted_attributes() + 1)
            }
            _ => true,
        }
    }

    /// Returns `true` if the parts of a URL keep the values that they are set to, whatever else changes: the
    /// URL has a web scheme, now and with each value that it may get.
    pub(super) fn keeps_parts(&self, url: UrlSource) -> Result<bool, BudgetSpent> {
        // A URL of another scheme may have no host or an opaque path, and then drops what is set.
        let is_of_the_web = |value: Option<&FieldValue<'_>>| match value {
            Some(FieldValue::Text(url)) => {
                url.starts_with("https://") || url.starts_with("http://")
            }
            _ => true,
        };
        let field = url.whole();
        let values = self.fact_of_field(&field).map_or(Ok(&[][..]), |fact| self.values(fact))?;
        let cell = self.keeps_parts.get(url.index());
        let find = || {
            is_of_the_web(self.situation.resolve_field(&field).as_ref())
                && values.iter().all(|other| is_of_the_web(other.to_field_value().as_ref()))
        };
        Ok(cell.is_some_and(|cell| *cell.get_or_init(find)))
    }
}

/// The cost of building a URL with another part, in predicates, and the cost of each of its bytes in compared
/// bytes: six times that if the part is a query value, twice if a query value is searched for. Measured on
/// URLs of 8,000 bytes; the figures are not on record.
const TESTS_PER_URL: usize = 32;
const COST_PER_URL_BYTE: usize = 5;

impl Fact<'_> {
    fn is_query_value(&self) -> bool {
        matches!(self.field.url_part(), Some((_, UrlPart::Query)))
    }

    /// Returns the values, if they were collected.
    pub(super) fn collected_values(&self) -> Option<&CandidateValues> {
        self.values.get()
    }

    /// Returns `true` if the fact can change. The bucket of a visitor cannot.
    pub(super) fn can_change(&self) -> bool {
        !matches!(self.field, Field::Bucket(_))
    }
}
