//! Words of other systems: every answer is accepted in place of the word, and never has the opposite meaning.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{json, object, problems, with_condition, with_entry, workspace};
use crate::condition::{MODIFIER_KEYS, NODE_KEYS, OPERATOR_KEYS};
use crate::draft::OBJECTS;
use crate::error::Problem;
use crate::reference::aliases::VALUES;
use crate::visitor::{FIELDS as OWN_FIELDS, Field, NAMED_FIELDS};
use crate::vocabulary::aliases::conditions::{JOINS, NODES, NodeAnswer};
use crate::vocabulary::aliases::fields::{FIELDS, STARTS, WRAPPERS};
use crate::vocabulary::aliases::operators::OPERATORS;
use crate::vocabulary::{
    Alias, FieldAnswer, KeyAnswer, OperatorAnswer, ValueAnswer, matches_spelling, spelling_key,
};

/// Returns the words of a table with their answers.
fn words<A>(aliases: &'static [Alias<A>]) -> impl Iterator<Item = (&'static str, &'static A)> {
    aliases.iter().flat_map(|alias| alias.spellings.split(' ').map(|word| (word, &alias.answer)))
}

/// Returns the code in a hint: the texts in backticks.
fn code(hint: &str) -> impl Iterator<Item = &str> {
    hint.split('`').skip(1).step_by(2)
}

/// Returns every key and field of documents.
fn known_words() -> BTreeSet<String> {
    let keys = OBJECTS.iter().flat_map(|spec| spec.key_names.iter().map(|word| (*word).to_owned()));
    let specs = [NODE_KEYS, OPERATOR_KEYS, MODIFIER_KEYS].into_iter().flatten();
    let fields = OWN_FIELDS.iter().map(|spec| spec.word.to_owned());
    keys.chain(specs.map(|spec| spec.word.to_owned())).chain(fields).collect()
}

#[track_caller]
fn only(problems: &[Problem], what: &str) -> (String, Option<String>, Option<String>) {
    let [problem] = problems else {
        panic!("{what}: {problems:#?}");
    };
    let owned = |text: Option<&str>| text.map(str::to_owned);
    (problem.path().to_string(), owned(problem.suggestion()), owned(problem.hint()))
}

