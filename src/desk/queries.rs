//! Queries of a desk ([rule D16](crate::_rules#d16)).

use std::iter::Peekable;

use serde::Serialize;

use crate::desk::Desk;
use crate::desk::state::State;
use crate::desk::state::rows::{RequestRow, RequestTarget, ServingTeam};
use crate::id::{AgentId, AsId, ConversationId, GroupId};
use crate::ix::{AgentIx, ConversationNo, EventNo};
use crate::router::Situation;
use crate::time::Timestamp;
use crate::visitor::Visitor;

/// What a conversation waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConversationStatus {
    /// The visitor has been asked to pick a group.
    Asked,
    /// An offer or a notice of its request is open.
    #[serde(rename = "told")]
    Offered,
    /// No agent is in it, and no offer or notice is open.
    Waiting,
    /// At least one agent is in it.
    Running,
}

/// The current state of a conversation ([rule D16](crate::_rules#d16)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Conversation {
    /// The id of the conversation.
    pub id: ConversationId,
    /// When the visitor opened it.
    pub arrived: Timestamp,
    /// Its priority. A higher priority is offered first.
    pub priority: i64,
    /// What the conversation waits for.
    #[serde(rename = "stage")]
    pub status: ConversationStatus,
    /// The agents in the conversation, in the order of joining.
    #[serde(rename = "inside")]
    pub participants: Vec<Participant>,
    /// Its open requests for an agent, in the order of opening.
    #[serde(rename = "requests")]
    pub requests: Vec<AgentRequest>,
}

/// An agent in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Participant {
    /// The agent.
    pub agent: AgentId,
    /// The group through which the agent joined. `None` if no group took the visitor.
    pub group: Option<GroupId>,
}

/// An open request of a conversation for one agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AgentRequest {
    /// The id of the conversation.
    pub conversation: ConversationId,
    /// The chosen or invited group. `None` if no group took the visitor.
    pub group: Option<GroupId>,
    /// `true` if the group was invited into the conversation.
    pub is_invitation: bool,
    /// When the request was opened.
    pub since: Timestamp,
    /// The open offers and notices, in the order in which they were made.
    #[serde(rename = "told")]
    pub offers: Vec<OpenOffer>,
    /// The position in the queue of the group while the request waits, counted from 1.
    #[serde(rename = "place")]
    pub position: Option<usize>,
}

/// An offer or a notice that an agent has not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OpenOffer {
    /// The id of the conversation.
    pub conversation: ConversationId,
    /// The agent who got it.
    pub agent: AgentId,
    /// The group through which the agent got it.
    pub group: Option<GroupId>,
    /// `true` for an offer, which counts against the capacity of the agent; `false` for a notice.
    pub is_offer: bool,
    /// When it expires. `None` for a notice without an end.
    pub until: Option<Timestamp>,
}

/// The conversations and the open offers of an agent ([rule D16](crate::_rules#d16)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Workload {
    /// The conversations that the agent is in, in the order of arrival.
    pub conversations: Vec<ConversationId>,
    /// The open offers and notices of the agent, in the order of [rule D4](crate::_rules#d4).
    #[serde(rename = "told")]
    pub offers: Vec<OpenOffer>,
}

impl Desk {
    /// Returns the current state of a conversation; `None` if the conversation is closed or has never arrived.
    #[must_use]
    pub fn conversation(&self, id: impl AsId<ConversationId>) -> Option<Conversation> {
        let number = *self.state.conversations_by_id.get(id.as_text())?;
        let row = self.state.conversations.get(&number)?;
        let participants = self.state.participants(number).map(|(_, participant)| Participant {
            agent: self.state.agent_id(participant.agent),
            group: self.state.team_id(participant.group),
        });
        let participants: Vec<Participant> = participants.collect();
        let requests = self.state.requests_of(number);
        let requests = requests.map(|request| self.state.request_view(request));
        let requests: Vec<AgentRequest> = requests.collect();
        // A running conversation may have open requests, too: invitations. So participants are
        // examined first.
        let status = if !participants.is_empty() {
            ConversationStatus::Running
        } else if requests.is_empty() {
            ConversationStatus::Asked
        } else if requests.iter().any(|request| !request.offers.is_empty()) {
            ConversationStatus::Offered
        } else {
            ConversationStatus::Waiting
        };
        let (id, arrived, priority) = (row.id.clone(), row.arrived, row.priority);
        Some(Conversation { id, arrived, priority, status, participants, requests })
    }

    /// Returns every conversation that is not closed, in the order of arrival.
    pub fn conversations(&self) -> impl Iterator<Item = Conversation> {
        self.state.conversations.values().filter_map(|row| self.conversation(&row.id))
    }

