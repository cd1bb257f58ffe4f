//! Agents, groups and texts for people.

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::group::{Escalation, Member};
use crate::schema::parts::{
    boolean, count, count_or_null, group_id, id, or_null, tag, text_or_null,
};
use crate::text::LocalizedText;

pub(super) fn agent(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "A person who answers.",
        "type": "object",
        "additionalProperties": false,
        "required": ["id"],
        "properties": {
            "id": id("Unique among agents: a number, an e-mail address."),
            "name": text_or_null("For people; the id where there is none."),
            "role": {
                "description": "A role's id; `admin` and `agent` always exist.",
                "type": "string",
                "default": "agent",
            },
            "languages": {
                "description": "Languages that the agent speaks.",
                "type": "array",
                "items": tag("Language tag such as `fr` or `pt-BR`."),
            },
            "max_conversations": count_or_null(
                0,
                "The most conversations at a time; null for no limit.",
            ),
        },
    })
}

pub(super) fn group(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "A named set of agents that visitors are sent to.",
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "name"],
        "properties": {
            "id": group_id("The group code that a site puts before the widget's snippet."),
            "name": generator.subschema_for::<LocalizedText>(),
            "agents": {
                "description": "Its members, in the order of rank; `all` for every agent, later ones too.",
                "anyOf": [
                    {"const": "all"},
                    {"type": "array", "items": generator.subschema_for::<Member>()},
                ],
            },
            "private": boolean(false, "Whether it is hidden from the picker."),
            "enabled": boolean(true, "A disabled group gets no visitors."),
            "schedule": or_null(&id("The schedule that says when it is open; always where there is none.")),
            "fallback": or_null(&group_id("The group that answers where this one cannot.")),
            "overflow": boolean(
                false,
                "Whether it passes on to the first available fallback while it is busy.",
            ),
            "strategy": {
                "description": "Who of it is told.",
                "default": "broadcast",
                "enum": [
                    "broadcast", "ranked", "least_busy", "round_robin", "weighted", "longest_idle",
                ],
            },
            "offer_seconds": count_or_null(1, "Desk: how long an offer to one agent holds."),
            "retry_seconds": count(1, "Desk: when those who refused may be asked again."),
            "reassign_after_seconds": {
                "description": "Desk: when the conversations of an agent who went offline wait again; \
                                null or `never` for never.",
                "default": 120,
                "anyOf": [count_or_null(1, "Seconds."), {"const": "never"}],
            },
            "escalation": {
                "description": "Desk: groups that may serve a conversation, too, which has waited so long.",
                "type": "array",
                "items": generator.subschema_for::<Escalation>(),
            },
            "max_waiting": count_or_null(1, "Desk: the most conversations that wait for it."),
            "max_notices": count(1, "Desk: the most open notices of an agent."),
            "sticky": boolean(false, "Desk: whether a returning visitor gets the last agent first."),
        },
    })
}

pub(super) fn member(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "A member of a group: an agent's id, or that with a weight.",
        "anyOf": [
            id("An agent's id."),
            {
                "type": "object",
                "additionalProperties": false,
                "required": ["id"],
                "properties": {
                    "id": id("An agent's id."),
                    "weight": count(1, "How many conversations to one of weight 1, for `weighted`."),
                },
            },
        ],
    })
}

pub(super) fn escalation(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "A group that may serve a waiting conversation, too.",
        "type": "object",
        "additionalProperties": false,
        "required": ["after_seconds", "to"],
        "properties": {
            "after_seconds": count(1, "How long it must have waited."),
            "to": group_id("Which group may serve it then."),
        },
    })
}

pub(super) fn localized(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "A text for people: plain, in the default language, or by language.",
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "propertyNames": tag("Language tag such as `fr` or `pt-BR`."),
                "additionalProperties": {"type": "string"},
            },
        ],
        "examples": ["Support", {"fr": "Assistance", "en": "Support"}],
    })
}
