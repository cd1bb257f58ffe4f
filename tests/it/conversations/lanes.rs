//! What is open through one group keeps no other from telling its own agents (rule D1, invariant I10).

use serde_json::json;

use super::script::{check, desk};

fn with_fallback(strategy: &str, most: Option<u32>) -> frontdesk::desk::Desk {
    desk(json!({
        "agents": [{"id": "s1", "max_conversations": most}, {"id": "g1"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["s1"], "strategy": strategy,
                    "fallback": "general"},
                   {"id": "general", "name": "General", "agents": ["g1"]}],
    }))
}

#[test]
fn i10_the_chosen_group_is_back_while_the_fallback_has_a_notice_open() {
    for strategy in ["round_robin", "ranked", "least_busy", "longest_idle", "weighted"] {
        check(
            &mut with_fallback(strategy, None),
            "
            09:00:00 presence g1 online
            09:00:10 arrive vip group_code=sales priority=10
                09:00:10 notified vip general g1
            09:00:20 presence s1 online
                09:00:20 offered vip sales s1 until 09:00:50
            09:10:00 arrive late group_code=sales
                09:00:50 offer_expired vip sales s1
                09:10:00 offered late sales s1 until 09:10:30
            09:10:05 accept vip g1
                09:10:05 joined vip general g1
            ",
        );
    }
}

#[test]
fn i10_nobody_of_the_chosen_group_is_told_of_a_later_one_first() {
    check(
        &mut with_fallback("round_robin", Some(1)),
        "
        09:00:00 presence g1 online
        09:00:10 arrive vip group_code=sales priority=10
            09:00:10 notified vip general g1
        09:00:20 presence s1 online
            09:00:20 offered vip sales s1 until 09:00:50
        09:00:30 arrive late group_code=sales
            09:00:30 queued late sales
        09:00:31 accept vip s1
            09:00:31 joined vip sales s1
        ",
    );
}

#[test]
fn i10_a_group_with_room_again_takes_back_what_it_let_flow_over() {
    let mut desk = desk(json!({
        "agents": [{"id": "s1", "max_conversations": 1}, {"id": "g1"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["s1"], "strategy": "round_robin",
                    "fallback": "general", "overflow": true},
                   {"id": "general", "name": "General", "agents": ["g1"]}],
    }));
    check(
        &mut desk,
        "
        09:00:00 presence s1 online
        09:00:00 presence g1 online
        09:00:01 arrive c0 group_code=sales
            09:00:01 offered c0 sales s1 until 09:00:31
            09:00:01 notified c0 general g1
        09:00:02 accept c0 s1
            09:00:02 joined c0 sales s1
        09:00:10 arrive c1 group_code=sales
            09:00:10 notified c1 general g1
        09:00:20 close c0
            09:00:20 closed c0
            09:00:20 offered c1 sales s1 until 09:00:50
        09:00:21 decline c1 s1
            09:00:21 declined c1 sales s1
        09:00:22 accept c1 g1
            09:00:22 joined c1 general g1
        ",
    );
}

#[test]
fn i10_a_schedule_that_opens_lets_its_group_tell_beside_the_fallback() {
    let mut desk = desk(json!({
        "schedules": [{"id": "office", "zone": "Europe/Paris", "weekly": {"mon": ["09:00-18:00"]}}],
        "agents": [{"id": "a1"}, {"id": "n1"}],
        "groups": [{"id": "day", "name": "Day", "agents": ["a1"], "strategy": "round_robin",
                    "schedule": "office", "fallback": "night"},
                   {"id": "night", "name": "Night", "agents": ["n1"]}],
    }));
    check(
        &mut desk,
        "
        07:50:00 presence a1 online
        07:50:00 presence n1 online
        07:59:30 arrive c1 group_code=day
            07:59:30 notified c1 night n1
        08:10:00 arrive c2 group_code=day
            08:00:00 offered c1 day a1 until 08:00:30
            08:00:30 offer_expired c1 day a1
            08:10:00 offered c2 day a1 until 08:10:30
        ",
    );
}

#[test]
fn i10_a_schedule_that_closes_lets_the_fallback_tell_beside_its_group() {
    let mut desk = desk(json!({
        "schedules": [{"id": "office", "zone": "Europe/Paris", "weekly": {"mon": ["09:00-18:00"]}}],
        "agents": [{"id": "a1"}, {"id": "n1"}],
        "groups": [{"id": "day", "name": "Day", "agents": ["a1"], "schedule": "office",
                    "fallback": "night"},
                   {"id": "night", "name": "Night", "agents": ["n1"], "strategy": "longest_idle"}],
    }));
    check(
        &mut desk,
        "
        16:50:00 presence a1 online
        16:50:00 presence n1 online
        16:59:30 arrive c1 group_code=day
            16:59:30 notified c1 day a1
        17:00:10 arrive c2 group_code=day
            17:00:00 offered c1 night n1 until 17:00:30
            17:00:10 offered c2 night n1 until 17:00:40
        17:00:15 accept c2 n1
            17:00:15 joined c2 night n1
        17:00:16 accept c1 a1
            17:00:16 joined c1 day a1
        ",
    );
}

#[test]
fn i10_an_escalation_and_the_fallback_to_the_same_group_are_one_lane() {
    let mut desk = desk(json!({
        "agents": [{"id": "s1"}, {"id": "g1"}, {"id": "g2"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["s1"], "strategy": "ranked",
                    "fallback": "general", "escalation": [{"after_seconds": 10, "to": "general"}]},
                   {"id": "general", "name": "General", "agents": ["g1", "g2"], "strategy": "ranked"}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence g1 online
        10:00:00 presence g2 online
        10:00:00 arrive c1 group_code=sales
            10:00:00 offered c1 general g1 until 10:00:30
        10:00:15 presence s1 online
            10:00:10 escalated c1 general
            10:00:15 offered c1 sales s1 until 10:00:45
        10:00:30 tick
            10:00:30 offer_expired c1 general g1
            10:00:30 offered c1 general g2 until 10:01:00
        ",
    );
}
