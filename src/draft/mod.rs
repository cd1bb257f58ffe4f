//! A workspace as written, in code or read from a document, not yet checked.

mod edit;
mod read;

use std::fmt;
use std::sync::Arc;

pub use edit::EditError;
use serde::{Serialize, Serializer, ser};

use crate::agent::{AGENT, Agent};
use crate::assertion::{ASSERTION, Assertion};
use crate::document::{DocumentObject, document_object};
use crate::error::Diagnostics;
use crate::expectation::{EXPECTATION, Expectation};
use crate::group::{ESCALATION, GROUP, Group, MEMBER};
use crate::id::GroupId;
use crate::schedule::{EXCEPTION, SCHEDULE, Schedule, WEEKLY};
use crate::settings::{PICKER, PLAN, PickerSettings, Plan, ROLE, Role, SOURCES, Source};
use crate::text::LanguageTag;
use crate::trigger::{TRIGGER, Trigger};
use crate::visitor::{PAGE, VISITOR};
use crate::vocabulary::aliases::keys;
use crate::vocabulary::{Form, ObjectSpec, form};

document_object! {
    /// A workspace as written: settings, schedules, roles, agents, groups and triggers, not yet
    /// checked.
    ///
    /// A draft is built in code, or read from a document of any serde format (JSON and TOML are tested). Reading fails
    /// only on broken syntax. All other problems are kept and reported by [`check`](Self::check), which turns a draft
    /// without problems into a [`Workspace`](crate::Workspace).
    ///
    /// ```
    /// use frontdesk::{Agent, Draft, Field, Group, Trigger};
    /// let workspace = Draft::new()
    ///     .agent(Agent::new("a1"))
    ///     .group(Group::new("general", "General").agents(["a1"]))
    ///     .trigger(Trigger::new("crawlers", "general").when(Field::Device.is("bot")))
    ///     .check()?;
    /// assert_eq!(workspace.groups().len(), 1);
    /// # Ok::<(), frontdesk::Problems>(())
    /// ```
    ///
    /// A draft that could not be read completely cannot be serialised, because the unread parts would be lost.
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub struct Draft: WORKSPACE, "a workspace", "", keys::WORKSPACE;

    /// The address of the JSON Schema of the document, for editors: the key `$schema`. It can be any text, and has no
    /// meaning for routing.
    pub schema_uri as "$schema": Option<String> = optional, form::SCHEMA_URI,
        "Where the JSON Schema of the document is, for editors.", r#""schema/workspace.json""#;
    /// The version of the document form; 1.
    pub schema as "schema": u64 = written(SCHEMA), form::SCHEMA_VERSION,
        "Version of the document form.", "1";
    /// The version of the workspace; of a draft that is to change one, the version that it was taken
    /// from ([rule E1](crate::_rules#e1)).
    pub version as "version": u64 = written(1), form::LARGE_WHOLE,
        "Version of the workspace: one higher with each change.", "7";
    /// The languages of the workspace; the first is its default language.
    pub languages as "languages": Vec<LanguageTag> = written(vec!["en".into()]), form::TAGS,
        "Languages of the workspace; the first is its default language.", r#"["fr", "en"]"#;
    /// The group of the visitors for whom no source yields a group.
    pub default_group as "default_group": Option<GroupId> = optional, form::GROUP_CODE,
        "Group of visitors whom no source places; it is enabled and public.", r#""support""#;
    /// The settings of the widget's picker.
    pub picker as "picker": PickerSettings = default(PickerSettings::default()),
        Form::object(&PICKER),
        "The widget's picker, in which visitors choose a group.", r#"{"mode": "optional"}"#;
    /// The sources in the order in which they are tried. A source that is left out is never used.
    pub precedence as "precedence": Vec<Source> = default(Source::ORDER.to_vec()), SOURCES,
        "Sources in the order in which they are tried; one that is left out is never used.",
        r#"["assignment", "group_code", "trigger"]"#;
    /// The limits of the tenant's plan.
    pub plan as "plan": Plan = default(Plan::default()), Form::object(&PLAN),
        "What the customer's plan allows.", r#"{"max_groups": 20}"#;
    /// Desk: after how many expired offers in a row an agent is away. `None` means never.
    pub away_after_missed as "away_after_missed": Option<u32> = optional, form::COUNT,
        "Desk: the number of offers in a row that expire before an agent is away.", "3";
    /// Desk: the head start in the queue, in seconds, that each step of priority gives. If it is `None`, a higher
    /// priority always goes first.
    pub priority_seconds as "priority_seconds": Option<u32> = optional, form::COUNT,
        "Desk: the head start that each step of priority gives in the queue.", "30";
    /// The roles besides `admin` and `agent`.
    pub roles as "roles": Vec<Role> = default(Vec::new()), Form::objects(&ROLE),
        "Roles besides `admin` (every permission) and `agent` (none).",
        r#"[{"id": "lead", "permissions": ["manage_groups"]}]"#;
    /// The schedules, each with opening hours.
    pub schedules as "schedules": Vec<Schedule> = default(Vec::new()), Form::objects(&SCHEDULE),
        "Opening hours.",
        r#"[{"id": "office", "zone": "Europe/Paris", "weekly": {"mon": ["09:00-18:00"]}}]"#;
    /// The agents.
    pub agents as "agents": Vec<Agent> = default(Vec::new()), Form::objects(&AGENT),
        "Who answers.", r#"[{"id": "ana"}, {"id": "ben", "max_conversations": 3}, {"id": "assistant", "automatic": true}]"#;
    /// The groups, in the order of the picker.
    pub groups as "groups": Vec<Group> = required(Vec::new()), Form::objects(&GROUP),
        "Groups, in the picker's order.",
        r#"[{"id": "sales", "name": "Sales"}, {"id": "support", "name": "Support"}]"#;
    /// The triggers, in the order of priority.
    pub triggers as "triggers": Vec<Trigger> = default(Vec::new()), Form::objects(&TRIGGER),
        "Rules, in the order in which they are tried: the first that fits wins.",
        r#"[{"id": "french", "assign_to": "sales", "when": {"field": "language", "within": "fr"}}]"#;
    /// Sample visitors, each with the decision that they must get.
    pub expect as "expect": Vec<Expectation> = default(Vec::new()), Form::objects(&EXPECTATION),
        "Sample visitors with what they must get, tried on every change.",
        r#"[{"visitor": {"language": "fr"}, "group": "sales"}]"#;
    /// Properties that must hold for every visitor for whom a condition is true.
    pub assertions as "assertions": Vec<Assertion> = default(Vec::new()), Form::objects(&ASSERTION),
        "What must hold for every visitor who fits a condition.",
        r#"[{"when": {"field": "device", "is": "bot"}, "never": ["sales"]}]"#;

    internal {
        /// The problems that were found when the draft was read.
        unread: Diagnostics = Diagnostics::default();
        /// The document that the draft was taken from, if it is known. It is no part of the content.
        base: Option<Base> = None;
    }
}

