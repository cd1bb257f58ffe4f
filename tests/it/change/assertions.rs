//! Assertions, tried on every change (rules N4 and E6).

use frontdesk::{AgentId, Draft, Field, Trigger, Visitor};
use frontdesk::edit::{AcceptedChange, Actor, ChangeError, ChangeOptions, Violation};
use frontdesk::expect::{Assertion, AssertionSearch, Expectation, VisitorOrigin};
use frontdesk::presence::PresenceRecord;

use super::{accepted, edit, edit_of, read, refused, shop};

/// The shop with an assertion that holds: visitors on `/shop` never get `help`.
fn guarded() -> frontdesk::Workspace {
    let mut draft = shop().edit();
    draft.assertions = vec![
        Assertion::never(Field::PagePath.starts_with("/shop"), ["help"]).id("no-help"),
        Assertion::always(Field::PagePath.starts_with("/shop"), ["sales", "help"]),
    ];
    shop().change(Actor::Host, draft).unwrap().workspace
}

/// Sends some visitors of the shop to `help`.
fn leak(draft: &mut Draft) {
    draft.triggers.insert(0, Trigger::new("vip", "help").when(Field::Country.is("FR")));
}

const FAILS: &str = "the assertion `no-help` never allows the group `help`, but the visitor \
                     `{\"page\":{\"url\":\"https://site.example/shop\"},\"country\":\"FR\"}` goes to `help` by \
                     trigger `vip`, which is closed; `sales` answers; 2 agents are told";

fn despite(names: &[&str], change: impl FnOnce(&mut Draft)) -> Result<AcceptedChange, ChangeError> {
    let workspace = guarded();
    let mut draft = workspace.edit();
    change(&mut draft);
    workspace.change_despite(Actor::Host, draft, names.iter().copied())
}

#[test]
fn n4_a_counterexample_refuses_the_change_with_the_visitor_and_the_decision() {
    let result = edit_of(&guarded(), None, leak);
    assert_eq!(refused(result.clone()), [FAILS]);
    let refused = result.unwrap_err();
    let objection = refused.iter().next().unwrap();
    assert_eq!(objection.name(), "assertion");
    let Violation::Assertion(failed) = objection else { panic!() };
    assert_eq!((&*failed.id, failed.before), ("no-help", false));
    assert_eq!(failed.visitor.country.as_deref(), Some("FR"));
    assert_eq!(failed.decision.group.as_ref().unwrap(), &"help");
    assert_eq!(failed.origin, VisitorOrigin::Trigger("vip".into()));
    let written = serde_json::to_value(&refused).unwrap();
    assert_eq!(written[0]["kind"], "assertion");
    assert_eq!(written[0]["message"], FAILS);
    assert_eq!(written[0]["assertion"]["visitor"]["country"], "FR");
    assert_eq!(written[0]["assertion"]["decision"]["trigger"], "vip");
}

#[test]
fn e6_it_is_overridden_by_its_id_and_by_nothing_else() {
    for names in [&["help"][..], &["assertions[0]"], &["vip"], &[""], &[]] {
        assert_eq!(refused(despite(names, leak)), [FAILS], "{names:?}");
    }
    let changed = despite(&["no-help", "other"], leak).unwrap();
    assert_eq!(changed.overridden, []);
    let failed: Vec<String> = changed.assertions.failed.iter().map(ToString::to_string).collect();
    assert_eq!(failed, [FAILS]);
    // One without an id goes by its place.
    let shut = |draft: &mut Draft| {
        draft.trigger_mut("shop").unwrap().enabled = false;
        draft.expect.clear();
    };
    let lines = refused(despite(&["shop page"], shut));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("the assertion `assertions[1]` always demands one of the groups `sales`, `help`, "));
    accepted(despite(&["shop page", "assertions[1]"], shut));
    // An override is no permission.
    let (workspace, gina) = (guarded(), AgentId::from("gina"));
    let mut draft = workspace.edit();
    leak(&mut draft);
    let refused = workspace.change_despite(Actor::Agent(&gina), draft, ["no-help"]).unwrap_err();
    assert_eq!(refused.iter().map(Violation::name).collect::<Vec<_>>(), ["missing_permission"]);
}

#[test]
fn cases_and_assertions_of_one_name_are_overridden_together() {
    let workspace = guarded();
    let mut draft = workspace.edit();
    draft.assertions[0] = draft.assertions[0].clone().id("same");
    leak(&mut draft);
    let visitor = Visitor::undated().page("https://x.example/shop").country("FR");
    draft.expect.push(Expectation::new(visitor).name("same").group("sales"));
    let before = "of the version before";
    let lines = refused(workspace.change(Actor::Host, draft.clone()));
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].starts_with("the case `same` expects"));
    assert!(lines[1].starts_with("the assertion `same` never"));
    assert!(lines[2].starts_with(&format!("the assertion `no-help` {before} never")));
    let changed = workspace.change_despite(Actor::Host, draft, ["same", "no-help"]).unwrap();
    assert_eq!((changed.overridden.len(), changed.assertions.failed.len()), (1, 2));
}

