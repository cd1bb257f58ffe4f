//! Limits that hold in code as they do on the wire, and what the log says when an agent is gone.

use std::sync::Arc;

use frontdesk::{Agent, Draft, Group, Router, Strategy, Timestamp, Visitor};
use frontdesk::desk::{ApplyError, Command, CommandResult, Desk, EventKind, Refusal};
use frontdesk::presence::AgentStatus;
use serde_json::json;

use super::scenario::Scenario;

const DIGITS: &str = "0123456789";

/// So many characters.
fn text(length: usize) -> String {
    DIGITS.chars().cycle().take(length).collect()
}

fn instant() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().expect("an instant")
}

/// A desk of two agents, of whom `a1` is asked first, and `a2` by a visitor who talked to them before.
fn desk() -> Desk {
    let draft = Draft::new()
        .agents([Agent::new("a1"), Agent::new("a2")])
        .group(Group::new("g", "G").agents(["a1", "a2"]).strategy(Strategy::Ranked).sticky());
    let mut desk = Desk::new(Arc::new(Router::new(draft.check().expect("it checks"))));
    for agent in ["a1", "a2"] {
        desk.handle(instant(), &Command::presence(agent, AgentStatus::Online));
    }
    desk
}

fn visitor_with_id(visitor: &str) -> Visitor<'_> {
    Visitor::undated().id(visitor).group_code("g")
}

#[test]
fn ids_that_cannot_be_read_do_not_enter_a_desk_by_code() {
    let (longest, longer) = (text(128), text(129));
    for id in [longer.as_str(), "", "a b", "a\"b", "é", &text(1_000_000)] {
        let mut desk = desk();
        let version = desk.version();
        let commands =
            [Command::arrive(id, visitor_with_id("v")), Command::arrive("c", visitor_with_id("v")).id(id), Command::tick().id(id)];
        for command in commands {
            let answer = desk.handle(instant(), &command);
            assert_eq!(answer.refusal(), Some(Refusal::InvalidId), "{id}");
            assert_eq!(desk.version(), version);
        }
        // Ids that are looked up are not there.
        for (command, refusal) in [
            (Command::accept(id, "a1"), Refusal::UnknownConversation),
            (Command::close(id), Refusal::UnknownConversation),
            (Command::presence(id, AgentStatus::Online), Refusal::UnknownAgent),
        ] {
            assert_eq!(desk.handle(instant(), &command).refusal(), Some(refusal), "{id}");
        }
    }
    let mut desk = desk();
    let answer = desk.handle(instant(), &Command::arrive(longest.as_str(), visitor_with_id("v")).id(longest.as_str()));
    assert_eq!(answer.result, CommandResult::Done);
    assert_eq!(
        Refusal::InvalidId.to_string(),
        "an id is not 1 to 128 printable ASCII characters without space and quotes"
    );
}

#[test]
fn a_repeated_command_is_known_before_anything_else_is_looked_at() {
    let mut desk = desk();
    let first = desk.handle(instant(), &Command::arrive("c", visitor_with_id("v")).id("cmd"));
    let again = desk.handle(instant(), &Command::arrive(text(200), visitor_with_id("v")).id("cmd"));
    let (first, last) = (first.events[0].seq, first.events.last().expect("it caused some").seq);
    assert_eq!(again.result, CommandResult::AlreadyDone { first, last });
}

#[test]
fn events_of_ids_that_cannot_be_read_are_foreign() {
    let mut desk = desk();
    let mut events = desk.decide(instant(), &Command::arrive("c", visitor_with_id("v")).id("cmd")).events;
    let (mut conversation, mut cause) = (events.remove(0), events.remove(0));
    cause.seq = conversation.seq;
    if let EventKind::Arrived { conversation, .. } = &mut conversation.kind {
        *conversation = text(129).into();
    }
    cause.cause = Some(text(129).into());
    for event in [conversation, cause] {
        assert_eq!(desk.apply(&event), Err(ApplyError::Foreign(event.seq)));
    }
}

