//! Several hosts and one log: what a host answers holds for the log, not for what it has seen of it.

use std::convert::Infallible;
use std::sync::Arc;

use frontdesk::{Draft, Router, Visitor};
use frontdesk::desk::{ApplyError, Command, CommandResult, Desk, Digest, Event, EventLog, ExecuteError, Refusal};
use frontdesk::presence::AgentStatus;
use serde_json::json;

use super::script::{at, router};

/// A log in memory, and what was asked of it.
#[derive(Default)]
struct Log {
    events: Vec<Event>,
    routers: Vec<Arc<Router>>,
    /// How many events it reads at most.
    page: usize,
    appends: usize,
    reads: usize,
}

impl EventLog for Log {
    type Error = Infallible;

    fn append(&mut self, expected: u64, events: &[Event]) -> Result<bool, Infallible> {
        self.appends += 1;
        let is_last = self.events.len() as u64 == expected;
        if is_last {
            self.events.extend_from_slice(events);
        }
        Ok(is_last)
    }

    fn read_after(&mut self, version: u64) -> Result<Vec<Event>, Infallible> {
        self.reads += 1;
        let missed = self.events.get(version as usize..).unwrap_or_default();
        Ok(missed.iter().take(self.page).cloned().collect())
    }

    fn router(&self, digest: &Digest) -> Option<Arc<Router>> {
        let mut routers = self.routers.iter();
        routers.find(|router| Digest::from_workspace(router.workspace()) == *digest).cloned()
    }
}

fn hosts() -> (Desk, Desk, Log) {
    let router = router(json!({
        "agents": [{"id": "ana"}, {"id": "ben"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": "all"}],
    }));
    let log = Log { page: 3, ..Log::default() };
    (Desk::new(Arc::clone(&router)), Desk::new(router), log)
}

fn arrive(id: &str) -> Command {
    Command::arrive(id, Visitor::undated().group_code("sales"))
}

#[test]
fn a_refusal_of_a_host_that_is_behind_is_not_final() {
    let (mut here, mut there, mut log) = hosts();
    for command in [Command::presence("ana", AgentStatus::Online), arrive("c1")] {
        let _ = here.execute(at("10:00:00"), &command, &mut log).unwrap();
    }
    let accept = Command::accept("c1", "ana");
    assert_eq!(there.decide(at("10:00:01"), &accept).refusal(), Some(Refusal::UnknownConversation));
    let answer = there.execute(at("10:00:01"), &accept, &mut log).unwrap();
    assert_eq!(answer.result, CommandResult::Done);
    assert_eq!(there.version(), log.events.len() as u64);
    // Four events were missed, and each read gave at most three of them.
    assert_eq!(log.reads, 2);
}

#[test]
fn a_refusal_that_stands_is_checked_against_the_log_by_appending_nothing() {
    let (mut here, mut there, mut log) = hosts();
    let _ = here.execute(at("10:00:00"), &Command::presence("ana", AgentStatus::Online), &mut log);
    let appends = log.appends;
    let answer = here.execute(at("10:00:01"), &Command::close("c9"), &mut log).unwrap();
    assert_eq!(answer.refusal(), Some(Refusal::UnknownConversation));
    assert_eq!((log.appends, log.reads, log.events.len()), (appends + 1, 0, 1));
    let answer = there.execute(at("10:00:01"), &Command::close("c9"), &mut log).unwrap();
    assert_eq!(answer.refusal(), Some(Refusal::UnknownConversation));
    assert_eq!(there.version(), 1, "it has caught up before it refused");
}

#[test]
fn d14_a_command_that_another_host_has_done_is_known() {
    let (mut here, mut there, mut log) = hosts();
    let command = arrive("c1").id("cmd-1");
    let first = here.execute(at("10:00:00"), &command, &mut log).unwrap();
    assert_eq!(first.result, CommandResult::Done);
    let again = there.execute(at("10:00:01"), &command, &mut log).unwrap();
    assert_eq!(again.result, CommandResult::AlreadyDone { first: 1, last: first.events.len() as u64 });
    assert_eq!(log.events, first.events);
}

#[test]
fn d13_a_clock_that_is_behind_is_no_reason_to_refuse() {
    let (mut here, mut there, mut log) = hosts();
    assert_eq!((here.last_at(), here.monotonic(at("10:00:00"))), (None, at("10:00:00")));
    let _ = here.execute(at("10:00:05"), &arrive("c1"), &mut log).unwrap();
    let answer = there.execute(at("10:00:02"), &arrive("c2"), &mut log).unwrap();
    assert_eq!(answer.result, CommandResult::Done);
    assert!(answer.events.iter().all(|event| event.at == at("10:00:05")));
    assert_eq!(there.last_at(), Some(at("10:00:05")));
    assert_eq!(there.monotonic(at("10:00:06")), at("10:00:06"));
}

#[test]
fn d12_a_workspace_that_another_host_has_brought_is_looked_up() {
    let (mut here, mut there, mut log) = hosts();
    let next = json!({"agents": [{"id": "eve"}], "groups": []});
    let next = serde_json::from_value::<Draft>(next).unwrap().check().unwrap();
    let command = Command::workspace(next.clone());
    let _ = here.execute(at("10:00:00"), &command, &mut log).unwrap();
    let digest = Digest::from_workspace(&next);
    let error = there.execute(at("10:00:01"), &Command::tick(), &mut log).unwrap_err();
    assert_eq!(error, ExecuteError::Apply(ApplyError::UnknownWorkspace { seq: 1, digest }));
    log.routers.push(Arc::new(Router::new(next)));
    let _ = there.execute(at("10:00:01"), &Command::tick(), &mut log).unwrap();
    assert!(there == here);
}

#[test]
fn a_log_that_has_lost_events_is_an_error_and_no_endless_loop() {
    let (mut here, _, mut log) = hosts();
    let _ = here.execute(at("10:00:00"), &arrive("c1"), &mut log).unwrap();
    let version = here.version();
    log.events.pop();
    let error = here.execute(at("10:00:01"), &Command::tick(), &mut log).unwrap_err();
    assert_eq!(error, ExecuteError::LogEnds { version });
}
