//! The facts of a visitor that can change, and what is known of the visitor as it is.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use crate::condition::{CompiledOp, ExprId, Facts, Operand, OperandRef, Truth, ValueSize};
use crate::decision::{FactChanges, NotSearched, ObservedValue};
use crate::id::GroupId;
use crate::router::Situation;
use crate::router::budget::{Budget, Spent, TEST_BYTES};
use crate::router::why_not::candidate_values::{CandidateValues, Other};
use crate::settings::Source;
use crate::visitor::{Field, FieldValue, UrlPart, UrlSource, Value, Visitor};

/// The facts that can change, and what they are changed for.
pub(super) struct Domain<'s, 'a> {
    /// The visitor as it is.
    pub(super) situation: &'s Situation<'a>,
    /// The group that is asked for.
    pub(super) group: &'a GroupId,
    /// In the order of their fields: a whole URL before its parts.
    pub(super) facts: Vec<Fact<'a>>,
    pub(super) budget: Budget,
    /// The fact of each operand, by its number in the rules.
    facts_of_operands: Vec<u32>,
    /// The facts of each URL: it and its parts.
    facts_of_urls: [Vec<u32>; UrlSource::COUNT],
    /// The facts that cannot be changed and would have to.
    left_out: RefCell<BTreeSet<u32>>,
    /// Whether each URL shows a part as it is set, once that was asked for.
    keeps_parts: [OnceCell<bool>; UrlSource::COUNT],
    /// The truth of each predicate for the visitor as it is, once it was asked for.
    truths: Box<[Cell<Option<Truth>>]>,
}

/// A fact that can change.
pub(super) struct Fact<'a> {
    pub(super) field: Field,
    /// The URL that it is, or is a part of.
    pub(super) url: Option<UrlSource>,
    /// Whether a visitor can name a group by it.
    pub(super) way_in: bool,
    /// What rules compare it with; what leads to the group comes first.
    pub(super) tests: Vec<(&'a Operand, &'a CompiledOp)>,
    values: OnceCell<CandidateValues>,
}

/// A fact and one of its values, by their numbers.
pub(super) type Choice = (u32, u32);

/// The field of a source that a visitor names a group by.
pub(super) fn field_of(source: Source) -> Option<Field> {
    match source {
        Source::Assignment => Some(Field::Assignment),
        Source::Selection => Some(Field::Selection),
        Source::GroupCode => Some(Field::GroupCode),
        Source::Trigger | Source::Default => None,
    }
}

impl<'s, 'a> Domain<'s, 'a> {
    /// The facts that a group could depend on. Tests of the conditions that lead to it come first, so
    /// that their values are tried whatever is left out.
    pub(super) fn new(
        situation: &'s Situation<'a>,
        group: &'a GroupId,
        leading: impl Iterator<Item = ExprId>,
        budget: Budget,
    ) -> Self {
        let workspace = situation.scene.workspace;
        let rules = workspace.rules();
        let ways_in: Vec<Field> =
            workspace.precedence().iter().filter_map(|source| field_of(*source)).collect();
        let mut fields: BTreeMap<Field, Vec<usize>> = BTreeMap::new();
        for (number, operand) in rules.operands().enumerate() {
            fields.entry(operand.field.clone()).or_default().push(number);
        }
        let whole_urls = fields.keys().filter_map(Field::url_part).map(|(url, _)| url.whole());
        for field in whole_urls.chain(ways_in.iter().cloned()).collect::<Vec<_>>() {
            fields.entry(field).or_default();
        }
        let mut domain = Self {
            situation,
            group,
            facts: Vec::with_capacity(fields.len()),
            budget,
            facts_of_operands: vec![0; rules.operands().len()],
            facts_of_urls: [const { Vec::new() }; UrlSource::COUNT],
            left_out: RefCell::default(),
            keeps_parts: [const { OnceCell::new() }; UrlSource::COUNT],
            truths: vec![Cell::new(None); rules.predicate_count()].into(),
        };
        for (fact, (field, operands)) in (0..).zip(fields) {
            for operand in operands {
                if let Some(of_operand) = domain.facts_of_operands.get_mut(operand) {
                    *of_operand = fact;
                }
            }
            let url = field.url_part().map(|(url, _)| url);
            let of_url = url.and_then(|url| domain.facts_of_urls.get_mut(url.index()));
            if let Some(facts) = of_url {
                facts.push(fact);
            }
            let way_in = ways_in.contains(&field);
            let values = OnceCell::new();
            domain.facts.push(Fact { field, url, way_in, tests: Vec::new(), values });
        }
        let mut is_listed = vec![false; rules.predicate_count()];
        let leading = leading.flat_map(|program| rules.predicates_of(program));
        for predicate in leading.chain(rules.predicate_indices()) {
            let listed = is_listed.get_mut(predicate as usize);
            if listed.is_some_and(|listed| !std::mem::replace(listed, true)) {
                let fact = domain.fact_of(predicate).and_then(|n| domain.facts.get_mut(n as usize));
                if let Some((fact, test)) = fact.zip(rules.operand_and_op(predicate)) {
                    fact.tests.push(test);
                }
            }
        }
        domain
    }

