//! What is written of answers that borrow: a decision as its record, a picker and its choices, problems.

use frontdesk::{Agent, Draft, Group, Presence, Router, Trigger, Visitor};
use frontdesk::decision::DecisionRecord;
use frontdesk::settings::{PickerMode, PickerSettings};
use serde_json::{Value, json};

fn asking() -> Draft {
    Draft::new()
        .picker(PickerSettings::new(PickerMode::Required).question([("en", "Who?"), ("fr", "Qui ?")]))
        .agent(Agent::new("a1"))
        .group(Group::new("sales", [("en", "Sales"), ("fr", "Ventes")]).agents(["a1"]))
        .group(Group::new("help", "Help"))
        .group(Group::new("vip", "VIP").private())
}

#[test]
fn a_decision_is_written_as_its_record() {
    let outcomes = [
        (asking(), json!("ask")),
        (asking().trigger(Trigger::new("t", "help")), json!("assigned")),
        (asking().trigger(Trigger::new("t", "sales")), json!("assigned")),
        (Draft::new().agent(Agent::new("a1")), json!("unassigned")),
    ];
    for (draft, outcome) in outcomes {
        let router = Router::new(draft.check().unwrap());
        let presence = Presence::everyone_online(&router);
        let visitor = Visitor::undated().id("v1").language("fr").selection("vip").assignment("gone");
        let decision = router.route(&visitor, &presence);
        let written = serde_json::to_string(&decision).unwrap();
        assert_eq!(written, serde_json::to_string(&decision.to_record()).unwrap());
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap()["outcome"], outcome);
        assert_eq!(serde_json::from_str::<DecisionRecord>(&written).unwrap(), decision.to_record());
        assert_eq!(toml::to_string(&decision).ok(), toml::to_string(&decision.to_record()).ok());
        let rejected: Vec<Value> =
            decision.rejected().map(|rejection| serde_json::to_value(rejection).unwrap()).collect();
        assert_eq!(json!(rejected), serde_json::to_value(decision).unwrap()["rejected"]);
    }
}

#[test]
fn a_picker_is_written_with_its_choices() {
    let router = Router::new(asking().check().unwrap());
    let presence = Presence::everyone_online(&router);
    let visitor = Visitor::undated().language("fr");
    let picker = router.situation(&visitor, &presence).picker();
    let choices = json!([
        {"group": "sales", "name": "Ventes", "status": "available"},
        {"group": "help", "name": "Help", "status": "offline"},
    ]);
    assert_eq!(
        serde_json::to_value(picker).unwrap(),
        json!({"required": true, "question": "Qui ?", "choices": choices})
    );
    let each: Vec<Value> = picker.choices().map(|choice| serde_json::to_value(choice).unwrap()).collect();
    assert_eq!(json!(each), choices);
}

/// There must be something to pick (rule R7).
#[test]
fn a_picker_without_choices_requires_nothing() {
    let is_required = |draft: Draft, is_online: bool| {
        let router = Router::new(draft.check().unwrap());
        let presence =
            if is_online { Presence::everyone_online(&router) } else { Presence::new(&router) };
        router.situation(&Visitor::undated(), &presence).picker().is_required()
    };
    assert!(is_required(asking(), true));
    assert!(is_required(asking(), false));
    // Nobody is online, so every group is hidden.
    let mut hiding = asking();
    hiding.picker.hide_unavailable = true;
    assert!(is_required(hiding.clone(), true));
    assert!(!is_required(hiding, false));
    let private = Draft::new()
        .picker(PickerSettings::new(PickerMode::Required))
        .group(Group::new("vip", "VIP").private());
    assert!(!is_required(private, true));
    let mut without_routing = asking();
    without_routing.plan.group_routing = false;
    assert!(!is_required(without_routing, true));
    let mut optional = asking();
    optional.picker.mode = PickerMode::Optional;
    assert!(!is_required(optional, true));
}

#[test]
fn problems_are_written_as_a_list() {
    let text = r#"{"groups": [{"id": "g", "nmae": "G", "schedule": 1}]}"#;
    let draft: Draft = serde_json::from_str(text).unwrap();
    let problems = draft.check().unwrap_err();
    assert_eq!(
        serde_json::to_value(&problems).unwrap(),
        json!([
            {"place": "groups[0].schedule", "kind": "wrong_type",
             "message": "expected a schedule, found `1`", "suggestion": null, "hint": null},
            {"place": "groups[0].nmae", "kind": "unknown_key",
             "message": "there is no key `nmae` here; did you mean `name`?",
             "suggestion": "name", "hint": null},
        ])
    );
}
