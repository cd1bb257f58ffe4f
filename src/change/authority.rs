//! Who may make which changes ([rule E2](crate::_rules#e2)).

use std::collections::{BTreeMap, BTreeSet};

use crate::agent::{ADMIN_ROLE, Agent};
use crate::change::{Actor, Change, Deed, Item, Objection};
use crate::draft::Draft;
use crate::error::Noun;
use crate::id::AgentId;
use crate::settings::Permission;
use crate::workspace::{Rights, Roles, Workspace};

/// Notes what of some changes the actor may not do, and what nobody may.
pub(super) fn check(
    actor: Actor<'_>,
    old: &Workspace,
    new: &Draft,
    changes: &[Change],
    refusals: &mut Vec<Objection>,
) {
    if let Actor::Agent(id) = actor {
        match old.agent(id) {
            Some(agent) => {
                let before = Roles::of(old.draft());
                let own = before.rights(&agent.role);
                let edit = Edit { actor: id, own, old: old.draft(), before, new, changes };
                edit.check_permissions(refusals);
                edit.check_roles(refusals);
                edit.check_agents(refusals);
            }
            None => refusals.push(Objection::UnknownActor(id.clone())),
        }
    }
    check_last_admin(old.draft(), new, refusals);
}

/// What it takes to make a change.
#[derive(PartialEq)]
enum Needs {
    Permission(Permission),
    Host,
}

fn needs(change: &Change) -> Needs {
    let permission = match change.item().map(|item| item.noun) {
        Some(Noun::Agent) => Permission::ManageAgents,
        Some(Noun::Group) => Permission::ManageGroups,
        Some(Noun::Trigger | Noun::Expectation | Noun::Assertion) => Permission::ManageTriggers,
        Some(Noun::Schedule | Noun::Role) => Permission::ManageSettings,
        None if change.key().is_some_and(|key| key.starts_with("plan.")) => return Needs::Host,
        None => Permission::ManageSettings,
    };
    Needs::Permission(permission)
}

/// An edit by an agent.
struct Edit<'e> {
    actor: &'e AgentId,
    own: Rights,
    old: &'e Draft,
    before: Roles<'e>,
    new: &'e Draft,
    changes: &'e [Change],
}

impl Edit<'_> {
    fn check_permissions(&self, refusals: &mut Vec<Objection>) {
        for permission in Rights::all().beyond(&self.own).into_list() {
            let (mut items, mut keys): (Vec<Item>, Vec<String>) = (Vec::new(), Vec::new());
            for change in self.that_need(Needs::Permission(permission)) {
                match (change.item(), change.key()) {
                    // The changes of one thing follow one another.
                    (Some(item), _) if items.last() != Some(item) => items.push(item.clone()),
                    (None, Some(key)) => keys.push(key.to_owned()),
                    _ => {}
                }
            }
            if !(items.is_empty() && keys.is_empty()) {
                let actor = self.actor.clone();
                refusals.push(Objection::MissingPermission { actor, permission, items, keys });
            }
        }
        let of_host = self.that_need(Needs::Host).filter_map(Change::key);
        let keys: Vec<String> = of_host.map(str::to_owned).collect();
        if !keys.is_empty() {
            refusals.push(Objection::HostOnly { keys });
        }
    }

    fn that_need(&self, needed: Needs) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| needs(change) == needed)
    }

    /// Nobody adds to a role what they lack.
    fn check_roles(&self, refusals: &mut Vec<Objection>) {
        for role in &self.new.roles {
            let added = Rights::of(&role.permissions).beyond(&self.before.rights(&role.id));
            let permissions = added.beyond(&self.own).into_list();
            if !permissions.is_empty() {
                let actor = self.actor.clone();
                refusals.push(Objection::RoleBeyond { actor, role: role.id.clone(), permissions });
            }
        }
    }

    /// Nobody changes, removes or demotes an agent who has what they lack, nor makes one.
    fn check_agents(&self, refusals: &mut Vec<Objection>) {
        let after = Roles::of(self.new);
        let old: BTreeMap<&str, &Agent> = by_id(self.old);
        let new: BTreeMap<&str, &Agent> = by_id(self.new);
        let changed: BTreeSet<&str> = self
            .changes
            .iter()
            .filter(|change| change.key().is_some())
            .filter_map(Change::item)
            .filter(|item| item.noun == Noun::Agent)
            .map(|item| item.id.as_str())
            .collect();
        let mut refuse = |agent: &Agent, deed: Deed, beyond: Rights| {
            if !beyond.is_empty() {
                let (actor, agent) = (self.actor.clone(), agent.id.clone());
                let permissions = beyond.into_list();
                refusals.push(Objection::AgentBeyond { actor, agent, deed, permissions });
            }
        };
        for agent in &self.old.agents {
            let had = self.before.rights(&agent.role);
            let beyond = had.beyond(&self.own);
            match new.get(agent.id.as_str()) {
                None => refuse(agent, Deed::Remove, beyond),
                Some(next) if !had.beyond(&after.rights(&next.role)).is_empty() => {
                    refuse(agent, Deed::Demote, beyond);
                }
                Some(_) if changed.contains(agent.id.as_str()) => {
                    refuse(agent, Deed::Change, beyond);
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
            refuse(agent, Deed::Promote, gained.beyond(&self.own));
        }
    }
}

fn by_id(draft: &Draft) -> BTreeMap<&str, &Agent> {
    draft.agents.iter().map(|agent| (agent.id.as_str(), agent)).collect()
}

fn check_last_admin(old: &Draft, new: &Draft, refusals: &mut Vec<Objection>) {
    let is_admin = |agent: &&Agent| agent.role == ADMIN_ROLE;
    let admins: Vec<AgentId> =
        old.agents.iter().filter(is_admin).map(|agent| agent.id.clone()).collect();
    if !admins.is_empty() && !new.agents.iter().any(|agent| is_admin(&agent)) {
        refusals.push(Objection::LastAdmin { agents: admins });
    }
}
