//! Another workspace under a running desk (rule D12).

use frontdesk::Draft;
use frontdesk::desk::{Command, CommandResult, Desk};
use serde_json::{Value, json};

use super::script::{at, check, desk, line};

fn workspace(agents: Value, groups: Value) -> Value {
    json!({"agents": agents, "groups": groups})
}

/// Replaces the workspace; what that causes, but for the event that says so.
#[track_caller]
fn replace(desk: &mut Desk, time: &str, workspace: Value) -> Vec<String> {
    let draft: Draft = serde_json::from_value(workspace).unwrap();
    let answer = desk.handle(at(time), &Command::workspace(draft.check().unwrap()));
    assert_eq!(answer.result, CommandResult::Done);
    let mut lines = answer.events.iter().map(line);
    assert_eq!(lines.next().as_deref(), Some(format!("{time} workspace_replaced").as_str()));
    lines.collect()
}

#[track_caller]
fn running() -> Desk {
    let mut desk = desk(workspace(
        json!([{"id": "a1", "max_conversations": 2}, {"id": "a2", "max_conversations": 1}]),
        json!([{"id": "sales", "name": "Sales", "agents": ["a1", "a2"], "strategy": "ranked"}]),
    ));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales visitor=v1
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 accept c1 a1
            10:00:02 joined c1 sales a1
        10:00:03 arrive c2 group_code=sales
            10:00:03 offered c2 sales a1 until 10:00:33
        10:00:04 arrive c3 group_code=sales
            10:00:04 queued c3 sales
        ",
    );
    desk
}

#[test]
fn d12_what_is_still_there_goes_on() {
    let mut desk = running();
    let same = workspace(
        json!([{"id": "a0"}, {"id": "a1", "max_conversations": 2}, {"id": "a2"}]),
        json!([{"id": "help", "name": "Help"},
               {"id": "sales", "name": "Sales", "agents": ["a0", "a1"], "strategy": "ranked"}]),
    );
    assert_eq!(replace(&mut desk, "10:00:05", same), [] as [&str; 0]);
    check(
        &mut desk,
        "
        10:00:06 accept c2 a1
            10:00:06 joined c2 sales a1
        10:00:07 close c1
            10:00:07 closed c1
            10:00:07 offered c3 sales a1 until 10:00:37
        ",
    );
}

#[test]
fn d12_whoever_is_no_longer_eligible_is_told_no_more() {
    let mut desk = running();
    let left_the_group = workspace(
        json!([{"id": "a1", "max_conversations": 2}]),
        json!([{"id": "sales", "name": "Sales", "strategy": "ranked"}]),
    );
    assert_eq!(
        replace(&mut desk, "10:00:05", left_the_group),
        ["10:00:05 withdrawn c2 sales a1", "10:00:05 service_changed sales -", "10:00:05 message_taken c2 sales"]
    );
    let mut desk = running();
    let less_room = workspace(
        json!([{"id": "a1", "max_conversations": 1}, {"id": "a2"}]),
        json!([{"id": "sales", "name": "Sales", "agents": "all", "strategy": "ranked"}]),
    );
    assert_eq!(
        replace(&mut desk, "10:00:05", less_room),
        ["10:00:05 withdrawn c2 sales a1", "10:00:05 queued c2 sales"]
    );
    let mut desk = running();
    let more_room = workspace(
        json!([{"id": "a1"}]),
        json!([{"id": "sales", "name": "Sales", "agents": "all", "strategy": "ranked"}]),
    );
    assert_eq!(replace(&mut desk, "10:00:05", more_room), ["10:00:05 offered c3 sales a1 until 10:00:35"]);
}

#[test]
fn d12_an_agent_who_is_gone_leaves_and_the_conversation_waits_again() {
    let mut desk = running();
    let gone = workspace(
        json!([{"id": "a2", "max_conversations": 1}]),
        json!([{"id": "sales", "name": "Sales", "agents": ["a2"], "strategy": "ranked"}]),
    );
    assert_eq!(
        replace(&mut desk, "10:00:05", gone),
        [
            "10:00:05 withdrawn c2 sales a1",
            "10:00:05 left c1 a1",
            "10:00:05 service_changed sales -",
            "10:00:05 message_taken c1 sales",
            "10:00:05 message_taken c2 sales",
        ]
    );
    check(
        &mut desk,
        "
        10:00:06 accept c2 a1
            refused unknown_agent
        10:00:07 presence a2 online
            10:00:07 service_changed sales sales
            10:00:07 offered c1 sales a2 until 10:00:37
        ",
    );
}

#[test]
fn d12_calls_of_a_group_that_is_gone_or_disabled_are_routed_again() {
    for sales in [json!([]), json!([{"id": "sales", "name": "Sales", "agents": ["a1"], "enabled": false}])] {
        let mut desk = running();
        let mut groups = sales.as_array().unwrap().clone();
        groups.push(json!({"id": "help", "name": "Help", "agents": ["a1"]}));
        let mut workspace = workspace(json!([{"id": "a1"}]), json!(groups));
        workspace["default_group"] = json!("help");
        assert_eq!(
            replace(&mut desk, "10:00:05", workspace),
            [
                "10:00:05 withdrawn c2 sales a1",
                "10:00:05 routed c2 help",
                "10:00:05 routed c3 help",
                "10:00:05 notified c2 help a1",
                "10:00:05 notified c3 help a1",
            ]
        );
        assert_eq!(desk.conversation("c1").unwrap().participants.len(), 1, "it goes on");
    }
}

