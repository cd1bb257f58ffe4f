//! Ways around the rules that somebody might try.

use frontdesk::{Agent, AgentId, Draft, Field, Group, Members, Permission, Role, Trigger, Visitor};
use frontdesk::edit::Actor;
use frontdesk::expect::Expectation;

use super::{accepted, edit, edit_of, read, refused, shop};

const NONE: [&str; 0] = [];

fn by_lead(change: impl FnOnce(&mut Draft)) -> Vec<String> {
    refused(edit(Some("lead"), change))
}

#[test]
fn e2_another_id_is_no_way_to_be_rid_of_an_agent() {
    assert_eq!(
        by_lead(|draft| draft.rename_agent("boss", "chief").unwrap()),
        [
            "the agent `lead` cannot remove the agent `boss`, who has the permissions \
             `manage_triggers`, `assign_visitors`, which `lead` lacks",
            "the agent `lead` cannot give the agent `chief` the permissions `manage_triggers`, \
             `assign_visitors`, which `lead` lacks",
        ]
    );
    // Nor is it to take somebody's place.
    let swap = |draft: &mut Draft| {
        draft.agents[0].id = "lead".into();
        draft.agents[1].id = "boss".into();
    };
    assert_eq!(
        by_lead(swap),
        [
            "the agent `lead` cannot demote the agent `boss`, who has the permissions \
             `manage_triggers`, `assign_visitors`, which `lead` lacks",
            "the agent `lead` cannot give the agent `lead` the permissions `manage_triggers`, \
             `assign_visitors`, which `lead` lacks",
        ]
    );
    assert_eq!(
        accepted(edit(None, swap)),
        [
            "agent `lead` moved from agents[1] to agents[0]",
            r#"agent `lead`: `role` changed from "lead" to "admin""#,
            r#"agent `boss`: `role` changed from "admin" to "lead""#,
        ]
    );
}

#[test]
fn e2_another_id_is_no_way_to_hand_on_a_role() {
    assert_eq!(
        by_lead(|draft| draft.rename_role("triggers", "mine").unwrap()),
        [
            "the agent `lead` cannot add to the role `mine` the permission `manage_triggers`, which \
             `lead` lacks",
            "the agent `lead` cannot change the agent `tom`, who has the permission \
             `manage_triggers`, which `lead` lacks",
        ]
    );
    // A role that is gone and made anew in one edit is the same role.
    assert_eq!(
        by_lead(|draft| {
            draft.roles.retain(|role| role.id != "groups");
            draft.roles.insert(0, Role::new("groups", [Permission::AssignVisitors]));
        }),
        ["the agent `lead` cannot add to the role `groups` the permission `assign_visitors`, which \
          `lead` lacks"]
    );
}

#[test]
fn e2_in_one_edit_as_little_is_allowed_as_in_two() {
    // A role made for oneself.
    let role = |permissions: &[Permission]| Role::new("mine", permissions.to_vec());
    assert_eq!(
        by_lead(|draft| {
            draft.roles.push(role(&[Permission::ManageTriggers]));
            draft.agent_mut("lead").unwrap().role = "mine".into();
        }),
        [
            "the agent `lead` cannot add to the role `mine` the permission `manage_triggers`, which \
             `lead` lacks",
            "the agent `lead` cannot give the agent `lead` the permission `manage_triggers`, which \
             `lead` lacks",
        ]
    );
    // What somebody has not yet got does not count.
    assert_eq!(
        refused(edit(Some("abe"), |draft| {
            draft.agent_mut("abe").unwrap().role = "admin".into();
            draft.groups[0].sticky = true;
        }))[..2],
        [
            "the agent `abe` lacks the permission `manage_groups`, which it takes to change group \
             `general`",
            "the agent `abe` lacks the permission `manage_agents`, which it takes to change agent \
             `abe`",
        ]
    );
}

