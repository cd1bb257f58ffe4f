//! Sets of triggers that an index may fall for: each takes away one thing that an index lives on.
//! Most visitors match nowhere or late, so that no luck helps.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use regex::Regex;

use crate::condition::{Condition, Leaf, Number, Text, TextTest};
use crate::random::Random;
use crate::visitor::Visitor;
use crate::world::{COUNTRIES, DEVICES, LANGUAGES, World, pick};
use crate::{SEED, Workload, url_rules};

/// A name, what it is, a trigger by its place, and what visitors have.
pub struct Set {
    pub name: &'static str,
    draw: fn(u32, &mut Random) -> Vec<Condition>,
    fit: fn(&mut Visitor, &mut Random),
}

pub const SETS: [Set; 11] = [
    Set { name: "shared-device", draw: shared_device, fit: mostly_english_desktops },
    Set { name: "shared-contains", draw: shared_contains, fit: on_checkout },
    Set { name: "negations", draw: negations, fit: mostly_english_desktops },
    Set { name: "three-bytes", draw: three_bytes, fit: plain },
    Set { name: "nested-prefixes", draw: nested_prefixes, fit: deep_inside },
    Set { name: "number-ranges", draw: number_ranges, fit: spread_numbers },
    Set { name: "shared-start", draw: shared_start, fit: on_a_product },
    Set { name: "negated-text", draw: negated_text, fit: mostly_with_all_parts },
    Set { name: "repeated-letter", draw: repeated_letter, fit: of_two_letters },
    Set { name: "repeated-parts", draw: repeated_parts, fit: with_many_parts },
    Set { name: "long-needles", draw: long_needles, fit: all_but_the_middle },
];

impl Set {
    pub fn workload(&self, triggers: u32, visitors: usize) -> Workload {
        let kind = 16 + SETS.iter().position(|set| set.name == self.name).unwrap_or(0) as u64;
        let draw = |trigger: u32| {
            let random = &mut Random::for_item(SEED, kind, u64::from(trigger));
            url_rules::joined((self.draw)(trigger, random))
        };
        let world = World::for_triggers(triggers);
        let visitor = |place: usize| {
            let random = &mut Random::for_item(SEED, kind + 16, place as u64);
            let mut visitor = url_rules::matching_visitor(&world, random).0;
            (self.fit)(&mut visitor, random);
            visitor
        };
        Workload {
            triggers: (0..triggers).map(draw).collect(),
            visitors: (0..visitors).map(visitor).collect(),
            asks_for_parts: false,
            has_match_positions: false,
        }
    }
}

fn is(field: Text, text: impl Into<Box<str>>) -> Condition {
    Condition::text(field, TextTest::Is(text.into()))
}

fn contains(part: impl Into<Box<str>>) -> Condition {
    Condition::text(Text::Url, TextTest::Contains(part.into()))
}

fn range(field: Number, from: u32, to: u32) -> [Condition; 2] {
    [Leaf::AtLeast(field, from), Leaf::AtMost(field, to)].map(Condition::Leaf)
}

/// All share device and language, and differ in a number that never holds.
fn shared_device(trigger: u32, _: &mut Random) -> Vec<Condition> {
    vec![
        is(Text::Device, "desktop"),
        is(Text::Language, "en"),
        Condition::Leaf(Leaf::AtLeast(Number::Cart, 1_000_000 + trigger)),
    ]
}

fn plain(_: &mut Visitor, _: &mut Random) {}

/// All share `contains "/checkout"` and differ in the segment.
fn shared_contains(trigger: u32, _: &mut Random) -> Vec<Condition> {
    vec![contains("/checkout"), is(Text::Segment, format!("segment-{trigger:06}"))]
}

fn on_checkout(visitor: &mut Visitor, random: &mut Random) {
    visitor.set(Text::Url, format!("shop1.example.com/en/checkout/step-{}", random.below(4)));
    if random.percent(10) {
        visitor.set(Text::Segment, format!("segment-{:06}", random.below(100_000)));
    }
}

