//! Deleting what is still named (rule E3).

use frontdesk::Draft;
use frontdesk::edit::{Actor, Violation};

use super::{accepted, edit, edit_of, read, refused, shop};

#[test]
fn e3_deleting_what_is_named_lists_every_place() {
    let lines = refused(edit(None, |draft| drop(draft.delete_group("sales").unwrap())));
    assert_eq!(
        lines,
        ["the group `sales` cannot be deleted while it is named at groups[1].fallback, \
          groups[1].escalation[0].to, triggers[0].assign_to, triggers[1].when.not.field, \
          assertions[0].always[0]"]
    );
    let lines = refused(edit(None, |draft| {
        draft.schedules.clear();
        draft.roles.truncate(1);
        draft.agents.truncate(3);
    }));
    assert_eq!(
        lines,
        [
            "the role `groups` cannot be deleted while it is named at agents[2].role",
            "the agent `tom` cannot be deleted while it is named at groups[1].agents[1]",
            "the agent `abe` cannot be deleted while it is named at groups[2].agents[0]",
            "the schedule `office` cannot be deleted while it is named at groups[2].schedule",
        ]
    );
}

#[test]
fn e3_what_never_existed_is_a_problem_of_the_document() {
    let lines = refused(edit(None, |draft| {
        draft.triggers[0].assign_to = "slaes".into();
        draft.groups[1].fallback = Some("gone".into());
        drop(draft.delete_group("help").unwrap());
    }));
    assert_eq!(
        lines,
        [
            "groups[1].fallback: there is no group `gone`; there are `general` and `sales`",
            "triggers[0].assign_to: there is no group `slaes`; did you mean `sales`?",
            "the group `help` cannot be deleted while it is named at triggers[1].assign_to, \
             assertions[0].when.field, assertions[0].never[0]",
        ]
    );
}

#[test]
fn e3_an_id_as_long_as_may_be_is_listed_too() {
    // Two that differ in the last character only are two.
    let [one, other] = ["1", "2"].map(|last| "x".repeat(127) + last);
    let document = format!(
        r#"{{"agents": [{{"id": "{one}"}}, {{"id": "{other}"}}],
        "groups": [{{"id": "g", "name": "G", "agents": ["{other}"]}}, {{"id": "h", "name": "H", "agents": ["{one}"]}}]}}"#
    );
    let lines = refused(edit_of(&read(&document), None, |draft| draft.agents.clear()));
    let line = |id: &str, place: &str| {
        format!("the agent `{id}` cannot be deleted while it is named at {place}")
    };
    assert_eq!(lines, [line(&other, "groups[0].agents[0]"), line(&one, "groups[1].agents[0]")]);
}

#[test]
fn e3_the_helper_rewrites_every_reference_in_the_same_draft() {
    let mut draft = shop().edit();
    draft.delete_group_for("sales", "general").unwrap();
    // The case of the version before still asks for the group that is gone.
    let refused = shop().change(Actor::Host, draft.clone()).unwrap_err();
    assert_eq!(refused.iter().map(Violation::name).collect::<Vec<_>>(), ["case"]);
    let changed = shop().change_despite(Actor::Host, draft, ["shop page"]).unwrap();
    let lines: Vec<String> = changed.changes.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), 7, "{lines:#?}");
    assert!(lines[0].starts_with("group `sales` deleted from groups[1]: "));
    assert_eq!(
        lines[1..],
        [
            r#"group `help`: `fallback` changed from "sales" to "general""#,
            r#"group `help`: `escalation` changed from [{"after_seconds":60,"to":"sales"}] to [{"after_seconds":60,"to":"general"}]"#,
            r#"trigger `shop`: `assign_to` changed from "sales" to "general""#,
            r#"trigger `rush`: `when` changed from {"not":{"field":"group.sales","is":"available"}} to {"not":{"field":"group.general","is":"available"}}"#,
            r#"case `shop page`: `group` changed from "sales" to "general""#,
            r#"assertion `calm`: `always` changed from ["sales","general"] to ["general"]"#,
        ]
    );
}

#[test]
fn e3_the_default_group_is_never_deleted() {
    let named = "the group `general` cannot be deleted while it is named at default_group, \
                 groups[0].fallback, assertions[0].always[1]";
    assert_eq!(
        refused(edit(None, |draft| drop(draft.delete_group("general").unwrap()))),
        [named]
    );
    // Nor by leaving the workspace without one.
    let delete = |draft: &mut Draft| {
        draft.default_group = None;
        draft.groups[1].fallback = None;
        draft.assertions.clear();
        draft.delete_group("general").unwrap();
    };
    for by in [None, Some("boss")] {
        assert_eq!(
            refused(edit(by, delete)),
            ["the default group `general` cannot be deleted before another is the default group"]
        );
    }
    // Another one may take its place, and then it is a group like any other.
    let changed = edit(None, |draft| {
        draft.delete_group_for("general", "sales").unwrap();
    });
    let changed = changed.unwrap();
    assert_eq!(changed.workspace.default_group().unwrap().id, "sales");
    let changed = edit(None, |draft| draft.default_group = None).unwrap();
    accepted(edit_of(&changed.workspace, None, |draft| {
        draft.groups[1].fallback = None;
        draft.assertions.clear();
        draft.delete_group("general").unwrap();
    }));
}

#[test]
fn r8_the_default_group_is_neither_disabled_nor_hidden() {
    assert_eq!(
        refused(edit(None, |draft| draft.groups[0].enabled = false)),
        ["default_group: the default group `general` must not be disabled"]
    );
    assert_eq!(
        refused(edit(None, |draft| draft.groups[0].private = true)),
        ["default_group: the default group `general` must not be private"]
    );
}

#[test]
fn e1_everything_that_speaks_against_an_edit_is_said_at_once() {
    let lines = refused(edit(Some("lead"), |draft| {
        draft.languages.clear();
        draft.plan.max_groups = Some(1);
        draft.agents.retain(|agent| agent.id != "boss");
        draft.groups.remove(2);
        draft.groups.push(frontdesk::Group::new("new", "New"));
        draft.triggers.remove(0);
    }));
    assert_eq!(
        lines,
        [
            "languages: `languages` must not be empty",
            "the group `help` cannot be deleted while it is named at triggers[0].assign_to, \
             assertions[0].when.field, assertions[0].never[0]",
            "the agent `lead` lacks the permission `manage_triggers`, which it takes to change \
             trigger `shop`",
            "only the host changes `plan.max_groups`",
            "the agent `lead` cannot remove the agent `boss`, who has the permissions \
             `manage_triggers`, `assign_visitors`, which `lead` lacks",
            "the last admin cannot be removed: without `boss` there is none",
            "`plan.max_groups` is 1, with group `new` there would be 3",
        ]
    );
}

#[test]
fn e1_a_document_that_cannot_be_read_whole_is_refused_for_that_alone() {
    let document = super::SHOP.replace(r#""agents": "all""#, r#""agents": "al""#);
    let draft: Draft = serde_json::from_str(&document).unwrap();
    let refused = shop().change(Actor::Host, draft).unwrap_err();
    assert_eq!(refused.to_string(), "groups[0].agents: expected `all` or a list of agents, found `\"al\"`");
    assert!(matches!(refused.iter().next(), Some(Violation::Problem(_))));
}
