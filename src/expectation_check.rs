//! Checking expectations: routes the sample visitors of `expect` and compares the decisions with the
//! expected ones.

use std::cell::OnceCell;
use std::fmt;

use serde::Serialize;

use crate::decision::{DecisionRecord, Outcome};
use crate::document::{exchanged, is_false, with_derived_reader};
use crate::error::{PathRef, escape};
use crate::expectation::{Expectation, OutcomeKind};
use crate::heartbeat::{Heartbeat, PresenceRecord};
use crate::id::{GroupId, TriggerId};
use crate::presence::Presence;
use crate::router::{BudgetSpent, EvaluationBudget, Router};

with_derived_reader! {
    /// An expectation that fails: the decision for the sample visitor is not the expected one
    /// (rules [W4](crate::_rules#w4), [E6](crate::_rules#e6)).
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct FailedExpectation {
        /// The name of the expectation, or its path such as `expect[3]` if it has no name.
        pub name: String,
        /// If `true`, only the previous version has the expectation, not the version that was checked.
        #[serde(default, skip_serializing_if = "is_false")]
        pub before: bool,
        /// The expected outcome.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub outcome: Option<OutcomeKind>,
        /// The expected group.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub group: Option<GroupId>,
        /// The expected trigger.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub trigger: Option<TriggerId>,
        /// The actual decision. It lists the first 20 agents to notify and the first 20 choices.
        pub decision: DecisionRecord,
        /// The number of agents to notify, if it is larger than the number of agents listed.
        #[serde(rename = "told", default, skip_serializing_if = "Option::is_none")]
        pub notified: Option<usize>,
    }
}

exchanged!(FailedExpectation);

/// The result of checking the expectations of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ExpectationReport {
    /// The expectations that fail, in the order of the document.
    pub failed: Vec<FailedExpectation>,
    /// The names of the expectations that were not tried because the budget was spent on earlier ones.
    pub untried: Vec<String>,
    /// The number of conditions that were tried, counted as [`Router::check_expectations`] describes.
    pub tried: usize,
}

/// The most conditions that are tried for all expectations of a document together.
const MAX_CONDITIONS: usize = 20_000_000;

/// The most agents to notify, and the most choices, that a failed expectation or assertion lists.
pub(crate) const MAX_LISTED: usize = 20;

impl Router {
    /// Returns the expectations that fail, in the order of the document. If an expectation has no
    /// presence, every agent counts as online.
    ///
    /// These are the failures that [`check_expectations`](Self::check_expectations) reports. That
    /// method also names the expectations that its budget left untried.
    ///
    /// ```
    /// use frontdesk::{Draft, Group, Router, Visitor};
    /// use frontdesk::expect::Expectation;
    /// let visitor = Visitor::undated().group_code("help");
    /// let router = Router::new(
    ///     Draft::new()
    ///         .group(Group::new("help", "Help").disabled())
    ///         .expect(Expectation::new(visitor).name("help pages").group("help"))
    ///         .check()?,
    /// );
    /// assert_eq!(
    ///     router.failed_expectations()[0].to_string(),
    ///     "the case `help pages` expects the group `help`, but the visitor goes to no \
    ///      group; nobody is told"
    /// );
    /// # Ok::<(), frontdesk::Problems>(())
    /// ```
    #[must_use]
    pub fn failed_expectations(&self) -> Vec<FailedExpectation> {
        self.check_expectations().failed
    }

    /// Checks the expectations of the workspace. If an expectation has no presence, every agent
    /// counts as online.
    ///
    /// The cost is the number of expectations times the number of triggers, so it has a budget of
    /// 20,000,000 tried conditions ([rule L3](crate::_rules#l3)). A condition on a value of more than 64
    /// bytes counts as several. An agent in an expectation's presence counts once for each of their
    /// groups. Expectations beyond the budget are listed as untried. Ten thousand expectations take a
    /// small part of the budget if the index finds the triggers.
    #[must_use]
    pub fn check_expectations(&self) -> ExpectationReport {
        let mut run = ExpectationRun::new(self);
        self.workspace().draft().expect.iter().enumerate().for_each(|case| run.check_case(case));
        run.into_report()
    }
}

/// The presence for expectations. One [`Presence`] is reused for all expectations that list agents,
/// because creating one costs time proportional to the workspace. Between two uses every agent is
/// offline.
pub(crate) struct ExpectationPresence<'r> {
    router: &'r Router,
    everyone: OnceCell<Presence>,
    listed: Option<Presence>,
}

impl<'r> ExpectationPresence<'r> {
    pub(crate) fn new(router: &'r Router) -> Self {
        Self { router, everyone: OnceCell::new(), listed: None }
    }

    /// Returns the number of group counters that the heartbeats of an expectation update.
    pub(crate) fn count_heartbeat_updates(&self, case: &Expectation) -> usize {
        let agents = case.presence.iter().flat_map(PresenceRecord::iter);
        agents.map(|(agent, _)| 1 + self.router.membership_count(agent)).sum()
    }

