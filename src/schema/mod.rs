//! JSON Schemas of the documents, so that editors complete, explain and check them (feature `schema`).
//!
//! Each describes what the reader of the document accepts: what it refuses is refused there, too,
//! unless that takes more than one place to see (references, duplicate ids, time zones) or a library
//! (regular expressions, hosts). No schema refuses a document that is read.

mod condition;
mod exchange;
mod parts;
mod people;
mod settings;
mod visitor;
mod workspace;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::agent::Agent;
use crate::assertion::Assertion;
use crate::condition::{Condition, Predicate};
use crate::decision::DecisionRecord;
use crate::draft::Draft;
use crate::expectation::Expectation;
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
    Heartbeat: "Beat", exchange::heartbeat;
    DecisionRecord: "Decision", exchange::decision;
}
