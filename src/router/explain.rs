//! Explains a decision: a recorder that keeps everything which the traversal reports ([rule
//! X1](crate::_rules#x1)).

use std::cell::OnceCell;

use crate::context::RoutingContext;
use crate::decision::{
    DecisionRecord, Explanation, GroupState, MemberResult, MemberStep, PickerChoiceStep,
    PickerStep, ServingResult, ServingStep, SourceResult, SourceStep, Verdict, requested_group,
};
use crate::expectation::OutcomeKind;
use crate::ix::{AgentIx, GroupIx, Ix, TriggerIx};
use crate::presence::Counts;
use crate::router::Situation;
use crate::router::diagnosis::{Diagnosis, diagnose};
use crate::router::walk::{GroupTried, Recorder, SourceTried, walk};
use crate::selectable::rejection;
use crate::settings::{PickerMode, Source};
use crate::status::{AgentStatus, GroupStatus};
use crate::strategy::Service;
use crate::visitor::Visitor;
use crate::workspace::Workspace;

pub(super) fn explain(situation: &Situation<'_>) -> Explanation {
    let mut recording = Recording::default();
    // The traversal of decisions, so the explanation cannot disagree with the decision.
    let walked = walk(situation, &mut recording);
    if let Verdict::Assigned(assignment) = walked.verdict {
        recording.winner = assignment.trigger;
    }
    let decision = situation.decision(walked).to_record();
    let groups = Groups { context: situation.context, everyone: OnceCell::new() };
    let served = decision.serving.as_ref();
    let tried = recording.groups.iter();
    let serving = tried.filter_map(|tried| serving_step(&groups, *tried)).map(|step| {
        // A busy group that would have passed the visitor on serves if no other group does.
        let stays = step.result == ServingResult::Overflows && served == Some(&step.group);
        if stays { ServingStep { result: ServingResult::ServesBusy, ..step } } else { step }
    });
    let serving = serving.collect();
    let Diagnosis { triggers, fields, not_diagnosed } = if recording.tried_triggers() {
        diagnose(situation, recording.winner)
    } else {
        Diagnosis::default()
    };
    Explanation {
        at: groups.context.at,
        group_routing: groups.context.workspace.draft().plan.group_routing,
        sources: sources(situation, &groups, &recording),
        triggers,
        fields,
        not_diagnosed,
        picker: picker(situation, &groups, &decision),
        serving,
        members: members(&groups.context, &recording, decision.outcome, situation.visitor()),
        decision,
    }
}

#[derive(Default)]
struct Recording {
    sources: Vec<(Source, SourceTried)>,
    /// The trigger that won.
    winner: Option<TriggerIx>,
    groups: Vec<(GroupIx, GroupStatus, GroupTried)>,
}

impl Recording {
    /// Returns `true` if triggers were considered.
    fn tried_triggers(&self) -> bool {
        self.sources.iter().any(|(source, _)| *source == Source::Trigger)
    }

    /// Returns the group of the trigger that won.
    fn target<'w>(&self, workspace: &'w Workspace) -> Option<&'w str> {
        Some(self.winner?.get(workspace.triggers())?.assign_to.as_str())
    }
}

impl Recorder for Recording {
    fn source(&mut self, source: Source, result: SourceTried) {
        self.sources.push((source, result));
    }

    fn group(&mut self, group: GroupIx, status: GroupStatus, result: GroupTried) {
        self.groups.push((group, status, result));
    }
}

/// The states of groups at the moment of a decision.
struct Groups<'a> {
    context: RoutingContext<'a>,
    /// A memo of the online agents of the workspace, for all groups of everyone.
    everyone: OnceCell<Counts>,
}

impl Groups<'_> {
    fn state_of(&self, group: &str) -> Option<GroupState> {
        self.state(self.context.roster.group(group)?)
    }

    /// Returns the state of a group with its reasons.
    fn state(&self, index: GroupIx) -> Option<GroupState> {
        let group = self.context.group(index)?;
        let count = self.count(index);
        Some(GroupState {
            status: self.context.group_status(index),
            schedule: group.schedule.clone().zip(self.context.group_is_open(index)),
            members: self.context.roster.members(index).len(),
            online: count.online,
            with_room: count.with_room,
        })
    }

    /// Counts the members of a group. The agents of the workspace are counted once for all groups of everyone.
    fn count(&self, group: GroupIx) -> Counts {
        let checked = self.context.workspace.checked_group(group);
        if checked.is_some_and(|checked| checked.has_all_agents) {
            *self.everyone.get_or_init(|| self.context.count(group))
        } else {
            self.context.count(group)
        }
    }
}

