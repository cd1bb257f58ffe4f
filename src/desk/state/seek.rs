//! Finding: who serves a call, who may be told of it, which call an agent is to be told of next.

use std::collections::BTreeSet;

use smallvec::SmallVec;

use crate::desk::state::State;
use crate::desk::state::put::Blocked;
use crate::desk::state::rows::{CallRow, Home, Key, Seat, Team, Telling};
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

    /// What an agent is told of, in the order of rule D4.
    pub(crate) fn told_to(&self, agent: u32) -> Vec<((u64, u32), Telling)> {
        let of = (agent, 0)..=(agent, u64::MAX);
        let keys = self.tellings_of.range(of).map(|(_, conversation)| (*conversation, agent));
        let mut told: Vec<_> =
            keys.filter_map(|key| Some((key, *self.tellings.get(&key)?))).collect();
        told.sort_by_key(|(_, telling)| self.calls.get(&telling.call).map(|call| call.key));
        told
    }

    /// Who answers for what a call asks, now (rule A2); nobody where no group can serve.
    pub(crate) fn serving(&self, home: Home) -> Option<Team> {
        match home {
            Home::Chosen(Team::Workspace) => {
                let count = self.presence.count(self.router.roster(), None, Some(self.now));
                (count.online > 0).then_some(Team::Workspace)
            }
            Home::Chosen(Team::Group(chosen)) => {
                self.router.serving(chosen, &self.presence, self.now).map(Team::Group)
            }
            Home::Invited(group) => self.serves(group).then_some(Team::Group(group)),
        }
    }

    /// Whether a group by itself can serve now.
    pub(crate) fn serves(&self, group: u32) -> bool {
        self.router.serves(group, &self.presence, self.now)
    }

    /// The groups through which a call is told now: whoever serves it, and each group that it was
    /// escalated to and that can serve by itself. Each has a lane of its own: what is open through
    /// one of them keeps no other from telling its agents (invariant I10).
    pub(crate) fn lanes(&self, call: &CallRow) -> SmallVec<[Team; 2]> {
        let mut lanes: SmallVec<[Team; 2]> = self.serving(call.home).into_iter().collect();
        for group in call.added.iter().filter(|group| self.serves(**group)) {
            let team = Team::Group(*group);
            if lanes.first() != Some(&team) {
                lanes.push(team);
            }
        }
        lanes
    }

    /// Whether somebody else may be told through a group, as far as the call goes: a broadcast goes
    /// on while nothing is offered, an offer needs the lane for itself.
    pub(crate) fn is_free(&self, call: &CallRow, team: Team) -> bool {
        let open = call.open_through(team);
        if self.manner(team).is_broadcast() { open.offers == 0 } else { open.tellings == 0 }
    }

    /// The groups through which nobody else can be told of a call.
    pub(super) fn blocked(&self, call: &CallRow) -> Blocked {
        let through = call.through.iter().map(|(team, _)| *team);
        let mut blocked: Blocked = through.filter(|team| !self.is_free(call, *team)).collect();
        blocked.sort_unstable();
        blocked
    }

    /// The calls of which somebody could be told through the group that serves them.
    pub(crate) fn open_to(&self, home: Home, team: Team) -> impl Iterator<Item = &BTreeSet<Key>> {
        let of_home = self.open.range((home, Blocked::new())..);
        of_home
            .take_while(move |((of, _), _)| *of == home)
            .filter(move |((_, blocked), _)| !blocked.contains(&team))
            .map(|(_, keys)| keys)
    }

    /// Whether an agent who has room may be told of a call now: as the event of it could be applied,
    /// and not a second time in one instant.
    pub(crate) fn may_hear(&self, call: &CallRow, agent: u32) -> bool {
        self.asked.get(&(call.key.call, agent)) != Some(&self.now) && self.fits(call, agent)
    }

    /// Whether an agent is neither inside, nor told of the conversation already, nor has the agent
    /// refused; who handed it over is asked last.
    pub(super) fn fits(&self, call: &CallRow, agent: u32) -> bool {
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

    /// Whether a team may ask an agent now: eligible (rule A3), below its most notices.
    pub(crate) fn may_ask(&self, team: Team, agent: u32) -> bool {
        let row = self.agent_row(agent);
        let manner = self.manner(team);
        row.status == Status::Online
            && self.has_room(agent, &row)
            && self.chart.stand(agent, team).is_some()
            && (!manner.is_broadcast() || row.notices < manner.max_notices)
    }

    /// The first call in the order of rule D4 that an agent may be told of now.
    pub(crate) fn next_for(&self, agent: u32) -> Option<Key> {
        let teams = self.chart.teams(agent).map(|(team, _)| team);
        teams.filter(|team| self.may_ask(*team, agent)).filter_map(|t| self.first(t, agent)).min()
    }

    fn first(&self, team: Team, agent: u32) -> Option<Key> {
        let mut sets: Vec<&BTreeSet<Key>> = Vec::new();
        match team {
            Team::Workspace => sets.extend(self.open_to(Home::Chosen(team), team)),
            Team::Group(group) => {
                for chosen in self.chart.served_by(group) {
                    let home = Home::Chosen(Team::Group(chosen));
                    if self.open_to(home, team).next().is_some() && self.serving(home) == Some(team)
                    {
                        sets.extend(self.open_to(home, team));
                    }
                }
                if self.serves(group) {
                    sets.extend(self.open_to(Home::Invited(group), team));
                    sets.extend(self.added.get(&group));
                }
            }
        }
        let may_hear =
            |key: &&Key| self.calls.get(&key.call).is_some_and(|call| self.may_hear(call, agent));
        sets.into_iter().filter_map(|set| set.iter().find(may_hear)).min().copied()
    }

    /// The call of a conversation of which a team tells an agent.
    pub(crate) fn call_for(&self, conversation: u64, team: Team, agent: u32) -> Option<u64> {
        self.calls_of(conversation).find_map(|call| {
            let is_told = self.lanes(call).contains(&team)
                && self.is_free(call, team)
                && self.fits(call, agent);
            is_told.then_some(call.key.call)
        })
    }
}
