//! An edit and what comes of it take memory in proportion to both documents (rule L3).

use allocation_counter::measure;
use frontdesk::edit::{AcceptedChange, Actor, ChangeError};
use frontdesk::expect::Expectation;
use frontdesk::{Agent, Draft, Field, Group, Trigger, Visitor, Workspace};

/// Bytes taken in all, those given back included, by an edit, by its result as JSON and by it as text,
/// for each byte of both documents.
fn cost(old: &Workspace, new: Draft) -> [f64; 3] {
    let size = json(old).len() + json(&new).len();
    let mut result = None;
    let editing = measure(|| result = Some(old.change(Actor::Host, new))).bytes_total;
    let result: Result<AcceptedChange, ChangeError> = result.unwrap();
    let serialising = measure(|| match &result {
        Ok(changed) => drop(json(&changed.changes)),
        Err(refused) => drop(json(refused)),
    });
    let displaying = measure(|| match &result {
        Ok(changed) => drop(changed.to_string()),
        Err(refused) => drop(refused.to_string()),
    });
    [editing, serialising.bytes_total, displaying.bytes_total].map(|n| n as f64 / size as f64)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

#[track_caller]
fn assert_in_proportion(what: &str, costs: [[f64; 3]; 3]) {
    let [small, _, large] = costs;
    for (n, part) in ["edit", "JSON", "text"].into_iter().enumerate() {
        let (small, large) = (small[n], large[n]);
        assert!(large <= 100.0, "{what}, {part}: {large} bytes a byte");
        // A text that grows is copied to twice its room: up to two for one. Of four times as much each
        // byte would cost four times as much, were it a square.
        assert!(large <= 2.5 * small.max(0.5), "{what}, {part}: {small} and {large} bytes a byte");
    }
}

fn group(n: usize) -> Group {
    Group::new(format!("g{n}"), format!("Group {n}"))
}

#[test]
fn a_list_that_is_turned_around_is_told_of_in_proportion() {
    let costs = [500, 1_000, 2_000].map(|size| {
        let old = Draft::new().groups((0..size).map(group)).check().unwrap();
        let mut new = old.edit();
        new.groups.reverse();
        cost(&old, new)
    });
    assert_in_proportion("reversed", costs);
}

#[test]
fn triggers_that_name_a_deleted_group_are_listed_once_each() {
    let costs = [200, 400, 800].map(|size| {
        let leaf = |n: usize| Field::group("g0").is(["closed", "busy"][n % 2]);
        let when = |n: usize| (leaf(n) | leaf(n + 1)) & Field::Visits.above(n as f64);
        let triggers = (0..size).map(|n| Trigger::new(format!("t{n}"), "g1").when(when(n)));
        let draft = Draft::new().groups((0..10).map(group)).triggers(triggers);
        let old = draft.check().unwrap();
        let mut new = old.edit();
        new.delete_group("g0").unwrap();
        cost(&old, new)
    });
    assert_in_proportion("still named", costs);
}

/// Names of cases need not differ, and what both changed is told of once each.
#[test]
fn cases_of_one_name_do_not_clash_with_each_other() {
    let costs = [100, 200, 400].map(|size| {
        let case = |n: usize| {
            let visitor = Visitor::undated().city(format!("city-{n}")).group_code("g0");
            Expectation::new(visitor).name("same").group("g0")
        };
        let cases = |draft: Draft| (0..size).fold(draft, |draft, n| draft.expect(case(n)));
        let base = cases(Draft::new().group(group(0)).group(group(1)));
        let base = base.check().unwrap();
        let mut theirs = base.edit();
        let added = || (0..size).map(|n| case(n + size));
        theirs.expect.iter_mut().for_each(|case| case.trigger = Some("t".into()));
        theirs.expect.extend(added());
        theirs.triggers.push(Trigger::new("t", "g0"));
        let names = ["same"];
        let present = base.change_despite(Actor::Host, theirs, names).unwrap().workspace;
        let mut ours = base.edit();
        ours.expect.iter_mut().for_each(|case| case.trigger = Some("u".into()));
        ours.expect.extend(added());
        cost(&present, ours)
    });
    assert_in_proportion("clashes", costs);
}

#[test]
fn failing_cases_do_not_list_every_agent_and_choice() {
    let costs = [200, 400, 800].map(|size| {
        let agents = (0..size).map(|n| Agent::new(format!("a{n}")));
        let draft = Draft::new().agents(agents).group(group(0).all_agents()).group(group(1));
        let case = |n: usize| {
            let visitor = Visitor::undated().city(format!("city-{n}")).group_code("g0");
            Expectation::new(visitor).group("g0")
        };
        let draft = (0..size).fold(draft, |draft, n| draft.expect(case(n)));
        let old = draft.check().unwrap();
        let mut new = old.edit();
        new.group_mut("g0").unwrap().enabled = false;
        cost(&old, new)
    });
    assert_in_proportion("failing cases", costs);
}

/// Each of them says who is there, which is not set up anew for each.
#[test]
fn cases_with_a_presence_share_what_is_kept_of_agents() {
    let costs = [200, 400, 800].map(|size| {
        let agents = (0..size).map(|n| Agent::new(format!("a{n}")));
        let members = (0..size).map(|n| format!("a{n}"));
        let draft = Draft::new().agents(agents).group(group(0).agents(members)).group(group(1));
        let case = |n: usize| {
            let presence =
                [(format!("a{n}"), frontdesk::Heartbeat::online())].into_iter().collect();
            let visitor = Visitor::undated().group_code("g0");
            Expectation::new(visitor).group("g0").presence(presence)
        };
        let draft = (0..size).fold(draft, |draft, n| draft.expect(case(n)));
        let old = draft.check().unwrap();
        let mut new = old.edit();
        new.group_mut("g1").unwrap().private = true;
        cost(&old, new)
    });
    assert_in_proportion("presences", costs);
}

#[test]
fn edits_take_what_they_rewrite() {
    let costs = [200, 400, 800].map(|size| {
        let agents = (0..size).map(|n| Agent::new(format!("a{n}")));
        let groups = (0..size).map(|n| group(n).agents(["a0", "a1"]).fallback("last"));
        let leaf = |n: usize| Field::group("last").is(["closed", "busy"][n % 2]);
        let triggers = (0..size).map(|n| Trigger::new(format!("t{n}"), "last").when(leaf(n)));
        let draft = Draft::new()
            .agents(agents)
            .groups(groups)
            .group(Group::new("last", "Last"))
            .triggers(triggers);
        let size = json(&draft).len() as f64;
        let edit = |edit: fn(&mut Draft)| {
            let mut draft = draft.clone();
            measure(|| edit(&mut draft)).bytes_total as f64 / size
        };
        [
            edit(|draft| draft.rename_group("last", "first").unwrap()),
            edit(|draft| drop(draft.delete_group_for("last", "g0").unwrap())),
            edit(|draft| {
                draft.rename_agent("a0", "b0").unwrap();
                draft.replace_agent("b0", "a1").unwrap();
                draft.delete_agent("b0").unwrap();
                assert!(draft.rename_agent("b0", "c0").is_err());
            }),
        ]
    });
    assert_in_proportion("edits", costs);
}
