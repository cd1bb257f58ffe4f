//! The sample visitors of `expect`, held against on every change (rules W4, E6).

use frontdesk::{Draft, Field, Heartbeat, Router, Trigger, Visitor};
use frontdesk::edit::{AcceptedChange, Actor, ChangeError};
use frontdesk::expect::{Expectation, FailedExpectation, OutcomeKind};
use frontdesk::presence::PresenceRecord;

use super::{accepted, edit, edit_of, read, refused, shop};

/// An edit of the shop by the host, with overrides.
fn despite(names: &[&str], change: impl FnOnce(&mut Draft)) -> Result<AcceptedChange, ChangeError> {
    let mut draft = shop().edit();
    change(&mut draft);
    shop().change_despite(Actor::Host, draft, names.iter().copied())
}

fn shut(draft: &mut Draft) {
    draft.trigger_mut("shop").unwrap().enabled = false;
}

const FAILS: &str = "the case `shop page` expects the group `sales` and the trigger `shop`, but the \
                     visitor goes to `general` by the default group, which is available; 5 agents \
                     are told";

#[test]
fn e6_a_case_that_fails_is_named_with_the_decision_that_came_instead() {
    assert_eq!(refused(edit(None, shut)), [FAILS]);
    assert_eq!(refused(edit(Some("boss"), shut)), [FAILS]);
    let refused = edit(None, shut).unwrap_err().into_iter().next();
    let Some(frontdesk::edit::Violation::Expectation(case)) = refused else { panic!() };
    assert_eq!((&*case.name, case.before), ("shop page", false));
    assert_eq!(case.decision.group.as_ref().unwrap(), &"general");
    let text = serde_json::to_string(&case).unwrap();
    assert_eq!(serde_json::from_str::<FailedExpectation>(&text).unwrap(), *case);
}

#[test]
fn e6_it_is_overridden_by_its_name_and_by_nothing_else() {
    for names in [&["shop"][..], &["expect[0]"], &[""], &[]] {
        assert_eq!(refused(despite(names, shut)), [FAILS], "{names:?}");
    }
    let changed = despite(&["other", "shop page"], shut).unwrap();
    assert_eq!(changed.to_string(), "trigger `shop`: `enabled` set to false");
    let overridden: Vec<String> = changed.overridden.iter().map(ToString::to_string).collect();
    assert_eq!(overridden, [FAILS]);
    // An override is no permission.
    let tom = frontdesk::AgentId::from("gina");
    let mut draft = shop().edit();
    shut(&mut draft);
    let refused = shop().change_despite(Actor::Agent(&tom), draft, ["shop page"]).unwrap_err();
    assert_eq!(refused.iter().map(frontdesk::edit::Violation::name).collect::<Vec<_>>(), ["missing_permission"]);
    // One that holds is not overridden, whatever is said.
    let changed = despite(&["shop page"], |draft| draft.groups[1].sticky = true).unwrap();
    assert!(changed.overridden.is_empty());
}

#[test]
fn e6_cases_of_the_old_document_count_although_the_new_one_has_them_no_more() {
    let before = FAILS.replace("`shop page` expects", "`shop page` of the version before expects");
    let deleted = |draft: &mut Draft| {
        shut(draft);
        draft.expect.clear();
    };
    assert_eq!(refused(despite(&[], deleted)), [before.as_str()]);
    accepted(despite(&["shop page"], deleted));
    // Nor where it now asks for what comes.
    let bent = |draft: &mut Draft| {
        shut(draft);
        draft.expect[0].group = Some("general".into());
        draft.expect[0].trigger = None;
    };
    assert_eq!(refused(despite(&[], bent)), [before.as_str()]);
    assert_eq!(accepted(despite(&["shop page"], bent)).len(), 3);
    // One that still holds may go.
    accepted(despite(&[], |draft| draft.expect.clear()));
}

#[test]
fn e6_cases_of_the_new_document_count_at_once() {
    let visitor = || Visitor::undated().page("https://x.example/help");
    let lines = refused(edit(None, |draft| {
        draft.expect.push(Expectation::new(visitor()).group("help"));
        draft.expect.push(Expectation::new(visitor()).outcome(OutcomeKind::Assigned));
        draft.expect.push(Expectation::new(visitor()).outcome(OutcomeKind::Ask).name("\u{202e}x"));
        draft.expect.push(Expectation::new(visitor()));
        draft.expect.push(Expectation::new(visitor()).trigger("gone"));
    }));
    let came = "but the visitor goes to `general` by the default group, which is available; 5 agents \
                are told";
    assert_eq!(
        lines,
        [
            format!("the case `expect[1]` expects the group `help`, {came}"),
            format!("the case `\\u{{202e}}x` expects the outcome `ask`, {came}"),
            format!("the case `expect[5]` expects the trigger `gone`, {came}"),
        ]
    );
    accepted(despite(&["expect[1]"], |draft| {
        draft.expect.push(Expectation::new(visitor()).group("help"));
    }));
}

#[test]
fn e6_without_presence_everyone_is_online_and_with_it_those_whom_it_names() {
    let workspace = read(
        r#"{"agents": [{"id": "a"}], "default_group": "other",
            "groups": [{"id": "g", "name": "G", "agents": "all"}, {"id": "other", "name": "O"}],
            "triggers": [{"id": "t", "assign_to": "g",
                          "when": {"field": "staff", "is": "online"}}]}"#,
    );
    let expect = |presence: Option<PresenceRecord>, group: &str| {
        let mut case = Expectation::new(Visitor::undated()).group(group);
        case.presence = presence;
        edit_of(&workspace, None, |draft| draft.expect.push(case)).is_ok()
    };
    assert!(expect(None, "g") && !expect(None, "other"));
    let nobody = Some(PresenceRecord::new());
    assert!(expect(nobody.clone(), "other") && !expect(nobody, "g"));
    let online: PresenceRecord = [("a", Heartbeat::online()), ("gone", Heartbeat::online())].into_iter().collect();
    assert!(expect(Some(online), "g"), "whom the workspace does not have is no reason to fail");
}

#[test]
fn e6_a_case_that_failed_before_is_in_the_way_of_every_change_but_none_of_no_change() {
    let failing = read(
        r#"{"groups": [{"id": "g", "name": "G"}, {"id": "h", "name": "H"}],
            "expect": [{"name": "code", "visitor": {"group_code": "g"}, "group": "h"}]}"#,
    );
    let line = "the case `code` expects the group `h`, but the visitor goes to `g` by the page's \
                group code, which is offline; nobody answers, a message is taken; nobody is told";
    assert_eq!(refused(edit_of(&failing, None, |draft| draft.groups[0].sticky = true)), [line]);
    accepted(edit_of(&failing, None, |_| {}));
    // Tools ask for the same without a change.
    let failed = Router::new(failing.clone()).failed_expectations();
    assert_eq!(failed.iter().map(ToString::to_string).collect::<Vec<_>>(), [line]);
    // Mended, it is in nobody's way.
    accepted(edit_of(&failing, None, |draft| {
        draft.triggers.push(Trigger::new("t", "h").when(Field::GroupCode.is("g")));
        draft.precedence = vec![frontdesk::Source::Trigger, frontdesk::Source::GroupCode];
    }));
}

#[test]
fn e6_a_document_that_does_not_check_has_its_cases_tried_later() {
    let lines = refused(edit(None, |draft| {
        shut(draft);
        draft.groups[1].fallback = Some("gone".into());
    }));
    assert_eq!(lines, ["groups[1].fallback: there is no group `gone`; there are `general`, `sales` and `help`"]);
}
