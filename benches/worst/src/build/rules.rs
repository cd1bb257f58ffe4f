//! Triggers and their conditions: two families of alike triggers, each of one or two leaves, joined in
//! one of several ways.

use serde_json::{Map, Value, json};

use crate::build::ids;
use crate::build::texts::{MOST_ALPHABETS, SHAPES, Text};
use crate::genome::Axis::{Choice, Document, Length};
use crate::genome::{Gene, ScaledGenome};

pub const LEAVES: [&str; 4] = ["a1", "a2", "b1", "b2"];

macro_rules! leaf_genes {
    ($prefix:literal) => {
        [
            Gene { name: concat!($prefix, ".field"), most: FIELDS.len() as u32 - 1, axis: Choice },
            Gene { name: concat!($prefix, ".op"), most: 11, axis: Choice },
            Gene { name: concat!($prefix, ".shape"), most: SHAPES, axis: Choice },
            Gene { name: concat!($prefix, ".alphabet"), most: MOST_ALPHABETS, axis: Choice },
            Gene { name: concat!($prefix, ".length"), most: 128, axis: Length },
            Gene { name: concat!($prefix, ".items"), most: 64, axis: Document },
            Gene { name: concat!($prefix, ".modifiers"), most: 15, axis: Choice },
            Gene { name: concat!($prefix, ".regex"), most: REGEXES, axis: Choice },
            Gene { name: concat!($prefix, ".repeats"), most: 90, axis: Choice },
            Gene { name: concat!($prefix, ".rounds"), most: 12, axis: Choice },
        ]
    };
}

pub static FAMILIES: [Gene; 11] = [
    Gene { name: "a.count", most: 64, axis: Document },
    Gene { name: "a.join", most: JOINS, axis: Choice },
    Gene { name: "a.width", most: 32, axis: Document },
    Gene { name: "a.target", most: 3, axis: Choice },
    Gene { name: "a.never", most: 2, axis: Choice },
    Gene { name: "b.count", most: 64, axis: Document },
    Gene { name: "b.join", most: JOINS, axis: Choice },
    Gene { name: "b.width", most: 32, axis: Document },
    Gene { name: "b.target", most: 3, axis: Choice },
    Gene { name: "b.never", most: 2, axis: Choice },
    Gene { name: "mixed", most: 1, axis: Choice },
];
pub static A1: [Gene; 10] = leaf_genes!("a1");
pub static A2: [Gene; 10] = leaf_genes!("a2");
pub static B1: [Gene; 10] = leaf_genes!("b1");
pub static B2: [Gene; 10] = leaf_genes!("b2");

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Path,
    Host,
    Attribute,
    Language,
    Code,
    Number,
    Hours,
    Group,
    Staff,
}

/// Where `#` stands, each trigger has a name of its own.
const FIELDS: [(&str, Kind); 26] = [
    ("page.title", Kind::Text),
    ("page.url", Kind::Text),
    ("page.path", Kind::Path),
    ("page.host", Kind::Host),
    ("page.query.q0", Kind::Text),
    ("page.query.q#", Kind::Text),
    ("attribute.list", Kind::Attribute),
    ("attribute.text", Kind::Attribute),
    ("attribute.x#", Kind::Attribute),
    ("attribute.number", Kind::Attribute),
    ("language", Kind::Language),
    ("bucket.b", Kind::Number),
    ("bucket.b#", Kind::Number),
    ("country", Kind::Code),
    ("city", Kind::Text),
    ("visits", Kind::Number),
    ("time_on_page", Kind::Number),
    ("schedule.s#", Kind::Hours),
    ("group.g#", Kind::Group),
    ("staff", Kind::Staff),
    ("selection", Kind::Text),
    ("referrer.url", Kind::Text),
    ("referrer.path", Kind::Path),
    ("referrer.host", Kind::Host),
    ("previous.path", Kind::Path),
    ("group.g0", Kind::Group),
];

const OF_TEXT: &[&str] = &["is", "in", "contains", "starts_with", "ends_with", "matches", "exists"];
const OF_ATTRIBUTES: &[&str] = &[
    "is",
    "in",
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "exists",
    "at_least",
    "at_most",
    "above",
    "below",
];
const OF_HOSTS: &[&str] =
    &["is", "in", "contains", "starts_with", "ends_with", "matches", "within", "exists"];
const OF_LANGUAGES: &[&str] = &["is", "in", "within", "exists"];
const OF_CODES: &[&str] = &["is", "in", "exists"];
const OF_NUMBERS: &[&str] = &["is", "in", "at_least", "at_most", "above", "below", "exists"];
const OF_STATES: &[&str] = &["is", "in"];

