//! What a desk keeps, and what an answer of it takes.

use std::sync::Arc;

use allocation_counter::measure;
use frontdesk::desk::{Command, CommandResult, Desk};
use frontdesk::presence::AgentStatus;
use frontdesk::{Agent, Draft, Group, Router, Strategy, Timestamp, Visitor};

const SIZES: [usize; 3] = [50, 200, 800];

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// As many groups as agents, all of whom are in each group and online.
fn of_all(size: usize) -> (Arc<Router>, Vec<Command>) {
    let agents = (0..size).map(|n| Agent::new(format!("a{n}")).max_conversations(1));
    let group = |n| Group::new(format!("g{n}"), "G").all_agents().strategy(Strategy::LeastBusy);
    let draft = Draft::new().agents(agents).groups((0..size).map(group));
    let online = (0..size).map(|n| Command::presence(format!("a{n}"), AgentStatus::Online));
    (Arc::new(Router::new(draft.check().unwrap())), online.collect())
}

#[test]
fn groups_of_all_agents_keep_no_row_for_each_agent() {
    let bytes = SIZES.map(|size| {
        let (router, online) = of_all(size);
        let mut desk = None;
        let kept = measure(|| {
            let at = instant("2026-11-23T10:00:00Z");
            let mut new = Desk::new(router);
            online.iter().for_each(|command| drop(new.handle(at, command)));
            desk = Some(new);
        });
        kept.bytes_current
    });
    // In proportion to agents and groups, not to both multiplied.
    let is_linear = bytes.windows(2).all(|two| two[1] <= 5 * two[0]);
    assert!(is_linear, "{bytes:?} bytes at {SIZES:?}");
    assert!(bytes[2] <= 3_000 * SIZES[2] as i64, "{bytes:?} bytes at {SIZES:?}");
}

#[test]
fn an_answer_takes_as_much_memory_however_late_it_is() {
    let bytes =
        ["2026-12-23T10:00:00Z", "2027-11-23T10:00:00Z", "9999-12-31T23:59:59.999Z"].map(|late| {
            let group = Group::new("g", "G").agents(["a"]).strategy(Strategy::Ranked);
            let draft = Draft::new().agent(Agent::new("a")).group(group);
            let router = Arc::new(Router::new(draft.check().unwrap()));
            let mut desk = Desk::new(router).max_events(1_000);
            let at = instant("2026-11-23T10:00:00Z");
            let _ = desk.handle(at, &Command::presence("a", AgentStatus::Online));
            let _ = desk.handle(at, &Command::arrive("c", Visitor::undated().group_code("g")));
            let tick = Command::tick();
            let mut reply = CommandResult::Done;
            let taken = measure(|| reply = desk.decide(instant(late), &tick).result);
            assert_eq!(reply, CommandResult::MoreDue);
            taken.bytes_max
        });
    assert!(bytes.iter().all(|late| late.abs_diff(bytes[0]) * 10 <= bytes[0]), "{bytes:?}");
}
