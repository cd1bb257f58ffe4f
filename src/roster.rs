//! Ids to dense places, and who is in what group: shared by a router and its presences.

use std::sync::Arc;

use foldhash::fast::FixedState;
use indexmap::IndexSet;

use crate::agent::Agent;
use crate::id::{AgentId, GroupId};
use crate::workspace::Workspace;

/// The agents and memberships of a workspace.
#[derive(Clone, Debug)]
pub(crate) struct Roster {
    agents: IndexSet<AgentId, FixedState>,
    /// The most conversations of each agent.
    limits: Box<[Option<u32>]>,
    groups: IndexSet<GroupId, FixedState>,
    /// The listed members of each group, in member order; none stands for every agent.
    members: Box<[Option<Box<[u32]>>]>,
    /// Whether one of them is of every agent.
    group_of_everyone: bool,
    /// The listed groups of each agent.
    groups_of: Box<[Box<[u32]>]>,
}

/// Equal where presence means the same: agents, limits and memberships in the same order.
impl PartialEq for Roster {
    fn eq(&self, other: &Self) -> bool {
        self.agents.as_slice() == other.agents.as_slice()
            && self.limits == other.limits
            && self.groups.as_slice() == other.groups.as_slice()
            && self.members == other.members
    }
}

impl Roster {
    pub(crate) fn new(workspace: &Workspace, seed: u64) -> Self {
        let hasher = FixedState::with_seed(seed);
        let mut agents = IndexSet::with_capacity_and_hasher(workspace.agents().len(), hasher);
        agents.extend(workspace.agents().iter().map(|agent| agent.id.clone()));
        let hasher = FixedState::with_seed(seed);
        let mut groups = IndexSet::with_capacity_and_hasher(workspace.groups().len(), hasher);
        groups.extend(workspace.groups().iter().map(|group| group.id.clone()));
        let members: Box<[_]> =
            workspace.checked_groups().iter().map(|group| group.members.clone()).collect();
        let mut groups_of = vec![Vec::new(); agents.len()];
        for (group, members) in (0_u32..).zip(&members) {
            for member in members.iter().flat_map(|members| members.iter()) {
                if let Some(groups) = groups_of.get_mut(*member as usize) {
                    groups.push(group);
                }
            }
        }
        Self {
            limits: workspace
                .agents()
                .iter()
                .map(|agent: &Agent| agent.max_conversations)
                .collect(),
            agents,
            groups,
            group_of_everyone: members.iter().any(Option::is_none),
            members,
            groups_of: groups_of.into_iter().map(Vec::into_boxed_slice).collect(),
        }
    }

    /// This roster, or the one before where presence means the same with it.
    pub(crate) fn or_equal(self, before: &Arc<Self>) -> Arc<Self> {
        if self == **before { Arc::clone(before) } else { Arc::new(self) }
    }

    pub(crate) fn agent(&self, id: &str) -> Option<u32> {
        self.agents.get_index_of(id).and_then(|place| u32::try_from(place).ok())
    }

    pub(crate) fn group(&self, id: &str) -> Option<u32> {
        self.groups.get_index_of(id).and_then(|place| u32::try_from(place).ok())
    }

    pub(crate) fn agent_id(&self, agent: u32) -> Option<&AgentId> {
        self.agents.get_index(agent as usize)
    }

    pub(crate) fn agent_count(&self) -> usize {
        self.agents.len()
    }

    pub(crate) fn group_count(&self) -> usize {
        self.groups.len()
    }

    /// Whether an agent with so many conversations may take another.
    pub(crate) fn has_room(&self, agent: u32, load: u32) -> bool {
        self.limits.get(agent as usize).copied().flatten().is_none_or(|most| load < most)
    }

    /// The members of a group, in member order.
    pub(crate) fn members(&self, group: u32) -> impl Iterator<Item = u32> + Clone {
        let listed = match self.members.get(group as usize) {
            Some(Some(members)) => &**members,
            _ => &[],
        };
        let all = match self.members.get(group as usize) {
            Some(None) => self.agents.len(),
            _ => 0,
        };
        listed.iter().copied().chain((0..).take(all))
    }

    /// Every agent.
    pub(crate) fn agents(&self) -> impl Iterator<Item = u32> {
        (0..).take(self.agents.len())
    }

    /// Whether every agent is in a group.
    pub(crate) fn has_everyone(&self, group: u32) -> bool {
        matches!(self.members.get(group as usize), Some(None))
    }

    /// Whether there is a group that every agent is in.
    pub(crate) fn has_group_of_everyone(&self) -> bool {
        self.group_of_everyone
    }

    /// Whether an agent is listed in a group.
    pub(crate) fn is_listed(&self, agent: u32, group: u32) -> bool {
        self.listed_groups_of(agent).binary_search(&group).is_ok()
    }

    /// The groups that list an agent, ascending.
    pub(crate) fn listed_groups_of(&self, agent: u32) -> &[u32] {
        self.groups_of.get(agent as usize).map_or(&[], |groups| groups)
    }
}
