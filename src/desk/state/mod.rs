//! All that a desk remembers: tables of rows, and what is derived from them.
//!
//! Rows are written by [`State::put`] alone, which keeps what is derived and gives back the row as it
//! was: so a decision can try its own consequences and put everything back in reverse, without a copy
//! of the state.

pub(crate) mod chart;
mod cursors;
mod deadline;
mod forest;
mod names;
mod put;
mod queues;
mod ranked_set;
mod ranks;
mod restore;
pub(crate) mod rows;
mod seek;
mod service;
mod standings;
mod steps;
mod validate;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

pub(crate) use cursors::Stamped;
pub(crate) use deadline::{Deadline, Due};

use crate::desk::digest::Digest;
use crate::desk::fairness::Share;
use crate::desk::memory::Memory;
use crate::id::{AgentId, CommandId, ConversationId};
use crate::presence::Presence;
use crate::router::Router;
use crate::time::Timestamp;

use chart::{Chart, Manner};
use cursors::Cursors;
use names::Ghosts;
use queues::Queues;
use ranked_set::RankedSet;
use ranks::Ranks;
use rows::{AgentRow, CallRow, ConversationRow, Door, Home, Key, Lanes, Seat, Team, Telling};
use standings::Standings;
use steps::Steps;

/// All that a desk remembers.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) router: Arc<Router>,
    pub(crate) chart: Arc<Chart>,
    pub(crate) memory: Memory,
    /// That of the workspace, once it was asked for.
    digest: OnceLock<Digest>,
    /// Agents and groups that the workspace no longer has.
    ghosts: Ghosts,

    // Tables. `put` alone writes them.
    pub(crate) version: u64,
    /// The instant of the last event.
    pub(crate) clock: Option<Timestamp>,
    agents: Vec<AgentRow>,
    pub(crate) conversations: BTreeMap<u64, ConversationRow>,
    /// By conversation and the number of the event that let the agent in.
    pub(crate) seats: BTreeMap<(u64, u64), Seat>,
    pub(crate) calls: BTreeMap<u64, CallRow>,
    /// By call and number, from 1: the groups that it was escalated to.
    pub(crate) escalations: BTreeMap<(u64, u32), u32>,
    /// By conversation and agent.
    pub(crate) tellings: BTreeMap<(u64, u32), Telling>,
    /// By call and agent.
    pub(crate) refusals: BTreeMap<(u64, u32), Timestamp>,
    /// By call and agent, who was told and lost it within one instant, and when: such an agent is not
    /// asked again in it ([rule D3](crate::_rules#d3)). Rows of earlier instants are gone.
    pub(crate) asked: BTreeMap<(u64, u32), Timestamp>,
    /// Whether somebody served, as it was last said to the calls that wait. There is a row while a call
    /// is open that was announced ([rule D4](crate::_rules#d4)).
    pub(crate) service: BTreeMap<Home, bool>,
    /// When `service_changed` named a group. Rows of earlier instants are gone.
    pub(crate) service_changes: BTreeMap<Team, Timestamp>,
    /// By group and agent ([rule D11](crate::_rules#d11)).
    pub(crate) turns: BTreeMap<(u32, u32), u64>,
    pub(crate) floors: BTreeMap<u32, Share>,
    /// Whether each schedule is open, and when it changes next.
    doors: Vec<Door>,
    /// Who was last in a conversation with a visitor, and the number of the event.
    pub(crate) last_agents: BTreeMap<Arc<str>, (u64, AgentId)>,
    /// The first and the last event of a command.
    pub(crate) causes: BTreeMap<CommandId, (u64, u64)>,

    // Derived from the tables.
    pub(crate) presence: Presence,
    standings: Standings,
    ranks: Ranks,
    queues: Queues,
    pub(crate) by_id: BTreeMap<ConversationId, u64>,
    /// By agent, conversation and event.
    pub(crate) seats_of: BTreeSet<(u32, u64, u64)>,
    /// By agent and conversation.
    pub(crate) tellings_of: BTreeSet<(u32, u64)>,
    /// By agent and call.
    pub(crate) refusals_of: BTreeSet<(u32, u64)>,
    /// By conversation and call.
    pub(crate) calls_of: BTreeSet<(u64, u64)>,
    /// By call and agent, who is told.
    pub(crate) told_of: BTreeSet<(u64, u32)>,
    /// By call and group: which of its escalations that was.
    pub(crate) escalated: BTreeMap<(u64, u32), u32>,
    /// How many calls are open for a chosen group, by its place in the forest of fallbacks.
    pub(crate) asked_for: BTreeMap<(u32, u32), u32>,
    /// Calls that wait.
    pub(crate) waiting: BTreeMap<Home, RankedSet<Key>>,
    /// How many of them are announced.
    pub(crate) announced: BTreeMap<Home, u32>,
    /// How many calls were announced since they are open, those included that are told of now.
    pub(crate) heard: BTreeMap<Home, u32>,
    /// How many of them count for a group ([rule D10](crate::_rules#d10)).
    pub(crate) queued: BTreeMap<u32, u32>,
    pub(crate) deadlines: BTreeSet<Deadline>,
    /// When the refusals of waiting calls count no more: what may come to nothing.
    pub(crate) retries: BTreeSet<(Timestamp, Key)>,
    pub(crate) doors_in_order: BTreeSet<(Timestamp, u32)>,
    pub(crate) visitors_by_age: BTreeMap<u64, Arc<str>>,
    pub(crate) causes_by_age: BTreeMap<u64, CommandId>,

    // What searches have come to: it saves work, and nothing depends on it.
    cursors: Cursors,
    /// How often something has changed that a search may depend on.
    changes: u64,

    // Of the work under way; empty between commands.
    /// The instant that is looked at.
    pub(crate) now: Timestamp,
    pub(crate) agenda: Agenda,
    /// What undoes what was put, in order, while that is wanted.
    journal: Option<Vec<Entry>>,
    pub(crate) steps: Steps,
}

