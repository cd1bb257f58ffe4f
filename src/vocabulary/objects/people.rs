//! Agents, and groups with their members.

use crate::vocabulary::DefaultValue::{Described, Nothing, Required, Value};
use crate::vocabulary::aliases::keys;
use crate::vocabulary::objects::declare::object;

object! {
    AGENT: "an agent", "agents[]", keys::AGENT;
    "id", ID, Required, "Unique among agents; an e-mail address may be one.", r#""ana@shop.example""#;
    "name", TEXT, Described("the id"), "For people.", r#""Ana""#;
    "role", ROLE_ID, Value(r#""agent""#),
        "What the agent may change: `admin`, `agent` or a role of the workspace.", r#""admin""#;
    "languages", TAGS, Value("[]"), "Languages that the agent speaks.", r#"["fr", "en"]"#;
    "max_conversations", WHOLE, Nothing, "Conversations at a time; without it there is no limit.", "3";
}

object! {
    GROUP: "a group", "groups[]", keys::GROUP;
    "id", GROUP_CODE, Required,
        "Unique among groups: the code that a site puts before the widget's snippet.",
        r#""fr-sales""#;
    "name", LOCALIZED, Required, "What visitors and agents read.", r#"{"fr": "Ventes", "en": "Sales"}"#;
    "agents", MEMBERS, Value("[]"),
        "Who is in it, in the order of rank; `all` is every agent, later ones too.",
        r#"["ana", {"id": "ben", "weight": 2}]"#;
    "private", BOOLEAN, Value("false"),
        "Whether it is hidden from the picker; codes, triggers and assignments still reach it.",
        "true";
    "enabled", BOOLEAN, Value("true"), "A disabled group gets no visitors.", "false";
    "schedule", SCHEDULE_ID, Nothing,
        "The schedule that says when it is open; without one it is always open.", r#""office""#;
    "fallback", GROUP_CODE, Nothing, "The group that answers where this one cannot.", r#""support""#;
    "overflow", BOOLEAN, Value("false"),
        "Whether it passes on to the first available fallback while it is busy.", "true";
    "strategy", STRATEGY, Value(r#""broadcast""#), "Who of it is told.", r#""least_busy""#;
    "offer_seconds", COUNT, Described("30 for an offer; a notice has no end"),
        "Desk: how long an offer to one agent holds.", "45";
    "retry_seconds", COUNT, Value("60"), "Desk: when those who refused may be asked again.", "90";
    "reassign_after_seconds", WHOLE_OR_NEVER, Value("120"),
        "Desk: when the conversations of an agent who went offline wait again.", "300";
    "escalation", OBJECTS, Value("[]"),
        "Desk: groups that may serve a conversation, too, which has waited so long.",
        r#"[{"after_seconds": 60, "to": "support"}]"#;
    "max_waiting", COUNT, Nothing, "Desk: the most conversations that wait for it.", "25";
    "max_notices", COUNT, Value("20"), "Desk: the most open notices of an agent.", "5";
    "sticky", BOOLEAN, Value("false"),
        "Desk: whether a returning visitor gets the last agent first.", "true";
}

object! {
    MEMBER: "a member of a group", "groups[].agents[]", keys::MEMBER;
    "id", AGENT_ID, Required, "Which agent; the id alone, without an object, is one of weight 1.",
        r#""ben""#;
    "weight", COUNT, Value("1"),
        "How many conversations to one of weight 1, for the strategy `weighted`.", "2";
}

object! {
    ESCALATION: "an escalation", "groups[].escalation[]", keys::ESCALATION;
    "after_seconds", COUNT, Required, "How long a conversation must have waited.", "60";
    "to", GROUP_CODE, Required, "Which group may serve it then, too.", r#""support""#;
}
