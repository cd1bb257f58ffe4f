//! Decides which group of agents gets a website visitor, and who in it is told.
//!
//! A visitor may have picked a group in the chat widget, the page may carry a group code before the snippet of the
//! widget, or a trigger may match what is known of the visitor. This crate makes that one decision. It reads no clock,
//! does no I/O and uses no randomness: the same arguments give the same answer on every machine.
//!
//! # Example
//!
//! ```
//! use frontdesk::{Agent, Draft, Field, Group, Heartbeat, Presence, Router, Trigger, Visitor};
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
//! Each type is made from the one before it. The name of a type says which stage it has reached.
//!
//! ```text
//! document ── serde ──▶ Draft ── check ──▶ Workspace ── new ──▶ Router ─┐
//!   code ─────────────────┘                                             ├─▶ Situation ─▶ Decision
//!                                           Visitor, Presence ──────────┘
//!
//! Router ── new ──▶ Desk ◀── apply ── log of Events ◀── host ◀── decide ── Desk, Command
//! ```
//!
//! - A [`Draft`] is a configuration as written, in code or in a document. It is not checked yet.
//! - A [`Workspace`] is the checked configuration of one customer: settings, [schedules](schedule), [roles](Role),
//!   [agents](Agent), [groups](Group) and [triggers](Trigger). [`Draft::check`] returns it, or all [`Problems`].
//! - A [`Router`] is a workspace that is ready to route. It is immutable, `Send` and `Sync`.
//! - A [`Visitor`] holds the facts about one visitor at one moment. A [`Presence`] holds who is online and how loaded.
//!   The host owns it and records each [`Heartbeat`].
//! - A [`Situation`] is one visitor before one router. It answers several questions without resolving a field twice.
//! - A [`Decision`] is the answer: the chosen group, the [`Source`] that chose it, the group that serves, the agents who
//!   are told, and each rejected wish with its reason.
//!
//! To change a workspace, take a draft of it with [`Workspace::edit`], or read a new document, and pass it to
//! [`Workspace::change`].
//!
//! # Terms
//!
//! - A **group** is a named set of agents. Its id is the *group code* that a site puts before the snippet of the widget.
//! - A **trigger** is an ordered rule. If its condition is true for a visitor, it assigns its group.
//! - A **condition** is a boolean expression over [fields](Field) of a visitor, with three truth values. A fact that is not
//!   known is *unknown*, and so is [its negation](Condition#negation-and-what-is-not-known).
//! - A group **serves** a visitor if it answers. This is the chosen group, or the first of its fallbacks that can.
//!
//! # Chapters
//!
//! | module | what it is about |
//! | --- | --- |
//! | [`condition`] | predicates, operators and the three truth values |
//! | [`visitor`] | the facts about a visitor, and how to read them from a request |
//! | [`schedule`] | opening hours, exceptions and time zones |
//! | [`settings`] | the picker, roles, plans, and the settings of a group |
//! | [`presence`] | heartbeats, leases, and the status of agents and groups |
//! | [`decision`] | decisions, records of them, the picker, and rejections |
//! | [`explain`] | why a decision was made, and what would change it |
//! | [`edit`] | changes of a workspace: permissions, conflicts, audit log |
//! | [`expect`] | test cases and assertions that every change is checked against |
//! | `analysis` | findings: what is odd about a workspace that passes every check (feature `analysis`) |
//! | `desk` | conversations over time, decided as events that the host logs (feature `desk`) |
//! | [`error`] | problems of a document, with their path, kind and suggestion |
//! | [`id`] | typed ids |
//! | [`_rules`] | the numbered rules that the crate implements, with the choices that they leave open |
//! | [`_documentation`] | from an HTTP request to a `Visitor`; every key, field and operator of documents |
//!
//! # Documents
//!
//! JSON and TOML are interchangeable: a workspace written as one can be read as the other. A mistake has the same path and
//! the same text in both. The [vocabulary](_documentation::vocabulary) lists every key, field and operator.
//!
//! ```
//! use frontdesk::Draft;
//!
//! let from_toml: Draft = toml::from_str(r#"
//!     [[groups]]
//!     id = "sales"
//!     name = { fr = "Ventes", en = "Sales" }
//! "#)?;
//! let from_json: Draft = serde_json::from_str(
//!     r#"{"groups": [{"id": "sales", "name": {"fr": "Ventes", "en": "Sales"}}]}"#)?;
//! assert_eq!(from_toml, from_json);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! All features except `schema` are on by default. A document that needs a feature which is off is refused with
//! [`ProblemKind::FeatureOff`](error::ProblemKind::FeatureOff), which names the feature.
//!
//! | feature | adds | needed for |
//! | --- | --- | --- |
//! | `desk` | the module `desk` | conversations over time |
//! | `analysis` | the module `analysis`, `why_not` | findings; the smallest changes that lead to another group |
//! | `url` | [`url`](https://docs.rs/url), percent-encoding | `page.host`, `page.path`, `page.query.NAME` and their like |
//! | `regex` | [`regex-syntax`](https://docs.rs/regex-syntax) | the operator `matches` |
//! | `tz` | [`jiff`](https://docs.rs/jiff) with its time zone data | schedules |
//! | `language` | [`oxilangtag`](https://docs.rs/oxilangtag) | the field `language`; language tags with a region or script |
//! | `schema` | [`schemars`](https://docs.rs/schemars) | JSON Schemas of the documents: `schemars::schema_for!(Draft)` |
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
#![cfg_attr(
    not(all(feature = "analysis", feature = "desk")),
    allow(
        dead_code,
        unused_imports,
        reason = "functions that only these features call are small, and the build with all of them is linted"
    )
)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

