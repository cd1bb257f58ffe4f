//! The rules: what is due, what a command does, and what follows from that, one event after another,
//! each on the state that those before leave.

mod answer;
mod arrive;
mod come_and_go;
mod due;
mod hand_over;
mod replace;
mod serve;
mod settle;

use std::sync::Arc;

use crate::desk::command::{Action, Command};
use crate::desk::digest::Digest;
use crate::desk::event::{Event, EventKind};
use crate::desk::refusal::Refusal;
use crate::desk::reply::{Answer, Reply};
use crate::desk::state::State;
use crate::desk::state::rows::{Team, Telling};
use crate::id::{AgentId, CommandId, ConversationId, GroupId};
use crate::router::Router;
use crate::time::Timestamp;

/// A decision under way, tried out on the state itself.
pub(super) struct Run<'s> {
    state: &'s mut State,
    events: Vec<Event>,
    cause: Option<CommandId>,
    /// Up to here retries have been looked at: an earlier one has come to nothing, and what changes
    /// that brings its call up by itself.
    looked: Option<Timestamp>,
    /// The router of the workspace that the command brings.
    pub(super) router: Option<(Digest, Arc<Router>)>,
    /// An event did not fit the state: never, but an endless round would be worse.
    is_stuck: bool,
}

/// What a decision gives.
pub(super) struct Decided {
    pub(super) answer: Answer,
    /// Nothing was due up to the command's instant.
    pub(super) nothing_was_due: bool,
    /// The router of the workspace that the command brings.
    pub(super) router: Option<(Digest, Arc<Router>)>,
}

/// What a command causes on a state, which is as it was afterwards. Up to `looked` nothing is due.
pub(super) fn decide(
    state: &mut State,
    at: Timestamp,
    command: &Command,
    looked: Option<Timestamp>,
) -> Decided {
    let plain = |reply| {
        let answer = Answer { events: Vec::new(), reply };
        Decided { answer, nothing_was_due: false, router: None }
    };
    if let Some((first, last)) = command.id.as_ref().and_then(|id| state.causes.get(id)).copied() {
        return plain(Reply::Known { first, last });
    }
    if state.clock.is_some_and(|clock| at < clock) {
        return plain(Reply::Refused(Refusal::TimeWentBack));
    }
    state.begin();
    let mut run = Run {
        looked: looked.max(state.clock),
        state: &mut *state,
        events: Vec::new(),
        cause: None,
        router: None,
        is_stuck: false,
    };
    run.do_what_is_due(at);
    let nothing_was_due = run.events.is_empty();
    run.cause.clone_from(&command.id);
    let reply = match run.act(&command.action) {
        Ok(()) => {
            run.settle();
            run.do_what_is_due(at);
            Reply::Done
        }
        Err(refusal) => Reply::Refused(refusal),
    };
    let (events, router) = (run.events, run.router);
    state.undo();
    Decided { answer: Answer { events, reply }, nothing_was_due, router }
}

impl Run<'_> {
    fn act(&mut self, action: &Action) -> Result<(), Refusal> {
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
        team: Team,
        agent: u32,
    ) -> (ConversationId, Option<GroupId>, AgentId) {
        (self.id(conversation), self.state.team_id(team), self.state.agent_id(agent))
    }

    fn withdraw(&mut self, (conversation, agent): (u64, u32), telling: &Telling) {
        let (conversation, group, agent) = self.names(conversation, telling.team, agent);
        self.emit(EventKind::Withdrawn { conversation, group, agent });
    }
}
