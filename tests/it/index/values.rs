//! Values that rules and visitors share: short ones that collide, long ones that begin alike.

use super::rng::Rng;

/// Whatever a text may be: empty, with zero bytes, beyond ASCII, in upper case, the start of others,
/// of every length that is looked up in its own way.
pub(super) fn text(rng: &mut Rng, cardinality: usize) -> String {
    const SHORT: [&str; 10] = ["a", "b", "/", "-", ".", "é", "\0", "A", "É", "İ"];
    const SYLLABLES: [&str; 8] = ["ab", "ba", "/a", "é/", "A-", "b\0", "xy", "aa"];
    let some = |rng: &mut Rng, from: &[&str], count: usize| -> String {
        (0..count).map(|_| *rng.pick(from)).collect()
    };
    match rng.below(12) {
        0..=2 => {
            let count = rng.below(4);
            some(rng, &SHORT, count)
        }
        3 | 4 => {
            let count = 2 + rng.below(2);
            some(rng, &SYLLABLES, count)
        }
        5 => {
            let count = 4 + rng.below(6);
            some(rng, &SYLLABLES, count)
        }
        6 | 7 => format!("k{}", rng.below(cardinality)),
        8 => format!("/catalog/section-{}", rng.below(cardinality)),
        9 => format!("/catalog/section-{}/", rng.below(cardinality)),
        10 => format!("Catalog É {} of {}", rng.below(cardinality), rng.below(3)),
        _ => format!("{}-tail", rng.below(cardinality)),
    }
}

/// What is before or after a part of a text.
pub(super) fn filler(rng: &mut Rng) -> &'static str {
    const FILLERS: [&str; 13] = [
        "",
        "",
        "",
        "a",
        "b",
        "/",
        "-",
        "é",
        "\0",
        "A",
        "ab/ab-",
        "/catalog/sect",
        "xyxyxyxyxy",
    ];
    FILLERS[rng.below(FILLERS.len())]
}

/// A part of a text, cut between characters; not empty.
pub(super) fn part(rng: &mut Rng, of: &str, from_start: bool, to_end: bool) -> String {
    let characters: Vec<char> = of.chars().collect();
    if characters.is_empty() {
        return "a".to_owned();
    }
    let start = if from_start { 0 } else { rng.skewed_below(characters.len()) };
    let rest = characters.len() - start;
    let count = if to_end { rest } else { 1 + rng.below(rest) };
    characters[start..start + count].iter().collect()
}

/// Up to four labels, of which some look like the ends of others.
pub(super) fn host(rng: &mut Rng, cardinality: usize) -> String {
    const LABELS: [&str; 6] = ["a", "shop", "workshop", "example", "xn--bcher-kva", "b-c"];
    const LAST: [&str; 4] = ["fr", "example", "com", "shop"];
    let mut host = String::new();
    if rng.chance(40) {
        host = format!("h{}.", rng.below(cardinality));
    }
    for _ in 0..rng.below(3) {
        host = format!("{host}{}.", rng.pick(&LABELS));
    }
    host + *rng.pick(&LAST)
}

pub(super) const TAGS: [&str; 14] = [
    "fr",
    "fr-CA",
    "fr_CA",
    "FR-ca",
    "fro",
    "en",
    "en-GB",
    "EN",
    "en-gb-oed",
    "zh-Hant",
    "zh-Hant-TW",
    "zh_hant",
    "de-1996",
    "x-private",
];

pub(super) fn country(rng: &mut Rng, cardinality: usize) -> String {
    let letter = |number: usize| char::from(b'A' + (number % 26) as u8);
    let number = rng.below(cardinality.min(676));
    let country: String = [letter(number / 26), letter(number)].iter().collect();
    if rng.chance(20) { country.to_lowercase() } else { country }
}

pub(super) fn region(rng: &mut Rng, cardinality: usize) -> String {
    format!("{}-{}", country(rng, cardinality), rng.pick(&["IDF", "idf", "1", "B2"]))
}

/// Zeros of both signs, halves, what doubles hold no more, the greatest and the least.
pub(super) fn number(rng: &mut Rng, cardinality: usize) -> f64 {
    const ODD: [f64; 12] = [
        0.0,
        -0.0,
        0.5,
        -1.0,
        1e300,
        -1e300,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        9_007_199_254_740_993.0,
        1.844_674_407_370_955_2e19,
        5e-324,
    ];
    match rng.below(5) {
        0 => *rng.pick(&ODD),
        1 => rng.below(4) as f64,
        2 => rng.below(cardinality) as f64 + 0.5,
        _ => rng.below(cardinality) as f64,
    }
}

/// The next greater number.
pub(super) fn next_up(number: f64) -> f64 {
    let bits = number.to_bits();
    f64::from_bits(if number == 0.0 {
        1
    } else if number > 0.0 {
        bits + 1
    } else {
        bits - 1
    })
}

/// The next smaller number.
pub(super) fn next_down(number: f64) -> f64 {
    -next_up(-number)
}

/// Expressions with a text that each finds something in: with texts that every match contains, and
/// without.
pub(super) const EXPRESSIONS: [(&str, &str); 16] = [
    ("(?:catalog|section)[-/]", "a section-1"),
    ("(alpha|beta|gamma)$", "a beta"),
    ("section-[0-9]+", "section-12"),
    ("^/catalog/(section-1|section-2)", "/catalog/section-17"),
    ("(ab|ba)/a", "xba/a"),
    ("k[0-9]$", "k7"),
    ("(?:ab)+", "abab"),
    ("(?i)CATALOG", "/cataLOG"),
    ("[ab]{2,}", "aab"),
    (".", "x"),
    ("^$", ""),
    ("é|É", "né"),
    ("a*", "b"),
    ("\\x00", "a\0"),
    ("^(a|b|)$", "b"),
    ("(?s)a.b", "a\nb"),
];
