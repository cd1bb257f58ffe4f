//! Applies events to agents (status, load, turns) and to the participants of conversations.

use std::sync::Arc;

use crate::desk::apply::Inapplicable;
use crate::desk::event::Event;
use crate::desk::ordering::{LAST_NUMBER, LoadRatio, weight_of};
use crate::desk::state::rows::{AgentRow, Participant, RequestTarget, ServingTeam};
use crate::desk::state::{RowWrite, State};
use crate::id::{AgentId, ConversationId, GroupId};
use crate::ix::{AgentIx, ConversationNo, EventNo, GroupIx, RequestNo, keys_with};
use crate::status::AgentStatus;
use crate::time::Timestamp;

impl State {
    pub(super) fn change_status(&mut self, agent: AgentIx, status: AgentStatus, at: Timestamp) {
        self.change_agent(agent, false, |row| {
            // `longest_idle` counts from the last time that the agent came online, so a pause
            // does not count as idle time (rule D11).
            if status == AgentStatus::Online {
                row.idle = at;
            }
            (row.status, row.since) = (status, at);
        });
    }

    /// Changes the row of an agent.
    ///
    /// An agent who comes online or gains room can be asked again: earlier refusals are removed. The end of an offer
    /// only gives back the room that the offer took, so it is no gain (`gains` is `false`). An agent who becomes
    /// eligible gets at least the turn floor of each group.
    pub(super) fn change_agent(
        &mut self,
        agent: AgentIx,
        gains: bool,
        change: impl FnOnce(&mut AgentRow),
    ) {
        let before = self.agent_row(agent);
        let mut after = before;
        change(&mut after);
        let presence_of =
            |row: &AgentRow| (row.status == AgentStatus::Online, self.has_room(agent, row));
        let ((was_online, had_room), (is_online, has_room)) =
            (presence_of(&before), presence_of(&after));
        // The floor is raised before the row is written: writing the row inserts the agent into the
        // candidates, whose order depends on the turns.
        if is_online && has_room && !(was_online && had_room) {
            self.raise_to_floors(agent);
        }
        // The end of an offer must not lift refusals: an agent who has just declined would gain
        // room by that and would be offered the same request again.
        if is_online && !was_online || gains && has_room && !had_room {
            self.lift_refusals(agent);
        }
        self.write(RowWrite::Agent(agent, after));
    }

    /// [Rule D11](crate::_rules#d11): raises the turns of an agent to the floor of each group, so an agent who
    /// comes back does not get all visitors at first.
    fn raise_to_floors(&mut self, agent: AgentIx) {
        // Groups of all agents have no membership rows. Only those that have counted a turn have a
        // floor, and only these are visited.
        let listed = self.membership.listed(agent).map(|(group, _)| group);
        let has_all_agents =
            |group: &GroupIx| self.membership.has_all_agents(ServingTeam::Group(*group));
        let of_all_agents = self.turn_floors.keys().copied().filter(has_all_agents);
        let groups: Vec<GroupIx> = listed.chain(of_all_agents).collect();
        for group in groups {
            self.raise_to_floor(agent, ServingTeam::Group(group));
        }
    }

    /// Raises the turns of an agent to the floor of one group.
    pub(super) fn raise_to_floor(&mut self, agent: AgentIx, team: ServingTeam) {
        let floor = team.group().and_then(|group| Some((group, *self.turn_floors.get(&group)?)));
        let position = self.membership.position(agent, team);
        if let (Some((group, floor)), Some(position)) = (floor, position) {
            let weight = weight_of(self.offer_policy(team).strategy, position.weight);
            let least = floor.turns_for(weight);
            // A floor only raises. An agent with more turns than the floor keeps them, or a short
            // absence would erase them.
            if self.turn_count(group, agent) < least {
                self.write(RowWrite::TurnCount((group, agent), Some(least)));
            }
        }
    }

    /// Removes the refusals of an agent.
    pub(super) fn lift_refusals(&mut self, agent: AgentIx) {
        let refusals = self.refusals_by_agent.range(keys_with(agent));
        // Collected first, because the loop writes the table that it would read.
        let requests: Vec<RequestNo> = refusals.map(|(_, request)| *request).collect();
        for request in requests {
            // The end of a round removes every refusal of the request.
            self.end_round(request);
            if self.refusals.contains_key(&(request, agent)) {
                self.forget_refusal(request, agent);
            }
        }
    }

    /// [Rule D11](crate::_rules#d11): counts a turn of an agent in a group. The turns before it become the floor of
    /// the group if they exceed it.
    pub(super) fn count_turn(&mut self, team: ServingTeam, agent: AgentIx) {
        let strategy = self.offer_policy(team).strategy;
        let Some(group) = team.group() else {
            return;
        };
        let position = self.membership.position(agent, team);
        debug_assert!(position.is_some(), "only a member of a team gets an offer through it");
        let weight = position.map_or(1, |position| position.weight);
        let turns = self.turn_count(group, agent);
        let before = LoadRatio { turns, weight: weight_of(strategy, weight) };
        // The floor is the ratio before this turn: an agent who comes back is level with those
        // whose turn is next, and has no missed turns to catch up on.
        if self.turn_floors.get(&group).is_none_or(|floor| *floor < before) {
            self.write(RowWrite::TurnFloor(group, Some(before)));
        }
        // Turns are written to JSON, so they stay within the integers that every reader keeps
        // exactly.
        let turns = turns.saturating_add(1).min(LAST_NUMBER);
        self.write(RowWrite::TurnCount((group, agent), Some(turns)));
    }

