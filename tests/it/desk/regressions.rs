//! Failures that such systems are known for, named by what went wrong. Each test says what the input
//! is, what went wrong, and what is right.

use serde_json::{Value, json};

use super::scenario::Scenario;

/// Agents with so much room each, or without limit.
fn agents(ids: &[&str], most: Option<u32>) -> Value {
    ids.iter().map(|id| json!({"id": id, "max_conversations": most})).collect()
}

fn group(id: &str, members: &[&str], strategy: &str) -> Value {
    json!({"id": id, "name": id, "agents": members, "strategy": strategy})
}

/// A round-robin group of three without limit, all online.
fn rotation() -> Scenario {
    let ids = ["a1", "a2", "a3"];
    let mut scenario = Scenario::new(json!({
        "agents": agents(&ids, None),
        "groups": [group("sales", &ids, "round_robin")],
    }));
    scenario.online(&ids);
    scenario
}

/// Who is offered a new conversation.
#[track_caller]
fn next_turn(scenario: &mut Scenario, conversation: &str) -> String {
    let lines = scenario.advance(1).arrive(conversation, "sales");
    let offer = lines.iter().find_map(|line| line.strip_prefix("offered "));
    let offer = offer.unwrap_or_else(|| panic!("no offer: {lines:?}"));
    let agent = offer.split(' ').next_back().expect("an agent").to_owned();
    let taken = scenario.accept(conversation, &agent);
    assert_eq!(taken, [format!("joined {conversation} sales {agent}")]);
    agent
}

/// A host asks the desk ten times between two arrivals: it decides commands that it does not apply, and it
/// reads situations and queues. Systems that count a turn when they choose an agent skip agents whenever
/// somebody only looks. Right is: only applied events change the desk, so the rotation goes on with the next
/// agent.
#[test]
fn a_look_that_moves_the_fairness_counter() {
    let mut scenario = rotation();
    assert_eq!(next_turn(&mut scenario, "c1"), "a1");
    let before = scenario.host.snapshot();
    for number in 0..10 {
        // A host that asks, and a host that decides and loses the race for the log.
        let visitor = json!({"group_code": "sales"});
        let arrival = json!({
            "at": scenario.now, "do": "arrive", "conversation": format!("x{number}"), "visitor": visitor,
        });
        let events = scenario.host.decide(&arrival).events;
        assert_eq!(serde_json::to_value(&events[2]).unwrap()["agent"], "a2", "{events:?}");
        let visitor = frontdesk::Visitor::at(scenario.now).group_code("sales");
        let _ = scenario.host.desk.situation(&visitor).route().to_record();
        let _ = (scenario.host.desk.waiting("sales").count(), scenario.host.desk.next_deadline());
    }
    assert_eq!(scenario.host.snapshot(), before);
    assert_eq!(next_turn(&mut scenario, "c2"), "a2");
    assert_eq!(next_turn(&mut scenario, "c3"), "a3");
    assert_eq!(next_turn(&mut scenario, "c4"), "a1");
}

/// Groups whose fallbacks form a circle, and groups that escalate to each other while all agents are busy.
/// Systems that follow the references until they find a free agent never return. Right is: a workspace with a
/// circle of fallbacks is refused, and escalations that lead back add each group at most once.
#[test]
fn a_fallback_that_loops() {
    let mut circle = json!({
        "groups": [group("a", &[], "broadcast"), group("b", &[], "broadcast")],
    });
    (circle["groups"][0]["fallback"], circle["groups"][1]["fallback"]) = (json!("b"), json!("a"));
    let draft: frontdesk::Draft = serde_json::from_value(circle).unwrap();
    assert!(draft.check().is_err(), "a circle of fallbacks is no workspace");
    // Escalations may lead back, and everybody may be busy: it still ends.
    let mut workspace = json!({
        "agents": agents(&["a1", "b1"], Some(1)),
        "groups": [group("a", &["a1"], "ranked"), group("b", &["b1"], "ranked")],
    });
    workspace["groups"][0]["fallback"] = json!("b");
    for (place, to) in [(0, "b"), (1, "a")] {
        workspace["groups"][place]["overflow"] = json!(true);
        workspace["groups"][place]["escalation"] = json!([{"after_seconds": 10, "to": to}]);
    }
    let mut scenario = Scenario::new(workspace);
    scenario.online(&["a1", "b1"]);
    scenario.arrive("c1", "a");
    scenario.accept("c1", "a1");
    assert_eq!(scenario.arrive("c2", "a"), ["arrived c2", "routed c2 a", "offered c2 b b1"]);
    scenario.accept("c2", "b1");
    assert_eq!(scenario.arrive("c3", "a"), ["arrived c3", "routed c3 a", "queued c3 a"]);
    assert_eq!(scenario.advance(86_400).tick(), ["escalated c3 b"]);
    assert_eq!(scenario.advance(86_400).tick(), [""; 0]);
    assert_eq!(scenario.close("c2"), ["closed c2", "offered c3 b b1"]);
}

