//! The workspace, its triggers and what it claims of itself.

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::agent::Agent;
use crate::assertion::Assertion;
use crate::condition::Condition;
use crate::expectation::Expectation;
use crate::group::Group;
use crate::heartbeat::PresenceRecord;
use crate::schedule::Schedule;
use crate::schema::parts::{boolean, group_id, id, or_null, schema_uri, tag, text_or_null};
use crate::settings::{PickerSettings, Plan, Role};
use crate::trigger::Trigger;
use crate::visitor::Visitor;

pub(super) fn workspace(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "One customer's whole configuration.",
        "type": "object",
        "additionalProperties": false,
        "required": ["groups"],
        "properties": {
            "$schema": schema_uri(),
            "schema": {
                "description": "Version of the document form.",
                "type": "integer", "const": 1, "default": 1,
            },
            "version": {
                "description": "Version of the workspace: one higher with each change.",
                "type": "integer", "minimum": 0, "default": 1,
            },
            "languages": {
                "description": "Languages of the workspace; the first is its default language.",
                "type": "array", "minItems": 1, "default": ["en"],
                "items": tag("Language tag such as `fr` or `pt-BR`."),
            },
            "default_group": or_null(&group_id(
                "Group of visitors whom no source places; it is enabled and public.",
            )),
            "picker": generator.subschema_for::<PickerSettings>(),
            "precedence": {
                "description": "Sources in the order in which they are tried; one that is left out is never used.",
                "type": "array", "uniqueItems": true,
                "default": ["assignment", "selection", "group_code", "trigger"],
                "items": {"enum": ["assignment", "selection", "group_code", "trigger"]},
            },
            "plan": generator.subschema_for::<Plan>(),
            "roles": {
                "description": "Roles besides `admin` (every permission) and `agent` (none).",
                "type": "array", "items": generator.subschema_for::<Role>(),
            },
            "schedules": {
                "description": "Opening hours.",
                "type": "array", "items": generator.subschema_for::<Schedule>(),
            },
            "agents": {
                "description": "Who answers.",
                "type": "array", "maxItems": 100_000,
                "items": generator.subschema_for::<Agent>(),
            },
            "groups": {
                "description": "Groups, in the picker's order.",
                "type": "array", "maxItems": 100_000,
                "items": generator.subschema_for::<Group>(),
            },
            "triggers": {
                "description": "Triggers, in the order of priority: the first that fits wins.",
                "type": "array", "maxItems": 2_000_000,
                "items": generator.subschema_for::<Trigger>(),
            },
            "expect": {
                "description": "Sample visitors with what they must get, checked on every change.",
                "type": "array", "items": generator.subschema_for::<Expectation>(),
            },
            "assertions": {
                "description": "What must hold for every visitor who fits a condition, tried on every \
                                change.",
                "type": "array", "items": generator.subschema_for::<Assertion>(),
            },
        },
    })
}

pub(super) fn trigger(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "An ordered rule: when its condition is true for a visitor, it assigns a group.",
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "assign_to"],
        "properties": {
            "id": id("Unique among triggers."),
            "name": text_or_null("For people; the id where there is none."),
            "enabled": boolean(true, "A disabled trigger never fires."),
            "assign_to": group_id("The group that it assigns; private ones are allowed."),
            "when": or_null(&generator.subschema_for::<Condition>()),
        },
    })
}

pub(super) fn expectation(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "A sample visitor with what they must get.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "name": text_or_null("For people."),
            "visitor": generator.subschema_for::<Visitor<'_>>(),
            "presence": or_null(&generator.subschema_for::<PresenceRecord>()),
            "outcome": {
                "description": "How the decision must end.",
                "enum": ["assigned", "ask", "unassigned", null],
            },
            "group": text_or_null("The group that the visitor must get."),
            "trigger": text_or_null("The trigger that must win."),
        },
    })
}

pub(super) fn assertion(generator: &mut SchemaGenerator) -> Schema {
    let groups = |description: &str| {
        json_schema!({
            "description": description,
            "type": "array",
            "items": group_id("A group's code."),
        })
    };
    json_schema!({
        "description": "What must hold for every visitor who fits a condition.",
        "type": "object",
        "additionalProperties": false,
        "anyOf": [
            {"required": ["never"], "properties": {"never": {"minItems": 1}}},
            {"required": ["always"], "properties": {"always": {"minItems": 1}}},
        ],
        "properties": {
            "id": or_null(&id("Unique among assertions.")),
            "when": or_null(&generator.subschema_for::<Condition>()),
            "never": groups("Groups that none of them may get."),
            "always": groups("Groups of which each of them must get one."),
        },
    })
}
