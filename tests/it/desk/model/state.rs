//! What the model remembers: lists of plain text, scanned.

use frontdesk::{Router, Timestamp, Visitor};
use frontdesk::presence::AgentStatus;

/// An agent as the Desk has seen it; who was never heard of is offline.
#[derive(Clone, Debug)]
pub(crate) struct Person {
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
    /// The chosen group of its last main call.
    pub(crate) group: Option<String>,
    pub(crate) inside: Vec<Inside>,
    /// Those that are open, in the order of opening.
    pub(crate) calls: Vec<Call>,
}

#[derive(Clone, Debug)]
pub(crate) struct Inside {
    pub(crate) agent: String,
    /// The group of `joined`.
    pub(crate) group: Option<String>,
    pub(super) was_invited: bool,
}

/// A conversation's open need for one agent.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(super) key: u64,
    pub(crate) is_invited: bool,
    /// The chosen group, or the invited one.
    pub(crate) group: Option<String>,
    pub(super) opened: Timestamp,
    pub(crate) escalated: Vec<String>,
    pub(crate) told: Vec<Telling>,
    pub(crate) refused: Vec<String>,
    pub(super) last_refusal: Option<Timestamp>,
    /// How often its refusals were lifted by time (D3).
    pub(super) rounds: u32,
    /// Each telling there was, and when.
    pub(super) asked: Vec<(String, Timestamp)>,
    pub(super) announced: Option<Announced>,
    /// Who handed it over is asked last (D7).
    pub(super) asked_last: Option<String>,
}

/// What was last said of a call that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Announced {
    pub(super) is_queued: bool,
    pub(super) at: Timestamp,
    /// Nobody was told since, or within that instant alone.
    pub(super) stands: bool,
}

/// Whether a group, chosen or invited, was served as it was last said to the calls that wait for it.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) is_invited: bool,
    pub(super) group: Option<String>,
    pub(super) is_served: bool,
}

/// An open offer or notice.
#[derive(Clone, Debug)]
pub(crate) struct Telling {
    pub(crate) agent: String,
    pub(crate) group: Option<String>,
    pub(crate) is_offer: bool,
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
pub(super) struct Done {
    pub(super) id: String,
    pub(super) first: u64,
    pub(super) last: u64,
}

/// The naive Desk.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) router: Router,
    pub(crate) people: Vec<Person>,
    /// In the order of arrival.
    pub(crate) conversations: Vec<Conversation>,
    pub(super) services: Vec<Service>,
    /// When `service_changed` last named each group.
    pub(super) service_changes: Vec<(Option<String>, Timestamp)>,
    pub(super) turns: Vec<Turns>,
    pub(super) floors: Vec<Floor>,
    /// The oldest first.
    pub(super) last_agents: Vec<(String, String)>,
    pub(super) done: Vec<Done>,
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
    pub(super) roomy: Vec<String>,
    pub(super) eligible: Vec<(String, String)>,
    pub(super) cause: Option<String>,
    pub(super) events: Vec<serde_json::Value>,
}

impl Call {
    pub(super) fn is_told(&self) -> bool {
        !self.told.is_empty()
    }

    /// It waits, and that was said.
    pub(super) fn is_announced(&self) -> bool {
        !self.is_told() && self.announced.is_some_and(|announced| announced.stands)
    }
}

impl Conversation {
    pub(crate) fn has_inside(&self, agent: &str) -> bool {
        self.inside.iter().any(|inside| inside.agent == agent)
    }

    /// Whether an offer or notice of any of its calls is open to an agent.
    pub(super) fn tells(&self, agent: &str) -> bool {
        self.calls.iter().any(|call| call.told.iter().any(|telling| telling.agent == agent))
    }
}
