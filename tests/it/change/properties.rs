//! What always holds of edits, tried on random workspaces and drafts.

use std::cell::Cell;
use std::collections::BTreeMap;

use frontdesk::{Agent, Draft, Permission, Workspace};
use frontdesk::edit::{AcceptedChange, Actor, Change, ChangeError, EditError, ItemRef};
use frontdesk::error::ItemKind;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use super::bytes;
use crate::support::generate::{Edit, edit};
use crate::support::run::holds;

/// The edit, with every case overridden.
fn run(edit: &Edit) -> Result<AcceptedChange, ChangeError> {
    let cases = edit.workspace.draft().expect.iter().chain(&edit.draft.expect).enumerate();
    let names = cases.map(|(n, case)| case.name.clone().unwrap_or_else(|| format!("expect[{n}]")));
    let mut names: Vec<String> = names.collect();
    names.extend((0..9).map(|n| format!("expect[{n}]")));
    let actor = edit.by.as_ref().map_or(Actor::Host, Actor::Agent);
    edit.workspace.change_despite(actor, edit.draft.clone(), names)
}

fn permissions(workspace: &Workspace, agent: &Agent) -> Vec<Permission> {
    Permission::ALL.into_iter().filter(|one| workspace.may(&agent.id, *one)).collect()
}

#[test]
fn e1_whatever_is_changed_a_workspace_comes_out_or_the_old_one_stays() {
    let (accepted, refused) = (Cell::new(0), Cell::new(0));
    holds(60, edit(), |edit| {
        let before = bytes(&edit.workspace);
        let result = run(&edit);
        prop_assert_eq!(&bytes(&edit.workspace), &before);
        match result {
            Ok(AcceptedChange { workspace, changes, .. }) => {
                accepted.set(accepted.get() + usize::from(!changes.is_empty()));
                let text = bytes(&workspace);
                let again: Draft = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(bytes(&again.check().unwrap()), text);
                let grown = u64::from(!changes.is_empty());
                prop_assert_eq!(workspace.version(), edit.workspace.version() + grown);
            }
            Err(refusals) => {
                refused.set(refused.get() + 1);
                prop_assert!(refusals.len() > 0);
                prop_assert!(refusals.iter().all(|refusal| !refusal.to_string().is_empty()));
            }
        }
        Ok(())
    });
    let (accepted, refused) = (accepted.get(), refused.get());
    assert!(accepted * 10 > refused && refused * 10 > accepted, "{accepted} to {refused}");
}

#[test]
fn e5_the_changes_are_the_whole_difference() {
    holds(60, edit(), |edit| {
        if let Ok(AcceptedChange { workspace, changes, .. }) = run(&edit) {
            let same = bytes(&workspace) == bytes(&edit.workspace);
            prop_assert_eq!(changes.is_empty(), same);
            let mut document = json!(edit.workspace);
            apply(&mut document, &changes);
            document["version"] = json!(workspace.version());
            let applied: Draft = serde_json::from_value(document).unwrap();
            prop_assert_eq!(json!(applied.check().unwrap()), json!(workspace));
            let text = serde_json::to_string(&changes).unwrap();
            prop_assert_eq!(serde_json::from_str::<Vec<Change>>(&text).unwrap(), changes);
        }
        Ok(())
    });
}

/// Carries a list of changes out on a document, by what their documentation says.
#[track_caller]
fn apply(document: &mut Value, changes: &[Change]) {
    let mut by_list: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        match change.item() {
            Some(item) => by_list.entry(item.kind.list()).or_default().push(change),
            None => set(document, change),
        }
    }
    for (list, changes) in by_list {
        let mut items: Vec<Option<Value>> =
            document[list].as_array().into_iter().flatten().cloned().map(Some).collect();
        let taken: Vec<Value> = changes
            .iter()
            .map(|change| match change {
                Change::Deleted { index: place, .. } => items[*place].take().unwrap(),
                Change::Moved { from, .. } => items[*from].take().unwrap(),
                _ => Value::Null,
            })
            .collect();
        let mut items: Vec<Value> = items.into_iter().flatten().collect();
        for (change, taken) in changes.iter().zip(taken) {
            match change {
                Change::Created { index: place, value, .. } => items.insert(*place, json!(value)),
                Change::Moved { to, .. } => items.insert(*to, taken),
                Change::Deleted { value, .. } => assert_eq!(json!(value), taken),
                _ => {}
            }
        }
        for change in changes {
            if let Change::Changed { item: Some(ItemRef { kind: noun, id, .. }), .. } = change {
                let key = if *noun == ItemKind::Expectation { "name" } else { "id" };
                set(items.iter_mut().find(|item| item[key] == **id).unwrap(), change);
            }
        }
        document[list] = json!(items);
    }
}