mod agent;
#[cfg(feature = "analysis")]
pub mod analysis;
mod assertion;
pub mod condition;
mod context;
mod counterexample;
pub mod decision;
#[cfg(feature = "desk")]
pub mod desk;
mod document;
mod draft;
pub mod edit;
pub mod error;
mod expectation;
mod expectation_check;
mod group;
mod heartbeat;
pub mod id;
mod ix;
mod list_type;
pub mod presence;
mod reference;
mod roster;
mod router;
pub mod schedule;
#[cfg(feature = "schema")]
mod schema;
mod selectable;
pub mod settings;
mod status;
mod strategy;
mod swar;
mod text;
mod time;
mod trigger;
pub mod visitor;
mod vocabulary;
mod workspace;

#[doc(inline)]
pub use agent::Agent;
#[doc(inline)]
pub use condition::Condition;
#[doc(inline)]
pub use decision::{Decision, Outcome};
#[doc(inline)]
pub use draft::Draft;
#[doc(inline)]
pub use error::{Problem, Problems};
#[doc(inline)]
pub use group::{Group, Member, Members, Strategy};
#[doc(inline)]
pub use heartbeat::Heartbeat;
#[doc(inline)]
pub use id::{AgentId, ConversationId, GroupId, RoleId, ScheduleId, TriggerId};
#[doc(inline)]
pub use presence::Presence;
#[doc(inline)]
pub use router::{Router, Situation};
#[doc(inline)]
pub use schedule::Schedule;
#[doc(inline)]
pub use settings::{Permission, Plan, Role, Source};
#[doc(inline)]
pub use text::{LanguageTag, LocalizedText};
#[doc(inline)]
pub use time::Timestamp;
#[doc(inline)]
pub use trigger::Trigger;
#[doc(inline)]
pub use visitor::{Attributes, Field, Page, Visitor};
#[doc(inline)]
pub use workspace::Workspace;

pub mod expect {
    //! Expectations and assertions: what a workspace must decide, checked on every change.
    //!
    //! An [`Expectation`] is a test case in the document: a sample visitor, with the group that the visitor must get.
    //! [`Router::check_expectations`](crate::Router::check_expectations) tries them. An [`Assertion`] says what must hold for every
    //! visitor of a kind. [`Router::try_assertions`](crate::Router::try_assertions) searches for a counterexample.
    pub use crate::assertion::Assertion;
    pub use crate::counterexample::{AssertionSearch, FailedAssertion, VisitorOrigin};
    pub use crate::expectation::{Expectation, OutcomeKind};
    pub use crate::expectation_check::{ExpectationReport, FailedExpectation};
}

pub mod explain {
    //! Explanations: the steps that led to a decision, and the smallest changes that would lead to another one.
    //!
    //! [`Situation::explain`](crate::Situation::explain) returns an [`Explanation`]: each way in that was tried, each
    //! trigger with the first part of its condition that was not true, each group that could serve and why it did or
    //! did not. The same traversal makes the decision and its explanation, so they cannot disagree.
    #![cfg_attr(
        feature = "analysis",
        doc = "\n[`Situation::why_not`](crate::Situation::why_not) returns a [`WhyNot`]: the smallest changes of the visitor"
    )]
    #![cfg_attr(
        feature = "analysis",
        doc = "and of presence after which the visitor would get a given group (feature `analysis`)."
    )]
    pub use crate::decision::explanation::{
        Explanation, GroupState, MemberResult, MemberStep, ObservedField, ObservedValue,
        PickerChoiceStep, PickerStep, ServingResult, ServingStep, SourceResult, SourceStep,
        TriggerResult, TriggerStep,
    };
    #[cfg(feature = "analysis")]
    pub use crate::decision::why_not::{
        Counterfactual, FactChange, FactChanges, NotSearched, WhyNot,
    };
}

#[doc = include_str!("../RULES.md")]
pub mod _rules {}

pub mod _documentation {
    //! Longer pages of the documentation.
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
