//! An explanation is sufficient (rule X4): a workspace that keeps only what it names gives the same
//! decision.

use std::collections::BTreeSet;

use frontdesk::{Agent, Condition, Draft, Field, Group, GroupId, Members, Presence, Router, ScheduleId, Source, Trigger, Workspace};
use frontdesk::explain::{Explanation, SourceResult, TriggerResult};
use frontdesk::settings::PickerSettings;
use proptest::prelude::*;

use crate::support::generate::case;
use crate::support::run::holds;

#[test]
fn what_an_explanation_names_is_enough_for_the_same_decision() {
    holds(100, case(3), |case| {
        let router = Router::new(case.workspace.clone());
        for question in &case.questions {
            let (presence, _) = Presence::from_record(&router, &question.presence);
            let situation = router.situation(&question.visitor, &presence);
            let explanation = situation.explain();
            let kept = Router::new(kept(&case.workspace, &explanation));
            let (presence, _) = Presence::from_record(&kept, &question.presence);
            let record = kept.route(&question.visitor, &presence).to_record();
            prop_assert_eq!(&record, &explanation.decision, "{}\n{:?}", explanation, question);
        }
        Ok(())
    });
}

/// The part of a workspace that an explanation names.
#[track_caller]
fn kept(workspace: &Workspace, explanation: &Explanation) -> Workspace {
    let mut draft = workspace.draft().clone();
    (draft.roles, draft.expect, draft.assertions) = (Vec::new(), Vec::new(), Vec::new());
    draft.precedence.retain(|source| {
        explanation.sources.iter().any(|step| {
            step.source == *source
                && match step.result {
                    SourceResult::Won | SourceResult::Refused(_) => true,
                    // That none of them fires must come out of what is named of them.
                    SourceResult::Empty => *source == Source::Trigger,
                    _ => false,
                }
        })
    });
    draft.triggers = explanation
        .triggers
        .iter()
        .map(|step| {
            let whole = workspace.triggers().iter().find(|t| t.id == step.trigger).unwrap();
            let mut trigger: Trigger = whole.clone();
            trigger.when = match &step.result {
                TriggerResult::Fired => whole.when.clone(),
                TriggerResult::NotTrue { path: place, .. } => whole.when.clone().map(|w| part(w, place)),
                _ => None,
            };
            trigger
        })
        .collect();
    let looked_at = fields(&draft);
    keep_groups(&mut draft, explanation, &looked_at);
    keep_agents(&mut draft, explanation, &looked_at);
    let of_groups = draft.groups.iter().filter_map(|group| group.schedule.clone());
    let schedules: BTreeSet<ScheduleId> = looked_at
        .iter()
        .filter_map(|field| match field {
            Field::Schedule(id) => Some(id.clone()),
            _ => None,
        })
        .chain(of_groups)
        .collect();
    draft.schedules.retain(|schedule| schedules.contains(&schedule.id));
    draft.check().unwrap_or_else(|problems| panic!("{problems}"))
}

/// The part of a condition at a place such as `when.all[1].all[0]`.
#[track_caller]
fn part(condition: Condition, place: &str) -> Condition {
    place.split(".all[").skip(1).fold(condition, |condition, step| {
        let n: usize = step.trim_end_matches(']').parse().unwrap();
        match &condition {
            Condition::All(parts) => parts[n].clone(),
            other => panic!("{other} has no parts"),
        }
    })
}

/// What the conditions that are left look at.
fn fields(draft: &Draft) -> Vec<Field> {
    fn collect(condition: &Condition, fields: &mut Vec<Field>) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| collect(part, fields));
            }
            Condition::Not(part) => collect(part, fields),
            Condition::Predicate(leaf) => fields.push(leaf.field().clone()),
        }
    }
    let mut fields = Vec::new();
    let conditions = draft.triggers.iter().filter_map(|trigger| trigger.when.as_ref());
    conditions.for_each(|when| collect(when, &mut fields));
    fields
}

fn keep_groups(draft: &mut Draft, explanation: &Explanation, looked_at: &[Field]) {
    let decision = &explanation.decision;
    let turn_came = explanation.sources.iter().filter(|step| step.state.is_some());
    let mut named: BTreeSet<GroupId> =
        turn_came.filter_map(|step| step.named.as_deref()).map(GroupId::from).collect();
    named.extend(decision.group.clone());
    named.extend(explanation.serving.iter().map(|step| step.group.clone()));
    named.extend(decision.choices.iter().flatten().map(|choice| choice.group.clone()));
    named.extend(draft.triggers.iter().map(|trigger| trigger.assign_to.clone()));
    named.extend(looked_at.iter().filter_map(|field| match field {
        Field::Group(id) => Some(id.clone()),
        _ => None,
    }));
    draft.groups.retain(|group| named.contains(&group.id));
    for group in &mut draft.groups {
        group.fallback = group.fallback.take().filter(|fallback| named.contains(fallback));
        group.escalation.clear();
    }
    let won = decision.source == Some(Source::Default);
    draft.default_group = draft.default_group.take().filter(|_| won);
    let picked = explanation.sources.iter().any(|step| {
        step.source == Source::Selection
            && matches!(step.result, SourceResult::Won | SourceResult::Refused(_))
    });
    if !picked && !explanation.picker.asked {
        draft.picker = PickerSettings::default();
    }
    if draft.groups.iter().filter(|group| !group.private).count() < 2 {
        draft.picker.question = None;
    }
}

fn keep_agents(draft: &mut Draft, explanation: &Explanation, looked_at: &[Field]) {
    let is_of_everyone = |group: &Group| group.agents == Members::All;
    let all = looked_at.contains(&Field::Staff) || draft.groups.iter().any(is_of_everyone);
    let in_a_group = |agent: &Agent| {
        draft.groups.iter().any(|group| match &group.agents {
            Members::Listed(members) => members.iter().any(|member| member.id == agent.id),
            _ => true,
        })
    };
    let named = |agent: &Agent| explanation.members.iter().any(|step| step.agent == agent.id);
    draft.agents.retain(|agent| all || named(agent) || in_a_group(agent));
    for agent in &mut draft.agents {
        agent.role = "agent".into();
    }
}
