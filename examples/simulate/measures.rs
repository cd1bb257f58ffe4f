//! The measures of a day, computed from its events.

use std::collections::BTreeMap;
use std::time::Duration;

use frontdesk::desk::{Event, EventKind};
use frontdesk::{AgentId, GroupId, Timestamp, Workspace};

use crate::run::number;
use crate::staff::HOURS;

/// The state of an arrival.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// An agent joined, this long after the arrival.
    Answered(Duration),
    /// The visitor waits for an agent, or is offered to one.
    Waiting,
    /// A message was taken, and no agent has come back to it.
    Message,
}

/// The measures of one run.
#[derive(Default)]
pub(crate) struct Measures {
    /// The arrivals in order.
    pub(crate) outcomes: Vec<Outcome>,
    arrived: Vec<Timestamp>,
    /// The total duration of all conversations of each agent.
    talked: BTreeMap<AgentId, Duration>,
    /// The agents in each conversation, each with the instant of joining.
    running: BTreeMap<usize, (AgentId, Timestamp)>,
    /// The number of answered visitors by group. `None` counts visitors without a group.
    answered: BTreeMap<Option<GroupId>, usize>,
}

/// Measures, each with a name.
pub(crate) type Named = Vec<(String, f64)>;

impl Measures {
    pub(crate) fn note(&mut self, event: &Event) {
        use EventKind as E;
        match &event.kind {
            // A visitor who was asked to select a group arrives a second time.
            E::Arrived { conversation, .. } if number(conversation) == self.arrived.len() => {
                self.arrived.push(event.at);
                self.outcomes.push(Outcome::Waiting);
            }
            E::Queued { conversation, .. } => self.stands(number(conversation), Outcome::Waiting),
            E::Offered { conversation, .. } => self.stands(number(conversation), Outcome::Waiting),
            E::Notified { conversation, .. } => self.stands(number(conversation), Outcome::Waiting),
            E::MessageTaken { conversation, .. } => {
                self.stands(number(conversation), Outcome::Message);
            }
            E::Joined { conversation, group, agent, .. } => {
                let number = number(conversation);
                self.stands(number, Outcome::Answered(event.at.since(self.arrived[number])));
                self.running.insert(number, (agent.clone(), event.at));
                *self.answered.entry(group.clone()).or_default() += 1;
            }
            E::Closed { conversation } => self.stop(number(conversation), event.at),
            _ => {}
        }
    }

    fn stands(&mut self, number: usize, outcome: Outcome) {
        self.outcomes[number] = outcome;
    }

    fn stop(&mut self, number: usize, at: Timestamp) {
        if let Some((agent, since)) = self.running.remove(&number) {
            *self.talked.entry(agent).or_default() += at.since(since);
        }
    }

    /// Counts open conversations up to this instant.
    pub(crate) fn end(&mut self, at: Timestamp) {
        while let Some((number, _)) = self.running.first_key_value() {
            self.stop(*number, at);
        }
    }

    pub(crate) fn count(&self, is: impl Fn(&Outcome) -> bool) -> usize {
        self.outcomes.iter().filter(|outcome| is(outcome)).count()
    }

    /// Returns the waiting times of the answered visitors, in ascending order.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        let waits = self.outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Answered(wait) => Some(*wait),
            _ => None,
        });
        let mut waits: Vec<Duration> = waits.collect();
        waits.sort_unstable();
        waits
    }

    /// Returns for each agent the mean number of concurrent conversations during working hours.
    pub(crate) fn loads(&self, workspace: &Workspace) -> Named {
        let hours = Duration::from_secs(3600 * u64::from(HOURS)).as_secs_f64();
        let load = |agent: &AgentId| {
            self.talked.get(agent).map_or(0.0, |talked| talked.as_secs_f64() / hours)
        };
        let agents = workspace.agents().iter();
        agents.map(|agent| (agent.id.to_string(), load(&agent.id))).collect()
    }

    /// Returns the share of the answers of each group, in hundredths.
    pub(crate) fn shares(&self, workspace: &Workspace) -> Named {
        let all = self.answered.values().sum::<usize>().max(1) as f64;
        let share = |group: &Option<GroupId>| {
            self.answered.get(group).map_or(0.0, |answered| *answered as f64 * 100.0 / all)
        };
        let groups = workspace.groups().iter().map(|group| Some(group.id.clone()));
        let name = |group: &Option<GroupId>| {
            group.as_ref().map_or_else(|| "(no group)".to_owned(), GroupId::to_string)
        };
        groups.chain([None]).map(|group| (name(&group), share(&group))).collect()
    }
}

/// Returns a percentile of sorted values, or `None` if there are no values.
pub(crate) fn percentile(sorted: &[Duration], hundredths: usize) -> Option<Duration> {
    let rank = (sorted.len() * hundredths).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<Duration> = (1..=20).map(Duration::from_secs).collect();
        let at = |hundredths| percentile(&values, hundredths).map(|value| value.as_secs());
        assert_eq!([at(0), at(5), at(6), at(50), at(95), at(100)], [1, 1, 2, 10, 19, 20].map(Some));
        assert_eq!(percentile(&[], 50), None);
    }
}
