//! The header `Accept-Language` (RFC 9110, sections 12.4.2 and 12.5.4).

use std::sync::LazyLock;

use frontdesk::{Draft, Field, Group, Presence, Router, Trigger, Visitor};
use frontdesk::visitor::AcceptLanguage;
use proptest::prelude::*;
use regex::Regex;

fn tags(header: &str) -> Vec<&str> {
    AcceptLanguage::new(header).tags().collect()
}

#[track_caller]
fn check(header: &str, expected: &[&str]) {
    assert_eq!(tags(header), expected, "{header:?}");
    assert_eq!(AcceptLanguage::new(header).preferred(), expected.first().copied(), "{header:?}");
    let borrowed = Visitor::undated().language("before").accept_language(header);
    assert_eq!(borrowed.language.as_deref(), expected.first().copied(), "{header:?}");
    let owned = Visitor::undated().accept_language(header.to_owned());
    assert_eq!(owned, borrowed, "{header:?}");
}

#[test]
fn tags_come_from_the_highest_weight_to_the_lowest() {
    // RFC 9110, section 12.5.4.
    check("da, en-gb;q=0.8, en;q=0.7", &["da", "en-gb", "en"]);
    // What browsers send.
    check("en-US,en;q=0.5", &["en-US", "en"]);
    check("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", &["fr-CH", "fr", "en", "de"]);
    check("zh-TW,zh-Hant;q=0.9,zh;q=0.8,en-US;q=0.7", &["zh-TW", "zh-Hant", "zh", "en-US"]);
    check("de", &["de"]);
    // The first tag is not the preferred one.
    check("en;q=0.5, fr", &["fr", "en"]);
    check("en;q=0.1, fr;q=0.2, de;q=0.15", &["fr", "de", "en"]);
    check("en;q=0.801, fr;q=0.802, de;q=0.8", &["fr", "en", "de"]);
    // Equal weights keep the order of the header, however they are written.
    check("en, fr, de", &["en", "fr", "de"]);
    check("en;q=1, fr;q=1.0, de;q=1.000, it;q=1., es", &["en", "fr", "de", "it", "es"]);
    check("en;q=0.5, fr;q=0.50, de;q=0.500", &["en", "fr", "de"]);
}

#[test]
fn a_weight_of_zero_is_not_acceptable_and_a_star_names_no_language() {
    check("en;q=0", &[]);
    check("en;q=0.000, fr;q=0.001", &["fr"]);
    check("en;q=0., fr;q=0.1", &["fr"]);
    check("*", &[]);
    check("*, en;q=0.1", &["en"]);
    check("*;q=0, en;q=0.1", &["en"]);
    check("en-*, *-CH, fr;q=0.1", &["fr"]);
}

#[test]
fn optional_whitespace_and_empty_parts_are_passed_over() {
    check(" \ten \t;\t q=0.5\t ,\tfr ", &["fr", "en"]);
    check(",, ,en,,fr;q=0.5,", &["en", "fr"]);
    check("en;Q=0.5, fr;q=0.6", &["fr", "en"]);
    for header in ["", " ", ",", " , ,\t,"] {
        check(header, &[]);
    }
}

#[test]
fn what_is_not_well_formed_is_skipped_and_the_others_count() {
    for part in [
        "en;q=2",
        "en;q=1.001",
        "en;q=1.1",
        "en;q=-1",
        "en;q=-0.5",
        "en;q=+0.5",
        "en;q=.5",
        "en;q=",
        "en;q=.",
        "en;q=0.1234",
        "en;q=00.5",
        "en;q=0,5x",
        "en;q=0.5.5",
        "en;q=0.٣",
        "en;q=1e-1",
        "en;q=NaN",
        "en;q = 0.5",
        "en;q= 0.5",
        "en;q=\"0.5\"",
        "en;p=0.5",
        "en;",
        "en;;q=0.5",
        "en;q=0.5;level=1",
        "en;level=1;q=0.5",
        ";q=0.5",
        "e",
        "e n",
        "en\u{a0}",
        "en-",
        "-en",
        "en--US",
        "en-toolongsubtag",
        "français",
        "\"en\"",
        "<script>",
        "en\0",
        "en\u{b}",
    ] {
        check(&format!("{part}, fr;q=0.1"), &["fr"]);
        check(&format!("fr;q=0.1,{part}"), &["fr"]);
    }
    let tag = |bytes: usize| {
        let mut tag = "en-x".to_owned();
        while tag.len() + 9 <= bytes {
            tag.push_str("-abcdefgh");
        }
        let rest = bytes - tag.len();
        tag + &format!("-{}", "z".repeat(rest.saturating_sub(1)))[..rest]
    };
    assert_eq!((tag(64).len(), tag(65).len()), (64, 65));
    check(&format!("{}, fr;q=0.1", tag(64)), &[&tag(64), "fr"]);
    check(&format!("{}, fr;q=0.1", tag(65)), &["fr"]);
}

#[test]
fn a_tag_that_occurs_twice_counts_with_its_higher_weight() {
    check("en;q=0.1, fr;q=0.5, en;q=0.9", &["en", "fr"]);
    check("en;q=0.9, fr;q=0.5, en;q=0.1", &["en", "fr"]);
    check("fr;q=0.5, en;q=0.5, fr;q=0.5", &["fr", "en"]);
    check("en-us;q=0.5, EN-US, en_US;q=0.7, fr;q=0.8", &["EN-US", "fr"]);
    check("en;q=0, en;q=0.5", &["en"]);
}

