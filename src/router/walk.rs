//! Implements the rules R and A once: the traversal from a visitor to a verdict, generic over what it records
//! on the way.
//!
//! A decision records nothing ([`NoTrace`]), and an explanation records everything. The compiler removes the
//! calls of the former, so the traversal that explains costs decisions nothing.

use crate::context::RoutingContext;
use crate::decision::{Assignment, Rejections, Verdict, requested_group};
use crate::ix::{GroupIx, Ix, TriggerIx};
use crate::router::Situation;
use crate::selectable::{RejectionReason, rejection};
use crate::settings::{PickerMode, Source};
use crate::status::GroupStatus;

/// The input of a traversal: a visitor as given, or as a search would change it.
pub(super) trait RouteInput {
    fn context(&self) -> &RoutingContext<'_>;

    /// Returns the group that an assignment, a selection or a code names.
    fn named(&self, source: Source) -> Option<&str>;

    /// Returns the trigger of [rule R5](crate::_rules#r5): the first enabled trigger in list order whose
    /// target is enabled and whose condition is true.
    fn first_trigger(&self) -> Option<TriggerIx>;
}

impl RouteInput for Situation<'_> {
    #[inline]
    fn context(&self) -> &RoutingContext<'_> {
        &self.context
    }

    #[inline]
    fn named(&self, source: Source) -> Option<&str> {
        requested_group(self.given(), source)
    }

    #[inline]
    fn first_trigger(&self) -> Option<TriggerIx> {
        self.router.matcher.first(self.context.workspace, self)
    }
}

/// Receives what a traversal finds.
pub(super) trait Recorder {
    fn source(&mut self, _source: Source, _result: SourceTried) {}
    fn group(&mut self, _group: GroupIx, _status: GroupStatus, _result: GroupTried) {}
}

/// The result of a source that was tried.
#[derive(Clone, Copy)]
pub(super) enum SourceTried {
    Won,
    Refused(RejectionReason),
    Empty,
}

/// The result of a group that was considered for serving.
#[derive(Clone, Copy)]
pub(super) enum GroupTried {
    Serves,
    Disabled,
    CannotServe,
    Overflows,
    NotAvailable,
}

/// Records nothing.
pub(super) struct NoTrace;

impl Recorder for NoTrace {}

/// The verdict of a traversal, and the names that were rejected on the way.
pub(super) struct WalkResult {
    pub(super) verdict: Verdict,
    pub(super) rejected: Rejections,
}

/// A group for a visitor, and what chose it.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    pub(super) group: GroupIx,
    pub(super) source: Source,
    pub(super) trigger: Option<TriggerIx>,
}

/// Applies rules [R1](crate::_rules#r1) to [R11](crate::_rules#r11).
pub(super) fn walk<S: RouteInput, R: Recorder>(subject: &S, recorder: &mut R) -> WalkResult {
    let context = subject.context();
    let mut rejected = Rejections::default();
    if !context.workspace.draft().plan.group_routing {
        return WalkResult { verdict: Verdict::Unassigned, rejected };
    }
    let verdict = match by_precedence(subject, recorder, &mut rejected) {
        Some(chosen) => assigned(context, &chosen, recorder),
        // Rule R7 before rule R8: a required picker asks the visitors that the default group would take
        // otherwise.
        None if asks(context) => Verdict::Ask,
        None => match by_default(context, recorder) {
            Some(chosen) => assigned(context, &chosen, recorder),
            None => Verdict::Unassigned,
        },
    };
    WalkResult { verdict, rejected }
}

/// Applies [rule R1](crate::_rules#r1): the first source that yields a group.
#[inline]
fn by_precedence<S: RouteInput, R: Recorder>(
    subject: &S,
    recorder: &mut R,
    rejected: &mut Rejections,
) -> Option<Chosen> {
    let context = subject.context();
    for source in context.workspace.precedence() {
        let source = *source;
        if source == Source::Trigger {
            let trigger = subject.first_trigger();
            // The target is enabled, because the matcher holds only triggers that can win.
            let target = trigger.and_then(|trigger| target(context, trigger));
            recorder.source(source, target.map_or(SourceTried::Empty, |_| SourceTried::Won));
            if let Some(group) = target {
                return Some(Chosen { group, source, trigger });
            }
        } else if let Some(group) = named_group(subject, source, recorder, rejected) {
            return Some(Chosen { group, source, trigger: None });
        }
    }
    None
}

/// Returns the group that a visitor gets and what chooses it, without the serving group. `must_pick` says whether
/// visitors whom no source assigns must pick a group.
pub(super) fn chosen<S: RouteInput>(subject: &S, must_pick: bool) -> Option<Chosen> {
    let by_precedence = by_precedence(subject, &mut NoTrace, &mut Rejections::default());
    by_precedence
        .or_else(|| if must_pick { None } else { by_default(subject.context(), &mut NoTrace) })
}

