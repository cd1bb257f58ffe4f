//! Compares expressions with the crate `regex`, and bounds the cost of compiling them.

use proptest::prelude::*;
use regex_syntax::ParserBuilder;

use super::dfa::Dfa;
use super::engine::{Engine, simulate};
use super::nfa::Nfa;
use crate::error::{Limit, ProblemKind};

const STEPS: usize = 1 << 40;

fn nfa(expression: &str, ignores_case: bool) -> Nfa {
    let mut parser = ParserBuilder::new().case_insensitive(ignores_case).build();
    Nfa::new(&parser.parse(expression).unwrap(), &mut 0).unwrap()
}

/// Asserts that both automata agree with the crate.
fn check(expression: &str, ignores_case: bool, texts: &[&str]) {
    let expected =
        regex::RegexBuilder::new(expression).case_insensitive(ignores_case).build().unwrap();
    let nfa = nfa(expression, ignores_case);
    let dfa = Dfa::new(&nfa, &mut 0);
    for text in texts {
        let is_match = expected.is_match(text);
        assert_eq!(simulate(&nfa, text), is_match, "{expression} in {text:?}");
        if let Some(dfa) = &dfa {
            assert_eq!(dfa.is_match(text), is_match, "{expression} in {text:?}, deterministic");
        }
    }
}

const TEXTS: [&str; 26] = [
    "",
    "a",
    "ab",
    "ba",
    "aab\n",
    "\n",
    "\r\n",
    "a\r\nb",
    "foo bar",
    "foo-bar",
    " foo",
    "été",
    "ÉTÉ",
    "straße",
    "ſ",
    "K",
    "Σας",
    "١٢٣",
    "12345",
    "/product-12",
    "/fr/produits/chaussures-p0000123?utm_source=ads",
    "日本語",
    "a😀b",
    "\u{2028}",
    "user@example.com",
    "_x_",
];

#[test]
fn expressions_are_found_where_the_crate_regex_finds_them() {
    for expression in [
        "",
        "a",
        "^a",
        "a$",
        "^$",
        "^a$",
        "a|b",
        "(a|b)+$",
        "^(ab?)*$",
        "a{2}",
        "a{2,}",
        "a{0,2}b",
        r"\w{3}",
        r"\W",
        r"^\w+$",
        r"\d{3,5}",
        r"\D",
        r"\s",
        r"\bfoo\b",
        r"\Bo",
        r"\b",
        r"\B",
        r"\b{start}foo",
        r"bar\b{end}",
        r"\b{start-half}f",
        r"o\b{end-half}",
        r"(?-u:\b)a",
        r"(?-u:\w)+",
        "(?m)^b",
        "(?m)b$",
        "(?m)^$",
        "(?R)(?m)^b",
        "(?R)(?m)a$",
        "(?R)(?m)^$",
        ".",
        "(?s).",
        "^.$",
        "a.b",
        "[^a]",
        "[^a-z]",
        r"[\w--\d]",
        r"\pL",
        r"\PL",
        r"\p{Greek}",
        "(?i)été",
        "(?i)k",
        "(?i)S",
        "(?i)σας",
        "[é-ü]",
        r"\x{1f600}",
        r"[a&&b]",
        "a[a&&b]|b",
        "(?:)",
        "(?:){5}",
        "(a?){3}a{3}",
        "/product-[0-9]+",
        r"utm_(source|medium)=[a-z0-9-]+",
        r"^[^/]*/fr/.*-p\d{7}\b",
        r"\w+@\w+\.com",
        r"\A\n",
        r"\z",
        r"a\z",
        "(?:a|ab)(?:c|bcd)",
        "x*",
        "(x*)*",
        "(|a)+",
        "(?:^a|b$)",
        "$^",
        "^^a",
        "a$$",
        r"(?:\b|x)a",
    ] {
        check(expression, false, &TEXTS);
        check(expression, true, &TEXTS);
    }
}

