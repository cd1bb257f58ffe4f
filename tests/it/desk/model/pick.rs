//! Whom a group offers to (rule D11).

use frontdesk::{Group, Members, Strategy};

use super::state::{Conversation, Floor, Model, Turns};

impl Model {
    /// Whom a group offers a conversation to, of candidates in member order, and whether for having
    /// been the visitor's last agent.
    pub(super) fn pick(
        &self,
        group: &Group,
        conversation: &Conversation,
        candidates: &[String],
    ) -> Option<(String, bool)> {
        if group.sticky {
            let last = self.last_agent(conversation);
            if let Some(agent) = candidates.iter().find(|agent| Some(agent.as_str()) == last) {
                return Some((agent.clone(), true));
            }
        }
        let id = group.id.as_str();
        // The first of equals, and so the first in member order.
        let first = match group.strategy {
            Strategy::Ranked => candidates.first(),
            Strategy::LeastBusy => {
                candidates.iter().min_by_key(|agent| (self.load(agent), self.idle_since(agent)))
            }
            Strategy::LongestIdle => candidates.iter().min_by_key(|agent| self.idle_since(agent)),
            Strategy::RoundRobin | Strategy::Weighted => candidates.iter().min_by(|a, b| {
                // a/wa < b/wb as a*wb < b*wa
                let of_a = self.turns(id, a) * weight(group, b);
                let of_b = self.turns(id, b) * weight(group, a);
                of_a.cmp(&of_b)
            }),
            other => panic!("{other:?} offers nothing"),
        };
        first.map(|agent| (agent.clone(), false))
    }

    fn last_agent(&self, conversation: &Conversation) -> Option<&str> {
        let visitor = known_id(conversation)?;
        let (_, agent) = self.last_agents.iter().find(|(id, _)| id == visitor)?;
        Some(agent)
    }

    /// D15: the oldest goes when there are too many.
    pub(super) fn remember_last_agent(&mut self, conversation: &str, agent: &str) {
        let conversation = self.conversation(conversation).expect("it is open");
        let Some(visitor) = known_id(conversation).map(str::to_owned) else { return };
        self.last_agents.retain(|(id, _)| *id != visitor);
        self.last_agents.push((visitor, agent.to_owned()));
        let surplus = self.last_agents.len().saturating_sub(self.most_last_agents);
        self.last_agents.drain(..surplus);
    }

    pub(super) fn turns(&self, group: &str, agent: &str) -> u64 {
        let mut turns = self.turns.iter();
        turns.find(|turns| turns.group == group && turns.agent == agent).map_or(0, |t| t.count)
    }

    fn set_turns(&mut self, group: &str, agent: &str, count: u64) {
        self.turns.retain(|turns| turns.group != group || turns.agent != agent);
        self.turns.push(Turns { group: group.to_owned(), agent: agent.to_owned(), count });
    }

    /// A turn: it counts, and the floor follows the count before it.
    pub(super) fn count_turn(&mut self, group: &str, agent: &str) {
        let turns = self.turns(group, agent);
        let weight = weight(self.group(group).expect("it offers"), agent);
        let floor = self.floors.iter_mut().find(|floor| floor.group == group);
        match floor {
            Some(floor) if turns * floor.weight > floor.turns * weight => {
                (floor.turns, floor.weight) = (turns, weight);
            }
            Some(_) => {}
            None => self.floors.push(Floor { group: group.to_owned(), turns, weight }),
        }
        self.set_turns(group, agent, turns + 1);
    }

    /// An agent who becomes eligible has at least the floor, so that no flood awaits it.
    pub(super) fn raise_to_floor(&mut self, group: &str, agent: &str) {
        let Some(floor) = self.floors.iter().find(|floor| floor.group == group) else { return };
        let weight = weight(self.group(group).expect("a group of the workspace"), agent);
        let least = (floor.turns * weight).div_ceil(floor.weight);
        if self.turns(group, agent) < least {
            self.set_turns(group, agent, least);
        }
    }
}

/// A member's weight, where turns go by weight.
fn weight(group: &Group, agent: &str) -> u64 {
    match &group.agents {
        Members::Listed(members) if group.strategy == Strategy::Weighted => {
            let member = members.iter().find(|member| member.id == *agent);
            member.map_or(1, |member| u64::from(member.weight))
        }
        _ => 1,
    }
}

fn known_id(conversation: &Conversation) -> Option<&str> {
    conversation.visitor.id.as_deref().filter(|id| !id.is_empty())
}
