//! The rules: what is due, what a command does, and what follows from both. Each event is decided on the state after
//! the events before it.

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
use crate::ix::{AgentIx, ConversationNo, GroupIx};
use crate::router::Router;
use crate::time::Timestamp;

/// A decision in progress. It tries its events on the state itself, in a transaction that is rolled back at the end.
///
/// Other files extend it: `arrive`, `accept_decline`, `participants`, `transfer` and `replace` with the commands,
/// `timers` with what is due, `settle` with what follows from a change, `offer` with the offers and announcements.
pub(super) struct Decider<'s> {
    state: &'s mut State,
    events: Vec<Event>,
    cause: Option<CommandId>,
    /// Up to here retries have been checked. An earlier retry has caused no event; a later change of its request puts
    /// the request on the worklist by itself.
    checked_until: Option<Timestamp>,
    /// The router of the workspace that the command brings.
    pub(super) router: Option<(Digest, Arc<Router>)>,
    /// The number of events after which the consequences of one timer are cut, if they may be.
    max_events: Option<usize>,
    /// The consequences were cut.
    is_cut: bool,
    /// An event did not fit the state. This never happens, but an endless loop would be worse than a stop.
    is_stuck: bool,
}

/// The least number of events after which the consequences of one timer are cut. A desk that applies fewer events of
/// one instant therefore knows that no more follow from them.
pub(super) const MIN_EVENTS_BEFORE_CUT: usize = 1_000;

/// The result of a decision.
pub(super) struct Decided {
    pub(super) outcome: CommandOutcome,
    /// Nothing was left to follow from the state before the decision.
    pub(super) is_settled: bool,
    /// Nothing is left to follow once the events are applied.
    pub(super) will_be_settled: bool,
    /// Nothing was due up to here.
    pub(super) checked_until: Option<Timestamp>,
    /// The router of the workspace that the command brings.
    pub(super) router: Option<(Digest, Arc<Router>)>,
}

/// Decides on a command. The state does not change.
///
/// Nothing is due up to `checked_until`. The outcome holds at most `most_events` events if what is due can be cut.
pub(super) fn decide(
    state: &mut State,
    at: Timestamp,
    command: &Command,
    checked_until: Option<Timestamp>,
    most_events: usize,
    is_settled: bool,
) -> Decided {
    let without_events = |result| {
        let outcome = CommandOutcome { events: Vec::new(), result };
        let (checked_until, router) = (None, None);
        Decided { outcome, is_settled, will_be_settled: is_settled, checked_until, router }
    };
    // The order of these checks is the order of the refusals in rule D0. The id comes first (rule
    // D14): a repeated command gets the answer of the first one, whatever has changed since.
    if !command.has_well_formed_id() {
        return without_events(CommandResult::Refused(Refusal::InvalidId));
    }
    let known = command.id.as_ref().and_then(|id| state.commands.get(id));
    if let Some((first, last)) = known {
        let (first, last) = (first.number(), last.number());
        return without_events(CommandResult::AlreadyDone { first, last });
    }
    if !command.opens_well_formed() {
        return without_events(CommandResult::Refused(Refusal::InvalidId));
    }
    if state.clock.is_some_and(|clock| at < clock) {
        return without_events(CommandResult::Refused(Refusal::TimeWentBack));
    }
    // From here on events are tried on the state itself. Every path below must reach the rollback.
    state.begin();
    let mut decider = Decider {
        // Everything up to the last event has been handled by the decisions that caused the events.
        checked_until: checked_until.max(state.clock),
        state: &mut *state,
        events: Vec::new(),
        cause: None,
        router: None,
        // The limit has a minimum, because the desk that applies the events must be able to
        // recognize a cut by their number alone.
        max_events: Some(most_events.max(MIN_EVENTS_BEFORE_CUT)),
        is_cut: false,
        is_stuck: false,
    };
    // A state that may be unsettled is completed before anything new is decided. The events of this
    // step are those that the outcome before was missing.
    let is_settled = is_settled || decider.catch_up();
    let is_complete = !decider.is_cut && decider.run_due_until(at, Some(most_events));
    // The check is only valid for the unchanged state. If there are events, the state after them
    // has to be checked anew.
    let checked_until = decider.checked_until.filter(|_| decider.events.is_empty());
    let result = if is_complete {
        decider.decide_on(at, command, most_events)
    } else {
        CommandResult::MoreDue
    };
    let Decider { events, router, is_cut, .. } = decider;
    state.rollback();
    let outcome = CommandOutcome { events, result };
    Decided { outcome, is_settled, will_be_settled: !is_cut, checked_until, router }
}

impl Decider<'_> {
    /// Does a command, once everything is done that was due before it.
    fn decide_on(&mut self, at: Timestamp, command: &Command, most_events: usize) -> CommandResult {
        // What was due before the command must survive if the command itself is put off.
        let (savepoint, due) = (self.state.savepoint(), self.events.len());
        // Set only now: events that were due before the command are not caused by it.
        self.cause.clone_from(&command.id);
        // The consequences of a command are never cut.
        self.max_events = None;
        if let Err(refusal) = self.run_action(&command.action) {
            return CommandResult::Refused(refusal);
        }
        self.settle();
        // A consequence can be due at this very instant, for example an escalation after 0 seconds.
        self.run_due_until(at, None);
        if due > 0 && self.events.len() > most_events {
            // The command is left for an outcome of its own.
            self.state.rollback_to(savepoint);
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

    /// Numbers an event, applies it to the state and appends it to the outcome.
    fn emit(&mut self, kind: EventKind) {
        let seq = self.state.version.number().saturating_add(1);
        let event = Event { seq, at: self.state.now, kind, cause: self.cause.clone() };
        let known = self.router.clone();
        let routers = |digest: &Digest| {
            let (_, router) = known.as_ref().filter(|(known, _)| known == digest)?;
            Some(Arc::clone(router))
        };
        let applied = self.state.apply(&event, &routers);
        // Applying the event here is what makes the decision and the replay agree: both use one
        // function.
        debug_assert_eq!(applied, Ok(()), "{event:?}");
        match applied {
            Ok(()) => self.events.push(event),
            Err(_) => self.is_stuck = true,
        }
    }

    fn conversation(&self, id: &ConversationId) -> Result<ConversationNo, Refusal> {
        self.state.conversation(id).ok_or(Refusal::UnknownConversation)
    }

    fn agent(&self, id: &AgentId) -> Result<AgentIx, Refusal> {
        self.state.current_agent(id).ok_or(Refusal::UnknownAgent)
    }

    /// Returns a group that can be chosen: the workspace has it and it is enabled.
    fn group(&self, id: &GroupId) -> Result<GroupIx, Refusal> {
        // A disabled group is unknown to commands, as it is to visitors (rule D0).
        let group = self.state.group(id).filter(|group| self.state.is_enabled(*group));
        group.ok_or(Refusal::UnknownGroup)
    }

    /// Returns the three ids that most events name.
    fn ids(
        &self,
        conversation: ConversationNo,
        team: ServingTeam,
        agent: AgentIx,
    ) -> (ConversationId, Option<GroupId>, AgentId) {
        let conversation = self.state.conversation_id(conversation);
        (conversation, self.state.team_id(team), self.state.agent_id(agent))
    }

    fn withdraw(&mut self, (conversation, agent): (ConversationNo, AgentIx), offer: &Offer) {
        let (conversation, group, agent) = self.ids(conversation, offer.team, agent);
        self.emit(EventKind::Withdrawn { conversation, group, agent });
    }
}
