//! Drafts that nobody would write.

use frontdesk::{Agent, AgentId, Condition, Draft, Field, Group, Role, Trigger};

use super::{accepted, edit, edit_of, read, refused};

#[test]
fn a_condition_deeper_than_the_stack_is_refused_and_compared_all_the_same() {
    let deep = (0..200_000).fold(Condition::from(Field::Staff.is("online")), |part, _| !part);
    let lines = refused(edit(Some("abe"), |draft| {
        draft.triggers[0].when = Some(deep.clone());
        draft.triggers.push(Trigger::new("deep", "sales").when(deep));
    }));
    let [first, second, third] = &lines[..] else { panic!("{lines:#?}") };
    assert!(first.starts_with("triggers[0].when: a condition is at most 32 levels deep"), "{first}");
    assert!(second.starts_with("triggers[2].when: a condition is at most 32 levels deep"));
    assert_eq!(
        third,
        "the agent `abe` lacks the permission `manage_triggers`, which it takes to change trigger \
         `shop`, trigger `deep`"
    );
}

#[test]
fn an_id_that_stands_twice_is_a_problem_and_no_way_around_the_rules() {
    let lines = refused(edit(Some("lead"), |draft| {
        draft.agents.push(Agent::new("abe").role("admin"));
        draft.agents.push(Agent::new("boss"));
        draft.roles.push(Role::new("groups", frontdesk::Permission::ALL));
    }));
    assert_eq!(
        lines,
        [
            "roles[3].id: another role has the id `groups`",
            "agents[5].id: another agent has the id `abe`",
            "agents[6].id: another agent has the id `boss`",
            "the agent `lead` cannot add to the role `groups` the permissions `manage_triggers`, \
             `assign_visitors`, which `lead` lacks",
            "the agent `lead` cannot demote the agent `boss`, who has the permissions \
             `manage_triggers`, `assign_visitors`, which `lead` lacks",
            "the agent `lead` cannot give the agent `abe` the permissions `manage_triggers`, \
             `assign_visitors`, which `lead` lacks",
        ]
    );
}

#[test]
fn what_is_no_id_hides_nothing_in_a_line() {
    let lines = refused(edit(Some("abe"), |draft| {
        draft.groups.push(Group::new("\u{202e}\n", "x"));
        draft.roles.push(Role::new("\n\u{200b}", [frontdesk::Permission::AssignVisitors]));
        draft.agents.push(Agent::new("\u{7}").role("admin"));
    }));
    assert!(lines.iter().all(|line| line.chars().all(|c| c.is_ascii_graphic() || c == ' ')), "{lines:#?}");
    let nobody = AgentId::from("\u{202e}");
    let refused = super::shop()
        .change(frontdesk::edit::Actor::Agent(&nobody), Draft::new().version(7))
        .unwrap_err();
    assert!(refused.to_string().is_ascii());
}

#[test]
fn a_list_turned_round_is_compared_in_no_time() {
    let triggers: Vec<String> =
        (0..20_000).map(|n| format!(r#"{{"id": "t{n}", "assign_to": "g"}}"#)).collect();
    let long = read(&format!(
        r#"{{"groups": [{{"id": "g", "name": "G"}}], "triggers": [{}]}}"#,
        triggers.join(",")
    ));
    let started = std::time::Instant::now();
    let lines = accepted(edit_of(&long, None, |draft| draft.triggers.reverse()));
    assert_eq!(lines.len(), 19_999);
    // Looking at every pair would take minutes.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
