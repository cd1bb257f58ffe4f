//! All that a desk remembers: tables of rows, and what is derived from them.
//!
//! Rows are written by [`State::put`] alone, which keeps what is derived and gives back the row as it
//! was: so a decision can try its own consequences and put everything back in reverse, without a copy
//! of the state.

mod cursors;
mod deadline;
mod forest;
mod group_statuses;
mod lookup;
pub(crate) mod membership;
mod queues;
mod ranked_set;
mod ranks;
mod removed;
mod restore;
pub(crate) mod rows;
mod service;
mod steps;
mod validate;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

pub(crate) use cursors::Stamped;
pub(crate) use deadline::{Deadline, Due};

use crate::desk::digest::Digest;
use crate::desk::ordering::LoadRatio;
use crate::desk::retention::Retention;
use crate::id::{AgentId, CommandId, ConversationId};
use crate::presence::Presence;
use crate::router::Router;
use crate::time::Timestamp;

use cursors::Cursors;
use group_statuses::GroupStatuses;
use membership::{MembershipIndex, OfferPolicy};
use queues::Queues;
use ranked_set::RankedSet;
use ranks::Ranks;
use removed::Removed;
use rows::{
    AgentRow, ConversationRow, Offer, OfferRoutes, Participant, QueueKey, RequestRow,
    RequestTarget, ScheduleState, ServingTeam,
};
use steps::Steps;

/// All that a desk remembers.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) router: Arc<Router>,
    pub(crate) membership: Arc<MembershipIndex>,
    pub(crate) retention: Retention,
    /// That of the workspace, once it was asked for.
    digest: OnceLock<Digest>,
    /// Agents and groups that the workspace no longer has.
    removed: Removed,

    // Tables. `put` alone writes them.
    pub(crate) version: u64,
    /// The instant of the last event.
    pub(crate) clock: Option<Timestamp>,
    agents: Vec<AgentRow>,
    pub(crate) conversations: BTreeMap<u64, ConversationRow>,
    /// By conversation and the number of the event that let the agent in.
    pub(crate) participants: BTreeMap<(u64, u64), Participant>,
    pub(crate) requests: BTreeMap<u64, RequestRow>,
    /// By call and number, from 1: the groups that it was escalated to.
    pub(crate) escalations: BTreeMap<(u64, u32), u32>,
    /// By conversation and agent.
    pub(crate) offers: BTreeMap<(u64, u32), Offer>,
    /// By call and agent.
    pub(crate) refusals: BTreeMap<(u64, u32), Timestamp>,
    /// By call and agent, who was told and lost it within one instant, and when: such an agent is not
    /// asked again in it ([rule D3](crate::_rules#d3)). Rows of earlier instants are gone.
    pub(crate) asked: BTreeMap<(u64, u32), Timestamp>,
    /// Whether somebody served, as it was last said to the calls that wait. There is a row while a call
    /// is open that was announced ([rule D4](crate::_rules#d4)).
    pub(crate) service: BTreeMap<RequestTarget, bool>,
    /// When `service_changed` named a group. Rows of earlier instants are gone.
    pub(crate) service_changes: BTreeMap<ServingTeam, Timestamp>,
    /// By group and agent ([rule D11](crate::_rules#d11)).
    pub(crate) turn_counts: BTreeMap<(u32, u32), u64>,
    pub(crate) turn_floors: BTreeMap<u32, LoadRatio>,
    /// Whether each schedule is open, and when it changes next.
    schedules: Vec<ScheduleState>,
    /// Who was last in a conversation with a visitor, and the number of the event.
    pub(crate) last_agents: BTreeMap<Arc<str>, (u64, AgentId)>,
    /// The first and the last event of a command.
    pub(crate) causes: BTreeMap<CommandId, (u64, u64)>,

    // Derived from the tables.
    pub(crate) presence: Presence,
    group_statuses: GroupStatuses,
    ranks: Ranks,
    queues: Queues,
    pub(crate) by_id: BTreeMap<ConversationId, u64>,
    /// By agent, conversation and event.
    pub(crate) participants_by_agent: BTreeSet<(u32, u64, u64)>,
    /// By agent and conversation.
    pub(crate) offers_by_agent: BTreeSet<(u32, u64)>,
    /// By agent and call.
    pub(crate) refusals_by_agent: BTreeSet<(u32, u64)>,
    /// By conversation and call.
    pub(crate) requests_by_conversation: BTreeSet<(u64, u64)>,
    /// By call and agent, who is told.
    pub(crate) offers_by_request: BTreeSet<(u64, u32)>,
    /// By call and group: which of its escalations that was.
    pub(crate) escalated: BTreeMap<(u64, u32), u32>,
    /// How many calls are open for a chosen group, by its place in the forest of fallbacks.
    pub(crate) asked_for: BTreeMap<(u32, u32), u32>,
    /// Calls that wait.
    pub(crate) waiting: BTreeMap<RequestTarget, RankedSet<QueueKey>>,
    /// How many of them are announced.
    pub(crate) announced: BTreeMap<RequestTarget, u32>,
    /// How many calls were announced since they are open, those included that are told of now.
    pub(crate) heard: BTreeMap<RequestTarget, u32>,
    /// How many of them count for a group ([rule D10](crate::_rules#d10)).
    pub(crate) queued: BTreeMap<u32, u32>,
    pub(crate) deadlines: BTreeSet<Deadline>,
    /// When the refusals of waiting calls count no more: what may come to nothing.
    pub(crate) retries: BTreeSet<(Timestamp, QueueKey)>,
    pub(crate) schedule_changes_by_time: BTreeSet<(Timestamp, u32)>,
    pub(crate) visitors_by_age: BTreeMap<u64, Arc<str>>,
    pub(crate) causes_by_age: BTreeMap<u64, CommandId>,

    // What searches have come to: it saves work, and nothing depends on it.
    cursors: Cursors,
    /// How often something has changed that a search may depend on.
    changes: u64,

    // Of the work under way; empty between commands.
    /// The instant that is looked at.
    pub(crate) now: Timestamp,
    pub(crate) worklist: Worklist,
    /// What undoes what was put, in order, while that is wanted.
    undo_log: Option<Vec<RowWrite>>,
    pub(crate) steps: Steps,
}

