//! Whose turn it is (rule D11): arithmetic over many assignments.

use std::collections::BTreeMap;

use frontdesk::{Timestamp, Visitor};
use frontdesk::desk::{Command, Desk, EventKind};
use frontdesk::presence::AgentStatus;
use serde_json::{Value, json};

use super::script::{at, check, desk};

fn group(strategy: &str, agents: Value) -> Desk {
    desk(json!({
        "agents": [{"id": "a1"}, {"id": "a2"}, {"id": "a3"}, {"id": "a4"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": agents, "strategy": strategy}],
    }))
}

fn later(n: i64) -> Timestamp {
    Timestamp::from_unix_millis(at("10:00:00").unix_millis() + n * 1000)
}

/// Lets a visitor come and go; who was offered the conversation.
fn turn(desk: &mut Desk, n: i64) -> Option<String> {
    let visitor = Visitor::undated().group_code("sales");
    let answer = desk.handle(later(n), &Command::arrive(format!("c{n}"), visitor));
    let offered = answer.events.iter().find_map(|event| match &event.kind {
        EventKind::Offered { agent, .. } => Some(agent.to_string()),
        _ => None,
    });
    let _ = desk.handle(later(n), &Command::close(format!("c{n}")));
    offered
}

fn set(desk: &mut Desk, n: i64, agent: &str, status: AgentStatus) {
    let _ = desk.handle(later(n), &Command::presence(agent, status));
}

fn turns(desk: &mut Desk, from: i64, count: i64) -> BTreeMap<String, i64> {
    let mut turns = BTreeMap::new();
    for n in from..from + count {
        *turns.entry(turn(desk, n).expect("somebody has room")).or_default() += 1;
    }
    turns
}

#[test]
fn d11_round_robin_goes_round_in_member_order() {
    let mut desk = group("round_robin", json!(["a2", "a1", "a3"]));
    for agent in ["a1", "a2", "a3"] {
        set(&mut desk, 0, agent, AgentStatus::Online);
    }
    let order: Vec<_> = (1..=7).map(|n| turn(&mut desk, n).unwrap()).collect();
    assert_eq!(order, ["a2", "a1", "a3", "a2", "a1", "a3", "a2"]);
}

#[test]
fn d11_coming_back_brings_no_flood() {
    let mut desk = group("round_robin", json!("all"));
    set(&mut desk, 0, "a1", AgentStatus::Online);
    set(&mut desk, 0, "a2", AgentStatus::Online);
    assert_eq!(turns(&mut desk, 1, 1000), [("a1".into(), 500), ("a2".into(), 500)].into());
    set(&mut desk, 1001, "a3", AgentStatus::Online);
    let after = turns(&mut desk, 1002, 30);
    assert!(after.values().all(|turns| (9..=11).contains(turns)), "{after:?}");
    set(&mut desk, 1032, "a3", AgentStatus::Away);
    set(&mut desk, 1033, "a3", AgentStatus::Online);
    assert_eq!(turns(&mut desk, 1034, 30).values().copied().max(), Some(10));
}

#[test]
fn d11_a_look_moves_no_turn() {
    let mut desk = group("round_robin", json!("all"));
    set(&mut desk, 0, "a1", AgentStatus::Online);
    set(&mut desk, 0, "a2", AgentStatus::Online);
    for _ in 0..3 {
        let visitor = Visitor::at(later(1)).group_code("sales");
        let _ = desk.situation(&visitor).route().to_record();
        let _ = desk.decide(later(1), &Command::arrive("c0", visitor.clone()));
    }
    assert_eq!(turn(&mut desk, 1).as_deref(), Some("a1"));
}

#[test]
fn d11_weighted_shares_are_exact_over_a_hundred_thousand_assignments() {
    let members = json!([{"id": "a1", "weight": 3}, {"id": "a2", "weight": 2}, "a3"]);
    let mut desk = group("weighted", members);
    for agent in ["a1", "a2", "a3"] {
        set(&mut desk, 0, agent, AgentStatus::Online);
    }
    let mut counts = [0_i64; 3];
    for n in 1..=100_000 {
        let agent = turn(&mut desk, n).unwrap();
        counts[agent.trim_start_matches('a').parse::<usize>().unwrap() - 1] += 1;
        // turns/weight differ by at most 1/the smaller weight, in sixths.
        let shares = [counts[0] * 2, counts[1] * 3, counts[2] * 6];
        for (one, other, smaller) in [(0, 1, 3), (0, 2, 6), (1, 2, 6)] {
            assert!((shares[one] - shares[other]).abs() <= smaller, "{counts:?}");
        }
        // Somebody comes and goes now and then; the others stay as they are to each other.
        if n % 1000 == 500 {
            set(&mut desk, n, "a4", AgentStatus::Online);
        }
    }
    assert_eq!(counts.iter().sum::<i64>(), 100_000);
    assert_eq!(counts, [50_000, 33_333, 16_667]);
}

#[test]
fn d11_round_robin_stays_even_while_others_flap() {
    let mut desk = group("round_robin", json!("all"));
    set(&mut desk, 0, "a1", AgentStatus::Online);
    set(&mut desk, 0, "a2", AgentStatus::Online);
    let mut counts = BTreeMap::<String, i64>::new();
    for n in 1..=5_000 {
        let status = if n % 7 < 3 { AgentStatus::Online } else { AgentStatus::Away };
        set(&mut desk, n, "a3", status);
        set(&mut desk, n, "a4", if n % 11 < 5 { AgentStatus::Online } else { AgentStatus::Offline });
        *counts.entry(turn(&mut desk, n).unwrap()).or_default() += 1;
        let of = |agent: &str| counts.get(agent).copied().unwrap_or_default();
        assert!((of("a1") - of("a2")).abs() <= 1, "{n}: {counts:?}");
    }
}

#[test]
fn d11_an_offer_passed_on_is_a_turn() {
    check(
        &mut group("round_robin", json!(["a1", "a2"])),
        "
        10:00:00 presence a1 online
        10:00:00 presence a2 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 decline c1 a1
            10:00:02 declined c1 sales a1
            10:00:02 offered c1 sales a2 until 10:00:32
        10:00:03 accept c1 a2
            10:00:03 joined c1 sales a2
        10:00:04 arrive c2 group_code=sales
            10:00:04 offered c2 sales a1 until 10:00:34
        ",
    );
}

/// The first offer of a conversation arrives after 20 seconds without an answer at the next agent.
fn joined_while_one_never_answers(strategy: &str, members: Value) -> BTreeMap<String, i64> {
    let mut desk = desk(json!({
        "agents": [{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": members, "strategy": strategy,
                    "offer_seconds": 20}],
    }));
    for agent in ["a", "b", "c", "d"] {
        set(&mut desk, 0, agent, AgentStatus::Online);
    }
    let mut joined = BTreeMap::new();
    for n in 0..12 {
        let visitor = Visitor::undated().group_code("sales");
        let _ = desk.handle(later(100 * n + 100), &Command::arrive(format!("c{n}"), visitor));
        for second in [105, 125] {
            for agent in ["b", "c", "d"] {
                let accept = Command::accept(format!("c{n}"), agent);
                if desk.handle(later(100 * n + second), &accept).refusal().is_none() {
                    *joined.entry(agent.to_owned()).or_default() += 1;
                }
            }
        }
        let _ = desk.handle(later(100 * n + 160), &Command::close(format!("c{n}")));
    }
    joined
}

#[test]
fn d11_who_stands_behind_one_who_never_answers_gets_no_more_than_the_others() {
    let joined = joined_while_one_never_answers("round_robin", json!(["a", "b", "c", "d"]));
    assert_eq!(joined, [("b".into(), 4), ("c".into(), 4), ("d".into(), 4)].into());
    let members = json!(["a", "b", {"id": "c", "weight": 2}, "d"]);
    let joined = joined_while_one_never_answers("weighted", members);
    assert_eq!(joined, [("b".into(), 3), ("c".into(), 6), ("d".into(), 3)].into());
}

#[test]
fn d11_longest_idle_gives_each_of_three_free_agents_one() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1"}, {"id": "a2", "max_conversations": 4}, {"id": "a3"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1", "a2", "a3"],
                    "strategy": "longest_idle"}],
    }));
    for (n, agent) in (0..).zip(["a1", "a2", "a3"]) {
        set(&mut desk, n, agent, AgentStatus::Online);
    }
    let mut joined = Vec::new();
    for n in 0..8 {
        let visitor = Visitor::undated().group_code("sales");
        let _ = desk.handle(later(60 * n + 60), &Command::arrive(format!("c{n}"), visitor));
        for agent in ["a1", "a2", "a3"] {
            let accept = Command::accept(format!("c{n}"), agent);
            if desk.handle(later(60 * n + 65), &accept).refusal().is_none() {
                joined.push(agent);
            }
        }
    }
    assert_eq!(joined, ["a1", "a2", "a3", "a1", "a2", "a3", "a1", "a2"]);
}

