//! Texts about agents, groups and triggers.

use crate::errors::Area;

pub(super) const AGENTS: Area = Area {
    document: |part| {
        format!(r#"{{"roles": [{{"id": "lead"}}], "agents": [{part}], "groups": []}}"#)
    },
    cases: &[
        (r#""a1""#, "agents[0]", "wrong_type", "expected an object, found `\"a1\"`"),
        (r#"{"name": "A"}"#, "agents[0].id", "missing_key", "this key is required"),
        (r#"{"id": ["a1"]}"#, "agents[0].id", "wrong_type", "expected an id, found `[…]`"),
        (
            r#"{"id": "agent one"}"#,
            "agents[0].id",
            "invalid_id",
            "`agent one` cannot be the id of the agent: it takes 1 to 128 printable ASCII \
             characters without space and quotes",
        ),
        (
            r#"{"id": ""}"#,
            "agents[0].id",
            "invalid_id",
            "the id of the agent must not be empty",
        ),
        (
            r#"{"id": "a1"}, {"id": "A1"}, {"id": "a1"}"#,
            "agents[2].id",
            "duplicate_id",
            "another agent has the id `a1`",
        ),
        (
            r#"{"id": "a1", "role": "led"}"#,
            "agents[0].role",
            "unknown_role",
            "there is no role `led`; there are `admin`, `agent` and `lead`",
        ),
        (
            r#"{"id": "a1", "role": "administrator"}"#,
            "agents[0].role",
            "unknown_role",
            "there is no role `administrator`; did you mean `admin`?",
        ),
        (r#"{"id": "a1", "name": 1}"#, "agents[0].name", "wrong_type", "expected text, found `1`"),
        (
            r#"{"id": "a1", "languages": ["fr_FR", "français?"]}"#,
            "agents[0].languages[1]",
            "invalid_language",
            "`français?` is not a language tag such as `fr` or `pt-BR`",
        ),
        (
            r#"{"id": "a1", "max_conversations": 2.5}"#,
            "agents[0].max_conversations",
            "out_of_range",
            "expected a whole number from 0 to 4294967295, found `2.5`",
        ),
        (
            r#"{"id": "a1", "max_conversation": 2}"#,
            "agents[0].max_conversation",
            "unknown_key",
            "there is no key `max_conversation` here; did you mean `max_conversations`?",
        ),
    ],
};

pub(super) const GROUPS: Area = Area {
    document: |part| {
        format!(
            r#"{{"agents": [{{"id": "a1"}}, {{"id": "a2"}}],
                "schedules": [{{"id": "office", "zone": "UTC"}}],
                "groups": [{{"id": "help", "name": "Help"}}, {part}]}}"#
        )
    },
    cases: &[
        ("null", "groups[1]", "wrong_type", "expected an object, found `null`"),
        (r#"{"name": "S"}"#, "groups[1].id", "missing_key", "this key is required"),
        (r#"{"id": "s"}"#, "groups[1].name", "missing_key", "this key is required"),
        (
            r#"{"id": "s s", "name": "S"}"#,
            "groups[1].id",
            "invalid_id",
            "`s s` cannot be a group code: it takes 1 to 64 of the characters \
             `A-Z a-z 0-9 . _ ~ -`",
        ),
        (
            r#"{"id": "", "name": "S"}"#,
            "groups[1].id",
            "invalid_id",
            "the code of the group must not be empty",
        ),
        (
            r#"{"id": "help", "name": "S"}"#,
            "groups[1].id",
            "duplicate_id",
            "another group has the id `help`",
        ),
        (
            r#"{"id": "s", "name": ""}"#,
            "groups[1].name",
            "missing_name",
            "a group needs a name in at least one language",
        ),
        (
            r#"{"id": "s", "name": {"fr": " ", "en": ""}}"#,
            "groups[1].name",
            "missing_name",
            "a group needs a name in at least one language",
        ),
        (
            r#"{"id": "s", "name": {}}"#,
            "groups[1].name",
            "missing_name",
            "a group needs a name in at least one language",
        ),
        (
            r#"{"id": "s", "name": {"fr": "S", "fr": "T"}}"#,
            "groups[1].name.fr",
            "repeated_key",
            "the key `fr` stands here twice",
        ),
        (
            r#"{"id": "s", "name": {"fr": "S", "en us": "T"}}"#,
            r#"groups[1].name["en us"]"#,
            "invalid_language",
            "`en us` is not a language tag such as `fr` or `pt-BR`",
        ),
        (
            r#"{"id": "s", "name": "S", "agents": "everyone"}"#,
            "groups[1].agents",
            "wrong_type",
            "expected `all` or a list of agents, found `\"everyone\"`",
        ),
        (
            r#"{"id": "s", "name": "S", "agents": [5]}"#,
            "groups[1].agents[0]",
            "wrong_type",
            "expected an agent, or an agent with a weight, found `5`",
        ),
        (
            r#"{"id": "s", "name": "S", "agents": ["a1", "a3"]}"#,
            "groups[1].agents[1]",
            "unknown_agent",
            "there is no agent `a3`; there are `a1` and `a2`",
        ),
        (
            r#"{"id": "s", "name": "S", "agents": [{"id": "b9", "weight": 2}]}"#,
            "groups[1].agents[0].id",
            "unknown_agent",
            "there is no agent `b9`; there are `a1` and `a2`",
        ),
        (
            r#"{"id": "s", "name": "S", "agents": ["a1", "a2", "a1"]}"#,
            "groups[1].agents[2]",
            "repeated_agent",
            "the agent `a1` is in this group twice",
        ),
        (
            r#"{"id": "s", "name": "S", "agents": [{"id": "a1", "weight": 0}]}"#,
            "groups[1].agents[0].weight",
            "out_of_range",
            "expected a whole number from 1 to 4294967295, found `0`",
        ),
        (
            r#"{"id": "s", "name": "S", "agents": [{"weight": 1}]}"#,
            "groups[1].agents[0].id",
            "missing_key",
            "this key is required",
        ),
        (
            r#"{"id": "s", "name": "S", "schedule": "ofice"}"#,
            "groups[1].schedule",
            "unknown_schedule",
            "there is no schedule `ofice`; did you mean `office`?",
        ),
        (
            r#"{"id": "s", "name": "S", "fallback": "hlep"}"#,
            "groups[1].fallback",
            "unknown_group",
            "there is no group `hlep`; did you mean `help`?",
        ),
        (
            r#"{"id": "s", "name": "S", "fallback": "s"}"#,
            "groups[1].fallback",
            "fallback_cycle",
            "the fallbacks run in a circle: `s` → `s`",
        ),
        (
            r#"{"id": "s", "name": "S", "fallback": "t"},
               {"id": "t", "name": "T", "fallback": "u"}, {"id": "u", "name": "U", "fallback": "s"}"#,
            "groups[1].fallback",
            "fallback_cycle",
            "the fallbacks run in a circle: `s` → `t` → `u` → `s`",
        ),
        (
            r#"{"id": "s", "name": "S", "strategy": "rank"}"#,
            "groups[1].strategy",
            "unknown_word",
            "expected `broadcast`, `ranked`, `least_busy`, `round_robin`, `weighted` or \
             `longest_idle`, found `rank`; did you mean `ranked`?",
        ),
        (
            r#"{"id": "s", "name": "S", "strategy": "rankd"}"#,
            "groups[1].strategy",
            "unknown_word",
            "expected `broadcast`, `ranked`, `least_busy`, `round_robin`, `weighted` or \
             `longest_idle`, found `rankd`; did you mean `ranked`?",
        ),
        (
            r#"{"id": "s", "name": "S", "private": null}"#,
            "groups[1].private",
            "wrong_type",
            "expected true or false, found `null`",
        ),
        (
            r#"{"id": "s", "name": "S", "offer_seconds": 0}"#,
            "groups[1].offer_seconds",
            "out_of_range",
            "expected a whole number from 1 to 4294967295, found `0`",
        ),
        (
            r#"{"id": "s", "name": "S", "max_waiting": 1e10}"#,
            "groups[1].max_waiting",
            "out_of_range",
            "expected a whole number from 1 to 4294967295, found `10000000000`",
        ),
        (
            r#"{"id": "s", "name": "S", "escalation": [{"after_seconds": 60}]}"#,
            "groups[1].escalation[0].to",
            "missing_key",
            "this key is required",
        ),
        (
            r#"{"id": "s", "name": "S", "escalation": [{"to": "help"}]}"#,
            "groups[1].escalation[0].after_seconds",
            "missing_key",
            "this key is required",
        ),
        (
            r#"{"id": "s", "name": "S", "escalation": [{"after_seconds": 60, "to": "halp"}]}"#,
            "groups[1].escalation[0].to",
            "unknown_group",
            "there is no group `halp`; did you mean `help`?",
        ),
        (
            r#"{"id": "s", "name": "S", "escalation": [{"after_seconds": 60, "to": "s"}]}"#,
            "groups[1].escalation[0].to",
            "escalation_to_itself",
            "the group `s` cannot escalate to itself",
        ),
    ],
};

pub(super) const TRIGGERS: Area = Area {
    document: |part| {
        format!(r#"{{"groups": [{{"id": "sales", "name": "Sales"}}], "triggers": [{part}]}}"#)
    },
    cases: &[
        ("true", "triggers[0]", "wrong_type", "expected an object, found `true`"),
        (r#"{"assign_to": "sales"}"#, "triggers[0].id", "missing_key", "this key is required"),
        (r#"{"id": "t"}"#, "triggers[0].assign_to", "missing_key", "this key is required"),
        (
            r#"{"id": "t t", "assign_to": "sales"}"#,
            "triggers[0].id",
            "invalid_id",
            "`t t` cannot be the id of the trigger: it takes 1 to 128 printable ASCII characters \
             without space and quotes",
        ),
        (
            r#"{"id": "", "assign_to": "sales"}"#,
            "triggers[0].id",
            "invalid_id",
            "the id of the trigger must not be empty",
        ),
        (
            r#"{"id": "t", "assign_to": "sales"}, {"id": "t", "assign_to": "sales"}"#,
            "triggers[1].id",
            "duplicate_id",
            "another trigger has the id `t`",
        ),
        (
            r#"{"id": "t", "assign_to": "Salse"}"#,
            "triggers[0].assign_to",
            "unknown_group",
            "there is no group `Salse`; did you mean `sales`?",
        ),
        (
            r#"{"id": "t", "assign_to": ["sales"]}"#,
            "triggers[0].assign_to",
            "wrong_type",
            "expected a group code, found `[…]`",
        ),
        (
            r#"{"id": "t", "assign_to": "sales", "enabled": 0}"#,
            "triggers[0].enabled",
            "wrong_type",
            "expected true or false, found `0`",
        ),
        (
            r#"{"id": "t", "asign_to": "sales", "assign_to": "sales"}"#,
            "triggers[0].asign_to",
            "unknown_key",
            "there is no key `asign_to` here; `assign_to` stands here already",
        ),
    ],
};