    /// Calls `then` with the presence of an expectation: the agents whom it lists, or everyone. `charge`
    /// takes the number of group counters that each heartbeat updates; if it fails, `then` is not
    /// called.
    pub(crate) fn with<R, E>(
        &mut self,
        case: &Expectation,
        mut charge: impl FnMut(usize) -> Result<(), E>,
        then: impl FnOnce(&Presence) -> R,
    ) -> Result<R, E> {
        let Some(record) = &case.presence else {
            return Ok(then(self.everyone.get_or_init(|| Presence::everyone_online(self.router))));
        };
        // Taken and put back, so an early return would only cost a new presence and never
        // leave foreign heartbeats in it.
        let mut presence = self.listed.take().unwrap_or_else(|| Presence::new(self.router));
        let set = record.iter().try_for_each(|(agent, heartbeat)| {
            charge(1 + self.router.membership_count(agent))?;
            // An unknown agent has no effect on the decision, so the error is ignored.
            let _ = presence.set(agent, *heartbeat);
            Ok(())
        });
        let done = set.map(|()| then(&presence));
        // Only the agents of this expectation are reset, so the cost does not depend on the number
        // of agents.
        for (agent, _) in record.iter() {
            let _ = presence.set(agent, Heartbeat::default());
        }
        self.listed = Some(presence);
        done
    }
}

/// Checks expectations with one router, within one budget for all of them.
pub(crate) struct ExpectationRun<'r> {
    router: &'r Router,
    budget: EvaluationBudget,
    presence: ExpectationPresence<'r>,
    /// `true` while expectations are checked that only the previous version has.
    before: bool,
    report: ExpectationReport,
}

impl<'r> ExpectationRun<'r> {
    pub(crate) fn new(router: &'r Router) -> Self {
        let (presence, report) = (ExpectationPresence::new(router), ExpectationReport::default());
        Self {
            router,
            budget: EvaluationBudget::new(MAX_CONDITIONS),
            presence,
            before: false,
            report,
        }
    }

    /// Marks the following expectations as ones that only the previous version has.
    pub(crate) fn previous_version_only(&mut self) {
        self.before = true;
    }

    pub(crate) fn into_report(self) -> ExpectationReport {
        ExpectationReport { tried: self.budget.tried(), ..self.report }
    }

    /// Checks an expectation, which is given with its index in its document.
    pub(crate) fn check_case(&mut self, (index, case): (usize, &Expectation)) {
        let budget = &self.budget;
        let charge = |groups: usize| {
            budget.charge(groups);
            budget.check()
        };
        // Checked before the presence is set: an expectation that cannot be tried must cost
        // nothing.
        let tried = budget.check().and_then(|()| {
            let check =
                |presence: &Presence| check_within(self.router, (index, case), presence, budget);
            self.presence.with(case, charge, check)?
        });
        self.record_result(index, case, tried);
    }

    fn record_result(
        &mut self,
        index: usize,
        case: &Expectation,
        tried: Result<Option<FailedExpectation>, BudgetSpent>,
    ) {
        match tried {
            Ok(failed) => {
                let before = self.before;
                self.report
                    .failed
                    .extend(failed.map(|failed| FailedExpectation { before, ..failed }));
            }
            Err(BudgetSpent) => self.report.untried.push(expectation_name(index, case)),
        }
    }
}

/// Routes the visitor of an expectation, and returns the failure if the decision is not the expected
/// one.
fn check_within(
    router: &Router,
    (index, case): (usize, &Expectation),
    presence: &Presence,
    budget: &EvaluationBudget,
) -> Result<Option<FailedExpectation>, BudgetSpent> {
    let decision = router.route_within(&case.visitor, presence, budget);
    // A decision that ran out of budget is incomplete, so it must not be compared.
    budget.check()?;
    let (mut outcome, mut group, mut trigger) = (OutcomeKind::Unassigned, None, None);
    match decision.outcome() {
        Outcome::Assigned(assigned) => {
            outcome = OutcomeKind::Assigned;
            group = Some(&assigned.group.id);
            trigger = assigned.trigger.map(|trigger| &trigger.id);
        }
        Outcome::Ask(_) => outcome = OutcomeKind::Ask,
        Outcome::Unassigned => {}
    }
    // Each part that the expectation leaves out holds for every decision.
    let holds = case.outcome.is_none_or(|expected| expected == outcome)
        && case.group.as_ref().is_none_or(|expected| Some(expected) == group)
        && case.trigger.as_ref().is_none_or(|expected| Some(expected) == trigger);
    if holds {
        return Ok(None);
    }
    let (decision, notified) = DecisionRecord::with_lists_of_at_most(&decision, MAX_LISTED);
    // Counting the agents visits each of them.
    budget.charge_for_parts(notified);
    Ok(Some(FailedExpectation {
        name: expectation_name(index, case),
        before: false,
        outcome: case.outcome,
        group: case.group.clone(),
        trigger: case.trigger.clone(),
        notified: Some(notified).filter(|notified| *notified > decision.notify.len()),
        decision,
    }))
}

/// Returns the name of an expectation, or its path if it has none.
pub(crate) fn expectation_name(index: usize, case: &Expectation) -> String {
    case.name
        .clone()
        .unwrap_or_else(|| PathRef::ROOT.key("expect").index(index).to_path().to_string())
}

impl FailedExpectation {
    /// Writes the expected parts, such as "the group `help` and the trigger `t`".
    fn write_expected(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = self.outcome.map(|outcome| format!("the outcome `{outcome}`"));
        let group = self.group.as_ref().map(|id| format!("the group `{id}`"));
        let trigger = self.trigger.as_ref().map(|id| format!("the trigger `{id}`"));
        let parts: Vec<String> = [outcome, group, trigger].into_iter().flatten().collect();
        f.write_str(&parts.join(" and "))
    }
}

impl fmt::Display for FailedExpectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the case `{}` ", escape(&self.name))?;
        f.write_str(if self.before { "of the version before expects " } else { "expects " })?;
        self.write_expected(f)?;
        let route = self.decision.route_text(self.notified.unwrap_or(self.decision.notify.len()));
        match &self.decision.visitor {
            Some(_) => write!(f, ", but {} {route}", self.decision.visitor_text()),
            None => write!(f, ", but the visitor {route}"),
        }
    }
}
