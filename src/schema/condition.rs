//! Conditions: which fields there are, and which operators each has (rules [C1](crate::_rules#c1),
//! [C2](crate::_rules#c2)).

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::condition::{Condition, Predicate};

/// A kind of fields: how its fields are named, its operators, and the values of `is` and `in`.
struct Kind {
    field: Schema,
    keys: &'static [&'static str],
    value: Schema,
}

pub(super) fn condition(generator: &mut SchemaGenerator) -> Schema {
    let part = generator.subschema_for::<Condition>();
    let join = |key: &str, description: &str| {
        json_schema!({
            "type": "object",
            "additionalProperties": false,
            "required": [key],
            "properties": {
                key: {
                    "description": description,
                    "type": "array", "minItems": 1, "items": part,
                },
            },
        })
    };
    json_schema!({
        "description": "A boolean expression over what is known of a visitor. A test of a field that \
                        is not known is unknown, and so is its negation; a trigger fires on true only.",
        "anyOf": [
            generator.subschema_for::<Predicate>(),
            join("all", "True if every part is, false if any part is."),
            join("any", "True if any part is, false if every part is."),
            {
                "description": "True if the part is false, unknown if the part is unknown: a test within \
                                it mostly means `if_unknown` false.",
                "type": "object",
                "additionalProperties": false,
                "required": ["not"],
                "properties": {"not": part},
            },
        ],
    })
}

pub(super) fn leaf(_: &mut SchemaGenerator) -> Schema {
    let kinds = kinds();
    let names: Vec<&Schema> = kinds.iter().map(|kind| &kind.field).collect();
    let by_kind: Vec<Schema> = kinds.iter().map(Kind::rule).collect();
    let operators: Vec<Schema> =
        OPERATORS.iter().map(|operator| json_schema!({"required": [operator]})).collect();
    let text = |description: &str, most: u32| {
        json_schema!({
            "description": description,
            "type": "string", "minLength": 1, "maxLength": most,
        })
    };
    let number = |description: &str| json_schema!({"description": description, "type": "number"});
    json_schema!({
        "description": "A test of one field: the field and exactly one operator.",
        "type": "object",
        "additionalProperties": false,
        "required": ["field"],
        "oneOf": operators,
        "allOf": by_kind,
        "properties": {
            "field": {
                "description": "What is looked at: a field of the visitor, or a state of the workspace.",
                "anyOf": names,
            },
            "is": {"description": "Equal to the value.", "type": ["string", "number", "boolean"]},
            "in": {
                "description": "Equal to one of the values.",
                "type": "array", "minItems": 1, "maxItems": 10_000,
                "anyOf": [{"items": {"type": "string"}}, {"items": {"type": "number"}}],
            },
            "contains": text("Has the text as a part.", 2_048),
            "starts_with": text("Has the text as its start.", 2_048),
            "ends_with": text("Has the text as its end.", 2_048),
            "matches": text(
                "The regular expression is found anywhere in it; anchor with `^` and `$`.",
                512,
            ),
            "within": text(
                "Of a host: the domain itself or a subdomain. Of a language: the tag or a narrower one.",
                2_048,
            ),
            "at_least": number("Not less than the number."),
            "at_most": number("Not more than the number."),
            "above": number("More than the number."),
            "below": number("Less than the number."),
            "exists": {
                "description": "Whether the field is known.",
                "type": "boolean",
            },
            "ignore_case": {
                "description": "Compare text without case.",
                "type": "boolean", "default": false,
            },
            "if_unknown": {
                "description": "What the test is for a visitor of whom the field is not known.",
                "type": "boolean",
            },
        },
    })
}

const OPERATORS: [&str; 12] = [
    "is",
    "in",
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "within",
    "at_least",
    "at_most",
    "above",
    "below",
    "exists",
];

