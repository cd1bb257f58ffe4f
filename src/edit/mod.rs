//! Changes of a workspace: who may make them, what they change, and why they are refused.
//!
//! [`Workspace::change`](crate::Workspace::change) compares a [`Draft`] with the current
//! version on behalf of an [`Actor`]. It returns an [`AcceptedChange`] with the next version and the list
//! of each [`Change`], or a [`ChangeError`] with every [`Violation`] at once. [The rules of
//! editing](crate::_rules#e-editing) say which permission each change needs.

// `compare` finds the differences by ids. `authority` checks what the actor may do, and `limits` what
// anybody may do. `version_conflict` describes a draft of another version.
mod actor;
mod authority;
mod change_error;
mod compare;
mod document_value;
mod limits;
mod options;
mod record;
mod text;
mod version_conflict;

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

pub use actor::Actor;
pub use change_error::{AgentEdit, ChangeError, Violation};
pub use document_value::DocumentValue;
pub use options::ChangeOptions;
pub use record::{Change, ItemRef};
pub use version_conflict::{ConflictingChange, VersionConflict};

pub use crate::draft::EditError;
pub use crate::workspace::{PlanExcess, PlanLimit};

use crate::counterexample::{AssertionRef, AssertionSearch};
use crate::draft::Draft;
use crate::error::{Diagnostics, PathRef, ProblemKind, Problems};
use crate::expectation_check::{ExpectationReport, ExpectationRun, FailedExpectation};
use crate::router::Router;
use crate::workspace::{CheckFailure, Workspace};

use compare::compare;

/// An accepted edit. `Display` writes one change a line.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AcceptedChange {
    /// The new workspace, whose version is one higher. If nothing changed, it is the old workspace.
    pub workspace: Workspace,
    /// The changes, in the order of the document.
    pub changes: Vec<Change>,
    /// The expectations that fail and were overridden.
    pub overridden: Vec<FailedExpectation>,
    /// The names of the expectations that were not tried because the budget was spent, and that
    /// were overridden.
    pub untried: Vec<String>,
    /// The result of the search for counterexamples to assertions. Each failed assertion in it was
    /// overridden.
    pub assertions: AssertionSearch,
}

