//! The state of a desk: tables of rows, indexes that are derived from them, and transactions on both.
//!
//! # Tables and derived tables
//!
//! The fields of [`State`] have four sections: tables, derived tables, search cursors and work in progress. A snapshot
//! holds the tables alone. Rows are written by [`State::write`] and by nothing else. It replaces one row, keeps the
//! derived tables up to date and notes in the worklist what the change may have consequences for.
//!
//! # Transactions
//!
//! A decision tries its consequences on the state itself. [`State::begin`] starts a transaction; from then on each
//! write appends the previous row to the undo log. [`State::commit`] ends the transaction and keeps the rows.
//! [`State::rollback`] writes the previous rows back in reverse order, which restores the tables and the derived
//! tables. [`State::rollback_to`] does this for the part of the log after a savepoint. Nothing is copied, so a decision
//! costs what it writes, however large the state is. The drawback: only one decision can be in progress, and it needs
//! the state mutably.
//!
//! # Invariants
//!
//! The first eight hold for the tables and are checked when a snapshot is restored ([rule B3](crate::_rules#b3)). The
//! others hold for what is derived. [`State::validate`] checks each of them by its number; the property tests call it
//! after every command.
//!
//! Tables:
//!
//! - **V1** The state has an instant if and only if it has an event. No row is later than the instant or belongs to a
//!   later event. Numbers are at most 2^53 - 1, and half of them are left for the events that follow.
//! - **V2** No two conversations, requests and participants came from one event. A conversation is older than its
//!   requests and participants. Every id is well formed.
//! - **V3** A conversation has participants, or one request for its chosen team, or neither; then the visitor has been
//!   asked to pick. Only a conversation with participants has requests for invited groups, one for each group.
//! - **V4** No agent is in a conversation and has an offer of it. No agent has an offer of a request that they have
//!   refused or lost in this instant.
//! - **V5** An offer has an end. No open offer or notice has ended.
//! - **V6** A request with refusals knows the last one, and no refusal is later. A current announcement belongs to a
//!   request that waits. Only a request for a chosen group has escalations or was transferred.
//! - **V7** `service` has a row for each target of which a request was announced, and no other.
//! - **V8** The last agents of visitors and the events of commands are at most as many as the retention allows, and
//!   each belongs to an event.
//!
//! Derived tables:
//!
//! - **V9** Each agent row counts the agent's participants, offers and notices. Each request row counts its offers,
//!   refusals and escalations, and its next escalation step is the first to a group that it was not escalated to.
//! - **V10** The tables `..._by_...` and `escalations_by_group` hold the keys of their tables in another order.
//! - **V11** `chosen_counts`, `announced`, `ever_announced` and `queued` count the requests that their documentation
//!   names; no count is 0. `waiting` holds the requests that wait, by target.
//! - **V12** `deadlines`, `retries` and `schedule_changes_by_time` hold an entry for each row that has one.
//! - **V13** The presence has the status and the load of each agent of the workspace.
//! - **V14** `serving_groups` has for each group the group that serves it by [rule A2](crate::_rules#a2).
//! - **V15** `candidates` has for each team the eligible agents in the order of its strategy
//!   ([rule D11](crate::_rules#d11)).
//! - **V16** `queues` has each request in the pool of its target and in the pool of each escalation with a free
//!   route, and each pool in the queue of the team that serves it, by its first request.
//! - **V17** Between commands the worklist is empty and no transaction is in progress.

mod candidates;
mod cursors;
mod deadline;
mod fallback_forest;
mod lookup;
pub(crate) mod membership;
mod queues;
mod ranked_set;
mod removed;
mod restore;
pub(crate) mod rows;
mod service;
mod serving_groups;
mod stamped_set;
mod validate;
mod validate_derived;
mod work_counter;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

pub(crate) use deadline::{Deadline, Due};
pub(crate) use stamped_set::StampedSet;