#[test]
fn a_character_is_told_from_its_neighbours_wherever_it_lies() {
    for expression in [r"^\w$", r"^\d$", r"^\PL$", "^[^é]$", r"(?i)^\p{Greek}$", r"^\s$"] {
        let expected = regex::Regex::new(expression).unwrap();
        let dfa = Dfa::new(&nfa(expression, false), &mut 0).unwrap();
        for character in ('\0'..=char::MAX).step_by(31) {
            let text = character.to_string();
            assert_eq!(dfa.is_match(&text), expected.is_match(&text), "{expression} {text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_expression_is_found_where_the_crate_regex_finds_it(
        expression in "(([abé]|[.]|\\[a-bé\\]|\\[\\^a\\]|\\\\w|\\\\b|\\\\B|\\^|\\$|\\(\\?m:\\^|a\\)|\\(a\\||b\\)|\\||\\(\\?i\\))([*+?]|\\{[0-3]\\}|\\{1,3\\}|\\{2,\\})?){1,8}",
        texts in proptest::collection::vec("[abé\nB -]{0,12}", 8),
        ignores_case: bool,
    ) {
        if regex::Regex::new(&expression).is_ok() {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            check(&expression, ignores_case, &texts);
        }
    }
}

fn engine(expression: &str) -> Result<Engine, ProblemKind> {
    Engine::new(expression, false, &mut STEPS.clone())
}

#[test]
fn what_rules_ask_for_has_a_deterministic_automaton() {
    for expression in [
        r"\w{10}",
        r"^\w{64}$",
        r"\pL{30}",
        r"^/(fr|en)/produits?/\d+$",
        "panier|commande|checkout",
        r"\bpromo\b",
        r"[^/]+/[^/]+/p\d+",
        ".*foo.*bar.*baz",
        "(a?){200}a{200}",
        "[ab]*a[ab]{9}[aXY][0-9Z]",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
    ] {
        assert!(matches!(engine(expression), Ok(Engine::Deterministic(_))), "{expression}");
    }
    for expression in ["(?:[ab]{0,80}){0,5}a[ab]{60}[cd][ex]", "a[ab]{30}c"] {
        assert!(matches!(engine(expression), Ok(Engine::Nondeterministic(_))), "{expression}");
    }
}

#[test]
fn what_many_states_are_tried_for_is_a_short_text() {
    let slow = engine("a[ab]{30}c").unwrap();
    assert_eq!((slow.most_bytes(), slow.most_steps()), (1_024, 33 * 2 * 1_024));
    let quick = engine("a[ab]{3}c").unwrap();
    assert_eq!((quick.most_bytes(), quick.most_steps()), (8_192, 8_192));
    let large = engine("a[ab]{11}c").unwrap();
    assert_eq!((large.most_bytes(), large.most_steps()), (8_192, 4 * 8_192));
}

#[test]
fn an_expression_has_a_thousand_states_and_no_more() {
    assert!(engine(&format!("a{{{}}}", 999)).is_ok());
    let too_large = ProblemKind::Limit(Limit::RegexSize);
    for expression in ["a{1000}", "(?:a{1000}){1000}", "a{1000000}", r"\w{1000}", "(a|b|c){0,500}"]
    {
        assert_eq!(engine(expression).unwrap_err(), too_large, "{expression}");
    }
}

/// Returns the steps of compiling an expression, even if it is refused.
fn steps(expression: &str, ignores_case: bool) -> usize {
    let mut left = STEPS;
    let _ = Engine::new(expression, ignores_case, &mut left);
    STEPS - left
}

#[test]
fn compiling_takes_few_steps_for_plain_expressions_and_a_bounded_number_for_any() {
    for expression in ["/product-[0-9]+", "(fr|en)/shoes$", "panier|commande", r"^/p/\d{3,8}$"] {
        let steps = steps(expression, false);
        assert!((500..8_000).contains(&steps), "{expression}: {steps}");
    }
    // These are given up early: too many states, too many sets of states, classes whose case is ignored.
    for expression in [
        "(?:a{1000}){1000}".to_owned(),
        "(?:[ab]{0,80}){0,5}a[ab]{60}[cd][ex]".to_owned(),
        r"\pL".repeat(170),
        r"(?:){4000000000}".to_owned(),
        r"(?:\b){4000000000}".to_owned(),
    ] {
        let steps = steps(&expression, false);
        assert!(steps < 12_000_000, "{expression}: {steps}");
    }
    assert!(steps(&r"\pL".repeat(170), true) > 170 * 250_000);
    // The characters of ranges whose case is ignored are looked up one by one; this range has all of them.
    assert!(steps(&r"[\x00-\x{10FFFF}]".repeat(20), true) > 20 * 2_000_000);
    assert!(steps(r"(?i)[\x00-\x{10FFFF}]", false) > 2_000_000);
    // Digits have no case, and `\w` contains both cases of its characters.
    assert!(steps(r"/product-\d+/\w+", true) < 40_000);
    // The bound lets a document have a hundred thousand of these expressions.
    assert!(steps(r"\w{100000}", false) < 8_000);
}
