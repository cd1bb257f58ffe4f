//! The parts of a workspace that a desk reads often: the members of groups, fallbacks, schedules and escalations.

use std::collections::BTreeSet;

use crate::desk::state::fallback_forest::FallbackForest;
use crate::desk::state::rows::ServingTeam;
use crate::group::{Group, MAX_NOTICES, Members, RETRY_SECONDS, Reassign, Strategy};
use crate::ix::{AgentIx, GroupIx, Ix, MemberIx, ScheduleIx};
use crate::router::Router;
use crate::workspace::CheckedGroup;

/// Look-up tables that are derived from a workspace alone and shared by the copies of a state.
///
/// An index behind the last agent or group of the workspace is legal everywhere: a desk remembers agents and groups
/// of an earlier workspace as [removed](super::removed), and they are members of nothing.
#[derive(Debug)]
pub(crate) struct MembershipIndex {
    /// The groups that list each agent, ascending, with the agent's position in the group.
    memberships: Box<[Vec<(GroupIx, Position)>]>,
    /// The groups that every agent is in, ascending.
    groups_of_all_agents: Vec<GroupIx>,
    /// The fallbacks of all groups.
    pub(crate) forest: FallbackForest,
    /// The groups that have each schedule, ascending.
    groups_of_schedules: Box<[Vec<GroupIx>]>,
    /// The escalation steps of each group, in the order in which they are due.
    escalations: Box<[Vec<EscalationStep>]>,
    /// `true` if any group has `overflow`.
    pub(crate) overflows: bool,
    /// The different values of `max_notices`.
    notice_limits: BTreeSet<u32>,
}

/// A step by which a group escalates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EscalationStep {
    pub(crate) after_seconds: u32,
    /// The position of the step in the group's list.
    pub(crate) position: u32,
    pub(crate) to: GroupIx,
}

/// The position of an agent in a team, and the agent's weight there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) member: MemberIx,
    pub(crate) weight: u32,
}

impl Position {
    /// The position in a team of all agents: the agents in the order of the document, each with weight 1.
    pub(crate) fn in_all_agents(agent: AgentIx) -> Self {
        Self { member: MemberIx::new(agent.number()), weight: 1 }
    }
}

