//! The moment of a decision: a workspace, who is present, the instant. The one function that says
//! how a group stands is here.

use std::sync::Arc;

use crate::group::Group;
use crate::presence::{Counts, Eligible, Presence};
use crate::roster::{EVERYBODY, Roster, list_of_group};
use crate::status::GroupStatus;
use crate::time::Timestamp;
use crate::workspace::Workspace;

/// All that decisions depend on besides the visitor.
#[derive(Clone, Copy)]
pub(crate) struct RoutingContext<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) roster: &'a Arc<Roster>,
    pub(crate) presence: &'a Presence,
    pub(crate) at: Option<Timestamp>,
    /// How the workspace stands, where groups of everyone are asked for it: found once, however many
    /// such groups there are.
    everyone: Option<GroupStatus>,
}

impl<'a> RoutingContext<'a> {
    pub(crate) fn new(
        workspace: &'a Workspace,
        roster: &'a Arc<Roster>,
        presence: &'a Presence,
        at: Option<Timestamp>,
    ) -> Self {
        let everyone =
            roster.has_group_of_everyone().then(|| presence.status(roster, EVERYBODY, at));
        Self { workspace, roster, presence, at, everyone }
    }

    /// How a group stands ([rule A1](crate::_rules#a1)): the picker, conditions, the router and fallback all ask here.
    pub(crate) fn group_status(&self, group: u32) -> GroupStatus {
        let Some(checked) = self.workspace.checked_group(group) else {
            return GroupStatus::Offline;
        };
        if checked.schedule().is_some_and(|schedule| !self.is_open(schedule)) {
            return GroupStatus::Closed;
        }
        self.presence_status(if checked.has_all_agents { EVERYBODY } else { list_of_group(group) })
    }

    /// Whether anybody of the workspace is online.
    pub(crate) fn has_staff(&self) -> bool {
        self.presence_status(EVERYBODY).serves()
    }

    /// How the agents of a row stand by who is present.
    #[inline]
    fn presence_status(&self, row: u32) -> GroupStatus {
        match self.everyone {
            Some(everyone) if row == EVERYBODY => everyone,
            _ => self.presence.status(self.roster, row, self.at),
        }
    }

    /// How many of a group are online and have room.
    pub(crate) fn count(&self, group: u32) -> Counts {
        self.presence.count(self.roster, Some(group), self.at)
    }

    /// The members of a group, or the agents of the workspace, who are online and have room.
    pub(crate) fn eligible(&self, group: Option<u32>) -> Eligible<'a> {
        self.presence.eligible(self.roster, self.roster.list_index(group), self.at)
    }

    /// What an agent has in hand.
    pub(crate) fn load(&self, agent: u32) -> u32 {
        self.presence.load(self.roster, agent)
    }

    /// Whether a group's schedule is open; nothing where it has none.
    pub(crate) fn group_is_open(&self, group: u32) -> Option<bool> {
        let schedule = self.workspace.checked_group(group)?.schedule()?;
        Some(self.is_open(schedule))
    }

    /// Whether a schedule is open; without an instant it is closed ([rule A6](crate::_rules#a6)).
    pub(crate) fn is_open(&self, schedule: u32) -> bool {
        self.at.is_some_and(|at| {
            self.workspace.hours_at(schedule).is_some_and(|hours| hours.is_open(at))
        })
    }

    /// The group at a place of the workspace.
    pub(crate) fn group(&self, place: u32) -> Option<&'a Group> {
        self.workspace.group_at(place)
    }

    /// Whether a group can serve a visitor who is sent to it.
    pub(crate) fn is_enabled(&self, group: u32) -> bool {
        self.workspace.checked_group(group).is_some_and(|group| group.enabled)
    }

    /// Whether a group passes to its fallbacks while it is busy.
    pub(crate) fn overflows(&self, group: u32) -> bool {
        self.workspace.checked_group(group).is_some_and(|group| group.overflow)
    }

    /// A group's fallback.
    pub(crate) fn fallback(&self, group: u32) -> Option<u32> {
        self.workspace.checked_group(group)?.fallback()
    }
}
