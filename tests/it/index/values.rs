//! Values that rules and visitors share: short ones that collide, long ones that begin alike.

use super::draws::Draws;

/// Whatever a text may be: empty, with zero bytes, beyond ASCII, in upper case, the start of others,
/// of every length that is looked up in its own way.
pub(super) fn text(draws: &mut Draws, span: usize) -> String {
    const SHORT: [&str; 10] = ["a", "b", "/", "-", ".", "é", "\0", "A", "É", "İ"];
    const SYLLABLES: [&str; 8] = ["ab", "ba", "/a", "é/", "A-", "b\0", "xy", "aa"];
    let some = |draws: &mut Draws, from: &[&str], count: usize| -> String {
        (0..count).map(|_| *draws.pick(from)).collect()
    };
    match draws.below(12) {
        0..=2 => {
            let count = draws.below(4);
            some(draws, &SHORT, count)
        }
        3 | 4 => {
            let count = 2 + draws.below(2);
            some(draws, &SYLLABLES, count)
        }
        5 => {
            let count = 4 + draws.below(6);
            some(draws, &SYLLABLES, count)
        }
        6 | 7 => format!("k{}", draws.below(span)),
        8 => format!("/catalog/section-{}", draws.below(span)),
        9 => format!("/catalog/section-{}/", draws.below(span)),
        10 => format!("Catalog É {} of {}", draws.below(span), draws.below(3)),
        _ => format!("{}-tail", draws.below(span)),
    }
}

/// What is before or after a part of a text.
pub(super) fn filler(draws: &mut Draws) -> &'static str {
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
    FILLERS[draws.below(FILLERS.len())]
}

/// A part of a text, cut between characters; not empty.
pub(super) fn part(draws: &mut Draws, of: &str, from_start: bool, to_end: bool) -> String {
    let characters: Vec<char> = of.chars().collect();
    if characters.is_empty() {
        return "a".to_owned();
    }
    let start = if from_start { 0 } else { draws.low(characters.len()) };
    let rest = characters.len() - start;
    let count = if to_end { rest } else { 1 + draws.below(rest) };
    characters[start..start + count].iter().collect()
}

/// Up to four labels, of which some look like the ends of others.
pub(super) fn host(draws: &mut Draws, span: usize) -> String {
    const LABELS: [&str; 6] = ["a", "shop", "workshop", "example", "xn--bcher-kva", "b-c"];
    const LAST: [&str; 4] = ["fr", "example", "com", "shop"];
    let mut host = String::new();
    if draws.chance(40) {
        host = format!("h{}.", draws.below(span));
    }
    for _ in 0..draws.below(3) {
        host = format!("{host}{}.", draws.pick(&LABELS));
    }
    host + *draws.pick(&LAST)
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

pub(super) fn country(draws: &mut Draws, span: usize) -> String {
    let letter = |number: usize| char::from(b'A' + (number % 26) as u8);
    let number = draws.below(span.min(676));
    let country: String = [letter(number / 26), letter(number)].iter().collect();
    if draws.chance(20) { country.to_lowercase() } else { country }
}

pub(super) fn region(draws: &mut Draws, span: usize) -> String {
    format!("{}-{}", country(draws, span), draws.pick(&["IDF", "idf", "1", "B2"]))
}

/// Zeros of both signs, halves, what doubles hold no more, the greatest and the least.
pub(super) fn number(draws: &mut Draws, span: usize) -> f64 {
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
    match draws.below(5) {
        0 => *draws.pick(&ODD),
        1 => draws.below(4) as f64,
        2 => draws.below(span) as f64 + 0.5,
        _ => draws.below(span) as f64,
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
