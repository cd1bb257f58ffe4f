//! The cases of a workspace: the sample visitors of `expect`, routed and held against what they must
//! get.

use std::cell::OnceCell;
use std::fmt;

use serde::Serialize;

use crate::claims::{Expectation, OutcomeKind};
use crate::decision::{DecisionRecord, Outcome};
use crate::document::{exchanged, is_false, with_derived_reader};
use crate::error::{PathRef, shown};
use crate::heartbeat::{Heartbeat, PresenceRecord};
use crate::id::{GroupId, TriggerId};
use crate::presence::Presence;
use crate::router::{BudgetSpent, EvaluationBudget, Router};

with_derived_reader! {
    /// A case of `expect` that fails: a sample visitor who does not get what they must (rules [W4](crate::_rules#w4),
    /// [E6](crate::_rules#e6)).
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
        /// The decision that came instead. Of those who are told and of the choices it lists the first
        /// 20.
        pub decision: DecisionRecord,
        /// How many agents are told, where that is more than it lists.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub told: Option<usize>,
    }
}

exchanged!(FailedCase);

/// What trying the cases of `expect` found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CaseReport {
    /// Those that fail, in the order of the document.
    pub failed: Vec<FailedCase>,
    /// The names of those that were not tried, as the budget was spent on the ones before.
    pub untried: Vec<String>,
    /// How many conditions were tried in all, as [`Router::check_cases`] counts them.
    pub tried: usize,
}

/// How many conditions are tried for all cases of a document together.
const BUDGET: usize = 20_000_000;

/// The most agents who are told, and choices, that a failed case or assertion lists.
pub(crate) const LISTED: usize = 20;

impl Router {
    /// The cases of `expect` that fail, in the order of the document: sample visitors who do not get
    /// what they must. Where a case says nothing of presence everyone is online.
    ///
    /// The failed ones of [`check_cases`](Self::check_cases), which also names those for which its budget
    /// does not reach.
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
    ///     router.failed_cases()[0].to_string(),
    ///     "the case `help pages` expects the group `help`, but the visitor goes to no \
    ///      group; nobody is told"
    /// );
    /// # Ok::<(), frontdesk::Problems>(())
    /// ```
    #[must_use]
    pub fn failed_cases(&self) -> Vec<FailedCase> {
        self.check_cases().failed
    }

    /// Tries the cases of `expect`. Where a case says nothing of presence everyone is online.
    ///
    /// Many cases times many triggers are more than either of them, so there is a budget: 20,000,000 conditions tried
    /// ([rule L3](crate::_rules#l3)), where one on a value of more than 64 bytes counts as several, and an agent of a
    /// case's presence once for each group that they are in. Cases beyond it are listed as not tried. Ten thousand
    /// cases of a workspace whose triggers can be looked up take a small part of it.
    #[must_use]
    pub fn check_cases(&self) -> CaseReport {
        let mut run = CaseRun::new(self);
        self.workspace().draft().expect.iter().enumerate().for_each(|case| run.try_case(case));
        run.into_report()
    }
}

/// Who is there in cases. It is not set up anew for each: between two that say who is there everybody is
/// offline.
pub(crate) struct CasePresence<'r> {
    router: &'r Router,
    everyone: OnceCell<Presence>,
    said: Option<Presence>,
}

impl<'r> CasePresence<'r> {
    pub(crate) fn new(router: &'r Router) -> Self {
        Self { router, everyone: OnceCell::new(), said: None }
    }

    /// How many groups have to take note of who is there in a case.
    pub(crate) fn groups_that_take_note(&self, case: &Expectation) -> usize {
        let agents = case.presence.iter().flat_map(PresenceRecord::iter);
        agents.map(|(agent, _)| 1 + self.router.membership_count(agent)).sum()
    }

