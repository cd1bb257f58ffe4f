//! Who may change what (rule E2).

use frontdesk::{Agent, AgentId, Draft, Group, Permission, Role, Schedule, Source, Trigger, Visitor};
use frontdesk::edit::{Actor, Violation};
use frontdesk::expect::Expectation;
use frontdesk::settings::PickerMode;

use super::{accepted, edit, edit_of, read, refused, shop};

/// The permission that a change takes, and the change.
type Case = (&'static str, fn(&mut Draft));

/// One of each kind of change: created, changed, moved and deleted where the noun allows it.
const CASES: &[Case] = &[
    ("manage_groups", |draft| draft.groups.push(Group::new("new", "New"))),
    ("manage_groups", |draft| draft.groups[0].overflow = true),
    ("manage_groups", |draft| draft.groups.swap(0, 1)),
    ("manage_groups", |draft| draft.add_to_group("abe", "sales").unwrap()),
    ("manage_triggers", |draft| draft.triggers.push(Trigger::new("new", "help"))),
    ("manage_triggers", |draft| draft.triggers[0].name = Some("Shop".into())),
    ("manage_triggers", |draft| draft.triggers.swap(0, 1)),
    ("manage_triggers", |draft| draft.triggers.truncate(1)),
    ("manage_triggers", |draft| {
        draft.expect.push(Expectation::new(Visitor::undated()).name("new"));
    }),
    ("manage_triggers", |draft| draft.assertions.clear()),
    ("manage_agents", |draft| draft.agents.push(Agent::new("new"))),
    ("manage_agents", |draft| draft.agents[4].max_conversations = Some(2)),
    ("manage_agents", |draft| draft.agents.swap(0, 1)),
    ("manage_settings", |draft| draft.schedules.push(Schedule::new("new", "UTC"))),
    ("manage_settings", |draft| draft.schedules[0].zone = "UTC".into()),
    ("manage_settings", |draft| draft.roles.push(Role::new("new", []))),
    ("manage_settings", |draft| draft.roles.swap(0, 1)),
    ("manage_settings", |draft| draft.languages.truncate(1)),
    ("manage_settings", |draft| draft.picker.mode = PickerMode::Optional),
    ("manage_settings", |draft| draft.default_group = None),
    ("manage_settings", |draft| draft.precedence = vec![Source::GroupCode, Source::Trigger]),
];

#[test]
fn e2_each_change_takes_its_permission_and_no_other() {
    for (n, (permission, change)) in CASES.iter().enumerate() {
        let mut document: serde_json::Value = serde_json::from_str(super::SHOP).unwrap();
        // An agent with this permission alone, and one with all others.
        let all = Permission::ALL.map(Permission::as_str);
        let others = all.into_iter().filter(|word| word != permission).collect();
        for (id, permissions) in [("only", vec![*permission]), ("rest", others)] {
            let role = serde_json::json!({"id": id, "permissions": permissions});
            document["roles"].as_array_mut().unwrap().push(role);
            let agent = serde_json::json!({"id": id, "role": id});
            document["agents"].as_array_mut().unwrap().push(agent);
        }
        let workspace = read(&document.to_string());
        assert!(!accepted(edit_of(&workspace, Some("only"), change)).is_empty(), "{n}");
        assert!(!accepted(edit_of(&workspace, Some("boss"), change)).is_empty(), "{n}");
        assert!(!accepted(edit_of(&workspace, None, change)).is_empty(), "{n}");
        let result = edit_of(&workspace, Some("rest"), change);
        let [Violation::MissingPermission { permission: missing, actor, .. }] =
            &result.unwrap_err().into_iter().collect::<Vec<_>>()[..]
        else {
            panic!("{n}");
        };
        assert_eq!((missing.as_str(), actor.as_str()), (*permission, "rest"), "{n}");
    }
}

#[test]
fn e2_the_missing_permission_is_named_with_all_that_takes_it() {
    let lines = refused(edit(Some("abe"), |draft| {
        draft.groups[0].sticky = true;
        draft.groups[0].overflow = true;
        draft.groups[2].sticky = true;
        draft.triggers.clear();
        draft.picker.mode = PickerMode::Required;
        draft.languages.push("de".into());
    }));
    assert_eq!(
        lines,
        [
            "the agent `abe` lacks the permission `manage_groups`, which it takes to change group \
             `general`, group `help`",
            "the agent `abe` lacks the permission `manage_triggers`, which it takes to change \
             trigger `shop`, trigger `rush`",
            "the agent `abe` lacks the permission `manage_settings`, which it takes to change \
             `languages`, `picker.mode`",
            "the case `shop page` expects the group `sales` and the trigger `shop`, but the visitor \
             must pick a group first",
        ]
    );
}

#[test]
fn e2_a_long_list_of_things_is_cut_in_the_text_and_whole_in_the_data() {
    let add = |count: usize| {
        edit(Some("abe"), move |draft| {
            draft.groups.extend((0..count).map(|n| Group::new(format!("g{n}"), "G")));
        })
    };
    let ten = "group `g0`, group `g1`, group `g2`, group `g3`, group `g4`, group `g5`, group `g6`, \
               group `g7`, group `g8`, group `g9`";
    let start =
        "the agent `abe` lacks the permission `manage_groups`, which it takes to change ";
    assert_eq!(refused(add(10)), [format!("{start}{ten}")]);
    assert_eq!(refused(add(11)), [format!("{start}{ten} and 1 more")]);
    assert_eq!(refused(add(13)), [format!("{start}{ten} and 3 more")]);
    let refused = add(13).unwrap_err();
    let Some(Violation::MissingPermission { items, keys, .. }) = refused.iter().next() else {
        panic!("{refused}");
    };
    assert_eq!((items.len(), keys.len()), (13, 0));
}

#[test]
fn e1_the_plan_is_changed_by_the_host_only() {
    let raise = |draft: &mut Draft| {
        draft.plan.max_agents = Some(9);
        draft.plan.group_routing = true;
        draft.plan.max_groups = Some(4);
    };
    let line = "only the host changes `plan.max_agents`, `plan.max_groups`";
    for agent in ["boss", "lead"] {
        assert_eq!(refused(edit(Some(agent), raise)), [line]);
    }
    assert_eq!(
        accepted(edit(None, raise)),
        ["`plan.max_agents` set to 9", "`plan.max_groups` set to 4"]
    );
}

#[test]
fn e2_whom_the_workspace_does_not_have_changes_nothing() {
    for change in [|_: &mut Draft| {}, |draft: &mut Draft| draft.groups[0].sticky = true] {
        let line = "there is no agent `nobody` to change anything";
        assert_eq!(refused(edit(Some("nobody"), change)), [line]);
    }
    // Nor does one whom the draft itself brings along.
    let by_newcomer = edit(Some("new"), |draft| {
        draft.agents.push(Agent::new("new").role("admin"));
    });
    assert_eq!(refused(by_newcomer), ["there is no agent `new` to change anything"]);
}

#[test]
fn e2_nobody_adds_to_a_role_what_they_lack() {
    let add = |draft: &mut Draft| {
        let role = draft.role_mut("groups").unwrap();
        role.permissions = Permission::ALL.to_vec();
        draft.roles.push(Role::new("more", [Permission::AssignVisitors]));
    };
    assert_eq!(
        refused(edit(Some("lead"), add)),
        [
            "the agent `lead` cannot add to the role `groups` the permissions `manage_triggers`, \
             `assign_visitors`, which `lead` lacks",
            "the agent `lead` cannot add to the role `more` the permission `assign_visitors`, which \
             `lead` lacks",
        ]
    );
    assert_eq!(accepted(edit(Some("boss"), add)).len(), 2);
    // What they have they may give, and what a role has may stay.
    let give = |draft: &mut Draft| {
        draft.role_mut("groups").unwrap().permissions.push(Permission::ManageAgents);
        draft.role_mut("triggers").unwrap().permissions.push(Permission::ManageGroups);
    };
    assert_eq!(accepted(edit(Some("lead"), give)).len(), 2);
}

#[test]
fn e2_nobody_touches_an_agent_who_has_what_they_lack() {
    let by_lead = |change: fn(&mut Draft)| refused(edit(Some("lead"), change));
    assert_eq!(
        by_lead(|draft| draft.agents[0].name = Some("Boss".into())),
        ["the agent `lead` cannot change the agent `boss`, who has the permissions \
          `manage_triggers`, `assign_visitors`, which `lead` lacks"]
    );
    assert_eq!(
        by_lead(|draft| drop(draft.delete_agent("tom").unwrap())),
        ["the agent `lead` cannot remove the agent `tom`, who has the permission \
          `manage_triggers`, which `lead` lacks"]
    );
    // By another role, or by what the role has, or by deleting it.
    let demoted = "the agent `lead` cannot demote the agent `tom`, who has the permission \
                   `manage_triggers`, which `lead` lacks";
    assert_eq!(by_lead(|draft| draft.agent_mut("tom").unwrap().role = "agent".into()), [demoted]);
    assert_eq!(
        by_lead(|draft| draft.role_mut("triggers").unwrap().permissions.clear()),
        [demoted]
    );
    assert_eq!(
        by_lead(|draft| drop(draft.delete_role_for("triggers", "agent").unwrap())),
        [demoted]
    );
    // Another name for one with what they have, and another order, is theirs to give.
    accepted(edit(Some("lead"), |draft| draft.agents[2].name = Some("Gina".into())));
    accepted(edit(Some("lead"), |draft| draft.agents.reverse()));
    accepted(edit(Some("lead"), |draft| drop(draft.delete_agent("abe").unwrap())));
    accepted(edit(Some("lead"), |draft| draft.agents[1].role = "groups".into()));
}

#[test]
fn e2_nobody_makes_an_agent_who_has_what_they_lack() {
    let by_lead = |change: fn(&mut Draft)| refused(edit(Some("lead"), change));
    assert_eq!(
        by_lead(|draft| draft.agents[1].role = "admin".into()),
        ["the agent `lead` cannot give the agent `lead` the permissions `manage_triggers`, \
          `assign_visitors`, which `lead` lacks"]
    );
    assert_eq!(
        by_lead(|draft| draft.agents.push(Agent::new("new").role("triggers"))),
        ["the agent `lead` cannot give the agent `new` the permission `manage_triggers`, which \
          `lead` lacks"]
    );
    accepted(edit(Some("lead"), |draft| draft.agents.push(Agent::new("new").role("lead"))));
    accepted(edit(Some("boss"), |draft| draft.agents[1].role = "admin".into()));
}

#[test]
fn e2_the_last_admin_cannot_be_removed_by_anybody() {
    let line = "the last admin cannot be removed: without `boss` there is none";
    for by in [None, Some("boss")] {
        let line = [line];
        assert_eq!(refused(edit(by, |draft| drop(draft.delete_agent("boss").unwrap()))), line);
        assert_eq!(refused(edit(by, |draft| draft.agents[0].role = "agent".into())), line);
        // One with every permission is no admin.
        let by_role = edit(by, |draft| {
            draft.roles.push(Role::new("all", Permission::ALL));
            draft.agents[0].role = "all".into();
        });
        assert_eq!(refused(by_role), line);
        // Where another takes over it is not the last one.
        accepted(edit(by, |draft| {
            draft.agents[0].role = "agent".into();
            draft.agents[4].role = "admin".into();
        }));
    }
    let two = read(r#"{"agents": [{"id": "a", "role": "admin"}, {"id": "b", "role": "admin"}], "groups": []}"#);
    accepted(edit_of(&two, Some("a"), |draft| drop(draft.delete_agent("a").unwrap())));
    assert_eq!(
        refused(edit_of(&two, Some("a"), |draft| draft.agents.clear())),
        ["the last admin cannot be removed: without `a`, `b` there is none"]
    );
    // Where there is none, none is missed.
    let none = read(r#"{"agents": [{"id": "a"}], "groups": []}"#);
    accepted(edit_of(&none, None, |draft| draft.agents.clear()));
}

#[test]
fn e2_whoever_may_nothing_may_change_nothing() {
    assert_eq!(accepted(edit(Some("abe"), |_| {})), [""; 0]);
    let abe = AgentId::from("abe");
    let unchanged = shop().change(Actor::Agent(&abe), shop().edit()).unwrap();
    assert_eq!(unchanged.workspace, shop());
    assert_eq!(unchanged.workspace.version(), 7);
    for (_, change) in CASES {
        assert!(edit(Some("abe"), change).is_err());
    }
}

#[test]
fn hosts_may_ask_who_may_what() {
    let may = |agent: &str| Permission::ALL.map(|permission| shop().may(agent, permission));
    assert_eq!(may("boss"), [true; 5]);
    assert_eq!(may("abe"), [false; 5]);
    assert_eq!(may("lead"), [true, false, true, true, false]);
    assert_eq!(may("nobody"), [false; 5]);
    assert_eq!(may("admin"), [false; 5], "a role is no agent");
}
