//! What a workspace says that a desk looks up often: who stands where in which group, which groups
//! fall back to which and keep which schedule, how groups escalate.

use std::collections::BTreeSet;

use crate::desk::state::forest::Forest;
use crate::desk::state::rows::ServingTeam;
use crate::group::{Group, MAX_NOTICES, Members, RETRY_SECONDS, Reassign, Strategy};
use crate::router::Router;
use crate::workspace::CheckedGroup;

/// Derived from a workspace alone.
#[derive(Debug)]
pub(crate) struct MembershipIndex {
    /// The groups that list an agent, with position and weight, ascending.
    listed: Box<[Vec<Membership>]>,
    /// The groups that every agent is in, ascending.
    groups_of_all_agents: Vec<u32>,
    /// Which groups fall back to which.
    pub(crate) forest: Forest,
    /// The groups that keep a schedule.
    groups_of_schedule: Box<[Vec<u32>]>,
    /// The steps by which a group escalates, in the order in which they are due, each group once.
    escalations: Box<[Vec<EscalationStep>]>,
    /// Whether a group passes to another while it is busy.
    pub(crate) overflows: bool,
    /// The limits of notices that there are.
    notice_limits: BTreeSet<u32>,
}

/// A step by which a group escalates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EscalationStep {
    pub(crate) after_seconds: u32,
    /// Its place in the group's list.
    pub(crate) place: u32,
    pub(crate) to: u32,
}

#[derive(Clone, Copy, Debug)]
struct Membership {
    group: u32,
    position: u32,
    weight: u32,
}

/// An agent's place in a team, and the weight there.
pub(crate) type Position = (u32, u32);

/// How agents are told through a team ([rule D10](crate::_rules#d10)).
#[derive(Clone, Copy, Debug)]
pub(crate) struct OfferPolicy {
    pub(crate) strategy: Strategy,
    pub(crate) offer_seconds: Option<u32>,
    pub(crate) max_notices: u32,
    pub(crate) sticky: bool,
    pub(crate) retry_seconds: u32,
    pub(crate) reassign: Reassign,
}

impl OfferPolicy {
    /// That of a group; of the workspace without one.
    pub(crate) fn for_group(group: Option<&Group>) -> Self {
        match group {
            Some(group) => Self {
                strategy: group.strategy,
                offer_seconds: group.offer_seconds,
                max_notices: group.max_notices,
                sticky: group.sticky,
                retry_seconds: group.retry_seconds,
                reassign: group.reassign,
            },
            None => Self {
                strategy: Strategy::Broadcast,
                offer_seconds: None,
                max_notices: MAX_NOTICES,
                sticky: false,
                retry_seconds: RETRY_SECONDS,
                reassign: Reassign::default(),
            },
        }
    }

    pub(crate) fn is_broadcast(&self) -> bool {
        self.strategy == Strategy::Broadcast
    }
}

impl MembershipIndex {
    pub(crate) fn new(router: &Router) -> Self {
        let workspace = router.workspace();
        let groups = workspace.groups();
        let mut listed = vec![Vec::new(); workspace.agents().len()];
        let mut of_everyone = Vec::new();
        let mut of_schedule = vec![Vec::new(); workspace.all_hours().len()];
        let of_groups = workspace.checked_groups().iter().zip(workspace.members().iter());
        for (place, (group, (checked, members))) in (0_u32..).zip(groups.iter().zip(of_groups)) {
            match (&group.agents, members) {
                (Members::Listed(members), Some(places)) => {
                    for (position, (member, agent)) in (0..).zip(members.iter().zip(places)) {
                        let weight = member.weight;
                        if let Some(listed) = listed.get_mut(*agent as usize) {
                            listed.push(Membership { group: place, position, weight });
                        }
                    }
                }
                _ => of_everyone.push(place),
            }
            let schedule = checked.schedule().and_then(|n| of_schedule.get_mut(n as usize));
            schedule.into_iter().for_each(|list| list.push(place));
        }
        let fallbacks = workspace.checked_groups().iter().map(CheckedGroup::fallback);
        let is_broadcast = |group: &&Group| group.strategy == Strategy::Broadcast;
        let limits = groups.iter().filter(is_broadcast).map(|group| group.max_notices);
        Self {
            listed: listed.into(),
            groups_of_all_agents: of_everyone,
            forest: Forest::new(&fallbacks.collect::<Vec<_>>()),
            groups_of_schedule: of_schedule.into(),
            escalations: groups.iter().map(|group| escalation_steps(router, group)).collect(),
            overflows: groups.iter().any(|group| group.overflow),
            notice_limits: limits.chain([MAX_NOTICES]).collect(),
        }
    }

