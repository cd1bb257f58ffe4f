//! What a document may leave out, and where null says the same.

use frontdesk::{Draft, Group, LanguageTag, Members, Presence, Router, Source, Strategy, Visitor};
use frontdesk::presence::GroupStatus;
use frontdesk::settings::{PickerMode, Reassign};

use crate::documents::{canonical, workspace};

/// Every default, written out.
const EXPLICIT: &str = r#"{
    "schema": 1, "version": 1, "languages": ["en"], "default_group": null,
    "picker": {"mode": "off", "hide_unavailable": false, "question": null},
    "precedence": ["assignment", "selection", "group_code", "trigger"],
    "plan": {"max_agents": null, "max_groups": null, "group_routing": true},
    "roles": [], "schedules": [{"id": "s", "zone": "UTC", "weekly": {"mon": []}, "exceptions": []}],
    "agents": [{"id": "a", "name": null, "role": "agent", "languages": [],
                "max_conversations": null}],
    "groups": [{"id": "g", "name": "G", "agents": [], "private": false, "enabled": true,
                "schedule": null, "fallback": null, "overflow": false, "strategy": "broadcast",
                "retry_seconds": 60, "reassign_after_seconds": 120, "escalation": [],
                "max_waiting": null, "max_notices": 20, "sticky": false}],
    "triggers": [{"id": "t", "name": null, "enabled": true, "assign_to": "g", "when": null}],
    "expect": [{"name": null, "visitor": {}, "presence": null, "outcome": null, "group": null,
                "trigger": null}],
    "assertions": [{"id": null, "when": null, "never": ["g"], "always": []}]
}"#;

/// The same, left out.
const IMPLICIT: &str = r#"{
    "schedules": [{"id": "s", "zone": "UTC"}], "agents": [{"id": "a"}],
    "groups": [{"id": "g", "name": "G"}], "triggers": [{"id": "t", "assign_to": "g"}],
    "expect": [{}], "assertions": [{"never": ["g"]}]
}"#;

#[test]
fn what_is_left_out_is_the_same_as_its_default_written_out() {
    assert_eq!(workspace(EXPLICIT), workspace(IMPLICIT));
    assert_eq!(canonical(EXPLICIT), canonical(IMPLICIT));
}

#[test]
fn w5_defaults_are_left_out_of_the_canonical_form() {
    assert_eq!(
        canonical(EXPLICIT),
        r#"{"schema":1,"version":1,"languages":["en"],"schedules":[{"id":"s","zone":"UTC"}],"#
            .to_owned()
            + r#""agents":[{"id":"a"}],"groups":[{"id":"g","name":"G"}],"#
            + r#""triggers":[{"id":"t","assign_to":"g"}],"expect":[{"visitor":{}}],"#
            + r#""assertions":[{"never":["g"]}]}"#
    );
}

