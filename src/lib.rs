//! Which group of agents gets this website visitor, and who in it is told?
//!
//! The visitor may have picked a group in the chat widget, the page may carry a group code before
//! the widget's snippet, or a trigger may fit what is known of the visitor. This crate makes that
//! one decision. It is pure: no clock, no I/O, no randomness; the same arguments give the same
//! answer on every machine.
//!
//! # Glossary
//!
//! - A [`Workspace`] is one customer's whole configuration: settings, schedules, roles, agents,
//!   groups, triggers. It has been checked; an unchecked one cannot be routed on.
//! - A [`Group`] is a named set of agents that visitors are sent to. Its id is the *group code*
//!   that a site puts before the widget's snippet.
//! - An [`Agent`] is a person who answers. May be in several groups.
//! - A [`Trigger`] is an ordered rule: when its condition is true for a visitor, it assigns a group.
//! - A [`Condition`] is a boolean expression over [fields](Field) of a visitor, with three values:
//!   what is not known is *unknown*, and so is [its negation](Condition#negation-and-what-is-not-known).
//! - A [`Schedule`] says when a group is open; checked, it is [`Hours`].
//! - A [`Draft`] is a workspace as written, in code or read from a document, not yet checked.
//!   [`Draft::check`] makes a workspace of it, or lists all its [`Problems`].
//! - An [`Actor`] changes a workspace: [`Workspace::change`] holds a draft against the present version
//!   and gives the next one with its list of [changes](Change), or is [`ChangeError`] for everything that
//!   speaks against it.
//! - An [`Expectation`] is a *case*: a sample visitor with the group they must get, tried on every
//!   change. A [`FailedCase`] says what they get instead.
//! - An [`Assertion`] says what must hold for every visitor of a kind. Every change and
//!   [`Router::try_assertions`] search for a visitor who shows that it does not: a [`FailedAssertion`].
//! - A [`Visitor`] is what is known of one visitor at one moment, and the three ways in:
//!   `selection`, `group_code`, `assignment`. [From an HTTP request to a
//!   visitor](_documentation::from_http_request) says where its fields come from; [`BrowserClaims`] are what
//!   of it a browser may say.
//! - A [`Presence`] is who is online and how loaded, at one moment. The host owns it and tells it of
//!   each [`Heartbeat`].
//! - A [`Router`] is the workspace, ready to route; immutable, `Send` and `Sync`.
//! - A [`Situation`] is one visitor at one moment before a router, prepared once and asked often.
//! - A [`Decision`] is the answer: chosen group, its [`Source`], who serves, who is told, what was
//!   refused and why. A [`DecisionRecord`] is the same to keep or send; an [`Explanation`] is the
//!   path to it, and a [`WhyNot`] says what would have led to another group.
//! - [`Findings`] are what is odd about a workspace that passes every check: [`analyze`] lists them, and says
//!   what to write instead; [`analyze_with`] also looks at recorded visitors.
//! - A [`Desk`] is the optional second layer: conversations over time. A [`Command`] is what a host
//!   asks of it, an [`Event`] what happened, a [`Refusal`] why not; a [`Snapshot`] is all that it
//!   remembers.
//!
//! # Example
//!
//! ```
//! use frontdesk::{Agent, Heartbeat, Draft, Field, Group, Presence, Router, Trigger, Visitor};
//!
//! let workspace = Draft::new()
//!     .agents([Agent::new("ana").max_conversations(3), Agent::new("ben")])
//!     .group(Group::new("general", "General").all_agents())
//!     .group(Group::new("fr-support", [("fr", "Assistance"), ("en", "French support")])
//!         .agents(["ana"]).private().fallback("general"))
//!     .trigger(Trigger::new("french-site", "fr-support")
//!         .when(Field::PageHost.within("example.fr")
//!             & !Field::Device.is("bot").if_unknown(false)))
//!     .check()?;
//! let router = Router::new(workspace);
//! let mut presence = Presence::new(&router);
//! presence.set("ben", Heartbeat::online())?;
//!
//! // The device is not known: this host does not parse the User-Agent header.
//! let visitor = Visitor::at("2026-11-22T10:00:00Z".parse()?)
//!     .page("https://shop.example.fr/checkout");
//! let decision = router.route(&visitor, &presence);
//! assert_eq!(decision.group().unwrap().id, "fr-support");
//! assert_eq!(decision.serving().unwrap().id, "general", "ana is offline");
//! assert!(decision.notify().map(|agent| agent.id.as_str()).eq(["ben"]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Stages
//!
//! Each consumes the one before, and its type says how far it has come:
//!
//! ```text
//! document ── serde ──▶ Draft ── check ──▶ Workspace ── new ──▶ Router ─┐
//!   code ─────────────────┘                                             ├─▶ Situation ─▶ Decision
//!                                           Visitor, Presence ──────────┘
//!
//! Router ── new ──▶ Desk ◀── apply ── log of Events ◀── host ◀── decide ── Desk, Command
//! ```
//!
//! A workspace changes by going round again: [`Workspace::edit`] gives a draft of it, or a document
//! comes back from an editor, and [`Workspace::change`] takes it.
//!
//! JSON and TOML are equals: each writes what the other reads, and a mistake has the same place and
//! text in both.
//!
//! ```
//! use frontdesk::Draft;
//! let of_toml: Draft = toml::from_str(r#"
//!     [[groups]]
//!     id = "sales"
//!     name = { fr = "Ventes", en = "Sales" }
//! "#)?;
//! let of_json: Draft = serde_json::from_str(
//!     r#"{"groups": [{"id": "sales", "name": {"fr": "Ventes", "en": "Sales"}}]}"#)?;
//! assert_eq!(of_toml, of_json);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Rules
//!
//! The crate implements numbered rules, which the documentation and the tests cite ("[rule A2](crate::_rules#a2)").
//! [`_rules`] lists them, with the choices that were made where a rule leaves a question open.
//!
//! # Documents
//!
//! Every key, field and operator of documents stands in the [vocabulary](_documentation::vocabulary), with one line
//! and one example each, and the words of other systems that are answered.
//!
//! # Features
//!
//! All but `schema` are on by default, and each stands for the library that it brings. With one off, a
//! document that needs it is refused with [`ProblemKind::FeatureOff`], which names it.
//!
//! | feature | brings | needed by |
//! | --- | --- | --- |
//! | `url` | [`url`](https://docs.rs/url), percent-encoding | `page.host`, `page.path`, `page.query.NAME` and the like |
//! | `regex` | [`regex-syntax`](https://docs.rs/regex-syntax) | the operator `matches` |
//! | `tz` | [`jiff`](https://docs.rs/jiff) with its time zone data | schedules |
//! | `schema` | [`schemars`](https://docs.rs/schemars) | JSON Schemas of the documents: `schemars::schema_for!(Draft)` |
//! | `language` | [`oxilangtag`](https://docs.rs/oxilangtag) | the field `language`, and tags of more than a lone language such as `fr` |
#![cfg_attr(docsrs, feature(doc_cfg))]
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
#[cfg(feature = "analysis")]
pub mod analysis;
mod cases;
mod change;
mod claims;
mod condition;
mod context;
mod counterexample;
mod decision;
#[cfg(feature = "desk")]
pub mod desk;
mod document;
mod draft;
mod error;
mod group;
mod heartbeat;
mod id;
#[allow(dead_code, reason = "not every table uses it yet")]
mod ix;
mod presence;
mod reference;
mod roster;
mod router;
mod schedule;
#[cfg(feature = "schema")]
mod schema;
mod selectable;
mod settings;
mod status;
mod strategy;
mod swar;
mod text;
mod time;
mod trigger;
mod visitor;
mod vocabulary;
mod workspace;

