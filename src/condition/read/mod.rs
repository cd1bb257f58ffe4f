//! Reads conditions from documents ([rule C1](crate::_rules#c1)).

mod fields;
mod forms;
mod known_keys;
mod operators;
mod unknown;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};
use smallvec::SmallVec;

use crate::condition::ast::PartialPredicate;
use crate::condition::keys::{KEYS, MODIFIERS, NODES, OperatorSpec, ValueReader, operator_spec};
use crate::condition::read::fields::read_field_name;
use crate::condition::read::known_keys::{ALL_NODES, FIELD, KnownKeys, listed};
use crate::condition::read::unknown::resolve;
use crate::condition::{Condition, Literal, Operator, Predicate};
use crate::document::{
    Cursor, EntriesCursor, ListCursor, Node, ReadNode, deserialize_alone, known_once,
};
use crate::error::{Diagnostics, Limit, PathRef, ProblemKind};
use crate::vocabulary::Form;

/// A condition whose keys are known, with its path and the diagnostics.
struct ConditionCursor<'c, 'de> {
    keys: KnownKeys<'de>,
    path: PathRef<'c>,
    diagnostics: &'c mut Diagnostics,
    /// The number of problems before the condition, which shows whether the condition has any.
    problems_before: usize,
}

impl ConditionCursor<'_, '_> {
    fn has_problems(&self) -> bool {
        self.diagnostics.len() > self.problems_before
    }
}

/// Reads a condition. Everything that cannot be read is reported. The result then contains a partial predicate with
/// the parts that could be read, so that they are still checked.
pub(crate) fn read(cursor: Cursor<'_, '_>) -> Condition {
    if matches!(cursor.node, Node::List(_)) {
        return read_list(cursor);
    }
    let Some(EntriesCursor { entries, path, diagnostics }) = cursor.entries("a condition") else {
        return read_partially(PartialPredicate::default());
    };
    let problems_before = diagnostics.len();
    // The usual case: every key is known and occurs once, so nothing has to be resolved.
    let keys = match known_once(&entries, KEYS) {
        Some(known) => {
            KnownKeys { entries: entries.into_vec(), known, written: Vec::new(), is_guess: false }
        }
        None => resolve(entries, &path, diagnostics),
    };
    let is_guess = keys.is_guess;
    let nodes = keys.known & ALL_NODES;
    let cursor = ConditionCursor { keys, path, diagnostics, problems_before };
    let condition = match nodes {
        FIELD => read_predicate(cursor),
        0 => {
            read_without_node(cursor);
            read_partially(PartialPredicate::default())
        }
        // One bit: exactly one connective.
        nodes if nodes.is_power_of_two() => read_connective(cursor),
        nodes => {
            let of_nodes = (0..).zip(NODES).filter(|(bit, _)| nodes & 1 << bit != 0);
            let found: Vec<&str> = of_nodes.map(|(_, node)| *node).collect();
            let found = listed(&cursor.keys.written, &found);
            cursor.diagnostics.add(&cursor.path, ProblemKind::AmbiguousNode, &found);
            read_several(cursor)
        }
    };
    if is_guess { guess(condition) } else { condition }
}

/// Reads a list where a condition is expected, and reports that `all` or `any` must join its items.
fn read_list(cursor: Cursor<'_, '_>) -> Condition {
    let Cursor { node, path, diagnostics } = cursor;
    // If the key is unknown, too, the message about the key covers both mistakes.
    if !diagnostics.is_renamed(&path) {
        let kind = ProblemKind::WrongType { expected: "a condition" };
        let hint = "join several with `{\"all\": […]}` or `{\"any\": […]}`";
        diagnostics.add_hint(&path, kind, "[…]", hint);
        diagnostics.mark_as_read();
    }
    let path = path.key("all");
    diagnostics.rename(&path, &[]);
    let items = Cursor::new(node, path, diagnostics).list("a list of conditions");
    guess(Condition::All(items.map_or_else(Vec::new, |items| items.read_each(read))))
}

/// Wraps a condition that is checked but does not count as read.
fn guess(condition: Condition) -> Condition {
    read_partially(PartialPredicate { joined: vec![condition], ..PartialPredicate::default() })
}

fn read_partially(parts: PartialPredicate) -> Condition {
    Condition::Predicate(Predicate::partial(parts))
}

/// Reads the parts of a node of several kinds. The node itself has been reported.
fn read_several(cursor: ConditionCursor<'_, '_>) -> Condition {
    let ConditionCursor { keys, path, diagnostics, .. } = cursor;
    let mut parts = PartialPredicate::default();
    for (key, node) in keys.entries {
        let value = Cursor::new(node, path.key(&key), &mut *diagnostics);
        match &*key {
            "field" => parts.field = read_field_name(value).0,
            modifier if MODIFIERS.contains(&modifier) => {
                value.boolean();
            }
            other => match operator_spec(other) {
                Some(spec) => parts.tests.extend(read_operator(spec, value)),
                None => parts.joined.push(read_parts(other, value)),
            },
        }
    }
    read_partially(parts)
}

/// Reads `all`, `any` or `not`, which allow no other key beside them.
fn read_connective(cursor: ConditionCursor<'_, '_>) -> Condition {
    let ConditionCursor { keys, path, diagnostics, .. } = cursor;
    let mut condition = read_partially(PartialPredicate::default());
    for (key, node) in keys.entries {
        let is_connective = NODES.contains(&&*key);
        if is_connective {
            condition = read_parts(&key, Cursor::new(node, path.key(&key), &mut *diagnostics));
        } else {
            let hint = "it stands beside the `field` that it is about";
            diagnostics.add_hint(&path.key(&key), ProblemKind::UnknownKey, &key, hint);
        }
    }
    condition
}

