//! The state of a desk: its fields, and the new content of one row.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::desk::digest::Digest;
use crate::desk::ordering::LoadRatio;
use crate::desk::retention::Retention;
use crate::desk::state::candidate_lists::CandidateLists;
use crate::desk::state::cursors::Cursors;
use crate::desk::state::deadline::Deadline;
use crate::desk::state::membership::{MembershipIndex, OfferPolicy};
use crate::desk::state::pools::Queues;
use crate::desk::state::ranked_set::RankedSet;
use crate::desk::state::removed::Removed;
use crate::desk::state::rows::{
    AgentRow, ConversationRow, Offer, Participant, QueueKey, RequestRow, RequestTarget,
    ScheduleState, ServingTeam,
};
use crate::desk::state::serving_groups::ServingGroups;
use crate::desk::state::work_counter::WorkCounter;
use crate::desk::state::worklist::Worklist;
use crate::id::{AgentId, CommandId, ConversationId};
use crate::ix::{
    AgentIx, ConversationNo, EventNo, GroupIx, Ix, PreorderIx, RequestNo, RouteIx, ScheduleIx,
};
use crate::presence::Presence;
use crate::router::Router;
use crate::time::Timestamp;

/// The state of a desk. The documentation of the [parent module](super) explains its sections and invariants, and
/// lists the files that extend it.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) router: Arc<Router>,
    pub(crate) membership: Arc<MembershipIndex>,
    pub(crate) retention: Retention,
    /// The digest of the workspace, computed at the first use.
    pub(super) digest: OnceLock<Digest>,
    /// Agents and groups that the workspace no longer has.
    pub(super) removed: Removed,

    // Tables. `write` alone changes them.
    /// The number of the last event.
    pub(crate) version: EventNo,
    /// The instant of the last event.
    pub(crate) clock: Option<Timestamp>,
    pub(super) agents: Vec<AgentRow>,
    pub(crate) conversations: BTreeMap<ConversationNo, ConversationRow>,
    /// Participants by the event with which they joined.
    pub(crate) participants: BTreeMap<(ConversationNo, EventNo), Participant>,
    pub(crate) requests: BTreeMap<RequestNo, RequestRow>,
    /// The groups that a request was escalated to, numbered from 1.
    pub(crate) escalations: BTreeMap<(RequestNo, RouteIx), GroupIx>,
    pub(crate) offers: BTreeMap<(ConversationNo, AgentIx), Offer>,
    pub(crate) refusals: BTreeMap<(RequestNo, AgentIx), Timestamp>,
    /// Agents who got and lost an offer within one instant, and that instant. They get no second offer of the request
    /// in it ([rule D3](crate::_rules#d3)). Rows of earlier instants are removed.
    pub(crate) cooldowns: BTreeMap<(RequestNo, AgentIx), Timestamp>,
    /// `true` if the last announcement to the requests for the target was that it is served. A row exists while a
    /// request for the target is open that was announced ([rule D4](crate::_rules#d4)).
    pub(crate) service: BTreeMap<RequestTarget, bool>,
    /// The instant of the last `service_changed` of each team. Rows of earlier instants are removed.
    pub(crate) service_changes: BTreeMap<ServingTeam, Timestamp>,
    /// Turns of agents in groups ([rule D11](crate::_rules#d11)).
    pub(crate) turn_counts: BTreeMap<(GroupIx, AgentIx), u64>,
    /// The least turns, by weight, that an agent has who becomes eligible in a group.
    pub(crate) turn_floors: BTreeMap<GroupIx, LoadRatio>,
    pub(super) schedules: Vec<ScheduleState>,
    /// The last agent of each visitor, and the event with which the agent joined.
    pub(crate) last_agents: BTreeMap<Arc<str>, (EventNo, AgentId)>,
    /// The first and the last event of each command that has an id.
    pub(crate) commands: BTreeMap<CommandId, (EventNo, EventNo)>,

    // Derived from the tables.
    pub(crate) presence: Presence,
    pub(super) serving_groups: ServingGroups,
    pub(super) candidates: CandidateLists,
    pub(super) queues: Queues,
    pub(crate) conversations_by_id: BTreeMap<ConversationId, ConversationNo>,
    pub(crate) participants_by_agent: BTreeSet<(AgentIx, ConversationNo, EventNo)>,
    pub(crate) offers_by_agent: BTreeSet<(AgentIx, ConversationNo)>,
    pub(crate) refusals_by_agent: BTreeSet<(AgentIx, RequestNo)>,
    pub(crate) requests_by_conversation: BTreeSet<(ConversationNo, RequestNo)>,
    pub(crate) offers_by_request: BTreeSet<(RequestNo, AgentIx)>,
    /// The route of each escalation of a request.
    pub(crate) escalations_by_group: BTreeMap<(RequestNo, GroupIx), RouteIx>,
    /// The number of open requests for each chosen group, by the group's position in the forest of fallbacks.
    pub(crate) chosen_counts: BTreeMap<(PreorderIx, GroupIx), u32>,
    /// Requests that wait.
    pub(crate) waiting: BTreeMap<RequestTarget, RankedSet<QueueKey>>,
    /// The number of waiting requests that are announced.
    pub(crate) announced: BTreeMap<RequestTarget, u32>,
    /// The number of open requests that were ever announced, including those that are offered now.
    pub(crate) ever_announced: BTreeMap<RequestTarget, u32>,
    /// The number of announced requests that count for `max_waiting` of a chosen group
    /// ([rule D10](crate::_rules#d10)).
    pub(crate) queued: BTreeMap<GroupIx, u32>,
    pub(crate) deadlines: BTreeSet<Deadline>,
    /// The instants at which the refusals of waiting requests expire. A retry may cause no event.
    pub(crate) retries: BTreeSet<(Timestamp, QueueKey)>,
    pub(crate) schedule_changes_by_time: BTreeSet<(Timestamp, ScheduleIx)>,
    pub(crate) visitors_by_age: BTreeMap<EventNo, Arc<str>>,
    pub(crate) commands_by_age: BTreeMap<EventNo, CommandId>,

    // Search cursors. They save work, and no result depends on them.
    pub(super) cursors: Cursors,
    /// Counts the changes that a search may depend on.
    pub(super) changes: u64,

    // Work in progress; empty between commands.
    /// The current instant: the clock, or a later one while a decision is in progress.
    pub(crate) now: Timestamp,
    pub(crate) worklist: Worklist,
    /// The previous row of each write of the transaction, in order; `None` if no transaction is in progress.
    pub(super) undo_log: Option<Vec<RowWrite>>,
    pub(crate) work: WorkCounter,
}

