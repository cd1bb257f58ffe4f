//! Error texts, word for word; every mistake reported once, with its place (rules W1, W2).

mod claims;
mod code;
mod conditions;
mod aliases;
mod zone_aliases;
mod order;
mod people;
mod positions;
mod settings;
mod suggestions;
mod together;
mod values;

use std::collections::BTreeSet;

use frontdesk::{Draft, Problem};

/// A part of a document with one mistake in it, the mistake's place and kind, and the text.
type Case = (&'static str, &'static str, &'static str, &'static str);

/// Cases of one area, and how their parts become whole documents.
struct Area {
    document: fn(&str) -> String,
    cases: &'static [Case],
}

const AREAS: [Area; 11] = [
    settings::WHOLE,
    settings::SETTINGS,
    settings::SCHEDULES,
    people::AGENTS,
    people::GROUPS,
    people::TRIGGERS,
    conditions::NODES,
    values::OPERATORS,
    values::VALUES,
    claims::CLAIMS,
    claims::SAMPLES,
];

impl Area {
    /// Every case gives the one problem that it names; all that differ are told together.
    #[track_caller]
    fn check(&self) {
        let wrong: Vec<String> = self.cases.iter().filter_map(|case| self.wrong(case)).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    }

    fn wrong(&self, &(part, place, kind, message): &Case) -> Option<String> {
        let document = (self.document)(part);
        let expected = format!("{place} ({kind}): {message}");
        let found: Vec<String> = problems(&document).iter().map(line).collect();
        (found != [expected.clone()]).then(|| {
            format!("{part}\n  expected: {expected}\n  found:    {}", found.join("\n            "))
        })
    }
}

/// Place, kind and message; whether the suggestion is the message's is checked on the way.
#[track_caller]
fn line(problem: &Problem) -> String {
    let (place, message) = (problem.path().to_string(), problem.message());
    let suggested =
        message.rsplit_once("; did you mean `").and_then(|(_, word)| word.strip_suffix("`?"));
    assert_eq!(problem.suggestion(), suggested, "{message}");
    let shown =
        if problem.path().is_root() { message.clone() } else { format!("{place}: {message}") };
    assert_eq!(problem.to_string(), shown);
    format!("{place} ({}): {message}", problem.kind().name())
}

/// What speaks against a JSON document; nothing where it is accepted.
fn problems(document: &str) -> Vec<Problem> {
    let draft: Draft = serde_json::from_str(document).expect(document);
    draft.check().err().into_iter().flatten().collect()
}

/// The same as places with messages.
fn texts(document: &str) -> Vec<String> {
    problems(document).iter().map(ToString::to_string).collect()
}

#[test]
fn w2_texts_about_the_whole_document() {
    settings::WHOLE.check();
}

#[test]
fn w2_texts_about_settings() {
    settings::SETTINGS.check();
}

#[test]
fn w2_texts_about_schedules() {
    settings::SCHEDULES.check();
}

#[test]
fn w2_texts_about_agents() {
    people::AGENTS.check();
}

#[test]
fn w2_texts_about_groups() {
    people::GROUPS.check();
}

#[test]
fn w2_texts_about_triggers() {
    people::TRIGGERS.check();
}

#[test]
fn w2_texts_about_the_form_of_conditions() {
    conditions::NODES.check();
}

#[test]
fn w2_texts_about_operators_that_a_field_does_not_have() {
    values::OPERATORS.check();
}

#[test]
fn w2_texts_about_values_that_an_operator_does_not_take() {
    values::VALUES.check();
}

#[test]
fn w2_texts_about_samples_and_assertions() {
    claims::CLAIMS.check();
}

#[test]
fn w4_texts_about_samples_that_do_not_parse() {
    claims::SAMPLES.check();
}

#[test]
fn every_kind_that_a_document_can_cause_is_in_the_tables() {
    // Besides these there are `not_finite` (TOML and code), `unreadable` (code), `limit`, and
    // `feature_off` (other features).
    let expected = [
        "ambiguous_node",
        "built_in_role",
        "default_group_disabled",
        "default_group_private",
        "duplicate_id",
        "empty",
        "empty_assertion",
        "escalation_to_itself",
        "fallback_cycle",
        "if_unknown_not_here",
        "ignore_case_not_here",
        "invalid_country",
        "invalid_date",
        "invalid_host",
        "invalid_id",
        "invalid_language",
        "invalid_regex",
        "invalid_region",
        "invalid_sample",
        "invalid_span",
        "missing_key",
        "missing_name",
        "missing_operator",
        "mixed_types",
        "operator_not_for_field",
        "out_of_range",
        "question_without_choice",
        "repeated_agent",
        "repeated_date",
        "repeated_key",
        "repeated_source",
        "several_operators",
        "unknown_agent",
        "unknown_field",
        "unknown_group",
        "unknown_key",
        "unknown_operator",
        "unknown_permission",
        "unknown_role",
        "unknown_schedule",
        "unknown_schema",
        "unknown_source",
        "unknown_state",
        "unknown_word",
        "unknown_zone",
        "value_not_for_operator",
        "wrong_type",
    ];
    let kinds: BTreeSet<&str> =
        AREAS.iter().flat_map(|area| area.cases).map(|(_, _, kind, _)| *kind).collect();
    assert_eq!(kinds, BTreeSet::from(expected));
}

#[test]
fn texts_are_lower_case_without_full_stop_and_without_words_of_the_program() {
    let documents = AREAS
        .iter()
        .flat_map(|area| area.cases.iter().map(|(part, ..)| (area.document)(part)))
        .chain([conditions::document(values::TOO_BIG)]);
    let mut faults = Vec::new();
    for document in documents {
        for problem in problems(&document) {
            let fault = fault_of(&problem);
            faults.extend(fault.map(|fault| format!("{fault}: {}", problem.message())));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What a text has that an administrator should not read.
fn fault_of(problem: &Problem) -> Option<&'static str> {
    /// What serde and Rust call things.
    const PROGRAM: [&str; 12] = [
        "struct", "enum", "variant", "tuple", "u32", "u64", "i64", "f64", "usize", "Option", "Vec",
        "::",
    ];
    let message = problem.message();
    // Outside of backticks: there stand the user's words.
    let own: String = message.split('`').step_by(2).collect::<Vec<_>>().join("…");
    let words: Vec<&str> = own.split(|c: char| !c.is_alphanumeric() && c != ':').collect();
    let is_acronym = |word: &str| matches!(word, "ASCII" | "RFC");
    if words.iter().any(|word| PROGRAM.contains(word)) {
        Some("a word of the program")
    } else if words.iter().any(|w| w.contains(char::is_uppercase) && !is_acronym(w)) {
        Some("upper case")
    } else if message.ends_with('.') {
        Some("full stop")
    } else if message.matches('`').count() % 2 == 1 {
        Some("odd backtick")
    } else if own.split_whitespace().any(|word| word == problem.found()) {
        Some("the user's word without backticks")
    } else {
        None
    }
}
