//! The rules in `RULES.md`: what code and tests cite is there, what is there is held by tests, and links lead to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

/// The letters of rules.
const LETTERS: &str = "WCRALDIBEXN";

/// A test that is named after a rule: `fn d14_a_repeated_id`.
static TEST_OF_RULE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bfn ([wcraldibexn]\d{1,2}b?)_"));
/// A link to a heading of the rendered rules, with its text: `[rule D14](crate::_rules#d14)`.
static LINK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\[([^\[\]]*)\]\(crate::_rules#([^)]*)\)"));
/// A path of the repository in backticks.
static PATH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"`((?:src|tests|benches|docs|examples|schema)/[^`\s]*)`"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A heading of the page, with the text below it.
struct Section {
    level: usize,
    title: String,
    text: String,
}

impl Section {
    /// The id that rustdoc and GitHub give to the heading.
    fn anchor(&self) -> String {
        let kept = self.title.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
    }

    /// The paths of the tests that hold the rule.
    fn tests(&self) -> Vec<String> {
        let tests = self.text.rsplit_once("\nTests: ").map_or("", |(_, tests)| tests);
        PATH.captures_iter(tests).map(|found| found[1].to_owned()).collect()
    }
}

fn sections() -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in read("RULES.md").lines() {
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if level > 0 {
            let title = line.trim_start_matches('#').trim().to_owned();
            sections.push(Section { level, title, text: String::new() });
        } else if let Some(section) = sections.last_mut() {
            section.text.push_str(line);
            section.text.push('\n');
        }
    }
    sections
}

fn rules() -> Vec<Section> {
    sections().into_iter().filter(|section| section.level == 3).collect()
}

/// The files below a folder with one of these endings, by path from the root.
fn files(folder: &str, endings: &[&str]) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| endings.iter().any(|known| end == *known))
            {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    files
}

/// The comments of a source, joined where they go on on the next line.
fn comments(source: &str) -> String {
    let comments = source.lines().map(|line| match line.find("//") {
        Some(start) => line[start..].trim_start_matches(['/', '!']).trim(),
        None => "\n",
    });
    comments.collect::<Vec<_>>().join(" ")
}

/// What rustdoc renders of a source, joined where it goes on on the next line. What macros put into the
/// documentation stands in literals, so all code is taken as well; only plain comments are not.
fn documentation(source: &str) -> String {
    let lines = source.lines().map(str::trim).filter_map(|line| {
        let text = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
        text.or(Some(line).filter(|line| !line.starts_with("//"))).map(str::trim)
    });
    lines.collect::<Vec<_>>().join(" ")
}

/// Whether a word is the letter and number of a rule, as it is cited: `D14`. The control characters C0 are no rule.
fn is_rule(word: &str) -> bool {
    let number = word.strip_prefix(|c| LETTERS.contains(c)).unwrap_or_default();
    let digits = number.strip_suffix('b').unwrap_or(number);
    let is_number = matches!(digits.len(), 1 | 2) && digits.bytes().all(|b| b.is_ascii_digit());
    is_number && (!digits.starts_with('0') || word == "D0")
}

/// The rules that a text cites, in lower case as anchors are. `D1 to D3` cites all three.
fn cited(text: &str) -> BTreeSet<String> {
    let text = LINK.replace_all(text, "$1");
    // An escape of a URL such as `%C3%A9` is one word, and no rule.
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '%');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut cited = BTreeSet::new();
    for (n, word) in words.iter().enumerate().filter(|(_, word)| is_rule(word)) {
        cited.insert(word.to_lowercase());
        let last = words.get(n + 2).filter(|last| words[n + 1] == "to" && is_rule(last));
        if let Some(last) = last.filter(|last| last[..1] == word[..1]) {
            let number = |word: &str| word[1..].trim_end_matches('b').parse::<u32>().unwrap();
            let letter = word[..1].to_lowercase();
            cited.extend((number(word)..=number(last)).map(|number| format!("{letter}{number}")));
        }
    }
    cited
}