#[test]
fn e6_assertions_of_the_old_document_count_although_the_new_one_has_them_no_more() {
    let before = FAILS.replace("`no-help` never", "`no-help` of the version before never");
    let deleted = |draft: &mut Draft| {
        leak(draft);
        draft.assertions.clear();
    };
    assert_eq!(refused(despite(&[], deleted)), [before.as_str()]);
    accepted(despite(&["no-help"], deleted));
    // Nor where it now asks for less.
    let bent = |draft: &mut Draft| {
        leak(draft);
        draft.assertions[0].never = vec!["general".into()];
    };
    assert_eq!(refused(despite(&[], bent)), [before.as_str()]);
    // One that still holds may go.
    accepted(despite(&[], |draft| draft.assertions.clear()));
    // One that asks for what is gone says nothing about the new document.
    let hours = read(
        r#"{"schedules": [{"id": "s", "zone": "UTC"}],
            "groups": [{"id": "g", "name": "G"}, {"id": "h", "name": "H"}],
            "assertions": [{"when": {"field": "schedule.s", "is": "closed"}, "always": ["h"]},
                           {"when": {"field": "group.h", "is": "offline"}, "never": ["h"]}],
            "triggers": [{"id": "t", "assign_to": "h", "when": {"field": "schedule.s", "is": "open"}}]}"#,
    );
    accepted(edit_of(&hours, None, |draft| {
        draft.assertions.clear();
        draft.triggers.clear();
        draft.schedules.clear();
        draft.groups.pop();
    }));
}

#[test]
fn assertions_of_the_new_document_count_at_once() {
    let lines = refused(edit(None, |draft| {
        let assertion = Assertion::always(Field::Device.is("bot"), ["help"]).id("robots");
        draft.assertions.push(assertion);
    }));
    let came = "but the visitor `{\"device\":\"bot\"}` goes to `general` by the default group, which is \
                available; 5 agents are told";
    assert_eq!(lines, [format!("the assertion `robots` always demands the group `help`, {came}")]);
}

#[test]
fn cases_and_recorded_visitors_are_tried() {
    let workspace = guarded();
    let mut draft = workspace.edit();
    // No condition can be guessed from this.
    draft.precedence = vec![frontdesk::Source::GroupCode, frontdesk::Source::Trigger];
    let named = Visitor::undated().page("https://x.example/shop/a").group_code("help").id("v7");
    let recorded = [Visitor::undated(), named.clone()];
    let options = ChangeOptions::new().visitors(&recorded);
    let lines = refused(workspace.change_with(Actor::Host, draft.clone(), &options));
    assert_eq!(
        lines,
        ["the assertion `no-help` never allows the group `help`, but the recorded visitor 2 (`v7`) goes to \
          `help` by the page's group code, which is closed; `sales` answers; 2 agents are told"]
    );
    let options = options.overrides(["no-help"]);
    assert!(workspace.change_with(Actor::Host, draft.clone(), &options).is_ok());
    assert!(workspace.change(Actor::Host, draft.clone()).is_ok(), "without them none is found");
    draft.expect.push(Expectation::new(named).name("by code").presence(PresenceRecord::new()));
    let lines = refused(workspace.change(Actor::Host, draft));
    assert_eq!(
        lines,
        ["the assertion `no-help` never allows the group `help`, but the visitor of the case `by code` goes \
          to `help` by the page's group code, which is closed; nobody answers, a message is taken; nobody \
          is told"]
    );
}

#[test]
fn the_result_says_what_the_search_left_open() {
    let workspace = guarded();
    let mut draft = workspace.edit();
    draft.groups[1].sticky = true;
    let changed = workspace.change(Actor::Host, draft.clone()).unwrap();
    let searched = &changed.assertions;
    assert!(searched.routed > 0 && searched.failed.is_empty() && searched.unfinished.is_empty());
    let options = ChangeOptions::new().trials(0);
    let changed = workspace.change_with(Actor::Host, draft.clone(), &options).unwrap();
    assert_eq!(changed.assertions.unfinished, ["no-help", "assertions[1]"]);
    // Nothing is tried for what changes nothing.
    let changed = workspace.change(Actor::Host, workspace.edit()).unwrap();
    assert_eq!(changed.assertions, AssertionSearch::default());
}