/// Sets a key from what it was to what it is.
#[track_caller]
fn set(object: &mut Value, change: &Change) {
    let Change::Changed { key, old, new, .. } = change else { return };
    let mut keys = key.split('.').peekable();
    let mut object = object;
    while let Some(key) = keys.next() {
        if keys.peek().is_some() {
            object = &mut object[key];
            continue;
        }
        if object.is_null() {
            *object = json!(Map::new());
        }
        let entries = object.as_object_mut().unwrap();
        // The order of sources at its default is left out of a document, and none is empty.
        if key != "precedence" {
            assert_eq!(entries.get(key), old.as_ref().map(|old| json!(old)).as_ref());
        }
        match new {
            Some(new) => drop(entries.insert(key.to_owned(), json!(new))),
            None => drop(entries.remove(key)),
        }
    }
}

#[test]
fn e2_whoever_lacks_the_right_changes_nothing() {
    let (tried, by_agents) = (Cell::new(0), Cell::new(0));
    holds(60, edit(), |edit| {
        tried.set(tried.get() + 1);
        let (Some(by), Ok(AcceptedChange { workspace: new, changes, .. })) = (&edit.by, run(&edit)) else {
            return Ok(());
        };
        by_agents.set(by_agents.get() + usize::from(!changes.is_empty()));
        let (old, may) = (&edit.workspace, |one| edit.workspace.may(by, one));
        for change in &changes {
            let permission = match change.item().map(|item| item.kind) {
                Some(ItemKind::Group) => Permission::ManageGroups,
                Some(ItemKind::Agent) => Permission::ManageAgents,
                Some(ItemKind::Trigger | ItemKind::Expectation | ItemKind::Assertion) => {
                    Permission::ManageTriggers
                }
                _ => Permission::ManageSettings,
            };
            prop_assert!(may(permission), "{change}");
        }
        prop_assert_eq!(&old.draft().plan, &new.draft().plan);
        // Nobody gets what the actor lacks, and nobody who has it loses anything.
        for agent in new.agents() {
            let had = old.agent(&agent.id).map_or(Vec::new(), |agent| permissions(old, agent));
            let has = permissions(&new, agent);
            let gained = has.iter().filter(|one| !had.contains(one));
            prop_assert!(gained.into_iter().all(|one| may(*one)), "{}", agent.id);
        }
        for agent in old.agents() {
            let had = permissions(old, agent);
            if had.iter().all(|one| may(*one)) {
                continue;
            }
            let now = new.agent(&agent.id);
            prop_assert_eq!(now, Some(agent));
            let has = permissions(&new, agent);
            prop_assert!(had.iter().all(|one| has.contains(one)), "{}", agent.id);
        }
        for role in &new.draft().roles {
            let before = old.draft().roles.iter().find(|before| before.id == role.id);
            let had = before.map_or(&[][..], |before| &before.permissions);
            prop_assert!(role.permissions.iter().all(|one| had.contains(one) || may(*one)));
        }
        Ok(())
    });
    let (tried, by_agents) = (tried.get(), by_agents.get());
    assert!(by_agents * 40 >= tried, "only {by_agents} of {tried} edits were made by agents");
}

#[test]
fn e2_the_default_group_and_an_admin_survive_everything_and_the_plan_holds() {
    holds(60, edit(), |edit| {
        let Ok(AcceptedChange { workspace: new, .. }) = run(&edit) else { return Ok(()) };
        let old = &edit.workspace;
        if let Some(default) = old.default_group() {
            let survives = new.group(&default.id).is_some();
            prop_assert!(survives || new.default_group().is_some(), "{}", default.id);
        }
        if let Some(default) = new.default_group() {
            prop_assert!(default.enabled && !default.private);
        }
        let has_admin = |workspace: &Workspace| workspace.agents().iter().any(|a| a.role == "admin");
        prop_assert!(has_admin(&new) || !has_admin(old));
        let plan = &new.draft().plan;
        let over = |most: Option<u32>, count: usize| most.is_some_and(|most| count > most as usize);
        if over(plan.max_agents, new.agents().len()) {
            prop_assert!(new.agents().iter().all(|agent| old.agent(&agent.id).is_some()));
        }
        if over(plan.max_groups, new.groups().len()) {
            prop_assert!(new.groups().iter().all(|group| old.group(&group.id).is_some()));
        }
        Ok(())
    });
}

