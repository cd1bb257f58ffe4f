//! The rows of a desk's tables.
//!
//! Agents, groups and schedules are indices into the workspace. Conversations and requests are the numbers of the
//! events that opened them.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use crate::id::ConversationId;
use crate::ix::{AgentIx, ConversationNo, EventNo, GroupIx, RequestNo, RouteIx};
use crate::status::AgentStatus;
use crate::time::Timestamp;
use crate::visitor::Visitor;

/// The team that serves a request: a group, or the whole workspace for visitors whom no group takes
/// ([rule D17](crate::_rules#d17)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ServingTeam {
    Workspace,
    Group(GroupIx),
}

/// The team that a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RequestTarget {
    /// The group that serves the chosen team now: the team itself or one of its fallbacks.
    Chosen(ServingTeam),
    /// An invited group, without its fallbacks.
    Invited(GroupIx),
}

impl RequestTarget {
    /// Returns the chosen or invited team.
    pub(crate) fn team(self) -> ServingTeam {
        match self {
            Self::Chosen(team) => team,
            Self::Invited(group) => ServingTeam::Group(group),
        }
    }
}

impl ServingTeam {
    pub(crate) fn group(self) -> Option<GroupIx> {
        match self {
            Self::Workspace => None,
            Self::Group(group) => Some(group),
        }
    }
}

impl From<Option<GroupIx>> for ServingTeam {
    fn from(group: Option<GroupIx>) -> Self {
        group.map_or(Self::Workspace, Self::Group)
    }
}

/// The status and the load of an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AgentRow {
    pub(crate) status: AgentStatus,
    /// The instant at which the agent got this status.
    pub(crate) since: Timestamp,
    /// The last instant at which the agent joined a conversation, left one or came online
    /// ([rule D11](crate::_rules#d11)).
    pub(crate) idle: Timestamp,
    pub(crate) conversations: u32,
    pub(crate) offers: u32,
    pub(crate) notices: u32,
}

impl AgentRow {
    /// An agent whom no event has named.
    pub(crate) const NEW: Self = Self {
        status: AgentStatus::Offline,
        since: Timestamp::MIN,
        idle: Timestamp::MIN,
        conversations: 0,
        offers: 0,
        notices: 0,
    };

    /// Returns the number of conversations and open offers ([rule D1](crate::_rules#d1)).
    pub(crate) fn load(&self) -> u32 {
        self.conversations.saturating_add(self.offers)
    }
}

/// A conversation that is not closed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ConversationRow {
    pub(crate) id: ConversationId,
    pub(crate) visitor: Arc<Visitor<'static>>,
    pub(crate) priority: i64,
    pub(crate) arrived: Timestamp,
    /// The team of the last routing or transfer; the workspace if no group was chosen.
    pub(crate) chosen: ServingTeam,
}

/// An agent in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Participant {
    pub(crate) agent: AgentIx,
    /// The group that the event `joined` named.
    pub(crate) group: ServingTeam,
    /// The team that the request of the conversation had asked for.
    pub(crate) asked: ServingTeam,
}

/// The sort key of requests in the order of [rule D4](crate::_rules#d4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
// The derived order compares the fields from the first to the last. Their order is the order of rule D4.
pub(crate) struct QueueKey {
    pub(crate) urgency: Reverse<i64>,
    pub(crate) arrived: Timestamp,
    pub(crate) conversation: ConversationNo,
    pub(crate) request: RequestNo,
}

impl QueueKey {
    /// The smallest key.
    pub(crate) const FIRST: Self = Self {
        urgency: Reverse(i64::MAX),
        arrived: Timestamp::MIN,
        conversation: ConversationNo::MIN,
        request: RequestNo::MIN,
    };
}

/// The number of offers and notices of one request that are open through one team.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OpenCount {
    pub(crate) offers: u32,
    pub(crate) offers_and_notices: u32,
}

