//! JSON and TOML are equals: what one says of a workspace the other says, mistakes included.

use std::fs;

use frontdesk::Draft;
use frontdesk::edit::Actor;
use serde_json::Value;

use crate::documents::{shipped, workspace};

/// What comes of a draft: its canonical document, or what is wrong with it.
fn outcome(draft: Draft) -> Result<String, Vec<String>> {
    match draft.check() {
        Ok(workspace) => Ok(serde_json::to_string(&workspace).unwrap()),
        Err(problems) => Err(problems.iter().map(ToString::to_string).collect()),
    }
}

/// Whether TOML can say it: it has no null and no whole number above 2^63 - 1.
fn has_toml(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Number(number) => number.is_i64() || number.is_f64(),
        Value::Array(items) => items.iter().all(has_toml),
        Value::Object(entries) => entries.values().all(has_toml),
        _ => true,
    }
}

/// The workspaces of all cases, right and wrong.
fn workspaces() -> Vec<Value> {
    let folder = format!("{}/tests/cases", env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
        for case in cases {
            let text = case["workspace_text"].as_str().and_then(|t| serde_json::from_str(t).ok());
            found.extend(case.get("workspace").cloned().or(text));
        }
    }
    found.retain(|workspace| workspace.is_object() && has_toml(workspace));
    found
}

#[test]
fn every_workspace_of_the_cases_comes_out_alike_in_both_forms() {
    let (mut right, mut wrong) = (0, 0);
    for document in workspaces() {
        let of_json: Draft = serde_json::from_str(&document.to_string()).unwrap();
        let text = toml::to_string(&document).unwrap();
        let of_toml: Draft = toml::from_str(&text).expect(&text);
        let expected = outcome(of_json);
        *if expected.is_ok() { &mut right } else { &mut wrong } += 1;
        assert_eq!(outcome(of_toml), expected, "{text}");
    }
    assert!(right >= 300 && wrong >= 200, "{right} right, {wrong} wrong");
}

#[test]
fn a_draft_that_was_read_comes_back_from_toml_and_json_whether_or_not_it_is_right() {
    let mut count = 0;
    for document in workspaces() {
        let draft: Draft = serde_json::from_value(document).unwrap();
        // What could not be read whole is not written, in either form.
        let (Ok(json), Ok(text)) = (serde_json::to_string(&draft), toml::to_string(&draft)) else {
            assert!(serde_json::to_string(&draft).is_err() && toml::to_string(&draft).is_err());
            continue;
        };
        count += 1;
        let of_toml: Draft = toml::from_str(&text).unwrap();
        let of_json: Draft = serde_json::from_str(&json).unwrap();
        assert_eq!(of_toml, draft, "{text}");
        assert_eq!(of_json, draft, "{json}");
        assert_eq!(toml::to_string(&of_toml).unwrap(), text);
    }
    assert!(count >= 300, "{count}");
}

#[test]
fn a_draft_in_the_other_form_changes_nothing() {
    for name in ["products.json", "site.json"] {
        let of_json = workspace(&shipped(name));
        let text = toml::to_string(&of_json).unwrap();
        let draft: Draft = toml::from_str(&text).unwrap();
        let changed = of_json.change(Actor::Host, draft).unwrap();
        assert!(changed.changes.is_empty(), "{changed}");
    }
    let of_json = workspace(&shipped("products.json"));
    let draft: Draft = toml::from_str(&shipped("products.toml")).unwrap();
    assert!(of_json.change(Actor::Host, draft).unwrap().changes.is_empty());
}

#[test]
fn the_shipped_edit_is_one_in_both_forms() {
    let old = workspace(&shipped("products.json"));
    let of_toml: Draft = toml::from_str(&shipped("products-next.toml")).unwrap();
    let text = serde_json::to_string(&of_toml).unwrap();
    let of_json: Draft = serde_json::from_str(&text).unwrap();
    let by_toml = old.change(Actor::Host, of_toml).unwrap();
    let by_json = old.change(Actor::Host, of_json).unwrap();
    assert_eq!(by_toml.changes, by_json.changes);
    assert_eq!(by_toml.changes.len(), 11);
    assert_eq!(by_toml.workspace, by_json.workspace);
}

#[test]
fn a_mistake_has_the_same_place_and_text_in_both_forms() {
    let of_json: Draft = serde_json::from_str(
        r#"{"groups": [{"id": "sales", "name": {"en": 5}, "agents": "al", "weight": 1}],
            "triggers": [{"id": "t", "assign_to": "slaes",
                          "when": {"all": [{"field": "contry", "is": 1.5}]}}]}"#,
    )
    .unwrap();
    let of_toml: Draft = toml::from_str(
        r#"
        [[groups]]
        id = "sales"
        name.en = 5
        agents = "al"
        weight = 1

        [[triggers]]
        id = "t"
        assign_to = "slaes"
        when.all = [{ field = "contry", is = 1.5 }]
        "#,
    )
    .unwrap();
    let expected = [
        "groups[0].name.en: expected text, found `5`",
        "groups[0].agents: expected `all` or a list of agents, found `\"al\"`",
        "groups[0].weight: there is no key `weight` here; a member has it: `\"agents\": [{\"id\": \"ana\", \
         \"weight\": 2}]`",
        "triggers[0].assign_to: there is no group `slaes`; did you mean `sales`?",
        "triggers[0].when.all[0].field: there is no field `contry`; did you mean `country`?",
        "triggers[0].when.all[0].is: this field is compared with text, found `1.5`",
    ];
    assert_eq!(outcome(of_toml), Err(expected.map(str::to_owned).to_vec()));
    assert_eq!(outcome(of_json), Err(expected.map(str::to_owned).to_vec()));
}
