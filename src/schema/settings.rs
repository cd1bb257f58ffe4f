//! The picker, the plan, roles and opening hours.

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::schedule::Exception;
use crate::schema::parts::{boolean, count_or_null, id, or_null};
use crate::text::LocalizedText;

pub(super) fn picker(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "The widget's picker, in which visitors choose a group.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "mode": {
                "description": "Whether visitors may pick a group, or must where no source places them.",
                "enum": ["off", "optional", "required"],
                "default": "off",
            },
            "hide_unavailable": boolean(
                false,
                "Whether groups that cannot serve now are left out.",
            ),
            "question": or_null(&generator.subschema_for::<LocalizedText>()),
        },
    })
}

pub(super) fn plan(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "What the tenant's plan allows.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "max_agents": count_or_null(0, "The most agents; null for no limit."),
            "max_groups": count_or_null(0, "The most groups; null for no limit."),
            "group_routing": boolean(true, "Whether visitors are sent to groups at all."),
        },
    })
}

pub(super) fn role(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "A named set of permissions.",
        "type": "object",
        "additionalProperties": false,
        "required": ["id"],
        "properties": {
            "id": id("Unique among roles; `admin` and `agent` are built in."),
            "permissions": {
                "description": "What its agents may change.",
                "type": "array",
                "items": {"enum": [
                    "manage_groups", "manage_triggers", "manage_agents", "manage_settings",
                    "assign_visitors",
                ]},
            },
        },
    })
}

pub(super) fn schedule(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "Opening hours: spans of wall-clock time in a time zone.",
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "zone"],
        "properties": {
            "id": id("Unique among schedules."),
            "zone": {
                "description": "A zone of the IANA time zone database, such as `Europe/Paris`.",
                "type": "string",
                "examples": ["Europe/Paris", "UTC"],
            },
            "weekly": {
                "description": "The spans of each day of the week; a day that is left out is closed.",
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "mon": spans(), "tue": spans(), "wed": spans(), "thu": spans(),
                    "fri": spans(), "sat": spans(), "sun": spans(),
                },
            },
            "exceptions": {
                "description": "Dates on which other spans hold.",
                "type": "array",
                "items": generator.subschema_for::<Exception>(),
            },
        },
    })
}

pub(super) fn exception(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "A date on which other spans hold than on its day of the week.",
        "type": "object",
        "additionalProperties": false,
        "required": ["date", "spans"],
        "properties": {
            "date": {
                "description": "`YYYY-MM-DD`; in TOML it may stand unquoted.",
                "type": "string",
                "format": "date",
                "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
            },
            "spans": spans(),
        },
    })
}

fn spans() -> Schema {
    json_schema!({
        "description": "Spans `HH:MM-HH:MM`, start included, end excluded; none where it is closed. One \
                        that ends before it starts runs past midnight.",
        "type": "array",
        "items": {
            "type": "string",
            "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
            "examples": ["09:00-18:00", "22:00-06:00"],
        },
    })
}
