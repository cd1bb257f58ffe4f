//! The committed JSON Schemas, held against the documents by an independent validator: no document that
//! is read is refused, and what is wrong by form is.

use std::fs;

use boon::{Compiler, SchemaIndex, Schemas};
use frontdesk::{Draft, Presence, Router, Visitor};
use frontdesk::presence::PresenceRecord;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::generate::{case, era, written_visitor};
use crate::support::run::holds;

mod refused;

/// A compiled schema.
struct Validator {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Validator {
    fn load(name: &str) -> Self {
        let mut compiler = Compiler::new();
        compiler.add_resource(name, committed(name)).unwrap();
        let mut schemas = Schemas::new();
        let index = compiler.compile(name, &mut schemas).unwrap();
        Self { schemas, index }
    }

    /// What speaks against a document.
    fn refusal(&self, document: &Value) -> Option<String> {
        let outcome = self.schemas.validate(document, self.index);
        outcome.err().map(|error| format!("{error}\n{document:#}"))
    }

    #[track_caller]
    fn assert_valid(&self, document: &Value) {
        if let Some(refusal) = self.refusal(document) {
            panic!("{refusal}");
        }
    }
}

fn file(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect(path)
}

fn committed(name: &str) -> Value {
    serde_json::from_str(&file(&format!("schema/{name}"))).unwrap()
}

/// TOML as JSON, in which a date is a text.
fn from_toml(text: &str) -> Value {
    fn texts(value: Value) -> Value {
        match value {
            Value::Object(map) => match map.get("$__toml_private_datetime") {
                Some(date) => date.clone(),
                None => map.into_iter().map(|(key, value)| (key, texts(value))).collect(),
            },
            Value::Array(items) => items.into_iter().map(texts).collect(),
            leaf => leaf,
        }
    }
    texts(toml::from_str(text).unwrap())
}

#[test]
fn the_shipped_documents_are_valid() {
    let workspaces = Validator::load("workspace.json");
    for name in ["site.json", "products.json"] {
        let document = serde_json::from_str(&file(&format!("examples/data/{name}"))).unwrap();
        workspaces.assert_valid(&document);
    }
    for name in ["products.toml", "products-next.toml"] {
        workspaces.assert_valid(&from_toml(&file(&format!("examples/data/{name}"))));
    }
    let mistakes = serde_json::from_str(&file("examples/data/mistakes.json")).unwrap();
    assert!(workspaces.refusal(&mistakes).is_some());

    let presences = Validator::load("presence.json");
    for name in ["site.presence.json", "products.presence.json"] {
        let document = serde_json::from_str(&file(&format!("examples/data/{name}"))).unwrap();
        presences.assert_valid(&document);
    }
    let visitors = Validator::load("visitor.json");
    for name in ["products.jsonl", "traffic.jsonl"] {
        for line in file(&format!("examples/data/{name}")).lines().take(300) {
            visitors.assert_valid(&serde_json::from_str(line).unwrap());
        }
    }
}

#[test]
fn every_document_of_the_cases_that_is_read_is_valid() {
    let (workspaces, visitors) = (Validator::load("workspace.json"), Validator::load("visitor.json"));
    let (mut read, mut refused) = (0, 0);
    for entry in fs::read_dir(format!("{}/tests/cases", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let cases = fs::read_to_string(entry.unwrap().path()).unwrap();
        for case in serde_json::from_str::<Vec<Value>>(&cases).unwrap() {
            let is_read = |document: &Value| {
                let draft: Result<Draft, _> = serde_json::from_value(document.clone());
                draft.is_ok_and(|draft| draft.check().is_ok())
            };
            if is_read(&case["workspace"]) {
                workspaces.assert_valid(&case["workspace"]);
                read += 1;
            } else {
                refused += usize::from(workspaces.refusal(&case["workspace"]).is_some());
            }
            if serde_json::from_value::<Visitor>(case["visitor"].clone()).is_ok() {
                visitors.assert_valid(&case["visitor"]);
            }
        }
    }
    assert!(read > 500 && refused > 30, "{read} are read, {refused} are refused");
}

#[test]
fn every_workspace_presence_and_decision_is_valid() {
    let [workspaces, presences, decisions] =
        ["workspace.json", "presence.json", "decision.json"].map(Validator::load);
    holds(40, case(2), |case| {
        let refusal = workspaces.refusal(&serde_json::to_value(&case.workspace).unwrap());
        prop_assert!(refusal.is_none(), "{}", refusal.unwrap_or_default());
        let router = Router::new(case.workspace.clone());
        for question in &case.questions {
            let record: &PresenceRecord = &question.presence;
            let refusal = presences.refusal(&serde_json::to_value(record).unwrap());
            prop_assert!(refusal.is_none(), "{}", refusal.unwrap_or_default());
            let (presence, _) = Presence::from_record(&router, record);
            let decision = router.route(&question.visitor, &presence).to_record();
            let refusal = decisions.refusal(&serde_json::to_value(decision).unwrap());
            prop_assert!(refusal.is_none(), "{}", refusal.unwrap_or_default());
        }
        Ok(())
    });
}

#[test]
fn every_visitor_is_valid() {
    let visitors = Validator::load("visitor.json");
    holds(100, era().prop_flat_map(written_visitor), |visitor| {
        let refusal = visitors.refusal(&serde_json::to_value(&visitor).unwrap());
        prop_assert!(refusal.is_none(), "{}", refusal.unwrap_or_default());
        Ok(())
    });
}

/// Puts an object into a document.
type Around = fn(Value) -> Value;

/// A key that the schema offers is one that the reader knows.
#[test]
fn the_keys_are_those_of_the_reader() {
    let schema = committed("workspace.json");
    let defs = &schema["$defs"];
    let around: [(&Value, Around); 13] = [
        (&schema, |object| object),
        (&defs["Picker"], |object| json!({"groups": [], "picker": object})),
        (&defs["Plan"], |object| json!({"groups": [], "plan": object})),
        (&defs["Role"], |object| json!({"groups": [], "roles": [object]})),
        (&defs["Schedule"], |object| json!({"groups": [], "schedules": [object]})),
        (&defs["Exception"], |object| {
            json!({"groups": [], "schedules": [{"id": "s", "zone": "UTC", "exceptions": [object]}]})
        }),
        (&defs["Agent"], |object| json!({"groups": [], "agents": [object]})),
        (&defs["Group"], |object| json!({"groups": [object]})),
        (&defs["Escalation"], |object| json!({"groups": [{"id": "a", "name": "A", "escalation": [object]}]})),
        (&defs["Trigger"], |object| json!({"groups": [], "triggers": [object]})),
        (&defs["Expectation"], |object| json!({"groups": [], "expect": [object]})),
        (&defs["Assertion"], |object| json!({"groups": [], "assertions": [object]})),
        (&defs["Visitor"], |object| json!({"groups": [], "expect": [{"visitor": object}]})),
    ];
    for (schema, around) in around {
        let properties = schema["properties"].as_object().unwrap();
        assert_eq!(schema["additionalProperties"], false);
        let object = properties.keys().map(|key| (key.clone(), Value::Null)).collect();
        let kinds = kinds(&around(object));
        assert!(!kinds.contains(&"unknown_key".to_owned()), "{schema:#}: {kinds:?}");
        assert!(properties.len() > 1);
        // And it is there that keys are looked at.
        let stranger = around(json!({"stranger": 1}));
        assert!(!self::kinds(&stranger).is_empty(), "{stranger}");
    }
}

fn kinds(document: &Value) -> Vec<String> {
    let draft: Draft = serde_json::from_value(document.clone()).unwrap();
    let problems = draft.check().err().into_iter().flatten();
    problems.map(|problem| problem.kind().name().to_owned()).collect()
}

/// `cargo run --example schema --features schema` brings them up to date.
#[cfg(feature = "schema")]
#[test]
fn the_committed_schemas_are_those_of_the_crate() {
    use frontdesk::Workspace;
    use frontdesk::decision::DecisionRecord;
    use schemars::schema_for;

    for (name, schema) in [
        ("workspace.json", schema_for!(Draft)),
        ("workspace.json", schema_for!(Workspace)),
        ("visitor.json", schema_for!(Visitor<'_>)),
        ("presence.json", schema_for!(PresenceRecord)),
        ("decision.json", schema_for!(DecisionRecord)),
    ] {
        assert_eq!(schema.to_value(), committed(name), "{name}");
    }
}
