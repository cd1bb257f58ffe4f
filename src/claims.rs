//! What a workspace claims of itself: sample visitors and assertions.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::heartbeat::PresenceRecord;
use crate::id::{AssertionId, GroupId, TriggerId};
use crate::visitor::Visitor;

/// The three ways in which a decision can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OutcomeKind {
    /// The visitor gets a group.
    Assigned,
    /// The visitor must pick one first.
    Ask,
    /// No group takes the visitor.
    Unassigned,
}

/// A case of `expect`: a sample visitor with what they must get ([rule W4](crate::_rules#w4)). Loading a workspace
/// checks that it parses; whether it holds is for tools and changes to check, and one that names a group or a trigger
/// which is gone does not.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Expectation {
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who.
    pub visitor: Visitor<'static>,
    /// Who is online; everyone where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence: Option<PresenceRecord>,
    /// How the decision must end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<OutcomeKind>,
    /// The group that the visitor must get.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The trigger that must win.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<TriggerId>,
}

impl Expectation {
    /// An expectation of this visitor that asks for nothing yet.
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

    /// Sets who is online.
    #[must_use]
    pub fn presence(mut self, presence: PresenceRecord) -> Self {
        self.presence = Some(presence);
        self
    }

    /// Sets how the decision must end.
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

    /// Sets the group that the visitor must get.
    #[must_use]
    pub fn group(mut self, group: impl Into<GroupId>) -> Self {
        self.group = Some(group.into());
        self
    }
}

/// What must hold for every visitor for whom a condition is true ([rule N4](crate::_rules#n4)): none of them is
/// assigned a group of `never`, and each of them is assigned a group of `always`, if it lists any. What counts is the
/// chosen group, not the one that serves.
///
/// Loading a workspace checks its form. Every [change](crate::Workspace::change) and
/// [`Router::try_assertions`](crate::Router::try_assertions) search for a visitor who shows that it does
/// not hold. That is a search, not a proof.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Assertion {
    /// For people and tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<AssertionId>,
    /// Which visitors; everyone where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Groups that none of them may get.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub never: Vec<GroupId>,
    /// Groups of which each of them must get one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub always: Vec<GroupId>,
}

impl Assertion {
    /// No visitor who fits the condition may get one of these groups.
    #[must_use]
    pub fn never<G: Into<GroupId>>(
        when: impl Into<Condition>,
        groups: impl IntoIterator<Item = G>,
    ) -> Self {
        let never = groups.into_iter().map(Into::into).collect();
        Self { when: Some(when.into()), never, ..Self::unread() }
    }

    /// Every visitor who fits the condition must get one of these groups.
    #[must_use]
    pub fn always<G: Into<GroupId>>(
        when: impl Into<Condition>,
        groups: impl IntoIterator<Item = G>,
    ) -> Self {
        let always = groups.into_iter().map(Into::into).collect();
        Self { when: Some(when.into()), always, ..Self::unread() }
    }

    /// Whether it asks for nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.never.is_empty() && self.always.is_empty()
    }

    /// Sets the id.
    #[must_use]
    pub fn id(mut self, id: impl Into<AssertionId>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// An assertion that says nothing yet.
    pub(crate) fn unread() -> Self {
        Self { id: None, when: None, never: Vec::new(), always: Vec::new() }
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