pub use agent::Agent;
pub use analysis::{
    Edit, Finding, FindingSubject, Findings, Impossible, NoEffect, PredicateFault,
    PredicateFinding, Replacement, SettingFinding, Truncated, UnknownShare, analyze, analyze_with,
};
pub use cases::{CaseReport, FailedCase};
pub use change::{
    AcceptedChange, Actor, AgentEdit, Change, ChangeError, ChangeOptions, ConflictingChange,
    DocumentValue, ItemRef, VersionConflict, Violation,
};
pub use claims::{Assertion, Expectation, OutcomeKind};
pub use condition::{Condition, Literal, Operator, Predicate, Truth};
pub use counterexample::{AssertionSearch, FailedAssertion, VisitorOrigin};
pub use decision::{
    Assigned, Choice, ChoiceRecord, Counterfactual, Decision, DecisionRecord, Explanation,
    FactChange, FactChanges, GroupState, MemberResult, MemberStep, NotSearched, ObservedField,
    ObservedValue, Outcome, Picker, PickerChoiceStep, PickerStep, Rejection, RejectionRecord,
    ServingResult, ServingStep, SourceResult, SourceStep, TriggerResult, TriggerStep, WhyNot,
};
pub use desk::{
    Action, AgentRequest, ApplyError, Command, CommandOutcome, CommandResult, Conversation,
    ConversationStatus, Desk, Digest, Event, EventKind, EventLog, ExecuteError, InvalidDigest,
    LeaveTarget, OpenOffer, Participant, Refusal, RestoreError, Retention, Snapshot, TimedCommand,
    Workload,
};
pub use draft::{Draft, EditError};
pub use error::{
    DocumentPath, ItemKind, Limit, PathSegment, Position, Problem, ProblemKind, Problems,
};
pub use group::{Escalation, Group, Member, Members, Reassign, Strategy};
pub use heartbeat::{Heartbeat, PresenceRecord};
pub use id::{
    AgentId, AsId, AssertionId, CommandId, ConversationId, GroupId, InvalidId, RoleId, ScheduleId,
    TriggerId,
};
pub use presence::{Presence, UnknownAgent};
pub use router::{Router, Situation};
pub use schedule::{Exception, Hours, Schedule, Weekday, Weekly};
pub use selectable::RejectionReason;
pub use settings::{Permission, PickerMode, PickerSettings, Plan, Role, Source};
pub use status::{AgentStatus, GroupStatus};
pub use strategy::Candidates;
pub use text::{LanguageTag, LocalizedText};
pub use time::{InvalidTimestamp, Timestamp};
pub use trigger::Trigger;
pub use visitor::{
    AcceptLanguage, Attributes, Borrowed, BrowserClaims, Field, MaybeText, Page, UnknownField,
    Value, Visitor,
};
pub use workspace::{PlanExcess, PlanLimit, Workspace};

#[doc = include_str!("../RULES.md")]
pub mod _rules {}

/// Longer pages of the documentation.
pub mod _documentation {
    #[doc = include_str!("../docs/from-http-request.md")]
    pub mod from_http_request {}
    #[doc = include_str!("../docs/vocabulary.md")]
    pub mod vocabulary {
        pub use crate::reference::page;
    }
}

/// Runs the example of the README.
#[cfg(all(doctest, feature = "url"))]
#[doc = include_str!("../README.md")]
struct Readme;
