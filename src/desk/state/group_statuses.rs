//! Who serves each group now (rules [A1](crate::_rules#a1), [A2](crate::_rules#a2)), kept up to date as agents and
//! schedules change.

use std::sync::Arc;

use crate::desk::state::State;
use crate::desk::state::forest::Marks;
use crate::desk::state::membership::MembershipIndex;
use crate::desk::state::rows::{RequestTarget, ServingTeam};
use crate::workspace::CheckedGroup;

/// Which groups serve, and who serves each group.
///
/// # Invariants
///
/// 1. A group is marked in `serving` if it is enabled and open and one of its agents is online, and in
///    `available` if one of them has room besides. A group of all agents is marked there also while
///    nobody has room: all of them would change together, and mostly for nothing. Where no group
///    overflows, nothing is marked in `available`.
/// 2. The members of `serving` are all groups. Those of `available` are the groups that overflow, serve
///    and are not available.
/// 3. A group is served by the group nearest in `serving`; where that one is a member of `available`, by
///    the group that is nearest to it there, if there is one and somebody has room.
#[derive(Clone, Debug)]
pub(crate) struct GroupStatuses {
    serving: Marks,
    available: Marks,
    servers: Vec<Option<u32>>,
}

impl GroupStatuses {
    /// Nobody is online.
    pub(super) fn new(chart: &MembershipIndex, groups: usize) -> Self {
        let mut serving = Marks::default();
        for group in (0..).take(groups) {
            serving.set_member(&chart.forest, group, true);
        }
        Self { serving, available: Marks::default(), servers: vec![None; groups] }
    }

    /// Who serves a group.
    pub(super) fn server(&self, group: u32) -> Option<u32> {
        self.servers.get(group as usize).copied().flatten()
    }
}

/// How a group stands by itself.
#[derive(Clone, Copy)]
struct StatusEntry {
    group: u32,
    serves: bool,
    is_available: bool,
}

impl State {
    /// Who answers for what a call asks, now ([rule A2](crate::_rules#a2)); nobody where no group can serve.
    pub(crate) fn serving(&self, home: RequestTarget) -> Option<ServingTeam> {
        match home {
            RequestTarget::Chosen(ServingTeam::Workspace) => {
                let count = self.presence.count(self.router.roster(), None, Some(self.now));
                (count.online > 0).then_some(ServingTeam::Workspace)
            }
            RequestTarget::Chosen(ServingTeam::Group(chosen)) => {
                self.group_statuses.server(chosen).map(ServingTeam::Group)
            }
            RequestTarget::Invited(group) => {
                self.serves(group).then_some(ServingTeam::Group(group))
            }
        }
    }

    /// Whether a group by itself can serve now.
    pub(crate) fn serves(&self, group: u32) -> bool {
        self.group_statuses.serving.contains(&self.membership.forest, group)
    }

    fn standing(&self, group: u32) -> StatusEntry {
        self.steps.count();
        let workspace = self.router.workspace();
        let schedule = workspace.checked_group(group).and_then(CheckedGroup::schedule);
        let door = |schedule: u32| self.schedules.get(schedule as usize);
        let is_open = schedule.and_then(door).is_none_or(|door| door.is_open);
        let can_serve = is_open && self.is_enabled(group);
        let count = self.presence.count(self.router.roster(), Some(group), Some(self.now));
        StatusEntry {
            group,
            serves: can_serve && count.online > 0,
            is_available: can_serve
                && self.membership.overflows
                && match self.membership.has_everyone(ServingTeam::Group(group)) {
                    true => count.online > 0,
                    false => count.with_room > 0,
                },
        }
    }

    /// Looks at groups that may stand otherwise than before, and notes who is served by another group
    /// for it. Each group costs logarithmic time, and so does each one that another group serves now.
    pub(super) fn stand_anew(&mut self, groups: impl IntoIterator<Item = u32>) {
        let chart = Arc::clone(&self.membership);
        let forest = &chart.forest;
        let mut standings: Vec<StatusEntry> =
            groups.into_iter().map(|group| self.standing(group)).collect();
        standings.sort_by_key(|standing| forest.span(standing.group).start);
        // Marks go from the roots on and come from the leaves on: so a group down a chain is moved to
        // another mark once, not at each mark of the chain.
        let ordered = |is: fn(&StatusEntry) -> bool| {
            let (marked, unmarked): (Vec<&StatusEntry>, Vec<&StatusEntry>) =
                standings.iter().partition(|standing| is(standing));
            unmarked.into_iter().chain(marked.into_iter().rev()).map(move |s| (s.group, is(s)))
        };
        let mut moved: Vec<u32> = Vec::new();
        for (group, serves) in ordered(|standing| standing.serves) {
            if self.serves(group) != serves {
                moved.extend(self.group_statuses.serving.set(forest, group, serves));
                self.pass_own_queues(group, serves);
            }
        }
        if chart.overflows {
            let mut passing: Vec<u32> = Vec::new();
            for (group, is_available) in ordered(|standing| standing.is_available) {
                passing.extend(self.group_statuses.available.set(forest, group, is_available));
            }
            for standing in &standings {
                let group = self.router.workspace().group_at(standing.group);
                let overflows = group.is_some_and(|group| group.overflow);
                let passes_on = overflows && standing.serves && !standing.is_available;
                self.group_statuses.available.set_member(forest, standing.group, passes_on);
                passing.extend(overflows.then_some(standing.group));
            }
            for group in passing {
                moved.extend(self.group_statuses.serving.members(group));
            }
        }
        for group in moved {
            self.note_server(group);
        }
    }

    /// Somebody has room who did not have it before, or nobody any more: groups pass on to groups of all
    /// agents, or do not. Then no other groups are available.
    pub(super) fn pass_to_everyone(&mut self) {
        let chart = Arc::clone(&self.membership);
        let mut passing = self.group_statuses.available.members_below();
        passing.retain(|(marked, _)| chart.has_everyone(ServingTeam::Group(*marked)));
        for (_, group) in passing {
            for served in self.group_statuses.serving.members(group) {
                self.note_server(served);
            }
        }
    }

    /// Whether anybody has room.
    fn has_anyone_room(&self) -> bool {
        self.presence.count(self.router.roster(), None, Some(self.now)).with_room > 0
    }

    fn note_server(&mut self, group: u32) {
        self.steps.count();
        let first = self.group_statuses.serving.nearest(group);
        // Nobody is nearest in `available` to who is no member there.
        let passed_to = first.and_then(|first| self.group_statuses.available.nearest(first));
        let server = passed_to.filter(|_| self.has_anyone_room()).or(first);
        let before = self.group_statuses.server(group);
        if before != server {
            if let Some(place) = self.group_statuses.servers.get_mut(group as usize) {
                *place = server;
            }
            let home = RequestTarget::Chosen(ServingTeam::Group(group));
            self.move_queue(home, before.map(ServingTeam::Group), server.map(ServingTeam::Group));
            self.worklist.targets.insert(home);
        }
    }
}
