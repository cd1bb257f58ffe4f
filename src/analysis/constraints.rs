//! What the tests of one field, or of one state, leave over when all of them must hold.

use crate::analysis::budget::Budget;
use crate::analysis::group_facts::GroupFacts;
use crate::condition::{
    CompiledOp, Number, NumberOp, OperandRef, Requirement, RuleSet, StateSet, TextOp, Truth,
    WorkspaceState,
};
use crate::ix::OperandIx;
use crate::visitor::{Field, FieldKind, TextRef};

/// A test that must have some of the three values.
#[derive(Clone, Copy)]
pub(super) struct Test<'r> {
    wanted: Requirement,
    check: &'r CompiledOp,
    /// What is looked at, in the case in which it is compared.
    operand: Option<OperandIx>,
}

impl<'r> Test<'r> {
    pub(super) fn new(rules: &'r RuleSet, wanted: Requirement) -> Option<Self> {
        let predicate = rules.predicate(wanted.predicate)?;
        let operand = match predicate.operand {
            OperandRef::Field(operand) => Some(operand),
            OperandRef::State(_) => None,
        };
        Some(Self { wanted, check: &predicate.op, operand })
    }

    /// Whether it must hold, perhaps only if the field is known.
    fn is_positive(&self) -> bool {
        self.wanted.values.has(Truth::True) && !self.wanted.values.has(Truth::False)
    }

    /// Whether it must not hold.
    fn is_negative(&self) -> bool {
        self.wanted.values.has(Truth::False) && !self.wanted.values.has(Truth::True)
    }

    /// Whether the field must be known, and of the type that is compared.
    fn needs_value(&self) -> bool {
        !self.wanted.values.has(Truth::Unknown) && !matches!(self.check, CompiledOp::Exists(_))
    }

    /// Whether the field must be known (`true`) or not known.
    fn knowledge(&self) -> Option<bool> {
        match self.check {
            CompiledOp::Exists(expected) => Some(*expected == self.is_positive()),
            _ => self.needs_value().then_some(true),
        }
    }
}

fn pair(one: &Test<'_>, other: &Test<'_>) -> Vec<Requirement> {
    let mut pair = vec![one.wanted, other.wanted];
    pair.dedup();
    pair
}

