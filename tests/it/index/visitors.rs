//! Visitors made of what the rules ask for, with small changes: so many a trigger is true of them,
//! and many another just is not.

use frontdesk::{Field, Heartbeat, Timestamp, Visitor};
use frontdesk::condition::{Literal, Operator, Predicate};
use frontdesk::presence::{AgentStatus, PresenceRecord};
use frontdesk::visitor::Value;

use super::rng::Rng;
use super::rules::{Rules, Tree};
use super::visitor_builder::VisitorBuilder;
use super::values::{EXPRESSIONS, filler, next_down, next_up};

/// A Sunday noon.
const NOON: i64 = 1_795_348_800_000;
const HOUR: i64 = 3_600_000;

pub(super) fn visitor(rng: &mut Rng, rules: &Rules) -> Visitor<'static> {
    let at = Timestamp::from_unix_millis(NOON + rng.below(7 * 24) as i64 * HOUR);
    let mut builder = VisitorBuilder::default();
    builder.at = rng.chance(90).then_some(at);
    builder.id = rng.chance(90).then(|| format!("v{}", rng.below(60)));
    builder.is_not_canonical = rng.chance(10);
    // What has nothing to do with the trigger in mind.
    for _ in 0..rng.below(12) {
        let leaf = rng.pick(&rules.leaves).clone();
        make_true(rng, &mut builder, &leaf);
    }
    if let (true, false) = (rng.chance(90), rules.rules.is_empty()) {
        if let Some(tree) = &rng.pick(&rules.rules).tree {
            satisfy(rng, &mut builder, rules, tree, true);
        }
    }
    if rng.chance(35) {
        change(rng, &mut builder, rules.expressions_read_whole_texts());
    }
    builder.build()
}

pub(super) fn presence(rng: &mut Rng) -> PresenceRecord {
    let beats = (0..5).map(|n| {
        let status = *rng.pick(&[AgentStatus::Online, AgentStatus::Online, AgentStatus::Away, AgentStatus::Offline]);
        (format!("a{n}"), Heartbeat::new(status).load(rng.below(4) as u32))
    });
    beats.collect()
}

/// Makes a condition true, or false, as far as no other part of it is in the way.
fn satisfy(rng: &mut Rng, builder: &mut VisitorBuilder, rules: &Rules, tree: &Tree, wanted: bool) {
    match (tree, wanted) {
        (Tree::Leaf(number), true) => make_true(rng, builder, &rules.leaves[*number]),
        (Tree::Leaf(number), false) => make_false(rng, builder, &rules.leaves[*number]),
        (Tree::Not(part), _) => satisfy(rng, builder, rules, part, !wanted),
        (Tree::All(parts), true) | (Tree::Any(parts), false) => {
            parts.iter().for_each(|part| satisfy(rng, builder, rules, part, wanted));
        }
        (Tree::All(parts), false) | (Tree::Any(parts), true) => {
            let part = rng.pick(parts);
            satisfy(rng, builder, rules, part, wanted);
        }
    }
}

/// Makes a leaf true; now and then only nearly.
fn make_true(rng: &mut Rng, builder: &mut VisitorBuilder, leaf: &Predicate) {
    let field = leaf.field();
    if matches!(field, Field::Bucket(_)) {
        return;
    }
    let (before, after) = (filler(rng), filler(rng));
    let text = match leaf.operator() {
        Operator::Is(literal) => return set_literal(rng, builder, field, literal),
        Operator::In(literals) => {
            let literal = rng.pick(literals).clone();
            return set_literal(rng, builder, field, &literal);
        }
        Operator::NotIn(literals) => match rng.pick(literals).clone() {
            Literal::Text(text) => format!("{text}{after}"),
            Literal::Number(number) => return builder.set_number(field, number + 1.0),
            literal => return set_literal(rng, builder, field, &literal),
        },
        Operator::Contains(part) => format!("{before}{part}{after}"),
        Operator::StartsWith(start) => format!("{start}{after}"),
        Operator::EndsWith(end) => format!("{before}{end}"),
        Operator::Matches(expression) => {
            let known = EXPRESSIONS.iter().find(|(known, _)| **known == **expression);
            known.map_or("", |(_, text)| *text).to_owned()
        }
        Operator::Within(host) if *field != Field::Language => {
            format!("{}{host}", rng.pick(&["", "", "www.", "a.b.", "a", "-"]))
        }
        Operator::Within(tag) => format!("{tag}{}", rng.pick(&["", "", "-CA", "_FR", "o", "-x-a"])),
        Operator::AtLeast(bound) | Operator::AtMost(bound) | Operator::Above(bound) | Operator::Below(bound) => {
            let near = [*bound, *bound, next_up(*bound), next_down(*bound), bound + 1.0];
            let near = *rng.pick(&near);
            return builder.set_number(field, if near.is_finite() { near } else { *bound });
        }
        Operator::Exists(true) => rng.pick(&["a", "fr", "https://a.example/"]).to_string(),
        Operator::Exists(false) => return builder.remove(field),
        other => panic!("the visitors do not know {}", other.operator_word()),
    };
    let text = if leaf.ignores_case() && rng.chance(50) { text.to_uppercase() } else { text };
    set_text(rng, builder, field, text);
}