const JOINS: u32 = 9;
const REGEXES: u32 = 10;
/// What a workspace may have.
const MOST_TEXT: usize = 2_048;
const MOST_REGEX: usize = 512;
const MOST_LEAVES: usize = 1_000;
const DEEPEST: usize = 30;
const MOST_ITEMS: usize = 10_000;

/// The text that a leaf compares with, for visitors to be made of.
pub fn text_of(genome: ScaledGenome<'_>, leaf: &str) -> Text {
    Text {
        shape: genome.get_numbered(leaf, "shape"),
        alphabet: genome.get_numbered(leaf, "alphabet"),
        length: genome.get_numbered(leaf, "length").clamp(1, MOST_TEXT / 4),
    }
}

/// The triggers of both families, in order or by turns.
pub fn triggers(genome: ScaledGenome<'_>, groups: usize) -> Vec<Value> {
    let families = ["a", "b"].map(|family| {
        (0..genome.get_numbered(family, "count"))
            .map(move |number| trigger(genome, family, number, groups))
    });
    let [mut first, mut second] = families;
    if genome.get("mixed") == 0 {
        return first.chain(second).collect();
    }
    let mut triggers = Vec::new();
    loop {
        let pair = [first.next(), second.next()];
        if pair.iter().all(Option::is_none) {
            return triggers;
        }
        triggers.extend(pair.into_iter().flatten());
    }
}

fn trigger(genome: ScaledGenome<'_>, family: &str, number: usize, groups: usize) -> Value {
    let target = match genome.get_numbered(family, "target") {
        0 => 1,
        1 => number % groups,
        2 => groups - 1,
        _ => 0,
    };
    let when = condition(genome, family, number);
    // A title is known and never this, so that no trigger ends the decision early.
    let never = json!({"field": "page.title", "is": "~"});
    let when = match genome.get_numbered(family, "never") {
        0 => when,
        1 => json!({"all": [when, never]}),
        _ => json!({"all": [never, when]}),
    };
    json!({
        "id": format!("{family}{number}"),
        "assign_to": ids::group_id(genome, target),
        "when": when,
    })
}

/// The condition of a trigger of a family.
pub fn condition(genome: ScaledGenome<'_>, family: &str, number: usize) -> Value {
    let width = genome.get_numbered(family, "width").clamp(1, MOST_LEAVES / 4);
    let one = |place: usize| leaf(genome, &format!("{family}1"), number * width + place);
    let two = |place: usize| leaf(genome, &format!("{family}2"), number * width + place);
    let many = |leaf: &dyn Fn(usize) -> Value| (0..width).map(leaf).collect::<Vec<_>>();
    let mut joined = match genome.get_numbered(family, "join") {
        0 => one(0),
        1 => json!({"all": [one(0), two(0)]}),
        2 => json!({"any": [one(0), two(0)]}),
        3 => json!({"all": many(&one)}),
        4 => json!({"any": many(&one)}),
        5 => json!({"all": [{"any": many(&one)}, {"any": many(&two)}]}),
        6 => json!({"any": many(&|place| json!({"all": [one(place), two(place)]}))}),
        7 => json!({"all": many(&|place| json!({"any": [one(place), two(place)]}))}),
        8 => (0..width.min(DEEPEST / 2)).fold(
            one(0),
            |inner, place| json!({"any": [{"all": [inner, one(place + 1)]}, two(place)]}),
        ),
        _ => json!({"not": {"any": [{"not": one(0)}, {"all": many(&two)}]}}),
    };
    if genome.get_numbered(&format!("{family}1"), "modifiers") & 8 != 0 {
        joined = json!({"not": joined});
    }
    joined
}

