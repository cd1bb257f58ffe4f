//! One noun alone: for hosts that keep groups and triggers in rows of their own.

use frontdesk::{Agent, AgentId, Condition, Field, Group, GroupId, LanguageTag, LocalizedText, Permission, Role, Schedule, Source, Strategy, Timestamp, Trigger};
use frontdesk::schedule::Weekday;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Reads it from JSON, writes it as given here, and reads it again, from TOML too.
#[track_caller]
fn assert_both_ways<T>(document: &str, expected: &T)
where
    T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug,
{
    let read: T = serde_json::from_str(document).expect(document);
    assert_eq!(&read, expected);
    assert_eq!(serde_json::to_string(&read).unwrap(), document);
    let tree = serde_json::to_value(&read).unwrap();
    assert_eq!(&serde_json::from_value::<T>(tree).unwrap(), expected);
    let row = Row { noun: read };
    let written = toml::to_string(&row).unwrap();
    assert_eq!(toml::from_str::<Row<T>>(&written).unwrap(), row);
}

/// A host's own type that holds one.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Row<T> {
    noun: T,
}

#[test]
fn a_group_can_be_read_alone() {
    assert_both_ways(
        r#"{"id":"fr-support","name":{"en":"FR support","fr":"Assistance"},"agents":[{"id":"a1","weight":2},"a2"],"private":true,"schedule":"office","fallback":"general","strategy":"least_busy","escalation":[{"after_seconds":60,"to":"general"}]}"#,
        &Group::new("fr-support", [("en", "FR support"), ("fr", "Assistance")])
            .agents([("a1", 2), ("a2", 1)])
            .private()
            .schedule("office")
            .fallback("general")
            .strategy(Strategy::LeastBusy)
            .escalation(60, "general"),
    );
    assert_both_ways(r#"{"id":"g","name":"G","agents":"all"}"#, &Group::new("g", "G").all_agents());
}

#[test]
fn an_agent_can_be_read_alone() {
    assert_both_ways(
        r#"{"id":"user:7","name":"Agent","role":"admin","languages":["fr","en"],"max_conversations":3}"#,
        &Agent::new("user:7")
            .name("Agent")
            .role("admin")
            .languages(["fr", "en"])
            .max_conversations(3),
    );
}

#[test]
fn a_trigger_and_a_condition_can_be_read_alone() {
    let condition = Field::PageHost.within("example.fr") & !Field::Device.is("bot");
    let document = r#"{"all":[{"field":"page.host","within":"example.fr"},{"not":{"field":"device","is":"bot"}}]}"#;
    assert_both_ways(document, &condition);
    assert_both_ways(
        &format!(r#"{{"id":"t","name":"T","enabled":false,"assign_to":"g","when":{document}}}"#),
        &Trigger::new("t", "g").name("T").disabled().when(condition),
    );
}

#[test]
fn a_schedule_and_a_role_can_be_read_alone() {
    assert_both_ways(
        r#"{"id":"office","zone":"Europe/Paris","weekly":{"mon":["09:00-12:30"],"sun":["22:00-06:00"]},"exceptions":[{"date":"2026-12-25","spans":[]}]}"#,
        &Schedule::new("office", "Europe/Paris")
            .on(Weekday::Monday, ["09:00-12:30"])
            .on(Weekday::Sunday, ["22:00-06:00"])
            .exception("2026-12-25", []),
    );
    assert_both_ways(
        r#"{"id":"lead","permissions":["manage_groups","assign_visitors"]}"#,
        &Role::new("lead", [Permission::ManageGroups, Permission::AssignVisitors]),
    );
}

#[test]
fn small_values_can_be_read_alone() {
    assert_both_ways(r#""fr-support""#, &GroupId::from("fr-support"));
    assert_both_ways(r#""user:7""#, &AgentId::from("user:7"));
    assert_both_ways(r#""fr-CA""#, &LanguageTag::from("fr_CA"));
    assert_both_ways(r#""Sales""#, &LocalizedText::from("Sales"));
    assert_both_ways(r#"{"fr":"Ventes"}"#, &LocalizedText::from([("fr", "Ventes")]));
    assert_both_ways(r#""group_code""#, &Source::GroupCode);
    assert_both_ways(
        r#""2026-11-22T10:00:00.500Z""#,
        &"2026-11-22T10:00:00.5Z".parse::<Timestamp>().unwrap(),
    );
}

#[test]
fn what_only_the_workspace_can_know_is_not_checked_in_a_noun_alone() {
    let trigger: Trigger = serde_json::from_str(
        r#"{"id": "a b", "assign_to": "nowhere", "when": {"field": "country", "is": "FRA"}}"#,
    )
    .unwrap();
    assert_eq!(trigger.assign_to, "nowhere");
    let schedule: Schedule = serde_json::from_str(r#"{"id": "s", "zone": "Mars/Base"}"#).unwrap();
    assert_eq!(schedule.zone, "Mars/Base");
}

#[test]
fn every_problem_of_a_noun_alone_is_in_one_text() {
    let error = |result: Result<(), serde_json::Error>| result.unwrap_err().to_string();
    let group = r#"{"id": 5, "nmae": "G", "sticky": 1}"#;
    let text = error(serde_json::from_str::<Group>(group).map(drop));
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "id: expected a group code, found `5`",
            "nmae: there is no key `nmae` here; did you mean `name`?",
            "sticky: expected true or false, found `1`",
        ]
    );
    assert_eq!(
        error(serde_json::from_str::<Condition>(r#"{"field": "contry", "is": 1}"#).map(drop)),
        "field: there is no field `contry`; did you mean `country`?"
    );
    assert_eq!(
        error(serde_json::from_str::<Condition>("5").map(drop)),
        "expected a condition, found `5`"
    );
    assert_eq!(
        error(serde_json::from_str::<Agent>("[]").map(drop)),
        "expected an object, found `[…]`"
    );
    assert_eq!(
        error(
            serde_json::from_str::<Trigger>(r#"{"id": "t", "id": "t", "assign_to": "g"}"#)
                .map(drop)
        ),
        "id: the key `id` stands here twice"
    );
    assert_eq!(
        error(serde_json::from_str::<LocalizedText>("5").map(drop)),
        "expected a text, or texts by language, found `5`"
    );
}
