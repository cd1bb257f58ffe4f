//! What speaks against an edit.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::cases::FailedCase;
use crate::change::{ItemRef, VersionConflict};
use crate::counterexample::FailedAssertion;
use crate::error::{DocumentPath, Problem};
use crate::id::{AgentId, GroupId, RoleId};
use crate::settings::Permission;
use crate::workspace::PlanExcess;

/// Everything that speaks against an edit ([rule E1](crate::_rules#e1)): what is wrong with the document first, then
/// what the actor may not do, then what nobody may, then the cases and assertions that fail. `Display` is one a line.
///
/// # Errors
///
/// [`Workspace::change`](crate::Workspace::change) returns it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct ChangeError(pub(super) Vec<Violation>);

/// One thing that speaks against an edit. `Display` is a line for whoever wrote the draft.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Violation {
    /// The document is wrong in itself.
    Problem(Problem),
    /// The draft was taken from another version than the present one ([rule E1](crate::_rules#e1)).
    Stale(VersionConflict),
    /// An actor whom the workspace does not have.
    UnknownActor(AgentId),
    /// The actor lacks a permission ([rule E2](crate::_rules#e2)).
    MissingPermission {
        /// Who.
        actor: AgentId,
        /// Which.
        permission: Permission,
        /// What takes it, in the order of the document.
        items: Vec<ItemRef>,
        /// The keys of the workspace itself that take it.
        keys: Vec<String>,
    },
    /// Only the host changes the plan ([rule E1](crate::_rules#e1)).
    HostOnly {
        /// The keys: `plan.max_agents`.
        keys: Vec<String>,
    },
    /// Nobody adds to a role a permission that they lack ([rule E2](crate::_rules#e2)).
    RoleBeyond {
        /// Who would.
        actor: AgentId,
        /// The role.
        role: RoleId,
        /// What of the added the actor lacks.
        permissions: Vec<Permission>,
    },
    /// Nobody changes, removes or demotes an agent who has a permission that they lack, or makes one
    /// ([rule E2](crate::_rules#e2)).
    AgentBeyond {
        /// Who would.
        actor: AgentId,
        /// To whom.
        agent: AgentId,
        /// What.
        deed: AgentEdit,
        /// What the actor lacks of the agent's.
        permissions: Vec<Permission>,
    },
    /// No admin would be left ([rule E2](crate::_rules#e2)).
    LastAdmin {
        /// The admins of the present version.
        agents: Vec<AgentId>,
    },
    /// Something is deleted that the document still names ([rule E3](crate::_rules#e3)).
    StillNamed {
        /// What.
        item: ItemRef,
        /// Everywhere that it is named.
        places: Vec<DocumentPath>,
    },
    /// The default group is deleted, and no other takes its place ([rule E3](crate::_rules#e3)).
    DefaultGroup(GroupId),
    /// Something is added beyond the plan ([rule E4](crate::_rules#e4)).
    Plan {
        /// The limit, and what there would be.
        excess: PlanExcess,
        /// What is added.
        added: Vec<ItemRef>,
    },
    /// A case of `expect` fails and is not overridden ([rule E6](crate::_rules#e6)).
    Case(Box<FailedCase>),
    /// A visitor shows that an assertion does not hold, and it is not overridden (rules [N4](crate::_rules#n4),
    /// [E6](crate::_rules#e6)).
    Assertion(Box<FailedAssertion>),
    /// Cases of `expect` were not tried, as the budget for them was spent, and are not all overridden
    /// ([`Router::check_cases`](crate::Router::check_cases)).
    UntriedCases {
        /// Their names.
        cases: Vec<String>,
    },
}

/// What nobody does to an agent who has a permission that they lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AgentEdit {
    /// Another value of a key.
    Change,
    /// Out of the workspace.
    Remove,
    /// Fewer permissions, by another role or by what the role has.
    Demote,
    /// A new agent, or another role: with the permission from now on.
    Promote,
}

impl ChangeError {
    /// How many there are; at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a refusal without reason does not exist")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// What speaks against the edit.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }
}

impl IntoIterator for ChangeError {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'r> IntoIterator for &'r ChangeError {
    type Item = &'r Violation;
    type IntoIter = std::slice::Iter<'r, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl Violation {
    /// A stable word in snake case: `stale`, `missing_permission`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Problem(_) => "problem",
            Self::Stale(_) => "stale",
            Self::UnknownActor(_) => "unknown_actor",
            Self::MissingPermission { .. } => "missing_permission",
            Self::HostOnly { .. } => "host_only",
            Self::RoleBeyond { .. } => "role_beyond",
            Self::AgentBeyond { .. } => "agent_beyond",
            Self::LastAdmin { .. } => "last_admin",
            Self::StillNamed { .. } => "still_named",
            Self::DefaultGroup(_) => "default_group",
            Self::Plan { .. } => "plan",
            Self::Case(_) => "case",
            Self::Assertion(_) => "assertion",
            Self::UntriedCases { .. } => "untried_cases",
        }
    }
}

/// An object with the keys `kind`, the [`name`](Violation::name), and `message`, its text; then those of
/// its kind.
impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", self.name())?;
        map.serialize_entry("message", &self.to_string())?;
        match self {
            Self::Problem(problem) => map.serialize_entry("problem", problem)?,
            Self::Stale(stale) => map.serialize_entry("stale", stale)?,
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
            Self::AgentBeyond { actor, agent, deed, permissions } => {
                map.serialize_entry("actor", actor)?;
                map.serialize_entry("agent", agent)?;
                map.serialize_entry("deed", deed)?;
                map.serialize_entry("permissions", permissions)?;
            }
            Self::LastAdmin { agents } => map.serialize_entry("agents", agents)?,
            Self::StillNamed { item, places } => {
                map.serialize_entry("item", item)?;
                let places: Vec<String> = places.iter().map(DocumentPath::to_string).collect();
                map.serialize_entry("places", &places)?;
            }
            Self::DefaultGroup(group) => map.serialize_entry("group", group)?,
            Self::Plan { excess, added } => {
                map.serialize_entry("excess", excess)?;
                map.serialize_entry("added", added)?;
            }
            Self::Case(case) => map.serialize_entry("case", case)?,
            Self::Assertion(failed) => map.serialize_entry("assertion", failed)?,
            Self::UntriedCases { cases } => map.serialize_entry("cases", cases)?,
        }
        map.end()
    }
}

impl Serialize for ChangeError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}
