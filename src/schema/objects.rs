//! The schemas of the objects of a workspace, from the tables of their keys.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::agent::{AGENT, Agent};
use crate::assertion::{ASSERTION, Assertion};
use crate::draft::{Draft, WORKSPACE};
use crate::error::Limit;
use crate::expectation::{EXPECTATION, Expectation};
use crate::group::{ESCALATION, Escalation, GROUP, Group, MEMBER, Member};
use crate::schedule::{EXCEPTION, Exception, SCHEDULE, Schedule};
use crate::schema::forms;
use crate::settings::{PICKER, PLAN, PickerSettings, Plan, ROLE, Role};
use crate::trigger::{TRIGGER, Trigger};
use crate::visitor::{VISITOR, Visitor};
use crate::vocabulary::{DefaultValue, ObjectSpec};

/// Returns a reference to the schema of an object. An object without a type of its own is written out.
pub(super) fn object_reference(
    spec: &'static ObjectSpec,
    generator: &mut SchemaGenerator,
) -> Schema {
    let known: [(&ObjectSpec, fn(&mut SchemaGenerator) -> Schema); 13] = [
        (&WORKSPACE, SchemaGenerator::subschema_for::<Draft>),
        (&PICKER, SchemaGenerator::subschema_for::<PickerSettings>),
        (&PLAN, SchemaGenerator::subschema_for::<Plan>),
        (&ROLE, SchemaGenerator::subschema_for::<Role>),
        (&SCHEDULE, SchemaGenerator::subschema_for::<Schedule>),
        (&EXCEPTION, SchemaGenerator::subschema_for::<Exception>),
        (&AGENT, SchemaGenerator::subschema_for::<Agent>),
        (&GROUP, SchemaGenerator::subschema_for::<Group>),
        (&MEMBER, SchemaGenerator::subschema_for::<Member>),
        (&ESCALATION, SchemaGenerator::subschema_for::<Escalation>),
        (&TRIGGER, SchemaGenerator::subschema_for::<Trigger>),
        (&EXPECTATION, SchemaGenerator::subschema_for::<Expectation>),
        (&VISITOR, SchemaGenerator::subschema_for::<Visitor<'_>>),
    ];
    if std::ptr::eq(spec, &ASSERTION) {
        return generator.subschema_for::<Assertion>();
    }
    match known.iter().find(|(known, _)| std::ptr::eq(*known, spec)) {
        Some((_, reference)) => reference(generator),
        None => properties(spec, generator),
    }
}

/// Returns the schema of an object with these keys and no others.
pub(super) fn properties(spec: &'static ObjectSpec, generator: &mut SchemaGenerator) -> Schema {
    let is_required = |default: DefaultValue| matches!(default, DefaultValue::Required);
    let required: Vec<&str> =
        spec.keys.iter().filter(|key| is_required(key.default)).map(|key| key.word).collect();
    let keys: serde_json::Map<String, Value> = spec
        .keys
        .iter()
        .map(|key| (key.word.to_owned(), forms::key(key, generator).into()))
        .collect();
    let mut schema = json_schema!({
        "type": "object",
        "additionalProperties": false,
        "properties": keys,
    });
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema
}

/// Adds a keyword to the schema of a key.
fn constrain(schema: &mut Schema, key: &str, keyword: &str, value: impl Into<Value>) {
    let key = schema.get_mut("properties").and_then(|keys| keys.get_mut(key));
    if let Some(key) = key.and_then(Value::as_object_mut) {
        key.insert(keyword.to_owned(), value.into());
    }
}

/// Returns the schema of a whole workspace, with the limits of its lists.
pub(super) fn workspace(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = properties(&WORKSPACE, generator);
    constrain(&mut schema, "languages", "minItems", 1);
    constrain(&mut schema, "precedence", "uniqueItems", true);
    constrain(&mut schema, "agents", "maxItems", Limit::Agents.most());
    constrain(&mut schema, "groups", "maxItems", Limit::Groups.most());
    constrain(&mut schema, "triggers", "maxItems", Limit::Triggers.most());
    schema
}

/// Returns the schema of an assertion, which has at least one of its lists.
pub(super) fn assertion(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = properties(&ASSERTION, generator);
    let either = serde_json::json!([
        {"required": ["never"], "properties": {"never": {"minItems": 1}}},
        {"required": ["always"], "properties": {"always": {"minItems": 1}}},
    ]);
    schema.insert("anyOf".to_owned(), either);
    schema
}
