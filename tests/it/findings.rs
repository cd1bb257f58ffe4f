//! What `analyze` finds by a look at the document: each kind where it is and where it is not.

mod conditions;
mod groups;
mod hours;
mod shipped;

use frontdesk::{Concerned, Draft, Findings, Workspace, analyze};

fn workspace(document: &str) -> Workspace {
    let draft: Draft = serde_json::from_str(document).expect(document);
    draft.check().unwrap_or_else(|problems| panic!("{document}\n{problems}"))
}

/// The findings of a document.
fn findings(document: &str) -> Findings {
    analyze(&workspace(document))
}

/// The same as lines: kind, ids and message.
fn lines(document: &str) -> Vec<String> {
    findings(document)
        .iter()
        .map(|finding| {
            let about = finding.about();
            let ids: Vec<&str> = about.iter().map(Concerned::as_str).collect();
            let line = serde_json::to_value(finding).unwrap();
            assert_eq!(line["about"], serde_json::json!(ids));
            assert_eq!(line["message"], finding.to_string());
            assert_eq!(line["kind"], finding.name());
            format!("{} [{}] {finding}", finding.name(), ids.join(" "))
        })
        .collect()
}

#[test]
fn a_workspace_in_order_has_none() {
    let document = r#"{
        "agents": [{"id": "a1"}],
        "groups": [{"id": "a", "name": "A", "agents": ["a1"]}],
        "triggers": [{"id": "t", "assign_to": "a"}],
        "expect": [{"visitor": {}, "group": "a"}]}"#;
    let findings = findings(document);
    assert!(findings.is_empty(), "{findings}");
    assert_eq!(findings.len(), 0);
    assert_eq!(findings.to_string(), "");
    assert_eq!(serde_json::to_string(&findings).unwrap(), "[]");
}

#[test]
fn findings_are_a_list_of_objects_on_the_wire_and_lines_for_people() {
    let findings = findings(r#"{"agents": [{"id": "x"}], "groups": [{"id": "a", "name": "A"}]}"#);
    assert_eq!(findings.to_string(), "agent `x` is in no group\nnobody is in group `a`");
    assert_eq!(
        serde_json::to_string(&findings).unwrap(),
        r#"[{"kind":"agent_in_no_group","about":["x"],"message":"agent `x` is in no group"},{"kind":"empty_group","about":["a"],"message":"nobody is in group `a`"}]"#
    );
    assert_eq!(findings.iter().count(), findings.into_iter().count());
}

#[test]
fn a_case_that_fails_is_found_with_the_decision_that_came() {
    let document = |expect: &str| {
        format!(
            r#"{{"agents": [{{"id": "a1"}}],
            "groups": [{{"id": "a", "name": "A", "agents": ["a1"]}}, {{"id": "b", "name": "B", "agents": "all"}}],
            "triggers": [{{"id": "t", "assign_to": "a", "when": {{"field": "country", "is": "FR"}}}}],
            "expect": [{expect}]}}"#
        )
    };
    for holds in [
        r#"{"visitor": {"country": "FR"}, "group": "a", "trigger": "t", "outcome": "assigned"}"#,
        r#"{"visitor": {}, "outcome": "unassigned"}"#,
        r#"{"visitor": {}}"#,
        // Without a presence everyone is online.
        r#"{"visitor": {"group_code": "b"}, "group": "b"}"#,
    ] {
        assert_eq!(lines(&document(holds)), [""; 0], "{holds}");
    }
    assert_eq!(
        lines(&document(r#"{"visitor": {}}, {"name": "French", "visitor": {"country": "FR"}, "group": "b"}"#)),
        ["failed_case [b] the case `French` expects the group `b`, but the visitor goes to `a` by trigger \
          `t`, which is available; `a1` is told"]
    );
    assert_eq!(
        lines(&document(r#"{"visitor": {"country": "FR"}, "presence": {}, "trigger": "u"}"#)),
        ["failed_case [u] the case `expect[0]` expects the trigger `u`, but the visitor goes to `a` by \
          trigger `t`, which is offline; nobody answers, a message is taken; nobody is told"]
    );
    assert_eq!(
        lines(&document(r#"{"visitor": {}, "outcome": "ask"}"#)),
        ["failed_case [] the case `expect[0]` expects the outcome `ask`, but the visitor goes to no group; \
          `a1` is told"]
    );
}