use crate::desk::digest::Digest;
use crate::desk::ordering::LoadRatio;
use crate::desk::retention::Retention;
use crate::id::{AgentId, CommandId, ConversationId};
use crate::ix::{
    AgentIx, ConversationNo, EventNo, GroupIx, Ix, PreorderIx, RequestNo, RouteIx, ScheduleIx,
};
use crate::presence::Presence;
use crate::router::Router;
use crate::time::Timestamp;

use candidates::CandidateLists;
use cursors::Cursors;
use membership::{MembershipIndex, OfferPolicy};
use queues::Queues;
use ranked_set::RankedSet;
use removed::Removed;
use rows::{
    AgentRow, ConversationRow, Offer, OfferRoutes, Participant, QueueKey, RequestRow,
    RequestTarget, ScheduleState, ServingTeam,
};
use serving_groups::ServingGroups;
use work_counter::WorkCounter;

/// The state of a desk. The documentation of this module explains its sections and invariants.
///
/// Other files extend it:
///
/// - `write`: replaces a row and updates what is derived from it.
/// - `lookup`: finds rows by conversation, agent or request.
/// - `serving_groups`: which group serves each group.
/// - `candidates`: the eligible agents of each team, in order.
/// - `queues`: the requests that each team can offer, in order.
/// - `cursors`: searches that continue where the last one ended.
/// - `deadline`: when a row becomes due.
/// - `service`: what is announced about service, and what happens at most once in an instant.
/// - `removed`: ids and indices.
/// - `restore`: from and to snapshots.
/// - `validate`, `validate_derived`: the invariants.
/// - `desk/apply/mod.rs`, `people.rs`, `requests.rs`, `workspace.rs`: what each event changes.
/// - `desk/rules/timers.rs`: the next deadline.
/// - `desk/queries.rs`: views of requests and offers.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) router: Arc<Router>,
    pub(crate) membership: Arc<MembershipIndex>,
    pub(crate) retention: Retention,
    /// The digest of the workspace, computed at the first use.
    digest: OnceLock<Digest>,
    /// Agents and groups that the workspace no longer has.
    removed: Removed,

    // Tables. `write` alone changes them.
    /// The number of the last event.
    pub(crate) version: EventNo,
    /// The instant of the last event.
    pub(crate) clock: Option<Timestamp>,
    agents: Vec<AgentRow>,
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
    /// Whether the target was served when the requests for it last heard of it. A row exists while a request for the
    /// target is open that was announced ([rule D4](crate::_rules#d4)).
    pub(crate) service: BTreeMap<RequestTarget, bool>,
    /// The instant of the last `service_changed` of each team. Rows of earlier instants are removed.
    pub(crate) service_changes: BTreeMap<ServingTeam, Timestamp>,
    /// Turns of agents in groups ([rule D11](crate::_rules#d11)).
    pub(crate) turn_counts: BTreeMap<(GroupIx, AgentIx), u64>,
    /// The least turns, by weight, that an agent has who becomes eligible in a group.
    pub(crate) turn_floors: BTreeMap<GroupIx, LoadRatio>,
    schedules: Vec<ScheduleState>,
    /// The last agent of each visitor, and the event with which the agent joined.
    pub(crate) last_agents: BTreeMap<Arc<str>, (EventNo, AgentId)>,
    /// The first and the last event of each command that has an id.
    pub(crate) commands: BTreeMap<CommandId, (EventNo, EventNo)>,

    // Derived from the tables.
    pub(crate) presence: Presence,
    serving_groups: ServingGroups,
    candidates: CandidateLists,
    queues: Queues,
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
    /// When the refusals of waiting requests expire. A retry may cause no event.
    pub(crate) retries: BTreeSet<(Timestamp, QueueKey)>,
    pub(crate) schedule_changes_by_time: BTreeSet<(Timestamp, ScheduleIx)>,
    pub(crate) visitors_by_age: BTreeMap<EventNo, Arc<str>>,
    pub(crate) commands_by_age: BTreeMap<EventNo, CommandId>,

    // Search cursors. They save work, and no result depends on them.
    cursors: Cursors,
    /// Counts the changes that a search may depend on.
    changes: u64,

    // Work in progress; empty between commands.
    /// The current instant: the clock, or a later one while a decision is in progress.
    pub(crate) now: Timestamp,
    pub(crate) worklist: Worklist,
    /// The previous row of each write of the transaction, in order; `None` if no transaction is in progress.
    undo_log: Option<Vec<RowWrite>>,
    pub(crate) work: WorkCounter,
}

