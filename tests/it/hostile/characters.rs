//! Characters that hide or reorder what an administrator reads; bytes that are no text.

use frontdesk::{Agent, Condition, Draft, Field, Group, Heartbeat, Presence, Router, Schedule, Timestamp, Trigger, Visitor};

use crate::hostile::{draft, texts, texts_of};

/// NUL, tab, newline, escape, delete, a C1 control, a right-to-left mark, overrides, isolates, a
/// zero-width space, a line separator, a byte-order mark.
const HIDDEN: [char; 14] = [
    '\0', '\t', '\n', '\u{1b}', '\u{7f}', '\u{9b}', '\u{200f}', '\u{202d}', '\u{202e}', '\u{2066}',
    '\u{2069}', '\u{200b}', '\u{2028}', '\u{feff}',
];

/// None of the texts, each a line, has such a character in it.
#[track_caller]
fn assert_visible(texts: impl IntoIterator<Item = String>) {
    let has_hidden = |text: &String| text.contains(HIDDEN) || text.contains(char::is_control);
    let hiding: Vec<String> = texts.into_iter().filter(has_hidden).collect();
    let first: Vec<&String> = hiding.iter().take(12).collect();
    assert!(hiding.is_empty(), "{} such texts: {first:#?}", hiding.len());
}

/// As an error writes it.
fn escaped(c: char) -> String {
    format!("\\u{{{:x}}}", u32::from(c))
}

#[test]
fn hidden_characters_of_ids_are_refused_and_shown_escaped() {
    for c in HIDDEN {
        let id = format!("a{c}b");
        let problems = texts(
            Draft::new()
                .schedule(Schedule::new(id.as_str(), "UTC"))
                .agent(Agent::new(id.as_str()))
                .group(Group::new(id.as_str(), "G"))
                .trigger(Trigger::new(id.as_str(), id.as_str())),
        );
        assert_eq!(problems.len(), 4, "{problems:?}");
        for problem in &problems {
            assert!(problem.contains(&format!("`a{}b`", escaped(c))), "{problem}");
        }
        assert_visible(problems);
    }
}

