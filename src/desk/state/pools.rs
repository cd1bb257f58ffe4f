//! The pools of requests, and the queues of pools that each team can offer.

use std::collections::{BTreeMap, BTreeSet};

use smallvec::SmallVec;

use crate::desk::state::rows::{OpenCount, QueueKey, RequestTarget, ServingTeam};
use crate::desk::state::stamped_set::StampedSet;
use crate::ix::{GroupIx, RequestNo};

/// The teams up the chain of a request's target through which no further offer can be made, ascending.
// A request has one route unless it was escalated, so one team is the most frequent length of a list with teams.
pub(crate) type Blocked = SmallVec<[ServingTeam; 1]>;

/// The key of a pool: the properties that all of its requests share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pool {
    /// The requests for this target with these blocked teams.
    Target(RequestTarget, Blocked),
    /// The requests that were escalated to this group and can be offered through it.
    Escalated(GroupIx),
}

/// The requests of a pool.
#[derive(Clone, Debug, Default)]
pub(super) struct PooledRequests {
    pub(super) requests: StampedSet<QueueKey>,
    /// The number of the change by which the pool came into its present queue.
    pub(super) moved: u64,
}

/// The pools and queues of a desk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queues {
    /// Every open request by its target, and once more by each escalation that is not blocked.
    pub(super) pools: BTreeMap<Pool, PooledRequests>,
    /// The pools that each team can offer now, by their first request.
    pub(super) queues: BTreeMap<ServingTeam, BTreeSet<(QueueKey, Pool)>>,
    /// The first request of each queue whose team has all agents.
    pub(super) of_all_agents: BTreeSet<(QueueKey, ServingTeam)>,
    /// The offers and notices of a request that are open through a team.
    pub(super) open_counts: BTreeMap<(RequestNo, ServingTeam), OpenCount>,
    /// The blocked teams of each request that has any.
    pub(super) blocked: BTreeMap<RequestNo, Blocked>,
}
