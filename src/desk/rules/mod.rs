//! The rules: what is due, what a command does, and what follows from that, one event after another,
//! each on the state that those before leave.

mod accept_decline;
mod arrive;
mod offer;
mod participants;
mod replace;
mod settle;
mod timers;
mod transfer;

use std::sync::Arc;

use crate::desk::command::{Action, Command};
use crate::desk::digest::Digest;
use crate::desk::event::{Event, EventKind};
use crate::desk::outcome::{CommandOutcome, CommandResult};
use crate::desk::refusal::Refusal;
use crate::desk::state::State;
use crate::desk::state::rows::{Offer, ServingTeam};
use crate::id::{AgentId, CommandId, ConversationId, GroupId};
use crate::router::Router;
use crate::time::Timestamp;

/// A decision under way, tried out on the state itself.
pub(super) struct Decider<'s> {
    state: &'s mut State,
    events: Vec<Event>,
    cause: Option<CommandId>,
    /// Up to here retries have been looked at: an earlier one has come to nothing, and what changes
    /// that brings its call up by itself.
    checked_until: Option<Timestamp>,
    /// The router of the workspace that the command brings.
    pub(super) router: Option<(Digest, Arc<Router>)>,
    /// After so many events what follows from one thing that is due is cut, too.
    max_events: Option<usize>,
    /// It was.
    is_cut: bool,
    /// An event did not fit the state: never, but an endless round would be worse.
    is_stuck: bool,
}

/// What follows from one thing that is due is never cut before so many events: so a desk that applies
/// fewer of one instant knows that nothing more follows from them.
pub(super) const LEAST_CUT: usize = 1_000;

/// What a decision gives.
pub(super) struct Decided {
    pub(super) answer: CommandOutcome,
    /// Nothing was left that follows from the state.
    pub(super) is_settled: bool,
    /// Nothing is left once the events are applied.
    pub(super) will_be_settled: bool,
    /// Up to here nothing was due.
    pub(super) quiet_until: Option<Timestamp>,
    /// The router of the workspace that the command brings.
    pub(super) router: Option<(Digest, Arc<Router>)>,
}

/// What a command causes on a state, which is as it was afterwards. Up to `looked` nothing is due. The
/// answer holds at most so many events where what is due can be cut.
pub(super) fn decide(
    state: &mut State,
    at: Timestamp,
    command: &Command,
    looked: Option<Timestamp>,
    most_events: usize,
    is_settled: bool,
) -> Decided {
    let plain = |reply| {
        let answer = CommandOutcome { events: Vec::new(), result: reply };
        Decided { answer, is_settled, will_be_settled: is_settled, quiet_until: None, router: None }
    };
    if !command.has_well_formed_id() {
        return plain(CommandResult::Refused(Refusal::InvalidId));
    }
    if let Some((first, last)) = command.id.as_ref().and_then(|id| state.causes.get(id)).copied() {
        return plain(CommandResult::AlreadyDone { first, last });
    }
    if !command.opens_well_formed() {
        return plain(CommandResult::Refused(Refusal::InvalidId));
    }
    if state.clock.is_some_and(|clock| at < clock) {
        return plain(CommandResult::Refused(Refusal::TimeWentBack));
    }
    state.begin();
    let mut run = Decider {
        checked_until: looked.max(state.clock),
        state: &mut *state,
        events: Vec::new(),
        cause: None,
        router: None,
        max_events: Some(most_events.max(LEAST_CUT)),
        is_cut: false,
        is_stuck: false,
    };
    let is_settled = is_settled || run.catch_up();
    let is_all = !run.is_cut && run.do_what_is_due(at, Some(most_events));
    let quiet_until = run.checked_until.filter(|_| run.events.is_empty());
    let reply =
        if is_all { run.decide_on(at, command, most_events) } else { CommandResult::MoreDue };
    let (events, router, will_be_settled) = (run.events, run.router, !run.is_cut);
    state.rollback();
    let answer = CommandOutcome { events, result: reply };
    Decided { answer, is_settled, will_be_settled, quiet_until, router }
}

