//! A workspace as written, in code or read from a document, not yet checked.

mod edit;
mod nouns;
mod read;

use std::fmt;
use std::sync::Arc;

pub use edit::EditError;
use serde::{Serialize, Serializer, ser};

use crate::agent::Agent;
use crate::assertion::Assertion;
use crate::error::Diagnostics;
use crate::expectation::Expectation;
use crate::group::Group;
use crate::id::GroupId;
use crate::schedule::Schedule;
use crate::settings::{PickerSettings, Plan, Role, Source};
use crate::text::LanguageTag;
use crate::trigger::Trigger;

/// A workspace as written: settings, schedules, roles, agents, groups and triggers, not yet
/// checked.
///
/// Built in code, or read from a document of any serde format (JSON and TOML are tested). Reading
/// fails on broken syntax only; whatever else is wrong is kept and reported by
/// [`check`](Self::check), which makes a [`Workspace`](crate::Workspace) of a draft without
/// problems.
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
/// A draft that could not be read whole is not serialised, for what could not be read would be lost.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Draft {
    /// What was wrong when it was read. First, so that a draft that is not written is refused at once.
    #[serde(serialize_with = "refuse", skip_serializing_if = "Diagnostics::is_empty")]
    pub(crate) unread: Diagnostics,
    /// Where the JSON Schema of the document is, for editors: the key `$schema`. Any text; it means nothing
    /// to routing, and is kept as a part of the document.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema_uri: Option<String>,
    /// The version of the document form; 1.
    pub schema: u64,
    /// The version of the workspace; of a draft that is to change one, the version that it was taken
    /// from ([rule E1](crate::_rules#e1)).
    pub version: u64,
    /// The languages of the workspace; the first is its default language.
    pub languages: Vec<LanguageTag>,
    /// The group of visitors whom no source places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_group: Option<GroupId>,
    /// The widget's picker.
    #[serde(skip_serializing_if = "PickerSettings::is_default")]
    pub picker: PickerSettings,
    /// The sources in the order in which they are tried; one that is left out is never used.
    #[serde(skip_serializing_if = "is_default_order")]
    pub precedence: Vec<Source>,
    /// What the tenant's plan allows.
    #[serde(skip_serializing_if = "Plan::is_default")]
    pub plan: Plan,
    /// Roles besides `admin` and `agent`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// Opening hours.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    /// Agents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agents: Vec<Agent>,
    /// Groups, in the picker's order.
    pub groups: Vec<Group>,
    /// Triggers, in the order of priority.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    /// Sample visitors with what they must get.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<Expectation>,
    /// What must hold for every visitor who fits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assertions: Vec<Assertion>,
    /// What it was taken from, where that is known: no part of what it says.
    #[serde(skip)]
    pub(crate) base: Option<Base>,
}

/// The document that a draft was taken from.
#[derive(Clone)]
pub(crate) struct Base(pub(crate) Arc<dyn Document + Send + Sync>);

/// What holds a document: a workspace does, which is no noun of this room.
pub(crate) trait Document {
    fn document(&self) -> &Draft;
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "version {}", self.0.document().version)
    }
}

/// The schema that this version reads and writes.
pub(crate) const SCHEMA: u64 = 1;

fn is_default_order(precedence: &[Source]) -> bool {
    precedence == Source::ORDER
}

impl Draft {
    /// A workspace without agents, groups and triggers, in English.
    #[must_use]
    pub fn new() -> Self {
        Self {
            schema_uri: None,
            schema: SCHEMA,
            version: 1,
            languages: vec!["en".into()],
            default_group: None,
            picker: PickerSettings::default(),
            precedence: Source::ORDER.to_vec(),
            plan: Plan::default(),
            roles: Vec::new(),
            schedules: Vec::new(),
            agents: Vec::new(),
            groups: Vec::new(),
            triggers: Vec::new(),
            expect: Vec::new(),
            assertions: Vec::new(),
            unread: Diagnostics::default(),
            base: None,
        }
    }

    /// Sets where the JSON Schema of the document is: the key `$schema`.
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

    /// Sets the group of visitors whom no source places.
    #[must_use]
    pub fn default_group(mut self, group: impl Into<GroupId>) -> Self {
        self.default_group = Some(group.into());
        self
    }

    /// Sets what the picker does.
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

    /// Sets what the plan allows.
    #[must_use]
    pub fn plan(mut self, plan: Plan) -> Self {
        self.plan = plan;
        self
    }

    /// Adds a role.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.roles.push(role);
        self
    }

    /// Adds opening hours.
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

    /// Adds a group, at the end of the picker.
    #[must_use]
    pub fn group(mut self, group: Group) -> Self {
        self.groups.push(group);
        self
    }

    /// Adds a trigger, with the lowest priority.
    #[must_use]
    pub fn trigger(mut self, trigger: Trigger) -> Self {
        self.triggers.push(trigger);
        self
    }

    /// Adds groups, at the end of the picker.
    #[must_use]
    pub fn groups(mut self, groups: impl IntoIterator<Item = Group>) -> Self {
        self.groups.extend(groups);
        self
    }

    /// Adds triggers, with the lowest priority.
    #[must_use]
    pub fn triggers(mut self, triggers: impl IntoIterator<Item = Trigger>) -> Self {
        self.triggers.extend(triggers);
        self
    }

    /// Adds what must hold for every visitor who fits.
    #[must_use]
    pub fn assertion(mut self, assertion: Assertion) -> Self {
        self.assertions.push(assertion);
        self
    }

    /// Adds a sample visitor with what they must get.
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

/// Equal if they say the same; what was wrong when they were read counts too, what they were taken
/// from does not.
impl PartialEq for Draft {
    fn eq(&self, other: &Self) -> bool {
        // Taken apart so that a new field cannot be forgotten.
        let Self {
            schema_uri,
            schema,
            version,
            languages,
            default_group,
            picker,
            precedence,
            plan,
            roles,
            schedules,
            agents,
            groups,
            triggers,
            expect,
            assertions,
            unread,
            base: _,
        } = self;
        *schema_uri == other.schema_uri
            && *schema == other.schema
            && *version == other.version
            && *languages == other.languages
            && *default_group == other.default_group
            && *picker == other.picker
            && *precedence == other.precedence
            && *plan == other.plan
            && *roles == other.roles
            && *schedules == other.schedules
            && *agents == other.agents
            && *groups == other.groups
            && *triggers == other.triggers
            && *expect == other.expect
            && *assertions == other.assertions
            && unread.clone().into_problems() == other.unread.clone().into_problems()
    }
}

/// A draft that could not be read whole is not written: what could not be read would be lost.
fn refuse<S: Serializer>(_: &Diagnostics, _: S) -> Result<S::Ok, S::Error> {
    Err(ser::Error::custom("a draft that could not be read whole is not written"))
}
