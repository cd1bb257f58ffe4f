//! What an actor says about a change beside the draft.

use std::collections::BTreeSet;

use crate::counterexample::TRIALS;
use crate::visitor::Visitor;

/// What is said about a change beside the draft: [`Workspace::change_with`](crate::Workspace::change_with).
///
/// ```
/// use frontdesk::{Condition, Draft, Field, Group, Trigger, Visitor};
/// use frontdesk::edit::{Actor, ChangeOptions};
/// use frontdesk::expect::Assertion;
/// let workspace = Draft::new()
///     .groups([Group::new("sales", "Sales"), Group::new("internal", "Internal")])
///     .check()?;
/// let mut draft = workspace.edit();
/// let everybody = Condition::from(Field::Country.exists()) | Field::Country.missing();
/// draft.assertions.push(Assertion::never(everybody, ["internal"]).id("no-leak"));
/// draft.triggers.push(Trigger::new("late", "internal").when(Field::Visits.above(3)));
///
/// let recorded = [Visitor::undated().visits(7)];
/// let options = ChangeOptions::new().visitors(&recorded);
/// let refused = workspace.change_with(Actor::Host, draft.clone(), &options).unwrap_err();
/// assert!(refused.to_string().starts_with(
///     "the assertion `no-leak` never allows the group `internal`, but the recorded visitor 1 goes to \
///      `internal` by trigger `late`"
/// ));
/// let options = options.overrides(["no-leak"]);
/// let changed = workspace.change_with(Actor::Host, draft, &options)?;
/// assert_eq!(changed.assertions.failed[0].id, "no-leak");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ChangeOptions<'v> {
    pub(super) overrides: BTreeSet<String>,
    pub(super) visitors: &'v [Visitor<'v>],
    pub(super) trials: usize,
}

impl<'v> ChangeOptions<'v> {
    /// Overrides nothing, and has no recorded visitors.
    #[must_use]
    pub fn new() -> Self {
        Self { overrides: BTreeSet::new(), visitors: &[], trials: TRIALS }
    }

    /// Adds names of cases and ids of assertions that may fail ([rule E6](crate::_rules#e6)). One without a name or
    /// an id goes by its place: `expect[3]`, `assertions[0]`. A name that nothing bears which fails is ignored.
    #[must_use]
    pub fn overrides<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.overrides.extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets the recorded visitors on whom assertions are tried, each while everyone is online.
    #[must_use]
    pub fn visitors(mut self, visitors: &'v [Visitor<'v>]) -> Self {
        self.visitors = visitors;
        self
    }

    /// Sets how many trials the search for counterexamples to assertions takes at most: 200,000 if this is
    /// not called ([`Router::try_assertions`](crate::Router::try_assertions)).
    #[must_use]
    pub fn trials(mut self, trials: usize) -> Self {
        self.trials = trials;
        self
    }
}

impl Default for ChangeOptions<'_> {
    fn default() -> Self {
        Self::new()
    }
}
