//! What findings cost and how large they are: in proportion to the document, or a search stops and says so.

use std::fmt::Write;

use super::workloads::{self, joined, with_triggers};
use super::{findings, workspace};
use frontdesk::analysis::{Finding, Truncated, analyze};

/// How many steps were not enough for, and how many things were examined.
#[track_caller]
fn spent(document: &str) -> Vec<(&'static str, usize, usize)> {
    let spent = |finding: &Finding| match finding {
        Finding::BudgetSpent { search, examined, total: of } => Some((*search, *examined, *of)),
        _ => None,
    };
    findings(document).iter().filter_map(spent).collect()
}

#[test]
fn lists_of_dates_are_cut() {
    // Every group names the same dates.
    let document = workloads::dates(600, 50);
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
    let document = workloads::languages(400, 20);
    let findings = findings(&document);
    assert_eq!(findings.len(), 20);
    assert!(findings.to_string().len() < 2 * document.len(), "{}", findings.to_string().len());
    let last = findings.iter().last().unwrap().to_string();
    assert!(last.ends_with("`en-x-a9` and 390 more"), "{last}");
}

#[test]
fn many_languages_times_many_names() {
    let spent = spent(&workloads::languages(3_000, 1_000));
    assert_eq!(spent.len(), 1, "{spent:?}");
    let (search, examined, of) = spent[0];
    assert_eq!((search, of), ("names, for languages without a text", 1_000));
    assert!(examined > 100 && examined < of, "{examined}");
}

#[test]
fn many_schedules_against_each_other() {
    // Each group has a schedule of its own, and all others as fallbacks.
    let spent = spent(&workloads::schedules(3_000));
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
    let findings = findings(&with_triggers(&triggers(60)));
    assert!(findings.is_empty(), "{findings}");
    // Tests that the index cannot tell apart are compared as long as the steps last.
    let spent = spent(&workloads::alike_triggers(4_000));
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
