//! The sample visitors of a workspace, routed and held against what they must get.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::claims::{Expectation, OutcomeKind};
use crate::decision::DecisionRecord;
use crate::document::is_false;
use crate::error::{At, shown};
use crate::id::{GroupId, TriggerId};
use crate::presence::Presence;
use crate::router::Router;

/// A sample visitor of `expect` who does not get what they must (rules W4, E6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

impl Router {
    /// The sample visitors of the workspace who do not get what they must, in the order of the
    /// document. Where a sample says nothing of presence everyone is online.
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
    ///     "the case `help pages` expects the group `help`, but a visitor goes to no group; \
    ///      nobody is told"
    /// );
    /// # Ok::<(), frontdesk::Problems>(())
    /// ```
    #[must_use]
    pub fn failed_cases(&self) -> Vec<FailedCase> {
        let cases = self.workspace().draft().expect.iter().enumerate();
        cases.filter_map(|(n, case)| self.failure(n, case)).collect()
    }

    /// How the sample that stands at a place of a document fails, where it does.
    pub(crate) fn failure(&self, place: usize, case: &Expectation) -> Option<FailedCase> {
        let presence = match &case.presence {
            Some(record) => Presence::from_record(self, record).0,
            None => Presence::everyone_online(self),
        };
        let decision = self.route(&case.visitor, &presence).to_record();
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
fn case_name(place: usize, case: &Expectation) -> String {
    case.name.clone().unwrap_or_else(|| At::ROOT.key("expect").index(place).place().to_string())
}

impl FailedCase {
    pub(crate) fn of_before(self) -> Self {
        Self { before: true, ..self }
    }

    /// What the sample expects: `the group `help`, the trigger `t``.
    fn write_expected(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = self.outcome.map(|outcome| format!("the outcome `{outcome}`"));
        let group = self.group.as_ref().map(|id| format!("the group `{id}`"));
        let trigger = self.trigger.as_ref().map(|id| format!("the trigger `{id}`"));
        let parts: Vec<String> = [outcome, group, trigger].into_iter().flatten().collect();
        f.write_str(&parts.join(" and "))
    }
}

/// The most characters of a name that text repeats.
const SHOWN: usize = 80;

impl fmt::Display for FailedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the case `{}` ", shown(&self.name, SHOWN))?;
        f.write_str(if self.before { "of the version before expects " } else { "expects " })?;
        self.write_expected(f)?;
        write!(f, ", but {}", self.decision)
    }
}
