//! The helpers of a draft: common edits in one line.

use frontdesk::{Draft, Group, Members};
use frontdesk::edit::EditError;
use frontdesk::error::ItemKind;
use serde_json::{Value, json};

use super::{read, shop};

/// The document after an edit, which passes the check.
#[track_caller]
fn after(change: impl FnOnce(&mut Draft) -> Result<(), EditError>) -> Value {
    let mut draft = shop().edit();
    change(&mut draft).unwrap_or_else(|error| panic!("{error}"));
    serde_json::to_value(draft.check().unwrap_or_else(|problems| panic!("{problems}"))).unwrap()
}

/// Why an edit fails; the draft is left as it was.
#[track_caller]
fn fails<T: std::fmt::Debug>(change: impl FnOnce(&mut Draft) -> Result<T, EditError>) -> String {
    let mut draft = shop().edit();
    let error = change(&mut draft).unwrap_err();
    assert_eq!(draft, shop().edit());
    error.to_string()
}

/// Everything in the shop that names the group `sales`, under another id.
fn names_of_sales(document: &Value) -> [Value; 8] {
    [
        document["groups"][2]["fallback"].clone(),
        document["groups"][2]["escalation"][0]["to"].clone(),
        document["triggers"][0]["assign_to"].clone(),
        document["triggers"][1]["when"]["not"]["field"].clone(),
        document["expect"][0]["group"].clone(),
        document["assertions"][0]["always"].clone(),
        document["groups"][1]["id"].clone(),
        document["default_group"].clone(),
    ]
}

#[test]
fn a_group_is_renamed_wherever_it_is_named() {
    let document = after(|draft| draft.rename_group("sales", "ventes"));
    let expected =
        json!(["ventes", "ventes", "ventes", "group.ventes", "ventes", ["ventes", "general"], "ventes", "general"]);
    assert_eq!(json!(names_of_sales(&document)), expected);
    let document = after(|draft| draft.rename_group("general", "all"));
    assert_eq!((&document["default_group"], &document["groups"][1]["fallback"]), (&json!("all"), &json!("all")));
    // Under its own name it stays what it is.
    assert_eq!(after(|draft| draft.rename_group("sales", "sales")), json!(shop()));
    // What pages carry is not the workspace's to rename.
    let codes = read(
        r#"{"groups": [{"id": "g", "name": "G"}],
            "triggers": [{"id": "t", "assign_to": "g", "when": {"field": "group_code", "is": "g"}}],
            "expect": [{"visitor": {"group_code": "g", "selection": "g", "assignment": "g"}}]}"#,
    );
    let mut draft = codes.edit();
    draft.rename_group("g", "h").unwrap();
    let document = json!(draft);
    assert_eq!(document["triggers"][0]["when"], json!({"field": "group_code", "is": "g"}));
    assert_eq!(document["expect"][0]["visitor"]["group_code"], "g");
}

#[test]
fn a_group_takes_the_place_of_another_everywhere() {
    let document = after(|draft| draft.replace_group("sales", "general"));
    let expected = json!(["general", "general", "general", "group.general", "general", ["general"], "sales", "general"]);
    assert_eq!(json!(names_of_sales(&document)), expected);
    // Both stay, and nobody's members change.
    assert_eq!(document["groups"][1]["agents"], json!(["gina", "tom"]));
    // The one that fell back to it goes on where it would have, and does not escalate to itself.
    let document = after(|draft| draft.replace_group("sales", "help"));
    assert_eq!(document["groups"][2]["fallback"], "general");
    assert_eq!(document["groups"][2].get("escalation"), None);
    // Where that is the group itself, it falls back to nobody.
    let document = after(|draft| {
        draft.group_mut("sales")?.fallback = None;
        draft.replace_group("sales", "help")
    });
    assert_eq!(document["groups"][2].get("fallback"), None);
    // Where a longer chain comes round, nobody but people can tell where it should end.
    let mut draft = shop().edit();
    draft.groups.push(Group::new("vip", "VIP").fallback("help"));
    draft.replace_group("general", "vip").unwrap();
    let problems = draft.check().unwrap_err().to_string();
    let circle = "`sales` → `vip` → `help` → `sales`";
    assert_eq!(problems, format!("groups[1].fallback: the fallbacks run in a circle: {circle}"));
    // Conditions of assertions as well.
    let document = after(|draft| draft.replace_group("help", "sales"));
    assert_eq!(document["assertions"][0]["when"]["field"], "group.sales");
    assert_eq!(document["triggers"][1]["assign_to"], "sales");
    // The default group with it.
    let document = after(|draft| draft.replace_group("general", "sales"));
    assert_eq!(document["default_group"], "sales");
}

