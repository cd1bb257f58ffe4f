//! Problems come in the order of the canonical document, whatever order the keys stand in (rule W1).

use crate::errors::problems;

/// The objects of a document: where each stands, its keys in the canonical order, and a document
/// around it.
type Case = (&'static str, &'static [&'static str], fn(&str) -> String);

const SETTINGS: [Case; 4] = [
    (
        "",
        &[
            "schema",
            "version",
            "languages",
            "default_group",
            "picker",
            "precedence",
            "plan",
            "roles",
            "schedules",
            "agents",
            "groups",
            "triggers",
            "expect",
            "assertions",
        ],
        |object| object.to_owned(),
    ),
    ("picker", &["mode", "hide_unavailable", "question"], |object| {
        format!(r#"{{"groups": [], "picker": {object}}}"#)
    }),
    ("plan", &["max_agents", "max_groups", "group_routing"], |object| {
        format!(r#"{{"groups": [], "plan": {object}}}"#)
    }),
    ("roles[0]", &["id", "permissions"], |object| {
        format!(r#"{{"groups": [], "roles": [{object}]}}"#)
    }),
];

const SCHEDULES: [Case; 3] = [
    ("schedules[0]", &["id", "zone", "weekly", "exceptions"], |object| {
        format!(r#"{{"groups": [], "schedules": [{object}]}}"#)
    }),
    (
        "schedules[0].weekly",
        &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        |object| {
            format!(
                r#"{{"groups": [], "schedules": [{{"id": "s", "zone": "UTC", "weekly": {object}}}]}}"#
            )
        },
    ),
    ("schedules[0].exceptions[0]", &["date", "spans"], |object| {
        format!(
            r#"{{"groups": [], "schedules": [{{"id": "s", "zone": "UTC", "exceptions": [{object}]}}]}}"#
        )
    }),
];

const PEOPLE: [Case; 4] = [
    ("agents[0]", &["id", "name", "role", "languages", "max_conversations"], |object| {
        format!(r#"{{"groups": [], "agents": [{object}]}}"#)
    }),
    (
        "groups[0]",
        &[
            "id",
            "name",
            "agents",
            "private",
            "enabled",
            "schedule",
            "fallback",
            "overflow",
            "strategy",
            "offer_seconds",
            "retry_seconds",
            "reassign_after_seconds",
            "escalation",
            "max_waiting",
            "max_notices",
            "sticky",
        ],
        |object| format!(r#"{{"groups": [{object}]}}"#),
    ),
    ("groups[0].agents[0]", &["id", "weight"], |object| {
        format!(r#"{{"groups": [{{"id": "g", "name": "G", "agents": [{object}]}}]}}"#)
    }),
    ("groups[0].escalation[0]", &["after_seconds", "to"], |object| {
        format!(r#"{{"groups": [{{"id": "g", "name": "G", "escalation": [{object}]}}]}}"#)
    }),
];

const RULES: [Case; 2] = [
    ("triggers[0]", &["id", "name", "enabled", "assign_to", "when"], |object| {
        format!(r#"{{"groups": [], "triggers": [{object}]}}"#)
    }),
    ("triggers[0].when", &["field", "is", "ignore_case", "if_unknown"], |object| {
        format!(
            r#"{{"groups": [{{"id": "g", "name": "G"}}],
                "triggers": [{{"id": "t", "assign_to": "g", "when": {object}}}]}}"#
        )
    }),
];

const CLAIMS: [Case; 5] = [
    ("expect[0]", &["name", "visitor", "presence", "outcome", "group", "trigger"], |object| {
        format!(r#"{{"groups": [], "expect": [{object}]}}"#)
    }),
    (
        "expect[0].visitor",
        &[
            "id",
            "at",
            "page",
            "previous",
            "referrer",
            "language",
            "country",
            "region",
            "city",
            "device",
            "browser",
            "os",
            "visits",
            "pages_viewed",
            "time_on_page",
            "time_on_site",
            "attributes",
            "assignment",
            "selection",
            "group_code",
        ],
        |object| format!(r#"{{"groups": [], "expect": [{{"visitor": {object}}}]}}"#),
    ),
    ("expect[0].visitor.page", &["url", "title"], |object| {
        format!(r#"{{"groups": [], "expect": [{{"visitor": {{"page": {object}}}}}]}}"#)
    }),
    ("expect[0].presence.a1", &["status", "load", "until"], |object| {
        format!(r#"{{"groups": [], "expect": [{{"presence": {{"a1": {object}}}}}]}}"#)
    }),
    ("assertions[0]", &["id", "when", "never", "always"], |object| {
        format!(r#"{{"groups": [], "assertions": [{object}]}}"#)
    }),
];

/// Every key of an object is wrong, and they stand in the reverse of the canonical order: the keys
/// that the problems name, each once where they stand together.
fn keys_named(place: &str, keys: &[&str], document: fn(&str) -> String) -> Vec<String> {
    // No key takes a list of lists.
    let entries: Vec<String> =
        keys.iter().rev().map(|key| format!(r#""{key}": [[]]"#)).collect();
    let problems = problems(&document(&format!("{{{}}}", entries.join(", "))));
    let mut named: Vec<String> = problems
        .iter()
        .filter_map(|problem| {
            let below = problem.path().to_string().strip_prefix(place)?.to_owned();
            let key = below.trim_start_matches('.').split(['.', '[']).next()?;
            Some(key.to_owned())
        })
        .collect();
    named.dedup();
    named
}

#[track_caller]
fn assert_canonical(cases: &[Case]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(place, keys, document)| {
            let named = keys_named(place, keys, *document);
            (named != **keys).then(|| format!("{place}: expected {keys:?}\n  found {named:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn w1_problems_of_settings_are_in_the_order_of_the_canonical_document() {
    assert_canonical(&SETTINGS);
}

#[test]
fn w1_problems_of_schedules_are_in_the_order_of_the_canonical_document() {
    assert_canonical(&SCHEDULES);
}

#[test]
fn w1_problems_of_agents_and_groups_are_in_the_order_of_the_canonical_document() {
    assert_canonical(&PEOPLE);
}

#[test]
fn w1_problems_of_triggers_are_in_the_order_of_the_canonical_document() {
    assert_canonical(&RULES);
}

#[test]
fn w1_problems_of_samples_and_assertions_are_in_the_order_of_the_canonical_document() {
    assert_canonical(&CLAIMS);
}

#[test]
fn w1_keys_that_an_object_does_not_have_come_after_those_that_it_has() {
    let document = r#"{"aaa": 1, "groups": [{"bbb": 1, "id": "g g", "name": ""}], "version": -1}"#;
    let places: Vec<String> =
        problems(document).iter().map(|problem| problem.path().to_string()).collect();
    assert_eq!(places, ["version", "groups[0].id", "groups[0].name", "groups[0].bbb", "aaa"]);
}
