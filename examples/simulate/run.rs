//! The simulation of one day at a desk: visitors arrive, and agents come, answer, finish and leave.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use frontdesk::desk::{Command, Desk, Event, EventKind};
use frontdesk::presence::AgentStatus;
use frontdesk::{AgentId, ConversationId, Router, Strategy, Timestamp};

use crate::chance::Chance;
use crate::day::Day;
use crate::staff::{Staffing, turns};

/// The behaviour of people.
#[derive(Clone, Copy)]
pub(crate) struct People {
    pub(crate) seed: u64,
    /// The mean duration of a conversation.
    pub(crate) conversation: Duration,
    /// The mean time until somebody answers an offer, a notice or a question.
    pub(crate) reaction: Duration,
}

/// A planned event, other than the timers of the desk.
enum PlannedEvent {
    /// The working hours of an agent begin or end.
    Turn { agent: AgentId, begins: bool },
    /// A visitor arrives.
    Arrival(usize),
    /// A visitor who was asked selects a group.
    Pick(usize),
    /// An agent reacts to the given offer or notice of a conversation.
    Reaction { conversation: usize, agent: AgentId, time: u64 },
    /// A conversation ends.
    End { conversation: usize, agent: AgentId },
}

struct Run<'d, O> {
    day: &'d Day,
    people: People,
    desk: Desk,
    /// The planned events, in the order of time and then of planning.
    planned_events: BTreeMap<(Timestamp, u64), PlannedEvent>,
    planned: u64,
    on_duty: HashMap<AgentId, bool>,
    /// The number of offers and notices of a conversation to an agent. Only the last one can be
    /// answered.
    offer_counts: HashMap<(usize, AgentId), u64>,
    observe: O,
}

/// Runs a day and passes every event to `observe`. Returns the desk as it is at midnight.
pub(crate) fn run(
    day: &Day,
    staffing: Staffing,
    strategy: Strategy,
    people: People,
    observe: impl FnMut(&Event),
) -> Result<Desk, Box<dyn Error>> {
    let workspace = staffing.apply_to(&day.draft, strategy).check()?;
    let agents: Vec<AgentId> = workspace.agents().iter().map(|agent| agent.id.clone()).collect();
    let mut run = Run {
        day,
        people,
        desk: Desk::new(Arc::new(Router::new(workspace))),
        planned_events: BTreeMap::new(),
        planned: 0,
        on_duty: HashMap::new(),
        offer_counts: HashMap::new(),
        observe,
    };
    for turn in turns(agents.len()) {
        let at = day.begins.after(Duration::from_secs(60 * u64::from(turn.minute)));
        let agent = agents[turn.agent].clone();
        run.plan(at, PlannedEvent::Turn { agent, begins: turn.begins });
    }
    for (number, (at, _)) in day.arrivals.iter().enumerate() {
        run.plan(*at, PlannedEvent::Arrival(number));
    }
    run.until(day.ends())?;
    Ok(run.desk)
}