/// The picker, the conditions of triggers, the decision and the offer depend on the status of one group,
/// after each change of its agent's status and load. Systems with several sources for it show a group as
/// available and then take a message. Right is: all four agree at every instant, and an open offer counts as
/// load for each of them.
#[test]
fn two_different_answers_to_is_anyone_online() {
    let mut scenario = Scenario::new(json!({
        "agents": agents(&["a1"], Some(1)),
        "groups": [group("sales", &["a1"], "ranked"), group("other", &[], "ranked")],
        "picker": {"mode": "optional"},
        "triggers": [
            {"id": "free", "assign_to": "sales", "when": {"field": "group.sales", "is": "available"}},
            {"id": "busy", "assign_to": "sales", "when": {"field": "group.sales", "is": "busy"}},
            {"id": "none", "assign_to": "other", "when": {"field": "staff", "is": "offline"}},
        ],
    }));
    let check = |scenario: &mut Scenario, word: &str, trigger: &str, told: bool| {
        let visitor = frontdesk::Visitor::at(scenario.now);
        let picker = serde_json::to_value(
            scenario.host.desk.situation(&visitor).picker().choices().next().unwrap().status,
        );
        assert_eq!(picker.unwrap(), word, "the picker");
        let arrival =
            json!({"at": scenario.now, "do": "arrive", "conversation": "look", "visitor": {}});
        let events = scenario.host.decide(&arrival).events;
        let routed = serde_json::to_value(&events[1]).unwrap()["decision"].clone();
        assert_eq!(routed["trigger"], trigger, "the condition");
        let last = serde_json::to_value(events.last().unwrap()).unwrap();
        assert_eq!(last["event"] == "offered", told, "who is told");
        if trigger != "none" {
            assert_eq!(routed["status"], word, "the decision");
        }
    };
    check(&mut scenario, "offline", "none", false);
    scenario.online(&["a1"]);
    check(&mut scenario, "available", "free", true);
    // An open offer is load for each of them alike.
    scenario.arrive("c1", "sales");
    check(&mut scenario, "busy", "busy", false);
    scenario.decline("c1", "a1");
    check(&mut scenario, "available", "free", true);
    for status in ["away", "invisible", "offline"] {
        scenario.status("a1", status);
        check(&mut scenario, "offline", "none", false);
    }
}

/// An agent with room for one conversation has notices of three and accepts them all, and three agents accept
/// one conversation. Systems that check the limit when they notify and not when the agent accepts let the
/// agent join all three. Right is: the first acceptance wins, and the others are refused with a reason.
#[test]
fn an_agent_over_the_limit_when_three_accept_at_once() {
    let mut scenario = Scenario::new(json!({
        "agents": agents(&["a1", "a2", "a3"], Some(1)),
        "groups": [group("sales", &["a1", "a2", "a3"], "broadcast")],
    }));
    scenario.online(&["a1"]);
    for conversation in ["c1", "c2", "c3"] {
        scenario.arrive(conversation, "sales");
    }
    assert_eq!(scenario.accept("c2", "a1")[0], "joined c2 sales a1");
    assert_eq!(scenario.accept("c1", "a1"), ["refused: not_invited"]);
    assert_eq!(scenario.accept("c3", "a1"), ["refused: not_invited"]);
    // And three agents who accept one conversation.
    scenario.online(&["a2", "a3"]);
    assert_eq!(scenario.accept("c1", "a2")[0], "joined c1 sales a2");
    assert_eq!(scenario.accept("c1", "a3"), ["refused: taken"]);
    assert_eq!(scenario.accept("c1", "a2"), ["refused: taken"]);
    for agent in ["a1", "a2", "a3"] {
        assert!(scenario.host.desk.workload(agent).unwrap().conversations.len() <= 1, "{agent}");
    }
}

