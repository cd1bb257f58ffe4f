//! Conflicts between predicates of one field, or of one state, that must all hold.

use crate::analysis::budget::Budget;
use crate::analysis::group_facts::GroupFacts;
use crate::condition::{
    CompiledOp, Number, NumberOp, OperandRef, Requirement, RuleSet, StateSet, TextOp, Truth,
    WorkspaceState,
};
use crate::ix::OperandIx;
use crate::visitor::{Field, FieldKind, TextRef};

/// A predicate with the truth values that it must have.
#[derive(Clone, Copy)]
pub(super) struct ConstrainedPredicate<'r> {
    requirement: Requirement,
    op: &'r CompiledOp,
    /// The field in the letter case in which it is compared.
    operand: Option<OperandIx>,
}

impl<'r> ConstrainedPredicate<'r> {
    pub(super) fn new(rules: &'r RuleSet, requirement: Requirement) -> Option<Self> {
        let predicate = rules.predicate(requirement.predicate)?;
        let operand = match predicate.operand {
            OperandRef::Field(operand) => Some(operand),
            OperandRef::State(_) => None,
        };
        Some(Self { requirement, op: &predicate.op, operand })
    }

    /// Returns `true` if the predicate must be true, or may also be unknown.
    fn is_positive(&self) -> bool {
        self.requirement.values.has(Truth::True) && !self.requirement.values.has(Truth::False)
    }

    /// Returns `true` if the predicate must be false, or may also be unknown.
    fn is_negative(&self) -> bool {
        self.requirement.values.has(Truth::False) && !self.requirement.values.has(Truth::True)
    }

    /// Returns `true` if the field must have a value of the compared type.
    fn needs_value(&self) -> bool {
        !self.requirement.values.has(Truth::Unknown) && !matches!(self.op, CompiledOp::Exists(_))
    }

    /// Returns `Some(true)` if the field must be known, `Some(false)` if it must be unknown, and
    /// `None` if both are allowed.
    fn required_knowledge(&self) -> Option<bool> {
        match self.op {
            CompiledOp::Exists(expected) => Some(*expected == self.is_positive()),
            _ => self.needs_value().then_some(true),
        }
    }
}

/// Returns two requirements, or one if they are equal.
fn pair(one: &ConstrainedPredicate<'_>, other: &ConstrainedPredicate<'_>) -> Vec<Requirement> {
    let mut pair = vec![one.requirement, other.requirement];
    pair.dedup();
    pair
}