#[test]
fn e6_without_overrides_every_case_of_both_holds() {
    let (tried, cases_tried) = (Cell::new(0), Cell::new(0));
    holds(60, edit(), |edit| {
        tried.set(tried.get() + 1);
        let actor = edit.by.as_ref().map_or(Actor::Host, Actor::Agent);
        let cases = [&edit.workspace.draft().expect, &edit.draft.expect].map(Vec::clone).concat();
        let Ok(changed) = edit.workspace.change(actor, edit.draft) else { return Ok(()) };
        prop_assert!(changed.overridden.is_empty());
        if changed.changes.is_empty() {
            return Ok(());
        }
        let mut draft = changed.workspace.draft().clone();
        cases_tried.set(cases_tried.get() + cases.len());
        draft.expect = cases;
        let router = frontdesk::Router::new(draft.check().unwrap());
        prop_assert!(router.failed_expectations().is_empty());
        Ok(())
    });
    let (tried, cases) = (tried.get(), cases_tried.get());
    assert!(cases * 15 >= tried, "only {cases} cases stood in {tried} edits");
}

#[test]
fn e1_a_stale_draft_is_refused_and_lists_what_both_changed() {
    holds(50, (edit(), edit()), |(one, other)| {
        let Ok(AcceptedChange { workspace: present, changes: theirs, .. }) = run(&one) else { return Ok(()) };
        if theirs.is_empty() {
            return Ok(());
        }
        // Another draft of the same old version, with what the other edit makes of it.
        let mut draft = one.workspace.edit();
        draft.groups.clone_from(&other.draft.groups);
        draft.languages.clone_from(&other.draft.languages);
        let refused = present.change(Actor::Host, draft).unwrap_err();
        let Some(frontdesk::edit::Violation::VersionConflict(stale)) = refused.iter().next() else {
            return Err(TestCaseError::fail("it is not stale"));
        };
        for clash in stale.both.as_ref().unwrap() {
            prop_assert_eq!(clash.draft.item(), clash.present.item());
            prop_assert!(theirs.contains(&clash.present), "{}", clash.present);
        }
        Ok(())
    });
}

#[test]
fn what_is_renamed_there_and_back_is_what_it_was() {
    holds(30, edit(), |Edit { workspace, .. }| {
        let mut draft = workspace.edit();
        rename_all(&mut draft, workspace.draft(), false).unwrap();
        let renamed = draft.clone().check();
        prop_assert!(renamed.is_ok(), "{}", renamed.unwrap_err());
        let has_ids = !(workspace.groups().is_empty() && workspace.agents().is_empty());
        prop_assert!(!has_ids || renamed.unwrap() != workspace);
        rename_all(&mut draft, workspace.draft(), true).unwrap();
        prop_assert_eq!(bytes(&draft.check().unwrap()), bytes(&workspace));
        Ok(())
    });
}

/// Gives everything in a draft another id than it has in a document, or that one back.
fn rename_all(draft: &mut Draft, document: &Draft, back: bool) -> Result<(), EditError> {
    macro_rules! each {
        ($($list:ident: $rename:ident,)*) => {$(
            for (n, item) in document.$list.iter().enumerate() {
                let (id, other) = (item.id.to_string(), format!("renamed-{n}"));
                let (from, to) = if back { (other, id) } else { (id, other) };
                draft.$rename(from, to)?;
            }
        )*};
    }
    each! {
        groups: rename_group,
        agents: rename_agent,
        roles: rename_role,
        schedules: rename_schedule,
        triggers: rename_trigger,
    }
    Ok(())
}

#[test]
fn what_is_deleted_for_another_is_named_nowhere() {
    holds(30, (edit(), any::<Index>(), any::<Index>()), |(edit, one, other)| {
        let mut draft = edit.workspace.edit();
        macro_rules! each {
            ($($list:ident: $delete_for:ident,)*) => {$(
                if !draft.$list.is_empty() {
                    let [id, by] = [one, other].map(|n| n.get(&draft.$list).id.clone());
                    prop_assert_eq!(draft.$delete_for(&id, &by).is_ok(), id != by);
                    prop_assert_eq!(draft.$list.iter().any(|item| item.id == id), id == by);
                }
            )*};
        }
        each! {
            groups: delete_group_for,
            agents: delete_agent_for,
            roles: delete_role_for,
            schedules: delete_schedule_for,
            triggers: delete_trigger_for,
        }
        for problem in draft.check().err().into_iter().flatten() {
            let kind = problem.kind().name();
            prop_assert!(!kind.starts_with("unknown_"), "{problem}");
        }
        Ok(())
    });
}
