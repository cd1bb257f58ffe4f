//! Finding: who serves a call, who may be told of it, which call an agent is to be told of next.

use std::collections::BTreeSet;

use crate::desk::state::State;
use crate::desk::state::rows::{CallRow, Home, Lanes, Seat, Team, Telling};
use crate::id::ConversationId;
use crate::status::Status;

impl State {
    pub(crate) fn conversation(&self, id: &ConversationId) -> Option<u64> {
        self.by_id.get(id).copied()
    }

    /// Who is in a conversation, in the order of joining.
    pub(crate) fn seats(
        &self,
        conversation: u64,
    ) -> impl DoubleEndedIterator<Item = ((u64, u64), Seat)> {
        let of = (conversation, 0)..=(conversation, u64::MAX);
        self.seats.range(of).map(|(key, seat)| (*key, *seat))
    }

    /// The seat of an agent in a conversation.
    pub(crate) fn seat(&self, conversation: u64, agent: u32) -> Option<(u64, u64)> {
        let of = (agent, conversation, 0)..=(agent, conversation, u64::MAX);
        self.seats_of.range(of).next().map(|(_, conversation, event)| (*conversation, *event))
    }

    /// The calls of a conversation, in the order of opening.
    pub(crate) fn calls_of(&self, conversation: u64) -> impl Iterator<Item = &CallRow> {
        let of = (conversation, 0)..=(conversation, u64::MAX);
        self.calls_of.range(of).filter_map(|(_, call)| self.calls.get(call))
    }

    /// The call by which a conversation came in or was handed over, while it is open.
    pub(crate) fn main_call(&self, conversation: u64) -> Option<&CallRow> {
        let mut calls = self.calls_of(conversation);
        calls.find(|call| matches!(call.home, Home::Chosen(_)))
    }

    /// Who is told of a call, in the order of telling.
    pub(crate) fn told_of(&self, call: &CallRow) -> Vec<((u64, u32), Telling)> {
        let of = (call.key.call, 0)..=(call.key.call, u32::MAX);
        let keys = self.told_of.range(of).map(|(_, agent)| (call.key.conversation, *agent));
        let mut told: Vec<_> =
            keys.filter_map(|key| Some((key, *self.tellings.get(&key)?))).collect();
        told.sort_by_key(|(_, telling)| telling.told);
        told
    }

    /// What an agent is told of, in the order of [rule D4](crate::_rules#d4).
    pub(crate) fn told_to(&self, agent: u32) -> Vec<((u64, u32), Telling)> {
        let of = (agent, 0)..=(agent, u64::MAX);
        let keys = self.tellings_of.range(of).map(|(_, conversation)| (*conversation, agent));
        let mut told: Vec<_> =
            keys.filter_map(|key| Some((key, *self.tellings.get(&key)?))).collect();
        told.sort_by_key(|(_, telling)| self.calls.get(&telling.call).map(|call| call.key));
        told
    }

    /// The lane of a call by which a group tells of it now: 0 of whoever serves it, else the number of
    /// the escalation to it. Each group has a lane of its own: what is open through one of them keeps no
    /// other from telling its agents ([invariant I10](crate::_rules#i10)).
    pub(crate) fn lane_of(&self, call: u64, home: Home, team: Team) -> Option<u32> {
        if self.serving(home) == Some(team) {
            return Some(0);
        }
        let group = team.group().filter(|group| self.serves(*group))?;
        self.escalated.get(&(call, group)).copied()
    }

    /// The group that tells of a call by a lane now.
    pub(crate) fn team_of(&self, call: &CallRow, lane: u32) -> Option<Team> {
        self.steps.count();
        let serving = self.serving(call.home);
        if lane == 0 {
            return serving;
        }
        let group = *self.escalations.get(&(call.key.call, lane))?;
        Some(Team::Group(group)).filter(|team| self.serves(group) && serving != Some(*team))
    }

    /// The lanes by which a call may ask an agent now, ascending.
    pub(crate) fn lanes_with(&self, call: &CallRow, agent: u32) -> BTreeSet<u32> {
        let of = (call.key.call, 0)..=(call.key.call, u32::MAX);
        let is_of_everyone = |group: &u32| self.chart.has_everyone(Team::Group(*group));
        let everyones = self.escalated.range(of).map(|((_, group), _)| *group);
        let everyones = everyones.filter(is_of_everyone);
        let groups = self.chart.listed(agent).map(|(group, _)| group).chain(everyones);
        let escalated = groups.filter_map(|group| self.escalated.get(&(call.key.call, group)));
        std::iter::once(0).chain(escalated.copied()).collect()
    }

    /// Whether an agent who has room may be told of a call now: as the event of it could be applied,
    /// and not a second time in one instant.
    pub(crate) fn may_hear(&self, call: &CallRow, agent: u32) -> bool {
        self.asked.get(&(call.key.call, agent)) != Some(&self.now) && self.fits(call, agent)
    }

    /// Whether an agent is neither inside, nor told of the conversation already, nor has the agent
    /// refused; who handed it over is asked last.
    pub(super) fn fits(&self, call: &CallRow, agent: u32) -> bool {
        self.steps.count();
        let conversation = call.key.conversation;
        self.seat(conversation, agent).is_none()
            && !self.tellings.contains_key(&(conversation, agent))
            && !self.has_refused(call, agent)
            && (call.asked_last != Some(agent) || call.tellings == 0)
    }

    /// Whether a refusal of an agent counts now.
    fn has_refused(&self, call: &CallRow, agent: u32) -> bool {
        self.refusals.contains_key(&(call.key.call, agent)) && !self.refusals_are_over(call)
    }

    /// Whether the refusals of a call count no more, for nobody was left to ask for so long.
    pub(crate) fn refusals_are_over(&self, call: &CallRow) -> bool {
        self.retry_at(call).is_some_and(|at| at <= self.now)
    }

    /// Refusals of a call have come to count no more: whichever are fewer are looked at, its lanes or the
    /// agents who had refused.
    pub(crate) fn look_at_refused(&mut self, call: &CallRow) {
        let of = (call.key.call, 0)..=(call.key.call, u32::MAX);
        if call.escalations < call.refusals {
            self.agenda.calls.insert((call.key, Lanes::From(0)));
        } else {
            let agents = self.refusals.range(of).map(|((_, agent), _)| *agent);
            agents.for_each(|agent| self.agenda.look_for(agent, call.key));
        }
    }

    /// Whether a team may ask an agent now: eligible ([rule A3](crate::_rules#a3)), below its most notices.
    pub(crate) fn may_ask(&self, team: Team, agent: u32) -> bool {
        self.steps.count();
        let row = self.agent_row(agent);
        let manner = self.manner(team);
        row.status == Status::Online
            && self.has_room(agent, &row)
            && self.chart.stand(agent, team).is_some()
            && (!manner.is_broadcast() || row.notices < manner.max_notices)
    }

    /// The call of a conversation of which a team tells an agent.
    pub(crate) fn call_for(&self, conversation: u64, team: Team, agent: u32) -> Option<u64> {
        self.calls_of(conversation).find_map(|call| {
            let number = call.key.call;
            let is_told = self.lane_of(number, call.home, team).is_some()
                && self.is_free(number, team)
                && self.fits(call, agent);
            is_told.then_some(number)
        })
    }
}