impl Decider<'_> {
    /// Does a command once all is done that was due before it.
    fn decide_on(&mut self, at: Timestamp, command: &Command, most_events: usize) -> CommandResult {
        let (written, due) = (self.state.written(), self.events.len());
        self.cause.clone_from(&command.id);
        // What follows from a command is told as a whole.
        self.max_events = None;
        if let Err(refusal) = self.run_action(&command.action) {
            return CommandResult::Refused(refusal);
        }
        self.settle();
        self.do_what_is_due(at, None);
        if due > 0 && self.events.len() > most_events {
            // It follows in the next answer, by itself.
            self.state.rollback_to(written);
            self.events.truncate(due);
            self.router = None;
            return CommandResult::MoreDue;
        }
        CommandResult::Done
    }

    fn run_action(&mut self, action: &Action) -> Result<(), Refusal> {
        match action {
            Action::Presence { agent, status } => self.presence(agent, *status),
            Action::Arrive { conversation, visitor, priority } => {
                self.arrive(conversation, visitor, *priority)
            }
            Action::Accept { conversation, agent } => self.accept(conversation, agent),
            Action::Decline { conversation, agent } => self.decline(conversation, agent),
            Action::Invite { conversation, by, group } => self.invite(conversation, by, group),
            Action::Transfer { conversation, by, group } => self.transfer(conversation, by, group),
            Action::Assign { conversation, by, agent, force } => {
                self.assign(conversation, by, agent, *force)
            }
            Action::Leave { conversation, who } => self.leave(conversation, who),
            Action::Close { conversation } => self.close(conversation),
            Action::Tick => Ok(()),
            Action::Workspace { workspace } => {
                self.replace(workspace);
                Ok(())
            }
        }
    }

    /// An event, numbered, applied and noted.
    fn emit(&mut self, kind: EventKind) {
        let seq = self.state.version.saturating_add(1);
        let event = Event { seq, at: self.state.now, kind, cause: self.cause.clone() };
        let known = self.router.clone();
        let look_up = |digest: &Digest| {
            let (_, router) = known.as_ref().filter(|(known, _)| known == digest)?;
            Some(Arc::clone(router))
        };
        let applied = self.state.apply(&event, &look_up);
        debug_assert_eq!(applied, Ok(()), "{event:?}");
        match applied {
            Ok(()) => self.events.push(event),
            Err(_) => self.is_stuck = true,
        }
    }

    fn conversation(&self, id: &ConversationId) -> Result<u64, Refusal> {
        self.state.conversation(id).ok_or(Refusal::UnknownConversation)
    }

    fn agent(&self, id: &AgentId) -> Result<u32, Refusal> {
        self.state.living_agent(id).ok_or(Refusal::UnknownAgent)
    }

    /// A group that can be chosen.
    fn group(&self, id: &GroupId) -> Result<u32, Refusal> {
        let group = self.state.group(id).filter(|group| self.state.is_enabled(*group));
        group.ok_or(Refusal::UnknownGroup)
    }

    fn id(&self, conversation: u64) -> ConversationId {
        let row = self.state.conversations.get(&conversation);
        row.map_or_else(|| "".into(), |row| row.id.clone())
    }

    /// The three names of most events.
    fn names(
        &self,
        conversation: u64,
        team: ServingTeam,
        agent: u32,
    ) -> (ConversationId, Option<GroupId>, AgentId) {
        (self.id(conversation), self.state.team_id(team), self.state.agent_id(agent))
    }

    fn withdraw(&mut self, (conversation, agent): (u64, u32), telling: &Offer) {
        let (conversation, group, agent) = self.names(conversation, telling.team, agent);
        self.emit(EventKind::Withdrawn { conversation, group, agent });
    }
}