/// What a change may have consequences for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Worklist {
    /// Calls that may want to be told or announced, and by which lanes.
    pub(crate) calls: BTreeSet<(QueueKey, OfferRoutes)>,
    /// Agents who may be told of more: of calls from one on.
    pub(crate) agents: BTreeMap<u32, QueueKey>,
    /// Agents who may be told of less.
    pub(crate) maybe_ineligible: BTreeSet<u32>,
    /// What calls ask for where another group may serve them now.
    pub(crate) targets: BTreeSet<RequestTarget>,
    /// Groups that may have come to serve calls that were escalated to them.
    pub(crate) escalated: BTreeSet<u32>,
    /// Groups of which it may have to be said that service of them has begun or ended.
    pub(crate) services: BTreeSet<ServingTeam>,
}

/// A row of a table, as it is to be.
#[derive(Clone, Debug)]
pub(crate) enum RowWrite {
    Clock(u64, Option<Timestamp>),
    Agent(u32, AgentRow),
    Conversation(u64, Option<ConversationRow>),
    Participant((u64, u64), Option<Participant>),
    Request(u64, Option<Box<RequestRow>>),
    Escalation((u64, u32), Option<u32>),
    Offer((u64, u32), Option<Offer>),
    Refusal((u64, u32), Option<Timestamp>),
    Asked((u64, u32), Option<Timestamp>),
    Service(RequestTarget, Option<bool>),
    ServiceChange(ServingTeam, Option<Timestamp>),
    TurnCount((u32, u32), Option<u64>),
    TurnFloor(u32, Option<LoadRatio>),
    Schedule(u32, ScheduleState),
    LastAgent(Arc<str>, Option<(u64, AgentId)>),
    Cause(CommandId, Option<(u64, u64)>),
    /// Every table: another workspace.
    All(Box<State>),
}

