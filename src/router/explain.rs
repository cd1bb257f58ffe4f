//! The walk, told: a recorder that keeps everything (rule X1).

use crate::claims::OutcomeKind;
use crate::condition::{self, Blame, Observed};
use crate::decision::{
    DecisionRecord, Explanation, GroupState, MemberResult, MemberStep, OfferStep, PickerStep,
    SeenField, SeenValue, ServingResult, ServingStep, SourceResult, SourceStep, TriggerResult,
    TriggerStep, named,
};
use crate::offer::refusal;
use crate::router::Situation;
use crate::router::walk::{GroupTried, Recorder, Tried, TriggerTried, walk};
use crate::scene::Scene;
use crate::settings::{PickerMode, Source};
use crate::status::{Standing, Status};
use crate::workspace::Workspace;

pub(super) fn explain(situation: &Situation<'_>) -> Explanation {
    let mut recording = Recording::default();
    let decision = situation.decision(walk(situation, &mut recording)).to_record();
    let scene = situation.scene;
    let triggers = recording.triggers.iter();
    let groups = recording.groups.iter();
    let served = decision.serving.as_ref();
    let serving = groups.filter_map(|tried| serving_step(&scene, *tried)).map(|step| {
        // Nobody took what would have passed on.
        let stays = step.result == ServingResult::Overflows && served == Some(&step.group);
        if stays { ServingStep { result: ServingResult::ServesBusy, ..step } } else { step }
    });
    Explanation {
        at: scene.at,
        group_routing: scene.workspace.draft().plan.group_routing,
        sources: sources(situation, &recording),
        triggers: triggers.filter_map(|tried| trigger_step(situation, *tried)).collect(),
        picker: picker(situation, &decision),
        serving: serving.collect(),
        members: members(&scene, &recording, decision.outcome),
        decision,
    }
}

#[derive(Default)]
struct Recording {
    sources: Vec<(Source, Tried)>,
    triggers: Vec<(u32, TriggerTried)>,
    groups: Vec<(u32, Standing, GroupTried)>,
}

impl Recording {
    /// The group of the trigger that won.
    fn target<'w>(&self, workspace: &'w Workspace) -> Option<&'w str> {
        let (place, result) = self.triggers.last()?;
        let fired = matches!(result, TriggerTried::Fired);
        let trigger = workspace.triggers().get(*place as usize).filter(|_| fired)?;
        Some(trigger.assign_to.as_str())
    }
}

impl Recorder for Recording {
    const EVERY_TRIGGER: bool = true;

    fn source(&mut self, source: Source, result: Tried) {
        self.sources.push((source, result));
    }

    fn trigger(&mut self, place: u32, result: TriggerTried) {
        self.triggers.push((place, result));
    }

    fn group(&mut self, place: u32, status: Standing, result: GroupTried) {
        self.groups.push((place, status, result));
    }
}

/// Those of the precedence, then those that it leaves out, then the default group.
fn sources(situation: &Situation<'_>, recording: &Recording) -> Vec<SourceStep> {
    let workspace = situation.scene.workspace;
    let precedence = workspace.precedence();
    let left_out = Source::ORDER.into_iter().filter(|source| !precedence.contains(source));
    let all = precedence.iter().copied().chain(left_out).chain([Source::Default]);
    all.map(|source| {
        let tried = recording.sources.iter().find(|(tried, _)| *tried == source);
        let result = match tried {
            Some((_, Tried::Won)) => SourceResult::Won,
            Some((_, Tried::Refused(reason))) => SourceResult::Refused(*reason),
            Some((_, Tried::Empty)) => SourceResult::Empty,
            None if source != Source::Default && !precedence.contains(&source) => {
                SourceResult::LeftOut
            }
            None => SourceResult::NotTried,
        };
        let named = match source {
            Source::Default => workspace.default_group().map(|group| group.id.as_str()),
            Source::Trigger => recording.target(workspace),
            other => named(situation.given(), other),
        };
        SourceStep {
            source,
            state: named.filter(|_| tried.is_some()).and_then(|id| state_of(&situation.scene, id)),
            named: named.map(|code| code.chars().take(crate::id::GROUP_ID_CHARS).collect()),
            result,
        }
    })
    .collect()
}

/// The picker decides where it is required and nothing else has (rule R7): neither a source, nor the
/// plan.
fn picker(situation: &Situation<'_>, decision: &DecisionRecord) -> PickerStep {
    let scene = situation.scene;
    let mode = scene.workspace.picker().mode;
    let undecided = decision.source.is_none_or(|source| source == Source::Default);
    let decides = mode == PickerMode::Required && undecided;
    let places = (0..).take(scene.workspace.groups().len());
    let offer = |place: u32| {
        Some(OfferStep {
            group: scene.group(place)?.id.clone(),
            state: state(&scene, place)?,
            refused: refusal(&scene, place),
        })
    };
    PickerStep {
        mode,
        offered: situation.picker().choices().count(),
        asked: decision.outcome == OutcomeKind::Ask,
        groups: if decides && scene.workspace.draft().plan.group_routing {
            places.filter_map(offer).collect()
        } else {
            Vec::new()
        },
    }
}