/// The settings by which a team makes offers to its agents ([rule D10](crate::_rules#d10)).
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
    /// Returns the settings of a group; without a group, those of the workspace as a team.
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
        let mut memberships = vec![Vec::new(); workspace.agents().len()];
        let mut groups_of_all_agents = Vec::new();
        let mut groups_of_schedules = vec![Vec::new(); workspace.all_hours().len()];
        let checked = workspace.checked_groups().iter().zip(workspace.members().iter());
        let rows = groups.iter().zip(checked);
        for (index, (group, (checked, members))) in GroupIx::all(groups.len()).zip(rows) {
            match (&group.agents, members) {
                (Members::Listed(listed), Some(agents)) => {
                    for (member, (listed, agent)) in (0..).zip(listed.iter().zip(agents)) {
                        let member = MemberIx::new(member);
                        // Groups are visited in ascending order, so each list is sorted and `position` can search it by
                        // bisection.
                        let position = Position { member, weight: listed.weight };
                        let of_agent = agent.get_mut(&mut memberships);
                        of_agent.into_iter().for_each(|groups| groups.push((index, position)));
                    }
                }
                _ => groups_of_all_agents.push(index),
            }
            let schedule = checked.schedule();
            let of_schedule = schedule.and_then(|n| n.get_mut(&mut groups_of_schedules));
            of_schedule.into_iter().for_each(|groups| groups.push(index));
        }
        let fallbacks = workspace.checked_groups().iter().map(CheckedGroup::fallback);
        let is_broadcast = |group: &&Group| group.strategy == Strategy::Broadcast;
        let limits = groups.iter().filter(is_broadcast).map(|group| group.max_notices);
        Self {
            memberships: memberships.into(),
            groups_of_all_agents,
            forest: FallbackForest::new(&fallbacks.collect::<Vec<_>>()),
            groups_of_schedules: groups_of_schedules.into(),
            escalations: groups.iter().map(|group| escalation_steps(router, group)).collect(),
            overflows: groups.iter().any(|group| group.overflow),
            notice_limits: limits.chain([MAX_NOTICES]).collect(),
        }
    }

    /// Returns the memberships of an agent; `None` for an agent that the workspace does not have.
    fn memberships(&self, agent: AgentIx) -> Option<&[(GroupIx, Position)]> {
        agent.get(&self.memberships).map(Vec::as_slice)
    }

    /// Returns the groups that list an agent, ascending, with the agent's position in each.
    pub(crate) fn listed(&self, agent: AgentIx) -> impl Iterator<Item = (GroupIx, Position)> {
        self.memberships(agent).into_iter().flatten().copied()
    }

    /// Returns the groups that every agent is in, ascending.
    pub(crate) fn groups_of_all_agents(&self) -> &[GroupIx] {
        &self.groups_of_all_agents
    }

    /// Returns `true` if every agent is in a team.
    pub(crate) fn has_all_agents(&self, team: ServingTeam) -> bool {
        team.group().is_none_or(|group| self.groups_of_all_agents.binary_search(&group).is_ok())
    }

    /// Returns the steps by which a group escalates, in the order in which they are due. A group that the workspace
    /// does not have has none.
    pub(crate) fn escalations(&self, group: GroupIx) -> &[EscalationStep] {
        group.get(&self.escalations).map_or(&[], Vec::as_slice)
    }

    /// Returns `true` if some team may notify an agent who has `after` notices open, but not one who has `before`.
    pub(crate) fn frees_notices(&self, before: u32, after: u32) -> bool {
        after < before
            && self.notice_limits.range(after.saturating_add(1)..=before).next().is_some()
    }

    /// Returns the teams of an agent, with the agent's position in each.
    pub(crate) fn teams(&self, agent: AgentIx) -> impl Iterator<Item = (ServingTeam, Position)> {
        let memberships = self.memberships(agent);
        // A removed agent is in no team, not even in the groups of all agents.
        let everywhere = memberships.map_or(&[][..], |_| self.groups_of_all_agents.as_slice());
        let position = Position::in_all_agents(agent);
        let listed = memberships.into_iter().flatten().copied();
        listed
            .chain(everywhere.iter().map(move |group| (*group, position)))
            .map(|(group, position)| (ServingTeam::Group(group), position))
            .chain(memberships.map(|_| (ServingTeam::Workspace, position)))
    }

    /// Returns the position of an agent in a team; `None` if the agent is not in it.
    pub(crate) fn position(&self, agent: AgentIx, team: ServingTeam) -> Option<Position> {
        let memberships = self.memberships(agent)?;
        let ServingTeam::Group(group) = team else {
            return Some(Position::in_all_agents(agent));
        };
        if let Ok(n) = memberships.binary_search_by_key(&group, |(group, _)| *group) {
            return memberships.get(n).map(|(_, position)| *position);
        }
        let is_in = self.groups_of_all_agents.binary_search(&group).is_ok();
        is_in.then(|| Position::in_all_agents(agent))
    }

    /// Returns the groups that have a schedule.
    pub(crate) fn groups_of_schedule(&self, schedule: ScheduleIx) -> &[GroupIx] {
        let groups = schedule.get(&self.groups_of_schedules);
        debug_assert!(groups.is_some(), "every schedule of the workspace has an entry");
        groups.map_or(&[], Vec::as_slice)
    }
}

/// Returns the escalation steps of a group in the order in which they are due. Steps to disabled groups are left out.
/// Of several steps to one group only the first counts.
fn escalation_steps(router: &Router, group: &Group) -> Vec<EscalationStep> {
    let steps = (0..).zip(&group.escalation).filter_map(|(position, step)| {
        let to = router.roster().group(step.to.as_str())?;
        let is_enabled = router.workspace().group_at(to).is_some_and(|group| group.enabled);
        let after_seconds = step.after_seconds;
        is_enabled.then_some(EscalationStep { after_seconds, position, to })
    });
    let mut steps: Vec<EscalationStep> = steps.collect();
    // Sorted before repeated groups are dropped, so the earliest step to each group remains.
    steps.sort_by_key(|step| (step.after_seconds, step.position));
    let mut known = BTreeSet::new();
    steps.retain(|step| known.insert(step.to));
    steps
}
