//! Nesting without end: broken syntax, and trees that code has built.

use frontdesk::{Condition, Draft, Field, Trigger, Visitor};
use frontdesk::decision::DecisionRecord;
use frontdesk::presence::PresenceRecord;
use serde_json::Value;

use crate::hostile::{cheap, draft, texts};

const DEEP: usize = 100_000;

fn nested(open: &str, middle: &str, close: &str) -> String {
    format!("{}{middle}{}", open.repeat(DEEP), close.repeat(DEEP))
}

#[test]
fn w1_a_document_that_is_nested_too_deep_is_broken_syntax() {
    for document in [
        nested("[", "", "]"),
        nested(r#"{"a":"#, "1", "}"),
        // Never closed.
        "[".repeat(DEEP),
        r#"{"not":"#.repeat(DEEP),
        format!(r#"{{"groups": [], "triggers": {}}}"#, nested("[", "", "]")),
        format!(
            r#"{{"groups": [], "triggers": [{{"id": "t", "assign_to": "g", "when": {}}}]}}"#,
            nested(r#"{"not":"#, r#"{"field": "staff", "is": "online"}"#, "}")
        ),
        format!(r#"{{"groups": [], "unknown": {}}}"#, nested(r#"{"all":["#, "", "]}")),
    ] {
        assert!(serde_json::from_str::<Draft>(&document).is_err());
        assert!(serde_json::from_str::<Condition>(&document).is_err());
    }
    for document in [
        format!("a = {}", nested("[", "", "]")),
        format!("a = {}", nested("{a = ", "1", "}")),
        format!("{} = 1", vec!["a"; DEEP].join(".")),
        format!("[{}]", vec!["a"; DEEP].join(".")),
    ] {
        assert!(toml::from_str::<Draft>(&document).is_err());
    }
}

#[test]
fn a_tree_of_another_reader_that_is_nested_too_deep_is_refused_too() {
    // Readers without a bound of their own: here a tree in memory.
    let tree = |depth: usize| {
        (0..depth).fold(serde_json::json!({"field": "staff", "is": "online"}), |part, _| {
            Value::Object([("not".to_owned(), part)].into_iter().collect())
        })
    };
    assert!(serde_json::from_value::<Condition>(tree(100)).is_ok());
    let error = serde_json::from_value::<Condition>(tree(2_000)).unwrap_err().to_string();
    assert_eq!(error, "nested more than 128 levels deep");
    let document = serde_json::json!({"groups": [], "x": tree(2_000)});
    assert!(serde_json::from_value::<Draft>(document).is_err());
}

#[test]
fn a_condition_that_a_reader_takes_but_the_limit_does_not_is_a_problem() {
    let depth = 60;
    let when = format!(
        r#"{}{{"field": "staff", "is": "online"}}{}"#,
        r#"{"not":"#.repeat(depth),
        "}".repeat(depth)
    );
    let document = format!(
        r#"{{"groups": [{{"id": "g", "name": "G"}}],
            "triggers": [{{"id": "t", "assign_to": "g", "when": {when}}}]}}"#
    );
    let draft: Draft = serde_json::from_str(&document).unwrap();
    assert_eq!(texts(draft), ["triggers[0].when: a condition is at most 32 levels deep, found 61"]);
}

#[test]
fn a_visitor_with_deep_nesting_does_not_parse() {
    for value in [nested("[", "", "]"), nested(r#"{"a":"#, "1", "}"), "[".repeat(DEEP)] {
        for document in [
            value.clone(),
            format!(r#"{{"attributes": {value}}}"#),
            format!(r#"{{"attributes": {{"a": {value}}}}}"#),
            format!(r#"{{"page": {value}}}"#),
            format!(r#"{{"unknown": {value}}}"#),
        ] {
            assert!(serde_json::from_str::<Visitor>(&document).is_err());
        }
    }
}

#[test]
fn what_programs_exchange_does_not_parse_either() {
    let deep = nested("[", "", "]");
    let presence = format!(r#"{{"a1": {{"status": "online", "later": {deep}}}}}"#);
    assert!(serde_json::from_str::<PresenceRecord>(&presence).is_err());
    let decision = format!(r#"{{"outcome": "ask", "later": {deep}}}"#);
    assert!(serde_json::from_str::<DecisionRecord>(&decision).is_err());
}

/// A condition of so many levels.
fn levels(count: usize, around: fn(Condition) -> Condition) -> Condition {
    (1..count).fold(cheap().into(), |part, _| around(part))
}

/// A condition that code has built, deeper than any stack.
fn bottomless(around: fn(Condition) -> Condition) -> Condition {
    levels(1_000_001, around)
}

const AROUND: [fn(Condition) -> Condition; 3] = [
    |part| !part,
    |part| Condition::All(vec![part]),
    |part| Condition::Any(vec![part, cheap().into()]),
];

#[test]
fn a_condition_a_million_deep_is_dropped_and_checked() {
    for around in AROUND {
        let problems = texts(draft(bottomless(around)));
        assert_eq!(
            problems[0],
            "triggers[0].when: a condition is at most 32 levels deep, found 1000001"
        );
    }
    let mut trigger = Trigger::new("t", "g").when(!(bottomless(AROUND[1]) | cheap()));
    trigger.when = None;
}

#[test]
fn a_condition_a_hundred_thousand_wide_is_dropped_and_checked() {
    let wide = Condition::Any(vec![cheap().into(); 100_000]);
    assert_eq!(
        texts(draft(wide)),
        ["triggers[0].when: a condition has at most 1000 tests of fields, found 100000"]
    );
}

#[test]
fn a_condition_a_million_deep_is_printed_down_to_a_level_and_not_written() {
    for around in AROUND {
        let deep = bottomless(around);
        let (line, debug) = (deep.to_string(), format!("{deep:?}"));
        assert!(line.contains('…') && line.len() < 10_000, "{line}");
        assert_eq!(debug, format!("Condition({line})"));
        assert_eq!(format!("{deep:#?}"), debug);
        let error = "a condition of more than 128 levels is not written";
        assert_eq!(serde_json::to_string(&deep).unwrap_err().to_string(), error);
        assert_eq!(toml::to_string(&deep).unwrap_err().to_string(), error);

        // Nor is what holds it; and that can be printed, copied and compared as well.
        let draft = draft(deep);
        assert_eq!(serde_json::to_string(&draft).unwrap_err().to_string(), error);
        assert!(format!("{draft:?}").contains('…'));
        let mut copy = draft.clone();
        assert!(copy == draft);
        copy.triggers[0].when = copy.triggers[0].when.take().map(around);
        assert!(copy != draft, "one is a level deeper");
    }
}

#[test]
fn conditions_a_million_deep_that_differ_at_the_bottom_are_not_equal() {
    let around = AROUND[0];
    let other = (0..1_000_000).fold(Field::City.exists().into(), |part, _| around(part));
    assert!(other != bottomless(around));
    assert!(other.clone() == other);
}

#[test]
fn a_condition_of_128_levels_is_printed_and_written_whole() {
    for around in AROUND {
        let most = levels(128, around);
        assert!(!most.to_string().contains('…') && !format!("{most:?}").contains('…'));
        let value = serde_json::to_value(&most).unwrap();
        let depth = |mut value: &Value| {
            let mut depth = 1;
            while let Some(part) = ["not", "/all/0", "/any/0"]
                .into_iter()
                .find_map(|key| value.get(key).or_else(|| value.pointer(key)))
            {
                (value, depth) = (part, depth + 1);
            }
            depth
        };
        assert_eq!(depth(&value), 128);
        assert!(serde_json::to_value(levels(129, around)).is_err());
    }
    assert_eq!(format!("{:?}", !cheap() & cheap()), "Condition(not country is not known and country is not known)");
    for around in [AROUND[1], AROUND[2]] {
        assert!(levels(129, around).to_string().contains('…'));
    }
}
