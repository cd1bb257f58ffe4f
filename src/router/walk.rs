//! The rules R and A, written once: the walk from a visitor to a verdict, generic over what it
//! tells on the way.

use crate::decision::{Placed, Rejections, Verdict, named};
use crate::offer::{Reason, refusal};
use crate::router::Situation;
use crate::scene::Scene;
use crate::settings::{PickerMode, Source};
use crate::status::Standing;

/// Whom a walk is about: a visitor as it is, or as a search would change it.
pub(super) trait Subject {
    fn scene(&self) -> &Scene<'_>;

    /// What an assignment, a selection or a code names.
    fn named(&self, source: Source) -> Option<&str>;

    /// [Rule R5](crate::_rules#r5): the first enabled trigger in list order whose target is enabled and whose
    /// condition is true.
    fn first_trigger(&self) -> Option<u32>;
}

impl Subject for Situation<'_> {
    #[inline]
    fn scene(&self) -> &Scene<'_> {
        &self.scene
    }

    #[inline]
    fn named(&self, source: Source) -> Option<&str> {
        named(self.given(), source)
    }

    #[inline]
    fn first_trigger(&self) -> Option<u32> {
        self.router.matcher.first(self.scene.workspace, self)
    }
}

/// What a walk tells on the way.
pub(super) trait Recorder {
    fn source(&mut self, _source: Source, _result: Tried) {}
    fn group(&mut self, _place: u32, _status: Standing, _result: GroupTried) {}
}

/// What became of a source whose turn came.
#[derive(Clone, Copy)]
pub(super) enum Tried {
    Won,
    Refused(Reason),
    Empty,
}

/// What became of a group that could serve.
#[derive(Clone, Copy)]
pub(super) enum GroupTried {
    Serves,
    Disabled,
    CannotServe,
    Overflows,
    NotAvailable,
}

/// Records nothing.
pub(super) struct Silent;

impl Recorder for Silent {}

/// Where a walk ended, and what was refused on the way.
pub(super) struct Walked {
    pub(super) verdict: Verdict,
    pub(super) rejected: Rejections,
}

/// A group for a visitor, and what chose it.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    pub(super) group: u32,
    pub(super) source: Source,
    pub(super) trigger: Option<u32>,
}

/// Rules [R1](crate::_rules#r1) to [R11](crate::_rules#r11).
pub(super) fn walk<S: Subject, R: Recorder>(subject: &S, recorder: &mut R) -> Walked {
    let scene = subject.scene();
    let mut rejected = Rejections::default();
    if !scene.workspace.draft().plan.group_routing {
        return Walked { verdict: Verdict::Unassigned, rejected };
    }
    let verdict = match by_precedence(subject, recorder, &mut rejected) {
        Some(chosen) => placed(scene, &chosen, recorder),
        None if asks(scene) => Verdict::Ask,
        None => match by_default(scene, recorder) {
            Some(chosen) => placed(scene, &chosen, recorder),
            None => Verdict::Unassigned,
        },
    };
    Walked { verdict, rejected }
}

/// [Rule R1](crate::_rules#r1): the first source that yields a group.
#[inline]
fn by_precedence<S: Subject, R: Recorder>(
    subject: &S,
    recorder: &mut R,
    rejected: &mut Rejections,
) -> Option<Chosen> {
    let scene = subject.scene();
    for source in scene.workspace.precedence() {
        let source = *source;
        if source == Source::Trigger {
            let trigger = subject.first_trigger();
            let target = trigger.and_then(|place| target(scene, place));
            recorder.source(source, target.map_or(Tried::Empty, |_| Tried::Won));
            if let Some(group) = target {
                return Some(Chosen { group, source, trigger });
            }
        } else if let Some(group) = named_group(subject, source, recorder, rejected) {
            return Some(Chosen { group, source, trigger: None });
        }
    }
    None
}

/// The group that a visitor gets and what chooses it, without who answers there; `asks` says whether
/// visitors must pick whom no source places.
pub(super) fn chosen<S: Subject>(subject: &S, asks: bool) -> Option<Chosen> {
    let by_precedence = by_precedence(subject, &mut Silent, &mut Rejections::default());
    by_precedence.or_else(|| if asks { None } else { by_default(subject.scene(), &mut Silent) })
}

