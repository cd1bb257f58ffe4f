//! The whole state by ids, and back: for snapshots, and to move to another workspace.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::desk::fairness::Share;
use crate::desk::snapshot::{
    AgentState, AnnouncedState, CallState, CommandState, ConversationState, FloorState,
    RefusalState, RestoreError, SeatState, ServiceState, Snapshot, TellingState, TurnState,
    VisitorState,
};
use crate::desk::state::rows::{
    AgentRow, Announced, CallRow, ConversationRow, Home, Key, Seat, Team, Telling,
};
use crate::desk::state::{Agenda, Entry, State};
use crate::id::GroupId;
use crate::router::Router;

const TWICE: RestoreError = RestoreError::Inconsistent("something is in it twice");

impl State {
    pub(crate) fn snapshot(&self) -> Snapshot {
        let agents = (0..).zip(&self.agents).filter(|(agent, row)| {
            self.has_agent(*agent) && (row.status, row.since, row.idle) != NEVER_HEARD_OF
        });
        Snapshot {
            version: self.version,
            at: self.clock,
            workspace: self.digest(),
            memory: self.memory,
            agents: agents
                .map(|(agent, row)| AgentState {
                    agent: self.agent_id(agent),
                    status: row.status,
                    since: row.since,
                    idle: row.idle,
                })
                .collect(),
            conversations: self
                .conversations
                .iter()
                .map(|(number, row)| self.conversation_state(*number, row))
                .collect(),
            service: self
                .service
                .iter()
                .map(|(home, served)| ServiceState {
                    group: self.team_id(home.team()),
                    invited: matches!(home, Home::Invited(_)),
                    served: *served,
                })
                .collect(),
            // Of a group that is gone nothing more is said.
            service_changes: self
                .service_changes
                .keys()
                .filter(|team| self.is_there(**team))
                .map(|team| self.team_id(*team))
                .collect(),
            turns: self
                .turns
                .iter()
                .map(|((group, agent), turns)| TurnState {
                    group: self.group_id(*group),
                    agent: self.agent_id(*agent),
                    turns: *turns,
                })
                .collect(),
            floors: self
                .floors
                .iter()
                .map(|(group, share)| FloorState {
                    group: self.group_id(*group),
                    turns: share.turns,
                    weight: share.weight,
                })
                .collect(),
            visitors: self
                .visitors_by_age
                .iter()
                .filter_map(|(seq, visitor)| {
                    let (_, agent) = self.last_agents.get(visitor)?;
                    let visitor = visitor.to_string();
                    Some(VisitorState { visitor, agent: agent.clone(), seq: *seq })
                })
                .collect(),
            commands: self
                .causes_by_age
                .values()
                .filter_map(|id| {
                    let (first, last) = *self.causes.get(id)?;
                    Some(CommandState { id: id.clone(), first, last })
                })
                .collect(),
        }
    }

    fn conversation_state(&self, number: u64, row: &ConversationRow) -> ConversationState {
        let seat = |((_, seq), seat): ((u64, u64), Seat)| SeatState {
            seq,
            agent: self.agent_id(seat.agent),
            group: self.team_id(seat.group),
            asked: self.team_id(seat.asked),
        };
        ConversationState {
            number,
            conversation: row.id.clone(),
            visitor: (*row.visitor).clone(),
            priority: row.priority,
            arrived: row.arrived,
            chosen: self.team_id(row.chosen),
            inside: self.seats(number).map(seat).collect(),
            calls: self.calls_of(number).map(|call| self.call_state(call)).collect(),
        }
    }

    fn call_state(&self, call: &CallRow) -> CallState {
        let telling = |((_, agent), telling): ((u64, u32), Telling)| TellingState {
            agent: self.agent_id(agent),
            group: self.team_id(telling.team),
            at: telling.at,
            until: telling.until,
            offer: telling.is_offer,
            told: telling.told,
        };
        let number = call.key.call;
        let refusals = self.refusals.range((number, 0)..=(number, u32::MAX));
        let escalations = self.escalations.range((number, 0)..=(number, u32::MAX));
        let asked = self.asked.range((number, 0)..=(number, u32::MAX));
        CallState {
            number,
            group: self.team_id(call.home.team()),
            invited: matches!(call.home, Home::Invited(_)),
            opened: call.opened,
            escalated: escalations.map(|(_, group)| self.group_id(*group)).collect(),
            told: self.told_of(call).into_iter().map(telling).collect(),
            refused: refusals
                .map(|((_, agent), at)| RefusalState { agent: self.agent_id(*agent), at: *at })
                .collect(),
            last_refusal: call.last_refusal,
            rounds: call.rounds,
            asked: asked.map(|((_, agent), _)| self.agent_id(*agent)).collect(),
            asked_last: call.asked_last.map(|agent| self.agent_id(agent)),
            announced: call.announced.map(|announced| AnnouncedState {
                queued: announced.queued,
                at: announced.at,
                stands: announced.stands,
                served: None,
            }),
        }
    }

