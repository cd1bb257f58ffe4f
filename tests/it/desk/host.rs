//! A host: a desk and its log, driven by commands in wire form.

use std::sync::Arc;

use frontdesk::Router;
use frontdesk::desk::{CommandOutcome, CommandResult, Desk, Digest, Event, Retention, TimedCommand};
use serde_json::{Value, json};

use super::generate::{IDS, LAST_AGENTS, checked};
use super::model::Answer as Expected;

pub(crate) struct Host {
    pub(crate) desk: Desk,
    pub(crate) log: Vec<Event>,
    /// Of each workspace that there was.
    pub(crate) routers: Vec<(Digest, Arc<Router>)>,
}

impl Host {
    /// A desk with as little memory as the model has.
    pub(crate) fn new(workspace: &Value) -> Self {
        let memory =
            Retention::default().visitors(LAST_AGENTS as u32).commands(IDS as u32);
        Self::with_memory(workspace, memory)
    }

    pub(crate) fn with_memory(workspace: &Value, memory: Retention) -> Self {
        let mut host = Self {
            desk: Desk::with_retention(Arc::new(Router::new(checked(workspace))), memory),
            log: Vec::new(),
            routers: Vec::new(),
        };
        host.know(workspace);
        host
    }

    /// Keeps the router of a workspace for whoever replays the log.
    pub(crate) fn know(&mut self, workspace: &Value) {
        let router = Arc::new(Router::new(checked(workspace)));
        self.routers.push((Digest::from_workspace(router.workspace()), router));
    }

    pub(crate) fn router(&self, digest: &Digest) -> Option<Arc<Router>> {
        let mut routers = self.routers.iter();
        routers.find(|(known, _)| known == digest).map(|(_, router)| Arc::clone(router))
    }

    /// Decides, appends and applies, answer after answer where more is due than one holds (B1).
    #[track_caller]
    pub(crate) fn handle(&mut self, command: &Value) -> Expected {
        let mut answers = self.handle_in_parts(command);
        let mut last = answers.pop().expect("there is an answer");
        let events = answers.into_iter().flat_map(|answer| answer.events);
        last.events = events.chain(last.events).collect();
        in_wire_form(&last)
    }

    /// The same: all answers. Each but the last says that more is due.
    #[track_caller]
    pub(crate) fn handle_in_parts(&mut self, command: &Value) -> Vec<CommandOutcome> {
        if command["do"] == "workspace" {
            self.know(&command["workspace"]);
        }
        let mut answers = Vec::new();
        loop {
            let answer = self.decide(command);
            for event in &answer.events {
                let applied = self.desk.apply_with(event, |digest| {
                    let mut routers = self.routers.iter();
                    routers.find(|(known, _)| known == digest).map(|(_, router)| Arc::clone(router))
                });
                assert_eq!(applied, Ok(()), "{event:?}");
            }
            assert_eq!(self.desk.validate(), Ok(()), "after {command}");
            self.log.extend_from_slice(&answer.events);
            let is_last = answer.result != CommandResult::MoreDue;
            answers.push(answer);
            if is_last {
                return answers;
            }
        }
    }

    pub(crate) fn decide(&mut self, command: &Value) -> CommandOutcome {
        let timed: TimedCommand = serde_json::from_value(command.clone()).expect("a command");
        self.desk.decide(timed.at, &timed.command)
    }

    /// The state, as it goes to disk.
    pub(crate) fn snapshot(&self) -> String {
        serde_json::to_string(&self.desk.snapshot()).expect("a snapshot has a wire form")
    }
}

#[track_caller]
fn in_wire_form(answer: &CommandOutcome) -> Expected {
    let written = |event: &Event| serde_json::to_value(event).expect("an event has a wire form");
    let (refused, repeats) = match answer.result {
        CommandResult::Done => (None, None),
        CommandResult::Refused(refusal) => {
            let refusal = serde_json::to_value(refusal).expect("a reason has a wire form");
            (Some(refusal.as_str().expect("a text").to_owned()), None)
        }
        CommandResult::AlreadyDone { first, last } => (None, Some((first, last))),
        other => panic!("an answer of a new kind: {other:?}"),
    };
    Expected { events: answer.events.iter().map(written).collect(), refused, repeats }
}

/// What the model expects of a command, with the digest that only the crate makes.
pub(crate) fn with_digest(mut expected: Expected, command: &Value) -> Expected {
    for event in &mut expected.events {
        if event["event"] == "workspace_replaced" {
            event["digest"] = json!(Digest::from_workspace(&checked(&command["workspace"])));
        }
    }
    expected
}