/// Negations only: of a device or a language, of countries, of a segment.
fn negations(trigger: u32, random: &mut Random) -> Vec<Condition> {
    let common =
        if random.percent(50) { is(Text::Device, "desktop") } else { is(Text::Language, "en") };
    let countries = (0..3).map(|_| pick(random, &COUNTRIES).into()).collect::<Vec<Box<str>>>();
    let mut conditions = vec![
        !common,
        !Condition::text(Text::Country, TextTest::In(distinct(countries))),
        !is(Text::Segment, format!("segment-{trigger:06}")),
    ];
    random.shuffle(&mut conditions);
    conditions
}

fn distinct(mut texts: Vec<Box<str>>) -> Vec<Box<str>> {
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn mostly_english_desktops(visitor: &mut Visitor, random: &mut Random) {
    if random.percent(90) {
        visitor.set(Text::Device, DEVICES[0]);
        visitor.set(Text::Language, LANGUAGES[0]);
    }
}

/// Three needles of three bytes each, of letters that URLs have.
fn three_bytes(_: u32, random: &mut Random) -> Vec<Condition> {
    let mut needle = || {
        let consonant = |random: &mut Random| b"bcdfghjklmnprstvz"[random.below(17) as usize];
        let vowel = |random: &mut Random| b"aeiou"[random.below(5) as usize];
        let bytes = match random.percent(50) {
            true => [consonant(random), vowel(random), consonant(random)],
            false => [vowel(random), consonant(random), vowel(random)],
        };
        contains(bytes.map(char::from).iter().collect::<String>())
    };
    vec![needle(), needle(), needle()]
}

/// 250 prefixes, each a part of the next, and a country that visitors seldom come from.
fn nested_prefixes(trigger: u32, random: &mut Random) -> Vec<Condition> {
    let depth = (trigger % NESTED + 1) as usize;
    vec![
        Condition::text(Text::Url, TextTest::StartsWith(nested(depth).into())),
        is(Text::Country, COUNTRIES[30 + random.below(30) as usize]),
    ]
}

const NESTED: u32 = 250;

fn nested(depth: usize) -> String {
    let levels = (0..depth).map(|level| ["a/", "b/", "c/"][level * level % 3]);
    std::iter::once("shop1.example.com/").chain(levels).collect()
}

fn deep_inside(visitor: &mut Visitor, random: &mut Random) {
    visitor.set(Text::Url, nested(NESTED as usize));
    if random.percent(95) {
        visitor.set(Text::Country, COUNTRIES[random.below(30) as usize]);
    }
}

/// Narrow ranges of three numbers.
fn number_ranges(_: u32, random: &mut Random) -> Vec<Condition> {
    let (cart, visits, pages) = (random.below(25_000), random.below(1_000), random.below(1_000));
    [
        range(Number::Cart, cart, cart + 250),
        range(Number::Visits, visits, visits + 50),
        range(Number::Pages, pages, pages + 50),
    ]
    .concat()
}

fn spread_numbers(visitor: &mut Visitor, random: &mut Random) {
    visitor.numbers[Number::Cart as usize] = Some(random.below(25_000));
    visitor.numbers[Number::Visits as usize] = Some(random.below(1_000));
    visitor.numbers[Number::Pages as usize] = Some(random.below(1_000));
}

/// Needles that all begin with the same eight bytes.
fn shared_start(trigger: u32, _: &mut Random) -> Vec<Condition> {
    vec![contains(format!("/product{trigger:06}"))]
}

fn on_a_product(visitor: &mut Visitor, random: &mut Random) {
    // One in ten of these products has a trigger where there are 100,000.
    let product = random.below(1_000_000);
    visitor.set(Text::Url, format!("shop1.example.com/product/en/product{product:06}/product"));
}

/// Negated `contains` only: of a part that most visitors' URLs have, and of one that none has.
fn negated_text(trigger: u32, random: &mut Random) -> Vec<Condition> {
    let common = COMMON_PARTS[random.below(COMMON_PARTS.len() as u32) as usize];
    let mut conditions = vec![!contains(common), !contains(format!("-q{trigger:07}"))];
    random.shuffle(&mut conditions);
    conditions
}

const COMMON_PARTS: [&str; 16] = [
    "shop",
    "example",
    ".com/",
    ".example.com",
    "utm_source=",
    "utm_campaign=",
    "?utm",
    "&utm",
    "-p",
    "ource=",
    "paign=c",
    "/en/",
    "hop3.",
    "-p12",
    "seem",
    "campaign=c00",
];

fn mostly_with_all_parts(visitor: &mut Visitor, random: &mut Random) {
    let number = random.below(100_000);
    let source = if random.percent(90) { "seem" } else { "mail" };
    visitor.set(
        Text::Url,
        format!(
            "shop3.example.com/en/a/b/c-d-e-p12{number:05}?utm_source={source}&utm_campaign=c00{number:05}"
        ),
    );
}

/// Expressions of which every text that matches has one letter, and nothing else: it stands at every second
/// place of the visitor's page.
fn repeated_letter(trigger: u32, _: &mut Random) -> Vec<Condition> {
    thread_local! {
        /// Equal expressions are one, as a rule engine holds them.
        static COMPILED: RefCell<BTreeMap<u32, Arc<Regex>>> = RefCell::default();
    }
    let kind = trigger % 200;
    let last = char::from_u32(0x100 + kind).unwrap_or('c');
    let compile = || Regex::new(&format!("[ab]*a[ab]{{4}}[{last}XY][0-9Z]")).map(Arc::new);
    let expression = COMPILED.with_borrow_mut(|compiled| {
        let known = compiled.get(&kind).cloned();
        known.or_else(|| compile().ok().inspect(|new| drop(compiled.insert(kind, Arc::clone(new)))))
    });
    let matches = expression.map(|found| Condition::text(Text::Url, TextTest::Matches(found)));
    matches.into_iter().collect()
}

fn of_two_letters(visitor: &mut Visitor, random: &mut Random) {
    let letters = (0..200).map(|_| if random.percent(50) { 'a' } else { 'b' });
    visitor.set(Text::Url, letters.collect::<String>());
}

/// Any of four parts out of forty, most of which the visitor's page has many times over; and a part that it
/// must not have, and has.
fn repeated_parts(_: u32, random: &mut Random) -> Vec<Condition> {
    let mut part = || contains(format!("/{:02}-", random.below(40)));
    let parts = Condition::Any(vec![part(), part(), part(), part()]);
    vec![parts, !contains("shop")]
}

fn with_many_parts(visitor: &mut Visitor, random: &mut Random) {
    let parts = (0..40).map(|_| format!("/{:02}-", random.below(30)));
    visitor.set(Text::Url, format!("shop.example{}", parts.collect::<String>()));
}

/// Needles of eighty bytes that are alike but for a number in the middle.
fn long_needles(trigger: u32, _: &mut Random) -> Vec<Condition> {
    let alike = "ab".repeat(20);
    vec![contains(format!("{alike}{trigger:06}{alike}"))]
}

/// A long page that has, at every second place, what is before and behind the number.
fn all_but_the_middle(visitor: &mut Visitor, _: &mut Random) {
    visitor.set(Text::Url, "ab".repeat(1_000));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_visitors_match_late_or_nowhere() {
        for set in &SETS {
            let workload = set.workload(500, 60);
            let early = workload.visitors.iter().filter(|visitor| {
                workload.triggers[..50].iter().any(|when| when.truth(visitor) == Some(true))
            });
            let early = early.count();
            assert!(early <= 15, "{}: {early} of 60", set.name);
        }
    }
}
