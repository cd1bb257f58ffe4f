//! Permissions of an edit: who may make which changes ([rule E2](crate::_rules#e2)).

use std::collections::{BTreeMap, BTreeSet};

use crate::agent::{ADMIN_ROLE, Agent};
use crate::draft::Draft;
use crate::edit::{Actor, AgentEdit, Change, ItemRef, Violation};
use crate::error::ItemKind;
use crate::id::AgentId;
use crate::settings::Permission;
use crate::workspace::{PermissionSet, Roles, Workspace};

/// Adds a violation for each change that the actor may not make, and for removing the last admin.
pub(super) fn check(
    actor: Actor<'_>,
    old: &Workspace,
    new: &Draft,
    changes: &[Change],
    violations: &mut Vec<Violation>,
) {
    if let Actor::Agent(id) = actor {
        match old.agent(id) {
            Some(agent) => {
                // The permissions of the old version count. Otherwise an agent could give
                // themselves a permission and use it in one edit.
                let old_roles = Roles::from_draft(old.draft());
                let actor_permissions = old_roles.permissions_of(&agent.role);
                let edit = RequestedEdit {
                    actor: id,
                    actor_permissions,
                    old: old.draft(),
                    old_roles,
                    new,
                    changes,
                };
                edit.check_permissions(violations);
                edit.check_roles(violations);
                edit.check_agents(violations);
            }
            None => violations.push(Violation::UnknownActor(id.clone())),
        }
    }
    check_last_admin(old.draft(), new, violations);
}

/// The authority that a change requires.
#[derive(PartialEq)]
enum RequiredPermissions {
    Permission(Permission),
    Host,
}

/// Returns the authority that a change requires.
fn required_permissions(change: &Change) -> RequiredPermissions {
    let permission = match change.item().map(|item| item.kind) {
        Some(ItemKind::Agent) => Permission::ManageAgents,
        Some(ItemKind::Group) => Permission::ManageGroups,
        Some(ItemKind::Trigger | ItemKind::Expectation | ItemKind::Assertion) => {
            Permission::ManageTriggers
        }
        Some(ItemKind::Schedule | ItemKind::Role) => Permission::ManageSettings,
        // The plan belongs to the contract between the host and the tenant, so no permission covers
        // it.
        None if change.key().is_some_and(|key| key.starts_with("plan.")) => {
            return RequiredPermissions::Host;
        }
        None => Permission::ManageSettings,
    };
    RequiredPermissions::Permission(permission)
}

/// An edit that an agent has requested, with what the checks of permissions need.
struct RequestedEdit<'e> {
    actor: &'e AgentId,
    actor_permissions: PermissionSet,
    old: &'e Draft,
    old_roles: Roles<'e>,
    new: &'e Draft,
    changes: &'e [Change],
}