#[test]
fn of_many_tags_those_of_the_highest_weights_count() {
    let numbered = |n: u32| format!("a{}", char::from_u32(u32::from('a') + n).unwrap());
    let all: Vec<String> = (0..26).map(numbered).collect();
    let same: Vec<&str> = all.iter().map(String::as_str).collect();
    check(&all.join(","), &same[..16]);
    // The last is preferred.
    let rising: Vec<String> = all.iter().zip(100..).map(|(tag, q)| format!("{tag};q=0.{q}")).collect();
    let mut expected: Vec<&str> = same.clone();
    expected.reverse();
    check(&rising.join(","), &expected[..16]);
    check(&[&rising.join(","), ",en"].concat(), &[&["en"], &expected[..15]].concat());
    // One that was pushed out comes back.
    let back = [&rising.join(","), ",aa"].concat();
    assert_eq!(AcceptLanguage::new(&back).preferred(), Some("aa"));
}

#[test]
fn a_header_of_up_to_8192_bytes_is_read() {
    let padded = |bytes: usize| {
        let start = "en;q=0.5,";
        format!("{start}{}fr", ",".repeat(bytes - start.len() - 2))
    };
    assert_eq!(padded(8_192).len(), 8_192);
    check(&padded(8_192), &["fr", "en"]);
    check(&padded(8_193), &[]);
    for hostile in ["en,", "en;q=0.", "a-", ";", "q=", "*;q=0.9,", "\u{0}", "é,", "e;"] {
        let header = hostile.repeat(8_192 / hostile.len());
        assert!(tags(&header).len() <= 16, "{hostile:?}");
    }
}

#[test]
fn without_a_header_the_language_is_not_known() {
    let visitor = Visitor::undated().language("fr").accept_language(None::<&str>);
    assert_eq!(visitor, Visitor::undated());
    assert_eq!(Visitor::undated().accept_language(""), Visitor::undated());
    // The last call counts, as with every setter.
    let visitor = Visitor::undated().accept_language("fr").language("de");
    assert_eq!(visitor.language.as_deref(), Some("de"));
}

#[test]
fn the_preferred_language_names_groups_and_meets_conditions() {
    let router = Router::new(
        Draft::new()
            .group(Group::new("g", [("en", "Support"), ("fr", "Assistance")]))
            .trigger(Trigger::new("fr", "g").when(Field::Language.within("fr")))
            .check()
            .unwrap(),
    );
    let presence = Presence::everyone_online(&router);
    let visitor = Visitor::undated().accept_language("en;q=0.3, fr-CA;q=0.9");
    assert_eq!(router.route(&visitor, &presence).group().unwrap().id, "g");
    let visitor = Visitor::undated().accept_language("en, fr;q=0.9");
    assert!(router.route(&visitor, &presence).group().is_none());
}

/// Read as the RFC is written: everything first, then sorted.
fn naive(header: &str) -> Vec<String> {
    static WEIGHT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^q=(0(\.[0-9]{0,3})?|1(\.0{0,3})?)$").unwrap());
    static TAG: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[a-zA-Z]{2,3}(-[a-zA-Z]{2})?$").unwrap());
    let mut found: Vec<(u32, String)> = Vec::new();
    for part in header.split(',') {
        let is_space = |c: char| c == ' ' || c == '\t';
        let (tag, weight) = match part.split_once(';') {
            None => (part, 1_000),
            Some((tag, parameter)) => {
                let parameter = parameter.trim_matches(is_space).to_lowercase();
                if !WEIGHT.is_match(&parameter) {
                    continue;
                }
                let value: f64 = parameter[2..].trim_end_matches('.').parse().unwrap();
                (tag, (value * 1_000.0).round() as u32)
            }
        };
        let tag = tag.trim_matches(is_space);
        if weight > 0 && TAG.is_match(tag) {
            found.push((weight, tag.to_owned()));
        }
    }
    found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let mut tags: Vec<String> = Vec::new();
    for (_, tag) in found {
        if !tags.iter().any(|known| known.eq_ignore_ascii_case(&tag)) {
            tags.push(tag);
        }
    }
    tags.truncate(16);
    tags
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn reads_as_a_naive_reader_does(
        parts in prop::collection::vec(
            (
                "[ \t]?",
                prop_oneof!["[a-c]{2}", "[a-b]{2}-[A-B]{2}", "[A-B]{2}", Just("*".to_owned()), "[a-]{0,3}"],
                "[ \t]?",
                prop_oneof![
                    Just(String::new()),
                    "; ?[qQ]=0(\\.[0-9]{0,4})?",
                    ";q=1(\\.0{0,4})?",
                    ";q=[0-9.]{0,4}",
                    "(;|;q|;x=1)",
                ],
            ),
            0..40,
        )
    ) {
        let parts: Vec<String> = parts.into_iter().map(|(a, b, c, d)| [a, b, c, d].concat()).collect();
        let header = parts.join(",");
        prop_assert_eq!(tags(&header), naive(&header), "{:?}", header);
    }

    #[test]
    fn any_text_is_read(header in "\\PC{0,200}") {
        prop_assert!(tags(&header).len() <= 16);
    }
}