/// The document that a draft was taken from.
#[derive(Clone)]
pub(crate) struct Base(pub(crate) Arc<dyn Document + Send + Sync>);

/// The holder of a document. It is a workspace, which this module cannot name.
pub(crate) trait Document {
    fn document(&self) -> &Draft;
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "version {}", self.0.document().version)
    }
}

/// The objects of a document, in the order in which the vocabulary page lists them.
pub(crate) static OBJECTS: [&ObjectSpec; 16] = [
    &WORKSPACE,
    &PICKER,
    &PLAN,
    &ROLE,
    &SCHEDULE,
    &WEEKLY,
    &EXCEPTION,
    &AGENT,
    &GROUP,
    &MEMBER,
    &ESCALATION,
    &TRIGGER,
    &EXPECTATION,
    &VISITOR,
    &PAGE,
    &ASSERTION,
];

/// The schema that this version reads and writes.
pub(crate) const SCHEMA: u64 = 1;

impl Draft {
    /// Creates a draft without agents, groups and triggers, in English.
    #[must_use]
    pub fn new() -> Self {
        Self::without_keys()
    }

    /// Sets the address of the JSON Schema of the document: the key `$schema`.
    #[must_use]
    pub fn schema_uri(mut self, uri: impl Into<String>) -> Self {
        self.schema_uri = Some(uri.into());
        self
    }

