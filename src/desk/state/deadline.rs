//! The events that become due, and their instants ([rule D0](crate::_rules#d0)).

use crate::id::{AgentId, ConversationId};
use crate::ix::RequestNo;
use crate::time::Timestamp;

/// An event that is due at an instant. Deadlines are sorted in the order in which they are handled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
// The derived order compares the instants first and then the variants of `Due` from the first to the last, which is the
// order of rule D0.
pub(crate) struct Deadline {
    pub(crate) at: Timestamp,
    pub(crate) due: Due,
}

/// An event that becomes due. Retries and changes of schedules are kept apart: they may cause no event. Retries are
/// handled after the offers of an instant, schedules last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// An offer or a notice expires ([rule D3](crate::_rules#d3)).
    Offer(ConversationId, AgentId),
    /// The agent has been offline for too long and leaves the conversation ([rule D8](crate::_rules#d8)).
    Reassign(ConversationId, AgentId),
    /// The request has waited so long that another group may serve it too ([rule D9](crate::_rules#d9)). The number
    /// is the position of the step in the list of the group.
    Escalate(ConversationId, RequestNo, u32),
}