    /// The state that a desk wrote: all of it, and nothing that no desk can have ([rule B3](crate::_rules#b3)).
    pub(crate) fn restored(snapshot: &Snapshot, router: Arc<Router>) -> Result<Self, RestoreError> {
        let state = Self::from_snapshot(snapshot, router)?;
        state.validate()?;
        let mut given = snapshot.clone();
        let written = state.snapshot();
        if given.forget_old_form() {
            given.service.clone_from(&written.service);
        }
        if given != written {
            return Err(RestoreError::Inconsistent("it has something that a desk does not write"));
        }
        Ok(state)
    }

    /// The same state under a router, whose workspace may be another one: what is open of agents and
    /// groups that are gone stays until events end it.
    pub(crate) fn from_snapshot(
        snapshot: &Snapshot,
        router: Arc<Router>,
    ) -> Result<Self, RestoreError> {
        let mut state = Self::new(router, snapshot.memory);
        state.put(Entry::Clock(snapshot.version, snapshot.at));
        if let Some(at) = snapshot.at {
            state.now = at;
            state.hang_doors(at);
        }
        for known in &snapshot.agents {
            if let Some(agent) = state.living_agent(&known.agent) {
                let (status, since, idle) = (known.status, known.since, known.idle);
                state.put(Entry::Agent(agent, AgentRow { status, since, idle, ..AgentRow::NEW }));
            }
        }
        for conversation in &snapshot.conversations {
            state.enter(conversation)?;
        }
        state.enter_service(snapshot);
        state.enter_memory(snapshot);
        state.agenda = Agenda::default();
        Ok(state)
    }

    fn team_or_ghost(&mut self, group: Option<&GroupId>) -> Team {
        group.map(|group| self.group_or_ghost(group)).into()
    }

    fn enter(&mut self, known: &ConversationState) -> Result<(), RestoreError> {
        let number = known.number;
        if self.conversations.contains_key(&number) || self.by_id.contains_key(&known.conversation)
        {
            return Err(TWICE);
        }
        let row = ConversationRow {
            id: known.conversation.clone(),
            visitor: Arc::new(known.visitor.clone()),
            priority: known.priority,
            arrived: known.arrived,
            chosen: self.team_or_ghost(known.chosen.as_ref()),
        };
        self.put(Entry::Conversation(number, Some(row)));
        for seat in &known.inside {
            let agent = self.agent_or_ghost(&seat.agent);
            if self.seat(number, agent).is_some() || self.seats.contains_key(&(number, seat.seq)) {
                return Err(TWICE);
            }
            let group = self.team_or_ghost(seat.group.as_ref());
            let asked = self.team_or_ghost(seat.asked.as_ref());
            let conversations = |row: &mut AgentRow| row.conversations += 1;
            self.count(agent, conversations);
            let seat_row = Seat { agent, group, asked };
            self.put(Entry::Seat((number, seat.seq), Some(seat_row)));
        }
        known.calls.iter().try_for_each(|call| self.enter_call(known, call))
    }

    fn count(&mut self, agent: u32, change: impl FnOnce(&mut AgentRow)) {
        let mut row = self.agent_row(agent);
        change(&mut row);
        self.put(Entry::Agent(agent, row));
    }

