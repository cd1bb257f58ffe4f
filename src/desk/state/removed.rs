//! Ids and places: those of the workspace, and of agents and groups that it no longer has while
//! something of theirs is open.

use std::collections::BTreeMap;

use crate::desk::state::State;
use crate::desk::state::rows::ServingTeam;
use crate::id::{AgentId, GroupId};

/// Agents and groups that the workspace no longer has; their places follow those that it has.
#[derive(Clone, Debug, Default)]
pub(super) struct Removed {
    agents: RemovedIds<AgentId>,
    groups: RemovedIds<GroupId>,
}

/// Ids in the order in which they came, found in logarithmic time.
#[derive(Clone, Debug)]
struct RemovedIds<T> {
    listed: Vec<T>,
    places: BTreeMap<T, usize>,
}

impl<T: Ord + Clone> RemovedIds<T> {
    fn find(&self, id: &T) -> Option<usize> {
        self.places.get(id).copied()
    }

    fn push(&mut self, id: &T) {
        self.places.insert(id.clone(), self.listed.len());
        self.listed.push(id.clone());
    }
}

impl Removed {
    /// Whether their ids are such as a workspace can have had.
    pub(super) fn are_well_formed(&self) -> bool {
        self.agents.listed.iter().all(AgentId::is_well_formed)
            && self.groups.listed.iter().all(GroupId::is_well_formed)
    }
}

impl<T> Default for RemovedIds<T> {
    fn default() -> Self {
        Self { listed: Vec::new(), places: BTreeMap::new() }
    }
}

impl State {
    /// The place of an agent, also of one who is gone.
    pub(crate) fn agent(&self, id: &AgentId) -> Option<u32> {
        self.living_agent(id).or_else(|| {
            let ghost = self.removed.agents.find(id)?;
            u32::try_from(self.router.roster().agent_count() + ghost).ok()
        })
    }

    /// The place of an agent of the workspace.
    pub(crate) fn living_agent(&self, id: &AgentId) -> Option<u32> {
        self.router.roster().agent(id.as_str())
    }

    pub(crate) fn agent_id(&self, agent: u32) -> AgentId {
        let roster = self.router.roster();
        let ghost = || {
            let ghost = (agent as usize).checked_sub(roster.agent_count())?;
            self.removed.agents.listed.get(ghost).map(AgentId::as_str)
        };
        roster.agent_id(agent).or_else(ghost).unwrap_or_default().into()
    }

    /// Whether the workspace has the agent.
    pub(crate) fn has_agent(&self, agent: u32) -> bool {
        (agent as usize) < self.router.roster().agent_count()
    }

    /// Whether the workspace has the group.
    pub(crate) fn has_group(&self, group: u32) -> bool {
        (group as usize) < self.router.roster().group_count()
    }

    /// The place of a group, also of one that is gone.
    pub(crate) fn group(&self, id: &GroupId) -> Option<u32> {
        self.router.roster().group(id.as_str()).or_else(|| {
            let ghost = self.removed.groups.find(id)?;
            u32::try_from(self.router.roster().group_count() + ghost).ok()
        })
    }

    pub(crate) fn group_id(&self, group: u32) -> GroupId {
        let groups = self.router.workspace().groups();
        let ghost = || {
            let ghost = (group as usize).checked_sub(groups.len())?;
            self.removed.groups.listed.get(ghost)
        };
        let id = groups.get(group as usize).map(|group| &group.id);
        id.or_else(ghost).cloned().unwrap_or_else(|| "".into())
    }

    pub(crate) fn team_id(&self, team: ServingTeam) -> Option<GroupId> {
        team.group().map(|group| self.group_id(group))
    }

    /// The team that an event names.
    pub(crate) fn team(&self, id: Option<&GroupId>) -> Option<ServingTeam> {
        match id {
            None => Some(ServingTeam::Workspace),
            Some(id) => self.group(id).map(ServingTeam::Group),
        }
    }

    /// Whether a group is there; that of all agents always is.
    pub(super) fn is_there(&self, team: ServingTeam) -> bool {
        team.group().is_none_or(|group| self.router.workspace().group_at(group).is_some())
    }

    /// Whether a group is there and enabled.
    pub(crate) fn is_enabled(&self, group: u32) -> bool {
        self.router.workspace().group_at(group).is_some_and(|group| group.enabled)
    }

    /// The place of an agent, made up for one whom the workspace does not have.
    pub(super) fn agent_or_ghost(&mut self, id: &AgentId) -> u32 {
        self.agent(id).unwrap_or_else(|| {
            self.removed.agents.push(id);
            self.agents.push(super::rows::AgentRow::NEW);
            self.agent(id).unwrap_or(u32::MAX)
        })
    }

    /// The place of a group, made up for one that the workspace does not have.
    pub(super) fn group_or_ghost(&mut self, id: &GroupId) -> u32 {
        self.group(id).unwrap_or_else(|| {
            self.removed.groups.push(id);
            self.group(id).unwrap_or(u32::MAX)
        })
    }
}
