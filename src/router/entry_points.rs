//! The entry points: the questions that a router and a situation answer.

use crate::decision::{Decision, Explanation, Picker};
use crate::presence::Presence;
use crate::router::explain::explain;
use crate::router::validity::valid_until;
use crate::router::walk::{NoTrace, WalkResult, walk};
use crate::router::{Router, Situation};
use crate::time::Timestamp;
use crate::visitor::Visitor;

impl Router {
    /// Routes a visitor: decides which group gets the visitor, and which of its agents are notified. The instant
    /// is the visitor's.
    #[must_use]
    pub fn route<'a>(&'a self, visitor: &'a Visitor<'a>, presence: &'a Presence) -> Decision<'a> {
        self.situation(visitor, presence).route()
    }

    /// Prepares a visitor and a presence for several questions.
    #[must_use]
    pub fn situation<'a>(
        &'a self,
        visitor: &'a Visitor<'a>,
        presence: &'a Presence,
    ) -> Situation<'a> {
        Situation::new(self, visitor, presence)
    }
}

impl<'a> Situation<'a> {
    /// Routes the visitor: decides which group gets the visitor, and which of its agents are notified.
    #[must_use]
    pub fn route(&self) -> Decision<'a> {
        // `NoTrace` compiles to nothing, so a decision does not pay for explanations.
        self.decision(walk(self, &mut NoTrace))
    }

    /// Returns the picker that the widget shows this visitor, whether picking is required or optional.
    #[must_use]
    pub fn picker(&self) -> Picker<'a> {
        Picker::new(self.context, self.given())
    }

    /// Returns the decision and how it was made ([rule X1](crate::_rules#x1)). It is slower than
    /// [`route`](Self::route) and always agrees with it, because one traversal computes both.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        explain(self)
    }

    /// Returns the instant until which the decision holds, if presence and page stay as they are
    /// ([rule A7](crate::_rules#a7)). Before that instant the same visitor gets the same decision, although time
    /// passes. Returns `None` if nothing limits it, or if the visitor has no instant.
    ///
    /// The instant is no later than the next change of a schedule, the next end of a lease, and the next
    /// value of `time_on_page` or `time_on_site` that a trigger names.
    #[must_use]
    pub fn valid_until(&self) -> Option<Timestamp> {
        valid_until(self)
    }

    pub(super) fn decision(&self, walked: WalkResult) -> Decision<'a> {
        // The verdict only: names, agents and texts are computed from it when the host asks for them.
        Decision {
            context: self.context,
            visitor: self.given(),
            verdict: walked.verdict,
            rejected: walked.rejected,
        }
    }
}