impl State {
    /// Nothing has happened.
    pub(crate) fn new(router: Arc<Router>, memory: Retention) -> Self {
        let workspace = router.workspace();
        let (agents, groups) = (workspace.agents().len(), workspace.groups().len());
        let schedules = workspace.all_hours().len();
        let chart = Arc::new(MembershipIndex::new(&router));
        Self {
            group_statuses: GroupStatuses::new(&chart, groups),
            ranks: Ranks::new(groups),
            queues: Queues::default(),
            membership: chart,
            retention: memory,
            digest: OnceLock::new(),
            removed: Removed::default(),
            version: 0,
            clock: None,
            agents: vec![AgentRow::NEW; agents],
            conversations: BTreeMap::new(),
            participants: BTreeMap::new(),
            requests: BTreeMap::new(),
            escalations: BTreeMap::new(),
            offers: BTreeMap::new(),
            refusals: BTreeMap::new(),
            asked: BTreeMap::new(),
            service: BTreeMap::new(),
            service_changes: BTreeMap::new(),
            turn_counts: BTreeMap::new(),
            turn_floors: BTreeMap::new(),
            schedules: vec![ScheduleState::default(); schedules],
            last_agents: BTreeMap::new(),
            causes: BTreeMap::new(),
            presence: Presence::new(&router),
            by_id: BTreeMap::new(),
            participants_by_agent: BTreeSet::new(),
            offers_by_agent: BTreeSet::new(),
            refusals_by_agent: BTreeSet::new(),
            requests_by_conversation: BTreeSet::new(),
            offers_by_request: BTreeSet::new(),
            escalated: BTreeMap::new(),
            asked_for: BTreeMap::new(),
            waiting: BTreeMap::new(),
            announced: BTreeMap::new(),
            heard: BTreeMap::new(),
            queued: BTreeMap::new(),
            deadlines: BTreeSet::new(),
            retries: BTreeSet::new(),
            schedule_changes_by_time: BTreeSet::new(),
            visitors_by_age: BTreeMap::new(),
            causes_by_age: BTreeMap::new(),
            cursors: Cursors::default(),
            changes: 0,
            now: Timestamp::MIN,
            worklist: Worklist::default(),
            undo_log: None,
            steps: Steps::default(),
            router,
        }
    }

    pub(crate) fn agent_row(&self, agent: u32) -> AgentRow {
        self.agents.get(agent as usize).copied().unwrap_or(AgentRow::NEW)
    }

    /// The digest of the workspace.
    pub(crate) fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| Digest::from_workspace(self.router.workspace()))
    }

    /// How agents are told through a team.
    pub(crate) fn offer_policy(&self, team: ServingTeam) -> OfferPolicy {
        OfferPolicy::for_group(
            team.group().and_then(|group| self.router.workspace().group_at(group)),
        )
    }

    /// Remembers from now on how to go back.
    pub(crate) fn begin(&mut self) {
        self.undo_log = Some(Vec::new());
    }

    /// Stays where it is.
    pub(crate) fn commit(&mut self) {
        self.undo_log = None;
        self.worklist = Worklist::default();
    }

    /// How many rows were written since it began.
    pub(crate) fn written(&self) -> usize {
        self.undo_log.as_ref().map_or(0, Vec::len)
    }

    /// Goes back to where so many rows were written.
    pub(crate) fn rollback_to(&mut self, written: usize) {
        while self.written() > written {
            if let Some(entry) = self.undo_log.as_mut().and_then(Vec::pop) {
                self.replace_row(entry);
            }
        }
        self.worklist = Worklist::default();
    }

    /// Goes back to where it began.
    pub(crate) fn rollback(&mut self) {
        self.rollback_to(0);
        self.undo_log = None;
        self.now = self.clock.unwrap_or(Timestamp::MIN);
    }
}

impl Worklist {
    /// An agent may be told of calls from one on.
    pub(crate) fn find_work_for(&mut self, agent: u32, from: QueueKey) {
        let first = self.agents.entry(agent).or_insert(from);
        *first = from.min(*first);
    }
}
