//! What findings cost and how large they are: in proportion to the document, or a search stops and says so.

use std::fmt::Write;

use super::{findings, workspace};
use frontdesk::{Finding, Truncated, analyze};

/// How many steps were not enough for, and how many things were examined.
fn spent(document: &str) -> Vec<(&'static str, usize, usize)> {
    let spent = |finding: &Finding| match finding {
        Finding::BudgetSpent { search, examined, of } => Some((*search, *examined, *of)),
        _ => None,
    };
    findings(document).iter().filter_map(spent).collect()
}

fn joined(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(", ")
}

#[test]
fn lists_of_dates_are_cut() {
    // Every group names the same dates.
    let date = |n: usize| format!("20{:02}-{:02}-{:02}", 26 + n / 336, 1 + n / 28 % 12, 1 + n % 28);
    let exceptions = |spans: &str| {
        joined(600, |n| format!(r#"{{"date": "{}", "spans": ["{spans}"]}}"#, date(n)))
    };
    let groups = joined(50, |n| {
        format!(r#"{{"id": "g{n}", "name": "G", "agents": "all", "schedule": "a", "fallback": "h"}}"#)
    });
    let document = format!(
        r#"{{"agents": [{{"id": "x"}}],
        "schedules": [{{"id": "a", "zone": "UTC", "exceptions": [{}]}},
            {{"id": "b", "zone": "UTC", "exceptions": [{}]}}],
        "groups": [{groups}, {{"id": "h", "name": "H", "agents": "all", "schedule": "b"}}]}}"#,
        exceptions("09:00-10:00"),
        exceptions("11:00-12:00"),
    );
    let findings = analyze(&workspace(&document));
    assert_eq!(findings.len(), 50);
    for finding in &findings {
        let Finding::FallbackClosedToo { except_on, .. } = finding else {
            panic!("{finding}");
        };
        assert_eq!((except_on.len(), except_on.items().len()), (600, Truncated::<String>::KEPT));
        assert!(finding.to_string().ends_with("`2026-01-10` and 590 more"), "{finding}");
    }
}

#[test]
fn lists_of_languages_are_cut() {
    let languages = joined(400, |n| format!(r#""en-x-a{n}""#));
    let groups = joined(20, |n| {
        format!(r#"{{"id": "g{n}", "name": {{"fr": "G"}}, "agents": "all"}}"#)
    });
    let document =
        format!(r#"{{"agents": [{{"id": "x"}}], "languages": [{languages}], "groups": [{groups}]}}"#);
    let findings = findings(&document);
    assert_eq!(findings.len(), 20);
    assert!(findings.to_string().len() < 2 * document.len(), "{}", findings.to_string().len());
    let last = findings.iter().last().unwrap().to_string();
    assert!(last.ends_with("`en-x-a9` and 390 more"), "{last}");
}

#[test]
fn many_languages_times_many_names() {
    let languages = joined(3_000, |n| format!(r#""en-x-a{n}""#));
    let groups = joined(1_000, |n| format!(r#"{{"id": "g{n}", "name": {{"fr": "G"}}, "agents": "all"}}"#));
    let document =
        format!(r#"{{"agents": [{{"id": "x"}}], "languages": [{languages}], "groups": [{groups}]}}"#);
    let spent = spent(&document);
    assert_eq!(spent.len(), 1, "{spent:?}");
    let (search, examined, of) = spent[0];
    assert_eq!((search, of), ("names, for languages without a text", 1_000));
    assert!(examined > 100 && examined < of, "{examined}");
}

#[test]
fn many_schedules_against_each_other() {
    // Each group has a schedule of its own, and all others as fallbacks.
    let schedules = joined(3_000, |n| {
        format!(r#"{{"id": "s{n}", "zone": "UTC", "weekly": {{"mon": ["09:00-10:00"]}}}}"#)
    });
    let groups = joined(3_000, |n| {
        let fallback = if n == 2_999 { String::new() } else { format!(r#", "fallback": "g{}""#, n + 1) };
        format!(r#"{{"id": "g{n}", "name": "G", "agents": "all", "schedule": "s{n}"{fallback}}}"#)
    });
    let document = format!(
        r#"{{"agents": [{{"id": "x"}}], "schedules": [{schedules}], "groups": [{groups}]}}"#
    );
    let spent = spent(&document);
    assert_eq!(spent.len(), 1, "{spent:?}");
    let (search, examined, of) = spent[0];
    assert_eq!((search, of), ("groups with a schedule, against the hours of their fallbacks", 2_999));
    assert!(examined > 500 && examined < of, "{examined}");
}

#[test]
fn many_triggers_that_share_a_test() {
    // Each pair of values is a rule of its own: none is implied by another, and all look alike.
    let triggers = |count: usize| {
        joined(count * count, |n| {
            let (a, b) = (n / count, n % count);
            format!(
                r#"{{"id": "t{n}", "assign_to": "g", "when": {{"all": [
                    {{"field": "attribute.a", "is": "a{a}"}}, {{"field": "attribute.b", "is": "b{b}"}}]}}}}"#
            )
        })
    };
    let document = |triggers: &str| {
        format!(
            r#"{{"agents": [{{"id": "x"}}], "groups": [{{"id": "g", "name": "G", "agents": "all"}}],
            "triggers": [{triggers}]}}"#
        )
    };
    let findings = findings(&document(&triggers(60)));
    assert!(findings.is_empty(), "{findings}");
    // Tests that the index cannot tell apart are compared as long as the steps last.
    let alike = |n: usize| {
        format!(
            r#"{{"id": "t{n}", "assign_to": "g", "when": {{"all": [{{"field": "group.g", "is": "offline"}},
                {{"any": [{{"field": "group.g", "is": "busy"}}, {{"field": "attribute.a{n}", "is": "b"}},
                {{"field": "attribute.b{n}", "is": "b"}}]}}]}}}}"#
        )
    };
    let spent = spent(&document(&joined(4_000, alike)));
    assert!(spent.iter().all(|(search, ..)| search.starts_with("triggers, against")), "{spent:?}");
}

#[test]
fn faults_of_long_lists_are_one_finding() {
    let items = joined(10_000, |n| format!(r#""shop{n}*""#));
    let when = format!(r#"{{"field": "page.path", "in": [{items}]}}"#);
    let findings = findings(&super::document(&when));
    let mut text = String::new();
    write!(text, "{findings}").unwrap();
    assert_eq!(findings.len(), 1, "{text}");
    assert!(text.contains("(and 9999 more of the list)") && text.len() < 500, "{text}");
    assert!(findings.iter().all(|finding| finding.instead().is_empty()));
}
