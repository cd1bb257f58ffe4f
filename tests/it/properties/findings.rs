//! What findings word as a fact holds for every decision.

use std::cell::Cell;
use std::collections::BTreeSet;

use frontdesk::{Group, Presence, Router, Timestamp, Workspace};
use frontdesk::analysis::{Finding, analyze};
use frontdesk::schedule::Hours;
use proptest::prelude::*;

use crate::support::generate::case;
use crate::support::run::holds;

#[test]
fn no_decision_contradicts_a_finding() {
    holds(100, case(4), |case| {
        let findings = analyze(&case.workspace);
        prop_assert_eq!(findings.to_string().lines().count(), findings.len());
        let router = Router::new(case.workspace.clone());
        for question in &case.questions {
            let (presence, _) = Presence::from_record(&router, &question.presence);
            let decision = router.route(&question.visitor, &presence).to_record();
            let offered = router.situation(&question.visitor, &presence).picker().choices().count();
            for finding in &findings {
                let holds = match finding {
                    Finding::DeadTarget { trigger, .. } => {
                        decision.trigger.as_ref() != Some(trigger)
                    }
                    Finding::AfterCatchAll { after, .. } => {
                        decision.trigger.as_ref().is_none_or(|winner| !after.contains(winner))
                    }
                    Finding::UnreachedGroup { group } => {
                        let chosen = decision.group.as_ref() == Some(group);
                        !chosen && decision.serving.as_ref() != Some(group)
                    }
                    Finding::EmptyGroup { group } => decision.serving.as_ref() != Some(group),
                    Finding::ManyChoices { groups } => offered <= groups.len(),
                    Finding::AgentInNoGroup { agent } => {
                        decision.group.is_none() || !decision.notify.contains(agent)
                    }
                    _ => true,
                };
                prop_assert!(holds, "{}: {}\n{:?}", finding, decision, question);
            }
        }
        Ok(())
    });
}

/// The minutes of a week of winter and of one of summer.
fn minutes() -> impl Iterator<Item = Timestamp> {
    let weeks = [1_767_571_200_000_i64, 1_783_296_000_000];
    weeks.into_iter().flat_map(|monday| {
        (0..7 * 24 * 60).map(move |minute| Timestamp::from_unix_millis(monday + minute * 60_000))
    })
}

fn is_open(workspace: &Workspace, group: &Group, at: Timestamp) -> bool {
    let hours = group.schedule.as_ref().map(|id| workspace.hours(id).unwrap());
    hours.is_none_or(|hours: &Hours| hours.is_open(at))
}

#[test]
fn a_fallback_is_closed_too_where_no_minute_of_a_week_says_otherwise() {
    let (told, untold) = (Cell::new(0), Cell::new(0));
    holds(20, case(1), |case| {
        // Dates with hours of their own are told apart from the week.
        let mut draft = case.workspace.draft().clone();
        draft.schedules.iter_mut().for_each(|schedule| schedule.exceptions.clear());
        let workspace = draft.check().unwrap();
        let findings = analyze(&workspace);
        let found: BTreeSet<&str> = findings
            .iter()
            .filter_map(|finding| match finding {
                Finding::FallbackClosedToo { group, .. } => Some(group.as_str()),
                _ => None,
            })
            .collect();
        for group in workspace.groups().iter().filter(|group| group.enabled) {
            let next = |group: &&Group| workspace.group(group.fallback.as_ref()?);
            let chain: Vec<&Group> = std::iter::successors(next(&group), next).collect();
            if chain.is_empty() {
                continue;
            }
            let mut closed = minutes().filter(|at| !is_open(&workspace, group, *at)).peekable();
            let closes = closed.peek().is_some();
            let serving = chain.iter().filter(|group| group.enabled).collect::<Vec<_>>();
            let helps = closed.any(|at| serving.iter().any(|group| is_open(&workspace, group, at)));
            let expected = closes && !helps;
            prop_assert_eq!(found.contains(group.id.as_str()), expected, "{}", group.id);
            let count = if expected { &told } else { &untold };
            count.set(count.get() + 1);
        }
        Ok(())
    });
    assert!(told.get() > 0 && untold.get() > 0, "{} told, {} not", told.get(), untold.get());
}