#[test]
fn a_group_is_deleted_for_another() {
    let mut draft = shop().edit();
    let deleted = draft.delete_group_for("sales", "help").unwrap();
    assert_eq!(deleted, shop().groups()[1]);
    let next = draft.check().unwrap();
    assert_eq!(next.groups().iter().map(|group| group.id.as_str()).collect::<Vec<_>>(), ["general", "help"]);
}

#[test]
fn agents_join_and_leave_groups() {
    let document = after(|draft| {
        draft.add_to_group("abe", "sales")?;
        draft.add_to_group(("boss", 3), "sales")?;
        draft.remove_from_group("gina", "sales")
    });
    assert_eq!(document["groups"][1]["agents"], json!(["tom", "abe", {"id": "boss", "weight": 3}]));
    assert_eq!(
        fails(|draft| draft.add_to_group("gina", "sales")),
        "the agent `gina` is in the group `sales` already"
    );
    assert_eq!(
        fails(|draft| draft.add_to_group("gina", "general")),
        "the agent `gina` is in the group `general` already"
    );
    assert_eq!(
        fails(|draft| draft.remove_from_group("abe", "sales")),
        "the agent `abe` is not in the group `sales`"
    );
    assert_eq!(
        fails(|draft| draft.remove_from_group("abe", "general")),
        "the group `general` has every agent; list its members before one is taken out"
    );
    assert_eq!(fails(|draft| draft.add_to_group("adam", "sales")), "there is no agent `adam`");
    assert_eq!(
        fails(|draft| draft.remove_from_group("tim", "sales")),
        "there is no agent `tim`"
    );
    assert_eq!(
        fails(|draft| draft.add_to_group("tom", "sale")),
        "there is no group `sale`; did you mean `sales`?"
    );
}

#[test]
fn agents_are_renamed_replaced_and_deleted_in_every_group() {
    let document = after(|draft| draft.rename_agent("gina", "gina@shop.example"));
    assert_eq!(document["groups"][1]["agents"], json!(["gina@shop.example", "tom"]));
    let document = after(|draft| draft.delete_agent("gina").map(drop));
    assert_eq!(document["groups"][1]["agents"], json!(["tom"]));
    assert_eq!(document["agents"].as_array().unwrap().len(), 4);
    // In the other's place and with their weight; whoever is in the group already keeps their own.
    let document = after(|draft| {
        draft.group_mut("sales")?.agents = Members::Listed(vec![("gina", 2).into(), "tom".into()]);
        draft.replace_agent("gina", "abe")
    });
    assert_eq!(document["groups"][1]["agents"], json!([{"id": "abe", "weight": 2}, "tom"]));
    let document = after(|draft| draft.delete_agent_for("gina", "tom").map(drop));
    assert_eq!(document["groups"][1]["agents"], json!(["tom"]));
    // Samples name agents as well.
    let sample = read(
        r#"{"agents": [{"id": "a"}, {"id": "b"}], "groups": [],
            "expect": [{"visitor": {}, "presence": {"a": {"status": "online", "load": 2}}},
                       {"visitor": {}, "presence": {"a": {"status": "away"}, "b": {"status": "online"}}}]}"#,
    );
    let mut draft = sample.edit();
    draft.replace_agent("a", "b").unwrap();
    assert_eq!(json!(draft)["expect"][0]["presence"], json!({"b": {"status": "online", "load": 2}}));
    assert_eq!(draft.expect[1], sample.draft().expect[1], "both were named");
}

