//! What a desk can be asked ([rule D16](crate::_rules#d16)).

use std::iter::Peekable;

use serde::Serialize;

use crate::desk::Desk;
use crate::desk::state::State;
use crate::desk::state::rows::{RequestRow, RequestTarget, ServingTeam};
use crate::id::{AgentId, AsId, ConversationId, GroupId};
use crate::router::Situation;
use crate::time::Timestamp;
use crate::visitor::Visitor;

/// How a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConversationStatus {
    /// The visitor is to pick a group.
    Asked,
    /// An offer or a notice of its call is open.
    #[serde(rename = "told")]
    Offered,
    /// Nobody is in it and nobody is told.
    Waiting,
    /// An agent is in it.
    Running,
}

/// The current state of a conversation ([rule D16](crate::_rules#d16)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// When it arrived.
    pub arrived: Timestamp,
    /// Its priority.
    pub priority: i64,
    /// What the conversation waits for.
    #[serde(rename = "stage")]
    pub status: ConversationStatus,
    /// The agents in the conversation, in the order of joining.
    #[serde(rename = "inside")]
    pub participants: Vec<Participant>,
    /// Its open requests for an agent, in the order of opening.
    #[serde(rename = "calls")]
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
    /// The conversation.
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
    /// The conversation.
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
    /// A conversation as it stands; nothing for one that is closed or never arrived.
    #[must_use]
    pub fn conversation(&self, id: impl AsId<ConversationId>) -> Option<Conversation> {
        let number = *self.state.by_id.get(id.as_text())?;
        let row = self.state.conversations.get(&number)?;
        let inside: Vec<Participant> = self
            .state
            .participants(number)
            .map(|(_, seat)| Participant {
                agent: self.state.agent_id(seat.agent),
                group: self.state.team_id(seat.group),
            })
            .collect();
        let open = self.state.requests_of(number);
        let calls: Vec<AgentRequest> = open.map(|call| self.state.request_view(call)).collect();
        let stage = if !inside.is_empty() {
            ConversationStatus::Running
        } else if calls.is_empty() {
            ConversationStatus::Asked
        } else if calls.iter().any(|call| !call.offers.is_empty()) {
            ConversationStatus::Offered
        } else {
            ConversationStatus::Waiting
        };
        let (id, arrived, priority) = (row.id.clone(), row.arrived, row.priority);
        Some(Conversation {
            id,
            arrived,
            priority,
            status: stage,
            participants: inside,
            requests: calls,
        })
    }

    /// Every conversation, in the order of arrival.
    pub fn conversations(&self) -> impl Iterator<Item = Conversation> {
        self.state.conversations.values().filter_map(|row| self.conversation(&row.id))
    }

    /// What waits for a group, chosen or invited, in the order of [rule D4](crate::_rules#d4) with invitations among
    /// the others. Nothing for a group that the workspace does not have.
    pub fn waiting(&self, group: impl AsId<GroupId>) -> impl Iterator<Item = AgentRequest> {
        let group = self.state.router.roster().group(group.as_text());
        let homes = group.map(|group| {
            [RequestTarget::Chosen(ServingTeam::Group(group)), RequestTarget::Invited(group)]
        });
        self.in_queue(homes.into_iter().flatten())
    }

    /// What waits because no group takes the visitor ([rule D17](crate::_rules#d17)).
    pub fn waiting_for_anyone(&self) -> impl Iterator<Item = AgentRequest> {
        self.in_queue([RequestTarget::Chosen(ServingTeam::Workspace)].into_iter())
    }

    fn in_queue(
        &self,
        homes: impl Iterator<Item = RequestTarget>,
    ) -> impl Iterator<Item = AgentRequest> {
        let queues = homes.filter_map(|home| self.state.waiting.get(&home));
        let mut queues: Vec<_> = queues.map(|queue| queue.iter().peekable()).collect();
        let keys = std::iter::from_fn(move || {
            let first = |keys: &mut Peekable<_>| keys.peek().copied();
            let firsts = queues.iter_mut().enumerate();
            let firsts = firsts.filter_map(|(n, keys)| Some((first(keys)?, n)));
            let (_, n) = firsts.min()?;
            queues.get_mut(n)?.next()
        });
        (1..).zip(keys).filter_map(|(place, key)| {
            let call = self.state.requests.get(&key.request)?;
            Some(AgentRequest { position: Some(place), ..self.state.request_view_at(call, None) })
        })
    }

    /// What an agent has in hand; nothing for one whom the workspace does not have.
    #[must_use]
    pub fn workload(&self, agent: impl AsId<AgentId>) -> Option<Workload> {
        let agent = self.state.router.roster().agent(agent.as_text())?;
        let seats =
            self.state.participants_by_agent.range((agent, 0, 0)..=(agent, u64::MAX, u64::MAX));
        let rows = seats.filter_map(|(_, number, _)| self.state.conversations.get(number));
        let told = self.state.offers_to_agent(agent);
        Some(Workload {
            conversations: rows.map(|row| row.id.clone()).collect(),
            offers: told
                .into_iter()
                .map(|(key, _)| key)
                .filter_map(|k| self.state.open_offer(k))
                .collect(),
        })
    }

    /// A visitor before this desk's router and presence: for the picker that the widget shows, and
    /// for what a decision would be. The instant is the visitor's.
    #[must_use]
    pub fn situation<'a>(&'a self, visitor: &'a Visitor<'a>) -> Situation<'a> {
        self.state.router.situation(visitor, &self.state.presence)
    }
}

impl State {
    fn request_view(&self, call: &RequestRow) -> AgentRequest {
        self.request_view_at(call, call.waits().then(|| self.position(call)))
    }

    fn request_view_at(&self, call: &RequestRow, place: Option<usize>) -> AgentRequest {
        let row = self.conversations.get(&call.key.conversation);
        let told = self.offers_of_request(call);
        AgentRequest {
            conversation: row.map_or_else(|| "".into(), |row| row.id.clone()),
            group: self.team_id(call.target.team()),
            is_invitation: matches!(call.target, RequestTarget::Invited(_)),
            since: call.opened,
            offers: told.into_iter().filter_map(|(key, _)| self.open_offer(key)).collect(),
            position: place,
        }
    }

    /// The place of a waiting call among those for the same group.
    fn position(&self, call: &RequestRow) -> usize {
        let homes = match call.target.team() {
            ServingTeam::Workspace => [Some(RequestTarget::Chosen(ServingTeam::Workspace)), None],
            ServingTeam::Group(group) => [
                Some(RequestTarget::Chosen(ServingTeam::Group(group))),
                Some(RequestTarget::Invited(group)),
            ],
        };
        let queues = homes.into_iter().flatten().filter_map(|home| self.waiting.get(&home));
        queues.map(|queue| queue.rank(&call.key)).sum::<usize>() + 1
    }

    fn open_offer(&self, key: (u64, u32)) -> Option<OpenOffer> {
        let telling = self.offers.get(&key)?;
        Some(OpenOffer {
            conversation: self.conversations.get(&key.0)?.id.clone(),
            agent: self.agent_id(key.1),
            group: self.team_id(telling.team),
            is_offer: telling.is_offer,
            until: telling.until,
        })
    }
}
