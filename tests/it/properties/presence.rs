//! However a presence came about, it says the same.

use std::collections::BTreeMap;

use frontdesk::{Agent, AgentId, Draft, Heartbeat, Members, Presence, Router, Workspace};
use frontdesk::presence::{AgentStatus, PresenceRecord};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::decide;
use crate::support::generate::Question;
use crate::support::generate::{AGENTS, Case, beat, case, era, instant, question, workspace};
use crate::support::run::holds;

/// A workspace with some of the same agents in another order, others besides, and groups of the same
/// names with other members.
#[track_caller]
fn with_other_roster(workspace: &Workspace, agents: &[&str]) -> Workspace {
    let mut draft = Draft::new().agents(agents.iter().map(|id| Agent::new(*id)));
    for group in workspace.groups().iter().rev() {
        let mut group = group.clone();
        group.schedule = None;
        group.fallback = None;
        group.escalation.clear();
        group.agents = match group.agents {
            Members::All => Members::Listed(vec![agents[0].into()]),
            Members::Listed(members) if members.len() % 2 == 0 => Members::All,
            Members::Listed(members) => {
                let kept = members.into_iter().rev();
                Members::Listed(kept.filter(|m| agents.contains(&m.id.as_str())).collect())
            }
        };
        draft = draft.group(group);
    }
    draft.check().unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn a_presence_of_another_roster_is_read_by_ids() {
    let agents = subsequence(AGENTS, 1..=AGENTS.len()).prop_shuffle();
    holds(100, (case(3), agents), |(case, agents)| {
        let router = Router::new(case.workspace.clone());
        let other = Router::new(with_other_roster(&case.workspace, &agents));
        for Question { visitor, presence: record } in &case.questions {
            let known: PresenceRecord = record
                .iter()
                .filter(|(id, _)| agents.contains(&id.as_str()))
                .map(|(id, beat)| (id, *beat))
                .collect();
            let expected = decide(&router, visitor, &known);
            let (mut presence, unknown) = Presence::from_record(&other, record);
            prop_assert_eq!(unknown.len() + known.iter().len(), record.iter().len());
            prop_assert_eq!(&router.route(visitor, &presence).to_record(), &expected);
            for group in case.workspace.groups() {
                let (fresh, _) = Presence::from_record(&router, &known);
                prop_assert_eq!(
                    router.status(&group.id, &presence, visitor.at),
                    router.status(&group.id, &fresh, visitor.at)
                );
            }
            presence.follow(&router);
            prop_assert_eq!(&router.route(visitor, &presence).to_record(), &expected);
        }
        Ok(())
    });
}

/// What the last beats of a record say: of agents of the workspace, more than "offline".
fn last_beats(workspace: &Workspace, beats: &[(&str, Heartbeat)]) -> BTreeMap<AgentId, Heartbeat> {
    let known = beats.iter().filter(|(id, _)| workspace.agent(id).is_some());
    let last: BTreeMap<AgentId, Heartbeat> = known.map(|(id, beat)| ((*id).into(), *beat)).collect();
    last.into_iter().filter(|(_, beat)| *beat != Heartbeat::default()).collect()
}

fn beats_of(presence: &Presence) -> BTreeMap<AgentId, Heartbeat> {
    presence.to_record().iter().map(|(id, beat)| (id.clone(), *beat)).collect()
}

type Steps = Vec<(&'static str, Heartbeat)>;

fn steps() -> impl Strategy<Value = (Case, Steps, frontdesk::Timestamp)> {
    era().prop_flat_map(|era| {
        let questions = vec(question(era), 3);
        let case = (workspace(era), questions)
            .prop_map(|(workspace, questions)| Case { workspace, questions });
        (case, vec((select(AGENTS), beat(era)), 0..30), instant(era))
    })
}

#[test]
fn a_presence_changed_step_by_step_equals_one_made_at_once() {
    holds(100, steps(), |(case, steps, _)| {
        let router = Router::new(case.workspace.clone());
        let mut stepwise = Presence::new(&router);
        for (agent, beat) in &steps {
            let before = stepwise.get(agent);
            match stepwise.set(agent, *beat) {
                Ok(is_news) => {
                    let before = before.unwrap();
                    let differs = (before.status, before.load) != (beat.status, beat.load);
                    prop_assert_eq!(is_news, differs);
                    prop_assert_eq!(stepwise.get(agent), Ok(*beat));
                }
                Err(unknown) => {
                    prop_assert_eq!(unknown.0.as_str(), *agent);
                    prop_assert!(case.workspace.agent(agent).is_none());
                }
            }
        }
        let last = last_beats(&case.workspace, &steps);
        prop_assert_eq!(&beats_of(&stepwise), &last);
        let record: PresenceRecord = last.into_iter().collect();
        for question in &case.questions {
            let expected = decide(&router, &question.visitor, &record);
            prop_assert_eq!(&router.route(&question.visitor, &stepwise).to_record(), &expected);
            let again = decide(&router, &question.visitor, &stepwise.to_record());
            prop_assert_eq!(&again, &expected);
        }
        Ok(())
    });
}

#[test]
fn lapsing_leases_changes_no_decision_from_then_on() {
    holds(100, steps(), |(case, steps, now)| {
        let router = Router::new(case.workspace.clone());
        let record: PresenceRecord = steps.iter().copied().collect();
        let (before, _) = Presence::from_record(&router, &record);
        let mut after = before.clone();
        let mut lapsed = after.expire_leases(now);
        lapsed.sort();
        let ended: Vec<AgentId> = last_beats(&case.workspace, &steps)
            .into_iter()
            .filter(|(_, beat)| {
                beat.status == AgentStatus::Online && beat.until.is_some_and(|until| until <= now)
            })
            .map(|(id, _)| id)
            .collect();
        prop_assert_eq!(lapsed, ended);
        prop_assert_eq!(after.clone().expire_leases(now), Vec::<AgentId>::new());
        for question in &case.questions {
            let mut visitor = question.visitor.clone();
            // A visitor without an instant sees leases ended anyway.
            visitor.at = visitor.at.map(|at| at.max(now));
            prop_assert_eq!(
                router.route(&visitor, &after).to_record(),
                router.route(&visitor, &before).to_record()
            );
        }
        Ok(())
    });
}

#[test]
fn everyone_online_is_what_a_record_of_everyone_says() {
    holds(50, case(2), |case| {
        let router = Router::new(case.workspace.clone());
        let agents = case.workspace.agents().iter();
        let record: PresenceRecord = agents.map(|agent| (&agent.id, Heartbeat::online())).collect();
        let everyone = Presence::everyone_online(&router);
        prop_assert_eq!(&everyone.to_record(), &record);
        for question in &case.questions {
            let decision = router.route(&question.visitor, &everyone).to_record();
            prop_assert_eq!(decision, decide(&router, &question.visitor, &record));
        }
        Ok(())
    });
}
