//! The cases of a workspace: the sample visitors of `expect`, routed and held against what they must
//! get.

use std::cell::LazyCell;
use std::fmt;

use crate::claims::{Expectation, OutcomeKind};
use crate::decision::DecisionRecord;
use crate::document::{exchanged, is_false, with_derived_reader};
use crate::error::{At, shown};
use crate::id::{GroupId, TriggerId};
use crate::presence::Presence;
use crate::router::Router;

with_derived_reader! {
    /// A case of `expect` that fails: a sample visitor who does not get what they must (rules W4, E6).
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct FailedCase {
        /// Its name, or its place (`expect[3]`) where it has none.
        pub name: String,
        /// Whether it stands only in the version before the one that was tried.
        #[serde(default, skip_serializing_if = "is_false")]
        pub before: bool,
        /// How the decision must end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub outcome: Option<OutcomeKind>,
        /// The group that the visitor must get.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub group: Option<GroupId>,
        /// The trigger that must win.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub trigger: Option<TriggerId>,
        /// The decision that came instead.
        pub decision: DecisionRecord,
    }
}

exchanged!(FailedCase);

impl Router {
    /// The cases of `expect` that fail, in the order of the document: sample visitors who do not get
    /// what they must. Where a case says nothing of presence everyone is online.
    ///
    /// ```
    /// use frontdesk::{Draft, Expectation, Group, Router, Visitor};
    /// let visitor = Visitor::undated().group_code("help");
    /// let router = Router::new(
    ///     Draft::new()
    ///         .group(Group::new("help", "Help").disabled())
    ///         .expect(Expectation::new(visitor).name("help pages").group("help"))
    ///         .check()?,
    /// );
    /// assert_eq!(
    ///     router.failed_cases()[0].to_string(),
    ///     "the case `help pages` expects the group `help`, but the visitor goes to no \
    ///      group; nobody is told"
    /// );
    /// # Ok::<(), frontdesk::Problems>(())
    /// ```
    #[must_use]
    pub fn failed_cases(&self) -> Vec<FailedCase> {
        self.failures(self.workspace().draft().expect.iter().enumerate())
    }

    /// Those of some cases that fail, each with its place in its document.
    pub(crate) fn failures<'c>(
        &self,
        cases: impl Iterator<Item = (usize, &'c Expectation)>,
    ) -> Vec<FailedCase> {
        let everyone = LazyCell::new(|| Presence::everyone_online(self));
        let failure = |(place, case): (usize, &Expectation)| match &case.presence {
            Some(record) => self.failure(place, case, &Presence::from_record(self, record).0),
            None => self.failure(place, case, &everyone),
        };
        cases.filter_map(failure).collect()
    }

    fn failure(&self, place: usize, case: &Expectation, presence: &Presence) -> Option<FailedCase> {
        let decision = self.route(&case.visitor, presence).to_record();
        let holds = case.outcome.is_none_or(|outcome| decision.outcome == outcome)
            && case.group.as_ref().is_none_or(|group| decision.group.as_ref() == Some(group))
            && case.trigger.as_ref().is_none_or(|id| decision.trigger.as_ref() == Some(id));
        (!holds).then(|| FailedCase {
            name: case_name(place, case),
            before: false,
            outcome: case.outcome,
            group: case.group.clone(),
            trigger: case.trigger.clone(),
            decision,
        })
    }
}

/// What tools call a case: its name, or its place where it has none.
pub(crate) fn case_name(place: usize, case: &Expectation) -> String {
    case.name.clone().unwrap_or_else(|| At::ROOT.key("expect").index(place).place().to_string())
}

impl FailedCase {
    pub(crate) fn of_before(self) -> Self {
        Self { before: true, ..self }
    }

    /// The group `help` and the trigger `t`, say.
    fn write_expected(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = self.outcome.map(|outcome| format!("the outcome `{outcome}`"));
        let group = self.group.as_ref().map(|id| format!("the group `{id}`"));
        let trigger = self.trigger.as_ref().map(|id| format!("the trigger `{id}`"));
        let parts: Vec<String> = [outcome, group, trigger].into_iter().flatten().collect();
        f.write_str(&parts.join(" and "))
    }
}

impl fmt::Display for FailedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the case `{}` ", shown(&self.name))?;
        f.write_str(if self.before { "of the version before expects " } else { "expects " })?;
        self.write_expected(f)?;
        match &self.decision.visitor {
            Some(_) => write!(f, ", but {}", self.decision),
            None => write!(f, ", but the visitor {}", self.decision.course()),
        }
    }
}