/// Asserts that the code in a hint is valid: a condition in a trigger, an entry in at least one object, and a single
/// word as a word of documents.
#[track_caller]
fn assert_code_is_accepted(hint: &str) {
    let known = known_words();
    let mut examples = 0;
    for code in code(hint) {
        // The kind of code shows in its first character: a condition is an object, an entry has a
        // quoted key.
        let accepted = if code.starts_with('{') {
            let code = code.replace(", …]", "]").replace('…', r#"{"field": "os", "exists": true}"#);
            problems(&with_condition(json(&code))).is_empty()
        } else if code.starts_with('"') {
            let code = code.replace('…', r#"{"field": "os", "exists": true}"#);
            let entries = json(&format!("{{{code}}}"));
            OBJECTS.iter().any(|spec| {
                let mut document = workspace();
                let here = object(&mut document, spec.path);
                here.extend(entries.as_object().unwrap().clone());
                problems(&document).is_empty()
            }) || ["os", "attribute.plan", "group.support"].iter().any(|field| {
                let mut leaf = json!({"field": field, "contains": "x"});
                let leaf = leaf.as_object_mut().unwrap();
                if entries.get("is").is_some() || entries.get("in").is_some() {
                    leaf.remove("contains");
                }
                leaf.extend(entries.as_object().unwrap().clone());
                problems(&with_condition(Value::Object(leaf.clone()))).is_empty()
            })
        } else {
            known.contains(code)
                || code.parse::<Field>().is_ok()
                || NAMED_FIELDS.iter().any(|spec| code == format!("{}ID", spec.start))
                || ["round_robin", "available", "busy", "offline", "closed", "admin", "bot"]
                    .contains(&code)
        };
        assert!(accepted, "`{code}` in: {hint}");
        examples += 1;
    }
    assert!(examples > 0, "no word of documents in: {hint}");
}

#[test]
fn a_word_of_another_system_is_no_word_of_documents_at_that_path() {
    fn check<A>(aliases: &'static [Alias<A>], own: &[&str], table: &str) {
        let mut seen = BTreeSet::new();
        for (word, _) in words(aliases) {
            let key = spelling_key(word).unwrap_or_else(|| panic!("{table}: an empty word"));
            assert_eq!(word, word.to_lowercase(), "{table}");
            // The reader looks own words up first, so an alias that equals one could never be
            // found.
            assert!(!own.iter().any(|own| matches_spelling(&key, own)), "{table}: {word}");
            assert!(seen.insert(key), "{table}: {word} stands there twice");
        }
    }
    for spec in OBJECTS {
        check(spec.aliases, spec.key_names, spec.path);
    }
    let own: Vec<&str> = OPERATOR_KEYS.iter().map(|spec| spec.word).collect();
    check(OPERATORS, &own, "operators");
    let own: Vec<&str> =
        NODE_KEYS.iter().chain(MODIFIER_KEYS).chain(OPERATOR_KEYS).map(|spec| spec.word).collect();
    check(JOINS, &[], "joins");
    for (word, _) in words(NODES) {
        assert!(!own.contains(&word), "{word}");
    }
    let own: Vec<&str> = OWN_FIELDS.iter().map(|spec| spec.word).collect();
    check(FIELDS, &own, "fields");
    check(STARTS, &["attribute", "bucket", "schedule", "group", "page.query"], "starts");
    for (table, aliases) in VALUES {
        check(aliases, &[], table);
    }
}

#[test]
fn every_key_of_another_system_is_answered_with_what_is_accepted_there() {
    for spec in OBJECTS {
        for (word, answer) in words(spec.aliases) {
            let what = format!("{}.{word}", spec.path);
            match answer {
                KeyAnswer::Key(right) => {
                    let mut document = workspace();
                    let here = object(&mut document, spec.path);
                    here.remove(*right);
                    let value = json(spec.key(right).expect(&what).example);
                    here.insert(word.to_owned(), value);
                    // The required key is not reported as missing, because the other word has its value.
                    let (path, suggestion, hint) = only(&problems(&document), &what);
                    assert!(
                        path.ends_with(word) || path.ends_with(&format!("[\"{word}\"]")),
                        "{what}: {path}"
                    );
                    assert_eq!((suggestion.as_deref(), hint), (Some(*right), None), "{what}");
                }
                KeyAnswer::Opposite(right) => {
                    // A switch with the opposite meaning must be negated for both values.
                    for value in [true, false] {
                        let mut document = with_entry(spec, word, json!(value));
                        let (_, suggestion, hint) = only(&problems(&document), &what);
                        let hint = hint.unwrap();
                        assert_eq!(suggestion, None);
                        assert_eq!(hint, format!("write `\"{right}\": {}`", !value));
                        let here = object(&mut document, spec.path);
                        here.remove(word);
                        here.insert((*right).to_owned(), json!(!value));
                        assert!(problems(&document).is_empty(), "{what}");
                    }
                }
                KeyAnswer::Advice(advice) => {
                    let (_, suggestion, hint) =
                        only(&problems(&with_entry(spec, word, json!("x"))), &what);
                    assert_eq!((suggestion, hint.as_deref()), (None, Some(*advice)), "{what}");
                }
                KeyAnswer::Instead(right, advice) => {
                    let mut document = with_entry(spec, word, json!("x"));
                    object(&mut document, spec.path).remove(*right);
                    let (_, suggestion, hint) = only(&problems(&document), &what);
                    assert_eq!((suggestion, hint.as_deref()), (None, Some(*advice)), "{what}");
                }
            }
        }
        for alias in spec.aliases {
            match alias.answer {
                KeyAnswer::Advice(advice) | KeyAnswer::Instead(_, advice) => {
                    if !advice.ends_with("leave it out") {
                        assert_code_is_accepted(advice);
                    }
                }
                KeyAnswer::Key(_) | KeyAnswer::Opposite(_) => {}
            }
        }
    }
}

/// A field of each type, with a value that `is` takes.
const SAMPLES: [(&str, &str); 8] = [
    ("page.title", "\"cart\""),
    ("page.host", "\"shop.example\""),
    ("page.path", "\"/cart\""),
    ("language", "\"fr\""),
    ("country", "\"FR\""),
    ("visits", "3"),
    ("attribute.plan", "\"pro\""),
    ("group.support", "\"busy\""),
];

/// Returns `true` if the words of a condition are wrong, and not only its values.
fn has_wrong_words(condition: &Value) -> bool {
    let about_words = [
        "unknown_key",
        "unknown_operator",
        "operator_not_for_field",
        "unknown_field",
        "ignore_case_not_here",
    ];
    problems(&with_condition(condition.clone()))
        .iter()
        .any(|problem| about_words.contains(&problem.kind().name()))
}

#[test]
fn every_operator_of_another_system_is_answered_with_what_the_field_has() {
    for (word, answer) in words(OPERATORS) {
        for (field, value) in SAMPLES {
            let value = match answer {
                OperatorAnswer::Operator("in" | "not_in") => json!([json(value)]),
                _ => json(value),
            };
            let leaf = json!({"field": field, word: value});
            let found = problems(&with_condition(leaf.clone()));
            let of_word: Vec<&Problem> = found
                .iter()
                .filter(|problem| problem.kind().name() == "unknown_operator")
                .collect();
            let [problem] = of_word[..] else {
                panic!("{leaf}: {found:?}");
            };
            if let Some(right) = problem.suggestion() {
                let right = json!({"field": field, right: value});
                assert!(!has_wrong_words(&right), "{leaf}: {right}");
                // A suggestion replaces the word alone, so its operator must take the value as it
                // is.
                let is_same = matches!(
                    answer,
                    OperatorAnswer::Operator(_)
                        | OperatorAnswer::Includes
                        | OperatorAnswer::IgnoringCase(_)
                );
                assert!(is_same, "{leaf}");
                continue;
            }
            let hint = problem.hint().unwrap_or_else(|| panic!("{leaf}"));
            for code in code(hint) {
                let code = code.replace(", …]", "]").replace('…', &value.to_string());
                let right = if code.starts_with('{') {
                    json(&code)
                } else if code.starts_with('"') {
                    let mut right = json(&format!("{{{code}}}"));
                    right["field"] = json!(field);
                    right
                } else {
                    continue;
                };
                assert!(!has_wrong_words(&right), "{leaf}: {right}");
            }
        }
    }
}

#[test]
fn a_negated_operator_is_never_answered_with_the_operator_alone() {
    let negated = words(OPERATORS).filter(|(_, answer)| {
        matches!(
            answer,
            OperatorAnswer::Not(_) | OperatorAnswer::NotEach(..) | OperatorAnswer::NotBetween
        )
    });
    let composed: Vec<String> = OPERATOR_KEYS
        .iter()
        // The negation of `not_in` is `in`.
        .filter(|spec| spec.word != "not_in")
        .flat_map(|spec| {
            ["not_", "does_not_", "doesnt_", "is_not_", "isnt_", "!", "not ", "no_"]
                .map(|negation| format!("{negation}{}", spec.word))
                .into_iter()
                .chain([format!("{}_not", spec.word), format!("{}Not", spec.word)])
        })
        .collect();
    let is_own = |word: &str| {
        let key = spelling_key(word).unwrap();
        OPERATOR_KEYS.iter().any(|spec| matches_spelling(&key, spec.word))
    };
    let composed = composed.iter().map(String::as_str).filter(|word| !is_own(word));
    for word in negated.map(|(word, _)| word).chain(composed) {
        for (field, value) in SAMPLES {
            let leaf = json!({"field": field, word: json(value)});
            let found = problems(&with_condition(leaf.clone()));
            let problem = found.iter().find(|p| p.kind().name() == "unknown_operator").unwrap();
            let right = problem.suggestion();
            // `not_below` is `at_least`, and `not_in` negates `in`.
            let is_negation =
                |word: &str| ["above", "below", "at_least", "at_most", "not_in"].contains(&word);
            assert!(right.is_none_or(is_negation), "{leaf}: {right:?}");
            assert!(right.is_some() || problem.hint().is_some(), "{leaf}");
        }
    }
}

#[test]
fn every_field_of_another_system_is_answered_with_one_that_there_is() {
    let mut names: Vec<(String, FieldAnswer)> =
        words(FIELDS).map(|(word, answer)| (word.to_owned(), *answer)).collect();
    names.extend(words(STARTS).map(|(word, answer)| (format!("{word}.plan_b"), *answer)));
    for (name, answer) in names {
        let leaf = json!({"field": name, "in": ["x"]});
        let found = problems(&with_condition(leaf));
        let problem = found.iter().find(|p| p.kind().name() == "unknown_field").unwrap();
        match answer {
            FieldAnswer::Advice(advice) => {
                assert_eq!((problem.suggestion(), problem.hint()), (None, Some(advice)), "{name}");
                assert_code_is_accepted(advice);
            }
            _ => {
                let right = problem.suggestion().unwrap_or_else(|| panic!("{name}"));
                assert!(right.parse::<Field>().is_ok(), "{name}: {right}");
                let kept = match answer {
                    FieldAnswer::Field(word) => word.to_owned(),
                    FieldAnswer::Named(start) => format!("{start}plan_b"),
                    FieldAnswer::OfName(start, name) => format!("{start}{name}"),
                    FieldAnswer::Advice(_) => unreachable!(),
                };
                assert_eq!(right, kept, "{name}");
            }
        }
    }
    for wrapper in WRAPPERS {
        for name in [format!("{wrapper}.country"), format!("{wrapper}_country_code")] {
            let found = problems(&with_condition(json!({"field": name, "is": "FR"})));
            assert_eq!(found.first().unwrap().suggestion(), Some("country"), "{name}");
        }
    }
}

#[test]
fn every_other_key_of_conditions_is_answered_with_what_is_accepted() {
    let leaf = || json!({"field": "country", "is": "FR"});
    for (word, answer) in words(NODES) {
        let is_operator = words(OPERATORS).any(|(known, _)| known == word);
        let (condition, right) = match answer {
            NodeAnswer::Join(right) => (json!({word: [leaf()]}), Some(*right)),
            NodeAnswer::NotJoin(_) | NodeAnswer::Parts => (json!({word: [leaf()]}), None),
            NodeAnswer::Field => (json!({word: "country", "is": "FR"}), Some("field")),
            NodeAnswer::Value if is_operator => continue,
            NodeAnswer::Value => (json!({"field": "country", word: "FR"}), Some("is")),
            NodeAnswer::Operator => (json!({"field": "country", word: "eq", "value": "FR"}), None),
            NodeAnswer::Modifier(_) if is_operator => continue,
            NodeAnswer::Negation => (json!({"not": leaf(), word: true}), None),
            NodeAnswer::Modifier(right) => {
                (json!({"field": "page.title", "is": "x", word: true}), Some(*right))
            }
            NodeAnswer::Advice(advice) => {
                assert!(
                    code(advice).count() > 0 || word == "then" || advice.contains("trigger"),
                    "{advice}"
                );
                continue;
            }
        };
        let found = problems(&with_condition(condition.clone()));
        let (path, suggestion, hint) = only(&found, &condition.to_string());
        assert!(path.contains(word) || path.contains(&word.escape_default().to_string()), "{path}");
        assert_eq!(suggestion.as_deref(), right, "{condition}");
        assert_eq!(hint.is_some(), right.is_none(), "{condition}");
        if let Some(hint) = hint {
            assert_code_is_accepted(
                &hint.replace("[…]", "[…, …]").replace("\"is\": …", "\"is\": \"FR\""),
            );
        }
    }
    for (word, join) in words(JOINS) {
        let condition = json!({"operator": word, "rules": [leaf(), leaf()]});
        let (_, suggestion, _) = only(&problems(&with_condition(condition)), word);
        assert_eq!(suggestion.as_deref(), Some(*join), "{word}");
    }
}

#[test]
fn every_value_of_another_system_is_answered_with_a_word_that_is_taken() {
    let document = |source: &str, word: &str| {
        let mut document = workspace();
        match source {
            "`strategy`" => document["groups"][0]["strategy"] = json!(word),
            "`picker.mode`" => document["picker"]["mode"] = json!(word),
            "`precedence`" => document["precedence"] = json!([word]),
            "`permissions`" => document["roles"][0]["permissions"] = json!([word]),
            "`role`" => document["agents"][0]["role"] = json!(word),
            "`outcome`" => document["expect"][0]["outcome"] = json!(word),
            "`status` of an agent" => {
                document["expect"][0]["presence"] = json!({"ana": {"status": word}});
            }
            "`group.ID`" => return with_condition(json!({"field": "group.sales", "is": word})),
            "`schedule.ID`" => {
                return with_condition(json!({"field": "schedule.office", "is": word}));
            }
            "`staff`" => return with_condition(json!({"field": "staff", "is": word})),
            other => panic!("{other}"),
        }
        document
    };
    for (source, aliases) in VALUES {
        for (word, answer) in words(aliases) {
            let what = format!("{source} {word}");
            let (_, suggestion, hint) = only(&problems(&document(source, word)), &what);
            match answer {
                ValueAnswer::Word(right) => {
                    assert_eq!((suggestion.as_deref(), hint), (Some(*right), None), "{what}");
                    assert!(problems(&document(source, right)).is_empty(), "{what}");
                }
                ValueAnswer::Advice(advice) => {
                    assert_eq!((suggestion, hint.as_deref()), (None, Some(*advice)), "{what}");
                    if !advice.ends_with("leave it out") {
                        assert_code_is_accepted(advice);
                    }
                }
            }
        }
    }
}
