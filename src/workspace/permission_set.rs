//! Permissions: what the agents of a workspace may change.

use std::collections::BTreeMap;

use crate::agent::{ADMIN_ROLE, AGENT_ROLE};
use crate::draft::Draft;
use crate::id::{AgentId, AsId, RoleId};
use crate::settings::Permission;
use crate::workspace::Workspace;

/// A set of permissions, each once, in the order of [`Permission::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PermissionSet(Vec<Permission>);

impl PermissionSet {
    pub(crate) fn all() -> Self {
        Self(Permission::ALL.to_vec())
    }

    pub(crate) fn from_list(permissions: &[Permission]) -> Self {
        // From the list of all permissions: repeated ones vanish and the order is fixed, so sets
        // can be compared.
        Self::all().retain(|permission| permissions.contains(&permission))
    }

    pub(crate) fn has(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// Returns the permissions that the other set does not have.
    pub(crate) fn difference(&self, others: &Self) -> Self {
        self.clone().retain(|permission| !others.has(permission))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_list(self) -> Vec<Permission> {
        self.0
    }

    fn retain(mut self, keeps: impl Fn(Permission) -> bool) -> Self {
        self.0.retain(|permission| keeps(*permission));
        self
    }
}

/// The permissions of each role of a document, including `admin` and `agent`. A role that the
/// document does not have has no permissions.
pub(crate) struct Roles<'d>(BTreeMap<&'d str, PermissionSet>);

impl<'d> Roles<'d> {
    pub(crate) fn from_draft(draft: &'d Draft) -> Self {
        // Reversed, so of two roles with one id the first one wins, as in every other look-up.
        // A draft may be invalid here.
        let written = draft.roles.iter().rev();
        let mut roles: BTreeMap<&str, PermissionSet> = written
            .map(|role| (role.id.as_str(), PermissionSet::from_list(&role.permissions)))
            .collect();
        // Inserted last: the built-in roles win over roles of the document with their names.
        roles.insert(ADMIN_ROLE, PermissionSet::all());
        roles.insert(AGENT_ROLE, PermissionSet::default());
        Self(roles)
    }

    pub(crate) fn permissions_of(&self, role: &RoleId) -> PermissionSet {
        self.0.get(role.as_str()).cloned().unwrap_or_default()
    }
}

impl Workspace {
    /// Returns `true` if the role of an agent has a permission, and `false` if the workspace does
    /// not have the agent.
    ///
    /// ```
    /// use frontdesk::{Agent, Draft, Permission, Role};
    /// let workspace = Draft::new()
    ///     .role(Role::new("lead", [Permission::ManageGroups]))
    ///     .agents([Agent::new("ana").role("lead"), Agent::new("ben").role("admin")])
    ///     .check()?;
    /// assert!(workspace.may("ana", Permission::ManageGroups));
    /// assert!(!workspace.may("ana", Permission::ManageTriggers));
    /// assert!(workspace.may("ben", Permission::ManageTriggers));
    /// # Ok::<(), frontdesk::Problems>(())
    /// ```
    #[must_use]
    pub fn may(&self, agent: impl AsId<AgentId>, permission: Permission) -> bool {
        let role = self.agent(agent.as_text()).map(|agent| &agent.role);
        role.is_some_and(|role| match role.as_str() {
            ADMIN_ROLE => true,
            role => {
                let mut roles = self.draft().roles.iter();
                let found = roles.find(|written| written.id == role);
                found.is_some_and(|found| found.permissions.contains(&permission))
            }
        })
    }
}
