//! Indices of agents and groups by id, and the members of each group. A router and its presences share one roster.

mod id_table;

use std::sync::Arc;

use foldhash::fast::FixedState;
use indexmap::IndexSet;

use crate::ix::{AgentIx, GroupIx, Ix, ListIx, MemberIx};
use crate::workspace::{Listed, Workspace};

use id_table::IdTable;

/// The agents of a workspace and their memberships in groups.
///
/// It numbers *member lists*: list 0 has every agent in the order of the document, and list n + 1 has the listed
/// members of group n in their order. The list of a group of all agents is empty; list 0 takes its place.
#[derive(Clone, Debug)]
pub(crate) struct Roster {
    agents: IndexSet<Box<str>, FixedState>,
    /// The limit and the first membership of each agent, and a last entry where the memberships end.
    entries: Box<[AgentEntry]>,
    groups: IdTable,
    /// The listed members of each group.
    members: Arc<[Listed]>,
    /// Whether any group has all agents.
    has_group_of_all: bool,
    /// The memberships of each agent in listed groups, agent after agent.
    memberships: Box<[Membership]>,
}

#[derive(Clone, Copy, Debug, Default)]
struct AgentEntry {
    /// The most conversations; `None` for an agent without a limit.
    limit: Option<u32>,
    /// `true` for an automatic agent, who never counts as staff.
    is_automatic: bool,
    /// The position of the agent's first membership.
    first_membership: usize,
}

/// The member list of all agents.
pub(crate) const EVERYBODY: ListIx = ListIx::MIN;

/// Returns the member list of a group that lists its members.
pub(crate) fn list_of_group(group: GroupIx) -> ListIx {
    ListIx::new(group.number().saturating_add(1))
}

/// The position of an agent in a member list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) list: ListIx,
    pub(crate) position: MemberIx,
}

/// The agents of a member list, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum MemberList<'a> {
    /// All agents of the workspace, given their number.
    Everyone(usize),
    Listed(&'a [AgentIx]),
}

/// Two rosters are equal if they have equal agents, limits and memberships in one order. A presence of one can then be
/// used for the other.
impl PartialEq for Roster {
    fn eq(&self, other: &Self) -> bool {
        self.agents.iter().eq(&other.agents)
            && self.limits().eq(other.limits())
            && self.groups == other.groups
            && self.members == other.members
    }
}

impl Roster {
    pub(crate) fn new(workspace: &Workspace, seed: u64) -> Self {
        // Whoever writes a document chooses the ids, so the hash is seeded, too.
        let mut agents = IndexSet::with_hasher(FixedState::with_seed(seed));
        agents.extend(workspace.agents().iter().map(|agent| Box::from(agent.id.as_str())));
        let groups = IdTable::new(workspace.groups().iter().map(|group| group.id.as_str()), seed);
        let members = Arc::clone(workspace.members());
        let limits =
            workspace.agents().iter().map(|agent| (agent.max_conversations, agent.automatic));
        let (first_memberships, memberships) = memberships(&members, agents.len());
        // A last entry without an agent, so the memberships of every agent end where those of
        // the next one start.
        let limits = limits.chain([(None, false)]);
        let entries =
            limits.zip(first_memberships).map(|((limit, is_automatic), first_membership)| {
                AgentEntry { limit, is_automatic, first_membership }
            });
        Self {
            entries: entries.collect(),
            agents,
            groups,
            has_group_of_all: members.iter().any(Option::is_none),
            members,
            memberships,
        }
    }

    /// Returns the earlier roster if it is equal, and this one otherwise.
    pub(crate) fn or_equal(self, before: &Arc<Self>) -> Arc<Self> {
        if self == **before { Arc::clone(before) } else { Arc::new(self) }
    }

    /// Returns the index of an agent.
    pub(crate) fn agent(&self, id: &str) -> Option<AgentIx> {
        self.agents.get_index_of(id).map(AgentIx::from_usize)
    }

    /// Returns the index of a group.
    pub(crate) fn group(&self, id: &str) -> Option<GroupIx> {
        self.groups.find(id).map(GroupIx::new)
    }

    /// Returns the id of an agent; `None` for an index that this roster does not have.
    pub(crate) fn agent_id(&self, agent: AgentIx) -> Option<&str> {
        self.agents.get_index(agent.index()).map(|id| &**id)
    }

    /// Returns the index of an agent of another roster. The index often is the same in both, so it is tried first.
    pub(crate) fn agent_of(&self, other: &Self, agent: AgentIx) -> Option<AgentIx> {
        let id = other.agent_id(agent)?;
        // Comparing one text is cheaper than hashing it.
        if self.agent_id(agent) == Some(id) { Some(agent) } else { self.agent(id) }
    }

    pub(crate) fn agent_count(&self) -> usize {
        self.agents.len()
    }

    pub(crate) fn group_count(&self) -> usize {
        self.groups.len()
    }

