//! Samples of `expect` that get another decision (rule W4).

use crate::analysis::{Concerned, Finding};
use crate::claims::Expectation;
use crate::decision::DecisionRecord;
use crate::presence::Presence;
use crate::router::Router;
use crate::workspace::Workspace;

pub(super) fn look(workspace: &Workspace, list: &mut Vec<Finding>) {
    let samples = &workspace.draft().expect;
    if samples.is_empty() {
        return;
    }
    let router = Router::new(workspace.clone());
    let everyone = Presence::everyone_online(&router);
    for (number, sample) in samples.iter().enumerate() {
        let presence =
            sample.presence.as_ref().map(|record| Presence::from_record(&router, record).0);
        let presence = presence.as_ref().unwrap_or(&everyone);
        let decision = router.route(&sample.visitor, presence).to_record();
        if !holds(sample, &decision) {
            let group = sample.group.iter().cloned().map(Concerned::Group);
            let trigger = sample.trigger.iter().cloned().map(Concerned::Trigger);
            list.push(Finding::FailedSample {
                number,
                name: sample.name.clone(),
                wanted: group.chain(trigger).collect(),
                decision: Box::new(decision),
            });
        }
    }
}

fn holds(sample: &Expectation, decision: &DecisionRecord) -> bool {
    let outcome = sample.outcome.is_none_or(|outcome| outcome == decision.outcome);
    let group = sample.group.is_none() || sample.group == decision.group;
    let trigger = sample.trigger.is_none() || sample.trigger == decision.trigger;
    outcome && group && trigger
}
