//! Agents, groups and texts for people.

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::group::{Escalation, Group, Member, Strategy, Switch};
use crate::schema::parts::{
    boolean, count, count_or_null, group_id, id, or_null, tag, text_or_null,
};
use crate::text::LocalizedText;
use crate::vocabulary::{DefaultValue, GROUP};

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
    let mut group = group_object(generator);
    if let Some(properties) = group.get_mut("properties").and_then(|value| value.as_object_mut()) {
        for setting in Group::COUNTS {
            let meaning = meaning(setting.key);
            let is_nullable = (setting.get)(&Group::new("", "")).is_none();
            let number = if is_nullable { count_or_null(1, meaning) } else { count(1, meaning) };
            properties.insert(setting.key.to_owned(), number.into());
        }
        for Switch { key, .. } in Group::SWITCHES {
            let default =
                GROUP.key(key).is_some_and(|key| key.default == DefaultValue::Value("true"));
            properties.insert((*key).to_owned(), boolean(default, meaning(key)).into());
        }
    }
    group
}

/// The line of the vocabulary about a key of a group.
fn meaning(key: &str) -> &'static str {
    GROUP.key(key).map_or("", |key| key.meaning)
}

/// A group without the settings that its tables declare.
fn group_object(generator: &mut SchemaGenerator) -> Schema {
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
            "schedule": or_null(&id("The schedule that says when it is open; always where there is none.")),
            "fallback": or_null(&group_id("The group that answers where this one cannot.")),
            "strategy": {
                "description": "Who of it is told.",
                "default": "broadcast",
                "enum": Strategy::WORDS.map(|(word, _)| word),
            },
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
