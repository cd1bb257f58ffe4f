//! Visitors: made of the texts that the rules compare with, so that they nearly fit.

use serde_json::{Map, Value, json};

use crate::build::ids;
use crate::build::rules::{LEAVES, text_of};
use crate::build::texts::{FILLS, truncate};
use crate::genome::Axis::{Choice, Visitor};
use crate::genome::{Gene, ScaledGenome};

pub static GENES: [Gene; 17] = [
    Gene { name: "v.known", most: 63, axis: Choice },
    Gene { name: "v.title", most: 2_048, axis: Visitor },
    Gene { name: "v.title_leaf", most: 3, axis: Choice },
    Gene { name: "v.title_fill", most: FILLS, axis: Choice },
    Gene { name: "v.path", most: 1_024, axis: Visitor },
    Gene { name: "v.path_leaf", most: 3, axis: Choice },
    Gene { name: "v.path_fill", most: FILLS, axis: Choice },
    Gene { name: "v.queries", most: 64, axis: Visitor },
    Gene { name: "v.query_length", most: 128, axis: Visitor },
    Gene { name: "v.items", most: 64, axis: Visitor },
    Gene { name: "v.item_length", most: 1_024, axis: Visitor },
    Gene { name: "v.item_fill", most: FILLS, axis: Choice },
    Gene { name: "v.attributes", most: 64, axis: Visitor },
    Gene { name: "v.id", most: 2_048, axis: Visitor },
    Gene { name: "v.language", most: 2_048, axis: Visitor },
    Gene { name: "v.mode", most: 6, axis: Choice },
    Gene { name: "v.odd", most: 3, axis: Choice },
];

/// What a visitor may have: more is not known, and costs nothing.
const MOST_FIELD: usize = 8_192;
const MOST_ITEMS: usize = 256;

fn bulk(genome: ScaledGenome<'_>, leaf: &str, fill: &str, bytes: usize) -> String {
    let leaf = LEAVES[genome.get(leaf) % LEAVES.len()];
    text_of(genome, leaf).fill(genome.get(fill), bytes.min(MOST_FIELD))
}

/// A visitor document.
pub fn visitor(genome: ScaledGenome<'_>) -> Value {
    let mut visitor = Map::new();
    let known = genome.get("v.known");
    if known & 1 == 0 {
        visitor.insert("at".into(), "2026-11-22T10:00:00Z".into());
    }
    let title = bulk(genome, "v.title_leaf", "v.title_fill", genome.get("v.title"));
    let url = url(genome);
    if known & 2 != 0 {
        visitor.insert("referrer".into(), url.clone().into());
        visitor.insert("previous".into(), url.clone().into());
    }
    visitor.insert("page".into(), json!({"url": url, "title": title}));
    if genome.get("v.id") > 0 {
        visitor.insert("id".into(), "v".repeat(genome.get("v.id").min(MOST_FIELD)).into());
    }
    if genome.get("v.language") > 0 {
        let subtags = "-abcdefgh".repeat(genome.get("v.language").min(MOST_FIELD) / 9);
        visitor.insert("language".into(), format!("en-x{subtags}-z").into());
    } else if known & 4 != 0 {
        visitor.insert("language".into(), "zh-TW".into());
    }
    if known & 8 != 0 {
        let words = [("country", "FR"), ("region", "FR-IDF"), ("city", "Paris"), ("device", "bot")];
        visitor.extend(words.map(|(key, word)| (key.to_owned(), word.into())));
    }
    if known & 16 != 0 {
        let numbers = ["visits", "pages_viewed", "time_on_page", "time_on_site"];
        visitor.extend(numbers.map(|key| (key.to_owned(), 3.into())));
    }
    visitor.insert("attributes".into(), attributes(genome));
    let last = ids::groups(genome) - 1;
    let last = ids::group_id(genome, last);
    let mode = match genome.get("v.mode") {
        0 => None,
        1 => Some(("selection", last)),
        2 => Some(("group_code", last)),
        3 => Some(("assignment", last)),
        4 => Some(("group_code", "nowhere".into())),
        5 => Some(("selection", "x".repeat(MOST_FIELD / 8))),
        _ => Some(("selection", ids::group_id(genome, 0))),
    };
    visitor.extend(mode.map(|(key, group)| (key.to_owned(), group.into())));
    Value::Object(visitor)
}

fn url(genome: ScaledGenome<'_>) -> String {
    let mut url = String::from(match genome.get("v.odd") {
        0 => "https://haaaaaa.example.com/",
        1 => "HTTPS://user:pass@h%61.bücher.example:443/a/../",
        2 => "https://1.0x2.03/",
        _ => "https://haaaaaab.example.com/./",
    });
    let path = bulk(genome, "v.path_leaf", "v.path_fill", genome.get("v.path"));
    url.extend(path.chars().filter(|c| !matches!(c, '?' | '#')));
    let length = genome.get("v.query_length");
    let leaf = text_of(genome, LEAVES[genome.get("v.path_leaf") % LEAVES.len()]);
    for number in 0..genome.get("v.queries") {
        let mark = if number == 0 { '?' } else { '&' };
        let value = leaf.fill(genome.get("v.path_fill"), length);
        url += &format!("{mark}q{number}={}", value.replace(['&', '#'], "+"));
        if url.len() > MOST_FIELD {
            break;
        }
    }
    truncate(url, MOST_FIELD)
}

fn attributes(genome: ScaledGenome<'_>) -> Value {
    let leaf = LEAVES[genome.get("v.title_leaf") % LEAVES.len()];
    let text = text_of(genome, leaf);
    let (length, fill) = (genome.get("v.item_length").min(MOST_FIELD), genome.get("v.item_fill"));
    let item = |number: usize| match length {
        0 => text.write(number),
        length => text.fill(fill, length),
    };
    let mut attributes = Map::new();
    let items = genome.get("v.items").min(MOST_ITEMS);
    if items > 0 {
        attributes.insert("list".into(), (0..items).map(item).collect());
        attributes.insert("text".into(), item(0).into());
        attributes.insert("number".into(), 3.5.into());
    }
    for number in 0..genome.get("v.attributes").min(MOST_ITEMS) {
        attributes.insert(format!("x{number}"), text.write(number).into());
    }
    Value::Object(attributes)
}