fn leaf(genome: ScaledGenome<'_>, prefix: &str, number: usize) -> Value {
    let (field, kind) = FIELDS[genome.get_numbered(prefix, "field") % FIELDS.len()];
    let operators = match kind {
        Kind::Text | Kind::Path => OF_TEXT,
        Kind::Host => OF_HOSTS,
        Kind::Attribute => OF_ATTRIBUTES,
        Kind::Language => OF_LANGUAGES,
        Kind::Code => OF_CODES,
        Kind::Number => OF_NUMBERS,
        Kind::Hours | Kind::Group | Kind::Staff => OF_STATES,
    };
    let operator = operators[genome.get_numbered(prefix, "op") % operators.len()];
    let field = match field.strip_suffix('#') {
        Some(start) if matches!(kind, Kind::Hours) => {
            format!("{start}{}", number % genome.get("schedules").max(1))
        }
        Some(_) if matches!(kind, Kind::Group) => {
            let groups = ids::groups(genome);
            format!("group.{}", ids::group_id(genome, number % groups))
        }
        Some(start) => format!("{start}{number}"),
        None if field == "group.g0" => {
            format!("group.{}", ids::group_id(genome, 0))
        }
        None => field.to_owned(),
    };
    let text = text_of(genome, prefix);
    let one = |number: usize| value(kind, text, number);
    let value = match operator {
        "exists" => json!(number.is_multiple_of(2)),
        "matches" => json!(expression(genome, prefix, number)),
        "in" => {
            let items = genome.get_numbered(prefix, "items").clamp(1, MOST_ITEMS);
            let mut items: Vec<_> = (0..items).map(|place| one(number * items + place)).collect();
            if matches!(kind, Kind::Hours | Kind::Group | Kind::Staff) {
                items.truncate(2);
            }
            Value::Array(items)
        }
        "at_least" | "at_most" | "above" | "below" => json!(number),
        "contains" | "starts_with" | "ends_with" if kind == Kind::Host => {
            json!(host_text(text, number))
        }
        _ => one(number),
    };
    let mut keys = Map::new();
    keys.insert("field".into(), field.into());
    keys.insert(operator.into(), value);
    let modifiers = genome.get_numbered(prefix, "modifiers");
    let compares_text = matches!(kind, Kind::Text | Kind::Path | Kind::Attribute)
        && OF_TEXT[..6].contains(&operator);
    if modifiers & 1 != 0 && compares_text {
        keys.insert("ignore_case".into(), true.into());
    }
    let is_state = matches!(kind, Kind::Hours | Kind::Group | Kind::Staff);
    if modifiers & 2 != 0 && operator != "exists" && !is_state {
        keys.insert("if_unknown".into(), (modifiers & 4 != 0).into());
    }
    if modifiers & 6 == 4 {
        return json!({"not": keys});
    }
    Value::Object(keys)
}

fn value(kind: Kind, text: Text, number: usize) -> Value {
    match kind {
        Kind::Text | Kind::Attribute => json!(text.write(number)),
        Kind::Path => json!(format!("/{}", text.write(number))),
        Kind::Host => json!(format!("{}.example.com", host_text(text, number))),
        Kind::Language => json!(ids::language(text.shape, number)),
        Kind::Code => {
            let letter = |number: usize| char::from(b'A' + (number % 26) as u8);
            json!(format!("{}{}", letter(number / 26), letter(number)))
        }
        Kind::Number => json!(number),
        Kind::Hours => json!(["closed", "open"][number % 2]),
        Kind::Group => json!(["closed", "available", "busy", "offline"][number % 4]),
        Kind::Staff => json!(["offline", "online"][number % 2]),
    }
}

/// A label, or the middle of one.
fn host_text(text: Text, number: usize) -> String {
    let letters = text.write(number).to_ascii_lowercase();
    let letters = letters.chars().filter(char::is_ascii_alphanumeric).take(58);
    format!("h{}", letters.collect::<String>())
}

/// A regular expression of a template, within the limit of its length.
fn expression(genome: ScaledGenome<'_>, prefix: &str, number: usize) -> String {
    let literal = text_of(genome, prefix).write(number).replace(['.', '-'], "_");
    let (repeats, rounds) =
        (genome.get_numbered(prefix, "repeats"), genome.get_numbered(prefix, "rounds"));
    let letter = char::from(b'c' + (number % 20) as u8);
    let digit = number / 20 % 10;
    let made = match genome.get_numbered(prefix, "regex") {
        0 => literal,
        1 => format!("[ab]*a[ab]{{{repeats}}}[{letter}XY][{digit}Z]"),
        2 => {
            format!("(?:[ab]{{0,{repeats}}}){{0,{rounds}}}a[ab]{{{repeats}}}[{letter}d][{digit}x]")
        }
        3 => format!("{literal}.*{letter}.*{digit}"),
        4 => format!("{literal}.{{0,{repeats}}}[{letter}X]{digit}"),
        5 => format!("\\w{{{repeats}}}{literal}"),
        6 => format!("(?i){literal}[{letter}X]"),
        7 => format!("(?:{literal}|{letter}{digit})+$"),
        8 => format!("^(?:a|b|ab)*{letter}{digit}$"),
        9 => format!("[^x]{{{repeats}}}[{letter}x][{digit}y]$"),
        _ => format!("\\b\\w+\\b{literal}\\b{letter}"),
    };
    crate::build::texts::truncate(made, MOST_REGEX)
}
