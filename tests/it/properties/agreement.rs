//! The router and the oracle give the same answers.

use frontdesk::{Presence, Router};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::generate::case;
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
            prop_assert_eq!(record, oracle.decision(), "{:?}", question);
            let candidates: Vec<_> = decision.candidates().map(|agent| &agent.id).collect();
            let expected = decision.serving().map(|group| oracle.candidates(group));
            prop_assert_eq!(candidates, expected.unwrap_or_default(), "{:?}", question);
        }
        Ok(())
    });
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
