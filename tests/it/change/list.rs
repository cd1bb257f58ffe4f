//! The list of changes (rules E1, E5): what it says, and what it is as data.

use frontdesk::{Agent, Draft, Field, Group, Member, Members, Source, Trigger, Visitor};
use frontdesk::edit::{AcceptedChange, Actor, Change};
use frontdesk::error::ItemKind;
use frontdesk::expect::{Assertion, Expectation};
use frontdesk::settings::PickerMode;
use serde_json::json;

use super::{accepted, edit, edit_of, read, shop};

/// One of everything that a list of changes can hold.
fn everything(draft: &mut Draft) {
    draft.languages.pop();
    draft.default_group = None;
    draft.picker.mode = PickerMode::Optional;
    draft.picker.question = Some([("en", "Who?"), ("fr", "Qui ?")].into());
    draft.precedence = vec![Source::Selection, Source::Trigger];
    draft.plan.group_routing = false;
    draft.schedules[0].zone = "UTC".into();
    draft.agents.insert(1, Agent::new("new"));
    draft.groups[0].agents = Members::Listed(vec![Member::new("abe").weight(2)]);
    draft.groups[1].fallback = None;
    draft.groups[1].enabled = false;
    draft.triggers.remove(0);
    draft.triggers[0].when = Some(Field::Staff.is("offline").into());
    draft.expect.clear();
    draft.assertions.push(Assertion::never(Field::Staff.is("online"), ["help"]));
}

fn changed() -> AcceptedChange {
    let mut draft = shop().edit();
    everything(&mut draft);
    shop().change_despite(Actor::Host, draft, ["shop page"]).unwrap()
}

#[test]
fn e1_each_change_is_a_line_of_an_audit_log() {
    let lines: Vec<String> = changed().changes.iter().map(ToString::to_string).collect();
    assert_eq!(changed().to_string(), lines.join("\n"));
    assert_eq!(
        lines,
        [
            r#"`languages` changed from ["en","fr"] to ["en"]"#,
            r#"`default_group` unset, it was "general""#,
            r#"`picker.mode` set to "optional""#,
            r#"`picker.question` set to {"en":"Who?","fr":"Qui ?"}"#,
            r#"`precedence` changed from ["assignment","selection","group_code","trigger"] to ["selection","trigger"]"#,
            "`plan.group_routing` set to false",
            r#"schedule `office`: `zone` changed from "Europe/Paris" to "UTC""#,
            r#"agent `new` created at agents[1]: {"id":"new"}"#,
            r#"group `general`: `agents` changed from "all" to [{"id":"abe","weight":2}]"#,
            r#"group `sales`: `fallback` unset, it was "general""#,
            r#"group `sales`: `enabled` set to false"#,
            r#"trigger `shop` deleted from triggers[0]: {"id":"shop","assign_to":"sales","when":{"field":"page.path","starts_with":"/shop"}}"#,
            r#"trigger `rush`: `when` changed from {"not":{"field":"group.sales","is":"available"}} to {"field":"staff","is":"offline"}"#,
            r#"case `shop page` deleted from expect[0]: {"name":"shop page","visitor":{"page":{"url":"https://x.example/shop"}},"group":"sales","trigger":"shop"}"#,
            r#"assertion `assertions[1]` created at assertions[1]: {"when":{"field":"staff","is":"online"},"never":["help"]}"#,
        ]
    );
}

