//! Conditions: which fields there are, and which operators each has (rules [C1](crate::_rules#c1),
//! [C2](crate::_rules#c2)).
//!
//! They are made from the tables of fields and operators, not derived: the Rust types do not say which operators a
//! type of field has.

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::condition::{
    Condition, OPERATOR_KEYS, OPERATOR_SPECS, Predicate, ValueReader, operators,
};
use crate::error::Limit;
use crate::visitor::{FIELDS, FieldKind, NAMED_FIELDS};

/// The description of a condition.
pub(super) const CONDITION: &str = "A boolean expression over what is known of a visitor. A test of a field that is not known is unknown, and so is \
     its negation; a trigger fires on true only.";

/// The description of a predicate.
pub(super) const PREDICATE: &str = "A test of one field: the field and exactly one operator.";

/// Fields with the same operators and values.
struct Family {
    /// The names of the fields.
    names: Schema,
    keys: Vec<&'static str>,
    /// One value of `is`, and each value of a list.
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

pub(super) fn predicate(_: &mut SchemaGenerator) -> Schema {
    let families = families();
    let names: Vec<&Schema> = families.iter().map(|family| &family.names).collect();
    let rules: Vec<Schema> = families.iter().map(Family::rule).collect();
    let operators: Vec<Schema> =
        OPERATOR_SPECS.iter().map(|spec| json_schema!({"required": [spec.word]})).collect();
    let mut properties = json_schema!({});
    properties.insert(
        "field".to_owned(),
        json_schema!({
            "description": "What is looked at: a field of the visitor, or a state of the workspace.",
            "anyOf": names,
        })
        .into(),
    );
    for (key, spec) in OPERATOR_KEYS.iter().zip(OPERATOR_SPECS) {
        let mut value = operator_value(key.word, spec.value);
        value.insert("description".to_owned(), key.meaning.into());
        properties.insert(key.word.to_owned(), value.into());
    }
    properties.insert(
        "ignore_case".to_owned(),
        json_schema!({
            "description": "Compare text without case.",
            "type": "boolean", "default": false,
        })
        .into(),
    );
    properties.insert(
        "if_unknown".to_owned(),
        json_schema!({
            "description": "What the test is for a visitor of whom the field is not known.",
            "type": "boolean",
        })
        .into(),
    );
    json_schema!({
        "type": "object",
        "additionalProperties": false,
        "required": ["field"],
        "oneOf": operators,
        "allOf": rules,
        "properties": properties,
    })
}

/// The value of an operator, whatever the field.
fn operator_value(word: &str, value: ValueReader) -> Schema {
    match value {
        ValueReader::Literal(_) => json_schema!({"type": ["string", "number", "boolean"]}),
        ValueReader::Literals(_) => json_schema!({
            "type": "array", "minItems": 1, "maxItems": Limit::ListItems.most(),
            "anyOf": [{"items": {"type": "string"}}, {"items": {"type": "number"}}],
        }),
        ValueReader::Text(_) => {
            let limit = if word == "matches" { Limit::RegexBytes } else { Limit::TextBytes };
            json_schema!({"type": "string", "minLength": 1, "maxLength": limit.most()})
        }
        ValueReader::Number(_) => json_schema!({"type": "number"}),
        ValueReader::Boolean(_) => json_schema!({"type": "boolean"}),
    }
}

/// The modifiers of a type of field. A state is never unknown and has no case, but it may say `ignore_case` false.
fn modifiers(kind: FieldKind) -> &'static [&'static str] {
    match kind {
        FieldKind::Schedule | FieldKind::Group | FieldKind::Staff => &["ignore_case"],
        FieldKind::Number => &["if_unknown"],
        _ => &["ignore_case", "if_unknown"],
    }
}

/// One value of a type of field.
fn value(kind: FieldKind) -> Schema {
    let pattern = |pattern: &str| json_schema!({"type": "string", "pattern": pattern});
    let states = |words: &[&str]| json_schema!({"enum": words});
    let most = Limit::TextBytes.most();
    match kind {
        FieldKind::Text | FieldKind::Word | FieldKind::Path | FieldKind::Host => {
            json_schema!({"type": "string", "maxLength": most})
        }
        FieldKind::Language => pattern("^[A-Za-z0-9]{1,8}([-_][A-Za-z0-9]{1,8})*$"),
        FieldKind::Country => pattern("^[A-Za-z]{2}$"),
        FieldKind::Region => pattern("^[A-Za-z]{2}-[A-Za-z0-9]{1,3}$"),
        FieldKind::Number => json_schema!({"type": "number"}),
        FieldKind::Attribute => {
            json_schema!({"type": ["string", "number", "boolean"], "maxLength": most})
        }
        FieldKind::Schedule => states(&["open", "closed"]),
        FieldKind::Group => states(&["available", "busy", "offline", "closed"]),
        FieldKind::Staff => states(&["online", "offline"]),
    }
}

/// The types of fields that have the same schema.
const KINDS: [&[FieldKind]; 10] = [
    &[FieldKind::Text, FieldKind::Word, FieldKind::Path],
    &[FieldKind::Host],
    &[FieldKind::Language],
    &[FieldKind::Country],
    &[FieldKind::Region],
    &[FieldKind::Number],
    &[FieldKind::Attribute],
    &[FieldKind::Schedule],
    &[FieldKind::Group],
    &[FieldKind::Staff],
];

/// The fields of each type: those without a name together, then each start that a name follows.
fn families() -> Vec<Family> {
    let mut families = Vec::new();
    for kinds in KINDS {
        let Some(kind) = kinds.first().copied() else { continue };
        let mut add = |names: Schema| {
            let keys = ["field"].iter().chain(operators(kind)).chain(modifiers(kind));
            families.push(Family { names, keys: keys.copied().collect(), value: value(kind) });
        };
        let plain = FIELDS.iter().filter(|spec| kinds.contains(&spec.field.kind()));
        let words: Vec<&str> = plain.map(|spec| spec.word).collect();
        if !words.is_empty() {
            add(json_schema!({"enum": words}));
        }
        for spec in NAMED_FIELDS.iter().filter(|spec| kinds.contains(&spec.kind)) {
            add(json_schema!({
                "description": spec.meaning,
                "type": "string",
                "pattern": format!("^{}[\\s\\S]", spec.start.replace('.', "\\.")),
            }));
        }
    }
    families
}

impl Family {
    /// What follows for a test of its fields.
    fn rule(&self) -> Schema {
        let Self { names, keys, value } = self;
        let mut properties = json_schema!({});
        for spec in OPERATOR_SPECS {
            match spec.value {
                ValueReader::Literal(_) => {
                    properties.insert(spec.word.to_owned(), value.clone().into());
                }
                ValueReader::Literals(_) => {
                    properties.insert(spec.word.to_owned(), json_schema!({"items": value}).into());
                }
                _ => {}
            }
        }
        json_schema!({
            "if": {"required": ["field"], "properties": {"field": names}},
            "then": {"propertyNames": {"enum": keys}, "properties": properties},
        })
    }
}