    /// The fact that a predicate looks at; nothing where that is a state.
    pub(super) fn fact_of(&self, predicate: u32) -> Option<u32> {
        match self.situation.scene.workspace.rules().predicate(predicate)?.operand {
            OperandRef::Field(number) => self.facts_of_operands.get(number as usize).copied(),
            OperandRef::State(_) => None,
        }
    }

    /// The fact that an operand of the rules looks at.
    pub(super) fn fact_of_operand(&self, operand: u32) -> Option<u32> {
        self.facts_of_operands.get(operand as usize).copied()
    }

    /// The fact of a field.
    pub(super) fn find(&self, field: &Field) -> Option<u32> {
        let place = self.facts.binary_search_by(|fact| fact.field.cmp(field)).ok()?;
        u32::try_from(place).ok()
    }

    pub(super) fn fact(&self, number: u32) -> Option<&Fact<'a>> {
        self.facts.get(number as usize)
    }

    /// Whether a visitor can name a group.
    pub(super) fn has_ways_in(&self) -> bool {
        self.facts.iter().any(|fact| fact.way_in)
    }

    /// Whether a visitor names the group that is asked for by some changes.
    pub(super) fn names_the_group(&self, changes: &FactChanges) -> bool {
        changes.iter().any(|change| {
            let fact = self.find(&change.field).and_then(|fact| self.fact(fact));
            let name = ObservedValue::Text(self.group.as_str().to_owned());
            fact.is_some_and(|fact| fact.way_in) && change.to == name
        })
    }

    /// A URL and its parts.
    pub(super) fn facts_of_url(&self, url: UrlSource) -> &[u32] {
        self.facts_of_urls.get(url.index()).map_or(&[], Vec::as_slice)
    }

    /// The values of a fact that rules name, gathered when they are first asked for.
    pub(super) fn values(&self, number: u32) -> Result<&[Other], Spent> {
        let Some(fact) = self.fact(number) else {
            return Ok(&[]);
        };
        if let Some(values) = fact.values.get() {
            return Ok(&values.list);
        }
        let gathered = CandidateValues::gather(self, fact)?;
        Ok(&fact.values.get_or_init(|| gathered).list)
    }

    pub(super) fn value(&self, (fact, value): Choice) -> Option<&Other> {
        self.fact(fact)?.gathered()?.list.get(value as usize)
    }

    /// Takes note of a fact that would have to change and cannot.
    pub(super) fn leave_out(&self, fact: u32) {
        self.left_out.borrow_mut().insert(fact);
    }

    /// What could not be tried, in the order of facts.
    pub(super) fn left_out(&self) -> Vec<NotSearched> {
        let left_out = self.left_out.borrow();
        let mut list = Vec::new();
        for (number, fact) in (0..).zip(&self.facts) {
            let field = || fact.field.clone();
            if left_out.contains(&number) {
                list.push(NotSearched::Field { field: field() });
            }
            let Some(values) = fact.values.get() else { continue };
            if values.untried {
                list.push(NotSearched::Test { field: field() });
            }
            if values.cut {
                list.push(NotSearched::Values { field: field(), tried: values.list.len() });
            }
        }
        list
    }

    /// Whether a predicate holds for the visitor as it is.
    pub(super) fn truth(&self, predicate: u32) -> Truth {
        let cell = self.truths.get(predicate as usize);
        if let Some(known) = cell.and_then(Cell::get) {
            return known;
        }
        let rules = self.situation.scene.workspace.rules();
        self.budget.charge(1);
        if let Some(predicate) = rules.predicate(predicate) {
            if let OperandRef::Field(number) = predicate.operand {
                let folds = rules.operand(number).is_some_and(|operand| operand.lowercase);
                let size = self.situation.with_value(number, ValueSize::from_value);
                self.budget.charge(predicate.op.cost(size, folds) / TEST_BYTES);
            }
        }
        let truth = rules.truth_of(predicate, self.situation);
        if let Some(cell) = cell {
            cell.set(Some(truth));
        }
        truth
    }

    /// Whether a test holds for what its field would show.
    pub(super) fn truth_for(
        &self,
        operand: &Operand,
        check: &CompiledOp,
        seen: Option<FieldValue<'_>>,
    ) -> Truth {
        let bytes = match (&seen, check) {
            (Some(FieldValue::Text(text)), CompiledOp::Matches(_)) => 16 * text.len(),
            (Some(FieldValue::Text(text)), _) => text.len(),
            _ => 0,
        };
        self.budget.charge(1 + bytes / TEST_BYTES);
        operand.truth(check, seen)
    }

    /// Whether a predicate holds for another value of its field.
    pub(super) fn truth_with(&self, predicate: u32, other: &Other) -> Truth {
        let test = self.situation.scene.workspace.rules().operand_and_op(predicate);
        test.map_or(Truth::Unknown, |(operand, check)| {
            self.truth_for(operand, check, other.to_field_value())
        })
    }

    /// Gives a visitor a URL of this one, to change it.
    pub(super) fn copy_url<'v>(&'v self, url: UrlSource, visitor: &mut Visitor<'v>) {
        *visitor.url_mut(url) = self.url(url).map(Cow::Borrowed);
    }

    /// A URL as the visitor has it.
    fn url(&self, url: UrlSource) -> Option<&str> {
        self.situation.given().url(url).as_deref()
    }

    /// Changes a fact of a visitor; nothing where no visitor can show that.
    pub(super) fn set<'v>(
        &self,
        visitor: &mut Visitor<'v>,
        fact: &Fact<'_>,
        value: &'v Value<'static>,
    ) -> Option<()> {
        self.budget.charge(1);
        if let Some(url) = fact.url {
            let bytes = self.url(url).map_or(0, str::len);
            let of_part = if fact.is_query_value() { 6 * URL_BYTES } else { URL_BYTES };
            self.budget.charge(URL_TESTS + of_part * bytes / TEST_BYTES);
        }
        // It may borrow what it shows.
        let borrowed = match value {
            Value::Text(text) => Value::from(&**text),
            other => other.clone(),
        };
        visitor.set_field(&fact.field, &borrowed)
    }

    /// Takes note of a look at a part of a URL that is changed: a value of a query is looked for.
    pub(super) fn charge_for_part(&self, fact: &Fact<'_>) {
        if let (Some(url), true) = (fact.url, fact.is_query_value()) {
            let bytes = self.url(url).map_or(0, str::len);
            self.budget.charge(2 * URL_BYTES * bytes / TEST_BYTES);
        }
    }

    /// Whether a field can be set to a value: of attributes the first 256 count.
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

    /// Whether a URL shows a part as it is set, whatever else changes: as it is and as it may become it
    /// is one of the web.
    pub(super) fn keeps_parts(&self, url: UrlSource) -> Result<bool, Spent> {
        let is_of_the_web = |seen: Option<&FieldValue<'_>>| match seen {
            Some(FieldValue::Text(url)) => {
                url.starts_with("https://") || url.starts_with("http://")
            }
            _ => true,
        };
        let field = url.whole();
        let values = self.find(&field).map_or(Ok(&[][..]), |fact| self.values(fact))?;
        let cell = self.keeps_parts.get(url.index());
        let find = || {
            is_of_the_web(self.situation.resolve_field(&field).as_ref())
                && values.iter().all(|other| is_of_the_web(other.to_field_value().as_ref()))
        };
        Ok(cell.is_some_and(|cell| *cell.get_or_init(find)))
    }
}

/// What making a URL with another part costs, in tests; and each byte of it counts as so many that are
/// compared: six times that where the part is a value of its query, twice where such a value is looked
/// for. Measured on URLs of 8,000 bytes.
const URL_TESTS: usize = 32;
const URL_BYTES: usize = 5;

impl Fact<'_> {
    fn is_query_value(&self) -> bool {
        matches!(self.field.url_part(), Some((_, UrlPart::Query)))
    }

    /// The values, where they were asked for.
    pub(super) fn gathered(&self) -> Option<&CandidateValues> {
        self.values.get()
    }

    /// The share that a visitor falls in is no fact that changes.
    pub(super) fn can_change(&self) -> bool {
        !matches!(self.field, Field::Bucket(_))
    }
}
