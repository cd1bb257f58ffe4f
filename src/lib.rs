//! Which group of agents gets this website visitor, and who in it is told?
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::todo,
    clippy::unimplemented,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::get_unwrap,
    clippy::cast_lossless,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::dbg_macro
)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

mod agent;
mod beat;
mod claims;
mod condition;
mod decision;
mod document;
mod draft;
mod error;
mod group;
mod id;
mod presence;
mod roster;
mod router;
mod scene;
mod schedule;
mod settings;
mod status;
mod strategy;
mod text;
mod time;
mod trigger;
mod visitor;
mod workspace;

pub use agent::Agent;
pub use beat::{Beat, PresenceRecord};
pub use claims::{Assertion, Expectation, OutcomeKind};
pub use condition::{Condition, Leaf, Literal, Test, Truth};
pub use decision::{
    Assigned, Choice, ChoiceRecord, Decision, DecisionRecord, Explanation, GroupState,
    MemberResult, MemberStep, Outcome, Picker, PickerStep, Reason, Rejection, RejectionRecord,
    SeenField, SeenValue, ServingResult, ServingStep, SourceResult, SourceStep, TriggerResult,
    TriggerStep,
};
pub use draft::Draft;
pub use error::{Limit, Noun, Place, Problem, ProblemKind, Problems};
pub use group::{Escalation, Group, Member, Members, Reassign, Strategy};
pub use id::{AgentId, AssertionId, GroupId, RoleId, ScheduleId, TriggerId};
pub use presence::{Presence, UnknownAgent};
pub use router::{Router, Situation};
pub use schedule::{Exception, Hours, Schedule, Weekday, Weekly};
pub use settings::{Permission, PickerMode, PickerSettings, Plan, Role, Source};
pub use status::{Standing, Status};
pub use strategy::Candidates;
pub use text::{LanguageTag, LocalizedText};
pub use time::{InvalidTimestamp, Timestamp};
pub use trigger::Trigger;
pub use visitor::{Attributes, Field, Given, Page, UnknownField, Value, Visitor};
pub use workspace::Workspace;
