//! Decisions: the chosen group, its source, the group that serves, the agents to notify, and the
//! rejected sources.

pub(crate) mod explanation;
mod picker;
mod record;
mod rejection;
mod serialize;
mod text;
#[cfg(feature = "analysis")]
pub(crate) mod why_not;

use std::fmt;

pub use crate::selectable::RejectionReason;
pub use crate::strategy::Candidates;
pub(crate) use explanation::{
    Explanation, GroupState, MemberResult, MemberStep, ObservedField, ObservedValue,
    PickerChoiceStep, PickerStep, ServingResult, ServingStep, SourceResult, SourceStep,
    TriggerResult, TriggerStep,
};
pub use picker::{Choice, Picker};
pub use record::{ChoiceRecord, DecisionRecord, RejectionRecord};
pub use rejection::Rejection;
pub(crate) use rejection::{Rejections, requested_group};
#[cfg(feature = "analysis")]
pub(crate) use why_not::{Counterfactual, FactChange, FactChanges, NotSearched, WhyNot};

use crate::agent::Agent;
use crate::context::RoutingContext;
use crate::group::{Group, Strategy};
use crate::ix::{GroupIx, Ix, TriggerIx};
use crate::settings::Source;
use crate::status::GroupStatus;
use crate::strategy::{self, Service};
use crate::trigger::Trigger;
use crate::visitor::Visitor;

/// The routing decision for one visitor: which group they are sent to, and which of its agents are
/// notified.
///
/// It borrows from the router, the presence and the visitor, and computes lists only on request.
/// [`to_record`](Self::to_record) makes an owned value. `Display` is one line of a log. Serde
/// writes the form of that record without creating one.
///
/// ```
/// use frontdesk::{Draft, Group, Presence, Router, Visitor};
/// let router = Router::new(Draft::new().group(Group::new("help", "Help")).check()?);
/// let (presence, visitor) = (Presence::new(&router), Visitor::undated().group_code("help"));
/// let decision = router.route(&visitor, &presence);
/// let written = serde_json::to_string(&decision)?;
/// assert_eq!(written, serde_json::to_string(&decision.to_record())?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Decision<'a> {
    pub(crate) context: RoutingContext<'a>,
    pub(crate) visitor: &'a Visitor<'a>,
    pub(crate) verdict: Verdict,
    pub(crate) rejected: Rejections,
}

/// How a decision ended, with indices into the lists of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Assigned(Assignment),
    Ask,
    Unassigned,
}

/// The group that a visitor is assigned, with indices into the lists of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) group: GroupIx,
    pub(crate) source: Source,
    pub(crate) trigger: Option<TriggerIx>,
    pub(crate) status: GroupStatus,
    pub(crate) serving: Option<GroupIx>,
}

/// How a decision ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Outcome<'a> {
    /// The visitor is assigned a group.
    Assigned(Assigned<'a>),
    /// The host must let the visitor select a group before the conversation starts
    /// ([rule R7](crate::_rules#r7)).
    Ask(Picker<'a>),
    /// No group takes the visitor. Every online agent with room is notified
    /// ([rule R9](crate::_rules#r9)).
    Unassigned,
}

/// The group that a visitor is assigned.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Assigned<'a> {
    /// The chosen group.
    pub group: &'a Group,
    /// The source that chose the group.
    pub source: Source,
    /// The trigger that won, if a trigger chose the group.
    pub trigger: Option<&'a Trigger>,
    /// The status of the chosen group.
    pub status: GroupStatus,
    /// The group that answers: the chosen group or one of its fallbacks
    /// ([rule A2](crate::_rules#a2)). If it is `None`, the host takes a message for the chosen
    /// group.
    pub serving: Option<&'a Group>,
}

