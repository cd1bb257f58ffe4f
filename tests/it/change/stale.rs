//! Drafts of another version (rule E1).

use frontdesk::{Draft, Workspace};
use frontdesk::edit::{Actor, Change, VersionConflict, Violation};

use super::{bytes, edit, read, shop};

/// The refusal of a draft of version 7 where others were faster.
#[track_caller]
fn stale(present: &Workspace, draft: Draft) -> (String, VersionConflict) {
    let before = bytes(present);
    let refused = present.change(Actor::Host, draft).unwrap_err();
    assert_eq!(bytes(present), before);
    let text = refused.to_string();
    match refused.into_iter().next() {
        Some(Violation::VersionConflict(stale)) => (text, stale),
        other => panic!("{other:?}"),
    }
}

/// Version 8: others have renamed the help group, moved the triggers, deleted the assertion and taken
/// on an agent.
fn present() -> Workspace {
    let changed = edit(None, |draft| {
        draft.group_mut("help").unwrap().name = "Support".into();
        draft.group_mut("help").unwrap().overflow = true;
        draft.move_trigger("rush", 0).unwrap();
        draft.assertions.clear();
        draft.agents.push(frontdesk::Agent::new("new").max_conversations(1));
        draft.languages.push("de".into());
    });
    changed.unwrap().workspace
}

#[test]
fn e1_what_both_changed_is_listed() {
    let mut draft = shop().edit();
    draft.group_mut("help").unwrap().name = "Aid".into();
    draft.group_mut("help").unwrap().sticky = true;
    draft.move_trigger("rush", 0).unwrap();
    draft.trigger_mut("rush").unwrap().enabled = false;
    draft.assertions[0].always.pop();
    draft.agents.push(frontdesk::Agent::new("new"));
    draft.languages = vec!["fr".into()];
    draft.default_group = None;
    let (text, stale) = stale(&present(), draft);
    assert_eq!(
        text,
        "the draft was taken from version 7, and version 8 is present; both changed `languages`, \
         agent `new`, `name` of group `help`, trigger `rush`, `always` of assertion `calm`"
    );
    assert_eq!((stale.taken_from, stale.present), (7, 8));
    assert!(stale.differs.is_empty());
    let both = stale.both.unwrap();
    let name = &both[2];
    assert_eq!(
        name.draft.to_string(),
        r#"group `help`: `name` changed from {"en":"Help","fr":"Aide"} to "Aid""#
    );
    assert_eq!(
        name.present.to_string(),
        r#"group `help`: `name` changed from {"en":"Help","fr":"Aide"} to "Support""#
    );
    assert!(matches!(&both[4].present, Change::Deleted { item, .. } if item.id == "calm"));
}

#[test]
fn e1_where_nothing_was_changed_by_both_it_is_stale_all_the_same() {
    let mut draft = shop().edit();
    draft.group_mut("sales").unwrap().sticky = true;
    let (text, stale) = stale(&present(), draft);
    assert_eq!(
        text,
        "the draft was taken from version 7, and version 8 is present; nothing was changed by both"
    );
    assert_eq!(stale.both, Some(Vec::new()));
}

#[test]
fn e1_without_what_it_was_taken_from_all_that_differs_is_listed() {
    let mut draft = shop().draft().clone();
    draft.group_mut("help").unwrap().name = "Aid".into();
    let (text, without) = stale(&present(), draft.clone());
    let differ = "the draft was taken from version 7, and version 8 is present; they differ in \
                  `languages`, agent `new`, `name` of group `help`, `overflow` of group `help`, \
                  trigger `rush`, assertion `calm`";
    // Either of two neighbours may be the one that has moved.
    assert_eq!(text.replace("trigger `shop`", "trigger `rush`"), differ);
    assert_eq!(without.both, None);
    // A document that comes back can be told what it was taken from.
    let (text, _) = stale(&present(), draft.clone().based_on(&shop()));
    assert!(text.ends_with("; both changed `name` of group `help`"), "{text}");
    // It is not believed where the versions differ.
    let (text, _) = stale(&present(), draft.based_on(&present()));
    assert_eq!(text.replace("trigger `shop`", "trigger `rush`"), differ);
}

#[test]
fn e1_a_draft_of_a_later_version_is_stale_too() {
    let mut draft = present().edit();
    assert_eq!(draft.version, 8);
    let (text, _) = stale(&shop(), draft.clone());
    assert!(text.starts_with("the draft was taken from version 8, and version 7 is present;"));
    draft.version = 7;
    let changed = shop().change(Actor::Host, draft).unwrap();
    assert_eq!(changed.workspace.version(), 8);
    assert_eq!(changed.workspace, present());
    // The same document but for its version.
    let mut same = shop().edit();
    same.version = 6;
    let line = "the draft was taken from version 6, and version 7 is present";
    assert_eq!(stale(&shop(), same).0, line);
}

#[test]
fn e1_a_stale_draft_hears_what_is_wrong_in_itself_too() {
    let mut draft = shop().edit();
    draft.triggers[0].assign_to = "gone".into();
    let refused = present().change(Actor::Host, draft).unwrap_err();
    let lines: Vec<String> = refused.iter().map(ToString::to_string).collect();
    assert_eq!(lines[1..], ["triggers[0].assign_to: there is no group `gone`; there are `general`, `sales` and `help`"]);
    // One that could not be read whole is not compared.
    let draft: Draft = serde_json::from_str(r#"{"groups": 1}"#).unwrap();
    let refused = present().change(Actor::Host, draft).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the draft was taken from version 1, and version 8 is present\n\
         groups: expected a list, found `1`"
    );
}

#[test]
fn e1_the_last_of_all_versions_is_followed_by_none() {
    let last = read(&super::SHOP.replace(r#""version": 7"#, r#""version": 18446744073709551615"#));
    let mut draft = last.edit();
    assert_eq!(last.change(Actor::Host, draft.clone()).unwrap().workspace, last);
    draft.group_mut("sales").unwrap().sticky = true;
    let refused = last.change(Actor::Host, draft).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "version: expected a version that another can follow, found `18446744073709551615`"
    );
}

#[test]
fn a_workspace_does_not_hold_on_to_those_before_it() {
    let mut draft = shop().edit();
    draft.group_mut("sales").unwrap().sticky = true;
    assert_eq!(draft, draft.clone());
    assert_eq!(shop().edit(), *shop().draft(), "what it was taken from is no part of a draft");
    assert!(format!("{draft:?}").contains("base: Some(version 7)"));
    let next = shop().change(Actor::Host, draft).unwrap().workspace;
    assert!(format!("{:?}", next.draft()).contains("base: None"));
}
