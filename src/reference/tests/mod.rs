//! Compares the tables of the vocabulary with the readers and the checks.
#![allow(clippy::panic, clippy::expect_used, clippy::unreachable, reason = "a test says so")]

mod aliases;
mod misspellings;

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::{WORKSPACE, page};
use crate::condition::{MODIFIER_KEYS, NODE_KEYS, OPERATOR_KEYS};
use crate::draft::Draft;
use crate::draft::OBJECTS;
use crate::error::{DocumentPath, PathSegment, Problem};
use crate::visitor::{FIELDS, Field, NAMED_FIELDS};
use crate::vocabulary::{DefaultValue, ObjectSpec, Shape};

fn workspace() -> Value {
    serde_json::from_str(WORKSPACE).unwrap()
}

fn draft(document: &Value) -> Draft {
    serde_json::from_value(document.clone()).unwrap()
}

fn problems(document: &Value) -> Vec<Problem> {
    draft(document).check().err().into_iter().flatten().collect()
}

/// Returns the first object at a path of the vocabulary.
fn object<'v>(document: &'v mut Value, path: &str) -> &'v mut Map<String, Value> {
    // `groups[].agents[]` is the JSON pointer `/groups/0/agents/0`.
    let pointer = match path {
        "" => String::new(),
        path => format!("/{}", path.replace("[]", ".0").replace('.', "/")),
    };
    document.pointer_mut(&pointer).unwrap_or_else(|| panic!("{path}")).as_object_mut().unwrap()
}

/// Returns the workspace with an entry in the first object of a kind.
fn with_entry(spec: &ObjectSpec, key: &str, value: Value) -> Value {
    let mut document = workspace();
    object(&mut document, spec.path).insert(key.to_owned(), value);
    document
}

/// Returns the workspace with a condition in its trigger.
fn with_condition(condition: Value) -> Value {
    let mut document = workspace();
    document["triggers"][0]["when"] = condition;
    document
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[track_caller]
fn assert_accepted(document: &Value, what: &str) {
    let problems = problems(document);
    assert!(problems.is_empty(), "{what}: {problems:?}");
}

#[test]
fn the_committed_page_is_the_one_of_the_tables() {
    let committed = include_str!("../../../docs/vocabulary.md");
    assert!(committed == page(), "run `cargo run --example vocabulary`");
}

#[test]
fn the_workspace_of_the_page_is_accepted() {
    assert_accepted(&workspace(), "the workspace");
}

#[test]
fn every_example_of_a_key_is_accepted() {
    for spec in OBJECTS {
        for key in spec.keys {
            let document = with_entry(spec, key.word, json(key.example));
            assert_accepted(&document, &format!("{} {}", spec.path, key.word));
        }
    }
}

#[test]
fn every_example_of_a_key_says_something_besides_its_default() {
    for spec in OBJECTS {
        for key in spec.keys {
            let DefaultValue::Value(default) = key.default else {
                continue;
            };
            // An example that equals the default would show nothing, and the canonical document
            // would omit it.
            let is_empty = matches!(json(key.example), Value::Array(items) if items.is_empty());
            assert!(is_empty || key.word == "schema" || key.example != default(), "{}", key.word);
        }
    }
}

#[test]
fn every_default_is_what_holds_without_the_key() {
    for spec in OBJECTS {
        for key in spec.keys {
            let name = format!("{} {}", spec.path, key.word);
            let mut without = workspace();
            object(&mut without, spec.path).remove(key.word);
            // Writing the default must not change the draft. This is how the table is compared with
            // the readers.
            let written = match key.default {
                DefaultValue::Value(value) => json(&value()),
                DefaultValue::Nothing => Value::Null,
                DefaultValue::Required => {
                    let kinds: Vec<&str> =
                        problems(&without).iter().map(|problem| problem.kind().name()).collect();
                    assert!(kinds.contains(&"missing_key"), "{name}: {kinds:?}");
                    continue;
                }
                DefaultValue::Described(_) => {
                    // An assertion without `never` and `always` says nothing.
                    assert_accepted(&without, &name);
                    continue;
                }
            };
            let mut with = without.clone();
            object(&mut with, spec.path).insert(key.word.to_owned(), written);
            assert_eq!(draft(&with), draft(&without), "{name}");
        }
    }
}

#[test]
fn every_form_takes_the_example_and_the_default() {
    let shape = |value: &Value| match value {
        Value::Null => Shape::Null,
        Value::Bool(_) => Shape::Boolean,
        Value::Number(_) => Shape::Number,
        Value::String(_) => Shape::Text,
        Value::Array(_) => Shape::List,
        Value::Object(_) => Shape::Object,
    };
    for spec in OBJECTS {
        for key in spec.keys {
            assert!(key.form.takes(shape(&json(key.example))), "{} {}", spec.path, key.word);
            if let DefaultValue::Value(default) = key.default {
                assert!(key.form.takes(shape(&json(&default()))), "{} {}", spec.path, key.word);
            }
        }
    }
}

#[test]
fn paths_are_ordered_as_the_tables_order_their_keys() {
    for spec in OBJECTS {
        let is_whole = spec.path.is_empty();
        let path = |key: &str| -> DocumentPath {
            let above = (!is_whole).then(|| PathSegment::Key("groups".into()));
            above.into_iter().chain([PathSegment::Key(key.into())]).collect()
        };
        for pair in spec.key_names.windows(2) {
            let order = path(pair[0]).cmp_in_document(&path(pair[1]));
            assert_eq!(order, Ordering::Less, "{} before {}", pair[0], pair[1]);
        }
    }
}

#[test]
fn every_example_of_a_condition_is_accepted_and_holds_its_word() {
    let words = [NODE_KEYS, OPERATOR_KEYS, MODIFIER_KEYS].into_iter().flatten();
    let words = words.map(|spec| (format!("\"{}\":", spec.word), spec.example));
    let fields = FIELDS.iter().map(|spec| (format!("\"{}\"", spec.word), spec.example));
    let named = NAMED_FIELDS.iter().map(|spec| (format!("\"{}", spec.start), spec.example));
    for (word, example) in words.chain(fields).chain(named) {
        assert!(example.contains(&word), "{word}: {example}");
        assert_accepted(&with_condition(json(example)), example);
    }
}

#[test]
fn every_field_is_the_one_of_its_word() {
    for spec in FIELDS {
        assert_eq!(spec.word.parse(), Ok(spec.field.clone()));
        assert_eq!(spec.field.to_string(), spec.word);
    }
    for spec in NAMED_FIELDS {
        let word = format!("{}x.y", spec.start);
        assert_eq!(word.parse::<Field>().unwrap().to_string(), word);
        assert!(spec.start.parse::<Field>().is_err());
    }
}
