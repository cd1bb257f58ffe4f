//! The router and the oracle give the same answers.

use frontdesk::{Group, Presence, Router, Source, Trigger, Workspace};
use frontdesk::condition::Predicate;
use frontdesk::settings::PickerMode;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::decide;
use crate::support::generate::{case, leaves};
use crate::support::oracle::Oracle;
use crate::support::run::holds;

#[test]
fn the_router_decides_as_the_oracle_does() {
    holds(200, case(5), |case| {
        let router = Router::new(case.workspace.clone());
        for question in &case.questions {
            let (presence, _) = Presence::from_record(&router, &question.presence);
            let (workspace, visitor) = (&case.workspace, &question.visitor);
            let oracle = Oracle { workspace, visitor, presence: &question.presence };
            let decision = router.route(visitor, &presence);
            let record = serde_json::to_value(decision.to_record()).unwrap();
            // A decision is written as its record is, and an offered group as its own.
            let written = serde_json::to_string(&decision).unwrap();
            prop_assert_eq!(written, serde_json::to_string(&decision.to_record()).unwrap());
            let picker = serde_json::to_value(router.situation(visitor, &presence).picker()).unwrap();
            let choices = oracle.choices();
            prop_assert_eq!(&picker["question"], &json!(oracle.question()), "{:?}", question);
            prop_assert_eq!(&picker["choices"], &choices, "{:?}", question);
            let must_pick = workspace.picker().mode == PickerMode::Required && choices != json!([]);
            prop_assert_eq!(&picker["required"], &json!(must_pick), "{:?}", question);
            prop_assert_eq!(record, oracle.decision(), "{:?}", question);
            let candidates: Vec<_> = decision.candidates().map(|agent| &agent.id).collect();
            let expected = decision.serving().map(|group| oracle.candidates(group));
            prop_assert_eq!(candidates, expected.unwrap_or_default(), "{:?}", question);
        }
        Ok(())
    });
}

#[test]
fn each_leaf_is_true_or_false_or_unknown_as_the_oracle_says() {
    holds(100, case(3), |case| {
        for leaf in leaves(&case.workspace).into_iter().take(8) {
            let router = Router::new(telling(&case.workspace, &leaf));
            for question in &case.questions {
                let (workspace, visitor) = (router.workspace(), &question.visitor);
                let oracle = Oracle { workspace, visitor, presence: &question.presence };
                let told = decide(&router, visitor, &question.presence).trigger;
                let told = told.as_ref().map(|trigger| trigger == "true");
                let truth = oracle.leaf(&leaf).or(leaf.truth_if_unknown());
                prop_assert_eq!(told, truth, "{:?}, {:?}", leaf, question);
            }
        }
        Ok(())
    });
}

/// The workspace with triggers that tell a leaf's value: one fires where it is true, one where it is
/// false, and none where it is unknown.
#[track_caller]
fn telling(workspace: &Workspace, leaf: &Predicate) -> Workspace {
    let mut draft = workspace.draft().clone();
    draft.plan.group_routing = true;
    draft.precedence = vec![Source::Trigger];
    draft.groups.push(Group::new("told", "Told"));
    draft.triggers = vec![
        Trigger::new("true", "told").when(leaf.clone()),
        Trigger::new("false", "told").when(!leaf.clone()),
    ];
    draft.expect.clear();
    draft.check().unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_picker_offers_what_the_oracle_does_and_every_group_stands_as_it_says() {
    holds(100, case(3), |case| {
        let router = Router::new(case.workspace.clone());
        for question in &case.questions {
            let (presence, _) = Presence::from_record(&router, &question.presence);
            let (workspace, visitor) = (&case.workspace, &question.visitor);
            let oracle = Oracle { workspace, visitor, presence: &question.presence };
            for group in workspace.groups() {
                let standing = router.status(&group.id, &presence, visitor.at);
                prop_assert_eq!(standing, Some(oracle.standing(group)), "{}", group.id);
            }
            let situation = router.situation(visitor, &presence);
            let picker = situation.picker();
            let choices: Value = picker
                .choices()
                .map(|c| json!({"group": c.group.id, "name": c.name, "status": c.status}))
                .collect();
            prop_assert_eq!(choices, oracle.choices(), "{:?}", question);
            prop_assert_eq!(picker.question().map(str::to_owned), oracle.question());
        }
        Ok(())
    });
}
