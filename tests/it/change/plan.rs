//! The limits of the plan (rules E4, W3).

use frontdesk::{Agent, Draft, Group, Trigger, Workspace};
use frontdesk::edit::PlanLimit;

use super::{accepted, edit_of, read, refused};

/// A workspace with so many agents and groups, beyond or within a plan of two each.
fn planned(agents: usize, groups: usize, plan: &str) -> Workspace {
    let agents: Vec<String> = (0..agents).map(|n| format!(r#"{{"id": "a{n}"}}"#)).collect();
    let groups: Vec<String> =
        (0..groups).map(|n| format!(r#"{{"id": "g{n}", "name": "G{n}"}}"#)).collect();
    read(&format!(
        r#"{{"plan": {plan}, "agents": [{}], "groups": [{}],
             "triggers": [{{"id": "t", "assign_to": "g0"}}]}}"#,
        agents.join(","),
        groups.join(",")
    ))
}

const TWO: &str = r#"{"max_agents": 2, "max_groups": 2}"#;

#[test]
fn e4_going_over_the_plan_is_refused_with_the_limit() {
    let full = planned(2, 1, TWO);
    let hire = |draft: &mut Draft| draft.agents.push(Agent::new("new"));
    for by in [None, Some("a0")] {
        let line = "`plan.max_agents` is 2, with agent `new` there would be 3";
        assert_eq!(refused(edit_of(&full, by, hire)).last().unwrap(), line);
    }
    let group = |draft: &mut Draft| draft.groups.push(Group::new("new", "New"));
    assert_eq!(accepted(edit_of(&full, None, group)).len(), 1);
    assert_eq!(
        refused(edit_of(&full, None, |draft| {
            group(draft);
            draft.groups.push(Group::new("more", "More"));
        })),
        ["`plan.max_groups` is 2, with group `new`, group `more` there would be 3"]
    );
    // One may come where another goes, up to the limit.
    accepted(edit_of(&full, None, |draft| {
        draft.agents.remove(0);
        hire(draft);
    }));
    // The host may raise the plan in the same edit.
    accepted(edit_of(&full, None, |draft| {
        draft.plan.max_agents = Some(3);
        hire(draft);
    }));
    let nobody = planned(0, 1, r#"{"max_agents": 0}"#);
    assert_eq!(
        refused(edit_of(&nobody, None, hire)),
        ["`plan.max_agents` is 0, with agent `new` there would be 1"]
    );
}

#[test]
fn e4_a_workspace_beyond_its_plan_loads_and_only_shrinks() {
    let over = planned(4, 3, TWO);
    let excess = over.beyond_plan();
    let texts: Vec<String> = excess.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        ["the plan allows 2 agents, there are 4", "the plan allows 2 groups, there are 3"]
    );
    assert_eq!((excess[0].limit, excess[0].most, excess[0].found), (PlanLimit::MaxAgents, 2, 4));
    // It may be edited, and shrink step by step.
    accepted(edit_of(&over, None, |draft| draft.agents[0].max_conversations = Some(1)));
    accepted(edit_of(&over, None, |draft| drop(draft.agents.pop())));
    accepted(edit_of(&over, None, |draft| draft.agents.truncate(1)));
    // It may not grow, nor put one in the place of another while it is over.
    let line = "`plan.max_agents` is 2, with agent `new` there would be 4";
    let swap = |draft: &mut Draft| draft.agents[3] = Agent::new("new");
    assert_eq!(refused(edit_of(&over, None, swap)), [line]);
    accepted(edit_of(&over, None, |draft| {
        draft.agents.truncate(1);
        draft.agents.push(Agent::new("new"));
    }));
    // A smaller plan is no growth.
    let within = planned(2, 2, TWO);
    assert!(within.beyond_plan().is_empty());
    accepted(edit_of(&within, None, |draft| draft.plan.max_agents = Some(1)));
}

#[test]
fn e4_a_plan_without_group_routing_takes_no_further_triggers() {
    let small = planned(1, 2, r#"{"group_routing": false}"#);
    assert_eq!(
        small.beyond_plan()[0].to_string(),
        "the plan has no group routing, there is 1 trigger"
    );
    let add = |draft: &mut Draft| draft.triggers.push(Trigger::new("new", "g1"));
    assert_eq!(
        refused(edit_of(&small, None, add)),
        ["the plan has no group routing: trigger `new` cannot be added"]
    );
    accepted(edit_of(&small, None, |draft| draft.triggers[0].assign_to = "g1".into()));
    accepted(edit_of(&small, None, |draft| draft.triggers.clear()));
    accepted(edit_of(&small, None, |draft| draft.groups.push(Group::new("new", "New"))));
    accepted(edit_of(&small, None, |draft| {
        draft.plan.group_routing = true;
        add(draft);
    }));
}
