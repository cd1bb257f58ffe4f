//! What findings word as a fact holds for every decision.

use frontdesk::{Finding, Presence, Router, analyze};
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