    fn limits(&self) -> impl Iterator<Item = (Option<u32>, bool)> {
        self.entries.iter().map(|entry| (entry.limit, entry.is_automatic))
    }

    /// Returns `true` if an agent with a load may take another conversation. An automatic agent never may. An agent
    /// whom this roster does not have has no limit; callers exclude such agents first.
    pub(crate) fn has_room(&self, agent: AgentIx, load: u32) -> bool {
        agent.get(&self.entries).is_none_or(|entry| {
            // With the limit 0 the agent never has room, whatever the load.
            !entry.is_automatic && entry.limit.is_none_or(|limit| load < limit)
        })
    }

    /// Returns `true` if an agent is automatic, so that they never count as staff ([rule A1](crate::_rules#a1)).
    pub(crate) fn is_automatic(&self, agent: AgentIx) -> bool {
        agent.get(&self.entries).is_some_and(|entry| entry.is_automatic)
    }

    /// Returns `true` if every agent is in a group.
    fn has_everyone(&self, group: GroupIx) -> bool {
        matches!(group.get(&self.members), Some(None))
    }

    /// Returns `true` if any group has all agents.
    pub(crate) fn has_group_of_everyone(&self) -> bool {
        self.has_group_of_all
    }

    /// Returns the members of a group in their order.
    pub(crate) fn members(&self, group: GroupIx) -> MemberList<'_> {
        self.member_list(self.list_index(Some(group)))
    }

    /// Returns the member list of a group, or the list of all agents if no group is given.
    pub(crate) fn list_index(&self, group: Option<GroupIx>) -> ListIx {
        // Groups of all agents share list 0. A list of its own for each would make a heartbeat
        // linear in their number.
        group.filter(|group| !self.has_everyone(*group)).map_or(EVERYBODY, list_of_group)
    }

    /// Returns the agents of a member list. The list of a group of all agents is empty.
    pub(crate) fn member_list(&self, list: ListIx) -> MemberList<'_> {
        let Some(group) = list.index().checked_sub(1) else {
            return MemberList::Everyone(self.agents.len());
        };
        match self.members.get(group) {
            Some(Some(members)) => MemberList::Listed(members),
            _ => MemberList::Listed(&[]),
        }
    }

    /// Returns every member list.
    pub(crate) fn member_lists(&self) -> impl Iterator<Item = MemberList<'_>> {
        ListIx::all(1 + self.groups.len()).map(|list| self.member_list(list))
    }

    /// Returns the memberships of an agent in listed groups. The position in list 0 is the index of the agent.
    pub(crate) fn memberships(&self, agent: AgentIx) -> &[Membership] {
        match self.entries.get(agent.index()..) {
            Some([this, next, ..]) => {
                self.memberships.get(this.first_membership..next.first_membership)
            }
            _ => None,
        }
        .unwrap_or_default()
    }
}

/// Returns all memberships, agent after agent, and the position of the first membership of each agent, with a last
/// position where they end. This is a counting sort by agent: count, prefix sums, place.
fn memberships(members: &[Listed], agents: usize) -> (Vec<usize>, Box<[Membership]>) {
    let listed = || {
        GroupIx::all(members.len()).zip(members).flat_map(|(group, members)| {
            let list = list_of_group(group);
            let members = members.iter().flat_map(|members| members.iter());
            let members = (0..).map(MemberIx::new).zip(members);
            members.map(move |(position, agent)| (agent.index(), Membership { list, position }))
        })
    };
    let mut first_memberships = vec![0; agents + 1];
    for (agent, _) in listed() {
        if let Some(count) = first_memberships.get_mut(agent + 1) {
            *count += 1;
        }
    }
    let mut total = 0;
    for first in &mut first_memberships {
        total += *first;
        *first = total;
    }
    let mut memberships = vec![Membership { list: EVERYBODY, position: MemberIx::MIN }; total];
    // The next free entry of each agent. It starts at the first one and moves on as memberships are
    // placed, so they stay in the order of the groups.
    let mut free = first_memberships.clone();
    for (agent, membership) in listed() {
        if let Some(free) = free.get_mut(agent) {
            if let Some(entry) = memberships.get_mut(*free) {
                *entry = membership;
            }
            *free += 1;
        }
    }
    (first_memberships, memberships.into())
}

impl MemberList<'_> {
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Everyone(count) => count,
            Self::Listed(agents) => agents.len(),
        }
    }
}

impl<'a> MemberList<'a> {
    /// Returns the agent at a position.
    #[inline]
    pub(crate) fn get(self, position: MemberIx) -> Option<AgentIx> {
        match self {
            Self::Everyone(count) => {
                (position.index() < count).then_some(AgentIx::new(position.number()))
            }
            Self::Listed(agents) => position.get(agents).copied(),
        }
    }

    /// Returns the agents, in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = AgentIx> + use<'a> {
        (0..).map_while(move |position| self.get(MemberIx::new(position)))
    }
}
