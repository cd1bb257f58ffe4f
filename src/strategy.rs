//! Choosing who of a group is told (rules [A3](crate::_rules#a3) to [A5](crate::_rules#a5)).

use std::{fmt, vec};

use crate::agent::Agent;
use crate::context::RoutingContext;
use crate::group::Strategy;
use crate::presence::Eligible;

/// The eligible members of a group in the order in which a strategy asks them: strategies with
/// memory, which the router alone does not have, give member order.
pub(crate) fn candidates(
    scene: RoutingContext<'_>,
    group: u32,
    strategy: Strategy,
) -> Candidates<'_> {
    let eligible = scene.eligible(Some(group));
    if strategy == Strategy::LeastBusy {
        let mut by_load: Vec<_> = eligible.map(|agent| (scene.load(agent), agent)).collect();
        // Stable: equals keep member order.
        by_load.sort_by_key(|(load, _)| *load);
        Candidates::new(scene, CandidateOrder::ByLoad(by_load.into_iter()))
    } else {
        Candidates::new(scene, CandidateOrder::InRank(eligible))
    }
}

/// Every agent of the workspace who is online and has room, in agent order.
pub(crate) fn everyone(scene: RoutingContext<'_>) -> Candidates<'_> {
    Candidates::new(scene, CandidateOrder::InRank(scene.eligible(None)))
}

/// The agent whom a strategy without memory picks: the first candidate.
pub(crate) fn pick(scene: RoutingContext<'_>, group: u32, strategy: Strategy) -> Option<&Agent> {
    let mut eligible = scene.eligible(Some(group));
    let picked = match strategy {
        Strategy::Ranked => eligible.next(),
        Strategy::LeastBusy => least_busy(&scene, eligible),
        _ => None,
    };
    scene.workspace.agents().get(picked? as usize)
}

/// The first of those with the least load; nobody has less than none.
fn least_busy(scene: &RoutingContext<'_>, eligible: Eligible<'_>) -> Option<u32> {
    let mut least = None;
    for agent in eligible {
        let load = scene.load(agent);
        if least.is_none_or(|(known, _)| load < known) {
            least = Some((load, agent));
        }
        if load == 0 {
            break;
        }
    }
    least.map(|(_, agent)| agent)
}

/// Agents, found when they are asked for.
pub struct Candidates<'a> {
    agents: &'a [Agent],
    order: CandidateOrder<'a>,
}

enum CandidateOrder<'a> {
    One(Option<&'a Agent>),
    InRank(Eligible<'a>),
    ByLoad(vec::IntoIter<(u32, u32)>),
}

impl<'a> Candidates<'a> {
    /// One agent or none.
    pub(crate) fn one(agent: Option<&'a Agent>) -> Self {
        Self { agents: &[], order: CandidateOrder::One(agent) }
    }

    fn new(scene: RoutingContext<'a>, order: CandidateOrder<'a>) -> Self {
        Self { agents: scene.workspace.agents(), order }
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
        let place = match &mut self.order {
            CandidateOrder::One(agent) => return agent.take(),
            CandidateOrder::InRank(eligible) => eligible.next(),
            CandidateOrder::ByLoad(agents) => agents.next().map(|(_, agent)| agent),
        };
        self.agents.get(place? as usize)
    }
}
