//! What explanations say, word for word (rules X1, X3).

mod values;
mod why_not;
mod work;
mod workloads;

use frontdesk::{Draft, Presence, Router, Visitor};
use frontdesk::explain::{ObservedValue, TriggerResult};
use frontdesk::presence::PresenceRecord;

const WORKSPACE: &str = r#"{
    "languages": ["en"], "default_group": "general",
    "picker": {"mode": "required", "hide_unavailable": true},
    "precedence": ["selection", "group_code", "trigger"],
    "schedules": [{"id": "office", "zone": "UTC", "weekly": {"sun": ["09:00-12:00"]}}],
    "agents": [{"id": "ana", "max_conversations": 1}, {"id": "ben"}, {"id": "cyd"}],
    "groups": [
        {"id": "general", "name": "General", "agents": ["ben", "cyd"]},
        {"id": "sales", "name": "Sales", "agents": ["ana"], "overflow": true, "fallback": "general"},
        {"id": "vip", "name": "VIP", "agents": "all", "schedule": "office", "fallback": "sales"},
        {"id": "old", "name": "Old", "enabled": false}],
    "triggers": [
        {"id": "off", "assign_to": "sales", "enabled": false},
        {"id": "dead", "assign_to": "old"},
        {"id": "pro", "assign_to": "vip", "when": {"all": [
            {"field": "country", "is": "FR"}, {"field": "attribute.plan", "is": "pro"}]}},
        {"id": "shop", "assign_to": "vip", "when": {"field": "page.path", "is": "/shop"}}]}"#;

/// The explanation of a visitor's decision, as text.
fn explained(visitor: &str, presence: &str) -> String {
    explanation(visitor, presence).to_string()
}

fn explanation(visitor: &str, presence: &str) -> frontdesk::explain::Explanation {
    let router = Router::new(serde_json::from_str::<Draft>(WORKSPACE).unwrap().check().unwrap());
    let record: PresenceRecord = serde_json::from_str(presence).unwrap();
    let (presence, _) = Presence::from_record(&router, &record);
    let visitor: Visitor = serde_json::from_str(visitor).unwrap();
    router.situation(&visitor, &presence).explain()
}

#[test]
fn a_trigger_wins_and_a_fallback_answers() {
    let visitor = r#"{"id": "v", "at": "2026-11-22T13:00:00Z", "selection": "vip", "country": "FR",
        "page": {"url": "https://a.example/shop"}, "attributes": {"plan": "basic"}}"#;
    let presence = r#"{"ana": {"status": "online", "load": 1},
        "ben": {"status": "online"}, "cyd": {"status": "away"}}"#;
    assert_eq!(
        explained(visitor, presence),
        "visitor `v` goes to `vip` by trigger `shop`, which is closed; `general` answers; `ben` is told\n  \
           the visitor's selection `vip`: refused, the group cannot serve now and is hidden; it is \
           closed (schedule `office`)\n  \
           the page's group code: none\n  \
           triggers, to `vip`: chosen\n    \
             `off` is disabled\n    \
             `dead` leads to a disabled group\n    \
             `pro` does not fire: attribute.plan is \"pro\" is false, with attribute.plan \"basic\"\n    \
             `shop` fires\n  \
           assignment: left out of the precedence\n  \
           the default group `general`: not tried\n  \
           group `vip` is closed (schedule `office`): cannot answer\n  \
           group `sales` is busy (1 of 1 members online, 0 with room): passes on to an available fallback\n  \
           group `general` is available (1 of 2 members online, 1 with room): answers\n    \
             `ben` is eligible\n    \
             `cyd` is away"
    );
}

#[test]
fn nothing_yields_and_the_picker_asks() {
    let presence = r#"{"ana": {"status": "online", "load": 1}}"#;
    assert_eq!(
        explained(r#"{"group_code": "nowhere"}"#, presence),
        "a visitor must pick a group first\n  \
           the instant is not known: schedules are closed, leases have ended\n  \
           the visitor's selection: none\n  \
           the page's group code `nowhere`: refused, there is no such group\n  \
           triggers: none fires\n    \
             `off` is disabled\n    \
             `dead` leads to a disabled group\n    \
             `pro` does not fire: country is \"FR\" is unknown, with country not known\n    \
             `shop` does not fire: page.path is \"/shop\" is unknown, with page.path not known\n  \
           assignment: left out of the precedence\n  \
           the default group `general`: not tried\n  \
           the picker is required and offers 1 group\n    \
             `general` is hidden, offline (none of 2 members online)\n    \
             `sales` is offered, busy (1 of 1 members online, 0 with room)\n    \
             `vip` is hidden, closed (schedule `office`)\n    \
             `old` is not offered: the group is disabled"
    );
}

#[test]
fn a_group_that_finds_no_fallback_for_its_overflow_answers_itself() {
    let presence = r#"{"ana": {"status": "online", "load": 1}}"#;
    let text = explained(r#"{"group_code": "sales"}"#, presence);
    let end = "group `sales` is busy (1 of 1 members online, 0 with room): answers all the same, for \
               no fallback is available\n  \
               group `general` is offline (none of 2 members online): not available for overflow\n    \
               `ana` is full: 1 of 1 conversations";
    assert!(text.ends_with(end), "{text}");
}

#[test]
fn values_can_be_left_out() {
    let visitor = r#"{"at": "2026-11-22T13:00:00Z", "country": "FR",
        "page": {"url": "https://a.example/secret-page"}, "attributes": {"plan": "secret-plan"}}"#;
    let explanation = explanation(visitor, "{}");
    let (text, data) = (explanation.to_string(), serde_json::to_string(&explanation).unwrap());
    for all in [&text, &data] {
        assert!(all.contains("secret-plan") && all.contains("secret-page"), "{all}");
    }
    let safe = explanation.without_values();
    let (text, data) = (safe.to_string(), serde_json::to_string(&safe).unwrap());
    for all in [&text, &data] {
        assert!(!all.contains("secret"), "{all}");
    }
    assert!(text.contains("`pro` does not fire: attribute.plan is \"pro\" is false, with attribute.plan …"));
    let TriggerResult::NotTrue { path: place, seen, .. } = &safe.triggers[2].result else {
        panic!("{:?}", safe.triggers[2]);
    };
    assert_eq!(place, "when.all[1]");
    assert_eq!(seen[0].value, ObservedValue::LeftOut);
}