/// A visitor's second conversation is offered to the agent of the first, where the id is known.
#[test]
fn visitors_of_long_ids_are_not_remembered() {
    for (length, is_known) in [(1, true), (256, true), (257, false), (8_000, false)] {
        let mut desk = desk();
        let id = text(length);
        desk.handle(instant(), &Command::arrive("first", visitor_with_id(&id)));
        desk.handle(instant(), &Command::decline("first", "a1"));
        desk.handle(instant(), &Command::accept("first", "a2"));
        let answer = desk.handle(instant(), &Command::arrive("second", visitor_with_id(&id)));
        let offered = answer.events.iter().find_map(|event| match &event.kind {
            EventKind::Offered { agent, .. } => Some(agent.as_str().to_owned()),
            _ => None,
        });
        assert_eq!(offered.as_deref(), Some(if is_known { "a2" } else { "a1" }), "{length}");
        let snapshot = serde_json::to_value(desk.snapshot()).expect("it has a wire form");
        let visitors = snapshot["visitors"].as_array().expect("a list").len();
        assert_eq!(visitors, usize::from(is_known), "{length}");
    }
}

#[test]
fn a_priority_is_a_number_that_every_reader_of_the_log_keeps() {
    for (given, kept) in [
        (i64::MAX, 9_007_199_254_740_991),
        (i64::MIN, -9_007_199_254_740_991),
        (9_007_199_254_740_991, 9_007_199_254_740_991),
        (7, 7),
    ] {
        let mut desk = desk();
        let answer = desk.handle(instant(), &Command::arrive("c", visitor_with_id("v")).priority(given));
        let EventKind::Arrived { priority, .. } = answer.events[0].kind else {
            panic!("{:?}", answer.events[0]);
        };
        assert_eq!(priority, kept);
        let again = Desk::restore(&desk.snapshot(), Arc::clone(desk.router()));
        assert!(again.is_ok_and(|again| again == desk));
    }
}

/// One inside who has invited two groups: of `ranked` one is asked, of `all` both who are there.
fn invitations() -> Scenario {
    let mut scenario = Scenario::new(json!({
        "agents": [{"id": "a1"}, {"id": "a2"}, {"id": "a3"}],
        "groups": [
            {"id": "g", "name": "G", "agents": ["a1"], "strategy": "ranked", "reassign_after_seconds": 60},
            {"id": "ranked", "name": "R", "agents": ["a2"], "strategy": "ranked", "offer_seconds": 900},
            {"id": "all", "name": "A", "agents": ["a2", "a3"]},
        ],
    }));
    scenario.online(&["a1", "a2", "a3"]);
    scenario.arrive("c", "g");
    scenario.accept("c", "a1");
    for group in ["ranked", "all"] {
        scenario.run(json!({"do": "invite", "conversation": "c", "by": "a1", "group": group}));
    }
    scenario
}

/// B4: by the log alone nobody is asked for an invitation any more.
#[test]
fn with_the_last_agent_inside_end_the_invitations() {
    let mut scenario = invitations();
    scenario.status("a1", "offline");
    let seen = scenario.advance(60).tick();
    assert_eq!(
        seen,
        [
            "withdrawn c ranked a2",
            "withdrawn c all a3",
            "left c a1",
            "message_taken c g",
        ]
    );
    // The same where the workspace has the agent no more.
    let mut scenario = invitations();
    let workspace = json!({
        "agents": [{"id": "a2"}, {"id": "a3"}],
        "groups": [
            {"id": "g", "name": "G", "agents": ["a2"], "strategy": "ranked"},
            {"id": "ranked", "name": "R", "agents": ["a2"], "strategy": "ranked", "offer_seconds": 900},
            {"id": "all", "name": "A", "agents": ["a2", "a3"]},
        ],
    });
    let seen = scenario.run(json!({"do": "workspace", "workspace": workspace}));
    assert_eq!(
        seen[1..],
        ["withdrawn c ranked a2", "withdrawn c all a3", "left c a1", "offered c g a2"]
    );
}