/// What a change may have consequences for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agenda {
    /// Calls that may want to be told or announced, and by which lanes.
    pub(crate) calls: BTreeSet<(Key, Lanes)>,
    /// Agents who may be told of more: of calls from one on.
    pub(crate) agents: BTreeMap<u32, Key>,
    /// Agents who may be told of less.
    pub(crate) unsure: BTreeSet<u32>,
    /// What calls ask for where another group may serve them now.
    pub(crate) homes: BTreeSet<Home>,
    /// Groups that may have come to serve calls that were escalated to them.
    pub(crate) escalated: BTreeSet<u32>,
    /// Groups of which it may have to be said that service of them has begun or ended.
    pub(crate) services: BTreeSet<Team>,
}

/// A row of a table, as it is to be.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    Clock(u64, Option<Timestamp>),
    Agent(u32, AgentRow),
    Conversation(u64, Option<ConversationRow>),
    Seat((u64, u64), Option<Seat>),
    Call(u64, Option<Box<CallRow>>),
    Escalation((u64, u32), Option<u32>),
    Telling((u64, u32), Option<Telling>),
    Refusal((u64, u32), Option<Timestamp>),
    Asked((u64, u32), Option<Timestamp>),
    Service(Home, Option<bool>),
    ServiceChange(Team, Option<Timestamp>),
    Turns((u32, u32), Option<u64>),
    Floor(u32, Option<Share>),
    Door(u32, Door),
    LastAgent(Arc<str>, Option<(u64, AgentId)>),
    Cause(CommandId, Option<(u64, u64)>),
    /// Every table: another workspace.
    All(Box<State>),
}

impl State {
    /// Nothing has happened.
    pub(crate) fn new(router: Arc<Router>, memory: Memory) -> Self {
        let workspace = router.workspace();
        let (agents, groups) = (workspace.agents().len(), workspace.groups().len());
        let schedules = workspace.all_hours().len();
        let chart = Arc::new(Chart::new(&router));
        Self {
            standings: Standings::new(&chart, groups),
            ranks: Ranks::new(groups),
            queues: Queues::default(),
            chart,
            memory,
            digest: OnceLock::new(),
            ghosts: Ghosts::default(),
            version: 0,
            clock: None,
            agents: vec![AgentRow::NEW; agents],
            conversations: BTreeMap::new(),
            seats: BTreeMap::new(),
            calls: BTreeMap::new(),
            escalations: BTreeMap::new(),
            tellings: BTreeMap::new(),
            refusals: BTreeMap::new(),
            asked: BTreeMap::new(),
            service: BTreeMap::new(),
            service_changes: BTreeMap::new(),
            turns: BTreeMap::new(),
            floors: BTreeMap::new(),
            doors: vec![Door::default(); schedules],
            last_agents: BTreeMap::new(),
            causes: BTreeMap::new(),
            presence: Presence::new(&router),
            by_id: BTreeMap::new(),
            seats_of: BTreeSet::new(),
            tellings_of: BTreeSet::new(),
            refusals_of: BTreeSet::new(),
            calls_of: BTreeSet::new(),
            told_of: BTreeSet::new(),
            escalated: BTreeMap::new(),
            asked_for: BTreeMap::new(),
            waiting: BTreeMap::new(),
            announced: BTreeMap::new(),
            heard: BTreeMap::new(),
            queued: BTreeMap::new(),
            deadlines: BTreeSet::new(),
            retries: BTreeSet::new(),
            doors_in_order: BTreeSet::new(),
            visitors_by_age: BTreeMap::new(),
            causes_by_age: BTreeMap::new(),
            cursors: Cursors::default(),
            changes: 0,
            now: Timestamp::MIN,
            agenda: Agenda::default(),
            journal: None,
            steps: Steps::default(),
            router,
        }
    }

    pub(crate) fn agent_row(&self, agent: u32) -> AgentRow {
        self.agents.get(agent as usize).copied().unwrap_or(AgentRow::NEW)
    }

    /// The digest of the workspace.
    pub(crate) fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| Digest::of(self.router.workspace()))
    }

    /// How agents are told through a team.
    pub(crate) fn manner(&self, team: Team) -> Manner {
        Manner::of(team.group().and_then(|group| self.router.workspace().group_at(group)))
    }

    /// Remembers from now on how to go back.
    pub(crate) fn begin(&mut self) {
        self.journal = Some(Vec::new());
    }

    /// Stays where it is.
    pub(crate) fn keep(&mut self) {
        self.journal = None;
        self.agenda = Agenda::default();
    }

    /// How many rows were written since it began.
    pub(crate) fn written(&self) -> usize {
        self.journal.as_ref().map_or(0, Vec::len)
    }

    /// Goes back to where so many rows were written.
    pub(crate) fn undo_to(&mut self, written: usize) {
        while self.written() > written {
            if let Some(entry) = self.journal.as_mut().and_then(Vec::pop) {
                self.put(entry);
            }
        }
        self.agenda = Agenda::default();
    }

    /// Goes back to where it began.
    pub(crate) fn undo(&mut self) {
        self.undo_to(0);
        self.journal = None;
        self.now = self.clock.unwrap_or(Timestamp::MIN);
    }
}

impl Agenda {
    /// An agent may be told of calls from one on.
    pub(crate) fn look_for(&mut self, agent: u32, from: Key) {
        let first = self.agents.entry(agent).or_insert(from);
        *first = from.min(*first);
    }
}