/// The agent with an open offer goes away, and so does the next one. Systems that wait for the end of the
/// offer, or only look at the status when they make it, keep the visitor waiting for somebody who is not
/// there. Right is: the offer is withdrawn and goes to the next agent at once, and without agents a message
/// is taken and no timer remains.
#[test]
fn a_chat_offered_for_ever_to_someone_who_is_away() {
    let mut scenario = Scenario::new(json!({
        "agents": agents(&["a1", "a2"], None),
        "groups": [group("sales", &["a1", "a2"], "ranked")],
    }));
    scenario.online(&["a1", "a2"]);
    scenario.arrive("c1", "sales");
    // It is offered on at once, not when the offer would have ended.
    assert_eq!(
        scenario.status("a1", "away"),
        ["presence_changed a1 away", "withdrawn c1 sales a1", "offered c1 sales a2"]
    );
    assert_eq!(scenario.accept("c1", "a1"), ["refused: not_invited"]);
    assert_eq!(
        scenario.status("a2", "away"),
        ["presence_changed a2 away", "withdrawn c1 sales a2", "message_taken c1 sales"]
    );
    assert_eq!(scenario.advance(86_400).tick(), [""; 0], "nobody is told while nobody is there");
    assert_eq!(scenario.host.desk.next_deadline(), None);
    assert_eq!(
        scenario.status("a1", "online"),
        ["presence_changed a1 online", "service_changed sales", "offered c1 sales a1"]
    );
}

/// An agent becomes free in the instant in which a new conversation arrives, while two older ones wait.
/// Systems that try to place arrivals before they look at the queue give the agent to the newcomer. Right is:
/// the oldest waiting conversation is offered first, and one that is declined keeps its age.
#[test]
fn a_queue_that_a_newcomer_overtakes() {
    let mut scenario = Scenario::new(json!({
        "agents": agents(&["a1"], Some(1)),
        "groups": [group("sales", &["a1"], "ranked"), group("help", &["a1"], "ranked")],
    }));
    scenario.online(&["a1"]);
    scenario.arrive("c0", "sales");
    scenario.accept("c0", "a1");
    scenario.advance(1).arrive("first", "sales");
    scenario.advance(1).arrive("second", "help");
    // The agent frees, and at that instant somebody comes.
    assert_eq!(scenario.advance(1).close("c0"), ["closed c0", "offered first sales a1"]);
    assert_eq!(
        scenario.arrive("newcomer", "sales"),
        ["arrived newcomer", "routed newcomer sales", "queued newcomer sales"]
    );
    // Who refuses passes it on; it keeps its age, and the next in line is told before those behind.
    assert_eq!(
        scenario.decline("first", "a1"),
        ["declined first sales a1", "queued first sales", "offered second help a1"]
    );
    assert_eq!(scenario.accept("second", "a1"), ["joined second help a1"]);
    let again = scenario.advance(61).close("second");
    assert_eq!(again, ["closed second", "offered first sales a1"], "it keeps its age");
}

/// An agent is away for fifty turns and comes back. Systems that give the next turn to whoever has had the
/// fewest give the agent all of the next fifty. Right is: the count of a returning agent is raised to that of
/// the group, so the following turns are shared evenly.
#[test]
fn a_returning_agent_flooded() {
    let mut scenario = rotation();
    scenario.status("a3", "away");
    for number in 0..50 {
        assert_ne!(next_turn(&mut scenario, &format!("c{number}")), "a3");
    }
    scenario.status("a3", "online");
    let turns: Vec<String> = (50..62).map(|n| next_turn(&mut scenario, &format!("c{n}"))).collect();
    for agent in ["a1", "a2", "a3"] {
        let count = turns.iter().filter(|turn| *turn == agent).count();
        assert!((3..=5).contains(&count), "{agent} has {count} of {turns:?}");
    }
    assert!(!turns.windows(3).any(|three| three.iter().all(|turn| turn == "a3")), "{turns:?}");
}

