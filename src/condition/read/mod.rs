//! Reading conditions from documents ([rule C1](crate::_rules#c1)).

mod fields;
mod forms;
mod known_keys;
mod operators;
mod unknown;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de};
use smallvec::SmallVec;

use crate::condition::ast::PartialPredicate;
use crate::condition::keys::{KEYS, MODIFIERS, NODES, OperatorSpec, ValueReader, operator_spec};
use crate::condition::read::fields::read_field_name;
use crate::condition::read::known_keys::{ALL_NODES, FIELD, KnownKeys, listed};
use crate::condition::read::unknown::resolve;
use crate::condition::{Condition, Literal, Operator, Predicate};
use crate::document::{
    ChunkedList, Node, boolean, each_item, entries, known_once, list, number, text,
};
use crate::error::{Diagnostics, Limit, PathRef, ProblemKind};

/// Reads a condition. What cannot be read is reported; a leaf stands in its place that keeps what
/// could, so that it is still checked.
pub(crate) fn read(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Condition {
    if let Node::List(items) = node {
        return read_list(items, at, report);
    }
    let Some(entries) = entries(node, at, report, "a condition") else {
        return read_partially(PartialPredicate::default());
    };
    let before = report.len();
    let keys = match known_once(&entries, KEYS) {
        Some(known) => {
            KnownKeys { entries: entries.into_vec(), known, written: Vec::new(), is_guess: false }
        }
        None => resolve(entries, at, report),
    };
    let is_guess = keys.is_guess;
    let condition = match keys.known & ALL_NODES {
        FIELD => read_predicate(keys, before, at, report),
        0 => {
            read_without_node(keys, before, at, report);
            read_partially(PartialPredicate::default())
        }
        nodes if nodes.is_power_of_two() => read_connective(keys, at, report),
        nodes => {
            let of_nodes = (0..).zip(NODES).filter(|(place, _)| nodes & 1 << place != 0);
            let found: Vec<&str> = of_nodes.map(|(_, node)| *node).collect();
            report.add(at, ProblemKind::AmbiguousNode, &listed(&keys.written, &found));
            read_several(keys, at, report)
        }
    };
    if is_guess { guess(condition) } else { condition }
}

/// A list in the place of a condition: it has to be said how its items are joined.
fn read_list(
    items: ChunkedList<Node<'_>>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Condition {
    // Where the key is not known either, the message about it says both.
    if !report.is_renamed(at) {
        let hint = "join several with `{\"all\": […]}` or `{\"any\": […]}`";
        report.add_hint(at, ProblemKind::WrongType { expected: "a condition" }, "[…]", hint);
        report.read_nevertheless();
    }
    let at = at.key("all");
    report.rename(&at, &[]);
    guess(Condition::All(each_item(items, &at, report, read)))
}

/// A condition that is checked but does not count as read.
fn guess(condition: Condition) -> Condition {
    read_partially(PartialPredicate { joined: vec![condition], ..PartialPredicate::default() })
}

fn read_partially(parts: PartialPredicate) -> Condition {
    Condition::Predicate(Predicate::partial(parts))
}

/// A node of several kinds, which has been reported: what its parts hold is still read.
fn read_several(keys: KnownKeys<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Condition {
    let mut parts = PartialPredicate::default();
    for (key, value) in keys.entries {
        let place = at.key(&key);
        match &*key {
            "field" => parts.field = read_field_name(value, &place, report).0,
            modifier if MODIFIERS.contains(&modifier) => {
                boolean(value, &place, report);
            }
            other => match operator_spec(other) {
                Some(spec) => parts.tests.extend(read_operator(spec, value, &place, report)),
                None => parts.joined.push(read_parts(other, value, at, report)),
            },
        }
    }
    read_partially(parts)
}

/// `all`, `any` or `not`, which stand alone.
fn read_connective(keys: KnownKeys<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Condition {
    let mut condition = read_partially(PartialPredicate::default());
    for (key, value) in keys.entries {
        let is_join = NODES.contains(&&*key);
        if is_join {
            condition = read_parts(&key, value, at, report);
        } else {
            let hint = "it stands beside the `field` that it is about";
            report.add_hint(&at.key(&key), ProblemKind::UnknownKey, &key, hint);
        }
    }
    condition
}

fn read_parts(
    join: &str,
    value: Node<'_>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Condition {
    let place = at.key(join);
    if join == "not" {
        return Condition::Not(Box::new(read(value, &place, report)));
    }
    let join = if join == "all" { Condition::All } else { Condition::Any };
    let parts = match value {
        // One condition in the place of a list of them.
        single @ Node::Map(_) => {
            let expected = "a list of conditions";
            report.add(&place, ProblemKind::WrongType { expected }, &single.found());
            report.read_nevertheless();
            let place = place.index(0);
            report.rename(&place, &[]);
            return guess(join(vec![read(single, &place, report)]));
        }
        value => list(value, &place, report, "a list of conditions"),
    };
    match parts {
        Some(items) => join(each_item(items, &place, report, read)),
        None => read_partially(PartialPredicate::default()),
    }
}

/// None of the four keys: a misspelt one has been named, else `field` is missing.
fn read_without_node(
    keys: KnownKeys<'_>,
    before: usize,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) {
    if report.len() == before {
        report.add(&at.key("field"), ProblemKind::MissingKey, "");
    }
    for (key, value) in keys.entries {
        let place = at.key(&key);
        match operator_spec(&key) {
            Some(spec) => {
                read_operator(spec, value, &place, report);
            }
            None => {
                boolean(value, &place, report);
            }
        }
    }
}

fn read_predicate(
    keys: KnownKeys<'_>,
    before: usize,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Condition {
    let (mut field, mut found) = (None, Cow::Borrowed(""));
    let (mut ignore_case, mut if_unknown) = (false, None);
    // One of each, unless something is wrong.
    let mut tests: SmallVec<[Operator; 1]> = SmallVec::new();
    let mut operators: SmallVec<[&str; 1]> = SmallVec::new();
    let KnownKeys { entries, written, .. } = keys;
    for (key, value) in entries {
        let place = at.key(&key);
        match &*key {
            "field" => (field, found) = read_field_name(value, &place, report),
            "ignore_case" => ignore_case = boolean(value, &place, report).unwrap_or(false),
            "if_unknown" => if_unknown = boolean(value, &place, report),
            other => {
                if let Some(spec) = operator_spec(other) {
                    tests.extend(read_operator(spec, value, &place, report));
                    operators.push(spec.word);
                }
            }
        }
    }
    match operators.len() {
        0 if report.len() == before => report.add(at, ProblemKind::MissingOperator, &found),
        0 | 1 => {}
        _ => {
            let found = listed(&written, &operators);
            report.add(at, ProblemKind::SeveralOperators, &found);
        }
    }
    let mut leaf = match (field, tests.pop()) {
        (Some(field), Some(test)) if report.len() == before => Predicate::new(field, test),
        (field, last) => {
            tests.extend(last);
            Predicate::partial(PartialPredicate {
                field,
                tests: tests.into_vec(),
                joined: Vec::new(),
            })
        }
    };
    if ignore_case {
        leaf = leaf.ignore_case();
    }
    if let Some(truth) = if_unknown {
        leaf = leaf.if_unknown(truth);
    }
    Condition::Predicate(leaf)
}

fn read_operator(
    operator: &OperatorSpec,
    node: Node<'_>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Option<Operator> {
    Some(match operator.value {
        ValueReader::Literal(operator) => operator(read_literal(node, at, report)?),
        ValueReader::Literals(operator) => {
            operator(read_literals(list(node, at, report, "a list of values")?, at, report)?)
        }
        ValueReader::Text(operator) => operator(text(node, at, report, "text")?.into()),
        ValueReader::Number(operator) => operator(number(node, at, report)?),
        ValueReader::Boolean(operator) => operator(boolean(node, at, report)?),
    })
}

/// Reads a list of values. A list that is too long is not kept: its values are read to report what is
/// wrong with them.
fn read_literals(
    items: ChunkedList<Node<'_>>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Option<Box<[Literal]>> {
    if items.len() > Limit::ListItems.most() {
        report.add(at, ProblemKind::Limit(Limit::ListItems), &items.len().to_string());
        for (n, item) in items.into_iter().enumerate() {
            read_literal(item, &at.index(n), report);
        }
        return None;
    }
    let literals = each_item(items, at, report, read_literal);
    // What could not be read keeps its place with a neighbour's value, so that the others are checked at
    // theirs.
    match literals.iter().flatten().next().cloned() {
        Some(any) => {
            Some(literals.into_iter().map(|item| item.unwrap_or_else(|| any.clone())).collect())
        }
        None if literals.is_empty() => Some(Box::default()),
        None => None,
    }
}

fn read_literal(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<Literal> {
    match node {
        Node::Text(text) => Some(Literal::Text(text.into())),
        Node::Bool(value) => Some(Literal::Boolean(value)),
        Node::Integer(_) | Node::Float(_) => number(node, at, report).map(Literal::Number),
        other => {
            let expected = "a text, a number, true or false (`in` takes a list)";
            report.add(at, ProblemKind::WrongType { expected }, &other.found());
            None
        }
    }
}

/// # Errors
///
/// All problems of the condition in one text.
impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let node = Node::deserialize(deserializer)?;
        let mut report = Diagnostics::default();
        let condition = read(node, &PathRef::ROOT, &mut report);
        if report.is_empty() {
            Ok(condition)
        } else {
            Err(de::Error::custom(report.into_problems()))
        }
    }
}