/// What the writes since the last settled state may have consequences for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Worklist {
    /// Requests that may be offered or announced, and by which routes.
    pub(crate) requests: BTreeSet<(QueueKey, OfferRoutes)>,
    /// Agents who may get an offer, each with the first request that is examined.
    pub(crate) agents: BTreeMap<AgentIx, QueueKey>,
    /// Agents who may lose their offers or notices.
    pub(crate) maybe_ineligible: BTreeSet<AgentIx>,
    /// Targets that another group may serve now.
    pub(crate) targets: BTreeSet<RequestTarget>,
    /// Groups that may have begun to serve requests that were escalated to them.
    pub(crate) escalated: BTreeSet<GroupIx>,
    /// Teams for which `service_changed` may be due.
    pub(crate) services: BTreeSet<ServingTeam>,
}

/// The new content of one row. `None` removes the row.
#[derive(Clone, Debug)]
pub(crate) enum RowWrite {
    Clock(EventNo, Option<Timestamp>),
    Agent(AgentIx, AgentRow),
    Conversation(ConversationNo, Option<ConversationRow>),
    Participant((ConversationNo, EventNo), Option<Participant>),
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
        row.copied().unwrap_or(AgentRow::NEW)
    }

    /// Returns whether a schedule is open. Every schedule of the workspace has a row; an index without one would count
    /// as closed.
    fn is_schedule_open(&self, schedule: ScheduleIx) -> bool {
        let state = schedule.get(&self.schedules);
        debug_assert!(state.is_some(), "{schedule:?} has a row");
        state.is_some_and(|state| state.is_open)
    }

    /// Returns the turns of an agent in a group; 0 before the first turn.
    pub(crate) fn turn_count(&self, group: GroupIx, agent: AgentIx) -> u64 {
        self.turn_counts.get(&(group, agent)).copied().unwrap_or_default()
    }

    /// Returns the digest of the workspace.
    pub(crate) fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| Digest::from_workspace(self.router.workspace()))
    }

    /// Returns how a team makes offers.
    pub(crate) fn offer_policy(&self, team: ServingTeam) -> OfferPolicy {
        OfferPolicy::for_group(
            team.group().and_then(|group| self.router.workspace().group_at(group)),
        )
    }

    /// Begins a transaction: from now on the previous rows are logged.
    pub(crate) fn begin(&mut self) {
        self.undo_log = Some(Vec::new());
    }

    /// Ends the transaction and keeps what was written. The worklist is dropped: the consequences are events of their
    /// own.
    pub(crate) fn commit(&mut self) {
        self.undo_log = None;
        self.worklist = Worklist::default();
    }

    /// Returns a savepoint: the number of rows that the transaction has written.
    pub(crate) fn savepoint(&self) -> usize {
        self.undo_log.as_ref().map_or(0, Vec::len)
    }

    /// Undoes the writes after a savepoint, the last one first.
    pub(crate) fn rollback_to(&mut self, savepoint: usize) {
        while self.savepoint() > savepoint {
            if let Some(entry) = self.undo_log.as_mut().and_then(Vec::pop) {
                self.replace_row(entry);
            }
        }
        self.worklist = Worklist::default();
    }

    /// Ends the transaction and undoes what was written.
    pub(crate) fn rollback(&mut self) {
        self.rollback_to(0);
        self.undo_log = None;
        self.now = self.clock.unwrap_or(Timestamp::MIN);
    }
}

impl Worklist {
    /// Notes that an agent may get an offer of the requests from `from` on.
    pub(crate) fn find_work_for(&mut self, agent: AgentIx, from: QueueKey) {
        let first = self.agents.entry(agent).or_insert(from);
        *first = from.min(*first);
    }
}