    pub(super) fn joined(
        &mut self,
        event: &Event,
        conversation: &ConversationId,
        group: Option<&GroupId>,
        agent: &AgentId,
    ) -> Result<(), Inapplicable> {
        let number = self.known(conversation)?;
        let agent = self.current_agent(agent).ok_or(Inapplicable)?;
        let team = self.team(group).ok_or(Inapplicable)?;
        if self.participant(number, agent).is_some() {
            return Err(Inapplicable);
        }
        // `asked` is the team to which the conversation returns if this agent leaves as the last
        // one. It is the team of the request and not that of the offer, which may be a fallback or
        // an escalation.
        let asked = match self.offers.get(&(number, agent)).copied() {
            Some(offer) if offer.team != team => return Err(Inapplicable),
            // The agent has accepted an offer or a notice.
            Some(offer) => {
                let row = self.requests.get(&offer.request).ok_or(Inapplicable)?;
                let asked = row.target.team();
                self.close_request(offer.request);
                asked
            }
            // The agent was assigned by name.
            None => {
                let row = self.conversations.get(&number).ok_or(Inapplicable)?;
                let asked = row.chosen;
                let main = self.main_request(number).map(|request| request.key.request);
                main.into_iter().for_each(|request| self.close_request(request));
                asked
            }
        };
        let participant = Participant { agent, group: team, asked };
        let seq = EventNo::new(event.seq);
        self.write(RowWrite::Participant((number, seq), Some(participant)));
        self.change_agent(agent, false, |row| {
            row.conversations = row.conversations.saturating_add(1);
            row.idle = event.at;
        });
        // The number of the event orders the visitors by age, so the oldest can be forgotten
        // without a clock.
        self.remember_agent(seq, number, agent);
        Ok(())
    }

    /// Remembers the last agent of a visitor, for `sticky` groups. The oldest one is forgotten if there are more than
    /// the retention allows.
    fn remember_agent(&mut self, event: EventNo, conversation: ConversationNo, agent: AgentIx) {
        let row = self.conversations.get(&conversation);
        let visitor = row.and_then(|row| row.visitor.known_id());
        let Some(visitor) = visitor.map(Arc::<str>::from) else {
            return;
        };
        let id = self.agent_id(agent);
        self.write(RowWrite::LastAgent(visitor, Some((event, id))));
        if self.last_agents.len() > self.retention.visitors as usize {
            let oldest = self.visitors_by_age.first_key_value().map(|(_, visitor)| visitor.clone());
            oldest.into_iter().for_each(|visitor| self.write(RowWrite::LastAgent(visitor, None)));
        }
    }

    /// Returns the last agent of the visitor of a conversation, if the workspace still has the agent.
    pub(crate) fn last_agent(&self, conversation: ConversationNo) -> Option<AgentIx> {
        let visitor = self.conversations.get(&conversation)?.visitor.known_id()?;
        let (_, agent) = self.last_agents.get(visitor)?;
        self.current_agent(agent)
    }

    pub(super) fn left(
        &mut self,
        event: &Event,
        conversation: &ConversationId,
        agent: &AgentId,
    ) -> Result<(), Inapplicable> {
        let number = self.known(conversation)?;
        // Not `current_agent`: an agent whom a new workspace no longer has must still be able to
        // leave.
        let agent = self.agent(agent).ok_or(Inapplicable)?;
        let key = self.participant(number, agent).ok_or(Inapplicable)?;
        let participant = self.participants.get(&key).copied().ok_or(Inapplicable)?;
        self.remove_participant(key, event.at);
        // The last participant has left: invitations end, and a request is opened for the team that this participant
        // was asked through.
        if self.participants(number).next().is_none() {
            self.close_requests(number);
            self.choose(number, participant.asked);
            let target = RequestTarget::Chosen(participant.asked);
            self.open_request(number, event, target, None)?;
        }
        Ok(())
    }

    pub(super) fn remove_participant(&mut self, key: (ConversationNo, EventNo), at: Timestamp) {
        let Some(participant) = self.participants.get(&key).copied() else {
            return;
        };
        self.write(RowWrite::Participant(key, None));
        // Leaving a conversation is a gain of room, so the agent can be asked again about requests
        // that they refused.
        self.change_agent(participant.agent, true, |row| {
            row.conversations = row.conversations.saturating_sub(1);
            row.idle = at;
        });
    }

    /// Changes the number of open offers or notices of an agent.
    pub(super) fn count_offer(
        &mut self,
        agent: AgentIx,
        is_offer: bool,
        change: impl FnOnce(u32) -> u32,
    ) {
        self.change_agent(agent, false, |row| {
            let count = if is_offer { &mut row.offers } else { &mut row.notices };
            *count = change(*count);
        });
    }

    /// [Rule D3](crate::_rules#d3): an offer or a notice was declined or has expired.
    pub(super) fn refused(
        &mut self,
        at: Timestamp,
        conversation: &ConversationId,
        group: Option<&GroupId>,
        agent: &AgentId,
    ) -> Result<(), Inapplicable> {
        let (conversation, agent) = self.offer(conversation, group, agent)?;
        let offer = self.offers.get(&(conversation, agent)).ok_or(Inapplicable)?;
        let request = offer.request;
        self.end_offer((conversation, agent), at)?;
        self.record_refusal(request, agent, at);
        Ok(())
    }

    /// Returns `true` if a team asks an agent because of `sticky`: the agent is the last one of the visitor.
    pub(crate) fn is_sticky(
        &self,
        team: ServingTeam,
        conversation: ConversationNo,
        agent: AgentIx,
    ) -> bool {
        // `sticky` is a setting of the group that asks, not of the chosen group (rule D10).
        self.offer_policy(team).sticky && self.last_agent(conversation) == Some(agent)
    }
}
