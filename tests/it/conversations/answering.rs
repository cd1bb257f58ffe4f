//! Arriving, accepting, declining (rules D1 to D3).

use serde_json::json;

use super::script::{check, desk, play};

fn broadcast() -> frontdesk::desk::Desk {
    desk(json!({
        "agents": [{"id": "a1", "max_conversations": 1}, {"id": "a2", "max_conversations": 1},
                   {"id": "a3", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a2", "a1"]},
                   {"id": "help", "name": "Help", "agents": ["a3"]}],
    }))
}

fn ranked() -> frontdesk::desk::Desk {
    desk(json!({
        "agents": [{"id": "a1", "max_conversations": 1}, {"id": "a2", "max_conversations": 1},
                   {"id": "a3", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1", "a2"], "strategy": "ranked"}],
    }))
}

#[test]
fn d1_a_broadcast_tells_every_eligible_member_in_member_order_and_nobody_else() {
    check(
        &mut broadcast(),
        "
        10:00:00 presence a1 online
        10:00:01 presence a2 online
        10:00:02 presence a3 online
        10:00:03 arrive c1 group_code=sales
            10:00:03 notified c1 sales a2 a1
        10:00:04 accept c1 a1
            10:00:04 joined c1 sales a1
        10:00:05 accept c1 a2
            refused taken
        10:00:05 accept c1 a1
            refused taken
        10:00:06 decline c1 a2
            refused not_invited
        ",
    );
}

#[test]
fn d1_whoever_becomes_eligible_while_a_broadcast_is_open_is_told_too() {
    check(
        &mut broadcast(),
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 notified c1 sales a1
        10:00:02 presence a2 online
            10:00:02 notified c1 sales a2
        10:00:03 presence a3 online
        ",
    );
}

#[test]
fn d1_any_other_strategy_offers_to_one_agent_for_so_many_seconds() {
    check(
        &mut ranked(),
        "
        10:00:00 presence a2 online
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 accept c1 a2
            refused not_invited
        10:00:30.999 accept c1 a1
            10:00:30.999 joined c1 sales a1
        ",
    );
}

#[test]
fn d0_an_offer_holds_while_now_is_before_its_end() {
    check(
        &mut ranked(),
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:31 accept c1 a1
            10:00:31 offer_expired c1 sales a1
            10:00:31 queued c1 sales
            refused not_invited
        ",
    );
}

#[test]
fn d1_busy_waits_and_nobody_serving_takes_a_message() {
    check(
        &mut ranked(),
        "
        10:00:00 arrive c1 group_code=sales
            10:00:00 message_taken c1 sales
        10:00:01 presence a1 online
            10:00:01 service_changed sales sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 arrive c2 group_code=sales
            10:00:02 queued c2 sales
        10:00:03 presence a1 away
            10:00:03 withdrawn c1 sales a1
            10:00:03 service_changed sales -
            10:00:03 message_taken c1 sales
        ",
    );
}

#[test]
fn d1_in_routed_nobody_is_told() {
    let mut desk = broadcast();
    play(&mut desk, "10:00:00 presence a1 online");
    let answer = super::script::run(&mut desk, "10:00:01 arrive c1 group_code=sales visitor=v1");
    let routed = serde_json::to_value(&answer.events[1]).unwrap();
    assert_eq!(
        routed,
        json!({"seq": 3, "at": "2026-11-23T10:00:01Z", "event": "routed", "conversation": "c1",
               "decision": {"visitor": "v1", "outcome": "assigned", "group": "sales",
                            "source": "group_code", "trigger": null, "status": "available",
                            "serving": "sales", "notify": [], "assignee": null, "rejected": [],
                            "question": null, "choices": null}})
    );
}

#[test]
fn d1_an_asked_visitor_goes_on_and_keeps_the_age() {
    let mut desk = desk(json!({
        "picker": {"mode": "required"},
        "agents": [{"id": "a1", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"]}],
    }));
    check(
        &mut desk,
        "
        10:00:00 arrive c1
            10:00:00 asked c1
        10:00:01 arrive c2 selection=sales
            10:00:01 message_taken c2 sales
        10:00:02 arrive c1
            10:00:02 asked c1
        10:00:03 arrive c1 selection=sales
            10:00:03 message_taken c1 sales
        10:00:04 arrive c1 selection=sales
            refused exists
        10:00:05 presence a1 online
            10:00:05 service_changed sales sales
            10:00:05 notified c1 sales a1
            10:00:05 notified c2 sales a1
        ",
    );
}

#[test]
fn d2_notices_are_withdrawn_without_room_and_come_back_with_it() {
    check(
        &mut broadcast(),
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 notified c1 sales a1
        10:00:02 arrive c2 group_code=sales
            10:00:02 notified c2 sales a1
        10:00:03 accept c2 a1
            10:00:03 joined c2 sales a1
            10:00:03 withdrawn c1 sales a1
            10:00:03 queued c1 sales
        10:00:04 accept c1 a1
            refused not_invited
        10:00:05 close c2
            10:00:05 closed c2
            10:00:05 notified c1 sales a1
        ",
    );
}

#[test]
fn d2_an_agent_has_at_most_so_many_notices() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "max_notices": 2}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 notified c1 sales a1
        10:00:02 arrive c2 group_code=sales
            10:00:02 notified c2 sales a1
        10:00:03 arrive c3 group_code=sales
            10:00:03 queued c3 sales
        10:00:04 accept c2 a1
            10:00:04 joined c2 sales a1
            10:00:04 notified c3 sales a1
        ",
    );
}

#[test]
fn d2_a_notice_ends_like_an_offer_where_the_group_says_when() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1"}, {"id": "a2"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": "all", "offer_seconds": 10}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:00 presence a2 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 notified c1 sales a1 a2
        10:00:05 decline c1 a2
            10:00:05 declined c1 sales a2
        10:00:11 tick
            10:00:11 offer_expired c1 sales a1
            10:00:11 queued c1 sales
        10:01:10 tick
        10:01:11 tick
            10:01:11 notified c1 sales a1 a2
        ",
    );
}

