//! Failures that such systems are known for. Each test says what the input is, what went wrong, and what is
//! right. Further ones are in `fairness` and `replacing` (a query that takes a turn, an agent who
//! returns and is flooded, a lost rotation), `capacity` (an agent over the limit) and `queue` (a newcomer
//! who overtakes).

use serde_json::json;

use super::script::{at, check, desk, play};

/// Three groups refer to each other by fallback, overflow and escalation, and nobody is online. Systems that
/// follow such references without remembering where they have been loop, or escalate again and again. Right
/// is: each group is added once, and then the conversation waits until an agent of any of them comes online.
#[test]
fn a_fallback_does_not_loop() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1"}],
        "groups": [{"id": "g1", "name": "1", "fallback": "g2", "overflow": true,
                    "escalation": [{"after_seconds": 1, "to": "g2"}, {"after_seconds": 2, "to": "g3"}]},
                   {"id": "g2", "name": "2", "fallback": "g3", "overflow": true,
                    "escalation": [{"after_seconds": 1, "to": "g1"}]},
                   {"id": "g3", "name": "3", "agents": ["a1"],
                    "escalation": [{"after_seconds": 1, "to": "g1"}]}],
    }));
    check(
        &mut desk,
        "
        10:00:00 arrive c1 group_code=g1
            10:00:00 message_taken c1 g1
        10:05:00 tick
            10:00:01 escalated c1 g2
            10:00:02 escalated c1 g3
        10:05:01 presence a1 online
            10:05:01 service_changed g1 g3
            10:05:01 notified c1 g3 a1
        ",
    );
}

/// The picker and a condition on `staff` ask in the same instant whether anybody is online, after each change
/// of an agent's status. Systems that keep the two answers in different caches offer a group to the visitor
/// and then route as if nobody was there. Right is: both answers are the same at every instant.
#[test]
fn there_is_one_answer_to_whether_anyone_is_online() {
    let mut desk = desk(json!({
        "picker": {"mode": "optional"},
        "agents": [{"id": "a1", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "strategy": "ranked"},
                   {"id": "later", "name": "Later", "agents": []}],
        "triggers": [{"id": "open", "assign_to": "sales", "when": {"field": "staff", "is": "online"}},
                     {"id": "shut", "assign_to": "later"}],
    }));
    for (time, group, status) in
        [("10:00:00", "later", "online"), ("10:00:01", "sales", "away"), ("10:00:02", "later", "online")]
    {
        let visitor = frontdesk::Visitor::at(at(time));
        let sales = {
            let situation = desk.situation(&visitor);
            situation.picker().choices().next().unwrap().status
        };
        assert_eq!(sales.serves(), group == "sales");
        let lines = play(&mut desk, &format!("{time} arrive c{time}"));
        assert_eq!(lines[1], format!("{time} routed c{time} {group}"));
        play(&mut desk, &format!("{time} presence a1 {status}"));
    }
}

/// Two agents let their offers expire. Systems that take the first free agent each time offer the
/// conversation to the same agent for ever. Right is: the next agent is asked, then the conversation is
/// queued, and a new round begins only after `retry_seconds`, without agents who are away by then.
#[test]
fn nothing_is_offered_for_ever_to_who_does_not_answer() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1"}, {"id": "a2"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": "all", "strategy": "round_robin",
                    "retry_seconds": 300}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:00 presence a2 online
        10:00:00 arrive c1 group_code=sales
            10:00:00 offered c1 sales a1 until 10:00:30
        10:00:59 tick
            10:00:30 offer_expired c1 sales a1
            10:00:30 offered c1 sales a2 until 10:01:00
        10:05:00 tick
            10:01:00 offer_expired c1 sales a2
            10:01:00 queued c1 sales
        10:05:30 presence a1 away
        10:06:00 tick
            10:06:00 offered c1 sales a2 until 10:06:30
        ",
    );
}

/// One agent with room for one conversation answers neither of two offers. A desk that forgets a refusal when
/// another offer is made offers the two alternately without end. Right is: both wait until the retry time of
/// the first one is over.
#[test]
fn two_conversations_are_not_offered_in_turn_to_who_answers_neither() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "strategy": "ranked",
                    "retry_seconds": 600}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:00 arrive c1 group_code=sales
            10:00:00 offered c1 sales a1 until 10:00:30
        10:00:01 arrive c2 group_code=sales
            10:00:01 queued c2 sales
        10:10:29 tick
            10:00:30 offer_expired c1 sales a1
            10:00:30 queued c1 sales
            10:00:30 offered c2 sales a1 until 10:01:00
            10:01:00 offer_expired c2 sales a1
            10:01:00 queued c2 sales
        10:10:30 tick
            10:10:30 offered c1 sales a1 until 10:11:00
        ",
    );
}

/// An agent declines two conversations in the instant in which they were offered. Each refusal makes room for
/// the other conversation, so a desk that only looks at room offers the first one to the agent again in that
/// instant. Right is: an agent is asked at most once for each conversation in one instant; the next offer
/// comes with the next round.
#[test]
fn nobody_is_asked_twice_in_one_instant() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "strategy": "ranked"}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:00 arrive c1 group_code=sales
            10:00:00 offered c1 sales a1 until 10:00:30
        10:00:00 arrive c2 group_code=sales
            10:00:00 queued c2 sales
        10:00:00 decline c1 a1
            10:00:00 declined c1 sales a1
            10:00:00 queued c1 sales
            10:00:00 offered c2 sales a1 until 10:00:30
        10:00:00 decline c2 a1
            10:00:00 declined c2 sales a1
        10:01:00 tick
            10:01:00 offered c1 sales a1 until 10:01:30
        ",
    );
}

/// A workspace without agents and groups replaces one whose agent is in a conversation. Systems that delete
/// the agent leave the visitor in a conversation that nobody sees. Right is: the agent leaves the
/// conversation, it is routed again, and a message is taken if no group is left.
#[test]
fn who_is_taken_out_of_the_workspace_with_a_conversation_in_hand_loses_no_visitor() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1"}, {"id": "a2"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": "all"}],
    }));
    for text in ["10:00:00 presence a1 online", "10:00:01 arrive c1 group_code=sales", "10:00:02 accept c1 a1"] {
        play(&mut desk, text);
    }
    let nobody: frontdesk::Draft = serde_json::from_value(json!({"groups": []})).unwrap();
    let command = frontdesk::desk::Command::workspace(nobody.check().unwrap());
    let answer = desk.handle(at("10:00:03"), &command);
    let lines: Vec<String> = answer.events.iter().skip(1).map(super::script::line).collect();
    assert_eq!(lines, ["10:00:03 left c1 a1", "10:00:03 routed c1 -", "10:00:03 message_taken c1 -"]);
}
