//! Room and limits (rules D1, D2, invariants I1, I4).

use serde_json::json;

use super::script::{check, desk};

#[test]
fn i1_three_who_accept_at_once_take_nobody_above_the_limit() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1", "max_conversations": 2}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"]}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 notified c1 sales a1
        10:00:01 arrive c2 group_code=sales
            10:00:01 notified c2 sales a1
        10:00:01 arrive c3 group_code=sales
            10:00:01 notified c3 sales a1
        10:00:02 accept c1 a1
            10:00:02 joined c1 sales a1
        10:00:02 accept c2 a1
            10:00:02 joined c2 sales a1
            10:00:02 withdrawn c3 sales a1
            10:00:02 queued c3 sales
        10:00:02 accept c3 a1
            refused not_invited
        ",
    );
    assert_eq!(desk.presence().get("a1").unwrap().load, 2);
}

#[test]
fn d1_open_offers_take_room_and_notices_none() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1", "max_conversations": 2}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "strategy": "least_busy"},
                   {"id": "help", "name": "Help", "agents": ["a1"]}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=help
            10:00:01 notified c1 help a1
        10:00:02 arrive c2 group_code=sales
            10:00:02 offered c2 sales a1 until 10:00:32
        10:00:03 arrive c3 group_code=sales
            10:00:03 offered c3 sales a1 until 10:00:33
            10:00:03 withdrawn c1 help a1
            10:00:03 queued c1 help
        10:00:04 arrive c4 group_code=sales
            10:00:04 queued c4 sales
        10:00:05 decline c2 a1
            10:00:05 declined c2 sales a1
            10:00:05 notified c1 help a1
            10:00:05 queued c2 sales
            10:00:05 offered c4 sales a1 until 10:00:35
            10:00:05 withdrawn c1 help a1
            10:00:05 queued c1 help
        ",
    );
}

#[test]
fn an_agent_whose_limit_is_0_is_never_asked() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1", "max_conversations": 0}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"]}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 queued c1 sales
        10:00:02 arrive c2
            10:00:02 queued c2 -
        ",
    );
}

#[test]
fn d9_an_agent_of_two_groups_of_a_call_is_told_once() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1"}, {"id": "a2"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"],
                    "escalation": [{"after_seconds": 60, "to": "all"}, {"after_seconds": 90, "to": "shut"},
                                   {"after_seconds": 120, "to": "all"}]},
                   {"id": "all", "name": "All", "agents": "all"},
                   {"id": "shut", "name": "Shut", "agents": "all", "enabled": false}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:00 presence a2 online
        10:00:00 arrive c1 group_code=sales
            10:00:00 notified c1 sales a1
        10:05:00 tick
            10:01:00 escalated c1 all
            10:01:00 notified c1 all a2
        ",
    );
}
