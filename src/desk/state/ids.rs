//! Ids and indices of agents and groups, including those that the workspace no longer has.
//!
//! When a workspace is replaced, an agent or a group may disappear while a conversation, an offer or a request still
//! names it. Its index then comes after the last index of the workspace, in the order in which it was met.

use crate::desk::state::State;
use crate::desk::state::rows::{AgentRow, ServingTeam};
use crate::id::{AgentId, GroupId};
use crate::ix::{AgentIx, GroupIx, Ix};

impl State {
    /// Returns the index of an agent, even if the workspace no longer has the agent.
    pub(crate) fn agent(&self, id: &AgentId) -> Option<AgentIx> {
        self.current_agent(id).or_else(|| {
            // Removed agents are numbered after those of the workspace, so one comparison distinguishes them
            // (`has_agent`).
            let position = self.removed.agents.find(id)?;
            Some(AgentIx::from_usize(self.router.roster().agent_count() + position))
        })
    }

    /// Returns the index of an agent that the workspace has.
    pub(crate) fn current_agent(&self, id: &AgentId) -> Option<AgentIx> {
        self.router.roster().agent(id.as_str())
    }

    /// Returns the id of an agent, even if the workspace no longer has the agent. Every index in a table has an id
    /// (invariant V2); an index without one would get an empty id, which no document can have.
    pub(crate) fn agent_id(&self, agent: AgentIx) -> AgentId {
        let roster = self.router.roster();
        let removed = || {
            let position = agent.index().checked_sub(roster.agent_count())?;
            self.removed.agents.list.get(position).map(AgentId::as_str)
        };
        let id = roster.agent_id(agent).or_else(removed);
        debug_assert!(id.is_some(), "{agent:?} has an id");
        id.unwrap_or_default().into()
    }

    /// Returns `true` if the workspace has the agent.
    pub(crate) fn has_agent(&self, agent: AgentIx) -> bool {
        agent.index() < self.router.roster().agent_count()
    }

    /// Returns `true` if the workspace has the group.
    pub(crate) fn has_group(&self, group: GroupIx) -> bool {
        group.index() < self.router.roster().group_count()
    }

    /// Returns the index of a group, even if the workspace no longer has the group.
    pub(crate) fn group(&self, id: &GroupId) -> Option<GroupIx> {
        self.router.roster().group(id.as_str()).or_else(|| {
            let position = self.removed.groups.find(id)?;
            Some(GroupIx::from_usize(self.router.roster().group_count() + position))
        })
    }

    /// Returns the id of a group, even if the workspace no longer has the group. An index without an id is treated as
    /// in [`agent_id`](Self::agent_id).
    pub(crate) fn group_id(&self, group: GroupIx) -> GroupId {
        let groups = self.router.workspace().groups();
        let removed = || {
            let position = group.index().checked_sub(groups.len())?;
            self.removed.groups.list.get(position)
        };
        let id = group.get(groups).map(|group| &group.id).or_else(removed);
        debug_assert!(id.is_some(), "{group:?} has an id");
        id.cloned().unwrap_or_else(|| "".into())
    }

    /// Returns the group of a team; `None` for the workspace.
    pub(crate) fn team_id(&self, team: ServingTeam) -> Option<GroupId> {
        team.group().map(|group| self.group_id(group))
    }

    /// Returns the team that an event names.
    pub(crate) fn team(&self, id: Option<&GroupId>) -> Option<ServingTeam> {
        match id {
            None => Some(ServingTeam::Workspace),
            Some(id) => self.group(id).map(ServingTeam::Group),
        }
    }

    /// Returns `true` if the workspace has the team. It always has the team of all agents.
    pub(super) fn has_team(&self, team: ServingTeam) -> bool {
        team.group().is_none_or(|group| self.has_group(group))
    }

    /// Returns `true` if the workspace has the group and the group is enabled.
    pub(crate) fn is_enabled(&self, group: GroupIx) -> bool {
        self.router.workspace().group_at(group).is_some_and(|group| group.enabled)
    }

    /// Returns the index of an agent. An agent that the workspace does not have is added as removed.
    pub(super) fn agent_or_removed(&mut self, id: &AgentId) -> AgentIx {
        self.agent(id).unwrap_or_else(|| {
            let position = self.removed.agents.push(id);
            // Each index has a row, also one of a removed agent. The new index is the next one, so the row is the next
            // one, too.
            self.agents.push(AgentRow::NEW);
            AgentIx::from_usize(self.router.roster().agent_count() + position)
        })
    }

    /// Returns the index of a group. A group that the workspace does not have is added as removed.
    pub(super) fn group_or_removed(&mut self, id: &GroupId) -> GroupIx {
        self.group(id).unwrap_or_else(|| {
            let position = self.removed.groups.push(id);
            GroupIx::from_usize(self.router.roster().group_count() + position)
        })
    }
}
