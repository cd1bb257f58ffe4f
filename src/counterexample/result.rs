//! The result of a search: failed assertions, each with its counterexample.

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::decision::DecisionRecord;
use crate::document::is_false;
use crate::heartbeat::PresenceRecord;
use crate::id::{GroupId, TriggerId};
#[cfg(doc)]
use crate::router::Router;
use crate::visitor::Visitor;

/// An assertion that does not hold, with a visitor who shows it ([rule N4](crate::_rules#n4)).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailedAssertion {
    /// The id of the assertion, or its path in the document (`assertions[3]`) if it has none.
    pub id: String,
    /// Whether only the version before the tried one has this assertion.
    #[serde(default, skip_serializing_if = "is_false")]
    pub before: bool,
    /// The visitors that the assertion applies to; every visitor if there is no condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The groups that none of these visitors may get.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub never: Vec<GroupId>,
    /// The allowed groups: every one of these visitors must get one of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub always: Vec<GroupId>,
    /// The visitor who shows that the assertion does not hold.
    pub visitor: Visitor<'static>,
    /// Who is online; everyone if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presence: Option<PresenceRecord>,
    /// The origin of the visitor.
    pub origin: VisitorOrigin,
    /// The decision for the visitor. It lists the first 20 of the notified agents and of the choices.
    pub decision: DecisionRecord,
    /// The number of notified agents, if the decision does not list all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<usize>,
}

/// The origin of a tried visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum VisitorOrigin {
    /// A case of `expect`, by its name, or by its path (`expect[3]`) if it has none.
    Case(String),
    /// One of the recorded visitors, by its index among them.
    Recorded(usize),
    /// Generated from the condition of this trigger and the condition of the assertion.
    Trigger(TriggerId),
    /// Generated from the condition of the assertion alone.
    Assertion,
}

/// The result of a search for counterexamples to assertions: [`Router::try_assertions`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AssertionSearch {
    /// The assertions that do not hold, in the order of the document, each with the first counterexample.
    pub failed: Vec<FailedAssertion>,
    /// The assertions for which the budget was spent before all visitors were tried, by id or path. None of
    /// the tried visitors is a counterexample.
    pub unfinished: Vec<String>,
    /// The assertions whose condition is true for none of the tried visitors, by id or path: nothing is known
    /// about them.
    pub untested: Vec<String>,
    /// The number of visitors that were routed.
    pub routed: usize,
}