const OF_TEXT: &[&str] = &[
    "field",
    "is",
    "in",
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "exists",
    "ignore_case",
    "if_unknown",
];
const OF_HOST: &[&str] = &[
    "field",
    "is",
    "in",
    "within",
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "exists",
    "ignore_case",
    "if_unknown",
];
const OF_LANGUAGE: &[&str] =
    &["field", "is", "in", "within", "exists", "ignore_case", "if_unknown"];
const OF_CODE: &[&str] = &["field", "is", "in", "exists", "ignore_case", "if_unknown"];
const OF_NUMBER: &[&str] =
    &["field", "is", "in", "at_least", "at_most", "above", "below", "exists", "if_unknown"];
const OF_ATTRIBUTE: &[&str] = &[
    "field",
    "is",
    "in",
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "at_least",
    "at_most",
    "above",
    "below",
    "exists",
    "ignore_case",
    "if_unknown",
];
/// Neither modifier: a state is never unknown and no text. (Saying `ignore_case` false is allowed.)
const OF_STATE: &[&str] = &["field", "is", "in", "ignore_case"];

fn kinds() -> Vec<Kind> {
    let named = |names: &[&str]| json_schema!({"enum": names});
    let under = |start: &str, description: &str| {
        json_schema!({
            "description": description,
            "type": "string",
            "pattern": format!("^{start}\\.[\\s\\S]"),
        })
    };
    let text = || json_schema!({"type": "string", "maxLength": 2_048});
    let pattern = |pattern: &str| json_schema!({"type": "string", "pattern": pattern});
    let number = || json_schema!({"type": "number"});
    vec![
        Kind {
            field: named(&[
                "page.url",
                "page.title",
                "page.path",
                "previous.url",
                "previous.path",
                "referrer.url",
                "referrer.path",
                "city",
                "device",
                "browser",
                "os",
                "selection",
                "group_code",
                "assignment",
            ]),
            keys: OF_TEXT,
            value: text(),
        },
        Kind {
            field: under("page\\.query", "First value of a name in the page's query."),
            keys: OF_TEXT,
            value: text(),
        },
        Kind {
            field: named(&["page.host", "previous.host", "referrer.host"]),
            keys: OF_HOST,
            value: text(),
        },
        Kind {
            field: named(&["language"]),
            keys: OF_LANGUAGE,
            value: pattern("^[A-Za-z0-9]{1,8}([-_][A-Za-z0-9]{1,8})*$"),
        },
        Kind { field: named(&["country"]), keys: OF_CODE, value: pattern("^[A-Za-z]{2}$") },
        Kind {
            field: named(&["region"]),
            keys: OF_CODE,
            value: pattern("^[A-Za-z]{2}-[A-Za-z0-9]{1,3}$"),
        },
        Kind {
            field: named(&["visits", "pages_viewed", "time_on_page", "time_on_site"]),
            keys: OF_NUMBER,
            value: number(),
        },
        Kind {
            field: under("bucket", "Number from 0 to 99: a stable share of visitors."),
            keys: OF_NUMBER,
            value: number(),
        },
        Kind {
            field: under("attribute", "What the host knows of the visitor under a name."),
            keys: OF_ATTRIBUTE,
            value: json_schema!({"type": ["string", "number", "boolean"], "maxLength": 2_048}),
        },
        Kind {
            field: under("schedule", "Whether a schedule is open."),
            keys: OF_STATE,
            value: named(&["open", "closed"]),
        },
        Kind {
            field: under("group", "How a group stands."),
            keys: OF_STATE,
            value: named(&["available", "busy", "offline", "closed"]),
        },
        Kind { field: named(&["staff"]), keys: OF_STATE, value: named(&["online", "offline"]) },
    ]
}

impl Kind {
    /// What follows for a test of its fields.
    fn rule(&self) -> Schema {
        let Self { field, keys, value } = self;
        json_schema!({
            "if": {"required": ["field"], "properties": {"field": field}},
            "then": {
                "propertyNames": {"enum": keys},
                "properties": {"is": value, "in": {"items": value}},
            },
        })
    }
}
