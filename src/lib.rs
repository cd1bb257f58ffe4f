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
mod cases;
mod change;
mod claims;
pub mod condition;
mod context;
mod counterexample;
pub mod decision;
#[cfg(feature = "desk")]
pub mod desk;
mod document;
mod draft;
pub mod error;
mod group;
mod heartbeat;
pub mod id;
#[allow(dead_code, reason = "not every table uses it yet")]
mod ix;
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

pub mod edit {
    //! Changes of a workspace: who may make them, what they change, and why they are refused.
    //!
    //! [`Workspace::change`](crate::Workspace::change) compares a [`Draft`](crate::Draft) with the current version on
    //! behalf of an [`Actor`]. It returns an [`AcceptedChange`] with the next version and the list of each [`Change`],
    //! or a [`ChangeError`] with every [`Violation`] at once. [The rules of editing](crate::_rules#e-editing) say which
    //! permission each change needs.
    pub use crate::change::{
        AcceptedChange, Actor, AgentEdit, Change, ChangeError, ChangeOptions, ConflictingChange,
        DocumentValue, ItemRef, VersionConflict, Violation,
    };
    pub use crate::draft::EditError;
    pub use crate::workspace::{PlanExcess, PlanLimit};
}

pub mod expect {
    //! Expectations and assertions: what a workspace must decide, checked on every change.
    //!
    //! An [`Expectation`] is a test case in the document: a sample visitor, with the group that the visitor must get.
    //! [`Router::check_cases`](crate::Router::check_cases) tries them. An [`Assertion`] says what must hold for every
    //! visitor of a kind. [`Router::try_assertions`](crate::Router::try_assertions) searches for a counterexample.
    pub use crate::cases::{CaseReport, FailedCase};
    pub use crate::claims::{Assertion, Expectation, OutcomeKind};
    pub use crate::counterexample::{AssertionSearch, FailedAssertion, VisitorOrigin};
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