fn trigger_step(situation: &Situation<'_>, tried: (u32, TriggerTried)) -> Option<TriggerStep> {
    let (place, result) = tried;
    let workspace = situation.scene.workspace;
    let trigger = workspace.triggers().get(place as usize)?;
    let result = match result {
        TriggerTried::Fired => TriggerResult::Fired,
        TriggerTried::Disabled => TriggerResult::Disabled,
        TriggerTried::TargetDisabled => TriggerResult::TargetDisabled,
        TriggerTried::NotTrue => {
            let program = workspace.checked_triggers().get(place as usize)?.when?;
            let condition = trigger.when.as_ref()?;
            let rules = workspace.rules();
            not_true(&condition::first_untrue(condition, program, rules, situation)?)
        }
    };
    Some(TriggerStep { trigger: trigger.id.clone(), result })
}

/// The most characters of a part: a list may have 10,000 values.
const PART_CHARS: usize = 500;

fn not_true(blame: &Blame<'_, '_>) -> TriggerResult {
    let mut place = "when".to_owned();
    for n in &blame.path {
        place.push_str(&format!(".all[{n}]"));
    }
    let seen = blame.seen.iter().map(|(field, observed)| SeenField {
        field: field.to_string(),
        value: seen_value(observed),
    });
    TriggerResult::NotTrue {
        place,
        part: blame.part.to_string().chars().take(PART_CHARS).collect(),
        truth: blame.truth,
        seen: seen.collect(),
    }
}

fn seen_value(observed: &Observed<'_>) -> SeenValue {
    match observed {
        Observed::Unknown => SeenValue::Unknown,
        Observed::State(word) => SeenValue::State((*word).to_owned()),
        Observed::Value(seen) => SeenValue::from(seen),
    }
}

fn serving_step(
    scene: &Scene<'_>,
    (place, _, result): (u32, Standing, GroupTried),
) -> Option<ServingStep> {
    Some(ServingStep {
        group: scene.group(place)?.id.clone(),
        state: state(scene, place)?,
        result: match result {
            GroupTried::Serves => ServingResult::Serves,
            GroupTried::Disabled => ServingResult::Disabled,
            GroupTried::CannotServe => ServingResult::CannotServe,
            GroupTried::Overflows => ServingResult::Overflows,
            GroupTried::NotAvailable => ServingResult::NotAvailable,
        },
    })
}

fn state_of(scene: &Scene<'_>, group: &str) -> Option<GroupState> {
    state(scene, scene.roster.group(group)?)
}

/// How a group stands, with the reasons.
fn state(scene: &Scene<'_>, place: u32) -> Option<GroupState> {
    let group = scene.group(place)?;
    let count = scene.count(place);
    Some(GroupState {
        status: scene.standing(place),
        schedule: group.schedule.clone().zip(scene.group_is_open(place)),
        members: scene.roster.members(place).len(),
        online: count.online,
        with_room: count.with_room,
    })
}

/// The members of the group that answers, or of the chosen one where none does; every agent where no
/// group takes the visitor.
fn members(scene: &Scene<'_>, recording: &Recording, outcome: OutcomeKind) -> Vec<MemberStep> {
    let answering = recording.groups.iter().rev().find_map(|(place, _, result)| {
        matches!(result, GroupTried::Serves | GroupTried::Overflows).then_some(*place)
    });
    let chosen = || recording.groups.first().map(|(place, _, _)| *place);
    let step = |place: u32| member_step(scene, place);
    match (outcome, answering.or_else(chosen)) {
        (OutcomeKind::Assigned, Some(group)) => {
            scene.roster.members(group).iter().filter_map(step).collect()
        }
        (OutcomeKind::Unassigned, _) => {
            (0..).take(scene.roster.agent_count()).filter_map(step).collect()
        }
        _ => Vec::new(),
    }
}

fn member_step(scene: &Scene<'_>, place: u32) -> Option<MemberStep> {
    let agent = scene.workspace.agents().get(place as usize)?;
    let beat = scene.presence.beat(scene.roster, place, scene.at);
    let said = scene.presence.get(&agent.id).map(|beat| beat.status).unwrap_or_default();
    let result = match (beat.status, agent.max_conversations) {
        (Status::Online, Some(most)) if !scene.roster.has_room(place, beat.load) => {
            MemberResult::Full { load: beat.load, most }
        }
        (Status::Online, _) => MemberResult::Eligible,
        (Status::Offline, _) if said == Status::Online => MemberResult::LeaseEnded,
        (status, _) => MemberResult::NotOnline(status),
    };
    Some(MemberStep { agent: agent.id.clone(), result })
}
