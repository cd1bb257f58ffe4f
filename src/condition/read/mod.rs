//! Reads conditions from documents ([rule C1](crate::_rules#c1)).

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

/// Reads a condition. Everything that cannot be read is reported. The result then contains a partial predicate with
/// the parts that could be read, so that they are still checked.
pub(crate) fn read(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Condition {
    if let Node::List(items) = node {
        return read_list(items, at, report);
    }
    let Some(entries) = entries(node, at, report, "a condition") else {
        return read_partially(PartialPredicate::default());
    };
    // The number of problems before this condition, to see whether reading its keys adds any.
    let before = report.len();
    // The usual case: every key is known and occurs once, so nothing has to be resolved.
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
        // One bit: exactly one connective.
        nodes if nodes.is_power_of_two() => read_connective(keys, at, report),
        nodes => {
            let of_nodes = (0..).zip(NODES).filter(|(bit, _)| nodes & 1 << bit != 0);
            let found: Vec<&str> = of_nodes.map(|(_, node)| *node).collect();
            report.add(at, ProblemKind::AmbiguousNode, &listed(&keys.written, &found));
            read_several(keys, at, report)
        }
    };
    if is_guess { guess(condition) } else { condition }
}

/// Reads a list where a condition is expected, and reports that `all` or `any` must join its items.
fn read_list(
    items: ChunkedList<Node<'_>>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Condition {
    // If the key is unknown, too, the message about the key covers both mistakes.
    if !report.is_renamed(at) {
        let hint = "join several with `{\"all\": […]}` or `{\"any\": […]}`";
        report.add_hint(at, ProblemKind::WrongType { expected: "a condition" }, "[…]", hint);
        report.mark_as_read();
    }
    let at = at.key("all");
    report.rename(&at, &[]);
    guess(Condition::All(each_item(items, &at, report, read)))
}

/// Wraps a condition that is checked but does not count as read.
fn guess(condition: Condition) -> Condition {
    read_partially(PartialPredicate { joined: vec![condition], ..PartialPredicate::default() })
}

fn read_partially(parts: PartialPredicate) -> Condition {
    Condition::Predicate(Predicate::partial(parts))
}

/// Reads the parts of a node of several kinds. The node itself has been reported.
fn read_several(keys: KnownKeys<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Condition {
    let mut parts = PartialPredicate::default();
    for (key, value) in keys.entries {
        let path = at.key(&key);
        match &*key {
            "field" => parts.field = read_field_name(value, &path, report).0,
            modifier if MODIFIERS.contains(&modifier) => {
                boolean(value, &path, report);
            }
            other => match operator_spec(other) {
                Some(spec) => parts.tests.extend(read_operator(spec, value, &path, report)),
                None => parts.joined.push(read_parts(other, value, at, report)),
            },
        }
    }
    read_partially(parts)
}

/// Reads `all`, `any` or `not`, which allow no other key beside them.
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
    let path = at.key(join);
    if join == "not" {
        return Condition::Not(Box::new(read(value, &path, report)));
    }
    let join = if join == "all" { Condition::All } else { Condition::Any };
    let parts = match value {
        // A single condition instead of a list of conditions.
        single @ Node::Map(_) => {
            let expected = "a list of conditions";
            report.add(&path, ProblemKind::WrongType { expected }, &single.found());
            report.mark_as_read();
            let path = path.index(0);
            report.rename(&path, &[]);
            return guess(join(vec![read(single, &path, report)]));
        }
        value => list(value, &path, report, "a list of conditions"),
    };
    match parts {
        Some(items) => join(each_item(items, &path, report, read)),
        None => read_partially(PartialPredicate::default()),
    }
}

/// Reads a condition with none of the four keys of nodes. Unless a problem has named a misspelt one, `field` is
/// reported as missing.
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
        let path = at.key(&key);
        match operator_spec(&key) {
            Some(spec) => {
                read_operator(spec, value, &path, report);
            }
            None => {
                boolean(value, &path, report);
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
    // A correct predicate has one of each.
    // On the stack in the usual case, because most documents consist of predicates.
    let mut tests: SmallVec<[Operator; 1]> = SmallVec::new();
    let mut operators: SmallVec<[&str; 1]> = SmallVec::new();
    let KnownKeys { entries, written, .. } = keys;
    for (key, value) in entries {
        let path = at.key(&key);
        match &*key {
            "field" => (field, found) = read_field_name(value, &path, report),
            "ignore_case" => ignore_case = boolean(value, &path, report).unwrap_or(false),
            "if_unknown" => if_unknown = boolean(value, &path, report),
            other => {
                if let Some(spec) = operator_spec(other) {
                    tests.extend(read_operator(spec, value, &path, report));
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
    let mut predicate = match (field, tests.pop()) {
        (Some(field), Some(test)) if report.len() == before => Predicate::new(field, test),
        (field, last) => {
            // All operators are kept, so that the values of each are checked although only one is allowed.
            tests.extend(last);
            Predicate::partial(PartialPredicate {
                field,
                tests: tests.into_vec(),
                joined: Vec::new(),
            })
        }
    };
    if ignore_case {
        predicate = predicate.ignore_case();
    }
    if let Some(truth) = if_unknown {
        predicate = predicate.if_unknown(truth);
    }
    Condition::Predicate(predicate)
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

/// Reads a list of values. A list that is too long is not kept. Its values are read only to report their problems.
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
    // An unreadable value is replaced by a neighbour, so that the indices of the others stay right in messages.
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
/// Returns all problems of the condition in one text.
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
