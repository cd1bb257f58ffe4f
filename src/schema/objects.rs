//! The schemas of the objects of a workspace, from the tables of their keys.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::agent::{AGENT, Agent};
use crate::assertion::{ASSERTION, Assertion};
use crate::condition::Condition;
use crate::draft::{Draft, WORKSPACE};
use crate::error::Limit;
use crate::expectation::{EXPECTATION, Expectation};
use crate::group::{ESCALATION, Escalation, GROUP, Group, MEMBER, Member};
use crate::heartbeat::PresenceRecord;
use crate::schedule::{EXCEPTION, Exception, SCHEDULE, Schedule};
use crate::schema::texts::{or_null, tag};
use crate::settings::{PICKER, PLAN, PickerSettings, Plan, ROLE, Role};
use crate::text::LocalizedText;
use crate::trigger::{TRIGGER, Trigger};
use crate::visitor::{VISITOR, Visitor};
use crate::vocabulary::{DefaultValue, Form, FormKind, KeySpec, ObjectSpec};

/// Makes a schema.
type SchemaFn = fn(&mut SchemaGenerator) -> Schema;

/// Returns a reference to the schema of an object. An object without a type of its own is written out.
pub(super) fn object_reference(
    spec: &'static ObjectSpec,
    generator: &mut SchemaGenerator,
) -> Schema {
    let known: [(&ObjectSpec, SchemaFn); 14] = [
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
        (&ASSERTION, SchemaGenerator::subschema_for::<Assertion>),
    ];
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
    let keys: serde_json::Map<String, Value> =
        spec.keys.iter().map(|spec| (spec.word.to_owned(), key(spec, generator).into())).collect();
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

/// Returns the schema of the value of a key.
fn key(spec: &'static KeySpec, generator: &mut SchemaGenerator) -> Schema {
    let mut schema = form(&spec.form, generator);
    if matches!(spec.default, DefaultValue::Nothing | DefaultValue::Described(_)) {
        schema = or_null(schema);
    }
    schema.insert("description".to_owned(), spec.meaning.into());
    if let DefaultValue::Value(json) = spec.default {
        let default = serde_json::from_str::<Value>(&json());
        // The tables hold values that serialise, so that their JSON can be read.
        schema.insert("default".to_owned(), default.unwrap_or_default());
    }
    schema
}

/// Returns the schema of the values of a form.
fn form(form: &'static Form, generator: &mut SchemaGenerator) -> Schema {
    match form.kind {
        FormKind::Boolean => json_schema!({"type": "boolean"}),
        FormKind::Text => json_schema!({"type": "string"}),
        FormKind::Localized => generator.subschema_for::<LocalizedText>(),
        // Printable ASCII without space and quotes.
        FormKind::Id => json_schema!({"type": "string", "pattern": "^[!#-&(-~]{1,128}$"}),
        FormKind::GroupId => {
            json_schema!({"type": "string", "pattern": "^[A-Za-z0-9._~-]{1,64}$"})
        }
        FormKind::LanguageTag => tag(),
        FormKind::TimeZone => {
            json_schema!({"type": "string", "examples": ["Europe/Paris", "UTC"]})
        }
        FormKind::Date => json_schema!({
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        }),
        FormKind::Instant => json_schema!({"type": "string", "format": "date-time"}),
        FormKind::Span => json_schema!({
            "description": "A span `HH:MM-HH:MM`, with the start but without the end. A span that ends before \
                            it starts runs past midnight.",
            "type": "string",
            "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
            "examples": ["09:00-18:00", "22:00-06:00"],
        }),
        FormKind::Keyword(words) => json_schema!({"enum": words()}),
        FormKind::Whole { least, most: u64::MAX } => {
            json_schema!({"type": "integer", "minimum": least})
        }
        FormKind::Whole { least, most } => {
            json_schema!({"type": "integer", "minimum": least, "maximum": most})
        }
        FormKind::Priority => json_schema!({"type": "integer", "minimum": -100, "maximum": 100}),
        FormKind::Seconds => json_schema!({"type": "number", "minimum": 0}),
        FormKind::SchemaVersion => json_schema!({"type": "integer", "const": 1}),
        FormKind::WholeOrNever => json_schema!({"anyOf": [
            {"type": ["integer", "null"], "minimum": 1, "maximum": u32::MAX},
            {"const": "never"},
        ]}),
        FormKind::List(item) => {
            let items = self::form(item, generator);
            json_schema!({"type": "array", "items": items})
        }
        FormKind::Objects(keys) => {
            let items = object_reference(keys, generator);
            json_schema!({"type": "array", "items": items})
        }
        FormKind::Object(keys) => object_reference(keys, generator),
        FormKind::Members(keys) => {
            let items = object_reference(keys, generator);
            json_schema!({"anyOf": [{"const": "all"}, {"type": "array", "items": items}]})
        }
        FormKind::Condition => generator.subschema_for::<Condition>(),
        FormKind::Presence => generator.subschema_for::<PresenceRecord>(),
        FormKind::Attributes => json_schema!({
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    {"type": ["string", "number", "boolean", "null"]},
                    {"type": "array", "items": {"type": "string"}},
                ],
            },
        }),
    }
}

/// Returns the schema of a member of a group.
pub(super) fn member(generator: &mut SchemaGenerator) -> Schema {
    let object = properties(&MEMBER, generator);
    json_schema!({
        "anyOf": [{"description": "An agent's id.", "type": "string", "pattern": "^[!#-&(-~]{1,128}$"}, object],
    })
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
