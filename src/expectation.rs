//! Expectations: sample visitors of a workspace, each with the decision that they must get.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::document::{
    Cursor, DocumentObject, ListCursor, Node, ReadNode, document_object, keyword, keywords,
    object_serde,
};
use crate::heartbeat::PresenceRecord;
use crate::id::{GroupId, TriggerId};
use crate::visitor::{VISITOR, Visitor};
use crate::vocabulary::aliases::{keys, values};
use crate::vocabulary::{Form, form};

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

document_object! {
    /// A sample visitor with the decision that they must get: an item of `expect`
    /// ([rule W4](crate::_rules#w4)).
    ///
    /// Loading a workspace checks the form of its expectations and does not try them. Tools try them
    /// ([`Router::check_expectations`](crate::Router::check_expectations)), and so does every
    /// [change](crate::Workspace::change). An expectation that names a missing group or trigger fails.
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct Expectation: EXPECTATION, "a case", "expect[]", keys::EXPECTATION;

    /// The name that people see. Failures are reported and overridden by it.
    pub name as "name": Option<String> = optional, form::TEXT,
        "The name that people see.", r#""help in French""#;
    /// The sample visitor.
    pub visitor as "visitor": Visitor<'static> = written(Visitor::undated()), Form::object(&VISITOR),
        "The sample visitor.", r#"{"language": "fr", "group_code": "support"}"#;
    /// The presence of the agents. `None` means that every agent is online.
    pub presence as "presence": Option<PresenceRecord> = otherwise("every agent is online"),
        form::PRESENCE, "The presence of agents: `status`, `load` and `until` by agent.",
        r#"{"ana": {"status": "online", "load": 1}}"#;
    /// The outcome that the decision must have. `None` means any.
    pub outcome as "outcome": Option<OutcomeKind> = optional, OUTCOME,
        "How the decision must end.", r#""assigned""#;
    /// The id of the group that must be chosen. `None` means any group or none.
    pub group as "group": Option<GroupId> = optional, form::ANY_GROUP_CODE,
        "The group that the visitor must get.", r#""support""#;
    /// The id of the trigger that must win. `None` means any trigger or none.
    pub trigger as "trigger": Option<TriggerId> = optional, form::ANY_TRIGGER_ID,
        "The trigger that must win.", r#""french""#;
}

/// The form of an outcome.
const OUTCOME: Form = Form::keyword("`assigned`, `ask` or `unassigned`", keywords::<OutcomeKind>);

keyword!(
    OutcomeKind,
    Self::Unassigned,
    [("assigned", Self::Assigned), ("ask", Self::Ask), ("unassigned", Self::Unassigned)],
    values::OUTCOMES
);

impl Expectation {
    /// Creates an expectation for a visitor that requires nothing yet.
    #[must_use]
    pub fn new(visitor: Visitor<'_>) -> Self {
        // A document outlives the request from which a sample was taken, so the visitor is owned.
        Self { visitor: visitor.into_owned(), ..Self::without_keys() }
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

object_serde!(Expectation);

impl ReadNode for Expectation {
    fn read(cursor: Cursor<'_, '_>, _: &'static Form) -> Option<Self> {
        Some(Self::read_object(cursor))
    }

    fn placeholder() -> Self {
        Self::without_keys()
    }

    /// Reads a list of samples. A sample takes far more memory than its tree, so the memory of a long list is reserved
    /// once. A list that grows by doubling would need twice the memory while it moves.
    fn read_list(cursor: Cursor<'_, '_>, _: &'static Form) -> Option<Vec<Self>> {
        let ListCursor { items, path, diagnostics } = cursor.list("a list")?;
        let is_object = |item: &Node<'_>| matches!(item, Node::Map(_));
        let mut objects_left = items.iter().filter(|item| is_object(item)).count();
        let mut samples = Vec::with_capacity(items.len().min(4));
        for (n, node) in items.into_iter().enumerate() {
            // Only objects become samples of full size. Other items have been reported, and may be many.
            let objects = usize::from(is_object(&node));
            let sample = Self::read_object(Cursor::new(node, path.index(n), &mut *diagnostics));
            if !diagnostics.is_over_limit() {
                // Not earlier: a long list of items that cannot be read must not reserve memory.
                if samples.len() == samples.capacity() && samples.len() >= MANY_SAMPLES {
                    samples.reserve_exact(objects_left.max(1));
                }
                samples.push(sample);
            }
            objects_left -= objects;
        }
        Some(samples)
    }
}

/// The number of samples after which memory for the rest is reserved. It is more than the number of problems that are
/// kept: if each sample had a problem, reading would have stopped before.
const MANY_SAMPLES: usize = 1_024;
