//! The state of the model: lists that are scanned.

use frontdesk::{Router, Timestamp, Visitor};
use frontdesk::presence::AgentStatus;

/// What the events say of an agent. An agent without an entry is offline.
#[derive(Clone, Debug)]
pub(crate) struct AgentState {
    pub(crate) id: String,
    pub(crate) status: AgentStatus,
    pub(super) came_online: Option<Timestamp>,
    pub(super) went_offline: Option<Timestamp>,
    /// When the agent last joined or left a conversation.
    pub(super) moved: Option<Timestamp>,
}

#[derive(Clone, Debug)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    pub(crate) number: u64,
    pub(crate) visitor: Visitor<'static>,
    pub(crate) priority: i64,
    pub(crate) arrived: Timestamp,
    pub(crate) is_asked: bool,
    /// The chosen group of its last main request.
    pub(crate) group: Option<String>,
    pub(crate) participants: Vec<Participant>,
    /// Those that are open, in the order of opening.
    pub(crate) requests: Vec<Request>,
}

#[derive(Clone, Debug)]
pub(crate) struct Participant {
    pub(crate) agent: String,
    /// The group of `joined`.
    pub(crate) group: Option<String>,
    pub(super) was_invited: bool,
}

/// A conversation's open need for one agent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(super) key: u64,
    pub(crate) is_invited: bool,
    /// The chosen group, or the invited one.
    pub(crate) group: Option<String>,
    pub(super) opened: Timestamp,
    pub(crate) escalated: Vec<String>,
    pub(crate) offers: Vec<OpenOffer>,
    pub(crate) refused: Vec<String>,
    pub(super) last_refusal: Option<Timestamp>,
    /// How often its refusals were lifted by time (D3).
    pub(super) rounds: u32,
    /// Every agent that was offered the request, and when.
    pub(super) offered_to: Vec<(String, Timestamp)>,
    pub(super) announced: Option<Announced>,
    /// The agent who transferred the conversation, who is asked last (D7).
    pub(super) asked_last: Option<String>,
}

/// What was last said of a request that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Announced {
    pub(super) is_queued: bool,
    pub(super) at: Timestamp,
    /// Whether nobody was offered the request since, or only within that instant.
    pub(super) is_current: bool,
}

/// Whether a group, chosen or invited, was served as it was last said to the requests that wait for it.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) is_invited: bool,
    pub(super) group: Option<String>,
    pub(super) is_served: bool,
}

/// An open offer or notice.
#[derive(Clone, Debug)]
pub(crate) struct OpenOffer {
    pub(crate) agent: String,
    pub(crate) group: Option<String>,
    pub(crate) is_exclusive: bool,
    pub(super) until: Option<Timestamp>,
}

/// A group's count of an agent's turns.
#[derive(Clone, Debug)]
pub(super) struct Turns {
    pub(super) group: String,
    pub(super) agent: String,
    pub(super) count: u64,
}

/// A group's floor: turns over weight of who was last picked, before the pick.
#[derive(Clone, Debug)]
pub(super) struct Floor {
    pub(super) group: String,
    pub(super) turns: u64,
    pub(super) weight: u64,
}

/// A command that was done, to be answered again.
#[derive(Clone, Debug)]
pub(super) struct DoneCommand {
    pub(super) id: String,
    pub(super) first: u64,
    pub(super) last: u64,
}

/// The naive Desk.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) router: Router,
    pub(crate) agent_states: Vec<AgentState>,
    /// In the order of arrival.
    pub(crate) conversations: Vec<Conversation>,
    pub(super) services: Vec<Service>,
    /// When `service_changed` last named each group.
    pub(super) service_changes: Vec<(Option<String>, Timestamp)>,
    pub(super) turns: Vec<Turns>,
    pub(super) floors: Vec<Floor>,
    /// The oldest first.
    pub(super) last_agents: Vec<(String, String)>,
    pub(super) done: Vec<DoneCommand>,
    pub(super) most_last_agents: usize,
    pub(super) most_done: usize,
    /// The number of the last event.
    pub(crate) version: u64,
    pub(super) last_event: Option<Timestamp>,
    /// The present instant, while a command is done.
    pub(super) now: Timestamp,
    pub(super) numbers: u64,
    pub(super) keys: u64,
    /// Who was online, who had room, and who was eligible in which group after the last change.
    pub(super) online: Vec<String>,
    pub(super) with_room: Vec<String>,
    pub(super) eligible: Vec<(String, String)>,
    pub(super) cause: Option<String>,
    pub(super) events: Vec<serde_json::Value>,
}

impl Request {
    pub(super) fn has_open_offer(&self) -> bool {
        !self.offers.is_empty()
    }

    /// Whether the request waits and this was announced.
    pub(super) fn is_announced(&self) -> bool {
        !self.has_open_offer() && self.announced.is_some_and(|announced| announced.is_current)
    }
}

impl Conversation {
    pub(crate) fn has_participant(&self, agent: &str) -> bool {
        self.participants.iter().any(|participant| participant.agent == agent)
    }

    /// Whether an offer or notice of any of its requests is open to an agent.
    pub(super) fn has_offer_to(&self, agent: &str) -> bool {
        self.requests.iter().any(|request| request.offers.iter().any(|offer| offer.agent == agent))
    }
}