    /// The groups that list an agent, and where the agent stands in each.
    pub(crate) fn listed(&self, agent: u32) -> impl Iterator<Item = (u32, Position)> {
        let listed = self.listed.get(agent as usize).into_iter().flatten();
        listed.map(|m| (m.group, (m.position, m.weight)))
    }

    /// The groups that every agent is in, ascending.
    pub(crate) fn groups_of_all_agents(&self) -> &[u32] {
        &self.groups_of_all_agents
    }

    /// Whether every agent is in a team.
    pub(crate) fn has_everyone(&self, team: ServingTeam) -> bool {
        team.group().is_none_or(|group| self.groups_of_all_agents.binary_search(&group).is_ok())
    }

    /// The steps by which a group escalates, in the order in which they are due.
    pub(crate) fn escalations(&self, group: u32) -> &[EscalationStep] {
        self.escalations.get(group as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether some team may notify an agent with fewer notices open that it could not notify before.
    pub(crate) fn frees_notices(&self, before: u32, after: u32) -> bool {
        after < before
            && self.notice_limits.range(after.saturating_add(1)..=before).next().is_some()
    }

    /// The teams of an agent, and where the agent stands in each.
    pub(crate) fn teams(&self, agent: u32) -> impl Iterator<Item = (ServingTeam, Position)> {
        let listed = self.listed.get(agent as usize);
        let everywhere = if listed.is_some() { self.groups_of_all_agents.as_slice() } else { &[] };
        let listed_in = listed.into_iter().flatten();
        listed_in
            .map(|m| (ServingTeam::Group(m.group), (m.position, m.weight)))
            .chain(everywhere.iter().map(move |group| (ServingTeam::Group(*group), (agent, 1))))
            .chain(listed.map(|_| (ServingTeam::Workspace, (agent, 1))))
    }

    /// Where an agent stands in a team; nothing for one who is not in it.
    pub(crate) fn position(&self, agent: u32, team: ServingTeam) -> Option<Position> {
        let listed = self.listed.get(agent as usize)?;
        let ServingTeam::Group(group) = team else {
            return Some((agent, 1));
        };
        if let Ok(place) = listed.binary_search_by_key(&group, |m| m.group) {
            return listed.get(place).map(|m| (m.position, m.weight));
        }
        self.groups_of_all_agents.binary_search(&group).is_ok().then_some((agent, 1))
    }

    /// The groups that keep a schedule.
    pub(crate) fn groups_of_schedule(&self, schedule: u32) -> &[u32] {
        self.groups_of_schedule.get(schedule as usize).map_or(&[], Vec::as_slice)
    }
}

/// Steps to disabled groups are left out, and all but the first to the same group.
fn escalation_steps(router: &Router, group: &Group) -> Vec<EscalationStep> {
    let steps = (0..).zip(&group.escalation).filter_map(|(place, step)| {
        let to = router.roster().group(step.to.as_str())?;
        let is_enabled = router.workspace().group_at(to).is_some_and(|group| group.enabled);
        let after_seconds = step.after_seconds;
        is_enabled.then_some(EscalationStep { after_seconds, place, to })
    });
    let mut steps: Vec<EscalationStep> = steps.collect();
    steps.sort_by_key(|step| (step.after_seconds, step.place));
    let mut known = BTreeSet::new();
    steps.retain(|step| known.insert(step.to));
    steps
}
