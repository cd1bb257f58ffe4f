//! Refusals as data, for a host's interface.

use frontdesk::{Agent, Draft, Group, Role};
use frontdesk::settings::PickerMode;
use serde_json::{Value, json};

use super::{edit, shop};

#[track_caller]
fn data(by: Option<&str>, change: impl FnOnce(&mut Draft)) -> Vec<Value> {
    let refused = edit(by, change).unwrap_err();
    let value = json!(refused);
    // Each says its kind and its line first.
    for (refusal, value) in refused.iter().zip(value.as_array().unwrap()) {
        assert_eq!(value["kind"], refusal.name());
        assert_eq!(value["message"], refusal.to_string());
        let text = serde_json::to_string(refusal).unwrap();
        assert!(text.starts_with(r#"{"kind":""#), "{text}");
    }
    let mut value = value;
    for refusal in value.as_array_mut().unwrap() {
        refusal.as_object_mut().unwrap().remove("message");
    }
    serde_json::from_value(value).unwrap()
}

#[test]
fn each_refusal_says_what_it_is_of() {
    let by_lead = data(Some("lead"), |draft| {
        draft.languages.clear();
        draft.plan.max_agents = Some(2);
        draft.agents.retain(|agent| agent.id != "boss");
        draft.agents.push(Agent::new("new").role("admin"));
        draft.role_mut("groups").unwrap().permissions.push(frontdesk::Permission::AssignVisitors);
        draft.delete_group("help").unwrap();
        draft.triggers.remove(0);
    });
    assert_eq!(
        by_lead,
        [
            json!({"kind": "problem", "problem": {"place": "languages", "kind": "empty",
                   "message": "`languages` must not be empty", "suggestion": null, "hint": null}}),
            json!({"kind": "still_named", "item": {"noun": "group", "id": "help"},
                   "places": ["triggers[0].assign_to", "assertions[0].when.field",
                              "assertions[0].never[0]"]}),
            json!({"kind": "missing_permission", "actor": "lead", "permission": "manage_triggers",
                   "items": [{"noun": "trigger", "id": "shop"}], "keys": []}),
            json!({"kind": "host_only", "keys": ["plan.max_agents"]}),
            json!({"kind": "role_beyond", "actor": "lead", "role": "groups",
                   "permissions": ["assign_visitors"]}),
            json!({"kind": "agent_beyond", "actor": "lead", "agent": "boss", "deed": "remove",
                   "permissions": ["manage_triggers", "assign_visitors"]}),
            json!({"kind": "agent_beyond", "actor": "lead", "agent": "new", "deed": "promote",
                   "permissions": ["manage_triggers", "assign_visitors"]}),
            json!({"kind": "plan", "added": [{"noun": "agent", "id": "new"}],
                   "excess": {"limit": "max_agents", "most": 2, "found": 5}}),
        ]
    );
    let by_host = data(None, |draft| {
        draft.agents[0].role = "agent".into();
        draft.default_group = None;
        draft.groups[1].fallback = None;
        draft.assertions.clear();
        draft.delete_group("general").unwrap();
        draft.picker.mode = PickerMode::Required;
        draft.trigger_mut("shop").unwrap().enabled = false;
    });
    let [admin, default, case] = &by_host[..] else { panic!("{by_host:#?}") };
    assert_eq!(*admin, json!({"kind": "last_admin", "agents": ["boss"]}));
    assert_eq!(*default, json!({"kind": "default_group", "group": "general"}));
    assert_eq!(case["kind"], "case");
    assert_eq!((&case["case"]["name"], &case["case"]["decision"]["outcome"]), (&json!("shop page"), &json!("ask")));
    assert_eq!(
        data(Some("nobody"), |draft| draft.roles.push(Role::new("new", []))),
        [json!({"kind": "unknown_actor", "actor": "nobody"})]
    );
}

#[test]
fn a_stale_draft_is_data_too() {
    let mut draft = shop().edit();
    draft.groups.push(Group::new("new", "New"));
    let next = shop().change(frontdesk::edit::Actor::Host, draft.clone()).unwrap().workspace;
    draft.groups[3].overflow = true;
    let with_base = json!(next.change(frontdesk::edit::Actor::Host, draft.clone()).unwrap_err());
    let created = |value: Value| {
        json!({"change": "created", "noun": "group", "id": "new", "place": 3, "value": value})
    };
    let (ours, theirs) = (
        created(json!({"id": "new", "name": "New", "overflow": true})),
        created(json!({"id": "new", "name": "New"})),
    );
    assert_eq!(
        with_base[0]["stale"],
        json!({"taken_from": 7, "present": 8, "both": [{"draft": ours, "present": theirs}]})
    );
    let document: Draft = serde_json::from_value(json!(draft)).unwrap();
    let without = json!(next.change(frontdesk::edit::Actor::Host, document).unwrap_err());
    assert_eq!(
        without[0]["stale"],
        json!({"taken_from": 7, "present": 8, "differs": [
            {"change": "changed", "noun": "group", "id": "new", "key": "overflow", "new": true}]})
    );
}
