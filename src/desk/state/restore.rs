//! The whole state by ids, and back: for snapshots, and to move to another workspace.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::desk::ordering::LoadRatio;
use crate::desk::snapshot::{
    AgentState, AnnouncedState, CallState, CommandState, ConversationState, FloorState,
    RefusalState, RestoreError, SeatState, ServiceState, Snapshot, TellingState, TurnState,
    VisitorState,
};
use crate::desk::state::rows::{
    AgentRow, Announced, ConversationRow, Offer, Participant, QueueKey, RequestRow, RequestTarget,
    ServingTeam,
};
use crate::desk::state::{RowWrite, State, Worklist};
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
            memory: self.retention,
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
                    invited: matches!(home, RequestTarget::Invited(_)),
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
                .turn_counts
                .iter()
                .map(|((group, agent), turns)| TurnState {
                    group: self.group_id(*group),
                    agent: self.agent_id(*agent),
                    turns: *turns,
                })
                .collect(),
            floors: self
                .turn_floors
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
        let seat = |((_, seq), seat): ((u64, u64), Participant)| SeatState {
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
            inside: self.participants(number).map(seat).collect(),
            calls: self.requests_of(number).map(|call| self.call_state(call)).collect(),
        }
    }

    fn call_state(&self, call: &RequestRow) -> CallState {
        let telling = |((_, agent), telling): ((u64, u32), Offer)| TellingState {
            agent: self.agent_id(agent),
            group: self.team_id(telling.team),
            at: telling.at,
            until: telling.until,
            offer: telling.is_offer,
            told: telling.event,
        };
        let number = call.key.request;
        let refusals = self.refusals.range((number, 0)..=(number, u32::MAX));
        let escalations = self.escalations.range((number, 0)..=(number, u32::MAX));
        let asked = self.asked.range((number, 0)..=(number, u32::MAX));
        CallState {
            number,
            group: self.team_id(call.target.team()),
            invited: matches!(call.target, RequestTarget::Invited(_)),
            opened: call.opened,
            escalated: escalations.map(|(_, group)| self.group_id(*group)).collect(),
            told: self.offers_of_request(call).into_iter().map(telling).collect(),
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
                stands: announced.is_current,
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
        state.replace_row(RowWrite::Clock(snapshot.version, snapshot.at));
        if let Some(at) = snapshot.at {
            state.now = at;
            state.track_schedules(at);
        }
        for known in &snapshot.agents {
            if let Some(agent) = state.living_agent(&known.agent) {
                let (status, since, idle) = (known.status, known.since, known.idle);
                state.replace_row(RowWrite::Agent(
                    agent,
                    AgentRow { status, since, idle, ..AgentRow::NEW },
                ));
            }
        }
        for conversation in &snapshot.conversations {
            state.enter(conversation)?;
        }
        state.enter_service(snapshot);
        state.enter_memory(snapshot);
        state.worklist = Worklist::default();
        Ok(state)
    }

    fn team_or_ghost(&mut self, group: Option<&GroupId>) -> ServingTeam {
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
        self.replace_row(RowWrite::Conversation(number, Some(row)));
        for seat in &known.inside {
            let agent = self.agent_or_ghost(&seat.agent);
            if self.participant(number, agent).is_some()
                || self.participants.contains_key(&(number, seat.seq))
            {
                return Err(TWICE);
            }
            let group = self.team_or_ghost(seat.group.as_ref());
            let asked = self.team_or_ghost(seat.asked.as_ref());
            let conversations = |row: &mut AgentRow| row.conversations += 1;
            self.count(agent, conversations);
            let seat_row = Participant { agent, group, asked };
            self.replace_row(RowWrite::Participant((number, seat.seq), Some(seat_row)));
        }
        known.calls.iter().try_for_each(|call| self.enter_call(known, call))
    }

    fn count(&mut self, agent: u32, change: impl FnOnce(&mut AgentRow)) {
        let mut row = self.agent_row(agent);
        change(&mut row);
        self.replace_row(RowWrite::Agent(agent, row));
    }

    fn enter_call(
        &mut self,
        conversation: &ConversationState,
        known: &CallState,
    ) -> Result<(), RestoreError> {
        let number = known.number;
        if self.requests.contains_key(&number) {
            return Err(TWICE);
        }
        let home = match (known.invited, self.team_or_ghost(known.group.as_ref())) {
            (false, team) => RequestTarget::Chosen(team),
            (true, ServingTeam::Group(group)) => RequestTarget::Invited(group),
            (true, ServingTeam::Workspace) => {
                return Err(RestoreError::Inconsistent("an invitation of no group"));
            }
        };
        let key = QueueKey {
            urgency: Reverse(conversation.priority),
            arrived: conversation.arrived,
            conversation: conversation.number,
            request: number,
        };
        let announced = known.announced.as_ref().map(|announced| Announced {
            queued: announced.queued,
            at: announced.at,
            is_current: announced.stands,
        });
        let mut call = RequestRow {
            tellings: u32::try_from(known.told.len()).unwrap_or(u32::MAX),
            last_refusal: known.last_refusal,
            rounds: known.rounds,
            asked_last: known.asked_last.as_ref().and_then(|agent| self.living_agent(agent)),
            announced,
            ..RequestRow::new(key, home, known.opened)
        };
        self.replace_row(RowWrite::Request(number, Some(Box::new(call.clone()))));
        for group in &known.escalated {
            let group = self.group_or_ghost(group);
            if self.escalated.contains_key(&(number, group)) {
                return Err(TWICE);
            }
            call.escalations += 1;
            self.replace_row(RowWrite::Escalation((number, call.escalations), Some(group)));
        }
        call.next_step = self.step_from(number, home, 0);
        for told in &known.told {
            let agent = self.agent_or_ghost(&told.agent);
            if self.offers.contains_key(&(key.conversation, agent)) {
                return Err(TWICE);
            }
            self.count(agent, |row| {
                let place = if told.offer { &mut row.offers } else { &mut row.notices };
                *place += 1;
            });
            let telling = Offer {
                call: number,
                team: self.team_or_ghost(told.group.as_ref()),
                at: told.at,
                until: told.until,
                is_offer: told.offer,
                event: told.told,
            };
            self.replace_row(RowWrite::Offer((key.conversation, agent), Some(telling)));
        }
        for refusal in &known.refused {
            if let Some(agent) = self.living_agent(&refusal.agent) {
                if self.refusals.contains_key(&(number, agent)) {
                    return Err(TWICE);
                }
                self.replace_row(RowWrite::Refusal((number, agent), Some(refusal.at)));
                call.refusals += 1;
            }
        }
        for agent in &known.asked {
            if let Some((agent, at)) = self.living_agent(agent).zip(self.clock) {
                self.replace_row(RowWrite::Asked((number, agent), Some(at)));
            }
        }
        self.replace_row(RowWrite::Request(number, Some(Box::new(call))));
        // Snapshots of before keep it with each call.
        if let Some(served) = known.announced.as_ref().and_then(|announced| announced.served) {
            self.replace_row(RowWrite::Service(home, Some(served)));
        }
        Ok(())
    }

    /// What was said of who serves.
    fn enter_service(&mut self, snapshot: &Snapshot) {
        for known in &snapshot.service {
            let home = match (known.invited, self.team_or_ghost(known.group.as_ref())) {
                (true, ServingTeam::Group(group)) => RequestTarget::Invited(group),
                (_, team) => RequestTarget::Chosen(team),
            };
            self.replace_row(RowWrite::Service(home, Some(known.served)));
        }
        for group in &snapshot.service_changes {
            let team = self.team(group.as_ref()).filter(|team| self.is_there(*team));
            if let Some((team, at)) = team.zip(self.clock) {
                self.replace_row(RowWrite::ServiceChange(team, Some(at)));
            }
        }
    }

    /// Turns, last agents and commands; turns of those who are gone are forgotten.
    fn enter_memory(&mut self, snapshot: &Snapshot) {
        let roster = Arc::clone(self.router.roster());
        for known in &snapshot.turns {
            let (group, agent) =
                (roster.group(known.group.as_str()), roster.agent(known.agent.as_str()));
            if let Some((group, agent)) = group.zip(agent).filter(|(group, agent)| {
                self.membership.position(*agent, ServingTeam::Group(*group)).is_some()
            }) {
                self.replace_row(RowWrite::TurnCount((group, agent), Some(known.turns)));
            }
        }
        for known in &snapshot.floors {
            let group = roster.group(known.group.as_str());
            if let Some(group) = group {
                let share = LoadRatio { turns: known.turns, weight: known.weight.max(1) };
                self.replace_row(RowWrite::TurnFloor(group, Some(share)));
            }
        }
        for known in &snapshot.visitors {
            let last = (known.seq, known.agent.clone());
            self.replace_row(RowWrite::LastAgent(known.visitor.as_str().into(), Some(last)));
        }
        for known in &snapshot.commands {
            self.replace_row(RowWrite::Cause(known.id.clone(), Some((known.first, known.last))));
        }
    }
}

const NEVER_HEARD_OF: (crate::status::AgentStatus, crate::time::Timestamp, crate::time::Timestamp) =
    (AgentRow::NEW.status, AgentRow::NEW.since, AgentRow::NEW.idle);
