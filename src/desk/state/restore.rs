//! The tables by ids, and back: for snapshots, and to move a state to another workspace.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::desk::ordering::LoadRatio;
use crate::desk::snapshot::{
    AgentState, AnnouncedState, CommandState, ConversationState, FloorState, OfferState,
    ParticipantState, RefusalState, RequestState, RestoreError, ServiceState, Snapshot, TurnState,
    VisitorState,
};
use crate::desk::state::rows::{
    AgentRow, Announcement, ConversationRow, Offer, Participant, QueueKey, RequestRow,
    RequestTarget, ServingTeam,
};
use crate::desk::state::{RowWrite, State, Worklist};
use crate::id::GroupId;
use crate::ix::{AgentIx, ConversationNo, EventNo, RequestNo, RouteIx, keys_with};
use crate::router::Router;

const TWICE: RestoreError = RestoreError::Inconsistent("something is in it twice");

impl State {
    /// Returns the tables as a document.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            version: self.version.number(),
            at: self.clock,
            workspace: self.digest(),
            memory: self.retention,
            agents: self.agent_states(),
            conversations: self
                .conversations
                .iter()
                .map(|(number, row)| self.conversation_state(*number, row))
                .collect(),
            service: self
                .service
                .iter()
                .map(|(target, served)| ServiceState {
                    group: self.team_id(target.team()),
                    invited: matches!(target, RequestTarget::Invited(_)),
                    served: *served,
                })
                .collect(),
            // No further change of service is announced for a group that the workspace no longer has.
            service_changes: self
                .service_changes
                .keys()
                .filter(|team| self.has_team(**team))
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
                .map(|(group, floor)| FloorState {
                    group: self.group_id(*group),
                    turns: floor.turns,
                    weight: floor.weight,
                })
                .collect(),
            visitors: self
                .visitors_by_age
                .iter()
                .filter_map(|(event, visitor)| {
                    let (_, agent) = self.last_agents.get(visitor)?;
                    let (visitor, agent) = (visitor.to_string(), agent.clone());
                    Some(VisitorState { visitor, agent, seq: event.number() })
                })
                .collect(),
            commands: self
                .commands_by_age
                .values()
                .filter_map(|id| {
                    let (first, last) = self.commands.get(id)?;
                    let (first, last) = (first.number(), last.number());
                    Some(CommandState { id: id.clone(), first, last })
                })
                .collect(),
        }
    }

    /// Returns the agents of the workspace whose row an event has changed. Their loads follow from the other tables.
    fn agent_states(&self) -> Vec<AgentState> {
        let new = (AgentRow::NEW.status, AgentRow::NEW.since, AgentRow::NEW.idle);
        let agents = AgentIx::all(self.router.roster().agent_count()).zip(&self.agents);
        agents
            .filter(|(_, row)| (row.status, row.since, row.idle) != new)
            .map(|(agent, row)| AgentState {
                agent: self.agent_id(agent),
                status: row.status,
                since: row.since,
                idle: row.idle,
            })
            .collect()
    }

    fn conversation_state(
        &self,
        number: ConversationNo,
        row: &ConversationRow,
    ) -> ConversationState {
        let participants = self.participants(number);
        ConversationState {
            number: number.number(),
            conversation: row.id.clone(),
            visitor: (*row.visitor).clone(),
            priority: row.priority,
            arrived: row.arrived,
            chosen: self.team_id(row.chosen),
            participants: participants
                .map(|((_, event), participant)| ParticipantState {
                    seq: event.number(),
                    agent: self.agent_id(participant.agent),
                    group: self.team_id(participant.group),
                    asked: self.team_id(participant.asked),
                })
                .collect(),
            requests: self.requests_of(number).map(|row| self.request_state(row)).collect(),
        }
    }

    fn request_state(&self, request: &RequestRow) -> RequestState {
        let number = request.key.request;
        let escalations = self.escalations.range(keys_with(number));
        let refusals = self.refusals.range(keys_with(number));
        let cooldowns = self.cooldowns.range(keys_with(number));
        let offer_state = |((_, agent), offer): ((ConversationNo, AgentIx), Offer)| OfferState {
            agent: self.agent_id(agent),
            group: self.team_id(offer.team),
            at: offer.at,
            until: offer.until,
            is_offer: offer.is_offer,
            event: (offer.event.0.number(), offer.event.1),
        };
        RequestState {
            number: number.number(),
            group: self.team_id(request.target.team()),
            invited: matches!(request.target, RequestTarget::Invited(_)),
            opened: request.opened,
            escalations: escalations.map(|(_, group)| self.group_id(*group)).collect(),
            offers: self.offers_of_request(request).into_iter().map(offer_state).collect(),
            refusals: refusals
                .map(|((_, agent), at)| RefusalState { agent: self.agent_id(*agent), at: *at })
                .collect(),
            last_refusal: request.last_refusal,
            rounds: request.rounds,
            cooldowns: cooldowns.map(|((_, agent), _)| self.agent_id(*agent)).collect(),
            transferred_by: request.transferred_by.map(|agent| self.agent_id(agent)),
            announced: request.announced.map(|announced| AnnouncedState {
                queued: announced.queued,
                at: announced.at,
                is_current: announced.is_current,
                served: None,
            }),
        }
    }

    /// Returns the state that a desk wrote. The snapshot must be complete and must hold nothing that no desk can write
    /// ([rule B3](crate::_rules#b3)): the invariants hold, and the state gives an equal snapshot.
    pub(crate) fn restored(snapshot: &Snapshot, router: Arc<Router>) -> Result<Self, RestoreError> {
        let state = Self::from_snapshot(snapshot, router)?;
        state.validate_tables()?;
        let mut given = snapshot.clone();
        let written = state.snapshot();
        // Snapshots of earlier versions have `service` within the requests, from which it was restored above.
        if given.remove_old_keys() {
            given.service.clone_from(&written.service);
        }
        if given != written {
            return Err(RestoreError::Inconsistent("it has something that a desk does not write"));
        }
        Ok(state)
    }

    /// Returns the state of a snapshot under a router, whose workspace may be another one. Agents and groups that the
    /// workspace does not have become [removed](super::removed) if a conversation, a request or an offer names them.
    pub(crate) fn from_snapshot(
        snapshot: &Snapshot,
        router: Arc<Router>,
    ) -> Result<Self, RestoreError> {
        let mut state = Self::new(router, snapshot.memory);
        state.replace_row(RowWrite::Clock(EventNo::new(snapshot.version), snapshot.at));
        if let Some(at) = snapshot.at {
            state.now = at;
            // A snapshot has no states of schedules, because they follow from the workspace and the instant.
            state.track_schedules(at);
        }
        for known in &snapshot.agents {
            if let Some(agent) = state.current_agent(&known.agent) {
                let (status, since, idle) = (known.status, known.since, known.idle);
                // Loads are counted by the conversations and offers that follow, so that they cannot contradict them.
                let row = AgentRow { status, since, idle, ..AgentRow::NEW };
                state.replace_row(RowWrite::Agent(agent, row));
            }
        }
        for conversation in &snapshot.conversations {
            state.restore_conversation(conversation)?;
        }
        state.restore_service(snapshot);
        state.restore_retained(snapshot);
        // A snapshot shows a state between two commands, in which nothing is left to examine (invariant V17).
        state.worklist = Worklist::default();
        Ok(state)
    }

    fn team_or_removed(&mut self, group: Option<&GroupId>) -> ServingTeam {
        group.map(|group| self.group_or_removed(group)).into()
    }

    fn restore_conversation(&mut self, known: &ConversationState) -> Result<(), RestoreError> {
        let number = ConversationNo::new(known.number);
        let has_id = self.conversations_by_id.contains_key(&known.conversation);
        // A table would silently keep the last of two equal keys.
        if has_id || self.conversations.contains_key(&number) {
            return Err(TWICE);
        }
        let row = ConversationRow {
            id: known.conversation.clone(),
            visitor: Arc::new(known.visitor.clone()),
            priority: known.priority,
            arrived: known.arrived,
            chosen: self.team_or_removed(known.chosen.as_ref()),
        };
        self.replace_row(RowWrite::Conversation(number, Some(row)));
        for participant in &known.participants {
            let agent = self.agent_or_removed(&participant.agent);
            let key = (number, EventNo::new(participant.seq));
            if self.participant(number, agent).is_some() || self.participants.contains_key(&key) {
                return Err(TWICE);
            }
            let group = self.team_or_removed(participant.group.as_ref());
            let asked = self.team_or_removed(participant.asked.as_ref());
            self.count_restored(agent, |row| row.conversations += 1);
            let row = Participant { agent, group, asked };
            self.replace_row(RowWrite::Participant(key, Some(row)));
        }
        known.requests.iter().try_for_each(|request| self.restore_request(known, request))
    }

    fn count_restored(&mut self, agent: AgentIx, change: impl FnOnce(&mut AgentRow)) {
        let mut row = self.agent_row(agent);
        change(&mut row);
        self.replace_row(RowWrite::Agent(agent, row));
    }

    fn restore_request(
        &mut self,
        conversation: &ConversationState,
        known: &RequestState,
    ) -> Result<(), RestoreError> {
        let number = RequestNo::new(known.number);
        if self.requests.contains_key(&number) {
            return Err(TWICE);
        }
        let target = match (known.invited, self.team_or_removed(known.group.as_ref())) {
            (false, team) => RequestTarget::Chosen(team),
            (true, ServingTeam::Group(group)) => RequestTarget::Invited(group),
            (true, ServingTeam::Workspace) => {
                return Err(RestoreError::Inconsistent("an invitation of no group"));
            }
        };
        let key = QueueKey {
            urgency: Reverse(conversation.priority),
            arrived: conversation.arrived,
            conversation: ConversationNo::new(conversation.number),
            request: number,
        };
        let announced = known.announced.as_ref().map(|announced| Announcement {
            queued: announced.queued,
            at: announced.at,
            is_current: announced.is_current,
        });
        let transferred_by = known.transferred_by.as_ref();
        let mut request = RequestRow {
            open_offers: u32::try_from(known.offers.len()).unwrap_or(u32::MAX),
            last_refusal: known.last_refusal,
            rounds: known.rounds,
            transferred_by: transferred_by.and_then(|agent| self.current_agent(agent)),
            announced,
            ..RequestRow::new(key, target, known.opened)
        };
        // Offers and escalations are indexed by the request, so the row comes first. It is written again with its
        // counts at the end.
        self.replace_row(RowWrite::Request(number, Some(Box::new(request.clone()))));
        for group in &known.escalations {
            let group = self.group_or_removed(group);
            if self.escalations_by_group.contains_key(&(number, group)) {
                return Err(TWICE);
            }
            request.escalations += 1;
            let route = RouteIx::new(request.escalations);
            self.replace_row(RowWrite::Escalation((number, route), Some(group)));
        }
        request.next_step = self.next_step_from(number, target, 0);
        for offer in &known.offers {
            self.restore_offer(key, offer)?;
        }
        for refusal in &known.refusals {
            // A refusal by an agent whom the workspace no longer has excludes nobody.
            if let Some(agent) = self.current_agent(&refusal.agent) {
                if self.refusals.contains_key(&(number, agent)) {
                    return Err(TWICE);
                }
                self.replace_row(RowWrite::Refusal((number, agent), Some(refusal.at)));
                request.refusals += 1;
            }
        }
        for agent in &known.cooldowns {
            if let Some((agent, at)) = self.current_agent(agent).zip(self.clock) {
                self.replace_row(RowWrite::Cooldown((number, agent), Some(at)));
            }
        }
        self.replace_row(RowWrite::Request(number, Some(Box::new(request))));
        // Snapshots of earlier versions keep it with each request.
        if let Some(served) = known.announced.as_ref().and_then(|announced| announced.served) {
            self.replace_row(RowWrite::Service(target, Some(served)));
        }
        Ok(())
    }

    fn restore_offer(&mut self, key: QueueKey, known: &OfferState) -> Result<(), RestoreError> {
        let agent = self.agent_or_removed(&known.agent);
        if self.offers.contains_key(&(key.conversation, agent)) {
            return Err(TWICE);
        }
        self.count_restored(agent, |row| {
            let count = if known.is_offer { &mut row.offers } else { &mut row.notices };
            *count += 1;
        });
        let offer = Offer {
            request: key.request,
            team: self.team_or_removed(known.group.as_ref()),
            at: known.at,
            until: known.until,
            is_offer: known.is_offer,
            event: (EventNo::new(known.event.0), known.event.1),
        };
        self.replace_row(RowWrite::Offer((key.conversation, agent), Some(offer)));
        Ok(())
    }

    /// Restores which service was announced to waiting requests.
    fn restore_service(&mut self, snapshot: &Snapshot) {
        for known in &snapshot.service {
            let target = match (known.invited, self.team_or_removed(known.group.as_ref())) {
                (true, ServingTeam::Group(group)) => RequestTarget::Invited(group),
                (_, team) => RequestTarget::Chosen(team),
            };
            self.replace_row(RowWrite::Service(target, Some(known.served)));
        }
        for group in &snapshot.service_changes {
            let team = self.team(group.as_ref()).filter(|team| self.has_team(*team));
            if let Some((team, at)) = team.zip(self.clock) {
                self.replace_row(RowWrite::ServiceChange(team, Some(at)));
            }
        }
    }

    /// Restores turns, last agents and commands. Turns of agents and groups that the workspace does not have, or of
    /// agents who are not in the group, are dropped.
    fn restore_retained(&mut self, snapshot: &Snapshot) {
        let roster = Arc::clone(self.router.roster());
        for known in &snapshot.turns {
            let group = roster.group(known.group.as_str());
            let ids = group.zip(roster.agent(known.agent.as_str()));
            let member = ids.filter(|(group, agent)| {
                self.membership.position(*agent, ServingTeam::Group(*group)).is_some()
            });
            if let Some((group, agent)) = member {
                self.replace_row(RowWrite::TurnCount((group, agent), Some(known.turns)));
            }
        }
        for known in &snapshot.floors {
            let group = roster.group(known.group.as_str());
            if let Some(group) = group {
                // A ratio needs a positive weight. A snapshot with weight 0 is still rejected, because the state does
                // not give it back.
                let floor = LoadRatio { turns: known.turns, weight: known.weight.max(1) };
                self.replace_row(RowWrite::TurnFloor(group, Some(floor)));
            }
        }
        for known in &snapshot.visitors {
            let last = (EventNo::new(known.seq), known.agent.clone());
            self.replace_row(RowWrite::LastAgent(known.visitor.as_str().into(), Some(last)));
        }
        for known in &snapshot.commands {
            let events = (EventNo::new(known.first), EventNo::new(known.last));
            self.replace_row(RowWrite::Command(known.id.clone(), Some(events)));
        }
    }
}
