//! Expectations: sample visitors of a workspace, each with the decision that they must get.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::heartbeat::PresenceRecord;
use crate::id::{GroupId, TriggerId};
use crate::visitor::Visitor;

/// The kind of a decision's outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OutcomeKind {
    /// The visitor is assigned a group.
    Assigned,
    /// The visitor must select a group first.
    Ask,
    /// No group takes the visitor.
    Unassigned,
}

/// A sample visitor with the decision that they must get: an item of `expect`
/// ([rule W4](crate::_rules#w4)).
///
/// Loading a workspace checks the form of its expectations and does not try them. Tools try them
/// ([`Router::check_expectations`](crate::Router::check_expectations)), and so does every
/// [change](crate::Workspace::change). An expectation that names a missing group or trigger fails.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Expectation {
    /// The name that people see. Failures are reported and overridden by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The sample visitor.
    pub visitor: Visitor<'static>,
    /// The presence of the agents. `None` means that every agent is online.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence: Option<PresenceRecord>,
    /// The outcome that the decision must have. `None` means any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<OutcomeKind>,
    /// The id of the group that must be chosen. `None` means any group or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The id of the trigger that must win. `None` means any trigger or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<TriggerId>,
}

impl Expectation {
    /// Creates an expectation for a visitor that requires nothing yet.
    #[must_use]
    pub fn new(visitor: Visitor<'_>) -> Self {
        Self {
            name: None,
            visitor: visitor.into_owned(),
            presence: None,
            outcome: None,
            group: None,
            trigger: None,
        }
    }

    /// Sets the name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the presence of the agents.
    #[must_use]
    pub fn presence(mut self, presence: PresenceRecord) -> Self {
        self.presence = Some(presence);
        self
    }

    /// Sets the outcome that the decision must have.
    #[must_use]
    pub fn outcome(mut self, outcome: OutcomeKind) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// Sets the trigger that must win.
    #[must_use]
    pub fn trigger(mut self, trigger: impl Into<TriggerId>) -> Self {
        self.trigger = Some(trigger.into());
        self
    }

    /// Sets the group that must be chosen.
    #[must_use]
    pub fn group(mut self, group: impl Into<GroupId>) -> Self {
        self.group = Some(group.into());
        self
    }
}

impl fmt::Display for OutcomeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Assigned => "assigned",
            Self::Ask => "ask",
            Self::Unassigned => "unassigned",
        })
    }
}
