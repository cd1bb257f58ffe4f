//! JSON Schemas of the documents, so that editors complete, explain and check them (feature `schema`).
//!
//! Each describes what the reader of the document accepts: what it refuses is refused there, too,
//! unless that takes more than one place to see (references, duplicate ids, time zones) or a library
//! (regular expressions, hosts). No schema refuses a document that is read.

mod condition;
mod exchange;
mod people;
mod settings;
mod visitor;
mod workspace;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::agent::Agent;
use crate::claims::{Assertion, Expectation};
use crate::condition::{Condition, Predicate};
use crate::decision::DecisionRecord;
use crate::draft::Draft;
use crate::group::{Escalation, Group, Member};
use crate::heartbeat::{Heartbeat, PresenceRecord};
use crate::schedule::{Exception, Schedule};
use crate::settings::{PickerSettings, Plan, Role};
use crate::text::LocalizedText;
use crate::trigger::Trigger;
use crate::visitor::Visitor;
use crate::workspace::Workspace;

macro_rules! described {
    ($($noun:ty: $name:literal, $schema:path;)*) => {$(
        impl JsonSchema for $noun {
            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                $schema(generator)
            }
        }
    )*};
}

described! {
    Draft: "Workspace", workspace::workspace;
    Workspace: "Workspace", workspace::workspace;
    Trigger: "Trigger", workspace::trigger;
    Expectation: "Expectation", workspace::expectation;
    Assertion: "Assertion", workspace::assertion;
    PickerSettings: "Picker", settings::picker;
    Plan: "Plan", settings::plan;
    Role: "Role", settings::role;
    Schedule: "Schedule", settings::schedule;
    Exception: "Exception", settings::exception;
    Agent: "Agent", people::agent;
    Group: "Group", people::group;
    Member: "Member", people::member;
    Escalation: "Escalation", people::escalation;
    LocalizedText: "Text", people::localized;
    Condition: "Condition", condition::condition;
    Predicate: "Test", condition::leaf;
    Visitor<'_>: "Visitor", visitor::visitor;
    PresenceRecord: "Presence", exchange::presence;
    Heartbeat: "Beat", exchange::beat;
    DecisionRecord: "Decision", exchange::decision;
}

/// A whole number that is not less than 0 or 1 and fits 32 bits.
fn count(least: u32, description: &str) -> Schema {
    json_schema!({
        "description": description,
        "type": "integer",
        "minimum": least,
        "maximum": u32::MAX,
    })
}

/// The same, or null.
fn count_or_null(least: u32, description: &str) -> Schema {
    json_schema!({
        "description": description,
        "type": ["integer", "null"],
        "minimum": least,
        "maximum": u32::MAX,
    })
}

fn boolean(default: bool, description: &str) -> Schema {
    json_schema!({"description": description, "type": "boolean", "default": default})
}

fn text_or_null(description: &str) -> Schema {
    json_schema!({"description": description, "type": ["string", "null"]})
}

/// The key by which a document names its schema.
fn schema_uri() -> Schema {
    text_or_null("Where this schema is, for editors.")
}

/// A group's code.
fn group_id(description: &str) -> Schema {
    json_schema!({
        "description": description,
        "type": "string",
        "pattern": "^[A-Za-z0-9._~-]{1,64}$",
    })
}

/// An id of anything else: printable ASCII without space and quotes.
fn id(description: &str) -> Schema {
    json_schema!({
        "description": description,
        "type": "string",
        "pattern": "^[!#-&(-~]{1,128}$",
    })
}

/// A language tag; its subtags are checked when the document is.
fn tag(description: &str) -> Schema {
    json_schema!({
        "description": description,
        "type": "string",
        "pattern": "^[A-Za-z0-9]{1,8}([-_][A-Za-z0-9]{1,8})*$",
    })
}

/// The same, or null; what describes the one describes both.
fn or_null(schema: &Schema) -> Schema {
    let mut either = json_schema!({"anyOf": [schema, {"type": "null"}]});
    if let Some(description) = schema.get("description") {
        either.insert("description".to_owned(), description.clone());
    }
    either
}
