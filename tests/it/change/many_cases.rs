//! Many cases times many agents or triggers (rules E6, L3).

use frontdesk::{Agent, Draft, Field, Group, Heartbeat, Router, Trigger, Visitor};
use frontdesk::edit::{Actor, Violation};
use frontdesk::expect::Expectation;
use frontdesk::settings::{PickerMode, PickerSettings};

fn failing(draft: Draft) -> frontdesk::expect::FailedExpectation {
    let router = Router::new(draft.check().unwrap());
    router.failed_expectations().into_iter().next().unwrap()
}

#[test]
fn a_failed_case_lists_twenty_agents_and_says_how_many_are_told() {
    let agents = |count: usize| (0..count).map(|n| Agent::new(format!("a{n}")));
    let draft = |count: usize| {
        Draft::new()
            .agents(agents(count))
            .group(Group::new("g", "G").all_agents())
            .expect(Expectation::new(Visitor::undated().id("v").group_code("g")).group("other"))
    };
    let fits = failing(draft(20));
    assert_eq!((fits.decision.notify.len(), fits.notified), (20, None));
    assert!(fits.to_string().ends_with("which is available; 20 agents are told"), "{fits}");
    let cut = failing(draft(21));
    assert_eq!((cut.decision.notify.len(), cut.notified), (20, Some(21)));
    assert_eq!(
        cut.to_string(),
        "the case `expect[0]` expects the group `other`, but visitor `v` goes to `g` by the page's \
         group code, which is available; 21 agents are told"
    );
    let json = serde_json::to_value(&cut).unwrap();
    assert_eq!((&json["told"], json["decision"]["notify"].as_array().unwrap().len()), (&21.into(), 20));
    assert_eq!(serde_json::from_value::<frontdesk::expect::FailedExpectation>(json).unwrap(), cut);
    assert!(serde_json::to_value(&fits).unwrap().get("told").is_none());
}

#[test]
fn a_failed_case_lists_twenty_choices() {
    let draft = Draft::new()
        .picker(PickerSettings::new(PickerMode::Required))
        .groups((0..30).map(|n| Group::new(format!("g{n}"), format!("G{n}"))))
        .expect(Expectation::new(Visitor::undated()).group("g0"));
    let case = failing(draft);
    let choices = case.decision.choices.as_ref().unwrap();
    assert_eq!((choices.len(), choices[19].group.as_str()), (20, "g19"));
    assert_eq!(
        case.to_string(),
        "the case `expect[0]` expects the group `g0`, but the visitor must pick a group first"
    );
}

/// Triggers that cannot be looked up, and cases each of which tries all of them on a text of 8,000
/// bytes.
fn costly(triggers: usize, cases: usize) -> Draft {
    let when = |n: usize| Field::PageTitle.contains(format!("x{n}")).if_unknown(true);
    let draft = Draft::new()
        .group(Group::new("g", "G"))
        .default_group("g")
        .triggers((0..triggers).map(|n| Trigger::new(format!("t{n}"), "g").when(when(n))));
    let case = |n: usize| {
        let visitor = Visitor::undated().title("y".repeat(8_000));
        Expectation::new(visitor).name(format!("case {n}")).group("g")
    };
    (0..cases).fold(draft, |draft, n| draft.expect(case(n)))
}

#[test]
fn conditions_tried_grow_with_cases_and_triggers() {
    let tried = |triggers: usize, cases: usize| {
        Router::new(costly(triggers, cases).check().unwrap()).check_expectations().tried
    };
    let [small, middle, large] = [5, 10, 20].map(|cases| tried(30, cases));
    assert!(small >= 5 * 30 * 125, "each test of 8,000 bytes counts 125 and more: {small}");
    assert_eq!((middle, large), (2 * small, 4 * small));
    let [small, middle, large] = [10, 20, 40].map(|triggers| tried(triggers, 10));
    assert!(middle <= 2 * small && large <= 2 * middle, "{small} {middle} {large}");
}

/// An agent who is in so many groups, and cases in each of which that agent is online: each takes a look
/// at all of the groups.
fn everywhere(groups: usize, cases: usize) -> Draft {
    let draft = Draft::new()
        .agent(Agent::new("a"))
        .groups((0..groups).map(|n| Group::new(format!("g{n}"), "G").agents(["a"])))
        .default_group("g0");
    let case = |n: usize| {
        let presence = [("a", Heartbeat::online())].into_iter().collect();
        Expectation::new(Visitor::undated()).name(format!("case {n}")).group("g0").presence(presence)
    };
    (0..cases).fold(draft, |draft, n| draft.expect(case(n)))
}

#[test]
fn cases_beyond_the_budget_are_named_and_must_be_overridden() {
    let workspace = everywhere(99_999, 250).check().unwrap();
    let report = Router::new(workspace.clone()).check_expectations();
    assert!(report.failed.is_empty());
    // 20,000,000 conditions, of which the groups of an agent are 100,000 for each case.
    assert_eq!(report.untried.len(), 51);
    assert_eq!((&*report.untried[0], &*report.untried[50]), ("case 199", "case 249"));
    assert!((20_000_000..20_200_000).contains(&report.tried), "{}", report.tried);

    let mut draft = workspace.edit();
    draft.group_mut("g0").unwrap().sticky = true;
    let refused = workspace.change(Actor::Host, draft.clone()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`expect` takes more to try than is allowed: the cases `case 199`, `case 200`, `case 201`, \
         `case 202`, `case 203`, `case 204`, `case 205`, `case 206`, `case 207`, `case 208` and 41 more \
         were not tried"
    );
    let [objection] = &refused.iter().collect::<Vec<_>>()[..] else { panic!("{refused}") };
    let Violation::UntriedExpectations { cases } = objection else { panic!("{refused}") };
    assert_eq!(*cases, report.untried);
    assert_eq!(objection.name(), "untried_cases");
    let json = serde_json::to_value(objection).unwrap();
    assert_eq!(json["kind"], "untried_cases");
    assert_eq!(json["cases"].as_array().unwrap().len(), 51);

    let changed = workspace.change_despite(Actor::Host, draft, cases.clone()).unwrap();
    assert_eq!(changed.untried, report.untried);
    assert!(changed.overridden.is_empty());
}
