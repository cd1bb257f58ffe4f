//! The context of a decision: a workspace, a presence and an instant. This is the only place that computes the
//! status of a group.

use std::sync::Arc;

use crate::group::Group;
use crate::ix::{AgentIx, GroupIx, ListIx, ScheduleIx};
use crate::presence::{Counts, Eligible, Presence};
use crate::roster::{EVERYBODY, Roster, list_of_group};
use crate::status::GroupStatus;
use crate::time::Timestamp;
use crate::workspace::Workspace;

/// What a decision depends on besides the visitor.
#[derive(Clone, Copy)]
pub(crate) struct RoutingContext<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) roster: &'a Arc<Roster>,
    pub(crate) presence: &'a Presence,
    pub(crate) at: Option<Timestamp>,
    /// The status of all agents of the workspace together, if any group has all agents. It is computed once for all
    /// of these groups.
    everyone: Option<GroupStatus>,
}

impl<'a> RoutingContext<'a> {
    pub(crate) fn new(
        workspace: &'a Workspace,
        roster: &'a Arc<Roster>,
        presence: &'a Presence,
        at: Option<Timestamp>,
    ) -> Self {
        // Computed for each context, so only if a group needs it.
        let everyone =
            roster.has_group_of_everyone().then(|| presence.status(roster, EVERYBODY, at));
        Self { workspace, roster, presence, at, everyone }
    }

    /// Returns the status of a group ([rule A1](crate::_rules#a1)). The picker, conditions, the router and fallbacks
    /// all use this function.
    pub(crate) fn group_status(&self, group: GroupIx) -> GroupStatus {
        // A group of another workspace breaks an invariant, and counts as offline.
        let Some(checked) = self.workspace.checked_group(group) else {
            return GroupStatus::Offline;
        };
        // The schedule comes first: a closed group is closed whoever is online (rule A1).
        if checked.schedule().is_some_and(|schedule| !self.is_open(schedule)) {
            return GroupStatus::Closed;
        }
        self.presence_status(if checked.has_all_agents { EVERYBODY } else { list_of_group(group) })
    }

    /// Returns `true` if any agent of the workspace is online.
    pub(crate) fn has_staff(&self) -> bool {
        self.presence_status(EVERYBODY).serves()
    }

    /// Returns the status of a member list by the presence alone, without schedules.
    #[inline]
    fn presence_status(&self, list: ListIx) -> GroupStatus {
        match self.everyone {
            // `None` means that no group has all agents. Then only `staff` asks for this list.
            Some(everyone) if list == EVERYBODY => everyone,
            _ => self.presence.status(self.roster, list, self.at),
        }
    }

    /// Returns how many members of a group are online, and how many of them have room.
    pub(crate) fn count(&self, group: GroupIx) -> Counts {
        self.presence.count(self.roster, Some(group), self.at)
    }

    /// Returns the members of a group, or the agents of the workspace, who are online and have room.
    pub(crate) fn eligible(&self, group: Option<GroupIx>) -> Eligible<'a> {
        self.presence.eligible(self.roster, self.roster.list_index(group), self.at)
    }

    /// Returns the load of an agent.
    pub(crate) fn load(&self, agent: AgentIx) -> u32 {
        self.presence.load(self.roster, agent)
    }

    /// Returns whether the schedule of a group is open; `None` if the group has none.
    pub(crate) fn group_is_open(&self, group: GroupIx) -> Option<bool> {
        let schedule = self.workspace.checked_group(group)?.schedule()?;
        Some(self.is_open(schedule))
    }

    /// Returns `true` if a schedule is open. Without an instant it is closed ([rule A6](crate::_rules#a6)).
    pub(crate) fn is_open(&self, schedule: ScheduleIx) -> bool {
        self.at.is_some_and(|at| {
            // A schedule of another workspace breaks an invariant, and counts as closed.
            self.workspace.hours_at(schedule).is_some_and(|hours| hours.is_open(at))
        })
    }

    /// Returns the group with an index.
    pub(crate) fn group(&self, group: GroupIx) -> Option<&'a Group> {
        self.workspace.group_at(group)
    }

    /// Returns `true` if a group is enabled.
    pub(crate) fn is_enabled(&self, group: GroupIx) -> bool {
        self.workspace.checked_group(group).is_some_and(|group| group.enabled)
    }

    /// Returns `true` if a group passes visitors to its fallbacks while it is busy.
    pub(crate) fn overflows(&self, group: GroupIx) -> bool {
        self.workspace.checked_group(group).is_some_and(|group| group.overflow)
    }

    /// Returns the fallback of a group.
    pub(crate) fn fallback(&self, group: GroupIx) -> Option<GroupIx> {
        self.workspace.checked_group(group)?.fallback()
    }
}
