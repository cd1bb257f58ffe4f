//! The answer: chosen group, its source, who serves, who is told, what was refused and why.

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
pub(crate) use rejection::{Rejections, named};
#[cfg(feature = "analysis")]
pub(crate) use why_not::{Counterfactual, FactChange, FactChanges, NotSearched, WhyNot};

use crate::agent::Agent;
use crate::context::RoutingContext;
use crate::group::Group;
use crate::ix::{Ix, TriggerIx};
use crate::settings::Source;
use crate::status::GroupStatus;
use crate::strategy;
use crate::trigger::Trigger;
use crate::visitor::Visitor;

/// The answer to one question: which group gets this visitor, and who in it is told.
///
/// It borrows from the router, the presence and the visitor, and makes a list only when asked for
/// one; [`to_record`](Self::to_record) makes a value to keep. `Display` is a line for a log, and serde
/// writes it as that record is written, without making one.
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
    pub(crate) scene: RoutingContext<'a>,
    pub(crate) visitor: &'a Visitor<'a>,
    pub(crate) verdict: Verdict,
    pub(crate) rejected: Rejections,
}

/// How a decision ended, in places of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Assigned(Assignment),
    Ask,
    Unassigned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) group: u32,
    pub(crate) source: Source,
    pub(crate) trigger: Option<TriggerIx>,
    pub(crate) status: GroupStatus,
    pub(crate) serving: Option<u32>,
}

/// How a decision ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Outcome<'a> {
    /// The visitor gets a group.
    Assigned(Assigned<'a>),
    /// The host must let the visitor pick before the conversation starts ([rule R7](crate::_rules#r7)).
    Ask(Picker<'a>),
    /// No group takes the visitor; every online agent with room is told ([rule R9](crate::_rules#r9)).
    Unassigned,
}

/// The group that a visitor gets.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Assigned<'a> {
    /// The chosen group.
    pub group: &'a Group,
    /// What chose it.
    pub source: Source,
    /// The trigger that won, where one did.
    pub trigger: Option<&'a Trigger>,
    /// How the chosen group stands.
    pub status: GroupStatus,
    /// The group that answers: the chosen one, or one of its fallbacks ([rule A2](crate::_rules#a2)). None: the host
    /// takes a message for the chosen group.
    pub serving: Option<&'a Group>,
}

impl<'a> Decision<'a> {
    /// How it ended.
    #[inline]
    #[must_use]
    pub fn outcome(&self) -> Outcome<'a> {
        match self.verdict {
            Verdict::Assigned(placed) => match self.assigned(placed) {
                Some(assigned) => Outcome::Assigned(assigned),
                None => Outcome::Unassigned,
            },
            Verdict::Ask => Outcome::Ask(Picker::new(self.scene, self.visitor)),
            Verdict::Unassigned => Outcome::Unassigned,
        }
    }

    fn assigned(&self, placed: Assignment) -> Option<Assigned<'a>> {
        let workspace = self.scene.workspace;
        Some(Assigned {
            group: self.scene.group(placed.group)?,
            source: placed.source,
            trigger: placed.trigger.and_then(|trigger| trigger.get(workspace.triggers())),
            status: placed.status,
            serving: placed.serving.and_then(|place| self.scene.group(place)),
        })
    }

    /// The chosen group, where the visitor gets one.
    #[must_use]
    pub fn group(&self) -> Option<&'a Group> {
        match self.outcome() {
            Outcome::Assigned(assigned) => Some(assigned.group),
            Outcome::Ask(_) | Outcome::Unassigned => None,
        }
    }

    /// The group that answers, where one does.
    #[must_use]
    pub fn serving(&self) -> Option<&'a Group> {
        self.serving_place().and_then(|place| self.scene.group(place))
    }

    /// The eligible agents of the serving group in its strategy's order ([rule A4](crate::_rules#a4)): a host that
    /// reserves in a store of its own walks them.
    #[must_use]
    pub fn candidates(&self) -> Candidates<'a> {
        match self.serving_place().zip(self.serving()) {
            Some((place, group)) => strategy::candidates(self.scene, place, group.strategy),
            None => Candidates::one(None),
        }
    }

    /// The one agent who is picked, where the serving group's strategy picks one by itself:
    /// `ranked` and `least_busy`.
    #[must_use]
    pub fn assignee(&self) -> Option<&'a Agent> {
        let (place, group) = self.serving_place().zip(self.serving())?;
        strategy::pick(self.scene, place, group.strategy)
    }

    /// Who is told: the assignee alone, where the strategy picks one; else every candidate. Where
    /// no group takes the visitor, every online agent with room, in agent order. Nobody else.
    #[must_use]
    pub fn notify(&self) -> Candidates<'a> {
        match (self.verdict, self.serving()) {
            (Verdict::Unassigned, _) => strategy::everyone(self.scene),
            (_, Some(group)) if group.strategy.picks_alone() => Candidates::one(self.assignee()),
            _ => self.candidates(),
        }
    }

    /// The ways in that named a group, were tried and were refused, in the order tried ([rule R10](crate::_rules#r10)).
    pub fn rejected(&self) -> impl Iterator<Item = Rejection<'a>> + use<'a> {
        self.rejected.new(self.visitor)
    }

    /// The visitor's id, where it is known.
    #[must_use]
    pub fn visitor(&self) -> Option<&'a str> {
        self.visitor.known_id()
    }

    fn serving_place(&self) -> Option<u32> {
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
