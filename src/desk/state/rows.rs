//! The rows of a desk's tables. Agents, groups and schedules are places of the workspace, conversations
//! and calls the numbers of the events that opened them.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use crate::id::ConversationId;
use crate::status::AgentStatus;
use crate::time::Timestamp;
use crate::visitor::Visitor;

/// Through whom an agent is told: a group, or the workspace for visitors whom no group takes
/// ([rule D17](crate::_rules#d17)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ServingTeam {
    Workspace,
    Group(u32),
}

/// What a call asks for: whoever serves the chosen group now, or an invited group and nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RequestTarget {
    Chosen(ServingTeam),
    Invited(u32),
}

impl RequestTarget {
    /// The group that it names.
    pub(crate) fn team(self) -> ServingTeam {
        match self {
            Self::Chosen(team) => team,
            Self::Invited(group) => ServingTeam::Group(group),
        }
    }
}

impl ServingTeam {
    pub(crate) fn group(self) -> Option<u32> {
        match self {
            Self::Workspace => None,
            Self::Group(group) => Some(group),
        }
    }
}

impl From<Option<u32>> for ServingTeam {
    fn from(group: Option<u32>) -> Self {
        group.map_or(Self::Workspace, Self::Group)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AgentRow {
    pub(crate) status: AgentStatus,
    /// Since when the status is this.
    pub(crate) since: Timestamp,
    /// When the agent last joined or left a conversation or came online, whichever came last
    /// ([rule D11](crate::_rules#d11)).
    pub(crate) idle: Timestamp,
    pub(crate) conversations: u32,
    pub(crate) offers: u32,
    pub(crate) notices: u32,
}

impl AgentRow {
    /// Never heard of.
    pub(crate) const NEW: Self = Self {
        status: AgentStatus::Offline,
        since: Timestamp::MIN,
        idle: Timestamp::MIN,
        conversations: 0,
        offers: 0,
        notices: 0,
    };

    /// Conversations and open offers ([rule D1](crate::_rules#d1)).
    pub(crate) fn load(&self) -> u32 {
        self.conversations.saturating_add(self.offers)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ConversationRow {
    pub(crate) id: ConversationId,
    pub(crate) visitor: Arc<Visitor<'static>>,
    pub(crate) priority: i64,
    pub(crate) arrived: Timestamp,
    /// By the last routing or hand-over; the workspace where no group was chosen.
    pub(crate) chosen: ServingTeam,
}

/// Somebody in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Participant {
    pub(crate) agent: u32,
    /// The one in `joined`.
    pub(crate) group: ServingTeam,
    /// The one that the call had asked for.
    pub(crate) asked: ServingTeam,
}

/// The place of a call in the order of [rule D4](crate::_rules#d4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct QueueKey {
    pub(crate) urgency: Reverse<i64>,
    pub(crate) arrived: Timestamp,
    pub(crate) conversation: u64,
    pub(crate) request: u64,
}

impl QueueKey {
    /// The first that there can be.
    pub(crate) const FIRST: Self =
        Self { urgency: Reverse(i64::MAX), arrived: Timestamp::MIN, conversation: 0, request: 0 };
}

/// What is open of a call through one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) offers: u32,
    pub(crate) open_offers: u32,
}

/// The last time that a call was said to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Announced {
    /// It was `queued` and counts ([rule D10](crate::_rules#d10)), not `message_taken`.
    pub(crate) queued: bool,
    /// When.
    pub(crate) at: Timestamp,
    /// Nobody was told since: it has waited on.
    pub(crate) is_current: bool,
}

/// A conversation's open need for one agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RequestRow {
    pub(crate) key: QueueKey,
    pub(crate) target: RequestTarget,
    pub(crate) opened: Timestamp,
    /// How often it was escalated.
    pub(crate) escalations: u32,
    /// Which step of its group it is escalated by next.
    pub(crate) next_step: usize,
    /// All that is open.
    pub(crate) tellings: u32,
    /// How many refusals are kept.
    pub(crate) refusals: u32,
    pub(crate) last_refusal: Option<Timestamp>,
    /// How many times its refusals came to count no more because nobody was left to ask ([rule D3](crate::_rules#d3)).
    pub(crate) rounds: u32,
    /// Who handed it over ([rule D7](crate::_rules#d7)).
    pub(crate) asked_last: Option<u32>,
    pub(crate) announced: Option<Announced>,
}

impl RequestRow {
    pub(crate) fn new(key: QueueKey, home: RequestTarget, opened: Timestamp) -> Self {
        Self {
            key,
            target: home,
            opened,
            escalations: 0,
            next_step: 0,
            tellings: 0,
            refusals: 0,
            last_refusal: None,
            rounds: 0,
            asked_last: None,
            announced: None,
        }
    }

    /// Nobody is told of it.
    pub(crate) fn waits(&self) -> bool {
        self.tellings == 0
    }

    /// It waits, and that was said.
    pub(crate) fn is_announced(&self) -> bool {
        self.waits() && self.announced.is_some_and(|announced| announced.is_current)
    }
}

impl Open {
    /// Counts an offer or notice that begins or ends.
    pub(crate) fn count(&mut self, is_offer: bool, begins: bool) {
        let change = |count: u32, by: u32| match begins {
            true => count.saturating_add(by),
            false => count.saturating_sub(by),
        };
        self.open_offers = change(self.open_offers, 1);
        self.offers = change(self.offers, is_offer.into());
    }
}

/// Which lanes of a call are looked at: 0 is that of who serves it, then come the groups that it was
/// escalated to, in that order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfferRoutes {
    From(u32),
    Only(u32),
    /// None any more: nobody could be told by any of them, and that is said where the call waits.
    Done,
}

/// By the first lane that is looked at.
impl Ord for OfferRoutes {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |lanes: &Self| match lanes {
            Self::From(lane) => (0, *lane, 0),
            Self::Only(lane) => (0, *lane, 1),
            Self::Done => (1, 0, 0),
        };
        place(self).cmp(&place(other))
    }
}

impl PartialOrd for OfferRoutes {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A schedule as it is now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScheduleState {
    pub(crate) is_open: bool,
    /// When it changes next.
    pub(crate) next: Option<Timestamp>,
}

/// An open offer or notice. An agent has at most one of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) call: u64,
    pub(crate) team: ServingTeam,
    /// When it began.
    pub(crate) at: Timestamp,
    pub(crate) until: Option<Timestamp>,
    /// An offer, which takes room; else a notice.
    pub(crate) is_offer: bool,
    /// The number of the event that told, and the place in it.
    pub(crate) event: (u64, u32),
}