/// [Rule R8](crate::_rules#r8): the group of visitors whom no source places.
fn by_default<R: Recorder>(scene: &Scene<'_>, recorder: &mut R) -> Option<Chosen> {
    let group = scene.workspace.default_place();
    recorder.source(Source::Default, group.map_or(Tried::Empty, |_| Tried::Won));
    group.map(|group| Chosen { group, source: Source::Default, trigger: None })
}

/// Rules [R2](crate::_rules#r2) to [R4](crate::_rules#r4): the group that an assignment, a selection or a code yields.
#[inline]
fn named_group<S: Subject, R: Recorder>(
    subject: &S,
    source: Source,
    recorder: &mut R,
    rejected: &mut Rejections,
) -> Option<u32> {
    let scene = subject.scene();
    let Some(code) = subject.named(source) else {
        recorder.source(source, Tried::Empty);
        return None;
    };
    // Rule R12: longer codes are unknown without being hashed. Codes are ASCII, so bytes will do.
    let known = Some(code).filter(|code| code.len() <= crate::id::GROUP_ID_CHARS);
    let place = known.and_then(|code| scene.roster.group(code));
    let refused = match place {
        None => Some(Reason::Unknown),
        Some(place) if source == Source::Selection => refusal(scene, place),
        Some(place) if !scene.is_enabled(place) => Some(Reason::Disabled),
        Some(_) => None,
    };
    if let Some(reason) = refused {
        recorder.source(source, Tried::Refused(reason));
        rejected.push(source, reason);
        return None;
    }
    recorder.source(source, Tried::Won);
    place
}

fn target(scene: &Scene<'_>, trigger: u32) -> Option<u32> {
    scene.workspace.checked_triggers().get(trigger as usize).map(|trigger| trigger.target)
}

/// [Rule R7](crate::_rules#r7): whether the visitor must pick, now that no source has placed them.
pub(super) fn asks(scene: &Scene<'_>) -> bool {
    let groups = (0..).take(scene.workspace.groups().len());
    scene.workspace.picker().mode == PickerMode::Required
        && groups.into_iter().any(|place| refusal(scene, place).is_none())
}

fn placed<R: Recorder>(scene: &Scene<'_>, chosen: &Chosen, recorder: &mut R) -> Verdict {
    let Chosen { group, source, trigger } = *chosen;
    let status = scene.standing(group);
    let serving = serving(scene, group, status, recorder);
    Verdict::Assigned(Placed { group, source, trigger, status, serving })
}

/// [Rule A2](crate::_rules#a2): the first of chosen group, its fallback, that one's fallback and so on, which is
/// enabled and available or busy; if that one is busy and overflows, the first enabled and
/// available group further down, where there is one.
pub(super) fn serving<R: Recorder>(
    scene: &Scene<'_>,
    chosen: u32,
    status_of_chosen: Standing,
    recorder: &mut R,
) -> Option<u32> {
    let mut next = Some((chosen, status_of_chosen));
    while let Some((group, status)) = next {
        if !scene.is_enabled(group) {
            recorder.group(group, status, GroupTried::Disabled);
        } else if !status.serves() {
            recorder.group(group, status, GroupTried::CannotServe);
        } else if status == Standing::Busy && scene.overflows(group) {
            recorder.group(group, status, GroupTried::Overflows);
            return Some(overflow(scene, group, recorder).unwrap_or(group));
        } else {
            recorder.group(group, status, GroupTried::Serves);
            return Some(group);
        }
        next = scene.fallback(group).map(|fallback| (fallback, scene.standing(fallback)));
    }
    None
}

/// Rarely come to, so it stays out of the way of what is.
#[cold]
fn overflow<R: Recorder>(scene: &Scene<'_>, busy: u32, recorder: &mut R) -> Option<u32> {
    let mut next = scene.fallback(busy);
    while let Some(group) = next {
        let status = scene.standing(group);
        if !scene.is_enabled(group) {
            recorder.group(group, status, GroupTried::Disabled);
        } else if status == Standing::Available {
            recorder.group(group, status, GroupTried::Serves);
            return Some(group);
        } else {
            recorder.group(group, status, GroupTried::NotAvailable);
        }
        next = scene.fallback(group);
    }
    None
}