/// Lists the sources of the precedence, then those that it leaves out, then the default group.
fn sources(
    situation: &Situation<'_>,
    groups: &Groups<'_>,
    recording: &Recording,
) -> Vec<SourceStep> {
    let workspace = situation.context.workspace;
    let precedence = workspace.precedence();
    // A source that the precedence leaves out is listed, too, because its absence may be the explanation.
    let left_out = Source::ORDER.into_iter().filter(|source| !precedence.contains(source));
    let all = precedence.iter().copied().chain(left_out).chain([Source::Default]);
    all.map(|source| {
        let tried = recording.sources.iter().find(|(tried, _)| *tried == source);
        let result = match tried {
            Some((_, SourceTried::Won)) => SourceResult::Won,
            Some((_, SourceTried::Refused(reason))) => SourceResult::Refused(*reason),
            Some((_, SourceTried::Empty)) => SourceResult::Empty,
            None if source != Source::Default && !precedence.contains(&source) => {
                SourceResult::LeftOut
            }
            None => SourceResult::NotTried,
        };
        let named = match source {
            Source::Default => workspace.default_group().map(|group| group.id.as_str()),
            Source::Trigger => recording.target(workspace),
            other => requested_group(situation.given(), other),
        };
        SourceStep {
            source,
            state: named.filter(|_| tried.is_some()).and_then(|id| groups.state_of(id)),
            // A visitor may send a text of any length. No id of a group is longer than this.
            named: named.map(|code| code.chars().take(crate::id::GROUP_ID_CHARS).collect()),
            result,
        }
    })
    .collect()
}

/// Describes the picker. It decides if it is required and neither a source nor the plan has decided ([rule
/// R7](crate::_rules#r7)).
fn picker(situation: &Situation<'_>, groups: &Groups<'_>, decision: &DecisionRecord) -> PickerStep {
    let context = situation.context;
    let mode = context.workspace.picker().mode;
    // The default group is used only if nobody had to pick, so the picker is explained for it, too.
    let undecided = decision.source.is_none_or(|source| source == Source::Default);
    let decides = mode == PickerMode::Required && undecided;
    let indices = GroupIx::all(context.workspace.groups().len());
    let offer = |group: GroupIx| {
        Some(PickerChoiceStep {
            group: context.group(group)?.id.clone(),
            state: groups.state(group)?,
            refused: rejection(&context, group),
        })
    };
    PickerStep {
        mode,
        offered: situation.picker().choices().count(),
        asked: decision.outcome == OutcomeKind::Ask,
        groups: if decides && context.workspace.draft().plan.group_routing {
            indices.filter_map(offer).collect()
        } else {
            Vec::new()
        },
    }
}

fn serving_step(
    groups: &Groups<'_>,
    (group, _, result): (GroupIx, GroupStatus, GroupTried),
) -> Option<ServingStep> {
    Some(ServingStep {
        group: groups.context.group(group)?.id.clone(),
        state: groups.state(group)?,
        result: match result {
            GroupTried::Serves => ServingResult::Serves,
            GroupTried::Disabled => ServingResult::Disabled,
            GroupTried::CannotServe => ServingResult::CannotServe,
            GroupTried::Overflows => ServingResult::Overflows,
            GroupTried::NotAvailable => ServingResult::NotAvailable,
        },
    })
}

/// Lists the members of the group that serves, or of the chosen one if none serves. Lists every agent if no
/// group takes the visitor.
fn members<'a>(
    context: &RoutingContext<'a>,
    recording: &Recording,
    outcome: OutcomeKind,
    visitor: &'a Visitor<'a>,
) -> Vec<MemberStep> {
    // The last record counts: the groups that a busy group overflows to are recorded after it.
    let serving = recording.groups.iter().rev().find_map(|(group, _, result)| {
        matches!(result, GroupTried::Serves | GroupTried::Overflows).then_some(*group)
    });
    let chosen = || recording.groups.first().map(|(group, _, _)| *group);
    // Only if a member speaks the visitor's language, the others come later.
    let service = serving.and_then(|index| {
        let service = Service::new(*context, index, context.group(index)?, visitor);
        service.has_speaker().then_some(service)
    });
    let step = |agent: AgentIx| member_step(context, agent, service);
    match (outcome, serving.or_else(chosen)) {
        (OutcomeKind::Assigned, Some(group)) => {
            context.roster.members(group).iter().filter_map(step).collect()
        }
        (OutcomeKind::Unassigned, _) => {
            AgentIx::all(context.roster.agent_count()).filter_map(step).collect()
        }
        _ => Vec::new(),
    }
}

fn member_step(
    context: &RoutingContext<'_>,
    index: AgentIx,
    language: Option<Service<'_>>,
) -> Option<MemberStep> {
    let agent = context.workspace.agent_at(index)?;
    let heartbeat = context.presence.heartbeat(context.roster, index, context.at);
    // `heartbeat` ends leases at the instant of the decision, `get` returns the status as it was reported. If
    // only the second one is online, the lease has ended.
    let reported =
        context.presence.get(&agent.id).map(|heartbeat| heartbeat.status).unwrap_or_default();
    let result = match (heartbeat.status, agent.max_conversations) {
        _ if agent.automatic => MemberResult::Automatic,
        (AgentStatus::Online, Some(most)) if !context.roster.has_room(index, heartbeat.load) => {
            MemberResult::Full { load: heartbeat.load, most }
        }
        (AgentStatus::Online, _) if language.is_some_and(|service| !service.is_speaker(index)) => {
            MemberResult::OtherLanguage
        }
        (AgentStatus::Online, _) => MemberResult::Eligible,
        (AgentStatus::Offline, _) if reported == AgentStatus::Online => MemberResult::LeaseEnded,
        (status, _) => MemberResult::NotOnline(status),
    };
    Some(MemberStep { agent: agent.id.clone(), result })
}