/// The tests of a field that exclude each other.
pub(super) fn conflict_of_tests(
    field: &Field,
    tests: &[Test<'_>],
    budget: &mut Budget,
) -> Option<Vec<Requirement>> {
    conflict_of_values(tests)
        .or_else(|| conflict_of_knowledge(tests))
        .or_else(|| conflict_of_booleans(tests))
        .or_else(|| conflict_of_numbers(field, tests, budget))
        .or_else(|| match field.kind() {
            // A list may have one item for each test.
            FieldKind::Attribute => None,
            kind => conflict_of_texts(kind, tests, budget),
        })
}

/// One test that must both hold and not hold.
fn conflict_of_values(tests: &[Test<'_>]) -> Option<Vec<Requirement>> {
    let mut sorted: Vec<&Test<'_>> = tests.iter().collect();
    sorted.sort_by_key(|test| test.wanted.predicate);
    let mut pairs = sorted.iter().zip(sorted.iter().skip(1));
    let (one, other) = pairs.find(|(one, other)| {
        let common = one.wanted.values.bits() & other.wanted.values.bits();
        one.wanted.predicate == other.wanted.predicate && common == 0
    })?;
    Some(pair(one, other))
}

/// A field that must be known and not known.
fn conflict_of_knowledge(tests: &[Test<'_>]) -> Option<Vec<Requirement>> {
    let known = tests.iter().find(|test| test.knowledge() == Some(true))?;
    let unknown = tests.iter().find(|test| test.knowledge() == Some(false))?;
    Some(pair(known, unknown))
}

fn conflict_of_booleans(tests: &[Test<'_>]) -> Option<Vec<Requirement>> {
    let value = |test: &&Test<'_>, expected: bool| match test.check {
        CompiledOp::Boolean(value) if test.needs_value() => {
            (test.is_positive() && *value == expected) || (test.is_negative() && *value != expected)
        }
        _ => false,
    };
    let yes = tests.iter().find(|test| value(test, true))?;
    let no = tests.iter().find(|test| value(test, false))?;
    Some(pair(yes, no))
}

/// The numbers from a bound, with the test that says so.
#[derive(Clone, Copy)]
struct Bound<'t, 'r> {
    value: f64,
    is_open: bool,
    test: Option<&'t Test<'r>>,
}

fn conflict_of_numbers(
    field: &Field,
    tests: &[Test<'_>],
    budget: &mut Budget,
) -> Option<Vec<Requirement>> {
    let of_numbers = || tests.iter().filter(|test| matches!(test.check, CompiledOp::Number(_)));
    // If no test needs a number, the field may be without one.
    of_numbers().find(|test| test.needs_value())?;
    let is_whole = matches!(field, Field::Visits | Field::PagesViewed);
    let mut least = Bound { value: f64::NEG_INFINITY, is_open: false, test: None };
    let mut most = Bound { value: f64::INFINITY, is_open: false, test: None };
    let mut lists: Vec<(&Test<'_>, &[Number], bool)> = Vec::new();
    for test in of_numbers() {
        let CompiledOp::Number(check) = test.check else {
            continue;
        };
        let holds = test.is_positive();
        if !holds && !test.is_negative() {
            continue;
        }
        // What does not hold of a bound is the other side of it.
        let (bound, is_least, is_open) = match check {
            NumberOp::OneOf(numbers) => {
                lists.push((test, numbers, holds));
                continue;
            }
            NumberOp::AtLeast(bound) => (bound, holds, !holds),
            NumberOp::Above(bound) => (bound, holds, holds),
            NumberOp::AtMost(bound) => (bound, !holds, !holds),
            NumberOp::Below(bound) => (bound, !holds, holds),
        };
        let bound = Bound { value: bound.value(), is_open, test: Some(test) };
        let side = if is_least { &mut least } else { &mut most };
        let is_stricter = match is_least {
            true => bound.value > side.value,
            false => bound.value < side.value,
        };
        if is_stricter || (bound.value == side.value && is_open) {
            *side = bound;
        }
    }
    let fits = |number: f64| {
        let after = if least.is_open { number > least.value } else { number >= least.value };
        let before = if most.is_open { number < most.value } else { number <= most.value };
        after && before
    };
    let bounds = || -> Vec<Requirement> {
        let tests = [least.test, most.test].into_iter().flatten();
        let mut wanted: Vec<Requirement> = tests.map(|test| test.wanted).collect();
        wanted.dedup();
        wanted
    };
    if let Some((list, numbers, _)) = lists.iter().find(|(_, _, holds)| *holds) {
        if !budget.take(numbers.len().saturating_mul(lists.len())) {
            return None;
        }
        let is_left = |number: &&Number| {
            fits(number.value())
                && lists
                    .iter()
                    .all(|(_, numbers, holds)| numbers.binary_search(number).is_ok() == *holds)
        };
        let none_is_left = numbers.iter().find(is_left).is_none();
        return none_is_left.then(|| {
            let others = lists.iter().map(|(test, ..)| test.wanted).chain(bounds());
            let mut found = vec![list.wanted];
            found.extend(others.filter(|wanted| *wanted != list.wanted).take(3));
            found
        });
    }
    let is_empty = least.value > most.value
        || (least.value == most.value && (least.is_open || most.is_open))
        || (is_whole && has_no_whole_number(least, most));
    let both = least.test.is_some() && most.test.is_some();
    (is_empty && both).then(bounds)
}

/// Whether no whole number lies between two bounds: above 2 and below 3.
fn has_no_whole_number(least: Bound<'_, '_>, most: Bound<'_, '_>) -> bool {
    let first = match least.is_open {
        true => (least.value + 1.0).floor(),
        false => least.value.ceil(),
    };
    let last = match most.is_open {
        true => (most.value - 1.0).ceil(),
        false => most.value.floor(),
    };
    // Beyond what doubles count exactly nothing is said.
    let is_exact = first.abs() < 9e15 && last.abs() < 9e15;
    is_exact && first > last
}

/// Tests of a text; those that compare in lower case are compared with each other only. A host is in lower
/// case anyway.
fn conflict_of_texts(
    kind: FieldKind,
    tests: &[Test<'_>],
    budget: &mut Budget,
) -> Option<Vec<Requirement>> {
    // If no test needs a value, the field may be without one.
    tests.iter().find(|test| test.knowledge() == Some(true))?;
    let mut operands: Vec<OperandIx> = tests.iter().filter_map(|test| test.operand).collect();
    operands.sort_unstable();
    operands.dedup();
    let is_host = kind == FieldKind::Host;
    if is_host {
        operands.truncate(1);
    }
    operands.into_iter().find_map(|operand| {
        let of_sight = tests.iter().filter(|test| is_host || test.operand == Some(operand));
        let of_text = of_sight
            .filter(|test| matches!(test.check, CompiledOp::Text(_) | CompiledOp::Matches(_)))
            .filter(|test| test.is_positive() || test.is_negative());
        let of_text: Vec<&Test<'_>> = of_text.collect();
        conflict_with_list(&of_text, budget).or_else(|| conflict_of_parts(&of_text, budget))
    })
}

/// A list of values of which the other tests leave none.
fn conflict_with_list(tests: &[&Test<'_>], budget: &mut Budget) -> Option<Vec<Requirement>> {
    let lists =
        tests.iter().filter(|test| test.is_positive()).filter_map(|test| match test.check {
            CompiledOp::Text(TextOp::Equal(text)) => Some((*test, std::slice::from_ref(text))),
            CompiledOp::Text(TextOp::OneOf(texts)) => Some((*test, &**texts)),
            _ => None,
        });
    let (list, values) = lists.min_by_key(|(_, values)| values.len())?;
    if !budget.take(values.len().saturating_mul(tests.len())) {
        return None;
    }
    let holds = |test: &Test<'_>, value: &str| {
        test.wanted.values.has(test.check.truth_of_text(TextRef::Text(value)))
    };
    if values.iter().any(|value| tests.iter().all(|test| holds(test, value))) {
        return None;
    }
    let excludes = |test: &&&Test<'_>| !values.iter().any(|value| holds(test, value));
    let found = match tests.iter().find(excludes) {
        Some(other) => pair(list, other),
        None => tests.iter().map(|test| test.wanted).take(4).collect(),
    };
    Some(found)
}

/// The longest of parts that each must fit the others, with the test that says so.
#[derive(Clone, Copy, Default)]
struct Longest<'t, 'r>(Option<(&'t str, &'t Test<'r>)>);

impl<'t, 'r> Longest<'t, 'r> {
    /// Adds a part; the test that it does not fit to, if there is one. `covers` says whether its second
    /// text is one that has the first.
    fn add(
        &mut self,
        text: &'t str,
        test: &'t Test<'r>,
        covers: impl Fn(&str, &str) -> bool,
    ) -> Option<Vec<Requirement>> {
        match self.0 {
            Some((known, _)) if covers(text, known) => None,
            Some((known, other)) if !covers(known, text) => Some(pair(other, test)),
            _ => {
                self.0 = Some((text, test));
                None
            }
        }
    }
}

fn is_within_host(domain: &str, host: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

fn is_within_tag(wide: &str, tag: &str) -> bool {
    tag.strip_prefix(wide).is_some_and(|narrower| narrower.is_empty() || narrower.starts_with('-'))
}

/// Starts, ends and domains that do not fit each other.
fn conflict_of_parts(tests: &[&Test<'_>], budget: &mut Budget) -> Option<Vec<Requirement>> {
    if !budget.take(tests.len()) {
        return None;
    }
    let (mut start, mut end) = (Longest::default(), Longest::default());
    let (mut domain, mut tag) = (Longest::default(), Longest::default());
    for test in tests.iter().filter(|test| test.is_positive()) {
        let CompiledOp::Text(check) = test.check else {
            continue;
        };
        let conflict = match check {
            TextOp::StartsWith(text) => start.add(text, test, |part, text| text.starts_with(part)),
            TextOp::EndsWith(text) => end.add(text, test, |part, text| text.ends_with(part)),
            TextOp::WithinHost(text) => domain.add(text, test, is_within_host),
            TextOp::WithinTag(text) => tag.add(text, test, is_within_tag),
            _ => None,
        };
        if conflict.is_some() {
            return conflict;
        }
    }
    // A host within `shop.example` ends with it, on the border of a label.
    if let (Some((suffix, one)), Some((domain, other))) = (end.0, domain.0) {
        let fits = domain.ends_with(suffix)
            || (suffix.len() > domain.len() && suffix.ends_with(&format!(".{domain}")));
        if !fits {
            return Some(pair(one, other));
        }
    }
    tests.iter().filter(|test| test.is_negative()).find_map(|test| {
        let CompiledOp::Text(check) = test.check else {
            return None;
        };
        let has = |longest: &Longest<'_, '_>, holds: &dyn Fn(&str) -> bool| {
            longest.0.filter(|(text, _)| holds(text)).map(|(_, other)| pair(other, test))
        };
        match check {
            TextOp::StartsWith(text) => has(&start, &|start| start.starts_with(&**text)),
            TextOp::EndsWith(text) => {
                let ends = |end: &str| end.ends_with(&**text);
                has(&end, &ends).or_else(|| has(&domain, &ends))
            }
            TextOp::WithinHost(text) => has(&domain, &|host| is_within_host(text, host)),
            TextOp::WithinTag(text) => has(&tag, &|tag| is_within_tag(text, tag)),
            TextOp::Contains(text) => {
                let contains = |part: &str| part.contains(&**text);
                [&start, &end, &domain].into_iter().find_map(|part| has(part, &contains))
            }
            TextOp::Equal(_) | TextOp::OneOf(_) => None,
        }
    })
}

/// The tests of a state that leave none of its words.
pub(super) fn conflict_of_states(
    state: WorkspaceState,
    tests: &[Test<'_>],
    facts: &GroupFacts,
) -> Option<Vec<Requirement>> {
    let words: &[StateSet] = match state {
        WorkspaceState::Schedule(_) => &[StateSet::OPEN, StateSet::CLOSED],
        WorkspaceState::Group(_) => {
            &[StateSet::AVAILABLE, StateSet::BUSY, StateSet::OFFLINE, StateSet::CLOSED]
        }
        WorkspaceState::Staff => &[StateSet::ONLINE, StateSet::OFFLINE],
    };
    let is_possible = |word: &&StateSet| match state {
        WorkspaceState::Group(group) => facts.impossible_state(group, word.word()).is_none(),
        _ => true,
    };
    let mut left: u8 = words.iter().filter(is_possible).map(|word| word.0).sum();
    let mut found: Vec<Requirement> = Vec::new();
    for test in tests {
        let CompiledOp::State(words) = test.check else {
            continue;
        };
        let allowed = if test.is_positive() { words.0 } else { !words.0 };
        if left & !allowed != 0 {
            found.push(test.wanted);
        }
        left &= allowed;
    }
    (left == 0).then_some(found)
}
