//! What programs exchange: presences and decisions. Unknown keys are ignored, so that two versions can
//! run side by side.

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::heartbeat::Heartbeat;
use crate::schema::texts::text_or_null;

pub(super) fn presence(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "$schema": {
                "description": "Where this schema is, for editors; or the heartbeat of an agent of that id.",
                "anyOf": [{"type": "string"}, generator.subschema_for::<Heartbeat>()],
            },
        },
        "additionalProperties": generator.subschema_for::<Heartbeat>(),
    })
}

pub(super) fn heartbeat(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "required": ["status"],
        "properties": {
            "status": {
                "description": "Only `online` counts as present.",
                "enum": ["online", "away", "invisible", "offline"],
            },
            "load": {
                "description": "Conversations in hand.",
                "type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX, "default": 0,
            },
            "until": {
                "description": "The end of the agent's lease: at or after it the agent is offline.",
                "type": ["string", "null"],
                "format": "date-time",
            },
        },
    })
}

/// What is written: every key is there.
pub(super) fn decision(_: &mut SchemaGenerator) -> Schema {
    let status = ["available", "busy", "offline", "closed"];
    json_schema!({
        "type": "object",
        "required": [
            "visitor", "outcome", "group", "source", "trigger", "status", "serving", "notify",
            "assignee", "rejected", "question", "choices",
        ],
        "properties": {
            "visitor": text_or_null("The visitor's id, where it is known."),
            "outcome": {
                "description": "How it ended: a group was assigned, the visitor must pick one first, or \
                                no group takes the visitor.",
                "enum": ["assigned", "ask", "unassigned"],
            },
            "group": text_or_null("The chosen group."),
            "source": {
                "description": "What chose it.",
                "enum": ["assignment", "selection", "group_code", "trigger", "default", null],
            },
            "trigger": text_or_null("The trigger that won."),
            "status": {
                "description": "How the chosen group stands.",
                "enum": ["available", "busy", "offline", "closed", null],
            },
            "serving": text_or_null("The group that answers."),
            "notify": {
                "description": "Who is told.",
                "type": "array", "items": {"type": "string"},
            },
            "assignee": text_or_null("The one agent who is picked, where the strategy picks one."),
            "rejected": {
                "description": "The ways in that were tried and refused.",
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["source", "group", "reason"],
                    "properties": {
                        "source": {
                            "description": "The way in.",
                            "enum": ["assignment", "selection", "group_code", "trigger", "default"],
                        },
                        "group": {
                            "description": "The group that it named, cut to 64 characters.",
                            "type": "string",
                        },
                        "reason": {
                            "description": "Why it was refused.",
                            "enum": ["unknown", "disabled", "private", "picker_off", "unavailable"],
                        },
                    },
                },
            },
            "question": text_or_null("With outcome `ask`, the picker's question."),
            "choices": {
                "description": "With outcome `ask`, the groups to pick from.",
                "type": ["array", "null"],
                "items": {
                    "type": "object",
                    "required": ["group", "name", "status"],
                    "properties": {
                        "group": {"description": "The group.", "type": "string"},
                        "name": {
                            "description": "Its name in the visitor's language.",
                            "type": "string",
                        },
                        "status": {"description": "How it stands.", "enum": status},
                    },
                },
            },
        },
    })
}
