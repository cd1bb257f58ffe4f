//! The reasons for which an edit is rejected.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::counterexample::FailedAssertion;
use crate::edit::{ItemRef, VersionConflict};
use crate::error::{DocumentPath, Problem};
use crate::expectation_check::FailedExpectation;
use crate::id::{AgentId, GroupId, RoleId};
use crate::list_type::list_type;
use crate::settings::Permission;
use crate::workspace::PlanExcess;

/// Every reason for which an edit is rejected ([rule E1](crate::_rules#e1)). Problems of the
/// document come first, then what the actor may not do, then what nobody may do, then failed
/// expectations and assertions. `Display` writes one reason a line.
///
/// # Errors
///
/// [`Workspace::change`](crate::Workspace::change) returns it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct ChangeError(pub(super) Vec<Violation>);

/// One reason for which an edit is rejected. `Display` writes one line for the author of the draft.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Violation {
    /// The document itself is invalid.
    Problem(Problem),
    /// The draft was taken from a version that is not the current one
    /// ([rule E1](crate::_rules#e1)).
    VersionConflict(VersionConflict),
    /// The workspace does not have the acting agent.
    UnknownActor(AgentId),
    /// The actor lacks a permission ([rule E2](crate::_rules#e2)).
    MissingPermission {
        /// The agent who made the edit.
        actor: AgentId,
        /// The permission that is missing.
        permission: Permission,
        /// The items whose changes require the permission, in the order of the document.
        items: Vec<ItemRef>,
        /// The keys of the workspace itself whose changes require the permission.
        keys: Vec<String>,
    },
    /// An agent changed the plan, which only the host may do ([rule E1](crate::_rules#e1)).
    HostOnly {
        /// The changed keys, such as `plan.max_agents`.
        keys: Vec<String>,
    },
    /// The actor added permissions to a role that the actor does not have
    /// ([rule E2](crate::_rules#e2)).
    RoleBeyond {
        /// The agent who made the edit.
        actor: AgentId,
        /// The role to which permissions were added.
        role: RoleId,
        /// The added permissions that the actor lacks.
        permissions: Vec<Permission>,
    },
    /// The actor changed, removed or demoted an agent who has a permission that the actor lacks, or
    /// gave one to an agent ([rule E2](crate::_rules#e2)).
    AgentBeyond {
        /// The agent who made the edit.
        actor: AgentId,
        /// The agent who was edited.
        agent: AgentId,
        /// The kind of edit.
        edit: AgentEdit,
        /// The permissions of the edited agent that the actor lacks.
        permissions: Vec<Permission>,
    },
    /// The edit leaves the workspace without an admin ([rule E2](crate::_rules#e2)).
    LastAdmin {
        /// The admins of the current version.
        agents: Vec<AgentId>,
    },
    /// The edit deletes an item that the document still refers to ([rule E3](crate::_rules#e3)).
    StillNamed {
        /// The deleted item.
        item: ItemRef,
        /// The path of every reference to it.
        paths: Vec<DocumentPath>,
    },
    /// The edit deletes the default group and names no other one ([rule E3](crate::_rules#e3)).
    DefaultGroup(GroupId),
    /// The edit adds more than the plan allows ([rule E4](crate::_rules#e4)).
    Plan {
        /// The limit of the plan, and the number of items that the new version would have.
        excess: PlanExcess,
        /// The items that the edit adds.
        added: Vec<ItemRef>,
    },
    /// An expectation fails and is not overridden ([rule E6](crate::_rules#e6)).
    Expectation(Box<FailedExpectation>),
    /// A visitor was found for whom an assertion does not hold, and the assertion is not overridden
    /// (rules [N4](crate::_rules#n4), [E6](crate::_rules#e6)).
    Assertion(Box<FailedAssertion>),
    /// Expectations were not tried because the budget was spent, and not all of them are overridden
    /// ([`Router::check_expectations`](crate::Router::check_expectations)).
    UntriedExpectations {
        /// The names of the expectations.
        cases: Vec<String>,
    },
}

/// An edit of an agent that requires every permission that the agent has or gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AgentEdit {
    /// The edit changed a key of the agent.
    Change,
    /// The edit removed the agent from the workspace.
    Remove,
    /// The agent lost permissions, through another role or through a change of the role.
    Demote,
    /// The agent gained permissions: a new agent, or an agent with another role.
    Promote,
}

impl ChangeError {
    /// Returns the number of reasons, at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a refusal without reason does not exist")]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

list_type!(ChangeError, 0: Vec<Violation>);

impl Violation {
    /// Returns a stable identifier of the reason in snake case, such as `stale` or
    /// `missing_permission`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Problem(_) => "problem",
            Self::VersionConflict(_) => "stale",
            Self::UnknownActor(_) => "unknown_actor",
            Self::MissingPermission { .. } => "missing_permission",
            Self::HostOnly { .. } => "host_only",
            Self::RoleBeyond { .. } => "role_beyond",
            Self::AgentBeyond { .. } => "agent_beyond",
            Self::LastAdmin { .. } => "last_admin",
            Self::StillNamed { .. } => "still_named",
            Self::DefaultGroup(_) => "default_group",
            Self::Plan { .. } => "plan",
            Self::Expectation(_) => "case",
            Self::Assertion(_) => "assertion",
            Self::UntriedExpectations { .. } => "untried_cases",
        }
    }
}

/// Serialises to an object with the keys `kind` (the [`name`](Violation::name)) and `message` (the
/// text), followed by the keys of the variant.
impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        // `kind` and `message` come first in every object, so readers can handle violations that
        // they do not know.
        map.serialize_entry("kind", self.name())?;
        map.serialize_entry("message", &self.to_string())?;
        match self {
            Self::Problem(problem) => map.serialize_entry("problem", problem)?,
            Self::VersionConflict(conflict) => map.serialize_entry("stale", conflict)?,
            Self::UnknownActor(actor) => map.serialize_entry("actor", actor)?,
            Self::MissingPermission { actor, permission, items, keys } => {
                map.serialize_entry("actor", actor)?;
                map.serialize_entry("permission", permission)?;
                map.serialize_entry("items", items)?;
                map.serialize_entry("keys", keys)?;
            }
            Self::HostOnly { keys } => map.serialize_entry("keys", keys)?,
            Self::RoleBeyond { actor, role, permissions } => {
                map.serialize_entry("actor", actor)?;
                map.serialize_entry("role", role)?;
                map.serialize_entry("permissions", permissions)?;
            }
            Self::AgentBeyond { actor, agent, edit, permissions } => {
                map.serialize_entry("actor", actor)?;
                map.serialize_entry("agent", agent)?;
                map.serialize_entry("deed", edit)?;
                map.serialize_entry("permissions", permissions)?;
            }
            Self::LastAdmin { agents } => map.serialize_entry("agents", agents)?,
            Self::StillNamed { item, paths } => {
                map.serialize_entry("item", item)?;
                let paths: Vec<String> = paths.iter().map(DocumentPath::to_string).collect();
                map.serialize_entry("places", &paths)?;
            }
            Self::DefaultGroup(group) => map.serialize_entry("group", group)?,
            Self::Plan { excess, added } => {
                map.serialize_entry("excess", excess)?;
                map.serialize_entry("added", added)?;
            }
            Self::Expectation(case) => map.serialize_entry("case", case)?,
            Self::Assertion(failed) => map.serialize_entry("assertion", failed)?,
            Self::UntriedExpectations { cases } => map.serialize_entry("cases", cases)?,
        }
        map.end()
    }
}

impl Serialize for ChangeError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}
