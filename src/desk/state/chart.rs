//! What a workspace says that a desk looks up often: who stands where in which group, which groups
//! fall back to which, which keep which schedule.

use crate::desk::state::rows::Team;
use crate::group::{Group, MAX_NOTICES, Members, RETRY_SECONDS, Reassign, Strategy};
use crate::router::Router;

/// Derived from a workspace alone.
#[derive(Debug)]
pub(crate) struct Chart {
    /// The groups that list an agent, with position and weight, ascending.
    listed: Box<[Vec<Membership>]>,
    /// The groups that every agent is in.
    of_everyone: Vec<u32>,
    /// The groups whose fallback a group is.
    fall_back_to: Box<[Vec<u32>]>,
    /// The groups that keep a schedule.
    of_schedule: Box<[Vec<u32>]>,
    /// Whether a group passes to another while it is busy.
    pub(crate) overflows: bool,
}

#[derive(Clone, Copy, Debug)]
struct Membership {
    group: u32,
    position: u32,
    weight: u32,
}

/// An agent's place in a team, and the weight there.
pub(crate) type Stand = (u32, u32);

/// How agents are told through a team (rule D10).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    pub(crate) strategy: Strategy,
    pub(crate) offer_seconds: Option<u32>,
    pub(crate) max_notices: u32,
    pub(crate) sticky: bool,
    pub(crate) retry_seconds: u32,
    pub(crate) reassign: Reassign,
}

impl Manner {
    /// That of a group; of the workspace without one.
    pub(crate) fn of(group: Option<&Group>) -> Self {
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

impl Chart {
    pub(crate) fn new(router: &Router) -> Self {
        let workspace = router.workspace();
        let groups = workspace.groups();
        let mut listed = vec![Vec::new(); workspace.agents().len()];
        let mut of_everyone = Vec::new();
        let mut fall_back_to = vec![Vec::new(); groups.len()];
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
            let fallback = checked.fallback().and_then(|n| fall_back_to.get_mut(n as usize));
            fallback.into_iter().for_each(|list| list.push(place));
            let schedule = checked.schedule().and_then(|n| of_schedule.get_mut(n as usize));
            schedule.into_iter().for_each(|list| list.push(place));
        }
        Self {
            listed: listed.into(),
            of_everyone,
            fall_back_to: fall_back_to.into(),
            of_schedule: of_schedule.into(),
            overflows: groups.iter().any(|group| group.overflow),
        }
    }

    /// The teams of an agent, and where the agent stands in each.
    pub(crate) fn teams(&self, agent: u32) -> impl Iterator<Item = (Team, Stand)> {
        let listed = self.listed.get(agent as usize);
        let everywhere = if listed.is_some() { self.of_everyone.as_slice() } else { &[] };
        let listed_in = listed.into_iter().flatten();
        listed_in
            .map(|m| (Team::Group(m.group), (m.position, m.weight)))
            .chain(everywhere.iter().map(move |group| (Team::Group(*group), (agent, 1))))
            .chain(listed.map(|_| (Team::Workspace, (agent, 1))))
    }

    /// Where an agent stands in a team; nothing for one who is not in it.
    pub(crate) fn stand(&self, agent: u32, team: Team) -> Option<Stand> {
        let listed = self.listed.get(agent as usize)?;
        let Team::Group(group) = team else {
            return Some((agent, 1));
        };
        if let Ok(place) = listed.binary_search_by_key(&group, |m| m.group) {
            return listed.get(place).map(|m| (m.position, m.weight));
        }
        self.of_everyone.binary_search(&group).is_ok().then_some((agent, 1))
    }

    /// A group and all that fall back to it, near or far.
    pub(crate) fn served_by(&self, group: u32) -> Vec<u32> {
        let mut found = vec![group];
        let mut next = 0;
        while let Some(group) = found.get(next).copied() {
            found.extend(self.fall_back_to.get(group as usize).into_iter().flatten());
            next += 1;
        }
        found
    }

    /// The groups that keep a schedule.
    pub(crate) fn of_schedule(&self, schedule: u32) -> &[u32] {
        self.of_schedule.get(schedule as usize).map_or(&[], Vec::as_slice)
    }
}