#[test]
fn d11_longest_idle_counts_from_the_last_conversation_or_coming_online() {
    check(
        &mut group("longest_idle", json!(["a1", "a2"])),
        "
        10:00:00 presence a2 online
        10:00:01 presence a1 online
        10:00:02 arrive c1 group_code=sales
            10:00:02 offered c1 sales a2 until 10:00:32
        10:00:03 accept c1 a2
            10:00:03 joined c1 sales a2
        10:00:04 close c1
            10:00:04 closed c1
        10:00:05 arrive c2 group_code=sales
            10:00:05 offered c2 sales a1 until 10:00:35
        ",
    );
}

#[test]
fn d11_least_busy_counts_open_offers_and_breaks_ties_by_idleness() {
    check(
        &mut group("least_busy", json!(["a1", "a2"])),
        "
        10:00:00 presence a2 online
        10:00:01 presence a1 online
        10:00:02 arrive c1 group_code=sales
            10:00:02 offered c1 sales a2 until 10:00:32
        10:00:03 arrive c2 group_code=sales
            10:00:03 offered c2 sales a1 until 10:00:33
        10:00:04 arrive c3 group_code=sales
            10:00:04 offered c3 sales a2 until 10:00:34
        ",
    );
}

#[test]
fn d11_sticky_asks_a_returning_visitors_last_agent_first_and_takes_no_turn() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1"}, {"id": "a2"}, {"id": "a3"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1", "a2", "a3"],
                    "strategy": "round_robin", "sticky": true}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:00 presence a2 online
        10:00:00 presence a3 online
        10:00:01 arrive c1 group_code=sales visitor=v1
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 accept c1 a1
            10:00:02 joined c1 sales a1
        10:00:03 close c1
            10:00:03 closed c1
        10:00:04 arrive c2 group_code=sales visitor=v1
            10:00:04 offered c2 sales a1 until 10:00:34
        10:00:05 decline c2 a1
            10:00:05 declined c2 sales a1
            10:00:05 offered c2 sales a2 until 10:00:35
        10:00:06 accept c2 a2
            10:00:06 joined c2 sales a2
        10:00:07 arrive c3 group_code=sales visitor=v2
            10:00:07 offered c3 sales a3 until 10:00:37
        10:00:08 arrive c4 group_code=sales visitor=v1
            10:00:08 offered c4 sales a2 until 10:00:38
        10:00:09 arrive c5 group_code=sales
            10:00:09 offered c5 sales a1 until 10:00:39
        ",
    );
}
