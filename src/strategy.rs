//! Choosing who of a group is told (rules A3 to A5).

use std::fmt;

use crate::agent::Agent;
use crate::group::Strategy;
use crate::scene::Scene;
use crate::status::Status;

/// The members of a group who are online and have room, in member order; those of the workspace
/// without a group.
pub(crate) fn eligible<'a>(
    scene: Scene<'a>,
    group: Option<u32>,
) -> impl Iterator<Item = (u32, &'a Agent)> {
    let members = group.map(|group| scene.roster.members(group));
    let everyone = match group {
        Some(_) => 0,
        None => scene.roster.agent_count(),
    };
    let agents = members.into_iter().flatten().chain((0..).take(everyone));
    agents.filter_map(move |place| {
        let agent = scene.workspace.agents().get(place as usize)?;
        let beat = scene.presence.beat(scene.roster, place, scene.at);
        let has_room = scene.roster.has_room(place, beat.load);
        let is_eligible = beat.status == Status::Online && has_room;
        is_eligible.then_some((beat.load, agent))
    })
}

/// The eligible members in the order in which a strategy asks them: strategies with memory, which
/// the router alone does not have, give member order.
pub(crate) fn candidates(scene: Scene<'_>, group: u32, strategy: Strategy) -> Candidates<'_> {
    let eligible = eligible(scene, Some(group));
    if strategy == Strategy::LeastBusy {
        let mut by_load: Vec<_> = eligible.collect();
        // Stable: equals keep member order.
        by_load.sort_by_key(|(load, _)| *load);
        Candidates(Box::new(by_load.into_iter().map(|(_, agent)| agent)))
    } else {
        Candidates(Box::new(eligible.map(|(_, agent)| agent)))
    }
}

/// The agent whom a strategy without memory picks: the first candidate.
pub(crate) fn pick(scene: Scene<'_>, group: u32, strategy: Strategy) -> Option<&Agent> {
    let mut eligible = eligible(scene, Some(group));
    match strategy {
        Strategy::Ranked => eligible.next(),
        // The first of equals.
        Strategy::LeastBusy => eligible.min_by_key(|(load, _)| *load),
        _ => None,
    }
    .map(|(_, agent)| agent)
}

/// Agents, made when they are asked for.
pub struct Candidates<'a>(Box<dyn Iterator<Item = &'a Agent> + Send + 'a>);

impl<'a> Candidates<'a> {
    pub(crate) fn of(agents: impl Iterator<Item = &'a Agent> + Send + 'a) -> Self {
        Self(Box::new(agents))
    }
}

impl fmt::Debug for Candidates<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidates").finish_non_exhaustive()
    }
}

impl<'a> Iterator for Candidates<'a> {
    type Item = &'a Agent;

    fn next(&mut self) -> Option<&'a Agent> {
        self.0.next()
    }
}
