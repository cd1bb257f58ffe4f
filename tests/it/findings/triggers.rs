//! Triggers that never win, and those without which nobody goes elsewhere.

use super::{NONE, finding, found, lines};

/// A document of three groups with these triggers: id, group, condition.
fn document(keys: &str, triggers: &[(&str, &str, &str)]) -> String {
    let triggers = triggers.iter().map(|(id, group, when)| {
        let when = if when.is_empty() { String::new() } else { format!(r#", "when": {when}"#) };
        format!(r#"{{"id": "{id}", "assign_to": "{group}"{when}}}"#)
    });
    format!(
        r#"{{"agents": [{{"id": "x"}}], {keys}
        "schedules": [{{"id": "s", "zone": "UTC", "weekly": {{"mon": ["09:00-10:00"]}}}}],
        "groups": [{{"id": "a", "name": "A", "agents": "all", "schedule": "s"}},
            {{"id": "b", "name": "B", "agents": "all"}}, {{"id": "c", "name": "C", "agents": "all"}}],
        "triggers": [{}]}}"#,
        triggers.collect::<Vec<_>>().join(", ")
    )
}

/// The findings of two triggers to different groups, the first of which stands before the other.
fn two(first: &str, second: &str) -> Vec<String> {
    lines(&document("", &[("one", "a", first), ("two", "b", second)]))
}

#[test]
fn a_condition_that_can_never_be_true() {
    assert_eq!(
        found(r#"{"all": [{"field": "country", "is": "FR"}, {"field": "country", "is": "DE"}]}"#),
        ["contradictory [t] trigger `t` can never be true: `country is \"FR\"`, `country is \"DE\"` exclude \
          each other; to let either be true, write `any`"]
    );
    for (parts, tests) in [
        (r#"{"field": "country", "in": ["FR", "BE"]}, {"not": {"field": "country", "in": ["be", "fr", "de"]}}"#, 2),
        (r#"{"field": "country", "exists": false}, {"field": "country", "is": "FR"}"#, 2),
        (r#"{"field": "page.path", "is": "/b"}, {"field": "page.path", "starts_with": "/a"}"#, 2),
        (r#"{"field": "page.path", "starts_with": "/b"}, {"field": "page.path", "starts_with": "/a"}"#, 2),
        (r#"{"field": "page.path", "ends_with": "/b"}, {"not": {"field": "page.path", "ends_with": "b"}}"#, 2),
        (r#"{"field": "page.path", "in": ["/a", "/c"]}, {"field": "page.path", "matches": "^/b"}"#, 2),
        (r#"{"field": "page.host", "within": "a.example"}, {"field": "page.host", "within": "b.example"}"#, 2),
        (r#"{"field": "page.host", "within": "a.example"}, {"field": "page.host", "ends_with": ".b.example"}"#, 2),
        (r#"{"field": "page.host", "within": "a.example"}, {"not": {"field": "page.host", "within": "example"}}"#, 2),
        (r#"{"field": "language", "within": "fr"}, {"field": "language", "within": "de"}"#, 2),
        (r#"{"field": "visits", "above": 2}, {"field": "visits", "below": 3}"#, 2),
        (r#"{"field": "time_on_page", "above": 3}, {"field": "time_on_page", "at_most": 3}"#, 2),
        (r#"{"field": "visits", "in": [1, 2]}, {"field": "visits", "at_least": 3}"#, 2),
        (r#"{"field": "attribute.n", "above": 5}, {"not": {"field": "attribute.n", "above": 4}}"#, 2),
        (r#"{"field": "attribute.v", "is": true}, {"field": "attribute.v", "is": false}"#, 2),
        (r#"{"field": "attribute.plan", "is": "pro"}, {"not": {"field": "attribute.plan", "is": "pro"}}"#, 2),
        (r#"{"field": "staff", "is": "online"}, {"field": "staff", "is": "offline"}"#, 2),
        // Whichever alternative is taken.
        (r#"{"field": "city", "is": "Paris"}, {"any": [{"field": "city", "is": "Lyon"},
            {"all": [{"field": "visits", "is": 1}, {"field": "city", "is": "Nice"}]}]}"#, 3),
        // An inner `all` is no other condition.
        (r#"{"all": [{"field": "city", "is": "Paris"}]}, {"not": {"not": {"field": "city", "is": "Lyon"}}}"#, 2),
    ] {
        let line = finding_of(&format!(r#"{{"all": [{parts}]}}"#));
        assert_eq!(line.matches('`').count(), 2 * (tests + 2), "{line}");
    }
}

/// The message of a contradiction.
#[track_caller]
fn finding_of(when: &str) -> String {
    let lines = found(when);
    let line = lines.iter().find(|line| line.starts_with("contradictory [t] "));
    line.unwrap_or_else(|| panic!("{when}: {lines:?}")).clone()
}

#[test]
fn a_condition_that_can_be_true() {
    for parts in [
        r#"{"field": "page.path", "starts_with": "/a"}, {"field": "page.path", "starts_with": "/a/b"}"#,
        r#"{"field": "page.path", "starts_with": "/a"}, {"field": "page.path", "ends_with": "b"}"#,
        r#"{"field": "page.path", "starts_with": "/a"}, {"not": {"field": "page.path", "starts_with": "/a/b"}}"#,
        r#"{"field": "page.host", "within": "a.example"}, {"field": "page.host", "ends_with": ".b.a.example"}"#,
        r#"{"field": "page.host", "within": "a.example"}, {"field": "page.host", "ends_with": "-b.a.example"}"#,
        r#"{"field": "page.host", "within": "b.a.example"}, {"not": {"field": "page.host", "within": "c.a.example"}}"#,
        r#"{"field": "time_on_page", "above": 2}, {"field": "time_on_page", "below": 3}"#,
        r#"{"field": "time_on_page", "at_least": 3}, {"field": "time_on_page", "at_most": 3}"#,
        r#"{"field": "country", "in": ["FR", "BE"]}, {"field": "country", "in": ["BE", "DE"]}"#,
        // A list has several items, and an attribute any type.
        r#"{"field": "attribute.tags", "is": "a"}, {"field": "attribute.tags", "is": "b"}"#,
        r#"{"field": "attribute.n", "is": "5b"}, {"field": "attribute.n", "contains": "c"}"#,
        // What is not known may be both.
        r#"{"field": "country", "is": "FR", "if_unknown": true}, {"field": "country", "is": "DE", "if_unknown": true}"#,
        r#"{"field": "city", "is": "Paris"}, {"any": [{"field": "city", "is": "Lyon"}, {"field": "visits", "is": 1}]}"#,
        r#"{"field": "page.title", "contains": "a"}, {"not": {"field": "page.title", "contains": "b"}}"#,
        r#"{"field": "page.path", "is": "/a"}, {"field": "page.path", "is": "/A", "ignore_case": true}"#,
    ] {
        let lines = found(&format!(r#"{{"all": [{parts}]}}"#));
        assert!(!lines.iter().any(|line| line.starts_with("contradictory")), "{parts}: {lines:?}");
    }
    assert_eq!(
        finding("impossible_state", r#"{"field": "group.a", "is": "closed"}"#),
        "`group.a is \"closed\"` is never true: a group without a schedule is never closed",
        "one test alone is a finding of its own, not two"
    );
}

#[test]
fn a_trigger_that_an_earlier_one_beats() {
    let shadowed = ["shadowed [two one] trigger `two` never wins: whenever it is true, so is `one` before \
                     it; put it before `one`, or remove it"];
    for (first, second) in [
        (r#"{"field": "country", "is": "FR"}"#, r#"{"field": "country", "is": "fr"}"#),
        (
            r#"{"all": [{"field": "country", "is": "FR"}, {"field": "city", "is": "Paris"}]}"#,
            r#"{"all": [{"field": "city", "is": "Paris"}, {"field": "country", "is": "FR"}]}"#,
        ),
        (
            r#"{"field": "country", "is": "FR"}"#,
            r#"{"all": [{"field": "visits", "is": 1}, {"field": "country", "is": "FR"}]}"#,
        ),
        (
            r#"{"any": [{"field": "country", "is": "FR"}, {"field": "country", "is": "DE"}]}"#,
            r#"{"all": [{"field": "visits", "is": 1}, {"field": "country", "is": "DE"}]}"#,
        ),
        (
            r#"{"any": [{"field": "country", "is": "FR"}, {"field": "visits", "above": 2}]}"#,
            r#"{"any": [{"field": "visits", "above": 3}, {"field": "country", "is": "FR"}]}"#,
        ),
        (r#"{"field": "country", "in": ["FR", "DE"]}"#, r#"{"field": "country", "is": "DE"}"#),
        (r#"{"field": "country", "in": ["FR", "DE", "IT"]}"#, r#"{"field": "country", "in": ["IT", "FR"]}"#),
        (r#"{"field": "country", "exists": true}"#, r#"{"field": "country", "is": "DE"}"#),
        (r#"{"field": "page.path", "starts_with": "/a"}"#, r#"{"field": "page.path", "starts_with": "/a/b"}"#),
        (r#"{"field": "page.path", "starts_with": "/a"}"#, r#"{"field": "page.path", "in": ["/a/b", "/ab"]}"#),
        (r#"{"field": "page.path", "ends_with": ".html"}"#, r#"{"field": "page.path", "is": "/a.html"}"#),
        (r#"{"field": "page.host", "within": "a.example"}"#, r#"{"field": "page.host", "within": "b.a.example"}"#),
        (r#"{"field": "page.host", "within": "a.example"}"#, r#"{"field": "page.host", "is": "b.a.example"}"#),
        (r#"{"field": "page.host", "within": "a.example"}"#, r#"{"field": "page.host", "ends_with": ".a.example"}"#),
        (r#"{"field": "page.host", "ends_with": "example"}"#, r#"{"field": "page.host", "within": "a.example"}"#),
        (r#"{"field": "language", "within": "fr"}"#, r#"{"field": "language", "within": "fr-CA"}"#),
        (r#"{"field": "visits", "at_least": 2}"#, r#"{"field": "visits", "above": 2}"#),
        (r#"{"field": "visits", "above": 2}"#, r#"{"field": "visits", "in": [3, 5]}"#),
        (r#"{"field": "visits", "below": 9}"#, r#"{"field": "visits", "at_most": 8}"#),
        (r#"{"field": "visits", "in": [3, 4, 5]}"#, r#"{"field": "visits", "in": [3, 5]}"#),
        (r#"{"field": "group.a", "in": ["available", "offline"]}"#, r#"{"field": "group.a", "is": "offline"}"#),
        (
            r#"{"field": "country", "is": "FR", "if_unknown": true}"#,
            r#"{"field": "country", "is": "FR"}"#,
        ),
        (
            r#"{"not": {"field": "country", "is": "FR", "if_unknown": false}}"#,
            r#"{"all": [{"field": "visits", "is": 1}, {"not": {"field": "country", "in": ["FR", "DE"], "if_unknown": false}}, {"not": {"field": "country", "is": "FR", "if_unknown": false}}]}"#,
        ),
        ("", r#"{"field": "country", "is": "FR"}"#),
    ] {
        let lines = two(first, second);
        let expected = match first {
            // A trigger without condition is told once for all.
            "" => vec!["after_catch_all [one two] trigger `one` has no condition, so it wins before all that \
                        stand after it: `two`"],
            _ => shadowed.to_vec(),
        };
        assert_eq!(lines, expected, "{first} {second}");
        // The other way round the narrow one comes first.
        if !first.is_empty() && first.len() != second.len() {
            let lines = two(second, first);
            assert!(!lines.iter().any(|line| line.starts_with("shadowed")), "{second} {first} {lines:?}");
        }
    }
}

#[test]
fn a_trigger_that_an_earlier_one_leaves_something() {
    for (first, second) in [
        (r#"{"field": "country", "is": "FR"}"#, r#"{"field": "country", "is": "DE"}"#),
        (r#"{"field": "country", "in": ["FR", "DE"]}"#, r#"{"field": "country", "in": ["FR", "IT"]}"#),
        (r#"{"field": "page.path", "starts_with": "/a"}"#, r#"{"field": "page.path", "in": ["/a", "/b"]}"#),
        (r#"{"field": "page.host", "within": "a.example"}"#, r#"{"field": "page.host", "within": "ba.example"}"#),
        (r#"{"field": "page.host", "within": "a.example"}"#, r#"{"field": "page.host", "ends_with": "-a.example"}"#),
        (r#"{"field": "visits", "above": 2}"#, r#"{"field": "visits", "at_least": 2}"#),
        (r#"{"field": "page.path", "is": "/a"}"#, r#"{"field": "page.path", "is": "/A", "ignore_case": true}"#),
        (
            r#"{"field": "country", "is": "FR"}"#,
            r#"{"field": "country", "is": "FR", "if_unknown": true}"#,
        ),
        (
            r#"{"all": [{"field": "country", "is": "FR"}, {"field": "visits", "is": 1}]}"#,
            r#"{"field": "country", "is": "FR"}"#,
        ),
        (r#"{"field": "previous.path", "is": "/a"}"#, r#"{"field": "page.path", "is": "/a"}"#),
    ] {
        assert_eq!(two(first, second), NONE, "{first} {second}");
    }
    // A trigger that never wins itself beats none.
    let disabled = document("", &[("one", "a", r#"{"field": "city", "is": "Nice"}"#), ("two", "b", r#"{"field": "city", "is": "Nice"}"#)])
        .replace(r#""id": "one","#, r#""id": "one", "enabled": false,"#);
    assert_eq!(lines(&disabled), NONE);
}

#[test]
fn a_trigger_without_which_nobody_goes_elsewhere() {
    let french = r#"{"field": "language", "within": "fr"}"#;
    let canadian = r#"{"field": "language", "within": "fr-CA"}"#;
    let city = r#"{"field": "city", "is": "Nice"}"#;
    let german = r#"{"field": "language", "within": "de"}"#;
    let redundant = "redundant [one two] trigger `one` can be removed: `two` after it takes the same visitors \
                     to the same group";
    assert_eq!(
        lines(&document("", &[("one", "a", canadian), ("two", "a", french)])),
        [redundant]
    );
    // Triggers to the same group may stand between.
    assert_eq!(
        lines(&document("", &[("one", "a", canadian), ("other", "a", city), ("two", "a", french)])),
        [redundant]
    );
    // One to another group may take some of them.
    let between = [("one", "a", canadian), ("other", "b", city), ("two", "a", french)];
    assert_eq!(lines(&document("", &between)), NONE);
    // One that never wins takes nobody.
    let never = r#"{"all": [{"field": "city", "is": "Nice"}, {"field": "city", "is": "Lyon"}]}"#;
    let between = [("one", "a", canadian), ("other", "b", never), ("two", "a", french)];
    assert!(lines(&document("", &between)).contains(&redundant.to_owned()));
    assert_eq!(lines(&document("", &[("one", "a", german), ("two", "a", french)])), NONE);
    assert_eq!(lines(&document("", &[("one", "b", canadian), ("two", "a", french)])), NONE);
}

#[test]
fn a_trigger_to_the_group_that_follows_anyway() {
    let french = r#"{"field": "language", "within": "fr"}"#;
    let city = r#"{"field": "city", "is": "Nice"}"#;
    let default = r#""default_group": "b","#;
    let redundant = |id: &str| {
        format!(
            "redundant [{id}] trigger `{id}` can be removed: the default group is the same, and no other \
             trigger comes between"
        )
    };
    let triggers = [("one", "b", city), ("two", "a", city), ("three", "b", french)];
    let triggers = [triggers[0], ("two", "a", french), ("three", "b", r#"{"field": "visits", "is": 1}"#)];
    assert_eq!(lines(&document(default, &triggers)), [redundant("three")]);
    assert_eq!(lines(&document("", &triggers)), NONE);
    assert_eq!(lines(&document(r#""default_group": "c","#, &triggers)), NONE);
    // Something comes between.
    let asks = format!(r#"{default} "picker": {{"mode": "required"}},"#);
    assert_eq!(lines(&document(&asks, &triggers)), NONE);
    let codes = format!(r#"{default} "precedence": ["trigger", "group_code"],"#);
    assert_eq!(lines(&document(&codes, &triggers)), NONE);
}

#[test]
fn a_group_that_only_such_triggers_lead_to_is_not_reached() {
    let keys = r#""precedence": ["trigger"],"#;
    let nice = r#"{"field": "city", "is": "Nice"}"#;
    let never = r#"{"all": [{"field": "city", "is": "Nice"}, {"field": "city", "is": "Lyon"}]}"#;
    let lines = lines(&document(keys, &[("one", "a", nice), ("two", "b", nice), ("three", "c", never)]));
    let unreached: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("unreached_group ["))
        .filter_map(|line| line.split(']').next())
        .collect();
    assert_eq!(unreached, ["b", "c"], "{lines:?}");
}