/// A workspace with other members, in another order, replaces the present one in the middle of a rotation.
/// Systems that keep the position in the list of members begin again with the first one or skip some. Right
/// is: turns are counted for each agent, so those who have not had one come first.
#[test]
fn a_rotation_lost_when_membership_changes() {
    let mut scenario = rotation();
    assert_eq!(next_turn(&mut scenario, "c1"), "a1");
    assert_eq!(next_turn(&mut scenario, "c2"), "a2");
    // One more, and another order: who has had a turn is not first again.
    let ids = ["a1", "a2", "a4", "a3"];
    scenario.run(json!({"do": "workspace", "workspace": {
        "version": 2,
        "agents": agents(&ids, None),
        "groups": [group("sales", &ids, "round_robin")],
    }}));
    scenario.online(&["a4"]);
    let turns: Vec<String> = (3..7).map(|n| next_turn(&mut scenario, &format!("c{n}"))).collect();
    assert_eq!(turns, ["a4", "a3", "a1", "a2"]);
    // One fewer.
    scenario.run(json!({"do": "workspace", "workspace": {
        "version": 3,
        "agents": agents(&["a1", "a2", "a3"], None),
        "groups": [group("sales", &["a3", "a2", "a1"], "round_robin")],
    }}));
    let turns: Vec<String> = (7..10).map(|n| next_turn(&mut scenario, &format!("c{n}"))).collect();
    assert_eq!(turns, ["a3", "a2", "a1"]);
}

/// A group is deleted while one of its conversations is running, one is offered and one waits. Systems that
/// look up the group later leave these conversations without one. Right is: the offer is withdrawn, the two
/// open requests are routed again, and the running conversation is routed when its agent is lost.
#[test]
fn a_chat_left_with_a_group_that_was_deleted() {
    let ids = ["a1", "a2"];
    let mut before = json!({
        "agents": agents(&ids, Some(1)),
        "groups": [group("general", &ids, "ranked"), group("sales", &ids, "ranked")],
        "default_group": "general",
    });
    before["groups"][1]["reassign_after_seconds"] = json!(10);
    let after = json!({
        "version": 2,
        "agents": agents(&ids, Some(1)),
        "groups": [group("general", &ids, "ranked")],
        "default_group": "general",
    });
    let mut scenario = Scenario::new(before);
    scenario.online(&ids);
    for (conversation, agent) in [("running", Some("a1")), ("told", None), ("waiting", None)] {
        scenario.arrive(conversation, "sales");
        if let Some(agent) = agent {
            scenario.accept(conversation, agent);
        }
    }
    assert_eq!(
        scenario.run(json!({"do": "workspace", "workspace": after})),
        [
            "workspace_replaced",
            "withdrawn told sales a2",
            "routed told general",
            "routed waiting general",
            "offered told general a2",
            "queued waiting general",
        ]
    );
    // The running one goes on, and is routed when its agent is lost.
    scenario.accept("told", "a2");
    scenario.status("a1", "offline");
    let lines = scenario.advance(120).tick();
    assert_eq!(lines[..2], ["left running a1", "routed running general"], "{lines:?}");
    assert_eq!(scenario.close("told"), ["closed told", "offered running general a2"]);
}

/// A conversation waits while the group that serves it changes by overflow, and it has been escalated to
/// another group. A desk that asks the groups in the order in which they were added asks the escalated group
/// before the one that has come to serve. Right is: the group that serves is asked before those that the
/// request was escalated to.
#[test]
fn an_overflow_overtaken_by_an_escalation() {
    let mut scenario = Scenario::new(json!({
        "agents": [{"id": "a1", "max_conversations": 1}, {"id": "a2"}],
        "groups": [
            {"id": "general", "name": "G", "agents": ["a1"], "strategy": "ranked", "overflow": true,
             "fallback": "next", "escalation": [{"after_seconds": 5, "to": "vip"}]},
            {"id": "next", "name": "N", "agents": ["a2"], "strategy": "ranked"},
            {"id": "vip", "name": "V", "agents": ["a2"]},
        ],
    }));
    scenario.online(&["a1", "a2"]);
    scenario.arrive("c", "general");
    scenario.advance(30).tick();
    // All have refused; a minute later a round begins.
    let seen = scenario.advance(60).tick();
    assert_eq!(seen, ["offered c general a1", "offered c next a2"]);
}