impl RequestedEdit<'_> {
    fn check_permissions(&self, violations: &mut Vec<Violation>) {
        // One violation for each missing permission, with all items that need it: a list of a
        // thousand equal violations would help nobody.
        for permission in PermissionSet::all().difference(&self.actor_permissions).into_list() {
            let (mut items, mut keys): (Vec<ItemRef>, Vec<String>) = (Vec::new(), Vec::new());
            for change in self.changes_requiring(RequiredPermissions::Permission(permission)) {
                match (change.item(), change.key()) {
                    // The changes of one item are adjacent, so comparing with the last one removes
                    // duplicates.
                    (Some(item), _) if items.last() != Some(item) => items.push(item.clone()),
                    (None, Some(key)) => keys.push(key.to_owned()),
                    _ => {}
                }
            }
            if !(items.is_empty() && keys.is_empty()) {
                let actor = self.actor.clone();
                violations.push(Violation::MissingPermission { actor, permission, items, keys });
            }
        }
        let host_only = self.changes_requiring(RequiredPermissions::Host).filter_map(Change::key);
        let keys: Vec<String> = host_only.map(str::to_owned).collect();
        if !keys.is_empty() {
            violations.push(Violation::HostOnly { keys });
        }
    }

    fn changes_requiring(&self, required: RequiredPermissions) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| required_permissions(change) == required)
    }

    /// Checks that the actor adds no permission to a role that the actor does not have.
    fn check_roles(&self, violations: &mut Vec<Violation>) {
        for role in &self.new.roles {
            // Only added permissions are checked here. Removing one is checked by its effect on
            // agents, in `check_agents`.
            let added = PermissionSet::from_list(&role.permissions)
                .difference(&self.old_roles.permissions_of(&role.id));
            let permissions = added.difference(&self.actor_permissions).into_list();
            if !permissions.is_empty() {
                let actor = self.actor.clone();
                violations.push(Violation::RoleBeyond {
                    actor,
                    role: role.id.clone(),
                    permissions,
                });
            }
        }
    }

    /// Checks that the actor does not change, remove or demote an agent who has a permission that
    /// the actor does not have, and gives no such permission to an agent.
    fn check_agents(&self, violations: &mut Vec<Violation>) {
        let new_roles = Roles::from_draft(self.new);
        let old: BTreeMap<&str, &Agent> = by_id(self.old);
        let new: BTreeMap<&str, &Agent> = by_id(self.new);
        // A moved agent is not changed: the order in the list is no property of the agent.
        let changed: BTreeSet<&str> = self
            .changes
            .iter()
            .filter(|change| change.key().is_some())
            .filter_map(Change::item)
            .filter(|item| item.kind == ItemKind::Agent)
            .map(|item| item.id.as_str())
            .collect();
        let mut reject = |agent: &Agent, edit: AgentEdit, missing: PermissionSet| {
            if !missing.is_empty() {
                let (actor, agent) = (self.actor.clone(), agent.id.clone());
                let permissions = missing.into_list();
                violations.push(Violation::AgentBeyond { actor, agent, edit, permissions });
            }
        };
        for agent in &self.old.agents {
            let had = self.old_roles.permissions_of(&agent.role);
            let missing = had.difference(&self.actor_permissions);
            match new.get(agent.id.as_str()) {
                None => reject(agent, AgentEdit::Remove, missing),
                // Compared by permissions, not by role names: an agent is also demoted if their
                // role loses a permission.
                Some(next) if !had.difference(&new_roles.permissions_of(&next.role)).is_empty() => {
                    reject(agent, AgentEdit::Demote, missing);
                }
                Some(_) if changed.contains(agent.id.as_str()) => {
                    reject(agent, AgentEdit::Change, missing);
                }
                Some(_) => {}
            }
        }
        for agent in &self.new.agents {
            let has = new_roles.permissions_of(&agent.role);
            let gained = match old.get(agent.id.as_str()) {
                // Permissions that the role itself gained are violations of the role, found by
                // `check_roles`.
                Some(before) if before.role == agent.role => continue,
                Some(before) => has.difference(&self.old_roles.permissions_of(&before.role)),
                None => has,
            };
            reject(agent, AgentEdit::Promote, gained.difference(&self.actor_permissions));
        }
    }
}

/// Indexes the agents of a draft by their ids.
fn by_id(draft: &Draft) -> BTreeMap<&str, &Agent> {
    draft.agents.iter().map(|agent| (agent.id.as_str(), agent)).collect()
}

/// Adds a violation if the old version has an admin and the new one has none. This binds the host,
/// too.
fn check_last_admin(old: &Draft, new: &Draft, violations: &mut Vec<Violation>) {
    let is_admin = |agent: &&Agent| agent.role == ADMIN_ROLE;
    let admins: Vec<AgentId> =
        old.agents.iter().filter(is_admin).map(|agent| agent.id.clone()).collect();
    // A workspace without an admin is managed by the host alone, so it may stay without one.
    if !admins.is_empty() && !new.agents.iter().any(|agent| is_admin(&agent)) {
        violations.push(Violation::LastAdmin { agents: admins });
    }
}
