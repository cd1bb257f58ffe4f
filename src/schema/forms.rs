//! The schema of a key from its form in the table of its object.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::condition::Condition;
use crate::heartbeat::PresenceRecord;
use crate::schema::objects::{object_reference, properties};
use crate::text::LocalizedText;
use crate::vocabulary::{DefaultValue, Form, FormKind, KeySpec};

/// Returns the schema of the value of a key.
pub(super) fn key(spec: &'static KeySpec, generator: &mut SchemaGenerator) -> Schema {
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

/// Returns the schema of a text that is present or null.
pub(super) fn text_or_null(description: &str) -> Schema {
    json_schema!({"description": description, "type": ["string", "null"]})
}

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

/// Returns the schema of a language tag. The check of a document looks at its subtags, too.
pub(super) fn tag() -> Schema {
    json_schema!({
        "description": "A language tag such as `fr` or `pt-BR`.",
        "type": "string",
        "pattern": "^[A-Za-z0-9]{1,8}([-_][A-Za-z0-9]{1,8})*$",
    })
}

/// Extends a schema to null.
fn or_null(mut schema: Schema) -> Schema {
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.push(Value::Null);
    } else if let Some(Value::String(name)) = schema.get("type") {
        let types = vec![Value::String(name.clone()), "null".into()];
        schema.insert("type".to_owned(), types.into());
    } else {
        return json_schema!({"anyOf": [schema, {"type": "null"}]});
    }
    schema
}

/// Returns the schema of a member of a group.
pub(super) fn member(generator: &mut SchemaGenerator) -> Schema {
    let object = properties(&crate::group::MEMBER, generator);
    json_schema!({
        "anyOf": [{"description": "An agent's id.", "type": "string", "pattern": "^[!#-&(-~]{1,128}$"}, object],
    })
}

/// Returns the schema of a text for people.
pub(super) fn localized(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "propertyNames": tag(),
                "additionalProperties": {"type": "string"},
            },
        ],
        "examples": ["Support", {"fr": "Assistance", "en": "Support"}],
    })
}