#[test]
fn d12_an_invitation_of_a_group_that_is_gone_ends() {
    let both = |help: bool| {
        let mut groups = vec![json!({"id": "sales", "name": "Sales", "agents": ["a1"]})];
        groups.extend(help.then(|| json!({"id": "help", "name": "Help", "agents": ["a2"]})));
        workspace(json!([{"id": "a1"}, {"id": "a2"}]), json!(groups))
    };
    let mut desk = desk(both(true));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 notified c1 sales a1
        10:00:02 accept c1 a1
            10:00:02 joined c1 sales a1
        10:00:03 invite c1 a1 help
            10:00:03 invited c1 help by a1
            10:00:03 message_taken c1 help
        ",
    );
    let mut told = desk.clone();
    assert_eq!(replace(&mut desk, "10:00:04", both(false)), [] as [&str; 0]);
    assert!(desk.conversation("c1").unwrap().requests.is_empty());
    check(
        &mut told,
        "
        10:00:04 presence a2 online
            10:00:04 service_changed help help
            10:00:04 notified c1 help a2
        ",
    );
    assert_eq!(replace(&mut told, "10:00:05", both(false)), ["10:00:05 withdrawn c1 help a2"]);
    assert!(told.conversation("c1").unwrap().requests.is_empty());
}

#[test]
fn d12_a_rotation_survives_a_change_of_membership() {
    let members = |ids: &[&str]| {
        let agents = json!([{"id": "a1"}, {"id": "a2"}, {"id": "a3"}]);
        let group = json!({"id": "sales", "name": "Sales", "agents": ids, "strategy": "round_robin"});
        workspace(agents, json!([group]))
    };
    let mut desk = desk(members(&["a1", "a2"]));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:00 presence a2 online
        10:00:00 presence a3 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 arrive c2 group_code=sales
            10:00:02 offered c2 sales a2 until 10:00:32
        10:00:03 arrive c3 group_code=sales
            10:00:03 offered c3 sales a1 until 10:00:33
        ",
    );
    assert_eq!(replace(&mut desk, "10:00:04", members(&["a3", "a1", "a2"])), [] as [&str; 0]);
    // Who is new starts at the floor: the one turn that the last one had before.
    check(
        &mut desk,
        "
        10:00:05 arrive c4 group_code=sales
            10:00:05 offered c4 sales a3 until 10:00:35
        10:00:06 arrive c5 group_code=sales
            10:00:06 offered c5 sales a2 until 10:00:36
        10:00:07 arrive c6 group_code=sales
            10:00:07 offered c6 sales a3 until 10:00:37
        ",
    );
}

#[test]
fn d11_who_stays_eligible_is_not_raised_to_the_floor_because_another_group_is_new() {
    let weights = |weight: u32, groups: &[Value]| {
        let members = json!([{"id": "a1", "weight": weight}, {"id": "a2", "weight": weight}]);
        let sales = json!({"id": "sales", "name": "Sales", "agents": members, "strategy": "weighted"});
        let groups: Vec<Value> = std::iter::once(sales).chain(groups.iter().cloned()).collect();
        workspace(json!([{"id": "a1"}, {"id": "a2"}]), json!(groups))
    };
    let mut desk = desk(weights(1, &[]));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:00 presence a2 online
        10:00:01 arrive c1 group_code=sales
            10:00:01 offered c1 sales a1 until 10:00:31
        10:00:02 arrive c2 group_code=sales
            10:00:02 offered c2 sales a2 until 10:00:32
        10:00:03 arrive c3 group_code=sales
            10:00:03 offered c3 sales a1 until 10:00:33
        ",
    );
    // The floor is one turn of weight 1, which are two of weight 2; a2 has had one.
    let help = json!({"id": "help", "name": "Help", "agents": "all"});
    assert_eq!(replace(&mut desk, "10:00:04", weights(2, &[help])), [] as [&str; 0]);
    check(
        &mut desk,
        "
        10:00:05 arrive c4 group_code=sales
            10:00:05 offered c4 sales a2 until 10:00:35
        ",
    );
}

#[test]
fn d12_an_agent_who_comes_back_is_new() {
    let staffed = |agents: &[&str]| {
        workspace(
            agents.iter().map(|id| json!({"id": id})).collect(),
            json!([{"id": "sales", "name": "Sales", "agents": agents, "strategy": "broadcast"}]),
        )
    };
    for is_replaced in [false, true] {
        let mut desk = desk(staffed(&["a1", "a2"]));
        check(
            &mut desk,
            "
            10:00:00 presence a1 online
            10:00:01 arrive c1 group_code=sales
                10:00:01 notified c1 sales a1
            10:00:02 accept c1 a1
                10:00:02 joined c1 sales a1
            10:00:03 transfer c1 a1 sales
                10:00:03 left c1 a1
                10:00:03 transferred c1 sales by a1
                10:00:03 notified c1 sales a1
            10:00:04 presence a1 offline
                10:00:04 withdrawn c1 sales a1
                10:00:04 message_taken c1 sales
            ",
        );
        if is_replaced {
            for agents in [&["a2"][..], &["a1", "a2"]] {
                assert_eq!(replace(&mut desk, "10:00:05", staffed(agents)), [] as [&str; 0]);
            }
        }
        check(
            &mut desk,
            "
            10:00:06 presence a2 online
                10:00:06 service_changed sales sales
                10:00:06 notified c1 sales a2
            ",
        );
        // Who handed it over is asked when nobody else is, unless that was somebody else of that id.
        let told = if is_replaced { "10:00:07 notified c1 sales a1" } else { "" };
        check(&mut desk, &format!("\n10:00:07 presence a1 online\n    {told}\n"));
    }
}