/// Applies [rule R8](crate::_rules#r8): the group of visitors whom no source assigns.
fn by_default<R: Recorder>(context: &RoutingContext<'_>, recorder: &mut R) -> Option<Chosen> {
    let group = context.workspace.default_index();
    recorder.source(Source::Default, group.map_or(SourceTried::Empty, |_| SourceTried::Won));
    group.map(|group| Chosen { group, source: Source::Default, trigger: None })
}

/// Applies rules [R2](crate::_rules#r2) to [R4](crate::_rules#r4): the group that an assignment, a selection
/// or a code yields.
#[inline]
fn named_group<S: RouteInput, R: Recorder>(
    subject: &S,
    source: Source,
    recorder: &mut R,
    rejected: &mut Rejections,
) -> Option<GroupIx> {
    let context = subject.context();
    let Some(code) = subject.named(source) else {
        recorder.source(source, SourceTried::Empty);
        return None;
    };
    // Rule R12: longer codes are unknown and are not hashed. Codes are ASCII, so bytes count as characters.
    let known = Some(code).filter(|code| code.len() <= crate::id::GROUP_ID_CHARS);
    let group = known.and_then(|code| context.roster.group(code));
    let refused = match group {
        None => Some(RejectionReason::Unknown),
        // Only a selection obeys the picker (rule R3). An assignment and a code may name a private group.
        Some(group) if source == Source::Selection => rejection(context, group),
        Some(group) if !context.is_enabled(group) => Some(RejectionReason::Disabled),
        Some(_) => None,
    };
    if let Some(reason) = refused {
        recorder.source(source, SourceTried::Refused(reason));
        rejected.push(source, reason);
        return None;
    }
    recorder.source(source, SourceTried::Won);
    group
}

fn target(context: &RoutingContext<'_>, trigger: TriggerIx) -> Option<GroupIx> {
    trigger.get(context.workspace.checked_triggers()).map(|trigger| trigger.target)
}

/// Applies [rule R7](crate::_rules#r7): returns `true` if visitors whom no source assigns must pick a group.
pub(super) fn asks(context: &RoutingContext<'_>) -> bool {
    // The iterator is lazy: the groups are read only if picking is required, and only up to the first one
    // that can be picked.
    let mut groups = GroupIx::all(context.workspace.groups().len());
    context.workspace.picker().mode == PickerMode::Required
        && groups.any(|group| rejection(context, group).is_none())
}

fn assigned<R: Recorder>(
    context: &RoutingContext<'_>,
    chosen: &Chosen,
    recorder: &mut R,
) -> Verdict {
    let Chosen { group, source, trigger } = *chosen;
    let status = context.group_status(group);
    let serving = serving(context, group, status, recorder);
    Verdict::Assigned(Assignment { group, source, trigger, status, serving })
}

/// Applies [rule A2](crate::_rules#a2): the first group of the chosen one, its fallback, that group's
/// fallback and so on, that is enabled and available or busy. If that group is busy and overflows, the first
/// enabled and available group further down serves, if there is one.
pub(super) fn serving<R: Recorder>(
    context: &RoutingContext<'_>,
    chosen: GroupIx,
    status_of_chosen: GroupStatus,
    recorder: &mut R,
) -> Option<GroupIx> {
    // The check of a draft refuses fallbacks that run in a circle, so both loops over fallbacks end.
    let mut next = Some((chosen, status_of_chosen));
    while let Some((group, status)) = next {
        if !context.is_enabled(group) {
            recorder.group(group, status, GroupTried::Disabled);
        } else if !status.serves() {
            recorder.group(group, status, GroupTried::CannotServe);
        } else if status == GroupStatus::Busy && context.overflows(group) {
            recorder.group(group, status, GroupTried::Overflows);
            // A busy group serves if no group further down is available.
            return Some(overflow(context, group, recorder).unwrap_or(group));
        } else {
            recorder.group(group, status, GroupTried::Serves);
            return Some(group);
        }
        next = context.fallback(group).map(|fallback| (fallback, context.group_status(fallback)));
    }
    None
}

/// Returns the first enabled and available group below a busy one. It is rare, so it is kept out of the hot path.
#[cold]
fn overflow<R: Recorder>(
    context: &RoutingContext<'_>,
    busy: GroupIx,
    recorder: &mut R,
) -> Option<GroupIx> {
    let mut next = context.fallback(busy);
    while let Some(group) = next {
        let status = context.group_status(group);
        if !context.is_enabled(group) {
            recorder.group(group, status, GroupTried::Disabled);
        } else if status == GroupStatus::Available {
            recorder.group(group, status, GroupTried::Serves);
            return Some(group);
        } else {
            recorder.group(group, status, GroupTried::NotAvailable);
        }
        next = context.fallback(group);
    }
    None
}
