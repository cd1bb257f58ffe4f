//! What a desk can be asked without being changed (rule D16).

use frontdesk::Visitor;
use frontdesk::desk::{CommandResult, ConversationStatus};
use frontdesk::presence::GroupStatus;
use serde_json::json;

use super::script::{at, desk, play};

#[track_caller]
fn busy() -> frontdesk::desk::Desk {
    let mut desk = desk(json!({
        "picker": {"mode": "optional", "hide_unavailable": true},
        "agents": [{"id": "a1", "max_conversations": 1}, {"id": "a2"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "strategy": "ranked"},
                   {"id": "help", "name": "Help", "agents": ["a2"]}],
    }));
    for text in [
        "10:00:00 presence a1 online",
        "10:00:01 arrive c1 group_code=sales",
        "10:00:02 accept c1 a1",
        "10:00:03 arrive c2 group_code=sales",
        "10:00:04 arrive c3 group_code=sales priority=1",
        "10:00:05 arrive c4",
        "10:00:06 invite c1 a1 help",
    ] {
        assert_eq!(super::script::run(&mut desk, text).result, CommandResult::Done, "{text}");
    }
    desk
}

#[test]
fn d16_a_conversation_knows_its_place_and_who_is_in_it() {
    let desk = busy();
    let place = |id: &str| desk.conversation(id).unwrap().requests[0].position;
    assert_eq!((place("c3"), place("c2"), place("c4")), (Some(1), Some(2), Some(1)));
    let running = desk.conversation("c1").unwrap();
    assert_eq!((running.status, running.arrived), (ConversationStatus::Running, at("10:00:01")));
    assert_eq!(running.participants[0].agent, "a1");
    assert_eq!(running.participants[0].group.as_ref().unwrap(), &"sales");
    assert!(running.requests[0].is_invitation);
    assert_eq!(running.requests[0].position, Some(1));
    assert_eq!(desk.conversation("c2").unwrap().status, ConversationStatus::Waiting);
    assert!(desk.conversation("c9").is_none());
    assert_eq!(desk.conversations().count(), 4);
}

#[test]
fn d16_a_group_knows_what_waits_for_it_and_since_when() {
    let desk = busy();
    let waiting: Vec<_> =
        desk.waiting("sales").map(|call| (call.conversation.to_string(), call.since)).collect();
    assert_eq!(waiting, [("c3".into(), at("10:00:04")), ("c2".into(), at("10:00:03"))]);
    assert_eq!(desk.waiting("help").count(), 1);
    assert_eq!(desk.waiting("salad").count(), 0);
    let anyone: Vec<_> = desk.waiting_for_anyone().collect();
    assert_eq!((anyone[0].conversation.as_str(), &anyone[0].group), ("c4", &None));
}

#[test]
fn d16_an_agent_knows_what_is_in_hand() {
    let mut desk = busy();
    play(&mut desk, "10:00:07 close c1");
    let work = desk.workload("a1").unwrap();
    assert!(work.conversations.is_empty());
    let told: Vec<_> = work
        .offers
        .iter()
        .map(|told| (told.conversation.as_str(), told.is_offer, told.until))
        .collect();
    assert_eq!(told, [("c3", true, Some(at("10:00:37")))]);
    assert_eq!(desk.conversation("c3").unwrap().status, ConversationStatus::Offered);
    assert_eq!(desk.conversation("c3").unwrap().requests[0].position, None);
    play(&mut desk, "10:00:08 accept c3 a1");
    assert_eq!(desk.workload("a1").unwrap().conversations, ["c3"]);
    assert_eq!(desk.workload("a9"), None);
}

#[test]
fn d16_the_picker_shows_groups_as_the_desk_sees_them() {
    let desk = busy();
    let visitor = Visitor::at(at("10:00:09"));
    let situation = desk.situation(&visitor);
    let choices: Vec<_> =
        situation.picker().choices().map(|choice| (choice.group.id.as_str(), choice.status)).collect();
    assert_eq!(choices, [("sales", GroupStatus::Busy)]);
}

#[test]
fn a_question_does_not_change_the_desk() {
    let desk = busy();
    let before = desk.clone();
    let _ = (desk.conversation("c1"), desk.waiting("sales").count(), desk.workload("a1"));
    let _ = (desk.next_deadline(), desk.snapshot(), desk.version(), desk.presence().to_record());
    assert!(desk == before);
}
