//! Documents are read back as what they were written from (rule W5).

use frontdesk::{Draft, Router, Visitor, Workspace};
use frontdesk::decision::DecisionRecord;
use frontdesk::presence::PresenceRecord;
use proptest::prelude::*;
use serde_json::json;

use super::decide;
use crate::support::generate::{Written, case, era, presence, workspace, written, written_visitor};
use crate::support::run::holds;

#[track_caller]
fn check(draft: Draft) -> Workspace {
    draft.check().unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn a_workspace_goes_through_json_and_comes_back_equal_and_as_the_same_text() {
    holds(100, written(era().prop_flat_map(workspace)), |Written(workspace)| {
        let text = serde_json::to_string(&workspace).unwrap();
        let again = check(serde_json::from_str(&text).unwrap());
        prop_assert_eq!(&again, &workspace);
        prop_assert_eq!(&serde_json::to_string(&again).unwrap(), &text);
        let pretty = serde_json::to_string_pretty(&workspace).unwrap();
        prop_assert_eq!(&check(serde_json::from_str(&pretty).unwrap()), &workspace);
        prop_assert_eq!(&check(workspace.draft().clone()), &workspace);
        Ok(())
    });
}

#[test]
fn a_workspace_goes_through_toml_and_comes_back_equal_and_as_the_same_text() {
    // TOML's whole numbers end at 2^63.
    let fits = |count: &u64| i64::try_from(*count).is_ok();
    let workspaces = era().prop_flat_map(workspace).prop_map(move |workspace| {
        let mut draft = workspace.draft().clone();
        for expectation in &mut draft.expect {
            let visitor = &mut expectation.visitor;
            visitor.visits = visitor.visits.filter(fits);
            visitor.pages_viewed = visitor.pages_viewed.filter(fits);
        }
        check(draft)
    });
    holds(100, written(workspaces), |Written(workspace)| {
        let text = toml::to_string(&workspace).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let again = check(toml::from_str(&text).unwrap());
        prop_assert_eq!(&again, &workspace);
        prop_assert_eq!(toml::to_string(&again).unwrap(), text);
        prop_assert_eq!(
            serde_json::to_string(&again).unwrap(),
            serde_json::to_string(&workspace).unwrap()
        );
        Ok(())
    });
}

#[test]
fn assertions_come_back_as_they_were_written() {
    let workspaces = era().prop_flat_map(workspace).prop_filter("a group", |workspace| {
        !workspace.groups().is_empty() && !workspace.triggers().is_empty()
    });
    holds(25, written(workspaces), |Written(workspace)| {
        let mut document = serde_json::to_value(&workspace).unwrap();
        let group = &workspace.groups()[0].id;
        document["assertions"] = workspace
            .triggers()
            .iter()
            .map(|trigger| match &trigger.when {
                Some(when) => json!({"id": trigger.id, "when": when, "never": [group]}),
                None => json!({"always": [group]}),
            })
            .collect();
        let asserting = check(serde_json::from_value(document.clone()).unwrap());
        prop_assert_ne!(&asserting, &workspace);
        prop_assert_eq!(serde_json::to_value(&asserting).unwrap(), document);
        Ok(())
    });
}

#[test]
fn a_visitor_comes_back_equal() {
    holds(200, written(era().prop_flat_map(written_visitor)), |Written(visitor)| {
        let text = serde_json::to_string(&visitor).unwrap();
        let again: Visitor<'_> = serde_json::from_str(&text).unwrap();
        prop_assert!(again == visitor, "{text}");
        prop_assert_eq!(&serde_json::to_string(&again).unwrap(), &text);
        prop_assert!(again.into_owned() == visitor);
        Ok(())
    });
}

#[test]
fn a_presence_record_comes_back_equal() {
    holds(100, era().prop_flat_map(presence), |record| {
        let text = serde_json::to_string(&record).unwrap();
        let again: PresenceRecord = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&again, &record);
        Ok(())
    });
}

#[test]
fn a_decision_record_comes_back_equal() {
    holds(50, case(3), |case| {
        let router = Router::new(case.workspace);
        for question in &case.questions {
            let record = decide(&router, &question.visitor, &question.presence);
            let text = serde_json::to_string(&record).unwrap();
            prop_assert_eq!(&serde_json::from_str::<DecisionRecord>(&text).unwrap(), &record);
            let text = toml::to_string(&record).unwrap();
            prop_assert_eq!(&toml::from_str::<DecisionRecord>(&text).unwrap(), &record);
        }
        Ok(())
    });
}
