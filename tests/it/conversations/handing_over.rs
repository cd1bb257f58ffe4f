//! Transferring and assigning (rule D7).

use serde_json::json;

use super::script::{check, desk};

fn teams() -> frontdesk::desk::Desk {
    desk(json!({
        "roles": [{"id": "lead", "permissions": ["assign_visitors"]}],
        "agents": [{"id": "a1", "max_conversations": 1}, {"id": "a2", "max_conversations": 1},
                   {"id": "b1", "max_conversations": 2}, {"id": "lead", "role": "lead"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1", "a2"], "strategy": "ranked"},
                   {"id": "help", "name": "Help", "agents": ["b1", "a1"], "strategy": "ranked"},
                   {"id": "shut", "name": "Shut", "enabled": false}],
    }))
}

#[test]
fn d7_a_transfer_sends_everybody_off_and_asks_the_other_group() {
    check(
        &mut teams(),
        "
        10:00:00 presence a1 online
        10:00:00 presence b1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 accept c1 a1
            10:00:02 joined c1 sales a1
        10:00:03 transfer c1 b1 help
            refused not_permitted
        10:00:03 transfer c1 a1 shut
            refused unknown_group
        10:00:04 assign c1 a1 b1
            10:00:04 joined c1 sales b1
        10:00:05 transfer c1 b1 sales
            10:00:05 left c1 a1
            10:00:05 left c1 b1
            10:00:05 transferred c1 sales by b1
            10:00:05 offered c1 sales a1 until 10:00:35
        ",
    );
}

#[test]
fn d7_who_hands_over_is_asked_last() {
    check(
        &mut teams(),
        "
        10:00:00 presence a1 online
        10:00:00 presence a2 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 accept c1 a1
            10:00:02 joined c1 sales a1
        10:00:03 transfer c1 a1 sales
            10:00:03 left c1 a1
            10:00:03 transferred c1 sales by a1
            10:00:03 offered c1 sales a2 until 10:00:33
        10:00:04 decline c1 a2
            10:00:04 declined c1 sales a2
            10:00:04 offered c1 sales a1 until 10:00:34
        ",
    );
}

#[test]
fn d7_a_transfer_ends_offers_and_invitations() {
    check(
        &mut teams(),
        "
        10:00:00 presence a1 online
        10:00:00 presence b1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 transfer c1 lead help
            10:00:02 transferred c1 help by lead
            10:00:02 offered c1 help b1 until 10:00:32
        10:00:03 accept c1 a1
            refused not_invited
        10:00:04 accept c1 b1
            10:00:04 joined c1 help b1
        10:00:05 invite c1 b1 sales
            10:00:05 invited c1 sales by b1
            10:00:05 offered c1 sales a1 until 10:00:35
        10:00:06 transfer c1 b1 help
            10:00:06 left c1 b1
            10:00:06 transferred c1 help by b1
            10:00:06 offered c1 help a1 until 10:00:36
        ",
    );
}

#[test]
fn d7_an_agent_is_put_in_by_name() {
    check(
        &mut teams(),
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 assign c1 b1 b1
            refused not_permitted
        10:00:02 assign c1 lead b1
            refused no_room
        10:00:03 presence b1 away
        10:00:04 assign c1 lead b1
            10:00:04 joined c1 sales b1
        10:00:05 accept c1 a1
            refused taken
        10:00:06 assign c1 b1 b1
            refused exists
        10:00:07 assign c1 b1 a1
            10:00:07 joined c1 sales a1
        10:00:08 arrive c2 group_code=sales
            10:00:08 queued c2 sales
        10:00:09 assign c2 lead a1
            refused no_room
        10:00:10 assign c2 lead a1 force
            10:00:10 joined c2 sales a1 forced
        10:00:11 assign c2 a1 a2 force
            refused no_room
        10:00:11 assign c9 lead a9
            refused unknown_conversation
        10:00:11 assign c2 lead a9
            refused unknown_agent
        ",
    );
}

#[test]
fn d7_force_is_for_those_who_may_assign_visitors_and_forced_only_beyond_the_room() {
    check(
        &mut teams(),
        "
        10:00:00 presence a1 online
        10:00:00 presence a2 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 accept c1 a1
            10:00:02 joined c1 sales a1
        10:00:03 arrive c2 group_code=sales
            10:00:03 offered c2 sales a2 until 10:00:33
        10:00:04 assign c1 a1 a2 force
            refused no_room
        10:00:05 assign c2 lead a2 force
            10:00:05 joined c2 sales a2
        ",
    );
}

#[test]
fn d2_an_offer_beyond_the_room_that_force_has_taken_cannot_be_accepted() {
    check(
        &mut teams(),
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 arrive c2 group_code=sales
            10:00:02 queued c2 sales
        10:00:03 assign c2 lead a1 force
            10:00:03 joined c2 sales a1 forced
        10:00:04 accept c1 a1
            refused no_room
        10:00:05 close c2
            10:00:05 closed c2
        10:00:06 accept c1 a1
            10:00:06 joined c1 sales a1
        ",
    );
}