#[test]
fn e2_everybody_may_give_up_what_they_have() {
    accepted(edit(Some("lead"), |draft| drop(draft.delete_agent("lead").unwrap())));
    accepted(edit(Some("lead"), |draft| draft.agents[1].role = "agent".into()));
    accepted(edit(Some("lead"), |draft| draft.role_mut("lead").unwrap().permissions.clear()));
    // But not somebody else's with it.
    let shared = super::SHOP.replace(r#"{"id": "abe"}"#, r#"{"id": "abe", "role": "groups"}"#);
    let shared = shared.replace(
        r#"{"id": "gina", "role": "groups"}"#,
        r#"{"id": "gina", "role": "groups"}, {"id": "zoe", "role": "triggers"}"#,
    );
    let lines = refused(edit_of(&read(&shared), Some("lead"), |draft| {
        draft.delete_role_for("triggers", "groups").unwrap();
    }));
    assert_eq!(lines.len(), 2, "tom and zoe: {lines:#?}");
}

#[test]
fn e2_to_be_deleted_from_groups_takes_the_right_for_groups() {
    let agents_only = super::SHOP.replace(
        r#"{"id": "lead", "permissions": ["manage_groups", "manage_agents", "manage_settings"]}"#,
        r#"{"id": "lead", "permissions": ["manage_agents"]}"#,
    );
    assert_eq!(
        refused(edit_of(&read(&agents_only), Some("lead"), |draft| {
            draft.delete_agent("abe").unwrap();
        })),
        ["the agent `lead` lacks the permission `manage_groups`, which it takes to change group \
          `help`"]
    );
}

#[test]
fn e3_a_group_that_is_made_anew_is_the_same_group() {
    let lines = accepted(edit(Some("gina"), |draft| {
        draft.groups[1] = Group::new("sales", "Sales").agents(["gina", "tom"]);
    }));
    assert_eq!(lines, [r#"group `sales`: `fallback` unset, it was "general""#]);
}

#[test]
fn e3_the_default_group_does_not_go_by_another_name() {
    let lines = refused(edit(None, |draft| draft.groups[0].id = "everybody".into()));
    assert_eq!(
        lines,
        ["the group `general` cannot be deleted while it is named at default_group, \
          groups[1].fallback, assertions[0].always[1]"]
    );
    let renamed = edit(None, |draft| draft.rename_group("general", "everybody").unwrap()).unwrap();
    assert_eq!(renamed.workspace.default_group().unwrap().id, "everybody");
}

#[test]
fn e1_nothing_at_all_is_an_edit_as_well() {
    let empty = || Draft::new().version(7);
    let lines = refused(shop().change(Actor::Host, empty()));
    assert_eq!(
        lines,
        [
            "the last admin cannot be removed: without `boss` there is none",
            "the default group `general` cannot be deleted before another is the default group",
            "the case `shop page` of the version before expects the group `sales` and the trigger \
             `shop`, but the visitor goes to no group; nobody is told",
        ]
    );
    let lead = AgentId::from("lead");
    assert_eq!(refused(shop().change(Actor::Agent(&lead), empty())).len(), 6);
    let nothing = read(r#"{"groups": []}"#);
    assert_eq!(accepted(nothing.change(Actor::Host, Draft::new())), NONE);
}

#[test]
fn e1_a_document_of_another_workspace_is_an_edit_like_any_other() {
    let other = read(r#"{"version": 7, "agents": [{"id": "boss", "role": "admin"}],
        "default_group": "g", "groups": [{"id": "g", "name": "G"}]}"#);
    let result = shop().change_despite(Actor::Host, other.edit(), ["shop page"]);
    let changed = result.unwrap();
    assert_eq!((changed.workspace.version(), changed.overridden.len()), (8, 1));
    assert_eq!(changed.workspace.draft().groups, other.draft().groups);
}

#[test]
fn e1_what_means_the_same_and_is_written_otherwise_is_a_change() {
    let by_list = accepted(edit(None, |draft| {
        let ids = draft.agents.iter().map(|agent| agent.id.clone().into());
        draft.groups[0].agents = Members::Listed(ids.collect());
    }));
    assert_eq!(
        by_list,
        [r#"group `general`: `agents` changed from "all" to ["boss","lead","gina","tom","abe"]"#]
    );
    let around = accepted(edit(None, |draft| {
        draft.triggers[0].when = draft.triggers[0].when.take().map(|when| !!when);
    }));
    assert_eq!(around.len(), 1);
    // A number is a number, however it is written.
    let visits = |number: &str| {
        let when = format!(r#"{{"field": "visits", "above": {number}}}"#);
        format!(r#"{{"groups": [{{"id": "g", "name": "G"}}], "triggers": [{{"id": "t", "assign_to": "g", "when": {when}}}]}}"#)
    };
    for same in ["0.0", "0e9", "-0.0"] {
        let draft: Draft = serde_json::from_str(&visits(same)).unwrap();
        assert_eq!(accepted(read(&visits("0")).change(Actor::Host, draft)), NONE, "{same}");
    }
}

#[test]
fn e4_one_edit_may_bring_the_plan_and_what_fits_it() {
    let change = |plan: u32| {
        move |draft: &mut Draft| {
            draft.plan.max_agents = Some(plan);
            draft.agents.push(Agent::new("new"));
        }
    };
    accepted(edit(None, change(6)));
    assert_eq!(
        refused(edit(None, change(5))),
        ["`plan.max_agents` is 5, with agent `new` there would be 6"]
    );
    // Another id is another agent, and no room for one.
    let full = edit(None, |draft| draft.plan.max_agents = Some(4)).unwrap().workspace;
    assert_eq!(
        refused(edit_of(&full, None, |draft| draft.rename_agent("abe", "abel").unwrap())),
        ["`plan.max_agents` is 4, with agent `abel` there would be 5"]
    );
}

#[test]
fn e6_a_case_is_not_got_rid_of_with_what_it_asks_for() {
    let without = |draft: &mut Draft| {
        draft.expect.clear();
        draft.delete_trigger("shop").unwrap();
    };
    assert_eq!(refused(edit(Some("tom"), without)).len(), 1);
    // Nor by asking for something else under its name.
    let other = |draft: &mut Draft| {
        draft.expect[0] = Expectation::new(Visitor::undated()).name("shop page");
        draft.delete_trigger("shop").unwrap();
    };
    let lines = refused(edit(Some("tom"), other));
    assert!(lines[0].starts_with("the case `shop page` of the version before"), "{lines:?}");
}

#[test]
fn e6_an_override_counts_for_each_case_of_its_name_and_for_no_other() {
    let case = |code: &str| Expectation::new(Visitor::undated().group_code(code)).group("help");
    let result = |names: &[&str]| {
        let mut draft = shop().edit();
        draft.expect.extend([case("sales"), case("general"), case("sales").name("shop page")]);
        draft.triggers.insert(0, Trigger::new("all", "general").when(Field::PageUrl.exists()));
        shop().change_despite(Actor::Host, draft, names.iter().copied())
    };
    assert_eq!(result(&[]).unwrap_err().len(), 4);
    let lines = refused(result(&["shop page", "expect[2]", "expect[0]"]));
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("the case `expect[1]` expects the group `help`"), "{lines:?}");
    let changed = result(&["shop page", "expect[2]", "expect[1]"]).unwrap();
    assert_eq!(changed.overridden.len(), 4);
}