#[test]
fn hidden_characters_anywhere_in_a_document_are_shown_escaped() {
    for c in HIDDEN {
        let x = serde_json::to_string(&format!("x{c}")).unwrap();
        for document in [
            format!(r#"{{"groups": [], {x}: 1}}"#),
            format!(r#"{{"groups": [], "languages": [{x}]}}"#),
            format!(r#"{{"groups": [], "default_group": {x}}}"#),
            format!(r#"{{"groups": [], "precedence": [{x}]}}"#),
            format!(r#"{{"groups": [], "picker": {{"mode": {x}}}}}"#),
            format!(r#"{{"groups": [], "roles": [{{"id": "r", "permissions": [{x}]}}]}}"#),
            format!(r#"{{"groups": [], "schedules": [{{"id": "s", "zone": {x}}}]}}"#),
            format!(
                r#"{{"groups": [], "schedules": [{{"id": "s", "zone": "UTC",
                "weekly": {{"mon": [{x}]}}, "exceptions": [{{"date": {x}, "spans": []}}]}}]}}"#
            ),
            format!(r#"{{"groups": [], "agents": [{{"id": "a", "role": {x}}}]}}"#),
            format!(r#"{{"groups": [{{"id": "g", "name": {{{x}: "G"}}}}]}}"#),
            format!(
                r#"{{"groups": [{{"id": "g", "name": "G", "strategy": {x}, "agents": [{x}]}}]}}"#
            ),
            format!(r#"{{"groups": [{{"id": {x}, "name": "G", "fallback": {x}}}]}}"#),
        ] {
            let problems = texts_of(&document);
            assert!(!problems.is_empty(), "{document}");
            assert_visible(problems);
        }
    }
}

#[test]
fn hidden_characters_in_conditions_are_shown_escaped() {
    for c in HIDDEN {
        let x = serde_json::to_string(&format!("x{c}")).unwrap();
        let name = x.trim_matches('"');
        for when in [
            x.clone(),
            format!(r#"{{{x}: 1}}"#),
            format!(r#"{{"field": {x}, "exists": true}}"#),
            format!(r#"{{"field": "os", {x}: true}}"#),
            format!(r#"{{"field": "country", "is": {x}}}"#),
            format!(r#"{{"field": "language", "in": [{x}]}}"#),
            format!(r#"{{"field": "visits", "is": {x}}}"#),
            format!(r#"{{"field": "page.host", "contains": {}}}"#, x.replace('x', "é")),
            format!(r#"{{"field": "group.{name}", "is": "busy"}}"#),
            format!(r#"{{"field": "schedule.{name}", "is": "open"}}"#),
            format!(r#"{{"field": "staff", "is": {x}}}"#),
            format!(r#"{{"field": "os", "matches": {}}}"#, x.replace('x', "(")),
            format!(r#"{{"field": "attribute.{name}"}}"#),
        ] {
            let document = format!(
                r#"{{"groups": [{{"id": "g", "name": "G"}}],
                    "triggers": [{{"id": "t", "assign_to": "g", "when": {when}}}]}}"#
            );
            let problems = texts_of(&document);
            assert_eq!(problems.len(), 1, "{when}: {problems:?}");
            assert_visible(problems);
        }
    }
}

#[test]
fn hidden_characters_in_samples_are_shown_escaped() {
    let mut found = Vec::new();
    for c in HIDDEN {
        let x = serde_json::to_string(&format!("x{c}")).unwrap();
        for sample in [
            format!(r#"{{"visitor": {{"at": {x}}}}}"#),
            format!(r#"{{"visitor": {{{x}: 1}}}}"#),
            format!(r#"{{"visitor": {{"visits": {x}}}}}"#),
            format!(r#"{{"visitor": {{"attributes": {{{x}: 1, {x}: 1}}}}}}"#),
            format!(r#"{{"presence": {{"a": {{"status": {x}}}}}}}"#),
            format!(r#"{{"presence": {{"a": {{"status": "away", "until": {x}}}}}}}"#),
        ] {
            let problems = texts_of(&format!(r#"{{"groups": [], "expect": [{sample}]}}"#));
            assert_eq!(problems.len(), 1, "{sample}: {problems:?}");
            found.extend(problems);
        }
    }
    assert_visible(found);
}

#[test]
fn hidden_characters_of_an_unknown_field_or_agent_are_shown_escaped() {
    let router = Router::new(Draft::new().check().unwrap());
    let mut presence = Presence::new(&router);
    assert_visible(HIDDEN.iter().flat_map(|c| {
        let x = format!("x{c}");
        let agent = presence.set(&x, Heartbeat::online()).unwrap_err().to_string();
        [x.parse::<Field>().unwrap_err().to_string(), agent]
    }));
}

#[test]
fn hidden_characters_of_an_instant_are_shown_escaped() {
    assert_visible(HIDDEN.iter().map(|c| {
        let instant = format!("2026-11-22T10:00{c}");
        instant.parse::<Timestamp>().unwrap_err().to_string()
    }));
}

/// Everything that a text says of one visitor whose every text has this character.
fn lines_about(c: char) -> Vec<String> {
    let x = format!("x{c}y");
    let name = format!("a{c}");
    let when = Field::attribute(&name).is("b") & Field::City.is(format!("c{c}"));
    let draft = draft(when).trigger(Trigger::new("u", "g").when(Field::City.is("d")));
    let router = Router::new(draft.check().unwrap());
    let presence = Presence::new(&router);
    let visitor = Visitor::undated()
        .id(&x)
        .city(&x)
        .attribute(name.as_str(), x.as_str())
        .assignment(&x)
        .selection(&x)
        .group_code(&x);
    let situation = router.situation(&visitor, &presence);
    let mut lines = vec![situation.route().to_string()];
    lines.extend(situation.route().rejected().map(|rejection| rejection.to_string()));
    lines.extend(situation.explain().to_string().lines().map(str::to_owned));
    lines
}

#[test]
fn control_characters_of_a_visitor_are_shown_escaped_in_decisions_and_explanations() {
    let control = HIDDEN.into_iter().filter(|c| c.is_control());
    assert_visible(control.flat_map(lines_about));
}

#[test]
fn direction_marks_of_a_visitor_are_shown_escaped_in_decisions_and_explanations() {
    let marks = HIDDEN.into_iter().filter(|c| !c.is_control());
    assert_visible(marks.flat_map(lines_about));
}

#[test]
fn an_id_of_a_megabyte_is_named_in_a_short_line() {
    let long = "g".repeat(1 << 20);
    let problems = texts(
        Draft::new()
            .default_group(long.as_str())
            .schedule(Schedule::new("s", long.as_str()).exception(long.as_str(), [&*long]))
            .agent(Agent::new(long.as_str()).role(long.as_str()))
            .group(Group::new(long.as_str(), "G").agents(["nobody"]).schedule(&*long))
            .trigger(Trigger::new(long.as_str(), "x").when(Field::group(&*long).is("busy"))),
    );
    assert!(problems.len() > 8);
    for problem in &problems {
        assert!(problem.len() < 1_000, "{} bytes: {}…", problem.len(), &problem[..200]);
    }
}

#[test]
fn a_word_of_a_megabyte_in_a_document_is_named_in_a_short_line() {
    let long = "k".repeat(1 << 20);
    for document in [
        format!(r#"{{"groups": [], "{long}": 1}}"#),
        format!(
            r#"{{"groups": [], "schedules": [{{"id": "s", "zone": "UTC", "weekly": {{"{long}": []}}}}]}}"#
        ),
        format!(r#"{{"groups": [{{"id": "g", "name": {{"{long}": "G"}}}}]}}"#),
        format!(
            r#"{{"groups": [], "assertions": [{{"never": ["x"], "when": {{"{long}": []}}}}]}}"#
        ),
        format!(
            r#"{{"groups": [], "assertions": [{{"never": ["x"], "when": {{"field": "{long}"}}}}]}}"#
        ),
        format!(r#"{{"groups": [], "expect": [{{"visitor": {{"{long}": 1}}}}]}}"#),
        format!(r#"{{"groups": [], "expect": [{{"visitor": {{"at": "{long}"}}}}]}}"#),
    ] {
        for problem in texts_of(&document) {
            assert!(problem.len() < 1_000, "{} bytes for {}…", problem.len(), &document[..80]);
        }
    }
}

#[test]
fn bytes_that_are_no_text_do_not_parse_and_the_next_line_does() {
    let lines: [&[u8]; 5] = [
        b"{\"id\": \"v1\"}",
        b"{\"id\": \"\xff\xfe\"}",
        b"{\"attributes\": {\"\xc3\": 1}}",
        b"{\"id\": \"\xed\xa0\x80\"}",
        b"{\"id\": \"v2\"}",
    ];
    let read = lines.map(|line| serde_json::from_slice::<Visitor>(line).is_ok());
    assert_eq!(read, [true, false, false, false, true]);
    assert!(serde_json::from_slice::<Draft>(b"{\"groups\": [], \"\xff\": 1}").is_err());
    assert!(serde_json::from_slice::<Condition>(b"{\"field\": \"\xff\", \"is\": 1}").is_err());
}

#[test]
fn a_lone_surrogate_does_not_parse_and_a_pair_does() {
    for lone in [r"\ud800", r"\udc00", r"\ud800x", r"\ud800\ud800", r"\udfff\ud800"] {
        assert!(serde_json::from_str::<Visitor>(&format!(r#"{{"id": "{lone}"}}"#)).is_err());
        assert!(
            serde_json::from_str::<Visitor>(&format!(r#"{{"attributes": {{"{lone}": 1}}}}"#))
                .is_err()
        );
        assert!(
            serde_json::from_str::<Draft>(&format!(r#"{{"groups": [], "{lone}": 1}}"#)).is_err()
        );
    }
    let visitor: Visitor = serde_json::from_str(r#"{"id": "\ud83e\udd80\u0000"}"#).unwrap();
    assert_eq!(visitor.id.as_deref(), Some("🦀\0"));
}
