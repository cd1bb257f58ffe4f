//! Visitors made of what the rules ask for, with small changes: so many a trigger is true of them,
//! and many another just is not.

use frontdesk::{Field, Heartbeat, Timestamp, Visitor};
use frontdesk::condition::{Literal, Operator, Predicate};
use frontdesk::presence::{AgentStatus, PresenceRecord};
use frontdesk::visitor::Value;

use super::draws::Draws;
use super::rules::{Rules, Tree};
use super::sketch::Sketch;
use super::values::{EXPRESSIONS, filler, next_down, next_up};

/// A Sunday noon.
const NOON: i64 = 1_795_348_800_000;
const HOUR: i64 = 3_600_000;

pub(super) fn visitor(draws: &mut Draws, rules: &Rules) -> Visitor<'static> {
    let at = Timestamp::from_unix_millis(NOON + draws.below(7 * 24) as i64 * HOUR);
    let mut sketch = Sketch::default();
    sketch.at = draws.chance(90).then_some(at);
    sketch.id = draws.chance(90).then(|| format!("v{}", draws.below(60)));
    sketch.is_odd = draws.chance(10);
    // What has nothing to do with the trigger in mind.
    for _ in 0..draws.below(12) {
        let leaf = draws.pick(&rules.leaves).clone();
        show(draws, &mut sketch, &leaf);
    }
    if let (true, false) = (draws.chance(90), rules.rules.is_empty()) {
        if let Some(tree) = &draws.pick(&rules.rules).tree {
            satisfy(draws, &mut sketch, rules, tree, true);
        }
    }
    if draws.chance(35) {
        change(draws, &mut sketch);
    }
    sketch.visitor()
}

pub(super) fn presence(draws: &mut Draws) -> PresenceRecord {
    let beats = (0..5).map(|n| {
        let status = *draws.pick(&[AgentStatus::Online, AgentStatus::Online, AgentStatus::Away, AgentStatus::Offline]);
        (format!("a{n}"), Heartbeat::new(status).load(draws.below(4) as u32))
    });
    beats.collect()
}

/// Makes a condition true, or false, as far as no other part of it is in the way.
fn satisfy(draws: &mut Draws, sketch: &mut Sketch, rules: &Rules, tree: &Tree, wanted: bool) {
    match (tree, wanted) {
        (Tree::Leaf(number), true) => show(draws, sketch, &rules.leaves[*number]),
        (Tree::Leaf(number), false) => avoid(draws, sketch, &rules.leaves[*number]),
        (Tree::Not(part), _) => satisfy(draws, sketch, rules, part, !wanted),
        (Tree::All(parts), true) | (Tree::Any(parts), false) => {
            parts.iter().for_each(|part| satisfy(draws, sketch, rules, part, wanted));
        }
        (Tree::All(parts), false) | (Tree::Any(parts), true) => {
            let part = draws.pick(parts);
            satisfy(draws, sketch, rules, part, wanted);
        }
    }
}

/// Makes a leaf true; now and then only nearly.
fn show(draws: &mut Draws, sketch: &mut Sketch, leaf: &Predicate) {
    let field = leaf.field();
    if matches!(field, Field::Bucket(_)) {
        return;
    }
    let (before, after) = (filler(draws), filler(draws));
    let text = match leaf.operator() {
        Operator::Is(literal) => return show_literal(draws, sketch, field, literal),
        Operator::In(literals) => {
            let literal = draws.pick(literals).clone();
            return show_literal(draws, sketch, field, &literal);
        }
        Operator::Contains(part) => format!("{before}{part}{after}"),
        Operator::StartsWith(start) => format!("{start}{after}"),
        Operator::EndsWith(end) => format!("{before}{end}"),
        Operator::Matches(expression) => {
            let known = EXPRESSIONS.iter().find(|(known, _)| **known == **expression);
            known.map_or("", |(_, text)| *text).to_owned()
        }
        Operator::Within(host) if *field != Field::Language => {
            format!("{}{host}", draws.pick(&["", "", "www.", "a.b.", "a", "-"]))
        }
        Operator::Within(tag) => format!("{tag}{}", draws.pick(&["", "", "-CA", "_FR", "o", "-x-a"])),
        Operator::AtLeast(bound) | Operator::AtMost(bound) | Operator::Above(bound) | Operator::Below(bound) => {
            let near = [*bound, *bound, next_up(*bound), next_down(*bound), bound + 1.0];
            let near = *draws.pick(&near);
            return sketch.put_number(field, if near.is_finite() { near } else { *bound });
        }
        Operator::Exists(true) => draws.pick(&["a", "fr", "https://a.example/"]).to_string(),
        Operator::Exists(false) => return sketch.remove(field),
        other => panic!("the visitors do not know {}", other.operator_word()),
    };
    let text = if leaf.ignores_case() && draws.chance(50) { text.to_uppercase() } else { text };
    show_text(draws, sketch, field, text);
}

