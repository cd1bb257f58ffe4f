//! Triggers, and what must hold whatever they are.

use crate::vocabulary::DefaultValue::{Described, Nothing, Required, Value};
use crate::vocabulary::aliases::keys;
use crate::vocabulary::objects::declare::object;

object! {
    TRIGGER: "a trigger", "triggers[]", keys::TRIGGER;
    "id", ID, Required, "Unique among triggers.", r#""french-site""#;
    "name", TEXT, Described("the id"), "For people.", r#""French site""#;
    "enabled", BOOLEAN, Value("true"), "A disabled trigger never fires.", "false";
    "assign_to", GROUP_CODE, Required, "The group that it assigns; private ones are allowed.",
        r#""sales""#;
    "when", CONDITION, Described("it fires for every visitor"), "When it fires.",
        r#"{"field": "page.host", "within": "example.fr"}"#;
}

object! {
    ASSERTION: "an assertion", "assertions[]", keys::ASSERTION;
    "id", ID, Nothing, "Unique among assertions.", r#""no-robots""#;
    "when", CONDITION, Described("every visitor"), "Which visitors it speaks of.",
        r#"{"field": "device", "is": "bot"}"#;
    "never", GROUP_CODES, Value("[]"),
        "Groups that none of them may get; an assertion has `never` or `always`.", r#"["sales"]"#;
    "always", GROUP_CODES, Value("[]"), "Groups of which each of them must get one.",
        r#"["support"]"#;
}