#[test]
fn w5_defaults_inside_of_settings_are_left_out_too() {
    for (part, expected) in [
        (r#""plan": {"max_agents": 3, "group_routing": true}"#, r#""plan":{"max_agents":3}"#),
        (
            r#""picker": {"mode": "off", "hide_unavailable": true}"#,
            r#""picker":{"hide_unavailable":true}"#,
        ),
        (r#""roles": [{"id": "r", "permissions": []}]"#, r#""roles":[{"id":"r"}]"#),
    ] {
        let written = canonical(&format!(r#"{{{part}, "groups": []}}"#));
        assert!(written.contains(expected), "{written}");
    }
}

#[test]
fn the_defaults_are_those_of_the_rules() {
    let workspace = workspace(IMPLICIT);
    let draft = workspace.draft();
    assert_eq!((draft.schema, draft.version, workspace.version()), (1, 1, 1));
    assert_eq!(draft.languages, [LanguageTag::from("en")]);
    assert_eq!(workspace.default_language(), "en");
    assert!(workspace.default_group().is_none());
    assert_eq!(workspace.picker().mode, PickerMode::Off);
    assert!(!workspace.picker().hide_unavailable && workspace.picker().question.is_none());
    assert_eq!(
        draft.precedence,
        [Source::Assignment, Source::Selection, Source::GroupCode, Source::Trigger]
    );
    assert_eq!((draft.plan.max_agents, draft.plan.max_groups), (None, None));
    assert!(draft.plan.group_routing);

    let agent = workspace.agent("a").unwrap();
    assert_eq!((agent.role.as_str(), agent.display_name()), ("agent", "a"));
    assert_eq!((agent.max_conversations, agent.languages.len()), (None, 0));

    let group = workspace.group("g").unwrap();
    assert!(group.enabled && !group.private && !group.overflow && !group.sticky);
    assert_eq!(group.agents, Members::Listed(Vec::new()));
    assert_eq!(group.strategy, Strategy::Broadcast);
    assert_eq!((&group.schedule, &group.fallback), (&None, &None));
    assert_eq!((group.retry_seconds, group.max_notices, group.max_waiting), (60, 20, None));
    assert_eq!(group.reassign, Reassign::AfterSeconds(120));
    assert!(group.escalation.is_empty());

    let trigger = &workspace.triggers()[0];
    assert!(trigger.enabled && trigger.when.is_none());
    assert_eq!(trigger.display_name(), "t");
}

#[test]
fn an_empty_workspace_is_one() {
    assert_eq!(workspace(r#"{"groups": []}"#), Draft::new().check().unwrap());
    assert_eq!(Draft::default(), Draft::new());
    let router = Router::new(Draft::new().check().unwrap());
    let presence = Presence::everyone_online(&router);
    let record = router.route(&Visitor::undated(), &presence).to_record();
    assert_eq!((record.group, record.notify.len()), (None, 0));
}

#[test]
fn without_a_condition_a_trigger_holds_for_every_visitor_and_without_a_schedule_a_group_is_open() {
    let router = Router::new(workspace(
        r#"{"agents": [{"id": "a"}], "groups": [{"id": "g", "name": "G", "agents": "all"}],
            "triggers": [{"id": "t", "assign_to": "g"}]}"#,
    ));
    let presence = Presence::everyone_online(&router);
    let record = router.route(&Visitor::undated(), &presence).to_record();
    assert_eq!(record.trigger.unwrap(), "t");
    assert_eq!(record.status, Some(GroupStatus::Available));
    assert_eq!(record.notify.len(), 1);
}

#[test]
fn all_agents_of_a_group_are_later_ones_too() {
    let before = workspace(
        r#"{"agents": [{"id": "a"}], "groups": [{"id": "g", "name": "G", "agents": "all"}]}"#,
    );
    let mut draft = before.draft().clone();
    draft.agents.push(frontdesk::Agent::new("later"));
    let router = Router::new(draft.check().unwrap());
    let presence = Presence::everyone_online(&router);
    let visitor = Visitor::undated().group_code("g");
    let record = router.route(&visitor, &presence).to_record();
    assert_eq!(record.notify, ["a", "later"]);
    assert_eq!(before.group("g").unwrap().agents, Members::All);
    assert_eq!(Group::new("g", "G").all_agents(), *before.group("g").unwrap());
}

#[test]
fn null_is_accepted_only_where_the_default_is_none() {
    // The explicit document holds every key that takes null; each of these does not.
    for part in [
        r#""schema": null"#,
        r#""version": null"#,
        r#""languages": null"#,
        r#""picker": null"#,
        r#""picker": {"mode": null}"#,
        r#""picker": {"hide_unavailable": null}"#,
        r#""precedence": null"#,
        r#""plan": null"#,
        r#""plan": {"group_routing": null}"#,
        r#""roles": null"#,
        r#""schedules": null"#,
        r#""schedules": [{"id": "s", "zone": null}]"#,
        r#""schedules": [{"id": "s", "zone": "UTC", "weekly": null}]"#,
        r#""schedules": [{"id": "s", "zone": "UTC", "weekly": {"mon": null}}]"#,
        r#""agents": null"#,
        r#""agents": [{"id": "a", "role": null}]"#,
        r#""agents": [{"id": null}]"#,
        r#""triggers": [{"id": "t", "assign_to": null}]"#,
        r#""triggers": [{"id": "t", "assign_to": "g", "enabled": null}]"#,
        r#""expect": null"#,
        r#""assertions": [{"never": ["g"], "always": null}]"#,
    ] {
        let document = format!(r#"{{{part}, "groups": [{{"id": "g", "name": "G"}}]}}"#);
        let draft: Draft = serde_json::from_str(&document).unwrap();
        let problems = draft.check().expect_err(part);
        let kinds: Vec<_> = problems.iter().map(|problem| problem.kind().name()).collect();
        assert_eq!(kinds, ["wrong_type"], "{part}: {problems}");
    }
    for key in [
        "private",
        "enabled",
        "overflow",
        "strategy",
        "agents",
        "retry_seconds",
        "max_notices",
        "sticky",
        "escalation",
        "name",
        "id",
    ] {
        let rest = if key == "name" { r#""id": "g""# } else { r#""name": "G""# };
        let id = if key == "id" || key == "name" { "" } else { r#", "id": "g""# };
        let document = format!(r#"{{"groups": [{{"{key}": null, {rest}{id}}}]}}"#);
        let draft: Draft = serde_json::from_str(&document).unwrap();
        let problems = draft.check().expect_err(key);
        assert_eq!(problems.len(), 1, "{problems}");
        assert_eq!(problems.iter().next().unwrap().kind().name(), "wrong_type", "{key}");
    }
}

#[test]
fn null_and_never_both_say_that_conversations_are_never_reassigned() {
    let group = |value: &str| {
        let document = format!(
            r#"{{"groups": [{{"id": "g", "name": "G", "reassign_after_seconds": {value}}}]}}"#
        );
        workspace(&document).group("g").unwrap().clone()
    };
    assert_eq!(group("null").reassign, Reassign::Never);
    assert_eq!(group(r#""never""#).reassign, Reassign::Never);
    assert_eq!(group("90").reassign, Reassign::AfterSeconds(90));
    assert_eq!(group("120").reassign, Reassign::default());
}
