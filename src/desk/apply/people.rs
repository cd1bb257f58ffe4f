//! What events do to agents: status, load, turns; and to who is in a conversation.

use std::sync::Arc;

use crate::desk::apply::Inapplicable;
use crate::desk::event::Event;
use crate::desk::ordering::{LAST_NUMBER, LoadRatio, weight_of};
use crate::desk::state::rows::{AgentRow, Participant, RequestTarget, ServingTeam};
use crate::desk::state::{RowWrite, State};
use crate::id::{AgentId, ConversationId, GroupId};
use crate::status::AgentStatus;
use crate::time::Timestamp;

impl State {
    pub(super) fn change_status(&mut self, agent: u32, status: AgentStatus, at: Timestamp) {
        self.change_agent(agent, false, |row| {
            if status == AgentStatus::Online {
                row.idle = at;
            }
            (row.status, row.since) = (status, at);
        });
    }

    /// Changes how an agent stands. Coming online anew and gaining room lift the agent's earlier
    /// refusals; the end of an offer gives back the room that it took, and is no gain (`gains`).
    /// Becoming eligible brings the turns to the floor of each group.
    pub(super) fn change_agent(
        &mut self,
        agent: u32,
        gains: bool,
        change: impl FnOnce(&mut AgentRow),
    ) {
        let before = self.agent_row(agent);
        let mut after = before;
        change(&mut after);
        let stood = |row: &AgentRow| (row.status == AgentStatus::Online, self.has_room(agent, row));
        let ((was_online, had_room), (is_online, has_room)) = (stood(&before), stood(&after));
        if is_online && has_room && !(was_online && had_room) {
            self.raise_to_floors(agent);
        }
        if is_online && !was_online || gains && has_room && !had_room {
            self.lift_refusals(agent);
        }
        self.write(RowWrite::Agent(agent, after));
    }

    /// [Rule D11](crate::_rules#d11): an agent that becomes eligible has at least the floor, so that coming back brings
    /// no flood.
    fn raise_to_floors(&mut self, agent: u32) {
        let listed = self.membership.listed(agent).map(|(group, _)| group);
        let with_floor = self.turn_floors.keys().copied();
        let of_everyone =
            with_floor.filter(|group| self.membership.has_everyone(ServingTeam::Group(*group)));
        let groups: Vec<u32> = listed.chain(of_everyone).collect();
        for group in groups {
            self.raise_to_floor(agent, ServingTeam::Group(group));
        }
    }

    /// The same in one group.
    pub(super) fn raise_to_floor(&mut self, agent: u32, team: ServingTeam) {
        let floor = team.group().and_then(|group| Some((group, *self.turn_floors.get(&group)?)));
        let weight = self.membership.position(agent, team).map(|(_, weight)| weight);
        if let (Some((group, floor)), Some(weight)) = (floor, weight) {
            let least = floor.turns_for(weight_of(self.offer_policy(team).strategy, weight));
            if self.turn_counts.get(&(group, agent)).copied().unwrap_or_default() < least {
                self.write(RowWrite::TurnCount((group, agent), Some(least)));
            }
        }
    }

    /// Refusals of an agent count no more.
    pub(super) fn lift_refusals(&mut self, agent: u32) {
        let of = (agent, 0)..=(agent, u64::MAX);
        let calls: Vec<u64> = self.refusals_by_agent.range(of).map(|(_, call)| *call).collect();
        for call in calls {
            self.end_round(call);
            if self.refusals.contains_key(&(call, agent)) {
                self.forget_refusal(call, agent);
            }
        }
    }

    /// [Rule D11](crate::_rules#d11): the turn of an agent in a group.
    pub(super) fn count_turn(&mut self, team: ServingTeam, agent: u32) {
        let strategy = self.offer_policy(team).strategy;
        let Some(group) = team.group() else {
            return;
        };
        let weight = self.membership.position(agent, team).map_or(1, |(_, weight)| weight);
        let turns = self.turn_counts.get(&(group, agent)).copied().unwrap_or_default();
        let had = LoadRatio { turns, weight: weight_of(strategy, weight) };
        if self.turn_floors.get(&group).is_none_or(|floor| *floor < had) {
            self.write(RowWrite::TurnFloor(group, Some(had)));
        }
        self.write(RowWrite::TurnCount(
            (group, agent),
            Some(turns.saturating_add(1).min(LAST_NUMBER)),
        ));
    }