    /// Sets the version.
    #[must_use]
    pub fn version(mut self, version: u64) -> Self {
        self.version = version;
        self
    }

    /// Sets the languages; the first is the default one.
    #[must_use]
    pub fn languages<T: Into<LanguageTag>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.languages = tags.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the group of the visitors for whom no source yields a group.
    #[must_use]
    pub fn default_group(mut self, group: impl Into<GroupId>) -> Self {
        self.default_group = Some(group.into());
        self
    }

    /// Sets the settings of the picker.
    #[must_use]
    pub fn picker(mut self, picker: PickerSettings) -> Self {
        self.picker = picker;
        self
    }

    /// Sets the sources and their order.
    #[must_use]
    pub fn precedence(mut self, sources: impl IntoIterator<Item = Source>) -> Self {
        self.precedence = sources.into_iter().collect();
        self
    }

    /// Sets the limits of the tenant's plan.
    #[must_use]
    pub fn plan(mut self, plan: Plan) -> Self {
        self.plan = plan;
        self
    }

    /// Desk: sets after how many expired offers in a row an agent is away, at least 1.
    #[must_use]
    pub fn away_after_missed(mut self, offers: u32) -> Self {
        self.away_after_missed = Some(offers);
        self
    }

    /// Desk: sets the head start that each step of priority gives in the queue, at least 1 second.
    #[must_use]
    pub fn priority_seconds(mut self, seconds: u32) -> Self {
        self.priority_seconds = Some(seconds);
        self
    }

    /// Adds a role.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.roles.push(role);
        self
    }

    /// Adds a schedule.
    #[must_use]
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedules.push(schedule);
        self
    }

    /// Adds an agent.
    #[must_use]
    pub fn agent(mut self, agent: Agent) -> Self {
        self.agents.push(agent);
        self
    }

    /// Adds agents.
    #[must_use]
    pub fn agents(mut self, agents: impl IntoIterator<Item = Agent>) -> Self {
        self.agents.extend(agents);
        self
    }

    /// Adds a group, as the last one of the picker.
    #[must_use]
    pub fn group(mut self, group: Group) -> Self {
        self.groups.push(group);
        self
    }

    /// Adds a trigger, which is tried last.
    #[must_use]
    pub fn trigger(mut self, trigger: Trigger) -> Self {
        self.triggers.push(trigger);
        self
    }

    /// Adds groups, as the last ones of the picker.
    #[must_use]
    pub fn groups(mut self, groups: impl IntoIterator<Item = Group>) -> Self {
        self.groups.extend(groups);
        self
    }

    /// Adds triggers, which are tried last.
    #[must_use]
    pub fn triggers(mut self, triggers: impl IntoIterator<Item = Trigger>) -> Self {
        self.triggers.extend(triggers);
        self
    }

    /// Adds an assertion.
    #[must_use]
    pub fn assertion(mut self, assertion: Assertion) -> Self {
        self.assertions.push(assertion);
        self
    }

    /// Adds an expectation.
    #[must_use]
    pub fn expect(mut self, expectation: Expectation) -> Self {
        self.expect.push(expectation);
        self
    }
}

impl Default for Draft {
    fn default() -> Self {
        Self::new()
    }
}

/// Two drafts are equal if their keys are equal and the same problems were found when they were read. The documents
/// that they were taken from do not count.
impl PartialEq for Draft {
    fn eq(&self, other: &Self) -> bool {
        self.keys_equal(other)
            && self.unread.clone().into_problems() == other.unread.clone().into_problems()
    }
}

/// # Errors
///
/// Fails if a part of the draft could not be read: that part would be lost.
impl Serialize for Draft {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.unread.is_empty() {
            self.serialize_object(serializer)
        } else {
            Err(ser::Error::custom("a draft that could not be read whole is not written"))
        }
    }
}