fn show_literal(draws: &mut Draws, sketch: &mut Sketch, field: &Field, literal: &Literal) {
    match (literal, field) {
        (_, Field::Schedule(_) | Field::Group(_) | Field::Staff) => {}
        (Literal::Text(text), field) => show_text(draws, sketch, field, text.to_string()),
        (Literal::Number(number), field) => sketch.put_number(field, *number),
        (Literal::Boolean(value), Field::Attribute(name)) => {
            sketch.put_value(name, Value::from(*value));
        }
        other => panic!("the visitors do not know {other:?}"),
    }
}

/// As it is, or as one item of a list.
fn show_text(draws: &mut Draws, sketch: &mut Sketch, field: &Field, text: String) {
    match field {
        Field::Attribute(name) if name.starts_with('l') || draws.chance(5) => {
            let mut items: Vec<String> =
                (0..draws.below(4)).map(|_| filler(draws).to_owned()).collect();
            if draws.chance(10) {
                items.push("b".repeat(8_193));
            }
            items.insert(draws.below(items.len() + 1), text);
            sketch.put_value(name, Value::from(items));
        }
        Field::PagePath | Field::PreviousPath | Field::ReferrerPath if !text.starts_with('/') => {
            sketch.put_text(field, format!("/{text}"));
        }
        field => sketch.put_text(field, text),
    }
}

/// Makes a leaf false: by another value, where none is known.
fn avoid(draws: &mut Draws, sketch: &mut Sketch, leaf: &Predicate) {
    let field = leaf.field();
    match (leaf.operator(), field) {
        (_, Field::Schedule(_) | Field::Group(_) | Field::Staff | Field::Bucket(_)) => {}
        (Operator::Exists(true), field) => sketch.remove(field),
        (_, field) if sketch.knows(field) && draws.chance(60) => {}
        (Operator::Is(Literal::Boolean(value)), Field::Attribute(name)) => {
            sketch.put_value(name, Value::from(!value));
        }
        (Operator::AtLeast(bound) | Operator::Above(bound), field) => {
            sketch.put_number(field, draws.pick(&[*bound, next_down(*bound), -5.0]).max(f64::MIN));
        }
        (Operator::AtMost(bound) | Operator::Below(bound), field) => {
            sketch.put_number(field, draws.pick(&[*bound, next_up(*bound), 1e9]).min(f64::MAX));
        }
        (Operator::Is(Literal::Number(number)), field) => sketch.put_number(field, number / 2.0 + 0.25),
        (_, field) => {
            let other = *draws.pick(&["zz", "de", "FR", "z/z/z/zz", "", "k"]);
            show_text(draws, sketch, field, other.to_owned());
        }
    }
}

/// A small change: another case, another type, an end cut off.
fn change(draws: &mut Draws, sketch: &mut Sketch) {
    match draws.below(6) {
        0 => sketch.each_text(|text| *text = text.to_uppercase()),
        1 => sketch.each_text(|text| *text = text.to_lowercase()),
        2 => sketch.each_text(|text| {
            text.pop();
        }),
        3 => {
            let end = filler(draws);
            sketch.each_text(|text| text.push_str(end));
        }
        4 => {
            // Types that the rules do not expect.
            let values = [Value::from(1.0), Value::from(true), Value::from("a"), Value::from(["a"])];
            for kind in ["t", "n", "b", "l", "r"] {
                let name = format!("{kind}{}", draws.below(3));
                sketch.put_value(&name, draws.pick(&values).clone());
            }
        }
        _ => {
            let long = "a".repeat(*draws.pick(&[8_192, 8_193]));
            let field = draws.pick(&[Field::City, Field::PageTitle, Field::attribute("t0")]).clone();
            sketch.put_text(&field, long);
        }
    }
}