    /// Returns the requests that wait for a group, in the order of [rule D4](crate::_rules#d4). Requests that invite
    /// the group are among them. The iterator is empty for a group that the workspace does not have.
    pub fn waiting(&self, group: impl AsId<GroupId>) -> impl Iterator<Item = AgentRequest> {
        let group = self.state.router.roster().group(group.as_text());
        // Both queues hold requests for this group: one as the chosen group, one as an invited
        // group.
        let targets = group.map(|group| {
            [RequestTarget::Chosen(ServingTeam::Group(group)), RequestTarget::Invited(group)]
        });
        self.in_queue(targets.into_iter().flatten())
    }

    /// Returns the waiting requests of visitors whom no group takes ([rule D17](crate::_rules#d17)).
    pub fn waiting_for_anyone(&self) -> impl Iterator<Item = AgentRequest> {
        self.in_queue([RequestTarget::Chosen(ServingTeam::Workspace)].into_iter())
    }

    /// Merges the ordered queues of some targets.
    fn in_queue(
        &self,
        targets: impl Iterator<Item = RequestTarget>,
    ) -> impl Iterator<Item = AgentRequest> {
        let queues = targets.filter_map(|target| self.state.waiting.get(&target));
        let mut queues: Vec<_> = queues.map(|queue| queue.iter().peekable()).collect();
        // A merge of at most two sorted sequences: each step takes the smaller head. No request is
        // collected before it is asked for.
        let keys = std::iter::from_fn(move || {
            let first = |keys: &mut Peekable<_>| keys.peek().copied();
            let firsts = queues.iter_mut().enumerate();
            let firsts = firsts.filter_map(|(n, keys)| Some((first(keys)?, n)));
            let (_, n) = firsts.min()?;
            queues.get_mut(n)?.next()
        });
        (1..).zip(keys).filter_map(|(position, key)| {
            let request = self.state.requests.get(&key.request)?;
            // The position is known by counting here. Looking it up for each request would cost a
            // logarithm each.
            let view = self.state.request_view_at(request, None);
            Some(AgentRequest { position: Some(position), ..view })
        })
    }

    /// Returns the conversations and the open offers of an agent; `None` for an agent that the workspace does not
    /// have.
    #[must_use]
    pub fn workload(&self, agent: impl AsId<AgentId>) -> Option<Workload> {
        let agent = self.state.router.roster().agent(agent.as_text())?;
        let keys =
            (agent, ConversationNo::MIN, EventNo::MIN)..=(agent, ConversationNo::MAX, EventNo::MAX);
        let participants = self.state.participants_by_agent.range(keys);
        let offers = self.state.offers_to_agent(agent).into_iter();
        Some(Workload {
            conversations: participants
                .map(|(_, number, _)| self.state.conversation_id(*number))
                .collect(),
            offers: offers.filter_map(|(key, _)| self.state.open_offer(key)).collect(),
        })
    }

    /// Returns the [`Situation`] of a visitor with this desk's router and presence: for the picker that the widget
    /// shows, or to find out what the router would decide. The instant is the visitor's own
    /// [`at`](Visitor::at).
    #[must_use]
    pub fn situation<'a>(&'a self, visitor: &'a Visitor<'a>) -> Situation<'a> {
        self.state.router.situation(visitor, &self.state.presence)
    }
}

impl State {
    fn request_view(&self, request: &RequestRow) -> AgentRequest {
        self.request_view_at(request, request.waits().then(|| self.position(request)))
    }

    fn request_view_at(&self, request: &RequestRow, position: Option<usize>) -> AgentRequest {
        let offers = self.offers_of_request(request).into_iter();
        AgentRequest {
            conversation: self.conversation_id(request.key.conversation),
            group: self.team_id(request.target.team()),
            is_invitation: matches!(request.target, RequestTarget::Invited(_)),
            since: request.opened,
            offers: offers.filter_map(|(key, _)| self.open_offer(key)).collect(),
            position,
        }
    }

    /// Returns the position of a waiting request among those for the same group, counted from 1.
    fn position(&self, request: &RequestRow) -> usize {
        let targets = match request.target.team() {
            ServingTeam::Workspace => [Some(RequestTarget::Chosen(ServingTeam::Workspace)), None],
            ServingTeam::Group(group) => [
                Some(RequestTarget::Chosen(ServingTeam::Group(group))),
                Some(RequestTarget::Invited(group)),
            ],
        };
        let queues = targets.into_iter().flatten().filter_map(|target| self.waiting.get(&target));
        // The rank in a merge of sorted sequences is the sum of the ranks in each of them.
        queues.map(|queue| queue.rank(&request.key)).sum::<usize>() + 1
    }

    fn open_offer(&self, (conversation, agent): (ConversationNo, AgentIx)) -> Option<OpenOffer> {
        let offer = self.offers.get(&(conversation, agent))?;
        Some(OpenOffer {
            conversation: self.conversation_id(conversation),
            agent: self.agent_id(agent),
            group: self.team_id(offer.team),
            is_offer: offer.is_offer,
            until: offer.until,
        })
    }
}