/// The rules that a file cites: in its comments, in the names of its tests, or by its own name.
fn cited_by(path: &str, text: &str) -> BTreeSet<String> {
    if path.ends_with(".md") {
        return cited(text);
    }
    if path.ends_with(".json") {
        let stem = Path::new(path).file_stem().unwrap().to_str().unwrap();
        return BTreeSet::from([stem.to_lowercase()]);
    }
    let mut rules = cited(&comments(text));
    rules.extend(TEST_OF_RULE.captures_iter(text).map(|found| found[1].to_owned()));
    rules
}

fn everything_that_cites() -> BTreeMap<String, String> {
    let mut all = files("src", &["rs"]);
    all.extend(files("tests", &["rs"]));
    all.extend(files("tests/cases", &["json"]));
    all.extend(["README.md", "DESIGN.md"].map(|path| (path.to_owned(), read(path))));
    all
}

#[test]
fn every_rule_that_is_cited_has_a_heading() {
    let anchors: BTreeSet<String> = rules().iter().map(Section::anchor).collect();
    let mut wrong = Vec::new();
    let mut citations = 0;
    for (path, text) in everything_that_cites() {
        for rule in cited_by(&path, &text) {
            citations += 1;
            if !anchors.contains(&rule) {
                wrong.push(format!("{path} cites {rule}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(citations > 300, "only {citations} citations are found");
}

#[test]
fn every_rule_is_held_by_a_test_that_cites_it() {
    let rules = rules();
    assert!(rules.len() > 70, "only {} rules are found", rules.len());
    let mut wrong = Vec::new();
    for rule in rules {
        let tests = rule.tests();
        for path in tests.iter().filter(|path| !root().join(path).is_file()) {
            wrong.push(format!("{} names {path}, which does not exist", rule.title));
        }
        let holds = |path: &&String| {
            root().join(path).is_file() && cited_by(path, &read(path)).contains(&rule.anchor())
        };
        if !tests.iter().any(|path| holds(&path)) {
            wrong.push(format!("none of the tests that {} names cites it", rule.title));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A citation that is no link would leave the reader of the documentation alone with a number.
#[test]
fn every_citation_in_the_documentation_is_a_link_to_a_heading() {
    let anchors: BTreeSet<String> = sections().iter().map(Section::anchor).collect();
    let mut wrong = Vec::new();
    let mut links = 0;
    for (path, text) in files("src", &["rs"]) {
        let text = documentation(&text);
        for link in LINK.captures_iter(&text) {
            links += 1;
            let (words, anchor) = (&link[1], &link[2]);
            if !anchors.contains(anchor) {
                wrong.push(format!("{path} links #{anchor}, which is no heading"));
            }
            if cited(words).iter().any(|rule| rule != anchor) {
                wrong.push(format!("{path} says `{words}` and links #{anchor}"));
            }
        }
        for rule in cited(&LINK.replace_all(&text, "")) {
            wrong.push(format!("{path} cites {rule} without a link"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(links > 150, "only {links} links are found");
}

#[test]
fn headings_are_unique_and_what_the_page_names_exists() {
    let page = read("RULES.md");
    let mut anchors = BTreeSet::new();
    for section in sections() {
        assert!(anchors.insert(section.anchor()), "two headings `{}`", section.title);
    }
    let of_page = pattern(r"\]\(#([^)]*)\)");
    for link in of_page.captures_iter(&page) {
        assert!(anchors.contains(&link[1]), "#{} is no heading", &link[1]);
    }
    for path in PATH.captures_iter(&page) {
        assert!(root().join(&path[1]).exists(), "{} does not exist", &path[1]);
    }
    let anchors: BTreeSet<String> = rules().iter().map(Section::anchor).collect();
    for rule in cited(&page) {
        assert!(anchors.contains(&rule), "the page cites {rule}, which is no rule");
    }
}

#[test]
fn a_citation_is_read_in_each_form() {
    let rules = |text| cited(text).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(rules("rule D14; (rules R3, R4), W2b and (I9)"), "d14 i9 r3 r4 w2b");
    assert_eq!(rules("rules D1 to D3"), "d1 d2 d3");
    assert_eq!(rules("rules [R1](crate::_rules#r1) to [R3](crate::_rules#r3)"), "r1 r2 r3");
    assert_eq!(rules("`%C3%A9`, `B2B`, C0, C++"), "");
}
