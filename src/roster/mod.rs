//! Ids to dense places, and who is in what group: shared by a router and its presences.

mod id_table;

use std::sync::Arc;

use crate::workspace::{Listed, Workspace};

use id_table::IdTable;

/// The agents and memberships of a workspace.
///
/// It numbers *rows* of agents: row 0 is everybody, in agent order, and each group that lists its
/// members has a row of its own behind it.
#[derive(Clone, Debug)]
pub(crate) struct Roster {
    agents: IdTable,
    /// What presence asks of each agent, and behind the last one where the seats end.
    places: Box<[AgentEntry]>,
    groups: IdTable,
    /// The members of each group.
    members: Arc<[Listed]>,
    /// Whether one of them is of every agent.
    group_of_everyone: bool,
    /// Where each agent is listed, agent after agent.
    seats: Box<[Membership]>,
}

#[derive(Clone, Copy, Debug, Default)]
struct AgentEntry {
    /// The most conversations.
    most: Option<u32>,
    /// The first of the seats.
    first_seat: usize,
}

/// The row of all agents.
pub(crate) const EVERYBODY: u32 = 0;

/// The row of a group that lists its members.
pub(crate) fn list_of_group(group: u32) -> u32 {
    group.saturating_add(1)
}

/// Where an agent stands: in which row, at which position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) row: u32,
    pub(crate) position: u32,
}

/// The agents of a row, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum MemberList<'a> {
    /// All of them, so many.
    Everyone(usize),
    Listed(&'a [u32]),
}

/// Equal where presence means the same: agents, limits and memberships in the same order.
impl PartialEq for Roster {
    fn eq(&self, other: &Self) -> bool {
        self.agents == other.agents
            && self.limits().eq(other.limits())
            && self.groups == other.groups
            && self.members == other.members
    }
}

impl Roster {
    pub(crate) fn new(workspace: &Workspace, seed: u64) -> Self {
        let agents = IdTable::new(workspace.agents().iter().map(|agent| agent.id.as_str()), seed);
        let groups = IdTable::new(workspace.groups().iter().map(|group| group.id.as_str()), seed);
        let members = Arc::clone(workspace.members());
        let limits = workspace.agents().iter().map(|agent| agent.max_conversations);
        let (first_seats, seats) = memberships(&members, agents.len());
        let limits = limits.chain([None]);
        let places =
            limits.zip(first_seats).map(|(most, first_seat)| AgentEntry { most, first_seat });
        Self {
            places: places.collect(),
            agents,
            groups,
            group_of_everyone: members.iter().any(Option::is_none),
            members,
            seats,
        }
    }

    /// This roster, or the one before where presence means the same with it.
    pub(crate) fn or_equal(self, before: &Arc<Self>) -> Arc<Self> {
        if self == **before { Arc::clone(before) } else { Arc::new(self) }
    }

    pub(crate) fn agent(&self, id: &str) -> Option<u32> {
        self.agents.find(id)
    }

    pub(crate) fn group(&self, id: &str) -> Option<u32> {
        self.groups.find(id)
    }

    /// The id of an agent.
    pub(crate) fn agent_id(&self, agent: u32) -> Option<&str> {
        self.agents.get(agent)
    }

    /// The place here of an agent of another roster, which often is the same.
    pub(crate) fn agent_of(&self, other: &Self, agent: u32) -> Option<u32> {
        let id = other.agent_id(agent)?;
        if self.agent_id(agent) == Some(id) { Some(agent) } else { self.agent(id) }
    }

    pub(crate) fn agent_count(&self) -> usize {
        self.agents.len()
    }

    pub(crate) fn group_count(&self) -> usize {
        self.groups.len()
    }

    fn limits(&self) -> impl Iterator<Item = Option<u32>> {
        self.places.iter().map(|place| place.most)
    }

    /// Whether an agent with so many conversations may take another.
    pub(crate) fn has_room(&self, agent: u32, load: u32) -> bool {
        let most = self.places.get(agent as usize).and_then(|place| place.most);
        most.is_none_or(|most| load < most)
    }

    /// Whether every agent is in a group.
    fn has_everyone(&self, group: u32) -> bool {
        matches!(self.members.get(group as usize), Some(None))
    }

    /// Whether there is a group that every agent is in.
    pub(crate) fn has_group_of_everyone(&self) -> bool {
        self.group_of_everyone
    }

    /// The members of a group, in member order.
    pub(crate) fn members(&self, group: u32) -> MemberList<'_> {
        self.member_list(self.list_index(Some(group)))
    }

    /// The row of a group; without one, that of everybody.
    pub(crate) fn list_index(&self, group: Option<u32>) -> u32 {
        group.filter(|group| !self.has_everyone(*group)).map_or(EVERYBODY, list_of_group)
    }

    /// The agents of a row. A group of everyone leaves its own empty, for it is in row 0.
    pub(crate) fn member_list(&self, row: u32) -> MemberList<'_> {
        let Some(group) = row.checked_sub(1) else {
            return MemberList::Everyone(self.agents.len());
        };
        match self.members.get(group as usize) {
            Some(Some(members)) => MemberList::Listed(members),
            _ => MemberList::Listed(&[]),
        }
    }

    /// Every row.
    pub(crate) fn member_lists(&self) -> impl Iterator<Item = MemberList<'_>> {
        (0..).take(1 + self.groups.len()).map(|row| self.member_list(row))
    }

    /// Where an agent is listed; besides, each stands in row 0.
    pub(crate) fn memberships(&self, agent: u32) -> &[Membership] {
        match self.places.get(agent as usize..) {
            Some([this, next, ..]) => self.seats.get(this.first_seat..next.first_seat),
            _ => None,
        }
        .unwrap_or_default()
    }
}

/// The first seat of each agent, and where the last one's end; and all of them, agent after agent.
fn memberships(members: &[Listed], agents: usize) -> (Vec<usize>, Box<[Membership]>) {
    let listed = || {
        (1..).zip(members).flat_map(|(row, members)| {
            let members = (0..).zip(members.iter().flat_map(|members| members.iter()));
            members.map(move |(position, agent)| (*agent as usize, Membership { row, position }))
        })
    };
    let mut first_seats = vec![0; agents + 1];
    for (agent, _) in listed() {
        if let Some(count) = first_seats.get_mut(agent + 1) {
            *count += 1;
        }
    }
    let mut total = 0;
    for first in &mut first_seats {
        total += *first;
        *first = total;
    }
    let mut seats = vec![Membership::default(); total];
    let mut free = first_seats.clone();
    for (agent, seat) in listed() {
        if let Some(free) = free.get_mut(agent) {
            if let Some(place) = seats.get_mut(*free) {
                *place = seat;
            }
            *free += 1;
        }
    }
    (first_seats, seats.into())
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
    /// The agent at a position.
    #[inline]
    pub(crate) fn get(self, position: u32) -> Option<u32> {
        match self {
            Self::Everyone(count) => Some(position).filter(|place| (*place as usize) < count),
            Self::Listed(agents) => agents.get(position as usize).copied(),
        }
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = u32> + use<'a> {
        (0..).map_while(move |position| self.get(position))
    }
}
