//! Look-ups: the participants, requests and offers of a conversation or an agent, the routes of a request, and whether
//! a request can be offered to an agent.

use std::collections::BTreeSet;

use crate::desk::state::State;
use crate::desk::state::rows::{
    Offer, OfferRoutes, Participant, RequestRow, RequestTarget, ServingTeam,
};
use crate::id::ConversationId;
use crate::ix::{AgentIx, ConversationNo, EventNo, GroupIx, RequestNo, RouteIx, keys_with};
use crate::status::AgentStatus;

impl State {
    /// Returns the number of the conversation with an id.
    pub(crate) fn conversation(&self, id: &ConversationId) -> Option<ConversationNo> {
        self.conversations_by_id.get(id).copied()
    }

    /// Returns the id of a conversation. Every number in a table has a row (invariant V2); a number without one would
    /// get an empty id, which no event can name.
    pub(crate) fn conversation_id(&self, conversation: ConversationNo) -> ConversationId {
        let row = self.conversations.get(&conversation);
        debug_assert!(row.is_some(), "{conversation:?} has a row");
        row.map_or_else(|| "".into(), |row| row.id.clone())
    }

    /// Returns the participants of a conversation in the order in which they joined.
    pub(crate) fn participants(
        &self,
        conversation: ConversationNo,
    ) -> impl DoubleEndedIterator<Item = ((ConversationNo, EventNo), Participant)> {
        let rows = self.participants.range(keys_with(conversation));
        rows.map(|(key, participant)| (*key, *participant))
    }

    /// Returns the key of an agent's participant row in a conversation.
    pub(crate) fn participant(
        &self,
        conversation: ConversationNo,
        agent: AgentIx,
    ) -> Option<(ConversationNo, EventNo)> {
        // An agent is in a conversation at most once, so this range has at most one key.
        let keys = (agent, conversation, EventNo::MIN)..=(agent, conversation, EventNo::MAX);
        let mut found = self.participants_by_agent.range(keys);
        found.next().map(|(_, conversation, event)| (*conversation, *event))
    }

    /// Returns the requests of a conversation in the order in which they were opened.
    pub(crate) fn requests_of(
        &self,
        conversation: ConversationNo,
    ) -> impl Iterator<Item = &RequestRow> {
        let keys = self.requests_by_conversation.range(keys_with(conversation));
        keys.filter_map(|(_, request)| self.requests.get(request))
    }

    /// Returns the open request for the chosen team of a conversation.
    pub(crate) fn main_request(&self, conversation: ConversationNo) -> Option<&RequestRow> {
        let mut requests = self.requests_of(conversation);
        requests.find(|request| matches!(request.target, RequestTarget::Chosen(_)))
    }

    /// Returns the open offers and notices of a request in the order in which they were made.
    pub(crate) fn offers_of_request(
        &self,
        request: &RequestRow,
    ) -> Vec<((ConversationNo, AgentIx), Offer)> {
        let agents = self.offers_by_request.range(keys_with(request.key.request));
        let keys = agents.map(|(_, agent)| (request.key.conversation, *agent));
        let mut offers: Vec<_> =
            keys.filter_map(|key| Some((key, *self.offers.get(&key)?))).collect();
        // The table has the order of agents. The events show in which order the offers were made.
        offers.sort_by_key(|(_, offer)| offer.event);
        offers
    }

    /// Returns the open offers and notices of an agent in the order of [rule D4](crate::_rules#d4).
    pub(crate) fn offers_to_agent(
        &self,
        agent: AgentIx,
    ) -> Vec<((ConversationNo, AgentIx), Offer)> {
        let conversations = self.offers_by_agent.range(keys_with(agent));
        let keys = conversations.map(|(_, conversation)| (*conversation, agent));
        let mut offers: Vec<_> =
            keys.filter_map(|key| Some((key, *self.offers.get(&key)?))).collect();
        offers.sort_by_key(|(_, offer)| self.requests.get(&offer.request).map(|row| row.key));
        offers
    }

    /// Returns the route by which a team can offer a request now: 0 for the team that serves its target, or the number
    /// of the escalation to the team. Each team has a route of its own, so an offer through one team does not keep
    /// another team from making offers ([invariant I10](crate::_rules#i10)).
    pub(crate) fn route_of(
        &self,
        request: RequestNo,
        target: RequestTarget,
        team: ServingTeam,
    ) -> Option<RouteIx> {
        // Route 0 takes precedence over an escalation to the serving team, so a team never has two routes of a request.
        if self.serving(target) == Some(team) {
            return Some(RouteIx::MIN);
        }
        let group = team.group().filter(|group| self.serves(*group))?;
        self.escalations_by_group.get(&(request, group)).copied()
    }

