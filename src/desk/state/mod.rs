//! All that a desk remembers: tables of rows, and what is derived from them.
//!
//! Rows are written by [`State::put`] alone, which keeps what is derived and gives back the row as it
//! was: so a decision can try its own consequences and put everything back in reverse, without a copy
//! of the state.

pub(crate) mod chart;
mod deadline;
mod names;
mod put;
mod restore;
pub(crate) mod rows;
mod seek;
mod service;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

pub(crate) use deadline::{Deadline, Due};

use crate::desk::digest::Digest;
use crate::desk::fairness::{Rank, Share};
use crate::desk::memory::Memory;
use crate::id::{AgentId, CommandId, ConversationId};
use crate::presence::Presence;
use crate::router::Router;
use crate::time::Timestamp;

use chart::{Chart, Manner};
use names::Ghosts;
use put::Blocked;
use rows::{AgentRow, CallRow, ConversationRow, Home, Key, Seat, Team, Telling};

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
    /// By conversation and agent.
    pub(crate) tellings: BTreeMap<(u64, u32), Telling>,
    /// By call and agent.
    pub(crate) refusals: BTreeMap<(u64, u32), Timestamp>,
    /// By call and agent, who was told and lost it within one instant, and when: such an agent is not
    /// asked again in it (rule D3). Rows of earlier instants are gone.
    pub(crate) asked: BTreeMap<(u64, u32), Timestamp>,
    /// Whether somebody served, as it was last said to the calls that wait. There is a row while a call
    /// is open that was announced (rule D4).
    pub(crate) service: BTreeMap<Home, bool>,
    /// When `service_changed` named a group. Rows of earlier instants are gone.
    pub(crate) service_changes: BTreeMap<Team, Timestamp>,
    /// By group and agent (rule D11).
    pub(crate) turns: BTreeMap<(u32, u32), u64>,
    pub(crate) floors: BTreeMap<u32, Share>,
    /// When each schedule changes next.
    doors: Vec<Option<Timestamp>>,
    /// Who was last in a conversation with a visitor, and the number of the event.
    pub(crate) last_agents: BTreeMap<Arc<str>, (u64, AgentId)>,
    /// The first and the last event of a command.
    pub(crate) causes: BTreeMap<CommandId, (u64, u64)>,

    // Derived from the tables.
    pub(crate) presence: Presence,
    /// The agents who may be asked by each group, in the order of its strategy; the last are those
    /// of the workspace.
    ranks: Vec<BTreeSet<Rank>>,
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
    /// Every call, by what it asks for and the groups through which nobody else can be told of it.
    pub(crate) open: BTreeMap<(Home, Blocked), BTreeSet<Key>>,
    /// Calls that were escalated to a group through which somebody can be told of them.
    pub(crate) added: BTreeMap<u32, BTreeSet<Key>>,
    /// Calls that wait.
    pub(crate) waiting: BTreeMap<Home, BTreeSet<Key>>,
    /// How many of them are announced.
    pub(crate) announced: BTreeMap<Home, u32>,
    /// How many calls were announced since they are open, those included that are told of now.
    pub(crate) heard: BTreeMap<Home, u32>,
    /// How many of them count for a group (rule D10).
    pub(crate) queued: BTreeMap<u32, u32>,
    pub(crate) deadlines: BTreeSet<Deadline>,
    /// When the refusals of waiting calls count no more: what may come to nothing.
    pub(crate) retries: BTreeSet<(Timestamp, Key)>,
    pub(crate) doors_in_order: BTreeSet<(Timestamp, u32)>,
    pub(crate) visitors_by_age: BTreeMap<u64, Arc<str>>,
    pub(crate) causes_by_age: BTreeMap<u64, CommandId>,

    // Of the work under way; empty between commands.
    /// The instant that is looked at.
    pub(crate) now: Timestamp,
    pub(crate) agenda: Agenda,
    /// What undoes what was put, in order, while that is wanted.
    journal: Option<Vec<Entry>>,
}

/// What a change may have consequences for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agenda {
    /// Calls that may want to be told or announced.
    pub(crate) calls: BTreeSet<Key>,
    /// Agents who may be told of more, or of less.
    pub(crate) agents: BTreeSet<u32>,
    pub(crate) unsure: BTreeSet<u32>,
    /// Groups that may stand otherwise, and the workspace.
    pub(crate) teams: BTreeSet<Team>,
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
    Telling((u64, u32), Option<Telling>),
    Refusal((u64, u32), Option<Timestamp>),
    Asked((u64, u32), Option<Timestamp>),
    Service(Home, Option<bool>),
    ServiceChange(Team, Option<Timestamp>),
    Turns((u32, u32), Option<u64>),
    Floor(u32, Option<Share>),
    Door(u32, Option<Timestamp>),
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
        Self {
            chart: Arc::new(Chart::new(&router)),
            memory,
            digest: OnceLock::new(),
            ghosts: Ghosts::default(),
            version: 0,
            clock: None,
            agents: vec![AgentRow::NEW; agents],
            conversations: BTreeMap::new(),
            seats: BTreeMap::new(),
            calls: BTreeMap::new(),
            tellings: BTreeMap::new(),
            refusals: BTreeMap::new(),
            asked: BTreeMap::new(),
            service: BTreeMap::new(),
            service_changes: BTreeMap::new(),
            turns: BTreeMap::new(),
            floors: BTreeMap::new(),
            doors: vec![None; schedules],
            last_agents: BTreeMap::new(),
            causes: BTreeMap::new(),
            presence: Presence::new(&router),
            ranks: vec![BTreeSet::new(); groups + 1],
            by_id: BTreeMap::new(),
            seats_of: BTreeSet::new(),
            tellings_of: BTreeSet::new(),
            refusals_of: BTreeSet::new(),
            calls_of: BTreeSet::new(),
            told_of: BTreeSet::new(),
            open: BTreeMap::new(),
            added: BTreeMap::new(),
            waiting: BTreeMap::new(),
            announced: BTreeMap::new(),
            heard: BTreeMap::new(),
            queued: BTreeMap::new(),
            deadlines: BTreeSet::new(),
            retries: BTreeSet::new(),
            doors_in_order: BTreeSet::new(),
            visitors_by_age: BTreeMap::new(),
            causes_by_age: BTreeMap::new(),
            now: Timestamp::MIN,
            agenda: Agenda::default(),
            journal: None,
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

    /// Goes back to where it began.
    pub(crate) fn undo(&mut self) {
        for entry in self.journal.take().into_iter().flatten().rev() {
            self.put(entry);
        }
        self.agenda = Agenda::default();
        self.now = self.clock.unwrap_or(Timestamp::MIN);
    }
}
