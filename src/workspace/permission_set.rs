//! What the agents of a workspace may change.

use std::collections::BTreeMap;

use crate::agent::{ADMIN_ROLE, AGENT_ROLE};
use crate::draft::Draft;
use crate::id::{AgentId, AsId, RoleId};
use crate::settings::Permission;
use crate::workspace::Workspace;

/// Some of the permissions, each once, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PermissionSet(Vec<Permission>);

impl PermissionSet {
    pub(crate) fn all() -> Self {
        Self(Permission::ALL.to_vec())
    }

    pub(crate) fn from_list(permissions: &[Permission]) -> Self {
        Self::all().only(|permission| permissions.contains(&permission))
    }

    pub(crate) fn has(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// Those that others do not have.
    pub(crate) fn beyond(&self, others: &Self) -> Self {
        self.clone().only(|permission| !others.has(permission))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_list(self) -> Vec<Permission> {
        self.0
    }

    fn only(mut self, keeps: impl Fn(Permission) -> bool) -> Self {
        self.0.retain(|permission| keeps(*permission));
        self
    }
}

/// The rights of each role of a document, `admin` and `agent` included; a role that it does not have
/// has none.
pub(crate) struct Roles<'d>(BTreeMap<&'d str, PermissionSet>);

impl<'d> Roles<'d> {
    pub(crate) fn of(draft: &'d Draft) -> Self {
        let written = draft.roles.iter().rev();
        let mut roles: BTreeMap<&str, PermissionSet> = written
            .map(|role| (role.id.as_str(), PermissionSet::from_list(&role.permissions)))
            .collect();
        roles.insert(ADMIN_ROLE, PermissionSet::all());
        roles.insert(AGENT_ROLE, PermissionSet::default());
        Self(roles)
    }

    pub(crate) fn rights(&self, role: &RoleId) -> PermissionSet {
        self.0.get(role.as_str()).cloned().unwrap_or_default()
    }
}

impl Workspace {
    /// Whether an agent has a permission, by their role; not where the workspace does not have the
    /// agent.
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
