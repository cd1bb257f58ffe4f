//! Documents whose shape makes a search of `analyze` compare many things with many others, at any size.

/// A kind of document.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// The document of a size, as JSON.
    pub(crate) document: fn(usize) -> String,
    /// Three sizes, each twice the one before.
    pub(crate) sizes: [usize; 3],
}

pub(crate) fn shapes() -> Vec<Shape> {
    let shape = |name, document, smallest| Shape {
        name,
        document,
        sizes: [smallest, 2 * smallest, 4 * smallest],
    };
    vec![
        shape("dates with hours of their own, for many groups", |size| dates(size, size), 300),
        shape("languages without a text, for many names", |size| languages(size, size), 300),
        shape("schedules, each against a chain of fallbacks", schedules, 200),
        shape("tags that name no language, in one list", unknown_tags, 1_000),
        shape("triggers that look alike", alike_triggers, 500),
        shape("triggers, each shadowed by the first", shadowed_triggers, 500),
        shape("values of lists that can never be", impossible_lists, 2_000),
        shape("conditions of many contradictions", contradictions, 60),
        shape("cases that fail, of many agents", failing_cases, 200),
        shape("assertions about many groups", assertions, 60),
    ]
}

pub(crate) fn joined(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(", ")
}

/// Schedules of so many dates, which so many groups have in common.
pub(crate) fn dates(dates: usize, groups: usize) -> String {
    let date = |n: usize| format!("{:04}-{:02}-{:02}", 2026 + n / 336, 1 + n / 28 % 12, 1 + n % 28);
    let exceptions = |spans: &str| {
        joined(dates, |n| format!(r#"{{"date": "{}", "spans": ["{spans}"]}}"#, date(n)))
    };
    let groups = joined(groups, |n| {
        format!(
            r#"{{"id": "g{n}", "name": "G", "agents": "all", "schedule": "a", "fallback": "h"}}"#
        )
    });
    format!(
        r#"{{"agents": [{{"id": "x"}}],
        "schedules": [{{"id": "a", "zone": "UTC", "exceptions": [{}]}},
            {{"id": "b", "zone": "UTC", "exceptions": [{}]}}],
        "groups": [{groups}, {{"id": "h", "name": "H", "agents": "all", "schedule": "b"}}]}}"#,
        exceptions("09:00-10:00"),
        exceptions("11:00-12:00"),
    )
}

pub(crate) fn languages(languages: usize, groups: usize) -> String {
    let languages = joined(languages, |n| format!(r#""en-x-a{n}""#));
    let groups =
        joined(groups, |n| format!(r#"{{"id": "g{n}", "name": {{"fr": "G"}}, "agents": "all"}}"#));
    format!(r#"{{"agents": [{{"id": "x"}}], "languages": [{languages}], "groups": [{groups}]}}"#)
}

/// So many groups, each with a schedule of its own and all later ones as fallbacks.
pub(crate) fn schedules(size: usize) -> String {
    let schedules = joined(size, |n| {
        format!(r#"{{"id": "s{n}", "zone": "UTC", "weekly": {{"mon": ["09:00-10:00"]}}}}"#)
    });
    let groups = joined(size, |n| {
        let fallback =
            if n + 1 == size { String::new() } else { format!(r#", "fallback": "g{}""#, n + 1) };
        format!(r#"{{"id": "g{n}", "name": "G", "agents": "all", "schedule": "s{n}"{fallback}}}"#)
    });
    format!(r#"{{"agents": [{{"id": "x"}}], "schedules": [{schedules}], "groups": [{groups}]}}"#)
}

fn unknown_tags(size: usize) -> String {
    let tags = joined(size, |n| format!(r#""qq-x-a{n}""#));
    format!(
        r#"{{"agents": [{{"id": "x", "languages": [{tags}]}}],
        "groups": [{{"id": "g", "name": "G", "agents": "all"}}]}}"#
    )
}

pub(crate) fn with_triggers(triggers: &str) -> String {
    format!(
        r#"{{"agents": [{{"id": "x"}}], "groups": [{{"id": "g", "name": "G", "agents": "all"}}],
        "triggers": [{triggers}]}}"#
    )
}

pub(crate) fn alike_triggers(size: usize) -> String {
    with_triggers(&joined(size, |n| {
        format!(
            r#"{{"id": "t{n}", "assign_to": "g", "when": {{"all": [{{"field": "group.g", "is": "offline"}},
            {{"any": [{{"field": "group.g", "is": "busy"}}, {{"field": "attribute.a{n}", "is": "b"}},
            {{"field": "attribute.b{n}", "is": "b"}}]}}]}}}}"#
        )
    }))
}

fn shadowed_triggers(size: usize) -> String {
    with_triggers(&joined(size, |n| {
        format!(
            r#"{{"id": "t{n}", "assign_to": "g",
            "when": {{"field": "page.path", "starts_with": "/{}"}}}}"#,
            if n == 0 { String::new() } else { format!("shop-{n}") }
        )
    }))
}

pub(crate) fn impossible_lists(size: usize) -> String {
    let items = joined(size, |n| format!(r#""shop{n}*""#));
    with_triggers(&format!(
        r#"{{"id": "t", "assign_to": "g", "when": {{"field": "page.path", "in": [{items}]}}}}"#
    ))
}

fn contradictions(size: usize) -> String {
    with_triggers(&joined(size, |n| {
        let leaves = joined(size, |m| format!(r#"{{"field": "attribute.a{m}", "is": "{n}"}}"#));
        format!(
            r#"{{"id": "t{n}", "assign_to": "g", "when": {{"all": [{leaves},
            {{"field": "city", "is": "a"}}, {{"field": "city", "is": "b"}}]}}}}"#
        )
    }))
}

fn failing_cases(size: usize) -> String {
    let agents = joined(size, |n| format!(r#"{{"id": "agent-{n}"}}"#));
    let cases = joined(size, |_| r#"{"visitor": {}, "group": "h"}"#.to_owned());
    format!(
        r#"{{"agents": [{agents}], "default_group": "g",
        "groups": [{{"id": "g", "name": "G", "agents": "all"}}, {{"id": "h", "name": "H", "agents": "all"}}],
        "expect": [{cases}]}}"#
    )
}

fn assertions(size: usize) -> String {
    let groups = joined(size, |n| format!(r#"{{"id": "g{n}", "name": "G", "agents": "all"}}"#));
    let triggers = joined(size, |n| {
        format!(
            r#"{{"id": "t{n}", "assign_to": "g{n}", "when": {{"field": "page.path", "starts_with": "/{n}/"}}}}"#
        )
    });
    let assertions = joined(size, |n| {
        format!(r#"{{"when": {{"field": "page.path", "contains": "{n}"}}, "always": ["g{n}"]}}"#)
    });
    format!(
        r#"{{"agents": [{{"id": "x"}}], "groups": [{groups}], "triggers": [{triggers}],
        "assertions": [{assertions}]}}"#
    )
}
