//! The choice of agents in a group (rules [A3](crate::_rules#a3) to [A5](crate::_rules#a5)).

use std::{fmt, vec};

use crate::agent::Agent;
use crate::context::RoutingContext;
use crate::group::Strategy;
use crate::ix::{AgentIx, GroupIx, Ix};
use crate::presence::Eligible;

/// Returns the eligible members of a group in the order in which a strategy asks them. A router has no memory, so
/// strategies that need one return the order of the members.
pub(crate) fn candidates(
    context: RoutingContext<'_>,
    group: GroupIx,
    strategy: Strategy,
) -> Candidates<'_> {
    // Not collected: broadcasts of a large group are written while they are found.
    let eligible = context.eligible(Some(group));
    if strategy == Strategy::LeastBusy {
        let mut by_load: Vec<_> = eligible.map(|agent| (context.load(agent), agent)).collect();
        // A stable sort: agents with equal loads keep the order of the members.
        by_load.sort_by_key(|(load, _)| *load);
        Candidates::new(context, CandidateOrder::ByLoad(by_load.into_iter()))
    } else {
        Candidates::new(context, CandidateOrder::InRank(eligible))
    }
}

/// Returns every agent of the workspace who is online and has room, in the order of the document.
pub(crate) fn everyone(context: RoutingContext<'_>) -> Candidates<'_> {
    Candidates::new(context, CandidateOrder::InRank(context.eligible(None)))
}

/// Returns the agent whom a strategy without memory picks: the first candidate.
pub(crate) fn pick(
    context: RoutingContext<'_>,
    group: GroupIx,
    strategy: Strategy,
) -> Option<&Agent> {
    let mut eligible = context.eligible(Some(group));
    let picked = match strategy {
        // The iterator is lazy: nobody after the first eligible member is examined.
        Strategy::Ranked => eligible.next(),
        Strategy::LeastBusy => least_busy(&context, eligible),
        _ => None,
    };
    picked?.get(context.workspace.agents())
}

/// Returns the first agent with the least load. The search ends at an agent without load.
fn least_busy(context: &RoutingContext<'_>, eligible: Eligible<'_>) -> Option<AgentIx> {
    let mut least = None;
    for agent in eligible {
        let load = context.load(agent);
        if least.is_none_or(|(known, _)| load < known) {
            least = Some((load, agent));
        }
        // No load is less than 0, and ties go to the first member, so the rest need not be read.
        if load == 0 {
            break;
        }
    }
    least.map(|(_, agent)| agent)
}

/// An iterator over agents, each of whom is found when the iterator reaches them.
pub struct Candidates<'a> {
    agents: &'a [Agent],
    order: CandidateOrder<'a>,
}

enum CandidateOrder<'a> {
    One(Option<&'a Agent>),
    InRank(Eligible<'a>),
    ByLoad(vec::IntoIter<(u32, AgentIx)>),
}

impl<'a> Candidates<'a> {
    /// Returns an iterator over one agent, or none.
    pub(crate) fn one(agent: Option<&'a Agent>) -> Self {
        Self { agents: &[], order: CandidateOrder::One(agent) }
    }

    fn new(context: RoutingContext<'a>, order: CandidateOrder<'a>) -> Self {
        Self { agents: context.workspace.agents(), order }
    }
}

impl fmt::Debug for Candidates<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidates").finish_non_exhaustive()
    }
}

impl<'a> Iterator for Candidates<'a> {
    type Item = &'a Agent;

    #[inline]
    fn next(&mut self) -> Option<&'a Agent> {
        let agent = match &mut self.order {
            CandidateOrder::One(agent) => return agent.take(),
            CandidateOrder::InRank(eligible) => eligible.next(),
            CandidateOrder::ByLoad(agents) => agents.next().map(|(_, agent)| agent),
        };
        agent?.get(self.agents)
    }
}
