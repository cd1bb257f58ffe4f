//! What a decision does not depend on.

use frontdesk::{Presence, Router, Source, Trigger};
use proptest::prelude::*;

use super::decide;
use crate::support::generate::{Case, Question, case, further_trigger};
use crate::support::oracle::Oracle;
use crate::support::run::holds;

#[test]
fn the_same_question_gets_the_same_answer_however_the_router_was_made() {
    holds(100, (case(3), case(1), any::<u64>()), |(case, other, seed)| {
        let router = Router::new(case.workspace.clone());
        let seeded = Router::with_seed(case.workspace.clone(), seed);
        let replaced = Router::new(other.workspace).replace(case.workspace.clone());
        let again = router.replace(case.workspace.clone());
        for Question { visitor, presence } in &case.questions {
            let record = decide(&router, visitor, presence);
            for (router, how) in [
                (&router, "asked twice"),
                (&seeded, "another seed"),
                (&replaced, "in the place of another workspace"),
                (&again, "in the place of the same workspace"),
            ] {
                prop_assert_eq!(&decide(router, visitor, presence), &record, "{}", how);
            }
            // A presence of one router serves the others: they have the same agents.
            let (shared, _) = Presence::from_record(&router, presence);
            for router in [&seeded, &replaced, &again] {
                prop_assert_eq!(&router.route(visitor, &shared).to_record(), &record);
            }
        }
        Ok(())
    });
}

#[test]
fn a_situation_gives_each_answer_again() {
    holds(50, case(3), |case| {
        let router = Router::new(case.workspace.clone());
        for question in &case.questions {
            let (presence, _) = Presence::from_record(&router, &question.presence);
            let situation = router.situation(&question.visitor, &presence);
            let first = situation.route().to_record();
            let until = situation.valid_until();
            let explanation = situation.explain();
            prop_assert_eq!(&situation.route().to_record(), &first);
            prop_assert_eq!(situation.valid_until(), until);
            prop_assert_eq!(&situation.explain(), &explanation);
            // An owned visitor is the same visitor.
            let owned = question.visitor.clone().into_owned();
            prop_assert_eq!(&router.route(&owned, &presence).to_record(), &first);
        }
        Ok(())
    });
}

#[test]
fn a_trigger_added_last_takes_no_visitor_whom_an_earlier_source_or_trigger_places() {
    let cases = case(3)
        .prop_filter("a group", |case| !case.workspace.groups().is_empty())
        .prop_flat_map(|case| {
            let trigger = further_trigger(&case.workspace);
            (Just(case), trigger)
        });
    holds(100, cases, |(case, trigger): (Case, Trigger)| {
        let before = Router::new(case.workspace.clone());
        let mut draft = case.workspace.draft().clone();
        draft.triggers.push(trigger.clone());
        let after = before.replace(draft.check().unwrap());
        let precedence = &case.workspace.draft().precedence;
        let turn_of = |source: Source| precedence.iter().position(|listed| *listed == source);
        for Question { visitor, presence } in &case.questions {
            let old = decide(&before, visitor, presence);
            let new = decide(&after, visitor, presence);
            let workspace = &case.workspace;
            let oracle = Oracle { workspace, visitor, presence };
            let winner = old.source.and_then(turn_of);
            let comes_before = match (winner, turn_of(Source::Trigger)) {
                (_, None) => true,
                (Some(winner), Some(trigger)) => winner <= trigger,
                (None, Some(_)) => false,
            };
            let target = oracle.group(trigger.assign_to.as_str()).unwrap();
            let wins = !comes_before
                && workspace.draft().plan.group_routing
                && trigger.enabled
                && target.enabled
                && oracle.fires(&trigger);
            if wins {
                prop_assert_eq!(new.trigger.as_ref(), Some(&trigger.id));
                prop_assert_eq!(new.group.as_ref(), Some(&trigger.assign_to));
            } else {
                prop_assert_eq!(&new, &old);
            }
        }
        Ok(())
    });
}
