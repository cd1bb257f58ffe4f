//! Documents that are refused: many problems of one or two kinds, in a document that is right
//! otherwise.

use serde_json::{Map, Value, json};

use crate::build::ids;
use crate::build::office;
use crate::build::texts::{MOST_ALPHABETS, SHAPES, Text};
use crate::genome::Axis::{Choice, Document, Length};
use crate::genome::{Gene, ScaledGenome};

macro_rules! problem_genes {
    ($prefix:literal) => {
        [
            Gene { name: concat!($prefix, ".problem"), most: PROBLEMS, axis: Choice },
            Gene { name: concat!($prefix, ".count"), most: 256, axis: Document },
            Gene { name: concat!($prefix, ".length"), most: 512, axis: Length },
            Gene { name: concat!($prefix, ".shape"), most: SHAPES, axis: Choice },
            Gene { name: concat!($prefix, ".alphabet"), most: MOST_ALPHABETS, axis: Choice },
        ]
    };
}

pub static FIRST: [Gene; 5] = problem_genes!("p");
pub static SECOND: [Gene; 5] = problem_genes!("q");

const PROBLEMS: u32 = 30;
const DEEPEST: usize = 120;
const FIELDS: [&str; 5] = ["page.url", "page.titel", "attribute.x", "visits", "query.x"];

/// The document as text, for some of it no tree can hold.
pub fn document(genome: ScaledGenome<'_>) -> String {
    let mut document = office::workspace(genome);
    let mut extra = String::new();
    for prefix in ["p", "q"] {
        extra += &spoil(genome, prefix, &mut document);
    }
    let mut text = document.to_string();
    if !extra.is_empty() && text.pop().is_some() {
        text += &extra;
        text.push('}');
    }
    text
}

/// Does it, and gives what stands behind the last key.
fn spoil(genome: ScaledGenome<'_>, prefix: &str, document: &mut Value) -> String {
    let count = genome.get_numbered(prefix, "count");
    let length = genome.get_numbered(prefix, "length").max(1);
    let text = Text {
        shape: genome.get_numbered(prefix, "shape"),
        alphabet: genome.get_numbered(prefix, "alphabet"),
        length,
    };
    let many = |one: &dyn Fn(usize) -> Value| (0..count).map(one).collect::<Vec<Value>>();
    let leaf = |key: &str, value: Value| json!({"field": "page.title", key: value});
    let trigger = |number: usize, when: Value| {
        json!({"id": format!("{prefix}{number}"), "assign_to": ids::group_id(genome, 1),
               "when": when})
    };
    let mut push = |list: &str, items: Vec<Value>| {
        if let Some(list) = document[list].as_array_mut() {
            list.extend(items);
        }
    };
    let kind = genome.get_numbered(prefix, "problem");
    match kind {
        1 => push("triggers", many(&|_| json!(1))),
        2 => return raw(count, |n| format!(",\"{}\":1", escaped(&text.write(n)))),
        3 => return format!(",\"unknown\":[{}]", ["1"; 1].repeat(count.max(1)).join(",")),
        4 => return ",\"groups\":[]".repeat(count),
        5 => push("groups", many(&|_| json!({"id": ids::group_id(genome, 0), "name": "N"}))),
        6 => push("triggers", many(&|n| trigger(n, json!({"field": text.write(n), "is": "x"})))),
        7 => push(
            "triggers",
            many(&|n| json!({"id": format!("{prefix}{n}"), "assign_to": text.write(n)})),
        ),
        8 => push("triggers", many(&|n| trigger(n, leaf(&text.write(n), json!("x"))))),
        9 => push("agents", many(&|_| Value::Null)),
        10 => {
            let deep = "[".repeat(length.min(DEEPEST)) + &"]".repeat(length.min(DEEPEST));
            return raw(count, |n| format!(",\"u{n}\":{deep}"));
        }
        11 => push("triggers", many(&|n| trigger(n, leaf("matches", json!(refused(n, length)))))),
        12 => push("agents", many(&|n| json!({"id": [text.write(n)]}))),
        13 => return format!(",\"version\":\"{}\"", "\\u0061".repeat(length * count.max(1))),
        14 => return format!(",\"version\":{}", "1".repeat(length * count.max(1))),
        15 => push(
            "groups",
            many(&|n| {
                let next = format!("{prefix}{}", (n + 1) % count);
                json!({"id": format!("{prefix}{n}"), "name": "N", "fallback": next})
            }),
        ),
        16 => push("triggers", many(&|n| trigger(n, json!({"all": []})))),
        17 => push(
            "schedules",
            many(&|n| json!({"id": format!("{prefix}{n}"), "zone": text.write(n)})),
        ),
        18 => push(
            "schedules",
            vec![json!({"id": prefix, "zone": "UTC",
                        "weekly": {"mon": many(&|n| json!(text.write(n)))}})],
        ),
        19 => {
            push("agents", many(&|n| json!({"id": format!("{prefix}{n}"), "role": text.write(n)})));
        }
        20 => push("groups", many(&|n| json!({"id": text.write(n), "name": {}}))),
        21 => {
            let members: Vec<Value> = many(&|_| json!("a0"));
            push("groups", vec![json!({"id": prefix, "name": "N", "agents": members})]);
        }
        22 => {
            let repeated = ",\"x\":1".repeat(count);
            return format!(",\"picker\":{{\"mode\":\"off\"{repeated}}}");
        }
        23 => push("triggers", many(&|n| trigger(n, leaf("in", json!([1, text.write(n), true]))))),
        24 => {
            let tags: Map<String, Value> =
                (0..count).map(|n| (text.write(n), json!("N"))).collect();
            push("groups", vec![json!({"id": prefix, "name": tags})]);
        }
        25 => push("triggers", many(&|n| trigger(n, json!({"field": FIELDS[n % 5], "equals": 1})))),
        26 => push(
            "triggers",
            many(&|n| trigger(n, json!({"all": [1], "any": [2], "not": 3, "field": n}))),
        ),
        27 => {
            let deep =
                (0..length.min(DEEPEST / 2)).fold(json!(1), |inner, _| json!({"not": inner}));
            push("triggers", many(&|n| trigger(n, deep.clone())));
        }
        28 => push(
            "triggers",
            many(&|n| trigger(n, json!({"field": format!("group.{}", text.write(n)), "is": "x"}))),
        ),
        29 => push(
            "groups",
            many(&|n| {
                let to = text.write(n);
                json!({"id": format!("{prefix}{n}"), "name": "N",
                       "escalation": [{"after_seconds": 1, "to": to}], "fallback": to})
            }),
        ),
        30 => push(
            "triggers",
            many(&|n| trigger(n, leaf("matches", json!(text.write(n).replace('-', "("))))),
        ),
        _ => {}
    }
    String::new()
}

fn raw(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

fn escaped(text: &str) -> String {
    text.replace(['"', '\\'], "")
}

/// Expressions that are too large when compiled, each another.
fn refused(number: usize, length: usize) -> String {
    match length % 4 {
        0 => format!("(?:a{{1000}}){{1000}}{number}"),
        1 => format!("(?:(?:x{{100}}){{100}}){{100}}{number}"),
        2 => format!("\\w{{{}}}{number}", 10 + length % 900),
        _ => format!("(?i)[\\p{{L}}--a]{{{}}}{number}", 1 + length % 900),
    }
}