    fn enter_call(
        &mut self,
        conversation: &ConversationState,
        known: &CallState,
    ) -> Result<(), RestoreError> {
        let number = known.number;
        if self.calls.contains_key(&number) {
            return Err(TWICE);
        }
        let home = match (known.invited, self.team_or_ghost(known.group.as_ref())) {
            (false, team) => Home::Chosen(team),
            (true, Team::Group(group)) => Home::Invited(group),
            (true, Team::Workspace) => {
                return Err(RestoreError::Inconsistent("an invitation of no group"));
            }
        };
        let key = Key {
            urgency: Reverse(conversation.priority),
            arrived: conversation.arrived,
            conversation: conversation.number,
            call: number,
        };
        let announced = known.announced.as_ref().map(|announced| Announced {
            queued: announced.queued,
            at: announced.at,
            stands: announced.stands,
        });
        let mut call = CallRow {
            tellings: u32::try_from(known.told.len()).unwrap_or(u32::MAX),
            last_refusal: known.last_refusal,
            rounds: known.rounds,
            asked_last: known.asked_last.as_ref().and_then(|agent| self.living_agent(agent)),
            announced,
            ..CallRow::new(key, home, known.opened)
        };
        self.put(Entry::Call(number, Some(Box::new(call.clone()))));
        for group in &known.escalated {
            let group = self.group_or_ghost(group);
            if self.escalated.contains_key(&(number, group)) {
                return Err(TWICE);
            }
            call.escalations += 1;
            self.put(Entry::Escalation((number, call.escalations), Some(group)));
        }
        call.next_step = self.step_from(number, home, 0);
        for told in &known.told {
            let agent = self.agent_or_ghost(&told.agent);
            if self.tellings.contains_key(&(key.conversation, agent)) {
                return Err(TWICE);
            }
            self.count(agent, |row| {
                let place = if told.offer { &mut row.offers } else { &mut row.notices };
                *place += 1;
            });
            let telling = Telling {
                call: number,
                team: self.team_or_ghost(told.group.as_ref()),
                at: told.at,
                until: told.until,
                is_offer: told.offer,
                told: told.told,
            };
            self.put(Entry::Telling((key.conversation, agent), Some(telling)));
        }
        for refusal in &known.refused {
            if let Some(agent) = self.living_agent(&refusal.agent) {
                if self.refusals.contains_key(&(number, agent)) {
                    return Err(TWICE);
                }
                self.put(Entry::Refusal((number, agent), Some(refusal.at)));
                call.refusals += 1;
            }
        }
        for agent in &known.asked {
            if let Some((agent, at)) = self.living_agent(agent).zip(self.clock) {
                self.put(Entry::Asked((number, agent), Some(at)));
            }
        }
        self.put(Entry::Call(number, Some(Box::new(call))));
        // Snapshots of before keep it with each call.
        if let Some(served) = known.announced.as_ref().and_then(|announced| announced.served) {
            self.put(Entry::Service(home, Some(served)));
        }
        Ok(())
    }

    /// What was said of who serves.
    fn enter_service(&mut self, snapshot: &Snapshot) {
        for known in &snapshot.service {
            let home = match (known.invited, self.team_or_ghost(known.group.as_ref())) {
                (true, Team::Group(group)) => Home::Invited(group),
                (_, team) => Home::Chosen(team),
            };
            self.put(Entry::Service(home, Some(known.served)));
        }
        for group in &snapshot.service_changes {
            let team = self.team(group.as_ref()).filter(|team| self.is_there(*team));
            if let Some((team, at)) = team.zip(self.clock) {
                self.put(Entry::ServiceChange(team, Some(at)));
            }
        }
    }

    /// Turns, last agents and commands; turns of those who are gone are forgotten.
    fn enter_memory(&mut self, snapshot: &Snapshot) {
        let roster = Arc::clone(self.router.roster());
        for known in &snapshot.turns {
            let (group, agent) =
                (roster.group(known.group.as_str()), roster.agent(known.agent.as_str()));
            if let Some((group, agent)) = group
                .zip(agent)
                .filter(|(group, agent)| self.chart.stand(*agent, Team::Group(*group)).is_some())
            {
                self.put(Entry::Turns((group, agent), Some(known.turns)));
            }
        }
        for known in &snapshot.floors {
            let group = roster.group(known.group.as_str());
            if let Some(group) = group {
                let share = Share { turns: known.turns, weight: known.weight.max(1) };
                self.put(Entry::Floor(group, Some(share)));
            }
        }
        for known in &snapshot.visitors {
            let last = (known.seq, known.agent.clone());
            self.put(Entry::LastAgent(known.visitor.as_str().into(), Some(last)));
        }
        for known in &snapshot.commands {
            self.put(Entry::Cause(known.id.clone(), Some((known.first, known.last))));
        }
    }
}

const NEVER_HEARD_OF: (crate::status::Status, crate::time::Timestamp, crate::time::Timestamp) =
    (AgentRow::NEW.status, AgentRow::NEW.since, AgentRow::NEW.idle);
