//! The next version of a workspace: a document held against the present one, as an actor.
//!
//! [`compare`] finds what differs by ids; `authority` says what of it the actor may not do, `limits`
//! what nobody may; `stale` is for a document of another version.

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

pub use change_error::{AgentEdit, ChangeError, Violation};
pub use document_value::DocumentValue;
pub use options::ChangeOptions;
pub use record::{Change, ItemRef};
pub use version_conflict::{ConflictingChange, VersionConflict};

use crate::cases::{CaseReport, CaseRun, FailedCase};
use crate::counterexample::{AssertionRef, AssertionSearch};
use crate::draft::Draft;
use crate::error::{Diagnostics, PathRef, ProblemKind, Problems};
use crate::id::AgentId;
use crate::router::Router;
use crate::workspace::{CheckFailure, Workspace};

use compare::compare;

/// Who changes a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Actor<'a> {
    /// The host itself, which has every permission and alone may change the plan.
    Host,
    /// An agent of the workspace, with the permissions of their role.
    Agent(&'a AgentId),
}

/// An edit that was accepted. `Display` is a change a line.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AcceptedChange {
    /// The new workspace, its version one higher; where nothing changed, the old one.
    pub workspace: Workspace,
    /// What changed, in the order of the document.
    pub changes: Vec<Change>,
    /// The cases that fail and were overridden.
    pub overridden: Vec<FailedCase>,
    /// The names of the cases that were not tried, as the budget was spent, and were overridden.
    pub untried: Vec<String>,
    /// The search for counterexamples to assertions. Those that failed were overridden.
    pub assertions: AssertionSearch,
}

impl Workspace {
    /// The next version: a draft held against this one by ids, as an actor (rules [E1](crate::_rules#e1) to
    /// [E6](crate::_rules#e6)).
    ///
    /// The draft says by its version what it was taken from; the new workspace has the next one. An
    /// edit that changes nothing gives this workspace again.
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
    /// # Who may
    ///
    /// | what | who |
    /// | --- | --- |
    /// | groups | `manage_groups` |
    /// | triggers, `expect`, assertions | `manage_triggers` |
    /// | agents | `manage_agents` |
    /// | roles, schedules, languages, picker, precedence, default group, `$schema` | `manage_settings` |
    /// | plan | the host |
    ///
    /// What an edit touches says what it takes: deleting an agent who is in groups changes these, too.
    /// Nobody adds to a role a permission that they lack, gives it to an agent by a role, or changes,
    /// removes or demotes an agent who has it. The order of agents is no part of an agent.
    ///
    /// # What nobody may
    ///
    /// Some things are refused to the host as well: to remove the last admin, to delete what is still named, to
    /// add beyond the plan, and to make an expectation or an assertion fail that is not
    /// [overridden](Self::change_despite). Counterexamples to assertions are searched for within a budget: that
    /// is **not a proof**, and [`AcceptedChange::assertions`] says what the search left open.
    /// [The rules of editing](crate::_rules#e-editing) say all of this in full.
    ///
    /// # Errors
    ///
    /// Everything that speaks against it, at once; this workspace stays as it is.
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

    /// The same, although some cases of `expect` or assertions fail: each overridden by its name or id
    /// ([rule E6](crate::_rules#e6)). One without goes by its place, `expect[3]` or `assertions[0]`; those of one
    /// name, of either version, are overridden together, and a name that nothing bears which fails is of no account.
    ///
    /// # Errors
    ///
    /// Everything else that speaks against it.
    pub fn change_despite<N: Into<String>>(
        &self,
        actor: Actor<'_>,
        draft: Draft,
        overrides: impl IntoIterator<Item = N>,
    ) -> Result<AcceptedChange, ChangeError> {
        self.change_with(actor, draft, &ChangeOptions::new().overrides(overrides))
    }

    /// The same with options: what is overridden, recorded visitors on whom assertions are tried, and what
    /// the search for counterexamples may cost.
    ///
    /// # Errors
    ///
    /// Everything that speaks against it and is not overridden.
    pub fn change_with(
        &self,
        actor: Actor<'_>,
        mut draft: Draft,
        options: &ChangeOptions<'_>,
    ) -> Result<AcceptedChange, ChangeError> {
        if draft.version != self.version() {
            return Err(self.refuse_stale(draft));
        }
        let was_read = draft.unread.is_empty();
        // The last of all versions stays, and is then refused for having no next one.
        draft.version = draft.version.saturating_add(1);
        match draft.try_check() {
            Ok(next) => self.hold_sound(actor, next, options),
            Err(unsound) if was_read => Err(self.refuse_unsound(actor, *unsound)),
            Err(unsound) => {
                Err(ChangeError(unsound.problems.into_iter().map(Violation::Problem).collect()))
            }
        }
    }