fn set_literal(rng: &mut Rng, builder: &mut VisitorBuilder, field: &Field, literal: &Literal) {
    match (literal, field) {
        (_, Field::Schedule(_) | Field::Group(_) | Field::Staff) => {}
        (Literal::Text(text), field) => set_text(rng, builder, field, text.to_string()),
        (Literal::Number(number), field) => builder.set_number(field, *number),
        (Literal::Boolean(value), Field::Attribute(name)) => {
            builder.set_value(name, Value::from(*value));
        }
        other => panic!("the visitors do not know {other:?}"),
    }
}

/// As it is, or as one item of a list.
fn set_text(rng: &mut Rng, builder: &mut VisitorBuilder, field: &Field, text: String) {
    match field {
        Field::Attribute(name) if name.starts_with('l') || rng.chance(5) => {
            let mut items: Vec<String> =
                (0..rng.below(4)).map(|_| filler(rng).to_owned()).collect();
            if rng.chance(10) {
                items.push("b".repeat(8_193));
            }
            items.insert(rng.below(items.len() + 1), text);
            builder.set_value(name, Value::from(items));
        }
        Field::PagePath | Field::PreviousPath | Field::ReferrerPath if !text.starts_with('/') => {
            builder.set_text(field, format!("/{text}"));
        }
        field => builder.set_text(field, text),
    }
}

/// Makes a leaf false: by another value, where none is known.
fn make_false(rng: &mut Rng, builder: &mut VisitorBuilder, leaf: &Predicate) {
    let field = leaf.field();
    match (leaf.operator(), field) {
        (_, Field::Schedule(_) | Field::Group(_) | Field::Staff | Field::Bucket(_)) => {}
        (Operator::Exists(true), field) => builder.remove(field),
        (_, field) if builder.has(field) && rng.chance(60) => {}
        (Operator::Is(Literal::Boolean(value)), Field::Attribute(name)) => {
            builder.set_value(name, Value::from(!value));
        }
        (Operator::AtLeast(bound) | Operator::Above(bound), field) => {
            builder.set_number(field, rng.pick(&[*bound, next_down(*bound), -5.0]).max(f64::MIN));
        }
        (Operator::AtMost(bound) | Operator::Below(bound), field) => {
            builder.set_number(field, rng.pick(&[*bound, next_up(*bound), 1e9]).min(f64::MAX));
        }
        (Operator::Is(Literal::Number(number)), field) => builder.set_number(field, number / 2.0 + 0.25),
        (_, field) => {
            let other = *rng.pick(&["zz", "de", "FR", "z/z/z/zz", "", "k"]);
            set_text(rng, builder, field, other.to_owned());
        }
    }
}

/// A small change: another case, another type, an end cut off.
fn change(rng: &mut Rng, builder: &mut VisitorBuilder, reads_whole_texts: bool) {
    match rng.below(6) {
        0 => builder.change_texts(|text| *text = text.to_uppercase()),
        1 => builder.change_texts(|text| *text = text.to_lowercase()),
        2 => builder.change_texts(|text| {
            text.pop();
        }),
        3 => {
            let end = filler(rng);
            builder.change_texts(|text| text.push_str(end));
        }
        4 => {
            // Types that the rules do not expect.
            let values = [Value::from(1.0), Value::from(true), Value::from("a"), Value::from(["a"])];
            for kind in ["t", "n", "b", "l", "r"] {
                let name = format!("{kind}{}", rng.below(3));
                builder.set_value(&name, rng.pick(&values).clone());
            }
        }
        _ => {
            // With very many uses, expressions read shorter texts, which the oracle does not know.
            let known = if reads_whole_texts { 8_192 } else { 256 };
            let long = "a".repeat(*rng.pick(&[known, 8_193]));
            let field = rng.pick(&[Field::City, Field::PageTitle, Field::attribute("t0")]).clone();
            builder.set_text(&field, long);
        }
    }
}
