//! Parts that several schemas share.

use schemars::{Schema, json_schema};

/// A whole number that is not less than 0 or 1 and fits 32 bits.
pub(super) fn count(least: u32, description: &str) -> Schema {
    json_schema!({
        "description": description,
        "type": "integer",
        "minimum": least,
        "maximum": u32::MAX,
    })
}

/// The same, or null.
pub(super) fn count_or_null(least: u32, description: &str) -> Schema {
    json_schema!({
        "description": description,
        "type": ["integer", "null"],
        "minimum": least,
        "maximum": u32::MAX,
    })
}

pub(super) fn boolean(default: bool, description: &str) -> Schema {
    json_schema!({"description": description, "type": "boolean", "default": default})
}

pub(super) fn text_or_null(description: &str) -> Schema {
    json_schema!({"description": description, "type": ["string", "null"]})
}

/// The key by which a document names its schema.
pub(super) fn schema_uri() -> Schema {
    text_or_null("Where this schema is, for editors.")
}

/// A group's code.
pub(super) fn group_id(description: &str) -> Schema {
    json_schema!({
        "description": description,
        "type": "string",
        "pattern": "^[A-Za-z0-9._~-]{1,64}$",
    })
}

/// An id of anything else: printable ASCII without space and quotes.
pub(super) fn id(description: &str) -> Schema {
    json_schema!({
        "description": description,
        "type": "string",
        "pattern": "^[!#-&(-~]{1,128}$",
    })
}

/// A language tag; its subtags are checked when the document is.
pub(super) fn tag(description: &str) -> Schema {
    json_schema!({
        "description": description,
        "type": "string",
        "pattern": "^[A-Za-z0-9]{1,8}([-_][A-Za-z0-9]{1,8})*$",
    })
}

/// The same, or null; what describes the one describes both.
pub(super) fn or_null(schema: &Schema) -> Schema {
    let mut either = json_schema!({"anyOf": [schema, {"type": "null"}]});
    if let Some(description) = schema.get("description") {
        either.insert("description".to_owned(), description.clone());
    }
    either
}