    /// What comes of a document that is right in itself.
    fn hold_sound(
        &self,
        actor: Actor<'_>,
        next: Self,
        options: &ChangeOptions<'_>,
    ) -> Result<AcceptedChange, ChangeError> {
        let changes = compare(self.draft(), next.draft());
        let mut refusals = self.refusals(actor, next.draft(), &changes);
        if changes.is_empty() && refusals.is_empty() {
            return Ok(AcceptedChange {
                workspace: self.clone(),
                changes,
                overridden: Vec::new(),
                untried: Vec::new(),
                assertions: AssertionSearch::default(),
            });
        }
        if next.version() == self.version() {
            refusals.extend(no_next_version().into_iter().map(Violation::Problem));
        }
        let router = LazyCell::new(|| Router::new(next.clone()));
        let CaseReport { failed, untried, .. } = self.cases_of_both(&next, &router);
        let (overridden, failed): (_, Vec<_>) =
            failed.into_iter().partition(|case| options.overrides.contains(&case.name));
        refusals.extend(failed.into_iter().map(Box::new).map(Violation::Case));
        if !untried.iter().all(|name| options.overrides.contains(name)) {
            refusals.push(Violation::UntriedCases { cases: untried.clone() });
        }
        let mut assertions = self.try_assertions_of_both(&next, &router, options);
        let (despite, failed) = std::mem::take(&mut assertions.failed)
            .into_iter()
            .partition::<Vec<_>, _>(|failed| options.overrides.contains(&failed.id));
        assertions.failed = despite;
        refusals.extend(failed.into_iter().map(Box::new).map(Violation::Assertion));
        if refusals.is_empty() {
            Ok(AcceptedChange { workspace: next, changes, overridden, untried, assertions })
        } else {
            Err(ChangeError(refusals))
        }
    }

    fn refuse_unsound(&self, actor: Actor<'_>, unsound: CheckFailure) -> ChangeError {
        let CheckFailure { draft, problems } = unsound;
        let changes = compare(self.draft(), &draft);
        let mut refusals = limits::problems(problems, &changes);
        refusals.extend(self.refusals(actor, &draft, &changes));
        ChangeError(refusals)
    }

    /// What speaks against some changes apart from what is wrong with the document in itself.
    fn refusals(&self, actor: Actor<'_>, new: &Draft, changes: &[Change]) -> Vec<Violation> {
        let mut refusals = Vec::new();
        authority::check(actor, self, new, changes, &mut refusals);
        limits::check(self.draft(), new, changes, &mut refusals);
        refusals
    }

    fn refuse_stale(&self, draft: Draft) -> ChangeError {
        let mut refusals =
            vec![Violation::Stale(VersionConflict::subject_of(&draft, self.draft()))];
        if let Err(unsound) = draft.try_check() {
            refusals.extend(unsound.problems.into_iter().map(Violation::Problem));
        }
        ChangeError(refusals)
    }

    /// What becomes of the cases of the next version in it, and of those of this one that it has no
    /// more.
    fn cases_of_both(
        &self,
        next: &Self,
        router: &LazyCell<Router, impl FnOnce() -> Router>,
    ) -> CaseReport {
        let (old, new) = (&self.draft().expect, &next.draft().expect);
        if old.is_empty() && new.is_empty() {
            return CaseReport::default();
        }
        let mut run = CaseRun::new(router);
        new.iter().enumerate().for_each(|case| run.try_case(case));
        run.before();
        gone(old, new).for_each(|case| run.try_case(case));
        run.into_report()
    }

    /// Tries the assertions of the next version, and those of this one that it has no more, on the next
    /// version.
    fn try_assertions_of_both(
        &self,
        next: &Self,
        router: &LazyCell<Router, impl FnOnce() -> Router>,
        options: &ChangeOptions<'_>,
    ) -> AssertionSearch {
        let (old, new) = (self.draft(), next.draft());
        let asserted = |before| move |(index, assertion)| AssertionRef { index, assertion, before };
        let of_next = new.assertions.iter().enumerate().map(asserted(false));
        let gone_assertions = gone(&old.assertions, &new.assertions).map(asserted(true));
        let all: Vec<AssertionRef<'_>> = of_next.chain(gone_assertions).collect();
        if all.is_empty() {
            return AssertionSearch::default();
        }
        let of_next = new.expect.iter().enumerate();
        let cases = of_next.chain(gone(&old.expect, &new.expect));
        router.search_counterexamples(&all, cases, options.visitors, options.trials)
    }
}

/// What of a list another has no more, with its index.
fn gone<'l, T: Serialize>(
    old: &'l [T],
    new: &[T],
) -> impl Iterator<Item = (usize, &'l T)> + use<'l, T> {
    let written = |item: &T| DocumentValue::from_serialize(item).to_string();
    let kept: BTreeSet<String> = new.iter().map(written).collect();
    old.iter().enumerate().filter(move |(_, item)| !kept.contains(&written(item)))
}

/// Versions are numbers of 64 bits.
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