    /// Does something with those who are there in a case: those whom it names, else everyone. `charge`
    /// hears of how many groups have to take note of each; where it fails nothing is done.
    pub(crate) fn with<R, E>(
        &mut self,
        case: &Expectation,
        mut charge: impl FnMut(usize) -> Result<(), E>,
        then: impl FnOnce(&Presence) -> R,
    ) -> Result<R, E> {
        let Some(record) = &case.presence else {
            return Ok(then(self.everyone.get_or_init(|| Presence::everyone_online(self.router))));
        };
        let mut said = self.said.take().unwrap_or_else(|| Presence::new(self.router));
        let set = record.iter().try_for_each(|(agent, beat)| {
            charge(1 + self.router.membership_count(agent))?;
            // An agent whom the workspace does not have is no concern of a case.
            let _ = said.set(agent, *beat);
            Ok(())
        });
        let done = set.map(|()| then(&said));
        for (agent, _) in record.iter() {
            let _ = said.set(agent, Heartbeat::default());
        }
        self.said = Some(said);
        done
    }
}

/// Tries cases before a router, within one budget for all of them.
pub(crate) struct CaseRun<'r> {
    router: &'r Router,
    budget: EvaluationBudget,
    presence: CasePresence<'r>,
    /// Whether they stand only in the version before.
    before: bool,
    report: CaseReport,
}

impl<'r> CaseRun<'r> {
    pub(crate) fn new(router: &'r Router) -> Self {
        let (presence, report) = (CasePresence::new(router), CaseReport::default());
        Self { router, budget: EvaluationBudget::new(BUDGET), presence, before: false, report }
    }

    /// Those that follow stand only in the version before the one that is tried.
    pub(crate) fn before(&mut self) {
        self.before = true;
    }

    pub(crate) fn into_report(self) -> CaseReport {
        CaseReport { tried: self.budget.tried(), ..self.report }
    }

    /// Tries a case with its place in its document.
    pub(crate) fn try_case(&mut self, (place, case): (usize, &Expectation)) {
        let budget = &self.budget;
        let charge = |groups: usize| {
            budget.charge(groups);
            budget.check()
        };
        let tried = budget.check().and_then(|()| {
            let failure =
                |presence: &Presence| failure(self.router, (place, case), presence, budget);
            self.presence.with(case, charge, failure)?
        });
        self.note(place, case, tried);
    }

    fn note(
        &mut self,
        place: usize,
        case: &Expectation,
        tried: Result<Option<FailedCase>, BudgetSpent>,
    ) {
        match tried {
            Ok(failed) => {
                let before = self.before;
                self.report.failed.extend(failed.map(|failed| FailedCase { before, ..failed }));
            }
            Err(BudgetSpent) => self.report.untried.push(case_name(place, case)),
        }
    }
}

/// How a case fails, where it does.
fn failure(
    router: &Router,
    (place, case): (usize, &Expectation),
    presence: &Presence,
    budget: &EvaluationBudget,
) -> Result<Option<FailedCase>, BudgetSpent> {
    let decision = router.route_within(&case.visitor, presence, budget);
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
    let holds = case.outcome.is_none_or(|expected| expected == outcome)
        && case.group.as_ref().is_none_or(|expected| Some(expected) == group)
        && case.trigger.as_ref().is_none_or(|expected| Some(expected) == trigger);
    if holds {
        return Ok(None);
    }
    let (decision, told) = DecisionRecord::cut(&decision, LISTED);
    // To count them takes a look at each.
    budget.charge_for_parts(told);
    Ok(Some(FailedCase {
        name: case_name(place, case),
        before: false,
        outcome: case.outcome,
        group: case.group.clone(),
        trigger: case.trigger.clone(),
        told: Some(told).filter(|told| *told > decision.notify.len()),
        decision,
    }))
}

/// What tools call a case: its name, or its place where it has none.
pub(crate) fn case_name(place: usize, case: &Expectation) -> String {
    case.name
        .clone()
        .unwrap_or_else(|| PathRef::ROOT.key("expect").index(place).place().to_string())
}

impl FailedCase {
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
        let course = self.decision.course(self.told.unwrap_or(self.decision.notify.len()));
        match &self.decision.visitor {
            Some(_) => write!(f, ", but {} {course}", self.decision.who()),
            None => write!(f, ", but the visitor {course}"),
        }
    }
}