impl<'a> Decision<'a> {
    /// Returns how the decision ended.
    #[inline]
    #[must_use]
    pub fn outcome(&self) -> Outcome<'a> {
        match self.verdict {
            Verdict::Assigned(placed) => match self.assigned(placed) {
                Some(assigned) => Outcome::Assigned(assigned),
                // Unreachable for a decision of this router: the indices are those of its
                // workspace.
                None => Outcome::Unassigned,
            },
            // The picker is built here and not stored: most decisions do not ask, and a decision
            // must stay small.
            Verdict::Ask => Outcome::Ask(Picker::new(self.context, self.visitor)),
            Verdict::Unassigned => Outcome::Unassigned,
        }
    }

    fn assigned(&self, placed: Assignment) -> Option<Assigned<'a>> {
        let workspace = self.context.workspace;
        Some(Assigned {
            group: self.context.group(placed.group)?,
            source: placed.source,
            trigger: placed.trigger.and_then(|trigger| trigger.get(workspace.triggers())),
            status: placed.status,
            serving: placed.serving.and_then(|group| self.context.group(group)),
        })
    }

    /// Returns the chosen group, or `None` if the visitor is not assigned one.
    #[must_use]
    pub fn group(&self) -> Option<&'a Group> {
        match self.outcome() {
            Outcome::Assigned(assigned) => Some(assigned.group),
            Outcome::Ask(_) | Outcome::Unassigned => None,
        }
    }

    /// Returns the group that answers, if there is one.
    #[must_use]
    pub fn serving(&self) -> Option<&'a Group> {
        self.serving_index().and_then(|group| self.context.group(group))
    }

    /// Returns the eligible agents of the serving group in the order of its strategy
    /// ([rule A4](crate::_rules#a4)). Those who speak the visitor's language come first if the group
    /// has `prefer_language_seconds`. A host that reserves agents in its own store tries them in this
    /// order.
    #[must_use]
    pub fn candidates(&self) -> Candidates<'a> {
        // The members of the serving group are asked, with the strategy of that group and not of
        // the chosen one (rule A2).
        match self.service() {
            // Nobody answers, so nobody is a candidate: the host takes a message.
            Some((service, _)) => service.candidates(),
            None => Candidates::one(None),
        }
    }

    /// Returns the one agent whom the serving group's strategy picks. The strategies `ranked` and
    /// `least_busy` pick one by themselves; for the others the result is `None`.
    #[must_use]
    pub fn assignee(&self) -> Option<&'a Agent> {
        self.service()?.0.pick()
    }

    /// Returns the agents to notify. This is the assignee if the strategy picks one, and otherwise
    /// every candidate, or those who speak the visitor's language if the serving group prefers them
    /// and there are any ([rule A4](crate::_rules#a4)). If no group takes the visitor, these are all online agents with room, in
    /// the order of the agents. If the visitor must select a group first, the list is empty.
    #[must_use]
    pub fn notify(&self) -> Candidates<'a> {
        // The outcome decides first: without a group everybody is notified (rule R9), and with
        // `Ask` nobody.
        match (self.verdict, self.service()) {
            (Verdict::Unassigned, _) => strategy::everyone(self.context),
            (_, Some((service, strategy))) if strategy.picks_without_history() => {
                Candidates::one(service.pick())
            }
            (_, Some((service, _))) => service.notified(),
            (_, None) => Candidates::one(None),
        }
    }

    /// Returns the sources that named a group and were rejected, in the order in which they were
    /// tried ([rule R10](crate::_rules#r10)).
    pub fn rejected(&self) -> impl Iterator<Item = Rejection<'a>> + use<'a> {
        // The names of rejected groups are read from the visitor again, because a decision stores
        // no text.
        self.rejected.for_visitor(self.visitor)
    }

    /// Returns the visitor's id, if it is known.
    #[must_use]
    pub fn visitor(&self) -> Option<&'a str> {
        self.visitor.known_id()
    }

    /// Returns the group that serves, as its strategy sees it.
    fn service(&self) -> Option<(Service<'a>, Strategy)> {
        let (index, group) = self.serving_index().zip(self.serving())?;
        Some((Service::new(self.context, index, group, self.visitor), group.strategy))
    }

    fn serving_index(&self) -> Option<GroupIx> {
        match self.verdict {
            Verdict::Assigned(placed) => placed.serving,
            Verdict::Ask | Verdict::Unassigned => None,
        }
    }
}

impl fmt::Debug for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decision")
            .field("visitor", &self.visitor())
            .field("verdict", &self.verdict)
            .field("rejected", &self.rejected)
            .finish_non_exhaustive()
    }
}
