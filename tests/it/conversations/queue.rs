//! Who is served first, who serves, what is said meanwhile (rules D4, D9, D10).

use serde_json::json;

use super::script::{check, desk};

#[test]
fn d4_higher_priority_first_then_arrival() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "strategy": "ranked"},
                   {"id": "help", "name": "Help", "agents": ["a1"]}],
    }));
    check(
        &mut desk,
        "
        10:00:00 arrive c1 group_code=sales
            10:00:00 message_taken c1 sales
        10:00:01 arrive c2 group_code=help
            10:00:01 message_taken c2 help
        10:00:02 arrive c3 group_code=sales priority=1
            10:00:02 message_taken c3 sales
        10:00:03 presence a1 online
            10:00:03 service_changed sales sales
            10:00:03 service_changed help help
            10:00:03 offered c3 sales a1 until 10:00:33
        ",
    );
}

#[test]
fn d4_no_newcomer_overtakes_who_waits() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "strategy": "ranked"}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 accept c1 a1
            10:00:02 joined c1 sales a1
        10:00:03 arrive c2 group_code=sales
            10:00:03 queued c2 sales
        10:00:04 arrive c3 group_code=sales
            10:00:04 queued c3 sales
        10:00:05 close c1
            10:00:05 closed c1
            10:00:05 offered c2 sales a1 until 10:00:35
        ",
    );
}

#[test]
fn d4_the_fallback_serves_while_the_chosen_group_cannot() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1", "max_conversations": 1}, {"id": "b1", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "fallback": "general"},
                   {"id": "general", "name": "General", "agents": ["b1"]}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence b1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 notified c1 general b1
        10:00:02 accept c1 b1
            10:00:02 joined c1 general b1
        10:00:03 arrive c2 group_code=sales
            10:00:03 queued c2 general
        10:00:04 presence a1 online
            10:00:04 notified c2 sales a1
        ",
    );
}

#[test]
fn d4_a_schedule_that_opens_begins_service_and_one_that_closes_ends_it() {
    let mut desk = desk(json!({
        "schedules": [{"id": "office", "zone": "UTC", "weekly": {"mon": ["12:00-14:00"]}}],
        "agents": [{"id": "a1", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "schedule": "office"}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 message_taken c1 sales
        10:00:02 arrive c2 group_code=sales
            10:00:02 message_taken c2 sales
        13:00:00 accept c1 a1
            12:00:00 service_changed sales sales
            12:00:00 notified c1 sales a1
            12:00:00 notified c2 sales a1
            13:00:00 joined c1 sales a1
            13:00:00 withdrawn c2 sales a1
            13:00:00 queued c2 sales
        14:00:00 tick
            14:00:00 service_changed sales -
        14:00:01 close c1
            14:00:01 closed c1
        ",
    );
}

#[test]
fn d9_whoever_waits_long_may_be_served_by_another_group_too() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1", "max_conversations": 1}, {"id": "b1", "max_conversations": 1},
                   {"id": "b2", "max_conversations": 1}],
        "groups": [{"id": "night", "name": "Night", "agents": ["a1"], "strategy": "ranked",
                    "escalation": [{"after_seconds": 60, "to": "general"}]},
                   {"id": "general", "name": "General", "agents": ["b1", "b2"], "strategy": "ranked"}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence b1 online
        10:00:00 presence b2 online
        10:00:00 presence a1 online
        10:00:10 arrive c1 group_code=night
            10:00:10 offered c1 night a1 until 10:00:40
        10:00:40 tick
            10:00:40 offer_expired c1 night a1
            10:00:40 queued c1 night
        10:01:20 tick
            10:01:10 escalated c1 general
            10:01:10 offered c1 general b1 until 10:01:40
        10:01:21 decline c1 b1
            10:01:21 declined c1 general b1
            10:01:21 offered c1 general b2 until 10:01:51
        10:01:22 presence a1 away
        10:01:23 presence a1 online
            10:01:23 offered c1 night a1 until 10:01:53
        10:01:24 accept c1 b2
            10:01:24 joined c1 general b2
        10:01:25 accept c1 a1
            refused taken
        ",
    );
}

#[test]
fn d10_one_more_than_may_wait_gets_a_message_and_is_not_counted() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "max_waiting": 1}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 notified c1 sales a1
        10:00:02 accept c1 a1
            10:00:02 joined c1 sales a1
        10:00:03 arrive c2 group_code=sales
            10:00:03 queued c2 sales
        10:00:04 arrive c3 group_code=sales
            10:00:04 message_taken c3 sales
        10:00:05 close c2
            10:00:05 closed c2
        10:00:06 arrive c4 group_code=sales
            10:00:06 queued c4 sales
        10:00:07 close c1
            10:00:07 closed c1
            10:00:07 notified c3 sales a1
            10:00:07 notified c4 sales a1
        ",
    );
}
