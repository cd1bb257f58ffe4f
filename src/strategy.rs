//! The choice of agents in a group (rules [A3](crate::_rules#a3) to [A5](crate::_rules#a5)).

use std::{fmt, vec};

use crate::agent::Agent;
use crate::context::RoutingContext;
use crate::group::{Group, Strategy};
use crate::ix::{AgentIx, GroupIx, Ix};
use crate::presence::Eligible;
use crate::visitor::Visitor;

/// The group that serves a visitor, with what its strategy needs to know of the visitor.
#[derive(Clone, Copy)]
pub(crate) struct Service<'a> {
    context: RoutingContext<'a>,
    index: GroupIx,
    strategy: Strategy,
    /// The language whose speakers come first, if the group prefers them and the language is known
    /// ([rule A4](crate::_rules#a4)).
    language: Option<&'a str>,
}

impl<'a> Service<'a> {
    pub(crate) fn new(
        context: RoutingContext<'a>,
        index: GroupIx,
        group: &Group,
        visitor: &'a Visitor<'a>,
    ) -> Self {
        let prefers_language = group.prefer_language_seconds.is_some();
        let language = if prefers_language { visitor.known_language() } else { None };
        Self { context, index, strategy: group.strategy, language }
    }

    fn eligible(self) -> Eligible<'a> {
        self.context.eligible(Some(self.index))
    }

    /// Returns `true` if an agent speaks the language of the visitor. Without a language nobody does.
    pub(crate) fn is_speaker(self, agent: AgentIx) -> bool {
        let agent = agent.get(self.context.workspace.agents());
        agent.zip(self.language).is_some_and(|(agent, language)| agent.speaks(language))
    }

    /// Returns `true` if any eligible member speaks the language of the visitor.
    pub(crate) fn has_speaker(self) -> bool {
        self.language.is_some() && self.eligible().any(|agent| self.is_speaker(agent))
    }

    /// Returns the eligible members in the order in which the strategy asks them, speakers of the visitor's language
    /// first. A router has no memory, so strategies that need one return the order of the members.
    pub(crate) fn candidates(self) -> Candidates<'a> {
        let order = match (self.strategy, self.language) {
            (Strategy::LeastBusy, _) | (_, Some(_)) => self.sorted(|_| true),
            // Not collected: broadcasts of a large group are written while they are found.
            (_, None) => CandidateOrder::InRank(self.eligible()),
        };
        Candidates::new(self.context, order)
    }

    /// Returns the agents whom a strategy that picks nobody notifies: the speakers of the visitor's language if there
    /// are any, and otherwise every candidate.
    pub(crate) fn notified(self) -> Candidates<'a> {
        if !self.has_speaker() {
            return self.candidates();
        }
        Candidates::new(self.context, self.sorted(|agent| self.is_speaker(agent)))
    }

    /// Collects those eligible members who are wanted: speakers of the visitor's language first, and within both by
    /// load if the strategy orders by load.
    fn sorted(self, is_wanted: impl Fn(AgentIx) -> bool) -> CandidateOrder<'a> {
        let orders_by_load = self.strategy == Strategy::LeastBusy;
        let mut sorted: Vec<_> = self
            .eligible()
            .filter(|agent| is_wanted(*agent))
            .map(|agent| {
                let load = if orders_by_load { self.context.load(agent) } else { 0 };
                (!self.is_speaker(agent), load, agent)
            })
            .collect();
        // A stable sort: agents with equal keys keep the order of the members.
        sorted.sort_by_key(|(is_other, load, _)| (*is_other, *load));
        CandidateOrder::Sorted(sorted.into_iter())
    }

    /// Returns the agent whom a strategy without memory picks: the first candidate.
    pub(crate) fn pick(self) -> Option<&'a Agent> {
        let has_speaker = self.has_speaker();
        let mut preferred = self.eligible().filter(|agent| !has_speaker || self.is_speaker(*agent));
        let picked = match self.strategy {
            // The iterator is lazy: nobody after the first eligible member is examined.
            Strategy::Ranked => preferred.next(),
            Strategy::LeastBusy => least_busy(&self.context, preferred),
            _ => None,
        };
        picked?.get(self.context.workspace.agents())
    }
}

/// Returns every agent of the workspace who is online and has room, in the order of the document.
pub(crate) fn everyone(context: RoutingContext<'_>) -> Candidates<'_> {
    Candidates::new(context, CandidateOrder::InRank(context.eligible(None)))
}

/// Returns the first agent with the least load. The search ends at an agent without load.
fn least_busy(
    context: &RoutingContext<'_>,
    eligible: impl Iterator<Item = AgentIx>,
) -> Option<AgentIx> {
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
    Sorted(vec::IntoIter<(bool, u32, AgentIx)>),
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
            CandidateOrder::Sorted(agents) => agents.next().map(|(_, _, agent)| agent),
        };
        agent?.get(self.agents)
    }
}