/// The new content of one row. `None` removes the row.
#[derive(Clone, Debug)]
pub(crate) enum RowWrite {
    Clock(EventNo, Option<Timestamp>),
    Agent(AgentIx, AgentRow),
    Conversation(ConversationNo, Option<ConversationRow>),
    Participant((ConversationNo, EventNo), Option<Participant>),
    // In a box, because it is the largest row: otherwise every entry of the undo log would be as large.
    Request(RequestNo, Option<Box<RequestRow>>),
    Escalation((RequestNo, RouteIx), Option<GroupIx>),
    Offer((ConversationNo, AgentIx), Option<Offer>),
    Refusal((RequestNo, AgentIx), Option<Timestamp>),
    Cooldown((RequestNo, AgentIx), Option<Timestamp>),
    Service(RequestTarget, Option<bool>),
    ServiceChange(ServingTeam, Option<Timestamp>),
    TurnCount((GroupIx, AgentIx), Option<u64>),
    TurnFloor(GroupIx, Option<LoadRatio>),
    Schedule(ScheduleIx, ScheduleState),
    LastAgent(Arc<str>, Option<(EventNo, AgentId)>),
    Command(CommandId, Option<(EventNo, EventNo)>),
    /// Every table: the state under another workspace.
    All(Box<State>),
}

