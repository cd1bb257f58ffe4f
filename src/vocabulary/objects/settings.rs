//! The workspace itself, its settings and its opening hours.

use crate::vocabulary::DefaultValue::{Nothing, Required, Value};
use crate::vocabulary::aliases::keys;
use crate::vocabulary::objects::declare::object;

object! {
    WORKSPACE: "a workspace", "", keys::WORKSPACE;
    "$schema", TEXT, Nothing, "Where the JSON Schema of the document is, for editors.",
        r#""schema/workspace.json""#;
    "schema", WHOLE, Value("1"), "Version of the document form.", "1";
    "version", WHOLE, Value("1"), "Version of the workspace: one higher with each change.", "7";
    "languages", TAGS, Value(r#"["en"]"#),
        "Languages of the workspace; the first is its default language.", r#"["fr", "en"]"#;
    "default_group", GROUP_CODE, Nothing,
        "Group of visitors whom no source places; it is enabled and public.", r#""support""#;
    "picker", OBJECT, Value("{}"),
        "The widget's picker, in which visitors choose a group.", r#"{"mode": "optional"}"#;
    "precedence", SOURCES, Value(r#"["assignment", "selection", "group_code", "trigger"]"#),
        "Sources in the order in which they are tried; one that is left out is never used.",
        r#"["assignment", "group_code", "trigger"]"#;
    "plan", OBJECT, Value("{}"), "What the customer's plan allows.", r#"{"max_groups": 20}"#;
    "roles", OBJECTS, Value("[]"),
        "Roles besides `admin` (every permission) and `agent` (none).",
        r#"[{"id": "lead", "permissions": ["manage_groups"]}]"#;
    "schedules", OBJECTS, Value("[]"), "Opening hours.",
        r#"[{"id": "office", "zone": "Europe/Paris", "weekly": {"mon": ["09:00-18:00"]}}]"#;
    "agents", OBJECTS, Value("[]"), "Who answers.", r#"[{"id": "ana"}, {"id": "ben", "max_conversations": 3}]"#;
    "groups", OBJECTS, Required, "Groups, in the picker's order.",
        r#"[{"id": "sales", "name": "Sales"}, {"id": "support", "name": "Support"}]"#;
    "triggers", OBJECTS, Value("[]"),
        "Rules, in the order in which they are tried: the first that fits wins.",
        r#"[{"id": "french", "assign_to": "sales", "when": {"field": "language", "within": "fr"}}]"#;
    "expect", OBJECTS, Value("[]"),
        "Sample visitors with what they must get, tried on every change.",
        r#"[{"visitor": {"language": "fr"}, "group": "sales"}]"#;
    "assertions", OBJECTS, Value("[]"),
        "What must hold for every visitor who fits a condition.",
        r#"[{"when": {"field": "device", "is": "bot"}, "never": ["sales"]}]"#;
}

object! {
    PICKER: "the picker", "picker", keys::PICKER;
    "mode", MODE, Value(r#""off""#),
        "Whether visitors may pick a group, or must where no source places them.",
        r#""required""#;
    "hide_unavailable", BOOLEAN, Value("false"),
        "Whether groups that cannot serve now are left out.", "true";
    "question", LOCALIZED, Nothing, "What visitors are asked.",
        r#"{"fr": "À qui parler ?", "en": "Whom do you want to talk to?"}"#;
}

object! {
    PLAN: "a plan", "plan", keys::PLAN;
    "max_agents", WHOLE, Nothing, "The most agents that a change may lead to.", "25";
    "max_groups", WHOLE, Nothing, "The most groups that a change may lead to.", "20";
    "group_routing", BOOLEAN, Value("true"), "Whether visitors are sent to groups at all.", "false";
}

object! {
    ROLE: "a role", "roles[]", keys::ROLE;
    "id", ID, Required, "Unique among roles; `admin` and `agent` are built in.", r#""team-lead""#;
    "permissions", PERMISSIONS, Value("[]"),
        "What its agents may change: `manage_groups`, `manage_triggers`, `manage_agents`, \
         `manage_settings`, `assign_visitors`.",
        r#"["manage_groups", "assign_visitors"]"#;
}

object! {
    SCHEDULE: "a schedule", "schedules[]", keys::SCHEDULE;
    "id", ID, Required, "Unique among schedules.", r#""office""#;
    "zone", ZONE, Required, "A zone of the IANA time zone database.", r#""Europe/Paris""#;
    "weekly", OBJECT, Value("{}"),
        "The spans of each day of the week; a day that is left out is closed.",
        r#"{"mon": ["09:00-12:30", "13:30-18:00"], "fri": ["22:00-06:00"]}"#;
    "exceptions", OBJECTS, Value("[]"), "Dates on which other spans hold.",
        r#"[{"date": "2026-12-25", "spans": []}]"#;
}

object! {
    WEEKLY: "a week", "schedules[].weekly", keys::WEEKLY;
    "mon", SPANS, Value("[]"), "The spans of Monday.", r#"["09:00-12:30", "13:30-18:00"]"#;
    "tue", SPANS, Value("[]"), "The spans of Tuesday.", r#"["09:00-18:00"]"#;
    "wed", SPANS, Value("[]"), "The spans of Wednesday.", r#"["00:00-24:00"]"#;
    "thu", SPANS, Value("[]"), "The spans of Thursday.", r#"["18:00-24:00"]"#;
    "fri", SPANS, Value("[]"), "The spans of Friday; one may run past midnight.",
        r#"["22:00-06:00"]"#;
    "sat", SPANS, Value("[]"), "The spans of Saturday.", r#"["10:00-16:00"]"#;
    "sun", SPANS, Value("[]"), "The spans of Sunday.", "[]";
}

object! {
    EXCEPTION: "an exception", "schedules[].exceptions[]", keys::EXCEPTION;
    "date", DATE, Required, "The date on which other spans hold; TOML may leave out the quotes.",
        r#""2026-12-24""#;
    "spans", SPANS, Required, "Its spans; none where it is closed.", r#"["09:00-12:00"]"#;
}
