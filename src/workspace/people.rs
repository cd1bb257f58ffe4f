//! Checks roles, agents and groups.

use std::collections::BTreeSet;

use crate::agent::{ADMIN_ROLE, AGENT_ROLE, Agent};
use crate::condition::IdResolver;
use crate::document::{DocumentObject, add_unknown_value};
use crate::error::{Diagnostics, ItemKind, PathRef, ProblemKind};
use crate::group::{AcceptMode, Group, Member, Members, Strategy};
use crate::ix::{AgentIx, Ix};
use crate::settings::Role;
use crate::vocabulary::aliases::values;
use crate::workspace::index::IdIndex;
use crate::workspace::texts::{check_tags, check_text};
use crate::workspace::{CheckedGroup, Listed};

pub(super) fn check_roles(roles: &[Role], report: &mut Diagnostics) {
    let list = PathRef::ROOT.key("roles");
    for (n, role) in roles.iter().enumerate() {
        // A document could otherwise take permissions away from `admin`, or give them to every
        // agent without a role.
        if role.id == ADMIN_ROLE || role.id == AGENT_ROLE {
            report.add(&list.index(n).key("id"), ProblemKind::BuiltInRole, role.id.as_str());
        }
    }
}

pub(super) fn check_agents(agents: &[Agent], index: &IdIndex<'_>, report: &mut Diagnostics) {
    let list = PathRef::ROOT.key("agents");
    for (n, agent) in agents.iter().enumerate() {
        let at = list.index(n);
        let role = agent.role.as_str();
        if role != ADMIN_ROLE && role != AGENT_ROLE && index.roles.find(role).is_none() {
            let known =
                [ADMIN_ROLE, AGENT_ROLE].into_iter().chain(index.roles.ids().iter().copied());
            let kind = ProblemKind::UnknownReference(ItemKind::Role);
            add_unknown_value(&at.key("role"), kind, role, known, values::ROLES, report);
        }
        check_tags(&agent.languages, &at.key("languages"), report);
    }
}

pub(super) fn check_groups(
    groups: &[Group],
    agents: &[Agent],
    index: &IdIndex<'_>,
    report: &mut Diagnostics,
) -> (Vec<CheckedGroup>, Vec<Listed>) {
    let list = PathRef::ROOT.key("groups");
    let mut listed = LastListed::new(index);
    let check = |(n, group)| {
        listed.group = n + 1;
        let at = list.index(n);
        check_greeter(group, &at, index, agents, report);
        check_group(group, &at, index, &mut listed, report)
    };
    groups.iter().enumerate().map(check).unzip()
}

/// The last group that listed each agent. It detects agents that a group lists twice, without
/// clearing a set for each group.
struct LastListed {
    /// The number of the current group, from 1.
    group: usize,
    /// For each agent the number of the group that listed them last. 0 means none yet.
    last_group: Vec<usize>,
}

impl LastListed {
    fn new(index: &IdIndex<'_>) -> Self {
        Self { group: 0, last_group: vec![0; index.agents.ids().len()] }
    }

    /// Records that the current group lists an agent. Returns `false` if it already does.
    fn add(&mut self, agent: AgentIx) -> bool {
        let listed_by = agent.get_mut(&mut self.last_group);
        // The number of the group changes with each group, so old entries are simply different and
        // need no clearing.
        listed_by.is_some_and(|listed_by| std::mem::replace(listed_by, self.group) != self.group)
    }
}

fn check_group(
    group: &Group,
    at: &PathRef<'_>,
    index: &IdIndex<'_>,
    listed: &mut LastListed,
    report: &mut Diagnostics,
) -> (CheckedGroup, Listed) {
    let name_at = at.key("name");
    check_text(&group.name, &name_at, report);
    if group.name.is_blank() {
        report.add(&name_at, ProblemKind::MissingName, "");
    }
    let schedule = group
        .schedule
        .as_ref()
        .and_then(|id| index.schedule(id.as_str(), &at.key("schedule"), report));
    let fallback = group
        .fallback
        .as_ref()
        .and_then(|id| index.group(id.as_str(), &at.key("fallback"), report));
    let members = match &group.agents {
        Members::All => None,
        Members::Listed(members) => {
            Some(check_members(members, &at.key("agents"), index, listed, report))
        }
    };
    check_desk(group, at, index, report);
    (CheckedGroup::new(group, schedule, fallback), members)
}

fn check_members(
    members: &[Member],
    list: &PathRef<'_>,
    index: &IdIndex<'_>,
    listed: &mut LastListed,
    report: &mut Diagnostics,
) -> Box<[AgentIx]> {
    let mut unknown = BTreeSet::new();
    let mut known = Vec::with_capacity(members.len());
    for (n, member) in members.iter().enumerate() {
        let item = list.index(n);
        // A member with a weight is an object, whose id is under a key.
        let id_at = if member.weight == 1 { item } else { item.key("id") };
        let id = member.id.as_str();
        let agent = index.agents.resolve(ItemKind::Agent, id, &id_at, report).map(AgentIx::new);
        // Unknown agents have no index. A repeated one is reported by its id, so both problems
        // are found in one pass.
        if !agent.map_or_else(|| unknown.insert(id), |agent| listed.add(agent)) {
            report.add(&item, ProblemKind::RepeatedAgent, id);
        }
        known.extend(agent);
        check_counts(member, &item, report);
    }
    known.into()
}

/// Checks that the greeter is an automatic member of the group.
fn check_greeter(
    group: &Group,
    at: &PathRef<'_>,
    index: &IdIndex<'_>,
    agents: &[Agent],
    report: &mut Diagnostics,
) {
    let Some(greeter) = &group.greeter else {
        return;
    };
    let (id, at) = (greeter.as_str(), at.key("greeter"));
    let Some(agent) = index.agents.resolve(ItemKind::Agent, id, &at, report) else {
        return;
    };
    let is_member = match &group.agents {
        Members::All => true,
        Members::Listed(members) => members.iter().any(|member| member.id == *greeter),
    };
    if !is_member {
        report.add(&at, ProblemKind::GreeterNotMember, id);
    } else if !AgentIx::new(agent).get(agents).is_some_and(|agent| agent.automatic) {
        report.add(&at, ProblemKind::GreeterNotAutomatic, id);
    }
}

/// Checks the settings for the Desk. Documents are checked when they are read, but code can set any
/// value.
fn check_desk(group: &Group, at: &PathRef<'_>, index: &IdIndex<'_>, report: &mut Diagnostics) {
    check_counts(group, at, report);
    if group.accept == AcceptMode::Assign && group.strategy == Strategy::Broadcast {
        report.add(&at.key("accept"), ProblemKind::AssignWithBroadcast, "assign");
    }
    let list = at.key("escalation");
    for (n, escalation) in group.escalation.iter().enumerate() {
        let at = list.index(n);
        check_counts(escalation, &at, report);
        let to = escalation.to.as_str();
        let to_at = at.key("to");
        index.groups.resolve(ItemKind::Group, to, &to_at, report);
        // Escalating to itself would add a group that serves already.
        if escalation.to == group.id {
            report.add(&to_at, ProblemKind::EscalationToItself, to);
        }
    }
}

const COUNT: &str = "a whole number from 1 to 4294967295";

/// Reports each key that is 0 where a whole number from 1 is required.
pub(super) fn check_counts(
    object: &impl DocumentObject,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) {
    object.each_too_small(&mut |key, number| {
        let kind = ProblemKind::OutOfRange { expected: COUNT };
        report.add(&at.key(key), kind, &number.to_string());
    });
}
