//! The agents and their working hours.

use std::fmt;
use std::str::FromStr;

use frontdesk::{Agent, Draft, Member, Members, Strategy};

/// The number of agents for each agent of the workspace, in hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Staffing(u32);

/// A minute of the day at which the working hours of an agent begin or end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Turn {
    pub(crate) minute: u32,
    /// The index of the agent in the workspace.
    pub(crate) agent: usize,
    pub(crate) begins: bool,
}

const DAY: u32 = 24 * 60;
/// A shift of two halves of four hours, with half an hour between.
const HALVES: [(u32, u32); 2] = [(0, 240), (270, 510)];
/// The golden section of a day in minutes. Agents who are adjacent in a workspace, and often
/// members of one group, begin far apart, so every part of the day is covered.
const STEP: u32 = 890;

impl Staffing {
    /// Returns the number of copies of an agent, such that the totals follow the staffing level.
    fn copies(self, agent: usize) -> u32 {
        let up_to = |agents: usize| agents as u64 * u64::from(self.0) / 100;
        (up_to(agent + 1) - up_to(agent)) as u32
    }

    /// Returns the workspace with this staffing level, and with one strategy in every group.
    pub(crate) fn apply_to(self, draft: &Draft, strategy: Strategy) -> Draft {
        let mut staffed = draft.clone();
        staffed.plan.max_agents = None;
        staffed.agents.clear();
        for (number, agent) in draft.agents.iter().enumerate() {
            staffed.agents.extend((0..self.copies(number)).map(|copy| Agent::copied(agent, copy)));
        }
        let number = |member: &Member| draft.agents.iter().position(|agent| agent.id == member.id);
        for group in &mut staffed.groups {
            group.strategy = strategy;
            if let Members::Listed(members) = &mut group.agents {
                let copies = members.iter().flat_map(|member| {
                    let copies = number(member).map_or(1, |number| self.copies(number));
                    (0..copies).map(|copy| Member::copied(member, copy))
                });
                *members = copies.collect();
            }
        }
        staffed
    }
}

/// Items of which there can be copies, each with an id of its own.
trait Copied: Clone {
    fn rename(&mut self, add: &str);

    fn copied(&self, copy: u32) -> Self {
        let mut one = self.clone();
        if copy > 0 {
            one.rename(&format!("-{}", copy + 1));
        }
        one
    }
}

impl Copied for Agent {
    fn rename(&mut self, add: &str) {
        self.id = format!("{}{add}", self.id).into();
    }
}

impl Copied for Member {
    fn rename(&mut self, add: &str) {
        self.id = format!("{}{add}", self.id).into();
    }
}

/// Returns the working hours of the agents on one day, in the order of time. Hours that end after
/// midnight also appear in the first hours of the day.
pub(crate) fn turns(agents: usize) -> Vec<Turn> {
    let mut turns = Vec::new();
    for agent in 0..agents {
        let start = (agent as u64 * u64::from(STEP) % u64::from(DAY)) as u32;
        for (from, until) in HALVES {
            let (from, until) = ((start + from) % DAY, (start + until) % DAY);
            turns.push(Turn { minute: from, agent, begins: true });
            if (1..from).contains(&until) {
                turns.push(Turn { minute: 0, agent, begins: true });
            }
            if until > 0 {
                turns.push(Turn { minute: until, agent, begins: false });
            }
        }
    }
    turns.sort_unstable();
    turns
}

/// Returns the working time of each agent in a day.
pub(crate) const HOURS: u32 = (HALVES[0].1 - HALVES[0].0 + HALVES[1].1 - HALVES[1].0) / 60;

impl FromStr for Staffing {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let level = text.parse::<f64>().ok().filter(|level| (0.0..=20.0).contains(level));
        let level = level.ok_or("a staffing level is a number from 0 to 20")?;
        Ok(Self((level * 100.0).round() as u32))
    }
}

impl fmt::Display for Staffing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", f64::from(self.0) / 100.0)
    }
}

#[cfg(test)]
mod tests {
    use frontdesk::Group;

    use super::*;

    fn names(level: &str) -> Vec<String> {
        let draft = Draft::new()
            .agents(["a", "b", "c"].map(Agent::new))
            .group(Group::new("g", "G").agents([("c", 2), ("a", 1)]));
        let staffed = level.parse::<Staffing>().unwrap().apply_to(&draft, Strategy::Weighted);
        let group = &staffed.groups[0];
        assert_eq!(group.strategy, Strategy::Weighted);
        let Members::Listed(members) = &group.agents else { panic!("listed") };
        let agents = staffed.agents.iter().map(|agent| agent.id.to_string());
        let members = members.iter().map(|member| format!("{}*{}", member.id, member.weight));
        let all = agents.chain(members).collect();
        staffed.check().expect("it builds");
        all
    }

    #[test]
    fn staffing_multiplies_agents_in_their_groups() {
        assert_eq!(names("1"), ["a", "b", "c", "c*2", "a*1"]);
        assert_eq!(names("0"), [""; 0]);
        assert_eq!(names("0.67"), ["b", "c", "c*2"]);
        let twice = ["a", "a-2", "b", "b-2", "c", "c-2", "c*2", "c-2*2", "a*1", "a-2*1"];
        assert_eq!(names("2"), twice);
        assert!(["-1", "21", "NaN", "many"].iter().all(|text| text.parse::<Staffing>().is_err()));
    }

    #[test]
    fn everybody_works_eight_hours_and_the_day_is_covered() {
        // With this many agents, one begins at every ten minutes of the day.
        let turns = turns(144);
        let mut online = [false; 144];
        let mut worked = [0; 144];
        for minute in 0..DAY {
            for turn in turns.iter().filter(|turn| turn.minute == minute) {
                assert_ne!(online[turn.agent], turn.begins, "{turn:?}");
                online[turn.agent] = turn.begins;
            }
            assert!(online[..12].contains(&true), "nobody at minute {minute}");
            (0..144).for_each(|agent| worked[agent] += u32::from(online[agent]));
        }
        assert_eq!(worked, [HOURS * 60; 144]);
    }
}