impl Workspace {
    /// Compares a draft with this version on behalf of an actor, and returns the next version with
    /// the list of changes (rules [E1](crate::_rules#e1) to [E6](crate::_rules#e6)). Items are
    /// matched by their ids.
    ///
    /// The draft's version names the version it was taken from. The new workspace has the next
    /// version number. An edit that changes nothing returns this workspace.
    ///
    /// ```
    /// use frontdesk::{Agent, AgentId, Draft, Group};
    /// use frontdesk::edit::Actor;
    /// let workspace = Draft::new()
    ///     .agents([Agent::new("ana").role("admin"), Agent::new("ben")])
    ///     .group(Group::new("sales", "Sales").agents(["ana"]))
    ///     .check()?;
    ///
    /// let mut draft = workspace.edit();
    /// draft.add_to_group("ben", "sales")?;
    /// let ana = AgentId::from("ana");
    /// let changed = workspace.change(Actor::Agent(&ana), draft)?;
    /// assert_eq!(changed.workspace.version(), 2);
    /// assert_eq!(
    ///     changed.to_string(),
    ///     r#"group `sales`: `agents` changed from ["ana"] to ["ana","ben"]"#
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Permissions
    ///
    /// | changed | required permission |
    /// | --- | --- |
    /// | groups | `manage_groups` |
    /// | triggers, `expect`, assertions | `manage_triggers` |
    /// | agents | `manage_agents` |
    /// | roles, schedules, languages, picker, precedence, default group, `$schema` | `manage_settings` |
    /// | plan | none suffices: only the host |
    ///
    /// The required permissions follow from the changes: deleting an agent who is a member of
    /// groups changes these groups, too. An agent cannot add a permission that they lack to a role,
    /// cannot give it to an agent through a role, and cannot change, remove or demote an agent who
    /// has it. The position of an agent in the list is not a property of the agent.
    ///
    /// # Limits for every actor
    ///
    /// Some edits are rejected even if the host makes them: removing the last admin, deleting an
    /// item that the document still refers to, adding items beyond the plan, and making an
    /// expectation or an assertion fail that is not [overridden](Self::change_despite).
    /// Counterexamples to assertions are searched for within a budget. The search is **not a
    /// proof**, and [`AcceptedChange::assertions`] reports what it left open. [The rules of
    /// editing](crate::_rules#e-editing) give the details.
    ///
    /// # Errors
    ///
    /// Returns every reason to reject the edit, all at once. This workspace does not change.
    ///
    /// ```
    /// # use frontdesk::{Agent, AgentId, Draft, Group, Trigger};
    /// # use frontdesk::edit::Actor;
    /// let workspace = Draft::new()
    ///     .agents([Agent::new("ana").role("admin"), Agent::new("ben")])
    ///     .group(Group::new("sales", "Sales").agents(["ana"]))
    ///     .trigger(Trigger::new("shop", "sales"))
    ///     .check()?;
    ///
    /// let mut draft = workspace.edit();
    /// draft.delete_group("sales")?;
    /// let ben = AgentId::from("ben");
    /// let refused = workspace.change(Actor::Agent(&ben), draft).unwrap_err();
    /// assert_eq!(
    ///     refused.to_string(),
    ///     "the group `sales` cannot be deleted while it is named at triggers[0].assign_to\n\
    ///      the agent `ben` lacks the permission `manage_groups`, which it takes to change group \
    ///      `sales`"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn change(&self, actor: Actor<'_>, draft: Draft) -> Result<AcceptedChange, ChangeError> {
        self.change_despite(actor, draft, [""; 0])
    }

    /// Like [`change`](Self::change), but accepts that the named expectations and assertions fail
    /// ([rule E6](crate::_rules#e6)). An expectation is overridden by its name and an assertion by
    /// its id. Without name or id, the path is used: `expect[3]` or `assertions[0]`. All
    /// expectations with a given name are overridden together, in both versions. Names that match
    /// no failure have no effect.
    ///
    /// # Errors
    ///
    /// Returns every other reason to reject the edit.
    pub fn change_despite<N: Into<String>>(
        &self,
        actor: Actor<'_>,
        draft: Draft,
        overrides: impl IntoIterator<Item = N>,
    ) -> Result<AcceptedChange, ChangeError> {
        self.change_with(actor, draft, &ChangeOptions::new().overrides(overrides))
    }

    /// Like [`change`](Self::change), with options: what is overridden, recorded visitors for whom
    /// assertions are tried, and the budget of the search for counterexamples.
    ///
    /// # Errors
    ///
    /// Returns every reason to reject the edit that is not overridden.
    pub fn change_with(
        &self,
        actor: Actor<'_>,
        mut draft: Draft,
        options: &ChangeOptions<'_>,
    ) -> Result<AcceptedChange, ChangeError> {
        // The version is compared before anything else: changes against an old version would appear
        // as changes that undo what others did.
        if draft.version != self.version() {
            return Err(self.reject_version_conflict(draft));
        }
        let was_read = draft.unread.is_empty();
        // The largest version saturates. `check_next` then rejects it, because no version can follow.
        draft.version = draft.version.saturating_add(1);
        match draft.try_check() {
            Ok(next) => self.check_next(actor, next, options),
            Err(failure) if was_read => Err(self.reject_failed_check(actor, *failure)),
            Err(failure) => {
                // Items that could not be read would appear as deleted, so only the problems are
                // reported.
                Err(ChangeError(failure.problems.into_iter().map(Violation::Problem).collect()))
            }
        }
    }

    /// Checks the next version, whose document is valid, and accepts or rejects the edit.
    fn check_next(
        &self,
        actor: Actor<'_>,
        next: Self,
        options: &ChangeOptions<'_>,
    ) -> Result<AcceptedChange, ChangeError> {
        let changes = compare(self.draft(), next.draft());
        let mut violations = self.violations(actor, next.draft(), &changes);
        // Checked after the violations: an unknown actor is rejected even if nothing changed.
        if changes.is_empty() && violations.is_empty() {
            return Ok(AcceptedChange {
                workspace: self.clone(),
                changes,
                overridden: Vec::new(),
                untried: Vec::new(),
                assertions: AssertionSearch::default(),
            });
        }
        if next.version() == self.version() {
            violations.extend(no_next_version().into_iter().map(Violation::Problem));
        }
        // The router is built only if an expectation or an assertion must be tried.
        let router = LazyCell::new(|| Router::new(next.clone()));
        let ExpectationReport { failed, untried, .. } =
            self.check_expectations_of_both(&next, &router);
        let (overridden, failed): (_, Vec<_>) =
            // Overridden failures are reported with the accepted change.
            failed.into_iter().partition(|case| options.overrides.contains(&case.name));
        violations.extend(failed.into_iter().map(Box::new).map(Violation::Expectation));
        if !untried.iter().all(|name| options.overrides.contains(name)) {
            violations.push(Violation::UntriedExpectations { cases: untried.clone() });
        }
        let mut assertions = self.try_assertions_of_both(&next, &router, options);
        let (overridden_assertions, failed) = std::mem::take(&mut assertions.failed)
            .into_iter()
            .partition::<Vec<_>, _>(|failed| options.overrides.contains(&failed.id));
        assertions.failed = overridden_assertions;
        violations.extend(failed.into_iter().map(Box::new).map(Violation::Assertion));
        if violations.is_empty() {
            Ok(AcceptedChange { workspace: next, changes, overridden, untried, assertions })
        } else {
            Err(ChangeError(violations))
        }
    }

    /// Rejects an edit whose document is invalid.
    fn reject_failed_check(&self, actor: Actor<'_>, failure: CheckFailure) -> ChangeError {
        let CheckFailure { draft, problems } = failure;
        let changes = compare(self.draft(), &draft);
        let mut violations = limits::problems(problems, &changes);
        violations.extend(self.violations(actor, &draft, &changes));
        ChangeError(violations)
    }

    /// Returns the violations other than those of the document itself.
    fn violations(&self, actor: Actor<'_>, new: &Draft, changes: &[Change]) -> Vec<Violation> {
        let mut violations = Vec::new();
        authority::check(actor, self, new, changes, &mut violations);
        limits::check(self.draft(), new, changes, &mut violations);
        violations
    }

    /// Rejects a draft that was taken from another version. Problems of the document itself are
    /// reported, too.
    fn reject_version_conflict(&self, draft: Draft) -> ChangeError {
        let mut violations =
            vec![Violation::VersionConflict(VersionConflict::from_draft(&draft, self.draft()))];
        if let Err(failure) = draft.try_check() {
            violations.extend(failure.problems.into_iter().map(Violation::Problem));
        }
        ChangeError(violations)
    }

    /// Tries on the next version its own expectations and those of this version that it no longer
    /// has: an edit cannot avoid an expectation by deleting it ([rule E6](crate::_rules#e6)).
    fn check_expectations_of_both(
        &self,
        next: &Self,
        router: &LazyCell<Router, impl FnOnce() -> Router>,
    ) -> ExpectationReport {
        let (old, new) = (&self.draft().expect, &next.draft().expect);
        if old.is_empty() && new.is_empty() {
            return ExpectationReport::default();
        }
        let mut run = ExpectationRun::new(router);
        new.iter().enumerate().for_each(|case| run.check_case(case));
        // These expectations are marked, so the report can say which version has them.
        run.previous_version_only();
        removed_items(old, new).for_each(|case| run.check_case(case));
        run.into_report()
    }

    /// Tries on the next version its own assertions and those of this version that it no longer has
    /// ([rule N4](crate::_rules#n4)).
    fn try_assertions_of_both(
        &self,
        next: &Self,
        router: &LazyCell<Router, impl FnOnce() -> Router>,
        options: &ChangeOptions<'_>,
    ) -> AssertionSearch {
        let (old, new) = (self.draft(), next.draft());
        let asserted = |before| move |(index, assertion)| AssertionRef { index, assertion, before };
        let of_next = new.assertions.iter().enumerate().map(asserted(false));
        // Deleting an assertion must not be a way around it.
        let removed_assertions =
            removed_items(&old.assertions, &new.assertions).map(asserted(true));
        let all: Vec<AssertionRef<'_>> = of_next.chain(removed_assertions).collect();
        if all.is_empty() {
            return AssertionSearch::default();
        }
        // The visitors of the expectations are the first candidates for counterexamples.
        let of_next = new.expect.iter().enumerate();
        let cases = of_next.chain(removed_items(&old.expect, &new.expect));
        router.search_counterexamples(&all, cases, options.visitors, options.trials)
    }
}

/// Returns the items of the old list that the new one no longer has, with their old indices. Items
/// are compared by their written form.
fn removed_items<'l, T: Serialize>(
    old: &'l [T],
    new: &[T],
) -> impl Iterator<Item = (usize, &'l T)> + use<'l, T> {
    let written = |item: &T| DocumentValue::from_serialize(item).to_string();
    let kept: BTreeSet<String> = new.iter().map(written).collect();
    old.iter().enumerate().filter(move |(_, item)| !kept.contains(&written(item)))
}

/// Returns the problem of a workspace that has the largest version number, 2^64 - 1: no version can follow.
fn no_next_version() -> Problems {
    let mut report = Diagnostics::default();
    let kind = ProblemKind::OutOfRange { expected: "a version that another can follow" };
    report.add(&PathRef::ROOT.key("version"), kind, &u64::MAX.to_string());
    report.into_problems()
}

impl fmt::Display for AcceptedChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, change) in self.changes.iter().enumerate() {
            write!(f, "{}{change}", if n == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}
