//! JSON Schemas of the documents, so that editors complete, explain and check them (feature `schema`).
//!
//! Each describes what the reader of the document accepts: what it refuses is refused there, too,
//! unless that takes more than one place to see (references, duplicate ids, time zones) or a library
//! (regular expressions, hosts). No schema refuses a document that is read.

mod condition;
mod exchange;
mod objects;
mod texts;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::agent::{AGENT, Agent};
use crate::assertion::Assertion;
use crate::condition::{Condition, Predicate};
use crate::decision::DecisionRecord;
use crate::draft::Draft;
use crate::expectation::{EXPECTATION, Expectation};
use crate::group::{ESCALATION, Escalation, GROUP, Group, Member};
use crate::heartbeat::{Heartbeat, PresenceRecord};
use crate::schedule::{EXCEPTION, Exception, SCHEDULE, Schedule};
use crate::schema::objects::properties;
use crate::settings::{PICKER, PLAN, PickerSettings, Plan, ROLE, Role};
use crate::text::LocalizedText;
use crate::trigger::{TRIGGER, Trigger};
use crate::visitor::{VISITOR, Visitor};
use crate::workspace::Workspace;

/// Implements `JsonSchema`: the name of a type, what describes it, and the function that makes its schema.
macro_rules! described {
    ($($noun:ty: $name:literal, $description:expr, $schema:expr;)*) => {$(
        impl JsonSchema for $noun {
            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let schema: fn(&mut SchemaGenerator) -> Schema = $schema;
                let mut schema = schema(generator);
                schema.insert("description".to_owned(), $description.into());
                schema
            }
        }
    )*};
}

/// The description of a whole workspace.
const WHOLE: &str = "One customer's whole configuration.";

described! {
    Draft: "Workspace", WHOLE, objects::workspace;
    Workspace: "Workspace", WHOLE, objects::workspace;
    PickerSettings: "Picker", "The widget's picker, in which visitors choose a group.",
        |generator| properties(&PICKER, generator);
    Plan: "Plan", "What the tenant's plan allows.", |generator| properties(&PLAN, generator);
    Role: "Role", "A named set of permissions.", |generator| properties(&ROLE, generator);
    Schedule: "Schedule", "Opening hours: spans of wall-clock time in a time zone.",
        |generator| properties(&SCHEDULE, generator);
    Exception: "Exception", "A date on which other spans hold than on its day of the week.",
        |generator| properties(&EXCEPTION, generator);
    Agent: "Agent", "A person who answers.", |generator| properties(&AGENT, generator);
    Group: "Group", "A named set of agents that visitors are sent to.",
        |generator| properties(&GROUP, generator);
    Member: "Member", "A member of a group: an agent's id, or that with a weight.", objects::member;
    Escalation: "Escalation", "A group that may serve a waiting conversation, too.",
        |generator| properties(&ESCALATION, generator);
    Trigger: "Trigger", "An ordered rule: when its condition is true for a visitor, it assigns a group.",
        |generator| properties(&TRIGGER, generator);
    Expectation: "Expectation", "A sample visitor with what they must get.",
        |generator| properties(&EXPECTATION, generator);
    Visitor<'_>: "Visitor",
        "What is known of one visitor at one moment. A key that is absent or null is not known.",
        |generator| properties(&VISITOR, generator);
    Assertion: "Assertion", "What must hold for every visitor who fits a condition.",
        objects::assertion;
    LocalizedText: "Text", "A text for people: plain, in the default language, or by language.",
        texts::localized;
    Condition: "Condition", condition::CONDITION, condition::condition;
    Predicate: "Test", condition::PREDICATE, condition::predicate;
    PresenceRecord: "Presence",
        "Who is online and how loaded, by agent. An agent that is not listed is offline.",
        exchange::presence;
    Heartbeat: "Beat", "One agent's sign of life.", exchange::heartbeat;
    DecisionRecord: "Decision", "Which group gets a visitor, and who in it is told.",
        exchange::decision;
}
