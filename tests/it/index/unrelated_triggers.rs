//! The small random workspaces of the other properties, among so many unrelated triggers that the router
//! uses its index.

use frontdesk::{Condition, Field, Group, Presence, Router, Source, Trigger, Workspace};
use proptest::prelude::*;

use super::winner;
use crate::support::generate::{case, leaves};
use crate::support::oracle::Oracle;
use crate::support::run::holds;

/// Together more triggers than the router tries one by one.
const UNRELATED_ON_EACH_SIDE: usize = 100;

/// Triggers that are true of nobody: no visitor has their attribute.
fn unrelated_triggers(side: &'static str) -> impl Iterator<Item = Trigger> {
    (0..UNRELATED_ON_EACH_SIDE).map(move |n| {
        let field = || Field::attribute("unrelated");
        let when: Condition = match n % 6 {
            0 => field().is(format!("{n}")).into(),
            1 => field().contains(format!("/{n}/")).into(),
            2 => field().starts_with(format!("{side}{n}")).into(),
            3 => field().at_least(n as f64) & field().below(n as f64 + 2.0),
            4 => !field().ends_with("x") & Field::PageUrl.exists(),
            _ => field().is(n % 2 == 0) | field().exists(),
        };
        Trigger::new(format!("{side}-{n}"), "unrelated").when(when)
    })
}

#[track_caller]
fn with_unrelated_triggers(workspace: &Workspace, triggers: impl IntoIterator<Item = Trigger>) -> Workspace {
    let mut draft = workspace.draft().clone();
    draft.groups.push(Group::new("unrelated", "Unrelated").private());
    draft.triggers = unrelated_triggers("before").chain(triggers).chain(unrelated_triggers("after")).collect();
    draft.expect.clear();
    draft.check().unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_decision_is_the_oracles_where_triggers_are_looked_up() {
    holds(60, case(5), |case| {
        let workspace = with_unrelated_triggers(&case.workspace, case.workspace.triggers().iter().cloned());
        let router = Router::new(workspace);
        for question in &case.questions {
            let (presence, _) = Presence::from_record(&router, &question.presence);
            let (workspace, visitor) = (router.workspace(), &question.visitor);
            let oracle = Oracle { workspace, visitor, presence: &question.presence };
            let record = router.route(visitor, &presence).to_record();
            let record = serde_json::to_value(record).unwrap();
            prop_assert_eq!(record, oracle.decision(), "{:?}", question);
        }
        Ok(())
    });
}

#[test]
fn each_leaf_has_its_value_where_it_is_looked_up() {
    holds(50, case(4), |case| {
        for leaf in leaves(&case.workspace).into_iter().take(4) {
            // One fires where it is true, one where it is false, and none where it is unknown.
            let mut draft = case.workspace.draft().clone();
            draft.plan.group_routing = true;
            draft.precedence = vec![Source::Trigger];
            draft.triggers.clear();
            let workspace = draft.check().unwrap_or_else(|problems| panic!("{problems}"));
            let triggers = [
                Trigger::new("true", "unrelated").when(leaf.clone()),
                Trigger::new("false", "unrelated").when(!leaf.clone()),
            ];
            let router = Router::new(with_unrelated_triggers(&workspace, triggers));
            for question in &case.questions {
                let (presence, _) = Presence::from_record(&router, &question.presence);
                let (workspace, visitor) = (router.workspace(), &question.visitor);
                let oracle = Oracle { workspace, visitor, presence: &question.presence };
                let decision = router.route(visitor, &presence);
                let found = winner(&decision).map(|trigger| trigger == "true");
                let truth = oracle.leaf(&leaf).or(leaf.truth_if_unknown());
                prop_assert_eq!(found, truth, "{:?}, {:?}", leaf, question);
            }
        }
        Ok(())
    });
}
