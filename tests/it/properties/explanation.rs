//! An explanation tells of the decision that was made (rules X1, X3, X5).

use frontdesk::{GroupId, Presence, Router, Source};
use frontdesk::expect::OutcomeKind;
use frontdesk::explain::{MemberResult, MemberStep, ServingResult, SourceResult, TriggerResult};
use proptest::prelude::*;

use crate::support::generate::case;
use crate::support::oracle::Oracle;
use crate::support::run::holds;

#[test]
fn an_explanation_is_of_the_decision_and_names_one_winner() {
    holds(100, case(3), |case| {
        let router = Router::new(case.workspace.clone());
        for question in &case.questions {
            let (presence, _) = Presence::from_record(&router, &question.presence);
            let situation = router.situation(&question.visitor, &presence);
            let explanation = situation.explain();
            let record = situation.route().to_record();
            prop_assert_eq!(&explanation.decision, &record);
            let won: Vec<_> = explanation
                .sources
                .iter()
                .filter(|step| step.result == SourceResult::Won)
                .map(|step| step.source)
                .collect();
            prop_assert_eq!(won, record.source.into_iter().collect::<Vec<_>>());
            let refused: Vec<_> = explanation
                .sources
                .iter()
                .filter_map(|step| match step.result {
                    SourceResult::Refused(why) => Some((step.source, step.named.clone(), why)),
                    _ => None,
                })
                .collect();
            let rejected = record.rejected.iter();
            let rejected: Vec<_> =
                rejected.map(|r| (r.source, Some(r.group.clone()), r.reason)).collect();
            prop_assert_eq!(refused, rejected);
            prop_assert!(!explanation.to_string().is_empty());
            prop_assert!(!record.to_string().is_empty());
            prop_assert_eq!(&explanation.without_values().decision, &record);
        }
        Ok(())
    });
}

#[test]
fn an_explanation_goes_through_the_triggers_up_to_the_winner_and_tells_what_became_of_each() {
    holds(100, case(3), |case| {
        let router = Router::new(case.workspace.clone());
        for question in &case.questions {
            let (presence, _) = Presence::from_record(&router, &question.presence);
            let (workspace, visitor) = (&case.workspace, &question.visitor);
            let oracle = Oracle { workspace, visitor, presence: &question.presence };
            let explanation = router.situation(visitor, &presence).explain();
            for (trigger, step) in workspace.triggers().iter().zip(&explanation.triggers) {
                prop_assert_eq!(&trigger.id, &step.trigger);
                let target = oracle.group(trigger.assign_to.as_str()).unwrap();
                let is_right = match &step.result {
                    TriggerResult::Fired => {
                        Some(&trigger.id) == explanation.decision.trigger.as_ref()
                    }
                    TriggerResult::Disabled => !trigger.enabled,
                    TriggerResult::TargetDisabled => trigger.enabled && !target.enabled,
                    TriggerResult::NotTrue { path: place, .. } => {
                        trigger.enabled
                            && target.enabled
                            && !oracle.fires(trigger)
                            && place.starts_with("when")
                    }
                    _ => false,
                };
                prop_assert!(is_right, "{:?}", step);
            }
            let tried = explanation
                .sources
                .iter()
                .any(|step| step.source == Source::Trigger && step.result == SourceResult::Empty);
            if tried {
                prop_assert_eq!(explanation.triggers.len(), workspace.triggers().len());
            }
        }
        Ok(())
    });
}

#[test]
fn an_explanation_tells_of_each_member_whether_they_are_eligible() {
    holds(100, case(3), |case| {
        let router = Router::new(case.workspace.clone());
        for question in &case.questions {
            let (presence, _) = Presence::from_record(&router, &question.presence);
            let (workspace, visitor) = (&case.workspace, &question.visitor);
            let oracle = Oracle { workspace, visitor, presence: &question.presence };
            let explanation = router.situation(visitor, &presence).explain();
            // Where nobody answers, the members of the chosen group say why.
            let decision = &explanation.decision;
            let answering = decision.serving.as_ref().or(decision.group.as_ref());
            let members = match answering.and_then(|id| oracle.group(id.as_str())) {
                Some(group) => oracle.members(group),
                None if explanation.decision.outcome == OutcomeKind::Unassigned => {
                    workspace.agents().iter().collect()
                }
                None => Vec::new(),
            };
            let expected: Vec<_> =
                members.iter().map(|agent| (&agent.id, oracle.is_eligible(agent))).collect();
            let told: Vec<_> = explanation
                .members
                .iter()
                .map(|step| {
                    let eligible = [MemberResult::Eligible, MemberResult::OtherLanguage];
                    (&step.agent, eligible.contains(&step.result))
                })
                .collect();
            prop_assert_eq!(told, expected);
            // Whoever is passed over for another language is not among those who are told.
            let passed_over = |step: &MemberStep| step.result == MemberResult::OtherLanguage;
            for step in explanation.members.iter().filter(|step| passed_over(step)) {
                prop_assert!(!decision.notify.contains(&step.agent), "{}", step.agent);
            }
        }
        Ok(())
    });
}

#[test]
fn an_explanation_says_how_each_group_that_was_looked_at_stands_and_what_the_picker_did() {
    holds(100, case(3), |case| {
        let router = Router::new(case.workspace.clone());
        for question in &case.questions {
            let (presence, _) = Presence::from_record(&router, &question.presence);
            let (workspace, visitor) = (&case.workspace, &question.visitor);
            let oracle = Oracle { workspace, visitor, presence: &question.presence };
            let explanation = router.situation(visitor, &presence).explain();
            let decision = &explanation.decision;
            let named = explanation.sources.iter().filter_map(|step| {
                let state = step.state.as_ref()?;
                Some((GroupId::from(step.named.as_deref()?), state))
            });
            let served = explanation.serving.iter().map(|step| (step.group.clone(), &step.state));
            let offers = explanation.picker.groups.iter();
            let offers = offers.map(|step| (step.group.clone(), &step.state));
            for (id, state) in named.chain(served).chain(offers) {
                let group = oracle.group(id.as_str()).unwrap();
                let members = oracle.members(group);
                let eligible = members.iter().filter(|agent| oracle.is_eligible(agent)).count();
                prop_assert_eq!(state.status, oracle.standing(group));
                prop_assert_eq!(state.members, members.len());
                prop_assert_eq!(state.with_room as usize, eligible);
                let schedule = state.schedule.as_ref().map(|(id, _)| id);
                prop_assert_eq!(schedule, group.schedule.as_ref());
            }
            // Who serves is the only one that does, and stands last.
            let serves = |result| matches!(result, ServingResult::Serves | ServingResult::ServesBusy);
            let serving: Vec<_> = explanation
                .serving
                .iter()
                .filter(|step| serves(step.result))
                .map(|step| &step.group)
                .collect();
            prop_assert_eq!(serving, decision.serving.iter().collect::<Vec<_>>());
            let offered: Vec<_> = explanation
                .picker
                .groups
                .iter()
                .filter(|step| step.refused.is_none())
                .map(|step| &step.group)
                .collect();
            let choices: Vec<_> = decision.choices.iter().flatten().map(|c| &c.group).collect();
            prop_assert_eq!(offered, choices);
            prop_assert_eq!(explanation.at, visitor.at);
        }
        Ok(())
    });
}
