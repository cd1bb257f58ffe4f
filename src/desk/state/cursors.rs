//! The cursors of searches: where each search ended, and which agents were released since.

use std::collections::BTreeMap;

use crate::desk::ordering::CandidateRank;
use crate::desk::state::rows::{QueueKey, ServingTeam};
use crate::desk::state::stamped_set::Cursor;
use crate::ix::{AgentIx, ConversationNo, RequestNo};

/// The results of earlier searches. They are not part of the state: without them searches begin at the first element.
#[derive(Clone, Debug, Default)]
pub(super) struct Cursors {
    pub(super) of_agents: BTreeMap<AgentIx, Cursor<QueueKey>>,
    pub(super) of_requests: BTreeMap<(RequestNo, ServingTeam), Cursor<CandidateRank>>,
    /// Agents who were released from a conversation, by the number of the change.
    pub(super) released: BTreeMap<(ConversationNo, u64), AgentIx>,
    /// The number of the last change that released an agent from a conversation.
    pub(super) last_released: BTreeMap<(ConversationNo, AgentIx), u64>,
}