impl OpenCount {
    /// Counts an offer or notice that begins or ends.
    pub(crate) fn count(&mut self, is_offer: bool, begins: bool) {
        let change = |count: u32, by: u32| match begins {
            true => count.saturating_add(by),
            false => count.saturating_sub(by),
        };
        self.offers_and_notices = change(self.offers_and_notices, 1);
        self.offers = change(self.offers, is_offer.into());
    }
}

/// The last event that announced that a request waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Announcement {
    /// `true` for `queued`, which counts for `max_waiting` ([rule D10](crate::_rules#d10)); `false` for
    /// `message_taken`.
    pub(crate) queued: bool,
    /// The instant of the event.
    pub(crate) at: Timestamp,
    /// `true` while the request has waited without interruption since then.
    pub(crate) is_current: bool,
}

/// An open request of a conversation for one agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RequestRow {
    pub(crate) key: QueueKey,
    pub(crate) target: RequestTarget,
    pub(crate) opened: Timestamp,
    /// The number of escalations so far.
    pub(crate) escalations: u32,
    /// The next of the target group's [escalation steps](super::membership::EscalationStep).
    pub(crate) next_step: usize,
    /// The number of open offers and notices.
    pub(crate) open_offers: u32,
    /// The number of refusals in the table.
    pub(crate) refusals: u32,
    pub(crate) last_refusal: Option<Timestamp>,
    /// The number of times that all refusals expired because nobody was left to ask ([rule D3](crate::_rules#d3)).
    pub(crate) rounds: u32,
    /// The agent who transferred the conversation, and who is asked last ([rule D7](crate::_rules#d7)).
    pub(crate) transferred_by: Option<AgentIx>,
    pub(crate) announced: Option<Announcement>,
}

impl RequestRow {
    pub(crate) fn new(key: QueueKey, target: RequestTarget, opened: Timestamp) -> Self {
        Self {
            key,
            target,
            opened,
            escalations: 0,
            next_step: 0,
            open_offers: 0,
            refusals: 0,
            last_refusal: None,
            rounds: 0,
            transferred_by: None,
            announced: None,
        }
    }

    /// Returns `true` if no offer or notice of it is open.
    pub(crate) fn waits(&self) -> bool {
        self.open_offers == 0
    }

    /// Returns `true` if the request waits and an event has announced that.
    pub(crate) fn is_announced(&self) -> bool {
        self.waits() && self.announced.is_some_and(|announced| announced.is_current)
    }
}

/// The routes of a request that are to be tried. Route 0 leads to the group that serves the request; the others lead
/// to the groups of its escalations, in that order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfferRoutes {
    /// This route and all later ones.
    From(RouteIx),
    /// This route alone.
    Only(RouteIx),
    /// No route is left: an event announces that the request waits, if it does.
    Done,
}

/// Orders by the first route that is tried.
impl Ord for OfferRoutes {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |routes: &Self| match routes {
            // `From` comes before `Only` of one route, because it includes that route. `Done` comes after all routes
            // were tried.
            Self::From(route) => (0, route.number(), 0),
            Self::Only(route) => (0, route.number(), 1),
            Self::Done => (1, 0, 0),
        };
        rank(self).cmp(&rank(other))
    }
}

impl PartialOrd for OfferRoutes {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The state of a schedule at the current instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScheduleState {
    pub(crate) is_open: bool,
    /// The instant at which the schedule opens or closes next.
    pub(crate) next: Option<Timestamp>,
}

/// An open offer or notice. An agent has at most one of each conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) request: RequestNo,
    pub(crate) team: ServingTeam,
    /// The instant at which it began.
    pub(crate) at: Timestamp,
    pub(crate) until: Option<Timestamp>,
    /// `true` for an offer, which counts as load; `false` for a notice.
    pub(crate) is_offer: bool,
    /// The event that made it, and the agent's position in the list of the event.
    pub(crate) event: (EventNo, u32),
}