#[test]
fn e5_the_list_is_a_serde_value() {
    let changes = changed().changes;
    let json = serde_json::to_string(&changes).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Change>>(&json).unwrap(), changes);
    let lines: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    for (n, expected) in [
        (1, json!({"change": "changed", "key": "default_group", "old": "general"})),
        (2, json!({"change": "changed", "key": "picker.mode", "new": "optional"})),
        (6, json!({"change": "changed", "noun": "schedule", "id": "office", "key": "zone",
                   "old": "Europe/Paris", "new": "UTC"})),
        (7, json!({"change": "created", "noun": "agent", "id": "new", "place": 1,
                   "value": {"id": "new"}})),
        (13, json!({"change": "deleted", "noun": "expectation", "id": "shop page", "place": 0,
                    "value": {"name": "shop page", "group": "sales", "trigger": "shop",
                              "visitor": {"page": {"url": "https://x.example/shop"}}}})),
    ] {
        assert_eq!(lines[n], expected);
    }
    // In TOML, one by one: what is simple stands before what is not.
    for change in &changes {
        let text = toml::to_string(change).unwrap();
        let again: Change = toml::from_str(&text).unwrap();
        assert_eq!(json!(again), json!(change), "{text}");
    }
    // Unknown and repeated keys are ignored, as in all that programs exchange.
    let odd = r#"{"later": 1, "change": "moved", "noun": "group", "id": "g", "from": 1, "to": 0, "to": 2}"#;
    let change: Change = serde_json::from_str(odd).unwrap();
    assert_eq!(change.to_string(), "group `g` moved from groups[1] to groups[2]");
    assert_eq!(change.item().unwrap().kind, ItemKind::Group);
    assert!(serde_json::from_str::<Change>(r#"{"change": "changed"}"#).is_err());
}

#[test]
fn e1_the_fewest_that_explain_an_order_are_moved() {
    let five = read(
        r#"{"groups": [{"id": "g", "name": "G"}], "triggers": [
            {"id": "a", "assign_to": "g"}, {"id": "b", "assign_to": "g"},
            {"id": "c", "assign_to": "g"}, {"id": "d", "assign_to": "g"},
            {"id": "e", "assign_to": "g"}]}"#,
    );
    let order = |ids: &str| {
        let trigger = |id: char| Trigger::new(id.to_string(), "g");
        accepted(edit_of(&five, None, |draft| draft.triggers = ids.chars().map(trigger).collect()))
    };
    assert_eq!(order("abcde"), [""; 0]);
    assert_eq!(order("eabcd"), ["trigger `e` moved from triggers[4] to triggers[0]"]);
    assert_eq!(order("bcdea"), ["trigger `a` moved from triggers[0] to triggers[4]"]);
    assert_eq!(
        order("dabec"),
        [
            "trigger `d` moved from triggers[3] to triggers[0]",
            "trigger `e` moved from triggers[4] to triggers[3]"
        ]
    );
    // What is new or gone moves nothing.
    assert_eq!(
        order("xacde"),
        [
            r#"trigger `b` deleted from triggers[1]: {"id":"b","assign_to":"g"}"#,
            r#"trigger `x` created at triggers[0]: {"id":"x","assign_to":"g"}"#
        ]
    );
}

#[test]
fn e1_what_has_another_id_is_another_thing() {
    let lines = accepted(edit(None, |draft| draft.rename_schedule("office", "hours").unwrap()));
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].starts_with("schedule `office` deleted from schedules[0]: "));
    assert!(lines[1].starts_with("schedule `hours` created at schedules[0]: "));
    assert_eq!(lines[2], r#"group `help`: `schedule` changed from "office" to "hours""#);
}

#[test]
fn e1_what_is_written_otherwise_is_changed_and_what_is_written_alike_is_not() {
    // Case of a tag and order of texts stand in the canonical document.
    let names = |texts: [(&str, &str); 2]| {
        accepted(edit(None, |draft| draft.group_mut("help").unwrap().name = texts.into()))
    };
    assert_eq!(names([("en", "Help"), ("fr", "Aide")]), [""; 0]);
    assert_eq!(
        names([("fr", "Aide"), ("en", "Help")]),
        [r#"group `help`: `name` changed from {"en":"Help","fr":"Aide"} to {"fr":"Aide","en":"Help"}"#]
    );
    assert_eq!(
        names([("EN", "Help"), ("fr", "Aide")]),
        [r#"group `help`: `name` changed from {"en":"Help","fr":"Aide"} to {"EN":"Help","fr":"Aide"}"#]
    );
    // A default that is written out is no change.
    let written = super::SHOP.replace(r#""id": "abe""#, r#""id": "abe", "role": "agent""#);
    let draft: Draft = serde_json::from_str(&written).unwrap();
    assert!(shop().change(Actor::Host, draft).unwrap().changes.is_empty());
}

#[test]
fn e1_samples_without_a_name_are_the_same_where_they_say_the_same() {
    let case = |code: &str| Expectation::new(Visitor::undated().group_code(code.to_owned()));
    let base = edit(None, |draft| {
        draft.expect.extend([case("a"), case("b"), case("a"), case("c")]);
    });
    let base = base.unwrap().workspace;
    assert_eq!(accepted(edit_of(&base, None, |_| {})), [""; 0]);
    let lines = accepted(edit_of(&base, None, |draft| {
        let [named, a, _b, other_a, c] = &draft.expect[..] else { panic!() };
        draft.expect = vec![named.clone(), c.clone(), a.clone(), other_a.clone(), case("d")];
    }));
    assert_eq!(
        lines,
        [
            r#"case `expect[2]` deleted from expect[2]: {"visitor":{"group_code":"b"}}"#,
            "case `expect[1]` moved from expect[4] to expect[1]",
            r#"case `expect[4]` created at expect[4]: {"visitor":{"group_code":"d"}}"#,
        ]
    );
}

#[test]
fn e1_what_a_line_repeats_is_cut_and_cannot_hide_anything() {
    let lines = accepted(edit(None, |draft| {
        draft.agents[4].name = Some("\u{202e}\n\"\\".into());
        draft.groups.push(Group::new("new", "x".repeat(1000)));
    }));
    assert_eq!(lines[0], r#"agent `abe`: `name` set to "\u{202e}\n\"\\""#);
    assert!(lines[1].ends_with("xxx…"));
    assert_eq!(lines[1].chars().count(), "group `new` created at groups[3]: …".chars().count() + 240);
}