#[test]
fn d3_a_refusal_passes_on_and_when_all_have_refused_it_waits_until_they_count_no_more() {
    check(
        &mut ranked(),
        "
        10:00:00 presence a1 online
        10:00:00 presence a2 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 decline c1 a1
            10:00:02 declined c1 sales a1
            10:00:02 offered c1 sales a2 until 10:00:32
        10:00:32 tick
            10:00:32 offer_expired c1 sales a2
            10:00:32 queued c1 sales
        10:01:31.999 tick
        10:01:32 tick
            10:01:32 offered c1 sales a1 until 10:02:02
        ",
    );
}

#[test]
fn d3_a_refusal_counts_no_more_when_its_agent_comes_online_anew_or_gains_room() {
    check(
        &mut ranked(),
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 decline c1 a1
            10:00:02 declined c1 sales a1
            10:00:02 queued c1 sales
        10:00:03 presence a1 away
            10:00:03 service_changed sales -
        10:00:04 presence a1 online
            10:00:04 service_changed sales sales
            10:00:04 offered c1 sales a1 until 10:00:34
        10:00:05 decline c1 a1
            10:00:05 declined c1 sales a1
            10:00:05 queued c1 sales
        10:00:06 arrive c2 group_code=sales
            10:00:06 offered c2 sales a1 until 10:00:36
        10:00:07 accept c2 a1
            10:00:07 joined c2 sales a1
        10:00:08 close c2
            10:00:08 closed c2
            10:00:08 offered c1 sales a1 until 10:00:38
        ",
    );
}

#[test]
fn d17_a_visitor_whom_no_group_takes_is_told_to_everybody_with_room() {
    check(
        &mut broadcast(),
        "
        10:00:00 arrive c1
            10:00:00 message_taken c1 -
        10:00:01 presence a3 online
            10:00:01 service_changed - -
            10:00:01 notified c1 - a3
        10:00:02 presence a1 online
            10:00:02 notified c1 - a1
        10:00:03 arrive c2
            10:00:03 notified c2 - a1 a3
        10:00:04 accept c1 a3
            10:00:04 joined c1 - a3
            10:00:04 withdrawn c2 - a3
        10:00:05 decline c2 a1
            10:00:05 declined c2 - a1
            10:00:05 queued c2 -
        ",
    );
}
