//! The worklist: the requests, agents and teams that must be examined after writes.

use std::collections::{BTreeMap, BTreeSet};

use crate::desk::state::rows::{OfferRoutes, QueueKey, RequestTarget, ServingTeam};
use crate::ix::{AgentIx, GroupIx};

/// The requests, agents and teams for which the writes since the last settled state may have consequences.
#[derive(Clone, Debug, Default, PartialEq)]
// Every field is ordered, so the consequences are examined in an order that does not depend on the writes before.
pub(crate) struct Worklist {
    /// Requests that may be offered or announced, and by which routes.
    pub(crate) requests: BTreeSet<(QueueKey, OfferRoutes)>,
    /// Agents who may get an offer, each with the first request that is examined.
    pub(crate) agents: BTreeMap<AgentIx, QueueKey>,
    /// Agents who may lose their offers or notices.
    pub(crate) maybe_ineligible: BTreeSet<AgentIx>,
    /// Targets that another group may serve now.
    pub(crate) targets: BTreeSet<RequestTarget>,
    /// Groups that may have begun to serve requests that were escalated to them.
    pub(crate) escalated: BTreeSet<GroupIx>,
    /// Teams for which `service_changed` may be due.
    pub(crate) services: BTreeSet<ServingTeam>,
}

impl Worklist {
    /// Notes that an agent may get an offer of the requests from `from` on.
    pub(crate) fn find_work_for(&mut self, agent: AgentIx, from: QueueKey) {
        // The earliest request is enough: the search for the agent examines all requests from there on.
        let first = self.agents.entry(agent).or_insert(from);
        *first = from.min(*first);
    }
}