#[test]
fn roles_schedules_and_triggers_are_edited_alike() {
    let document = after(|draft| {
        draft.rename_role("groups", "editors")?;
        draft.delete_role_for("triggers", "admin")?;
        draft.rename_schedule("office", "hours")?;
        draft.rename_trigger("shop", "shop-pages")?;
        draft.trigger_mut("rush")?.enabled = false;
        draft.role_mut("lead")?.permissions.clear();
        draft.agent_mut("abe")?.max_conversations = Some(3);
        draft.schedule_mut("hours")?.zone = "UTC".into();
        draft.move_trigger("rush", 0)?;
        draft.move_group("general", 99)
    });
    assert_eq!((&document["agents"][2]["role"], &document["agents"][3]["role"]), (&json!("editors"), &json!("admin")));
    assert_eq!(document["groups"][1]["schedule"], "hours");
    assert_eq!(document["expect"][0]["trigger"], "shop-pages");
    assert_eq!(document["triggers"][0]["id"], "rush");
    assert_eq!(document["groups"][2]["id"], "general");
    let document = after(|draft| {
        draft.schedules.push(frontdesk::Schedule::new("other", "UTC"));
        draft.trigger_mut("rush")?.when = Some(frontdesk::Field::schedule("office").is("open").into());
        draft.replace_trigger("shop", "rush")?;
        draft.delete_schedule_for("office", "other").map(drop)
    });
    assert_eq!(document["triggers"][1]["when"]["field"], "schedule.other");
    assert_eq!(document["expect"][0]["trigger"], "rush");
}

#[test]
fn unknown_and_taken_ids_are_refused_with_the_nearest() {
    for (error, text) in [
        (fails(|draft| draft.group_mut("slaes").map(drop)), "there is no group `slaes`; did you mean `sales`?"),
        (fails(|draft| draft.rename_group("none", "new")), "there is no group `none`"),
        (fails(|draft| draft.rename_group("sales", "help")), "another group has the id `help`"),
        (fails(|draft| draft.rename_role("groups", "admin")), "another role has the id `admin`"),
        (fails(|draft| draft.rename_role("admin", "chief")), "the role `admin` always exists and cannot be edited"),
        (fails(|draft| draft.replace_group("sales", "sales")), "the group `sales` cannot take its own place"),
        (fails(|draft| draft.replace_group("sales", "helps")), "there is no group `helps`; did you mean `help`?"),
        (fails(|draft| draft.delete_group_for("helps", "sales")), "there is no group `helps`; did you mean `help`?"),
        (fails(|draft| draft.delete_agent("boos")), "there is no agent `boos`; did you mean `boss`?"),
        (fails(|draft| draft.delete_role("agent")), "the role `agent` always exists and cannot be edited"),
        (fails(|draft| draft.delete_schedule("\u{202e}")), "there is no schedule `\\u{202e}`"),
        (fails(|draft| draft.move_trigger("shpo", 0)), "there is no trigger `shpo`; did you mean `shop`?"),
        (fails(|draft| draft.delete_trigger_for("shop", "shpo")), "there is no trigger `shpo`; did you mean `shop`?"),
    ] {
        assert_eq!(error, text);
    }
    let mut draft = Draft::new().group(Group::new("sales", "G"));
    let unknown = |id: &str, suggestion: Option<&str>| EditError::Unknown {
        noun: ItemKind::Group,
        id: id.into(),
        suggestion: suggestion.map(str::to_owned),
    };
    assert_eq!(draft.delete_group("slaes"), Err(unknown("slaes", Some("sales"))));
    assert_eq!(draft.delete_group("h"), Err(unknown("h", None)));
}
