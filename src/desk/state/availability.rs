//! Finds the group that serves each group (rules [A1](crate::_rules#a1), [A2](crate::_rules#a2)), and updates this
//! when agents and schedules change.
//!
//! # Idea
//!
//! [Rule A2](crate::_rules#a2) walks up the chain of fallbacks to the first group that can serve. Here the groups that
//! can serve are marked in the [forest of fallbacks](super::fallback_forest), which finds the nearest mark in
//! logarithmic time. A second set of marks does this for groups that pass visitors on while they are busy.
//!
//! # Drawback
//!
//! A change of one group costs logarithmic time for each group whose server changes. If all members of a chain lose
//! their server at once, all of them are updated.

use std::sync::Arc;

use crate::desk::state::State;
use crate::desk::state::rows::{RequestTarget, ServingTeam};
use crate::ix::{GroupIx, Ix};
use crate::workspace::CheckedGroup;

/// The state of a group by itself, without its fallbacks.
#[derive(Clone, Copy)]
struct Availability {
    group: GroupIx,
    can_serve: bool,
    is_available: bool,
}

impl State {
    /// Returns the team that serves a target now ([rule A2](crate::_rules#a2)); `None` if no group can serve it.
    pub(crate) fn serving(&self, target: RequestTarget) -> Option<ServingTeam> {
        match target {
            RequestTarget::Chosen(ServingTeam::Workspace) => {
                let count = self.presence.count(self.router.roster(), None, Some(self.now));
                // The workspace as a team has no schedule and cannot be disabled, so one online agent is enough.
                (count.online > 0).then_some(ServingTeam::Workspace)
            }
            RequestTarget::Chosen(ServingTeam::Group(chosen)) => {
                self.serving_groups.server(chosen).map(ServingTeam::Group)
            }
            RequestTarget::Invited(group) => {
                self.serves(group).then_some(ServingTeam::Group(group))
            }
        }
    }

    /// Returns `true` if a group can serve now, without its fallbacks.
    pub(crate) fn serves(&self, group: GroupIx) -> bool {
        self.serving_groups.serving.contains(&self.membership.forest, group)
    }

    /// Returns the present availability of a group.
    fn availability(&self, group: GroupIx) -> Availability {
        self.work.count();
        let workspace = self.router.workspace();
        let schedule = workspace.checked_group(group).and_then(CheckedGroup::schedule);
        let is_open = schedule.is_none_or(|schedule| self.is_schedule_open(schedule));
        let may_serve = is_open && self.is_enabled(group);
        let count = self.presence.count(self.router.roster(), Some(group), Some(self.now));
        Availability {
            group,
            can_serve: may_serve && count.online > 0,
            is_available: may_serve
                // Without overflow no group asks for these marks, so they are not kept (invariant 1).
                && self.membership.overflows
                && match self.membership.has_all_agents(ServingTeam::Group(group)) {
                    true => count.online > 0,
                    false => count.with_room > 0,
                },
        }
    }

    /// Updates the marks of groups whose agents or schedule have changed, and notes which groups another group serves
    /// now. Costs logarithmic time for each of both.
    pub(super) fn update_availability(&mut self, groups: impl IntoIterator<Item = GroupIx>) {
        let membership = Arc::clone(&self.membership);
        let forest = &membership.forest;
        let mut changed: Vec<Availability> =
            groups.into_iter().map(|group| self.availability(group)).collect();
        changed.sort_by_key(|availability| forest.span(availability.group).start);
        // Marks are removed from the roots on and set from the leaves on. So a group at the end of a chain moves to
        // another mark once, instead of once for each mark of the chain.
        let ordered = |is: fn(&Availability) -> bool| {
            let (marked, unmarked): (Vec<&Availability>, Vec<&Availability>) =
                changed.iter().partition(|availability| is(availability));
            unmarked.into_iter().chain(marked.into_iter().rev()).map(move |s| (s.group, is(s)))
        };
        let mut moved: Vec<GroupIx> = Vec::new();
        for (group, can_serve) in ordered(|availability| availability.can_serve) {
            // A group whose state stays has no effect on others, so its chain is not visited.
            if self.serves(group) != can_serve {
                moved.extend(self.serving_groups.serving.set(forest, group, can_serve));
                self.update_own_queues(group, can_serve);
            }
        }
        if membership.overflows {
            let mut passing: Vec<GroupIx> = Vec::new();
            for (group, is_available) in ordered(|availability| availability.is_available) {
                passing.extend(self.serving_groups.available.set(forest, group, is_available));
            }
            // A group that overflows and is busy must be a member of `available` (invariant 2). It may also have ceased
            // to be one.
            for availability in &changed {
                let index = availability.group;
                let group = self.router.workspace().group_at(index);
                let overflows = group.is_some_and(|group| group.overflow);
                let passes_on = overflows && availability.can_serve && !availability.is_available;
                self.serving_groups.available.set_member(forest, index, passes_on);
                passing.extend(overflows.then_some(index));
            }
            for group in passing {
                // The server of each group that is served by this one may change with it (invariant 3).
                moved.extend(self.serving_groups.serving.members(group));
            }
        }
        // A group may be listed twice. The second update finds its server unchanged and does nothing.
        for group in moved {
            self.update_server(group);
        }
    }

    /// Updates the groups that pass visitors on to a group of all agents, after the first agent has got room or the
    /// last one has lost it. While nobody has room, no other groups are available.
    pub(super) fn update_overflow(&mut self) {
        let membership = Arc::clone(&self.membership);
        let mut passing = self.serving_groups.available.all_members();
        // A group that lists its agents needs no update here, because it loses its own mark with their room.
        passing.retain(|(marked, _)| membership.has_all_agents(ServingTeam::Group(*marked)));
        for (_, group) in passing {
            for served in self.serving_groups.serving.members(group) {
                self.update_server(served);
            }
        }
    }

    /// Returns `true` if any agent of the workspace has room.
    fn has_any_agent_room(&self) -> bool {
        self.presence.count(self.router.roster(), None, Some(self.now)).with_room > 0
    }

    /// Returns the group that serves a group by the marks (invariant 3).
    fn marked_server(&self, group: GroupIx) -> Option<GroupIx> {
        let first = self.serving_groups.serving.nearest(group);
        // Only members of `available` have a nearest group there.
        let passed_to = first.and_then(|first| self.serving_groups.available.nearest(first));
        passed_to.filter(|_| self.has_any_agent_room()).or(first)
    }

    /// Updates the server of a group and moves its requests to the queue of the new server.
    fn update_server(&mut self, group: GroupIx) {
        self.work.count();
        let server = self.marked_server(group);
        let before = self.serving_groups.server(group);
        if before != server {
            if let Some(entry) = group.get_mut(&mut self.serving_groups.servers) {
                *entry = server;
            }
            let target = RequestTarget::Chosen(ServingTeam::Group(group));
            self.move_queue(target, before.map(ServingTeam::Group), server.map(ServingTeam::Group));
            self.worklist.targets.insert(target);
        }
    }
}
