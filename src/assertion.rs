//! Assertions: properties that must hold for every visitor of a kind.

use serde::Serialize;

use crate::condition::Condition;
use crate::id::{AssertionId, GroupId};

/// A property that must hold for every visitor for whom a condition is true
/// ([rule N4](crate::_rules#n4)): no such visitor is assigned a group of `never`, and if `always` lists
/// groups, every such visitor is assigned one of them. The chosen group counts, not the group that
/// serves.
///
/// Loading a workspace checks the form of its assertions. Every
/// [change](crate::Workspace::change) and
/// [`Router::try_assertions`](crate::Router::try_assertions) search for a counterexample: a visitor
/// for whom the assertion does not hold. The search is not a proof.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Assertion {
    /// The assertion's id, unique among the assertions of a workspace. Failures are reported and
    /// overridden by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<AssertionId>,
    /// The condition for the visitors concerned. `None` means every visitor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The groups that no matching visitor may be assigned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub never: Vec<GroupId>,
    /// Every matching visitor must be assigned one of these groups. An empty list requires nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub always: Vec<GroupId>,
}

impl Assertion {
    /// Creates an assertion that no visitor for whom the condition is true is assigned one of these
    /// groups.
    #[must_use]
    pub fn never<G: Into<GroupId>>(
        when: impl Into<Condition>,
        groups: impl IntoIterator<Item = G>,
    ) -> Self {
        let never = groups.into_iter().map(Into::into).collect();
        Self { when: Some(when.into()), never, ..Self::empty() }
    }

    /// Creates an assertion that every visitor for whom the condition is true is assigned one of
    /// these groups.
    #[must_use]
    pub fn always<G: Into<GroupId>>(
        when: impl Into<Condition>,
        groups: impl IntoIterator<Item = G>,
    ) -> Self {
        let always = groups.into_iter().map(Into::into).collect();
        Self { when: Some(when.into()), always, ..Self::empty() }
    }

    /// Returns `true` if the assertion requires nothing: both lists are empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.never.is_empty() && self.always.is_empty()
    }

    /// Sets the id.
    #[must_use]
    pub fn id(mut self, id: impl Into<AssertionId>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Creates an assertion that requires nothing yet.
    pub(crate) fn empty() -> Self {
        Self { id: None, when: None, never: Vec::new(), always: Vec::new() }
    }
}