/// Reads the conditions below `all`, `any` or `not`.
fn read_parts(connective: &str, mut value: Cursor<'_, '_>) -> Condition {
    if connective == "not" {
        return Condition::Not(Box::new(read(value)));
    }
    let connect = if connective == "all" { Condition::All } else { Condition::Any };
    let expected = "a list of conditions";
    // A single condition instead of a list of conditions.
    if matches!(value.node, Node::Map(_)) {
        value.report_type(expected);
        value.diagnostics.mark_as_read();
        let path = value.path.index(0);
        value.diagnostics.rename(&path, &[]);
        return guess(connect(vec![read(Cursor::new(value.node, path, value.diagnostics))]));
    }
    match value.list(expected) {
        Some(items) => connect(items.read_each(read)),
        None => read_partially(PartialPredicate::default()),
    }
}

/// Reads a condition with none of the four keys of nodes. Unless a problem has named a misspelt one, `field` is
/// reported as missing.
fn read_without_node(cursor: ConditionCursor<'_, '_>) {
    let has_problems = cursor.has_problems();
    let ConditionCursor { keys, path, diagnostics, .. } = cursor;
    if !has_problems {
        diagnostics.add(&path.key("field"), ProblemKind::MissingKey, "");
    }
    for (key, node) in keys.entries {
        let value = Cursor::new(node, path.key(&key), &mut *diagnostics);
        match operator_spec(&key) {
            Some(spec) => {
                read_operator(spec, value);
            }
            None => {
                value.boolean();
            }
        }
    }
}

fn read_predicate(cursor: ConditionCursor<'_, '_>) -> Condition {
    let ConditionCursor { keys, path, diagnostics, problems_before } = cursor;
    let (mut field, mut found) = (None, Cow::Borrowed(""));
    let (mut ignore_case, mut if_unknown) = (false, None);
    // A correct predicate has one of each.
    // On the stack in the usual case, because most documents consist of predicates.
    let mut tests: SmallVec<[Operator; 1]> = SmallVec::new();
    let mut operators: SmallVec<[&str; 1]> = SmallVec::new();
    let KnownKeys { entries, written, .. } = keys;
    for (key, node) in entries {
        let value = Cursor::new(node, path.key(&key), &mut *diagnostics);
        match &*key {
            "field" => (field, found) = read_field_name(value),
            "ignore_case" => ignore_case = value.boolean().unwrap_or(false),
            "if_unknown" => if_unknown = value.boolean(),
            other => {
                if let Some(spec) = operator_spec(other) {
                    tests.extend(read_operator(spec, value));
                    operators.push(spec.word);
                }
            }
        }
    }
    match operators.len() {
        0 if diagnostics.len() == problems_before => {
            diagnostics.add(&path, ProblemKind::MissingOperator, &found);
        }
        0 | 1 => {}
        _ => {
            let found = listed(&written, &operators);
            diagnostics.add(&path, ProblemKind::SeveralOperators, &found);
        }
    }
    let mut predicate = match (field, tests.pop()) {
        (Some(field), Some(test)) if diagnostics.len() == problems_before => {
            Predicate::new(field, test)
        }
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

fn read_operator(operator: &OperatorSpec, value: Cursor<'_, '_>) -> Option<Operator> {
    Some(match operator.value {
        ValueReader::Literal(operator) => operator(read_literal(value)?),
        ValueReader::Literals(operator) => {
            operator(read_literals(value.list("a list of values")?)?)
        }
        ValueReader::Text(operator) => operator(value.text("text")?.into()),
        ValueReader::Number(operator) => operator(value.number()?),
        ValueReader::Boolean(operator) => operator(value.boolean()?),
    })
}

/// Reads a list of values. A list that is too long is not kept. Its values are read only to report their problems.
fn read_literals(list: ListCursor<'_, '_>) -> Option<Box<[Literal]>> {
    if list.items.len() > Limit::ListItems.most() {
        let found = list.items.len().to_string();
        list.diagnostics.add(&list.path, ProblemKind::Limit(Limit::ListItems), &found);
        list.read_some(|item, _: &[()]| {
            read_literal(item);
            None
        });
        return None;
    }
    let literals = list.read_each(read_literal);
    // An unreadable value is replaced by a neighbour, so that the indices of the others stay right in messages.
    match literals.iter().flatten().next().cloned() {
        Some(any) => {
            Some(literals.into_iter().map(|item| item.unwrap_or_else(|| any.clone())).collect())
        }
        None if literals.is_empty() => Some(Box::default()),
        None => None,
    }
}

fn read_literal(mut value: Cursor<'_, '_>) -> Option<Literal> {
    match value.node {
        Node::Text(text) => Some(Literal::Text(text.into())),
        Node::Bool(truth) => Some(Literal::Boolean(truth)),
        Node::Integer(_) | Node::Float(_) => value.number().map(Literal::Number),
        _ => {
            value.report_type("a text, a number, true or false (`in` takes a list)");
            None
        }
    }
}

impl ReadNode for Condition {
    fn read(cursor: Cursor<'_, '_>, _: &'static Form) -> Option<Self> {
        Some(read(cursor))
    }

    fn placeholder() -> Self {
        read_partially(PartialPredicate::default())
    }
}

/// # Errors
///
/// Returns all problems of the condition in one text.
impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_alone(deserializer, |cursor| Some(read(cursor)))
    }
}
