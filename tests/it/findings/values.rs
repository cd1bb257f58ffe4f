//! Numbers, states and modifiers that do something else than they seem to.

use super::{finding, lines, none};

#[test]
fn a_number_written_as_text() {
    let of = |when: &str| finding("number_as_text", when);
    assert_eq!(
        of(r#"{"field": "attribute.zip", "is": "75001"}"#),
        "`attribute.zip is \"75001\"` holds for that text only: a number is no text; what was meant may be \
         `attribute.zip is 75001`"
    );
    assert!(of(r#"{"field": "attribute.n", "is": "-1.5", "if_unknown": true}"#)
        .ends_with("`attribute.n is -1.5 (true if unknown)`"));
    assert!(of(r#"{"field": "attribute.n", "in": ["1", "2"]}"#).ends_with("`attribute.n in [1, 2]`"));
    assert!(of(r#"{"field": "attribute.n", "not_in": ["1", "2"], "if_unknown": true}"#).ends_with(
        "`attribute.n in [\"1\", \"2\"] (false if unknown)` holds for that text only: a number is no text; \
         what was meant may be `attribute.n not in [1, 2] (true if unknown)`"
    ));
    none(&[
        r#"{"field": "attribute.zip", "is": 75001}"#,
        // No number is written like that.
        r#"{"field": "attribute.zip", "is": "01234"}"#,
        r#"{"field": "attribute.phone", "is": "+33123456789"}"#,
        r#"{"field": "attribute.version", "is": "1.50"}"#,
        r#"{"field": "attribute.size", "is": "1e3"}"#,
        // With one text in it a list is of texts.
        r#"{"field": "attribute.room", "in": ["1", "2a"]}"#,
        r#"{"field": "attribute.room", "contains": "5"}"#,
        // These are texts.
        r#"{"field": "page.query.page", "is": "5"}"#,
        r#"{"field": "page.title", "is": "404"}"#,
        r#"{"field": "city", "is": "5"}"#,
    ]);
}

#[test]
fn a_number_that_a_field_never_has() {
    let of = |when: &str| finding("impossible_number", when);
    assert_eq!(
        of(r#"{"field": "visits", "below": 0}"#),
        "`visits below 0` is never true: this field has whole numbers from 0 only"
    );
    assert_eq!(
        of(r#"{"field": "time_on_page", "at_most": -1}"#),
        "`time_on_page at most -1` is never true: this field has numbers from 0 only"
    );
    assert_eq!(
        of(r#"{"field": "bucket.beta", "at_least": 100}"#),
        "`bucket.beta at least 100` is never true: this field has numbers from 0 and below 100 only"
    );
    of(r#"{"field": "pages_viewed", "is": 2.5}"#);
    of(r#"{"field": "visits", "in": [-1, 0.5]}"#);
    none(&[
        r#"{"field": "visits", "below": 1}"#,
        r#"{"field": "visits", "at_most": 0}"#,
        r#"{"field": "visits", "above": 2.5}"#,
        r#"{"field": "visits", "in": [0.5, 3]}"#,
        r#"{"field": "time_on_page", "is": 2.5}"#,
        r#"{"field": "bucket.beta", "below": 5}"#,
        r#"{"field": "attribute.balance", "below": 0}"#,
    ]);
}

#[test]
fn a_state_that_never_comes() {
    let document = |when: &str, agent: &str| {
        format!(
            r#"{{"agents": [{{"id": "x"{agent}}}],
            "schedules": [{{"id": "s", "zone": "UTC", "weekly": {{"mon": ["09:00-10:00"]}}}}],
            "groups": [{{"id": "a", "name": "A", "agents": "all"}},
                {{"id": "b", "name": "B", "agents": ["x"], "schedule": "s"}},
                {{"id": "c", "name": "C", "enabled": false}}],
            "triggers": [{{"id": "t", "assign_to": "a", "when": {when}}}]}}"#
        )
    };
    let of = |when: &str, agent: &str| -> Vec<String> {
        let lines = lines(&document(when, agent));
        lines.into_iter().filter(|line| line.starts_with("impossible_state")).collect()
    };
    let impossible = |test: &str, reason: &str| {
        [format!("impossible_state [t] trigger `t`: `{test}` is never true: {reason}")]
    };
    assert_eq!(
        of(r#"{"field": "group.a", "is": "closed"}"#, ""),
        impossible(r#"group.a is "closed""#, "a group without a schedule is never closed")
    );
    let no_limit = "no member of the group has `max_conversations`, so it is never busy";
    assert_eq!(
        of(r#"{"field": "group.b", "is": "busy"}"#, ""),
        impossible(r#"group.b is "busy""#, no_limit)
    );
    assert_eq!(
        of(r#"{"field": "group.c", "in": ["available", "busy"]}"#, ""),
        impossible(r#"group.c in ["available", "busy"]"#, "nobody is in the group")
    );
    let limit = r#", "max_conversations": 2"#;
    for (when, agent) in [
        (r#"{"field": "group.b", "is": "closed"}"#, ""),
        (r#"{"field": "group.b", "is": "busy"}"#, limit),
        (r#"{"field": "group.a", "is": "busy"}"#, limit),
        (r#"{"field": "group.a", "in": ["closed", "available"]}"#, ""),
        (r#"{"field": "group.c", "is": "offline"}"#, ""),
        (r#"{"field": "staff", "is": "online"}"#, ""),
    ] {
        assert_eq!(of(when, agent), [""; 0], "{when}");
    }
    let nobody = r#"{"groups": [{"id": "a", "name": "A"}],
        "triggers": [{"id": "t", "assign_to": "a", "when": {"field": "staff", "is": "online"}}]}"#;
    assert!(lines(nobody).contains(
        &impossible(r#"staff is "online""#, "there are no agents")[0]
    ));
}

#[test]
fn ignore_case_where_there_is_no_case() {
    let of = |when: &str| finding("ignore_case_without_effect", when);
    assert_eq!(
        of(r#"{"field": "country", "is": "FR", "ignore_case": true, "if_unknown": false}"#),
        "`country is \"FR\" ignoring case (false if unknown)` is compared without case anyway, so \
         `ignore_case` has no effect; what was meant may be `country is \"FR\" (false if unknown)`"
    );
    of(r#"{"field": "page.host", "starts_with": "www.", "ignore_case": true}"#);
    of(r#"{"field": "language", "within": "fr", "ignore_case": true}"#);
    of(r#"{"field": "device", "in": ["bot", "tv"], "ignore_case": true}"#);
    none(&[
        r#"{"field": "device", "contains": "bot", "ignore_case": true}"#,
        r#"{"field": "page.path", "is": "/a", "ignore_case": true}"#,
        r#"{"field": "page.host", "matches": "^Shop", "ignore_case": true}"#,
        r#"{"field": "attribute.plan", "is": "pro", "ignore_case": true}"#,
    ]);
}
