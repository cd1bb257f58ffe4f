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
//! # Choices where the rules leave one open
//!
//! - In a document, null is as good as absent for each key whose default is "none"; `3.0` is a whole
//!   number; `_` in a language tag reads as `-` everywhere; two tags of one text that differ in case
//!   only are a repeated key; `languages` must name one.
//! - `ignore_case` is taken wherever text is compared, also where that ignores case anyway (hosts,
//!   codes, tags).
//! - Overflow (rule A2) is asked of the group that would serve, chosen or fallback, and passes to
//!   enabled groups only.
//! - A list item of more than 8,192 bytes is unknown, so it makes a leaf that no other item
//!   satisfies unknown, not false. An attribute that is null is absent and does not count among the
//!   256. A part of a URL that outgrows 8,192 bytes when it is normalised is not known either.
//! - A code of more than 8,192 bytes is still a code that was tried: it is rejected as unknown.
//! - A URL with an empty host (`file:///`) has no known host.
//! - Loading checks of `expect` that its cases parse, not that they hold: one that names a group
//!   which is gone is a case that fails, not a workspace that cannot be routed on. Its presence is
//!   read as every presence: unknown keys are ignored, and of a repeated key the last counts.
//! - A regular expression is compiled in full when a workspace is checked. Nearly all become a
//!   deterministic automaton, which reads every text that is known, one step a character. Where that would
//!   have too many states (more than 32,768 entries in its table, or two million steps to make it, as
//!   `a[ab]{30}c` has) all states are tried at each character, and the expression reads texts of at most
//!   1,024 bytes: longer ones are unknown to it. Of a list it reads so many bytes, item by item, as all uses of
//!   expressions together may read of one: a whole list (2 MB) where 1,000 triggers have up to five plain uses,
//!   as much as of one text where they have 1,500. An item of more bytes than are left is unknown to it.
//! - Besides the limit of each regular expression ([`Limit::RegexSize`]) there is one for what all of a workspace
//!   take to compile, refused ones included ([`Limit::RegexTotal`]), and one for what all their uses together
//!   may take for one visitor, whoever that is. 1,000 triggers may use 1,500 plain expressions on whole texts; where
//!   they use more, all expressions read texts that are shorter in proportion (of up to 2,048 bytes where they use
//!   6,000), and longer ones are unknown to them. Texts of 256 bytes are the shortest: beyond 48,000 uses a
//!   workspace is refused ([`Limit::RegexSteps`]). [`analyze`] tells when a workspace comes near, how long texts may
//!   be then, and which expressions read short texts only.
//!   Equal expressions of a workspace are compiled and held once; workspaces share none.
//! - A decision reads each text a bounded number of times, whatever the rules: where tests have read much more than
//!   the visitor's field has bytes, the field is searched once for all texts that rules compare it with. That takes
//!   memory in proportion to those texts, once for each [`Router`], and only ordinary decisions allocate nothing.
//! - Workspaces share one thing: the offsets of a time zone over some decades, and what [`jiff`](https://docs.rs/jiff) has
//!   parsed of it, are kept once for each zone in the process. They are constants of the time zone data
//!   that ships with the program, so no answer depends on who asked for a zone before.
//! - `reassign_after_seconds` of "never" is null in a document that people write, and is written as
//!   `"never"`, which TOML can hold as well; both are read.
//! - Numbers are doubles as the host's reader rounds them: `serde_json` reads some of 17 digits one
//!   unit off unless its feature `float_roundtrip` is on. TOML has no whole number above 2^63 - 1.
//! - The key `$schema` at the root of a document names its JSON Schema for editors. It is a part of the
//!   canonical document, so it counts for the [`Digest`], and setting it is a [`Change`] that takes the
//!   permission `manage_settings`; it means nothing else. A visitor and a presence keep it as well.
//! - A beat without a status is refused, and so is a list where an object is expected: what a program
//!   misspells must not say that an agent is offline.
//! - A leap second reads as the second before it; no year lies outside 0000 to 9999.
//! - The texts of names and question that are blank count as missing.
//! - Which word is proposed for one that is not known: [`Problem::suggestion`] says it. What stands
//!   under a key that is misspelt, or that another system calls so, is checked as if the key were the
//!   right one; the key is reported once, also where the right one is required.
//! - Of one document the first 1,000 problems are kept, and [`Problems::total`] says how many there were.
//!   Where reading alone finds more, the document is not checked further: the total is what reading found.
//!   Which problems are the first is decided as if misspelt keys were the right ones. An `in` list that is
//!   too long is reported when it is read, and of the unknown keys of one condition only the first 64 are
//!   compared with what other systems call things.
//! - Reading and checking a document take at most 20 times the memory of its text, besides what the kept
//!   problems take (2 MB, or more where they lie in dozens of lists), whatever stands in it. The exception is `expect`: each sample takes 600
//!   bytes, also one that is shorter than 35 bytes of text, such as `{}`. Commands, events and changes, which
//!   programs exchange, take at most 50 times the memory of theirs.
//! - Those of editing stand at [`Workspace::change`], those of conversations at [`Desk`].
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
mod analysis;
mod cases;
mod change;
mod claims;
mod condition;
mod context;
mod counterexample;
mod decision;
mod desk;
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
mod sha256;
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
