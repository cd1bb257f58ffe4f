//! Assertions: properties that must hold for every visitor of a kind.

use crate::condition::Condition;
use crate::document::{Cursor, DocumentObject, Node, ReadNode, document_object, object_serde};
use crate::error::ProblemKind;
use crate::id::{AssertionId, GroupId};
use crate::vocabulary::aliases::keys;
use crate::vocabulary::{Form, form};

document_object! {
    /// A property that must hold for every visitor for whom a condition is true
    /// ([rule N4](crate::_rules#n4)): no such visitor is assigned a group of `never`, and if `always` lists
    /// groups, every such visitor is assigned one of them. The chosen group counts, not the group that
    /// serves.
    ///
    /// Loading a workspace checks the form of its assertions. Every
    /// [change](crate::Workspace::change) and
    /// [`Router::try_assertions`](crate::Router::try_assertions) search for a counterexample: a visitor
    /// for whom the assertion does not hold. The search is not a proof.
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct Assertion: ASSERTION, "an assertion", "assertions[]", keys::ASSERTION;

    /// The assertion's id, unique among the assertions of a workspace. Failures are reported and
    /// overridden by it.
    pub id as "id": Option<AssertionId> = optional, form::ID,
        "Unique among assertions.", r#""no-robots""#;
    /// The condition for the visitors concerned. `None` means every visitor.
    pub when as "when": Option<Condition> = otherwise("every visitor"), form::CONDITION,
        "The visitors for whom it must hold.", r#"{"field": "device", "is": "bot"}"#;
    /// The groups that no matching visitor may be assigned.
    pub never as "never": Vec<GroupId> = default(Vec::new()), form::GROUP_CODES,
        "The groups that no such visitor may be assigned; an assertion has `never` or `always`.",
        r#"["sales"]"#;
    /// Every matching visitor must be assigned one of these groups. An empty list requires nothing.
    pub always as "always": Vec<GroupId> = default(Vec::new()), form::GROUP_CODES,
        "Every such visitor must be assigned one of these groups.", r#"["support"]"#;
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
        Self { when: Some(when.into()), never, ..Self::without_keys() }
    }

    /// Creates an assertion that every visitor for whom the condition is true is assigned one of
    /// these groups.
    #[must_use]
    pub fn always<G: Into<GroupId>>(
        when: impl Into<Condition>,
        groups: impl IntoIterator<Item = G>,
    ) -> Self {
        let always = groups.into_iter().map(Into::into).collect();
        Self { when: Some(when.into()), always, ..Self::without_keys() }
    }

    /// Returns `true` if the assertion requires nothing: both lists are empty.
    pub(crate) fn is_empty(&self) -> bool {
        // Such an assertion could never fail. The check rejects it, because its author forgot something.
        self.never.is_empty() && self.always.is_empty()
    }

    /// Sets the id.
    #[must_use]
    pub fn id(mut self, id: impl Into<AssertionId>) -> Self {
        self.id = Some(id.into());
        self
    }
}

object_serde!(Assertion);

impl ReadNode for Assertion {
    fn read(cursor: Cursor<'_, '_>, _: &'static Form) -> Option<Self> {
        let Cursor { node, path, diagnostics } = cursor;
        let before = diagnostics.len();
        let is_object = matches!(node, Node::Map(_));
        let assertion = Self::read_object(Cursor::new(node, path, &mut *diagnostics));
        // If a key could not be read, the assertion may only look empty. The check of the draft finds an empty
        // assertion, too, so the problem is deferred and not reported twice.
        if is_object && diagnostics.len() == before && assertion.is_empty() {
            diagnostics.defer_to_check(&path, ProblemKind::EmptyAssertion);
        }
        Some(assertion)
    }

    fn placeholder() -> Self {
        Self::without_keys()
    }
}