impl State {
    /// Returns the state before the first event: every agent is offline.
    pub(crate) fn new(router: Arc<Router>, retention: Retention) -> Self {
        let workspace = router.workspace();
        let (agents, groups) = (workspace.agents().len(), workspace.groups().len());
        let schedules = workspace.all_hours().len();
        // Computed once for each workspace and shared by all copies of the state, because it never changes.
        let membership = Arc::new(MembershipIndex::new(&router));
        Self {
            serving_groups: ServingGroups::new(&membership, groups),
            candidates: CandidateLists::new(groups),
            queues: Queues::default(),
            membership,
            retention,
            digest: OnceLock::new(),
            removed: Removed::default(),
            version: EventNo::MIN,
            clock: None,
            agents: vec![AgentRow::NEW; agents],
            conversations: BTreeMap::new(),
            participants: BTreeMap::new(),
            requests: BTreeMap::new(),
            escalations: BTreeMap::new(),
            offers: BTreeMap::new(),
            refusals: BTreeMap::new(),
            cooldowns: BTreeMap::new(),
            service: BTreeMap::new(),
            service_changes: BTreeMap::new(),
            turn_counts: BTreeMap::new(),
            turn_floors: BTreeMap::new(),
            schedules: vec![ScheduleState::default(); schedules],
            last_agents: BTreeMap::new(),
            commands: BTreeMap::new(),
            presence: Presence::new(&router),
            conversations_by_id: BTreeMap::new(),
            participants_by_agent: BTreeSet::new(),
            offers_by_agent: BTreeSet::new(),
            refusals_by_agent: BTreeSet::new(),
            requests_by_conversation: BTreeSet::new(),
            offers_by_request: BTreeSet::new(),
            escalations_by_group: BTreeMap::new(),
            chosen_counts: BTreeMap::new(),
            waiting: BTreeMap::new(),
            announced: BTreeMap::new(),
            ever_announced: BTreeMap::new(),
            queued: BTreeMap::new(),
            deadlines: BTreeSet::new(),
            retries: BTreeSet::new(),
            schedule_changes_by_time: BTreeSet::new(),
            visitors_by_age: BTreeMap::new(),
            commands_by_age: BTreeMap::new(),
            cursors: Cursors::default(),
            changes: 0,
            now: Timestamp::MIN,
            worklist: Worklist::default(),
            undo_log: None,
            work: WorkCounter::default(),
            router,
        }
    }

    /// Returns the row of an agent, even if the workspace no longer has the agent. Every index that a desk hands out
    /// has a row; an index without one would count as an agent whom no event has named.
    pub(crate) fn agent_row(&self, agent: AgentIx) -> AgentRow {
        let row = agent.get(&self.agents);
        debug_assert!(row.is_some(), "{agent:?} has a row");
        // In a release build the agent counts as offline, so nobody is offered a conversation by mistake.
        row.copied().unwrap_or(AgentRow::NEW)
    }

    /// Returns whether a schedule is open. Every schedule of the workspace has a row; an index without one would count
    /// as closed.
    pub(super) fn is_schedule_open(&self, schedule: ScheduleIx) -> bool {
        let state = schedule.get(&self.schedules);
        debug_assert!(state.is_some(), "{schedule:?} has a row");
        // In a release build the schedule counts as closed, so nobody is offered a conversation by mistake.
        state.is_some_and(|state| state.is_open)
    }

    /// Returns the turns of an agent in a group; 0 before the first turn.
    pub(crate) fn turn_count(&self, group: GroupIx, agent: AgentIx) -> u64 {
        // An agent without a row has had no turn, so a group has no rows before its first turn.
        self.turn_counts.get(&(group, agent)).copied().unwrap_or_default()
    }

    /// Returns the digest of the workspace.
    pub(crate) fn digest(&self) -> Digest {
        // The digest reads the whole document, and only a snapshot needs it. A desk that takes none never computes it.
        *self.digest.get_or_init(|| Digest::from_workspace(self.router.workspace()))
    }

    /// Returns how a team makes offers.
    pub(crate) fn offer_policy(&self, team: ServingTeam) -> OfferPolicy {
        OfferPolicy::for_group(
            team.group().and_then(|group| self.router.workspace().group_at(group)),
        )
    }
}
