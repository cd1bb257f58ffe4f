//! What calls that wait are told of who serves them (rule D4), and what happens once in an instant.

use frontdesk::Visitor;
use frontdesk::desk::{Command, Desk, EventKind};
use frontdesk::presence::AgentStatus;
use serde_json::json;

use super::script::{at, check, desk, line, play};

fn ranked() -> Desk {
    desk(json!({
        "agents": [{"id": "a1", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "strategy": "ranked"}],
    }))
}

#[test]
fn d3_a_status_that_flaps_within_an_instant_asks_nobody_twice_and_announces_nothing_twice() {
    let mut desk = ranked();
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 presence a1 away
            10:00:02 withdrawn c1 sales a1
            10:00:02 message_taken c1 sales
        10:00:02 presence a1 online
            10:00:02 service_changed sales sales
            10:00:02 offered c1 sales a1 until 10:00:32
        10:00:02 presence a1 away
            10:00:02 withdrawn c1 sales a1
        10:00:02 presence a1 online
        ",
    );
    assert_eq!(desk.next_deadline(), Some(at("10:00:02.001")));
    check(
        &mut desk,
        "
        10:00:05 tick
            10:00:02.001 offered c1 sales a1 until 10:00:32.001
        ",
    );
}

#[test]
fn d4_what_changes_again_within_an_instant_is_said_in_the_next() {
    let mut desk = ranked();
    for text in [
        "10:00:00 presence a1 online",
        "10:00:01 arrive c1 group_code=sales",
        "10:00:02 presence a1 away",
        "10:00:02 presence a1 online",
    ] {
        play(&mut desk, text);
    }
    check(
        &mut desk,
        "
        10:00:02 presence a1 away
            10:00:02 withdrawn c1 sales a1
        10:00:02 accept c1 a1
            refused not_invited
        10:00:03 tick
            10:00:02.001 service_changed sales -
        10:00:03 tick
        ",
    );
    assert_eq!(desk.next_deadline(), None);
}

#[test]
fn d3_a_decline_and_a_new_coming_online_within_the_instant_of_the_offer_ask_in_the_next() {
    check(
        &mut ranked(),
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:01 decline c1 a1
            10:00:01 declined c1 sales a1
            10:00:01 queued c1 sales
        10:00:01 presence a1 away
            10:00:01 service_changed sales -
        10:00:01 presence a1 online
        10:00:02 tick
            10:00:01.001 service_changed sales sales
            10:00:01.001 offered c1 sales a1 until 10:00:31.001
        ",
    );
}

#[test]
fn d4_a_flap_is_said_once_for_a_thousand_who_wait() {
    let mut desk = ranked();
    let _ = desk.handle(at("10:00:00"), &Command::presence("a1", AgentStatus::Online));
    for n in 0..1_001 {
        let visitor = Visitor::undated().group_code("sales");
        let _ = desk.handle(at("10:00:01"), &Command::arrive(format!("c{n}"), visitor));
    }
    let _ = desk.handle(at("10:00:02"), &Command::accept("c0", "a1"));
    let mut events = Vec::new();
    for (second, status) in [("10:00:03", AgentStatus::Away), ("10:00:04", AgentStatus::Online)] {
        events.extend(desk.handle(at(second), &Command::presence("a1", status)).events);
    }
    let lines: Vec<String> = events.iter().map(line).collect();
    let expected = [
        "10:00:03 presence_changed a1 away",
        "10:00:03 service_changed sales -",
        "10:00:04 presence_changed a1 online",
        "10:00:04 service_changed sales sales",
    ];
    assert_eq!(lines, expected);
    // Whoever comes to wait is still told which it is.
    let visitor = Visitor::undated().group_code("sales");
    let answer = desk.handle(at("10:00:05"), &Command::arrive("late", visitor));
    let last = answer.events.last().map(|event| &event.kind);
    assert!(matches!(last, Some(EventKind::Queued { .. })), "{last:?}");
}

#[test]
fn d4_one_group_that_takes_over_from_another_is_not_said() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1", "max_conversations": 0}, {"id": "b1", "max_conversations": 0}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "fallback": "help"},
                   {"id": "help", "name": "Help", "agents": ["b1"]}],
    }));
    check(
        &mut desk,
        "
        10:00:00 arrive c1 group_code=sales
            10:00:00 message_taken c1 sales
        10:00:01 presence b1 online
            10:00:01 service_changed sales help
        10:00:02 presence a1 online
        10:00:03 presence b1 offline
        10:00:04 presence a1 offline
            10:00:04 service_changed sales -
        ",
    );
}

#[test]
fn d10_a_change_of_service_leaves_who_counts_as_it_was() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1", "max_conversations": 0}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "max_waiting": 1}],
    }));
    check(
        &mut desk,
        "
        10:00:00 arrive c1 group_code=sales
            10:00:00 message_taken c1 sales
        10:00:01 presence a1 online
            10:00:01 service_changed sales sales
        10:00:02 arrive c2 group_code=sales
            10:00:02 queued c2 sales
        10:00:03 arrive c3 group_code=sales
            10:00:03 message_taken c3 sales
        10:00:04 presence a1 away
            10:00:04 service_changed sales -
        10:00:05 presence a1 online
            10:00:05 service_changed sales sales
        10:00:06 close c1
            10:00:06 closed c1
        10:00:07 arrive c4 group_code=sales
            10:00:07 message_taken c4 sales
        ",
    );
}

#[test]
fn d4_chosen_and_invited_calls_of_a_group_hear_of_it_by_one_event() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1"}, {"id": "t1", "max_conversations": 0}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"]},
                   {"id": "tech", "name": "Tech", "agents": ["t1"]}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 notified c1 sales a1
        10:00:02 accept c1 a1
            10:00:02 joined c1 sales a1
        10:00:03 invite c1 a1 tech
            10:00:03 invited c1 tech by a1
            10:00:03 message_taken c1 tech
        10:00:04 arrive c2 group_code=tech
            10:00:04 message_taken c2 tech
        10:00:05 presence t1 online
            10:00:05 service_changed tech tech
        ",
    );
}

#[test]
fn d3_each_round_that_nobody_took_takes_twice_as_long_up_to_32_times() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1"}, {"id": "boss", "role": "admin"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "strategy": "ranked",
                    "offer_seconds": 1, "retry_seconds": 10}],
    }));
    play(&mut desk, "10:00:00 presence a1 online");
    play(&mut desk, "10:00:00 arrive c1 group_code=sales");
    let answer = desk.handle(at("12:00:00"), &Command::tick());
    let offered = answer.events.iter().filter(|e| matches!(e.kind, EventKind::Offered { .. }));
    let mut last = at("10:00:00");
    let mut pauses = Vec::new();
    for event in offered {
        // The offer held for a second.
        pauses.push(event.at.since(last).as_secs() - 1);
        last = event.at;
    }
    assert_eq!(pauses[..8], [10, 20, 40, 80, 160, 320, 320, 320]);
    // A call that is handed over begins anew.
    let answer = play(&mut desk, "12:00:01 transfer c1 boss sales");
    assert_eq!(answer.last().map(String::as_str), Some("12:00:01 offered c1 sales a1 until 12:00:02"));
    check(
        &mut desk,
        "
        12:00:12 tick
            12:00:02 offer_expired c1 sales a1
            12:00:02 queued c1 sales
            12:00:12 offered c1 sales a1 until 12:00:13
        ",
    );
}
