//! Who may make which changes ([rule E2](crate::_rules#e2)).

use std::collections::{BTreeMap, BTreeSet};

use crate::agent::{ADMIN_ROLE, Agent};
use crate::change::{Actor, AgentEdit, Change, ItemRef, Violation};
use crate::draft::Draft;
use crate::error::ItemKind;
use crate::id::AgentId;
use crate::settings::Permission;
use crate::workspace::{PermissionSet, Roles, Workspace};

/// Notes what of some changes the actor may not do, and what nobody may.
pub(super) fn check(
    actor: Actor<'_>,
    old: &Workspace,
    new: &Draft,
    changes: &[Change],
    refusals: &mut Vec<Violation>,
) {
    if let Actor::Agent(id) = actor {
        match old.agent(id) {
            Some(agent) => {
                let before = Roles::of(old.draft());
                let own = before.rights(&agent.role);
                let edit = RequestedEdit { actor: id, own, old: old.draft(), before, new, changes };
                edit.check_permissions(refusals);
                edit.check_roles(refusals);
                edit.check_agents(refusals);
            }
            None => refusals.push(Violation::UnknownActor(id.clone())),
        }
    }
    check_last_admin(old.draft(), new, refusals);
}

/// What it takes to make a change.
#[derive(PartialEq)]
enum RequiredPermissions {
    Permission(Permission),
    Host,
}

fn needs(change: &Change) -> RequiredPermissions {
    let permission = match change.item().map(|item| item.noun) {
        Some(ItemKind::Agent) => Permission::ManageAgents,
        Some(ItemKind::Group) => Permission::ManageGroups,
        Some(ItemKind::Trigger | ItemKind::Expectation | ItemKind::Assertion) => {
            Permission::ManageTriggers
        }
        Some(ItemKind::Schedule | ItemKind::Role) => Permission::ManageSettings,
        None if change.key().is_some_and(|key| key.starts_with("plan.")) => {
            return RequiredPermissions::Host;
        }
        None => Permission::ManageSettings,
    };
    RequiredPermissions::Permission(permission)
}

/// An edit by an agent.
struct RequestedEdit<'e> {
    actor: &'e AgentId,
    own: PermissionSet,
    old: &'e Draft,
    before: Roles<'e>,
    new: &'e Draft,
    changes: &'e [Change],
}

impl RequestedEdit<'_> {
    fn check_permissions(&self, refusals: &mut Vec<Violation>) {
        for permission in PermissionSet::all().beyond(&self.own).into_list() {
            let (mut items, mut keys): (Vec<ItemRef>, Vec<String>) = (Vec::new(), Vec::new());
            for change in self.that_need(RequiredPermissions::Permission(permission)) {
                match (change.item(), change.key()) {
                    // The changes of one thing follow one another.
                    (Some(item), _) if items.last() != Some(item) => items.push(item.clone()),
                    (None, Some(key)) => keys.push(key.to_owned()),
                    _ => {}
                }
            }
            if !(items.is_empty() && keys.is_empty()) {
                let actor = self.actor.clone();
                refusals.push(Violation::MissingPermission { actor, permission, items, keys });
            }
        }
        let of_host = self.that_need(RequiredPermissions::Host).filter_map(Change::key);
        let keys: Vec<String> = of_host.map(str::to_owned).collect();
        if !keys.is_empty() {
            refusals.push(Violation::HostOnly { keys });
        }
    }

    fn that_need(&self, needed: RequiredPermissions) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| needs(change) == needed)
    }

    /// Nobody adds to a role what they lack.
    fn check_roles(&self, refusals: &mut Vec<Violation>) {
        for role in &self.new.roles {
            let added =
                PermissionSet::from_list(&role.permissions).beyond(&self.before.rights(&role.id));
            let permissions = added.beyond(&self.own).into_list();
            if !permissions.is_empty() {
                let actor = self.actor.clone();
                refusals.push(Violation::RoleBeyond { actor, role: role.id.clone(), permissions });
            }
        }
    }

    /// Nobody changes, removes or demotes an agent who has what they lack, nor makes one.
    fn check_agents(&self, refusals: &mut Vec<Violation>) {
        let after = Roles::of(self.new);
        let old: BTreeMap<&str, &Agent> = by_id(self.old);
        let new: BTreeMap<&str, &Agent> = by_id(self.new);
        let changed: BTreeSet<&str> = self
            .changes
            .iter()
            .filter(|change| change.key().is_some())
            .filter_map(Change::item)
            .filter(|item| item.noun == ItemKind::Agent)
            .map(|item| item.id.as_str())
            .collect();
        let mut refuse = |agent: &Agent, deed: AgentEdit, beyond: PermissionSet| {
            if !beyond.is_empty() {
                let (actor, agent) = (self.actor.clone(), agent.id.clone());
                let permissions = beyond.into_list();
                refusals.push(Violation::AgentBeyond { actor, agent, deed, permissions });
            }
        };
        for agent in &self.old.agents {
            let had = self.before.rights(&agent.role);
            let beyond = had.beyond(&self.own);
            match new.get(agent.id.as_str()) {
                None => refuse(agent, AgentEdit::Remove, beyond),
                Some(next) if !had.beyond(&after.rights(&next.role)).is_empty() => {
                    refuse(agent, AgentEdit::Demote, beyond);
                }
                Some(_) if changed.contains(agent.id.as_str()) => {
                    refuse(agent, AgentEdit::Change, beyond);
                }
                Some(_) => {}
            }
        }
        for agent in &self.new.agents {
            let has = after.rights(&agent.role);
            let gained = match old.get(agent.id.as_str()) {
                // What the role itself has gained is refused of the role.
                Some(before) if before.role == agent.role => continue,
                Some(before) => has.beyond(&self.before.rights(&before.role)),
                None => has,
            };
            refuse(agent, AgentEdit::Promote, gained.beyond(&self.own));
        }
    }
}

fn by_id(draft: &Draft) -> BTreeMap<&str, &Agent> {
    draft.agents.iter().map(|agent| (agent.id.as_str(), agent)).collect()
}

fn check_last_admin(old: &Draft, new: &Draft, refusals: &mut Vec<Violation>) {
    let is_admin = |agent: &&Agent| agent.role == ADMIN_ROLE;
    let admins: Vec<AgentId> =
        old.agents.iter().filter(is_admin).map(|agent| agent.id.clone()).collect();
    if !admins.is_empty() && !new.agents.iter().any(|agent| is_admin(&agent)) {
        refusals.push(Violation::LastAdmin { agents: admins });
    }
}
