//! The schemas of texts, and schemas that accept null.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::Value;

/// Returns the schema of a text that is present or null.
pub(super) fn text_or_null(description: &str) -> Schema {
    json_schema!({"description": description, "type": ["string", "null"]})
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
pub(super) fn or_null(mut schema: Schema) -> Schema {
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
