//! Finding: who serves a call, who may be told of it, which call an agent is to be told of next.

use std::collections::BTreeSet;

use crate::desk::state::State;
use crate::desk::state::rows::{
    Offer, OfferRoutes, Participant, RequestRow, RequestTarget, ServingTeam,
};
use crate::id::ConversationId;
use crate::status::AgentStatus;

impl State {
    pub(crate) fn conversation(&self, id: &ConversationId) -> Option<u64> {
        self.by_id.get(id).copied()
    }

    /// Who is in a conversation, in the order of joining.
    pub(crate) fn participants(
        &self,
        conversation: u64,
    ) -> impl DoubleEndedIterator<Item = ((u64, u64), Participant)> {
        let of = (conversation, 0)..=(conversation, u64::MAX);
        self.participants.range(of).map(|(key, seat)| (*key, *seat))
    }

    /// The seat of an agent in a conversation.
    pub(crate) fn participant(&self, conversation: u64, agent: u32) -> Option<(u64, u64)> {
        let of = (agent, conversation, 0)..=(agent, conversation, u64::MAX);
        self.participants_by_agent
            .range(of)
            .next()
            .map(|(_, conversation, event)| (*conversation, *event))
    }

    /// The calls of a conversation, in the order of opening.
    pub(crate) fn requests_of(&self, conversation: u64) -> impl Iterator<Item = &RequestRow> {
        let of = (conversation, 0)..=(conversation, u64::MAX);
        self.requests_by_conversation.range(of).filter_map(|(_, call)| self.requests.get(call))
    }

    /// The call by which a conversation came in or was handed over, while it is open.
    pub(crate) fn main_request(&self, conversation: u64) -> Option<&RequestRow> {
        let mut calls = self.requests_of(conversation);
        calls.find(|call| matches!(call.target, RequestTarget::Chosen(_)))
    }

    /// Who is told of a call, in the order of telling.
    pub(crate) fn offers_of_request(&self, call: &RequestRow) -> Vec<((u64, u32), Offer)> {
        let of = (call.key.request, 0)..=(call.key.request, u32::MAX);
        let keys =
            self.offers_by_request.range(of).map(|(_, agent)| (call.key.conversation, *agent));
        let mut told: Vec<_> =
            keys.filter_map(|key| Some((key, *self.offers.get(&key)?))).collect();
        told.sort_by_key(|(_, telling)| telling.event);
        told
    }

    /// What an agent is told of, in the order of [rule D4](crate::_rules#d4).
    pub(crate) fn offers_to_agent(&self, agent: u32) -> Vec<((u64, u32), Offer)> {
        let of = (agent, 0)..=(agent, u64::MAX);
        let keys = self.offers_by_agent.range(of).map(|(_, conversation)| (*conversation, agent));
        let mut told: Vec<_> =
            keys.filter_map(|key| Some((key, *self.offers.get(&key)?))).collect();
        told.sort_by_key(|(_, telling)| self.requests.get(&telling.call).map(|call| call.key));
        told
    }

    /// The lane of a call by which a group tells of it now: 0 of whoever serves it, else the number of
    /// the escalation to it. Each group has a lane of its own: what is open through one of them keeps no
    /// other from telling its agents ([invariant I10](crate::_rules#i10)).
    pub(crate) fn route_of(
        &self,
        call: u64,
        home: RequestTarget,
        team: ServingTeam,
    ) -> Option<u32> {
        if self.serving(home) == Some(team) {
            return Some(0);
        }
        let group = team.group().filter(|group| self.serves(*group))?;
        self.escalated.get(&(call, group)).copied()
    }

    /// The group that tells of a call by a lane now.
    pub(crate) fn team_of_route(&self, call: &RequestRow, lane: u32) -> Option<ServingTeam> {
        self.steps.count();
        let serving = self.serving(call.target);
        if lane == 0 {
            return serving;
        }
        let group = *self.escalations.get(&(call.key.request, lane))?;
        Some(ServingTeam::Group(group)).filter(|team| self.serves(group) && serving != Some(*team))
    }

    /// The lanes by which a call may ask an agent now, ascending.
    pub(crate) fn routes_with(&self, call: &RequestRow, agent: u32) -> BTreeSet<u32> {
        let of = (call.key.request, 0)..=(call.key.request, u32::MAX);
        let is_of_everyone = |group: &u32| self.membership.has_everyone(ServingTeam::Group(*group));
        let everyones = self.escalated.range(of).map(|((_, group), _)| *group);
        let everyones = everyones.filter(is_of_everyone);
        let groups = self.membership.listed(agent).map(|(group, _)| group).chain(everyones);
        let escalated = groups.filter_map(|group| self.escalated.get(&(call.key.request, group)));
        std::iter::once(0).chain(escalated.copied()).collect()
    }

    /// Whether an agent who has room may be told of a call now: as the event of it could be applied,
    /// and not a second time in one instant.
    pub(crate) fn is_offerable(&self, call: &RequestRow, agent: u32) -> bool {
        self.asked.get(&(call.key.request, agent)) != Some(&self.now)
            && self.is_eligible_for(call, agent)
    }

    /// Whether an agent is neither inside, nor told of the conversation already, nor has the agent
    /// refused; who handed it over is asked last.
    pub(super) fn is_eligible_for(&self, call: &RequestRow, agent: u32) -> bool {
        self.steps.count();
        let conversation = call.key.conversation;
        self.participant(conversation, agent).is_none()
            && !self.offers.contains_key(&(conversation, agent))
            && !self.has_refused(call, agent)
            && (call.asked_last != Some(agent) || call.tellings == 0)
    }

    /// Whether a refusal of an agent counts now.
    fn has_refused(&self, call: &RequestRow, agent: u32) -> bool {
        self.refusals.contains_key(&(call.key.request, agent)) && !self.all_have_refused(call)
    }

    /// Whether the refusals of a call count no more, for nobody was left to ask for so long.
    pub(crate) fn all_have_refused(&self, call: &RequestRow) -> bool {
        self.retry_at(call).is_some_and(|at| at <= self.now)
    }

    /// Refusals of a call have come to count no more: whichever are fewer are looked at, its lanes or the
    /// agents who had refused.
    pub(crate) fn recheck_refused(&mut self, call: &RequestRow) {
        let of = (call.key.request, 0)..=(call.key.request, u32::MAX);
        if call.escalations < call.refusals {
            self.worklist.calls.insert((call.key, OfferRoutes::From(0)));
        } else {
            let agents = self.refusals.range(of).map(|((_, agent), _)| *agent);
            agents.for_each(|agent| self.worklist.find_work_for(agent, call.key));
        }
    }

    /// Whether a team may ask an agent now: eligible ([rule A3](crate::_rules#a3)), below its most notices.
    pub(crate) fn may_ask(&self, team: ServingTeam, agent: u32) -> bool {
        self.steps.count();
        let row = self.agent_row(agent);
        let manner = self.offer_policy(team);
        row.status == AgentStatus::Online
            && self.has_room(agent, &row)
            && self.membership.position(agent, team).is_some()
            && (!manner.is_broadcast() || row.notices < manner.max_notices)
    }

    /// The call of a conversation of which a team tells an agent.
    pub(crate) fn request_for(
        &self,
        conversation: u64,
        team: ServingTeam,
        agent: u32,
    ) -> Option<u64> {
        self.requests_of(conversation).find_map(|call| {
            let number = call.key.request;
            let is_told = self.route_of(number, call.target, team).is_some()
                && self.is_free(number, team)
                && self.is_eligible_for(call, agent);
            is_told.then_some(number)
        })
    }
}