/// Returns predicates of a field that exclude each other.
pub(super) fn conflict_of_tests(
    field: &Field,
    tests: &[ConstrainedPredicate<'_>],
    budget: &mut Budget,
) -> Option<Vec<Requirement>> {
    conflict_of_values(tests)
        .or_else(|| conflict_of_known_and_unknown(tests))
        .or_else(|| conflict_of_booleans(tests))
        .or_else(|| conflict_of_numbers(field, tests, budget))
        .or_else(|| match field.kind() {
            // An attribute may be a list, in which a different item can satisfy each predicate.
            FieldKind::Attribute => None,
            kind => conflict_of_texts(kind, tests, budget),
        })
}

/// Finds a predicate that must have two disjoint sets of truth values. Sorting makes equal
/// predicates adjacent.
fn conflict_of_values(tests: &[ConstrainedPredicate<'_>]) -> Option<Vec<Requirement>> {
    let mut sorted: Vec<&ConstrainedPredicate<'_>> = tests.iter().collect();
    sorted.sort_by_key(|test| test.requirement.predicate);
    let mut pairs = sorted.iter().zip(sorted.iter().skip(1));
    let (one, other) = pairs.find(|(one, other)| {
        let common = one.requirement.values.bits() & other.requirement.values.bits();
        one.requirement.predicate == other.requirement.predicate && common == 0
    })?;
    Some(pair(one, other))
}

/// Finds a predicate that needs the field to be known and one that needs it to be unknown.
fn conflict_of_known_and_unknown(tests: &[ConstrainedPredicate<'_>]) -> Option<Vec<Requirement>> {
    let known = tests.iter().find(|test| test.required_knowledge() == Some(true))?;
    let unknown = tests.iter().find(|test| test.required_knowledge() == Some(false))?;
    Some(pair(known, unknown))
}

/// Finds predicates that require both `true` and `false`.
fn conflict_of_booleans(tests: &[ConstrainedPredicate<'_>]) -> Option<Vec<Requirement>> {
    let value = |test: &&ConstrainedPredicate<'_>, expected: bool| match test.op {
        CompiledOp::Boolean(value) if test.needs_value() => {
            (test.is_positive() && *value == expected) || (test.is_negative() && *value != expected)
        }
        _ => false,
    };
    let yes = tests.iter().find(|test| value(test, true))?;
    let no = tests.iter().find(|test| value(test, false))?;
    Some(pair(yes, no))
}

/// One end of the interval of allowed numbers, with the predicate that sets it.
#[derive(Clone, Copy)]
struct Bound<'t, 'r> {
    value: f64,
    is_open: bool,
    test: Option<&'t ConstrainedPredicate<'r>>,
}

/// Intersects the intervals of all bounds, and then tries the values of a list if there is one.
fn conflict_of_numbers(
    field: &Field,
    tests: &[ConstrainedPredicate<'_>],
    budget: &mut Budget,
) -> Option<Vec<Requirement>> {
    let of_numbers = || tests.iter().filter(|test| matches!(test.op, CompiledOp::Number(_)));
    // If no predicate needs a number, the field may be unknown, which satisfies all of them.
    of_numbers().find(|test| test.needs_value())?;
    let is_whole = matches!(field, Field::Visits | Field::PagesViewed);
    let mut least = Bound { value: f64::NEG_INFINITY, is_open: false, test: None };
    let mut most = Bound { value: f64::INFINITY, is_open: false, test: None };
    let mut lists: Vec<(&ConstrainedPredicate<'_>, &[Number], bool)> = Vec::new();
    for test in of_numbers() {
        let CompiledOp::Number(check) = test.op else {
            continue;
        };
        let holds = test.is_positive();
        if !holds && !test.is_negative() {
            continue;
        }
        // A bound that must not hold excludes its side: not `above 3` is `at_most 3`.
        // `is_open` is true if the bound itself is excluded.
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
        // Of equal bounds, the one that excludes its value is stricter.
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
        let mut requirement: Vec<Requirement> = tests.map(|test| test.requirement).collect();
        requirement.dedup();
        requirement
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
        // The field must have a value of this list, so it is enough to try these values.
        let none_is_left = numbers.iter().find(is_left).is_none();
        return none_is_left.then(|| {
            let others = lists.iter().map(|(test, ..)| test.requirement).chain(bounds());
            let mut found = vec![list.requirement];
            found.extend(others.filter(|requirement| *requirement != list.requirement).take(3));
            found
        });
    }
    let is_empty = least.value > most.value
        || (least.value == most.value && (least.is_open || most.is_open))
        || (is_whole && has_no_whole_number(least, most));
    let both = least.test.is_some() && most.test.is_some();
    (is_empty && both).then(bounds)
}

/// Returns `true` if no whole number lies within the bounds, as for above 2 and below 3.
fn has_no_whole_number(least: Bound<'_, '_>, most: Bound<'_, '_>) -> bool {
    let first = match least.is_open {
        true => (least.value + 1.0).floor(),
        false => least.value.ceil(),
    };
    let last = match most.is_open {
        true => (most.value - 1.0).ceil(),
        false => most.value.floor(),
    };
    // Doubles represent whole numbers exactly up to 2^53, about 9e15. Beyond that no conflict is
    // claimed.
    let is_exact = first.abs() < 9e15 && last.abs() < 9e15;
    is_exact && first > last
}

/// Finds conflicts of texts. Predicates that ignore case are compared only with each other, except
/// for hosts, which are always lower case.
fn conflict_of_texts(
    kind: FieldKind,
    tests: &[ConstrainedPredicate<'_>],
    budget: &mut Budget,
) -> Option<Vec<Requirement>> {
    // If no predicate needs a value, the field may be unknown, which satisfies all of them.
    tests.iter().find(|test| test.required_knowledge() == Some(true))?;
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
            .filter(|test| matches!(test.op, CompiledOp::Text(_) | CompiledOp::Matches(_)))
            .filter(|test| test.is_positive() || test.is_negative());
        let of_text: Vec<&ConstrainedPredicate<'_>> = of_text.collect();
        conflict_with_list(&of_text, budget).or_else(|| conflict_of_parts(&of_text, budget))
    })
}

/// Finds the shortest list of values, and checks that the other predicates exclude each of its
/// values.
fn conflict_with_list(
    tests: &[&ConstrainedPredicate<'_>],
    budget: &mut Budget,
) -> Option<Vec<Requirement>> {
    let lists = tests.iter().filter(|test| test.is_positive()).filter_map(|test| match test.op {
        CompiledOp::Text(TextOp::Equal(text)) => Some((*test, std::slice::from_ref(text))),
        CompiledOp::Text(TextOp::OneOf(texts)) => Some((*test, &**texts)),
        _ => None,
    });
    // The field must have a value of each list. The shortest one needs the fewest comparisons.
    let (list, values) = lists.min_by_key(|(_, values)| values.len())?;
    if !budget.take(values.len().saturating_mul(tests.len())) {
        return None;
    }
    let holds = |test: &ConstrainedPredicate<'_>, value: &str| {
        test.requirement.values.has(test.op.truth_of_text(TextRef::Text(value)))
    };
    if values.iter().any(|value| tests.iter().all(|test| holds(test, value))) {
        return None;
    }
    let excludes =
        |test: &&&ConstrainedPredicate<'_>| !values.iter().any(|value| holds(test, value));
    // A pair explains the conflict best. Without a pair that conflicts, all predicates together
    // exclude the values.
    let found = match tests.iter().find(excludes) {
        Some(other) => pair(list, other),
        None => tests.iter().map(|test| test.requirement).take(4).collect(),
    };
    Some(found)
}

/// The longest of texts that must all be parts of one value, with the predicate that requires it.
#[derive(Clone, Copy, Default)]
struct LongestText<'t, 'r>(Option<(&'t str, &'t ConstrainedPredicate<'r>)>);

impl<'t, 'r> LongestText<'t, 'r> {
    /// Adds a text. Returns a conflict if neither the new text nor the longest one covers the
    /// other. `covers(a, b)` is `true` if every value with the part `b` has the part `a`.
    fn add(
        &mut self,
        text: &'t str,
        test: &'t ConstrainedPredicate<'r>,
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

/// Finds prefixes, suffixes, domains and language ranges that exclude each other.
fn conflict_of_parts(
    tests: &[&ConstrainedPredicate<'_>],
    budget: &mut Budget,
) -> Option<Vec<Requirement>> {
    if !budget.take(tests.len()) {
        return None;
    }
    let (mut start, mut end) = (LongestText::default(), LongestText::default());
    let (mut domain, mut tag) = (LongestText::default(), LongestText::default());
    // First the parts that a value must have: those of one kind must all be parts of the longest
    // one.
    for test in tests.iter().filter(|test| test.is_positive()) {
        let CompiledOp::Text(check) = test.op else {
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
    // A host within `shop.example` ends with that domain, at the boundary of a label.
    if let (Some((suffix, one)), Some((domain, other))) = (end.0, domain.0) {
        let fits = domain.ends_with(suffix)
            || (suffix.len() > domain.len() && suffix.ends_with(&format!(".{domain}")));
        if !fits {
            return Some(pair(one, other));
        }
    }
    // Then the parts that a value must not have: none may follow from a required part.
    tests.iter().filter(|test| test.is_negative()).find_map(|test| {
        let CompiledOp::Text(check) = test.op else {
            return None;
        };
        let has = |longest: &LongestText<'_, '_>, holds: &dyn Fn(&str) -> bool| {
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

/// Returns predicates of a state that together exclude each of its values.
pub(super) fn conflict_of_states(
    state: WorkspaceState,
    tests: &[ConstrainedPredicate<'_>],
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
    // The words are disjoint bits, so a sum of them is a set.
    let mut left: u8 = words.iter().filter(is_possible).map(|word| word.0).sum();
    let mut found: Vec<Requirement> = Vec::new();
    for test in tests {
        let CompiledOp::State(words) = test.op else {
            continue;
        };
        let allowed = if test.is_positive() { words.0 } else { !words.0 };
        // A predicate that excludes nothing more is no part of the explanation.
        if left & !allowed != 0 {
            found.push(test.requirement);
        }
        left &= allowed;
    }
    (left == 0).then_some(found)
}
