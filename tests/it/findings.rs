//! What `analyze` finds (rule N1): each kind in a document that has it, and in one beside it that does not. Whatever a
//! finding proposes is written into the document, which must then load without that finding.

mod conditions;
mod expressions;
mod groups;
mod hosts;
mod hours;
mod languages;
mod limits;
mod negations;
mod paths;
mod schedules;
mod settings;
mod shipped;
mod triggers;
mod urls;
mod values;
#[allow(dead_code, reason = "allocations are counted with the rest of it")]
mod workloads;

use frontdesk::{Draft, Workspace};
use frontdesk::analysis::{FindingSubject, Findings, analyze};
use serde_json::Value;

#[track_caller]
fn workspace(document: &str) -> Workspace {
    let draft: Draft = serde_json::from_str(document).expect(document);
    draft.check().unwrap_or_else(|problems| panic!("{document}\n{problems}"))
}

/// The findings of a document.
#[track_caller]
fn findings(document: &str) -> Findings {
    analyze(&workspace(document))
}

/// The findings as lines: kind, ids and message. What they propose is tried.
#[track_caller]
fn lines(document: &str) -> Vec<String> {
    let findings = findings(document);
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| {
            let about = finding.about();
            let ids: Vec<&str> = about.iter().map(FindingSubject::as_str).collect();
            let line = serde_json::to_value(finding).unwrap();
            assert_eq!(line["about"], serde_json::json!(ids));
            assert_eq!(line["message"], finding.to_string());
            assert_eq!(line["kind"], finding.name());
            let place = finding.path().map(ToString::to_string);
            assert_eq!(line.get("place").and_then(Value::as_str), place.as_deref());
            assert_eq!(line.get("instead").is_some(), !finding.instead().is_empty());
            format!("{} [{}] {finding}", finding.name(), ids.join(" "))
        })
        .collect();
    for (finding, line) in findings.iter().zip(&lines) {
        let patch = serde_json::to_value(finding.instead()).unwrap();
        if let Some(patched) = patched(document, &patch) {
            let after = analyze(&workspace(&patched));
            let stays = after.iter().any(|after| line.ends_with(&after.to_string()));
            assert!(!stays, "{line}\nafter {patch}:\n{after}");
        }
    }
    lines
}

/// A document after a JSON Patch (RFC 6902); nothing if the patch is empty.
#[track_caller]
fn patched(document: &str, patch: &Value) -> Option<String> {
    let mut document: Value = serde_json::from_str(document).unwrap();
    let operations = patch.as_array().filter(|operations| !operations.is_empty())?;
    for operation in operations {
        let path = operation["path"].as_str().unwrap();
        match operation["op"].as_str().unwrap() {
            "replace" => {
                *document.pointer_mut(path).expect(path) = operation["value"].clone();
            }
            "add" => add(&mut document, path, operation["value"].clone()),
            "remove" => {
                remove(&mut document, path);
            }
            "move" => {
                let value = remove(&mut document, operation["from"].as_str().unwrap());
                add(&mut document, path, value);
            }
            other => panic!("{other}"),
        }
    }
    Some(document.to_string())
}

fn add(document: &mut Value, path: &str, value: Value) {
    let (around, key) = path.rsplit_once('/').unwrap();
    let around = document.pointer_mut(around).expect(path).as_object_mut().expect(path);
    around.insert(key.to_owned(), value);
}

fn remove(document: &mut Value, path: &str) -> Value {
    let (around, key) = path.rsplit_once('/').unwrap();
    match document.pointer_mut(around).expect(path) {
        Value::Array(items) => items.remove(key.parse().unwrap()),
        around => around.as_object_mut().expect(path).remove(key).expect(path),
    }
}

/// A document with a trigger of this condition.
fn document(when: &str) -> String {
    format!(
        r#"{{"agents": [{{"id": "x"}}], "groups": [{{"id": "a", "name": "A", "agents": "all"}}],
        "triggers": [{{"id": "t", "assign_to": "a", "when": {when}}}]}}"#
    )
}

/// The findings of a trigger with this condition.
#[track_caller]
fn found(when: &str) -> Vec<String> {
    lines(&document(when))
}

/// The one finding of a trigger with this condition, without kind and id: `kind` is what it must be.
#[track_caller]
fn finding(kind: &str, when: &str) -> String {
    let lines = found(when);
    let start = format!("{kind} [t] trigger `t`: ");
    match &lines[..] {
        [line] => line.strip_prefix(&start).unwrap_or_else(|| panic!("{when}: {line}")).to_owned(),
        lines => panic!("{when}: {lines:?}"),
    }
}

/// Asserts that triggers with these conditions have no findings.
#[track_caller]
fn none(conditions: &[&str]) {
    for when in conditions {
        assert_eq!(found(when), NONE, "{when}");
    }
}

const NONE: [&str; 0] = [];

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
