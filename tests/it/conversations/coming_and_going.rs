//! Inviting, leaving, going offline (rules D5, D6, D8).

use serde_json::json;

use super::script::{check, desk};

fn teams() -> frontdesk::desk::Desk {
    desk(json!({
        "roles": [{"id": "lead", "permissions": ["assign_visitors"]}],
        "agents": [{"id": "n1", "max_conversations": 1}, {"id": "n2", "max_conversations": 2},
                   {"id": "t1", "max_conversations": 1}, {"id": "t2", "max_conversations": 1},
                   {"id": "lead", "role": "lead"}],
        "groups": [{"id": "technical", "name": "Technical", "agents": ["t1", "t2"], "fallback": "general",
                    "escalation": [{"after_seconds": 5, "to": "general"}], "max_waiting": 1},
                   {"id": "non-technical", "name": "Not technical", "agents": ["n1", "n2"],
                    "reassign_after_seconds": 30},
                   {"id": "general", "name": "General", "agents": ["lead"]},
                   {"id": "shut", "name": "Shut", "enabled": false}],
    }))
}

#[test]
fn d5_the_wrong_choice_is_put_right_without_disturbing_anybody_else() {
    check(
        &mut teams(),
        "
        10:00:00 presence n1 online
        10:00:00 presence n2 online
        10:00:00 presence t1 online
        10:00:00 presence t2 online
        10:00:01 arrive c1 group_code=non-technical
            10:00:01 notified c1 non-technical n1 n2
        10:00:02 accept c1 n1
            10:00:02 joined c1 non-technical n1
        10:00:03 assign c1 n1 n2
            10:00:03 joined c1 non-technical n2
        10:00:04 invite c1 n1 technical
            10:00:04 invited c1 technical by n1
            10:00:04 notified c1 technical t1 t2
        10:00:05 invite c1 n2 technical
            refused exists
        10:00:06 accept c1 t2
            10:00:06 joined c1 technical t2
        10:00:07 accept c1 t1
            refused taken
        10:00:08 leave c1 group=non-technical
            10:00:08 left c1 n1
            10:00:08 left c1 n2
        10:00:09 leave c1 t2
            refused last_agent
        10:00:09 leave c1 group=technical
            refused last_agent
        10:00:09 leave c1 n1
            refused not_a_member
        10:00:09 leave c1 group=general
            refused not_a_member
        10:00:10 invite c1 n1 general
            refused not_permitted
        10:00:10 invite c1 t2 shut
            refused unknown_group
        ",
    );
}

#[test]
fn d5_an_invitation_waits_without_fallback_escalation_and_cap() {
    check(
        &mut teams(),
        "
        10:00:00 presence n1 online
        10:00:00 presence lead online
        10:00:01 arrive c1 group_code=non-technical
            10:00:01 notified c1 non-technical n1
        10:00:02 accept c1 n1
            10:00:02 joined c1 non-technical n1
        10:00:03 invite c1 n1 technical
            10:00:03 invited c1 technical by n1
            10:00:03 message_taken c1 technical
        10:01:00 tick
        10:01:01 presence t1 online
            10:01:01 service_changed technical technical
            10:01:01 notified c1 technical t1
        10:01:02 decline c1 t1
            10:01:02 declined c1 technical t1
            10:01:02 queued c1 technical
        10:01:03 close c1
            10:01:03 closed c1
        ",
    );
}

#[test]
fn d8_whoever_is_not_online_loses_what_is_open_and_it_is_offered_on_at_once() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1"}, {"id": "a2"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": "all", "strategy": "ranked"},
                   {"id": "help", "name": "Help", "agents": "all"}],
    }));
    for status in ["away", "invisible", "offline"] {
        check(
            &mut desk,
            &format!(
                "
        10:00:00 presence a1 online
        10:00:00 arrive c2 group_code=help
            10:00:00 notified c2 help a1
        10:00:00 arrive c1 group_code=sales
            10:00:00 offered c1 sales a1 until 10:00:30
        10:00:00 presence a2 online
            10:00:00 notified c2 help a2
        10:00:00 presence a1 {status}
            10:00:00 withdrawn c2 help a1
            10:00:00 withdrawn c1 sales a1
            10:00:00 offered c1 sales a2 until 10:00:30
        10:00:00 close c1
            10:00:00 closed c1
        10:00:00 close c2
            10:00:00 closed c2
        10:00:00 presence a2 offline
        "
            ),
        );
    }
}

#[test]
fn d8_running_conversations_of_an_offline_agent_wait_again_after_a_while() {
    check(
        &mut teams(),
        "
        10:00:00 presence n1 online
        10:00:01 arrive c1 group_code=non-technical
            10:00:01 notified c1 non-technical n1
        10:00:02 accept c1 n1
            10:00:02 joined c1 non-technical n1
        10:00:03 presence n1 away
        10:10:00 presence n1 offline
        10:10:29 presence n1 away
        10:20:00 presence n1 offline
        10:20:10 presence n2 online
        10:20:30 tick
            10:20:30 left c1 n1
            10:20:30 notified c1 non-technical n2
        ",
    );
}

#[test]
fn d8_a_conversation_waits_for_the_team_that_its_last_agent_had_come_for() {
    check(
        &mut teams(),
        "
        10:00:00 presence n1 online
        10:00:00 presence t1 online
        10:00:01 arrive c1 group_code=non-technical
            10:00:01 notified c1 non-technical n1
        10:00:02 accept c1 n1
            10:00:02 joined c1 non-technical n1
        10:00:03 invite c1 n1 technical
            10:00:03 invited c1 technical by n1
            10:00:03 notified c1 technical t1
        10:00:04 accept c1 t1
            10:00:04 joined c1 technical t1
        10:00:05 leave c1 n1
            10:00:05 left c1 n1
        10:00:06 presence t1 offline
        10:00:07 presence t2 online
        10:02:06 tick
            10:02:06 left c1 t1
            10:02:06 notified c1 technical t2
        ",
    );
}

#[test]
fn d8_beside_others_an_offline_agent_leaves_and_nothing_waits() {
    check(
        &mut teams(),
        "
        10:00:00 presence n1 online
        10:00:00 presence n2 online
        10:00:01 arrive c1 group_code=non-technical
            10:00:01 notified c1 non-technical n1 n2
        10:00:02 accept c1 n1
            10:00:02 joined c1 non-technical n1
        10:00:03 assign c1 n1 n2
            10:00:03 joined c1 non-technical n2
        10:00:04 presence n1 offline
        10:00:34 tick
            10:00:34 left c1 n1
        ",
    );
}

#[test]
fn a1_automatic_agents_are_no_staff_and_are_never_told() {
    let mut desk = desk(json!({
        "agents": [{"id": "bot", "automatic": true}, {"id": "a1", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": "all", "strategy": "ranked"},
                   {"id": "help", "name": "Help", "agents": ["bot"], "fallback": "sales"}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence bot online
        10:00:01 arrive c1 group_code=sales
            10:00:01 message_taken c1 sales
        10:00:02 presence a1 online
            10:00:02 service_changed sales sales
            10:00:02 offered c1 sales a1 until 10:00:32
        10:00:03 accept c1 a1
            10:00:03 joined c1 sales a1
        10:00:04 arrive c2 group_code=help
            10:00:04 queued c2 sales
        10:00:05 presence bot offline
        10:00:06 presence bot online
        10:00:07 close c1
            10:00:07 closed c1
            10:00:07 offered c2 sales a1 until 10:00:37
        ",
    );
}
