//! What a desk can be asked ([rule D16](crate::_rules#d16)).

use std::iter::Peekable;

use serde::Serialize;

use crate::desk::Desk;
use crate::desk::state::State;
use crate::desk::state::rows::{CallRow, Home, Team};
use crate::id::{AgentId, ConversationId, GroupId, Names};
use crate::router::Situation;
use crate::time::Timestamp;
use crate::visitor::Visitor;

/// How a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Stage {
    /// The visitor is to pick a group.
    Asked,
    /// An offer or a notice of its call is open.
    Told,
    /// Nobody is in it and nobody is told.
    Waiting,
    /// An agent is in it.
    Running,
}

/// A conversation as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// When it arrived.
    pub arrived: Timestamp,
    /// Its priority.
    pub priority: i64,
    /// How it stands.
    pub stage: Stage,
    /// Who is in it, in the order of joining.
    pub inside: Vec<Inside>,
    /// Its open calls, in the order of opening.
    pub calls: Vec<Call>,
}

/// Somebody in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Inside {
    /// Who.
    pub agent: AgentId,
    /// Through which group; none where no group took the visitor.
    pub group: Option<GroupId>,
}

/// A conversation's open need for one agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Call {
    /// Of which conversation.
    pub conversation: ConversationId,
    /// The group that was chosen or invited; none where no group took the visitor.
    pub group: Option<GroupId>,
    /// Whether the group was invited.
    pub is_invitation: bool,
    /// Since when it is open.
    pub since: Timestamp,
    /// Who is told, in the order of telling.
    pub told: Vec<Told>,
    /// While it waits, its place in the queue of its group, from 1.
    pub place: Option<usize>,
}

/// An open offer or notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Told {
    /// Of which conversation.
    pub conversation: ConversationId,
    /// Who is told.
    pub agent: AgentId,
    /// Through which group.
    pub group: Option<GroupId>,
    /// An offer, which takes room; else a notice.
    pub is_offer: bool,
    /// Until when it holds; a notice may have no end.
    pub until: Option<Timestamp>,
}

/// What an agent has in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Work {
    /// The conversations that the agent is in, in the order of arrival.
    pub conversations: Vec<ConversationId>,
    /// What the agent is told of, in the order of [rule D4](crate::_rules#d4).
    pub told: Vec<Told>,
}

impl Desk {
    /// A conversation as it stands; nothing for one that is closed or never arrived.
    #[must_use]
    pub fn conversation(&self, id: impl Names<ConversationId>) -> Option<Conversation> {
        let number = *self.state.by_id.get(id.as_text())?;
        let row = self.state.conversations.get(&number)?;
        let inside: Vec<Inside> = self
            .state
            .seats(number)
            .map(|(_, seat)| Inside {
                agent: self.state.agent_id(seat.agent),
                group: self.state.team_id(seat.group),
            })
            .collect();
        let open = self.state.calls_of(number);
        let calls: Vec<Call> = open.map(|call| self.state.call_view(call)).collect();
        let stage = if !inside.is_empty() {
            Stage::Running
        } else if calls.is_empty() {
            Stage::Asked
        } else if calls.iter().any(|call| !call.told.is_empty()) {
            Stage::Told
        } else {
            Stage::Waiting
        };
        let (id, arrived, priority) = (row.id.clone(), row.arrived, row.priority);
        Some(Conversation { id, arrived, priority, stage, inside, calls })
    }

    /// Every conversation, in the order of arrival.
    pub fn conversations(&self) -> impl Iterator<Item = Conversation> {
        self.state.conversations.values().filter_map(|row| self.conversation(&row.id))
    }

    /// What waits for a group, chosen or invited, in the order of [rule D4](crate::_rules#d4) with invitations among
    /// the others. Nothing for a group that the workspace does not have.
    pub fn waiting(&self, group: impl Names<GroupId>) -> impl Iterator<Item = Call> {
        let group = self.state.router.roster().group(group.as_text());
        let homes = group.map(|group| [Home::Chosen(Team::Group(group)), Home::Invited(group)]);
        self.in_queue(homes.into_iter().flatten())
    }

    /// What waits because no group takes the visitor ([rule D17](crate::_rules#d17)).
    pub fn waiting_for_anyone(&self) -> impl Iterator<Item = Call> {
        self.in_queue([Home::Chosen(Team::Workspace)].into_iter())
    }

    fn in_queue(&self, homes: impl Iterator<Item = Home>) -> impl Iterator<Item = Call> {
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
            let call = self.state.calls.get(&key.call)?;
            Some(Call { place: Some(place), ..self.state.call_at(call, None) })
        })
    }

    /// What an agent has in hand; nothing for one whom the workspace does not have.
    #[must_use]
    pub fn working(&self, agent: impl Names<AgentId>) -> Option<Work> {
        let agent = self.state.router.roster().agent(agent.as_text())?;
        let seats = self.state.seats_of.range((agent, 0, 0)..=(agent, u64::MAX, u64::MAX));
        let rows = seats.filter_map(|(_, number, _)| self.state.conversations.get(number));
        let told = self.state.told_to(agent);
        Some(Work {
            conversations: rows.map(|row| row.id.clone()).collect(),
            told: told.into_iter().map(|(key, _)| key).filter_map(|k| self.state.told(k)).collect(),
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
    fn call_view(&self, call: &CallRow) -> Call {
        self.call_at(call, call.waits().then(|| self.place(call)))
    }

    fn call_at(&self, call: &CallRow, place: Option<usize>) -> Call {
        let row = self.conversations.get(&call.key.conversation);
        let told = self.told_of(call);
        Call {
            conversation: row.map_or_else(|| "".into(), |row| row.id.clone()),
            group: self.team_id(call.home.team()),
            is_invitation: matches!(call.home, Home::Invited(_)),
            since: call.opened,
            told: told.into_iter().filter_map(|(key, _)| self.told(key)).collect(),
            place,
        }
    }

    /// The place of a waiting call among those for the same group.
    fn place(&self, call: &CallRow) -> usize {
        let homes = match call.home.team() {
            Team::Workspace => [Some(Home::Chosen(Team::Workspace)), None],
            Team::Group(group) => {
                [Some(Home::Chosen(Team::Group(group))), Some(Home::Invited(group))]
            }
        };
        let queues = homes.into_iter().flatten().filter_map(|home| self.waiting.get(&home));
        queues.map(|queue| queue.rank(&call.key)).sum::<usize>() + 1
    }

    fn told(&self, key: (u64, u32)) -> Option<Told> {
        let telling = self.tellings.get(&key)?;
        Some(Told {
            conversation: self.conversations.get(&key.0)?.id.clone(),
            agent: self.agent_id(key.1),
            group: self.team_id(telling.team),
            is_offer: telling.is_offer,
            until: telling.until,
        })
    }
}