impl<O: FnMut(&Event)> Run<'_, O> {
    fn plan(&mut self, at: Timestamp, event: PlannedEvent) {
        self.planned_events.insert((at, self.planned), event);
        self.planned += 1;
    }

    /// Processes planned events and due timers in the order of time. A due timer comes first.
    fn until(&mut self, end: Timestamp) -> Result<(), Box<dyn Error>> {
        loop {
            let planned = self.planned_events.first_key_value().map(|((at, _), _)| *at);
            let due = self.desk.next_deadline();
            let next = [planned, due].into_iter().flatten().min().filter(|at| *at < end);
            let Some(at) = next else { return Ok(()) };
            if due == Some(at) {
                self.command(at, &Command::tick())?;
            } else if let Some((_, event)) = self.planned_events.pop_first() {
                self.happen(at, event)?;
            }
        }
    }

    fn happen(&mut self, at: Timestamp, event: PlannedEvent) -> Result<(), Box<dyn Error>> {
        match event {
            PlannedEvent::Turn { agent, begins } => {
                self.on_duty.insert(agent.clone(), begins);
                if begins {
                    self.command(at, &Command::presence(agent, AgentStatus::Online))
                } else {
                    self.go(at, agent)
                }
            }
            PlannedEvent::Arrival(number) => {
                let visitor = self.day.arrivals[number].1.clone();
                self.command(at, &Command::arrive(name(number), visitor))
            }
            PlannedEvent::Pick(number) => {
                let visitor = &self.day.arrivals[number].1;
                let picker = self.desk.situation(visitor).picker();
                let choices: Vec<_> =
                    picker.choices().map(|choice| choice.group.id.clone()).collect();
                let pick = self.chance(number).with(PICK).below(choices.len());
                let Some(group) = choices.get(pick) else { return Ok(()) };
                let visitor = visitor.clone().selection(group.to_string());
                self.command(at, &Command::arrive(name(number), visitor))
            }
            PlannedEvent::Reaction { conversation, agent, time } => {
                let id = name(conversation);
                let offers = self.desk.workload(&agent).map_or_else(Vec::new, |work| work.offers);
                let is_last = self.offer_counts.get(&(conversation, agent.clone())) == Some(&time);
                if is_last && offers.iter().any(|offer| offer.conversation == id) {
                    self.command(at, &Command::accept(id, agent))?;
                }
                Ok(())
            }
            PlannedEvent::End { conversation, agent } => {
                self.command(at, &Command::close(name(conversation)))?;
                if self.on_duty.get(&agent) == Some(&false) {
                    self.go(at, agent)?;
                }
                Ok(())
            }
        }
    }

    /// Ends the hours of agents: they get nothing new, finish their conversations, and leave.
    fn go(&mut self, at: Timestamp, agent: AgentId) -> Result<(), Box<dyn Error>> {
        let is_free = self.desk.workload(&agent).is_none_or(|work| work.conversations.is_empty());
        let status = if is_free { AgentStatus::Offline } else { AgentStatus::Away };
        self.command(at, &Command::presence(agent, status))
    }

    /// Executes a command, and plans the reactions of people to its events.
    fn command(&mut self, at: Timestamp, command: &Command) -> Result<(), Box<dyn Error>> {
        let answer = self.desk.handle(at, command);
        for event in &answer.events {
            (self.observe)(event);
            match &event.kind {
                EventKind::Asked { conversation } => {
                    let number = number(conversation);
                    let hesitation =
                        self.chance(number).with(HESITATION).time(self.people.reaction);
                    self.plan(event.at.after(hesitation), PlannedEvent::Pick(number));
                }
                EventKind::Offered { conversation, agent, .. } => {
                    self.tell(event.at, number(conversation), agent);
                }
                EventKind::Notified { conversation, agents, .. } => {
                    agents
                        .iter()
                        .for_each(|agent| self.tell(event.at, number(conversation), agent));
                }
                EventKind::Joined { conversation, agent, .. } => {
                    let (conversation, agent) = (number(conversation), agent.clone());
                    let time = self.chance(conversation).with(TALK).time(self.people.conversation);
                    self.plan(event.at.after(time), PlannedEvent::End { conversation, agent });
                }
                _ => {}
            }
        }
        match answer.refusal() {
            // No simulated person attempts what the desk refuses.
            Some(refusal) => {
                Err(format!("{at}: {refusal}: {}", serde_json::to_string(command)?).into())
            }
            None => Ok(()),
        }
    }

    fn tell(&mut self, at: Timestamp, conversation: usize, agent: &AgentId) {
        let time = self.offer_counts.entry((conversation, agent.clone())).or_default();
        *time += 1;
        let time = *time;
        let chance = reaction(self.people.seed, conversation, agent, time);
        let agent = agent.clone();
        let event = PlannedEvent::Reaction { conversation, agent, time };
        self.plan(at.after(chance.time(self.people.reaction)), event);
    }

    fn chance(&self, conversation: usize) -> Chance {
        Chance::new(self.people.seed).with(conversation as u64)
    }
}

/// The purposes of random numbers for a conversation.
const TALK: u64 = 0;
const HESITATION: u64 = 1;
const PICK: u64 = 2;
const REACTION: u64 = 3;

/// The random source of an agent's reaction to the n-th offer of a conversation.
pub(crate) fn reaction(seed: u64, conversation: usize, agent: &AgentId, time: u64) -> Chance {
    let bytes = agent.as_str().bytes().map(u64::from);
    let person = bytes.fold(REACTION, |sum, byte| sum.wrapping_mul(257).wrapping_add(byte));
    Chance::new(seed).with(conversation as u64).with(person).with(time)
}

fn name(number: usize) -> ConversationId {
    format!("c{number}").into()
}

/// Returns the number of a conversation, which is the number of its arrival.
pub(crate) fn number(conversation: &ConversationId) -> usize {
    conversation.as_str().trim_start_matches('c').parse().unwrap_or_default()
}
