//! Reading conditions from documents (rule C1).

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, de};
use smallvec::SmallVec;

use crate::condition::leaf::Partly;
use crate::condition::{Condition, Leaf, Literal, Test};
use crate::document::{Entry, Node, boolean, entries, known_once, list, number, place_of, text};
use crate::error::{At, ProblemKind, Report};
use crate::visitor::Field;

/// The keys that a condition may have: what joins others, the key of leaves, operators, modifiers.
const WORDS: [&str; 18] = [
    "all",
    "any",
    "not",
    "field",
    "is",
    "in",
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "within",
    "at_least",
    "at_most",
    "above",
    "below",
    "exists",
    "ignore_case",
    "if_unknown",
];
const JOINS: &[&str] = WORDS.split_at(3).0;
/// The keys that say what kind of node it is.
const NODES: &[&str] = WORDS.split_at(4).0;
/// As [`keep`] says it.
const ALL_NODES: u32 = 0b1111;
const FIELD: u32 = 0b1000;
const OPERATORS: &[&str] = WORDS.split_at(16).0.split_at(4).1;
const MODIFIERS: &[&str] = WORDS.split_at(16).1;

/// Reads a condition. What cannot be read is reported; a leaf stands in its place that keeps what
/// could, so that it is still checked.
pub(crate) fn read(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Condition {
    let Some(mut entries) = entries(node, at, report, "a condition") else {
        return partly(Partly::default());
    };
    let known = known_once(&entries, &WORDS);
    let known = known.unwrap_or_else(|| keep(&mut entries, at, report));
    match known & ALL_NODES {
        FIELD => read_leaf(entries, at, report),
        0 => {
            read_without_node(entries, at, report);
            partly(Partly::default())
        }
        nodes if nodes.is_power_of_two() => read_join(entries, at, report),
        nodes => {
            let of_nodes = (0..).zip(NODES).filter(|(place, _)| nodes & 1 << place != 0);
            let found: Vec<&str> = of_nodes.map(|(_, node)| *node).collect();
            report.add(at, ProblemKind::AmbiguousNode, &found.join(", "));
            read_several(entries, at, report)
        }
    }
}

/// Keeps the first entry of each key, and says which of the words there are: the first of them is the
/// lowest bit.
fn keep(entries: &mut Vec<Entry<'_>>, at: &At<'_>, report: &mut Report) -> u32 {
    // Of the keys that mean something there are few; of others a document may have any number.
    let mut known = 0_u32;
    let mut unknown = BTreeSet::new();
    entries.retain(|(key, _)| {
        let bit = place_of(key, &WORDS).map_or(0, |place| 1 << place);
        let is_new = if bit != 0 { known & bit == 0 } else { unknown.insert(key.clone()) };
        known |= bit;
        if !is_new {
            report.add(&at.key(key), ProblemKind::RepeatedKey, key);
        }
        is_new
    });
    known
}

/// A node of several kinds, which has been reported: what its parts hold is still read.
fn read_several(kept: Vec<Entry<'_>>, at: &At<'_>, report: &mut Report) -> Condition {
    let mut parts = Partly::default();
    for (key, value) in kept {
        let place = at.key(&key);
        match &*key {
            "field" => parts.field = read_field_name(value, &place, report).0,
            operator if OPERATORS.contains(&operator) => {
                parts.tests.extend(read_test(operator, value, &place, report));
            }
            modifier if MODIFIERS.contains(&modifier) => {
                boolean(value, &place, report);
            }
            join if JOINS.contains(&join) => {
                parts.joined.push(read_join(vec![(key.clone(), value)], at, report));
            }
            _ => report.add_unknown(&place, ProblemKind::UnknownKey, &key, NODES.iter().copied()),
        }
    }
    partly(parts)
}

fn partly(parts: Partly) -> Condition {
    Condition::Leaf(Leaf::partly(parts))
}

/// `all`, `any` or `not`, which stand alone.
fn read_join(kept: Vec<Entry<'_>>, at: &At<'_>, report: &mut Report) -> Condition {
    let mut condition = partly(Partly::default());
    for (key, value) in kept {
        let place = at.key(&key);
        match &*key {
            "all" | "any" => {
                let join = if key == "all" { Condition::All } else { Condition::Any };
                condition = read_parts(value, &place, report).map_or(condition, join);
            }
            "not" => condition = Condition::Not(Box::new(read(value, &place, report))),
            _ => report.add_unknown(&place, ProblemKind::UnknownKey, &key, NODES.iter().copied()),
        }
    }
    condition
}

fn read_parts(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Option<Vec<Condition>> {
    let items = list(node, at, report, "a list of conditions")?;
    Some(items.into_iter().enumerate().map(|(n, item)| read(item, &at.index(n), report)).collect())
}

/// None of the four keys: a misspelt one is named, else `field` is missing.
fn read_without_node(kept: Vec<Entry<'_>>, at: &At<'_>, report: &mut Report) {
    let is_known = |key: &str| OPERATORS.contains(&key) || MODIFIERS.contains(&key);
    if kept.iter().all(|(key, _)| is_known(key)) {
        report.add(&at.key("field"), ProblemKind::MissingKey, "");
    }
    for (key, value) in kept {
        let place = at.key(&key);
        if OPERATORS.contains(&&*key) {
            read_test(&key, value, &place, report);
        } else if MODIFIERS.contains(&&*key) {
            boolean(value, &place, report);
        } else {
            report.add_unknown(&place, ProblemKind::UnknownKey, &key, NODES.iter().copied());
        }
    }
}

fn read_leaf(kept: Vec<Entry<'_>>, at: &At<'_>, report: &mut Report) -> Condition {
    let before = report.len();
    let (mut field, mut found) = (None, Cow::Borrowed(""));
    let (mut ignore_case, mut if_unknown) = (false, None);
    // One of each, unless something is wrong.
    let mut tests: SmallVec<[Test; 1]> = SmallVec::new();
    let mut operators: SmallVec<[&str; 1]> = SmallVec::new();
    for (key, value) in kept {
        let place = at.key(&key);
        match &*key {
            "field" => (field, found) = read_field_name(value, &place, report),
            "ignore_case" => ignore_case = boolean(value, &place, report).unwrap_or(false),
            "if_unknown" => if_unknown = boolean(value, &place, report),
            other => match OPERATORS.iter().find(|operator| **operator == other) {
                Some(operator) => {
                    tests.extend(read_test(operator, value, &place, report));
                    operators.push(operator);
                }
                None => {
                    let words = OPERATORS.iter().chain(MODIFIERS).copied();
                    report.add_unknown(&place, ProblemKind::UnknownOperator, other, words);
                }
            },
        }
    }
    match operators.len() {
        0 if report.len() == before => report.add(at, ProblemKind::MissingOperator, &found),
        0 | 1 => {}
        _ => report.add(at, ProblemKind::SeveralOperators, &operators.join(", ")),
    }
    let mut leaf = match (field, tests.pop()) {
        (Some(field), Some(test)) if report.len() == before => Leaf::new(field, test),
        (field, last) => {
            tests.extend(last);
            Leaf::partly(Partly { field, tests: tests.into_vec(), joined: Vec::new() })
        }
    };
    if ignore_case {
        leaf = leaf.ignore_case();
    }
    if let Some(truth) = if_unknown {
        leaf = leaf.if_unknown(truth);
    }
    Condition::Leaf(leaf)
}

/// The field, and what stands there.
fn read_field_name<'de>(
    node: Node<'de>,
    at: &At<'_>,
    report: &mut Report,
) -> (Option<Field>, Cow<'de, str>) {
    let Some(name) = text(node, at, report, "the name of a field") else {
        return (None, Cow::Borrowed(""));
    };
    let field = name.parse();
    if field.is_err() {
        let words = Field::words_near(&name);
        let words = words.iter().map(String::as_str);
        report.add_unknown(at, ProblemKind::UnknownField, &name, words);
    }
    (field.ok(), name)
}

fn read_test(operator: &str, node: Node<'_>, at: &At<'_>, report: &mut Report) -> Option<Test> {
    let mut owned = |node| text(node, at, report, "text").map(Box::from);
    Some(match operator {
        "contains" => Test::Contains(owned(node)?),
        "starts_with" => Test::StartsWith(owned(node)?),
        "ends_with" => Test::EndsWith(owned(node)?),
        "matches" => Test::Matches(owned(node)?),
        "within" => Test::Within(owned(node)?),
        "at_least" => Test::AtLeast(number(node, at, report)?),
        "at_most" => Test::AtMost(number(node, at, report)?),
        "above" => Test::Above(number(node, at, report)?),
        "below" => Test::Below(number(node, at, report)?),
        "exists" => Test::Exists(boolean(node, at, report)?),
        "in" => {
            let items = list(node, at, report, "a list of values")?;
            let literals: Vec<Option<Literal>> = items
                .into_iter()
                .enumerate()
                .map(|(n, item)| read_literal(item, &at.index(n), report))
                .collect();
            // What could not be read keeps its place with a neighbour's value, so that the others
            // are checked at theirs.
            match literals.iter().flatten().next().cloned() {
                Some(any) => Test::In(
                    literals.into_iter().map(|item| item.unwrap_or_else(|| any.clone())).collect(),
                ),
                None if literals.is_empty() => Test::In(Box::default()),
                None => return None,
            }
        }
        _ => Test::Is(read_literal(node, at, report)?),
    })
}

fn read_literal(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Option<Literal> {
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
        let mut report = Report::default();
        let condition = read(node, &At::ROOT, &mut report);
        if report.is_empty() {
            Ok(condition)
        } else {
            Err(de::Error::custom(report.into_problems()))
        }
    }
}