    pub(super) fn joined(
        &mut self,
        event: &Event,
        conversation: &ConversationId,
        group: Option<&GroupId>,
        agent: &AgentId,
    ) -> Result<(), Inapplicable> {
        let number = self.known(conversation)?;
        let agent = self.living_agent(agent).ok_or(Inapplicable)?;
        let team = self.team(group).ok_or(Inapplicable)?;
        if self.participant(number, agent).is_some() {
            return Err(Inapplicable);
        }
        let chosen =
            self.conversations.get(&number).map_or(ServingTeam::Workspace, |row| row.chosen);
        let key = (number, agent);
        let asked = match self.offers.get(&key).copied() {
            Some(telling) if telling.team != team => return Err(Inapplicable),
            // By an answer to what the agent was told.
            Some(telling) => {
                let home =
                    self.requests.get(&telling.call).map(|call| call.target).ok_or(Inapplicable)?;
                self.close_request(telling.call);
                home.team()
            }
            // By name.
            None => {
                let main = self.main_request(number).map(|call| call.key.request);
                main.into_iter().for_each(|call| self.close_request(call));
                chosen
            }
        };
        let seat = Participant { agent, group: team, asked };
        self.write(RowWrite::Participant((number, event.seq), Some(seat)));
        self.change_agent(agent, false, |row| {
            row.conversations = row.conversations.saturating_add(1);
            row.idle = event.at;
        });
        self.remember_agent(event.seq, number, agent);
        Ok(())
    }

    /// The last agent of the visitor, for `sticky` groups.
    fn remember_agent(&mut self, seq: u64, conversation: u64, agent: u32) {
        let row = self.conversations.get(&conversation);
        let visitor = row.and_then(|row| row.visitor.known_id());
        let Some(visitor) = visitor.map(Arc::<str>::from) else {
            return;
        };
        let id = self.agent_id(agent);
        self.write(RowWrite::LastAgent(visitor, Some((seq, id))));
        if self.last_agents.len() > self.retention.visitors as usize {
            let oldest = self.visitors_by_age.first_key_value().map(|(_, visitor)| visitor.clone());
            oldest.into_iter().for_each(|visitor| self.write(RowWrite::LastAgent(visitor, None)));
        }
    }

    /// The one whom a visitor last talked to.
    pub(crate) fn last_agent(&self, conversation: u64) -> Option<u32> {
        let visitor = self.conversations.get(&conversation)?.visitor.known_id()?;
        let (_, agent) = self.last_agents.get(visitor)?;
        self.living_agent(agent)
    }

    pub(super) fn left(
        &mut self,
        event: &Event,
        conversation: &ConversationId,
        agent: &AgentId,
    ) -> Result<(), Inapplicable> {
        let number = self.known(conversation)?;
        let agent = self.agent(agent).ok_or(Inapplicable)?;
        let key = self.participant(number, agent).ok_or(Inapplicable)?;
        let seat = self.participants.get(&key).copied().ok_or(Inapplicable)?;
        self.remove_participant(key, event.at);
        // Nobody is inside: it is a call again, of the group that the last one had come for, and
        // whoever was invited beside them is not any more.
        if self.participants(number).next().is_none() {
            self.close_requests(number);
            self.choose(number, seat.asked);
            self.open_request(
                number,
                event.seq,
                event.at,
                RequestTarget::Chosen(seat.asked),
                None,
            )?;
        }
        Ok(())
    }

    /// The agent of a seat goes.
    pub(super) fn remove_participant(&mut self, key: (u64, u64), at: Timestamp) {
        let Some(seat) = self.participants.get(&key).copied() else {
            return;
        };
        self.write(RowWrite::Participant(key, None));
        self.change_agent(seat.agent, true, |row| {
            row.conversations = row.conversations.saturating_sub(1);
            row.idle = at;
        });
    }

    /// What an agent has open changes with a telling.
    pub(super) fn count_offer(
        &mut self,
        agent: u32,
        is_offer: bool,
        change: impl FnOnce(u32) -> u32,
    ) {
        self.change_agent(agent, false, |row| {
            let place = if is_offer { &mut row.offers } else { &mut row.notices };
            *place = change(*place);
        });
    }

    /// [Rule D3](crate::_rules#d3): a decline or an expiry.
    pub(super) fn refused(
        &mut self,
        at: Timestamp,
        conversation: &ConversationId,
        group: Option<&GroupId>,
        agent: &AgentId,
    ) -> Result<(), Inapplicable> {
        let key = self.offer(conversation, group, agent)?;
        let call = self.offers.get(&key).map(|telling| telling.call).ok_or(Inapplicable)?;
        self.end_offer(key, at)?;
        self.record_refusal(call, key.1, at);
        Ok(())
    }

    /// Whose offer it is by `sticky`: the visitor's last agent, where the team asks that one first.
    pub(crate) fn is_sticky(&self, team: ServingTeam, conversation: u64, agent: u32) -> bool {
        self.offer_policy(team).sticky && self.last_agent(conversation) == Some(agent)
    }
}