    /// Returns the team that can offer a request by a route now.
    pub(crate) fn team_of_route(
        &self,
        request: &RequestRow,
        route: RouteIx,
    ) -> Option<ServingTeam> {
        self.work.count();
        let serving = self.serving(request.target);
        if route == RouteIx::MIN {
            return serving;
        }
        let group = *self.escalations.get(&(request.key.request, route))?;
        // The group that serves the target makes offers by route 0 alone.
        Some(ServingTeam::Group(group)).filter(|team| self.serves(group) && serving != Some(*team))
    }

    /// Returns the routes by which a request may reach an agent, ascending.
    pub(crate) fn routes_with(&self, request: &RequestRow, agent: AgentIx) -> BTreeSet<RouteIx> {
        let number = request.key.request;
        // Groups of all agents are not in the list of the agent's groups, so they are found among the escalations.
        let has_all_agents =
            |group: &GroupIx| self.membership.has_all_agents(ServingTeam::Group(*group));
        let escalated = self.escalations_by_group.range(keys_with(number));
        let of_all_agents = escalated.map(|((_, group), _)| *group).filter(has_all_agents);
        let listed = self.membership.listed(agent).map(|(group, _)| group);
        let groups = listed.chain(of_all_agents);
        let routes = groups.filter_map(|group| self.escalations_by_group.get(&(number, group)));
        std::iter::once(RouteIx::MIN).chain(routes.copied()).collect()
    }

    /// Returns `true` if a request can be offered now to an agent who has room.
    pub(crate) fn is_offerable(&self, request: &RequestRow, agent: AgentIx) -> bool {
        self.cooldowns.get(&(request.key.request, agent)) != Some(&self.now)
            && self.is_eligible_for(request, agent)
    }

    /// Returns `true` if an agent is not in the conversation, has no offer of it and has not refused the request. The
    /// agent who transferred the conversation is eligible only while nobody else has an offer.
    pub(super) fn is_eligible_for(&self, request: &RequestRow, agent: AgentIx) -> bool {
        self.work.count();
        let conversation = request.key.conversation;
        self.participant(conversation, agent).is_none()
            && !self.offers.contains_key(&(conversation, agent))
            && !self.has_refused(request, agent)
            && (request.transferred_by != Some(agent) || request.open_offers == 0)
    }

    /// Returns `true` if an agent has refused a request and the refusal has not expired.
    fn has_refused(&self, request: &RequestRow, agent: AgentIx) -> bool {
        self.refusals.contains_key(&(request.key.request, agent)) && !self.all_have_refused(request)
    }

    /// Returns `true` if the refusals of a request have expired because nobody was left to ask for long enough.
    pub(crate) fn all_have_refused(&self, request: &RequestRow) -> bool {
        self.retry_at(request).is_some_and(|at| at <= self.now)
    }

    /// Puts a request whose refusals have expired on the worklist: by its routes or by the agents who had refused,
    /// whichever are fewer.
    pub(crate) fn recheck_refused(&mut self, request: &RequestRow) {
        if request.escalations < request.refusals {
            self.worklist.requests.insert((request.key, OfferRoutes::From(RouteIx::MIN)));
        } else {
            let refusals = self.refusals.range(keys_with(request.key.request));
            let agents = refusals.map(|((_, agent), _)| *agent);
            agents.for_each(|agent| self.worklist.find_work_for(agent, request.key));
        }
    }

    /// Returns `true` if a team may make an offer to an agent now: the agent is eligible
    /// ([rule A3](crate::_rules#a3)) and has fewer notices than the team allows.
    pub(crate) fn may_ask(&self, team: ServingTeam, agent: AgentIx) -> bool {
        self.work.count();
        let row = self.agent_row(agent);
        let policy = self.offer_policy(team);
        // In the order of their cost: the row is at hand, and the position needs a binary search.
        row.status == AgentStatus::Online
            && self.has_room(agent, &row)
            && self.membership.position(agent, team).is_some()
            && (!policy.is_broadcast() || row.notices < policy.max_notices)
    }

    /// Returns the request of a conversation that a team can offer to an agent.
    pub(crate) fn request_for(
        &self,
        conversation: ConversationNo,
        team: ServingTeam,
        agent: AgentIx,
    ) -> Option<RequestNo> {
        self.requests_of(conversation).find_map(|request| {
            let number = request.key.request;
            let can_offer = self.route_of(number, request.target, team).is_some()
                && self.is_free(number, team)
                && self.is_eligible_for(request, agent);
            can_offer.then_some(number)
        })
    }
}
